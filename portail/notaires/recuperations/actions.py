"""Ce qui change une récupération : l’ouvrir, en dire l’actif, décider, émettre le titre, le dire payé."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.notaires.actions import auteur_membre
from portail.identite.notaires.models import Membre
from portail.identite.notaires.queries import office_de
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.notaires.habilitations import SERVICE_RECOURS, peut_instruire, peut_valider
from portail.notaires.recuperations import lettres
from portail.notaires.recuperations.calcul import Faits, calculer
from portail.notaires.recuperations.erreurs import (
    AucuneAide,
    DateImpossible,
    EcartSansMotif,
    MontantImpossible,
    MotifManquant,
    TitreManquant,
)
from portail.notaires.recuperations.etats import FINIES, ISSUES, EtatRecuperation, Issue
from portail.notaires.recuperations.messages import prevenir_l_office
from portail.notaires.recuperations.models import Recuperation
from portail.notaires.recuperations.queries import seuils_au
from portail.notaires.successions.creances import a_calculer, aides_versees, dues_ici
from portail.notaires.successions.etats import EtatRequete
from portail.notaires.successions.models import Requete
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable, TransitionInterdite

OBJET = "requete_succession"
"""Tout ce qui touche une succession est au journal de sa requête."""
TITRE_MAX = 40
TEXTE_MAX = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Projet:
    """Ce qu’un responsable s’apprête à signer ; `montant` en euros, `ecart` : pourquoi il n’est pas celui du calcul."""

    issue: Issue
    motif: str
    montant: Decimal = Decimal(0)
    ecart: str = ""


def ouvrir(requete: Requete) -> Recuperation:
    """Ouvre la récupération d’une requête dont la réponse vient de dire une créance, dans la transaction courante.

    Celle qu’une créance déjà dite avait ouverte continue. L’actif net est attendu de l’office ; il lui est rappelé.
    """
    requete.passer_a(EtatRequete.RECUPERATION)
    deja = session.scalars(select(Recuperation).where(Recuperation.requete_id == requete.id)).one_or_none()
    if deja is not None:
        _clore_si_fini(deja, requete)
        return deja
    instant = horloge.maintenant()
    ouverte = Recuperation(requete_id=requete.id, relance_le=instant + delai_de_relance(), cree_le=instant)
    session.add(ouverte)
    session.flush()
    inscrire("ouvrir_recuperation", auteur=SYSTEME, objet=(OBJET, requete.id))
    return ouverte


def abandonner(requete: Requete) -> None:
    """Ferme, dans la transaction courante, la récupération d’une requête dont la réponse ne dit plus de créance.

    Sans effet s’il n’y en a pas. Lève `TransitionInterdite` si une décision est prise : elle ne s’efface pas.
    """
    ouverte = session.scalars(
        select(Recuperation).where(Recuperation.requete_id == requete.id).with_for_update()
    ).one_or_none()
    if ouverte is None:
        return
    if ouverte.etat not in {EtatRecuperation.ATTENTE_ACTIF, EtatRecuperation.A_DECIDER}:
        raise TransitionInterdite
    session.delete(ouverte)
    inscrire("abandonner_recuperation", auteur=SYSTEME, objet=(OBJET, requete.id))


def delai_de_relance() -> timedelta:
    """Rend le temps laissé à l’office avant un rappel, lu dans les paramètres."""
    return timedelta(days=entier_au("recuperation_relance"))


def donner_actif_par_office(requete_id: UUID, faits: Faits, *, membre: Membre) -> Recuperation:
    """Note l’actif net que dit l’office, et refait le calcul. **C’est la fonction qu’appelle l’écran du notaire.**

    Lève `Introuvable` pour la requête d’un autre office ou sans récupération, `TransitionInterdite` une fois décidée.
    """
    with transaction():
        recuperation, requete = _verrouillee(requete_id)
        if requete.office_id != membre.office_id:
            raise Introuvable
        return _calculer(recuperation, requete, faits, auteur=auteur_membre(membre))


def donner_actif(requete_id: UUID, faits: Faits, *, version: int, agent: Agent) -> Recuperation:
    """Note l’actif net dit par courrier ou au téléphone, et refait le calcul ; corrige celui de l’office.

    Lève `Interdit`, `Introuvable`, `TransitionInterdite` une fois décidée, `ConflitDeVersion` s’il vient de changer.
    """
    with transaction():
        recuperation, requete = _a_traiter(requete_id, version, agent)
        return _calculer(recuperation, requete, faits, auteur=auteur_agent(agent))


def _calculer(recuperation: Recuperation, requete: Requete, faits: Faits, *, auteur: Auteur) -> Recuperation:
    aides = a_calculer(dues_ici(aides_versees(requete)))
    if not aides:
        raise AucuneAide
    jour = horloge.aujourd_hui()
    recuperation.passer_a(EtatRecuperation.A_DECIDER)
    calcul = calculer(aides, faits, seuils_au(jour))
    recuperation.calcul, recuperation.relance_le = calcul.en_json(jour), None
    inscrire("donner_actif", auteur=auteur, objet=(OBJET, requete.id), details={"total": str(calcul.total)})
    return recuperation


def decider(requete_id: UUID, projet: Projet, *, version: int, agent: Agent) -> Recuperation:
    """Signe la décision, remet sa lettre et prévient l’office ; le montant est fixé librement (CASF, R132-11).

    Lève `Interdit` (responsable seulement), `MotifManquant`, `MontantImpossible`, `EcartSansMotif`,
    `ConflitDeVersion` ou `TransitionInterdite` : une autre décision vient d’être prise.
    """
    with transaction():
        recuperation, requete = _verrouillee(requete_id)
        if not peut_valider(agent, SERVICE_RECOURS):
            raise Interdit
        _exiger(recuperation, version)
        recuperation.passer_a(ISSUES[projet.issue])
        recuperation.montant = _montant(projet, recuperation.calcul or {})
        recuperation.motif, recuperation.ecart = _motive(projet), projet.ecart.strip() or None
        recuperation.decidee_par_id, recuperation.decidee_le = agent.id, horloge.maintenant()
        recuperation.notifiee_le = None
        office = office_de(requete.office_id)
        document = lettres.remettre(recuperation, requete, office, projet.issue, signataire=agent)
        recuperation.document_id = document.id
        _clore_si_fini(recuperation, requete)
        inscrire(
            "decider_recuperation",
            auteur=auteur_agent(agent),
            objet=(OBJET, requete.id),
            details={"issue": projet.issue.value, "montant": str(recuperation.montant)},
            texte=recuperation.motif,
        )
        prevenir_l_office(office, requete)
    return recuperation


def _montant(projet: Projet, calcul: dict[str, str]) -> Decimal:
    """Rend le montant décidé : jamais plus que ce qui a été versé ou reçu, autre que le calcul seulement motivé."""
    if projet.issue is Issue.RENONCER:
        return Decimal(0)
    if not Decimal(0) < projet.montant <= Decimal(calcul["plafond"]):
        raise MontantImpossible
    if projet.montant != Decimal(calcul["total"]) and not projet.ecart.strip():
        raise EcartSansMotif
    return projet.montant


def _motive(projet: Projet) -> str:
    if not projet.motif.strip():
        raise MotifManquant
    return projet.motif.strip()


def noter_la_notification(requete_id: UUID, jour: date, *, version: int, agent: Agent) -> Recuperation:
    """Note le jour où les héritiers ont reçu la décision ; lève `DateImpossible` hors de la décision à aujourd’hui."""
    with transaction():
        recuperation, requete = _a_traiter(requete_id, version, agent)
        if recuperation.decidee_le is None:
            raise Introuvable
        _exiger_le_jour(jour, depuis=horloge.a_paris(recuperation.decidee_le).date())
        recuperation.notifiee_le = jour
        recuperation.version += 1
        _noter("notifier_recuperation", requete, agent, jour=jour.isoformat())
    return recuperation


def emettre_le_titre(requete_id: UUID, titre: str, jour: date, *, version: int, agent: Agent) -> Recuperation:
    """Note le numéro et le jour du titre de recettes ; lève `TitreManquant`, `DateImpossible`."""
    with transaction():
        recuperation, requete = _a_traiter(requete_id, version, agent)
        recuperation.passer_a(EtatRecuperation.TITRE_EMIS)
        numero = titre.strip()
        if not 0 < len(numero) <= TITRE_MAX:
            raise TitreManquant
        decidee_le = horloge.a_paris(recuperation.decidee_le or horloge.maintenant()).date()
        _exiger_le_jour(jour, depuis=decidee_le)
        recuperation.titre, recuperation.titre_le = numero, jour
        _noter("emettre_titre", requete, agent, jour=jour.isoformat())
    return recuperation


def solder(requete_id: UUID, jour: date, *, version: int, agent: Agent) -> Recuperation:
    """Note que le comptable public a tout encaissé, et clôt la requête."""
    with transaction():
        recuperation, requete = _a_traiter(requete_id, version, agent)
        recuperation.passer_a(EtatRecuperation.SOLDEE)
        _exiger_le_jour(jour, depuis=recuperation.titre_le or jour)
        recuperation.soldee_le = jour
        _clore_si_fini(recuperation, requete)
        _noter("solder_recuperation", requete, agent, jour=jour.isoformat())
    return recuperation


def _verrouillee(requete_id: UUID) -> tuple[Recuperation, Requete]:
    """Rend la requête et sa récupération, verrouillées dans cet ordre ; lève `Introuvable`."""
    requete = verrouiller(Requete, requete_id)
    identifiant = session.scalars(select(Recuperation.id).where(Recuperation.requete_id == requete_id)).one_or_none()
    if identifiant is None:
        raise Introuvable
    return verrouiller(Recuperation, identifiant), requete


def _a_traiter(requete_id: UUID, version: int, agent: Agent) -> tuple[Recuperation, Requete]:
    recuperation, requete = _verrouillee(requete_id)
    if not peut_instruire(agent, SERVICE_RECOURS):
        raise Interdit
    _exiger(recuperation, version)
    return recuperation, requete


def _exiger(recuperation: Recuperation, version: int) -> None:
    if recuperation.version != version:
        raise ConflitDeVersion


def _exiger_le_jour(jour: date, *, depuis: date) -> None:
    if not depuis <= jour <= horloge.aujourd_hui():
        raise DateImpossible


def _clore_si_fini(recuperation: Recuperation, requete: Requete) -> None:
    if recuperation.etat in FINIES:
        requete.passer_a(EtatRequete.CLOSE)


def _noter(action: str, requete: Requete, agent: Agent, **details: str) -> None:
    inscrire(action, auteur=auteur_agent(agent), objet=(OBJET, requete.id), details=details)
