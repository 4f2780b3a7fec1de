"""Le dépôt de l’aide au permis, tel qu’un navigateur l’enchaîne : une vingtaine de champs, deux fichiers."""

import html
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from os import urandom
from types import MappingProxyType

import pikepdf
from pikepdf import Dictionary, Name

from tests.charge.navigateur import Echange, Navigateur, ParcoursRompu

DEBUT = "/demarches/aide-permis/commencer"
TAILLE_FICHIER = 300_000
FICHIERS = 2
PAGES_MAX = 12
SAISIE = "/saisie/"
CONFIRMEE = 200
"""Un brouillon mènerait ailleurs."""
_CACHE = re.compile(r'name="(csrf_token|revision)" value="([^"]*)"')
_A_COCHER = re.compile(r'<input type="checkbox"[^>]*name="([^"]+)"')
_A_JOINDRE = re.compile(r'<input type="file"[^>]*name="([^"]+)"')


@cache
def reponses() -> Mapping[str, Mapping[str, str]]:
    """Rend ce que la personne écrit, page par page ; les dates suivent le jour du banc."""
    inscription = date.today() - timedelta(days=40)  # noqa: DTZ011 — le jour de cette machine suffit
    return MappingProxyType(
        {
            "identite": {"nationalite": "fr", "nom_usage": ""},
            "coordonnees": {
                "adresse-voie": "8 rue du Minage",
                "adresse-code_postal": "44190",
                "adresse-commune": "Clisson",
                "date_arrivee_44-jour": "14",
                "date_arrivee_44-mois": "août",
                "date_arrivee_44-annee": "2009",
                "courriel": "lina@courriel.example",
                "telephone": "06 39 98 12 34",
                "canal_prefere": "courriel",
            },
            "situation": {"statut": "etudiant", "jeune_ase": "non"},
            "ressources": {"rattachement_fiscal": "parents", "rfr": "14 300", "nb_parts": "2,5"},
            "permis": {
                "categorie": "B",
                "ecole_conduite_nom": "Auto-école de la Vallée",
                "ecole_conduite_commune": "Clisson",
                "date_inscription-jour": str(inscription.day),
                "date_inscription-mois": str(inscription.month),
                "date_inscription-annee": str(inscription.year),
                "cout_total": "1 640 €",
                "autre_aide": "non",
            },
            "paiement": {"iban": "FR76 3000 6000 0112 3456 7890 189", "titulaire_compte": "Lina Moreau"},
        }
    )


@cache
def document(nom: str) -> bytes:
    """Rend un PDF d’une page numérisée, de 300 ko, propre à ce nom."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    image = pdf.make_stream(
        urandom(TAILLE_FICHIER), Type=Name.XObject, Subtype=Name.Image, Width=1240, Height=1754,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip
    page.Resources = Dictionary(XObject=Dictionary(Im1=image))
    page.Contents = pdf.make_stream(f"q 595 0 0 842 0 0 cm /Im1 Do Q % {nom}".encode())
    sortie = BytesIO()
    pdf.save(sortie)
    return sortie.getvalue()


def deposer(navigateur: Navigateur) -> Navigateur:
    """Joue tout le dépôt, du commencement à la confirmation ; lève `ParcoursRompu` s’il ne va pas au bout."""
    page = navigateur.aller("commencer", DEBUT)
    suite = navigateur.poster("commencer", DEBUT, caches(page) | {"qualite_deposant": "lui_meme"}).suite
    suite = navigateur.aller("reprendre", suite).suite
    for _ in range(PAGES_MAX):
        if SAISIE not in suite:
            break
        suite = _remplir(navigateur, suite)
    suite = _envoyer(navigateur, _joindre(navigateur, suite))
    confirmation = navigateur.aller("confirmation", suite)
    if confirmation.statut != CONFIRMEE:
        raise ParcoursRompu(f"la demande n’est pas partie : {suite}")
    navigateur.fermer()
    return navigateur


def _remplir(navigateur: Navigateur, adresse: str) -> str:
    nom = adresse.rpartition(SAISIE)[2]
    if nom not in reponses():
        raise ParcoursRompu(f"le banc ne sait pas remplir la page « {nom} »")
    page = navigateur.aller(nom, adresse)
    return navigateur.poster(nom, adresse, caches(page) | dict(reponses()[nom])).suite


def _joindre(navigateur: Navigateur, adresse: str) -> str:
    """Envoie deux fichiers et promet les autres."""
    page = navigateur.aller("pièces", adresse)
    codes = _A_JOINDRE.findall(page.corps.decode())[:FICHIERS]
    if len(codes) < FICHIERS:
        raise ParcoursRompu("la page des pièces ne demande pas deux fichiers")
    promesses = [nom for nom in _A_COCHER.findall(page.corps.decode()) if not nom.startswith(tuple(codes))]
    fichiers = {code: (f"{code}.pdf", document(code)) for code in codes}
    return navigateur.poster("pièces", adresse, caches(page) | dict.fromkeys(promesses, "oui"), fichiers).suite


def _envoyer(navigateur: Navigateur, adresse: str) -> str:
    """Relit, atteste et envoie."""
    page = navigateur.aller("récapitulatif", adresse)
    attestations = dict.fromkeys(_A_COCHER.findall(page.corps.decode()), "oui")
    return navigateur.poster("récapitulatif", adresse, caches(page) | attestations).suite


def caches(page: Echange) -> dict[str, str]:
    """Rend les champs cachés du formulaire : jeton et révision."""
    return {nom: html.unescape(valeur) for nom, valeur in _CACHE.findall(page.corps.decode())}
