"""Reconnaître une requête que l’office a déjà faite, sans que la base lise un nom."""

import json
from datetime import date
from uuid import UUID

from sqlalchemy import and_, not_, select

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

    Une réponse C qui demande des précisions : la requête qui les porte en est une autre.
    """
    jour = ajouter_mois(horloge.aujourd_hui(), -entier_au("succession_doublon_mois"))
    a_preciser = and_(Requete.etat.in_(REPONDUES), Requete.reponse == Reponse.RECHERCHE, Requete.motif.is_not(None))
    siennes = select(Requete).where(
        Requete.office_id == office_id,
        Requete.empreinte_defunt == empreinte,
        Requete.deposee_le >= horloge.instant_du(jour),
        Requete.etat != EtatRequete.RETIREE,
        not_(a_preciser),
    )
    return session.scalars(siennes.order_by(Requete.deposee_le.desc()).limit(1)).first()
