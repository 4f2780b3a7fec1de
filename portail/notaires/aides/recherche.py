"""Retrouver une personne parmi celles qui ont été aidées : les index proposent, la ressemblance range.

L’agent voit les candidats et pourquoi ; le notaire n’en voit jamais rien.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from portail.notaires.aides.models import Beneficiaire
from portail.notaires.rapprochement.cles import Cles, Empreinte, Recherche, recherche
from portail.notaires.rapprochement.identites import Identite
from portail.notaires.rapprochement.score import Ressemblance, ressemblance
from portail.parametres.queries import entier_au
from portail.socle.base import session
from portail.socle.chiffrement import cle_entiere

USAGE = "beneficiaire"


@dataclass(frozen=True, slots=True)
class Candidat:
    """Une personne aidée qui ressemble à celle que l’on cherche."""

    beneficiaire_id: UUID
    reference: str
    identite: Identite
    ressemblance: Ressemblance


def empreinte() -> Empreinte:
    """Rend l’empreinte sous laquelle les personnes aidées se rangent."""
    return partial(cle_entiere, usage=USAGE)


def chercher(identite: Identite) -> list[Candidat]:
    """Rend les personnes aidées qui peuvent être celle-ci, la plus ressemblante d’abord ; une seule instruction SQL."""
    seuil = entier_au("succession_ressemblance_possible")
    candidats = [
        Candidat(identifiant, reference, connue, note)
        for identifiant, reference, garde in session.execute(_proches(recherche(identite, empreinte())))
        if (note := ressemblance(identite, connue := Identite.de_json(garde))).note >= seuil
    ]
    return sorted(candidats, key=lambda un: (-un.ressemblance.note, un.reference))


def _proches(voulue: Recherche) -> Select[tuple[UUID, str, dict[str, Any]]]:
    par_le_nom = and_(Beneficiaire.cles_noms.overlap(voulue.cles.noms), _date_voisine(voulue.cles))
    return (
        select(Beneficiaire.id, Beneficiaire.reference, Beneficiaire.identite)
        .where(or_(Beneficiaire.cle_naissance.in_(voulue.naissances), par_le_nom))
        .order_by(Beneficiaire.id)
    )


def _date_voisine(cles: Cles) -> ColumnElement[bool]:
    """Vrai si deux parties de la date sont les mêmes, ou l’année quand l’une des deux dates n’est pas entière."""
    meme_annee = Beneficiaire.cle_annee == cles.annee
    if cles.jour_mois is None:
        return meme_annee
    return or_(
        Beneficiaire.cle_jour_mois == cles.jour_mois,
        Beneficiaire.cle_mois_annee == cles.mois_annee,
        Beneficiaire.cle_jour_annee == cles.jour_annee,
        and_(meme_annee, Beneficiaire.cle_jour_mois.is_(None)),
    )
