"""La liste d’attente suit les réservations, dans leur transaction : ce qui est rendu est gardé avant d’être libre."""

from sqlalchemy import or_, select

from portail.journal.actions import SYSTEME, inscrire
from portail.rendez_vous.attente.messages import dire_la_seance_annulee
from portail.rendez_vous.attente.models import EN_LISTE, Attente, EtatAttente
from portail.rendez_vous.attente.propositions import offrir
from portail.rendez_vous.attente.queries import objets_attendus
from portail.rendez_vous.attente.rangs import rendre, sortir
from portail.rendez_vous.lieux.evenements import FermetureLevee
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.plages.evenements import PlagesChangees
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.evenements import CreneauLibere, RendezVousAnnule, RendezVousPris
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.evenements import abonner
from portail.socle.taches import differer_par_nom

CHERCHER = "rendez_vous.servir_la_liste"
"""La tâche qui cherche un créneau à chacun ; connue par son nom, elle importe cette liste."""


def installer() -> None:
    """Abonne la liste d’attente à ce qui libère un créneau, et à ce qui la fait quitter."""
    abonner(CreneauLibere, garder_a_la_premiere)
    abonner(PlagesChangees, chercher_pour_la_liste)
    abonner(FermetureLevee, chercher_pour_la_liste)
    abonner(RendezVousPris, sortir_de_la_liste)
    abonner(RendezVousAnnule, ne_plus_attendre_la_seance)


def garder_a_la_premiere(evenement: CreneauLibere) -> None:
    """Garde le créneau rendu à la première personne à qui il convient ; les places d’une séance, aux premières."""
    offrir(Choix.le_meme(evenement, seance_id=evenement.rdv_id))
    if evenement.rdv_id is None:
        chercher_pour_la_liste(evenement)


def chercher_pour_la_liste(evenement: object) -> None:
    """Fait chercher aussitôt, pour tous ceux qui attendent : d’autres créneaux sont peut-être possibles."""
    del evenement
    for objet_id in objets_attendus():
        differer_par_nom(CHERCHER, objet_id=str(objet_id))


def sortir_de_la_liste(evenement: RendezVousPris) -> None:
    """Qui a son rendez-vous n’attend plus : celui qu’on lui gardait, s’il en a pris un autre, va à la suivante."""
    rdv = session.get_one(RendezVous, evenement.rdv_id)
    participation = session.get_one(Participation, evenement.participation_id)
    attendait = session.scalars(
        select(Attente)
        .where(Attente.objet_id == rdv.objet_id, Attente.personne == participation.personne, Attente.etat.in_(EN_LISTE))
        .with_for_update(of=Attente)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if attendait is None:
        return
    accepte = (attendait.lieu_id, attendait.debut) == (rdv.lieu_id, rdv.debut)
    rendu = rendre(attendait) if _est_encore_garde(attendait) else None
    sortir(attendait, EtatAttente.ACCEPTE if accepte else EtatAttente.QUITTE)
    details = {"rendez_vous": str(rdv.id), "propose": accepte}
    inscrire("servir_attente", auteur=SYSTEME, objet=("attente_rdv", attendait.id), details=details)
    if rendu is not None:
        offrir(rendu)


def _est_encore_garde(attente: Attente) -> bool:
    """Faux si sa réservation vient de prendre ce qu’on lui gardait : il n’y a plus rien à rendre."""
    return attente.tenue_id is not None and session.get(Tenue, attente.tenue_id, populate_existing=True) is not None


def ne_plus_attendre_la_seance(evenement: RendezVousAnnule) -> None:
    """Une séance annulée ne s’attend plus : qui ne voulait qu’elle, ou y avait une place gardée, attend les autres."""
    seance = session.get_one(RendezVous, evenement.rdv_id)
    if not seance.est_collectif:
        return
    l_attendaient = select(Attente).where(
        Attente.etat.in_(EN_LISTE), or_(Attente.seance_id == seance.id, Attente.seance_voulue_id == seance.id)
    )
    verrou = l_attendaient.order_by(Attente.id).with_for_update(of=Attente).execution_options(populate_existing=True)
    for attente in session.scalars(verrou).all():
        if attente.seance_id == seance.id:
            rendre(attente)
        if attente.seance_voulue_id == seance.id:
            attente.seance_voulue_id, attente.au_plus_tot, attente.au_plus_tard = None, horloge.aujourd_hui(), None
        session.flush()
        dire_la_seance_annulee(attente)
