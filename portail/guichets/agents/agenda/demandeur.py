"""Qui demande qu’un rendez-vous change ou s’annule : de cela dépend ce que la personne lit, excuses ou confirmation."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.saisie.simples import Exige, Radios
from portail.identite.models import Agent
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.socle.traduction import _


class Demandeur(StrEnum):
    """De qui vient le changement."""

    PERSONNE = "personne"
    SERVICE = "service"


MOTS: Mapping[Demandeur, str] = MappingProxyType(
    {
        Demandeur.PERSONNE: _("La personne : nous lui confirmons ce qu’elle a demandé"),
        Demandeur.SERVICE: _("Le service : nous lui présentons nos excuses"),
    }
)


class FormulaireDuDemandeur(FlaskForm):
    """Qui demande le changement."""

    demandeur = Radios(lazy_gettext("Qui le demande ?"), [Exige(_("Dites qui le demande."))])

    def proposer_les_demandeurs(self) -> None:
        """Pose ce qui se choisit ; rien n’est coché d’avance."""
        self.demandeur.choices = {une.value: gettext(mot) for une, mot in MOTS.items()}

    @property
    def vient_de_la_personne(self) -> bool:
        """Vrai si la personne le demande ; après la validation."""
        return "demandeur" in self and self.demandeur.data == Demandeur.PERSONNE

    def acteur(self, agent: Agent) -> Acteur:
        """Rend cet agent, qui agit pour la personne ou pour le service."""
        return Acteur(agent=agent, pour_la_personne=self.vient_de_la_personne)
