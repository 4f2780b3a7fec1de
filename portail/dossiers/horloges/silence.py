"""L’horloge du silence : quand elle part, ce qui la suspend ou la fait attendre, ce qui l’arrête.

Silence valant rejet : le délai est suspendu le temps imparti pour compléter. Silence valant acceptation, ou texte qui
fait partir le délai d’un dossier complet : il ne court qu’à la réception de ce qui manque (CRPA, L114-3 et L114-5).
Une pièce qui n’est pas indispensable ne change rien (L114-5-1).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import singledispatchmethod

from portail.demarche.droit import Depart, Mois, Silence
from portail.dossiers.etats import IMPLICITES
from portail.dossiers.horloges import calculs
from portail.dossiers.horloges.faits import (
    Completude,
    Decision,
    DemandeDeComplement,
    Depot,
    Fait,
    FinDuDelai,
    Poursuite,
    Reponse,
    Sortie,
)
from portail.dossiers.horloges.types import Code, Etape, Horloge, Nature


@dataclass
class CompteDuSilence:
    """Suit les faits un à un et tient le compte du délai."""

    silence: Silence
    delai: Mois
    depart: date | None = None
    echeance: date | None = None
    suspendue_depuis: date | None = None
    limite: date | None = None
    arret: date | None = None
    acquise: bool = False
    etapes: list[Etape] = field(default_factory=list)

    @property
    def _attend_un_dossier_complet(self) -> bool:
        return self.silence is Silence.ACCORD or self.delai.depuis is Depart.COMPLETUDE

    def lire(self, fait: Fait) -> None:
        """Tient compte d’un fait ; une fois arrêtée, l’horloge ne repart plus."""
        if self.arret is None:
            self._lire(fait)

    @singledispatchmethod
    def _lire(self, fait: Fait) -> None:
        """Les autres faits ne changent rien au silence."""

    @_lire.register
    def _(self, fait: Depot) -> None:
        if fait.complet or not self._attend_un_dossier_complet:
            self._partir(fait.jour)
        else:
            self.etapes.append(Etape(Nature.ATTENTE, fait.jour))

    @_lire.register
    def _(self, fait: Completude) -> None:
        if self.depart is None:
            self._partir(fait.jour)

    @_lire.register
    def _(self, fait: DemandeDeComplement) -> None:
        if not fait.indispensable or self.depart is None:
            return
        if self.silence is Silence.ACCORD:
            self.depart = self.echeance = None
            self.etapes.append(Etape(Nature.ATTENTE, fait.jour))
        else:
            self.suspendue_depuis, self.limite = fait.jour, fait.limite

    @_lire.register
    def _(self, fait: Reponse) -> None:
        self._reprendre(fait.jour)
        if self.depart is None and fait.complet:
            self._partir(fait.jour)

    @_lire.register
    def _(self, fait: FinDuDelai) -> None:
        self._reprendre(fait.jour)

    @_lire.register
    def _(self, fait: Poursuite) -> None:
        """Qui décide sans attendre tient le dossier pour complet."""
        self._reprendre(fait.jour)
        if self.depart is None:
            self._partir(fait.jour)

    @_lire.register
    def _(self, fait: Decision) -> None:
        self._reprendre(fait.jour)
        self.acquise = fait.nature in IMPLICITES
        self.arret = self.echeance if self.acquise and self.echeance else fait.jour

    @_lire.register
    def _(self, fait: Sortie) -> None:
        self._reprendre(fait.jour)
        self.arret = fait.jour

    def _partir(self, jour: date) -> None:
        self.depart, self.echeance = jour, calculs.date_silence(jour, self.delai.nombre)
        self.etapes.append(Etape(Nature.DEPART, jour))
        self.etapes.append(Etape(Nature.DELAI, self.echeance, debut=jour, nombre=self.delai.nombre))

    def _reprendre(self, jour: date) -> None:
        """Met fin à la suspension : le temps imparti, ou moins si la réponse vient avant."""
        if self.suspendue_depuis and self.echeance and self.limite:
            nombre = calculs.jours_suspendus(self.suspendue_depuis, jour, self.limite)
            self.echeance += timedelta(days=nombre)
            self.etapes.append(Etape(Nature.SUSPENSION, self.echeance, debut=self.suspendue_depuis, nombre=nombre))
        self.suspendue_depuis = self.limite = None

    def horloge(self) -> Horloge:
        """Rend l’horloge, après tous les faits lus."""
        return Horloge(
            code=Code.SILENCE,
            depart=self.depart,
            echeance=self.echeance,
            suspendue_depuis=self.suspendue_depuis,
            arret=self.arret,
            acquise=self.acquise,
            etapes=tuple(self.etapes),
        )
