"""De la commande à l’argent : pièces, conditions, tarif, échéances, impayés ; les faits lus en base."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portail.identite.actions import auteur_agent
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.attestations.models import Genre
from portail.inscriptions.attestations.queries import PiecesManquantes
from portail.inscriptions.paniers import actions, balayage, reglement, suites
from portail.inscriptions.paniers.devis import devis_de
from portail.inscriptions.paniers.erreurs import (
    ConditionsAAccepter,
    DejaEngagee,
    PanierPerdu,
    PanierVide,
    QuotientInconnu,
)
from portail.inscriptions.paniers.models import Adhesion, EtatCommande, Moyen
from portail.inscriptions.paniers.reglement import Accords
from portail.inscriptions.paniers.sommes import objet_de
from portail.inscriptions.places.erreurs import NonEligible
from portail.inscriptions.places.models import EtatPlace, Inscription
from portail.notifications.models import Notification
from portail.paiement.paiements.etats import EtatSomme, MotifRemboursement
from portail.paiement.paiements.models import Echeance, SommeDue
from portail.paiement.paiements.sommes import verrouiller_la_somme
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer


@pytest.fixture
def guillet(sport: None) -> Foyer:
    return fabrique.foyer("Lou")


def somme(commande_id) -> SommeDue:
    with transaction():
        return verrouiller_la_somme(objet_de(commande_id))


# ---------- Engager ----------


def test_avant_de_payer_tout_est_revu(sport: None, stage: Groupe):
    sans = fabrique.foyer("Lou", pieces=False)
    panier = fabrique.au_panier(sans, stage)

    def payer(**accords: bool) -> None:
        reglement.engager(panier.id, Moyen.EN_LIGNE, Accords(**accords), **sans.qui)

    with pytest.raises(ConditionsAAccepter):
        payer(conditions=False)
    with pytest.raises(QuotientInconnu):
        payer(conditions=True)
    with pytest.raises(PiecesManquantes) as refus:
        payer(conditions=True, tarif_le_plus_haut=True)
    assert refus.value.manques == {sans.enfant.id: [Genre.SANTE, Genre.RESPONSABILITE_CIVILE]}
    fabrique.attester(sans.usager, sans.enfant)
    with transaction():
        sans.enfant.rattachements[0].code_insee = fabrique.NANTES
    with pytest.raises(NonEligible):
        payer(conditions=True, tarif_le_plus_haut=True)
    assert fabrique.relue(panier).etat is EtatCommande.PANIER
    assert fabrique.etats(stage) == {EtatPlace.PANIER: 1}


def test_ce_qui_est_du_est_fige_avec_les_regles_acceptees(guillet: Foyer, stage: Groupe):
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage))
    fabrique.quotient(guillet, "100")

    figee = fabrique.relue(commande)
    assert (figee.etat, figee.total, figee.quotient_connu) == (EtatCommande.A_PAYER, Decimal("65.00"), False)
    assert [(une.produit, une.montant) for une in figee.lignes] == [
        ("adhesion", Decimal("40.00")),
        ("demi_journee", Decimal("25.00")),
    ]
    assert "remboursé en entier" in figee.regles_annulation
    assert (somme(commande.id).montant, somme(commande.id).etat) == (Decimal("65.00"), EtatSomme.OUVERTE)


def test_un_panier_vide_ne_se_paie_pas(guillet: Foyer, stage: Groupe):
    panier = fabrique.au_panier(guillet, stage)
    [une] = session.scalars(select(Inscription.id)).all()
    actions.retirer(une, **guillet.qui)

    with pytest.raises(PanierVide):
        fabrique.engagee(guillet, panier)


def test_revenir_au_panier_garde_les_places_et_ne_doit_plus_rien(guillet: Foyer, stage: Groupe):
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage))

    panier = actions.revenir_au_panier(commande.id, **guillet.qui)

    assert panier.id != commande.id
    assert (fabrique.relue(commande).etat, somme(commande.id).etat) == (EtatCommande.ABANDONNEE, EtatSomme.ANNULEE)
    assert fabrique.etats(stage) == {EtatPlace.PANIER: 1}
    assert fabrique.engagee(guillet, panier).total == Decimal("65.00")
    decalage.avancer(timedelta(minutes=21))
    balayage.rendre_les_paniers_echus()
    assert (fabrique.prises(stage), fabrique.sans_derive()) == (0, True)


def test_le_tarif_connait_ce_qui_est_deja_paye(sport: None, stage: Groupe):
    fratrie = fabrique.foyer("Lou", "Tim")
    fabrique.quotient(fratrie, "750")
    fabrique.confirmee(Foyer(fratrie.usager, fratrie.enfants[:1]), stage)
    panier = fabrique.au_panier(Foyer(fratrie.usager, fratrie.enfants[1:]), stage)

    assert [ligne.montant for ligne in devis_de(panier).lignes] == [Decimal("15.00"), Decimal("15.00")]
    encore = fabrique.au_panier(Foyer(fratrie.usager, fratrie.enfants[:1]), fabrique.groupe())
    assert encore.id == panier.id
    assert devis_de(encore).total == Decimal("45.00")


# ---------- Payer ----------


def test_au_guichet_les_places_tiennent_dix_jours(guillet: Foyer, stage: Groupe):
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage), Moyen.AU_GUICHET)

    assert (commande.etat, fabrique.etats(stage)) == (EtatCommande.AU_GUICHET, {EtatPlace.EN_PAIEMENT: 1})
    decalage.avancer(timedelta(days=9))
    balayage.rendre_les_paniers_echus()
    assert balayage.rendre_les_non_reglees() == 0
    decalage.avancer(timedelta(days=2))
    assert balayage.rendre_les_non_reglees() == 1
    assert fabrique.relue(commande).etat is EtatCommande.ABANDONNEE
    assert (somme(commande.id).etat, fabrique.prises(stage)) == (EtatSomme.ANNULEE, 0)
    assert fabrique.sans_derive()


def test_payee_la_commande_confirme_les_places_et_le_dit(guillet: Foyer, stage: Groupe):
    commande = fabrique.confirmee(guillet, stage)

    assert (commande.etat, commande.payee_le is not None) == (EtatCommande.PAYEE, True)
    assert fabrique.etats(stage) == {EtatPlace.CONFIRMEE: 1}
    assert len(session.scalars(select(Adhesion)).all()) == 1
    assert "inscriptions/confirmee" in session.scalars(select(Notification.gabarit)).all()
    fabrique.regler(commande)
    assert len(session.scalars(select(Adhesion)).all()) == 1
    with pytest.raises(PanierPerdu):
        fabrique.engagee(guillet, commande)


def test_une_part_seulement_ne_confirme_rien_sauf_paiement_en_plusieurs_fois(guillet: Foyer, stage: Groupe):
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage), Moyen.AU_GUICHET)
    with transaction():
        assert suites.confirmer(commande.id, soldee=False) is EtatCommande.AU_GUICHET
    with transaction():
        due = verrouiller_la_somme(objet_de(commande.id))
        jour = horloge.aujourd_hui()
        session.add(Echeance(somme_id=due.id, rang=1, montant=due.montant, date_limite=jour))
    with transaction():
        assert suites.confirmer(commande.id, soldee=False) is EtatCommande.PAYEE


def test_un_paiement_en_cours_se_finit_avant_d_en_commencer_un_autre(guillet: Foyer, stage: Groupe):
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage))
    with transaction():
        suites.ouvrir_le_paiement(commande.id)

    with pytest.raises(DejaEngagee):
        fabrique.engagee(guillet, commande)
    with pytest.raises(PanierPerdu):
        actions.abandonner(commande.id, **guillet.qui)
    decalage.avancer(timedelta(hours=5))
    assert balayage.rendre_les_paniers_echus() == 0
    assert fabrique.etats(stage) == {EtatPlace.EN_PAIEMENT: 1}


def test_on_ne_paie_pas_un_panier_dont_l_heure_est_passee(guillet: Foyer, stage: Groupe):
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage))
    decalage.avancer(timedelta(minutes=21))

    with pytest.raises(PanierPerdu), transaction():
        suites.ouvrir_le_paiement(commande.id)
    balayage.rendre_les_paniers_echus()
    assert somme(commande.id).etat is EtatSomme.ANNULEE


def test_un_impaye_se_signale_et_garde_la_place(guillet: Foyer, stage: Groupe):
    commande = fabrique.confirmee(guillet, stage)
    with transaction():
        suites.noter_l_impaye(commande.id)

    assert fabrique.relue(commande).impayee_le is not None
    assert fabrique.etats(stage) == {EtatPlace.CONFIRMEE: 1}


def test_ce_qui_ne_coute_rien_est_confirme_aussitot(guillet: Foyer):
    with transaction():
        session.get_one(Activite, fabrique.activite().id).adhesion = False
    gratuit = fabrique.groupe(produit="", quantite=0)

    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, gratuit))

    assert (commande.etat, commande.total) == (EtatCommande.PAYEE, Decimal("0.00"))
    assert fabrique.etats(gratuit) == {EtatPlace.CONFIRMEE: 1}
    assert session.scalars(select(SommeDue)).all() == []


def test_deux_parents_paient_la_meme_adhesion_une_est_rendue(sport: None):
    mere, pere, maryse = fabrique.foyer("Lou"), fabrique.foyer("Lou"), fabrique.regisseuse()
    un = fabrique.engagee(mere, fabrique.au_panier(mere, fabrique.groupe()), Moyen.AU_GUICHET)
    deux = fabrique.engagee(pere, fabrique.au_panier(pere, fabrique.groupe()), Moyen.AU_GUICHET)

    fabrique.encaisser(un, maryse)
    fabrique.encaisser(deux, maryse)

    assert len(session.scalars(select(Adhesion).where(Adhesion.active)).all()) == 1
    assert {fabrique.relue(un).etat, fabrique.relue(deux).etat} == {EtatCommande.PAYEE}
    assert fabrique.a_rendre(un) == []
    assert fabrique.a_rendre(deux) == [(Decimal("40.00"), MotifRemboursement.DOUBLE)]
    assert fabrique.reste_a_payer(deux) == 0


def test_l_agent_inscrit_une_famille_par_le_meme_chemin(guillet: Foyer, stage: Groupe):
    agent = fabrique.responsable()

    panier = actions.ajouter(fabrique.voulues(guillet, stage), usager_id=guillet.usager.id, auteur=auteur_agent(agent))

    assert (panier.auteur_id, panier.usager_id) == (agent.id, guillet.usager.id)
