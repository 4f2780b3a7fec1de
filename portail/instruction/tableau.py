"""Le tableau de bord de qui signe ou dirige : stock, âge, échéances, arrivées, réponses et délai constaté, au tant.

Quatre requêtes, chacune agrégée par la base dans un index seul. Une durée se dit par sa médiane.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portail.dossiers.alertes.niveaux import Niveau, seuils_au
from portail.dossiers.etats import Etat
from portail.dossiers.horloges.types import Code
from portail.instruction import tableau_sql as sql
from portail.instruction.cadre import Cadre
from portail.socle import horloge
from portail.socle.base import session

EFFECTIF_MIN = 10
"""En dessous, une médiane se dit avec une réserve."""
JOURS_SEMAINE = 7


@dataclass(slots=True)
class Compte:
    """Le stock de ce jour et le mouvement de la période, pour une démarche, un agent, une semaine, ou tout."""

    stock: int = 0
    arrivees: int = 0
    sorties: int = 0
    reponses: int = 0
    """Sorties où le service a répondu : celles que le délai mesure."""
    delai: float | None = None
    """Délai médian de ces réponses, en jours."""

    @property
    def est_fragile(self) -> bool:
        """Vrai si le délai porte sur trop peu de réponses pour conclure."""
        return self.delai is not None and self.reponses < EFFECTIF_MIN


def _comptes() -> defaultdict[Any, Compte]:
    return defaultdict(Compte)


@dataclass(slots=True)
class Tableau:
    """Tout le tableau de bord ; une clé absente vaut zéro."""

    debut: date
    fin: date
    total: Compte = field(default_factory=Compte)
    par_demarche: Mapping[str, Compte] = field(default_factory=_comptes)
    par_agent: Mapping[UUID | None, Compte] = field(default_factory=_comptes)
    par_semaine: Mapping[date, Compte] = field(default_factory=_comptes)
    par_etat: dict[Etat, int] = field(default_factory=dict)
    par_age: dict[int, int] = field(default_factory=dict)
    """Rang dans `AGES_JOURS` → nombre."""
    echeances: dict[tuple[Niveau, Code], int] = field(default_factory=dict)

    def a_risque(self, niveau: Niveau) -> int:
        """Rend le nombre d’échéances de ce niveau, toutes horloges."""
        return sum(nombre for (un, _), nombre in self.echeances.items() if un == niveau)

    @property
    def semaines(self) -> Sequence[date]:
        """Rend chaque lundi de la période, dans l’ordre."""
        nombre = (self.fin - self.debut).days // JOURS_SEMAINE + 1
        return [self.debut + timedelta(weeks=rang) for rang in range(nombre)]


def tableau_de(cadre: Cadre) -> Tableau:
    """Rend le tableau de bord de ce cadre, ce jour ; la période finit aujourd’hui et commence un lundi."""
    jour = horloge.aujourd_hui()
    lundi = jour - timedelta(days=jour.weekday())
    tableau = Tableau(debut=lundi - timedelta(weeks=int(cadre.periode) - 1), fin=jour)
    _compter_le_stock(tableau, session.execute(sql.stock(cadre, jour)))
    for niveau, code, nombre in session.execute(sql.echeances(cadre, jour, seuils_au(jour))):
        tableau.echeances[Niveau(niveau), Code(code)] = nombre
    _compter(tableau, session.execute(sql.arrivees(cadre, tableau.debut)), ("arrivees",))
    _compter(tableau, session.execute(sql.sorties(cadre, tableau.debut, jour)), ("sorties", "reponses", "delai"))
    return tableau


def _compter_le_stock(tableau: Tableau, lignes: Iterable[Any]) -> None:
    """Range le stock ; le premier nombre de chaque ligne dit par quelle colonne elle compte (`tableau_sql`)."""
    for masque, etat, age, demarche, agent_id, nombre in lignes:
        match masque:
            case 0b0111:
                tableau.par_etat[Etat(etat)] = nombre
            case 0b1011:
                tableau.par_age[age] = nombre
            case 0b1101:
                tableau.par_demarche[demarche].stock = nombre
            case 0b1110:
                tableau.par_agent[agent_id].stock = nombre
            case _:
                tableau.total.stock = nombre


def _compter(tableau: Tableau, lignes: Iterable[Any], mesures: Sequence[str]) -> None:
    """Range les arrivées ou les sorties, par semaine, par démarche, par agent et en tout."""
    for masque, semaine, demarche, agent_id, *nombres in lignes:
        match masque:
            case 0b011:
                compte = tableau.par_semaine[semaine]
            case 0b101:
                compte = tableau.par_demarche[demarche]
            case 0b110:
                compte = tableau.par_agent[agent_id]
            case _:
                compte = tableau.total
        for mesure, nombre in zip(mesures, nombres, strict=True):
            setattr(compte, mesure, nombre)
