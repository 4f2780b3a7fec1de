"""Les séances à plusieurs, et l’oubli de qui est venu ; les faits lus en base."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.identite.models import Usager
from portail.notifications.models import Notification
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Occupation
from portail.rendez_vous.rappels import balayage
from portail.rendez_vous.rappels.models import EtatRappel
from portail.rendez_vous.reservations import actions, conservation, seances, service
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.erreurs import (
    DejaUnRendezVous,
    PlacesInsuffisantes,
    PlusARegler,
    SeanceComplete,
    TropTot,
)
from portail.rendez_vous.reservations.etats import EtatParticipation, EtatRdv
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import Enfant
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, Introuvable
from tests import fabriques
from tests.integration.rdv_gestes import occupations
from tests.integration.rdv_seances import ouvrir, venir
from tests.integration.rdv_vie import LUNDI, SARAH, Accueil, accueil, choix, paris, prendre, quelqu_un, rappels


@pytest.fixture
def ici(departement: None) -> Accueil:
    return accueil(places=3)


def prises(seance: RendezVous) -> int:
    session.expire(seance)
    return seance.places_prises


def test_une_seance_prend_l_agenda_de_qui_la_tient(ici: Accueil, seance: RendezVous):
    [pris] = session.scalars(select(Occupation)).all()

    assert (pris.ressource_id, pris.rdv_id) == (ici.ressource.id, seance.id)
    assert (seance.places, seance.places_prises, seance.places_libres) == (3, 0, 3)
    with pytest.raises(CreneauPris):
        ouvrir(ici)
    with pytest.raises(Interdit):
        seances.ouvrir(choix(ici, paris(LUNDI, 16)), agent=fabriques.agent())
    with pytest.raises(PlacesInsuffisantes):
        ouvrir(ici, heure=15, places=-1)


def test_les_places_se_comptent_et_la_derniere_ferme_la_porte(seance: RendezVous):
    for rang in range(3):
        venir(seance, quelqu_un(rang))

    with pytest.raises(SeanceComplete):
        venir(seance, quelqu_un(4))
    assert (prises(seance), len(seance.participations)) == (3, 3)


def test_deux_enfants_deux_places_ou_aucune(departement: None):
    ici = accueil(places=3, demande_enfant=True)
    seance = ouvrir(ici)
    deux = (Enfant(date_naissance=date(2024, 3, 1)), Enfant(date_naissance=date(2025, 6, 1)))
    assert len(venir(seance, quelqu_un(1, enfants=deux))) == 2

    with pytest.raises(SeanceComplete):
        venir(seance, quelqu_un(2, enfants=deux))
    venir(seance, quelqu_un(2, enfants=deux[:1]))
    assert prises(seance) == 3


def test_une_personne_ne_prend_qu_une_place_et_le_meme_envoi_ne_compte_qu_une_fois(ici: Accueil, seance: RendezVous):
    demande = Demande(choix=choix(ici, seance.debut), personne=SARAH, cle=uuid4().hex)
    [premiere], [seconde] = seances.s_inscrire(seance.id, demande), seances.s_inscrire(seance.id, demande)

    assert premiere.id == seconde.id
    with pytest.raises(DejaUnRendezVous):
        venir(seance, SARAH)
    assert prises(seance) == 1


def test_rendre_sa_place_la_laisse_a_un_autre(ici: Accueil, seance: RendezVous):
    [sienne] = venir(seance, SARAH)
    [autre] = venir(seance, quelqu_un(1))
    with pytest.raises(Introuvable):
        seances.se_desinscrire(sienne.id, acteur=Acteur(participation_id=autre.id))

    seances.se_desinscrire(sienne.id, acteur=Acteur(participation_id=sienne.id))

    assert (prises(seance), sienne.etat) == (1, EtatParticipation.ANNULE)
    with pytest.raises(PlusARegler):
        seances.se_desinscrire(sienne.id, acteur=Acteur(participation_id=sienne.id))
    venir(seance, SARAH)
    assert prises(seance) == 2


def test_une_seance_annulee_ou_trop_proche_ne_prend_plus_personne(ici: Accueil, seance: RendezVous):
    venir(seance, SARAH)
    service.annuler_par_le_service([seance.id], agent=ici.secretaire, motif="Intervenante absente.")
    with pytest.raises(SeanceComplete):
        venir(seance, quelqu_un(1))
    tantot = ouvrir(ici, heure=9)
    fabriques.mettre_l_horloge_au(LUNDI, time(7, 30))
    with pytest.raises(TropTot):
        venir(tantot, quelqu_un(1))

    assert (prises(seance), seance.etat) == (0, EtatRdv.ANNULE_SERVICE)
    assert [une.etat for une in seance.participations] == [EtatParticipation.ANNULE]


def test_les_places_changent_mais_jamais_sous_les_inscrits(ici: Accueil, seance: RendezVous):
    for rang in range(3):
        venir(seance, quelqu_un(rang))
    with pytest.raises(PlacesInsuffisantes):
        seances.changer_les_places(seance.id, 2, agent=ici.secretaire)
    seances.changer_les_places(seance.id, 4, agent=ici.secretaire)
    venir(seance, quelqu_un(4))

    with pytest.raises(IntegrityError, match="places"), transaction():
        seance.places_prises = 5


# ---------- Oublier ----------


def test_six_mois_apres_il_ne_reste_que_de_quoi_compter(departement: None, yanis: Usager):
    ici = accueil(demande_enfant=True)
    rdv = prendre(
        ici,
        paris(LUNDI, 9),
        replace(SARAH, usager_id=yanis.id, enfants=(Enfant(date_naissance=date(2026, 11, 3), prenom="Jules"),)),
    )
    bebe = quelqu_un(1, enfants=(Enfant(date_naissance=date(2026, 11, 3)),))
    recent = prendre(ici, paris(LUNDI + timedelta(days=1), 9), bebe)
    avant = (rdv.objet_id, rdv.lieu_id, rdv.debut, rdv.etat)
    fabriques.mettre_l_horloge_au(date(2027, 5, 23))
    assert conservation.oublier_les_personnes() == 0
    fabriques.mettre_l_horloge_au(date(2027, 5, 24))

    assert conservation.oublier_les_personnes() == 1
    assert conservation.oublier_les_personnes() == 0

    lignes = session.connection().exec_driver_sql("SELECT * FROM participation ORDER BY cree_le").mappings().all()
    oubliee, gardee = lignes
    assert [nom for nom in conservation._EFFACEES if oubliee[nom] is not None] == []
    assert (oubliee["etat"], gardee["identite"] is not None, gardee["personne"] is not None) == ("attendu", True, True)
    lu = session.get_one(RendezVous, rdv.id)
    assert (lu.objet_id, lu.lieu_id, lu.debut, lu.etat) == avant
    assert (lu.anonymise_le is not None, session.get_one(RendezVous, recent.id).anonymise_le) == (True, None)
    restent = session.scalars(select(Notification.objet_id).where(Notification.objet_type == "participation")).all()
    assert str(oubliee["id"]) not in restent
    assert str(gardee["id"]) in restent


def test_la_raison_de_doubler_un_agenda_s_oublie_aussi(departement: None):
    ici = accueil()
    voulu = replace(choix(ici, paris(LUNDI, 9)), agents=frozenset({ici.ressource.id}))
    actions.reserver(Demande(choix=voulu, personne=SARAH, cle="une", agent=ici.secretaire, force="Mme Petit appelle."))
    fabriques.mettre_l_horloge_au(date(2027, 6, 24))

    conservation.oublier_les_personnes()

    [pris] = occupations()
    assert (pris.force, pris.motif_force) == (True, "")


def test_ce_qui_est_oublie_ne_se_rouvre_par_aucun_lien(departement: None):
    rdv = prendre(accueil(), paris(LUNDI, 9))
    sienne = rdv.participations[0].id
    fabriques.mettre_l_horloge_au(date(2027, 6, 24))
    conservation.oublier_les_personnes()

    with pytest.raises(Introuvable):
        service.offre_pour(rdv.id, acteur=Acteur(participation_id=sienne))


def test_changer_les_places_laisse_les_rappels_promis_et_les_envoie_tous(ici: Accueil, seance: RendezVous):
    [inscrite] = venir(seance, quelqu_un(1))
    avant = [(une.version, une.etat, une.prevu_le) for une in rappels(seance)]
    assert avant

    seances.changer_les_places(seance.id, 5, agent=ici.secretaire)

    assert [(une.version, une.etat, une.prevu_le) for une in rappels(seance)] == avant
    for rappel in rappels(seance):
        horloge.poser_decalage(horloge.decalage() + (rappel.prevu_le - horloge.maintenant()) + timedelta(seconds=30))
        balayage.balayer()
    assert {une.etat for une in rappels(seance)} == {EtatRappel.ENVOYE}
    assert {une.participation_id for une in rappels(seance)} == {inscrite.id}
