"""Ce qui se lit des rappels téléphoniques."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from portail.identite.models import Agent
from portail.parametres.queries import entier_au
from portail.rendez_vous.lieux.queries import fermetures_entre
from portail.rendez_vous.telephone.creneaux import CreneauDAppel, creneaux_des
from portail.rendez_vous.telephone.habilitations import peut_rappeler, services_rappeles
from portail.rendez_vous.telephone.models import (
    EN_COURS,
    DemandeDeRappel,
    EtatDemande,
    PlageDAppel,
    TentativeDAppel,
)
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

HORIZON_JOURS = "rdv_appel_horizon"
PREAVIS_MINUTES = "rdv_appel_preavis"


@dataclass(frozen=True, slots=True, kw_only=True)
class RappelAFaire:
    """Une demande dans la liste des agents."""

    demande: DemandeDeRappel
    tentatives: Sequence[TentativeDAppel]
    en_retard: bool


def plages_d_appel(service_code: str) -> Sequence[PlageDAppel]:
    """Rend quand ce service rappelle, dans l’ordre de la semaine."""
    du_service = select(PlageDAppel).where(PlageDAppel.service_code == service_code)
    return session.scalars(du_service.order_by(PlageDAppel.jour, PlageDAppel.debut)).all()


def services_qui_rappellent() -> frozenset[str]:
    """Rend les services à qui l’on peut demander d’être rappelé."""
    return frozenset(session.scalars(select(PlageDAppel.service_code).distinct()))


def creneaux_d_appel(service_code: str) -> Sequence[CreneauDAppel]:
    """Rend les créneaux où ce service peut encore appeler quelqu’un, le plus proche d’abord."""
    du, jours = horloge.aujourd_hui(), entier_au(HORIZON_JOURS)
    possibles = creneaux_des(plages_d_appel(service_code), du, jours, fermes=_jours_fermes(du, jours))
    tot = horloge.maintenant() + timedelta(minutes=entier_au(PREAVIS_MINUTES))
    pris = _deja_pris(service_code, tot)
    return [creneau for creneau in possibles if creneau.debut >= tot and pris[creneau.debut] < creneau.capacite]


def _jours_fermes(du: date, jours: int) -> frozenset[date]:
    """Rend les jours où tout est fermé ; un seul lieu fermé n’empêche pas d’appeler."""
    etendue = [du + timedelta(days=rang) for rang in range(jours)]
    fermetures = fermetures_entre(du, du + timedelta(days=jours), lieux=())
    return frozenset(jour for jour in etendue if any(une.du <= jour <= une.au for une in fermetures))


def _deja_pris(service_code: str, depuis: datetime) -> Counter[datetime]:
    prises = select(DemandeDeRappel.debut, func.count()).where(
        DemandeDeRappel.service_code == service_code,
        DemandeDeRappel.debut >= depuis,
        DemandeDeRappel.etat != EtatDemande.ANNULEE,
    )
    lignes = session.execute(prises.group_by(DemandeDeRappel.debut))
    return Counter({ligne[0]: ligne[1] for ligne in lignes})


def rappels_a_faire(agent: Agent) -> Sequence[RappelAFaire]:
    """Rend les demandes en cours des services de l’agent, dans l’ordre des créneaux choisis."""
    demandes = session.scalars(
        select(DemandeDeRappel)
        .where(DemandeDeRappel.service_code.in_(services_rappeles(agent)), DemandeDeRappel.etat.in_(EN_COURS))
        .order_by(DemandeDeRappel.debut, DemandeDeRappel.demandee_le)
    ).all()
    maintenant, faites = horloge.maintenant(), tentatives_de([d.id for d in demandes])
    return [
        RappelAFaire(demande=une, tentatives=faites.get(une.id, ()), en_retard=une.fin < maintenant) for une in demandes
    ]


def demande_de(identifiant: UUID, *, agent: Agent) -> DemandeDeRappel:
    """Rend la demande ; lève `Introuvable` pour qui ne rappelle pas pour ce service."""
    demande = session.get(DemandeDeRappel, identifiant, populate_existing=True)
    if demande is None or not peut_rappeler(agent, demande.service_code):
        raise Introuvable
    return demande


def tentatives_de(identifiants: Sequence[UUID]) -> dict[UUID, list[TentativeDAppel]]:
    """Rend les appels déjà passés pour ces demandes, du premier au dernier."""
    faites = select(TentativeDAppel).where(TentativeDAppel.demande_id.in_(identifiants))
    par_demande: dict[UUID, list[TentativeDAppel]] = {}
    for une in session.scalars(faites.order_by(TentativeDAppel.faite_le)):
        par_demande.setdefault(une.demande_id, []).append(une)
    return par_demande


def rappels_en_retard() -> int:
    """Rend le nombre de personnes dont le créneau est passé et que personne n’a appelées (supervision)."""
    en_retard = select(func.count()).select_from(DemandeDeRappel)
    return (
        session.scalar(en_retard.where(DemandeDeRappel.etat.in_(EN_COURS), DemandeDeRappel.fin < horloge.maintenant()))
        or 0
    )
