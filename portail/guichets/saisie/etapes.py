"""Ce que les étapes d’un brouillon partagent, rempli chez soi ou au guichet : où l’on en est, où l’on va."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from flask import url_for

from portail.demarche import parcours
from portail.demarche.declaration import BlocRepete, Champ, Demarche, Page, Piece
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.models import Dossier
from portail.pieces.actions import Recu
from portail.socle.erreurs import Introuvable


class Gestes(Protocol):
    """Ce que la personne, ou l’agent en son nom, fait d’un brouillon ; chacun par ses actions et ses droits."""

    def enregistrer(self, dossier: Dossier, page: Page, reponses: dict[str, Any], revision: int | None) -> Dossier:
        """Enregistre une page et rend le dossier."""

    def joindre(self, dossier: Dossier, code: str, recu: Recu) -> None:
        """Joint un fichier à une pièce."""

    def retirer(self, dossier: Dossier, fichier_id: UUID) -> None:
        """Retire un fichier."""

    def promettre(self, dossier: Dossier, code: str, *, promis: bool) -> None:
        """Note qu’une pièce viendra plus tard, ou plus."""


@dataclass(frozen=True, slots=True)
class Comptoir:
    """Un guichet où l’on remplit : ses adresses, ses gestes ; `bureau` : un agent écrit, tout peut rester vide."""

    gestes: Gestes
    saisir: str
    pieces: str
    recapitulatif: str
    sortie: Callable[[], str]
    bureau: bool = False

    def adresse(self, dossier: Dossier, etape: str) -> str:
        """Rend l’adresse d’une étape : une page, les pièces, le récapitulatif."""
        if etape == parcours.PIECES:
            return url_for(self.pieces, numero=dossier.numero)
        if etape == parcours.RECAPITULATIF:
            return url_for(self.recapitulatif, numero=dossier.numero)
        return url_for(self.saisir, numero=dossier.numero, page=etape)

    def champs(self, champs: tuple[Champ, ...]) -> tuple[Champ, ...]:
        """Rend les champs à remplir ; un formulaire papier peut être lacunaire : au bureau, aucun n’est exigé."""
        return tuple(map(_libre, champs)) if self.bureau else champs

    def pieces_libres(self, pieces: Iterable[Piece]) -> list[Piece]:
        """Rend les pièces, aucune exigée."""
        return [replace(piece, obligatoire=False) for piece in pieces]

    def premiere_etape(self, dossier: Dossier, demarche: Demarche) -> str:
        """Rend l’adresse de la première étape qui reste à faire."""
        jour = jour_de_reference(dossier)
        restantes = parcours.pages_a_remplir(demarche, dossier.reponses, jour)
        if restantes:
            return self.adresse(dossier, restantes[0].identifiant)
        etapes = parcours.etapes(demarche, dossier.reponses, jour)
        return self.adresse(dossier, parcours.PIECES if parcours.PIECES in etapes else parcours.RECAPITULATIF)


def _libre(champ: Champ) -> Champ:
    """Rend le champ facultatif, sans les données que le navigateur de l’agent proposerait."""
    if isinstance(champ, BlocRepete):
        return replace(champ, obligatoire=False, minimum=0, champs=tuple(map(_libre, champ.champs)))
    return replace(champ, obligatoire=False, autocomplete="")


@dataclass(frozen=True, slots=True)
class Avancement:
    """Une étape d’un brouillon : ce que toute page de saisie montre autour de ses champs."""

    dossier: Dossier
    demarche: Demarche
    identifiant: str
    comptoir: Comptoir

    def _ou(self) -> tuple[Demarche, Mapping[str, Any], str]:
        return self.demarche, self.dossier.reponses, self.identifiant

    @property
    def etape(self) -> parcours.Etape:
        """Rend « étape n sur total » ; lève `Introuvable` si la page n’est pas dans le parcours."""
        etape = parcours.etape(*self._ou(), jour_de_reference(self.dossier))
        if etape is None:
            raise Introuvable
        return etape

    @property
    def suivante(self) -> str:
        """Rend l’adresse de l’étape d’après."""
        suivante = parcours.etape_suivante(*self._ou(), jour_de_reference(self.dossier))
        return self.comptoir.adresse(self.dossier, suivante or parcours.RECAPITULATIF)

    @property
    def precedente(self) -> str | None:
        """Rend l’adresse de l’étape d’avant, ou rien."""
        precedente = parcours.etape_precedente(*self._ou(), jour_de_reference(self.dossier))
        return self.comptoir.adresse(self.dossier, precedente) if precedente else None
