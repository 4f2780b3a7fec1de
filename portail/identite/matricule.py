"""Le matricule d’un agent : dictable, tiré au sort ; il tient lieu de nom quand celui-ci ne se montre pas."""

from portail.socle import dictee

LONGUEUR = 6


def nouveau_matricule() -> str:
    """Rend un matricule au hasard : ni compteur, ni initiales."""
    return dictee.tirer(LONGUEUR)
