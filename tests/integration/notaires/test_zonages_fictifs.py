"""Les scénarios de la fiche, sur le cadastre et les zones fictifs de la démonstration."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portail.demonstration.zonages import charger_les_zonages
from portail.notaires.zones.adresses import adresses_trouvees, parcelle_de
from portail.notaires.zones.appartenance import Droit, Statut
from portail.notaires.zones.constats import constater
from portail.notaires.zones.models import ParcelleCadastrale, Zone
from portail.notaires.zones.parcelles import parcelle
from portail.socle.base import session

JOUR = date(2026, 11, 21)
COUERON, SUCE, GUERANDE, SAINT_NAZAIRE, LOIREAUXENCE = "44047", "44201", "44069", "44184", "44213"

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def zonages():
    charger_les_zonages()


def constats(*references, commune):
    return constater([parcelle(commune, section, str(numero)) for section, numero in references], JOUR)


def test_coueron_deux_parcelles_hors_zone_la_reponse_est_immediate(zonages):
    lus = constats(("ZK", 12), ("ZK", 13), commune=COUERON)

    assert [(un.statut, un.droit, un.est_sur) for un in lus] == [(Statut.HORS_ZONE, Droit.COMMUNE, True)] * 2


def test_suce_en_espace_naturel_sensible(zonages):
    [en_ens, dans_les_deux] = constats(("AB", 145), ("AB", 155), commune=SUCE)

    assert (en_ens.statut, en_ens.droit, en_ens.zones[0].code) == (Statut.ENS, Droit.DEPARTEMENT, "ENS-02")
    assert (dans_les_deux.statut, dans_les_deux.droit) == (Statut.ENS_ET_PEAN, Droit.DEPARTEMENT)


def test_guerande_en_perimetre_agricole_la_safer(zonages):
    [constat] = constats(("BN", 7), commune=GUERANDE)

    assert (constat.statut, constat.droit) == (Statut.PEAN, Droit.SAFER)
    assert constat.zones[0].nom == "Presqu’île guérandaise"


def test_belligne_commune_deleguee(zonages):
    [constat] = constater([parcelle("44011", "C", "87")], JOUR)

    assert constat.parcelle.idu == "442130110C0087"
    assert (constat.parcelle.commune_insee, constat.est_connue, constat.est_sur) == (LOIREAUXENCE, True, True)


def test_une_parcelle_a_cheval_et_une_trop_proche(zonages):
    a_cheval, proche = constats(("ZK", 30), ("ZK", 20), commune=COUERON)

    assert (a_cheval.statut, a_cheval.en_ens_m2, a_cheval.surface_m2) == (Statut.PARTIEL, 1200, 8000)
    assert (proche.statut, proche.est_sur) == (Statut.HORS_ZONE, False)
    assert proche.distance_m < 10


def test_saint_nazaire_en_partie_en_perimetre_agricole(zonages):
    [constat] = constats(("CX", 3), commune=SAINT_NAZAIRE)

    assert (constat.statut, constat.droit, constat.en_pean_m2 > 0) == (Statut.PARTIEL, Droit.SAFER, True)


def test_une_adresse_fictive_mene_a_sa_parcelle(zonages):
    [adresse] = adresses_trouvees(COUERON, "12 che de la Démonstration")

    assert parcelle_de(adresse).reference == "ZK 12"


def test_le_jeu_est_dit_fictif_et_ne_se_recharge_pas(zonages):
    charger_les_zonages()

    assert session.scalar(select(func.count()).select_from(ParcelleCadastrale)) == 100
    assert all("fictive" in deliberation for deliberation in session.scalars(select(Zone.deliberation)))
