"""Rendre une place confirmée : la famille renonce, le service annule, un enfant est exclu ; ce que l’on rend."""

from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import exists, select

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.attente.rangs import oublier_le_groupe
from portail.inscriptions.erreurs import exiger_une_raison
from portail.inscriptions.habilitations import peut_gerer, peut_regler
from portail.inscriptions.paniers.erreurs import JustificatifEnLigne
from portail.inscriptions.paniers.messages import dire_l_annulation, dire_la_decision
from portail.inscriptions.paniers.models import (
    Adhesion,
    Commande,
    DemandeDeRemboursement,
    EtatDemande,
    LigneDeCommande,
    MotifDeRenoncement,
)
from portail.inscriptions.paniers.sommes import rendre, verrouiller_si_due
from portail.inscriptions.places.erreurs import PlacePerdue
from portail.inscriptions.places.liberation import liberer
from portail.inscriptions.places.models import EtatPlace, Inscription, Sortie
from portail.inscriptions.tarifs.calcul import CENTIME
from portail.inscriptions.tarifs.queries import ADHESION
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.paiement.paiements.etats import MotifRemboursement
from portail.parametres.queries import valeurs_au
from portail.pieces.actions import Recu
from portail.pieces.justificatifs.actions import joindre_aux_siens
from portail.pieces.justificatifs.models import Justificatif
from portail.pieces.justificatifs.queries import justificatif_de
from portail.socle import horloge
from portail.socle.balayages import chacun_repris
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, TransitionInterdite
from portail.socle.tours import chacun_son_tour, reprendre

JUSTIFIES = frozenset({MotifDeRenoncement.MEDICAL, MotifDeRenoncement.DEMENAGEMENT})
"""Ce qu’un justificatif permet de rembourser, une fois qu’un agent l’a vu."""


def renoncer(
    inscription_id: UUID,
    motif: MotifDeRenoncement,
    *,
    usager_id: UUID,
    auteur: Auteur,
    document: Recu | None = None,
) -> DemandeDeRemboursement | None:
    """Rend la place d’un enfant ; rend la demande de remboursement à vérifier, s’il y en a une.

    Un motif à justifier se vérifie toujours : le justificatif se joint ou se montre au service ; médical, il ne se
    joint jamais. Sans motif, la part rendue d’office [P] l’est aussitôt.
    Lève `Introuvable`, `PlacePerdue`, `JustificatifEnLigne`, `TropDeDocuments`.
    """
    if document is not None and motif is MotifDeRenoncement.MEDICAL:
        raise JustificatifEnLigne

    def geste() -> DemandeDeRemboursement | None:
        with transaction():
            chacun_son_tour(f"foyer/{usager_id}")
            inscription = _la_sienne(inscription_id, usager_id)
            liberees = liberer([inscription_id], de=[EtatPlace.CONFIRMEE], sortie=Sortie.ANNULE_FAMILLE, auteur=auteur)
            if not liberees:
                raise PlacePerdue
            return _demander(inscription, motif, document, auteur)

    return reprendre(geste)


def _la_sienne(inscription_id: UUID, usager_id: UUID) -> Inscription:
    lue = session.get(Inscription, inscription_id, populate_existing=True)
    if lue is None or lue.usager_id != usager_id:
        raise Introuvable
    if lue.commande_id is not None:
        verrouiller_si_due(lue.commande_id)
    return verrouiller(Inscription, inscription_id)


def _demander(
    inscription: Inscription, motif: MotifDeRenoncement, document: Recu | None, auteur: Auteur
) -> DemandeDeRemboursement | None:
    justifie = motif in JUSTIFIES
    retenu = motif if justifie else MotifDeRenoncement.AUTRE
    taux = valeurs_au(horloge.aujourd_hui())[f"inscription_rembourse_{retenu.value}"]
    commande = _commande(inscription)
    montant = (_paye_pour(commande, inscription) * taux).quantize(CENTIME, ROUND_HALF_UP)
    if not justifie:
        rendre(commande, montant, motif=MotifRemboursement.ANNULATION_FAMILLE, auteur=auteur)
    if not justifie or not montant:
        return None
    demande = DemandeDeRemboursement(
        commande_id=commande.id,
        inscription_id=inscription.id,
        montant=montant,
        motif=motif,
        piece_id=joindre_aux_siens(document, usager_id=inscription.usager_id).id if document else None,
        cree_le=horloge.maintenant(),
    )
    session.add(demande)
    session.flush()
    return demande


def ouvrir_le_justificatif(demande: DemandeDeRemboursement, *, auteur: Auteur) -> Justificatif:
    """Rend le document joint à une demande et note qu’il est lu ; lève `Introuvable` s’il n’y en a pas."""
    if demande.piece_id is None:
        raise Introuvable
    with transaction():
        document = justificatif_de(demande.piece_id)
        inscrire("lire_justificatif", auteur=auteur, objet=("commande", demande.commande_id))
    return document


def decider(
    demande_id: UUID, etat: EtatDemande, *, agent: Agent, auteur: Auteur, raison: str = ""
) -> DemandeDeRemboursement:
    """Accepte une demande, et la régie rend l’argent ; ou la refuse, raison à l’appui. La famille en est prévenue.

    Lève `Interdit`, `RaisonManquante`, `TransitionInterdite` si c’est déjà décidé.
    """
    if etat is EtatDemande.REFUSEE:
        exiger_une_raison(raison)
    lue = session.get(DemandeDeRemboursement, demande_id)
    if lue is None or etat is EtatDemande.A_VERIFIER:
        raise Introuvable
    with transaction():
        verrouiller_si_due(lue.commande_id)
        demande = verrouiller(DemandeDeRemboursement, demande_id)
        groupe_id = session.get_one(Inscription, demande.inscription_id).groupe_id
        if not peut_gerer(agent, session.get_one(Groupe, groupe_id).activite.service_code):
            raise Interdit
        if demande.etat is not EtatDemande.A_VERIFIER:
            raise TransitionInterdite
        demande.etat, demande.agent_id, demande.decidee_le = etat, agent.id, horloge.maintenant()
        details = {"demande": str(demande.id), "etat": etat.value}
        objet = ("commande", demande.commande_id)
        inscrire("decider_remboursement", auteur=auteur, objet=objet, details=details, texte=raison)
        if etat is EtatDemande.ACCEPTEE:
            commande = session.get_one(Commande, demande.commande_id)
            rendre(commande, demande.montant, motif=MotifRemboursement.ANNULATION_FAMILLE, auteur=auteur)
        dire_la_decision(demande)
    return demande


def exclure(inscription_id: UUID, *, raison: str, agent: Agent, auteur: Auteur) -> None:
    """Exclut un enfant d’un groupe, raison à l’appui ; lève `RaisonManquante`, `Interdit`, `PlacePerdue`."""
    exiger_une_raison(raison)

    def geste() -> None:
        with transaction():
            inscription = verrouiller(Inscription, inscription_id)
            groupe = session.get_one(Groupe, inscription.groupe_id)
            if not peut_regler(agent, groupe.activite.service_code):
                raise Interdit
            if not liberer([inscription_id], de=[EtatPlace.CONFIRMEE], sortie=Sortie.EXCLU, auteur=auteur):
                raise PlacePerdue
            inscrire("exclure", auteur=auteur, objet=("inscription", inscription_id), texte=raison)

    reprendre(geste)


def annuler_le_groupe(groupe_id: UUID, *, raison: str, agent: Agent, auteur: Auteur) -> int:
    """Annule un groupe : toutes les places sont rendues, tout est remboursé ; rend le nombre d’enfants.

    Une place en cours de paiement reste tenue : si l’argent arrive, il sera rendu (`annuler_les_tardives`).
    """
    exiger_une_raison(raison)

    def geste() -> int:
        with transaction():
            groupe = verrouiller(Groupe, groupe_id)
            if not peut_regler(agent, groupe.activite.service_code):
                raise Interdit
            groupe.annule_le = groupe.annule_le or horloge.maintenant()
            session.flush()
            inscrire("annuler_groupe", auteur=auteur, objet=("groupe", groupe.id), texte=raison)
            nombre = _annuler_les_inscriptions(groupe_id, auteur)
            oublier_le_groupe(groupe_id)
        return nombre

    return reprendre(geste)


def annuler_les_tardives() -> int:
    """Rend ce qui a été payé dans un groupe annulé pendant que l’argent arrivait ; rend combien de groupes."""
    tardives = (
        select(Groupe.id)
        .join(Inscription, Inscription.groupe_id == Groupe.id)
        .where(Groupe.annule_le.is_not(None), Inscription.active, Inscription.confirmee_le.is_not(None))
    )
    groupes = session.scalars(tardives.distinct().order_by(Groupe.id)).all()
    return chacun_repris("annulations", groupes, _annuler_a_part)


def _annuler_a_part(groupe_id: UUID) -> int:
    with transaction():
        return _annuler_les_inscriptions(groupe_id, SYSTEME)


def _annuler_les_inscriptions(groupe_id: UUID, auteur: Auteur) -> int:
    """Rend les places du groupe et ce qu’elles ont coûté ; les sommes d’abord, comme le fait un paiement."""
    siennes = session.scalars(select(Inscription).where(Inscription.groupe_id == groupe_id, Inscription.active)).all()
    for commande_id in sorted({une.commande_id for une in siennes if une.commande_id is not None}):
        verrouiller_si_due(commande_id)
    rendues = set(
        liberer(
            [une.id for une in siennes],
            de=[EtatPlace.PANIER, EtatPlace.PROPOSEE, EtatPlace.CONFIRMEE],
            sortie=Sortie.ANNULE_SERVICE,
            auteur=auteur,
            sans_suite=True,
        )
    )
    annulees = [une for une in siennes if une.id in rendues and une.confirmee_le is not None]
    for inscription in annulees:
        commande = _commande(inscription)
        montant = _paye_pour(commande, inscription)
        rendu = rendre(commande, montant, motif=MotifRemboursement.ANNULATION_SERVICE, auteur=auteur)
        rendu += _rendre_l_adhesion(inscription, auteur)
        dire_l_annulation(commande, rembourse=bool(rendu))
    return len(annulees)


def _rendre_l_adhesion(inscription: Inscription, auteur: Auteur) -> Decimal:
    """Éteint l’adhésion d’un enfant à qui il ne reste aucun groupe de la saison, et rend ce qu’elle avait coûté."""
    saison_id = session.get_one(Groupe, inscription.groupe_id).activite.saison_id
    reste = (
        exists()
        .where(Inscription.enfant_empreinte == inscription.enfant_empreinte, Inscription.active)
        .where(Groupe.id == Inscription.groupe_id, Activite.id == Groupe.activite_id, Activite.saison_id == saison_id)
    )
    if session.scalar(select(reste)):
        return Decimal(0)
    sienne = select(Adhesion).where(
        Adhesion.enfant_empreinte == inscription.enfant_empreinte, Adhesion.saison_id == saison_id, Adhesion.active
    )
    adhesion = session.scalars(sienne.with_for_update()).one_or_none()
    if adhesion is None:
        return Decimal(0)
    adhesion.active = False
    session.flush()
    payee = select(LigneDeCommande.montant).where(
        LigneDeCommande.commande_id == adhesion.commande_id,
        LigneDeCommande.enfant_id == adhesion.enfant_id,
        LigneDeCommande.produit == ADHESION,
    )
    commande = session.get_one(Commande, adhesion.commande_id)
    montant = session.scalar(payee) or Decimal(0)
    return rendre(commande, montant, motif=MotifRemboursement.ANNULATION_SERVICE, auteur=auteur)


def _paye_pour(commande: Commande, inscription: Inscription) -> Decimal:
    return sum((une.montant for une in commande.lignes if une.inscription_id == inscription.id), Decimal(0))


def _commande(inscription: Inscription) -> Commande:
    if inscription.commande_id is None:
        raise PlacePerdue
    return session.get_one(Commande, inscription.commande_id)
