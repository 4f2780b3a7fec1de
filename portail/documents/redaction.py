"""Écrire dans la langue du destinataire : textes traduits, dates en toutes lettres, délais en mots."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from babel.dates import format_time

from portail.demarche.droit import Mois
from portail.demarche.formats import en_date
from portail.socle.horloge import a_paris
from portail.socle.traduction import LANGUE_SOURCE, _, traducteur, usage_de

Traduire: TypeAlias = Callable[[str], str]

INSECABLE = "\N{NO-BREAK SPACE}"
DUREES = {1: _("un mois"), 2: _("deux mois"), 3: _("trois mois"), 4: _("quatre mois"), 6: _("six mois")}


@dataclass(frozen=True, slots=True)
class Redaction:
    """Une langue et sa fonction de traduction ; par défaut, le français."""

    traduire: Traduire = str
    langue: str = "fr"

    @classmethod
    def en(cls, langue: str) -> "Redaction":
        """Rend la rédaction dans cette langue."""
        return cls(traducteur(langue), langue)

    def texte(self, modele: str, **valeurs: str) -> str:
        """Rend le modèle traduit, ses valeurs en place (« %(nom)s »)."""
        return self.traduire(modele) % valeurs

    def jour(self, jour: date) -> str:
        """Rend la date en toutes lettres, d’un seul tenant : « 21 janvier 2027 »."""
        return en_date(jour, self.langue).replace(" ", INSECABLE)

    def instant(self, instant: datetime) -> str:
        """Rend le jour et l’heure à Paris : « 21 novembre 2026 à 14 h 32 »."""
        local = a_paris(instant)
        if self.langue != LANGUE_SOURCE:
            heure = format_time(local, "short", locale=usage_de(self.langue))
            return self.texte(_("%(jour)s à %(heure)s"), jour=self.jour(local.date()), heure=heure)
        return f"{self.jour(local.date())} à {local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"

    def duree(self, delai: Mois) -> str:
        """Rend le délai en mots : « deux mois »."""
        if delai.nombre in DUREES:
            return self.traduire(DUREES[delai.nombre])
        return self.texte(_("%(nombre)s mois"), nombre=str(delai.nombre))


FRANCAIS = Redaction()
