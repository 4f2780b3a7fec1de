"""Dire un changement au journal, avant → après, sans y mettre de texte : les codes en clair, le reste en empreinte."""

from collections.abc import Mapping

from portail.socle.chiffrement import empreinte_cle

LONGUEUR = 16
"""Signes gardés de chaque empreinte : assez pour voir qu’un texte a changé, ou qu’il est revenu."""


def changement(
    avant: Mapping[str, str], apres: Mapping[str, str], *, en_clair: frozenset[str] = frozenset()
) -> dict[str, dict[str, str]]:
    """Rend `{"avant", "apres"}` pour les seuls champs qui changent ; vide si rien ne change.

    `en_clair` : les champs qui sont des codes, des dates ou des identifiants.
    """
    changes = sorted(nom for nom in {*avant, *apres} if avant.get(nom, "") != apres.get(nom, ""))
    if not changes:
        return {}
    return {
        "avant": {nom: _dit(nom, avant.get(nom, ""), en_clair) for nom in changes},
        "apres": {nom: _dit(nom, apres.get(nom, ""), en_clair) for nom in changes},
    }


def _dit(nom: str, valeur: str, en_clair: frozenset[str]) -> str:
    if not valeur or nom in en_clair:
        return valeur
    return empreinte_cle(valeur, f"journal.{nom}")[:LONGUEUR]
