"""Contrôles du parcours : une condition porte sur ce qui précède, et peut être remplie."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from portail.demarche.champs import DateConnue, DateRecente, Montant, Nombre
from portail.demarche.conditions import (
    CHAMPS_PLATEFORME,
    AgeInferieur,
    AuMoins,
    Condition,
    Parmi,
    Pas,
    Plusieurs,
    Rempli,
    Toutes,
    Une,
    ValeurSimple,
    champs_cites,
    est_vraie,
)
from portail.demarche.controles.echantillons import JOUR, reponses_plateforme, reponses_possibles
from portail.demarche.dates import anniversaire
from portail.demarche.declaration import Demarche


def conditions_de(demarche: Demarche) -> Iterator[tuple[str, Condition]]:
    """Rend toutes les conditions de la déclaration, avec ce qu’elles gouvernent."""
    for page in demarche.pages:
        yield f"page {page.identifiant}", page.si or Toutes(())
        avant = page.si or Toutes(())
        yield from ((f"champ {c.identifiant}", Toutes((avant, c.si))) for c in page.champs if c.si)
    yield from ((f"pièce {piece.identifiant}", piece.si) for piece in demarche.pieces if piece.si)
    yield from ((f"règle {regle.code}", regle.si) for regle in demarche.regles if regle.si)
    yield from ((f"calcul {calcul.code}", calcul.si) for calcul in demarche.calculs if calcul.si)


def conditions_sur_le_passe(demarche: Demarche) -> Iterator[str]:
    """La condition d’une page ou d’un champ porte sur une page précédente : le parcours vit sans script."""
    connus = set(CHAMPS_PLATEFORME)
    for page in demarche.pages:
        for ou, condition in (
            (f"page {page.identifiant}", page.si),
            *((f"champ {c.identifiant}", c.si) for c in page.champs),
        ):
            yield from (
                f"{ou} : condition sur {nom}, qui ne la précède pas" for nom in sorted(champs_cites(condition) - connus)
            )
        connus |= {champ.identifiant for champ in page.champs}


def champs_de_conditions(demarche: Demarche) -> Iterator[str]:
    """Une condition cite des champs qui existent, et qui se prêtent à la question posée."""
    usager = demarche.champs
    for ou, condition in conditions_de(demarche):
        inconnus = champs_cites(condition) - usager.keys() - CHAMPS_PLATEFORME
        yield from (f"{ou} : condition sur un champ inconnu : {nom}" for nom in sorted(inconnus))
        for simple in _simples(condition):
            yield from (f"{ou} : {faute}" for faute in _mal_posee(simple, demarche))


def _simples(condition: Condition) -> Iterator[Condition]:
    match condition:
        case Toutes(conditions) | Une(conditions) | Plusieurs(conditions=conditions):
            for une in conditions:
                yield from _simples(une)
        case Pas(autre):
            yield from _simples(autre)
        case _:
            yield condition


def _mal_posee(condition: Condition, demarche: Demarche) -> Iterator[str]:
    match condition:
        case Parmi(nom, valeurs):
            possibles = _domaine(nom, demarche)
            a_plat = {
                un
                for valeur in possibles
                for un in (valeur if isinstance(valeur, list) else [valeur])
                if isinstance(un, str | bool | int)
            }
            yield from (f"{nom} ne vaut jamais {valeur}" for valeur in valeurs if a_plat and valeur not in a_plat)
        case AgeInferieur(nom) if not isinstance(demarche.champs.get(nom), DateConnue | DateRecente):
            yield f"{nom} n’est pas une date"
        case AuMoins(nom) if not isinstance(demarche.champs.get(nom), Nombre | Montant):
            yield f"{nom} n’est pas un nombre"


def _domaine(nom: str, demarche: Demarche) -> tuple[Any, ...]:
    if nom in CHAMPS_PLATEFORME:
        return reponses_plateforme(demarche)[nom]
    champ = demarche.champs.get(nom)
    return reponses_possibles(champ) if champ else ()


def conditions_possibles(demarche: Demarche) -> Iterator[str]:
    """Toute page, tout champ, toute pièce, toute règle finit par servir à quelqu’un."""
    if any(champs_de_conditions(demarche)):
        return
    acces = _acces(demarche)
    for ou, condition in conditions_de(demarche):
        ensemble = Toutes((condition, *_necessaires(condition, acces)))
        simples = tuple(_simples(ensemble))
        cites = sorted(champs_cites(ensemble))
        domaines = [(*_reponses_utiles(nom, simples, demarche), None) for nom in cites]
        essais = (dict(zip(cites, essai, strict=True)) for essai in product(*domaines))
        if not any(est_vraie(ensemble, essai, JOUR) for essai in essais):
            yield f"{ou} : condition impossible"


def _reponses_utiles(nom: str, simples: Iterable[Condition], demarche: Demarche) -> Iterator[Any]:
    """Rend les réponses que ces conditions distinguent : celles qu’elles citent, et de part et d’autre des seuils."""
    possibles = _domaine(nom, demarche)
    citees: list[ValeurSimple] = []
    champ = demarche.champs.get(nom)
    for simple in simples:
        match simple:
            case Parmi(champ=cite, valeurs=valeurs) if cite == nom:
                citees += valeurs
            case AgeInferieur(champ=cite, ans=ans) if cite == nom:
                yield from (anniversaire(JOUR, -age).isoformat() for age in (max(ans - 1, 0), ans))
            case AuMoins(champ=cite, valeur=valeur) if cite == nom and isinstance(champ, Nombre | Montant):
                yield from (str(seuil) for seuil in (champ.minimum, valeur, champ.maximum) if seuil <= champ.maximum)
    distinctes = [reponse for reponse in possibles if isinstance(reponse, list) or reponse in citees]
    yield from distinctes
    yield from [reponse for reponse in possibles if reponse not in distinctes][:1]


def _acces(demarche: Demarche) -> dict[str, Condition]:
    """Rend, pour chaque champ, ce qu’il faut pour qu’on le voie."""
    return {
        champ.identifiant: Toutes(tuple(c for c in (page.si, champ.si) if c))
        for page in demarche.pages
        for champ in page.champs
    }


def _necessaires(condition: Condition, acces: Mapping[str, Condition]) -> Iterator[Condition]:
    """Rend les conditions « ce champ est sans réponse, ou on le voyait » pour tous ceux dont dépend la condition."""
    vus: set[str] = set()
    reste = set(champs_cites(condition))
    while reste:
        nom = reste.pop()
        vus.add(nom)
        if nom in acces:
            voir = acces[nom]
            yield Une((Pas(Rempli(nom)), voir))
            reste |= champs_cites(voir) - vus
