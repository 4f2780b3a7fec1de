"""Réglages typés, lus de l’environnement seul ; un réglage dangereux ou absent refuse de démarrer."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

RACINE = Path(__file__).resolve().parent.parent
LONGUEUR_CLE = 32
# Valeurs de la démonstration et des tests : publiques, donc refusées en production.
CLE_SECRETE_DEMO = "demonstration-cle-secrete-publique-a-ne-jamais-employer"
CLES_CHIFFREMENT_DEMO = "1:" + base64.b64encode(b"demonstration-cle-publique-32-o!").decode()


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


@dataclass(frozen=True, slots=True)
class ReglagesFournisseur:
    """Un fournisseur d’identité OpenID Connect, par découverte (`emetteur`) ou adresse par adresse."""

    nom: str
    emetteur: str
    client_id: str
    client_secret: str = field(repr=False)
    autorisation_url: str = ""
    jeton_url: str = ""
    userinfo_url: str = ""
    cles_url: str = ""
    fin_session_url: str = ""
    algorithme: str = "ES256"
    authentification: str = "client_secret_post"
    portees: str = "openid"
    acr: tuple[str, ...] = ()
    pkce: bool = False
    userinfo_signe: bool = True
    iss_au_retour: bool = True

    @property
    def configure(self) -> bool:
        """Vrai si le fournisseur peut servir."""
        return bool(self.client_id and (self.emetteur or self.autorisation_url))


@dataclass(frozen=True, slots=True)
class Departement:
    """La collectivité qui ouvre le portail : nom, coordonnées, textes de pied de page."""

    nom: str
    nom_complet: str
    adresse: str
    telephone: str
    horaires: str
    courriel: str
    courriel_dpo: str
    tribunal: str
    siret_admis: tuple[str, ...]
    conformite_accessibilite: str
    schema_pluriannuel_url: str
    responsable_publication: str
    hebergeur: str


@dataclass(frozen=True, slots=True)
class Reglages:
    """Tout ce que l’environnement décide."""

    environnement: Environnement
    base_url: str = field(repr=False)
    fichiers_url: str = field(repr=False)
    cle_secrete: str = field(repr=False)
    cles_chiffrement: tuple[tuple[int, bytes], ...] = field(repr=False)
    url_publique: str
    smtp_url: str = field(repr=False)
    sms_url: str = field(repr=False)
    antivirus_url: str
    expediteur: str
    boite_envoi: str
    mandataires_proxy: int
    limites: bool
    franceconnect: ReglagesFournisseur
    proconnect: ReglagesFournisseur
    notaires: ReglagesFournisseur
    departement: Departement

    @property
    def production(self) -> bool:
        """Vrai en production : les pages et réglages de démonstration n’existent pas."""
        return self.environnement is Environnement.PRODUCTION


_FRANCECONNECT = {
    "EMETTEUR": "https://oidc.franceconnect.gouv.fr/api/v2",
    "PORTEES": "openid identite_pivot preferred_username email",
    "ACR": "eidas1",
}
_PROCONNECT = {
    "EMETTEUR": "https://auth.agentconnect.gouv.fr/api/v2",
    "PORTEES": "openid given_name usual_name email uid siret idp_id roles",
    "ACR": "eidas0-mfa eidas1-mfa eidas2 eidas3",
}
_NOTAIRES = {"PORTEES": "openid profile email", "USERINFO_SIGNE": "0", "ISS_AU_RETOUR": "0", "AUTHENTIFICATION": "client_secret_basic"}


class _Lecteur:
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
        texte = self.texte(nom, defaut=str(defaut))
        if not texte.isdigit():
            self.fautes.append(f"{nom} vaut « {texte} » : un nombre entier est attendu.")
            return defaut
        return int(texte)

    def oui(self, nom: str, *, defaut: bool) -> bool:
        texte = self.texte(nom, defaut="1" if defaut else "0")
        if texte not in {"0", "1"}:
            self.fautes.append(f"{nom} vaut « {texte} » : 0 ou 1 attendu.")
        return texte == "1"


def lire_reglages(environ: Mapping[str, str]) -> Reglages:
    """Rend les réglages de cet environnement ; lève `ReglagesInvalides` avec toutes les fautes."""
    lecteur = _Lecteur(environ)
    secret = lecteur.exige(
        "CLE_SECRETE", "elle signe les témoins de session", demo=CLE_SECRETE_DEMO, public=CLE_SECRETE_DEMO
    )
    if lecteur.production and 0 < len(secret) < LONGUEUR_CLE:
        lecteur.fautes.append(f"CLE_SECRETE est trop courte : {LONGUEUR_CLE} caractères au moins.")
    reglages = Reglages(
        environnement=lecteur.environnement,
        base_url=lecteur.exige("DATABASE_URL", "l’adresse de la base PostgreSQL est nécessaire"),
        fichiers_url=lecteur.exige(
            "FICHIERS_URL", "le dépôt de fichiers est nécessaire", demo=f"file://{RACINE}/var/fichiers"
        ),
        cle_secrete=secret,
        cles_chiffrement=_cles(lecteur),
        url_publique=_url_publique(lecteur),
        smtp_url=lecteur.exige("SMTP_URL", "les notifications partent par courriel"),
        sms_url=lecteur.texte("SMS_URL"),
        antivirus_url=lecteur.texte("ANTIVIRUS_URL"),
        expediteur=lecteur.exige(
            "EXPEDITEUR", "l’adresse qui signe les courriels", demo="ne-pas-repondre@departement.example"
        ),
        boite_envoi=lecteur.texte("BOITE_ENVOI", demo=f"{RACINE}/var/envois"),
        mandataires_proxy=lecteur.entier("MANDATAIRES_PROXY", 0),
        limites=_limites(lecteur),
        franceconnect=_fournisseur(lecteur, "FRANCECONNECT", _FRANCECONNECT),
        proconnect=_fournisseur(lecteur, "PROCONNECT", _PROCONNECT),
        notaires=_fournisseur(lecteur, "NOTAIRES", _NOTAIRES),
        departement=_departement(lecteur),
    )
    if lecteur.fautes:
        raise ReglagesInvalides(lecteur.fautes)
    return reglages


def _cles(lecteur: _Lecteur) -> tuple[tuple[int, bytes], ...]:
    """Lit `CLES_CHIFFREMENT` : « numéro:clé en base 64 », séparées par des virgules ; la première chiffre."""
    texte = lecteur.exige(
        "CLES_CHIFFREMENT",
        "elles chiffrent les données personnelles",
        demo=CLES_CHIFFREMENT_DEMO,
        public=CLES_CHIFFREMENT_DEMO,
    )
    cles: list[tuple[int, bytes]] = []
    for morceau in filter(None, (brut.strip() for brut in texte.split(","))):
        numero, _, valeur = morceau.partition(":")
        try:
            cle = base64.b64decode(valeur, validate=True)
        except binascii.Error:
            cle = b""
        if not numero.isdigit() or not 0 < int(numero) < 256 or len(cle) != LONGUEUR_CLE:
            lecteur.fautes.append(
                "CLES_CHIFFREMENT : chaque clé s’écrit « numéro:base64 », numéro de 1 à 255, 32 octets."
            )
            continue
        cles.append((int(numero), cle))
    if len({numero for numero, _ in cles}) != len(cles):
        lecteur.fautes.append("CLES_CHIFFREMENT : deux clés portent le même numéro.")
    return tuple(cles)


def _url_publique(lecteur: _Lecteur) -> str:
    url = lecteur.exige("URL_PUBLIQUE", "l’adresse du portail est nécessaire", demo="http://127.0.0.1:8000")
    if lecteur.production and url and not url.startswith("https://"):
        lecteur.fautes.append("URL_PUBLIQUE commence par https:// en production.")
    return url.rstrip("/")


def _limites(lecteur: _Lecteur) -> bool:
    limites = lecteur.oui("LIMITES", defaut=True)
    if lecteur.production and not limites:
        lecteur.fautes.append("LIMITES=0 lève les limites de débit : interdit en production.")
    return limites


def _fournisseur(lecteur: _Lecteur, prefixe: str, defauts: Mapping[str, str]) -> ReglagesFournisseur:
    """Lit un fournisseur d’identité ; une adresse non chiffrée n’est admise que hors production."""
    lit: Callable[[str], str] = lambda nom: lecteur.texte(f"{prefixe}_{nom}", defaut=defauts.get(nom, ""))  # noqa: E731 — une ligne, trois usages
    adresses = {n: lit(n) for n in ("EMETTEUR", "AUTORISATION_URL", "JETON_URL", "USERINFO_URL", "CLES_URL", "FIN_SESSION_URL")}
    client_id = lit("CLIENT_ID")
    if lecteur.production and client_id:
        lecteur.fautes += [
            f"{prefixe}_{nom} doit commencer par https:// en production."
            for nom, url in adresses.items()
            if url and urlsplit(url).scheme != "https"
        ]
        if not lit("CLIENT_SECRET"):
            lecteur.fautes.append(f"{prefixe}_CLIENT_SECRET manque.")
    algorithme = lit("ALGORITHME") or "ES256"
    if algorithme not in {"ES256", "RS256"}:
        lecteur.fautes.append(f"{prefixe}_ALGORITHME vaut « {algorithme} » : ES256 ou RS256 attendu.")
    return ReglagesFournisseur(
        nom=prefixe.lower(),
        emetteur=adresses["EMETTEUR"],
        client_id=client_id,
        client_secret=lit("CLIENT_SECRET"),
        autorisation_url=adresses["AUTORISATION_URL"],
        jeton_url=adresses["JETON_URL"],
        userinfo_url=adresses["USERINFO_URL"],
        cles_url=adresses["CLES_URL"],
        fin_session_url=adresses["FIN_SESSION_URL"],
        algorithme=algorithme,
        authentification=lit("AUTHENTIFICATION") or "client_secret_post",
        portees=lit("PORTEES") or "openid",
        acr=tuple(lit("ACR").split()),
        pkce=lecteur.oui(f"{prefixe}_PKCE", defaut=False),
        userinfo_signe=lecteur.oui(f"{prefixe}_USERINFO_SIGNE", defaut=defauts.get("USERINFO_SIGNE") != "0"),
        iss_au_retour=lecteur.oui(f"{prefixe}_ISS_AU_RETOUR", defaut=defauts.get("ISS_AU_RETOUR") != "0"),
    )


def _departement(lecteur: _Lecteur) -> Departement:
    """Lit la marque du département (`DEPARTEMENT_…`) ; les défauts sont ceux de la Loire-Atlantique."""

    def lit(nom: str, defaut: str) -> str:
        return lecteur.texte(f"DEPARTEMENT_{nom}", defaut=defaut)

    return Departement(
        nom=lit("NOM", "Loire-Atlantique"),
        nom_complet=lit("NOM_COMPLET", "Département de Loire-Atlantique"),
        adresse=lit("ADRESSE", "3 quai Ceineray, CS 94109, 44041 Nantes Cedex 1"),
        telephone=lit("TELEPHONE", "02 61 91 44 00" if not lecteur.production else "02 40 99 10 00"),
        horaires=lit("HORAIRES", "Du lundi au vendredi, de 9 h à 12 h 30 et de 13 h 30 à 17 h."),
        courriel=lit("COURRIEL", "contact@departement.example" if not lecteur.production else ""),
        courriel_dpo=lit("COURRIEL_DPO", "dpo@departement.example" if not lecteur.production else ""),
        tribunal=lit(
            "TRIBUNAL", "tribunal administratif de Nantes, 6 allée de l’Île-Gloriette, CS 24111, 44041 Nantes Cedex"
        ),
        siret_admis=tuple(lit("SIRET", "22440002800011").replace(",", " ").split()),
        conformite_accessibilite=lit("ACCESSIBILITE", "non conforme"),
        schema_pluriannuel_url=lit("SCHEMA_ACCESSIBILITE_URL", ""),
        responsable_publication=lit("RESPONSABLE_PUBLICATION", "le président du conseil départemental"),
        hebergeur=lit("HEBERGEUR", "à compléter par le département"),
    )
