"""Les chiffres qu’un motif peut citer : ceux que les règles et les calculs de la démarche rendent vraiment."""

from collections.abc import Mapping
from functools import cache
from string import Formatter

from portail.demarche.catalogue import demarche_de
from portail.demarche.controles.regles import ChiffreRendu, chiffres_de
from portail.demarche.phrases import remplir
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

ACCORD = "|"


class ChiffreInconnu(SaisieInvalide):
    """Le texte cite un chiffre que la démarche ne rend pas, ou l’écrit mal."""

    message = _("Inconnu ou mal écrit : %(inconnus)s. Les chiffres de cette démarche sont : %(connus)s.")


class SansChiffre(SaisieInvalide):
    """Le texte cite un chiffre, et la démarche n’en a aucun."""

    message = _("Cette démarche ne calcule rien : écrivez ce texte sans accolade.")


@cache
def chiffres_connus(demarche: str) -> Mapping[str, ChiffreRendu]:
    """Rend les chiffres de la démarche en vigueur, par nom ; la déclaration ne change pas en cours d’exécution."""
    return chiffres_de(demarche_de(demarche))


def verifier(texte: str, demarche: str) -> None:
    """Lève `ChiffreInconnu` ou `SansChiffre` si le texte cite autre chose qu’un chiffre de la démarche.

    Admis : « {parts} », et « {parts:part|parts} », qui accorde le mot ; rien d’autre de ce que Python saurait lire.
    """
    connus = chiffres_connus(demarche)
    fautifs = _fautifs(texte, connus)
    if fautifs and not connus:
        raise SansChiffre
    if fautifs:
        dits = ", ".join(f"{{{nom}}}" for nom in connus)
        raise ChiffreInconnu(valeurs={"inconnus": ", ".join(dict.fromkeys(fautifs)), "connus": dits})


def _fautifs(texte: str, connus: Mapping[str, ChiffreRendu]) -> list[str]:
    try:
        morceaux = list(Formatter().parse(texte))
    except ValueError:
        return [next(signe for signe in texte if signe in "{}")]
    return [
        f"{{{nom}}}"
        for _litteral, nom, accord, conversion in morceaux
        if nom is not None and (nom not in connus or conversion or not _accorde(accord or ""))
    ]


def _accorde(accord: str) -> bool:
    """Vrai sans mot à accorder, ou avec ses deux formes ; jamais un chiffre dans un chiffre."""
    return not accord or (accord.count(ACCORD) == 1 and not set(accord) & set("{}"))


def exemple(texte: str, demarche: str) -> str:
    """Rend le texte tel qu’une personne le lirait, avec des chiffres d’exemple."""
    return remplir(texte, {nom: chiffre.exemple for nom, chiffre in chiffres_connus(demarche).items()})
