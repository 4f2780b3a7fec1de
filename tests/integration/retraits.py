"""De quoi revenir sur une décision, dans un essai : inviter la personne, retirer, abroger."""

from datetime import date, timedelta
from decimal import Decimal

from portail.dossiers.actions.decision import Projet
from portail.dossiers.etats import Fondement, NatureDecision
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.retraits import actions, observations
from portail.dossiers.retraits.actions import ProjetDeRetrait
from portail.dossiers.retraits.models import Contradictoire
from portail.dossiers.retraits.observations import Invitation
from portail.identite.models import Agent
from portail.socle import horloge
from tests import fabriques

RETRAIT, ABROGATION = NatureDecision.RETRAIT, NatureDecision.ABROGATION
PRISE = date(2026, 11, 21)
FAIT = "Vous étiez déjà aidé pour ce permis."
MOTIF = {"code": "age", "droit": "Règlement, article 2.", "fait": "Vous aviez 26 ans."}
ACCORD = Projet(nature=NatureDecision.ACCORD, montant=Decimal(500))
REFUS = Projet(nature=NatureDecision.REFUS, motifs=[MOTIF])


def inviter(
    dossier: Dossier, agent: Agent, *, nature=RETRAIT, fondement=Fondement.ILLEGALITE, jours: int = 15
) -> Contradictoire:
    limite = horloge.aujourd_hui() + timedelta(days=jours)
    invitation = Invitation(nature=nature, fondement=fondement, fait=FAIT, date_limite=limite)
    return observations.inviter(dossier.id, agent=agent, invitation=invitation, revision=None)


def revenir(dossier: Dossier, agent: Agent, nature=RETRAIT, fondement=Fondement.ILLEGALITE, **reste) -> Decision:
    projet = ProjetDeRetrait(nature=nature, fondement=fondement, fait=FAIT, **reste)
    return actions.revenir_sur_la_decision(dossier.id, agent=agent, projet=projet, revision=None)


def entendu(dossier: Dossier, agent: Agent, **choix) -> None:
    """Laisse passer le délai d’une invitation sans réponse."""
    inviter(dossier, agent, **choix)
    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=16))
