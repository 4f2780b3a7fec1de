"""Faire analyser un fichier par clamd, par son protocole INSTREAM (clamd(8)) : rien n’est écrit sur disque."""

import socket
import struct
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

DELAI_S = 30.0
BLOC = 256 * 1024
PORT = 3310
REPONSE_MAX = 4096


class Etat(StrEnum):
    """Ce que dit l’antivirus ; « indisponible » n’est pas « sain » : à réessayer plus tard."""

    SAIN = "sain"
    INFECTE = "infecte"
    INDISPONIBLE = "indisponible"


@dataclass(frozen=True, slots=True)
class Verdict:
    """L’état d’un fichier ; `detail` est le nom de la menace, ou la raison de l’indisponibilité."""

    etat: Etat
    detail: str = ""


def analyser(contenu: bytes, url: str, *, delai_s: float = DELAI_S) -> Verdict:
    """Rend le verdict de clamd sur ce contenu ; `url` : « tcp://machine:port » ou « unix:///chemin/clamd.sock ».

    Ne lève pas : un service absent, lent ou incompréhensible donne « indisponible ».
    """
    try:
        with _connexion(url, delai_s) as liaison:
            _envoyer(liaison, contenu)
            reponse = _recevoir(liaison)
    except (OSError, ValueError) as erreur:
        return Verdict(Etat.INDISPONIBLE, type(erreur).__name__)
    return _verdict(reponse)


def _connexion(url: str, delai_s: float) -> socket.socket:
    adresse = urlsplit(url)
    if adresse.scheme == "unix":
        liaison = socket.socket(socket.AF_UNIX)
        liaison.settimeout(delai_s)
        try:
            liaison.connect(adresse.path)
        except OSError:
            liaison.close()
            raise
        return liaison
    if adresse.scheme != "tcp" or not adresse.hostname:
        raise ValueError(url)
    return socket.create_connection((adresse.hostname, adresse.port or PORT), timeout=delai_s)


def _envoyer(liaison: socket.socket, contenu: bytes) -> None:
    """Envoie les blocs, chacun précédé de sa taille ; une taille nulle finit. clamd peut raccrocher avant la fin."""
    try:
        liaison.sendall(b"zINSTREAM\0")
        for debut in range(0, len(contenu), BLOC):
            bloc = contenu[debut : debut + BLOC]
            liaison.sendall(struct.pack(">I", len(bloc)) + bloc)
        liaison.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return


def _recevoir(liaison: socket.socket) -> str:
    reponse = b""
    while not reponse.endswith(b"\0") and len(reponse) < REPONSE_MAX:
        morceau = liaison.recv(REPONSE_MAX)
        if not morceau:
            break
        reponse += morceau
    return reponse.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(reponse: str) -> Verdict:
    """Lit « stream: OK », « stream: Nom FOUND » ; tout le reste (dont la limite de taille) est une indisponibilité."""
    corps = reponse.removeprefix("stream: ")
    if corps == "OK":
        return Verdict(Etat.SAIN)
    if corps.endswith(" FOUND"):
        return Verdict(Etat.INFECTE, corps.removesuffix(" FOUND"))
    return Verdict(Etat.INDISPONIBLE, corps)
