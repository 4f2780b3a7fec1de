"""Ce que la base sait d’un agenda, en trois requêtes : les plages d’un objet, ce qui occupe, les fermetures.

Des colonnes, pas des objets : rien n’est gardé d’une lecture à l’autre, et relire sous verrou rend l’état présent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from portail.rendez_vous.creneaux.agenda import SANS_ECART, Ecart, Fermeture, Plage, Pris, Ressource
from portail.rendez_vous.creneaux.formes import DU_LIEU, Besoin, Forme, forme_de
from portail.rendez_vous.creneaux.instants import instant_de, minute_a_paris
from portail.rendez_vous.creneaux.requetes import (
    COLONNES_D_UNE_RESSOURCE,
    REQUETE_DES_FERMETURES,
    requete_des_plages,
    requete_du_temps_pris,
)
from portail.rendez_vous.creneaux.rythmes import Hebdomadaire, Mensuel, Rythme
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.occupations.models import Origine
from portail.rendez_vous.plages import models as plages
from portail.rendez_vous.reservations.decompte import restantes
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import horloge
from portail.socle.base import session


@dataclass(frozen=True, slots=True)
class Fond:
    """Ce qui ne change pas d’une fenêtre à l’autre."""

    ressources: Mapping[UUID, Ressource]
    plages: Sequence[Plage]
    fermetures: Sequence[Fermeture]


class Seance(NamedTuple):
    """Un rendez-vous à plusieurs, et combien de places y restent."""

    id: UUID
    lieu_id: UUID
    modalite: str
    debut: datetime
    fin: datetime
    places_libres: int


def forme_de_l_objet(
    objet: ObjetRdv, *, modalite: str, battement: int, nombre: int = 1, langue: str = "", duree: int | None = None
) -> Forme:
    """Rend la forme d’un rendez-vous de cet objet, pour qui se rencontre ainsi."""
    besoins = [
        Besoin(genre=un.genre.value, duree=un.duree_minutes, ordre=un.ordre, competence=un.competence)
        for un in objet.besoins
    ]
    return forme_de(
        besoins,
        modalite=modalite,
        pas=objet.pas_minutes,
        duree=duree,
        langue=langue,
        avant=objet.tampon_avant_minutes,
        apres=objet.tampon_apres_minutes,
        battement=battement,
        passages=nombre,
    )


def fond(
    objet: ObjetRdv, forme: Forme, *, lieux_voulus: Collection[UUID], parmi: Collection[UUID], du: date, au: date
) -> Fond:
    """Rend qui reçoit pour cet objet entre ces jours, et les jours de fermeture ; en deux requêtes.

    Sans lieux voulus, tous ceux qui sont ouverts ; `parmi` : ces ressources seulement.
    """
    requete = requete_des_plages(
        du_lieu=any(besoin.genre in DU_LIEU for besoin in forme.besoins),
        aux_lieux=bool(lieux_voulus),
        parmi=bool(parmi),
        un_jour=du == au,
    )
    valeurs = {"objet": objet.id, "du": du, "au": au, "jour": du.isoweekday()}
    listes = {"lieux": list(lieux_voulus), "ressources": list(parmi)}
    lignes = session.execute(requete, valeurs | listes).all()
    connues: dict[UUID, Ressource] = {}
    siennes: list[Plage] = []
    for ligne in lignes:
        qui = ligne[0]
        if qui not in connues:
            connues[qui] = _ressource(ligne[:COLONNES_D_UNE_RESSOURCE])
        if ligne.debut is not None:
            siennes.append(_plage(qui, ligne[COLONNES_D_UNE_RESSOURCE:]))
    fermees = session.execute(REQUETE_DES_FERMETURES, {"du": du, "au": au})
    fermetures = [Fermeture(lieu=une.lieu_id, du=une.du, au=une.au) for une in fermees]
    return Fond(connues, siennes, fermetures)


def _ressource(colonnes: Sequence[Any]) -> Ressource:
    qui, genre, competences, langues, lieu, version = colonnes
    return Ressource(
        id=qui,
        genre=genre,
        competences=frozenset(competences),
        langues=frozenset(langues),
        lieu=lieu,
        version=version,
    )


def _plage(qui: UUID, colonnes: Sequence[Any]) -> Plage:
    lieu, modalites, premier, dernier, rythme, intervalle, jours, rang, debut, fin, ecarts = colonnes
    return Plage(
        ressource=qui,
        lieu=lieu,
        rythme=_rythme(rythme, tuple(jours), intervalle, rang),
        premier_jour=premier,
        dernier_jour=dernier,
        debut=debut,
        fin=fin,
        modalites=_ensemble(tuple(modalites)),
        ecarts={date.fromisoformat(un[0]): _ecart(*un[1:]) for un in ecarts} if ecarts else SANS_ECART,
    )


@lru_cache(maxsize=1024)
def _rythme(rythme: str, jours: tuple[int, ...], intervalle: int, rang: int | None) -> Rythme:
    """Rend le rythme d’une plage, prêt à étendre ; le même pour toutes celles qui l’ont."""
    if rythme == plages.Rythme.HEBDOMADAIRE:
        return Hebdomadaire(jours, intervalle)
    return Mensuel(jours, rang or 1, intervalle)


@lru_cache(maxsize=64)
def _ensemble(valeurs: tuple[str, ...]) -> frozenset[str]:
    return frozenset(valeurs)


def _ecart(annulee: bool, debut: str | None, fin: str | None, lieu: str | None) -> Ecart:
    return Ecart(
        annulee=annulee,
        debut=time.fromisoformat(debut) if debut else None,
        fin=time.fromisoformat(fin) if fin else None,
        lieu=UUID(lieu) if lieu else None,
    )


def pris(
    qui: Collection[UUID],
    *,
    du: date,
    au: date,
    ignorer: Collection[UUID] = (),
    origines: Collection[Origine] = (),
    marge: int = 1440,
) -> Mapping[UUID, Pris]:
    """Rend ce qui occupe ces ressources ces jours-là, en minutes, en une requête ; une tenue échue ne compte plus.

    `ignorer` : des rendez-vous, des tenues ou des occupations que l’on quitte. `origines` : celles-là ; vide : toutes.
    `marge` : combien de minutes lire avant et après, les tampons dépassent du jour.
    """
    if not qui:
        return {}
    valeurs = {
        "ressources": list(qui),
        "maintenant": horloge.maintenant(),
        "depuis": instant_de(minute_a_paris(du, time(0)) - marge),
        "jusqu_a": instant_de(minute_a_paris(au + timedelta(days=1), time(0)) + marge),
        "ignores": list(ignorer),
    }
    requete = requete_du_temps_pris(ignorer=bool(ignorer), origines=frozenset(origines))
    return {une: Pris.de(zip(debuts, fins, strict=True)) for une, debuts, fins in session.execute(requete, valeurs)}


def seances(
    objet: ObjetRdv, *, lieux_voulus: Collection[UUID], nombre: int, ignorer: Collection[UUID], du: date, au: date
) -> list[Seance]:
    """Rend les séances à plusieurs de ces jours où il reste assez de places, dans l’ordre ; zéro : toutes."""
    rdv, libres = RendezVous, restantes(horloge.maintenant())
    requete = select(rdv.id, rdv.lieu_id, rdv.modalite, rdv.debut, rdv.fin, libres).where(
        rdv.objet_id == objet.id,
        rdv.etat == EtatRdv.PRIS,
        rdv.places.is_not(None),
        libres >= nombre,
        rdv.debut >= instant_de(minute_a_paris(du, time(0))),
        rdv.debut < instant_de(minute_a_paris(au + timedelta(days=1), time(0))),
    )
    if lieux_voulus:
        requete = requete.where(rdv.lieu_id.in_(lieux_voulus))
    if ignorer:
        requete = requete.where(rdv.id.not_in(ignorer))
    lignes = session.execute(requete.order_by(rdv.debut, rdv.id))
    return [Seance(*ligne) for ligne in lignes]
