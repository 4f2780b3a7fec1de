"""Un agent qui part ne garde aucun accès : une commande ferme son compte et ses sessions."""

import pytest
from sqlalchemy import select, text

from portail.identite.actions import AgentInconnu, connecter_agent
from portail.identite.models import Agent, Role, SessionOuverte
from portail.journal.models import Entree
from tests import fabriques
from tests.entree import entrer


def fermer(application, courriel: str):
    return application.test_cli_runner().invoke(args=["fermer-agent", courriel])


def test_fermer_un_acces_ferme_les_sessions_ouvertes(application, client, base):
    fabriques.departement()
    parti, reste = fabriques.agent(), fabriques.agent(prenom="Hugo", nom="Perrin")
    autre = application.test_client()
    entrer(client, parti)
    entrer(autre, reste)

    essai = fermer(application, f" {parti.courriel.upper()} ")

    assert (essai.exit_code, "1 session" in essai.output) == (0, True)
    assert client.get("/agents/dossiers/").status_code == 303
    assert autre.get("/agents/dossiers/").status_code == 200
    assert base.scalars(select(SessionOuverte.agent_id)).all() == [reste.id]
    assert base.scalar(select(Agent.est_actif).where(Agent.id == parti.id)) is False


def test_un_acces_ferme_ne_se_rouvre_pas_par_proconnect(application, base):
    agent = fabriques.agent(Role.ADMINISTRATEUR, None)
    fermer(application, agent.courriel)

    with pytest.raises(AgentInconnu):
        connecter_agent(emetteur="proconnect", sujet="x", courriel=agent.courriel, siret=agent.siret)


def test_fermer_se_note_au_journal_sans_adresse(application, base):
    agent = fabriques.agent(Role.ADMINISTRATEUR, None)
    fermer(application, agent.courriel)

    [note] = base.scalars(select(Entree).where(Entree.action == "fermer_agent"))
    assert note.objet_id == str(agent.id)
    assert agent.courriel not in str(note.details)


def test_une_adresse_inconnue_le_dit(application, base):
    essai = fermer(application, "personne@departement.example")

    assert essai.exit_code == 1
    assert "Aucun agent" in essai.output
    assert base.execute(text("SELECT count(*) FROM journal WHERE action = 'fermer_agent'")).scalar_one() == 0
