"""Un recours est étudié par un autre agent que ceux de la première décision : refusé partout où ils essaieraient."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from portail.dossiers.actions import complement, decision, instruction, messagerie, silence
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.erreurs import AgentEcarte
from portail.dossiers.etats import Etat
from portail.dossiers.habilitations import est_ecarte, peut_instruire, peut_lire
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Usager
from portail.socle.erreurs import Interdit
from tests import fabriques
from tests.contestations import ADMIS, REFUS, former
from tests.integration.lignes import relu, trace_de
from tests.integration.navigation import envoyer, jeton, navigateur
from tests.silences import laisser_passer_le_delai

ELEMENTS = [{"type": "champ", "identifiant": "raisons_recours", "precision": ""}]


@pytest.fixture
def yann(yanis: Usager) -> Agent:
    return fabriques.agent(prenom="Yann")


@pytest.fixture
def recours(yanis: Usager, claire: Agent, herve: Agent) -> Dossier:
    refuse = fabriques.en_signature(yanis, claire, REFUS)
    decision.signer(refuse.id, agent=herve, revision=None)
    return former(refuse, yanis)


Geste = Callable[[Dossier, Agent], object]
GESTES: dict[str, Geste] = {
    "prendre": lambda d, a: instruction.prendre_en_charge(d.id, agent=a),
    "affecter": lambda d, a: instruction.affecter(d.id, agent=a, a=a),
    "demander": lambda d, a: complement.demander_complement(
        d.id, agent=a, elements=ELEMENTS, message="?", date_limite=date(2026, 12, 24), revision=None
    ),
    "decider": lambda d, a: decision.decider(d.id, agent=a, projet=ADMIS, revision=None),
    "classer": lambda d, a: decision.classer(d.id, agent=a, motif="Non.", revision=None),
    "ecrire": lambda d, a: messagerie.ecrire_agent(d.id, agent=a, texte="Bonjour"),
}


@pytest.mark.parametrize("geste", GESTES)
@pytest.mark.parametrize("qui", ["claire", "herve"])
def test_qui_a_instruit_ou_signe_ne_peut_rien_y_faire(
    recours: Dossier, request: pytest.FixtureRequest, qui: str, geste: str
):
    agent, avant = request.getfixturevalue(qui), trace_de(recours)

    with pytest.raises(AgentEcarte):
        GESTES[geste](recours, agent)
    assert trace_de(recours) == avant


def test_on_ne_le_confie_pas_a_qui_est_ecarte(recours: Dossier, claire: Agent, herve: Agent, yann: Agent):
    for ecarte in (claire, herve):
        avant = trace_de(recours)
        with pytest.raises(Interdit):
            instruction.affecter(recours.id, agent=yann, a=ecarte)
        assert trace_de(recours) == avant


def test_propose_par_un_autre_le_signataire_d_hier_ne_signe_pas(recours: Dossier, yann: Agent, herve: Agent):
    decision.decider(recours.id, agent=yann, projet=ADMIS, revision=None)
    avant = trace_de(recours)

    with pytest.raises(AgentEcarte):
        decision.signer(recours.id, agent=herve, revision=None)
    with pytest.raises(AgentEcarte):
        decision.renvoyer(recours.id, agent=herve, revision=None)
    assert (trace_de(recours), peut_signer(herve, relu(recours))) == (avant, False)


def test_un_autre_instruit_et_un_autre_signe(recours: Dossier, yann: Agent, soizic: Agent):
    instruction.prendre_en_charge(recours.id, agent=yann)
    decision.decider(recours.id, agent=yann, projet=ADMIS, revision=None)

    decision.signer(recours.id, agent=soizic, revision=None)

    assert relu(recours).etat is Etat.DECIDE


def test_l_ecart_ne_vaut_que_pour_ce_recours(recours: Dossier, yanis: Usager, claire: Agent):
    autre = fabriques.depose(fabriques.usager(("Emma",), "Le Gall"), nom_naissance="Le Gall", prenoms="Emma")

    assert est_ecarte(claire, relu(recours))
    assert not est_ecarte(claire, relu(autre))
    assert peut_instruire(claire, relu(autre))
    assert peut_lire(claire, relu(recours))


def test_apres_un_rejet_par_silence_qui_suivait_la_demande_est_ecarte(yanis: Usager, claire: Agent, yann: Agent):
    rejete = laisser_passer_le_delai(fabriques.en_instruction(yanis, claire))

    recours = former(rejete, yanis)

    assert est_ecarte(claire, relu(recours))
    assert not est_ecarte(yann, relu(recours))
    with pytest.raises(AgentEcarte):
        instruction.prendre_en_charge(recours.id, agent=claire)


def test_un_recours_rejete_par_silence_ne_se_reexamine_pas_par_qui_est_ecarte(recours: Dossier, claire: Agent):
    rejete = laisser_passer_le_delai(recours)

    with pytest.raises(AgentEcarte):
        silence.reexaminer(rejete.id, agent=claire, revision=None)


@pytest.mark.parametrize("page", ["affecter", "decision", "complement", "classer"])
def test_chaque_page_de_geste_est_refusee(application: Flask, recours: Dossier, claire: Agent, page: str):
    client = navigateur(application, claire)
    fabriques.justifie(claire, recours)

    assert client.get(f"/agents/dossiers/{recours.numero}/{page}").status_code == 403


@pytest.mark.parametrize("geste", ["prendre", "signer", "renvoyer", "messages"])
def test_chaque_envoi_direct_est_refuse(application: Flask, recours: Dossier, claire: Agent, geste: str):
    client = navigateur(application, claire)
    fabriques.justifie(claire, recours)
    avant = trace_de(recours).etat
    adresse = f"/agents/dossiers/{recours.numero}"

    envoye = client.post(
        f"{adresse}/{geste}", data={"csrf_token": jeton(client.get("/accessibilite/signaler")), "texte": "Bonjour"}
    )

    assert (envoye.status_code, trace_de(recours).etat) == (403, avant)


def test_les_collegues_proposes_ne_sont_pas_ecartes(
    application: Flask, recours: Dossier, claire: Agent, herve: Agent, yann: Agent
):
    client = navigateur(application, yann)
    page = client.get(f"/agents/dossiers/{recours.numero}/affecter")

    assert str(yann.id) in page.text
    assert str(claire.id) not in page.text
    assert str(herve.id) not in page.text
    refuse = envoyer(client, f"/agents/dossiers/{recours.numero}/affecter", {"a": str(claire.id)})
    assert refuse.status_code == 422
    assert relu(recours).agent_id is None
