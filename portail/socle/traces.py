"""Traces techniques en JSON sur la sortie d’erreur : jamais de donnée personnelle, jamais de corps de requête.

Une panne se dit par sa nature et son chemin dans le code ; son message peut citer une valeur, il ne s’écrit pas.
"""

import json
import logging
import sys
import traceback
from types import TracebackType
from typing import TextIO, cast

import structlog

from portail.config import RACINE


class _SortieErreur:
    """La sortie d’erreur du moment : un serveur peut la remplacer après le démarrage."""

    def write(self, texte: str) -> int:
        return sys.stderr.write(texte)

    def flush(self) -> None:
        sys.stderr.flush()


class _Sobre(logging.Formatter):
    """Met en JSON ce que les bibliothèques tracent."""

    def format(self, record: logging.LogRecord) -> str:
        ligne: dict[str, object] = {
            "event": record.getMessage(),
            "source": record.name,
            "level": record.levelname.lower(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            ligne |= {"nature": record.exc_info[0].__name__, "pile": chemin_de(record.exc_info[2])}
        return json.dumps(ligne, ensure_ascii=False)


def chemin_de(pile: TracebackType | None) -> list[str]:
    """Rend où est passée une exception, « fichier:ligne fonction », sans aucune valeur."""
    return [
        f"{cadre.filename.removeprefix(f'{RACINE}/')}:{cadre.lineno} {cadre.name}"
        for cadre in traceback.extract_tb(pile)
    ]


def configurer(*, niveau: int = logging.INFO) -> None:
    """Pose le format des traces du processus."""
    sortie = cast("TextIO", _SortieErreur())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(niveau),
        logger_factory=structlog.PrintLoggerFactory(sortie),
        cache_logger_on_first_use=True,
    )
    receveur = logging.StreamHandler(sortie)
    receveur.setFormatter(_Sobre())
    logging.basicConfig(level=logging.WARNING, handlers=[receveur])


trace = structlog.get_logger("portail")
