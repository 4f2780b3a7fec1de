"""Demander aussi pour l’autre personne du foyer : un second brouillon, sans rien ressaisir de ce qui est commun."""

from typing import Any
from uuid import UUID

from portail.demarche.catalogue import demarche_de
from portail.demarche.conditions import est_vraie
from portail.demarche.declaration import Demarche
from portail.demarche.lies import DossierLie
from portail.dossiers.actions.brouillon import ouvrir_pour
from portail.dossiers.actions.commun import demarche_du, toucher, verrouiller_pour_usager
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.habilitations import peut_agir
from portail.dossiers.lies.models import LienDeDossiers
from portail.dossiers.lies.queries import lie_a
from portail.dossiers.models import Dossier
from portail.dossiers.personnes import preremplir
from portail.identite.actions import auteur_usager
from portail.identite.models import Usager
from portail.journal.actions import inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable, TransitionInterdite

LIABLES = ETATS_EN_COURS | {Etat.DECIDE}


def est_offert(dossier: Dossier, demarche: Demarche, *, lie: Dossier | None) -> bool:
    """Vrai si une demande liée peut s’ouvrir depuis ce dossier, qui ne l’est encore à aucun (`lie`)."""
    if lie is not None or demarche.lie is None or dossier.etat not in LIABLES:
        return False
    return est_vraie(demarche.lie.si, dossier.reponses, jour_de_reference(dossier))


def demander_aussi(dossier_id: UUID, *, usager: Usager) -> Dossier:
    """Ouvre le brouillon de l’autre personne du foyer, lié à celui-ci ; demandé deux fois, rend le même.

    Lève `Introuvable`, `TransitionInterdite`, `DemarcheFermee`.
    """
    with transaction():
        premier = verrouiller_pour_usager(dossier_id, usager)
        demarche = demarche_du(premier)
        existant = lie_a(premier)
        if existant is not None and peut_agir(usager, existant):
            return existant
        if demarche.lie is None:
            raise Introuvable
        if not est_offert(premier, demarche, lie=existant):
            raise TransitionInterdite
        reponses = reprises(demarche.lie, premier.reponses, demarche, usager)
        second = ouvrir_pour(demarche_de(demarche.identifiant), usager, premier.langue, reponses)
        session.add(LienDeDossiers(premier_id=premier.id, second_id=second.id, cree_le=horloge.maintenant()))
        inscrire(
            "lier_dossier",
            auteur=auteur_usager(usager),
            objet=("dossier", premier.id),
            details={"lie": str(second.id)},
        )
        toucher(premier)
    return second


def reprises(lie: DossierLie, de: dict[str, Any], demarche: Demarche, usager: Usager) -> dict[str, Any]:
    """Rend les réponses de départ de la seconde demande ; une identité certifiée l’emporte sur ce qui fut écrit."""
    avant = str(de.get("qualite_deposant", ""))
    communes = {nom: de[nom] for nom in lie.copies if nom in de}
    croisees = {vers: de[depuis] for vers, depuis in lie.croises.items() if depuis in de}
    return communes | croisees | preremplir(demarche, usager, lie.qualites.get(avant, avant))
