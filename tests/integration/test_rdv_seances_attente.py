"""Attendre une place d’une séance complète : ce qui la rend la garde vraiment à la première personne de la liste."""

from datetime import time, timedelta

import pytest

from portail.rendez_vous.attente import actions, balayage, queries
from portail.rendez_vous.attente.erreurs import DejaInscrite, PlusEnListe, PropositionPassee
from portail.rendez_vous.attente.models import EtatAttente
from portail.rendez_vous.reservations import actions as reservations
from portail.rendez_vous.reservations import seances, service, taches
from portail.rendez_vous.reservations.erreurs import SeanceComplete
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import decalage, horloge
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.integration import rendez_vous as fabrique
from tests.integration.rdv_attente import ANNE, BEN, CHLOE, avancer_au, etats, gabarits, inscrire, journal, lue, tenues
from tests.integration.rdv_seances import DEUX_ENFANTS, attendre, comptes, ouvrir, partir, tenir, venir
from tests.integration.rdv_vie import LUNDI, SARAH, Accueil, accueil, paris, quelqu_un

ATTEND, PROPOSE, ACCEPTE, QUITTE = EtatAttente.ATTEND, EtatAttente.PROPOSE, EtatAttente.ACCEPTE, EtatAttente.QUITTE


@pytest.fixture
def ici(departement: None) -> Accueil:
    return accueil(places=2)


# ---------- S’inscrire, lire son rang ----------


def test_on_attend_une_seance_et_le_rang_se_lit(ici: Accueil, seance: RendezVous, inscrits):
    autre = ouvrir(ici, heure=16)
    anne, ben = attendre(seance, ANNE), inscrire(ici, BEN)
    chloe = attendre(autre, CHLOE)
    dernier = attendre(seance, SARAH)

    # Qui attend une séance passe après qui les attend toutes, pas après qui n’attend qu’une autre.
    assert [queries.rang(une) for une in (anne, ben, chloe, dernier)] == [1, 2, 2, 3]
    assert (anne.seance_voulue_id, anne.au_plus_tot, anne.au_plus_tard) == (seance.id, LUNDI, LUNDI)
    assert gabarits(anne) == ["rdv/attente_inscrit"]
    with pytest.raises(DejaInscrite):
        attendre(autre, ANNE)


def test_on_n_attend_pas_une_seance_passee_ou_annulee(ici: Accueil, seance: RendezVous):
    annulee = ouvrir(ici, heure=16)
    service.annuler_par_le_service([annulee.id], agent=ici.secretaire, motif="Salle prise.")
    with pytest.raises(Introuvable):
        attendre(annulee, ANNE)
    fabriques.mettre_l_horloge_au(LUNDI, time(15))
    with pytest.raises(Introuvable):
        attendre(seance, ANNE)


# ---------- Une place se libère ----------


def test_la_place_rendue_est_gardee_a_la_premiere_et_a_personne_d_autre(seance: RendezVous, inscrits):
    anne, ben = attendre(seance, ANNE), attendre(seance, BEN)
    partir(inscrits[0])

    assert etats(anne, ben) == [PROPOSE, ATTEND]
    [tenue] = tenues()
    assert (tenue.attente_id, tenue.seance_id, tenue.id) == (anne.id, seance.id, lue(anne).tenue_id)
    assert abs(lue(anne).echeance - (horloge.maintenant() + timedelta(hours=4))) < timedelta(seconds=5)
    assert (lue(anne).debut, lue(anne).lieu_id, lue(anne).seance_id) == (seance.debut, seance.lieu_id, seance.id)
    assert gabarits(anne)[-1] == "rdv/attente_proposition"
    assert comptes(seance) == (1, 1)
    with pytest.raises(SeanceComplete):
        venir(seance, quelqu_un(5))
    with pytest.raises(SeanceComplete):
        tenir(seance, "un-passant")


def test_accepter_prend_la_place_gardee_et_se_rejoue(seance: RendezVous, inscrits):
    anne, ben = attendre(seance, ANNE), attendre(seance, BEN)
    partir(inscrits[0])

    [prise] = actions.accepter(anne.id, proposition=1)
    [rejouee] = actions.accepter(anne.id, proposition=1)

    assert (prise.rdv_id, prise.courriel, rejouee.id) == (seance.id, ANNE.courriel, prise.id)
    assert etats(anne, ben) == [ACCEPTE, ATTEND]
    assert (comptes(seance), tenues(), queries.rang(ben)) == ((2, 0), [], 1)
    with pytest.raises(PlusEnListe):
        actions.refuser(anne.id, proposition=1)


def test_qui_accepte_tard_le_peut_jusqu_a_l_heure_dite_meme_passe_le_preavis(seance: RendezVous, inscrits):
    anne = attendre(seance, ANNE)
    fabriques.mettre_l_horloge_au(LUNDI, time(11, 25))
    partir(inscrits[0])

    assert lue(anne).echeance == paris(LUNDI, 12)
    fabriques.mettre_l_horloge_au(LUNDI, time(11, 59))
    actions.accepter(anne.id, proposition=1)
    assert comptes(seance) == (2, 0)


def test_refuser_la_seule_seance_voulue_fait_sortir_et_passe_a_la_suivante(seance: RendezVous, inscrits):
    anne, ben = attendre(seance, ANNE), attendre(seance, BEN)
    partir(inscrits[0])
    actions.refuser(anne.id, proposition=1)

    assert etats(anne, ben) == [QUITTE, PROPOSE]
    assert comptes(seance) == (1, 1)


def test_refuser_quand_on_attend_toutes_les_seances_garde_son_rang(ici: Accueil, seance: RendezVous, inscrits):
    anne, ben = inscrire(ici, ANNE), attendre(seance, BEN)
    partir(inscrits[0])
    actions.refuser(anne.id, proposition=1)

    assert etats(anne, ben) == [ATTEND, PROPOSE]
    assert queries.rang(lue(anne)) == 1


def test_sans_reponse_la_place_passe_a_la_suivante_sans_que_personne_s_y_glisse(seance: RendezVous, inscrits):
    anne, ben = attendre(seance, ANNE), attendre(seance, BEN)
    partir(inscrits[0])
    avancer_au(lue(anne).echeance + timedelta(seconds=30))
    with pytest.raises(SeanceComplete):
        venir(seance, quelqu_un(5))
    with pytest.raises(PropositionPassee):
        actions.accepter(anne.id, proposition=1)

    assert [balayage.passer_aux_suivantes(), balayage.passer_aux_suivantes()] == [1, 0]

    assert etats(anne, ben) == [ATTEND, PROPOSE]
    assert gabarits(anne)[-1] == "rdv/attente_passee"
    assert comptes(seance) == (1, 1)


def test_la_nuit_la_place_est_gardee_mais_ne_s_annonce_qu_au_matin(seance: RendezVous, inscrits):
    anne = attendre(seance, ANNE)
    fabriques.mettre_l_horloge_au(fabriques.JOUR, time(22))
    partir(inscrits[0])
    dimanche = fabriques.JOUR + timedelta(days=1)

    assert (lue(anne).annoncer_le, lue(anne).echeance) == (paris(dimanche, 8), paris(dimanche, 12))
    assert (gabarits(anne), comptes(seance)) == (["rdv/attente_inscrit"], (1, 1))
    fabriques.mettre_l_horloge_au(dimanche, time(8, 1))
    assert [balayage.annoncer_au_matin(), balayage.annoncer_au_matin()] == [1, 0]


def test_trop_tard_pour_repondre_la_place_est_a_tous(seance: RendezVous, inscrits):
    anne = attendre(seance, ANNE)
    fabriques.mettre_l_horloge_au(LUNDI, time(11, 45))
    partir(inscrits[0])

    assert (etats(anne), comptes(seance)) == ([ATTEND], (1, 0))
    venir(seance, quelqu_un(5))


def test_la_place_d_une_tenue_echue_va_a_la_premiere_non_a_qui_passe(seance: RendezVous):
    venir(seance, quelqu_un(90))
    tenir(seance, "abandonnee")
    anne, ben = attendre(seance, ANNE), attendre(seance, BEN)
    decalage.avancer(timedelta(minutes=11))
    with pytest.raises(SeanceComplete):
        venir(seance, quelqu_un(5))

    assert etats(anne, ben) == [PROPOSE, ATTEND]
    assert comptes(seance) == (1, 1)


@pytest.mark.parametrize("rendre", [taches.rendre_les_tenues_echues, lambda: reservations.lacher(session_cle="une")])
def test_une_tenue_balayee_ou_lachee_va_aussi_a_la_premiere(seance: RendezVous, rendre):
    venir(seance, quelqu_un(90))
    tenir(seance, "une")
    anne = attendre(seance, ANNE)
    decalage.avancer(timedelta(minutes=11))
    rendre()

    assert (etats(anne), comptes(seance)) == ([PROPOSE], (1, 1))


def test_des_places_ajoutees_vont_aux_premieres_le_reste_a_tous(ici: Accueil, seance: RendezVous, inscrits):
    attentes = [attendre(seance, quelqu_un(rang)) for rang in range(2)]
    seances.changer_les_places(seance.id, 5, agent=ici.secretaire)

    assert etats(*attentes) == [PROPOSE, PROPOSE]
    assert comptes(seance) == (2, 2)
    venir(seance, quelqu_un(5))
    with pytest.raises(SeanceComplete):
        venir(seance, quelqu_un(6))


def test_une_seance_ouverte_sert_la_liste_de_l_objet_dans_l_ordre(ici: Accueil):
    chloe = inscrire(ici, CHLOE, jours=[5])
    anne, ben = inscrire(ici, ANNE), inscrire(ici, BEN)
    derriere = inscrire(ici, SARAH)
    neuve = ouvrir(ici, heure=16)

    assert etats(chloe, anne, ben, derriere) == [ATTEND, PROPOSE, PROPOSE, ATTEND]
    assert [fait["raison"] for fait in journal(chloe, "sauter_attente")] == ["jour"]
    assert comptes(neuve) == (0, 2)


def test_chaque_personne_passee_l_est_pour_une_raison_ecrite(ici: Accueil, seance: RendezVous, inscrits):
    autre = ouvrir(ici, heure=16)
    ailleurs = fabrique.lieu()
    passees = [("seance", attendre(autre, quelqu_un(11))), ("lieu", inscrire(ici, quelqu_un(12), lieux=[ailleurs.id]))]
    servie = attendre(seance, ANNE)
    partir(inscrits[0])

    assert etats(servie) == [PROPOSE]
    for raison, attente in passees:
        assert [fait["raison"] for fait in journal(attente, "sauter_attente")] == [raison]


def test_deux_enfants_attendent_deux_places(departement: None):
    ici = accueil(places=2, demande_enfant=True)
    seance = ouvrir(ici)
    inscrits = [venir(seance, quelqu_un(rang, enfants=DEUX_ENFANTS[:1]))[0] for rang in (90, 91)]
    deux = attendre(seance, quelqu_un(1, enfants=DEUX_ENFANTS))
    un = attendre(seance, quelqu_un(2, enfants=DEUX_ENFANTS[1:]))
    partir(inscrits[0])
    assert etats(deux, un) == [ATTEND, PROPOSE]
    assert [fait["raison"] for fait in journal(deux, "sauter_attente")] == ["pris"]

    actions.quitter(un.id)
    partir(inscrits[1])

    assert etats(deux) == [PROPOSE]
    assert comptes(seance) == (0, 2)
    assert len(actions.accepter(deux.id, proposition=1)) == 2
    assert comptes(seance) == (2, 0)


def test_la_recherche_sert_aussi_qui_attend_une_seance(ici: Accueil, seance: RendezVous):
    ouvrir(ici, heure=9)
    anne, ben = attendre(seance, ANNE), inscrire(ici, BEN)

    assert balayage.servir(ici.objet.id) == 2
    assert (lue(anne).seance_id, lue(ben).debut) == (seance.id, paris(LUNDI, 9))
