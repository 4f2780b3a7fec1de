"""Ce que les bancs de charge partagent : les vagues de parcours, les mesures de processus, les options, le rapport."""

import argparse
import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import quantiles
from typing import NoReturn
from uuid import UUID

import psutil
from flask import Flask

from portail.demonstration.pile import Pile
from portail.guichets.session import InterfaceDeSession
from portail.identite import sessions
from portail.socle import base, demarrage
from tests.charge.navigateur import Echange, Navigateur, ParcoursRompu

HERITEES = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR")
"""Ce qu’un banc laisse passer de l’environnement : ni base ni réglage d’un portail déjà installé."""
MO = 1_000_000


@dataclass(slots=True)
class Vague:
    """Ce qu’a donné une vague de parcours simultanés."""

    parcours: int = 0
    cpu_ms: float = 0.0
    durees_ms: list[float] = field(default_factory=list)
    echanges: list[Echange] = field(default_factory=list)
    erreurs: list[str] = field(default_factory=list)

    @property
    def cpu_ms_par_parcours(self) -> float:
        """Rend le temps de processeur que le serveur a passé par parcours, en millisecondes."""
        return self.cpu_ms / max(1, self.parcours)


def vague(
    jouer: Callable[[int], Navigateur], nombre: int, *, clients: int, serveur: psutil.Process, limite: float
) -> Vague:
    """Joue `nombre` parcours, `clients` à la fois, et mesure ce qu’ils coûtent au serveur.

    Après `limite` (instant de `time.monotonic`), aucun parcours ne commence, sauf le premier de chaque client : une
    vague n’est jamais vide.
    """
    resultat = Vague()

    def un(rang: int) -> None:
        if rang >= clients and time.monotonic() > limite:
            return
        debut = time.perf_counter()
        try:
            navigateur = jouer(rang)
        except (ParcoursRompu, OSError, http.client.HTTPException) as erreur:
            resultat.erreurs.append(str(erreur) or type(erreur).__name__)
            return
        resultat.durees_ms.append((time.perf_counter() - debut) * 1000)
        resultat.echanges += navigateur.echanges

    avant = cpu_secondes(serveur)
    with ThreadPoolExecutor(max_workers=clients) as equipe:
        list(equipe.map(un, range(nombre)))
    resultat.cpu_ms = (cpu_secondes(serveur) - avant) * 1000
    resultat.parcours = len(resultat.durees_ms)
    return resultat


def famille(processus: psutil.Process) -> list[psutil.Process]:
    """Rend un processus et tous ses descendants."""
    return [processus, *processus.children(recursive=True)]


def cpu_secondes(processus: psutil.Process) -> float:
    """Rend le temps de processeur, utilisateur et système, d’un processus et de ses descendants, finis compris."""
    secondes = 0.0
    for un in famille(processus):
        with suppress(psutil.NoSuchProcess):  # fini entre-temps : son père le compte
            secondes += sum(un.cpu_times()[:4])
    return secondes


def memoire_mo(processus: psutil.Process) -> float:
    """Rend la mémoire résidente du plus gros processus de la famille, en mégaoctets."""
    return max(un.memory_info().rss for un in famille(processus)) / MO


def processus_de(pile: Pile, nom: str) -> psutil.Process:
    """Rend le premier processus de la pile qui porte ce nom (« le serveur web »)."""
    return psutil.Process(next(fils.processus.pid for fils in pile.fils if fils.nom == nom))


def centile(valeurs: Sequence[float], rang: int) -> float:
    """Rend ce centile (50, 95) ; 0 sans valeur."""
    if len(valeurs) < 2:
        return valeurs[0] if valeurs else 0.0
    return quantiles(valeurs, n=100, method="inclusive")[rang - 1]


def temoin_de(usager_id: UUID) -> str:
    """Ouvre une session à cette personne, sans passer par un fournisseur, et rend son témoin signé."""
    jeton = sessions.nouveau_jeton()
    titulaire = sessions.Titulaire(usager_id=usager_id)
    sessions.enregistrer(jeton, titulaire, fournisseur="banc", jeton_identite=None, donnees={})
    base.fermer_session()
    portail = Flask(__name__)
    portail.secret_key = demarrage.reglages().cle_secrete
    return InterfaceDeSession()._signataire(portail).sign(jeton).decode()


def environnement_neutre() -> dict[str, str]:
    """Rend l’environnement d’un banc."""
    return {cle: os.environ[cle] for cle in HERITEES if cle in os.environ}


def s_arreter_proprement() -> None:
    """Fait d’un SIGTERM une sortie ordinaire : tout ce que le banc a lancé s’arrête avec lui."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


class Options(argparse.ArgumentParser):
    """Les options d’un banc, dites en français."""

    def __init__(self, banc: str, *, en_plus: str = "") -> None:
        super().__init__(add_help=False)
        siennes = f" {en_plus}" if en_plus else ""
        self.usage_francais = f"Usage : python3 -m portail charge {banc} [--rapide] [--json]{siennes}"
        self.add_argument("--rapide", action="store_true")
        self.add_argument("--json", action="store_true")

    def error(self, _message: str) -> NoReturn:
        """Sort avec le code 2."""
        self.exit(2, f"Options non comprises. {self.usage_francais}\n")


def dire(ligne: str = "") -> None:
    """Affiche une ligne du rapport, tout de suite."""
    sys.stdout.write(f"{ligne}\n")
    sys.stdout.flush()


def nombre(valeur: float, decimales: int = 1) -> str:
    """Rend « 12,5 »."""
    return f"{valeur:.{decimales}f}".replace(".", ",")


def entier(valeur: int) -> str:
    """Rend « 100 000 »."""
    return f"{valeur:,}".replace(",", "\u202f")


def tableau(titres: Sequence[str], lignes: Iterable[Sequence[object]]) -> None:
    """Affiche un tableau : la première colonne à gauche, les autres à droite."""
    rangees = [list(titres), *([str(case) for case in ligne] for ligne in lignes)]
    largeurs = [max(map(len, colonne)) for colonne in zip(*rangees, strict=True)]
    for premiere, *autres in rangees:
        droite = (case.rjust(largeur) for case, largeur in zip(autres, largeurs[1:], strict=True))
        dire("  ".join(["", premiere.ljust(largeurs[0]), *droite]))


def conclure(mesures: dict[str, object], *, en_json: bool) -> int:
    """Écrit la dernière ligne, en JSON, si elle est demandée ; rend le code de sortie : 1 s’il y a eu des erreurs."""
    if en_json:
        dire(json.dumps(mesures, ensure_ascii=False))
    return 1 if mesures["erreurs"] else 0
