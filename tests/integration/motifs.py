"""Des motifs récrits ou ajoutés par le département, prêts pour l’essai."""

from typing import Any

from portail.demarche.catalogue import demarche_de
from portail.demarche.droit import Motif
from portail.dossiers.motifs import actions
from portail.dossiers.motifs.actions import FicheMotif
from portail.journal.actions import SYSTEME
from portail.socle import horloge

PERMIS, RECOURS = demarche_de("aide-permis"), demarche_de("recours")
FAIT = "Votre quotient est de {quotient} €, pour un plafond de {plafond} €."


def fiche(declare: Motif | None = None, **change: Any) -> FicheMotif:
    """Rend ce qu’on écrirait : le motif déclaré, sinon un motif nouveau, et ces changements."""
    if declare is not None:
        base = {"libelle": declare.libelle, "droit": declare.droit, "fait": declare.fait}
    else:
        base = {"libelle": "Hors délai", "droit": "Délibération du 2 mars 2026.", "fait": "Demande tardive."}
    valeurs: dict[str, Any] = {"gestes": tuple(actions.GESTES), "debut": horloge.aujourd_hui(), **base, **change}
    return FicheMotif(**valeurs)


def declare(code: str) -> Motif:
    """Rend le motif que la démarche déclare."""
    return next(motif for motif in (*PERMIS.motifs, *RECOURS.motifs) if motif.code == code)


def recrire(code: str = "ressources", *, revision: int = 0, demarche: str = "aide-permis", **change: Any) -> None:
    """Récrit un motif déclaré."""
    actions.changer(demarche, code, fiche(declare(code), **change), revision=revision, auteur=SYSTEME)


def ajouter(demarche: str = "aide-permis", **change: Any) -> str:
    """Ajoute un motif et rend son code."""
    return actions.ajouter(demarche, fiche(**change), auteur=SYSTEME).code
