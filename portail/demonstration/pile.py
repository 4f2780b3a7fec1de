"""La pile entière — base, simulateurs, web, ouvrier — pour la démonstration, les tests de bout en bout et les bancs."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from portail.config import Environnement
from portail.demonstration.marque import est_chargee, marquer, noter_chargement, suivre_les_emetteurs
from portail.demonstration.particulier import JETON as JETON_PARTICULIER
from portail.demonstration.postgres import ServeurPostgres
from portail.demonstration.processus import (
    DemarrageImpossible,
    Fils,
    arreter,
    attendre,
    ecoute,
    executer,
    lancer,
    port_est_libre,
    ports_libres,
    repond,
    sans_interruption,
)

_BASE = "portail"
_FOURNISSEURS = {"FRANCECONNECT": "franceconnect", "PROCONNECT": "proconnect", "NOTAIRES": "notaires"}
_CLIENT = {"CLIENT_ID": "portail-demo", "CLIENT_SECRET": "secret-demo"}
_FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
_FILS_WEB = 16
DELAI_SECONDES = 300
"""Combien attendre que chacun réponde, machine lente comprise ; un processus mort se voit aussitôt."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Une pile en marche : ses adresses, l’environnement de ses processus, ses processus."""

    dossier: Path
    urls: tuple[str, ...]
    environnement: Mapping[str, str]
    fils: tuple[Fils, ...]

    @property
    def url(self) -> str:
        """Adresse du premier processus web."""
        return self.urls[0]


def commande_du_web(port: int, application: str = "wsgi:app") -> list[str]:
    """Rend la commande qui sert une application WSGI sur ce port."""
    options = ["--interface=wsgi", "--host=127.0.0.1", "--workers=1", f"--blocking-threads={_FILS_WEB}", "--no-ws"]
    return [sys.executable, "-m", "granian", *options, "--workers-kill-timeout=5s", f"--port={port}", application]


@contextmanager
def pile_de_demonstration(
    dossier: Path,
    *,
    environnement: Environnement = Environnement.DEMO,
    environ: Mapping[str, str] | None = None,
    port: int | None = None,
    webs: int = 1,
    ouvriers: int = 1,
    charger: bool = True,
    annoncer: Callable[[str], object] = lambda _etape: None,
) -> Iterator[Pile]:
    """Démarre la pile, rend la main quand tout répond, arrête tout à la sortie ; lève `DemarrageImpossible`.

    `dossier` reçoit données et journaux. `environ` (à défaut, l’environnement courant) l’emporte sur tout réglage posé
    ici : une base ou un fournisseur fourni remplace le nôtre. `port` est celui du premier web ; les autres sont libres.
    """
    fourni = {cle: valeur for cle, valeur in (os.environ if environ is None else environ).items() if valeur.strip()}
    with ExitStack() as sorties:
        chantier = _Chantier(dossier.resolve(), _variables(fourni, environnement), sorties)
        chantier.ouvrir_la_base(annoncer)
        ports, simulateurs = _ports(port, webs)
        urls = tuple(f"http://127.0.0.1:{un}" for un in ports)
        chantier.regler(urls[0], simulateurs)
        chantier.lancer_les_simulateurs(*simulateurs)
        chantier.preparer_les_donnees(charger=charger, annoncer=annoncer)
        annoncer("Démarrage du portail…")
        chantier.lancer_les_ouvriers(ouvriers)
        chantier.lancer_les_webs(ports)
        chantier.attendre_que_tout_reponde(urls, simulateurs)
        yield Pile(chantier.dossier, urls, chantier.variables, tuple(chantier.fils))


def _variables(fourni: Mapping[str, str], environnement: Environnement) -> dict[str, str]:
    """Rend l’environnement de départ ; refuse celui d’une production."""
    variables = {"PORTAIL_ENV": environnement.value, **fourni}
    if variables["PORTAIL_ENV"] not in {Environnement.DEMO, Environnement.TEST}:
        raise DemarrageImpossible(
            f"PORTAIL_ENV vaut « {variables['PORTAIL_ENV']} » : la démonstration ne se lance pas là ; ôtez la variable."
        )
    return variables


def _ports(port: int | None, webs: int) -> tuple[list[int], tuple[int, int]]:
    """Rend les ports des webs, puis ceux des simulateurs (OIDC, SMTP).

    Quand le port est choisi, les simulateurs prennent les deux suivants s’ils sont libres : les mêmes à chaque fois.
    """
    voisins = () if port is None else (port + 1, port + 2)
    oidc, smtp, *autres = ports_libres(2 + webs)
    if voisins and all(port_est_libre(un) for un in voisins):
        oidc, smtp = voisins
    return ([] if port is None else [port]) + autres[: webs - (port is not None)], (oidc, smtp)


class _Chantier:
    """Une pile qui se monte : chaque étape complète les variables et les processus, et prévoit leur arrêt."""

    def __init__(self, dossier: Path, variables: dict[str, str], sorties: ExitStack) -> None:
        self.dossier = dossier
        self.variables = variables
        self.fils: list[Fils] = []
        self._sorties = sorties
        self._simules: list[str] = []

    def ouvrir_la_base(self, annoncer: Callable[[str], object]) -> None:
        """Démarre PostgreSQL si aucune base n’est fournie, et refuse une base qui n’est pas de démonstration."""
        self.dossier.mkdir(parents=True, exist_ok=True)
        if "DATABASE_URL" not in self.variables:
            annoncer("Démarrage de PostgreSQL…")
            jetable = self.variables["PORTAIL_ENV"] == Environnement.TEST
            serveur = ServeurPostgres.demarrer(self.dossier / "postgres", ephemere=jetable)
            self._sorties.callback(serveur.arreter)
            if serveur.fils is not None:
                self.fils.append(serveur.fils)
            if not serveur.existe(_BASE):
                serveur.creer_base(_BASE)
            self.variables["DATABASE_URL"] = serveur.url(_BASE)
        marquer(self.variables["DATABASE_URL"])

    def regler(self, url: str, simulateurs: tuple[int, int]) -> None:
        """Complète les réglages que rien n’a fournis : adresses, dossiers, fournisseurs d’identité."""
        oidc, smtp = simulateurs
        self._completer(
            URL_PUBLIQUE=url,
            FICHIERS_URL=f"file://{self.dossier}/fichiers",
            BOITE_ENVOI=f"{self.dossier}/envois",
            CACHET_CERTIFICAT=f"{self.dossier}/cachet/certificat.pem",
            CACHET_CLE=f"{self.dossier}/cachet/cle.pem",
            SMTP_URL=f"smtp://127.0.0.1:{smtp}",
            SMS_URL=f"http://127.0.0.1:{oidc}/sms",
            PAYFIP_URL=f"http://127.0.0.1:{oidc}/payfip",
            API_PARTICULIER_URL=f"http://127.0.0.1:{oidc}/particulier",
            API_PARTICULIER_JETON=JETON_PARTICULIER,
        )
        for prefixe, chemin in _FOURNISSEURS.items():
            # Un fournisseur fourni, même adresse par adresse, remplace entièrement le nôtre.
            if not {f"{prefixe}_EMETTEUR", f"{prefixe}_AUTORISATION_URL"} & self.variables.keys():
                self._simules.append(f"http://127.0.0.1:{oidc}/{chemin}")
                notre = {"EMETTEUR": self._simules[-1], **_CLIENT}
                self._completer(**{f"{prefixe}_{cle}": valeur for cle, valeur in notre.items()})

    def lancer_les_simulateurs(self, oidc: int, smtp: int) -> None:
        """Lance les fournisseurs d’identité et la boîte d’envoi fictifs."""
        options = [f"--port-oidc={oidc}", f"--port-smtp={smtp}", f"--dossier={self.variables['BOITE_ENVOI']}"]
        options.append(f"--url-publique={self.variables['URL_PUBLIQUE']}")
        commande = [sys.executable, "-m", "portail.demonstration.simulateurs", *options]
        self._lancer("le simulateur des services extérieurs", commande, journal="simulateurs")

    def preparer_les_donnees(self, *, charger: bool, annoncer: Callable[[str], object]) -> None:
        """Migre la base, puis charge une seule fois les données fictives."""
        annoncer("Mise à jour de la base…")
        self._commander("migrer", "La base n’a pas pu être mise à jour")
        url = self.variables["DATABASE_URL"]
        suivre_les_emetteurs(url, self._simules)
        if charger and not est_chargee(url):
            annoncer("Chargement des données fictives…")
            self._commander("charger-demonstration", "Les données fictives n’ont pas pu être chargées")
            noter_chargement(url)

    def lancer_les_ouvriers(self, nombre: int) -> None:
        """Lance les ouvriers, qui prennent les tâches de fond."""
        for rang in range(1, nombre + 1):
            self._lancer("l’ouvrier des tâches de fond", [*_FLASK, "ouvrier"], journal=f"ouvrier-{rang}")

    def lancer_les_webs(self, ports: list[int]) -> None:
        """Lance un serveur web par port."""
        for rang, port in enumerate(ports, start=1):
            self._lancer("le serveur web", commande_du_web(port), journal=f"web-{rang}")

    def attendre_que_tout_reponde(self, urls: tuple[str, ...], simulateurs: tuple[int, int]) -> None:
        """Attend que chaque simulateur écoute et que chaque web se dise prêt."""
        for port in simulateurs:
            attendre(
                partial(ecoute, port),
                fils=self.fils,
                delai_secondes=DELAI_SECONDES,
                quoi=f"le simulateur du port {port}",
            )
        for pret in (f"{url}/sante/pret" for url in urls):
            attendre(partial(repond, pret), fils=self.fils, delai_secondes=DELAI_SECONDES, quoi=pret)

    def _completer(self, **reglages: str) -> None:
        """Pose ces variables, sans toucher à celles qui sont fournies."""
        self.variables.update({cle: valeur for cle, valeur in reglages.items() if cle not in self.variables})

    def _lancer(self, nom: str, commande: list[str], *, journal: str) -> None:
        chemin = self.dossier / "journaux" / f"{journal}.log"
        with sans_interruption():
            fils = lancer(nom, commande, environnement=self.variables, journal=chemin)
            self._sorties.callback(arreter, fils)
            self.fils.append(fils)

    def _commander(self, commande: str, sinon: str) -> None:
        essai = executer([*_FLASK, commande], environnement=self.variables)
        if essai.returncode != 0:
            raise DemarrageImpossible(f"{sinon} (flask --app wsgi {commande}) :\n{essai.stdout}".rstrip())
