"""Les formulaires d’une visite : qui vient, quand, où ; pourquoi on l’annule."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from wtforms import Field, IntegerField
from wtforms.validators import ValidationError

from portail.dossiers.visites.actions import Prevue
from portail.dossiers.visites.models import Visite
from portail.guichets.agents.formulaires import MOTIF_MAX, ChampHeure, ChampJour
from portail.guichets.saisie.simples import Exige, FormulaireVersionne, Ligne, Liste, Texte, au_plus
from portail.identite.models import Agent
from portail.socle import horloge
from portail.socle.traduction import _

LIEU_MAX = 300
DUREE_MAX = 480
"""Minutes : une journée."""


def _illisible(field: Field) -> bool:
    """Vrai si le champ n’a rien de lisible ; le formulaire le dit alors avec ses mots et un exemple."""
    field.errors = []
    return field.data is None


class ChampMinutes(IntegerField):
    """Un nombre de minutes."""

    gabarit = "texte"
    type_html = "text"
    autocomplete = None
    inputmode = "numeric"
    classe = "court"
    verrouille = False
    facultatif = False


class FormulaireVisite(FormulaireVersionne):
    """Une visite à prévoir, ou à déplacer."""

    evaluateur = Liste(lazy_gettext("Qui fait la visite ?"), [Exige(_("Choisissez qui fait la visite."))])
    jour = ChampJour(lazy_gettext("Jour"))
    heure = ChampHeure(lazy_gettext("Heure"))
    minutes = ChampMinutes(lazy_gettext("Durée, en minutes"))
    lieu = Ligne(lazy_gettext("Lieu"), [Exige(_("Écrivez où se fait la visite.")), au_plus(LIEU_MAX)])
    presents = Ligne(
        lazy_gettext("Qui sera là avec la personne"),
        [au_plus(LIEU_MAX)],
        description=lazy_gettext("Exemple : sa fille. Sans donnée de santé."),
    )

    def proposer(self, agents: Iterable[Agent], courante: Visite | None, *, lieu: str, minutes: int) -> None:
        """Pose qui peut venir et, la première fois, ce qui est déjà prévu."""
        self.evaluateur.choices = {str(agent.id): f"{agent.nom_affiche} ({agent.qualite})" for agent in agents}
        if self.revision.raw_data is not None or self.is_submitted():
            return
        self.lieu.data, self.minutes.data = lieu, minutes
        if courante is not None:
            debut = horloge.a_paris(courante.debut)
            self.evaluateur.data = str(courante.evaluateur_id)
            self.jour.data, self.heure.data = debut.date(), debut.time()
            self.minutes.data = int((courante.fin - courante.debut).total_seconds() // 60)
            self.lieu.data, self.presents.data = courante.lieu, courante.presents

    def validate_jour(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige un jour lisible."""
        if _illisible(field):
            raise ValidationError(gettext("Choisissez un jour et une heure à venir."))

    def validate_heure(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige une heure lisible."""
        if _illisible(field):
            raise ValidationError(gettext("Écrivez une heure. Exemple : 14:30"))

    def validate_minutes(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige une durée d’une journée au plus."""
        if _illisible(field) or not 0 < field.data <= DUREE_MAX:
            raise ValidationError(gettext("Écrivez une durée en minutes. Exemple : 90"))

    @property
    def prevue(self) -> Prevue:
        """Rend ce qui est prévu ; lève `AssertionError` avant la validation."""
        assert self.jour.data is not None  # noqa: S101 — validé
        assert self.heure.data is not None  # noqa: S101 — validé
        debut = horloge.instant_du(self.jour.data, self.heure.data)
        return Prevue(
            evaluateur_id=UUID(self.evaluateur.data),
            debut=debut,
            fin=debut + timedelta(minutes=self.minutes.data or 0),
            lieu=self.lieu.data or "",
            presents=self.presents.data or "",
        )


class FormulaireAnnulation(FormulaireVersionne):
    """Pourquoi la visite est annulée ; la personne lira ce texte."""

    motif = Texte(
        lazy_gettext("Raison, telle que la personne la lira"),
        [Exige(_("Dites à la personne pourquoi la visite est annulée.")), au_plus(MOTIF_MAX)],
    )
