"""La machine à états, pour ce qui vise une décision, un projet ou un avis : permis ou refusé sans laisser de trace."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portail.dossiers.actions import silence
from portail.dossiers.actions.decision import Projet
from portail.dossiers.avis import actions as avis
from portail.dossiers.etats import ETATS_EN_COURS, TRANSITIONS, Etat, Fondement, Geste, NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.retraits import actions as retraits
from portail.dossiers.retraits import observations
from portail.dossiers.retraits.actions import ProjetDeRetrait
from portail.dossiers.retraits.observations import Invitation
from portail.dossiers.visas import actions as visas
from portail.identite.models import Agent
from portail.socle import horloge
from portail.socle.erreurs import Interdit, Introuvable, TransitionInterdite
from tests import fabriques
from tests.integration import test_dossiers_etats as etats
from tests.integration.avis import FAVORABLE, demander
from tests.integration.lignes import trace_de
from tests.integration.test_dossiers_etats import mettre, pour_voir
from tests.integration.visas import CONTROLE

REFUS = Projet(
    nature=NatureDecision.REFUS, motifs=[{"code": "age", "droit": "Règlement, article 2.", "fait": "26 ans."}]
)
ACCORD = Projet(nature=NatureDecision.ACCORD)
DECIDES = frozenset({Etat.DECIDE, Etat.CLOS, Etat.IRRECEVABLE})
Essai = Callable[[Dossier, Agent, object], object]


def revenir(dossier: Dossier, agent: Agent, nature: NatureDecision, fondement: Fondement) -> object:
    projet = ProjetDeRetrait(nature=nature, fondement=fondement, fait="Erreur.")
    return retraits.revenir_sur_la_decision(dossier.id, agent=agent, projet=projet, revision=None)


def inviter(dossier: Dossier, agent: Agent) -> object:
    invitation = Invitation(
        nature=NatureDecision.RETRAIT, fondement=Fondement.FRAUDE, fait="Faux document.",
        date_limite=horloge.aujourd_hui() + timedelta(days=30),
    )  # fmt: skip
    return observations.inviter(dossier.id, agent=agent, invitation=invitation, revision=None)


# Chaque action : de quoi l’on part, où elle est permise, et comment on la tente.
SUR_UNE_DECISION: dict[str, tuple[Projet, frozenset[Etat], Essai]] = {
    "retirer_la_decision": (
        REFUS, DECIDES, lambda d, a, _: revenir(d, a, NatureDecision.RETRAIT, Fondement.ILLEGALITE)
    ),
    "abroger": (REFUS, DECIDES, lambda d, a, _: revenir(d, a, NatureDecision.ABROGATION, Fondement.SANS_DROIT)),
    "inviter_a_observer": (ACCORD, DECIDES, lambda d, a, _: inviter(d, a)),
    "reexaminer": (REFUS, frozenset(), lambda d, a, _: silence.reexaminer(d.id, agent=a, revision=None)),
    "signer_le_retrait": (REFUS, frozenset(), lambda d, a, _: retraits.signer(d.id, agent=a, revision=None)),
    "renvoyer_le_retrait": (REFUS, frozenset(), lambda d, a, _: retraits.renvoyer(d.id, agent=a, revision=None)),
}  # fmt: skip
REFUSES = (TransitionInterdite, Interdit, Introuvable)


def eprouver(base: Session, dossier: Dossier, agent: Agent, quoi: object, admis: frozenset[Etat], essai: Essai) -> None:
    """Tente l’action dans chaque état : permise, ou refusée sans trace."""
    dossier_id, agent_id = dossier.id, agent.id
    for etat in Etat:
        dossier, agent = base.get_one(Dossier, dossier_id), base.get_one(Agent, agent_id)
        mettre(base, dossier, etat)
        avant = trace_de(dossier)
        with pour_voir(base):
            if etat in admis:
                essai(dossier, agent, quoi)
                assert trace_de(dossier) != avant, etat
                continue
            with pytest.raises(REFUSES):
                essai(dossier, agent, quoi)
            assert trace_de(dossier) == avant, etat


@pytest.mark.parametrize("action", SUR_UNE_DECISION)
def test_ce_qui_vise_une_decision(base: Session, herve: Agent, action: str):
    projet, admis, essai = SUR_UNE_DECISION[action]
    dossier = fabriques.decide(fabriques.usager(), herve, projet)

    eprouver(base, dossier, herve, None, admis, essai)


@pytest.mark.parametrize("action", ["viser", "renvoyer"])
def test_ce_qui_vise_un_projet(base: Session, declarer, herve: Agent, action: str):
    declarer(visas=(CONTROLE,))
    paul = fabriques.agent(prenom="Paul")
    dossier = fabriques.en_signature(fabriques.usager(), fabriques.agent())
    essais: dict[str, Essai] = {
        "viser": lambda d, a, _: visas.viser(d.id, agent=a, revision=None),
        "renvoyer": lambda d, a, _: visas.renvoyer(d.id, agent=a, raison="Faux.", revision=None),
    }

    eprouver(base, dossier, paul, None, frozenset({Etat.EN_SIGNATURE}), essais[action])


@pytest.mark.parametrize(
    ("action", "essai"),
    [
        ("demander", lambda d, a, _: demander(d, a)),
        ("revoquer", lambda d, a, un: avis.revoquer(un, agent=a)),
        ("rendre", lambda d, a, un: avis.rendre_par_lien(un, reponse=FAVORABLE)),
    ],
)
def test_ce_qui_vise_un_avis(base: Session, herve: Agent, action: str, essai: Essai):
    del action
    dossier = fabriques.en_instruction(fabriques.usager(), herve)
    demande = demander(dossier, herve).id

    eprouver(base, dossier, herve, demande, ETATS_EN_COURS, essai)


def test_chaque_geste_est_tente_dans_chaque_etat_par_une_action():
    """Un geste de plus sans action éprouvée ici ou à côté se voit."""
    eprouves = set(etats.ACTIONS) | set(SUR_UNE_DECISION)
    ailleurs = {
        Geste.DEPOSER, Geste.COMPLETER, Geste.PROPOSER, Geste.CLORE, Geste.CONSTATER_SILENCE, Geste.REFORMER,
        Geste.CONSTATER_CADUCITE, Geste.ACCEPTER, Geste.REFUSER, Geste.DECLARER_IRRECEVABLE,
        Geste.TRANSMETTRE,  # `test_transmissions`
    }  # fmt: skip

    assert {geste.value for geste in set(Geste) - ailleurs} <= eprouves
    assert {"accepter", "refuser", "irrecevable"} <= eprouves
    assert set(TRANSITIONS) == set(Geste)
