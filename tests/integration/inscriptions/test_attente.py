"""La liste d’attente, par foyer : rang montré, places gardées, échéance, refus, sauts dits ; les faits lus en base."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.attente import actions, balayage
from portail.inscriptions.attente.erreurs import DejaEnAttente, PlusEnListe, PropositionPassee
from portail.inscriptions.attente.models import AttenteFoyer, EtatAttendue, EtatAttente
from portail.inscriptions.attente.queries import attente_de, file_du_groupe, nombres_en_attente, rang, rangs
from portail.inscriptions.attestations.models import Attestation
from portail.inscriptions.attestations.queries import PiecesManquantes
from portail.inscriptions.erreurs import RaisonManquante
from portail.inscriptions.paniers import annulations
from portail.inscriptions.paniers.models import EtatCommande, MotifDeRenoncement
from portail.inscriptions.places import capacites
from portail.inscriptions.places.erreurs import CapaciteTropPetite, Complet
from portail.inscriptions.places.models import EtatPlace, Inscription, Quota
from portail.journal.actions import SYSTEME
from portail.journal.models import Entree, TexteDuJournal
from portail.notifications.models import Notification
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, Introuvable
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import NOZAY, Foyer


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


def test_l_attente_d_un_autre_ne_se_voit_pas(plein: tuple[Groupe, list[Foyer]]):
    stage, [autre, _] = plein
    attente = fabrique.attend(fabrique.foyer("Zoé", nom="Tanguy"), stage)

    with pytest.raises(Introuvable):
        attente_de(attente.id, usager_id=autre.usager.id)
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
    actions.refuser(autre.id, **suivant.qui)
    assert fabrique.relu(attente).etat is EtatAttente.PROPOSE
    actions.refuser(attente.id, **difficile.qui)

    assert rang(fabrique.relu(attente), stage.id) == 2
    assert fabrique.relu(autre).etat is EtatAttente.PROPOSE
    assert (fabrique.prises(stage), fabrique.sans_derive()) == (2, True)


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


def test_l_eligibilite_se_revoit_a_la_proposition(plein: tuple[Groupe, list[Foyer]]):
    stage, [un, _] = plein
    demenage, sans_piece, suivant = (
        fabrique.foyer("Zoé", nom="Tanguy"),
        fabrique.foyer("Ana", nom="Morel"),
        fabrique.foyer("Léo", nom="Rio"),
    )
    attentes = [fabrique.attend(qui, stage) for qui in (demenage, sans_piece, suivant)]
    with transaction():
        demenage.enfant.rattachements[0].code_insee = fabrique.NANTES
        for une in session.scalars(select(Attestation).where(Attestation.enfant_id == sans_piece.enfant.id)):
            session.delete(une)

    renoncer(un)

    assert [fabrique.relu(une).etat for une in attentes] == [
        EtatAttente.ATTEND, EtatAttente.ATTEND, EtatAttente.PROPOSE,
    ]  # fmt: skip
    assert [sauts(une) for une in attentes] == [["non_eligible"], ["pieces"], []]


def test_il_faut_ses_pieces_pour_attendre(plein: tuple[Groupe, list[Foyer]]):
    stage, _ = plein

    with pytest.raises(PiecesManquantes):
        fabrique.attend(fabrique.foyer("Zoé", nom="Tanguy", pieces=False), stage)


def test_la_fratrie_inscrite_puis_la_commune_du_site_passent_d_abord(plein: tuple[Groupe, list[Foyer]]):
    stage, [inscrit, parti] = plein
    loin, pres = fabrique.foyer("Ana", nom="Morel"), fabrique.foyer("Léo", nom="Rio", commune=NOZAY)
    cadet = fabrique.enfant_de(inscrit.usager, "Tim", fabriques.JOUR.replace(year=2017))
    attentes = [fabrique.attend(loin, stage), fabrique.attend(pres, stage)]
    attentes.append(fabrique.attend(Foyer(inscrit.usager, [cadet]), stage))

    assert [une.priorite for une in attentes] == [0, 1, 2]
    assert [une.id for une in file_du_groupe(stage.id)] == [une.id for une in attentes[::-1]]
    renoncer(parti)
    assert fabrique.relu(attentes[2]).etat is EtatAttente.PROPOSE


def test_changer_une_priorite_demande_une_raison_gardee_au_journal(plein: tuple[Groupe, list[Foyer]], ronan: Agent):
    stage, _ = plein
    un = fabrique.attend(fabrique.foyer("Zoé", nom="Tanguy"), stage)
    deux = fabrique.attend(fabrique.foyer("Ana", nom="Morel"), stage)
    with pytest.raises(RaisonManquante):
        actions.changer_la_priorite(deux.id, 9, raison=" ", agent=ronan, auteur=SYSTEME)
    with pytest.raises(Interdit):
        actions.changer_la_priorite(deux.id, 9, raison="x", agent=fabriques.agent(), auteur=SYSTEME)

    actions.changer_la_priorite(deux.id, 9, raison="Erreur de notre part.", agent=ronan, auteur=SYSTEME)

    assert (rang(fabrique.relu(deux), stage.id), rang(fabrique.relu(un), stage.id)) == (1, 2)
    [entree] = session.scalars(select(Entree).where(Entree.action == "changer_priorite_attente")).all()
    assert (entree.details["avant"], entree.details["apres"]) == (0, 9)
    assert "Erreur de notre part." in session.scalars(select(TexteDuJournal.texte)).all()
    actions.quitter(deux.id, usager_id=deux.usager_id, auteur=SYSTEME)
    with pytest.raises(PlusEnListe):
        actions.changer_la_priorite(deux.id, 1, raison="x", agent=ronan, auteur=SYSTEME)


def test_augmenter_la_capacite_sert_aussitot_qui_attend(plein: tuple[Groupe, list[Foyer]], ronan: Agent):
    stage, _ = plein
    attente = fabrique.attend(fabrique.foyer("Zoé", nom="Tanguy"), stage)
    quota = session.scalars(select(Quota).where(Quota.code == stage.code)).one()
    with pytest.raises(CapaciteTropPetite):
        capacites.changer_la_capacite(quota.id, 1, raison="x", agent=ronan, auteur=SYSTEME)
    with pytest.raises(Interdit):
        capacites.changer_la_capacite(quota.id, 3, raison="x", agent=fabriques.agent(), auteur=SYSTEME)

    capacites.changer_la_capacite(quota.id, 3, raison="Un éducateur de plus.", agent=ronan, auteur=SYSTEME)

    assert fabrique.relu(attente).etat is EtatAttente.PROPOSE
    assert (fabrique.prises(stage), fabrique.sans_derive()) == (3, True)


def test_une_place_libre_revient_d_abord_a_qui_attend(sport: None):
    """La capacité a été augmentée en base, ou une course perdue : le balayage sert, et nul ne passe devant."""
    stage = fabrique.groupe(places=1)
    fabrique.au_panier(fabrique.foyer("Lou"), stage)
    attente = fabrique.attend(fabrique.foyer("Zoé", nom="Tanguy"), stage)
    with transaction():
        session.scalars(select(Quota).where(Quota.code == stage.code)).one().capacite = 2
    with pytest.raises(Complet):
        fabrique.au_panier(fabrique.foyer("Ana", nom="Morel"), stage)

    assert balayage.servir_ce_qui_est_libre() == 1
    assert fabrique.relu(attente).etat is EtatAttente.PROPOSE
    assert balayage.servir_ce_qui_est_libre() == 0


def test_un_quota_partage_qui_se_libere_sert_l_autre_groupe(sport: None):
    commun = fabrique.quota(1)
    un, deux = (fabrique.groupe(places=5, partages=[commun]) for _ in range(2))
    inscrit, tanguy = fabrique.foyer("Lou"), fabrique.foyer("Zoé", nom="Tanguy")
    fabrique.confirmee(inscrit, un)
    with pytest.raises(Complet):
        fabrique.au_panier(tanguy, deux)
    attente = fabrique.attend(tanguy, deux)
    assert fabrique.relu(attente).etat is EtatAttente.ATTEND

    renoncer(inscrit)

    assert fabrique.relu(attente).etat is EtatAttente.PROPOSE
    assert (fabrique.prises(un), fabrique.prises(deux), fabrique.pris(commun.id)) == (0, 1, {commun.id: 1})
    assert fabrique.sans_derive()


def test_s_inscrire_quand_il_reste_une_place_la_garde_tout_de_suite(sport: None):
    """Un foyer attend deux places ensemble ; qui n’en veut qu’une n’a pas à attendre derrière lui."""
    stage = fabrique.groupe(places=2)
    fabrique.au_panier(fabrique.foyer("Lou"), stage)
    ensemble = fabrique.attend(fabrique.foyer("Zoé", "Tim", nom="Tanguy"), stage, tout_ou_rien=True)
    assert fabrique.relu(ensemble).etat is EtatAttente.ATTEND

    solo = fabrique.attend(fabrique.foyer("Ana", nom="Morel"), stage)

    assert fabrique.relu(solo).etat is EtatAttente.PROPOSE
    assert sauts(ensemble) == ["pas_assez"]
    assert (fabrique.prises(stage), fabrique.sans_derive()) == (2, True)


def test_quitter_rend_ce_qui_etait_garde(plein: tuple[Groupe, list[Foyer]]):
    stage, [un, _] = plein
    tanguy, suivant = fabrique.foyer("Zoé", nom="Tanguy"), fabrique.foyer("Ana", nom="Morel")
    attente, autre = fabrique.attend(tanguy, stage), fabrique.attend(suivant, stage)
    renoncer(un)

    actions.quitter(attente.id, **tanguy.qui)
    actions.quitter(attente.id, **tanguy.qui)

    assert fabrique.relu(attente).etat is EtatAttente.QUITTE
    assert {une.etat for une in fabrique.relu(attente).attendues} == {EtatAttendue.QUITTEE}
    assert fabrique.relu(autre).etat is EtatAttente.PROPOSE
    assert fabrique.sans_derive()
