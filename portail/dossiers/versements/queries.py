"""Ce qui se lit des versements, toujours pour quelqu’un ; le compte ne se lit pas dans les listes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import defer, lazyload

from portail.demarche import parcours
from portail.demarche.declaration import Demarche, ModeVersement, Phase, Piece
from portail.dossiers.models import Dossier, Intervenant
from portail.dossiers.queries import SANS_CONTENU
from portail.dossiers.versements.etats import EN_ATTENTE_DE_LA_PERSONNE, EtatVersement
from portail.dossiers.versements.habilitations import COMPTABILITE, SUIVI
from portail.dossiers.versements.models import ImportVersements, ProchainCompte, Versement
from portail.identite.models import Agent, Role, Usager
from portail.pieces.models import EtatPiece
from portail.pieces.models import Piece as PieceRecue
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

FOURNIES = frozenset({EtatPiece.RECUE, EtatPiece.ACCEPTEE})
LISTE_MAX = 200
SANS_COMPTE = (defer(Versement.iban), defer(Versement.titulaire))
"""Pour les listes : on ne déchiffre pas ce que l’on ne montre pas."""
SANS_REPONSES = (*SANS_CONTENU, lazyload(Dossier.intervenants))


@dataclass(frozen=True, slots=True)
class LigneDeVersement:
    """Un versement dans une liste, et son dossier."""

    versement: Versement
    dossier: Dossier


def versements_de(dossier: Dossier) -> Sequence[Versement]:
    """Rend les versements du dossier, le plus récent d’abord."""
    return session.scalars(
        select(Versement).where(Versement.dossier_id == dossier.id).order_by(Versement.ouvert_le.desc())
    ).all()


def versement_de(dossier: Dossier) -> Versement | None:
    """Rend le dernier versement du dossier, ou rien."""
    return next(iter(versements_de(dossier)), None)


def dernier_sur_compte(dossier: Dossier) -> Versement | None:
    """Rend le dernier versement fait ou à faire sur le compte de la personne, ou rien."""
    return next((un for un in versements_de(dossier) if un.mode is ModeVersement.COMPTE), None)


def prochain_compte(dossier: Dossier) -> ProchainCompte | None:
    """Rend le compte donné pour les mois qui suivent, ou rien."""
    return session.scalars(select(ProchainCompte).where(ProchainCompte.dossier_id == dossier.id)).first()


def versements_attendus_de(usager: Usager) -> Mapping[UUID, EtatVersement]:
    """Rend, par dossier de l’usager, l’état du versement qui attend quelque chose de lui."""
    lignes = session.execute(
        select(Versement.dossier_id, Versement.etat)
        .join(Intervenant, Intervenant.dossier_id == Versement.dossier_id)
        .where(
            Intervenant.usager_id == usager.id,
            Intervenant.peut_agir,
            Versement.etat.in_(EN_ATTENTE_DE_LA_PERSONNE),
            Versement.mode == ModeVersement.COMPTE,
        )
    )
    return {dossier_id: etat for dossier_id, etat in lignes}  # noqa: C416 — des lignes, pas des couples


def justificatifs(dossier: Dossier, demarche: Demarche) -> tuple[Piece, ...]:
    """Rend les pièces à envoyer pour être payé."""
    return parcours.pieces_attendues(demarche, dossier.reponses, horloge.aujourd_hui(), Phase.PAIEMENT)


def justificatifs_manquants(
    dossier: Dossier, demarche: Demarche, recues: Sequence[PieceRecue] | None = None
) -> tuple[Piece, ...]:
    """Rend les pièces de paiement obligatoires qui ne sont pas arrivées ; `recues` : celles du dossier, déjà lues."""
    lues = pieces_de(dossier.id) if recues is None else recues
    arrivees = {piece.code for piece in lues if piece.etat in FOURNIES}
    return tuple(p for p in justificatifs(dossier, demarche) if p.obligatoire and p.identifiant not in arrivees)


def _portee(agent: Agent, roles: frozenset[Role]) -> ColumnElement[bool]:
    """Rend la condition « un versement d’un service et d’une démarche où l’agent a l’un de ces rôles »."""
    portees = {(h.service_code, h.demarche) for h in agent.habilitations if h.role in roles and h.service_code}
    conditions = [
        Dossier.service_code == service
        if demarche is None
        else and_(Dossier.service_code == service, Dossier.demarche == demarche)
        for service, demarche in sorted(portees, key=str)
    ]
    return and_(Dossier.elimine_le.is_(None), or_(false(), *conditions))


def versements_a_suivre(agent: Agent, etat: EtatVersement | None) -> Sequence[LigneDeVersement]:
    """Rend les versements que l’agent peut voir, les plus anciens d’abord."""
    requete = select(Versement, Dossier).join(Dossier, Dossier.id == Versement.dossier_id).where(_portee(agent, SUIVI))
    if etat is not None:
        requete = requete.where(Versement.etat == etat)
    requete = requete.options(*SANS_COMPTE, *SANS_REPONSES)
    ordre = requete.order_by(Versement.ouvert_le, Versement.reference).limit(LISTE_MAX)
    return [LigneDeVersement(*ligne) for ligne in session.execute(ordre)]


def totaux(agent: Agent) -> Mapping[EtatVersement, tuple[int, Decimal]]:
    """Rend, par état, le nombre de versements que l’agent peut voir et leur somme en euros."""
    lignes = session.execute(
        select(Versement.etat, func.count(), func.sum(Versement.montant))
        .join(Dossier, Dossier.id == Versement.dossier_id)
        .where(_portee(agent, SUIVI))
        .group_by(Versement.etat)
    )
    return {etat: (nombre, somme) for etat, nombre, somme in lignes}


def versements_a_mandater(agent: Agent) -> Sequence[LigneDeVersement]:
    """Rend les versements prêts à mandater dont l’agent tient les comptes, compte à créditer compris."""
    requete = (
        select(Versement, Dossier)
        .join(Dossier, Dossier.id == Versement.dossier_id)
        .where(_portee(agent, COMPTABILITE), Versement.etat == EtatVersement.A_MANDATER)
        .options(*SANS_REPONSES)
        .order_by(Versement.reference)
    )
    lignes = (LigneDeVersement(*ligne) for ligne in session.execute(requete))
    return [ligne for ligne in lignes if ligne.versement.est_payable]


def versement_a_voir(agent: Agent, identifiant: UUID) -> LigneDeVersement:
    """Rend un versement que l’agent peut voir, et son dossier ; lève `Introuvable`."""
    ligne = session.execute(
        select(Versement, Dossier)
        .join(Dossier, Dossier.id == Versement.dossier_id)
        .where(Versement.id == identifiant, _portee(agent, SUIVI))
    ).first()
    if ligne is None:
        raise Introuvable
    return LigneDeVersement(*ligne)


def imports_recents(agent: Agent) -> Sequence[ImportVersements]:
    """Rend les derniers fichiers importés par cet agent."""
    return session.scalars(
        select(ImportVersements)
        .where(ImportVersements.agent_id == agent.id)
        .order_by(ImportVersements.importe_le.desc())
        .limit(20)
    ).all()


def import_de(agent: Agent, identifiant: UUID) -> ImportVersements:
    """Rend un import de cet agent ; lève `Introuvable`."""
    trouve = session.get(ImportVersements, identifiant)
    if trouve is None or trouve.agent_id != agent.id:
        raise Introuvable
    return trouve


def echus(jour: date) -> ColumnElement[bool]:
    """Rend la condition « l’accord devient caduc » : rien de complet n’est arrivé à temps, et rien n’a été prolongé."""
    limite = func.date(func.timezone(horloge.PARIS.key, Versement.transmis_le))
    return or_(
        and_(Versement.etat == EtatVersement.ACCORDE, Versement.date_limite < jour),
        and_(Versement.etat == EtatVersement.A_VERIFIER, limite > Versement.date_limite),
    )
