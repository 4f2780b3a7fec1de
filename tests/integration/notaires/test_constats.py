"""Ce que l’on dit d’une parcelle à une date : en zone, en partie, dehors, et si la réponse est sûre."""

import json
from datetime import date

import pytest
from sqlalchemy import event, text

from portail.notaires.zones.appartenance import Droit, Sorte, Statut
from portail.notaires.zones.constats import Constat, Orientation, constater
from portail.notaires.zones.models import Zone
from portail.notaires.zones.parcelles import lire_les_parcelles, parcelle
from portail.socle.base import moteur, session
from tests.integration.notaires.terrains import cadastrer, rectangle, zoner

JOUR = date(2026, 11, 21)
COUERON, SUCE, GUERANDE = "44047", "44201", "44069"

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def terrain():
    """Une parcelle de 8 000 m², aucune zone à moins d’un kilomètre."""
    une = parcelle(COUERON, "ZK", "12")
    cadastrer([(une, rectangle(0, 0, 100, 80))])
    return une


def loin():
    return rectangle(5000, 5000, 5100, 5100)


def le_constat(une, jour=JOUR):
    [constat] = constater([une], jour)
    return constat


def test_hors_de_toute_zone_la_reponse_est_sure(terrain):
    zoner(Sorte.ENS, loin())
    zoner(Sorte.PEAN, loin())

    constat = le_constat(terrain)

    assert (constat.statut, constat.droit, constat.est_sur) == (Statut.HORS_ZONE, Droit.COMMUNE, True)
    assert (constat.surface_m2, constat.distance_m, constat.zones, constat.voisines) == (8000, None, (), ())


@pytest.mark.parametrize(("ecart", "sur"), [(9.9, False), (10, True)])
def test_a_moins_de_la_marge_un_agent_regarde(terrain, ecart, sur):
    zoner(Sorte.ENS, rectangle(100 + ecart, 0, 300, 80))
    zoner(Sorte.PEAN, loin())

    constat = le_constat(terrain)

    assert (constat.statut, constat.est_sur, constat.distance_m) == (Statut.HORS_ZONE, sur, ecart)
    assert [(zone.code, zone.orientation) for zone in constat.voisines] == [("ens-1", Orientation.EST)]


def test_en_zone_ens_la_deliberation_est_dite(terrain):
    zoner(Sorte.ENS, rectangle(-10, -10, 200, 200))
    zoner(Sorte.PEAN, loin())

    constat = le_constat(terrain)

    assert (constat.statut, constat.droit, constat.est_sur) == (Statut.ENS, Droit.DEPARTEMENT, False)
    [zone] = constat.zones
    assert (zone.deliberation, zone.deliberation_le, zone.en_zone_m2) == ("D-1", date(2015, 6, 1), 8000)


def test_en_pean_hors_ens_la_safer(terrain):
    zoner(Sorte.ENS, loin())
    zoner(Sorte.PEAN, rectangle(-10, -10, 200, 200))

    assert (le_constat(terrain).statut, le_constat(terrain).droit) == (Statut.PEAN, Droit.SAFER)


def test_a_cheval_douze_cents_metres_sur_huit_mille(terrain):
    zoner(Sorte.ENS, rectangle(85, -10, 200, 100))
    zoner(Sorte.PEAN, loin())

    constat = le_constat(terrain)

    assert (constat.statut, constat.en_ens_m2, constat.surface_m2) == (Statut.PARTIEL, 1200, 8000)


def test_la_version_lue_est_celle_du_jour(terrain):
    zoner(Sorte.PEAN, loin())
    zoner(Sorte.ENS, loin())
    zoner(Sorte.ENS, rectangle(-10, -10, 200, 200), effet=date(2026, 11, 1))

    assert le_constat(terrain, date(2026, 10, 31)).statut is Statut.HORS_ZONE
    apres = le_constat(terrain, date(2026, 11, 1))
    assert apres.statut is Statut.ENS
    assert {version.sorte: version.date_effet.year for version in apres.versions} == {Sorte.ENS: 2026, Sorte.PEAN: 2020}


def test_sans_les_deux_zonages_rien_n_est_affirme(terrain):
    zoner(Sorte.ENS, loin())

    constat = le_constat(terrain)

    assert (constat.est_connue, constat.statut, constat.droit, constat.est_sur) == (
        True, Statut.INCONNUE, Droit.A_VOIR, False,
    )  # fmt: skip


def test_une_parcelle_inconnue_se_dit_et_sa_commune_aussi(terrain):
    zoner(Sorte.ENS, loin())
    zoner(Sorte.PEAN, loin())

    absente, ailleurs = constater([parcelle(COUERON, "ZK", "99"), parcelle(SUCE, "AB", "145")], JOUR)

    assert (absente.est_connue, absente.statut, absente.cadastre_le) == (False, Statut.INCONNUE, date(2020, 1, 1))
    assert (ailleurs.est_connue, ailleurs.cadastre_le) == (False, None)
    assert le_constat(terrain).statut is Statut.HORS_ZONE


def test_la_parcelle_de_la_commune_deleguee():
    belligne = parcelle("44213", "C", "87", prefixe="011")
    cadastrer([(belligne, rectangle(0, 0, 50, 50))])
    zoner(Sorte.ENS, loin())
    zoner(Sorte.PEAN, loin())

    assert le_constat(belligne).parcelle.idu == "442130110C0087"
    assert le_constat(belligne).est_sur


def test_un_constat_garde_se_relit(terrain):
    zoner(Sorte.ENS, rectangle(85, -10, 200, 100), rectangle(0, 200, 100, 300))
    zoner(Sorte.PEAN, rectangle(0, 90, 100, 95))
    constat = le_constat(terrain)

    assert Constat.de_json(json.loads(json.dumps(constat.en_json()))) == constat
    assert {zone.orientation for zone in constat.voisines} == {Orientation.NORD}


def test_une_zone_a_plus_d_un_kilometre_n_est_pas_citee(terrain):
    zoner(Sorte.ENS, rectangle(850, 850, 1000, 1000))
    zoner(Sorte.PEAN, rectangle(1090, 0, 1200, 80))

    assert [(zone.sorte, zone.distance_m) for zone in le_constat(terrain).voisines] == [(Sorte.PEAN, 990)]


def test_cinquante_parcelles_ne_coutent_pas_plus_de_requetes():
    toutes = lire_les_parcelles(COUERON, "\n".join(f"ZK {numero}" for numero in range(1, 51)))
    cadastrer((une, rectangle(rang * 100, 0, rang * 100 + 90, 80)) for rang, une in enumerate(toutes))
    zoner(Sorte.ENS, rectangle(0, 0, 250, 80))
    zoner(Sorte.PEAN, loin())
    requetes = []

    def noter(_connexion, _curseur, instruction, *_reste):
        requetes.append(instruction)

    event.listen(moteur(), "before_cursor_execute", noter)
    try:
        constats = constater(toutes, JOUR)
    finally:
        event.remove(moteur(), "before_cursor_execute", noter)

    assert [un.statut for un in constats[:4]] == [Statut.ENS, Statut.ENS, Statut.PARTIEL, Statut.HORS_ZONE]
    assert sum(requete.startswith("SELECT") for requete in requetes) <= 5, requetes


def test_les_zones_se_cherchent_par_l_index_de_leur_emprise(base):
    zoner(Sorte.ENS, *(rectangle(rang * 20, 0, rang * 20 + 10, 10) for rang in range(2000)))
    base.execute(text("ANALYZE zone"))
    [version] = session.scalars(text("SELECT id FROM version_zonage"))

    plan = base.execute(
        text(
            f"EXPLAIN SELECT * FROM {Zone.__tablename__} WHERE version_id IN (:v) AND ouest <= :est AND est >= :ouest "  # noqa: S608
            "AND sud <= :nord AND nord >= :sud"
        ),
        {"v": version, "ouest": 345_100, "est": 345_200, "sud": 6_690_000, "nord": 6_690_100},
    )

    assert "ix_zone_emprise" in "\n".join(ligne for (ligne,) in plan)
