"""Ne plus attendre une séance : avoir une autre place, quitter la liste, la séance annulée, ou passée."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from portail.rendez_vous.attente import actions, balayage
from portail.rendez_vous.attente.erreurs import PropositionPassee
from portail.rendez_vous.attente.models import EtatAttente
from portail.rendez_vous.reservations import service
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle.base import session
from tests import fabriques
from tests.integration.rdv_attente import ANNE, BEN, etats, gabarits, lue, tenues
from tests.integration.rdv_seances import attendre, comptes, ouvrir, partir, venir
from tests.integration.rdv_vie import LUNDI, Accueil, accueil

ATTEND, PROPOSE, ACCEPTE, QUITTE = EtatAttente.ATTEND, EtatAttente.PROPOSE, EtatAttente.ACCEPTE, EtatAttente.QUITTE


@pytest.fixture
def ici(departement: None) -> Accueil:
    return accueil(places=2)


def test_prendre_une_autre_place_laisse_celle_que_l_on_gardait(ici: Accueil, seance: RendezVous, inscrits):
    autre = ouvrir(ici, heure=16)
    anne, ben = attendre(seance, ANNE), attendre(seance, BEN)
    partir(inscrits[0])
    venir(autre, ANNE)

    assert etats(anne, ben) == [QUITTE, PROPOSE]
    assert (comptes(seance), comptes(autre)) == ((1, 1), (1, 0))


def test_s_inscrire_soi_meme_a_la_seance_gardee_ne_prend_pas_deux_places(seance: RendezVous, inscrits):
    anne = attendre(seance, ANNE)
    partir(inscrits[0])
    partir(inscrits[1])
    assert comptes(seance) == (0, 1)
    venir(seance, ANNE)

    assert lue(anne).etat is ACCEPTE
    assert (comptes(seance), tenues()) == ((1, 0), [])


def test_quitter_laisse_la_place_a_la_suivante(seance: RendezVous, inscrits):
    anne, ben = attendre(seance, ANNE), attendre(seance, BEN)
    partir(inscrits[0])
    actions.quitter(anne.id)
    actions.quitter(anne.id)

    assert etats(anne, ben) == [QUITTE, PROPOSE]
    assert comptes(seance) == (1, 1)


def test_une_seance_annulee_laisse_chacun_attendre_les_autres(ici: Accueil, seance: RendezVous, inscrits):
    anne, ben = attendre(seance, ANNE), attendre(seance, BEN)
    partir(inscrits[0])
    service.annuler_par_le_service([seance.id], agent=ici.secretaire, motif="Intervenante absente.")

    assert etats(anne, ben) == [ATTEND, ATTEND]
    assert [gabarits(une)[-1] for une in (anne, ben)] == ["rdv/attente_seance"] * 2
    assert [(une.silences, une.seance_voulue_id, une.au_plus_tard) for une in (lue(anne), lue(ben))] == [
        (0, None, None)
    ] * 2
    with pytest.raises(PropositionPassee):
        actions.accepter(anne.id, proposition=1)
    neuve = ouvrir(ici, heure=16)
    assert etats(anne, ben) == [PROPOSE, PROPOSE]
    assert comptes(neuve) == (0, 2)


def test_attendre_une_seance_finit_avec_elle(seance: RendezVous, inscrits):
    anne = attendre(seance, ANNE)
    fabriques.mettre_l_horloge_au(LUNDI, time(18))
    assert balayage.clore_les_perimees() == 0
    fabriques.mettre_l_horloge_au(LUNDI + timedelta(days=1))

    assert balayage.clore_les_perimees() == 1
    assert lue(anne).etat is EtatAttente.EXPIRE
    assert session.scalars(select(RendezVous.places_tenues).where(RendezVous.id == seance.id)).one() == 0
