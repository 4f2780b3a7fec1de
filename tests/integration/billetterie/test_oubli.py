"""Oublier qui a acheté, et qui ne veut plus de nouvelles : les durées, et ce qui reste."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portail.demarche.dates import ajouter_mois
from portail.inscriptions.patrimoine import conservation, prospection
from portail.inscriptions.patrimoine.models import ContactDeProspection, EtatAchat
from portail.inscriptions.patrimoine.reglement import Accords
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques
from tests.integration.billetterie import fabrique

ACCEPTE = Accords(conditions=True, prospection=True)


@pytest.fixture
def achat(visite):
    """Un billet gratuit, et l’accord de recevoir des nouvelles."""
    return fabrique.engage(fabrique.au_panier(visite, moins_18=1), accords=ACCEPTE)


def contacts() -> int:
    return session.scalar(select(func.count()).select_from(ContactDeProspection)) or 0


def dans(mois: int, *, jours: int = 0) -> date:
    return ajouter_mois(horloge.aujourd_hui(), mois) + timedelta(days=jours)


def test_un_an_apres_le_courriel_s_efface_et_l_achat_se_compte_encore(achat):
    fabriques.mettre_l_horloge_au(dans(12, jours=-1))
    assert conservation.oublier_les_acheteurs() == 0
    assert fabrique.relu(achat).courriel == fabrique.COURRIEL

    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=2))
    assert conservation.oublier_les_acheteurs() == 1
    assert (fabrique.relu(achat).courriel, fabrique.relu(achat).etat) == (None, EtatAchat.PAYE)
    assert contacts() == 1, "l’accord aux nouvelles est à part de l’achat"


def test_l_accord_aux_nouvelles_s_eteint_a_trois_ans_et_se_retire_avant(achat):
    fabriques.mettre_l_horloge_au(dans(36, jours=-1))
    conservation.oublier_les_acheteurs()
    assert contacts() == 1
    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=2))
    conservation.oublier_les_acheteurs()
    assert contacts() == 0


def test_retirer_son_accord_l_efface_aussitot(achat):
    prospection.ne_plus_ecrire(f" {fabrique.COURRIEL.upper()}")

    assert contacts() == 0
    assert fabrique.relu(achat).courriel == fabrique.COURRIEL
