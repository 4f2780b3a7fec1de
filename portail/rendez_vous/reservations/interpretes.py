"""Réunir après coup l’interprète d’un rendez-vous pris sans lui ; dire, sinon, pourquoi il manque."""

from datetime import timedelta
from uuid import UUID

from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.rendez_vous.creneaux.interpretes import Interpretes, interpretes_pour
from portail.rendez_vous.creneaux.recherche import Recherche
from portail.rendez_vous.occupations import actions as temps
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.occupations.temps import Voulue
from portail.rendez_vous.reservations.changements import exiger_a_venir, seule, source_du
from portail.rendez_vous.reservations.demandes import objet_par_id
from portail.rendez_vous.reservations.erreurs import SansInterprete
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import interprete_voulu
from portail.rendez_vous.reservations.queries import ressources_du_rendez_vous
from portail.socle.base import session, transaction, verrouiller


def interpretes_du(rdv: RendezVous, langue: str) -> Interpretes:
    """Rend qui pourrait traduire ce rendez-vous dans cette langue, ou pourquoi personne."""
    recherche = Recherche(
        objet_id=rdv.objet_id, lieux=frozenset({rdv.lieu_id}), modalite=rdv.modalite.value, langue=langue
    )
    return interpretes_pour(recherche, rdv.debut, rdv.fin)


def reunir(rdv_id: UUID, *, agent: Agent) -> None:
    """Prend le temps d’un interprète libre pour ce rendez-vous à venir ; sans effet s’il en a déjà un.

    Lève `Introuvable`, `PlusARegler`, ou `SansInterprete` si aucun n’est libre.
    """
    acteur = Acteur(agent=agent)

    def geste() -> None:
        with transaction():
            rdv = verrouiller(RendezVous, rdv_id)
            participation = seule(rdv, acteur)
            exiger_a_venir(rdv, participation)
            langue = interprete_voulu(participation)
            if any(langue in une.langues for une in ressources_du_rendez_vous(rdv_id)):
                return
            _occuper_le_premier(rdv, interpretes_du(rdv, langue))
            inscrire("reunir_l_interprete", auteur=acteur.auteur, objet=("rendez_vous", rdv.id))

    reprendre(geste)


def _occuper_le_premier(rdv: RendezVous, trouves: Interpretes) -> None:
    """Prend le temps du premier encore libre, sous verrou ; lève `SansInterprete`."""
    objet = objet_par_id(rdv.objet_id)
    debut, fin = (
        rdv.debut - timedelta(minutes=objet.tampon_avant_minutes),
        rdv.fin + timedelta(minutes=objet.tampon_apres_minutes),
    )
    for une in trouves.libres:
        try:
            with session.begin_nested():
                temps.occuper([Voulue(ressource_id=une, debut=debut, fin=fin)], source=source_du(rdv))
        except CreneauPris:
            continue
        return
    raise SansInterprete
