"""Traces techniques en JSON sur la sortie d’erreur : jamais de donnée personnelle, jamais de corps de requête."""

import logging
import sys

import structlog


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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


trace = structlog.get_logger("portail")
