"""Ce qui se lit au guichet : les brouillons du service, le code et les demandes de rattachement."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select

from portail.demarche.catalogue import catalogue
from portail.demarche.declaration import Demarche
from portail.dossiers.etats import Etat
from portail.dossiers.guichet.habilitations import AU_GUICHET, peut_ouvrir, peut_saisir, peut_tenir
from portail.dossiers.guichet.models import CodeDeRattachement, DemandeDeRattachement
from portail.dossiers.models import CanalDepot, Dossier, Intervenant, QualiteIntervenant
from portail.dossiers.queries import SANS_CONTENU, dossier_du_service
from portail.identite.models import Agent, Usager
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable

RECENTES = 5


def demarches_du_guichet(agent: Agent) -> Sequence[Demarche]:
    """Rend les démarches dont l’agent enregistre les demandes."""
    return [demarche for demarche in catalogue().values() if peut_ouvrir(agent, demarche)]


def _perimetre(agent: Agent) -> ColumnElement[bool]:
    portees = {(h.service_code, h.demarche) for h in agent.habilitations if h.role in AU_GUICHET and h.service_code}
    conditions = [
        Dossier.service_code == service
        if demarche is None
        else and_(Dossier.service_code == service, Dossier.demarche == demarche)
        for service, demarche in sorted(portees, key=str)
    ]
    return or_(false(), *conditions)


def brouillons_du_guichet(agent: Agent) -> Sequence[Dossier]:
    """Rend ce que le service a commencé d’enregistrer, le plus anciennement reçu d’abord : son délai court déjà."""
    return session.scalars(
        select(Dossier)
        .where(Dossier.etat == Etat.BROUILLON, Dossier.canal != CanalDepot.LIGNE, _perimetre(agent))
        .options(*SANS_CONTENU)
        .order_by(Dossier.date_reception, Dossier.cree_le)
    ).all()


def brouillon_du_guichet(agent: Agent, numero: str) -> Dossier:
    """Rend un brouillon du guichet de son service ; lève `Introuvable` pour tout autre."""
    dossier = session.scalars(select(Dossier).where(Dossier.numero == numero)).one_or_none()
    if dossier is None or not peut_saisir(agent, dossier):
        raise Introuvable
    return dossier


def dossier_du_guichet(agent: Agent, numero: str) -> Dossier:
    """Rend un dossier déposé où l’agent tient le guichet ; lève `Introuvable`, ou `Interdit` s’il ne peut que lire."""
    dossier = dossier_du_service(agent, numero)
    if not peut_tenir(agent, dossier):
        raise Interdit
    return dossier


def beneficiaire_de(dossier: Dossier) -> Intervenant | None:
    """Rend la personne pour qui la demande est faite ; rien tant qu’elle n’est pas déposée par un autre."""
    return next((lien for lien in dossier.intervenants if lien.qualite is QualiteIntervenant.BENEFICIAIRE), None)


def est_a_rattacher(dossier: Dossier) -> bool:
    """Vrai si la demande est venue du guichet et que personne ne la suit encore depuis un compte."""
    beneficiaire = beneficiaire_de(dossier)
    return dossier.canal is not CanalDepot.LIGNE and beneficiaire is not None and beneficiaire.usager_id is None


def code_en_cours(dossier: Dossier) -> CodeDeRattachement | None:
    """Rend le code remis avec le récépissé, s’il vaut encore ; le code lui-même n’est connu que de la personne."""
    code = session.get(CodeDeRattachement, dossier.id)
    return code if code and code.utilise_le is None and code.expire_le > horloge.maintenant() else None


def demandes_a_trancher(dossier: Dossier) -> Sequence[tuple[DemandeDeRattachement, Usager]]:
    """Rend les comptes qui demandent à suivre ce dossier sous une identité qui ne concorde pas."""
    lignes = session.execute(
        select(DemandeDeRattachement, Usager)
        .join(Usager, Usager.id == DemandeDeRattachement.usager_id)
        .where(DemandeDeRattachement.dossier_id == dossier.id, DemandeDeRattachement.tranche_le.is_(None))
        .order_by(DemandeDeRattachement.demande_le)
    )
    return [(ligne[0], ligne[1]) for ligne in lignes]


def demande_de(dossier: Dossier, identifiant: UUID) -> DemandeDeRattachement:
    """Rend une demande de rattachement de ce dossier ; lève `Introuvable`."""
    demande = session.get(DemandeDeRattachement, identifiant)
    if demande is None or demande.dossier_id != dossier.id:
        raise Introuvable
    return demande


def demandes_de_rattachement(usager: Usager) -> Sequence[DemandeDeRattachement]:
    """Rend ce que la personne a demandé de rattacher et qu’un agent vérifie, ou a tranché."""
    return session.scalars(
        select(DemandeDeRattachement)
        .where(DemandeDeRattachement.usager_id == usager.id)
        .order_by(DemandeDeRattachement.demande_le.desc())
        .limit(RECENTES)
    ).all()
