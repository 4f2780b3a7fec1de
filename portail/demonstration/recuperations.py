"""La récupération fictive qui suit la créance dite pour Pierre Aubert : son office a dit l’actif, reste à décider."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select

from portail.demonstration.successions import NOTAIRE, PIERRE
from portail.identite.notaires.models import Membre
from portail.notaires.recuperations.actions import donner_actif_par_office
from portail.notaires.recuperations.calcul import Faits
from portail.notaires.recuperations.etats import EtatRecuperation
from portail.notaires.recuperations.models import Recuperation
from portail.notaires.successions.doublons import cle_reference
from portail.notaires.successions.models import Requete
from portail.notaires.successions.recuperation import Heritier
from portail.socle.base import session

ACTIF = Decimal(30_000)


def charger_les_recuperations(membres: Mapping[str, Membre]) -> None:
    """Fait dire l’actif net à l’office, s’il est encore attendu."""
    attendue = (
        select(Recuperation.requete_id)
        .join(Requete, Requete.id == Recuperation.requete_id)
        .where(
            Requete.cle_reference == cle_reference(PIERRE.reference),
            Recuperation.etat == EtatRecuperation.ATTENTE_ACTIF,
        )
    )
    requete_id = session.scalars(attendue).one_or_none()
    if requete_id is not None:
        faits = Faits(actif_net=ACTIF, heritiers=frozenset({Heritier.ENFANTS}))
        donner_actif_par_office(requete_id, faits, membre=membres[NOTAIRE])
