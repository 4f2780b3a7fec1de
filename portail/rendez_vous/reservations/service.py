"""Le service annule : il dit pourquoi, et garde à chacun un autre créneau, les plus petits d’abord."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, islice
from uuid import UUID, uuid4

from sqlalchemy import select

from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.parametres.queries import entier_au
from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.rendez_vous.creneaux.recherche import Recherche, chercher, prochains
from portail.rendez_vous.lieux.distances import voisins
from portail.rendez_vous.lieux.queries import lieu_par_id, lieux_actifs
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.changements import annuler_le_rendez_vous, rendez_vous_de, seule
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande, objet_par_id
from portail.rendez_vous.reservations.deplacements import agendas_de
from portail.rendez_vous.reservations.erreurs import MotifAttendu, OffreExpiree
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.evenements import CreneauLibere, CreneauOffert, RendezVousAnnule
from portail.rendez_vous.reservations.habilitations import Acteur, peut_recevoir
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import interprete_voulu, naissance_de, personne_de
from portail.rendez_vous.reservations.tenues import Detenteur, poser, retirer, tenue_de
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit
from portail.socle.evenements import publier
from portail.socle.taches import differer_a_la_suite
from portail.socle.tours import chacun_son_tour

OFFRES_ESSAYEES = 12
OFFRIR = "rendez_vous.offrir_un_autre"
"""La tâche qui cherche et garde un autre créneau à qui vient d’être annulé."""


def annuler_par_le_service(
    rdv_ids: Iterable[UUID], *, agent: Agent, motif: str, reproposer: bool = True
) -> list[RendezVous]:
    """Annule ces rendez-vous à venir et rend ceux qui l’ont été ; une tâche garde à chacun un autre créneau (`OFFRIR`).

    Rejouable : ceux qui ne sont plus à venir sont laissés. Lève `MotifAttendu`, ou `Interdit` avant d’en toucher un.
    """
    if not motif.strip():
        raise MotifAttendu
    voulus = sorted((rendez_vous_de(une) for une in rdv_ids), key=priorite)
    if not all(peut_recevoir(agent, rdv.service_code) for rdv in voulus):
        raise Interdit
    offres = _Offres.pour(voulus) if reproposer else None
    return [rdv for rdv in voulus if reprendre(partial(_annuler, rdv.id, agent, motif.strip(), offres))]


@dataclass(frozen=True, slots=True)
class _Offres:
    """Les offres d’une même annulation : une suite de tâches, et avec qui chaque rendez-vous devait avoir lieu."""

    suite: str
    avec: Mapping[str, Sequence[str]]

    @classmethod
    def pour(cls, rdvs: Iterable[RendezVous]) -> "_Offres":
        """Rend les offres à faire pour ces rendez-vous ; l’annulation rendra leur temps, il faut le lire avant."""
        return cls(f"offres/{uuid4()}", {str(rdv.id): sorted(map(str, agendas_de(rdv))) for rdv in rdvs})


@dataclass(frozen=True, slots=True)
class _Quitte:
    """Un temps que le service vient d’annuler, et qui y recevait : on ne le propose pas avec eux."""

    debut: datetime
    fin: datetime
    agents: frozenset[UUID]


def priorite(rdv: RendezVous) -> tuple[int, float]:
    """Rend de quoi ranger : les enfants d’abord, le plus jeune le premier, puis par date du rendez-vous."""
    naissances = [naissance for une in rdv.participations if (naissance := naissance_de(une))]
    if naissances:
        return 0, -max(naissances).toordinal()
    return 1, rdv.debut.timestamp()


def _annuler(rdv_id: UUID, agent: Agent, motif: str, offres: _Offres | None) -> bool:
    """Annule, et promet l’offre du même geste ; le temps rendu n’est offert à personne : le service n’est pas là."""
    with transaction():
        rdv = verrouiller(RendezVous, rdv_id)
        if rdv.etat is not EtatRdv.PRIS or rdv.debut <= horloge.maintenant():
            return False
        rdv.motif = motif
        annuler_le_rendez_vous(rdv, EtatRdv.ANNULE_SERVICE)
        auteur = Acteur(agent=agent).auteur
        inscrire("annuler_par_le_service", auteur=auteur, objet=("rendez_vous", rdv.id))
        publier(RendezVousAnnule(rdv_id=rdv.id, par_le_service=True))
        if offres is not None and not rdv.est_collectif:
            differer_a_la_suite(offres.suite, OFFRIR, rdv_id=str(rdv.id), avec=offres.avec)
    return True


def offrir_un_autre(rdv_id: UUID, *, avec: Mapping[str, Sequence[str]]) -> Tenue | None:
    """Garde un autre créneau à la personne de ce rendez-vous annulé ; rien s’il n’y en a pas, ou s’il y en a déjà un.

    `avec` : qui recevait à chacun des rendez-vous annulés ensemble. Lève `AgendaTresDemande` : à refaire plus tard.
    """
    rdv = rendez_vous_de(rdv_id)
    if rdv.etat is not EtatRdv.ANNULE_SERVICE or rdv.anonymise_le is not None or _a_deja_une_offre(rdv_id):
        return None
    ensemble = session.scalars(select(RendezVous).where(RendezVous.id.in_([UUID(une) for une in avec]))).all()
    quittes = [_Quitte(un.debut, un.fin, frozenset(map(UUID, avec[str(un.id)]))) for un in ensemble]
    return _offrir_un_autre(rdv, frozenset(map(UUID, avec[str(rdv_id)])), quittes)


def _a_deja_une_offre(rdv_id: UUID) -> bool:
    repris = select(RendezVous.id).where(RendezVous.remplace_id == rdv_id)
    return tenue_de(Detenteur(rdv_annule_id=rdv_id)) is not None or session.scalars(repris).first() is not None


def _offrir_un_autre(rdv: RendezVous, agents: frozenset[UUID], quittes: Sequence[_Quitte]) -> Tenue | None:
    """Garde à la personne le prochain créneau du même lieu, à défaut d’un lieu voisin ; rien s’il n’y en a pas."""
    for choix in _possibles(rdv, agents, quittes):
        try:
            return reprendre(partial(_offrir, rdv.id, choix))
        except CreneauPris:
            continue
    return None


def _possibles(rdv: RendezVous, agents: frozenset[UUID], quittes: Sequence[_Quitte]) -> Iterator[Choix]:
    """Rend les créneaux à essayer : ceux du même lieu, puis le premier de chaque lieu voisin, les proches d’abord."""
    [participation] = rdv.participations
    voulue = Recherche(
        objet_id=rdv.objet_id,
        lieux=frozenset({rdv.lieu_id}),
        modalite=rdv.modalite,
        naissance=naissance_de(participation),
        agents=agents if objet_par_id(rdv.objet_id).suivi else frozenset(),
        langue=interprete_voulu(participation),
    )
    ici = chercher(voulue).par_lieu.get(rdv.lieu_id, ())
    sur_place = islice((un for un in ici if _avec(un, voulue, quittes) is not None), OFFRES_ESSAYEES)
    for creneau in chain(sur_place, _ailleurs(voulue, rdv.lieu_id)):
        qui = _avec(creneau, voulue, quittes)
        if qui is not None:
            yield Choix(
                objet_id=rdv.objet_id,
                lieu_id=creneau.lieu,
                modalite=rdv.modalite,
                debut=creneau.debut,
                agents=qui,
                langue=voulue.langue,
            )


def _avec(creneau: Creneau, voulue: Recherche, quittes: Sequence[_Quitte]) -> frozenset[UUID] | None:
    """Rend avec qui proposer ce créneau (vide : qui est libre) ; rien s’il n’y a que qui vient d’annuler ce temps."""
    en_meme_temps = [un.agents for un in quittes if un.debut < creneau.fin and creneau.debut < un.fin]
    partis = frozenset[UUID]().union(*en_meme_temps)
    if not partis:
        return voulue.agents
    restants = [frozenset(candidats) - partis for candidats in creneau.candidats]
    return frozenset[UUID]().union(*restants) if all(restants) else None


def _ailleurs(voulue: Recherche, lieu_id: UUID) -> Iterator[Creneau]:
    """Rend le premier créneau de chaque lieu voisin ; cherché seulement si le lieu même n’a rien."""
    autour = voisins(lieux_actifs(), lieu_par_id(lieu_id), rayon_km=entier_au("rdv_offre_rayon_km"))
    premiers = prochains(replace(voulue, lieux=frozenset(lieu.id for lieu in autour))) if autour else {}
    yield from (premiers[lieu.id] for lieu in autour if lieu.id in premiers)


def _offrir(rdv_id: UUID, choix: Choix) -> Tenue:
    detenteur = Detenteur(rdv_annule_id=rdv_id)
    with transaction():
        chacun_son_tour(detenteur.tour)
        limite = horloge.maintenant() + timedelta(hours=entier_au("rdv_offre_heures"))
        # Sans dire à qui : garder aussi un créneau pour un autre de ses rendez-vous ne doit pas défaire celui-ci.
        tenue = poser(choix, detenteur, personne=None, expire_le=min(limite, choix.debut))
        publier(CreneauOffert(rdv_annule_id=rdv_id, tenue_id=tenue.id))
    return tenue


def offre_pour(rdv_id: UUID, *, acteur: Acteur) -> Tenue | None:
    """Rend le créneau que le service garde à la personne à la place de ce rendez-vous annulé ; lève `Introuvable`."""
    seule(rendez_vous_de(rdv_id), acteur)
    return tenue_de(Detenteur(rdv_annule_id=rdv_id))


def accepter_l_offre(rdv_id: UUID, *, acteur: Acteur, cle: str) -> RendezVous:
    """Prend le créneau gardé ; le même envoi, refait, rend le même. Lève `Introuvable`, `OffreExpiree`."""
    rdv = rendez_vous_de(rdv_id)
    participation = seule(rdv, acteur)
    deja = session.scalars(select(RendezVous).where(RendezVous.remplace_id == rdv_id)).first()
    if deja is not None:
        return deja
    tenue = tenue_de(Detenteur(rdv_annule_id=rdv_id))
    if tenue is None:
        raise OffreExpiree
    demande = Demande(
        choix=Choix.le_meme(tenue, langue=interprete_voulu(participation)),
        personne=personne_de(participation),
        cle=cle,
        detenteur=Detenteur(rdv_annule_id=rdv_id),
        agent=acteur.agent,
    )
    [pris] = reserver(demande)
    return pris


def refuser_l_offre(rdv_id: UUID, *, acteur: Acteur) -> None:
    """Rend le créneau gardé à qui l’attend peut-être ; sans effet s’il ne l’est plus."""
    seule(rendez_vous_de(rdv_id), acteur)

    def geste() -> None:
        with transaction():
            chacun_son_tour(Detenteur(rdv_annule_id=rdv_id).tour)
            tenue = tenue_de(Detenteur(rdv_annule_id=rdv_id))
            if tenue is not None:
                rendre_l_offre(tenue)

    reprendre(geste)


def rendre_l_offre(tenue: Tenue) -> None:
    """Rend ce créneau, dans la transaction courante, et le fait savoir à la liste d’attente."""
    publier(replace(CreneauLibere.quitte_par(tenue), ressource_ids=frozenset(retirer(tenue))))
