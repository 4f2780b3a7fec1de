"""Partir d’un modèle de réponse du service, sans script : `?modele=` remplit le texte, l’agent l’adapte."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import request

from portail.demarche.declaration import Demarche
from portail.dossiers.modeles.models import GabaritReponse
from portail.dossiers.modeles.queries import gabarits_du_service, texte_pour
from portail.dossiers.models import Dossier
from portail.guichets.identites import agent_courant
from portail.guichets.saisie.simples import Texte
from portail.socle.erreurs import Introuvable


def modeles_pour(dossier: Dossier, gabarits: Sequence[GabaritReponse] | None = None) -> dict[str, Any]:
    """Rend les modèles du service (`gabarits`, s’ils sont déjà lus) et celui que l’adresse demande, pour le gabarit."""
    siens = gabarits_du_service(dossier.service_code) if gabarits is None else gabarits
    return {"modeles": siens, "modele_choisi": _demande()}


def partir_du_modele(champ: Texte, dossier: Dossier, demarche: Demarche) -> None:
    """Pose dans le champ le texte du modèle demandé, s’il y en a un et si rien n’y est encore écrit."""
    demande = _demande()
    if demande is not None and not (champ.data or "").strip():
        champ.data = texte_pour(demande, dossier, demarche=demarche, agent=agent_courant())


def _demande() -> UUID | None:
    """Rend le modèle que demande l’adresse ; lève `Introuvable` si ce n’est pas un identifiant."""
    brut = request.args.get("modele", "") if request.method == "GET" else ""
    try:
        return UUID(brut) if brut else None
    except ValueError:
        raise Introuvable from None
