"""Branche le sol technique d’un processus : base, chiffrement, fichiers, tâches, débits, traces."""

from portail.config import Reglages
from portail.socle import base, chiffrement, debits, fichiers, taches, traces


class _Reglage:
    reglages: Reglages | None = None


def demarrer(reglages: Reglages) -> None:
    """Prépare le processus pour ces réglages ; à appeler une fois, avant tout."""
    _Reglage.reglages = reglages
    traces.configurer()
    chiffrement.configurer(reglages.cles_chiffrement, reglages.cle_secrete)
    if reglages.base_url:
        base.configurer(reglages.base_url)
    fichiers.configurer(reglages.fichiers_url)
    debits.configurer(actif=reglages.limites)
    taches.configurer(horloge_partagee=not reglages.production)


def reglages() -> Reglages:
    """Rend les réglages du processus."""
    if _Reglage.reglages is None:
        raise RuntimeError("le processus n’a pas démarré : appeler demarrer(reglages)")
    return _Reglage.reglages
