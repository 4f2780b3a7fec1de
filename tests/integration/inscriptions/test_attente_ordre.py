"""La liste d’attente : qui passe d’abord, qui est sauté et pourquoi, ce que change une capacité ; lus en base."""

import pytest
from sqlalchemy import select

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.attente import actions, balayage
from portail.inscriptions.attente.erreurs import PlusEnListe
from portail.inscriptions.attente.models import AttenteFoyer, EtatAttendue, EtatAttente
from portail.inscriptions.attente.queries import file_du_groupe, rang
from portail.inscriptions.attestations.models import Attestation
from portail.inscriptions.attestations.queries import PiecesManquantes
from portail.inscriptions.erreurs import RaisonManquante
from portail.inscriptions.paniers import annulations
from portail.inscriptions.paniers.models import MotifDeRenoncement
from portail.inscriptions.places import capacites
from portail.inscriptions.places.erreurs import CapaciteTropPetite, Complet
from portail.inscriptions.places.models import Inscription, Quota
from portail.journal.actions import SYSTEME
from portail.journal.models import Entree, TexteDuJournal
from portail.notifications.models import Notification
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit
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
