"""Ce qu’une personne demande d’un créneau, et ce que l’objet du rendez-vous permet : des bornes, ni base ni horloge."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from uuid import UUID

from portail.rendez_vous.creneaux.instants import jour_a_paris, minute_a_paris, mois_revolus

MIDI = time(12)


class Moment(StrEnum):
    """Une moitié de la journée, d’après l’heure de début à Paris."""

    MATIN = "matin"
    APRES_MIDI = "apres_midi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bornes:
    """Ce qui vaut pour tout créneau : le présent, le délai, l’horizon, la fenêtre, l’âge, les préférences."""

    maintenant: int
    """En minutes."""
    delai: int = 0
    """En minutes : rien ne commence plus tôt."""
    horizon: int
    """En jours après aujourd’hui, compris."""
    du: date
    au: date
    """Premier et dernier jour regardés, compris."""
    modalite: str
    moment: Moment | None = None
    jours: frozenset[int] = frozenset()
    """De 1 (lundi) à 7 ; vide : tous."""
    lieux: frozenset[UUID] = frozenset()
    """Vide : tous."""
    agents: frozenset[UUID] = frozenset()
    """Les ressources avec qui l’on veut venir (agent référent) ; vide : n’importe lesquelles."""
    naissance: date | None = None
    """De l’enfant pour qui l’on vient."""
    age_min: int | None = None
    age_max: int | None = None
    """En mois révolus le jour du rendez-vous : minimum compris, maximum non compris."""

    @property
    def plus_tot(self) -> int:
        """Rend la première minute où l’on peut venir."""
        return self.maintenant + self.delai

    @property
    def aujourd_hui(self) -> date:
        """Rend le jour présent, à Paris."""
        return jour_a_paris(self.maintenant)

    @property
    def premier_jour(self) -> date:
        """Rend le premier jour utile."""
        return max(self.du, jour_a_paris(self.plus_tot))

    @property
    def dernier_jour(self) -> date:
        """Rend le dernier jour utile."""
        return min(self.au, self.fin_de_l_horizon)

    @property
    def fin_de_l_horizon(self) -> date:
        """Rend le dernier jour où l’on peut venir, quelle que soit la fenêtre."""
        return self.aujourd_hui + timedelta(days=self.horizon)

    def admet_le_jour(self, jour: date) -> bool:
        """Dit si l’on peut venir ce jour-là, heure mise à part."""
        return (not self.jours or jour.isoweekday() in self.jours) and self.admet_l_age(jour)

    def admet_l_age(self, jour: date) -> bool:
        """Dit si l’enfant a l’âge, ce jour-là ; sans date de naissance, rien ne l’empêche."""
        if self.naissance is None:
            return True
        age = mois_revolus(self.naissance, jour)
        assez = self.age_min is None or age >= self.age_min
        return assez and (self.age_max is None or age < self.age_max)

    def heures(self, jour: date) -> tuple[int, int]:
        """Rend la première et la dernière minute où l’on peut commencer ce jour-là."""
        midi = minute_a_paris(jour, MIDI)
        debut = midi if self.moment is Moment.APRES_MIDI else midi - 1440
        fin = midi - 1 if self.moment is Moment.MATIN else midi + 1440
        return max(debut, self.plus_tot), fin
