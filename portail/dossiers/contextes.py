"""Ce que disent les courriels d’un dossier : les mots mêmes du document qu’ils annoncent."""

from typing import Any

from portail.documents.redaction import Redaction
from portail.dossiers.horloges.calculs import JOURS_DE_CONSULTATION
from portail.dossiers.models import Complement, Document, Dossier
from portail.dossiers.redaction import coordonnees
from portail.socle import horloge
from portail.socle.traduction import _
from portail.territoire.queries import service_de


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


def contexte_decision(dossier: Dossier) -> dict[str, Any]:
    """Rend l’avis de mise à disposition : sa date, le service, le délai pour lire (CRPA, R112-19) ; vide sans accord.

    Sans ces mentions, la décision ne peut pas être réputée notifiée à qui ne l’a pas lue.
    """
    if not dossier.accord_electronique:
        return {"avis": ""}
    redaction = Redaction.en(dossier.langue)
    avis = redaction.texte(
        _(
            "Elle est à votre disposition depuis le %(jour)s. Si vous ne la lisez pas dans les %(delai)s jours, elle "
            "est réputée notifiée à cette date (article R. 112-20 du code des relations entre le public et "
            "l’administration). Service expéditeur : %(service)s."
        ),
        jour=redaction.jour(horloge.aujourd_hui()),
        delai=str(JOURS_DE_CONSULTATION),
        service=", ".join(coordonnees(service_de(dossier.service_code)).lignes),
    )
    return {"avis": avis}
