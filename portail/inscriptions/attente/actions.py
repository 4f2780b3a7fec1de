"""S’inscrire sur la liste d’attente, en sortir ; accepter ou refuser ce qui est gardé ; changer un ordre, en le disant.

La règle, telle qu’elle se lit à l’écran : refuser ne fait pas perdre son rang les premières fois [P], ensuite on passe
en fin de liste ; ne pas répondre met en fin de liste, et sort de la liste à la seconde fois [P].
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.identite.models import Agent
from portail.identite.queries import usager_de
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.attente.erreurs import AttenteImpossible, DejaEnAttente, PlusEnListe, PropositionPassee
from portail.inscriptions.attente.messages import dire_l_inscription
from portail.inscriptions.attente.models import EN_LISTE, AttenteFoyer, EtatAttendue, EtatAttente, PlaceAttendue
from portail.inscriptions.attente.priorites import priorite_de
from portail.inscriptions.attente.queries import rangs
from portail.inscriptions.attente.rangs import apres_un_refus, rendre_la_proposition
from portail.inscriptions.attestations.queries import exiger_les_pieces
from portail.inscriptions.erreurs import exiger_une_raison
from portail.inscriptions.habilitations import peut_gerer
from portail.inscriptions.ouvertures.queries import exiger_sans_voeux
from portail.inscriptions.paniers.actions import donner_au_panier, inscriptions_de
from portail.inscriptions.paniers.models import Commande
from portail.inscriptions.paniers.ouverts import panier_pour
from portail.inscriptions.places import compteurs
from portail.inscriptions.places.examen import exiger_eligibles, exiger_ouvert
from portail.inscriptions.places.liberation import servir_les_quotas
from portail.inscriptions.places.models import EtatPlace, Inscription, Sortie
from portail.inscriptions.places.prises import Voulue, passer
from portail.journal.actions import Auteur, inscrire
from portail.journal.models import TypeAuteur
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable
from portail.socle.tours import chacun_son_tour, reprendre


def attendre(voulues: Sequence[Voulue], *, tout_ou_rien: bool, usager_id: UUID, auteur: Auteur) -> AttenteFoyer:
    """Inscrit le foyer à son rang et le lui confirme ; s’il reste de quoi le servir, cela lui est gardé aussitôt.

    Lève `AttenteImpossible`, `Introuvable` pour l’enfant d’un autre, `DejaEnAttente`, `NonEligible`, `PasOuvert`,
    `SurVoeux`, `PiecesManquantes`.
    """
    _exiger_une_adresse(usager_id, auteur)
    for voulue in voulues:
        if voulue.enfant.rattachement_de(usager_id) is None:
            raise Introuvable
        exiger_ouvert(voulue.groupe)
        exiger_sans_voeux(voulue.groupe.activite)
    exiger_eligibles(voulues)
    exiger_les_pieces([(voulue.enfant.id, voulue.groupe) for voulue in voulues])

    def geste() -> AttenteFoyer:
        try:
            with transaction():
                attente = _ecrire(voulues, tout_ou_rien, usager_id)
                details = {"places": len(voulues), "tout_ou_rien": tout_ou_rien, "priorite": attente.priorite}
                inscrire("inscrire_attente", auteur=auteur, objet=("attente_foyer", attente.id), details=details)
                dire_l_inscription(attente, max(rangs(attente).values()))
                quotas = compteurs.quotas_des_groupes({voulue.groupe.id for voulue in voulues})
                servir_les_quotas({quota_id for leurs in quotas.values() for quota_id in leurs})
        except IntegrityError:
            raise DejaEnAttente from None
        return attente

    return reprendre(geste)


def _exiger_une_adresse(usager_id: UUID, auteur: Auteur) -> None:
    """Lève `AttenteImpossible` si l’on ne pourrait pas lui écrire ; un agent qui l’inscrit l’appellera."""
    if auteur.type is TypeAuteur.USAGER and not usager_de(usager_id).courriel:
        raise AttenteImpossible


def _ecrire(voulues: Sequence[Voulue], tout_ou_rien: bool, usager_id: UUID) -> AttenteFoyer:
    maintenant = horloge.maintenant()
    attente = AttenteFoyer(
        usager_id=usager_id,
        tout_ou_rien=tout_ou_rien and len(voulues) > 1,
        priorite=priorite_de(voulues),
        inscrite_le=maintenant,
        depuis=maintenant,
    )
    attente.attendues = [
        PlaceAttendue(
            groupe_id=voulue.groupe.id,
            enfant_id=voulue.enfant.id,
            enfant_empreinte=voulue.enfant.empreinte,
            niveau=voulue.niveau,
            sortie_seul=voulue.sortie_seul,
            droit_image=voulue.droit_image,
        )
        for voulue in voulues
    ]
    session.add(attente)
    session.flush()
    return attente


def accepter(attente_id: UUID, *, usager_id: UUID, auteur: Auteur) -> Commande:
    """Met les places gardées au panier du foyer, au moins jusqu’à l’échéance qu’on lui avait dite, et rend ce panier.

    Lève `Introuvable`, `PropositionPassee`, `RegieMelee` s’il a déjà au panier ce qui se paie ailleurs.
    """

    def geste() -> Commande:
        with transaction():
            chacun_son_tour(f"foyer/{usager_id}")
            attente = _proposition(attente_id, usager_id)
            inscriptions = {une.inscription_id for une in attente.proposees if une.inscription_id is not None}
            panier = panier_pour(_groupes(inscriptions), usager_id=usager_id, auteur=auteur)
            temps = timedelta(minutes=entier_au("inscription_panier_minutes"))
            panier.expire_le = max(panier.expire_le, attente.echeance or panier.expire_le, horloge.maintenant() + temps)
            passees = passer(
                inscriptions,
                de=[EtatPlace.PROPOSEE],
                vers=EtatPlace.PANIER,
                expire_le=panier.expire_le,
                echues=False,
            )
            if {inscription_id for inscription_id, _ in passees} != inscriptions:
                raise PropositionPassee
            donner_au_panier([*inscriptions, *inscriptions_de(panier.id)], panier)
            _apres_l_accord(attente)
            inscrire("accepter_attente", auteur=auteur, objet=("attente_foyer", attente.id))
        return panier

    return reprendre(geste)


def _apres_l_accord(attente: AttenteFoyer) -> None:
    """Garde son rang pour ce qu’il attend encore, ou sort servi."""
    for une in attente.proposees:
        une.etat = EtatAttendue.ACCEPTEE
    if attente.une_par_enfant:
        servis = {une.enfant_id for une in attente.attendues if une.etat is EtatAttendue.ACCEPTEE}
        for une in attente.restantes:
            une.etat = EtatAttendue.QUITTEE if une.enfant_id in servis else une.etat
    attente.refus, attente.silences, attente.pas_avant = 0, 0, None
    attente.echeance = attente.annoncer_le = None
    attente.etat = EtatAttente.ATTEND if attente.restantes else EtatAttente.SERVI
    attente.sortie_le = None if attente.restantes else horloge.maintenant()
    session.flush()


def refuser(attente_id: UUID, *, usager_id: UUID, auteur: Auteur) -> AttenteFoyer:
    """Laisse les places gardées au foyer suivant ; lève `Introuvable`, `PropositionPassee`."""

    def geste() -> AttenteFoyer:
        with transaction():
            chacun_son_tour(f"foyer/{usager_id}")
            attente = _proposition(attente_id, usager_id)
            perdu = apres_un_refus(attente)
            inscrire(
                "refuser_attente", auteur=auteur, objet=("attente_foyer", attente.id), details={"rang_perdu": perdu}
            )
            rendre_la_proposition(attente, Sortie.REFUSEE, auteur=auteur)
        return attente

    return reprendre(geste)


def quitter(attente_id: UUID, *, usager_id: UUID, auteur: Auteur) -> None:
    """Sort de la liste ; ce qui était gardé va au foyer suivant. Sans effet la seconde fois."""

    def geste() -> None:
        with transaction():
            chacun_son_tour(f"foyer/{usager_id}")
            attente = verrouiller(AttenteFoyer, attente_id)
            if attente.usager_id != usager_id:
                raise Introuvable
            if attente.etat not in EN_LISTE:
                return
            inscrire("quitter_attente", auteur=auteur, objet=("attente_foyer", attente.id))
            rendre_la_proposition(attente, Sortie.REFUSEE, auteur=auteur, puis=EtatAttente.QUITTE)

    reprendre(geste)


def changer_la_priorite(attente_id: UUID, priorite: int, *, raison: str, agent: Agent, auteur: Auteur) -> None:
    """Change l’ordre d’un foyer ; lève `RaisonManquante` sans raison, `PlusEnListe`, `Interdit`."""
    exiger_une_raison(raison)
    with transaction():
        attente = verrouiller(AttenteFoyer, attente_id)
        if attente.etat not in EN_LISTE:
            raise PlusEnListe
        services = {groupe.activite.service_code for groupe in _groupes_de_l_attente(attente)}
        if not all(peut_gerer(agent, service) for service in services):
            raise Interdit
        details = {"avant": attente.priorite, "apres": priorite}
        attente.priorite = priorite
        objet = ("attente_foyer", attente.id)
        inscrire("changer_priorite_attente", auteur=auteur, objet=objet, details=details, texte=raison)


def _proposition(attente_id: UUID, usager_id: UUID) -> AttenteFoyer:
    """Rend l’inscription verrouillée si des places lui sont encore gardées."""
    attente = verrouiller(AttenteFoyer, attente_id)
    if attente.usager_id != usager_id:
        raise Introuvable
    if attente.etat is not EtatAttente.PROPOSE or attente.echeance is None or attente.echeance <= horloge.maintenant():
        raise PropositionPassee
    return attente


def _groupes(inscriptions: set[UUID]) -> list[Groupe]:
    leurs = select(Groupe).join(Inscription, Inscription.groupe_id == Groupe.id).where(Inscription.id.in_(inscriptions))
    return list(session.scalars(leurs))


def _groupes_de_l_attente(attente: AttenteFoyer) -> list[Groupe]:
    return list(session.scalars(select(Groupe).where(Groupe.id.in_([une.groupe_id for une in attente.attendues]))))
