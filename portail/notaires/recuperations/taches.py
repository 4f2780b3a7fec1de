"""Les rappels de l’actif net attendu d’un office."""

from sqlalchemy import select

from portail.identite.notaires.queries import office_de
from portail.journal.actions import SYSTEME, inscrire
from portail.notaires.recuperations.actions import OBJET, delai_de_relance
from portail.notaires.recuperations.etats import EtatRecuperation
from portail.notaires.recuperations.messages import prevenir_l_office
from portail.notaires.recuperations.models import Recuperation
from portail.notaires.successions.models import Requete
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.taches import periodique

PAR_PASSAGE = 200


@periodique("recuperations.relancer", "10 6 * * *")
def relancer() -> None:
    """Rappelle aux offices l’actif net attendu, tant de fois au plus ; chacun dans la même transaction que sa suite."""
    with transaction():
        attendues = session.execute(
            select(Recuperation, Requete)
            .join(Requete, Requete.id == Recuperation.requete_id)
            .where(Recuperation.etat == EtatRecuperation.ATTENTE_ACTIF, Recuperation.relance_le <= horloge.maintenant())
            .order_by(Recuperation.relance_le)
            .limit(PAR_PASSAGE)
            .with_for_update(of=Recuperation, skip_locked=True)
        ).all()
        for recuperation, requete in attendues:
            _relancer(recuperation, requete)


def _relancer(recuperation: Recuperation, requete: Requete) -> None:
    recuperation.relances += 1
    encore = recuperation.relances < entier_au("recuperation_relances_max")
    recuperation.relance_le = horloge.maintenant() + delai_de_relance() if encore else None
    prevenir_l_office(office_de(requete.office_id), requete)
    inscrire("relancer_actif", auteur=SYSTEME, objet=(OBJET, requete.id), details={"rang": recuperation.relances})
