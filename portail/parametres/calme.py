"""Les heures calmes : la nuit, on n’écrit à personne, et un délai pour répondre ne court pas."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portail.parametres.queries import entier_au
from portail.socle.horloge import a_paris, instant_du

AVANT_LA_NUIT = timedelta(minutes=15)
"""Ce qui doit partir le soir part un peu avant la nuit : le balayage a le temps de passer."""
UN_JOUR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HeuresCalmes:
    """De `debut` heures le soir à `fin` heures le matin, à Paris ; aucune si le soir ne dépasse pas le matin."""

    debut: int
    fin: int

    def est_calme(self, instant: datetime) -> bool:
        """Vrai pendant la nuit."""
        heure = a_paris(instant).hour
        return self.debut > self.fin and (heure >= self.debut or heure < self.fin)

    def reveil(self, instant: datetime) -> datetime:
        """Rend l’instant, ou la fin de la nuit où il tombe."""
        if not self.est_calme(instant):
            return instant
        local = a_paris(instant)
        return _a(local.date() + (UN_JOUR if local.hour >= self.debut else UN_JOUR * 0), self.fin)

    def veille(self, instant: datetime) -> datetime:
        """Rend l’instant, ou peu avant la nuit où il tombe."""
        if not self.est_calme(instant):
            return instant
        local = a_paris(instant)
        soir = local.date() - (UN_JOUR if local.hour < self.fin else UN_JOUR * 0)
        return _a(soir, self.debut) - AVANT_LA_NUIT

    def ajouter(self, instant: datetime, duree: timedelta) -> datetime:
        """Rend l’instant où `duree` sera passée, la nuit ne comptant pas."""
        depart = self.reveil(instant)
        while self.debut > self.fin:
            soir = _a(a_paris(depart).date(), self.debut)
            if depart + duree <= soir:
                break
            duree -= soir - depart
            depart = self.reveil(soir)
        return depart + duree


def heures_calmes() -> HeuresCalmes:
    """Rend la nuit en vigueur [P]."""
    return HeuresCalmes(entier_au("calme_debut"), entier_au("calme_fin"))


def _a(jour: date, heure: int) -> datetime:
    """Rend cette heure de Paris, en UTC : entre deux instants, les durées restent vraies au changement d’heure."""
    return instant_du(jour, time(heure % 24)).astimezone(UTC)
