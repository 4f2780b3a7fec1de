"""L’atelier : exécuter une fonction sur des fichiers venus du dehors, dans un processus à part, borné et sans secret.

Le processus naît pour un travail et meurt avec lui : mémoire, temps de calcul et taille du résultat sont limités par
le noyau, l’environnement est vide (ni adresse de base, ni clé). Un fichier qui fait exploser une bibliothèque ne
coûte que ce travail, et l’ouvrier qui l’a demandé reste léger.

Échange par tubes, en binaire : une ligne JSON, puis les contenus bout à bout, dont elle donne les tailles.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import IO, Any

from portail.config import RACINE
from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _

MO = 1_000_000
LIGNE_MAX = 10_000
PAQUET = "portail."
ETATS = frozenset({"fait", "refus", "echec"})
# Un seul tas et un seul fil : la mémoire bornée est la mémoire virtuelle, que chaque fil gonflerait.
ENVIRONNEMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}


class TravailImpossible(ErreurMetier):
    """Le travail n’a pas abouti ; `raison` vaut « temps », « memoire », « resultat » ou « echec »."""

    message = _("Ce fichier n’a pas pu être traité. Envoyez une autre copie, ou prenez le document en photo.")

    def __init__(self, raison: str) -> None:
        super().__init__()
        self.raison = raison


class TravailRefuse(SaisieInvalide):
    """La fonction a refusé son entrée ; `message`, `valeurs` et `code` sont ceux de son refus."""

    def __init__(self, message: str, code: str, valeurs: Mapping[str, Any]) -> None:
        super().__init__(message, valeurs)
        self.code = code


@dataclass(frozen=True, slots=True)
class Bornes:
    """Ce qu’un travail peut consommer."""

    memoire_mo: int = 900
    duree_s: int = 30
    resultat_mo: int = 60


BORNES = Bornes()


def executer(
    fonction: str, entrees: Sequence[bytes], *, options: Mapping[str, Any] | None = None, bornes: Bornes = BORNES
) -> bytes:
    """Rend `fonction(entrees, **options)`, calculé dans un processus borné.

    `fonction` s’écrit « portail.module:nom » et prend une suite de contenus pour en rendre un. Lève `TravailRefuse`
    si elle refuse son entrée (`SaisieInvalide`), `TravailImpossible` si elle échoue ou dépasse ses bornes.
    """
    commande = {"fonction": fonction, "options": options or {}, "bornes": asdict(bornes)}
    etat, corps = _converser(_message(commande, entrees), bornes)
    if etat["etat"] == "fait":
        return corps
    if etat["etat"] == "refus":
        raise TravailRefuse(etat["message"], etat["code"], etat["valeurs"])
    raise TravailImpossible(etat["raison"])


def _message(entete: Mapping[str, Any], contenus: Sequence[bytes]) -> list[bytes]:
    ligne = json.dumps({**entete, "tailles": [len(contenu) for contenu in contenus]}).encode() + b"\n"
    return [ligne, *contenus]


def _converser(message: Sequence[bytes], bornes: Bornes) -> tuple[dict[str, Any], bytes]:
    """Lance le processus, lui donne le message, rend sa réponse ; il est tué à l’heure dite."""
    processus = subprocess.Popen(
        [sys.executable, "-E", "-s", "-m", "portail.socle.atelier"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=RACINE,
        env=ENVIRONNEMENT,
    )
    minuterie = threading.Timer(bornes.duree_s, processus.kill)
    minuterie.start()
    depart = time.monotonic()
    try:
        reponse = _echanger(processus, message, bornes.resultat_mo * MO + LIGNE_MAX)
    finally:
        minuterie.cancel()
        processus.kill()
        processus.wait()
    entete, corps = _decouper(reponse)
    if entete:
        return entete, corps
    hors_delai = time.monotonic() - depart >= bornes.duree_s or processus.returncode == -signal.SIGXCPU
    return {"etat": "echec", "raison": "temps" if hors_delai else "echec"}, b""


def _echanger(processus: subprocess.Popen[bytes], message: Sequence[bytes], maximum: int) -> bytes:
    """Écrit tout, puis lit au plus `maximum` octets ; le processus lit tout avant d’écrire : pas d’interblocage."""
    if processus.stdin is None or processus.stdout is None:
        raise TravailImpossible("echec")
    with processus.stdout as sortie:
        with suppress(BrokenPipeError), processus.stdin as entree:
            entree.writelines(message)
        reponse = sortie.read(maximum)
        if len(reponse) < maximum:
            processus.wait()
        return reponse


def _decouper(reponse: bytes) -> tuple[dict[str, Any], bytes]:
    """Rend l’en-tête et le corps d’une réponse entière, rien d’une réponse tronquée ou mal formée."""
    ligne, _saut, corps = reponse.partition(b"\n")
    try:
        entete = json.loads(ligne)
        complete = entete["etat"] in ETATS and entete["tailles"] == [len(corps)]
    except (ValueError, TypeError, KeyError):
        return {}, b""
    return (entete, corps) if complete else ({}, b"")


def _travailler(entree: IO[bytes], sortie: IO[bytes]) -> None:
    """Côté processus borné : lit la commande, se borne, calcule, répond."""
    commande = json.loads(entree.readline())
    _se_borner(**commande["bornes"])
    contenus = [entree.read(taille) for taille in commande["tailles"]]
    entete, corps = _resultat(commande, contenus)
    sortie.writelines(_message(entete, [corps]))
    sortie.flush()


def _resultat(commande: Mapping[str, Any], contenus: list[bytes]) -> tuple[dict[str, Any], bytes]:
    try:
        resultat = _fonction(commande["fonction"])(contenus, **commande["options"])
    except SaisieInvalide as refus:
        code = str(getattr(refus, "code", ""))
        return {"etat": "refus", "message": refus.message, "code": code, "valeurs": refus.valeurs}, b""
    except MemoryError:
        return {"etat": "echec", "raison": "memoire"}, b""
    except Exception:  # noqa: BLE001 — quoi qu’il arrive ici, l’appelant doit recevoir une réponse
        return {"etat": "echec", "raison": "echec"}, b""
    if len(resultat) > commande["bornes"]["resultat_mo"] * MO:
        return {"etat": "echec", "raison": "resultat"}, b""
    return {"etat": "fait"}, resultat


def _fonction(nom: str) -> Callable[..., bytes]:
    """Rend la fonction nommée ; lève `ValueError` si elle n’est pas de la plateforme."""
    module, _deux_points, fonction = nom.partition(":")
    if not module.startswith(PAQUET):
        raise ValueError(nom)
    trouvee: Callable[..., bytes] = getattr(import_module(module), fonction)
    return trouvee


def _se_borner(*, memoire_mo: int, duree_s: int, resultat_mo: int) -> None:
    """Demande au noyau de tuer ce processus s’il dépasse ; `resultat_mo` est vérifié à la réponse."""
    del resultat_mo
    for ressource, limite in (
        (resource.RLIMIT_AS, memoire_mo * MO),
        (resource.RLIMIT_CPU, duree_s),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_FSIZE, 4 * MO),
    ):
        resource.setrlimit(ressource, (limite, limite))


def _principal() -> None:
    """Point d’entrée du processus borné ; ce qu’une bibliothèque imprime ne doit pas se mêler à la réponse."""
    reponse = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _travailler(sys.stdin.buffer, reponse)


if __name__ == "__main__":
    _principal()
