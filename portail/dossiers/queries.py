"""Ce qui se lit des dossiers, toujours pour quelqu’un : la personne, ou l’agent de son service."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, func, select
from sqlalchemy.orm import defer, joinedload, lazyload

from portail.dossiers.erreurs import AgentEcarte
from portail.dossiers.etats import ACCORDS, ETATS_EN_COURS, RETRAITS, Etat
from portail.dossiers.habilitations import est_ecarte, peut_instruire, peut_lire, peut_voir
from portail.dossiers.models import Complement, Decision, Document, Dossier, Intervenant, Message
from portail.identite.models import Agent, Usager
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable

CONTENU = (Dossier.reponses, Dossier.reponses_agent, Dossier.instantane)
SANS_CONTENU = tuple(defer(colonne) for colonne in CONTENU)
"""Pour les listes : on ne déchiffre pas ce que l’on ne montre pas."""
_PAR_NUMERO = select(Dossier).where(Dossier.numero == bindparam("numero")).options(joinedload(Dossier.intervenants))


def dossier_de_usager(usager: Usager, numero: str) -> Dossier:
    """Rend un dossier où l’usager intervient ; lève `Introuvable` pour tout autre, sans dire s’il existe."""
    dossier = dossier_de_numero(numero)
    if dossier is None or not peut_voir(usager, dossier):
        raise Introuvable
    return dossier


def dossier_de_numero(numero: str) -> Dossier | None:
    """Rend ce dossier et ses intervenants, ou rien : à l’appelant de juger de qui peut le lire."""
    return session.scalars(_PAR_NUMERO, {"numero": numero}).unique().one_or_none()


def dossier_du_service(agent: Agent, numero: str) -> Dossier:
    """Rend un dossier que l’agent peut lire ; lève `Introuvable` pour tout autre."""
    return lisible(agent, dossier_de_numero(numero))


def de_la_meme_personne(dossier: Dossier) -> ColumnElement[bool]:
    """Rend la condition « une autre demande de cette personne, par la même démarche » ; fausse sans identité connue."""
    if dossier.identite_empreinte is None:
        return false()
    return and_(
        Dossier.identite_empreinte == dossier.identite_empreinte,
        Dossier.demarche == dossier.demarche,
        Dossier.id != dossier.id,
    )


def lisible(agent: Agent, dossier: Dossier | None) -> Dossier:
    """Rend ce dossier, déjà lu, si l’agent peut le lire ; lève `Introuvable` sinon, ou s’il n’y en a pas."""
    if dossier is None or not peut_lire(agent, dossier):
        raise Introuvable
    return dossier


def dossier_a_instruire(agent: Agent, numero: str) -> Dossier:
    """Rend un dossier que l’agent peut instruire ; lève `Introuvable`, ou `Interdit` s’il ne peut que le lire."""
    return instruisible(agent, dossier_de_numero(numero))


def instruisible(agent: Agent, lu: Dossier | None) -> Dossier:
    """Rend ce dossier, déjà lu, si l’agent peut l’instruire ; lève les mêmes erreurs que `dossier_a_instruire`."""
    dossier = lisible(agent, lu)
    if not peut_instruire(agent, dossier):
        raise AgentEcarte if est_ecarte(agent, dossier) else Interdit
    return dossier


def dossiers_de_usager(usager: Usager) -> Sequence[Dossier]:
    """Rend les demandes où l’usager intervient, les plus récentes d’abord."""
    return session.scalars(
        select(Dossier)
        .join(Intervenant)
        .where(Intervenant.usager_id == usager.id)
        .options(*SANS_CONTENU)
        .order_by(Dossier.modifie_le.desc())
        .distinct()
    ).all()


def brouillons_de_usager(usager: Usager, demarche: str) -> Sequence[Dossier]:
    """Rend les brouillons de l’usager pour cette démarche."""
    return [d for d in dossiers_de_usager(usager) if d.etat is Etat.BROUILLON and d.demarche == demarche]


@dataclass(frozen=True, slots=True)
class MemePersonne:
    """Les autres demandes pour la même personne et le même objet (règle d’unicité de la démarche)."""

    doublons: Sequence[Dossier] = ()
    """Celles qui sont déposées, la plus récente d’abord."""
    aides: int = 0
    """Combien sont accordées, ou arrivées avant celle-ci et en cours."""


def meme_personne(dossier: Dossier) -> MemePersonne:
    """Rend, en une requête, les autres demandes pour la même personne et le même objet."""
    if not dossier.personne_empreinte:
        return MemePersonne()
    accordee = exists().where(
        Decision.dossier_id == Dossier.id,
        Decision.date_decision.is_not(None),
        Decision.remplacee_le.is_(None),
        Decision.nature.in_(ACCORDS),
    )
    lignes = session.execute(
        select(Dossier, accordee)
        .where(Dossier.personne_empreinte == dossier.personne_empreinte, Dossier.id != dossier.id)
        .options(*SANS_CONTENU, lazyload(Dossier.intervenants))
        .order_by(Dossier.depose_le.desc())
    ).all()
    return MemePersonne(
        [autre for autre, _accordee in lignes if autre.etat not in (Etat.BROUILLON, Etat.DESISTE)],
        sum(aide or _est_anterieure(autre, dossier) for autre, aide in lignes),
    )


def _est_anterieure(autre: Dossier, dossier: Dossier) -> bool:
    """Vrai si l’autre demande est en cours et arrivée avant celle-ci."""
    if autre.etat not in ETATS_EN_COURS or autre.depose_le is None or dossier.depose_le is None:
        return False
    return autre.depose_le < dossier.depose_le


def silence_echu(dossier: Dossier) -> bool:
    """Vrai si le délai du silence est passé sans réponse : la décision implicite est née, enregistrée ou pas encore."""
    return (
        dossier.etat in ETATS_EN_COURS
        and dossier.date_silence is not None
        and dossier.suspendu_depuis is None
        and dossier.date_silence < horloge.aujourd_hui()
        and decision_de(dossier) is None
    )


def silences_echus(*, limite: int) -> Sequence[UUID]:
    """Rend les dossiers dont le délai du silence est passé sans aucune décision, les plus anciens d’abord."""
    decidee = exists().where(Decision.dossier_id == Dossier.id, Decision.date_decision.is_not(None))
    return session.scalars(
        select(Dossier.id)
        .where(
            Dossier.etat.in_(ETATS_EN_COURS),
            Dossier.date_silence < horloge.aujourd_hui(),
            Dossier.suspendu_depuis.is_(None),
            ~decidee,
        )
        .order_by(Dossier.date_silence)
        .limit(limite)
    ).all()


def termes_passes(demarches: Collection[str], *, limite: int) -> Sequence[UUID]:
    """Rend les dossiers de ces démarches dont le terme du service est peut-être passé : leur échéance l’est."""
    return session.scalars(
        select(Dossier.id)
        .where(
            Dossier.demarche.in_(demarches),
            Dossier.etat.in_(ETATS_EN_COURS),
            Dossier.echeance < horloge.aujourd_hui(),
        )
        .order_by(Dossier.echeance)
        .limit(limite)
    ).all()


def complement_ouvert(dossier: Dossier) -> Complement | None:
    """Rend la demande de complément à laquelle la personne doit répondre, ou rien."""
    if dossier.etat is not Etat.A_COMPLETER:
        return None
    return session.scalars(
        select(Complement)
        .where(Complement.dossier_id == dossier.id, Complement.repondu_le.is_(None))
        .order_by(Complement.demande_le.desc())
    ).first()


def decision_de(dossier: Dossier) -> Decision | None:
    """Rend la décision en vigueur, expresse ou née du silence, ou rien."""
    return session.scalars(
        select(Decision).where(
            Decision.dossier_id == dossier.id, Decision.date_decision.is_not(None), Decision.remplacee_le.is_(None)
        )
    ).first()


def projet_de_decision(dossier: Dossier) -> Decision | None:
    """Rend la décision proposée à la signature, ou rien."""
    return projet_en_attente(dossier) if dossier.etat is Etat.EN_SIGNATURE else None


def projet_en_attente(dossier: Dossier) -> Decision | None:
    """Rend la décision proposée et jamais signée, même si le silence a décidé entre-temps, ou rien."""
    return session.scalars(
        select(Decision)
        .where(Decision.dossier_id == dossier.id, Decision.date_decision.is_(None), Decision.nature.not_in(RETRAITS))
        .order_by(Decision.propose_le.desc())
    ).first()


def projet_de_retrait(dossier: Dossier) -> Decision | None:
    """Rend le retrait ou l’abrogation proposés et pas encore signés, ou rien."""
    return session.scalars(
        select(Decision).where(
            Decision.dossier_id == dossier.id, Decision.date_decision.is_(None), Decision.nature.in_(RETRAITS)
        )
    ).first()


def messages_de(dossier: Dossier) -> Sequence[Message]:
    """Rend les messages, le plus récent d’abord."""
    return session.scalars(
        select(Message).where(Message.dossier_id == dossier.id).order_by(Message.envoye_le.desc())
    ).all()


def messages_non_lus_par_usager(usager: Usager) -> Mapping[UUID, int]:
    """Rend, par dossier de l’usager, le nombre de messages du service qu’il n’a pas lus."""
    lignes = session.execute(
        select(Message.dossier_id, func.count())
        .join(Intervenant, Intervenant.dossier_id == Message.dossier_id)
        .where(Intervenant.usager_id == usager.id, Message.agent_id.is_not(None), Message.lu_le.is_(None))
        .group_by(Message.dossier_id)
    )
    return {ligne[0]: ligne[1] for ligne in lignes}


def documents_de(dossier: Dossier) -> Sequence[Document]:
    """Rend les documents remis par le département, le plus récent d’abord."""
    return session.scalars(
        select(Document).where(Document.dossier_id == dossier.id).order_by(Document.cree_le.desc())
    ).all()


def document_de(dossier: Dossier, identifiant: UUID) -> Document:
    """Rend un document de ce dossier ; lève `Introuvable`."""
    document = session.get(Document, identifiant)
    if document is None or document.dossier_id != dossier.id:
        raise Introuvable
    return document


def delai_constate(demarche: str, *, jours: int = 90, minimum: int = 30) -> int | None:
    """Rend la médiane, en jours, des réponses des derniers mois ; rien s’il y en a trop peu pour le dire."""
    duree = func.extract("epoch", Decision.signe_le - Dossier.depose_le) / 86400
    ligne = session.execute(
        select(func.count(), func.percentile_cont(0.5).within_group(duree))
        .select_from(Decision)
        .join(Dossier, Dossier.id == Decision.dossier_id)
        .where(
            Dossier.demarche == demarche,
            Decision.signe_le > horloge.maintenant() - timedelta(days=jours),
        )
    ).one()
    return round(ligne[1]) if ligne[0] >= minimum else None
