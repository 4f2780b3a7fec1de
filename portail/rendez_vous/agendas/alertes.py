"""Dire à qui encadre où l’on manque d’horaires : des intitulés et des nombres, jamais un nom."""

from collections.abc import Sequence

from sqlalchemy import select

from portail.identite.models import Role
from portail.identite.queries import agents_habilites
from portail.notifications.actions import Destinataire, prevoir
from portail.rendez_vous.agendas.statistiques import BilanDObjet, bilans_des_services
from portail.rendez_vous.objets.models import ObjetRdv
from portail.socle import horloge
from portail.socle.balayages import chacun_a_part
from portail.socle.base import session, transaction

GABARIT = "agent/rdv_capacite"
CHEMIN = "/agents/agenda/statistiques"


def alerter() -> int:
    """Écrit aux responsables de chaque service en alerte ; rend combien de services le sont."""
    services = session.scalars(
        select(ObjetRdv.service_code).where(ObjetRdv.ouvert).distinct().order_by(ObjetRdv.service_code)
    ).all()
    jour = horloge.aujourd_hui()

    def dire(service: str) -> bool:
        alertes = [un for un in bilans_des_services({service}, du=jour, au=jour) if un.alerte]
        if alertes:
            _ecrire(service, alertes)
        return bool(alertes)

    return chacun_a_part("alertes", services, dire)


def _ecrire(service: str, alertes: Sequence[BilanDObjet]) -> None:
    contexte = {
        "manques": [
            {
                "libelle": un.objet.libelle,
                "jours": un.seuil_jours if un.sans_horaire else None,
                "attente": un.en_attente,
            }
            for un in alertes
        ],
        "chemin": CHEMIN,
    }
    with transaction():
        for agent in agents_habilites(service, Role.RESPONSABLE):
            prevoir(Destinataire(courriel=agent.courriel), GABARIT, contexte, objet=("service", service))
