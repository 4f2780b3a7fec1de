"""Ce qu’un agent peut lire, service par service, et ce qu’il y peut ; sans recoupement."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_

from portail.dossiers.habilitations import INSTRUCTION, LECTURE, SIGNATURE
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Role


@dataclass(frozen=True, slots=True)
class Portee:
    """Les dossiers d’un service, sur une démarche, ou sur toutes sauf celles qui ont leur propre portée."""

    service_code: str
    demarche: str | None
    sauf: tuple[str, ...]
    roles: frozenset[Role]

    @property
    def instruit(self) -> bool:
        """Vrai si l’agent y instruit."""
        return bool(self.roles & INSTRUCTION)

    @property
    def signe(self) -> bool:
        """Vrai si l’agent y a le rôle de qui signe."""
        return bool(self.roles & SIGNATURE)

    @property
    def condition(self) -> ColumnElement[bool]:
        """Rend la condition « ce dossier est de cette portée »."""
        return self.sur(Dossier)

    def sur(self, lignes: Any) -> ColumnElement[bool]:  # noqa: ANN401 — les dossiers, ou les colonnes d’une sous-requête
        """Rend la même condition, sur les colonnes d’une sous-requête qui porte le service et la démarche."""
        conditions: list[ColumnElement[bool]] = [lignes.service_code == self.service_code]
        if self.demarche is not None:
            conditions.append(lignes.demarche == self.demarche)
        if self.sauf:
            conditions.append(lignes.demarche.not_in(self.sauf))
        return and_(*conditions)


def portees(agent: Agent) -> list[Portee]:
    """Rend les portées de l’agent, par service ; une démarche n’en est détachée que si l’agent y peut davantage."""
    roles: dict[str, dict[str | None, set[Role]]] = defaultdict(lambda: defaultdict(set))
    for habilitation in agent.habilitations:
        if habilitation.service_code and habilitation.role in LECTURE:
            roles[habilitation.service_code][habilitation.demarche].add(habilitation.role)
    return [portee for service in sorted(roles) for portee in _du_service(service, roles[service])]


def _du_service(service: str, roles: dict[str | None, set[Role]]) -> list[Portee]:
    generaux = frozenset(roles.get(None, ()))
    propres = {d: frozenset(siens) | generaux for d, siens in roles.items() if d is not None}
    detachees = {demarche: siens for demarche, siens in propres.items() if siens != generaux}
    trouvees = [Portee(service, demarche, (), detachees[demarche]) for demarche in sorted(detachees)]
    if generaux:
        trouvees.append(Portee(service, None, tuple(sorted(detachees)), generaux))
    return trouvees


def services_lus(agent: Agent) -> list[str]:
    """Rend les services dont l’agent lit des dossiers."""
    return sorted({portee.service_code for portee in portees(agent)})
