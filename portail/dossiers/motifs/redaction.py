"""Rédiger les motifs d’une décision : le texte du jour, figé avec elle."""

from collections.abc import Collection

from portail.demarche.bilan import Bilan
from portail.demarche.declaration import Demarche
from portail.socle.traduction import traducteur


def rediger(
    motivee: Demarche, codes: Collection[str], bilan: Bilan, *, langue: str, fait: str = ""
) -> list[dict[str, str]]:
    """Rend ces motifs en droit et en fait, chiffres compris, tels que la décision les garde.

    `motivee` : la démarche et ses motifs en vigueur. `fait` : ce que l’agent a écrit à la place du texte du motif.
    """
    traduire = traducteur(langue)
    return [
        {
            "code": motif.code,
            "libelle": motif.libelle,
            "droit": motif.droit,
            "fait": fait or bilan.fait(motif, traduire, langue),
        }
        for motif in motivee.motifs
        if motif.code in codes
    ]
