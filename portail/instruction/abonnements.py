"""Ce que l’organisation du travail fait quand un dossier change, dans la même transaction."""

from portail.dossiers.evenements import DossierDepose
from portail.dossiers.models import Dossier
from portail.instruction.affectation.actions import affecter_d_office
from portail.socle.base import session
from portail.socle.evenements import abonner


def installer() -> None:
    """Abonne la répartition aux dépôts."""
    abonner(DossierDepose, _repartir)


def _repartir(evenement: DossierDepose) -> None:
    """Affecte la demande qui vient d’être déposée, si son service répartit d’office."""
    affecter_d_office(session.get_one(Dossier, evenement.dossier_id))
