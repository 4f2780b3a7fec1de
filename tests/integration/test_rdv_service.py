"""Le service annule et repropose, un agent marque la venue ; les faits lus en base."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from portail.parametres.queries import entier_au
from portail.rendez_vous.occupations.models import Origine, Tenue
from portail.rendez_vous.reservations import presences, service, taches
from portail.rendez_vous.reservations.erreurs import MotifAttendu, OffreExpiree, PlusARegler
from portail.rendez_vous.reservations.etats import TRANSITIONS, EtatParticipation, EtatRdv, Presence
from portail.rendez_vous.reservations.evenements import CreneauLibere, CreneauOffert
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import Enfant
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, Introuvable
from tests import fabriques
from tests.integration import rendez_vous as fabrique
from tests.integration.rdv_gestes import annuler_pour_le_service, faire_les_offres, gestes, occupations, relu, soi
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, paris, prendre, quelqu_un

MARDI = LUNDI + timedelta(days=1)


# ---------- Le service annule ----------


def test_le_service_annule_et_les_plus_petits_sont_reproposes_d_abord(ici: Accueil, publies: list[object]):
    adultes = [prendre(ici, paris(LUNDI, 9), quelqu_un(1)), prendre(ici, paris(LUNDI, 9, 30), quelqu_un(2))]
    enfance = accueil(ou=ici.lieu, demande_enfant=True)
    fabrique.plage(ici.secretaire, ici.ressource, ici.lieu, enfance.objet)
    petits = [
        prendre(enfance, paris(LUNDI, 10), quelqu_un(3, enfants=(Enfant(date_naissance=date(2024, 3, 1)),))),
        prendre(enfance, paris(LUNDI, 10, 30), quelqu_un(4, enfants=(Enfant(date_naissance=date(2026, 11, 3)),))),
    ]
    tous = [*adultes, *petits]

    annules = annuler_pour_le_service(
        [rdv.id for rdv in tous], agent=ici.secretaire, motif="La puéricultrice est absente."
    )

    assert [rdv.id for rdv in annules] == [petits[1].id, petits[0].id, adultes[0].id, adultes[1].id]
    offerts = [un.rdv_annule_id for un in publies if isinstance(un, CreneauOffert)]
    assert offerts == [rdv.id for rdv in annules]
    assert {relu(rdv).etat for rdv in tous} == {EtatRdv.ANNULE_SERVICE}
    assert relu(tous[0]).motif == "La puéricultrice est absente."
    assert not [un for un in publies if isinstance(un, CreneauLibere)]
    assert {une.origine for une in occupations()} == {Origine.TENUE}


def test_la_personne_accepte_l_offre_ou_la_refuse(ici: Accueil, publies: list[object]):
    garde, rendu = prendre(ici, paris(LUNDI, 9), quelqu_un(1)), prendre(ici, paris(LUNDI, 10), quelqu_un(2))
    annuler_pour_le_service([garde.id, rendu.id], agent=ici.secretaire, motif="Salle fermée.")
    offert = service.offre_pour(garde.id, acteur=soi(garde))
    assert offert is not None
    debut = offert.debut
    with pytest.raises(Introuvable):
        service.accepter_l_offre(garde.id, acteur=soi(rendu), cle=uuid4().hex)

    repris = service.accepter_l_offre(garde.id, acteur=soi(garde), cle=uuid4().hex)
    service.refuser_l_offre(rendu.id, acteur=soi(rendu))

    assert (repris.remplace_id, repris.debut) == (garde.id, debut)
    assert service.accepter_l_offre(garde.id, acteur=soi(garde), cle=uuid4().hex).id == repris.id
    assert repris.participations[0].nom_affiche == "Prénom1 Petit"
    assert [une.rdv_id for une in occupations()] == [repris.id]
    assert len([un for un in publies if isinstance(un, CreneauLibere)]) == 1
    with pytest.raises(OffreExpiree):
        service.accepter_l_offre(rendu.id, acteur=soi(rendu), cle=uuid4().hex)


def test_l_offre_s_accepte_meme_si_l_on_attend_deja_autant_de_rendez_vous_que_permis(ici: Accueil):
    rdv = prendre(ici, paris(LUNDI, 9))
    annuler_pour_le_service([rdv.id], agent=ici.secretaire, motif="Salle fermée.")
    for heure in range(10, 10 + entier_au("rdv_a_venir_max")):
        prendre(ici, paris(MARDI, heure), agent=ici.secretaire)

    repris = service.accepter_l_offre(rdv.id, acteur=soi(rdv), cle=uuid4().hex)

    assert (repris.remplace_id, relu(repris).etat) == (rdv.id, EtatRdv.PRIS)


def test_l_offre_est_promise_avec_l_annulation_et_ne_se_fait_qu_une_fois(ici: Accueil, publies: list[object]):
    rdvs = [prendre(ici, paris(LUNDI, heure), quelqu_un(heure)) for heure in (9, 10)]
    service.annuler_par_le_service([rdv.id for rdv in rdvs], agent=ici.secretaire, motif="Salle fermée.")
    en_file = text("SELECT args ->> 'rdv_id', lock FROM procrastinate_jobs WHERE task_name = :nom ORDER BY id")
    promises = session.execute(en_file, {"nom": service.OFFRIR}).all()

    assert session.scalars(select(Tenue)).all() == []
    assert [une[0] for une in promises] == [str(rdv.id) for rdv in rdvs]
    assert len({une[1] for une in promises}) == 1, "l’une après l’autre"
    faire_les_offres()
    for rdv in rdvs:
        assert service.offrir_un_autre(rdv.id, avec={str(rdv.id): []}) is None
    assert [un.rdv_annule_id for un in publies if isinstance(un, CreneauOffert)] == [rdv.id for rdv in rdvs]


def test_une_offre_sans_reponse_va_a_qui_attend(ici: Accueil, publies: list[object]):
    rdv = prendre(ici, paris(MARDI + timedelta(days=3), 9))
    annuler_pour_le_service([rdv.id], agent=ici.secretaire, motif="Formation.")
    [tenue] = session.scalars(select(Tenue)).all()
    debut = tenue.debut
    horloge.poser_decalage(horloge.decalage() + timedelta(hours=49))

    taches.rendre_les_tenues_echues()

    assert [un.debut for un in publies if isinstance(un, CreneauLibere)] == [debut]
    assert (occupations(), session.scalars(select(Tenue)).all()) == ([], [])


def test_une_annulation_par_le_service_se_motive_et_se_merite(ici: Accueil):
    rdv = prendre(ici, paris(LUNDI, 9))
    with pytest.raises(MotifAttendu):
        annuler_pour_le_service([rdv.id], agent=ici.secretaire, motif=" ")
    with pytest.raises(Interdit):
        annuler_pour_le_service([rdv.id], agent=fabriques.agent(), motif="Non.")
    assert relu(rdv).etat is EtatRdv.PRIS


# ---------- Présences ----------


def marquer(rdv: RendezVous, presence: Presence, par) -> EtatRdv:
    presences.marquer(rdv.participations[0].id, presence, agent=par)
    return relu(rdv).etat


def test_la_venue_se_marque_le_jour_meme_et_se_corrige(ici: Accueil):
    rdv = prendre(ici, paris(LUNDI, 9))
    for presence in (Presence.ARRIVER, Presence.HONORER, Presence.MANQUER):
        with pytest.raises(PlusARegler):
            marquer(rdv, presence, ici.agent)
    fabriques.mettre_l_horloge_au(LUNDI, time(8, 50))
    with pytest.raises(PlusARegler):
        marquer(rdv, Presence.MANQUER, ici.agent)

    assert marquer(rdv, Presence.ARRIVER, ici.secretaire) is EtatRdv.PRIS
    assert marquer(rdv, Presence.HONORER, ici.agent) is EtatRdv.HONORE
    assert marquer(rdv, Presence.RECTIFIER, ici.agent) is EtatRdv.PRIS
    fabriques.mettre_l_horloge_au(LUNDI, time(9, 20))
    assert marquer(rdv, Presence.MANQUER, ici.agent) is EtatRdv.ABSENT
    assert marquer(rdv, Presence.EXCUSER, ici.agent) is EtatRdv.EXCUSE
    assert gestes(rdv).count("marquer_presence") == 5


def test_la_table_des_presences_est_tenue_geste_par_geste(ici: Accueil):
    rdv = prendre(ici, paris(LUNDI, 9))
    fabriques.mettre_l_horloge_au(LUNDI, time(9, 20))
    [sienne] = rdv.participations
    for depart in EtatParticipation:
        for presence, transition in TRANSITIONS.items():
            with transaction():
                relu(rdv).etat, relu(rdv).participations[0].etat = EtatRdv.PRIS, depart
            if depart in transition.depuis:
                assert presences.marquer(sienne.id, presence, agent=ici.agent).etat is transition.vers
            else:
                with pytest.raises(PlusARegler):
                    presences.marquer(sienne.id, presence, agent=ici.agent)


def test_un_agent_d_un_autre_service_ne_marque_rien(ici: Accueil):
    rdv = prendre(ici, paris(LUNDI, 9))
    fabriques.mettre_l_horloge_au(LUNDI, time(9, 20))
    with pytest.raises(Introuvable):
        marquer(rdv, Presence.ARRIVER, fabriques.agent(service="jeunesse"))
