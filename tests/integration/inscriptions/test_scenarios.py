"""Les scénarios A1 à A6 de la fiche, du choix au paiement, contre le PayFiP simulé ; les faits lus en base."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portail.identite.famille import actions as famille
from portail.identite.famille.models import Residence
from portail.inscriptions.activites.eligibilite import Admission, Obstacle
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.activites.queries import groupe_de, saison_de
from portail.inscriptions.attente.models import EtatAttente
from portail.inscriptions.paniers import balayage, reglement
from portail.inscriptions.paniers.devis import devis_de
from portail.inscriptions.paniers.models import Commande, EtatCommande, Moyen
from portail.inscriptions.paniers.reglement import Accords
from portail.inscriptions.paniers.sommes import objet_de
from portail.inscriptions.places.erreurs import Complet, NonEligible
from portail.inscriptions.places.examen import constat_de
from portail.inscriptions.places.models import EtatPlace, Inscription
from portail.paiement.paiements.etats import EtatPaiement, MotifRemboursement
from portail.paiement.paiements.models import Paiement, SommeDue
from portail.paiement.paiements.relecture import relire
from portail.paiement.paiements.sommes import encaissements_de, verrouiller_la_somme
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import BLAIN, NANTES, SAUTRON, Foyer
from tests.integration.paiement import fabrique as caisse
from tests.payfip import Guichetier

HUIT_ANS, ONZE_ANS = date(2018, 3, 2), date(2015, 3, 2)


def somme(commande: Commande) -> SommeDue:
    with transaction():
        return verrouiller_la_somme(objet_de(commande.id))


def ouvrir(commande: Commande) -> Paiement:
    """La famille part payer."""
    return caisse.ouvrir(somme(commande))


def test_a1_la_famille_guillet_paie_cinquante_euros(en_ligne: Guichetier):
    guillet = fabrique.foyer("Nolwenn", "Lou", naissances=[ONZE_ANS, HUIT_ANS])
    fabrique.quotient(guillet, "750")
    section, stage = groupe_de("vallet-mercredi-11"), groupe_de("sautron-hiver-1")
    fabrique.au_panier(Foyer(guillet.usager, guillet.enfants[:1]), section)
    panier = fabrique.au_panier(Foyer(guillet.usager, guillet.enfants[1:]), stage)

    devis = devis_de(panier)
    montants = {(ligne.enfant.prenom, ligne.inscription_id is None): ligne.montant for ligne in devis.lignes}
    commande = reglement.engager(panier.id, Moyen.EN_LIGNE, Accords(conditions=True), **guillet.qui)
    paiement = caisse.conclure(en_ligne, ouvrir(commande), "P")

    assert devis.total == Decimal("50.00")
    assert sorted(montants.values()) == [Decimal("0.00"), Decimal("15.00"), Decimal("15.00"), Decimal("20.00")]
    assert montants["Lou", False] == Decimal("15.00")
    assert (paiement.etat, paiement.montant) == (EtatPaiement.PAYE, Decimal("50.00"))
    assert fabrique.relue(commande).etat is EtatCommande.PAYEE
    assert fabrique.etats(section) == {EtatPlace.CONFIRMEE: 1}
    assert fabrique.etats(stage) == {EtatPlace.CONFIRMEE: 1}
    assert fabrique.sans_derive()


def test_a2_la_famille_tanguy_l_aine_garde_son_droit_pas_le_cadet(sport: None):
    tanguy = fabrique.foyer("Malo", "Enora", nom="Tanguy", commune=BLAIN, naissances=[ONZE_ANS, HUIT_ANS])
    aine, cadette = tanguy.enfants
    section = groupe_de("nozay-jeudi-7")
    assert constat_de(aine, section).obstacles == (Obstacle.COMMUNE,)

    _inscrire_la_saison_passee(tanguy)

    assert constat_de(aine, section).admission is Admission.DEJA_INSCRIT
    fabrique.au_panier(Foyer(tanguy.usager, [aine]), section)
    with pytest.raises(NonEligible) as refus:
        fabrique.au_panier(Foyer(tanguy.usager, [cadette]), section)
    assert refus.value.obstacles == (Obstacle.COMMUNE,)


def _inscrire_la_saison_passee(tanguy: Foyer) -> None:
    """L’aîné avait sa place l’an dernier, quand Blain n’avait pas passé le seuil."""
    derniere = fabrique.activite("multisports-2026")
    with transaction():
        avant = Activite(
            code="multisports-2025",
            saison_id=saison_de("2025-2026").id,
            libelle="Écoles multisports",
            service_code=derniere.service_code,
            regie_code=derniere.regie_code,
            grille_id=derniere.grille_id,
        )
        session.add(avant)
    ancien = fabrique.groupe(activite="multisports-2025")
    with transaction():
        session.add(
            Inscription(
                groupe_id=ancien.id,
                enfant_id=tanguy.enfants[0].id,
                enfant_empreinte=tanguy.enfants[0].empreinte,
                usager_id=tanguy.usager.id,
                cree_le=horloge.maintenant() - timedelta(days=400),
                confirmee_le=horloge.maintenant() - timedelta(days=400),
            )
        )


def test_a3_en_garde_alternee_une_des_deux_residences_suffit(sport: None):
    mere, pere = fabriques.usager(["Anaïs"], "Morel"), fabriques.usager(["Tom"], "Morel")
    lou = fabrique.enfant_de(mere, "Lou", HUIT_ANS, commune=NANTES, residence=Residence.ALTERNEE)
    section = groupe_de("sautron-mardi-7")
    assert constat_de(lou, section).obstacles == (Obstacle.COMMUNE,)
    chez_lui = Foyer(pere, [lou])

    code = famille.inviter(lou.id, **Foyer(mere, [lou]).qui)
    sautron = famille.FicheRattachement(code_insee=SAUTRON, residence=Residence.ALTERNEE)
    lou = famille.rejoindre(code, HUIT_ANS, sautron, **chez_lui.qui)

    assert constat_de(lou, section).admission is Admission.COMMUNE
    fabrique.au_panier(Foyer(mere, [lou]), section)
    assert fabrique.prises(section) == 1


def test_a4_le_premier_paiement_echoue_et_la_place_revient_a_l_attente(en_ligne: Guichetier):
    stage = fabrique.groupe(places=1)
    premier, second = fabrique.foyer("Lou"), fabrique.foyer("Zoé", nom="Tanguy")
    commande = fabrique.engagee(premier, fabrique.au_panier(premier, stage))
    with pytest.raises(Complet):
        fabrique.au_panier(second, stage)
    attente = fabrique.attend(second, stage)
    paiement = ouvrir(commande)
    assert fabrique.etats(stage) == {EtatPlace.EN_PAIEMENT: 1}

    caisse.conclure(en_ligne, paiement, "R")
    assert fabrique.relue(commande).etat is EtatCommande.A_PAYER
    assert fabrique.etats(stage) == {EtatPlace.PANIER: 1}
    caisse.avancer(en_ligne, minutes=21)
    balayage.rendre_les_paniers_echus()

    assert fabrique.relue(commande).etat is EtatCommande.ABANDONNEE
    assert fabrique.etats(stage) == {EtatPlace.LIBEREE: 1, EtatPlace.PROPOSEE: 1}
    assert fabrique.relu(attente).etat is EtatAttente.PROPOSE
    assert fabrique.prises(stage) == 1
    assert fabrique.sans_derive()


def test_a5_l_argent_arrive_apres_l_heure_et_retrouve_la_place(en_ligne: Guichetier):
    stage = fabrique.groupe(places=1)
    guillet = fabrique.foyer("Lou")
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage))
    paiement = ouvrir(commande)
    _sans_reponse(en_ligne, paiement)
    assert fabrique.etats(stage) == {EtatPlace.LIBEREE: 1}

    caisse.conclure(en_ligne, paiement, "P")

    assert fabrique.relue(commande).etat is EtatCommande.PAYEE
    assert fabrique.etats(stage) == {EtatPlace.CONFIRMEE: 1}
    assert [(une.garde, une.a_rendre) for une in encaissements_de(somme(commande).id)] == [(Decimal("65.00"), 0)]
    assert fabrique.sans_derive()


def test_a5_l_argent_arrive_trop_tard_la_place_est_prise_tout_est_rendu(en_ligne: Guichetier):
    stage = fabrique.groupe(places=1)
    guillet, autre = fabrique.foyer("Lou"), fabrique.foyer("Zoé", nom="Tanguy")
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage))
    paiement = ouvrir(commande)
    _sans_reponse(en_ligne, paiement)
    fabrique.au_panier(autre, stage)

    caisse.conclure(en_ligne, paiement, "P")

    assert fabrique.relue(commande).etat is EtatCommande.PAYE_SANS_PLACE
    [recu] = encaissements_de(somme(commande).id)
    assert (recu.a_rendre, recu.motif_remboursement) == (Decimal("65.00"), MotifRemboursement.TARDIF)
    assert fabrique.etats(stage) == {EtatPlace.LIBEREE: 1, EtatPlace.PANIER: 1}
    assert fabrique.sans_derive()


def _sans_reponse(en_ligne: Guichetier, paiement: Paiement) -> None:
    """PayFiP ne dit rien pendant plus de deux heures : les places ne sont plus gardées."""
    balayage.rendre_les_paniers_echus()
    assert paiement.idop is not None
    caisse.avancer(en_ligne, minutes=60)
    balayage.rendre_les_paniers_echus()
    relire(paiement.id)
    commande_en_cours = session.scalars(select(Commande)).one()
    assert commande_en_cours.etat is EtatCommande.EN_PAIEMENT  # jamais libérée par l’horloge du panier
    caisse.avancer(en_ligne, minutes=65)
    relire(paiement.id)


def test_a6_l_age_est_celui_de_la_rentree(sport: None):
    quatorze = fabrique.foyer("Titouan", naissances=[date(2012, 3, 2)])
    quinze = fabrique.foyer("Maël", nom="Tanguy", naissances=[date(2011, 9, 1)])
    section = groupe_de("vallet-mercredi-11")
    fabriques.mettre_l_horloge_au(date(2027, 3, 10))
    fabrique.attester(quatorze.usager, quatorze.enfant)

    assert constat_de(quatorze.enfant, section).age == 14
    fabrique.au_panier(quatorze, section)
    constat = constat_de(quinze.enfant, section)
    assert (constat.age, constat.obstacles) == (15, (Obstacle.TROP_AGE,))
    with pytest.raises(NonEligible):
        fabrique.au_panier(quinze, section)


def test_l_heure_de_paris_fait_l_ouverture(sport: None):
    ouverture = fabrique.activite().ouvre_le
    assert ouverture is not None
    assert horloge.a_paris(ouverture) == horloge.instant_du(date(2026, 11, 18), time(8))
