"""Des exports prêts pour l’essai, et ce qu’on y relit."""

import csv
import io

from sqlalchemy import select

from portail.dossiers.lectures import RaisonLecture
from portail.identite.models import Agent
from portail.instruction.exports import actions, queries, taches
from portail.instruction.exports.models import Export, FormatExport
from portail.instruction.queries import Filtres, Vue
from portail.journal.models import Entree
from portail.socle.base import session

TOUS = Filtres(vue=Vue.TOUS)


def demande(agent: Agent, en: FormatExport = FormatExport.CSV, filtres: Filtres = TOUS, **adresse: str) -> Export:
    return actions.demander(
        filtres, agent=agent, en=en, raison=RaisonLecture.ENCADREMENT, adresse=adresse or {"vue": "tous"}
    )


def ecrit(agent: Agent, en: FormatExport = FormatExport.CSV, filtres: Filtres = TOUS) -> Export:
    export = demande(agent, en, filtres)
    taches.ecrire(export_id=str(export.id))
    return relu(export)


def relu(export: Export) -> Export:
    return session.get_one(Export, export.id, populate_existing=True)


def contenu(export: Export) -> bytes:
    return b"".join(queries.contenu_de(queries.segments_de(export)))


def lignes(export: Export) -> list[dict[str, str]]:
    texte = contenu(export).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte, newline=""), delimiter=";"))


def numeros(export: Export) -> list[str]:
    return [ligne["Numéro"].replace("\u00a0", "") for ligne in lignes(export)]


def au_journal(action: str) -> list[Entree]:
    return list(session.scalars(select(Entree).where(Entree.action == action).order_by(Entree.rang)))
