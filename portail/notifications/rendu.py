"""Composer un message dans la langue de qui le reçoit, sans le web.

Un message a un gabarit `templates/courriels/<nom>.txt` (sa première ligne est l’objet), un `.html` qui dit la même
chose, et parfois un `.sms`. Ils reçoivent le contexte de la notification, `departement`, `langue` et `url` (adresse
publique, sans barre finale). Une valeur qui manque lève une erreur : un message à trous ne part pas. Les
dates du contexte sont déjà en toutes lettres, dans la langue du destinataire.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portail.config import RACINE
from portail.socle.demarrage import reglages
from portail.socle.traduction import departement_dit, traducteur

GABARITS = RACINE / "portail" / "templates" / "courriels"
# Alphabet des SMS (GSM 03.38) : hors de lui, un message ne tient plus que 70 signes.
ALPHABET_SMS = frozenset(
    "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
BLANCS = re.compile(r"[^\S\u00a0\u202f]+|[\x00-\x1f\x7f]+")
"""Tout blanc qui n’est pas une espace insécable, et tout caractère de commande."""

LIGNES_VIDES = re.compile(r"\n{3,}")
EQUIVALENTS_SMS = str.maketrans({"’": "'", "‘": "'", "«": '"', "»": '"', "–": "-", "…": "...", "œ": "oe", "Œ": "OE"})


@dataclass(frozen=True, slots=True)
class Courriel:
    """Un courriel composé : les deux versions disent la même chose."""

    objet: str
    texte: str
    html: str


def composer_courriel(gabarit: str, contexte: Mapping[str, Any], *, langue: str) -> Courriel:
    """Rend l’objet, le texte et le HTML ; lève `jinja2.TemplateError` si le gabarit ou une valeur manque."""
    objet, _saut, texte = _rendre(f"{gabarit}.txt", contexte, langue).lstrip().partition("\n")
    objet = BLANCS.sub(" ", objet).strip()
    html = _rendre(f"{gabarit}.html", {**contexte, "objet": objet}, langue)
    return Courriel(objet, LIGNES_VIDES.sub("\n\n", texte).strip() + "\n", html)


def composer_sms(gabarit: str, contexte: Mapping[str, Any], *, langue: str) -> str:
    """Rend le texte du SMS, dans l’alphabet des SMS ; lève `jinja2.TemplateError`."""
    texte = " ".join(_rendre(f"{gabarit}.sms", contexte, langue).split())
    return "".join(map(_lettre_de_sms, texte.translate(EQUIVALENTS_SMS)))


def existe_en_sms(gabarit: str) -> bool:
    """Vrai si ce message a une version courte."""
    return (GABARITS / f"{gabarit}.sms").is_file()


def _rendre(nom: str, contexte: Mapping[str, Any], langue: str) -> str:
    departement = departement_dit(reglages().departement, langue)
    communs = {"departement": departement, "url": reglages().url_publique, "langue": langue}
    return _environnement(langue).get_template(nom).render({**contexte, **communs})


@lru_cache
def _environnement(langue: str) -> Environment:
    environnement = Environment(
        loader=FileSystemLoader(GABARITS),
        autoescape=lambda nom: nom is not None and nom.endswith(".html"),  # noqa: S701 — le reste est du texte nu
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    traduire = traducteur(langue)
    # L’extension ajoute cette méthode à l’environnement ; le pluriel n’est pas employé dans les messages.
    installer: Callable[..., None] = vars(environnement)["install_gettext_callables"]
    installer(traduire, lambda un, plusieurs, nombre: traduire(plusieurs if nombre > 1 else un), newstyle=True)
    return environnement


def _lettre_de_sms(lettre: str) -> str:
    """Rend la lettre, ou ce qui s’en approche dans l’alphabet des SMS."""
    if lettre in ALPHABET_SMS:
        return lettre
    base = unicodedata.normalize("NFKD", lettre)[0]
    return base if base in ALPHABET_SMS else "?"
