"""Les services d’aide que l’on peut payer directement : leurs comptes, tenus par qui tient les comptes du service."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from portail.dossiers.models import Dossier
from portail.dossiers.versements.comptes import empreinte_du_compte
from portail.dossiers.versements.erreurs import CompteRefuse, PrestataireConnu
from portail.dossiers.versements.etats import EtatVersement, GesteVersement
from portail.dossiers.versements.habilitations import COMPTABILITE
from portail.dossiers.versements.models import Prestataire, Versement
from portail.dossiers.versements.queries import SANS_REPONSES
from portail.identite.actions import auteur_agent
from portail.identite.habilitations import services_ou
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable


def services_tenus(agent: Agent) -> list[str]:
    """Rend les services dont l’agent tient les comptes, toutes démarches ou certaines."""
    return sorted(services_ou(agent, COMPTABILITE))


def prestataires_tenus(agent: Agent) -> Sequence[Prestataire]:
    """Rend ceux des services dont l’agent tient les comptes, par nom, ceux qui ne se choisissent plus compris."""
    requete = select(Prestataire).where(Prestataire.service_code.in_(services_tenus(agent)))
    return session.scalars(requete.order_by(Prestataire.nom, Prestataire.siret)).all()


def prestataire_tenu(agent: Agent, identifiant: UUID) -> Prestataire:
    """Rend celui-ci si l’agent le tient ; lève `Introuvable`."""
    trouve = session.get(Prestataire, identifiant)
    if trouve is None or trouve.service_code not in services_tenus(agent):
        raise Introuvable
    return trouve


def ajouter(*, agent: Agent, service_code: str, nom: str, siret: str, iban: str) -> Prestataire:
    """Ajoute un service que l’on pourra payer ; lève `Interdit`, `PrestataireConnu`."""
    if service_code not in services_tenus(agent):
        raise Interdit
    with transaction():
        connu = select(Prestataire.id).where(Prestataire.service_code == service_code, Prestataire.siret == siret)
        if session.scalar(connu) is not None:
            raise PrestataireConnu
        prestataire = Prestataire(
            service_code=service_code,
            nom=nom,
            siret=siret,
            iban=iban,
            agent_id=agent.id,
            modifie_le=horloge.maintenant(),
        )
        session.add(prestataire)
        session.flush()
        _inscrire("ajouter_prestataire", agent, prestataire)
    return prestataire


def corriger(
    prestataire_id: UUID, *, agent: Agent, nom: str, iban: str, ferme: bool, revision: int | None
) -> Prestataire:
    """Change son nom, son compte, ou s’il se choisit encore ; ce qui lui reste à mandater suit son nouveau compte.

    Lève `Introuvable`, `ConflitDeVersion`, `CompteRefuse` pour un compte que la banque a refusé.
    """
    prestataire_tenu(agent, prestataire_id)
    with transaction():
        attendent = _en_attente(prestataire_id)
        prestataire = verrouiller(Prestataire, prestataire_id)
        if revision is not None and revision != prestataire.revision:
            raise ConflitDeVersion
        change = prestataire.iban != iban
        prestataire.nom, prestataire.iban = nom, iban
        prestataire.ferme_le = (prestataire.ferme_le or horloge.maintenant()) if ferme else None
        prestataire.revision += 1
        prestataire.agent_id, prestataire.modifie_le = agent.id, horloge.maintenant()
        _inscrire("corriger_prestataire", agent, prestataire)
        if change:
            _suivre_le_compte(attendent, prestataire, agent)
    return prestataire


def _en_attente(prestataire_id: UUID) -> Sequence[Versement]:
    """Rend, verrouillés après leurs dossiers, les versements qui lui sont dus et ne sont pas partis."""
    dus = (
        Versement.prestataire_id == prestataire_id,
        Versement.etat.in_([EtatVersement.A_MANDATER, EtatVersement.REJETE]),
    )
    dossiers = select(Dossier).where(Dossier.id.in_(select(Versement.dossier_id).where(*dus)))
    session.scalars(dossiers.options(*SANS_REPONSES).order_by(Dossier.id).with_for_update()).all()
    return session.scalars(
        select(Versement).where(*dus).order_by(Versement.id).with_for_update().execution_options(populate_existing=True)
    ).all()


def _suivre_le_compte(attendent: Sequence[Versement], prestataire: Prestataire, agent: Agent) -> None:
    refuse = empreinte_du_compte(prestataire.iban)
    if any(versement.iban_rejete_empreinte == refuse for versement in attendent):
        raise CompteRefuse
    for versement in attendent:
        versement.iban, versement.titulaire = prestataire.iban, prestataire.nom
        versement.appliquer(GesteVersement.DIRIGER, auteur=auteur_agent(agent))


def _inscrire(action: str, agent: Agent, prestataire: Prestataire) -> None:
    details = {"nom": prestataire.nom, "siret": prestataire.siret, "compte": empreinte_du_compte(prestataire.iban)}
    inscrire(action, auteur=auteur_agent(agent), objet=("prestataire", prestataire.id), details=details)
