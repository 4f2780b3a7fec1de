"""Acheter des billets sans compte : les places, l’argent, ce qui arrive trop tard."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from portail.inscriptions.paniers.models import Moyen
from portail.inscriptions.patrimoine import balayage, paniers, reglement, seances
from portail.inscriptions.patrimoine.erreurs import (
    AchatPerdu,
    AucunBillet,
    ConditionsNonAcceptees,
    PlusAssezDePlaces,
    TropDeBillets,
    VenteClose,
)
from portail.inscriptions.patrimoine.models import ContactDeProspection, EtatAchat
from portail.inscriptions.patrimoine.reglement import Accords
from portail.inscriptions.places.audit import ecarts
from portail.paiement.paiements.etats import EtatPaiement, EtatSomme, MotifRemboursement
from portail.paiement.paiements.relecture import relire
from portail.paiement.paiements.sommes import encaissements_de
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from tests.integration.billetterie import fabrique
from tests.integration.paiement import fabrique as caisse


def test_c1_deux_adultes_un_enfant_et_une_carte_paient_deux_pleins_tarifs(visite):
    achat = fabrique.engage(fabrique.au_panier(visite, plein=2, moins_18=1, cmi=1))

    assert achat.total == Decimal("10.00")
    assert achat.etat is EtatAchat.A_PAYER
    assert fabrique.somme(achat).montant == Decimal("10.00")
    assert fabrique.prises(visite) == 4
    assert not fabrique.billets(achat)


def test_c2_a_23_h_59_le_panier_garde_ses_places_quand_le_creneau_est_complet_a_minuit(sites, en_ligne):
    demain = fabrique.demain()
    visite = fabrique.seance(places=2, jour=demain, heure=time(10))
    presque = horloge.instant_du(demain) - timedelta(minutes=1)
    caisse.avancer(en_ligne, seconds=(presque - horloge.maintenant()).total_seconds())
    achat = fabrique.au_panier(visite, plein=2)

    caisse.avancer(en_ligne, minutes=1)
    assert horloge.aujourd_hui() == demain
    with pytest.raises(PlusAssezDePlaces):
        fabrique.au_panier(visite, plein=1)
    caisse.payee(en_ligne, fabrique.somme(fabrique.engage(achat)))

    assert fabrique.relu(achat).etat is EtatAchat.PAYE
    assert [billet.du for billet in fabrique.billets(achat)] == [demain, demain]
    assert fabrique.prises(visite) == 2


def test_un_achat_gratuit_donne_ses_billets_sans_paiement(visite):
    achat = fabrique.gratuit(visite, 2)

    assert achat.etat is EtatAchat.PAYE
    assert achat.total == 0
    assert [billet.rang for billet in fabrique.billets(achat)] == [1, 2]
    with pytest.raises(AssertionError):
        fabrique.somme(achat)


def test_paye_en_ligne_chaque_billet_a_son_code(visite, en_ligne):
    achat = fabrique.engage(fabrique.au_panier(visite, plein=2, reduit=1))
    caisse.payee(en_ligne, fabrique.somme(achat))

    billets = fabrique.billets(achat)
    assert fabrique.relu(achat).etat is EtatAchat.PAYE
    assert len({billet.code for billet in billets}) == 3
    assert {billet.heure for billet in billets} == {"14:00"}
    assert ecarts() == []


def test_un_paiement_refuse_garde_les_places_le_temps_qui_reste(visite, en_ligne):
    achat = fabrique.engage(fabrique.au_panier(visite, plein=1))
    caisse.conclure(en_ligne, caisse.ouvrir(fabrique.somme(achat)), "R")

    assert fabrique.relu(achat).etat is EtatAchat.A_PAYER
    assert fabrique.prises(visite) == 1
    caisse.payee(en_ligne, fabrique.somme(achat))
    assert fabrique.relu(achat).etat is EtatAchat.PAYE


def test_le_temps_passe_les_places_se_rendent_sauf_pendant_un_paiement(visite, en_ligne):
    oublie = fabrique.au_panier(visite, plein=2)
    paie = fabrique.engage(fabrique.au_panier(visite, plein=3))
    tentative = caisse.ouvrir(fabrique.somme(paie))
    caisse.avancer(en_ligne, minutes=21)

    assert balayage.rendre_les_achats_echus() == 1
    assert fabrique.relu(oublie).etat is EtatAchat.ABANDONNE
    assert fabrique.prises(visite) == 3
    caisse.conclure(en_ligne, tentative, "P")
    assert len(fabrique.billets(paie)) == 3
    assert balayage.rendre_les_achats_echus() == 0


def test_un_panier_echu_ne_se_paie_plus(visite, en_ligne):
    achat = fabrique.au_panier(visite, plein=1)
    caisse.avancer(en_ligne, minutes=21)

    with pytest.raises(AchatPerdu):
        fabrique.engage(achat)


def test_un_argent_tardif_retrouve_ses_places_ou_se_rembourse(sites, en_ligne):
    visite = fabrique.seance(places=2)
    tardifs = [fabrique.engage(fabrique.au_panier(visite, plein=1)) for _rang in range(2)]
    tentatives = [caisse.ouvrir(fabrique.somme(achat)) for achat in tardifs]
    caisse.avancer(en_ligne, minutes=121)
    assert {relire(tentative.id).etat for tentative in tentatives} == {EtatPaiement.INCONNU}
    assert fabrique.prises(visite) == 0
    fabrique.gratuit(visite)

    for tentative in tentatives:
        caisse.conclure(en_ligne, tentative, "P")

    etats = sorted(fabrique.relu(achat).etat for achat in tardifs)
    assert etats == [EtatAchat.PAYE, EtatAchat.PAYE_SANS_PLACE]
    [perdu] = [achat for achat in tardifs if fabrique.relu(achat).etat is EtatAchat.PAYE_SANS_PLACE]
    assert [une.a_rendre for une in encaissements_de(fabrique.somme(perdu).id)] == [Decimal("5.00")]
    assert fabrique.prises(visite) == 2
    assert ecarts() == []


def test_une_seance_annulee_rembourse_tout_et_eteint_les_billets(visite, ronan, en_ligne):
    achat = fabrique.engage(fabrique.au_panier(visite, plein=2, moins_18=1))
    caisse.payee(en_ligne, fabrique.somme(achat))
    panier = fabrique.au_panier(visite, plein=1)

    assert seances.annuler_la_seance(visite.id, raison="Orage", agent=ronan, auteur=caisse.SYSTEME) == 1
    assert not fabrique.billets(achat)
    [recu] = encaissements_de(fabrique.somme(achat).id)
    assert (recu.a_rendre, recu.motif_remboursement) == (Decimal("10.00"), MotifRemboursement.ANNULATION_SERVICE)
    assert fabrique.somme(achat).etat is EtatSomme.ANNULEE
    assert fabrique.prises(visite) == 0
    with pytest.raises(AchatPerdu):
        fabrique.engage(panier)
    assert seances.annuler_la_seance(visite.id, raison="Orage", agent=ronan, auteur=caisse.SYSTEME) == 0
    assert ecarts() == []


def test_un_argent_qui_arrive_pour_une_seance_annulee_est_a_rendre(visite, ronan, en_ligne):
    achat = fabrique.engage(fabrique.au_panier(visite, plein=1))
    tentative = caisse.ouvrir(fabrique.somme(achat))
    seances.annuler_la_seance(visite.id, raison="Orage", agent=ronan, auteur=caisse.SYSTEME)
    assert fabrique.prises(visite) == 1

    caisse.conclure(en_ligne, tentative, "P")

    assert not fabrique.billets(achat)
    assert [une.a_rendre for une in encaissements_de(fabrique.somme(achat).id)] == [Decimal("5.00")]
    assert fabrique.prises(visite) == 0


def test_un_achat_rembourse_libere_ses_places_et_annule_ses_billets(visite, ronan, en_ligne):
    achat = fabrique.engage(fabrique.au_panier(visite, plein=2))
    caisse.payee(en_ligne, fabrique.somme(achat))

    assert seances.rembourser(achat.id, raison="Erreur de date", agent=ronan, auteur=caisse.SYSTEME) == Decimal("10.00")
    assert fabrique.relu(achat).etat is EtatAchat.REMBOURSE
    assert not fabrique.billets(achat)
    assert fabrique.prises(visite) == 0


def test_revenir_au_panier_garde_les_memes_places(visite, en_ligne):
    achat = fabrique.engage(fabrique.au_panier(visite, plein=2))
    panier = paniers.revenir_au_panier(achat.id)

    assert fabrique.lignes(panier) == {"plein": 2}
    assert fabrique.relu(achat).etat is EtatAchat.ABANDONNE
    assert fabrique.prises(visite) == 2
    paniers.retirer(panier.id, fabrique.relu(panier).lignes[0].id)
    assert fabrique.prises(visite) == 0


def test_un_panier_se_prolonge_et_se_rend(visite):
    achat = fabrique.au_panier(visite, plein=2)
    avant = achat.expire_le
    assert paniers.prolonger(achat.id).expire_le >= avant

    paniers.abandonner(achat.id)
    assert fabrique.prises(visite) == 0
    with pytest.raises(AchatPerdu):
        paniers.prolonger(achat.id)


def test_ce_qui_ne_se_vend_pas(visite, ronan):
    with pytest.raises(AucunBillet):
        fabrique.au_panier(visite, plein=0)
    with pytest.raises(TropDeBillets):
        fabrique.au_panier(visite, plein=11)
    with pytest.raises(Introuvable):
        fabrique.au_panier(None, plein=1)  # une entrée à l’heure demande une séance
    with pytest.raises(Introuvable):
        fabrique.au_panier(visite, code=fabrique.CLISSON, plein=1)  # la séance d’un autre produit
    seances.annuler_la_seance(visite.id, raison="Travaux", agent=ronan, auteur=caisse.SYSTEME)
    with pytest.raises(VenteClose):
        fabrique.au_panier(visite, plein=1)


def test_on_ne_paie_pas_sans_avoir_accepte_les_conditions(visite):
    achat = fabrique.au_panier(visite, plein=1)
    with pytest.raises(ConditionsNonAcceptees):
        reglement.engager(achat.id, Moyen.EN_LIGNE, Accords(conditions=False), courriel=fabrique.COURRIEL)


@pytest.mark.parametrize("accepte", [True, False])
def test_la_prospection_ne_s_accepte_qu_a_part(visite, accepte):
    accords = Accords(conditions=True, prospection=accepte)
    fabrique.engage(fabrique.au_panier(visite, plein=1), accords=accords)

    assert session.scalar(select(func.count()).select_from(ContactDeProspection)) == int(accepte)


def test_un_billet_open_vaut_plusieurs_jours_sans_compter_de_places(sites, en_ligne):
    achat = fabrique.engage(fabrique.au_panier(code=fabrique.OPEN, plein=1))
    caisse.payee(en_ligne, fabrique.somme(achat))

    [billet] = fabrique.billets(achat)
    assert (billet.au - billet.du).days == 180
    assert billet.heure == ""
