"""Composer un document PDF : un gabarit typst, des données, un fichier accessible et archivable.

Chaque document est à la fois PDF/UA-1 (accessibilité, ISO 14289-1) et PDF/A-2a (conservation, ISO 19005-2).
Les données sont du texte inerte : rien de ce qu’une personne a écrit ne peut être pris pour du code.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portail.documents.ecriture import Donnee, imprimable, latin, partout
from portail.documents.mots import MOTS
from portail.documents.qr import dessiner
from portail.socle.atelier import executer
from portail.socle.horloge import decalage, maintenant, poser_decalage
from portail.socle.traduction import traducteur

if TYPE_CHECKING:
    import typst

DOSSIER = Path(__file__).parent
GABARITS = DOSSIER / "gabarits"
POLICES = DOSSIER / "polices"
NORMES: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]


def composer(gabarit: str, donnees: Mapping[str, Any], *, langue: str = "fr", lien: str = "") -> bytes:
    """Rend le PDF de ce gabarit ; `donnees` est du JSON, dont `titre` et `emetteur` (`nom_complet`, `adresse`).

    Les clés attendues par un gabarit sont celles que rendent `lettres.py`, `accuses.py`, `decisions.py` et
    `formulaire.py`. `lien` : l’adresse et la mention du code QR (`mention.py`), si le document se vérifie.
    Lève `FileNotFoundError` si le gabarit n’existe pas.
    """
    source = GABARITS / f"{gabarit}.typ"
    if not source.is_file():
        raise FileNotFoundError(gabarit)
    return _compiler(source, {**donnees, "mots": mots(langue), "langue": langue}, lien)


def mots(langue: str) -> dict[str, str]:
    """Rend les mots fixes des documents, dans cette langue."""
    traduire = traducteur(langue)
    return {cle: traduire(texte) for cle, texte in MOTS.items()}


def composer_a_part(gabarit: str, donnees: Mapping[str, Any], *, langue: str = "fr", lien: str = "") -> bytes:
    """Rend le même PDF, composé dans l’atelier : ni le web ni l’ouvrier ne gardent en mémoire typst et ses polices.

    Lève `TravailImpossible` si la composition échoue.
    """
    options = {"gabarit": gabarit, "langue": langue, "lien": lien, "decalage_s": decalage().total_seconds()}
    return executer(
        "portail.documents.composition:composer_dans_l_atelier", [json.dumps(donnees).encode()], options=options
    )


def composer_dans_l_atelier(
    entrees: Sequence[bytes], *, gabarit: str, langue: str, lien: str, decalage_s: float
) -> bytes:
    """Rend le PDF de ces données, à l’heure du processus qui le demande ; s’exécute dans l’atelier."""
    poser_decalage(timedelta(seconds=decalage_s))
    return composer(gabarit, json.loads(entrees[0]), langue=langue, lien=lien)


def _compiler(source: Path, donnees: Donnee, lien: str) -> bytes:
    """Rend le PDF ; si une suite de caractères n’a pas de dessin, recommence avec la seule écriture latine."""
    import typst  # noqa: PLC0415 — lourd (50 Mo), utile à l’atelier seulement

    try:
        return _rendre(source, partout(donnees, imprimable), lien)
    except typst.TypstError as erreur:
        if "could not be displayed" not in str(erreur):
            raise
        return _rendre(source, partout(donnees, latin), lien)


def _rendre(source: Path, donnees: Donnee, lien: str) -> bytes:
    import typst  # noqa: PLC0415 — déjà chargé par l’appelant

    return typst.compile(
        source,
        root=GABARITS,
        font_paths=_polices(),
        format="pdf",
        sys_inputs={"donnees": json.dumps(donnees), "lien": lien, "qr": dessiner(lien) if lien else ""},
        pdf_standards=NORMES,
        timestamp=maintenant().replace(microsecond=0),
    )


@lru_cache
def _polices() -> "typst.Fonts":
    """Rend nos polices et celles que typst embarque, jamais celles de la machine : même document partout."""
    import typst  # noqa: PLC0415 — déjà chargé par l’appelant

    return typst.Fonts(include_system_fonts=False, font_paths=[str(POLICES)])
