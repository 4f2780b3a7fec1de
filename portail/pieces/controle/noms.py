"""Le nom d’un fichier reçu, rendu inoffensif : il s’affiche, il ne sert jamais de chemin."""

import re
import unicodedata

from portail.pieces.controle.formats import Format

LONGUEUR_NOM = 120
NOM_PAR_DEFAUT = "document"
REMPLACES = re.compile(r'[<>:"|?*]')
SEPARATEURS = re.compile(r"[/\\]")
# Extensions que l’on retire quand elles contredisent le contenu ; une autre terminaison fait partie du nom.
IMAGES = (
    "jpg",
    "jpeg",
    "jpe",
    "jfif",
    "png",
    "webp",
    "tif",
    "tiff",
    "heic",
    "heif",
    "hif",
    "gif",
    "bmp",
    "avif",
    "ico",
)
DOCUMENTS = (
    "pdf",
    "doc",
    "docx",
    "docm",
    "xls",
    "xlsx",
    "xlsm",
    "ppt",
    "pptx",
    "odt",
    "ods",
    "odp",
    "rtf",
    "txt",
    "csv",
)
PAGES_WEB = ("svg", "html", "htm", "xhtml", "xml", "js", "mjs", "css", "php", "eml", "msg")
ARCHIVES = ("zip", "rar", "7z", "gz", "tar", "jar", "apk", "iso", "dmg")
PROGRAMMES = ("exe", "com", "bat", "cmd", "scr", "msi", "dll", "lnk", "vbs", "ps1", "sh", "py", "bin", "tmp")
FILMS = ("mp3", "mp4", "mov", "avi")
EXTENSIONS_CONNUES = frozenset((*IMAGES, *DOCUMENTS, *PAGES_WEB, *ARCHIVES, *PROGRAMMES, *FILMS))


def assainir(nom: str, format_reel: Format) -> str:
    """Rend un nom affichable de 120 caractères au plus, dont l’extension dit le type réel."""
    dernier = SEPARATEURS.split(nom)[-1]
    visible = "".join(_montrable(caractere) for caractere in unicodedata.normalize("NFC", dernier))
    propre = " ".join(REMPLACES.sub("-", visible).split()).rstrip(".")
    base, extension = _separer(propre, format_reel)
    base = base[: LONGUEUR_NOM - len(extension) - 1].strip(" .") or NOM_PAR_DEFAUT
    return f"{base}.{extension}"


def _montrable(caractere: str) -> str:
    """Rend le caractère, une espace pour tout blanc, rien pour ce qui ne se voit pas.

    Les marques d’ordre d’écriture, invisibles, feraient lire « fdp.exe » à l’envers.
    """
    if caractere.isspace():
        return " "
    return "" if unicodedata.category(caractere).startswith("C") else caractere


def _separer(nom: str, format_reel: Format) -> tuple[str, str]:
    """Rend le nom sans extension et l’extension juste, celle d’origine si elle convient."""
    base, extension = nom, ""
    while not extension:
        debut, point, fin = base.rpartition(".")
        if not point:
            break
        if fin.lower() in format_reel.extensions:
            base, extension = debut, fin.lower()
        elif fin.lower() in EXTENSIONS_CONNUES:
            base = debut
        else:
            break
    return base, extension or format_reel.extensions[0]
