"""Les séances à plusieurs : en ouvrir une, y prendre une place, la rendre.

La permission d’entrer est un seul ordre : le compteur n’augmente que s’il reste de la place, et la base le tient pour
tous à la fois. Qui ne l’obtient pas n’a rien écrit.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import update

from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.occupations import actions as temps
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.reservations.attribution import chacun_son_tour
from portail.rendez_vous.reservations.changements import (
    changer,
    exiger_a_venir,
    exiger_la_limite,
    liberation,
    rendez_vous_de,
    source_du,
)
from portail.rendez_vous.reservations.choix import Choix, facon_imposee
from portail.rendez_vous.reservations.demandes import Demande, exiger_la_modalite, objet_par_id, verifiee
from portail.rendez_vous.reservations.ecriture import (
    annoncer,
    exiger_aucun_autre,
    nouveau_numero,
    participation_de,
    pris_avec_la_cle,
    tours_de,
)
from portail.rendez_vous.reservations.erreurs import PlacesInsuffisantes, SeanceComplete
from portail.rendez_vous.reservations.etats import EtatParticipation, EtatRdv
from portail.rendez_vous.reservations.evenements import CreneauLibere, PlaceRendue
from portail.rendez_vous.reservations.habilitations import Acteur, peut_agir, peut_recevoir
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable
from portail.socle.evenements import publier


def ouvrir(choix: Choix, *, agent: Agent, places: int | None = None, force: str = "") -> RendezVous:
    """Ouvre une séance à plusieurs, tenue par `choix.agents` ; `places` : celles de l’objet, si l’on n’en dit rien.

    Lève `Interdit`, `Introuvable`, `PlacesInsuffisantes`, ou, sans `force` (la raison de doubler), `CreneauPris`.
    """
    objet = objet_par_id(choix.objet_id)
    if not peut_recevoir(agent, objet.service_code):
        raise Interdit
    if not objet.collectif or not choix.agents:
        raise Introuvable
    exiger_la_modalite(objet, choix.modalite)
    nombre = places or objet.places or 0
    if nombre < 1 or choix.debut <= horloge.maintenant():
        raise PlacesInsuffisantes
    return reprendre(lambda: _ouvrir(choix, objet, agent, nombre, force))


def _ouvrir(choix: Choix, objet: ObjetRdv, agent: Agent, places: int, force: str) -> RendezVous:
    facon, auteur = facon_imposee(replace(choix, passages=1), objet), Acteur(agent=agent).auteur
    [passage] = facon.passages
    with transaction():
        seance = RendezVous(
            id=uuid4(),
            numero=nouveau_numero(),
            objet_id=objet.id,
            lieu_id=choix.lieu_id,
            service_code=objet.service_code,
            modalite=choix.modalite,
            debut=passage.debut,
            fin=passage.fin,
            places=places,
            auteur_type=auteur.type,
            auteur_id=auteur.id,
            cree_le=horloge.maintenant(),
            modifie_le=horloge.maintenant(),
        )
        temps.occuper(facon.voulues, source=source_du(seance), force=force)
        session.add(seance)
        session.flush()
        details = {"debut": horloge.a_paris(seance.debut).isoformat(), "places": places}
        inscrire("ouvrir_seance", auteur=auteur, objet=("rendez_vous", seance.id), details=details)
        publier(place_rendue(seance))
    return seance


def changer_les_places(seance_id: UUID, places: int, *, agent: Agent) -> RendezVous:
    """Change le nombre de places d’une séance ; lève `PlacesInsuffisantes` s’il y a déjà plus de monde."""
    with transaction():
        seance = verrouiller(RendezVous, seance_id)
        if not seance.est_collectif or not peut_recevoir(agent, seance.service_code):
            raise Introuvable
        if places < max(1, seance.places_prises):
            raise PlacesInsuffisantes
        details = {"avant": seance.places, "places": places}
        seance.places = places
        changer(seance)
        session.flush()
        auteur = Acteur(agent=agent).auteur
        inscrire("changer_les_places", auteur=auteur, objet=("rendez_vous", seance.id), details=details)
        if seance.places_libres:
            publier(place_rendue(seance))
    return seance


def s_inscrire(seance_id: UUID, demande: Demande) -> list[Participation]:
    """Prend une place, ou une par enfant ; le même envoi, refait, rend les mêmes.

    Lève `SeanceComplete`, `DejaUnRendezVous`, `CleReemployee`, `PlusARegler`, ou ce que lève `verifiee`.
    """
    seance = rendez_vous_de(seance_id)
    if not seance.est_collectif:
        raise Introuvable
    empreintes = demande.personne.empreintes()
    if not pris_avec_la_cle(demande.cle, empreintes):
        choix = Choix(objet_id=seance.objet_id, lieu_id=seance.lieu_id, modalite=seance.modalite, debut=seance.debut)
        verifiee(replace(demande, choix=choix), tenu=False)
        if seance.places_libres < len(empreintes):
            raise SeanceComplete
    return reprendre(lambda: _s_inscrire(seance_id, demande, empreintes))


def _s_inscrire(seance_id: UUID, demande: Demande, empreintes: Sequence[str]) -> list[Participation]:
    with transaction():
        seance = rendez_vous_de(seance_id)
        chacun_son_tour(f"cle/{demande.cle}", *tours_de(empreintes, seance.objet_id))
        deja = pris_avec_la_cle(demande.cle, empreintes)
        if deja:
            return [une for une in deja[0].participations if une.personne in empreintes]
        exiger_aucun_autre(empreintes, seance.objet_id, agent=demande.agent)
        prendre_des_places(seance_id, len(empreintes))
        inscrites = [participation_de(demande.personne, demande.cle, rang) for rang in range(len(empreintes))]
        for participation in inscrites:
            participation.rdv_id = seance_id
        session.add_all(inscrites)
        session.flush()
        session.expire(seance)
        for participation in inscrites:
            annoncer(seance, participation, demande.acteur.auteur)
    return inscrites


def prendre_des_places(seance_id: UUID, nombre: int = 1) -> None:
    """Prend des places dans la transaction courante ; lève `SeanceComplete` s’il n’en reste pas assez."""
    if not _compter(seance_id, nombre):
        raise SeanceComplete


def rendre_des_places(seance_id: UUID, nombre: int = 1) -> None:
    """Rend des places dans la transaction courante ; sans effet sur une séance annulée, qui n’en a plus."""
    _compter(seance_id, -nombre)


def _compter(seance_id: UUID, nombre: int) -> bool:
    """Change le nombre de places prises s’il reste dans les bornes : qui change la ligne a la permission."""
    voulu = RendezVous.places_prises + nombre
    change = (
        update(RendezVous)
        .where(
            RendezVous.id == seance_id,
            RendezVous.etat == EtatRdv.PRIS,
            RendezVous.debut > horloge.maintenant(),
            voulu.between(0, RendezVous.places),
        )
        .values(places_prises=voulu)
        .returning(RendezVous.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(change).one_or_none() is not None


def se_desinscrire(participation_id: UUID, *, acteur: Acteur) -> Participation:
    """Rend la place d’une personne ; lève `Introuvable`, `PlusARegler`, ou `TropTard` passé la limite de l’objet."""
    lue = session.get(Participation, participation_id)
    if lue is None:
        raise Introuvable

    def geste() -> Participation:
        with transaction():
            seance = verrouiller(RendezVous, lue.rdv_id)
            participation = _inscrite(seance, participation_id, acteur)
            exiger_a_venir(seance, participation)
            if acteur.agent is None:
                exiger_la_limite(seance, objet_par_id(seance.objet_id).limite_annulation_minutes)
            participation.etat, participation.modifiee_le = EtatParticipation.ANNULE, horloge.maintenant()
            seance.places_prises -= 1
            session.flush()
            details = {"participation": str(participation.id)}
            inscrire("rendre_une_place", auteur=acteur.auteur, objet=("rendez_vous", seance.id), details=details)
            publier(PlaceRendue(rdv_id=seance.id, participation_id=participation.id))
            publier(place_rendue(seance))
        return participation

    return reprendre(geste)


def _inscrite(seance: RendezVous, participation_id: UUID, acteur: Acteur) -> Participation:
    """Rend la participation si l’acteur peut y toucher ; lève sinon `Introuvable`."""
    trouvee = next((une for une in seance.participations if une.id == participation_id), None)
    if trouvee is None or not seance.est_collectif or not peut_agir(acteur, seance, trouvee):
        raise Introuvable
    return trouvee


def place_rendue(seance: RendezVous) -> CreneauLibere:
    """Rend ce qu’une place de cette séance offre à qui attend."""
    return replace(liberation(seance), rdv_id=seance.id)
