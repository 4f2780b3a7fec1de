"""Prévoir une visite, la déplacer, l’annuler, constater une absence ; prévenir, et rappeler la veille."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from portail.demarche.declaration import Demarche
from portail.dossiers.actions.commun import (
    demarche_du,
    recalculer,
    toucher,
    verifier_revision,
    verrouiller_pour_lecteur,
)
from portail.dossiers.etats import TRANSITIONS, Etat
from portail.dossiers.models import Dossier
from portail.dossiers.suivis.evenements import GesteFait
from portail.dossiers.visites import messages
from portail.dossiers.visites.erreurs import EvaluateurAbsent, EvaluateurOccupe, MomentImpossible
from portail.dossiers.visites.habilitations import peut_planifier
from portail.dossiers.visites.models import EtatVisite, Visite
from portail.dossiers.visites.queries import evaluateurs_de, planifiee, visites_de
from portail.identite.absences.queries import absences_du_jour
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.rendez_vous.occupations.actions import liberer, occuper
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Origine
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.occupations.temps import Source, Voulue
from portail.rendez_vous.ressources.ouverture import agenda_ouvert
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, TransitionInterdite

SORTIES = frozenset({Etat.DESISTE, Etat.SANS_SUITE, Etat.IRRECEVABLE, Etat.TRANSMIS})
"""Là, plus personne ne vient : la visite prévue s’annule d’elle-même."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevue:
    """Ce que l’on prévoit : qui vient, quand, où, qui sera là."""

    evaluateur_id: UUID
    debut: datetime
    fin: datetime
    lieu: str
    presents: str = ""


def fixer(dossier_id: UUID, *, agent: Agent, prevue: Prevue, revision: int | None) -> Visite:
    """Prévoit la visite, ou déplace celle qui est prévue, et prévient la personne.

    Lève `Interdit`, `ConflitDeVersion`, `MomentImpossible`, `EvaluateurAbsent`, `EvaluateurOccupe`.
    """
    return reprendre(lambda: _fixer(dossier_id, agent, prevue, revision))


def _fixer(dossier_id: UUID, agent: Agent, prevue: Prevue, revision: int | None) -> Visite:
    with transaction():
        dossier, demarche = _verrouiller(dossier_id, agent, revision)
        _exiger_un_moment(prevue)
        courante = _a_venir(dossier)
        _exiger_quelqu_un_de_present(dossier, demarche, prevue)
        visite = courante or Visite(id=uuid4(), dossier_id=dossier.id, version=-1)
        _prendre_son_temps(visite, prevue, auteur_agent(agent))
        avant = courante.evaluateur_id if courante else None
        if courante is not None and avant != prevue.evaluateur_id:
            # Qui ne vient plus l’apprend, avec l’heure qu’il connaît.
            _dire_a_l_ancien(dossier, demarche, courante, agent)
        _poser(visite, prevue)
        session.add(visite)
        session.flush()
        _noter(dossier, "deplacer_visite" if courante else "planifier_visite", visite, auteur_agent(agent))
        messages.ecrire_a_la_personne(dossier, demarche, visite, "dossier/visite", deplacee=courante is not None)
        messages.prevenir_le_visiteur(dossier, demarche, visite, sauf=agent)
    return visite


def _verrouiller(dossier_id: UUID, agent: Agent, revision: int | None) -> tuple[Dossier, Demarche]:
    dossier = verrouiller_pour_lecteur(dossier_id, agent)
    demarche = demarche_du(dossier)
    if demarche.visite is None:
        raise Introuvable
    if not peut_planifier(agent, dossier, demarche):
        raise Interdit
    verifier_revision(dossier, revision)
    return dossier, demarche


def _exiger_un_moment(prevue: Prevue) -> None:
    if not horloge.maintenant() < prevue.debut < prevue.fin:
        raise MomentImpossible


def _a_venir(dossier: Dossier) -> Visite | None:
    """Rend la visite prévue et pas encore finie ; une visite passée devient tenue et laisse la place à une autre."""
    courante = planifiee(visites_de(dossier))
    if courante is not None and courante.fin <= horloge.maintenant():
        courante.etat = EtatVisite.TENUE
        session.flush()
        return None
    return courante


def _exiger_quelqu_un_de_present(dossier: Dossier, demarche: Demarche, prevue: Prevue) -> None:
    jour = horloge.a_paris(prevue.debut).date()
    possibles = {agent.id for agent in evaluateurs_de(dossier, demarche)}
    if prevue.evaluateur_id not in possibles or absences_du_jour([prevue.evaluateur_id], jour):
        raise EvaluateurAbsent


def _prendre_son_temps(visite: Visite, prevue: Prevue, auteur: Auteur) -> None:
    """Prend dans l’agenda de l’agent le temps de la visite, à la place de celui qu’elle prenait déjà.

    Ses rendez-vous et ses autres visites y sont aussi : deux dossiers ne le réservent pas ensemble.
    """
    ressource_id = agenda_ouvert(prevue.evaluateur_id, auteur=auteur)
    voulue = Voulue(ressource_id=ressource_id, debut=prevue.debut, fin=prevue.fin)
    try:
        occuper([voulue], source=_source(visite), remplace=[_source(visite)])
    except CreneauPris as refus:
        raise EvaluateurOccupe from refus


def _source(visite: Visite) -> Source:
    return Source(origine=Origine.VISITE, id=visite.id)


def _dire_a_l_ancien(dossier: Dossier, demarche: Demarche, visite: Visite, agent: Agent) -> None:
    visite.etat = EtatVisite.ANNULEE
    messages.prevenir_le_visiteur(dossier, demarche, visite, sauf=agent)
    visite.etat = EtatVisite.PLANIFIEE


def _poser(visite: Visite, prevue: Prevue) -> None:
    visite.evaluateur_id = prevue.evaluateur_id
    visite.debut, visite.fin = prevue.debut, prevue.fin
    visite.lieu, visite.presents = prevue.lieu.strip(), prevue.presents.strip() or None
    visite.etat = EtatVisite.PLANIFIEE
    visite.version += 1
    visite.modifiee_le = horloge.maintenant()
    # Prévue pour demain au plus tard : ce message est déjà le rappel.
    visite.rappelee_le = horloge.maintenant() if visite.debut < fin_de_demain() else None


def fin_de_demain() -> datetime:
    """Rend l’instant où finit demain, à Paris."""
    return horloge.instant_du(horloge.aujourd_hui() + timedelta(days=2))


def _noter(dossier: Dossier, action: str, visite: Visite, auteur: Auteur) -> None:
    dossier.revision += 1
    details = {"visite": str(visite.id), "debut": horloge.a_paris(visite.debut).isoformat()}
    details["evaluateur"] = str(visite.evaluateur_id)
    inscrire(action, auteur=auteur, objet=("dossier", dossier.id), details=details)
    recalculer(dossier)
    toucher(dossier)


def annuler(dossier_id: UUID, *, agent: Agent, motif: str, revision: int | None) -> Visite:
    """Annule la visite prévue, dit pourquoi à la personne ; lève `TransitionInterdite` s’il n’y en a pas à venir."""
    with transaction():
        dossier, demarche = _verrouiller(dossier_id, agent, revision)
        visite = planifiee(visites_de(dossier))
        if visite is None or visite.debut <= horloge.maintenant():
            raise TransitionInterdite
        _annuler(dossier, demarche, visite, motif.strip(), auteur_agent(agent))
        messages.prevenir_le_visiteur(dossier, demarche, visite, sauf=agent)
    return visite


def _annuler(dossier: Dossier, demarche: Demarche, visite: Visite, motif: str, auteur: Auteur) -> None:
    visite.etat, visite.motif = EtatVisite.ANNULEE, motif or None
    liberer(_source(visite))
    visite.version += 1
    visite.modifiee_le = horloge.maintenant()
    _noter(dossier, "annuler_visite", visite, auteur)
    messages.ecrire_a_la_personne(dossier, demarche, visite, "dossier/visite_annulee", motif=motif)


def constater_absence(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Visite:
    """Note que la personne n’était pas là, et le lui écrit ; lève `TransitionInterdite` avant l’heure de la visite."""
    with transaction():
        dossier, demarche = _verrouiller(dossier_id, agent, revision)
        visite = planifiee(visites_de(dossier))
        if visite is None or visite.debut > horloge.maintenant():
            raise TransitionInterdite
        visite.etat = EtatVisite.ABSENCE
        visite.modifiee_le = horloge.maintenant()
        _noter(dossier, "constater_absence", visite, auteur_agent(agent))
        messages.ecrire_a_la_personne(dossier, demarche, visite, "dossier/visite_absence")
    return visite


def rappeler(visite_id: UUID) -> bool:
    """Rappelle la visite à la personne, une seule fois ; rend vrai si c’est fait. Rejouable."""
    with transaction():
        dossier = verrouiller(Dossier, session.get_one(Visite, visite_id).dossier_id)
        visite = verrouiller(Visite, visite_id)
        if visite.etat is not EtatVisite.PLANIFIEE or visite.rappelee_le or visite.debut >= fin_de_demain():
            return False
        visite.rappelee_le = horloge.maintenant()
        inscrire("rappeler_visite", auteur=SYSTEME, objet=("dossier", dossier.id), details={"visite": str(visite.id)})
        messages.ecrire_a_la_personne(dossier, demarche_du(dossier), visite, "dossier/visite_rappel")
    return True


def suivre_la_fin(evenement: GesteFait) -> None:
    """Annule la visite à venir d’un dossier qui finit sans décision, dans la même transaction."""
    if TRANSITIONS[evenement.geste].vers not in SORTIES:
        return
    dossier = session.get_one(Dossier, evenement.dossier_id)
    demarche = demarche_du(dossier)
    visite = planifiee(visites_de(dossier)) if demarche.visite else None
    if visite is None or visite.debut <= horloge.maintenant():
        return
    _annuler(dossier, demarche, visite, "", evenement.auteur)
    messages.prevenir_le_visiteur(dossier, demarche, visite, sauf=None)
