"""Reconnaître une requête que l’office a déjà faite, sans que la base lise un nom."""

import json
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, not_, or_, select

from portail.notaires.rapprochement.identites import Identite
from portail.notaires.rapprochement.noms import mots
from portail.notaires.successions.etats import REPONDUES, EtatRequete, Reponse
from portail.notaires.successions.models import Requete
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.chiffrement import cle_entiere
from portail.territoire.jours import ajouter_mois


def empreinte_defunt(defunt: Identite, deces_le: date) -> int:
    """Rend l’empreinte d’une personne et de son décès : nom et premier prénom à l’écriture près, deux dates."""
    prenom = next((mot for prenom in defunt.prenoms for mot in mots(prenom)), "")
    points = ["".join(mots(defunt.nom_naissance)), prenom, defunt.naissance.chiffres, deces_le.isoformat()]
    return cle_entiere(json.dumps(points), "requete_succession.defunt")


def cle_reference(reference: str) -> int:
    """Rend l’empreinte d’une référence d’office : « 2026-118 » et « 2026 118 » sont la même."""
    return cle_entiere("".join(mots(reference)), "requete_succession.reference")


def deja_demandee(office_id: UUID, empreinte: int) -> Requete | None:
    """Rend la requête que cet office a déjà faite sur ce défunt depuis un an [P], ou rien.

    Se refont : une réponse qui ne vaut plus, et une réponse C qui demande des précisions.
    """
    a_preciser = and_(Requete.reponse == Reponse.RECHERCHE, Requete.motif.is_not(None))
    perimee = Requete.repondue_le < _il_y_a("succession_validite_mois")
    siennes = select(Requete).where(
        Requete.office_id == office_id,
        Requete.empreinte_defunt == empreinte,
        Requete.deposee_le >= _il_y_a("succession_doublon_mois"),
        Requete.etat != EtatRequete.RETIREE,
        not_(and_(Requete.etat.in_(REPONDUES), or_(a_preciser, perimee))),
    )
    return session.scalars(siennes.order_by(Requete.deposee_le.desc()).limit(1)).first()


def _il_y_a(mois: str) -> datetime:
    """Rend le début du jour d’il y a ce nombre de mois, un paramètre."""
    return horloge.instant_du(ajouter_mois(horloge.aujourd_hui(), -entier_au(mois)))
