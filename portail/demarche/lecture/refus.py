"""Le refus d’une réponse : ce qui ne va pas, où, et comment corriger."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from portail.demarche.formats import en_date, en_nombre
from portail.socle.erreurs import SaisieInvalide

Traduire: TypeAlias = Callable[[str], str]


class Libelle(str):
    """Un texte de la déclaration cité dans un message : à traduire lui aussi."""

    __slots__ = ()


ValeurCitee: TypeAlias = str | int | Decimal | date


@dataclass(frozen=True, slots=True)
class Faute:
    """Une chose à corriger : le message, les valeurs qu’il cite, la partie du champ en cause (ou tout le champ).

    `choix` : les réponses possibles, quand on les connaît ; la page les propose en liste.
    """

    message: str
    valeurs: Mapping[str, ValeurCitee] = field(default_factory=dict)
    partie: str | None = None
    choix: tuple[str, ...] = ()

    def texte(self, traduire: Traduire, langue: str = "fr") -> str:
        """Rend le message traduit, ses valeurs écrites dans la langue."""
        message = traduire(self.message)
        citees = {nom: _cite(valeur, traduire=traduire, langue=langue) for nom, valeur in self.valeurs.items()}
        return message % citees if citees else message


class ValeurRefusee(SaisieInvalide):
    """Une réponse ne peut pas être acceptée ; `fautes` dit tout ce qui est à corriger, la première en tête."""

    def __init__(
        self,
        message: str,
        valeurs: Mapping[str, ValeurCitee] | None = None,
        partie: str | None = None,
        *,
        choix: Iterable[str] = (),
        suivantes: Iterable[Faute] = (),
    ) -> None:
        super().__init__(message, valeurs)
        self.partie = partie
        self.fautes = (Faute(message, self.valeurs, partie, tuple(choix)), *suivantes)

    def texte(self, traduire: Traduire, langue: str = "fr") -> str:
        """Rend la première faute, traduite."""
        return self.fautes[0].texte(traduire, langue)


def refuser(fautes: Iterable[Faute]) -> None:
    """Lève ValeurRefusee s’il y a une faute au moins."""
    if not (toutes := tuple(fautes)):
        return
    premiere = toutes[0]
    raise ValeurRefusee(premiere.message, premiere.valeurs, premiere.partie, choix=premiere.choix, suivantes=toutes[1:])


def _cite(valeur: ValeurCitee, *, traduire: Traduire, langue: str) -> str:
    if isinstance(valeur, Libelle):
        return traduire(valeur)
    if isinstance(valeur, date):
        return en_date(valeur, langue)
    return valeur if isinstance(valeur, str) else en_nombre(Decimal(valeur), langue)
