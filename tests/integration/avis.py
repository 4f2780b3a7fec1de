"""De quoi demander un avis, et entrer comme l’expert du dehors, dans un essai."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portail.dossiers.avis import actions
from portail.dossiers.avis.actions import Demande, Reponse
from portail.dossiers.avis.liens import chemin_de
from portail.dossiers.avis.models import Avis, SensAvis
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.notifications.models import Notification
from portail.socle import horloge
from portail.socle.base import session
from tests.client import ClientExigeant
from tests.integration.navigation import envoyer, navigateur

EXPERT = "anne.kerbrat@cabinet.example"
NOM = "Dr Anne Kerbrat, médecin"
FAVORABLE = Reponse(sens=SensAvis.FAVORABLE, texte="Rien ne s’y oppose.")


def demande(jours: int = 10, **choix: Any) -> Demande:
    """Rend une demande d’avis à l’expert du dehors, sur une page et une pièce."""
    voulue = {
        "question": "Ce permis est-il compatible ?", "pages": ["situation"], "pieces": ["inscription_ecole"],
        "date_limite": horloge.aujourd_hui() + timedelta(days=jours), "nom": NOM, "courriel": EXPERT,
    } | choix  # fmt: skip
    return Demande(**voulue)


def demander(dossier: Dossier, agent: Agent, *, jours: int = 10, **choix: Any) -> Avis:
    """Demande un avis sur ce dossier."""
    return actions.demander(dossier.id, agent=agent, demande=demande(jours, **choix), revision=None)


def demander_a(dossier: Dossier, agent: Agent, expert: Agent, **choix: Any) -> Avis:
    """Demande un avis à un autre agent."""
    return demander(dossier, agent, agent_id=expert.id, nom="", courriel="", **choix)


def code_recu() -> str:
    """Rend le dernier code envoyé à l’expert."""
    codes = select(Notification).where(Notification.gabarit == "avis/code").order_by(Notification.prevu_le.desc())
    dernier = session.scalars(codes).first()
    assert dernier is not None
    assert dernier.adresse == EXPERT
    return str(dernier.contexte["code"])


def entrer(application: Any, avis: Avis) -> tuple[ClientExigeant, str]:
    """Rend le navigateur de l’expert, entré par son lien et son code, et l’adresse de son avis."""
    expert, adresse = navigateur(application), chemin_de(avis)
    assert envoyer(expert, f"{adresse}/envoyer", depuis=adresse).status_code == 303
    assert envoyer(expert, f"{adresse}/entrer", {"code": code_recu()}).status_code == 303
    return expert, adresse
