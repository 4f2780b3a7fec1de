"""Ce qui se lit pour un export : ses dossiers, lot par lot, et les exports de chacun."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.orm import defer, lazyload

from portail.dossiers.habilitations import LECTURE
from portail.dossiers.models import Decision, Dossier
from portail.identite.models import Agent
from portail.instruction.exports.colonnes import Autour
from portail.instruction.exports.models import EtatExport, Export, SegmentExport
from portail.instruction.queries import perimetre
from portail.journal.models import Entree
from portail.socle import fichiers, horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.territoire.models import Service

EXPORTER = "exporter"
"""L’entrée du journal de chaque dossier exporté : la personne la voit."""
OCTETS = 16
"""La taille d’un identifiant."""
EXPORTS_MONTRES = 20


def en_octets(identifiants: Sequence[UUID]) -> bytes:
    """Rend ces identifiants bout à bout."""
    return b"".join(identifiant.bytes for identifiant in identifiants)


def identifiants_lus(selection: bytes, debut: int, nombre: int) -> list[UUID]:
    """Rend `nombre` identifiants à partir du rang `debut`."""
    morceau = selection[debut * OCTETS : (debut + nombre) * OCTETS]
    return [UUID(bytes=morceau[rang : rang + OCTETS]) for rang in range(0, len(morceau), OCTETS)]


def portees_de(agent: Agent) -> list[tuple[str, str]]:
    """Rend ce que l’agent peut lire : services, et démarche ou toutes (« »)."""
    siennes = [h for h in agent.habilitations if h.role in LECTURE]
    return sorted({(h.service_code, h.demarche or "") for h in siennes if h.service_code})


def demarches_de(agent: Agent, selection: bytes, pas: int) -> list[str]:
    """Rend les démarches des dossiers choisis."""
    trouvees: set[str] = set()
    for debut in range(0, len(selection) // OCTETS, pas):
        lot = identifiants_lus(selection, debut, pas)
        presentes = select(Dossier.demarche).where(perimetre(agent), Dossier.id.in_(lot)).distinct()
        trouvees |= set(session.scalars(presentes))
    return sorted(trouvees)


def dossiers_dans_l_ordre(agent: Agent, identifiants: Sequence[UUID], *, reponses: bool) -> list[Dossier]:
    """Rend ceux de ces dossiers que l’agent peut lire encore, dans cet ordre ; leurs réponses si `reponses`."""
    sans = [defer(Dossier.instantane), defer(Dossier.reponses_agent), lazyload(Dossier.intervenants)]
    requete = select(Dossier).where(perimetre(agent), Dossier.id.in_(identifiants)).options(*sans)
    lus = session.scalars(requete if reponses else requete.options(defer(Dossier.reponses)))
    par_id = {dossier.id: dossier for dossier in lus}
    return [par_id[identifiant] for identifiant in identifiants if identifiant in par_id]


def autour_de(dossiers: Sequence[Dossier]) -> Autour:
    """Rend ce que ces dossiers citent, en trois requêtes."""
    suivis = {dossier.agent_id for dossier in dossiers if dossier.agent_id}
    agents = session.scalars(select(Agent).where(Agent.id.in_(suivis)).options(lazyload(Agent.habilitations)))
    decisions = session.scalars(
        select(Decision)
        .where(
            Decision.dossier_id.in_([dossier.id for dossier in dossiers]),
            Decision.date_decision.is_not(None),
            Decision.remplacee_le.is_(None),
        )
        .options(defer(Decision.motifs), defer(Decision.signataire))
    )
    services = session.execute(select(Service.code, Service.nom))
    return Autour(
        {agent.id: agent for agent in agents},
        {ligne[0]: ligne[1] for ligne in services},
        {decision.dossier_id: decision for decision in decisions},
    )


def deja_au_journal(export: Export, identifiants: Sequence[UUID]) -> set[UUID]:
    """Rend ceux de ces dossiers dont le journal dit déjà cet export : la tâche a recommencé."""
    if export.essais <= 1:
        return set()
    trouves = session.scalars(
        select(Entree.objet_id).where(
            Entree.objet_type == "dossier",
            Entree.objet_id.in_([str(identifiant) for identifiant in identifiants]),
            Entree.action == EXPORTER,
            Entree.details.contains({"export": str(export.id)}),
        )
    )
    return {UUID(trouve) for trouve in trouves}


def export_de(agent: Agent, export_id: UUID) -> Export:
    """Rend un export de cet agent ; lève `Introuvable` pour celui d’un autre."""
    export = session.get(Export, export_id, populate_existing=True, options=[defer(Export.selection)])
    if export is None or export.agent_id != agent.id:
        raise Introuvable
    return export


def exports_de(agent: Agent) -> Sequence[Export]:
    """Rend les derniers exports de l’agent, le plus récent d’abord."""
    siens = select(Export).where(Export.agent_id == agent.id).options(defer(Export.selection))
    return session.scalars(siens.order_by(Export.demande_le.desc()).limit(EXPORTS_MONTRES)).all()


def se_telecharge(export: Export, agent: Agent) -> bool:
    """Vrai si le fichier est prêt, pas expiré, et que l’agent peut encore lire tout ce qu’il contient."""
    if export.etat is not EtatExport.PRET or export.expire_le is None or export.expire_le <= horloge.maintenant():
        return False
    siennes = set(portees_de(agent))
    return all((service, demarche) in siennes or (service, "") in siennes for service, demarche in export.portees)


def segments_de(export: Export) -> list[tuple[str, str]]:
    """Rend la clé et l’empreinte de chaque morceau du fichier, dans l’ordre."""
    lignes = session.execute(
        select(SegmentExport.cle, SegmentExport.empreinte)
        .where(SegmentExport.export_id == export.id)
        .order_by(SegmentExport.rang)
    )
    return [(ligne[0], ligne[1]) for ligne in lignes]


def contenu_de(segments: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    """Rend le fichier morceau par morceau : jamais plus d’un en mémoire."""
    for cle, empreinte in segments:
        yield fichiers.lire(cle, empreinte)


def en_attente() -> Sequence[UUID]:
    """Rend les exports demandés et pas écrits."""
    return session.scalars(select(Export.id).where(Export.etat == EtatExport.DEMANDE).order_by(Export.demande_le)).all()


def expires() -> Sequence[UUID]:
    """Rend les exports dont la durée de garde est passée."""
    return session.scalars(
        select(Export.id).where(Export.etat == EtatExport.PRET, Export.expire_le <= horloge.maintenant())
    ).all()


def nombre_en_cours(agent: Agent) -> int:
    """Rend le nombre d’exports de l’agent qui ne sont pas encore écrits."""
    siens = (Export.agent_id == agent.id, Export.etat == EtatExport.DEMANDE)
    return session.scalar(select(func.count(literal(1))).select_from(Export).where(*siens)) or 0
