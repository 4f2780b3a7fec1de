"""Ce qui se lit des étiquettes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, select

from portail.instruction.etiquettes.models import Etiquette, EtiquetteDossier
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


@dataclass(frozen=True, slots=True)
class Etiquettes:
    """Les étiquettes de quelques services, par nom, et celles que portent quelques dossiers."""

    toutes: Sequence[Etiquette]
    par_dossier: Mapping[UUID, Sequence[Etiquette]]


def etiquette_de(identifiant: UUID) -> Etiquette:
    """Rend l’étiquette ; lève `Introuvable`."""
    etiquette = session.get(Etiquette, identifiant)
    if etiquette is None:
        raise Introuvable
    return etiquette


def etiquettes_des(services: Collection[str], dossiers: Collection[UUID]) -> Etiquettes:
    """Rend les étiquettes de ces services et qui, de ces dossiers, les porte ; en une requête."""
    if not services:
        return Etiquettes([], {})
    lignes = session.execute(
        select(Etiquette, EtiquetteDossier.dossier_id)
        .outerjoin(
            EtiquetteDossier,
            and_(EtiquetteDossier.etiquette_id == Etiquette.id, EtiquetteDossier.dossier_id.in_(sorted(dossiers))),
        )
        .where(Etiquette.service_code.in_(sorted(services)))
        .order_by(Etiquette.service_code, Etiquette.nom)
    ).all()
    portees: dict[UUID, list[Etiquette]] = defaultdict(list)
    for etiquette, dossier_id in lignes:
        if dossier_id is not None:
            portees[dossier_id].append(etiquette)
    return Etiquettes(list(dict.fromkeys(etiquette for etiquette, _ in lignes)), portees)


def emplois_des(service_code: str) -> Mapping[UUID, int]:
    """Rend le nombre de dossiers qui portent chaque étiquette du service."""
    lignes = session.execute(
        select(EtiquetteDossier.etiquette_id, func.count())
        .join(Etiquette, Etiquette.id == EtiquetteDossier.etiquette_id)
        .where(Etiquette.service_code == service_code)
        .group_by(EtiquetteDossier.etiquette_id)
    )
    return {identifiant: nombre for identifiant, nombre in lignes}  # noqa: C416 — des lignes, pas des couples
