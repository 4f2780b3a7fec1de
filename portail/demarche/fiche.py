"""Les chiffres qu’une démarche cite hors de toute demande : ses paramètres, et ce qui se calcule d’eux seuls."""

from collections.abc import Mapping
from decimal import Decimal

from portail.demarche.declaration import Calcul, Demarche
from portail.demarche.eligibilite import arguments_de
from portail.demarche.regles import JOUR


def est_public(calcul: Calcul) -> bool:
    """Vrai si le calcul ne dépend que des paramètres : sa valeur est la même pour tous."""
    return not (calcul.entrees or calcul.contexte or calcul.si) and JOUR not in arguments_de(calcul.fonction)


def chiffres_publics(demarche: Demarche, parametres: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """Rend les paramètres et, par code, la valeur des calculs publics ; sans ceux dont un paramètre manque."""
    chiffres = dict(parametres)
    for calcul in filter(est_public, demarche.calculs):
        if all(code in parametres for code in calcul.parametres):
            chiffres[calcul.code] = calcul.fonction(**{code: parametres[code] for code in calcul.parametres}).valeur
    return chiffres
