"""Réglages typés, lus de l’environnement seul ; un réglage dangereux ou absent refuse de démarrer."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from portail.certificats import ReglagesCachet, lire_reglages_cachet
from portail.environnement import (
    LONGUEUR_CLE,
    Environnement,
    Lecteur,
    ReglagesInvalides,
    ReglagesParticulier,
    lire_particulier,
)
from portail.fournisseurs import ReglagesFournisseur, lire_fournisseur, lire_revendications

__all__ = [
    "RACINE",
    "Departement",
    "Environnement",
    "Reglages",
    "ReglagesFournisseur",
    "ReglagesInvalides",
    "lire_reglages",
]

_ = str
"""Marque un texte à traduire : traduire est l’affaire du socle, au-dessus."""

RACINE = Path(__file__).resolve().parent.parent
# Valeurs de la démonstration et des tests : publiques, donc refusées en production.
CLE_SECRETE_DEMO = "demonstration-cle-secrete-publique-a-ne-jamais-employer"  # noqa: S105 — publique, refusée en production
CLE_DEMO = b"demonstration-cle-publique-32-o!"
CLES_CHIFFREMENT_DEMO = "1:" + base64.b64encode(CLE_DEMO).decode()


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
    conformite_accessibilite: str
    schema_pluriannuel_url: str
    responsable_publication: str
    hebergeur: str
    siret_admis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reglages:
    """Tout ce que l’environnement décide."""

    environnement: Environnement
    base_url: str = field(repr=False)
    fichiers_url: str = field(repr=False)
    cle_secrete: str = field(repr=False)
    cles_chiffrement: tuple[tuple[int, bytes], ...] = field(repr=False)
    cachet: ReglagesCachet
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
    revendications_notaires: tuple[str, str]
    """Les noms que le fournisseur des notaires donne au numéro d’office et à l’adresse électronique."""
    payfip_url: str
    """Où parler à PayFiP : le vrai en production, son simulateur ailleurs."""
    particulier: ReglagesParticulier
    departement: Departement

    @property
    def production(self) -> bool:
        """Vrai en production : les pages et réglages de démonstration n’existent pas."""
        return self.environnement is Environnement.PRODUCTION


_SCHEMAS = {
    "DATABASE_URL": ("postgresql", "postgresql+psycopg"),
    "FICHIERS_URL": ("file", "s3"),
    "CACHET_HORODATAGE_URL": ("https", "http"),
    "SMTP_URL": ("smtps", "smtp+starttls", "smtp"),
    "SMS_URL": ("https", "http"),
    "ANTIVIRUS_URL": ("tcp", "unix"),
    "PAYFIP_URL": ("https", "http"),
    "API_PARTICULIER_URL": ("https", "http"),
}
_SCHEMAS_DE_PRODUCTION = {"SMTP_URL": ("smtps", "smtp+starttls")}
"""Un courriel porte un nom, un code de connexion : en production il ne part que chiffré."""


def lire_reglages(environ: Mapping[str, str]) -> Reglages:
    """Rend les réglages de cet environnement ; lève `ReglagesInvalides` avec toutes les fautes."""
    lecteur = Lecteur(environ)
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
        cles_chiffrement=lecteur.cles(
            "CLES_CHIFFREMENT", "elles chiffrent les données personnelles", demo=CLES_CHIFFREMENT_DEMO
        ),
        cachet=lire_reglages_cachet(lecteur, dossier=RACINE / "var" / "cachet"),
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
        franceconnect=lire_fournisseur(lecteur, "FRANCECONNECT"),
        proconnect=lire_fournisseur(lecteur, "PROCONNECT"),
        notaires=lire_fournisseur(lecteur, "NOTAIRES"),
        revendications_notaires=lire_revendications(lecteur),
        payfip_url=_payfip_url(lecteur),
        particulier=lire_particulier(lecteur),
        departement=_departement(lecteur),
    )
    lecteur.fautes += _fautes_de_schema(lecteur)
    if lecteur.fautes:
        raise ReglagesInvalides(lecteur.fautes)
    return reglages


def _fautes_de_schema(lecteur: Lecteur) -> list[str]:
    """Rend les adresses dont le début n’est pas celui attendu, sans les citer : elles peuvent porter un secret."""
    attendus, ou = _SCHEMAS, ""
    if lecteur.production:
        attendus, ou = {**_SCHEMAS, **_SCHEMAS_DE_PRODUCTION}, " en production"
    return [
        f"{nom} doit commencer par {' ou '.join(f'{schema}://' for schema in schemas)}"
        f"{ou if nom in _SCHEMAS_DE_PRODUCTION else ''}."
        for nom, schemas in attendus.items()
        if (adresse := lecteur.texte(nom)) and urlsplit(adresse).scheme not in schemas
    ]


def _url_publique(lecteur: Lecteur) -> str:
    url = lecteur.exige("URL_PUBLIQUE", "l’adresse du portail est nécessaire", demo="http://127.0.0.1:8000")
    if lecteur.production and url and not url.startswith("https://"):
        lecteur.fautes.append("URL_PUBLIQUE commence par https:// en production.")
    return url.rstrip("/")


def _payfip_url(lecteur: Lecteur) -> str:
    url = lecteur.texte("PAYFIP_URL", demo=PAYFIP_SIMULE, defaut=PAYFIP)
    morceaux = urlsplit(url)
    if lecteur.production and (morceaux.scheme != "https" or (morceaux.hostname or "") in _LOCAUX):
        lecteur.fautes.append("PAYFIP_URL doit commencer par https:// et n’être pas un simulateur, en production.")
    return url.rstrip("/")


def _limites(lecteur: Lecteur) -> bool:
    limites = lecteur.oui("LIMITES", defaut=True)
    if lecteur.production and not limites:
        lecteur.fautes.append("LIMITES=0 lève les limites de débit : interdit en production.")
    return limites


_DEPARTEMENT = {
    "nom": "Loire-Atlantique",
    "nom_complet": "Département de Loire-Atlantique",
    "adresse": "3 quai Ceineray, CS 94109, 44041 Nantes Cedex 1",
    "telephone": "02 40 99 10 00",
    "horaires": _("Du lundi au vendredi, de 9 h à 12 h 30 et de 13 h 30 à 17 h."),
    "courriel": "",
    "courriel_dpo": "",
    "tribunal": "tribunal administratif de Nantes, 6 allée de l’Île-Gloriette, CS 24111, 44041 Nantes Cedex",
    "conformite_accessibilite": "non conforme",
    "schema_pluriannuel_url": "",
    "responsable_publication": _("le président du conseil départemental"),
    "hebergeur": _("à compléter par le département"),
}
_DEPARTEMENT_FICTIF = {
    "telephone": "02 61 91 44 00",
    "courriel": "contact@departement.example",
    "courriel_dpo": "dpo@departement.example",
}
_SIRET = "22440002800011"
PAYFIP = "https://www.payfip.gouv.fr"
PAYFIP_SIMULE = "http://127.0.0.1:8001/payfip"
"""Celui que lance la démonstration ; hors production, on ne parle jamais au vrai sans l’avoir demandé."""
_LOCAUX = frozenset({"localhost", "127.0.0.1", "::1", ""})


def _departement(lecteur: Lecteur) -> Departement:
    """Lit la marque du département (`DEPARTEMENT_NOM`…) ; les défauts sont ceux de la Loire-Atlantique."""
    textes = {
        nom: lecteur.texte(f"DEPARTEMENT_{nom.upper()}", demo=_DEPARTEMENT_FICTIF.get(nom, ""), defaut=defaut)
        for nom, defaut in _DEPARTEMENT.items()
    }
    siret = lecteur.texte("DEPARTEMENT_SIRET", defaut=_SIRET).replace(",", " ").split()
    return Departement(**textes, siret_admis=tuple(siret))
