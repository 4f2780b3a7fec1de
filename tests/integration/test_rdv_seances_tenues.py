"""Garder une place de séance le temps du formulaire, la garder encore, la prendre, la rendre."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.identite.models import Usager
from portail.parametres.queries import entier_au
from portail.rendez_vous.creneaux.recherche import Recherche, chercher, completes
from portail.rendez_vous.invitations.actions import inviter
from portail.rendez_vous.objets.models import QuiReserve
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.reservations import actions, seances, service, taches
from portail.rendez_vous.reservations.erreurs import (
    PlacesInsuffisantes,
    ReserveAuxAgents,
    SansTitre,
    SeanceComplete,
    TropTot,
)
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.integration.rdv_gestes import occupations
from tests.integration.rdv_seances import DEUX_ENFANTS, comptes, ouvrir, partir, relue, tenir, venir, voulue
from tests.integration.rdv_vie import LUNDI, SARAH, Accueil, accueil, quelqu_un

ONZE_MINUTES = timedelta(minutes=11)


@pytest.fixture
def ici(departement: None) -> Accueil:
    return accueil(places=2)


def libres(seance: RendezVous) -> list[int | None]:
    trouves = chercher(Recherche(objet_id=seance.objet_id)).par_lieu.get(seance.lieu_id, ())
    return [creneau.places_libres for creneau in trouves]


def test_une_place_gardee_ne_se_prend_pas_et_n_occupe_l_agenda_de_personne(seance: RendezVous):
    avant = len(occupations())
    tenue = tenir(seance)

    assert tenue.expire_le - horloge.maintenant() > timedelta(minutes=9, seconds=50)
    assert (comptes(seance), libres(seance), len(occupations())) == ((0, 1), [1], avant)
    venir(seance, quelqu_un(1))
    with pytest.raises(SeanceComplete):
        venir(seance, quelqu_un(2))
    with pytest.raises(SeanceComplete):
        tenir(seance, "une-autre")
    assert (comptes(seance), libres(seance)) == ((1, 1), [])


def test_la_place_gardee_devient_la_sienne(seance: RendezVous):
    tenir(seance, "autre")
    tenir(seance)
    [sienne] = venir(seance, SARAH, "une-session")

    assert sienne.rdv_id == seance.id
    assert comptes(seance) == (1, 1)
    assert [une.session for une in session.scalars(select(Tenue))] == ["autre"]


def test_echue_la_place_est_a_qui_vient_sans_attendre_le_balayage(seance: RendezVous):
    tenir(seance, nombre=2)
    decalage.avancer(ONZE_MINUTES)

    assert libres(seance) == [2]
    for rang in range(2):
        venir(seance, quelqu_un(rang))
    assert comptes(seance) == (2, 0)
    with pytest.raises(SeanceComplete):
        venir(seance, SARAH, "une-session")


def test_qui_revient_apres_l_echeance_a_sa_place_s_il_en_reste(seance: RendezVous):
    tenir(seance)
    decalage.avancer(ONZE_MINUTES)
    venir(seance, SARAH, "une-session")

    assert comptes(seance) == (1, 0)


def test_le_balayage_rend_les_places_echues_et_elles_seules(seance: RendezVous):
    tenir(seance, "partie")
    decalage.avancer(timedelta(minutes=6))
    tenir(seance, "encore-la")
    decalage.avancer(timedelta(minutes=6))
    assert comptes(seance) == (0, 2)

    taches.rendre_les_tenues_echues()

    assert comptes(seance) == (0, 1)
    assert session.scalars(select(Tenue.session)).all() == ["encore-la"]


def test_lacher_rend_la_place_aussitot(seance: RendezVous):
    tenir(seance, nombre=2)
    actions.lacher(session_cle="une-session")
    actions.lacher(session_cle="une-session")

    assert (comptes(seance), libres(seance)) == ((0, 0), [2])


def test_une_session_ne_tient_qu_une_seance_et_la_derniere_l_emporte(ici: Accueil, seance: RendezVous):
    autre = ouvrir(ici, heure=16)
    tenir(seance)
    tenir(autre)
    tenir(autre, nombre=2)

    assert (comptes(seance), comptes(autre)) == ((0, 0), (0, 2))


def test_la_derniere_place_garde_l_ancienne_si_l_autre_seance_est_complete(ici: Accueil, seance: RendezVous):
    autre = ouvrir(ici, heure=16)
    for rang in range(2):
        venir(autre, quelqu_un(rang))
    tenir(seance)
    with pytest.raises(SeanceComplete) as refus:
        tenir(autre)

    assert (comptes(seance), comptes(autre)) == ((0, 1), (2, 0))
    assert [voisin.rdv_id for voisin in refus.value.voisins] == [seance.id]


def test_prendre_une_place_ailleurs_rend_celle_que_l_on_gardait(ici: Accueil, seance: RendezVous):
    autre = ouvrir(ici, heure=16)
    tenir(seance)
    venir(autre, SARAH, "une-session")

    assert (comptes(seance), comptes(autre)) == ((0, 0), (1, 0))


def test_deux_enfants_deux_places_gardees_ou_aucune(departement: None):
    seance = ouvrir(accueil(places=3, demande_enfant=True))
    tenir(seance, nombre=2)
    with pytest.raises(SeanceComplete):
        tenir(seance, "autre", nombre=2)
    tenir(seance, "autre")

    assert len(venir(seance, quelqu_un(1, enfants=DEUX_ENFANTS), "une-session")) == 2
    assert comptes(seance) == (2, 1)


def test_un_enfant_de_moins_rend_la_place_gardee_de_trop(departement: None):
    seance = ouvrir(accueil(places=3, demande_enfant=True))
    tenir(seance, nombre=2)
    venir(seance, quelqu_un(1, enfants=DEUX_ENFANTS[:1]), "une-session")

    assert (comptes(seance), libres(seance)) == ((1, 0), [2])


def test_on_garde_encore_autant_de_fois_que_permis(seance: RendezVous):
    tenir(seance)
    for _ in range(entier_au("rdv_tenue_prolongations_max")):
        decalage.avancer(timedelta(minutes=9))
        actions.prolonger(session_cle="une-session")
    decalage.avancer(timedelta(minutes=9))

    assert libres(seance) == [1]
    with pytest.raises(CreneauPris):
        actions.prolonger(session_cle="une-session")
    decalage.avancer(timedelta(minutes=2))
    with pytest.raises(CreneauPris):
        actions.prolonger(session_cle="une-session")


def test_qui_garde_s_inscrit_meme_passe_le_delai(seance: RendezVous):
    fabriques.mettre_l_horloge_au(LUNDI, time(11, 55))
    tenir(seance)
    decalage.avancer(timedelta(minutes=8))

    with pytest.raises(TropTot):
        venir(seance, quelqu_un(1))
    venir(seance, SARAH, "une-session")
    assert comptes(seance) == (1, 0)


def test_qui_ne_pourra_pas_s_inscrire_ne_retient_rien(ici: Accueil, seance: RendezVous):
    with pytest.raises(Introuvable):
        seances.tenir_des_places(replace(voulue(seance), seance_id=None), session_cle="une-session")
    fabriques.mettre_l_horloge_au(LUNDI, time(13))
    with pytest.raises(TropTot):
        tenir(seance)
    with transaction():
        ici.objet.qui_reserve = QuiReserve.AGENTS
    fabriques.mettre_l_horloge_au(fabriques.JOUR)
    with pytest.raises(ReserveAuxAgents):
        tenir(seance)

    assert comptes(seance) == (0, 0)


def test_on_ne_retire_ni_une_place_prise_ni_une_place_gardee(ici: Accueil, seance: RendezVous):
    seances.changer_les_places(seance.id, 3, agent=ici.secretaire)
    venir(seance, SARAH)
    tenir(seance)
    with pytest.raises(PlacesInsuffisantes):
        seances.changer_les_places(seance.id, 1, agent=ici.secretaire)
    decalage.avancer(ONZE_MINUTES)
    seances.changer_les_places(seance.id, 1, agent=ici.secretaire)

    assert comptes(seance) == (1, 0)
    with pytest.raises(IntegrityError, match="places"), transaction():
        relue(seance).places_tenues = 1


def test_une_seance_annulee_ne_garde_plus_de_place(ici: Accueil, seance: RendezVous):
    tenir(seance)
    service.annuler_par_le_service([seance.id], agent=ici.secretaire, motif="Intervenante absente.")

    assert (relue(seance).places_tenues, session.scalars(select(Tenue)).all()) == (0, [])
    with pytest.raises(SeanceComplete):
        venir(seance, SARAH, "une-session")


def test_les_seances_completes_se_montrent_a_part(ici: Accueil, seance: RendezVous):
    autre = ouvrir(ici, heure=16)
    tenir(autre, "quelqu-un", nombre=2)
    recherche = Recherche(objet_id=seance.objet_id)

    assert [une.rdv_id for une in completes(recherche)] == [autre.id]
    assert [une.rdv_id for une in chercher(recherche).par_lieu[ici.lieu.id]] == [seance.id]
    assert completes(Recherche(objet_id=accueil().objet.id)) == []


def test_une_seance_sur_invitation_se_garde_et_se_prend_a_ce_titre_une_fois(departement: None, yanis: Usager):
    ici = accueil(places=2, qui_reserve=QuiReserve.INVITES)
    seance, autre = ouvrir(ici), ouvrir(ici, heure=16)
    with pytest.raises(SansTitre):
        tenir(seance)
    invitation_id = inviter(yanis.id, ici.objet.id, agent=ici.secretaire).invitation.id
    invitee = replace(SARAH, usager_id=yanis.id)
    seances.tenir_des_places(voulue(seance), session_cle="une-session", invitation_id=invitation_id)
    [sienne] = venir(seance, invitee, "une-session", invitation_id=invitation_id)

    assert comptes(seance) == (1, 0)
    with pytest.raises(SansTitre):
        venir(autre, quelqu_un(1, usager_id=yanis.id), invitation_id=invitation_id)
    partir(sienne)
    venir(autre, invitee, invitation_id=invitation_id)
    assert (comptes(seance), comptes(autre)) == ((0, 0), (1, 0))
