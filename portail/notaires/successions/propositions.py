"""Ce qu’un agent fait d’une requête : la prendre, juger qui lui ressemble, proposer une réponse. Un autre la valide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.notaires.models import Membre
from portail.identite.notaires.queries import office_de
from portail.journal.actions import inscrire
from portail.notaires.habilitations import SERVICE_RECOURS, peut_instruire
from portail.notaires.successions import creances as aides
from portail.notaires.successions.etats import REPONDUES, EtatRequete, Reponse
from portail.notaires.successions.messages import prevenir
from portail.notaires.successions.models import Rapprochement, Requete, Verdict
from portail.notaires.successions.rapprochements import OBJET, Bilan, completer_les_candidats
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _
from portail.territoire.communes import annuaire
from portail.territoire.departements import departements

A_INSTRUIRE = frozenset({EtatRequete.IDENTIFIEE, EtatRequete.HOMONYMIE})


class DejaPrise(TransitionInterdite):
    """Un collègue s’en occupe."""

    message = _("Un collègue s’occupe de cette requête. Prenez-la d’abord si vous le remplacez.")


class ResteAJuger(SaisieInvalide):
    """Une personne ressemblante n’a pas été jugée."""

    message = _("Dites d’abord, pour chaque personne qui ressemble au défunt, si c’est elle.")


class PersonneARetenir(SaisieInvalide):
    """Aucune personne aidée n’a été reconnue."""

    message = _("Retenez d’abord la personne aidée qui est le défunt.")


class PersonneRetenue(SaisieInvalide):
    """Le défunt a été reconnu : la réponse ne peut l’ignorer."""

    message = _("Vous avez reconnu une personne aidée : répondez par une créance ou par un autre département.")


class AucuneAideIci(SaisieInvalide):
    """Le domicile de secours est ailleurs."""

    message = _("Un autre département doit toutes ces aides : répondez qu’il est compétent.")


class AideIci(SaisieInvalide):
    """Le département doit une partie des aides."""

    message = _("Le Département doit une partie de ces aides : répondez par une créance.")


class MotifManquant(SaisieInvalide):
    """Il faut dire pourquoi."""

    message = _("Écrivez pourquoi, ou ce qu’il faut préciser.")


class DepartementFaux(SaisieInvalide):
    """Ce code n’est pas celui d’un autre département."""

    message = _("Écrivez le code d’un autre département : 85, 2A ou 974, par exemple.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposition:
    """Une réponse. `motif` : ce que l’office doit préciser (C), ou pourquoi ; `departement_competent` : code (D)."""

    reponse: Reponse
    motif: str = ""
    departement_competent: str = ""


def prendre(requete_id: UUID, agent: Agent) -> Requete:
    """Confie la requête à cet agent, à la place d’un collègue au besoin.

    Lève `Interdit` ; `TransitionInterdite` une fois proposée : qui propose ne valide pas, son nom y reste.
    """
    with transaction():
        requete = _verrouillee(requete_id, agent)
        if requete.etat not in A_INSTRUIRE | REPONDUES:
            raise TransitionInterdite(_("Ce n’est plus possible : la requête a changé d’état entre-temps."))
        requete.agent_id = agent.id
        inscrire("prendre_requete", auteur=auteur_agent(agent), objet=(OBJET, requete.id))
    return requete


def rechercher_encore(requete_id: UUID, agent: Agent) -> Bilan:
    """Cherche les personnes aidées importées depuis, et rend ce qu’il y en a ; lève `Interdit`, `DejaPrise`."""
    with transaction():
        requete = _a_instruire(requete_id, agent)
        bilan = completer_les_candidats(requete)
        inscrire("rechercher_encore", auteur=auteur_agent(agent), objet=(OBJET, requete.id))
    return bilan


def juger(requete_id: UUID, rapprochement_id: UUID, verdict: Verdict, agent: Agent) -> Rapprochement:
    """Dit si cette personne aidée est le défunt ; plusieurs peuvent l’être, s’il y est sous deux numéros.

    Lève `Interdit`, `DejaPrise`, `Introuvable` pour la ressemblance d’une autre requête, `TransitionInterdite`.
    """
    with transaction():
        requete = _a_instruire(requete_id, agent)
        juge = session.get(Rapprochement, rapprochement_id, populate_existing=True)
        if juge is None or juge.requete_id != requete.id:
            raise Introuvable
        juge.verdict = verdict
        requete.version += 1
        details = {"rapprochement": str(juge.id), "verdict": verdict.value}
        inscrire("juger_ressemblance", auteur=auteur_agent(agent), objet=(OBJET, requete.id), details=details)
    return juge


def proposer(requete_id: UUID, proposition: Proposition, agent: Agent) -> Requete:
    """Propose une réponse, qu’un responsable validera ; corrige celle qui attend.

    Lève `Interdit`, `DejaPrise`, `TransitionInterdite` et les refus de ce module.
    """
    with transaction():
        requete = _verrouillee(requete_id, agent)
        if requete.etat not in A_INSTRUIRE | {EtatRequete.RAPPROCHEE}:
            raise TransitionInterdite(_("Ce n’est plus possible : la requête a changé d’état entre-temps."))
        _exiger_la_sienne(requete, agent)
        appliquer(requete, proposition, agent)
        details = {"reponse": requete.reponse.value if requete.reponse else ""}
        inscrire("proposer_reponse", auteur=auteur_agent(agent), objet=(OBJET, requete.id), details=details)
    return requete


def demander_l_acte(requete_id: UUID, motif: str, agent: Agent) -> Requete:
    """Rend la requête à l’office, l’acte de décès étant à refaire ; le délai repartira quand il viendra.

    Lève `Interdit`, `DejaPrise`, `MotifManquant`, `TransitionInterdite` une fois la réponse validée ou donnée.
    """
    with transaction():
        requete = _verrouillee(requete_id, agent)
        _exiger_la_sienne(requete, agent)
        requete.passer_a(EtatRequete.A_COMPLETER)
        oublier_la_reponse(requete, motif=_exige(motif))
        requete.repondre_le = None
        prevenir(requete, session.get_one(Membre, requete.membre_id), office_de(requete.office_id), "notaires/acte")
        inscrire("demander_l_acte", auteur=auteur_agent(agent), objet=(OBJET, requete.id), texte=motif)
    return requete


def appliquer(requete: Requete, proposition: Proposition, agent: Agent) -> None:
    """Écrit la proposition, dans la transaction courante, si ce qui a été jugé la permet."""
    oublier_la_reponse(requete, motif=proposition.motif.strip() or None)
    requete.reponse, requete.agent_id = proposition.reponse, agent.id
    _REGLES[proposition.reponse](requete, proposition)
    requete.passer_a(EtatRequete.RAPPROCHEE)


def oublier_la_reponse(requete: Requete, *, motif: str | None) -> None:
    """Efface, dans la transaction courante, ce qui était proposé."""
    requete.reponse = requete.creances = requete.departement_competent = None
    requete.validee_par_id = requete.validee_le = None
    requete.motif = motif


def _aucune_creance(requete: Requete, _proposition: Proposition) -> None:
    _exiger_tout_juge(requete)
    if _a_un_retenu(requete):
        raise PersonneRetenue


def _creance(requete: Requete, _proposition: Proposition) -> None:
    _exiger_tout_juge(requete)
    if not _a_un_retenu(requete):
        raise PersonneARetenir
    dues = aides.dues_ici(aides.aides_versees(requete))
    if not dues:
        raise AucuneAideIci
    requete.creances = aides.creances(requete, dues, horloge.aujourd_hui())


def _recherche(_requete: Requete, proposition: Proposition) -> None:
    _exige(proposition.motif)


def _incompetent(requete: Requete, proposition: Proposition) -> None:
    """Ce que les aides disent du domicile de secours l’emporte ; sans personne reconnue, l’agent dit pourquoi."""
    code = proposition.departement_competent.strip().upper()
    if code and (code not in departements() or code == annuaire().departement):
        raise DepartementFaux
    if not _a_un_retenu(requete):
        _exige(proposition.motif)
        requete.departement_competent = code or None
        return
    versees = aides.aides_versees(requete)
    if aides.dues_ici(versees):
        raise AideIci
    ailleurs = aides.departements_ailleurs(versees)
    requete.departement_competent = code or (ailleurs[0] if len(ailleurs) == 1 else None)


_REGLES: Mapping[Reponse, Callable[[Requete, Proposition], None]] = MappingProxyType(
    {
        Reponse.AUCUNE_CREANCE: _aucune_creance,
        Reponse.CREANCE: _creance,
        Reponse.RECHERCHE: _recherche,
        Reponse.INCOMPETENT: _incompetent,
    }
)


def _exiger_tout_juge(requete: Requete) -> None:
    if _en_a_un(requete, Verdict.A_VOIR):
        raise ResteAJuger


def _a_un_retenu(requete: Requete) -> bool:
    return _en_a_un(requete, Verdict.RETENU)


def _en_a_un(requete: Requete, verdict: Verdict) -> bool:
    siens = select(Rapprochement.id).where(Rapprochement.requete_id == requete.id, Rapprochement.verdict == verdict)
    return session.scalars(siens.limit(1)).first() is not None


def _exige(motif: str) -> str:
    if not motif.strip():
        raise MotifManquant
    return motif.strip()


def _a_instruire(requete_id: UUID, agent: Agent) -> Requete:
    requete = _verrouillee(requete_id, agent)
    if requete.etat not in A_INSTRUIRE | REPONDUES:
        raise TransitionInterdite(_("Ce n’est plus possible : la requête a changé d’état entre-temps."))
    _exiger_la_sienne(requete, agent)
    return requete


def _verrouillee(requete_id: UUID, agent: Agent) -> Requete:
    if not peut_instruire(agent, SERVICE_RECOURS):
        raise Interdit
    return verrouiller(Requete, requete_id)


def _exiger_la_sienne(requete: Requete, agent: Agent) -> None:
    """Une requête que personne n’a prise devient celle de qui agit ; lève `DejaPrise` si elle est à un collègue."""
    if requete.agent_id not in {None, agent.id}:
        raise DejaPrise
    requete.agent_id = agent.id
