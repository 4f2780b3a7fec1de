"""Ce que disent les courriels d’un dossier : les mots mêmes du document qu’ils annoncent."""

from typing import Any

from portail.documents.redaction import Redaction
from portail.dossiers.models import Complement, Document


def contexte_du_document(document: Document) -> dict[str, Any]:
    """Rend le titre et les paragraphes du document, tels quels."""
    donnees = document.contenu["donnees"]
    return {
        "titre": document.contenu["titre"],
        "paragraphes": list(donnees.get("paragraphes", [])),
        "encadre": donnees.get("encadre", ""),
        "suites": list(donnees.get("suites", [])),
        "recours": list(donnees.get("recours", [])),
    }


def contexte_complement(document: Document, complement: Complement) -> dict[str, Any]:
    """Rend ce qui est demandé, le mot de l’agent et la date limite en toutes lettres."""
    redaction = Redaction.en(document.contenu["langue"])
    return {
        **contexte_du_document(document),
        "date_limite": redaction.jour(complement.date_limite),
        "message": complement.message,
        "elements": [piece["nom"] for piece in document.contenu["donnees"]["pieces"]],
    }
