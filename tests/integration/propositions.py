"""De quoi faire vivre une proposition dans un essai : une demande évaluée, des lignes, une réponse."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from portail.demarche.parcours import parcours_de, pieces_attendues
from portail.dossiers.actions import brouillon as brouillons
from portail.dossiers.actions import depot, instruction
from portail.dossiers.models import Dossier
from portail.dossiers.propositions import actions, reponses
from portail.dossiers.propositions.actions import Redige
from portail.dossiers.propositions.models import Proposition
from portail.dossiers.propositions.reponses import Reponse, Sens
from portail.identite.models import Agent, Usager
from tests import fabriques
from tests.integration.evaluations import evaluatrice, evaluer
from tests.integration.lignes import relu
from tests.unitaires.situations_apa import APA, jeanne

SERVICE = "autonomie"
COMPLET = date(2026, 11, 21)
ENVOI = date(2026, 12, 14)


def demande_complete(personne: Usager, reponses: Mapping[str, Any] | None = None) -> Dossier:
    """Rend une demande déposée, toutes pièces jointes."""
    voulues = dict(reponses or jeanne())
    dossier = brouillons.commencer(APA, usager=personne, qualite=voulues["qualite_deposant"], langue="fr")
    for page in (vue.page for vue in parcours_de(APA, voulues, COMPLET)):
        brouillons.enregistrer_page(dossier.id, usager=personne, page=page, reponses=voulues, revision=None)
    attendues = [piece.identifiant for piece in pieces_attendues(APA, dossier.reponses, COMPLET)]
    fabriques.joindre(dossier, personne, *attendues)
    return relu(depot.deposer(dossier.id, usager=personne, revision=None, accord_electronique=True))


def evalue(personne: Usager, instructeur: Agent, gir: str = "4", **autres: Any) -> Dossier:
    """Rend une demande prise en charge et évaluée à domicile."""
    dossier = demande_complete(personne, jeanne(**autres))
    instruction.prendre_en_charge(dossier.id, agent=instructeur)
    evaluer(dossier, int(gir), agent=evaluatrice(prenom=f"Isabelle {uuid4().hex}"))
    return relu(dossier)


def ligne(
    nature: str = "prestataire", quantite: str | None = "40.00", prix: str | None = "25.00", **reste: Any
) -> dict[str, Any]:
    return {"nature": nature, "intervenant": None, "quantite": quantite, "prix": prix, "lien": None} | reste


def preparer(dossier: Dossier, agent: Agent, *lignes: dict[str, Any], refus: date | None = None) -> Proposition:
    """Rédige : quarante heures à 25 €, sauf à dire d’autres lignes."""
    redige = Redige(lignes=lignes or (ligne(),), refus_ecrit_le=refus)
    return actions.enregistrer(dossier.id, agent=agent, redige=redige, revision=None)


def envoyee(dossier: Dossier, agent: Agent, *lignes: dict[str, Any]) -> Proposition:
    """Rédige et envoie."""
    preparer(dossier, agent, *lignes)
    return actions.envoyer(dossier.id, agent=agent, revision=None)


def lue(dossier: Dossier, personne: Usager, proposition: Proposition) -> Proposition:
    """La personne ouvre la proposition aujourd’hui."""
    reponses.noter_reception(dossier.id, usager=personne, proposition_id=proposition.id)
    return proposition


def repondue(dossier: Dossier, personne: Usager, proposition: Proposition, sens: Sens, texte: str = "") -> Proposition:
    reponse = Reponse(sens=sens, observations=texte)
    return reponses.repondre(dossier.id, usager=personne, proposition_id=proposition.id, reponse=reponse)


def definitive(dossier: Dossier, agent: Agent, personne: Usager, recue_le: date) -> Proposition:
    """Mène jusqu’à la définitive, reçue ce jour-là ; la première a été discutée le jour de son envoi."""
    fabriques.mettre_l_horloge_au(recue_le - timedelta(days=8))
    premiere = lue(dossier, personne, envoyee(dossier, agent))
    repondue(dossier, personne, premiere, Sens.OBSERVER, "Je préfère moins d’heures.")
    fabriques.mettre_l_horloge_au(recue_le)
    return lue(dossier, personne, envoyee(dossier, agent, ligne(quantite="30.00")))


RECUE, TERME = date(2027, 1, 5), date(2027, 1, 15)


def monde() -> tuple[Dossier, Usager, Agent]:
    """La définitive reçue le 5 janvier 2027, par une personne qui n’y a pas encore répondu."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(COMPLET)
    personne = fabriques.usager(("Jeanne",), "Briand", naissance=date(1942, 7, 3))
    claire = fabriques.agent(service=SERVICE)
    dossier = evalue(personne, claire)
    definitive(dossier, claire, personne, RECUE)
    return dossier, personne, claire
