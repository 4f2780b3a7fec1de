"""Qui vient : la même personne se reconnaît sans être nommée ; la table des présences ne laisse personne au bord."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from portail.rendez_vous.reservations.etats import ETAT_DU_RDV, TRANSITIONS, EtatParticipation, Presence
from portail.rendez_vous.reservations.personnes import Enfant, Personne
from portail.socle import chiffrement

SARAH = Personne(prenom="Sarah", nom="Petit", telephone="06 39 98 00 01")
NE = date(2026, 11, 3)


@pytest.fixture(autouse=True)
def _cles() -> None:
    chiffrement.configurer([(1, bytes(32))], "un secret d’essai")


@pytest.mark.parametrize(
    "la_meme",
    [
        replace(SARAH, telephone="+33 6 39 98 00 01"),
        replace(SARAH, prenom="SARAH", nom=" petit "),
        replace(SARAH, courriel="sarah@courriel.example", langue="en", sans_message=True),
    ],
)
def test_la_meme_personne_se_reconnait(la_meme: Personne):
    assert la_meme.empreintes() == SARAH.empreintes()


@pytest.mark.parametrize(
    "une_autre",
    [
        replace(SARAH, prenom="Inès"),
        replace(SARAH, telephone="06 39 98 00 02"),
        replace(SARAH, pseudonyme="Lune"),
        replace(SARAH, usager_id=uuid4()),
        replace(SARAH, enfants=(Enfant(date_naissance=NE),)),
    ],
)
def test_une_autre_personne_ne_s_y_confond_pas(une_autre: Personne):
    assert une_autre.empreintes() != SARAH.empreintes()


def test_des_jumeaux_font_deux_personnes_avec_ou_sans_prenom():
    sans = replace(SARAH, enfants=(Enfant(date_naissance=NE),) * 2)
    avec = replace(SARAH, enfants=(Enfant(date_naissance=NE, prenom="Jules"), Enfant(date_naissance=NE, prenom="Lou")))

    assert len(set(sans.empreintes())) == len(set(avec.empreintes())) == 2
    assert replace(avec, enfants=avec.enfants[1:]).empreintes() == avec.empreintes()[1:]


def test_une_empreinte_ne_dit_rien_de_la_personne():
    [empreinte] = SARAH.empreintes()

    assert len(empreinte) == 64
    assert not {"petit", "sarah", "639980001"} & {empreinte, *empreinte.split("|")}


def test_toute_venue_marquee_se_corrige_et_dit_ou_en_est_le_rendez_vous():
    arrivees = {transition.vers for transition in TRANSITIONS.values()}

    assert arrivees == set(EtatParticipation) - {EtatParticipation.ANNULE}
    assert TRANSITIONS[Presence.RECTIFIER].depuis == arrivees - {EtatParticipation.ATTENDU}
    assert set(ETAT_DU_RDV) == arrivees
    assert all(EtatParticipation.ANNULE not in transition.depuis for transition in TRANSITIONS.values())
