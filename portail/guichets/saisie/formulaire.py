"""De la déclaration d’une page au formulaire qu’on remplit.

Le caractère obligatoire, les libellés et les aides viennent de la déclaration seule ; lire une réponse est l’affaire
de `demarche.valeurs`, choisir un champ de formulaire celle de `types`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from flask import request
from werkzeug.datastructures import MultiDict

from portail.demarche.champs import Champ
from portail.demarche.valeurs import Contexte, Valeur, nom_de_partie
from portail.guichets.contexte import langue_courante
from portail.guichets.saisie.blocs import SaisieBloc
from portail.guichets.saisie.champs import ChampDeSaisie, Libre, SaisieLecture
from portail.guichets.saisie.simples import FormulaireVersionne
from portail.guichets.saisie.types import saisie_de
from portail.socle import horloge
from portail.territoire.communes import annuaire


class FormulaireDeSaisie(FormulaireVersionne):
    """Une page de déclaration à remplir ; `revision` est celle du dossier au moment où la page s’est montrée."""

    sans_jeton = False
    """Vrai pour une page qui ne change rien : ni jeton, ni session."""

    @property
    def champs(self) -> list[ChampDeSaisie]:
        """Rend les champs de la déclaration, dans l’ordre."""
        return [field for field in self if isinstance(field, ChampDeSaisie)]

    def validate(self, extra_validators: Libre = None) -> bool:
        """Contrôle tout ; rend faux sans rien signaler si l’on a seulement ajouté ou retiré un exemplaire d’un bloc."""
        return not self.a_change_de_forme and bool(super().validate(extra_validators=extra_validators))

    @property
    def a_change_de_forme(self) -> bool:
        """Dit si l’envoi demande d’ajouter ou de retirer un exemplaire d’un bloc : la page se remontre."""
        return any(field.a_change for field in self if isinstance(field, SaisieBloc))

    def reponses(self) -> dict[str, Valeur]:
        """Rend les valeurs valides par champ, en JSON ; None pour un champ laissé vide."""
        lus = (field for field in self.champs if not isinstance(field, SaisieLecture))
        return {field.name: field.data for field in lus if not field.errors}

    def brut(self) -> dict[str, str | list[str]]:
        """Rend ce qui est écrit dans chaque zone, à remontrer par `formulaire_de(…, brut=…)`."""
        return {
            nom_de_partie(field.name, partie): texte for field in self.champs for partie, texte in field.ecrit.items()
        }


def formulaire_de(
    page_champs: Iterable[Champ],
    *,
    contexte: Contexte,
    valeurs: Mapping[str, Valeur],
    verrouilles: frozenset[str] = frozenset(),
    brut: Mapping[str, str | Sequence[str]] | None = None,
    revision: int | None = None,
    jeton: bool = True,
) -> FormulaireDeSaisie:
    """Rend le formulaire d’une page : ce qui est envoyé, à défaut `brut`, à défaut les `valeurs` gardées.

    `verrouilles` : les champs montrés en lecture seule, que l’envoi ne change pas. `jeton` : faux pour une page qui ne
    change rien et ne garde rien, donc sans session.
    Lève ValueError si un champ porte un nom que le formulaire se réserve.
    """
    declares = {champ.identifiant: champ for champ in page_champs}
    if reserves := [nom for nom in declares if hasattr(FormulaireDeSaisie, nom)]:
        raise ValueError(f"identifiants réservés au formulaire : {reserves}")
    a_lier = {nom: saisie_de(champ, contexte, verrouille=nom in verrouilles) for nom, champ in declares.items()}
    classe = cast("type[FormulaireDeSaisie]", type("FormulaireDePage", (FormulaireDeSaisie,), a_lier))
    classe.sans_jeton = not jeton
    donnees = {**valeurs, "revision": "" if revision is None else str(revision)}
    if brut is None or request.method not in {"GET", "HEAD"}:
        return classe(data=donnees, meta={} if jeton else {"csrf": False})
    return classe(formdata=MultiDict({**brut, "revision": donnees["revision"]}), data=donnees)


def contexte_de_saisie() -> Contexte:
    """Rend de quoi lire une réponse aujourd’hui, dans le département, écrite dans la langue de la page."""
    return Contexte(jour=horloge.aujourd_hui(), communes=annuaire(), langue=langue_courante())
