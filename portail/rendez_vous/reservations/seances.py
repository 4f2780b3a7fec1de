"""Les séances à plusieurs : en ouvrir une, y garder une place le temps du formulaire, la prendre, la rendre.

Les places se comptent dans `decompte` : qui n’en obtient pas n’a rien écrit. Une place rendue par une annulation, une
tenue échue ou une place de plus est gardée à qui l’attend avant d’être libre.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import exists, select

from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.rendez_vous.invitations.actions import servir
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.occupations import actions as temps
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.reservations import decompte
from portail.rendez_vous.reservations.attribution import proposant_les_voisins
from portail.rendez_vous.reservations.changements import (
    exiger_a_venir,
    exiger_la_limite,
    rendez_vous_de,
    source_du,
)
from portail.rendez_vous.reservations.choix import Choix, facon_imposee
from portail.rendez_vous.reservations.demandes import (
    Demande,
    exiger_la_modalite,
    exiger_le_moment,
    objet_par_id,
    verifiee,
)
from portail.rendez_vous.reservations.ecriture import (
    annoncer,
    deja_pris,
    nouveau_numero,
    participation_de,
    pris_avec_la_cle,
    tours_de,
)
from portail.rendez_vous.reservations.erreurs import PlacesInsuffisantes, SeanceComplete
from portail.rendez_vous.reservations.etats import EtatParticipation
from portail.rendez_vous.reservations.evenements import PlaceRendue
from portail.rendez_vous.reservations.habilitations import Acteur, peut_agir, peut_recevoir
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.tenues import Detenteur, a_l_un_d_eux, duree_de_tenue, poser, tenue_de
from portail.rendez_vous.reservations.titres import titre_pour
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable
from portail.socle.evenements import publier
from portail.socle.tours import chacun_son_tour


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
        publier(decompte.place_rendue(seance))
    return seance


def changer_les_places(seance_id: UUID, places: int, *, agent: Agent) -> RendezVous:
    """Change le nombre de places d’une séance ; lève `PlacesInsuffisantes` s’il y en a plus de prises ou gardées."""
    return reprendre(lambda: _changer_les_places(seance_id, places, agent))


def _changer_les_places(seance_id: UUID, places: int, agent: Agent) -> RendezVous:
    with transaction():
        seance = verrouiller(RendezVous, seance_id)
        if not seance.est_collectif or not peut_recevoir(agent, seance.service_code):
            raise Introuvable
        decompte.retirer(Tenue.seance_id == seance_id, decompte.echue())
        if places < max(1, seance.places_prises + seance.places_tenues):
            raise PlacesInsuffisantes
        details = {"avant": seance.places, "places": places}
        # Ni l’heure ni le lieu ne changent : la `sequence` reste, les rappels déjà promis valent encore.
        seance.places, seance.modifie_le = places, horloge.maintenant()
        session.flush()
        auteur = Acteur(agent=agent).auteur
        inscrire("changer_les_places", auteur=auteur, objet=("rendez_vous", seance.id), details=details)
        if seance.places_libres:
            publier(decompte.place_rendue(seance))
    return seance


def tenir_des_places(
    choix: Choix, *, session_cle: str, usager_id: UUID | None = None, invitation_id: UUID | None = None
) -> Tenue:
    """Garde à cette session `choix.passages` places de la séance `choix.seance_id`, le temps du formulaire.

    À la place de ce qu’elle tenait. `usager_id`, `invitation_id` : à quel titre, pour ce qui n’est pas ouvert à tous.
    Lève `SeanceComplete` (ses `voisins` sont à proposer), `ReserveAuxAgents`, `SansTitre`, `TropTot` ou `TropLoin`.
    """
    seance = _seance(choix.seance_id)
    objet = objet_par_id(seance.objet_id)
    titre_pour(objet, usager_id=usager_id, invitation_id=invitation_id)
    exiger_le_moment(objet, seance.debut, par_un_agent=False)
    voulu, detenteur = (
        Choix.le_meme(seance, passages=choix.passages, seance_id=seance.id),
        Detenteur(session=session_cle),
    )
    with proposant_les_voisins(voulu):
        _exiger_des_places(seance.id, voulu.passages, detenteur)
        return reprendre(lambda: _tenir_des_places(voulu, detenteur))


def _tenir_des_places(choix: Choix, detenteur: Detenteur) -> Tenue:
    with transaction():
        chacun_son_tour(detenteur.tour)
        return poser(choix, detenteur, personne=None, expire_le=horloge.maintenant() + duree_de_tenue())


def s_inscrire(seance_id: UUID, demande: Demande) -> list[Participation]:
    """Prend une place, ou une par enfant, d’abord celles que l’on tient ; le même envoi, refait, rend les mêmes.

    Lève `SeanceComplete`, `DejaUnRendezVous`, `CleReemployee`, `PlusARegler`, ou ce que lève `verifiee`.
    """
    seance, empreintes = _seance(seance_id), demande.personne.empreintes()
    choix = Choix.le_meme(seance, passages=len(empreintes), langue=demande.choix.langue, seance_id=seance.id)
    with proposant_les_voisins(choix, demande.personne, par_agent=demande.agent is not None):
        if not pris_avec_la_cle(demande.cle, empreintes):
            demande = verifiee(replace(demande, choix=choix), tenu=_tenues_par(demande.detenteur, seance_id) > 0)
            _exiger_des_places(seance_id, choix.passages, demande.detenteur)
        return reprendre(lambda: _s_inscrire(seance_id, demande, empreintes))


def _s_inscrire(seance_id: UUID, demande: Demande, empreintes: Sequence[str]) -> list[Participation]:
    with transaction():
        seance = rendez_vous_de(seance_id)
        chacun_son_tour(f"cle/{demande.cle}", *tours_de(empreintes, seance.objet_id, demande.detenteur))
        deja = deja_pris(demande.cle, empreintes, seance.objet_id, en_juge=demande.est_du_service)
        if deja:
            return [une for une in deja[0].participations if une.personne in empreintes]
        siennes = a_l_un_d_eux(demande.detenteur, empreintes, seance.objet_id)
        rendues = decompte.retirer(siennes, avec=[seance_id])
        decompte.prendre(seance_id, len(empreintes))
        inscrites = [
            participation_de(demande.personne, demande.cle, rang, langue=demande.choix.langue)
            for rang in range(len(empreintes))
        ]
        for participation in inscrites:
            participation.rdv_id = seance_id
        session.add_all(inscrites)
        session.flush()
        session.expire(seance)
        if demande.invitation_id is not None:
            servir(demande.invitation_id, seance_id)
        for participation in inscrites:
            annoncer(seance, participation, demande.acteur.auteur)
        decompte.faire_savoir(rendues - Counter({seance_id: len(empreintes)}))
    return inscrites


def _seance(seance_id: UUID | None) -> RendezVous:
    seance = session.get(RendezVous, seance_id) if seance_id else None
    if seance is None or not seance.est_collectif:
        raise Introuvable
    return seance


def _exiger_des_places(seance_id: UUID, nombre: int, detenteur: Detenteur | None) -> None:
    """Lève `SeanceComplete` sans rien verrouiller ; rend d’abord les places dont la tenue est échue."""
    rendre_les_places_echues(seance_id)
    if decompte.restant(seance_id) + _tenues_par(detenteur, seance_id) < nombre:
        raise SeanceComplete


def _tenues_par(detenteur: Detenteur | None, seance_id: UUID) -> int:
    tenue = tenue_de(detenteur) if detenteur else None
    return tenue.passages if tenue is not None and tenue.seance_id == seance_id else 0


def rendre_les_places_echues(seance_id: UUID) -> None:
    """Rend les places que l’on gardait à qui n’est pas revenu : à qui les attend, ou à tous."""
    echues = (Tenue.seance_id == seance_id, decompte.echue())

    def geste() -> None:
        with transaction():
            decompte.faire_savoir(decompte.retirer(*echues))

    if session.scalar(select(exists().where(*echues))):
        reprendre(geste)


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
            publier(decompte.place_rendue(seance))
        return participation

    return reprendre(geste)


def _inscrite(seance: RendezVous, participation_id: UUID, acteur: Acteur) -> Participation:
    """Rend la participation si l’acteur peut y toucher ; lève sinon `Introuvable`."""
    trouvee = next((une for une in seance.participations if une.id == participation_id), None)
    if trouvee is None or not seance.est_collectif or not peut_agir(acteur, seance, trouvee):
        raise Introuvable
    return trouvee
