"""Lancer des processus qui ne nous survivent pas, attendre qu’ils répondent, les arrêter."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from portail.config import RACINE

SIGNAUX_D_ARRET = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
_PAS = 0.05
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class DemarrageImpossible(Exception):
    """Ce qui empêche de démarrer ou de continuer, en une phrase à afficher telle quelle."""


@dataclass(frozen=True, slots=True)
class Compte:
    """Le compte du système sous lequel tourne un processus."""

    nom: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Fils:
    """Un processus à nous, seul dans son groupe ; `nom` se lit dans une phrase (« le serveur web »)."""

    nom: str
    processus: subprocess.Popen[bytes]
    journal: Path

    @property
    def vivant(self) -> bool:
        """Vrai tant que le processus tourne."""
        return self.processus.poll() is None

    def deces(self) -> DemarrageImpossible:
        """Rend la phrase qui explique que ce processus s’est arrêté de lui-même."""
        phrase = f"{self.nom[0].upper()}{self.nom[1:]} s’est arrêté (code {self.processus.returncode})."
        return DemarrageImpossible(f"{phrase} Journal : {self.journal}\n{fin_du_journal(self.journal)}".rstrip())


def lancer(
    nom: str,
    commande: Sequence[str | Path],
    *,
    environnement: Mapping[str, str],
    journal: Path,
    compte: Compte | None = None,
    deuil: signal.Signals = signal.SIGTERM,
) -> Fils:
    """Démarre un processus dans son propre groupe : un Ctrl-C ne lui parvient pas, c’est nous qui l’arrêtons.

    Si nous disparaissons sans avoir pu l’arrêter, le noyau lui envoie `deuil` (Linux). À appeler depuis le fil
    d’exécution principal : pour le noyau, le parent est le fil qui lance.
    """
    journal.parent.mkdir(parents=True, exist_ok=True)
    with journal.open("wb") as sortie:
        processus = subprocess.Popen(
            commande,
            cwd=RACINE if compte is None else "/",
            env=dict(environnement),
            stdin=subprocess.DEVNULL,
            stdout=sortie,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_lien_au_parent(deuil),
            user=compte.uid if compte else None,
            group=compte.gid if compte else None,
            extra_groups=[] if compte else None,
        )
    return Fils(nom, processus, journal)


def executer(
    commande: Sequence[str | Path],
    *,
    environnement: Mapping[str, str],
    compte: Compte | None = None,
) -> subprocess.CompletedProcess[str]:
    """Exécute une commande jusqu’au bout et rend son code et sa sortie ; elle meurt aussi avec nous."""
    return subprocess.run(
        commande,
        cwd=RACINE if compte is None else "/",
        env=dict(environnement),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        start_new_session=True,
        preexec_fn=_lien_au_parent(signal.SIGTERM),
        user=compte.uid if compte else None,
        group=compte.gid if compte else None,
        extra_groups=[] if compte else None,
    )


def _lien_au_parent(deuil: signal.Signals) -> Callable[[], None]:
    pere = os.getpid()

    def lier() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNAUX_D_ARRET)
        if _LIBC is not None:
            # Après le changement de compte, qui efface ce réglage ; le parent a pu disparaître entre-temps.
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(deuil))
            if os.getppid() != pere:
                os._exit(1)

    return lier


@contextmanager
def sans_interruption() -> Iterator[None]:
    """Retient les demandes d’arrêt, le temps qu’un processus lancé soit noté comme à arrêter."""
    avant = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNAUX_D_ARRET)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, avant)


def attendre(pret: Callable[[], bool], *, fils: Iterable[Fils], delai_secondes: float, quoi: str) -> None:
    """Attend que `pret` soit vrai ; lève `DemarrageImpossible` si un fils meurt ou si le délai passe."""
    fils = tuple(fils)
    limite = time.monotonic() + delai_secondes
    while not pret():
        for un in fils:
            if not un.vivant:
                raise un.deces()
        if time.monotonic() > limite:
            raise DemarrageImpossible(f"Après {delai_secondes:.0f} s, {quoi} ne répond toujours pas.")
        time.sleep(_PAS)


def surveiller(fils: Iterable[Fils]) -> None:
    """Ne rend jamais la main ; lève `DemarrageImpossible` dès qu’un fils s’arrête de lui-même."""
    fils = tuple(fils)
    while True:
        for un in fils:
            if not un.vivant:
                raise un.deces()
        time.sleep(4 * _PAS)


def arreter(fils: Fils, *, demande: signal.Signals = signal.SIGTERM, delai_secondes: float = 10) -> None:
    """Arrête un processus et tout son groupe : d’abord poliment, puis sans appel."""
    if fils.vivant:
        fils.processus.send_signal(demande)
        with suppress(subprocess.TimeoutExpired):
            fils.processus.wait(delai_secondes)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(fils.processus.pid, signal.SIGKILL)
    fils.processus.wait()


def fin_du_journal(journal: Path, *, lignes: int = 12) -> str:
    """Rend les dernières lignes d’un journal, ou rien s’il n’existe pas."""
    if not journal.is_file():
        return ""
    return "\n".join(journal.read_text(errors="replace").splitlines()[-lignes:])


def port_est_libre(port: int) -> bool:
    """Vrai si l’on peut écouter sur ce port de la machine locale."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            prise.bind(("127.0.0.1", port))
            return True
    return False


def ports_libres(nombre: int) -> list[int]:
    """Rend autant de ports libres, tous différents, choisis par le système."""
    prises = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(nombre)]
    try:
        for prise in prises:
            prise.bind(("127.0.0.1", 0))
        return [int(prise.getsockname()[1]) for prise in prises]
    finally:
        for prise in prises:
            prise.close()


def ecoute(port: int) -> bool:
    """Vrai si quelqu’un accepte une connexion sur ce port de la machine locale."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def repond(url: str) -> bool:
    """Vrai si cette adresse locale répond 200 ; aucun mandataire HTTP n’est consulté."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with suppress(OSError, urllib.error.URLError), direct.open(url, timeout=5) as reponse:
        return bool(reponse.status == 200)
    return False
