"""Préparer `.venv` et le navigateur, avec la seule bibliothèque standard : rien d’autre n’est encore installé."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
VENV = RACINE / ".venv"
PYTHON = VENV / "bin" / "python"
TIMBRE = VENV / "installation.json"
JOURNAL = RACINE / "var" / "installation.log"
VERROU_UV = RACINE / "requirements-uv.txt"
# Le verrou des tests contient celui de la démonstration : l’installer installe les deux.
VERROUS = {"demo": ("requirements-demo.txt",), "test": ("requirements-test.txt", "requirements-demo.txt")}
PLACE_MO = {"demo": 800, "test": 1500}
NAVIGATEURS = ("chromium", "chromium-browser", "google-chrome")
PAQUETS_SYSTEME = ("chromium", "fonts-liberation")
POPPLER, OUTIL_DE_POPPLER = "poppler-utils", "pdfsig"
"""De quoi vérifier nos PDF avec un autre outil que celui qui les a faits ; sans lui, ces essais-là sont passés."""
EXPLICATIONS = (
    (("No space left", "os error 28", "Errno 28"), "Le disque est plein : libérez de la place, puis relancez."),
    (
        ("do not match the hashes", "Hash mismatch"),
        "Un paquet reçu n’a pas l’empreinte attendue : il a été refusé, relancez ou vérifiez d’où il vient.",
    ),
    (
        ("name resolution", "dns error", "onnection", "unreachable", "timed out", "Failed to fetch", "CERTIFICATE"),
        "Le dépôt de paquets ne répond pas : vérifiez la connexion au réseau, puis relancez.",
    ),
    (
        ("No matching distribution", "compatible wheels", "no wheels"),
        "Un paquet n’est pas publié pour cette machine ou cette version de Python.",
    ),
)


class Echec(Exception):
    """Ce qui empêche la commande d’aboutir, en une phrase."""


def installer(famille: str) -> None:
    """Prépare `.venv` pour cette famille de commandes ; ne fait rien si les verrous n’ont pas changé."""
    attendu = {nom: hashlib.sha256((RACINE / nom).read_bytes()).hexdigest() for nom in VERROUS[famille]}
    with seul():
        if not est_installe(attendu):
            place = shutil.disk_usage(RACINE).free // 10**6
            if place < PLACE_MO[famille]:
                raise Echec(f"Le disque est plein : il reste {place} Mo, il en faut {PLACE_MO[famille]}.")
            debut = time.monotonic()
            dire("Installation des dépendances, une seule fois…")
            TIMBRE.unlink(missing_ok=True)
            preparer_venv()
            installer_verrou(RACINE / VERROUS[famille][0])
            TIMBRE.write_text(json.dumps({"python": version_du_venv(), "verrous": attendu}))
            dire(f"Dépendances installées en {secondes(time.monotonic() - debut)}.")
        compiler_traductions()


@contextmanager
def seul() -> Iterator[None]:
    """Attend qu’aucune autre commande n’installe dans ce dossier."""
    JOURNAL.parent.mkdir(exist_ok=True)
    with JOURNAL.with_suffix(".verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


def est_installe(attendu: dict[str, str]) -> bool:
    """Vrai si `.venv` porte ces verrous-là, installés par le Python qui le fait encore tourner."""
    try:
        timbre = json.loads(TIMBRE.read_text())
        return bool(attendu.items() <= timbre["verrous"].items()) and timbre["python"] == version_du_venv()
    except (OSError, ValueError, KeyError):
        return False


def version_du_venv() -> str:
    """Rend la version mineure du Python de `.venv`, ou une chaîne vide s’il ne se lance pas."""
    if not PYTHON.exists():
        return ""
    essai = executer([str(PYTHON), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
    return essai.stdout.strip() if essai.returncode == 0 else ""


def preparer_venv() -> None:
    """Crée `.venv`, sans pip : celui du système y installe, même quand Debian n’a pas livré `ensurepip`."""
    voulue = "{}.{}".format(*sys.version_info[:2])
    if version_du_venv() != voulue:
        venv.create(VENV, with_pip=False, clear=True, symlinks=True)


def installer_verrou(verrou: Path) -> None:
    """Installe un verrou à empreintes avec uv, sinon avec pip ; lève `Echec` avec l’explication."""
    JOURNAL.write_text("")
    exigences = ["-q", "--require-hashes", "-r", str(verrou)]
    pip = pip_utilisable()
    uv = uv_utilisable(pip)
    # Les autorités de certification du système (mandataire d’entreprise), puis celles d’uv (image qui n’en a pas).
    for autorites in (["--system-certs"], []):
        if uv and consigner([*uv, "pip", "install", "--python", str(PYTHON), *autorites, *exigences]):
            return
    if not pip:
        raise Echec("pip manque à ce Python : installez-le (sous Debian : apt install python3-pip), puis relancez.")
    dire("uv n’a pas abouti, pip prend le relais (une à deux minutes)…")
    if not consigner([*pip, "install", "--no-deps", *exigences]):
        raise Echec(expliquer(JOURNAL.read_text(errors="replace")))


def uv_utilisable(pip: Sequence[str]) -> list[str]:
    """Rend la commande uv : celle du verrou, que pip installe, sinon celle du système, sinon rien."""
    if pip and consigner([*pip, "install", "-q", "--require-hashes", "-r", str(VERROU_UV)]):
        return [str(PYTHON), "-m", "uv"]
    uv = shutil.which("uv")
    return [uv] if uv else []


def pip_utilisable() -> list[str]:
    """Rend la commande pip qui installe dans `.venv` : celle de ce Python, sinon celle d’`ensurepip`, sinon rien."""
    options = ["--disable-pip-version-check", "--no-input", "--retries", "1"]
    voisin = [sys.executable, "-m", "pip", "--python", str(PYTHON), *options]
    if consigner([*voisin, "--version"]):
        return voisin
    if consigner([str(PYTHON), "-m", "ensurepip"]):
        return [str(PYTHON), "-m", "pip", *options]
    return []


def expliquer(sortie: str) -> str:
    """Rend la phrase qui explique l’échec d’une installation."""
    for signes, phrase in EXPLICATIONS:
        if any(signe in sortie for signe in signes):
            return f"{phrase} Détail : {JOURNAL}"
    return f"L’installation des dépendances a échoué. Détail : {JOURNAL}"


def compiler_traductions() -> None:
    """Compile les catalogues de traduction plus récents que leur forme compilée."""
    for source in sorted(RACINE.glob("translations/*/LC_MESSAGES/*.po")):
        compile_ = source.with_suffix(".mo")
        if not compile_.exists() or compile_.stat().st_mtime < source.stat().st_mtime:
            neuf = source.with_suffix(".mo.neuf")
            langue = source.parent.parent.name
            babel = [str(PYTHON), "-m", "babel.messages.frontend", "compile", "-l", langue]
            if not consigner([*babel, "-i", str(source), "-o", str(neuf)]):
                raise Echec(f"Les traductions de {source.relative_to(RACINE)} ne se compilent pas. Détail : {JOURNAL}")
            neuf.replace(compile_)


def installer_navigateur() -> None:
    """Assure un Chromium : celui du système, celui qu’apt installe sous root, sinon celui de Playwright."""
    if any(shutil.which(nom) for nom in NAVIGATEURS):
        return
    with seul():
        dire("Installation de Chromium, une seule fois…")
        if installer_paquets(*PAQUETS_SYSTEME):
            return
        if not consigner([str(PYTHON), "-m", "playwright", "install", "chromium"]):
            raise Echec(
                "Chromium manque et n’a pas pu être installé : installez-le (sous Debian : apt install chromium), "
                f"puis relancez. Détail : {JOURNAL}"
            )


def installer_poppler() -> None:
    """Assure les outils de poppler, sous root ; sans droit d’installer, rien n’échoue."""
    if shutil.which(OUTIL_DE_POPPLER) is None:
        with seul():
            dire("Installation de poppler, une seule fois…")
            installer_paquets(POPPLER)


def installer_paquets(*noms: str) -> bool:
    """Installe ces paquets du système ; faux sans apt ni droit, ou si l’installation échoue."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    # dpkg cherche ses outils dans les dossiers d’administration, que le PATH d’un compte peut ne pas citer.
    chemin = f"PATH={os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    apt = ["env", chemin, "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return consigner([*apt, "update"]) and consigner([*apt, "install", "-y", "--no-install-recommends", *noms])


def consigner(commande: Sequence[str]) -> bool:
    """Exécute une commande, garde sa sortie dans le journal d’installation ; vrai si elle réussit."""
    essai = executer(commande)
    with JOURNAL.open("a", encoding="utf-8") as journal:
        journal.write(f"$ {' '.join(commande)}\n{essai.stdout}\n")
    return essai.returncode == 0


def executer(commande: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Exécute une commande à la racine du dépôt ; rend son code et sa sortie, erreurs comprises."""
    return subprocess.run(
        commande,
        cwd=RACINE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def dire(phrase: str) -> None:
    """Affiche un progrès, hors de la sortie que d’autres programmes lisent."""
    print(phrase, file=sys.stderr, flush=True)


def secondes(duree: float) -> str:
    """Rend une durée lisible, au dixième de seconde."""
    return f"{duree:.1f} s".replace(".", ",")
