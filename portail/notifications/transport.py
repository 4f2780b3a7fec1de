"""Remettre un message à qui le porte : serveur SMTP ou fournisseur de SMS. Jamais dans une transaction."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from http import HTTPStatus
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

import phonenumbers

from portail.notifications.models import Cause, EtatEnvoi
from portail.socle.demarrage import reglages

DELAI_S = 20
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
PERMANENT = 500
RECUS = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT})
FRANCE = 33
LOCAUX = frozenset({"localhost", "127.0.0.1", "::1"})
SMS_REFUSES = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
MOBILES = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})


class EchecEnvoi(Exception):
    """Le message n’est pas parti, et ne repartira pas de lui-même : il faut que quelqu’un s’en occupe.

    `cause` et `code` (réponse du porteur, sans son texte) le disent sans rien dévoiler.
    """

    etat = EtatEnvoi.ECHEC
    reprise = False

    def __init__(self, cause: Cause, code: int | None = None) -> None:
        super().__init__(cause.value)
        self.cause = cause
        self.code = code

    @property
    def trace(self) -> str:
        """Rend ce que l’on garde de l’échec : « adresse_refusee 550 »."""
        return f"{self.cause.value} {self.code}" if self.code else self.cause.value


class EnvoiRefuse(EchecEnvoi):
    """Cette adresse n’en veut pas : recommencer donnerait la même réponse."""

    etat = EtatEnvoi.REJETE


class EnvoiImpossible(EchecEnvoi):
    """Panne : le même envoi peut réussir plus tard."""

    reprise = True


class Sms(Protocol):
    """Ce qu’un fournisseur de SMS sait faire."""

    def envoyer(self, *, numero: str, texte: str, identifiant: str) -> None:
        """Remet le texte au numéro (+33…) ; lève `EnvoiRefuse` ou `EnvoiImpossible`."""


class SmsParHttp:
    """Le fournisseur par défaut : `POST` d’un document JSON à `SMS_URL`, qui porte au besoin ses identifiants."""

    def __init__(self, url: str) -> None:
        self._url = url

    def envoyer(self, *, numero: str, texte: str, identifiant: str) -> None:
        """Poste `{"numero", "texte", "identifiant"}` ; 400 et 422 refusent le numéro, le reste est une panne."""
        import requests  # noqa: PLC0415 — lourd (5 Mo), inutile à qui n’envoie pas de SMS

        document = {"numero": numero, "texte": texte, "identifiant": identifiant}
        try:
            reponse = requests.post(self._url, json=document, timeout=DELAI_S, allow_redirects=False)
        except requests.RequestException:
            raise EnvoiImpossible(Cause.PORTEUR_INJOIGNABLE) from None
        if reponse.status_code in SMS_REFUSES:
            raise EnvoiRefuse(Cause.ADRESSE_REFUSEE, reponse.status_code)
        if reponse.status_code not in RECUS:
            raise EnvoiImpossible(Cause.PORTEUR_REFUSE, reponse.status_code)


def expedier_sms(texte: str, *, telephone: str, identifiant: str) -> None:
    """Envoie un SMS ; lève `EchecEnvoi` sans fournisseur réglé, `EnvoiRefuse` si ce n’est pas un mobile."""
    url = reglages().sms_url
    if not url:
        raise EchecEnvoi(Cause.SMS_NON_REGLE)
    numero = numero_international(telephone)
    if numero is None:
        raise EnvoiRefuse(Cause.ADRESSE_INVALIDE)
    SmsParHttp(url).envoyer(numero=numero, texte=texte, identifiant=identifiant)


def numero_international(telephone: str) -> str | None:
    """Rend « +33639980001 », ou rien si le numéro n’est pas celui d’un téléphone qui reçoit des SMS."""
    with suppress(phonenumbers.NumberParseException):
        numero = phonenumbers.parse(telephone, "FR")
        if phonenumbers.is_possible_number(numero) and _est_mobile(numero):
            return str(phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164))
    return None


def _est_mobile(numero: phonenumbers.PhoneNumber) -> bool:
    """Vrai pour un mobile ; en France le premier chiffre suffit, et les numéros réservés à la fiction le suivent."""
    if numero.country_code == FRANCE:
        return str(numero.national_number).startswith(("6", "7"))
    return phonenumbers.number_type(numero) in MOBILES


def expedier_courriel(message: EmailMessage) -> None:
    """Remet le message au serveur de `SMTP_URL` ; lève `EnvoiRefuse` ou `EnvoiImpossible`.
    `smtps://` commence en TLS, `smtp+starttls://` y passe ou renonce, `smtp://` y passe si le serveur le propose : un
    mot de passe n’y part en clair que vers la machine elle-même.
    """
    try:
        serveur = _joindre(urlsplit(reglages().smtp_url))
    except smtplib.SMTPResponseException as refus:
        raise EnvoiImpossible(Cause.PORTEUR_REFUSE, refus.smtp_code) from None
    except (OSError, smtplib.SMTPException):
        raise EnvoiImpossible(Cause.PORTEUR_INJOIGNABLE) from None
    try:
        _remettre(serveur, message)
        # Le message est pris : un adieu manqué ne doit pas le faire repartir.
        with suppress(OSError, smtplib.SMTPException):
            serveur.quit()
    finally:
        serveur.close()


def _remettre(serveur: smtplib.SMTP, message: EmailMessage) -> None:
    """Traduit la réponse du serveur : 5xx sur le destinataire ou le message est définitif (RFC 5321, 4.2.1)."""
    try:
        serveur.send_message(message)
    except smtplib.SMTPRecipientsRefused as refus:
        raise _echec(min(code for code, _texte in refus.recipients.values())) from None
    except smtplib.SMTPDataError as refus:
        raise _echec(refus.smtp_code) from None
    except smtplib.SMTPNotSupportedError:
        raise EnvoiRefuse(Cause.ADRESSE_REFUSEE) from None
    except smtplib.SMTPResponseException as refus:
        raise EnvoiImpossible(Cause.PORTEUR_REFUSE, refus.smtp_code) from None
    except (OSError, smtplib.SMTPException):
        raise EnvoiImpossible(Cause.PORTEUR_INJOIGNABLE) from None


def _echec(code: int) -> EchecEnvoi:
    if code >= PERMANENT:
        return EnvoiRefuse(Cause.ADRESSE_REFUSEE, code)
    return EnvoiImpossible(Cause.PORTEUR_REFUSE, code)


def _joindre(url: SplitResult) -> smtplib.SMTP:
    """Rend la connexion au serveur, chiffrée et identifiée s’il le faut."""
    if url.scheme not in PORTS or not url.hostname:
        raise EchecEnvoi(Cause.PORTEUR_INJOIGNABLE)
    port = url.port or PORTS[url.scheme]
    tls = ssl.create_default_context()
    if url.scheme == "smtps":
        serveur: smtplib.SMTP = smtplib.SMTP_SSL(url.hostname, port, timeout=DELAI_S, context=tls)
    else:
        serveur = smtplib.SMTP(url.hostname, port, timeout=DELAI_S)
    try:
        _saluer(serveur, url, tls)
    except BaseException:
        serveur.close()
        raise
    return serveur


def _saluer(serveur: smtplib.SMTP, url: SplitResult, tls: ssl.SSLContext) -> None:
    serveur.ehlo()
    chiffre = url.scheme == "smtps"
    if not chiffre and (url.scheme == "smtp+starttls" or serveur.has_extn("starttls")):
        serveur.starttls(context=tls)
        serveur.ehlo()
        chiffre = True
    if url.username:
        if not chiffre and url.hostname not in LOCAUX:
            raise EnvoiImpossible(Cause.PORTEUR_REFUSE)
        serveur.login(unquote(url.username), unquote(url.password or ""))
