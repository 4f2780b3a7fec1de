"""Demander un avis, le révoquer, le rendre : ce qui est partagé est choisi, ce qui est lu est noté."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portail.dossiers import courriers
from portail.dossiers.actions.commun import demarche_du, toucher, verifier_revision, verrouiller_pour_agent
from portail.dossiers.actions.complement import est_un_delai
from portail.dossiers.avis.envois import prevenir_l_expert
from portail.dossiers.avis.habilitations import est_de, est_ouvert, peut_demander
from portail.dossiers.avis.models import Avis, SensAvis
from portail.dossiers.avis.parties import adresses_de_l_instruction, adresses_des_parties, ecrite
from portail.dossiers.avis.queries import nombre_d_avis_attendus
from portail.dossiers.erreurs import AvisClos
from portail.dossiers.habilitations import est_ecarte
from portail.dossiers.models import Dossier
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.journal.actions import Auteur, inscrire
from portail.journal.models import TypeAuteur
from portail.pieces.actions import Recu, joindre_a_l_avis
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _

LONGUEUR_MAX = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """Ce que l’on demande, et à qui : `agent_id`, ou le nom et l’adresse électronique de quelqu’un du dehors."""

    question: str
    pages: Sequence[str]
    pieces: Sequence[str]
    date_limite: date
    agent_id: UUID | None = None
    nom: str = ""
    courriel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reponse:
    """Ce que l’expert répond, avec ses fichiers déjà reçus et contrôlés."""

    sens: SensAvis
    texte: str
    fichiers: Sequence[Recu] = ()


def auteur_expert(avis: Avis) -> Auteur:
    """Rend l’auteur de journal de l’expert du dehors à qui cet avis est demandé."""
    return Auteur(TypeAuteur.EXPERT, avis.id)


def demander(dossier_id: UUID, *, agent: Agent, demande: Demande, revision: int | None) -> Avis:
    """Demande un avis et prévient l’expert ; le dossier attend alors un tiers.

    Lève `SaisieInvalide` si rien n’est partagé, si la date est passée, si l’expert n’est pas possible.
    """
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        if not peut_demander(agent, dossier):
            raise TransitionInterdite
        _verifier(dossier, demande, agent)
        dehors = demande.agent_id is None
        avis = Avis(
            dossier_id=dossier.id,
            demande_par_id=agent.id,
            agent_id=demande.agent_id,
            nom=demande.nom.strip() if dehors else None,
            courriel=ecrite(demande.courriel) if dehors else None,
            pages=list(demande.pages),
            pieces=list(demande.pieces),
            question=demande.question.strip(),
            demande_le=horloge.maintenant(),
            date_limite=demande.date_limite,
        )
        session.add(avis)
        session.flush()
        details = {"pages": avis.pages, "pieces": avis.pieces, "limite": avis.date_limite.isoformat()}
        _noter("demander_avis", dossier, avis, auteur_agent(agent), **details)
        prevenir_l_expert(dossier, avis, "demande")
    return avis


def _verifier(dossier: Dossier, demande: Demande, agent: Agent) -> None:
    demarche = demarche_du(dossier)
    if not demande.question.strip() or len(demande.question) > LONGUEUR_MAX:
        raise SaisieInvalide(_("Écrivez ce que vous demandez à l’expert."))
    if not (demande.pages or demande.pieces):
        raise SaisieInvalide(_("Choisissez au moins une page ou une pièce à montrer à l’expert."))
    partageables = {piece.identifiant for piece in demarche.pieces if not piece.volet}
    if any(demarche.page(page) is None for page in demande.pages) or not partageables.issuperset(demande.pieces):
        raise SaisieInvalide
    if not est_un_delai(demande.date_limite):
        raise SaisieInvalide(_("La date limite doit être dans l’avenir."))
    _verifier_l_expert(dossier, demande, agent)


def _verifier_l_expert(dossier: Dossier, demande: Demande, agent: Agent) -> None:
    """Lève `SaisieInvalide` si l’expert est une personne de la demande, l’instruit, ou est un agent écarté ou parti."""
    if demande.agent_id is not None:
        expert = agent_de(demande.agent_id)
        if expert.id in (agent.id, dossier.agent_id) or not expert.est_actif or est_ecarte(expert, dossier):
            raise SaisieInvalide(_("Cet agent ne peut pas donner d’avis sur ce dossier."))
        adresse = ecrite(expert.courriel)
    else:
        adresse = ecrite(demande.courriel)
        _verifier_l_adresse(dossier, demande.nom, adresse, agent)
    if adresse in adresses_des_parties(dossier):
        raise SaisieInvalide(_("Cette adresse est celle d’une personne de la demande : choisissez un autre expert."))


def _verifier_l_adresse(dossier: Dossier, nom: str, adresse: str, agent: Agent) -> None:
    if not nom.strip() or "@" not in adresse:
        raise SaisieInvalide(_("Dites à qui vous demandez cet avis : un agent, ou un nom et une adresse électronique."))
    if adresse in adresses_de_l_instruction(dossier, agent):
        raise SaisieInvalide(_("Cette adresse est celle d’un agent qui instruit la demande : choisissez un expert."))


def revoquer(avis_id: UUID, *, agent: Agent) -> Avis:
    """Révoque une demande d’avis : le lien ne s’ouvre plus, l’expert est prévenu ; lève `AvisClos` s’il est rendu."""
    with transaction():
        dossier, avis = _verrouiller(avis_id)
        if not peut_demander(agent, dossier):
            raise Interdit
        if not avis.est_attendu:
            raise AvisClos
        avis.revoque_le = horloge.maintenant()
        _noter("revoquer_avis", dossier, avis, auteur_agent(agent))
        prevenir_l_expert(dossier, avis, "revoque")
    return avis


def rendre_comme_agent(avis_id: UUID, *, agent: Agent, reponse: Reponse) -> Avis:
    """Rend l’avis demandé à cet agent ; lève `Introuvable` pour celui d’un autre, `AvisClos` s’il n’est plus dû."""
    return _rendre(avis_id, reponse, agent=agent)


def rendre_par_lien(avis_id: UUID, *, reponse: Reponse) -> Avis:
    """Rend l’avis d’un expert du dehors, entré par son lien et son code ; lève `AvisClos` s’il n’est plus attendu."""
    return _rendre(avis_id, reponse, agent=None)


def _rendre(avis_id: UUID, reponse: Reponse, *, agent: Agent | None) -> Avis:
    if not reponse.texte.strip() or len(reponse.texte) > LONGUEUR_MAX:
        raise SaisieInvalide(_("Écrivez votre avis : le service doit pouvoir le comprendre et l’expliquer."))
    with transaction():
        dossier, avis = _verrouiller(avis_id)
        if (avis.courriel is None) if agent is None else not est_de(avis, agent):
            raise Introuvable
        if not est_ouvert(avis, dossier, horloge.aujourd_hui()):
            raise AvisClos
        avis.sens, avis.texte, avis.rendu_le = reponse.sens, reponse.texte.strip(), horloge.maintenant()
        for recu in reponse.fichiers:
            joindre_a_l_avis(dossier.id, avis.id, recu)
        auteur = auteur_agent(agent) if agent else auteur_expert(avis)
        _noter("rendre_avis", dossier, avis, auteur, fichiers=len(reponse.fichiers))
        courriers.prevenir_le_service(dossier, "agent/avis", {})
    return avis


def _verrouiller(avis_id: UUID) -> tuple[Dossier, Avis]:
    """Rend le dossier puis l’avis, verrouillés dans cet ordre ; lève `Introuvable`."""
    connu = session.get(Avis, avis_id)
    if connu is None:
        raise Introuvable
    dossier = verrouiller(Dossier, connu.dossier_id)
    return dossier, verrouiller(Avis, avis_id)


def _noter(action: str, dossier: Dossier, avis: Avis, auteur: Auteur, **details: object) -> None:
    """Écrit le fait au journal, recompte les avis attendus et date le changement."""
    inscrire(action, auteur=auteur, objet=("dossier", dossier.id), details={"avis": str(avis.id), **details})
    session.flush()
    dossier.avis_attendus = nombre_d_avis_attendus(dossier)
    toucher(dossier)
