"""Ce qui s’ajoute à une demande de prestation : propositions, visites, droits, demande liée ; lu avec sa page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Uuid, bindparam, select

from portail.dossiers.lies.models import LienDeDossiers
from portail.dossiers.models import Dossier, Intervenant
from portail.dossiers.prestations.queries import LISTES, DroitsLus
from portail.dossiers.propositions.models import Proposition
from portail.dossiers.queries import CONTENU
from portail.dossiers.transmissions.models import Transmission
from portail.dossiers.visites.models import Visite
from portail.socle.ensemble import Liste

_DOSSIER = bindparam("dossier_id", type_=Uuid())
_LIES = (
    select(LienDeDossiers.second_id)
    .where(LienDeDossiers.premier_id == _DOSSIER)
    .union_all(select(LienDeDossiers.premier_id).where(LienDeDossiers.second_id == _DOSSIER))
)
SUITES = {
    "propositions": Liste(Proposition, Proposition.dossier_id == _DOSSIER, Proposition.rang.desc()),
    "visites": Liste(Visite, Visite.dossier_id == _DOSSIER, Visite.debut.desc()),
    "transmissions": Liste(Transmission, Transmission.dossier_id == _DOSSIER, Transmission.transmise_le),
    "lies": Liste(Dossier, Dossier.id.in_(_LIES), Dossier.id, sans=(*CONTENU, Dossier.intervenants)),
    "intervenants_lies": Liste(Intervenant, Intervenant.dossier_id.in_(_LIES), (Intervenant.rang, Intervenant.id)),
    **LISTES,
}
"""À joindre aux listes d’une page ; le paramètre est `dossier_id`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuitesLues(DroitsLus):
    """Ces suites, chacune dans l’ordre où la page la montre ; vides pour une demande qui n’en a pas."""

    propositions: Sequence[Proposition]
    """La plus récente d’abord."""
    visites: Sequence[Visite]
    """La plus récente d’abord."""
    transmissions: Sequence[Transmission]
    """Dans l’ordre où elles furent faites."""
    lies: Sequence[Dossier]
    """La demande liée, sans son contenu."""
    intervenants_lies: Sequence[Intervenant]
    """Ceux de la demande liée."""

    @property
    def lie(self) -> Dossier | None:
        """Rend la demande liée, ou rien : à l’appelant de juger de qui peut la voir."""
        return self.lies[0] if self.lies else None
