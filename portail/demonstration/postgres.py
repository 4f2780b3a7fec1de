"""Un PostgreSQL pour la démonstration et les tests : celui du paquet Python, sinon celui du système.

Il n’écoute que sur une prise Unix, dans un dossier à nous.
"""

import fcntl
import os
import shutil
import signal
import tempfile
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from portail.demonstration.postgres_installation import (
    ENVIRONNEMENT,
    compte_du_serveur,
    lieu_des_donnees,
    lieux_existants,
    programmes,
)
from portail.demonstration.processus import (
    DemarrageImpossible,
    Fils,
    arreter,
    attendre,
    executer,
    lancer,
    sans_interruption,
)

_ROLE = "portail"
# Un chemin de prise Unix tient en 104 octets sur certains systèmes, nom du fichier compris.
_CHEMIN_DE_PRISE = 80
# Le port nomme seulement la prise ; dit partout, un PGPORT de l’environnement ne peut pas le changer.
_PORT = "5432"
_OPTIONS = {
    "listen_addresses": "",
    "port": _PORT,
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
# Une base jetable n’a rien à sauver d’une panne : elle n’attend jamais le disque.
_OPTIONS_EPHEMERES = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "10min",
}


class AccesPostgres:
    """Un serveur PostgreSQL joignable, où créer et supprimer des bases."""

    def __init__(self, adresse: str) -> None:
        self._adresse = urlsplit(adresse.replace("postgresql+psycopg:", "postgresql:", 1))

    def url(self, base: str) -> str:
        """Rend l’adresse « postgresql://… » de cette base."""
        return self._adresse._replace(path=f"/{base}").geturl()

    def existe(self, base: str) -> bool:
        """Vrai si cette base existe."""
        with self.connexion() as connexion:
            trouve = connexion.execute("SELECT 1 FROM pg_database WHERE datname = %s", [base])
            return trouve.fetchone() is not None

    def creer_base(self, nom: str, modele: str | None = None) -> None:
        """Crée une base vide, ou la copie exacte d’un modèle que personne n’utilise."""
        requete = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with self.connexion() as connexion:
            connexion.execute(requete.format(sql.Identifier(nom), sql.Identifier(modele or "template0")))

    def supprimer_base(self, nom: str) -> None:
        """Supprime une base, en coupant qui l’utilise encore ; sans effet si elle n’existe pas."""
        with self.connexion() as connexion:
            connexion.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(nom)))

    def connexion(self) -> psycopg.Connection:
        """Rend une connexion au serveur, chaque ordre validé aussitôt."""
        return psycopg.connect(self.url("postgres"), autocommit=True)


class ServeurPostgres(AccesPostgres):
    """Un serveur démarré par nous, arrêté par `arreter` et au plus tard avec notre processus."""

    def __init__(self, dossier: Path, *, ephemere: bool) -> None:
        self._dossier = dossier
        self._ephemere = ephemere
        self._compte = compte_du_serveur()
        self._programmes = programmes(self._compte)
        self.lieu = lieu_des_donnees(dossier, self._compte)
        self.donnees = self.lieu / "donnees"
        self._prise = self.lieu / "prise"
        if len(os.fsencode(self._prise)) > _CHEMIN_DE_PRISE:
            self._prise = Path(tempfile.mkdtemp(prefix="portail-"))
        super().__init__(f"postgresql://{_ROLE}@/postgres?host={quote(str(self._prise), safe='')}&port={_PORT}")
        self._verrou: TextIOWrapper | None = None
        self.fils: Fils | None = None

    @classmethod
    def demarrer(cls, dossier: Path, *, ephemere: bool) -> Self:
        """Démarre un serveur dont les données sont sous `dossier` ; lève `DemarrageImpossible`.

        Éphémère, il n’attend pas le disque et `arreter` efface ses données. Sous root, quand le compte sans privilège
        ne peut pas entrer dans `dossier`, les données vont dans /var/tmp (`lieu` dit où).
        """
        serveur = cls(dossier, ephemere=ephemere)
        try:
            serveur._ouvrir()
        except BaseException:
            serveur.arreter()
            raise
        return serveur

    @staticmethod
    def effacer(dossier: Path) -> None:
        """Efface les données d’un serveur arrêté ; lève `DemarrageImpossible` s’il tourne encore."""
        for lieu in lieux_existants(dossier):
            with _verrouiller(lieu):
                _chasser(lieu / "donnees")
                shutil.rmtree(lieu)

    def arreter(self) -> None:
        """Arrête le serveur ; peut être rappelé."""
        if self.fils is not None:
            # SIGINT ferme proprement, SIGQUIT tout de suite : une base jetable n’a rien à écrire.
            demande = signal.SIGQUIT if self._ephemere else signal.SIGINT
            arreter(self.fils, demande=demande, delai_secondes=30)
            _chasser(self.donnees)
            self.fils = None
        if self._prise.parent != self.lieu:
            shutil.rmtree(self._prise, ignore_errors=True)
        if self._verrou is not None:
            for inutile in (self.lieu, self._dossier) if self._ephemere else ():
                shutil.rmtree(inutile, ignore_errors=True)
            self._verrou.close()
            self._verrou = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _nature: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self.arreter()

    def _ouvrir(self) -> None:
        self._verrou = _verrouiller(self.lieu)
        _chasser(self.donnees)
        if not self.donnees.is_dir():
            self._initialiser()
        self._ceder(self._prise)
        # Le numéro d’un processus disparu peut resservir : ces verrous-là ne prouvent plus rien.
        for perime in (self.donnees / "postmaster.pid", *self._prise.iterdir()):
            perime.unlink(missing_ok=True)
        options = _OPTIONS | {"unix_socket_directories": '"' + str(self._prise).replace('"', '""') + '"'}
        if self._ephemere:
            options |= _OPTIONS_EPHEMERES
        programme = self._programmes / "postgres"
        with sans_interruption():
            self.fils = lancer(
                "le serveur PostgreSQL",
                [programme, "-D", self.donnees, *(f"--{cle}={valeur}" for cle, valeur in options.items())],
                environnement=ENVIRONNEMENT,
                journal=self.lieu / "journal",
                compte=self._compte,
                deuil=signal.SIGINT,
            )
        attendre(self._pret, fils=[self.fils], delai_secondes=300, quoi="le serveur PostgreSQL")

    def _initialiser(self) -> None:
        """Crée le groupe de bases à côté, puis lui donne son nom : une création interrompue se recommence."""
        neuf = self.lieu / "donnees.neuf"
        shutil.rmtree(neuf, ignore_errors=True)
        self._ceder(neuf)
        options = ["-U", _ROLE, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust"]
        if self._ephemere:
            options.append("--no-sync")
        essai = executer(
            [self._programmes / "initdb", "-D", neuf, *options], environnement=ENVIRONNEMENT, compte=self._compte
        )
        if essai.returncode != 0:
            raise DemarrageImpossible(f"PostgreSQL n’a pas pu préparer ses fichiers dans {neuf} :\n{essai.stdout}")
        neuf.rename(self.donnees)

    def _ceder(self, dossier: Path) -> None:
        """Crée un dossier fermé à tous sauf au compte du serveur."""
        dossier.mkdir(mode=0o700, exist_ok=True)
        if self._compte is not None:
            os.chown(dossier, self._compte.uid, self._compte.gid)

    def _pret(self) -> bool:
        """Vrai quand le serveur l’a écrit lui-même, huitième ligne de postmaster.pid (ce que lit aussi pg_ctl)."""
        with suppress(OSError):
            lignes = (self.donnees / "postmaster.pid").read_text().splitlines()
            return len(lignes) > 7 and lignes[7].strip() == "ready"
        return False


def _verrouiller(lieu: Path) -> TextIOWrapper:
    """Prend le dossier pour nous seuls, tant que le fichier rendu reste ouvert et que nous vivons."""
    verrou = (lieu / "verrou").open("w")
    try:
        fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as e:
        verrou.close()
        raise DemarrageImpossible(f"Un autre portail utilise déjà la base de {lieu} : arrêtez-le d’abord.") from e
    return verrou


def _chasser(donnees: Path) -> None:
    """Termine ce qui reste d’un arrêt brutal sur ces données."""
    restes = _occupants(donnees)
    for demande, delai in ((signal.SIGINT, 10), (signal.SIGKILL, 5)):
        for pid in restes:
            with suppress(ProcessLookupError):
                os.kill(pid, demande)
        with suppress(DemarrageImpossible):
            attendre(lambda: not _occupants(donnees), fils=[], delai_secondes=delai, quoi="l’arrêt précédent")
            return
    raise DemarrageImpossible(f"Un PostgreSQL lancé auparavant occupe encore {donnees} et ne s’arrête pas.")


def _occupants(donnees: Path) -> list[int]:
    """Rend les processus installés dans ce dossier de données (Linux) : PostgreSQL y travaille toujours."""
    reel = os.path.realpath(donnees)
    trouves = []
    for lien in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if os.readlink(lien) == reel:
                trouves.append(int(lien.parent.name))
    return trouves
