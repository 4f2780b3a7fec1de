"""Lire l’environnement : une variable à la fois, toutes les fautes gardées pour les dire ensemble."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

LONGUEUR_CLE = 32
PARTICULIER = "https://particulier.api.gouv.fr"


class Environnement(StrEnum):
    """Ce pour quoi le portail tourne ; tout ce qui n’est pas dit est de la production."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class ReglagesInvalides(Exception):
    """Réglages refusés ; `fautes` les dit toutes, une phrase chacune."""

    def __init__(self, fautes: list[str]) -> None:
        super().__init__("\n".join(fautes))
        self.fautes = fautes


class Lecteur:
    """Lit les variables une à une et garde toutes les fautes pour les dire ensemble."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.fautes: list[str] = []
        nom = environ.get("PORTAIL_ENV", Environnement.PRODUCTION)
        self.environnement = Environnement.PRODUCTION
        if nom in set(Environnement):
            self.environnement = Environnement(nom)
        else:
            self.fautes.append(f"PORTAIL_ENV vaut « {nom} » : attendu production, demo ou test.")

    @property
    def production(self) -> bool:
        """Vrai en production, et tant que rien ne dit le contraire."""
        return self.environnement is Environnement.PRODUCTION

    def texte(self, nom: str, *, demo: str = "", defaut: str = "") -> str:
        """Rend la variable, sa valeur de démonstration hors production, ou son défaut."""
        valeur = self.environ.get(nom, "").strip()
        if valeur:
            return valeur
        return (demo or defaut) if not self.production else defaut

    def exige(self, nom: str, raison: str, *, demo: str = "", public: str = "") -> str:
        """Rend une variable obligatoire en production ; `public` y est refusé."""
        valeur = self.texte(nom, demo=demo)
        if self.production and not valeur:
            self.fautes.append(f"{nom} manque : {raison}.")
        elif self.production and public and valeur == public:
            self.fautes.append(f"{nom} porte la valeur publique de la démonstration.")
        return valeur

    def entier(self, nom: str, defaut: int) -> int:
        """Rend un nombre entier."""
        texte = self.texte(nom, defaut=str(defaut))
        if not texte.isdigit():
            self.fautes.append(f"{nom} vaut « {texte} » : un nombre entier est attendu.")
            return defaut
        return int(texte)

    def oui(self, nom: str, *, defaut: bool) -> bool:
        """Rend vrai pour « 1 », faux pour « 0 »."""
        texte = self.texte(nom, defaut="1" if defaut else "0")
        if texte not in {"0", "1"}:
            self.fautes.append(f"{nom} vaut « {texte} » : 0 ou 1 attendu.")
        return texte == "1"

    def cles(self, nom: str, raison: str, *, demo: str) -> tuple[tuple[int, bytes], ...]:
        """Rend des clés de 32 octets écrites « numéro:base64 », séparées par des virgules ; la première sert."""
        texte = self.exige(nom, raison, demo=demo)
        publiques = {base64.b64decode(cle.partition(":")[2]) for cle in demo.split(",")}
        cles: list[tuple[int, bytes]] = []
        for morceau in filter(None, (brut.strip() for brut in texte.split(","))):
            numero, _, valeur = morceau.partition(":")
            try:
                cle = base64.b64decode(valeur, validate=True)
            except binascii.Error:
                cle = b""
            if not numero.isdigit() or not 0 < int(numero) < 256 or len(cle) != LONGUEUR_CLE:
                self.fautes.append(f"{nom} : chaque clé s’écrit « numéro:base64 », numéro de 1 à 255, 32 octets.")
                continue
            if self.production and cle in publiques:
                self.fautes.append(f"{nom} porte la valeur publique de la démonstration.")
            cles.append((int(numero), cle))
        if len({numero for numero, _ in cles}) != len(cles):
            self.fautes.append(f"{nom} : deux clés portent le même numéro.")
        return tuple(cles)


@dataclass(frozen=True, slots=True)
class ReglagesParticulier:
    """API Particulier, où demander un quotient familial ; sans jeton, on ne le demande pas."""

    url: str
    jeton: str = field(repr=False)


def lire_particulier(lecteur: Lecteur) -> ReglagesParticulier:
    """Lit l’adresse et le jeton d’API Particulier, réglés ensemble."""
    jeton = lecteur.texte("API_PARTICULIER_JETON")
    url = lecteur.texte("API_PARTICULIER_URL", defaut=PARTICULIER if jeton else "")
    if url and not jeton:
        lecteur.fautes.append("API_PARTICULIER_JETON manque : API_PARTICULIER_URL ne sert pas sans lui.")
    if lecteur.production and url and urlsplit(url).scheme != "https":
        lecteur.fautes.append("API_PARTICULIER_URL doit commencer par https:// en production.")
    return ReglagesParticulier(url.rstrip("/"), jeton)
