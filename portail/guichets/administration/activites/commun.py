"""Ce que partagent les écrans des inscriptions, à l’administration."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import DateConnue, OuiNon, TexteCourt
from portail.guichets.administration.activites import mots
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.mots import CHAMPS_DITS
from portail.guichets.refus import SAISIE_A_CORRIGER
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.socle.traduction import _

ANNEES = 10
LIGNE_MAX = 120
Etapes: TypeAlias = list[tuple[str, str]]


@blueprint.context_processor
def mots_des_inscriptions() -> dict[str, object]:
    """Donne aux gabarits les mots des inscriptions."""
    return {"actions_ins": mots.ACTIONS_DITES, "champs_ins": {**CHAMPS_DITS, **mots.CHAMPS_DITS}}


def a_remplir(champs: Iterable[Champ], valeurs: Mapping[str, Any] | None = None) -> FormulaireDeSaisie:
    """Rend le formulaire de ces champs."""
    return formulaire_de(champs, contexte=contexte_de_saisie(), valeurs=valeurs or {}, brut=envoi_garde())


def fil_des_inscriptions(*etapes: tuple[str, str]) -> Etapes:
    """Rend le fil d’Ariane d’une page des inscriptions."""
    return [
        (gettext("Administration"), url_for("administration.accueil")),
        (gettext("Inscriptions"), url_for("administration.inscriptions")),
        *etapes,
    ]


def page_de_formulaire(
    form: FormulaireDeSaisie, titre: str, *, etapes: Etapes, bouton: str, textes: Sequence[str] = ()
) -> ResponseReturnValue:
    """Rend une page qui ne pose qu’un formulaire."""
    page = render_template(
        "administration/activites/formulaire.html",
        form=form,
        titre_dit=titre,
        etapes=etapes,
        bouton=bouton,
        textes=textes,
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


def champ_code(exemple: str) -> TexteCourt:
    """Rend la question du code, qui ne change plus ensuite."""
    return TexteCourt(
        "code",
        _("Code"),
        longueur_max=40,
        motif=r"[a-z0-9][a-z0-9-]{1,39}",
        exemple=exemple,
        aide=_("Il ne change plus ensuite. Minuscules sans accent, mots séparés par « - »."),
    )


def champ_date(nom: str, aide: str = "") -> DateConnue:
    """Rend la question d’une date, passée ou à venir."""
    return DateConnue(nom, mots.CHAMPS_DITS[nom], passee=False, ans_max=ANNEES, aide=aide)


def champ_oui_non(nom: str, aide: str = "") -> OuiNon:
    """Rend une question fermée."""
    return OuiNon(nom, mots.CHAMPS_DITS[nom], aide=aide)
