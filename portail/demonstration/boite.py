"""La boîte d’envoi de la démonstration : les courriels et SMS que les simulateurs ont reçus, relus."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

from portail.socle.erreurs import Introuvable

NOM = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}\.(?:eml|json)")
HORODATAGE = "%Y%m%dT%H%M%S%f"
PAR_PAGE = 25
BLOCS = frozenset({"h1", "h2", "p", "li", "td", "tr", "table", "ul", "title"})


@dataclass(frozen=True, slots=True)
class Jointe:
    """Un fichier joint à un courriel."""

    nom: str
    type_mime: str
    contenu: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envoi:
    """Un message reçu par les simulateurs ; `html` est le texte de la version HTML, vide pour un SMS."""

    nom: str
    recu_le: datetime
    est_sms: bool
    destinataire: str
    objet: str
    texte: str
    html: str = ""
    jointes: tuple[Jointe, ...] = ()


@dataclass(frozen=True, slots=True)
class PageDEnvois:
    """Une page de la boîte, du plus récent au plus ancien ; `nombre` est celui des pages."""

    envois: Sequence[Envoi]
    numero: int
    nombre: int


def page_d_envois(dossier: Path, *, numero: int = 1) -> PageDEnvois:
    """Rend une page de la boîte ; la première si le numéro n’existe pas."""
    noms = sorted((f.name for f in dossier.glob("*") if NOM.fullmatch(f.name)), reverse=True)
    nombre = max(1, -(-len(noms) // PAR_PAGE))
    numero = numero if 1 <= numero <= nombre else 1
    retenus = noms[(numero - 1) * PAR_PAGE : numero * PAR_PAGE]
    return PageDEnvois([_lire(dossier / nom) for nom in retenus], numero, nombre)


def envoi_de(dossier: Path, nom: str) -> Envoi:
    """Rend un message de la boîte ; lève `Introuvable`."""
    if not NOM.fullmatch(nom) or not (dossier / nom).is_file():
        raise Introuvable
    return _lire(dossier / nom)


def jointe_de(dossier: Path, nom: str, rang: int) -> Jointe:
    """Rend le fichier joint de ce rang, à partir de 1 ; lève `Introuvable`."""
    jointes = envoi_de(dossier, nom).jointes
    if not 1 <= rang <= len(jointes):
        raise Introuvable
    return jointes[rang - 1]


def texte_du_html(html: str) -> str:
    """Rend le texte d’un courriel HTML tel qu’on le lit, titre de page exclu : un bloc par ligne, liens en clair."""
    lecteur = _Lecteur()
    lecteur.feed(html)
    lignes = (" ".join(ligne.split()) for ligne in "".join(lecteur.morceaux).split("\0"))
    return "\n".join(ligne for ligne in lignes if ligne)


class _Lecteur(HTMLParser):
    """Garde le texte visible ; un octet nul sépare les blocs."""

    def __init__(self) -> None:
        super().__init__()
        self.morceaux: list[str] = []
        self._lien = ""
        self._invisible = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCS:
            self.morceaux.append("\0- " if tag == "li" else "\0")
        self._invisible = tag in {"title", "style"}
        if tag == "a":
            self._lien = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self._invisible = False
        if tag == "a":
            self.morceaux.append(f"\u00a0: {self._lien}")
        elif tag in BLOCS:
            self.morceaux.append("\0")

    def handle_data(self, data: str) -> None:
        if not self._invisible:
            self.morceaux.append(data)


def _lire(chemin: Path) -> Envoi:
    recu_le = datetime.strptime(chemin.name.partition("-")[0], HORODATAGE).replace(tzinfo=UTC)
    if chemin.suffix == ".json":
        sms = json.loads(chemin.read_bytes())
        numero, texte = str(sms.get("numero", "")), str(sms.get("texte", ""))
        return Envoi(nom=chemin.name, recu_le=recu_le, est_sms=True, destinataire=numero, objet=texte, texte=texte)
    message = message_from_bytes(chemin.read_bytes(), _class=EmailMessage, policy=policy.default)
    return Envoi(
        nom=chemin.name,
        recu_le=recu_le,
        est_sms=False,
        destinataire=str(message["To"] or ""),
        objet=str(message["Subject"] or ""),
        texte=_partie(message, "plain"),
        html=texte_du_html(_partie(message, "html")),
        jointes=tuple(_jointes(message)),
    )


def _partie(message: EmailMessage, sorte: str) -> str:
    partie = message.get_body((sorte,))
    return str(partie.get_content()) if isinstance(partie, EmailMessage) else ""


def _jointes(message: EmailMessage) -> list[Jointe]:
    return [
        Jointe(partie.get_filename() or "document", partie.get_content_type(), _octets(partie))
        for partie in message.iter_attachments()
    ]


def _octets(partie: EmailMessage) -> bytes:
    contenu = partie.get_payload(decode=True)
    return contenu if isinstance(contenu, bytes) else b""
