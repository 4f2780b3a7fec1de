"""Savoir si un terrain est en zone, sans compte ; tenir les zonages au bureau."""

import json

from shapely.geometry import box

from portail.demonstration.zonages import COUERON
from portail.notaires.zones.geometrie import en_geojson

ADRESSE = "/espaces-naturels/"


def chercher(visite, **champs):
    visite.repondre(**champs).presser("Chercher mon terrain")
    return visite.titre("Mon terrain est-il en zone")


def test_mon_terrain_sans_script_et_au_telephone(ouvrir):
    visite = ouvrir(script=False, largeur=360).aller("/").suivre("Mon terrain est-il en zone").partout("zones-vide")

    chercher(visite, commune="Couëron").lire("champ à corriger")
    chercher(visite, commune="Couëron", parcelles="ZK 12\nZK 30").lire("hors zone", "1\u202f200\u00a0m²", "mairie")
    chercher(visite, commune="Belligné", parcelles="C 87").lire("Loireauxence, 011 C 87")


def test_mon_terrain_avec_script_dit_quoi_faire(ouvrir):
    visite = ouvrir().aller(ADRESSE).partout("zones-recherche")

    chercher(visite, commune="Couëron", parcelles="ZK 0").partout("zones-erreur")
    chercher(visite, commune="Couëron", parcelles="ZK 12\nZK 20\nZK 30").partout("zones-coueron")
    chercher(visite, commune="Sucé-sur-Erdre", parcelles="AB 155", adresse="").partout("zones-suce")
    visite.lire("déclaration d’intention d’aliéner", "Rives de l’Erdre (fictif)")
    chercher(visite, commune="Guérande", parcelles="", adresse="7 chemin de la Démonstration").partout("zones-guerande")
    visite.lire("SAFER", "Presqu’île guérandaise")
    chercher(visite, commune="Blain", parcelles="AB 1", adresse="").partout("zones-inconnue")


def test_la_responsable_importe_une_version_et_en_regarde_la_carte(ouvrir, tmp_path):
    visite = ouvrir().proconnect("Muriel Caillaud").suivre("Zones", exact=True).titre("Zones").partout("bureau-zones")
    visite.suivre("Périmètres agricoles et naturels").partout("bureau-version")
    dites = {"code": "A-1", "nom": "Nouvelle zone", "deliberation": "fictive", "deliberation_le": "2026-06-01"}
    trace = en_geojson(COUERON.pose(box(0, 0, 10, 10)))
    element = {"type": "Feature", "properties": dites, "geometry": trace}
    fichier = tmp_path / "avenir.geojson"
    fichier.write_text(json.dumps({"type": "FeatureCollection", "features": [element, element]}), encoding="utf-8")

    visite.aller("/agents/zones/importer").presser("Importer").titre("Importer un fichier").partout("bureau-importer")
    visite.repondre(couche="ens", fichier=fichier, date_donnee="2026-10-01", date_effet="2030-01-01", source="Essai")
    visite.presser("Importer").titre("Bilan de l’import").lire("Refusé", "déjà dans le fichier").partout("bureau-bilan")
