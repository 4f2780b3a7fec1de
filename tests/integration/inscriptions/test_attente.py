"""La liste d’attente, par foyer : rang montré, places gardées, échéance, refus, sauts dits ; les faits lus en base."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.attente import actions, balayage
from portail.inscriptions.attente.erreurs import AttenteImpossible, DejaEnAttente, PropositionPassee
from portail.inscriptions.attente.models import AttenteFoyer, EtatAttente
from portail.inscriptions.attente.queries import attente_de, nombres_en_attente, rang, rangs
from portail.inscriptions.paniers import actions as paniers
from portail.inscriptions.paniers import annulations
from portail.inscriptions.paniers.models import EtatCommande, MotifDeRenoncement
from portail.inscriptions.places.models import EtatPlace, Inscription
from portail.journal.actions import SYSTEME
from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer


@pytest.fixture
def plein(sport: None) -> tuple[Groupe, list[Foyer]]:
    """Un stage de deux places, toutes deux confirmées, et à qui."""
    stage = fabrique.groupe(places=2)
    inscrits = [fabrique.foyer(f"Lou{rang}") for rang in range(2)]
    for un in inscrits:
        fabrique.confirmee(un, stage)
    return stage, inscrits


def renoncer(un: Foyer) -> None:
    """Le foyer rend la place de chacun de ses enfants."""
    siennes = select(Inscription.id).where(Inscription.usager_id == un.usager.id, Inscription.active)
    for inscription_id in session.scalars(siennes).all():
        annulations.renoncer(inscription_id, MotifDeRenoncement.AUTRE, **un.qui)


def gabarits(attente: AttenteFoyer) -> list[str]:
    siens = select(Notification.gabarit).where(Notification.objet_id == str(attente.id)).order_by(Notification.prevu_le)
    return list(session.scalars(siens))


def sauts(attente: AttenteFoyer) -> list[str]:
    siens = select(Entree).where(Entree.objet_id == str(attente.id), Entree.action == "sauter_attente")
    return [une.details["raison"] for une in session.scalars(siens.order_by(Entree.rang))]


def test_le_rang_se_montre_et_l_ordre_d_arrivee_decide(plein: tuple[Groupe, list[Foyer]]):
    stage, [parti, _] = plein
    premier, second = fabrique.foyer("Zoé", nom="Tanguy"), fabrique.foyer("Ana", nom="Morel")
    un, deux = fabrique.attend(premier, stage), fabrique.attend(second, stage)

    assert (rang(un, stage.id), rang(deux, stage.id)) == (1, 2)
    assert (rangs(deux), nombres_en_attente()) == ({stage.id: 2}, {stage.id: 2})
    assert gabarits(un) == ["inscriptions/attente_inscrit"]
    renoncer(parti)

    servi = fabrique.relu(un)
    assert (servi.etat, fabrique.relu(deux).etat) == (EtatAttente.PROPOSE, EtatAttente.ATTEND)
    assert servi.echeance is not None
    assert timedelta(hours=71) < servi.echeance - horloge.maintenant() <= timedelta(hours=72)
    assert fabrique.etats(stage) == {EtatPlace.CONFIRMEE: 1, EtatPlace.LIBEREE: 1, EtatPlace.PROPOSEE: 1}
    assert (fabrique.prises(stage), fabrique.sans_derive()) == (2, True)
    assert "inscriptions/attente_proposition" in gabarits(un)


def test_un_foyer_n_attend_qu_une_fois_la_meme_place(plein: tuple[Groupe, list[Foyer]]):
    stage, _ = plein
    tanguy = fabrique.foyer("Zoé", nom="Tanguy")
    fabrique.attend(tanguy, stage)

    with pytest.raises(DejaEnAttente):
        fabrique.attend(tanguy, stage)
    with pytest.raises(DejaEnAttente):
        fabrique.attend(fabrique.foyer("Zoé", nom="Tanguy"), stage)


def test_sans_adresse_on_n_attend_pas_en_ligne_un_agent_le_peut(plein: tuple[Groupe, list[Foyer]]):
    stage, _ = plein
    tanguy = fabrique.foyer("Zoé", nom="Tanguy")
    with transaction():
        tanguy.usager.courriel = None

    with pytest.raises(AttenteImpossible):
        fabrique.attend(tanguy, stage)
    voulues = fabrique.voulues(tanguy, stage)
    attente = actions.attendre(voulues, tout_ou_rien=False, usager_id=tanguy.usager.id, auteur=SYSTEME)
    assert attente.etat is EtatAttente.ATTEND


def test_l_attente_d_un_autre_ne_se_voit_pas(plein: tuple[Groupe, list[Foyer]]):
    stage, [autre, _] = plein
    attente = fabrique.attend(fabrique.foyer("Zoé", nom="Tanguy"), stage)

    with pytest.raises(Introuvable):
        attente_de(attente.id, usager_id=autre.usager.id)
    with pytest.raises(Introuvable):
        fabrique.attend(Foyer(autre.usager, fabrique.foyer("Ana", nom="Morel").enfants), stage)
    for geste in (actions.accepter, actions.refuser, actions.quitter):
        with pytest.raises((Introuvable, PropositionPassee)):
            geste(attente.id, **autre.qui)
    assert fabrique.relu(attente).etat is EtatAttente.ATTEND


def test_tout_ou_rien_attend_d_avoir_toutes_ses_places(plein: tuple[Groupe, list[Foyer]]):
    stage, [un, deux] = plein
    fratrie, seul = fabrique.foyer("Zoé", "Tim", nom="Tanguy"), fabrique.foyer("Ana", nom="Morel")
    ensemble, solo = fabrique.attend(fratrie, stage, tout_ou_rien=True), fabrique.attend(seul, stage)

    renoncer(un)
    assert fabrique.relu(ensemble).etat is EtatAttente.ATTEND
    assert fabrique.relu(solo).etat is EtatAttente.PROPOSE
    assert sauts(ensemble) == ["pas_assez"]
    actions.refuser(solo.id, **seul.qui)
    assert fabrique.prises(stage) == 1
    renoncer(deux)

    assert fabrique.relu(ensemble).etat is EtatAttente.PROPOSE
    assert (fabrique.prises(stage), fabrique.sans_derive()) == (2, True)


def test_ce_qui_se_libere_suffit_a_qui_l_accepte_et_garde_son_rang(plein: tuple[Groupe, list[Foyer]]):
    stage, [un, deux] = plein
    fratrie, suivant = fabrique.foyer("Zoé", "Tim", nom="Tanguy"), fabrique.foyer("Ana", nom="Morel")
    attente, autre = fabrique.attend(fratrie, stage), fabrique.attend(suivant, stage)

    renoncer(un)
    panier = actions.accepter(attente.id, **fratrie.qui)
    apres = fabrique.relu(attente)
    assert (apres.etat, len(apres.restantes)) == (EtatAttente.ATTEND, 1)
    assert (rang(apres, stage.id), panier.etat) == (1, EtatCommande.PANIER)
    renoncer(deux)

    assert fabrique.relu(attente).etat is EtatAttente.PROPOSE
    assert fabrique.relu(autre).etat is EtatAttente.ATTEND


def test_accepter_met_au_panier_jusqu_a_l_echeance_dite(plein: tuple[Groupe, list[Foyer]]):
    stage, [un, _] = plein
    tanguy = fabrique.foyer("Zoé", nom="Tanguy")
    attente = fabrique.attend(tanguy, stage)
    renoncer(un)
    echeance = fabrique.relu(attente).echeance

    panier = actions.accepter(attente.id, **tanguy.qui)

    assert panier.expire_le == echeance
    assert fabrique.relu(attente).etat is EtatAttente.SERVI
    assert fabrique.engagee(tanguy, panier).etat is EtatCommande.A_PAYER
    with pytest.raises(PropositionPassee):
        actions.accepter(attente.id, **tanguy.qui)


def test_refuser_garde_son_rang_une_fois_puis_passe_en_fin_de_liste(plein: tuple[Groupe, list[Foyer]]):
    stage, [un, _] = plein
    difficile, suivant = fabrique.foyer("Zoé", nom="Tanguy"), fabrique.foyer("Ana", nom="Morel")
    attente, autre = fabrique.attend(difficile, stage), fabrique.attend(suivant, stage)
    renoncer(un)

    actions.refuser(attente.id, **difficile.qui)
    assert fabrique.relu(autre).etat is EtatAttente.PROPOSE
    assert rang(fabrique.relu(attente), stage.id) == 1
    decalage.avancer(timedelta(hours=25))
    actions.refuser(autre.id, **suivant.qui)
    assert fabrique.relu(attente).etat is EtatAttente.PROPOSE
    actions.refuser(attente.id, **difficile.qui)

    assert rang(fabrique.relu(attente), stage.id) == 2
    assert (fabrique.prises(stage), fabrique.sans_derive()) == (1, True)


def test_une_place_refusee_ne_revient_pas_aussitot_et_reste_a_qui_la_veut(plein: tuple[Groupe, list[Foyer]]):
    stage, [un, _] = plein
    difficile = fabrique.foyer("Zoé", nom="Tanguy")
    attente = fabrique.attend(difficile, stage)
    renoncer(un)
    actions.refuser(attente.id, **difficile.qui)

    assert balayage.servir_ce_qui_est_libre() == 0
    assert (fabrique.relu(attente).etat, fabrique.prises(stage)) == (EtatAttente.ATTEND, 1)
    venue = fabrique.foyer("Ana", nom="Morel")
    panier = fabrique.au_panier(venue, stage)
    paniers.abandonner(panier.id, **venue.qui)
    decalage.avancer(timedelta(hours=25))
    assert balayage.servir_ce_qui_est_libre() == 1
    assert fabrique.relu(attente).etat is EtatAttente.PROPOSE
    assert fabrique.sans_derive()


def test_ne_pas_repondre_passe_au_suivant_puis_sort_de_la_liste(plein: tuple[Groupe, list[Foyer]]):
    stage, [un, _] = plein
    muet, suivant = fabrique.foyer("Zoé", nom="Tanguy"), fabrique.foyer("Ana", nom="Morel")
    attente, autre = fabrique.attend(muet, stage), fabrique.attend(suivant, stage)
    renoncer(un)
    assert balayage.passer_aux_suivants() == 0

    decalage.avancer(timedelta(hours=80))
    assert balayage.passer_aux_suivants() == 1
    assert (fabrique.relu(attente).etat, fabrique.relu(autre).etat) == (EtatAttente.ATTEND, EtatAttente.PROPOSE)
    assert rang(fabrique.relu(attente), stage.id) == 2
    with pytest.raises(PropositionPassee):
        actions.accepter(attente.id, **muet.qui)
    actions.quitter(autre.id, **suivant.qui)
    decalage.avancer(timedelta(hours=25))
    assert balayage.servir_ce_qui_est_libre() == 1
    decalage.avancer(timedelta(hours=100))
    balayage.passer_aux_suivants()

    assert fabrique.relu(attente).etat is EtatAttente.EXPIRE
    assert "inscriptions/attente_passee" in gabarits(attente)
    assert (fabrique.prises(stage), fabrique.sans_derive()) == (1, True)


def test_la_nuit_rien_ne_s_annonce_et_rien_n_expire(plein: tuple[Groupe, list[Foyer]]):
    stage, [un, _] = plein
    tanguy = fabrique.foyer("Zoé", nom="Tanguy")
    attente = fabrique.attend(tanguy, stage)
    fabriques.mettre_l_horloge_au(fabriques.JOUR, time(22))

    renoncer(un)

    propose = fabrique.relu(attente)
    assert propose.annoncer_le is not None
    assert propose.echeance is not None
    assert horloge.a_paris(propose.annoncer_le).time() == time(8)
    assert 8 <= horloge.a_paris(propose.echeance).hour < 20
    assert "inscriptions/attente_proposition" not in gabarits(attente)
    assert balayage.annoncer_au_matin() == 0
    fabriques.mettre_l_horloge_au(fabriques.JOUR + timedelta(days=1), time(8, 1))
    assert balayage.annoncer_au_matin() == 1
    assert balayage.annoncer_au_matin() == 0
    assert "inscriptions/attente_proposition" in gabarits(attente)
