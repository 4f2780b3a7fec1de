"""Ce que l’on dit d’une plage pour l’écrire, et ce qui doit y aller ensemble. Pur."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from portail.rendez_vous.creneaux.rythmes import Hebdomadaire, Mensuel, jours_du_rythme
from portail.rendez_vous.creneaux.rythmes import Rythme as RythmePur
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.plages.erreurs import (
    HeuresImpossibles,
    JamaisDeRetour,
    ModalitesImpossibles,
    ObjetsImpossibles,
    PeriodeDePlage,
    RythmeImpossible,
)
from portail.rendez_vous.plages.models import Plage, Rythme

RANGS = frozenset({-1, 1, 2, 3, 4, 5})
CINQ_ANS = timedelta(days=5 * 366)
"""Un cinquième lundi, un mois sur douze, peut se faire attendre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FichePlage:
    """Une plage : qui, où, pour quoi, quand. Un seul jour : premier et dernier égaux."""

    ressource_id: UUID
    lieu_id: UUID
    objets: frozenset[UUID]
    modalites: frozenset[str]
    premier_jour: date
    dernier_jour: date | None
    debut: time
    fin: time
    rythme: Rythme = Rythme.HEBDOMADAIRE
    jours: frozenset[int] = frozenset()
    """De 1 (lundi) à 7 ; vide : le jour de `premier_jour`."""
    intervalle: int = 1
    rang: int | None = None

    @property
    def jours_voulus(self) -> tuple[int, ...]:
        """Rend les jours de la semaine, triés."""
        return tuple(sorted(self.jours or {self.premier_jour.isoweekday()}))

    def en_textes(self) -> Mapping[str, str]:
        """Rend les valeurs par champ, pour le journal : des codes, des dates, des heures."""
        return {
            "lieu": str(self.lieu_id),
            "objets": ",".join(sorted(str(un) for un in self.objets)),
            "modalites": ",".join(sorted(self.modalites)),
            "premier_jour": self.premier_jour.isoformat(),
            "dernier_jour": self.dernier_jour.isoformat() if self.dernier_jour else "",
            "rythme": self.rythme.value,
            "intervalle": str(self.intervalle),
            "jours": ",".join(str(jour) for jour in self.jours_voulus),
            "rang": "" if self.rang is None else str(self.rang),
            "heure_debut": f"{self.debut:%H:%M}",
            "heure_fin": f"{self.fin:%H:%M}",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class UnSeulJour:
    """Ce qui change un seul jour : tout s’annule, ou d’autres heures, ou un autre lieu."""

    annulee: bool = False
    debut: time | None = None
    fin: time | None = None
    lieu_id: UUID | None = None

    def verifier(self, plage: Plage) -> None:
        """Lève `HeuresImpossibles` si rien ne change, ou si les heures ne vont pas."""
        change = self.debut is not None or self.fin is not None or self.lieu_id is not None
        if self.annulee is change or (self.debut is None) is not (self.fin is None):
            raise HeuresImpossibles
        if (self.debut or plage.debut) >= (self.fin or plage.fin):
            raise HeuresImpossibles


def fiche_de(plage: Plage) -> FichePlage:
    """Rend la plage telle qu’elle est écrite."""
    return FichePlage(
        ressource_id=plage.ressource_id,
        lieu_id=plage.lieu_id,
        objets=frozenset(un.objet_id for un in plage.objets),
        modalites=frozenset(plage.modalites),
        premier_jour=plage.premier_jour,
        dernier_jour=plage.dernier_jour,
        debut=plage.debut,
        fin=plage.fin,
        rythme=plage.rythme,
        jours=frozenset(plage.jours),
        intervalle=plage.intervalle,
        rang=plage.rang,
    )


def rythme_pur(plage: Plage | FichePlage) -> RythmePur:
    """Rend le rythme de la plage, prêt à étendre."""
    jours = plage.jours_voulus if isinstance(plage, FichePlage) else tuple(plage.jours)
    if plage.rythme is Rythme.HEBDOMADAIRE:
        return Hebdomadaire(jours=jours, intervalle=plage.intervalle)
    return Mensuel(jours=jours, rang=plage.rang or 1, intervalle=plage.intervalle)


def jours_de(plage: Plage | FichePlage, *, du: date, au: date) -> Iterator[date]:
    """Rend les jours où la plage revient entre ces deux jours, compris ; les exceptions ne comptent pas."""
    fin = au if plage.dernier_jour is None else min(au, plage.dernier_jour)
    return jours_du_rythme(rythme_pur(plage), plage.premier_jour, du=du, au=fin)


def revient(plage: Plage | FichePlage, jour: date) -> bool:
    """Vrai si la plage revient ce jour-là."""
    return jour in jours_de(plage, du=jour, au=jour)


def verifier(fiche: FichePlage, *, objets: Collection[ObjetRdv], services: frozenset[str] | None) -> None:
    """Lève l’erreur de `plages.erreurs` qui dit ce qui ne va pas.

    `objets` : ceux de la fiche qui existent. `services` : ceux de l’agent ; vide pour ce qui n’est pas un agent.
    """
    _verifier_les_objets(fiche, objets, services)
    if not fiche.modalites or not fiche.modalites <= {une for objet in objets for une in objet.modalites}:
        raise ModalitesImpossibles
    _verifier_le_rythme(fiche)
    if minutes(fiche.debut, fiche.fin) < min(objet.duree_minutes for objet in objets):
        raise HeuresImpossibles
    if fiche.dernier_jour is not None and fiche.dernier_jour < fiche.premier_jour:
        raise PeriodeDePlage
    if next(jours_de(fiche, du=fiche.premier_jour, au=fiche.premier_jour + CINQ_ANS), None) is None:
        raise JamaisDeRetour


def minutes(debut: time, fin: time) -> int:
    """Rend les minutes de l’une à l’autre, négatives à rebours."""
    return (fin.hour - debut.hour) * 60 + fin.minute - debut.minute


def _verifier_les_objets(fiche: FichePlage, objets: Collection[ObjetRdv], services: frozenset[str] | None) -> None:
    connus = {objet.id for objet in objets if objet.ouvert and (services is None or objet.service_code in services)}
    if not fiche.objets or fiche.objets - connus:
        raise ObjetsImpossibles


def _verifier_le_rythme(fiche: FichePlage) -> None:
    mensuel = fiche.rythme is Rythme.MENSUEL
    if mensuel is not (fiche.rang in RANGS) or (mensuel and len(fiche.jours_voulus) > 1) or fiche.intervalle < 1:
        raise RythmeImpossible
