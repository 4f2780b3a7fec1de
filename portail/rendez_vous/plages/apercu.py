"""Ce que donnerait une plage avant de l’écrire : les débuts possibles, et ce qui se heurte."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from portail.rendez_vous.creneaux import calcul, lecture
from portail.rendez_vous.creneaux.agenda import Agenda, Fermeture
from portail.rendez_vous.creneaux.agenda import Plage as PlagePure
from portail.rendez_vous.creneaux.agenda import Ressource as RessourcePure
from portail.rendez_vous.creneaux.formes import Besoin, Forme
from portail.rendez_vous.creneaux.instants import minute_de
from portail.rendez_vous.creneaux.souhaits import Bornes
from portail.rendez_vous.lieux.queries import fermetures_entre
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.queries import objets_par_id
from portail.rendez_vous.plages.fiche import FichePlage, fiche_de, jours_de, rythme_pur
from portail.rendez_vous.plages.models import Plage
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
    genre = ressource_de(fiche.ressource_id).genre.value
    forme = Forme(
        etapes=((Besoin(genre=genre, duree=objet.duree_minutes),),),
        pas=objet.pas_minutes,
        avant=objet.tampon_avant_minutes,
        apres=objet.tampon_apres_minutes,
    )
    agenda = Agenda(
        ressources={fiche.ressource_id: RessourcePure(id=fiche.ressource_id, genre=genre)},
        plages=[_pure(fiche)],
        pris=lecture.pris([fiche.ressource_id], du=du, au=au),
        fermetures=[Fermeture(lieu=f.lieu_id, du=f.du, au=f.au) for f in fermetures_entre(du, au, [fiche.lieu_id])],
        hors_calendrier=objet.hors_calendrier,
    )
    vus: set[datetime] = set()
    for modalite in sorted(fiche.modalites & set(objet.modalites)):
        bornes = Bornes(maintenant=minute_de(horloge.maintenant()), horizon=UN_AN, du=du, au=au, modalite=modalite)
        vus |= {creneau.debut for creneau in calcul.creneaux(agenda, forme, bornes)}
    yield from sorted(vus)


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
    return rendez_vous_genes(plage.ressource_id, instant_du(jour, plage.debut), instant_du(jour, plage.fin))


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


def prochains_jours(plage: Plage, combien: int = 8) -> list[date]:
    """Rend les prochains jours où la plage revient, exceptions comprises."""
    du = max(plage.premier_jour, horloge.aujourd_hui())
    return list(jours_de(fiche_de(plage), du=du, au=du + timedelta(days=7 * combien * plage.intervalle)))[:combien]


def _couvre(plage: Plage, rdv: RendezVous) -> bool:
    jour = horloge.a_paris(rdv.debut).date()
    ecart = next((une for une in plage.exceptions if une.jour == jour), None)
    if (ecart is not None and ecart.annulee) or jour not in jours_de(plage, du=jour, au=jour):
        return False
    debut, fin = (ecart.debut or plage.debut, ecart.fin or plage.fin) if ecart else (plage.debut, plage.fin)
    lieu = (ecart.lieu_id if ecart else None) or plage.lieu_id
    return lieu == rdv.lieu_id and instant_du(jour, debut) <= rdv.debut and rdv.fin <= instant_du(jour, fin)


def objets_de(plages: Collection[Plage]) -> Mapping[UUID, ObjetRdv]:
    """Rend les objets de ces plages."""
    return objets_par_id({un.objet_id for plage in plages for un in plage.objets})
