"""Parcelles, surfaces et appartenance aux zones."""

import pytest
from pyproj import Geod
from shapely.geometry import box

from portail.notaires.zones.appartenance import Droit, Part, Precision, Statut, droit, mesurer, statut
from portail.notaires.zones.geometrie import GeometrieIllisible, surface
from portail.notaires.zones.parcelles import (
    ParcelleIllisible,
    TropDeParcelles,
    contenance,
    lire_les_parcelles,
    parcelle,
)

PRECISION = Precision(eclat_m2=1, marge_m=10)
PARCELLE = box(0, 0, 100, 80)
DEHORS = mesurer(PARCELLE, [], PRECISION)


def test_l_identifiant_d_une_parcelle_de_commune_deleguee():
    belligne = parcelle("44213", "C", "87", prefixe="011")

    assert (belligne.idu, belligne.reference) == ("442130110C0087", "011 C 87")


def test_le_code_d_une_commune_disparue_donne_le_prefixe():
    assert parcelle("44160", "0A", "5").idu == "440031600A0005"


@pytest.mark.parametrize(
    ("texte", "idus"),
    [
        ("ZK 12\nZK 13", ["44047000ZK0012", "44047000ZK0013"]),
        ("zk12\n\n ZK-0012 \n", ["44047000ZK0012"]),
        ("000;AB;145;8 000", ["44047000AB0145"]),
    ],
)
def test_les_parcelles_collees(texte, idus):
    assert [une.idu for une in lire_les_parcelles("44047", texte)] == idus


@pytest.mark.parametrize(("texte", "ligne"), [("ZK 12\nbonjour", 2), ("ZKA 12", 1), ("ZK 0", 1), ("ZK 12345", 1)])
def test_une_ligne_illisible_dit_laquelle(texte, ligne):
    with pytest.raises(ParcelleIllisible) as refus:
        lire_les_parcelles("44047", texte)

    assert refus.value.ligne == ligne


def test_cinquante_parcelles_au_plus():
    with pytest.raises(TropDeParcelles):
        lire_les_parcelles("44047", "\n".join(f"ZK {numero}" for numero in range(1, 52)))


@pytest.mark.parametrize(("texte", "metres"), [("8 000", 8000), ("1 ha 20 a 5 ca", 12_005), ("80a", 8000), ("5 ca", 5)])
def test_une_contenance(texte, metres):
    assert contenance(texte) == metres


def test_une_surface_se_mesure_en_metres():
    tour = [[-1.6, 47.2], [-1.59, 47.2], [-1.59, 47.21], [-1.6, 47.21], [-1.6, 47.2]]
    sur_l_ellipsoide, _perimetre = Geod(ellps="GRS80").polygon_area_perimeter(*zip(*tour, strict=True))

    mesuree = surface({"type": "Polygon", "coordinates": [tour]}).area

    assert mesuree == pytest.approx(sur_l_ellipsoide, rel=0.002)


@pytest.mark.parametrize(
    "geojson",
    [
        {"type": "Point", "coordinates": [-1.6, 47.2]},
        {"type": "Polygon", "coordinates": [[[355_000, 6_688_000], [355_100, 6_688_000], [355_100, 6_688_100]]]},
        {"type": "Polygon", "coordinates": [[["a", 1], [2, 3], [4, 5], ["a", 1]]]},
        {"type": "Polygon", "coordinates": [[[-1.6, 47.2], [-1.6, 47.2], [-1.6, 47.2], [-1.6, 47.2]]]},
        {},
    ],
)
def test_ce_qui_n_est_pas_une_surface_se_refuse(geojson):
    with pytest.raises(GeometrieIllisible):
        surface(geojson)


def test_une_parcelle_a_cheval_est_partielle():
    ens = mesurer(PARCELLE, [box(85, -10, 200, 100)], PRECISION)

    assert (ens.part, ens.surface_m2, ens.en_zone_m2) == (Part.PARTIELLE, 8000, 1200)
    assert (statut(ens, DEHORS), droit(ens, DEHORS)) == (Statut.PARTIEL, Droit.DEPARTEMENT)


def test_deux_zones_voisines_en_font_une():
    ens = mesurer(PARCELLE, [box(-5, -5, 50, 90), box(50, -5, 110, 90)], PRECISION)

    assert (ens.part, ens.distance_m) == (Part.ENTIERE, 0)


@pytest.mark.parametrize(
    ("ens", "pean", "attendu", "a_qui"),
    [
        ([], [], Statut.HORS_ZONE, Droit.COMMUNE),
        ([PARCELLE], [], Statut.ENS, Droit.DEPARTEMENT),
        ([], [PARCELLE], Statut.PEAN, Droit.SAFER),
        ([PARCELLE], [PARCELLE], Statut.ENS_ET_PEAN, Droit.DEPARTEMENT),
    ],
)
def test_le_statut_et_le_droit(ens, pean, attendu, a_qui):
    mesures = mesurer(PARCELLE, ens, PRECISION), mesurer(PARCELLE, pean, PRECISION)

    assert (statut(*mesures), droit(*mesures)) == (attendu, a_qui)


@pytest.mark.parametrize(("ecart", "sure"), [(9.9, False), (10, True)])
def test_dix_metres_de_marge_pour_repondre_aussitot(ecart, sure):
    ens = mesurer(PARCELLE, [box(100 + ecart, 0, 300, 80)], PRECISION)

    assert ens.part is Part.AUCUNE
    assert ens.est_sure(PRECISION) is sure


def test_un_eclat_de_trace_ne_compte_pas():
    assert mesurer(PARCELLE, [box(99.99, 0, 300, 80)], PRECISION).part is Part.AUCUNE
