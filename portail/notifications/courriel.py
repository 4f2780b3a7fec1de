"""Mettre un courriel en forme : en-têtes propres, deux versions équivalentes, rien du dehors sans contrôle."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from portail.notifications.models import Cause
from portail.notifications.rendu import Courriel
from portail.notifications.transport import EnvoiRefuse
from portail.socle import horloge
from portail.socle.demarrage import reglages

LIGNE_MAX = 75
"""La plus longue ligne d’un en-tête qui porte des mots codés (RFC 2047, 2), sa fin de ligne à part."""


class ObjetEntier(EmailPolicy):
    """La politique ordinaire, sauf l’objet : celle-ci perd l’espace où elle le coupe entre deux mots accentués."""

    def fold(self, name: str, value: str) -> str:
        """Rend l’en-tête plié."""
        if name.lower() != "subject" or str(value).isascii():
            return str(super().fold(name, value))
        plie = Header(str(value), "utf-8", maxlinelen=LIGNE_MAX, header_name=name).encode(linesep=self.linesep)
        return f"{name}: {plie}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """Rend l’en-tête plié, en octets."""
        if name.lower() != "subject":
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode()


@dataclass(frozen=True, slots=True)
class PieceJointe:
    """Un document joint : son nom affiché, son contenu, sa nature."""

    nom: str
    contenu: bytes
    nature: str = "application/pdf"


def mettre_en_forme(
    courriel: Courriel,
    *,
    adresse: str,
    identifiant: str,
    langue: str,
    jointes: Iterable[PieceJointe] = (),
    important: bool = False,
) -> EmailMessage:
    """Rend le message prêt à partir ; `identifiant` le nomme : envoyé deux fois, il se reconnaît (RFC 5322, 3.6.4).

    `important` : la messagerie peut le mettre en avant (RFC 2156, 5.3.4).
    Lève `EnvoiRefuse` si l’adresse n’en est pas une.
    """
    expediteur = _expediteur()
    message = EmailMessage(policy=ObjetEntier())
    message["From"] = expediteur
    message["To"] = _destinataire(adresse)
    message["Subject"] = courriel.objet
    message["Date"] = format_datetime(horloge.maintenant())
    message["Message-ID"] = f"<{identifiant}@{expediteur.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if important:
        message["Importance"] = "high"
    message.set_content(courriel.texte, cte="quoted-printable")
    message.add_alternative(courriel.html, subtype="html", cte="quoted-printable")
    for jointe in jointes:
        principale, _barre, precise = jointe.nature.partition("/")
        message.add_attachment(jointe.contenu, maintype=principale, subtype=precise, filename=jointe.nom)
    # En dernier : poser un contenu efface les en-têtes « Content-… ».
    message["Content-Language"] = langue
    return message


def _expediteur() -> Address:
    """Rend l’adresse qui signe : celle des réglages, au nom du département."""
    nom, adresse = parseaddr(reglages().expediteur)
    return Address(display_name=nom or reglages().departement.nom_complet, addr_spec=adresse)


def _destinataire(adresse: str) -> Address:
    """Rend l’adresse lue strictement : une virgule ou un retour à la ligne ferait un second destinataire."""
    nom, _arobase, domaine = adresse.rpartition("@")
    try:
        return Address(addr_spec=f"{nom}@{domaine.encode('idna').decode()}")
    except (ValueError, MessageError, IndexError):
        raise EnvoiRefuse(Cause.ADRESSE_INVALIDE) from None
