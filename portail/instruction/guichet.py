"""Ce que le guichet cherche dans ce que l’agent peut lire : la personne déjà connue, les courriers à poster."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, or_, select

from portail.dossiers.guichet.habilitations import AU_GUICHET
from portail.dossiers.guichet.poste import peut_poster
from portail.dossiers.habilitations import INSTRUCTION, peut_lire
from portail.dossiers.models import Dossier
from portail.dossiers.personnes import empreinte_identite, normaliser
from portail.dossiers.queries import SANS_CONTENU
from portail.dossiers.recommandes.models import PliRecommande
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.instruction.queries import perimetre
from portail.instruction.recherche import LETTRES_MIN
from portail.journal.actions import inscrire
from portail.notifications.models import Canal, EtatEnvoi, Notification
from portail.socle.base import session, transaction
from portail.socle.chiffrement import empreinte_cle
from portail.socle.erreurs import Introuvable

CONNUES_MAX = 10
COURRIERS_MAX = 200


def personnes_connues(agent: Agent, *, nom: str, prenoms: str, naissance: str) -> Sequence[tuple[Dossier, bool]]:
    """Rend les demandes d’une personne de ce nom que l’agent peut lire, et si l’identité entière est la même.

    La recherche est au journal de l’agent, par une empreinte de ce qu’il a cherché.
    """
    identite = empreinte_identite(nom, prenoms, naissance)
    voies: list[ColumnElement[bool]] = [] if identite is None else [Dossier.identite_empreinte == identite]
    mots = normaliser(f"{nom} {''.join(prenoms.split()[:1])}").split()
    if any(len(mot) >= LETTRES_MIN for mot in mots):
        voies.append(and_(*(Dossier.nom_recherche.contains(mot, autoescape=True) for mot in mots)))
    if not voies:
        return []
    trouves = session.scalars(
        select(Dossier)
        .where(perimetre(agent), or_(*voies))
        .options(*SANS_CONTENU)
        .order_by(Dossier.depose_le.desc(), Dossier.id)
        .limit(CONNUES_MAX)
    ).all()
    with transaction():
        inscrire(
            "rechercher",
            auteur=auteur_agent(agent),
            objet=("agent", agent.id),
            details={
                "critere": "identite",
                "empreinte": empreinte_cle(" ".join(mots), "recherche"),
                "nombre": len(trouves),
            },
        )
    return [(d, identite is not None and d.identite_empreinte == identite) for d in trouves]


def courriers_a_poster(agent: Agent) -> Sequence[tuple[Notification, Dossier]]:
    """Rend les courriers que l’agent a à imprimer et à poster, le plus ancien d’abord."""
    if not any(h.role in AU_GUICHET | INSTRUCTION for h in agent.habilitations):
        return []
    lignes = session.execute(
        select(Notification, Dossier)
        .join(Dossier, cast(Dossier.id, String) == Notification.objet_id)
        .where(
            Notification.objet_type == "dossier",
            Notification.canal == Canal.COURRIER,
            Notification.etat == EtatEnvoi.PREVU,
            perimetre(agent),
        )
        .options(*SANS_CONTENU)
        .order_by(Notification.prevu_le)
        .limit(COURRIERS_MAX)
    )
    return [(notification, dossier) for notification, dossier in lignes if peut_poster(agent, dossier)]


def recommandes_a_suivre(agent: Agent, *, numero: str = "") -> Sequence[tuple[PliRecommande, Dossier]]:
    """Rend les recommandés dont on attend des nouvelles, le plus ancien d’abord ; `numero` : celui-là, connu ou non."""
    cherche = "".join(numero.split()).upper()
    lignes = session.execute(
        select(PliRecommande, Dossier)
        .join(Dossier, Dossier.id == PliRecommande.dossier_id)
        .where(PliRecommande.numero == cherche if cherche else PliRecommande.issue.is_(None), perimetre(agent))
        .options(*SANS_CONTENU)
        .order_by(PliRecommande.envoye_le, PliRecommande.id)
        .limit(COURRIERS_MAX)
    )
    return [(pli, dossier) for pli, dossier in lignes if peut_poster(agent, dossier)]


def courrier_et_dossier(agent: Agent, notification_id: UUID) -> tuple[Notification, Dossier]:
    """Rend un courrier et son dossier, si l’agent le poste ; lève `Introuvable` pour tout autre."""
    notification = session.get(Notification, notification_id)
    if notification is None or notification.objet_type != "dossier" or notification.canal is not Canal.COURRIER:
        raise Introuvable
    dossier = session.get(Dossier, UUID(notification.objet_id))
    if dossier is None or not (peut_lire(agent, dossier) and peut_poster(agent, dossier)):
        raise Introuvable
    return notification, dossier
