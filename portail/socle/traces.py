"""Traces techniques en JSON sur la sortie d’erreur : jamais de donnée personnelle, jamais de corps de requête."""

import logging
import sys
from typing import TextIO, cast

import structlog


class _SortieErreur:
    """La sortie d’erreur du moment : un serveur peut la remplacer après le démarrage."""

    def write(self, texte: str) -> int:
        return sys.stderr.write(texte)

    def flush(self) -> None:
        sys.stderr.flush()


def configurer(*, niveau: int = logging.INFO) -> None:
    """Pose le format des traces du processus."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(niveau),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _SortieErreur())),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


trace = structlog.get_logger("portail")
