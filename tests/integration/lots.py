"""Des dossiers et des lots prêts pour l’essai."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portail.dossiers.actions import instruction
from portail.dossiers.actions.pieces import accepter_piece
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Usager
from portail.instruction.lots import actions, taches
from portail.instruction.lots.models import DossierDuLot, GesteDeLot, Lot
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques
from tests.unitaires.situations_permis import PERMIS

MESSAGE = "Bonjour {nom}, votre dossier {numero} est en cours d’étude."


def demandes(nombre: int, **reponses: Any) -> list[Dossier]:
    """Rend autant de demandes déposées, chacune d’une personne."""
    return [fabriques.depose(usager(prenom), **personne(prenom), **reponses) for prenom in PRENOMS[:nombre]]


PRENOMS = ("Yanis", "Lina", "Emma", "Tom", "Aminata", "Nolwenn", "Erwan", "Maël")


def usager(prenom: str) -> Usager:
    """Rend une personne de moins de 25 ans."""
    return fabriques.usager((prenom,), naissance=date(2004, 5, 6))


def personne(prenom: str) -> dict[str, Any]:
    """Rend les réponses qui distinguent cette personne : sans elles, ce serait la même, demandant plusieurs fois."""
    return {"prenoms": prenom, "date_naissance": "2004-05-06"}


def instruite(agent: Agent, nom: str = "Yanis", **reponses: Any) -> Dossier:
    """Rend une demande que ses contrôles permettent d’accepter : tout est conforme, chaque pièce est acceptée."""
    dossier = fabriques.en_instruction(usager(nom), agent, **personne(nom), **reponses)
    verifier_l_ecole(dossier, agent)
    for piece in pieces_de(dossier.id):
        accepter_piece(dossier.id, agent=agent, code=piece.code)
    return dossier


def verifier_l_ecole(dossier: Dossier, agent: Agent) -> None:
    """Note que l’école de conduite est agréée : le seul contrôle qu’un agent fait lui-même."""
    page = PERMIS.pages_agent[0]
    instruction.verifier(dossier.id, agent=agent, page=page, reponses={"ecole_agrement": "ecole"}, revision=None)


def consigne(geste: GesteDeLot, **autres: Any) -> dict[str, Any]:
    """Rend une consigne entière pour ce geste."""
    limite = (horloge.aujourd_hui() + timedelta(days=30)).isoformat()
    communes: dict[GesteDeLot, dict[str, Any]] = {
        GesteDeLot.AFFECTER: {"a": ""},
        GesteDeLot.ECRIRE: {"message": MESSAGE},
        GesteDeLot.DEMANDER_COMPLEMENT: {
            "demarche": PERMIS.identifiant,
            "elements": [{"type": "piece", "identifiant": "rib", "precision": ""}],
            "message": "Envoyez un relevé lisible.",
            "date_limite": limite,
        },
        GesteDeLot.ACCEPTER: {"demarche": PERMIS.identifiant},
        GesteDeLot.REFUSER: {"demarche": PERMIS.identifiant, "motifs": ["ressources"]},
    }
    return communes[geste] | autres


def prepare(dossiers: Sequence[Dossier], agent: Agent, geste: GesteDeLot, **autres: Any) -> Lot:
    """Rend un lot à confirmer, chaque dossier relu comme la page le relit."""
    relus = [session.get_one(Dossier, dossier.id, populate_existing=True) for dossier in dossiers]
    return actions.preparer(relus, agent=agent, geste=geste, consigne=consigne(geste, **autres))


def execute(lot: Lot, agent: Agent) -> None:
    """Confirme le lot et fait le travail de l’ouvrier."""
    actions.lancer(lot.id, agent=agent)
    taches.executer(lot_id=str(lot.id))


def issues(lot: Lot) -> list[tuple[str, str]]:
    """Rend l’issue et la raison de chaque dossier, dans l’ordre du lot."""
    lignes = session.scalars(
        select(DossierDuLot)
        .where(DossierDuLot.lot_id == lot.id)
        .order_by(DossierDuLot.rang)
        .execution_options(populate_existing=True)
    )
    return [(ligne.issue.value, ligne.raison) for ligne in lignes]


def lot_relu(lot: Lot) -> Lot:
    """Rend le lot tel qu’il est en base."""
    return session.get_one(Lot, lot.id, populate_existing=True)
