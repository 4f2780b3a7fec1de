"""Révoquer un document remis ou le remplacer : à qui de droit, une fois, la personne prévenue."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from portail.documents.codes import en_groupes
from portail.dossiers.actions import decision as decisions
from portail.dossiers.actions import documents as actions
from portail.dossiers.actions import silence
from portail.dossiers.habilitations import peut_lire, peut_revoquer
from portail.dossiers.models import Document, Dossier
from portail.identite.models import Agent, Role
from portail.socle import horloge
from portail.socle.base import fermer_session, session
from portail.socle.erreurs import ErreurMetier, Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from portail.territoire.models import Service
from tests import fabriques
from tests.integration.lignes import entrees_de, promis, trace_de
from tests.integration.navigation import envoyer, erreurs, mots, navigateur, titre
from tests.integration.remises import RAISON, composer, demande_refusee, un
from tests.silences import LENDEMAIN, RECEPTION


@pytest.fixture
def refuse(yanis, herve) -> Dossier:
    return demande_refusee(yanis, herve)


def test_revoquer_ferme_le_document_le_consigne_et_previent(refuse, herve):
    document = un(refuse, "accuse_reception")

    actions.revoquer(document.id, agent=herve, motif=RAISON)

    document = session.get_one(Document, document.id, populate_existing=True)
    assert document.revoque_le is not None
    assert (document.motif_revocation, document.remplace_par_id) == (RAISON, None)
    derniere = entrees_de(refuse)[-1]
    assert (derniere.action, derniere.details["document"]) == ("revoquer_document", str(document.id))
    assert RAISON not in str(derniere.details)
    [message] = [m for m in promis(refuse) if m.gabarit == "dossier/document_revoque"]
    assert (message.contexte["motif"], message.contexte["remplace"]) == (RAISON, False)


def test_remplacer_remet_une_nouvelle_version_aux_coordonnees_du_jour(refuse, herve):
    ancien = un(refuse, "decision")
    service = session.get_one(Service, refuse.service_code)
    service.adresse = "12 rue Neuve, 44000 Nantes"
    session.commit()

    nouveau = actions.remplacer(ancien.id, agent=herve, motif=RAISON)

    ancien = session.get_one(Document, ancien.id, populate_existing=True)
    assert ancien.remplace_par_id == nouveau.id
    assert nouveau.code != ancien.code
    assert (nouveau.nature, nouveau.objet_id) == (ancien.nature, ancien.objet_id)
    donnees = nouveau.contenu["donnees"]
    assert donnees["motifs"] == ancien.contenu["donnees"]["motifs"]
    assert "12 rue Neuve" in str(donnees["references"])
    assert "12 rue Neuve" in str(donnees["recours"])
    assert nouveau.resume["sens"] == "refus"
    assert composer(nouveau).cle


def test_un_remplacant_se_remplace_encore(refuse, herve):
    premier = un(refuse, "demande_pieces")
    second = actions.remplacer(premier.id, agent=herve, motif=RAISON)
    troisieme = actions.remplacer(second.id, agent=herve, motif="Encore une erreur.")

    assert troisieme.contenu["donnees"]["pieces"] == premier.contenu["donnees"]["pieces"]
    assert en_groupes(second.code) in troisieme.contenu["donnees"]["remplace"]
    valables = select(Document.id).where(Document.nature == "demande_pieces", Document.revoque_le.is_(None))
    assert session.scalars(valables).all() == [troisieme.id]


@pytest.mark.parametrize("geste", [actions.revoquer, actions.remplacer])
def test_on_ne_revoque_pas_deux_fois(refuse, herve, geste):
    document = un(refuse, "accuse_reception")
    actions.revoquer(document.id, agent=herve, motif=RAISON)
    avant = trace_de(refuse)

    with pytest.raises(TransitionInterdite):
        geste(document.id, agent=herve, motif=RAISON)

    assert trace_de(refuse) == avant


@pytest.mark.parametrize("geste", [actions.revoquer, actions.remplacer])
@pytest.mark.parametrize(
    ("role", "service"),
    [
        (Role.INSTRUCTEUR, "jeunesse"),
        (Role.ACCUEIL, "jeunesse"),
        (Role.RESPONSABLE, "autonomie"),
        (Role.ADMINISTRATEUR, None),
    ],
)
def test_seul_qui_signe_revoque(refuse, geste, role, service):
    autre = fabriques.agent(role, service, prenom="Léa", nom="Martin")
    avant = trace_de(refuse)

    with pytest.raises(Interdit):
        geste(un(refuse, "decision").id, agent=autre, motif=RAISON)

    assert trace_de(refuse) == avant
    assert un(refuse, "decision").revoque_le is None


def test_sans_raison_ou_sans_document_rien_ne_se_fait(refuse, herve):
    avant = trace_de(refuse)

    with pytest.raises(SaisieInvalide):
        actions.revoquer(un(refuse, "decision").id, agent=herve, motif="  ")
    with pytest.raises(Introuvable):
        actions.revoquer(refuse.id, agent=herve, motif=RAISON)

    assert trace_de(refuse) == avant


def test_la_decision_expresse_remplace_la_lettre_du_rejet_implicite(client, yanis, herve):
    fabriques.mettre_l_horloge_au(RECEPTION)
    dossier = fabriques.en_instruction(yanis, herve)
    fabriques.mettre_l_horloge_au(LENDEMAIN)
    silence.constater_silence(dossier.id)
    silence.reexaminer(dossier.id, agent=herve, revision=None)
    decisions.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)

    lettre = un(dossier, "decision_implicite")

    assert lettre.remplace_par_id == un(dossier, "decision").id
    assert titre(client.get(f"/verifier/{lettre.code}")) == "Ce document a été remplacé"
    assert titre(client.get(f"/verifier/{un(dossier, 'decision').code}")) == "Ce document est authentique"


# ---------- Deux agents à la fois ----------


def test_deux_agents_remplacent_en_meme_temps_une_seule_version_nait(base_reelle):
    del base_reelle
    fabriques.departement()
    herve = fabriques.responsable()
    dossier = fabriques.decide(fabriques.usager(), herve)
    document, agent_id, dossier_id = un(dossier, "decision").id, herve.id, dossier.id
    fermer_session()
    depart = Barrier(4)

    def remplacer(rang: int) -> str:
        depart.wait()
        try:
            geste = actions.remplacer if rang % 2 else actions.revoquer
            geste(document, agent=session.get_one(Agent, agent_id), motif=RAISON)
        except ErreurMetier as refus:
            return type(refus).__name__
        finally:
            fermer_session()
        return "fait"

    with ThreadPoolExecutor(4) as equipe:
        rendus = sorted(equipe.map(remplacer, range(4)))

    assert rendus == ["TransitionInterdite"] * 3 + ["fait"]
    en_base = session.scalars(select(Document).where(Document.dossier_id == dossier_id, Document.nature == "decision"))
    assert len([un for un in en_base if un.revoque_le is None]) <= 1


# ---------- Les écrans ----------


def adresse_de_revocation(dossier: Dossier, document: Document) -> str:
    return f"/agents/dossiers/{dossier.numero}/documents/{document.id}/revoquer"


def test_la_responsable_remplace_depuis_le_dossier(application, yanis, refuse, herve):
    client = navigateur(application, herve)
    document = un(refuse, "decision")
    adresse = adresse_de_revocation(refuse, document)
    assert adresse in client.get(f"/agents/dossiers/{refuse.numero}").text

    reponse = envoyer(client, adresse, {"geste": "remplacer", "motif": RAISON})

    assert reponse.status_code == 303
    lu = client.get(f"/agents/dossiers/{refuse.numero}")
    assert "Remplacé" in mots(lu)
    assert adresse not in lu.text
    assert client.get(adresse).status_code == 404
    personne = navigateur(application, yanis)
    ancien = personne.get(f"/mon-espace/dossiers/{refuse.numero}/documents/{document.id}")
    assert RAISON in mots(ancien)
    assert str(un(refuse, "decision").id) in ancien.text


def test_le_formulaire_dit_ce_qui_manque(application, refuse, herve):
    client = navigateur(application, herve)

    reponse = envoyer(client, adresse_de_revocation(refuse, un(refuse, "decision")), {"motif": ""})

    assert reponse.status_code == 422
    assert len(erreurs(reponse)) == 2
    assert un(refuse, "decision").revoque_le is None


def test_l_instructrice_ne_voit_pas_le_geste_et_ne_peut_pas_le_faire(application, refuse):
    claire = fabriques.agent()
    fabriques.justifie(claire, refuse)
    client = navigateur(application, claire)
    adresse = adresse_de_revocation(refuse, un(refuse, "decision"))

    assert adresse not in client.get(f"/agents/dossiers/{refuse.numero}").text
    assert client.get(adresse).status_code == 403


def test_le_document_d_un_autre_dossier_ne_se_revoque_pas_par_celui_ci(application, refuse, herve):
    autre = fabriques.decide(fabriques.usager(("Emma",), "Le Gall"), herve)
    client = navigateur(application, herve)

    assert client.get(adresse_de_revocation(refuse, un(autre, "decision"))).status_code == 404


def test_la_date_imprimee_est_celle_de_la_remise(refuse):
    document = un(refuse, "decision")

    assert document.resume["date"] == horloge.aujourd_hui().isoformat()
    assert abs(document.cree_le - horloge.maintenant()) < timedelta(minutes=5)


# ---------- Qui entre où ----------


def codes_de(application, agent: Agent, dossier: Dossier) -> tuple[int, int]:
    """Rend ce que reçoit cet agent du PDF de la décision, puis de la page qui la révoque."""
    document = un(dossier, "decision")
    client = navigateur(application, agent)
    pdf = client.get(f"/agents/dossiers/{dossier.numero}/documents/{document.id}.pdf")
    return pdf.status_code, client.get(adresse_de_revocation(dossier, document)).status_code


@pytest.mark.parametrize("role", list(Role))
def test_chaque_role_du_service_lit_ou_revoque_selon_ses_droits(application, refuse, role):
    composer(un(refuse, "decision"))
    agent = fabriques.agent(role, prenom="Léa", nom="Martin")
    lit, revoque = peut_lire(agent, refuse), peut_revoquer(agent, refuse)
    if lit:
        fabriques.justifie(agent, refuse)

    assert codes_de(application, agent, refuse) == (200 if lit else 404, 200 if revoque else 403 if lit else 404)
    assert revoque == (role in {Role.RESPONSABLE, Role.DIRECTEUR})


@pytest.mark.parametrize("role", list(Role))
def test_le_meme_role_d_un_autre_service_n_entre_pas(application, refuse, role):
    composer(un(refuse, "decision"))

    assert codes_de(application, fabriques.agent(role, "autonomie", prenom="Léa", nom="Martin"), refuse) == (404, 404)
