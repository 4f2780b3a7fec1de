"""Les raisons pour lesquelles il n’y a pas de créneau, et leurs phrases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from babel.dates import format_date

from portail.rendez_vous.ressources.langues import LANGUES
from portail.socle.traduction import LANGUE_SOURCE, _, traducteur, usage_de

MINUTES_PAR_HEURE = 60


class Code(StrEnum):
    """Ce qui empêche, dans l’ordre où on le dit."""

    OBJET_FERME = "objet_ferme"
    PAS_EN_LIGNE = "pas_en_ligne"
    AUTRE_MODALITE = "autre_modalite"
    LIEU_FERME = "lieu_ferme"
    HORS_SECTEUR = "hors_secteur"
    SANS_PLAGE = "sans_plage"
    MANQUE = "manque"
    JAMAIS_ENSEMBLE = "jamais_ensemble"
    SEANCES = "seances"
    EXCEPTION = "exception"
    FERIE = "ferie"
    FERMETURE = "fermeture"
    AGE = "age"
    DELAI = "delai"
    HORIZON = "horizon"
    PREFERENCES = "preferences"
    REFERENT = "referent"
    ABSENCE = "absence"
    AUTRE_AGENDA = "autre_agenda"
    COMPLET = "complet"
    LIBRE = "libre"


DES_AGENTS = frozenset(
    {Code.MANQUE, Code.JAMAIS_ENSEMBLE, Code.EXCEPTION, Code.ABSENCE, Code.AUTRE_AGENDA, Code.REFERENT}
)
"""Ce qui ne regarde que le service : qui manque, qui est absent."""

_UN, _PLUSIEURS = 0, 1
PHRASES: Mapping[Code, tuple[str, str]] = MappingProxyType(
    {
        Code.OBJET_FERME: (_("Ce rendez-vous n’est pas proposé en ce moment."), ""),
        Code.PAS_EN_LIGNE: (_("Ce rendez-vous ne se prend pas en ligne : un agent le prend avec vous."), ""),
        Code.AUTRE_MODALITE: (_("Ce rendez-vous ne se tient pas de cette façon."), ""),
        Code.LIEU_FERME: (_("%(lieu)s ne reçoit plus."), ""),
        Code.HORS_SECTEUR: (_("Cette commune dépend d’un autre lieu : %(lieu)s."), ""),
        Code.SANS_PLAGE: (_("Personne ne reçoit ici pour ce rendez-vous à ces dates."), ""),
        Code.MANQUE: (_("Il manque quelqu’un ou quelque chose de nécessaire : %(quoi)s."), ""),
        Code.JAMAIS_ENSEMBLE: (
            _("Une personne reçoit une fois, mais jamais en même temps que les autres ressources nécessaires."),
            _("Une personne reçoit %(nombre)s fois, mais jamais en même temps que les autres ressources nécessaires."),
        ),
        Code.SEANCES: (
            _("Une séance est prévue, mais elle est complète, passée ou trop lointaine."),
            _("%(nombre)s séances sont prévues, mais complètes, passées ou trop lointaines."),
        ),
        Code.EXCEPTION: (
            _("1 horaire est retiré par un changement de plage."),
            _("%(nombre)s horaires sont retirés par un changement de plage."),
        ),
        Code.FERIE: (_("1 horaire tombe un jour férié."), _("%(nombre)s horaires tombent un jour férié.")),
        Code.FERMETURE: (
            _("1 horaire tombe un jour de fermeture du lieu."),
            _("%(nombre)s horaires tombent un jour de fermeture du lieu."),
        ),
        Code.AGE: (
            _("1 horaire tombe un jour où l’enfant n’a pas, ou n’a plus, l’âge."),
            _("%(nombre)s horaires tombent un jour où l’enfant n’a pas, ou n’a plus, l’âge."),
        ),
        Code.DELAI: (
            _("1 horaire est trop proche : il faut réserver au moins %(delai)s avant."),
            _("%(nombre)s horaires sont trop proches : il faut réserver au moins %(delai)s avant."),
        ),
        Code.HORIZON: (
            _("1 horaire est trop lointain : on réserve jusqu’au %(jour)s."),
            _("%(nombre)s horaires sont trop lointains : on réserve jusqu’au %(jour)s."),
        ),
        Code.PREFERENCES: (
            _("1 horaire ne convient pas aux jours ou au moment choisis."),
            _("%(nombre)s horaires ne conviennent pas aux jours ou au moment choisis."),
        ),
        Code.REFERENT: (
            _("1 horaire est avec quelqu’un d’autre que la personne voulue."),
            _("%(nombre)s horaires sont avec quelqu’un d’autre que la personne voulue."),
        ),
        Code.ABSENCE: (
            _("1 horaire tombe pendant une absence."),
            _("%(nombre)s horaires tombent pendant une absence."),
        ),
        Code.AUTRE_AGENDA: (
            _("1 horaire est pris dans un autre agenda ou par une visite."),
            _("%(nombre)s horaires sont pris dans un autre agenda ou par une visite."),
        ),
        Code.COMPLET: (_("1 horaire est déjà pris."), _("%(nombre)s horaires sont déjà pris.")),
        Code.LIBRE: (_("1 horaire est libre."), _("%(nombre)s horaires sont libres.")),
    }
)
GENRES: Mapping[str, str] = MappingProxyType(
    {
        "agent": _("un agent"),
        "salle": _("une salle"),
        "equipement": _("un équipement"),
        "interprete": _("un interprète"),
    }
)


@dataclass(frozen=True, slots=True)
class Cause:
    """Une cause, et combien de débuts elle retire."""

    code: Code
    nombre: int = 0
    valeurs: Mapping[str, object] = field(default_factory=dict)

    @property
    def est_publique(self) -> bool:
        """Dit si la personne peut la lire : rien de l’agenda de quelqu’un."""
        return self.code not in DES_AGENTS

    @property
    def texte(self) -> str:
        """Rend la phrase, en français."""
        return self.dite()

    def dite(self, langue: str = LANGUE_SOURCE) -> str:
        """Rend la phrase dans cette langue."""
        traduire = traducteur(langue)
        phrase = PHRASES[self.code][_PLUSIEURS if self.nombre > 1 else _UN]
        return traduire(phrase) % {"nombre": self.nombre, **self._dites(langue)}

    def _dites(self, langue: str) -> Mapping[str, object]:
        traduire, dites = traducteur(langue), dict(self.valeurs)
        jour, minutes, genre = dites.get("jour"), dites.get("minutes"), dites.get("genre")
        if isinstance(jour, date):
            dites["jour"] = format_date(jour, "long", locale=usage_de(langue))
        if isinstance(minutes, int):
            dites["delai"] = _duree(minutes, langue)
        if genre is not None:
            quoi = str(dites["quoi"])
            precision = traduire(LANGUES.get(quoi, quoi)) if quoi else ""
            dites["quoi"] = " ".join(filter(None, (traduire(GENRES[str(genre)]), _entre(precision))))
        return dites


def _entre(precision: str) -> str:
    return f"({precision})" if precision else ""


def _duree(minutes: int, langue: str) -> str:
    heures, reste = divmod(minutes, MINUTES_PAR_HEURE)
    if reste:
        return traducteur(langue)(_("%(minutes)s minutes")) % {"minutes": minutes}
    return traducteur(langue)(_("%(heures)s h")) % {"heures": heures}
