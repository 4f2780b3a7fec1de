"""Une adresse, une commune : quand le code postal ne suffit pas, les communes se choisissent dans une liste."""

from collections.abc import Sequence
from dataclasses import replace

from portail.demarche.valeurs import Brut, Faute
from portail.guichets.contexte import traduire
from portail.guichets.saisie.champs import (
    CHOISIR,
    ChampDeSaisie,
    OptionDeListe,
    PartieDeSaisie,
    SaisieComposee,
    Zone,
)

CHOIX = "choix"
"""La partie d’un champ de commune que remplit la liste ; elle passe devant ce qui était écrit."""


def _liste(noms: Sequence[str], ecrit: str) -> tuple[OptionDeListe, ...]:
    """Rend les lignes d’une liste de communes ; la première, vide, invite à choisir."""
    invite = OptionDeListe("", traduire(CHOISIR), selected=not ecrit)
    return (invite, *(OptionDeListe(nom, nom, selected=nom == ecrit) for nom in noms))


def _propositions(fautes: Sequence[Faute]) -> tuple[str, ...]:
    return next((faute.choix for faute in fautes if faute.choix), ())


class SaisieAdresse(SaisieComposee):
    """Une adresse ; la zone « commune » devient une liste dès qu’on sait entre lesquelles choisir."""

    def _partie(self, zone: Zone) -> PartieDeSaisie:
        partie = super()._partie(zone)
        propositions = _propositions([faute for faute in self.fautes if faute.partie == zone.partie])
        if not propositions:
            return partie
        # Le nom déjà écrit reste au choix : c’est peut-être le code postal qui est à corriger.
        inconnu = [partie.valeur] if partie.valeur and partie.valeur not in propositions else []
        return replace(partie, options=_liste([*inconnu, *propositions], partie.valeur))


class SaisieCommune(ChampDeSaisie):
    """Une commune, par son nom ou son code postal ; s’il y en a plusieurs, une liste s’ajoute sous la zone."""

    def remettre(self, ecrit: Brut) -> None:
        """Montre la commune choisie dans la liste, à défaut ce qui est écrit."""
        choisie = ecrit.get(CHOIX)
        super().remettre({"": choisie} if choisie and any(choisie) else ecrit)

    @property
    def propositions(self) -> tuple[OptionDeListe, ...]:
        """Rend les lignes de la liste, rien s’il n’y a pas à choisir."""
        noms = _propositions(self.fautes)
        return _liste(noms, "") if noms else ()
