"""La forme d’un rendez-vous : ce qu’il réunit, dans quel ordre, pendant combien de minutes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby

AGENT, SALLE, EQUIPEMENT, INTERPRETE = "agent", "salle", "equipement", "interprete"
SUR_PLACE = "sur_place"
DU_LIEU = frozenset({SALLE, EQUIPEMENT})
"""Ce qui n’a pas de plage : libre dès que rien ne l’occupe, et seulement pour qui vient sur place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Besoin:
    """Une ressource de ce genre ; `langue` : celle d’un interprète."""

    genre: str
    duree: int
    ordre: int = 1
    competence: str = ""
    langue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forme:
    """Des étapes qui se suivent, chacune réunissant ses besoins, et ce qui reste présent de bout en bout.

    `battement` : les minutes que l’on peut attendre au plus entre deux étapes.
    """

    etapes: tuple[tuple[Besoin, ...], ...]
    continus: tuple[Besoin, ...] = ()
    pas: int
    avant: int = 0
    apres: int = 0
    battement: int = 0
    passages: int = 1
    """Combien de fois de suite, avec les mêmes ressources : deux pour des jumeaux."""

    @property
    def meneur(self) -> Besoin | None:
        """Rend le premier agent de la première étape : la grille est celle de ses plages."""
        premiere = self.etapes[0] if self.etapes else ()
        return next((besoin for besoin in premiere if besoin.genre == AGENT), None)

    @property
    def rang_du_meneur(self) -> int:
        """Rend le rang, parmi les besoins, du premier agent."""
        return next(rang for rang, besoin in enumerate(self.besoins) if besoin.genre == AGENT)

    @property
    def besoins(self) -> tuple[Besoin, ...]:
        """Rend tous les besoins : étape par étape, puis ceux qui durent de bout en bout."""
        return (*chain.from_iterable(self.etapes), *self.continus)

    @property
    def est_simple(self) -> bool:
        """Dit si une seule ressource suffit, une fois."""
        return self.passages == len(self.etapes) == len(self.besoins) == 1

    @property
    def entre_passages(self) -> int:
        """Rend les minutes entre deux passages : leurs tampons se touchent sans se chevaucher."""
        return self.avant + self.apres


def forme_de(
    besoins: Iterable[Besoin],
    *,
    modalite: str,
    pas: int,
    duree: int | None = None,
    langue: str = "",
    **reste: int,
) -> Forme:
    """Range des besoins en étapes, pour qui se rencontre ainsi.

    `duree` : celle d’un rendez-vous que l’on déplace, s’il n’a qu’une étape. `langue` : un interprète de bout en bout.
    Ce que chaque étape demande, hors agent, est le même de bout en bout : la famille ne change pas de salle.
    """
    retenus = [besoin for besoin in besoins if modalite == SUR_PLACE or besoin.genre not in DU_LIEU]
    etapes = [tuple(groupe) for _ordre, groupe in groupby(sorted(retenus, key=_ordre), key=_ordre)]
    continus = _communs(etapes)
    restants = [tuple(besoin for besoin in etape if _cle(besoin) not in continus) for etape in etapes]
    if duree is not None and len(restants) == 1:
        restants = [tuple(replace(besoin, duree=duree) for besoin in restants[0])]
    de_bout_en_bout = [Besoin(genre=genre, competence=quoi, duree=0) for genre, quoi in sorted(continus)]
    if langue:
        de_bout_en_bout.append(Besoin(genre=INTERPRETE, langue=langue, duree=0))
    return Forme(etapes=tuple(restants), continus=tuple(de_bout_en_bout), pas=pas, **reste)


def _ordre(besoin: Besoin) -> int:
    return besoin.ordre


def _cle(besoin: Besoin) -> tuple[str, str]:
    return besoin.genre, besoin.competence


def _communs(etapes: Sequence[Sequence[Besoin]]) -> frozenset[tuple[str, str]]:
    """Rend ce que toutes les étapes demandent, agents exceptés ; rien s’il n’y en a qu’une ou si l’une n’a que cela."""
    if len(etapes) < 2:
        return frozenset()
    par_etape = [{_cle(besoin) for besoin in etape} for etape in etapes]
    communs = {cle for cle in set.intersection(*par_etape) if cle[0] != AGENT}
    return frozenset(communs) if all(cles - communs for cles in par_etape) else frozenset()
