"""Le tour des autres titulaires, après celui du Département : le Conservatoire du littoral, puis la commune. Pur."""

from dataclasses import dataclass
from datetime import date, timedelta

from portail.dossiers.horloges.types import Code, Horloges


@dataclass(frozen=True, slots=True)
class Relais:
    """Le dernier jour de chacun ; passé `silence`, le silence de tous vaut renonciation."""

    conservatoire: date
    commune: date
    silence: date


def relais_de(horloges: Horloges, jours: int) -> Relais | None:
    """Rend le dernier jour de chaque tour, ou rien tant que le délai n’est pas parti.

    `jours` : ceux que chacun a, l’un après l’autre, du terme du Département. Aucun tour ne dépasse celui du silence :
    trois mois en tout, plus courts quand février s’y trouve.
    """
    terme = next((une.echeance for une in horloges.propres if une.code is Code.TERME), None)
    silence = horloges.silence.echeance if horloges.silence else None
    if terme is None or silence is None:
        return None
    tour = timedelta(days=jours)
    return Relais(min(terme + tour, silence), min(terme + 2 * tour, silence), silence)
