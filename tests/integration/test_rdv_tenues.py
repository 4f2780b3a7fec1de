"""Garder un créneau le temps du formulaire, le garder encore, le rendre ; les faits lus en base."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Origine, Tenue
from portail.rendez_vous.reservations import actions, taches
from portail.rendez_vous.reservations.erreurs import (
    TropTot,
)
from portail.rendez_vous.reservations.models import Participation
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration.rdv_gestes import JEAN, occupations, tenir
from tests.integration.rdv_vie import LUNDI, SARAH, Accueil, paris, prendre

MARDI = LUNDI + timedelta(days=1)


def test_un_creneau_garde_n_est_plus_libre_dix_minutes(ici: Accueil):
    tenue = tenir(ici, paris(LUNDI, 9))

    assert tenue.expire_le - horloge.maintenant() > timedelta(minutes=9, seconds=50)
    with pytest.raises(CreneauPris):
        prendre(ici, paris(LUNDI, 9), JEAN)
    with pytest.raises(CreneauPris):
        tenir(ici, paris(LUNDI, 9), "une-autre")
    horloge.poser_decalage(horloge.decalage() + timedelta(minutes=11))
    prendre(ici, paris(LUNDI, 9), JEAN)
    assert [une.origine for une in occupations()] == [Origine.RDV]
    assert session.scalars(select(Tenue)).all() == []


def test_une_session_n_en_garde_qu_un_et_le_dernier_l_emporte(ici: Accueil):
    tenir(ici, paris(LUNDI, 9))
    tenir(ici, paris(LUNDI, 10))

    [garde] = occupations()
    assert garde.debut == paris(LUNDI, 10)
    with pytest.raises(CreneauPris):
        tenir(ici, paris(LUNDI, 13))
    assert [une.debut for une in occupations()] == [paris(LUNDI, 10)]


def test_une_personne_n_en_garde_qu_un_par_objet_quelle_que_soit_la_session(ici: Accueil):
    tenir(ici, paris(LUNDI, 9), "telephone", personne=SARAH)
    tenir(ici, paris(LUNDI, 10), "ordinateur", personne=SARAH)

    assert [une.debut for une in occupations()] == [paris(LUNDI, 10)]


def test_qui_garde_reserve_meme_passe_le_delai(ici: Accueil):
    fabriques.mettre_l_horloge_au(LUNDI, time(6, 55))
    tenir(ici, paris(LUNDI, 9))
    horloge.poser_decalage(horloge.decalage() + timedelta(minutes=8))

    with pytest.raises(TropTot):
        prendre(ici, paris(LUNDI, 9), JEAN)
    rdv = prendre(ici, paris(LUNDI, 9), detenteur=Detenteur(session="une-session"))

    assert [(une.origine, une.rdv_id) for une in occupations()] == [(Origine.RDV, rdv.id)]
    assert session.scalars(select(Tenue)).all() == []


def test_on_garde_encore_autant_de_fois_que_permis(ici: Accueil):
    tenir(ici, paris(LUNDI, 9))
    for _ in range(3):
        horloge.poser_decalage(horloge.decalage() + timedelta(minutes=9))
        actions.prolonger(session_cle="une-session")
    horloge.poser_decalage(horloge.decalage() + timedelta(minutes=9))

    with pytest.raises(CreneauPris):
        prendre(ici, paris(LUNDI, 9), JEAN)
    with pytest.raises(CreneauPris):
        actions.prolonger(session_cle="une-session")


def test_lacher_rend_le_creneau_et_change_la_version_de_l_agenda(ici: Accueil):
    avant = version(ici)
    tenir(ici, paris(LUNDI, 9))
    actions.lacher(session_cle="une-session")
    actions.lacher(session_cle="une-session")

    assert occupations() == []
    assert version(ici) == avant + 2
    prendre(ici, paris(LUNDI, 9), JEAN)


def test_le_balayage_efface_ce_qui_est_echu_et_rien_d_autre(ici: Accueil):
    tenir(ici, paris(LUNDI, 9), "partie")
    horloge.poser_decalage(horloge.decalage() + timedelta(minutes=6))
    gardee = tenir(ici, paris(LUNDI, 10), "encore-la")
    horloge.poser_decalage(horloge.decalage() + timedelta(minutes=6))

    taches.rendre_les_tenues_echues()

    assert [une.tenue_id for une in occupations()] == [gardee.id]
    assert session.scalars(select(Tenue.id)).all() == [gardee.id]


def version(ici: Accueil) -> int:
    session.expire(ici.ressource)
    return ici.ressource.version_agenda


def test_une_absence_posee_pendant_le_formulaire_l_emporte_sur_la_tenue(ici: Accueil):
    tenir(ici, paris(LUNDI, 9))
    with transaction():
        actions.temps.occuper(
            [actions.temps.Voulue(ressource_id=ici.ressource.id, debut=paris(LUNDI, 0), fin=paris(MARDI, 0))],
            source=actions.Source(origine=Origine.ABSENCE, id=uuid4()),
        )

    with pytest.raises(CreneauPris):
        prendre(ici, paris(LUNDI, 9), detenteur=Detenteur(session="une-session"))
    assert session.scalars(select(Participation)).all() == []
