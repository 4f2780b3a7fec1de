"""Ce que la page publique dit d’un document à qui en a le code : rien de plus que le papier qu’il a en main."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy import select

from portail.documents.codes import lire_code
from portail.documents.models import Document
from portail.socle import horloge
from portail.socle.base import session

Jour: TypeAlias = date
"""`DocumentVerifie` a un champ `date` : le type y a un autre nom."""


class Authenticite(StrEnum):
    """Ce que vaut un document."""

    AUTHENTIQUE = "authentique"
    REVOQUE = "revoque"
    REMPLACE = "remplace"
    PERIME = "perime"
    """Émis, jamais révoqué, mais son dernier jour est passé."""


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
    valable_jusqu_au: Jour | None

    @property
    def fini_le(self) -> Jour | None:
        """Rend depuis quel jour il ne vaut plus ; rien s’il vaut encore."""
        if self.revoque_le is not None:
            return horloge.a_paris(self.revoque_le).date()
        if self.valable_jusqu_au is None or self.authenticite is not Authenticite.PERIME:
            return None
        return self.valable_jusqu_au + timedelta(days=1)


def document_au_code(texte: str) -> DocumentVerifie | None:
    """Rend ce que vaut le document de ce code, ou rien.

    Un code mal recopié coûte la même recherche qu’un code inconnu : la réponse ne les distingue pas.
    """
    trouve = session.scalars(select(Document).where(Document.code == (lire_code(texte) or ""))).first()
    if trouve is None:
        return None
    resume, donnees = trouve.resume, trouve.contenu["donnees"]
    fin = date.fromisoformat(resume["valable_jusqu_au"]) if resume.get("valable_jusqu_au") else None
    return DocumentVerifie(
        authenticite=_authenticite(trouve, fin),
        code=trouve.code,
        titre=trouve.contenu["titre"],
        langue=trouve.contenu["langue"],
        date=date.fromisoformat(resume["date"]),
        numero=resume["numero"],
        initiales=resume["initiales"],
        sens=donnees.get("sens", ""),
        details=[(libelle, valeur) for libelle, valeur in donnees.get("details", [])],
        revoque_le=trouve.revoque_le,
        valable_jusqu_au=fin,
    )


def _authenticite(document: Document, fin: date | None) -> Authenticite:
    if document.remplace_par_id is not None:
        return Authenticite.REMPLACE
    if document.revoque_le is not None:
        return Authenticite.REVOQUE
    perime = fin is not None and fin < horloge.aujourd_hui()
    return Authenticite.PERIME if perime else Authenticite.AUTHENTIQUE
