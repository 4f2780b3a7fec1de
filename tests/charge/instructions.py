"""Compter les instructions SQL d’un parcours, page par page, dans le journal de PostgreSQL."""

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.charge.navigateur import Echange, Navigateur

TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK")
HORLOGE = "decalage_horloge"
"""La relecture de l’horloge de démonstration : elle n’existe pas en production."""
PRISE_EN_COMPTE_SECONDES = 0.3
_PREFIXE = "@@%p@@"
_INSTRUCTION = re.compile(r"^@@\d+@@LOG:  (?:execute [^:]+|statement): (.*?)(?=^@@|\Z)", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"procrastinate_defer_\w+|\b(?:FROM|INTO|UPDATE)\s+(\w+)", re.IGNORECASE)


@dataclass(slots=True)
class Compte:
    """Les instructions d’une étape : le métier, ce qui borne les transactions, l’horloge hors production."""

    metier: list[str] = field(default_factory=list)
    transactions: int = 0
    horloge: int = 0

    def ajouter(self, instruction: str) -> None:
        """Range une instruction."""
        if instruction.startswith(TRANSACTION):
            self.transactions += 1
        elif HORLOGE in instruction:
            self.horloge += 1
        else:
            self.metier.append(instruction)


@dataclass(slots=True)
class Journal:
    """Le journal du serveur, lu à partir de la dernière lecture."""

    chemin: Path
    position: int = 0

    def nouvelles(self) -> list[str]:
        """Rend les instructions exécutées depuis la dernière lecture."""
        with self.chemin.open("rb") as journal:
            journal.seek(self.position)
            lu = journal.read()
        self.position += len(lu)
        return _INSTRUCTION.findall(lu.decode(errors="replace"))


class NavigateurCompte(Navigateur):
    """Un navigateur seul au monde, qui relève après chaque réponse ce que la base a exécuté."""

    __slots__ = ("comptes", "journal")

    def __init__(self, url: str, temoin: str, journal: Journal) -> None:
        super().__init__(url, temoin)
        self.journal = journal
        self.comptes: dict[str, Compte] = {}

    def envoyer(self, nom: str, methode: str, chemin: str, envoi: bytes = b"", type_envoi: str = "") -> Echange:
        """Envoie la requête et range ce que la base a exécuté pour elle."""
        echange = super().envoyer(nom, methode, chemin, envoi, type_envoi)
        compte = self.comptes.setdefault(echange.etape, Compte())
        for instruction in self.journal.nouvelles():
            compte.ajouter(instruction)
        return echange


@contextmanager
def journal_complet(url_base: str, chemin: Path) -> Iterator[Journal]:
    """Fait écrire chaque instruction au journal le temps du bloc ; le serveur est à nous seuls."""
    with psycopg.connect(url_base, autocommit=True) as connexion:
        connexion.execute(f"ALTER SYSTEM SET log_line_prefix = '{_PREFIXE}'")
        connexion.execute("ALTER SYSTEM SET log_statement = 'all'")
        connexion.execute("SELECT pg_reload_conf()")
        # Chaque connexion relit ses réglages à sa prochaine instruction, une fois le signal reçu.
        time.sleep(PRISE_EN_COMPTE_SECONDES)
        try:
            yield Journal(chemin, chemin.stat().st_size)
        finally:
            connexion.execute("ALTER SYSTEM RESET ALL")
            connexion.execute("SELECT pg_reload_conf()")


def familles(comptes: Iterable[Compte]) -> Counter[str]:
    """Compte les instructions par verbe et par table : « SELECT dossier »."""
    return Counter(_famille(instruction) for compte in comptes for instruction in compte.metier)


def _famille(instruction: str) -> str:
    table = _TABLE.search(instruction)
    if table is None:
        return instruction.split(maxsplit=1)[0].upper()
    return f"{instruction.split(maxsplit=1)[0].upper()} {table[1] or table[0]}"
