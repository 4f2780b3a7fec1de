"""Les commandes du portail : `python3 -m portail demo`, `test`, `verifier`, `charge`.

Bibliothèque standard seule, rien n’étant encore installé ; ce début se lit même avec un Python trop vieux.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 — c’est justement ce que l’on explique à qui lance un Python plus vieux
    sys.exit("Python 3.11 ou plus récent est nécessaire : celui-ci est le {}.{}.".format(*sys.version_info[:2]))
if os.name == "nt":
    sys.exit("Le portail se lance sous Linux ou macOS ; sous Windows, passez par WSL.")

from portail.demonstration.installation import (
    PYTHON,
    RACINE,
    Echec,
    executer,
    installer,
    installer_navigateur,
    installer_poppler,
    secondes,
)

USAGE = """\
Usage : python3 -m portail <commande>

  demo [--port 8000] [--reinitialiser]    lance la démonstration, données fictives comprises
  test [arguments de pytest]              passe toute la suite de tests
  verifier                                contrôle le style, les types, l’architecture, les gabarits
  charge <nom> [--rapide] [--json]        mesure le portail sous charge"""


def main(arguments: Sequence[str]) -> int:
    """Exécute une commande et rend son code de sortie."""
    commandes = {"demo": demo, "test": tester, "verifier": verifier, "charge": charger}
    commande, *reste = arguments or ["--help"]
    aides = {"-h", "--help"}
    if commande in aides or (commande != "test" and aides & set(reste)):
        print(USAGE)
        return 0
    if commande not in commandes:
        raise Echec(f"La commande « {commande} » n’existe pas.\n\n{USAGE}")
    return commandes[commande](reste)


def demo(arguments: Sequence[str]) -> NoReturn:
    """Installe au besoin, puis lance la démonstration."""
    installer("demo")
    # Un Ctrl-C d’ici là attend que la démonstration sache y répondre.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    devenir("-m", "portail.demonstration.lancement", *arguments)


def tester(arguments: Sequence[str]) -> NoReturn:
    """Installe au besoin, navigateur et poppler compris, puis passe la suite ; les arguments sont ceux de pytest."""
    installer("test")
    installer_navigateur()
    installer_poppler()
    devenir("-m", "pytest", "-n", "2", *arguments)


def charger(arguments: Sequence[str]) -> NoReturn:
    """Lance le banc de charge nommé."""
    bancs = sorted(
        chemin.stem.replace("_", "-")
        for chemin in RACINE.glob("tests/charge/*.py")
        if '__name__ == "__main__"' in chemin.read_text(encoding="utf-8")
    )
    if not arguments or arguments[0] not in bancs:
        raise Echec(f"Dites quel banc lancer : {', '.join(bancs) or 'aucun n’existe encore'}.")
    installer("test")
    devenir("-m", f"tests.charge.{arguments[0].replace('-', '_')}", *arguments[1:])


def verifier(_arguments: Sequence[str]) -> int:
    """Passe toutes les vérifications, plusieurs à la fois ; rend 1 si l’une échoue."""
    installer("test")
    debut = time.monotonic()
    etapes = etapes_de_verification()
    echecs = []
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as equipe:
        lancees = {equipe.submit(mesurer, commande): nom for nom, commande in etapes.items()}
        for finie in as_completed(lancees):
            essai, duree = finie.result()
            print(
                f"{'réussi' if essai.returncode == 0 else 'ÉCHEC '}  {lancees[finie]} ({secondes(duree)})", flush=True
            )
            if essai.returncode != 0:
                echecs.append(lancees[finie])
                print(essai.stdout, flush=True)
    total = secondes(time.monotonic() - debut)
    if echecs:
        print(f"{len(echecs)} vérification(s) sur {len(etapes)} en échec ({total}) : {', '.join(echecs)}.")
        return 1
    print(f"Les {len(etapes)} vérifications passent ({total}).")
    return 0


def etapes_de_verification() -> dict[str, list[str]]:
    """Rend chaque vérification et sa commande, la plus longue d’abord."""
    module = [str(PYTHON), "-m"]
    gabarits = "portail/templates"
    etapes = {
        "types (mypy)": [*module, "mypy", "portail", "forms", "wsgi.py"],
        "architecture (import-linter)": [
            str(PYTHON),
            "-c",
            "from importlinter.cli import lint_imports_command as v; v()",
        ],
        "gabarits (djlint)": [*module, "djlint", "--lint", "--quiet", gabarits],
        "style (ruff)": [*module, "ruff", "check", "."],
        "mise en forme (ruff)": [*module, "ruff", "format", "--check", "."],
    }
    if (RACINE / "portail/demonstration/verifications.py").is_file():
        etapes = {"migrations et traductions": [*module, "portail.demonstration.verifications"], **etapes}
    return etapes


def mesurer(commande: Sequence[str]) -> tuple[subprocess.CompletedProcess[str], float]:
    """Exécute une commande ; rend son résultat et sa durée en secondes."""
    debut = time.monotonic()
    return executer(commande), time.monotonic() - debut


def devenir(*arguments: str) -> NoReturn:
    """Remplace ce processus par le Python de `.venv` : les signaux lui parviennent, son code est le nôtre."""
    os.chdir(RACINE)
    os.environ.setdefault("PYTHONUTF8", "1")
    os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606 — aucun interpréteur de commandes, arguments tels quels


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Echec as e:
        sys.exit(str(e))
    except KeyboardInterrupt:
        sys.exit("Interrompu.")
    except BrokenPipeError:
        sys.exit(1)
    except OSError as e:
        sys.exit(f"Le système refuse : {e.strerror} ({e.filename}).")
