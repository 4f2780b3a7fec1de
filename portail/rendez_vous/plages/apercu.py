"""Ce que donnerait une plage avant de l’écrire : les débuts possibles, et ce qui se heurte."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from portail.parametres.queries import entier_au
from portail.rendez_vous.creneaux import calcul, lecture
from portail.rendez_vous.creneaux.agenda import Agenda
from portail.rendez_vous.creneaux.agenda import Plage as PlagePure
from portail.rendez_vous.creneaux.agenda import Ressource as RessourcePure
from portail.rendez_vous.creneaux.etude import BATTEMENT
from portail.rendez_vous.creneaux.formes import INTERPRETE, Forme
from portail.rendez_vous.creneaux.instants import minute_de
from portail.rendez_vous.creneaux.souhaits import Bornes
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.queries import objets_par_id
from portail.rendez_vous.plages.fiche import FichePlage, fiche_de, jours_de, rythme_pur
from portail.rendez_vous.plages.models import Plage, PlageException
from portail.rendez_vous.plages.queries import plages_des_ressources
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.queries import rendez_vous_genes
from portail.rendez_vous.ressources.models import GenreRessource
from portail.rendez_vous.ressources.queries import ressource_de
from portail.socle import horloge
from portail.socle.horloge import instant_du

JOURS = 28
"""L’étendue d’un aperçu."""
UN_AN = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Apercu:
    """Ce que donnerait la plage sur quatre semaines."""

    du: date
    au: date
    debuts: Mapping[ObjetRdv, int]
    """Combien de débuts pour chaque objet, s’il prenait tout : ils se partagent les mêmes heures."""
    premiers: Sequence[datetime]
    """Les débuts du premier jour, pour se représenter la grille."""
    heurtees: Sequence[tuple[date, Plage]]
    """Les autres plages de la même personne qui tombent aux mêmes heures, et le premier jour où cela arrive."""


def apercu(fiche: FichePlage, *, sauf: UUID | None = None) -> Apercu:
    """Rend ce que donnerait cette plage ; `sauf` : celle que l’on change, qui ne se heurte pas elle-même."""
    du = max(fiche.premier_jour, horloge.aujourd_hui())
    au = du + timedelta(days=JOURS - 1)
    debuts: dict[ObjetRdv, int] = {}
    premiers: list[datetime] = []
    for objet in objets_par_id(fiche.objets).values():
        trouves = list(_creneaux(fiche, objet, du, au))
        debuts[objet] = len(trouves)
        jours = {horloge.a_paris(un).date() for un in trouves}
        if trouves and not premiers:
            premiers = [un for un in trouves if horloge.a_paris(un).date() == min(jours)]
    return Apercu(du=du, au=au, debuts=debuts, premiers=premiers, heurtees=list(_heurtees(fiche, du, au, sauf)))


def _creneaux(fiche: FichePlage, objet: ObjetRdv, du: date, au: date) -> Iterator[datetime]:
    """Rend les débuts où cette ressource tiendrait un besoin de l’objet, avec tout ce qu’il réunit par ailleurs."""
    vus: set[datetime] = set()
    for modalite in sorted(fiche.modalites & set(objet.modalites)):
        bornes = Bornes(
            maintenant=minute_de(horloge.maintenant()), horizon=UN_AN, du=du, au=au, modalite=modalite,
            lieux=frozenset({fiche.lieu_id}),
        )  # fmt: skip
        agenda, forme = _agenda(fiche, objet, bornes)
        possibles = calcul.creneaux(agenda, forme, bornes)
        vus |= {un.debut for un in possibles if any(fiche.ressource_id in candidats for candidats in un.candidats)}
    yield from sorted(vus)


def _agenda(fiche: FichePlage, objet: ObjetRdv, bornes: Bornes) -> tuple[Agenda, Forme]:
    """Rend l’agenda du lieu si la plage y était, à la place de toute autre de sa ressource, et la forme de l’objet."""
    elle = _ressource(fiche.ressource_id)
    forme = lecture.forme_de_l_objet(
        objet,
        modalite=bornes.modalite,
        battement=entier_au(BATTEMENT),
        langue=min(elle.langues, default="") if elle.genre == INTERPRETE else "",
    )
    fond = lecture.fond(objet, forme, lieux_voulus=bornes.lieux, parmi=(), du=bornes.du, au=bornes.au)
    ressources = {**fond.ressources, elle.id: elle}
    agenda = Agenda(
        ressources=ressources,
        plages=[*(une for une in fond.plages if une.ressource != elle.id), _pure(fiche)],
        pris=lecture.pris(ressources, du=bornes.du, au=bornes.au),
        fermetures=fond.fermetures,
        hors_calendrier=objet.hors_calendrier,
    )
    return agenda, forme


def _ressource(identifiant: UUID) -> RessourcePure:
    lue = ressource_de(identifiant)
    return RessourcePure(
        id=lue.id,
        genre=lue.genre.value,
        competences=frozenset(lue.competences),
        langues=frozenset(lue.langues),
        lieu=lue.lieu_id,
        version=lue.version_agenda,
    )


def _pure(fiche: FichePlage) -> PlagePure:
    return PlagePure(
        ressource=fiche.ressource_id,
        lieu=fiche.lieu_id,
        rythme=rythme_pur(fiche),
        premier_jour=fiche.premier_jour,
        dernier_jour=fiche.dernier_jour,
        debut=fiche.debut,
        fin=fiche.fin,
        modalites=fiche.modalites,
    )


def _heurtees(fiche: FichePlage, du: date, au: date, sauf: UUID | None) -> Iterator[tuple[date, Plage]]:
    """Rend les plages qui tombent aux mêmes heures ; la grille de l’une peut alors cacher celle de l’autre."""
    siens = set(jours_de(fiche, du=du, au=au))
    for autre in plages_des_ressources([fiche.ressource_id], du=du, au=au):
        if autre.id == sauf or autre.debut >= fiche.fin or autre.fin <= fiche.debut:
            continue
        communs = siens & set(jours_de(autre, du=du, au=au))
        if communs:
            yield min(communs), autre


def rendez_vous_de_la_plage(plage: Plage, jour: date) -> Sequence[RendezVous]:
    """Rend les rendez-vous à venir de cette plage, ce jour-là : ceux que la retirer ou la déplacer casserait."""
    ecart = _ecart_du(plage, jour)
    debut, fin = (ecart.debut or plage.debut, ecart.fin or plage.fin) if ecart else (plage.debut, plage.fin)
    return rendez_vous_genes(plage.ressource_id, instant_du(jour, debut), instant_du(jour, fin))


def rendez_vous_hors(ressource_id: UUID) -> Sequence[RendezVous]:
    """Rend les rendez-vous à venir de cette ressource qu’aucune de ses plages ne couvre plus : à replacer.

    Une salle, un équipement n’ont pas de plage : ils servent dès qu’ils sont libres.
    """
    if ressource_de(ressource_id).genre in (GenreRessource.SALLE, GenreRessource.EQUIPEMENT):
        return []
    depuis, horizon = horloge.maintenant(), horloge.aujourd_hui() + timedelta(days=UN_AN)
    a_venir = rendez_vous_genes(ressource_id, depuis, instant_du(horizon))
    siennes = plages_des_ressources([ressource_id], du=horloge.aujourd_hui(), au=horizon)
    return [rdv for rdv in a_venir if not any(_couvre(une, rdv) for une in siennes)]


def rendez_vous_decouverts(plage: Plage, fiche: FichePlage) -> Sequence[RendezVous]:
    """Rend les rendez-vous à venir que cette plage couvre seule, et ne couvrirait plus changée ainsi : à replacer."""
    depuis, horizon = horloge.maintenant(), horloge.aujourd_hui() + timedelta(days=UN_AN)
    toutes = plages_des_ressources([plage.ressource_id], du=horloge.aujourd_hui(), au=horizon)
    autres = [une for une in toutes if une.id != plage.id]
    return [
        rdv
        for rdv in rendez_vous_genes(plage.ressource_id, depuis, instant_du(horizon))
        if _couvre(plage, rdv) and not _couvre(plage, rdv, fiche) and not any(_couvre(une, rdv) for une in autres)
    ]


def une_fois_retiree(plage: Plage) -> FichePlage:
    """Rend la plage telle qu’elle serait, retirée à partir de demain."""
    return replace(fiche_de(plage), dernier_jour=horloge.aujourd_hui())


def prochains_jours(plage: Plage, combien: int = 8) -> list[date]:
    """Rend les prochains jours où la plage revient, exceptions comprises."""
    du = max(plage.premier_jour, horloge.aujourd_hui())
    return list(jours_de(fiche_de(plage), du=du, au=du + timedelta(days=7 * combien * plage.intervalle)))[:combien]


def _couvre(plage: Plage, rdv: RendezVous, changee: FichePlage | None = None) -> bool:
    """Vrai si la plage, ses exceptions comprises, couvre ce rendez-vous ; `changee` : telle qu’on la voudrait."""
    jour = horloge.a_paris(rdv.debut).date()
    voulue: Plage | FichePlage = changee or plage
    ecart = _ecart_du(plage, jour)
    if (ecart is not None and ecart.annulee) or jour not in jours_de(voulue, du=jour, au=jour):
        return False
    debut, fin = (ecart.debut or voulue.debut, ecart.fin or voulue.fin) if ecart else (voulue.debut, voulue.fin)
    lieu = (ecart.lieu_id if ecart else None) or voulue.lieu_id
    return lieu == rdv.lieu_id and instant_du(jour, debut) <= rdv.debut and rdv.fin <= instant_du(jour, fin)


def _ecart_du(plage: Plage, jour: date) -> PlageException | None:
    return next((une for une in plage.exceptions if une.jour == jour), None)


def objets_de(plages: Collection[Plage]) -> Mapping[UUID, ObjetRdv]:
    """Rend les objets de ces plages."""
    return objets_par_id({un.objet_id for plage in plages for un in plage.objets})
