"""Des personnes aidées importées comme dans la vie, et une requête menée jusqu’à sa réponse, pour les essais."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from uuid import UUID, uuid4

from sqlalchemy import select

from portail.documents import taches as composition
from portail.documents.models import Document
from portail.identite.models import Agent, Role
from portail.identite.notaires.models import Membre
from portail.notaires.aides.actions import commencer
from portail.notaires.aides.imports import importer
from portail.notaires.aides.models import ImportAides
from portail.notaires.habilitations import SERVICE_RECOURS
from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.successions.demandes import Demande
from portail.notaires.successions.etats import Reponse
from portail.notaires.successions.models import Rapprochement, Requete, Verdict
from portail.notaires.successions.propositions import Proposition, juger, proposer
from portail.notaires.successions.rapprochements import rapprocher
from portail.notaires.successions.reponses import repondre_les_dues
from portail.notaires.successions.validations import valider
from portail.socle import decalage, fichiers, horloge
from portail.socle.base import session
from tests import fabriques
from tests.integration.notaires.requetes import DEMANDE, depose

PIERRE = Identite("AUBERT", ("Pierre",), DateConnue(1934, 5, 2), lieu="44109", sexe="M")
_rangs = count(1000)


def instructrice(prenom: str = "Nadia") -> Agent:
    """Rend une agente qui instruit à l’unité des recours."""
    return fabriques.agent(service=SERVICE_RECOURS, prenom=prenom, nom="Morvan")


def responsable(prenom: str = "Luc") -> Agent:
    """Rend qui valide à l’unité des recours."""
    return fabriques.agent(Role.RESPONSABLE, SERVICE_RECOURS, prenom=prenom, nom="Kerjean")


def ligne(identite: Identite, nature: str, montant: str, *, personne: str = "", **autres: str) -> dict[str, str]:
    """Rend une ligne du fichier des aides ; une `personne` nommée deux fois n’en fait qu’une."""
    rang = next(_rangs)
    return {
        "reference_personne": personne or f"P{rang}",
        "reference_aide": f"A{rang}",
        "nom_naissance": identite.nom_naissance,
        "nom_usage": identite.nom_usage,
        "prenoms": " ".join(identite.prenoms),
        "date_naissance": f"{identite.naissance.annee:04d}-{identite.naissance.mois:02d}-{identite.naissance.jour:02d}",
        "lieu_naissance": identite.lieu,
        "sexe": identite.sexe,
        "nature": nature,
        "demandee_le": "2019-01-07",
        "debut": "2019-02-01",
        "fin": "2026-09-30",
        "montant": montant,
        "arrete_le": "2026-10-01",
        "provisoire": "non",
        "domicile_de_secours": "44",
        "hypotheque": "non",
    } | autres


def importe(*lignes: dict[str, str]) -> ImportAides:
    """Importe ces aides."""
    return importer(commencer(nom="aides.csv", empreinte=uuid4().hex, octets=1).id, lignes)


def recue(membre: Membre, identite: Identite, *, conjoint: Identite | None = None, **succession: object) -> Requete:
    """Dépose une requête pour ce défunt, et la rapproche comme le ferait l’ouvrier."""
    demande: Demande = replace(DEMANDE, reference=f"2026-{next(_rangs)}", defunt=identite, **succession)
    if conjoint is not None:
        demande = replace(
            demande, conjoint=conjoint, conjoint_deces_le=date(2001, 1, 2), conjoint_deces_commune="44109"
        )
    requete = depose(membre, demande).requete
    rapprocher(requete.id)
    return relue(requete.id)


def relue(requete_id: UUID) -> Requete:
    """Rend la requête telle qu’elle est en base."""
    return session.get_one(Requete, requete_id, populate_existing=True)


def candidats(requete: Requete) -> list[Rapprochement]:
    """Rend qui lui ressemble, le plus ressemblant d’abord."""
    siens = select(Rapprochement).where(Rapprochement.requete_id == requete.id)
    return list(session.scalars(siens.order_by(Rapprochement.note.desc(), Rapprochement.id)))


def juge(requete: Requete, agent: Agent, *verdicts: Verdict) -> None:
    """Juge ces candidats, du plus ressemblant au moins."""
    for candidat, verdict in zip(candidats(requete), verdicts, strict=True):
        juger(requete.id, candidat.id, verdict, agent)


def propose(requete: Requete, agent: Agent, reponse: Reponse, motif: str = "", departement: str = "") -> Requete:
    """Propose cette réponse."""
    return proposer(requete.id, Proposition(reponse=reponse, motif=motif, departement_competent=departement), agent)


def validees(requetes: Iterable[Requete], agent: Agent) -> list[str]:
    """Valide ces requêtes et rend les refus."""
    return [issue.refus for issue in valider([requete.id for requete in requetes], agent)]


def a_l_heure(requete: Requete) -> int:
    """Avance l’horloge à l’heure de cette réponse, donne celles qui sont dues, et rend leur nombre."""
    assert requete.repondre_le is not None
    decalage.avancer(requete.repondre_le - horloge.maintenant() + timedelta(seconds=1))
    return repondre_les_dues()


def document_de(requete: Requete) -> Document:
    """Rend le document de la réponse donnée."""
    return session.get_one(Document, relue(requete.id).document_id, populate_existing=True)


def pdf_de(requete: Requete) -> bytes:
    """Compose et scelle la réponse comme l’ouvrier ; rend son PDF."""
    document = document_de(requete)
    composition.composer_document(document_id=str(document.id))
    document = document_de(requete)
    return fichiers.lire(document.cle, document.empreinte)


def dit(requete: Requete) -> dict[str, object]:
    """Rend ce que dit la réponse donnée."""
    donnees: dict[str, object] = document_de(requete).contenu["donnees"]
    return donnees
