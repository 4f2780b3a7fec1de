"""Ce qu’un agent dit de chaque parcelle : il confirme ce qui est calculé, ou le corrige et dit pourquoi."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from portail.identite.models import Agent
from portail.notaires.certificats.etats import Raison, raison_de
from portail.notaires.zones.appartenance import Mesure, Part, Sorte, Statut, droit, statut
from portail.notaires.zones.constats import Constat, ZoneCitee
from portail.notaires.zones.models import Zone
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class MotifManquant(SaisieInvalide):
    """On ne contredit pas un calcul sans dire pourquoi."""

    message = _("Dites pourquoi vous corrigez ce qui est calculé : l’office et vos collègues le liront.")


class ZoneManquante(SaisieInvalide):
    """En zone, mais laquelle ?"""

    message = _("Choisissez la zone : le certificat en cite la délibération.")


class SurfaceImpossible(SaisieInvalide):
    """Une partie est plus que rien et moins que tout."""

    message = _("Indiquez la surface en zone, en mètres carrés : plus que zéro, moins que la parcelle.")


@dataclass(frozen=True, slots=True)
class PartDite:
    """Ce qu’un agent dit d’une parcelle et d’une sorte de zone ; `surface_m2` si elle y est en partie."""

    part: Part = Part.AUCUNE
    zone: Zone | None = None
    surface_m2: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """Ce qu’un agent met à la place du calcul, et pourquoi."""

    ens: PartDite
    pean: PartDite
    motif: str


@dataclass(frozen=True, slots=True)
class Examen:
    """Ce qu’un agent a dit d’une parcelle ; `motif` vide s’il confirme."""

    constat: Constat
    agent_id: UUID
    motif: str = ""

    def en_json(self) -> dict[str, Any]:
        """Rend l’examen tel qu’il se garde."""
        return {"constat": self.constat.en_json(), "agent_id": str(self.agent_id), "motif": self.motif}

    @classmethod
    def de_json(cls, garde: Mapping[str, Any]) -> "Examen":
        """Rend l’examen gardé."""
        return cls(Constat.de_json(garde["constat"]), UUID(garde["agent_id"]), garde["motif"])


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une parcelle devant l’agent : ce qui se calcule aujourd’hui, ce qu’on en a dit, et ce qui se certifierait."""

    calcule: Constat
    examen: Examen | None

    @property
    def raison(self) -> Raison | None:
        """Rend pourquoi elle se vérifie, ou rien."""
        return raison_de(self.calcule)

    @property
    def retenu(self) -> Constat | None:
        """Rend ce qui se certifierait ; rien tant qu’un agent doit la voir, ou si le calcul a changé depuis."""
        if self.examen is None:
            return self.calcule if self.raison is None else None
        if self.examen.motif:
            return replace(self.examen.constat, versions=self.calcule.versions, cadastre_le=self.calcule.cadastre_le)
        return self.calcule if self.examen.constat.en_json() == self.calcule.en_json() else None


def lignes_de(examens: Mapping[str, Any], calcules: Sequence[Constat]) -> list[Ligne]:
    """Rend une ligne par parcelle ; `examens` : ceux que garde le certificat."""
    gardes = {idu: Examen.de_json(garde) for idu, garde in examens.items()}
    return [Ligne(calcule, gardes.get(calcule.parcelle.idu)) for calcule in calcules]


def confirme(calcule: Constat, agent: Agent) -> Examen | None:
    """Rend la confirmation de ce constat, ou rien : on ne confirme pas ce que l’on ne sait pas."""
    return None if calcule.statut is Statut.INCONNUE else Examen(calcule, agent.id)


def corrige(calcule: Constat, correction: Correction, agent: Agent) -> Examen:
    """Rend la correction de ce constat ; lève `MotifManquant`, `ZoneManquante`, `SurfaceImpossible`."""
    if not correction.motif.strip():
        raise MotifManquant
    surface = calcule.surface_m2 or calcule.parcelle.contenance_m2 or 0
    ens, pean = _mesure(correction.ens, surface), _mesure(correction.pean, surface)
    dites = ((Sorte.ENS, correction.ens, ens), (Sorte.PEAN, correction.pean, pean))
    corrige = replace(
        calcule,
        statut=statut(ens, pean),
        droit=droit(ens, pean),
        est_sur=True,
        surface_m2=surface,
        en_ens_m2=ens.en_zone_m2,
        en_pean_m2=pean.en_zone_m2,
        distance_m=None,
        zones=tuple(
            _citee(sorte, dite.zone, mesure)
            for sorte, dite, mesure in dites
            if dite.zone is not None and mesure.part is not Part.AUCUNE
        ),
        voisines=(),
    )
    return Examen(corrige, agent.id, correction.motif.strip())


def _mesure(dite: PartDite, surface: int) -> Mesure:
    if dite.part is Part.AUCUNE:
        return Mesure(Part.AUCUNE, surface, 0, None)
    if dite.zone is None:
        raise ZoneManquante
    if dite.part is Part.ENTIERE:
        return Mesure(Part.ENTIERE, surface, surface, 0.0)
    if dite.surface_m2 <= 0 or (surface and dite.surface_m2 >= surface):
        raise SurfaceImpossible
    return Mesure(Part.PARTIELLE, surface, dite.surface_m2, 0.0)


def _citee(sorte: Sorte, zone: Zone, mesure: Mesure) -> ZoneCitee:
    return ZoneCitee(
        sorte=sorte,
        code=zone.code,
        nom=zone.nom,
        deliberation=zone.deliberation,
        deliberation_le=zone.deliberation_le,
        competent=zone.competent,
        en_zone_m2=mesure.en_zone_m2,
        distance_m=0.0,
        orientation=None,
    )
