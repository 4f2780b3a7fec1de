"""Le chemin d’une demande : pages visibles, étapes, pièces attendues, selon ce qui précède."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from portail.demarche.champs import Attestation, BlocRepete, Champ, Information, ValeurCalculee
from portail.demarche.conditions import Reponses, est_vraie
from portail.demarche.declaration import Demarche, Page, Phase, Piece

PIECES = "pieces"
RECAPITULATIF = "recapitulatif"
ETAPES_PLATEFORME = frozenset({PIECES, RECAPITULATIF})
"""Étapes que la plateforme ajoute après les pages : aucune page ne peut porter ces noms."""


class ARemplir(Protocol):
    """Ce qui se remplit page par page : une démarche, ou l’un de ses volets."""

    @property
    def pages(self) -> tuple[Page, ...]:
        """Les pages, dans l’ordre."""

    @property
    def champs(self) -> Mapping[str, Champ]:
        """Les champs de ces pages, par identifiant."""


@dataclass(frozen=True, slots=True)
class Etape:
    """Où l’on en est : « Étape 2 sur 5 »."""

    numero: int
    total: int


@dataclass(frozen=True, slots=True)
class PageVisible:
    """Une page du parcours et ceux de ses champs que l’on demande."""

    page: Page
    champs: tuple[Champ, ...]


def est_repondu(champ: Champ, valeur: object) -> bool:
    """Dit si la réponse est donnée ; une case obligatoire l’est quand elle est cochée, un texte à lire toujours."""
    match champ:
        case Information() | ValeurCalculee():
            return True
        case Attestation():
            return valeur is True
        case BlocRepete():
            exemplaires = valeur if isinstance(valeur, list) else []
            return len(exemplaires) >= max(champ.minimum, 1) and all(_complet(champ.champs, un) for un in exemplaires)
    return valeur not in (None, "", [], {})


def _complet(champs: Sequence[Champ], reponses: Reponses) -> bool:
    return all(est_repondu(champ, reponses.get(champ.identifiant)) for champ in champs if champ.obligatoire)


def _chemin(demarche: ARemplir, reponses: Reponses, jour: date) -> tuple[tuple[PageVisible, ...], dict[str, Any]]:
    """Rend les pages visibles et ce que l’on retient des réponses ; chaque page se juge sur celles qui la précèdent."""
    visibles = []
    retenues = {nom: valeur for nom, valeur in reponses.items() if nom not in demarche.champs}
    for page in demarche.pages:
        champs = tuple(champ for champ in page.champs if est_vraie(champ.si, retenues, jour))
        if champs and est_vraie(page.si, retenues, jour):
            visibles.append(PageVisible(page, champs))
            retenues |= {c.identifiant: reponses[c.identifiant] for c in champs if c.identifiant in reponses}
    return tuple(visibles), retenues


def parcours_de(demarche: ARemplir, reponses: Reponses, jour: date) -> tuple[PageVisible, ...]:
    """Rend les pages à remplir et leurs champs, dans l’ordre, selon les réponses et le jour."""
    return _chemin(demarche, reponses, jour)[0]


def champs_visibles(demarche: Demarche, page: str, reponses: Reponses, jour: date) -> tuple[Champ, ...]:
    """Rend les champs que montre une page ; aucun si elle n’est pas dans le parcours."""
    visibles = (visible for visible in parcours_de(demarche, reponses, jour) if visible.page.identifiant == page)
    return next(visibles, PageVisible(Page(page, "", ()), ())).champs


def reponses_retenues(demarche: Demarche, reponses: Reponses, jour: date) -> dict[str, Any]:
    """Rend les réponses sans les orphelines, celles de pages ou de champs qui ne se montrent plus.

    Le brouillon garde tout (on peut revenir sur un choix) ; ce qui se dépose et ce qui s’examine passe par ici.
    Les réponses de la plateforme et des agents restent.
    """
    return _chemin(demarche, reponses, jour)[1]


def pages_a_remplir(demarche: ARemplir, reponses: Reponses, jour: date) -> tuple[Page, ...]:
    """Rend les pages où manque une réponse obligatoire, dans l’ordre."""
    return tuple(
        visible.page for visible in parcours_de(demarche, reponses, jour) if not _complet(visible.champs, reponses)
    )


def pieces_attendues(
    demarche: Demarche, reponses: Reponses, jour: date, phase: Phase = Phase.DEPOT
) -> tuple[Piece, ...]:
    """Rend les pièces à joindre à ce moment de la demande, facultatives comprises."""
    return _attendues(demarche, reponses_retenues(demarche, reponses, jour), jour, phase)


def _attendues(demarche: Demarche, retenues: Reponses, jour: date, phase: Phase) -> tuple[Piece, ...]:
    return tuple(piece for piece in demarche.pieces if piece.phase is phase and est_vraie(piece.si, retenues, jour))


def etapes(demarche: Demarche, reponses: Reponses, jour: date) -> tuple[str, ...]:
    """Rend les étapes dans l’ordre : les pages, les pièces s’il y en a à joindre, le récapitulatif."""
    visibles, retenues = _chemin(demarche, reponses, jour)
    pieces = (PIECES,) if _attendues(demarche, retenues, jour, Phase.DEPOT) else ()
    return (*(visible.page.identifiant for visible in visibles), *pieces, RECAPITULATIF)


def etape(demarche: Demarche, reponses: Reponses, identifiant: str, jour: date) -> Etape | None:
    """Rend le rang de l’étape, ou rien si elle n’est pas (ou plus) dans le parcours."""
    toutes = etapes(demarche, reponses, jour)
    return Etape(toutes.index(identifiant) + 1, len(toutes)) if identifiant in toutes else None


def etape_suivante(demarche: Demarche, reponses: Reponses, identifiant: str, jour: date) -> str | None:
    """Rend l’étape d’après ; celle qui suit une page qui ne se montre plus est la première visible après elle."""
    return next(iter(_autour(demarche, reponses, identifiant, jour)[1]), None)


def etape_precedente(demarche: Demarche, reponses: Reponses, identifiant: str, jour: date) -> str | None:
    """Rend l’étape d’avant, ou rien pour la première."""
    return next(reversed(_autour(demarche, reponses, identifiant, jour)[0]), None)


def _autour(demarche: Demarche, reponses: Reponses, identifiant: str, jour: date) -> tuple[list[str], list[str]]:
    """Rend les étapes avant et après celle-ci, dans l’ordre de la déclaration."""
    rangs = [*(page.identifiant for page in demarche.pages), PIECES, RECAPITULATIF]
    if identifiant not in rangs:
        return [], []
    ici = rangs.index(identifiant)
    visibles = etapes(demarche, reponses, jour)
    return [nom for nom in rangs[:ici] if nom in visibles], [nom for nom in rangs[ici + 1 :] if nom in visibles]
