"""Du panier à la somme due : tout revoir une dernière fois, figer ce qui est dû, choisir comment payer."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from portail.inscriptions.attestations.queries import exiger_les_pieces
from portail.inscriptions.paniers.actions import la_sienne
from portail.inscriptions.paniers.devis import DevisDuPanier, devis_de, figer
from portail.inscriptions.paniers.erreurs import (
    ConditionsAAccepter,
    DejaEngagee,
    PanierPerdu,
    PanierVide,
    QuotientInconnu,
)
from portail.inscriptions.paniers.models import A_L_HEURE, ENGAGEES, Commande, EtatCommande, Moyen
from portail.inscriptions.paniers.sommes import exiger_la_somme, verrouiller_si_due
from portail.inscriptions.paniers.suites import confirmer_les_places, tenir_les_places
from portail.inscriptions.places.examen import exiger_eligibles
from portail.inscriptions.places.prises import Voulue
from portail.journal.actions import Auteur, inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.tours import chacun_son_tour, reprendre


@dataclass(frozen=True, slots=True, kw_only=True)
class Accords:
    """Ce que la famille a coché avant de payer."""

    conditions: bool
    tarif_le_plus_haut: bool = False
    """Payer sans quotient connu : un choix, jamais un oubli."""


def engager(commande_id: UUID, moyen: Moyen, accords: Accords, *, usager_id: UUID, auteur: Auteur) -> Commande:
    """Fige ce qui est dû et rend la commande : à payer en ligne (`A_PAYER`), au guichet, ou gratuite et confirmée.

    Lève `PanierPerdu`, `DejaEngagee`, `PanierVide`, `ConditionsAAccepter`, `QuotientInconnu`, `PiecesManquantes`,
    `NonEligible`. En ligne, les places restent à l’heure du panier jusqu’à ce qu’une tentative s’ouvre.
    """

    def geste() -> Commande:
        with transaction():
            chacun_son_tour(f"foyer/{usager_id}")
            commande = _verrouillee(commande_id, usager_id)
            _exiger_payable(commande)
            if commande.etat is EtatCommande.PANIER:
                _figer(commande, accords, auteur)
            details = {"moyen": moyen.value, "total": str(commande.total)}
            inscrire("engager_commande", auteur=auteur, objet=("commande", commande.id), details=details)
            _suivre(commande, moyen, auteur)
        return commande

    return reprendre(geste)


def _verrouillee(commande_id: UUID, usager_id: UUID) -> Commande:
    """Rend la commande de ce foyer, verrouillée, et avant elle la somme due si elle l’est ; un panier n’en a pas."""
    sien = select(Commande).where(
        Commande.id == commande_id, Commande.usager_id == usager_id, Commande.etat == EtatCommande.PANIER
    )
    panier = session.scalars(sien.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if panier is not None:
        return panier
    verrouiller_si_due(commande_id)
    return la_sienne(commande_id, usager_id)


def _exiger_payable(commande: Commande) -> None:
    if commande.etat in ENGAGEES:
        raise DejaEngagee
    if commande.etat not in A_L_HEURE or commande.expire_le <= horloge.maintenant():
        raise PanierPerdu


def _figer(commande: Commande, accords: Accords, auteur: Auteur) -> None:
    devis = devis_de(commande)
    _exiger_le_dossier(devis, accords)
    session.add_all(figer(commande, devis))
    commande.total, commande.quotient_connu = devis.total, devis.quotient is not None
    commande.regles_annulation, commande.conditions_le = devis.regles_annulation, horloge.maintenant()
    commande.etat = EtatCommande.A_PAYER
    session.flush()
    if commande.total:
        exiger_la_somme(commande, auteur)


def _exiger_le_dossier(devis: DevisDuPanier, accords: Accords) -> None:
    """Revoit tout ce qui doit l’être avant de prendre l’argent."""
    if not devis.lignes:
        raise PanierVide
    if not accords.conditions:
        raise ConditionsAAccepter
    if devis.quotient is None and not accords.tarif_le_plus_haut:
        raise QuotientInconnu
    exiger_les_pieces([(ligne.enfant.id, ligne.groupe) for ligne in devis.lignes])
    exiger_eligibles(
        Voulue(groupe=ligne.groupe, enfant=ligne.enfant, niveau=ligne.niveau)
        for ligne in devis.lignes
        if ligne.inscription_id is not None
    )


def _suivre(commande: Commande, moyen: Moyen, auteur: Auteur) -> None:
    """Confirme ce qui est gratuit ; tient jusqu’à l’échéance ce qui se règle au guichet."""
    if not commande.total:
        tenir_les_places(commande)
        confirmer_les_places(commande, auteur)
    elif moyen is Moyen.AU_GUICHET:
        tenir_les_places(commande)
        commande.etat = EtatCommande.AU_GUICHET
        commande.echeance = horloge.maintenant() + timedelta(days=entier_au("inscription_guichet_jours"))
        session.flush()
