"""Un jour et une heure écrits par un agent, et avec qui : ce que partagent séances, déplacements et doublons."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field

from portail.guichets.agents.agenda.demandeur import FormulaireDuDemandeur
from portail.guichets.agents.agenda.plages_formulaires import MODALITES
from portail.guichets.agents.formulaires import ChampHeure, ChampJour, exiger_lisible
from portail.guichets.saisie.simples import Cases, Exige, Ligne, Liste, au_plus
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.noms import noms_courts
from portail.rendez_vous.lieux.queries import lieux_actifs
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.ressources.models import Ressource
from portail.socle import horloge
from portail.socle.traduction import _

RAISON_MAX = 200
POURQUOI_DOUBLER = _("Pourquoi doubler cet horaire")
RAISON_GARDEE = _("Gardé dans l’agenda. N’y dites rien de la santé de la personne.")


class FormulaireDeMoment(FlaskForm):
    """Où, quand, avec qui."""

    lieu = Liste(lazy_gettext("Où"), [Exige(_("Choisissez un lieu."))])
    modalite = Liste(lazy_gettext("Comment l’on se rencontre"), [Exige(_("Choisissez une façon."))])
    jour = ChampJour(lazy_gettext("Jour"))
    heure = ChampHeure(lazy_gettext("Heure"))
    avec = Cases(lazy_gettext("Avec"), [Exige(_("Choisissez au moins un agenda."))])

    def proposer(self, lieux: Sequence[Lieu], modalites: Sequence[str], ressources: Sequence[Ressource]) -> None:
        """Pose ce qui se choisit."""
        noms = noms_courts(lieux_actifs())
        self.lieu.choices = {str(lieu.id): noms.get(lieu.id, lieu.nom) for lieu in lieux}
        self.modalite.choices = {une.value: gettext(mot) for une, mot in MODALITES.items() if une.value in modalites}
        self.avec.choices = {str(une.id): _nomme(une, noms) for une in ressources}

    def validate_jour(self, field: Field) -> None:
        """Exige un jour lisible."""
        exiger_lisible(field, gettext("Écrivez une date. Exemple : 24/11/2026."))

    def validate_heure(self, field: Field) -> None:
        """Exige une heure lisible."""
        exiger_lisible(field, gettext("Écrivez une heure. Exemple : 09:00"))

    @property
    def debut(self) -> datetime:
        """Rend l’instant écrit, à Paris ; après la validation."""
        assert self.jour.data and self.heure.data is not None  # noqa: S101, PT018 — validés
        return horloge.instant_du(self.jour.data, self.heure.data).astimezone(UTC)

    def choix(self, objet_id: UUID) -> Choix:
        """Rend ce moment pour cet objet, avec ces agendas ; après la validation."""
        return Choix(
            objet_id=objet_id,
            lieu_id=UUID(self.lieu.data),
            modalite=Modalite(self.modalite.data),
            debut=self.debut,
            agents=self.agents,
        )

    @property
    def agents(self) -> frozenset[UUID]:
        """Rend les agendas choisis."""
        return frozenset(UUID(un) for un in self.avec.data or ())


class FormulaireDeDoublon(FormulaireDeMoment, FormulaireDuDemandeur):
    """Un horaire que l’on impose, quoi que dise l’agenda : la raison reste."""

    raison = Ligne(
        lazy_gettext(POURQUOI_DOUBLER),
        [Exige(_("Dites pourquoi cet horaire est doublé.")), au_plus(RAISON_MAX)],
        description=lazy_gettext(RAISON_GARDEE),
    )


def _nomme(ressource: Ressource, lieux: Mapping[UUID, str]) -> str:
    """Rend le nom d’un agenda ; celui d’une salle, avec le lieu qui la distingue des autres."""
    ou = lieux.get(ressource.lieu_id) if ressource.lieu_id and not ressource.agent_id else None
    return f"{ressource.nom}, {ou}" if ou else ressource.nom
