"""Mettre des enfants au panier, les en ôter, prolonger : les places sont gardées le temps de payer, temps visible.

La fratrie est prise d’un bloc : toutes les places, ou aucune.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import select, update

from portail.inscriptions.activites.models import Groupe, Nature
from portail.inscriptions.attente.service import un_foyer_attend
from portail.inscriptions.ouvertures.queries import exiger_sans_voeux
from portail.inscriptions.paniers.erreurs import PanierPerdu, PlusDeProlongation, TropDeStages
from portail.inscriptions.paniers.models import A_L_HEURE, Commande, EtatCommande
from portail.inscriptions.paniers.ouverts import duree_du_panier, panier_pour
from portail.inscriptions.paniers.sommes import ne_plus_devoir, verrouiller_si_due
from portail.inscriptions.places import compteurs
from portail.inscriptions.places.erreurs import PlacePerdue
from portail.inscriptions.places.examen import exiger_eligibles, exiger_ouvert, stages_des
from portail.inscriptions.places.liberation import liberer
from portail.inscriptions.places.models import EtatPlace, Inscription, Sortie
from portail.inscriptions.places.prises import Voulue, passer, prendre_les_places
from portail.journal.actions import Auteur, inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable
from portail.socle.tours import chacun_son_tour, reprendre


def ajouter(voulues: Sequence[Voulue], *, usager_id: UUID, auteur: Auteur) -> Commande:
    """Garde une place à chacun de ces enfants et rend le panier ; tout ou rien.

    Lève `Introuvable` pour l’enfant d’un autre, `PasOuvert`, `SurVoeux`, `NonEligible`, `Complet`, `DejaInscrit`,
    `TropDeStages`, `RegieMelee`. L’écran a déjà vérifié le passe de la salle d’attente.
    """
    for voulue in voulues:
        _exiger(voulue, usager_id)
    exiger_eligibles(voulues)
    groupes = [voulue.groupe.id for voulue in voulues]
    compteurs.refuser_si_complet(groupes, promises=un_foyer_attend(groupes))
    return reprendre(partial(_ajouter, voulues, usager_id, auteur))


def _exiger(voulue: Voulue, usager_id: UUID) -> None:
    if voulue.enfant.rattachement_de(usager_id) is None:
        raise Introuvable
    exiger_ouvert(voulue.groupe)
    exiger_sans_voeux(voulue.groupe.activite)


def _ajouter(voulues: Sequence[Voulue], usager_id: UUID, auteur: Auteur) -> Commande:
    with transaction():
        chacun_son_tour(f"foyer/{usager_id}", *(f"enfant/{voulue.enfant.empreinte}" for voulue in voulues))
        _exiger_la_limite(voulues)
        panier = panier_pour((voulue.groupe for voulue in voulues), usager_id=usager_id, auteur=auteur)
        details = {"groupes": sorted(str(voulue.groupe.id) for voulue in voulues)}
        inscrire("ajouter_au_panier", auteur=auteur, objet=("commande", panier.id), details=details)
        prendre_les_places(voulues, usager_id=usager_id, commande_id=panier.id, expire_le=panier.expire_le)
    return panier


def _exiger_la_limite(voulues: Sequence[Voulue]) -> None:
    """Compte les stages de chaque enfant, chez l’un et l’autre de ses parents."""
    stages = [une for une in voulues if une.groupe.nature is Nature.STAGE]
    if not stages:
        return
    pris = stages_des([une.enfant for une in stages])
    voulus = Counter((une.enfant.empreinte, une.groupe.activite.saison_id) for une in stages)
    if any(pris[qui] + nombre > entier_au("inscription_stages_max") for qui, nombre in voulus.items()):
        raise TropDeStages


def retirer(inscription_id: UUID, *, usager_id: UUID, auteur: Auteur) -> None:
    """Ôte une inscription du panier ; sa place va à qui l’attendait. Lève `Introuvable`, `PlacePerdue`."""

    def geste() -> None:
        with transaction():
            chacun_son_tour(f"foyer/{usager_id}")
            inscription = session.get(Inscription, inscription_id, populate_existing=True)
            if inscription is None or inscription.usager_id != usager_id or inscription.commande_id is None:
                raise Introuvable
            if session.get_one(Commande, inscription.commande_id).etat is not EtatCommande.PANIER:
                raise PlacePerdue
            if not liberer([inscription_id], de=[EtatPlace.PANIER], sortie=Sortie.RETIREE, auteur=auteur):
                raise PlacePerdue

    reprendre(geste)


def abandonner(commande_id: UUID, *, usager_id: UUID, auteur: Auteur) -> None:
    """Rend toutes les places d’un panier, ou d’une commande pas encore payée ; lève `PanierPerdu`."""

    def geste() -> None:
        with transaction():
            chacun_son_tour(f"foyer/{usager_id}")
            verrouiller_si_due(commande_id)
            commande = la_sienne(commande_id, usager_id)
            if commande.etat not in A_L_HEURE:
                raise PanierPerdu
            clore(commande, auteur)
            liberer(inscriptions_de(commande_id), de=[EtatPlace.PANIER], sortie=Sortie.RETIREE, auteur=auteur)

    reprendre(geste)


def revenir_au_panier(commande_id: UUID, *, usager_id: UUID, auteur: Auteur) -> Commande:
    """Rouvre ce qui allait être payé : mêmes places, même heure, dans le panier du foyer ; lève `PanierPerdu`."""

    def geste() -> Commande:
        with transaction():
            chacun_son_tour(f"foyer/{usager_id}")
            verrouiller_si_due(commande_id)
            commande = la_sienne(commande_id, usager_id)
            if commande.etat is not EtatCommande.A_PAYER or commande.expire_le <= horloge.maintenant():
                raise PanierPerdu
            clore(commande, auteur)
            panier = panier_pour(_groupes_de(commande_id), usager_id=usager_id, auteur=auteur)
            panier.expire_le = max(panier.expire_le, commande.expire_le)
            panier.prolongations = max(panier.prolongations, commande.prolongations)
            deplacees = [*inscriptions_de(commande_id), *inscriptions_de(panier.id)]
            donner_au_panier(deplacees, panier)
        return panier

    return reprendre(geste)


def donner_au_panier(inscriptions: Sequence[UUID], panier: Commande) -> None:
    """Met ces inscriptions dans ce panier, à son heure."""
    change = update(Inscription).where(Inscription.id.in_(inscriptions)).values(commande_id=panier.id)
    session.execute(change.execution_options(synchronize_session="fetch"))
    etats = [EtatPlace.PANIER]
    passer(inscriptions, de=etats, vers=EtatPlace.PANIER, expire_le=panier.expire_le, echues=False)


def clore(commande: Commande, auteur: Auteur) -> None:
    """Abandonne une commande, somme due comprise ; l’appelant a pris le verrou de la somme avant le sien."""
    if commande.etat is not EtatCommande.PANIER:
        ne_plus_devoir(commande, auteur)
    commande.etat, commande.echeance = EtatCommande.ABANDONNEE, None
    session.flush()
    inscrire("abandonner_commande", auteur=auteur, objet=("commande", commande.id))


def _groupes_de(commande_id: UUID) -> list[Groupe]:
    siens = select(Groupe).join(Inscription, Inscription.groupe_id == Groupe.id)
    return list(session.scalars(siens.where(Inscription.commande_id == commande_id, Inscription.active)))


def prolonger(commande_id: UUID, *, usager_id: UUID, auteur: Auteur) -> Commande:
    """Rend au panier tout son temps, à partir de maintenant ; lève `PanierPerdu`, `PlusDeProlongation`."""

    def geste() -> Commande:
        with transaction():
            chacun_son_tour(f"foyer/{usager_id}")
            commande = la_sienne(commande_id, usager_id)
            if commande.etat not in A_L_HEURE or commande.expire_le <= horloge.maintenant():
                raise PanierPerdu
            if commande.prolongations >= entier_au("inscription_panier_prolongations"):
                raise PlusDeProlongation
            commande.prolongations += 1
            commande.expire_le = max(commande.expire_le, horloge.maintenant() + duree_du_panier())
            passer(
                inscriptions_de(commande_id),
                de=[EtatPlace.PANIER],
                vers=EtatPlace.PANIER,
                expire_le=commande.expire_le,
                echues=False,
            )
            inscrire("prolonger_panier", auteur=auteur, objet=("commande", commande.id))
        return commande

    return reprendre(geste)


def la_sienne(commande_id: UUID, usager_id: UUID) -> Commande:
    """Rend la commande de ce foyer, verrouillée ; lève `Introuvable` à tout autre."""
    commande = verrouiller(Commande, commande_id)
    if commande.usager_id != usager_id:
        raise Introuvable
    return commande


def inscriptions_de(commande_id: UUID) -> list[UUID]:
    """Rend les inscriptions d’une commande qui ont encore leur place."""
    siennes = select(Inscription.id).where(Inscription.commande_id == commande_id, Inscription.active)
    return list(session.scalars(siennes.order_by(Inscription.id)))
