"""Ce qui se lit des modèles de réponse."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from portail.demarche.declaration import Demarche
from portail.dossiers.modeles.models import GabaritReponse
from portail.dossiers.modeles.variables import remplir, valeurs_pour
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.territoire.queries import service_de


def gabarit_de(identifiant: UUID) -> GabaritReponse:
    """Rend le modèle ; lève `Introuvable`."""
    gabarit = session.get(GabaritReponse, identifiant)
    if gabarit is None:
        raise Introuvable
    return gabarit


def gabarits() -> Sequence[GabaritReponse]:
    """Rend tous les modèles, par service et par titre."""
    return session.scalars(select(GabaritReponse).order_by(GabaritReponse.service_code, GabaritReponse.titre)).all()


def gabarits_du_service(service_code: str) -> Sequence[GabaritReponse]:
    """Rend les modèles d’un service, par titre."""
    siens = select(GabaritReponse).where(GabaritReponse.service_code == service_code)
    return session.scalars(siens.order_by(GabaritReponse.titre)).all()


def texte_pour(gabarit_id: UUID, dossier: Dossier, *, demarche: Demarche, agent: Agent) -> str:
    """Rend le texte du modèle rempli pour ce dossier ; lève `Introuvable` pour le modèle d’un autre service."""
    gabarit = gabarit_de(gabarit_id)
    if gabarit.service_code != dossier.service_code:
        raise Introuvable
    service = service_de(dossier.service_code)
    return remplir(gabarit.texte, valeurs_pour(dossier, demarche=demarche, service=service, agent=agent))
