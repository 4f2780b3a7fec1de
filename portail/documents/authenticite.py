"""Ce que la page publique dit d’un document à qui en a le code : rien de plus que le papier qu’il a en main."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from portail.documents.codes import lire_code
from portail.documents.models import Document
from portail.socle.base import session


class Authenticite(StrEnum):
    """Ce que vaut un document."""

    AUTHENTIQUE = "authentique"
    REVOQUE = "revoque"
    REMPLACE = "remplace"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVerifie:
    """Un document tel que sa vérification le montre : numéro et nom masqués."""

    authenticite: Authenticite
    code: str
    titre: str
    langue: str
    date: date
    numero: str
    initiales: str
    sens: str
    details: list[tuple[str, str]]
    revoque_le: datetime | None


def document_au_code(texte: str) -> DocumentVerifie | None:
    """Rend ce que vaut le document de ce code, ou rien.

    Un code mal recopié coûte la même recherche qu’un code inconnu : la réponse ne les distingue pas.
    """
    trouve = session.scalars(select(Document).where(Document.code == (lire_code(texte) or ""))).first()
    if trouve is None:
        return None
    resume, donnees = trouve.resume, trouve.contenu["donnees"]
    return DocumentVerifie(
        authenticite=_authenticite(trouve),
        code=trouve.code,
        titre=trouve.contenu["titre"],
        langue=trouve.contenu["langue"],
        date=date.fromisoformat(resume["date"]),
        numero=resume["numero"],
        initiales=resume["initiales"],
        sens=donnees.get("sens", ""),
        details=[(libelle, valeur) for libelle, valeur in donnees.get("details", [])],
        revoque_le=trouve.revoque_le,
    )


def _authenticite(document: Document) -> Authenticite:
    if document.remplace_par_id is not None:
        return Authenticite.REMPLACE
    return Authenticite.AUTHENTIQUE if document.revoque_le is None else Authenticite.REVOQUE
