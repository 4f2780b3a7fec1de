"""Le catalogue de traductions : ce qui est à traduire dans le code et les gabarits, comparé à ce qui l’est.

`python -m portail.demonstration.traductions` remet le catalogue à jour : textes nouveaux ajoutés, sans traduction ;
textes disparus ôtés ; le reste inchangé. Trié et sans emplacements : deux branches n’y changent pas les mêmes lignes.
"""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from portail.config import RACINE
from portail.socle.traduction import DOSSIER, LANGUE_SOURCE, LANGUES

METHODES = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.sms", "jinja2")]
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
MARQUES = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2), "a_traduire": None}
"""Les fonctions qui marquent un texte : celles de Babel, celles de Flask-Babel, et notre marque sous un autre nom."""

DATE_FIXE = datetime(2026, 11, 21, tzinfo=UTC)
"""Une date qui bouge à chaque extraction ferait un conflit à chaque branche."""
_EMPLACEMENTS = re.compile(r"%\((\w+)\)[sd]|\{(\w+)(?::[^{}]*)?\}")


def extraire() -> Catalog:
    """Rend les textes à traduire du code, du catalogue des démarches et des gabarits."""
    modele = _vide(None)
    for dossier in ("portail", "forms"):
        trouves = extract_from_dir(
            str(RACINE / dossier),
            METHODES,
            OPTIONS,
            keywords=MARQUES,
            directory_filter=_a_lire,
            strip_comment_tags=True,
        )
        for _fichier, _ligne, texte, _notes, contexte in trouves:
            modele.add(texte, context=contexte)
    return modele


def chemin_du_catalogue(langue: str) -> Path:
    """Rend le fichier de traductions d’une langue."""
    return DOSSIER / langue / "LC_MESSAGES" / "messages.po"


def lire_catalogue(langue: str) -> Catalog:
    """Rend le catalogue écrit, vide s’il n’existe pas encore."""
    chemin = chemin_du_catalogue(langue)
    if not chemin.exists():
        return _vide(langue)
    with chemin.open("rb") as fichier:
        return read_po(fichier, locale=langue)


def mettre_a_jour(langue: str) -> bytes:
    """Rend le catalogue de la langue, remis à jour."""
    ecrit = lire_catalogue(langue)
    neuf = _vide(langue)
    for message in _messages(extraire()):
        traduit = ecrit.get(message.id, message.context)
        neuf.add(message.id, traduit.string if traduit else None, context=message.context)
    sortie = BytesIO()
    write_po(sortie, neuf, no_location=True, sort_output=True, width=0)
    return sortie.getvalue()


def ecarts(langue: str) -> Iterator[str]:
    """Rend ce qui n’est pas à jour dans le catalogue : texte absent, texte disparu, emplacement perdu."""
    attendus = {_cle(message): message for message in _messages(extraire())}
    ecrits = {_cle(message): message for message in _messages(lire_catalogue(langue))}
    yield from (f"manque : {cle}" for cle in sorted(attendus.keys() - ecrits.keys()))
    yield from (f"en trop : {cle}" for cle in sorted(ecrits.keys() - attendus.keys()))
    for cle, message in sorted(ecrits.items()):
        traduits = [texte for texte in _textes(message) if texte]
        employes = {nom for texte in traduits for nom in emplacements(texte)}
        if traduits and employes != emplacements(cle):
            yield f"emplacements différents dans la traduction : {cle}"


def sans_traduction(langue: str) -> list[str]:
    """Rend les textes du catalogue que personne n’a encore traduits : ils s’affichent en français."""
    return [_cle(message) for message in _messages(lire_catalogue(langue)) if not all(_textes(message))]


def emplacements(texte: str) -> set[str]:
    """Rend les noms à remplacer d’un texte : « %(numero)s », « {montant} »."""
    return {a or b for a, b in _EMPLACEMENTS.findall(texte)}


def _vide(langue: str | None) -> Catalog:
    return Catalog(
        locale=langue,
        project="portail",
        version="1",
        copyright_holder="portail",
        msgid_bugs_address="portail",
        language_team="portail",
        last_translator="portail",
        creation_date=DATE_FIXE,
        revision_date=DATE_FIXE,
        header_comment="# Catalogue tenu par « python -m portail.demonstration.traductions ».",
        fuzzy=False,
    )


def _a_lire(dossier: str) -> bool:
    return Path(dossier).name != "__pycache__"


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _cle(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


def _textes(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def main() -> int:
    """Réécrit chaque catalogue et dit ce qui reste à traduire."""
    for langue in LANGUES:
        if langue == LANGUE_SOURCE:
            continue
        chemin = chemin_du_catalogue(langue)
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(mettre_a_jour(langue))
        print(f"{chemin.relative_to(RACINE)} : {len(sans_traduction(langue))} texte(s) à traduire.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
