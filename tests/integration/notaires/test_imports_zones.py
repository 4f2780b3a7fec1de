"""Importer zonages, cadastre et adresses : rejouable, versionné, jamais à moitié."""

import gzip
import io
import json
from datetime import date
from hashlib import sha256

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from portail.notaires.zones.adresses import adresses_trouvees, parcelle_de
from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.imports import flux
from portail.notaires.zones.imports.actions import Annonce, commencer, importer
from portail.notaires.zones.models import (
    AdresseLocale,
    Couche,
    EtatImportGeographique,
    ParcelleCadastrale,
    RejetGeographique,
    VersionDeZonage,
    Zone,
)
from portail.notaires.zones.versions import cadastres, versions_au
from portail.socle.base import session
from portail.socle.erreurs import TransitionInterdite

COUERON = "44047"
JOUR = date(2026, 10, 1)

pytestmark = pytest.mark.usefixtures("departement")


def carre(x=-1.72, y=47.21, cote=0.001):
    return {
        "type": "Polygon",
        "coordinates": [[[x, y], [x + cote, y], [x + cote, y + cote], [x, y + cote], [x, y]]],
    }


def zone(code="ens-1", geometrie=None, **autres):
    dites = {"code": code, "nom": "Marais", "deliberation": "2019-12", "deliberation_le": "2019-12-16", **autres}
    return {"type": "Feature", "properties": dites, "geometry": geometrie or carre()}


def parcelle(numero=12, geometrie=None, **autres):
    dites = {
        "id": f"{COUERON}000ZK{numero:04d}", "commune": COUERON, "prefixe": "000", "section": "ZK",
        "numero": str(numero), "contenance": 8000, **autres,
    }  # fmt: skip
    return {"type": "Feature", "id": dites["id"], "properties": dites, "geometry": geometrie or carre()}


def collection(*elements):
    return json.dumps({"type": "FeatureCollection", "features": list(elements)}).encode()


def importe(contenu, couche=Couche.ENS, effet=date(2027, 1, 1)):
    annonce = Annonce(
        couche=couche, nom="fichier.geojson", empreinte=sha256(contenu).hexdigest(), date_donnee=JOUR,
        date_effet=effet if couche in {Couche.ENS, Couche.PEAN} else None,
    )  # fmt: skip
    return importer(commencer(annonce).id, io.BytesIO(contenu))


def comptes(fini):
    return fini.ajoutes, fini.changes, fini.inchanges, fini.otes, fini.rejetes


def nombre(modele):
    return session.scalar(select(func.count()).select_from(modele))


def test_un_zonage_devient_une_version_et_le_meme_fichier_ne_change_rien():
    contenu = collection(zone("a"), zone("b", competent="conservatoire"))

    premier, second = importe(contenu), importe(contenu)

    assert (comptes(premier), comptes(second)) == ((2, 0, 0, 0, 0), (0, 0, 2, 0, 0))
    assert (nombre(VersionDeZonage), nombre(Zone)) == (1, 2)
    assert versions_au(date(2026, 12, 31)) == {}
    assert versions_au(date(2027, 1, 1))[Sorte.ENS].date_donnee == JOUR


def test_une_version_ecrite_ne_change_plus():
    importe(collection(zone("a")))

    refuse = importe(collection(zone("a"), zone("b")))

    assert refuse.etat is EtatImportGeographique.REFUSE
    assert nombre(Zone) == 1
    for ordre in ("UPDATE zone SET nom = 'x'", "DELETE FROM version_zonage"):
        with pytest.raises(DBAPIError, match="ne change plus"), session.begin_nested():
            session.execute(text(ordre))


@pytest.mark.parametrize(
    "mauvaise",
    [
        zone("b", geometrie={"type": "Point", "coordinates": [-1.7, 47.2]}),
        zone("b", geometrie=carre(345_000, 6_690_000, 100)),
        zone("b", deliberation_le="16/12/2019"),
        zone("b", nom=" "),
        zone("b", competent="etat"),
        zone("a"),
        {"type": "Feature", "properties": None, "geometry": carre()},
    ],
)
def test_une_zone_rejetee_empeche_toute_la_version(mauvaise):
    refuse = importe(collection(zone("a"), mauvaise))

    assert (refuse.etat, refuse.rejetes, nombre(VersionDeZonage)) == (EtatImportGeographique.REFUSE, 1, 0)
    rejet = session.scalars(select(RejetGeographique)).one()
    assert rejet.rang == 2
    assert rejet.raison


def test_une_geometrie_qui_se_croise_est_reparee():
    noeud = {
        "type": "Polygon",
        "coordinates": [[[-1.72, 47.21], [-1.719, 47.211], [-1.719, 47.21], [-1.72, 47.211], [-1.72, 47.21]]],
    }

    assert comptes(importe(collection(zone("a", geometrie=noeud)))) == (1, 0, 0, 0, 0)


def coupe(contenu):
    return contenu[: len(contenu) // 2]


@pytest.mark.parametrize("preparer", [bytes, gzip.compress])
def test_un_fichier_coupe_ne_change_rien(preparer):
    toutes = collection(*(parcelle(numero) for numero in range(1, 200)))
    importe(preparer(toutes), Couche.CADASTRE)

    refuse = importe(coupe(preparer(toutes)), Couche.CADASTRE)

    assert refuse.etat is EtatImportGeographique.REFUSE
    assert nombre(ParcelleCadastrale) == 199


@pytest.mark.parametrize(
    "contenu", [b"", b"bonjour", b"[1, 2]", b'{"features": [3]}', b"\xff\xfe", b'{"features": []}', b"\x1f\x8bnon"]
)
def test_ce_qui_n_est_pas_un_geojson_se_refuse(contenu):
    assert importe(contenu).etat is EtatImportGeographique.REFUSE


def test_le_cadastre_d_une_commune_se_met_a_jour():
    premier = importe(collection(parcelle(1), parcelle(2), parcelle(3)), Couche.CADASTRE)
    suivant = gzip.compress(collection(parcelle(1), parcelle(2, geometrie=carre(cote=0.002)), parcelle(4)))
    second, rejoue = importe(suivant, Couche.CADASTRE), importe(suivant, Couche.CADASTRE)

    assert [comptes(un) for un in (premier, second, rejoue)] == [(3, 0, 0, 0, 0), (1, 1, 1, 1, 0), (0, 0, 3, 0, 0)]
    idus = session.scalars(select(ParcelleCadastrale.idu).order_by(ParcelleCadastrale.idu)).all()
    assert idus == [f"{COUERON}000ZK000{numero}" for numero in (1, 2, 4)]
    [cadastre] = cadastres([COUERON])
    assert (cadastre.parcelles, cadastre.millesime) == (3, JOUR)


@pytest.mark.parametrize(
    "autres",
    [
        {"id": f"{COUERON}000ZK9999"},
        {"commune": "85001", "id": "85001000ZK0002"},
        {"commune": "44201", "id": "44201000ZK0002"},
        {"section": "ZKA"},
        {"prefixe": "0"},
    ],
)
def test_une_parcelle_rejetee_laisse_entrer_les_autres(autres):
    assert comptes(importe(collection(parcelle(1), parcelle(2, **autres)), Couche.CADASTRE)) == (1, 0, 0, 0, 1)


def test_un_import_fini_ne_se_refait_pas():
    with pytest.raises(TransitionInterdite):
        importer(importe(collection(zone())).id, io.BytesIO(collection(zone())))


def test_un_tres_grand_fichier_se_lit_sans_le_tenir_en_memoire():
    def suite():
        yield b'{"type": "FeatureCollection", "features": ['
        yield from (json.dumps(parcelle(rang)).encode() + b"," for rang in range(5000))
        yield json.dumps(parcelle(5000)).encode() + b"]}"

    lu = io.BytesIO(b"".join(suite()))
    lecture = flux.elements(lu)
    element = next(lecture)

    assert element["properties"]["numero"] == "0"
    assert lu.tell() < len(lu.getvalue()) / 10


BAN = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y;lon;lat\n"
    "44047_1_12;;12;;Rue de la Salle;44220;44047;Couëron;{x};{y};0;0\n"
    "44047_1_12b;;12;bis;Rue de la Salle;44220;44047;Couëron;345000;6690000;0;0\n"
    "44047_2_12;;12;;Avenue des Saules;44220;44047;Couëron;345000;6690000;0;0\n"
)


def ban(x=345_000.0, y=6_690_000.0):
    return BAN.format(x=x, y=y).encode()


def test_les_adresses_se_mettent_a_jour_et_disparaissent_avec_le_fichier():
    premier, second = importe(ban(), Couche.ADRESSES), importe(ban(x=345_010), Couche.ADRESSES)
    troisieme = importe("\n".join(ban().decode().splitlines()[:3]).encode(), Couche.ADRESSES)

    assert [comptes(un)[:4] for un in (premier, second, troisieme)] == [(3, 0, 0, 0), (0, 1, 2, 0), (0, 1, 1, 1)]


def test_un_fichier_d_adresses_coupe_n_en_ote_aucune():
    importe(ban(), Couche.ADRESSES)

    assert importe(ban()[:200], Couche.ADRESSES).etat is EtatImportGeographique.REFUSE
    assert nombre(AdresseLocale) == 3


def test_une_adresse_mene_a_la_parcelle_qui_la_contient():
    importe(collection(parcelle(12)), Couche.CADASTRE)
    x, y = session.execute(
        select(
            (ParcelleCadastrale.ouest + ParcelleCadastrale.est) / 2,
            (ParcelleCadastrale.sud + ParcelleCadastrale.nord) / 2,
        )
    ).one()
    importe(ban(x, y), Couche.ADRESSES)

    [exacte] = adresses_trouvees(COUERON, "12 r. de la salle")
    assert parcelle_de(exacte).reference == "ZK 12"
    [approchee] = adresses_trouvees(COUERON, "12, saules")
    assert (approchee.libelle, parcelle_de(approchee)) == ("12 Avenue des Saules", None)
    assert adresses_trouvees(COUERON, "rue de la Salle") == []
