"""Banc « successions » : retrouver une personne parmi deux millions malgré une faute, et importer leur fichier.

Les personnes se versent d’un bloc ; les requêtes sont étiquetées, ce qui donne rappel et précision par difficulté. Le
plancher cherche par un numéro exact. L’import est celui de l’exploitant, dans son processus, sur la base déjà pleine.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import select

from portail.config import lire_reglages
from portail.demonstration.postgres import ServeurPostgres
from portail.notaires.aides.models import Beneficiaire
from portail.notaires.aides.recherche import chercher
from portail.notaires.rapprochement.identites import Identite
from portail.parametres import actions as parametres
from portail.parametres.queries import entier_au
from portail.socle import base, demarrage
from portail.socle.base import session
from portail.socle.migrations import migrer
from tests.charge import commun, successions_donnees
from tests.charge.commun import dire
from tests.charge.successions_rapport import Import, Mesures, Reponse, rapporter, resumer
from tests.charge.successions_requetes import Requete, etiqueter
from tests.integration.notaires.plans import SEQUENTIEL, etapes, sans_connaitre_les_valeurs

NOM = "successions"
CHAUFFE = 20
PLANS = 40
PETITE = 20_000
"""En dessous, lire toute la table va plus vite : le plan n’en dit rien."""
_BASE = "portail"


@dataclass(frozen=True, slots=True)
class Regime:
    """Combien de personnes, de requêtes, et de personnes dans chaque fichier importé."""

    personnes: int = 2_000_000
    requetes: int = 2_000
    fichiers: Sequence[int] = (20_000, 200_000)


EN_BREF = Regime(personnes=60_000, requetes=800, fichiers=(5_000,))


@dataclass(frozen=True, slots=True)
class Banc:
    """Une base prête, et son serveur."""

    environ: Mapping[str, str]
    postgres: psutil.Process
    dossier: Path


def main(arguments: list[str] | None = None) -> int:
    """Mesure, rapporte, et rend le code de sortie."""
    analyse = commun.Options(NOM)
    analyse.add_argument("--personnes", type=int)  # une base plus petite : pour l’essai du banc
    options = analyse.parse_args(arguments)
    commun.s_arreter_proprement()
    regime = EN_BREF if options.rapide else Regime()
    if options.personnes:
        regime = Regime(options.personnes, regime.requetes, (options.personnes // 50, options.personnes // 10))
    mesures = mesurer(regime)
    rapporter(mesures)
    return commun.conclure({"nom": NOM, **resumer(mesures)}, en_json=options.json)


def mesurer(regime: Regime) -> Mesures:
    """Ouvre une base jetable, y verse les personnes, cherche, importe, arrête tout."""
    mesures = Mesures(personnes=regime.personnes)
    with tempfile.TemporaryDirectory(prefix="portail-charge-") as dossier, _banc(Path(dossier)) as banc:
        debut = time.monotonic()
        parts = successions_donnees.verser(banc.environ, regime.personnes)
        mesures.versement_s = time.monotonic() - debut
        dire(f"{commun.entier(regime.personnes)} personnes en {commun.nombre(mesures.versement_s, 0)} s. Recherches…")
        vivier = [une for part in parts for une in part.vivier]
        homonymes = [une for part in parts for une in part.homonymes]
        requetes = list(etiqueter(vivier, homonymes, regime.requetes))
        _chercher(banc, requetes, mesures)
        _plancher(banc, [numero for numero, _ in vivier], len(requetes), mesures)
        _plans(requetes, mesures)
        base.fermer_session()
        for rang, nombre in enumerate(regime.fichiers, start=1):
            dire(f"Import d’un fichier de {commun.entier(nombre)} personnes…")
            mesures.imports.append(_importer(banc, nombre, premier=20_000_000 * rang))
    return mesures


@contextmanager
def _banc(dossier: Path) -> Iterator[Banc]:
    """Démarre une base vide, au dernier schéma, paramètres compris, et y branche ce processus."""
    dire("Démarrage de la base…")
    serveur = ServeurPostgres.demarrer(dossier / "postgres", ephemere=True)
    try:
        serveur.creer_base(_BASE)
        environ = {
            **commun.environnement_neutre(),
            "PORTAIL_ENV": "test",
            "DATABASE_URL": serveur.url(_BASE),
            "CLE_SECRETE": "banc-" * 8,
            "FICHIERS_URL": f"file://{dossier}/fichiers",
        }
        demarrage.demarrer(lire_reglages(environ))
        migrer(base.moteur())
        parametres.importer(parametres.FICHIER)
        yield Banc(environ, psutil.Process(serveur.fils.processus.pid if serveur.fils else os.getpid()), dossier)
    finally:
        base.fermer_session()
        base.moteur().dispose()
        serveur.arreter()


def _chercher(banc: Banc, requetes: Sequence[Requete], mesures: Mesures) -> None:
    """Cherche chaque personne demandée, dans le désordre : les difficultés se mêlent comme dans la vie."""
    forte = entier_au("succession_ressemblance_forte")
    for une in requetes[:CHAUFFE]:
        chercher(une.demandee)
    melangees = random.Random(0).sample(list(requetes), len(requetes))
    cpu, cpu_base = time.process_time(), commun.cpu_secondes(banc.postgres)
    reponses = {une: _repondre(une, forte) for une in melangees}
    mesures.cpu_ms = (time.process_time() - cpu) * 1000 / len(requetes)
    mesures.cpu_base_ms = (commun.cpu_secondes(banc.postgres) - cpu_base) * 1000 / len(requetes)
    mesures.reponses = [reponses[une] for une in requetes]


def _repondre(requete: Requete, forte: int) -> Reponse:
    debut = time.perf_counter()
    trouvees = chercher(requete.demandee)
    duree_ms = (time.perf_counter() - debut) * 1000
    return Reponse(
        requete,
        trouvees=[un.reference for un in trouvees.candidats],
        fortes=[un.reference for un in trouvees.candidats if un.ressemblance.note >= forte],
        est_entiere=trouvees.est_entiere,
        duree_ms=duree_ms,
    )


def _plancher(banc: Banc, numeros: Sequence[str], fois: int, mesures: Mesures) -> None:
    """Lit une personne par son numéro exact, et déchiffre son identité : le moins qu’une recherche puisse faire."""
    tirees = random.Random(1).choices(numeros, k=fois)
    cpu, cpu_base = time.process_time(), commun.cpu_secondes(banc.postgres)
    for numero in tirees:
        debut = time.perf_counter()
        exacte = select(Beneficiaire.id, Beneficiaire.identite).where(Beneficiaire.reference == numero)
        Identite.de_json(session.execute(exacte).one()[1])
        mesures.plancher_ms.append((time.perf_counter() - debut) * 1000)
    mesures.plancher_cpu_ms = (time.process_time() - cpu) * 1000 / fois
    mesures.plancher_cpu_base_ms = (commun.cpu_secondes(banc.postgres) - cpu_base) * 1000 / fois


def _plans(requetes: Sequence[Requete], mesures: Mesures) -> None:
    """Relève le plan de recherches de toutes les difficultés, valeurs connues puis inconnues."""
    choisies = requetes[:: max(1, len(requetes) // PLANS)]
    for une in choisies:
        mesures.etapes |= etapes(une.demandee)
    sans_connaitre_les_valeurs()
    mesures.etapes |= etapes(choisies[0].demandee)
    if SEQUENTIEL in mesures.etapes and mesures.personnes > PETITE:
        mesures.erreurs.append("une recherche lit toute la table")


def _importer(banc: Banc, nombre: int, *, premier: int) -> Import:
    """Importe un fichier par la commande de l’exploitant ; lève `CalledProcessError`."""
    chemin = banc.dossier / f"aides-{nombre}.csv"
    lignes = successions_donnees.ecrire_le_fichier(chemin, nombre, premier=premier)
    commande = [sys.executable, "-m", "flask", "--app", "wsgi", "importer-aides", str(chemin)]
    debut = time.monotonic()
    lance = subprocess.Popen(commande, env=dict(banc.environ), stdout=subprocess.DEVNULL)
    _, code, usage = os.wait4(lance.pid, 0)
    lance.returncode = os.waitstatus_to_exitcode(code)
    secondes = time.monotonic() - debut
    if lance.returncode:
        raise subprocess.CalledProcessError(lance.returncode, commande)
    octets, cpu_s = chemin.stat().st_size, usage.ru_utime + usage.ru_stime
    return Import(lignes, octets, secondes, cpu_s, memoire_mo=usage.ru_maxrss * 1024 / commun.MO)


if __name__ == "__main__":
    sys.exit(main())
