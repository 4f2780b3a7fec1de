"""Remettre un document au sujet d’un dossier : son en-tête, puis ce que dit le domaine."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from portail.demarche.declaration import Demarche
from portail.documents import lettres
from portail.documents.models import Document
from portail.documents.redaction import Redaction
from portail.documents.remise import Resume, departement, emettre
from portail.dossiers.models import Dossier
from portail.dossiers.redaction import affaire_de, coordonnees
from portail.identite.anonymat import montrer
from portail.identite.queries import agent_de
from portail.socle import horloge
from portail.territoire.queries import service_de


@dataclass(frozen=True, slots=True)
class Faits:
    """Ce que le code QR affirme d’une décision, pour qu’une lettre retouchée se voie : son sens, son montant."""

    sens: str = ""
    montant: Decimal | None = None


def entete(dossier: Dossier, demarche: Demarche, redaction: Redaction) -> dict[str, Any]:
    """Rend l’en-tête d’une lettre au sujet de ce dossier, datée d’aujourd’hui."""
    agent, service = agent_de(dossier.agent_id) if dossier.agent_id else None, service_de(dossier.service_code)
    adresse = dossier.reponses.get(demarche.beneficiaire.adresse)
    lignes = [f"{dossier.prenoms} {dossier.nom}".strip()]
    if isinstance(adresse, dict):
        lignes += [adresse.get("voie", ""), adresse.get("complement", "")]
        lignes.append(f"{adresse.get('code_postal', '')} {adresse.get('commune', '')}".strip())
    return lettres.entete(
        departement=departement(),
        service=coordonnees(service),
        destinataire=[ligne for ligne in lignes if ligne],
        affaire=affaire_de(dossier, demarche, redaction),
        jour=horloge.aujourd_hui(),
        suivi_par=montrer(agent, service, redaction.traduire).en_toutes_lettres if agent else "",
        redaction=redaction,
    )


def remettre(
    dossier: Dossier,
    demarche: Demarche,
    nature: str,
    donnees: dict[str, Any],
    *,
    gabarit: str = "",
    objet_id: UUID | None = None,
    faits: Faits | None = None,
) -> Document:
    """Garde le document et diffère la composition de son PDF, dans la transaction courante."""
    faits = faits or Faits()
    return emettre(
        nature,
        entete(dossier, demarche, Redaction.en(dossier.langue)) | donnees,
        resume=Resume(dossier.numero, (dossier.prenoms, dossier.nom), faits.sens, faits.montant),
        gabarit=gabarit,
        langue=dossier.langue,
        objet_id=objet_id,
        dossier_id=dossier.id,
    )
