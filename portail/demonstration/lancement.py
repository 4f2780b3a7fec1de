"""Lance la démonstration entière, dit où elle est, et arrête tout au premier signal."""

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from errno import ENOSPC
from pathlib import Path
from types import FrameType
from typing import NoReturn

from portail.config import RACINE
from portail.demonstration.personnes import AGENTS, NOTAIRES, PARTICULIERS
from portail.demonstration.pile import Pile, pile_de_demonstration
from portail.demonstration.postgres import ServeurPostgres
from portail.demonstration.processus import SIGNAUX_D_ARRET, DemarrageImpossible, port_est_libre, surveiller

USAGE = "Usage : python3 -m portail demo [--port 8000] [--reinitialiser] [--dossier var]"
_PLACE_NECESSAIRE = 300_000_000
_PORT_MAXIMAL = 65_535


class ArretDemande(BaseException):
    """Quelqu’un demande l’arrêt : Ctrl-C, fermeture du terminal ou `kill`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Lance la démonstration jusqu’à ce qu’on l’arrête ; rend le code de sortie (1 si elle n’a pas pu tourner)."""
    options = _lire(arguments)
    for un in SIGNAUX_D_ARRET:
        signal.signal(un, _demander_l_arret)
    try:
        # `python3 -m portail` les retient le temps de nos imports, où rien ne saurait y répondre.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNAUX_D_ARRET)
        _tourner(options.dossier, port=options.port, reinitialiser=options.reinitialiser)
    except ArretDemande:
        dire("Tout est arrêté.")
    except (DemarrageImpossible, OSError) as e:
        print(_explication(e), file=sys.stderr, flush=True)
        return 1
    return 0


class _Analyse(argparse.ArgumentParser):
    """Un analyseur d’options qui répond en français, en une phrase."""

    def error(self, _message: str) -> NoReturn:
        """Sort avec le code 2."""
        self.exit(2, f"Options non comprises. {USAGE}\n")


def _lire(arguments: Sequence[str] | None) -> argparse.Namespace:
    analyse = _Analyse(add_help=False)
    analyse.add_argument("--port", type=int, default=8000)
    analyse.add_argument("--reinitialiser", action="store_true")
    analyse.add_argument("--dossier", type=Path, default=RACINE / "var")
    return analyse.parse_args(arguments)


def _demander_l_arret(_signal: int, _cadre: FrameType | None) -> NoReturn:
    # Un second Ctrl-C interromprait l’arrêt et laisserait des processus : il est ignoré, l’arrêt est borné.
    for un in SIGNAUX_D_ARRET:
        signal.signal(un, signal.SIG_IGN)
    raise ArretDemande


def _tourner(dossier: Path, *, port: int, reinitialiser: bool) -> None:
    _verifier(dossier, port)
    if reinitialiser:
        _reinitialiser(dossier, os.environ)
    with pile_de_demonstration(dossier, port=port, annoncer=dire) as pile:
        _presenter(pile)
        dire("prêt")
        surveiller(pile.fils)


def _verifier(dossier: Path, port: int) -> None:
    """Lève `DemarrageImpossible` si le port ou la place manque."""
    if not 0 < port < _PORT_MAXIMAL:
        raise DemarrageImpossible(f"Le port {port} n’existe pas : donnez un nombre entre 1 et {_PORT_MAXIMAL - 1}.")
    if not port_est_libre(port):
        raise DemarrageImpossible(f"Le port {port} est déjà pris : donnez-en un autre, par exemple --port {port + 10}.")
    existant = next(un for un in (dossier, *dossier.resolve().parents) if un.exists())
    libre = shutil.disk_usage(existant).free
    if libre < _PLACE_NECESSAIRE:
        raise DemarrageImpossible(
            f"Le disque est plein : il reste {libre // 10**6} Mo, il en faut {_PLACE_NECESSAIRE // 10**6}."
        )


def _explication(erreur: Exception) -> str:
    """Rend la phrase qui explique pourquoi la démonstration ne tourne pas."""
    if isinstance(erreur, OSError):
        ou = f" ({erreur.filename})" if erreur.filename else ""
        return "Le disque est plein." if erreur.errno == ENOSPC else f"Le système refuse : {erreur.strerror}{ou}."
    return str(erreur)


def _reinitialiser(dossier: Path, environ: Mapping[str, str]) -> None:
    """Efface la base, les fichiers, les envois et le cachet de la démonstration ; jamais une base fournie."""
    if environ.get("DATABASE_URL", "").strip():
        raise DemarrageImpossible(
            "--reinitialiser n’efface pas une base fournie : videz celle de DATABASE_URL vous-même."
        )
    dire("Effacement des données de la démonstration…")
    ServeurPostgres.effacer(dossier / "postgres")
    for nom in ("cachet", "fichiers", "envois", "journaux"):
        shutil.rmtree(dossier / nom, ignore_errors=True)


def _presenter(pile: Pile) -> None:
    """Affiche l’adresse et les comptes fictifs."""
    dire(f"\nLe portail est ouvert : {pile.environnement['URL_PUBLIQUE']}")
    dire("Les personnes sont fictives ; on en choisit une à la connexion, sans mot de passe.")
    for titre, personnes in (("Usagers", PARTICULIERS), ("Agents", AGENTS), ("Notaires", NOTAIRES)):
        dire(f"\n{titre}")
        for une in personnes:
            dire(f"  {une.nom} — {une.presentation}")
    dire(f"\nPayFiP simulé, et son pupitre : {pile.environnement['PAYFIP_URL']}/pupitre")
    dire(f"Courriels et SMS envoyés : {pile.environnement['BOITE_ENVOI']}")
    dire(f"Journaux : {pile.dossier / 'journaux'}")
    dire("Ctrl-C arrête tout.\n")


def dire(phrase: str) -> None:
    """Affiche une phrase aussitôt, même vers un fichier."""
    print(phrase, flush=True)


if __name__ == "__main__":
    sys.exit(main())
