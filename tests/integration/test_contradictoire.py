"""Entendre la personne avant de lui reprendre un droit, puis proposer, viser et signer le retrait."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portail.documents.composition import composer
from portail.dossiers.actions.messagerie import ecrire_usager
from portail.dossiers.erreurs import (
    ContradictoireExige,
    FondementImpossible,
    ObservationsAExaminer,
    ObservationsAttendues,
    VisaAttendu,
)
from portail.dossiers.etats import Etat, Fondement, NatureDecision
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.queries import decision_de, projet_de_retrait
from portail.dossiers.retraits import actions
from portail.dossiers.retraits.models import Contradictoire
from portail.dossiers.visas import actions as visas
from portail.identite.models import Agent, Role, Usager
from portail.identite.queries import agent_de
from portail.instruction.attentes import Attente
from portail.instruction.queries import Filtres, Vue, dossiers_a_voir
from portail.socle.base import session
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from tests import fabriques, pdf
from tests.integration.lignes import decisions, documents, entrees_de, gabarits_promis, journal_de, relu, trace_de
from tests.integration.navigation import envoyer, mots, navigateur
from tests.integration.retraits import ABROGATION, ACCORD, FAIT, REFUS, RETRAIT, entendu, inviter, revenir
from tests.integration.simultane import ensemble
from tests.integration.visas import DIRECTION


@pytest.fixture
def accorde(yanis: Usager, herve: Agent) -> Dossier:
    return fabriques.decide(yanis, herve, ACCORD)


# ---------- L’échange contradictoire ----------


def test_inviter_laisse_une_lettre_un_message_date_et_un_avis(accorde: Dossier, claire: Agent):
    ouvert = inviter(accorde, claire)

    [lettre] = documents(accorde, "observations")
    texte = " ".join(" ".join(lettre.contenu["donnees"]["paragraphes"]).split())
    for mention in ("21 novembre 2026", "L. 242-1", FAIT, "6 décembre 2026", "L. 121-1", "L. 122-1", "assister"):
        assert mention in texte, mention
    assert "dossier/observations" in gabarits_promis(accorde)
    entree = next(e for e in entrees_de(accorde) if e.action == "inviter_a_observer")
    assert entree.details == {"nature": "retrait", "fondement": "illegalite", "limite": "2026-12-06"}
    assert session.scalar(select(func.count()).select_from(Contradictoire)) == 1
    assert (ouvert.decision_id, relu(accorde).etat) == (decisions(accorde)[0].id, Etat.DECIDE)
    assert pdf.texte(composer("lettre", lettre.contenu["donnees"], langue="fr"))


@pytest.mark.parametrize("jours", [0, 14, 400])
def test_le_delai_pour_observer_est_utile(accorde: Dossier, claire: Agent, jours: int):
    avant = trace_de(accorde)

    with pytest.raises(SaisieInvalide):
        inviter(accorde, claire, jours=jours)

    assert trace_de(accorde) == avant


def test_reprendre_un_droit_sans_avoir_invite_la_personne_est_refuse(accorde: Dossier, herve: Agent):
    avant = trace_de(accorde)
    for fondement in (Fondement.ILLEGALITE, Fondement.FRAUDE, Fondement.CONDITION):
        with pytest.raises(ContradictoireExige):
            revenir(accorde, herve, fondement=fondement)
    assert trace_de(accorde) == avant


def test_une_invitation_ne_vaut_que_pour_ce_qu_elle_annonce(accorde: Dossier, herve: Agent):
    entendu(accorde, herve, nature=ABROGATION, fondement=Fondement.CONDITION)

    with pytest.raises(ContradictoireExige):
        revenir(accorde, herve)

    assert revenir(accorde, herve, ABROGATION, Fondement.CONDITION).signe_le is not None


def test_on_attend_la_fin_du_delai_ou_la_reponse(yanis: Usager, accorde: Dossier, herve: Agent):
    inviter(accorde, herve)
    fabriques.mettre_l_horloge_au(date(2026, 12, 6))
    with pytest.raises(ObservationsAttendues):
        revenir(accorde, herve)

    ecrire_usager(accorde.id, usager=yanis, texte="Je conteste.")
    with pytest.raises(ObservationsAExaminer):
        revenir(accorde, herve)

    assert revenir(accorde, herve, observations_examinees=True).signe_le is not None


def test_un_message_d_avant_l_invitation_n_est_pas_une_observation(yanis: Usager, accorde: Dossier, herve: Agent):
    ecrire_usager(accorde.id, usager=yanis, texte="Merci !")
    fabriques.mettre_l_horloge_au(date(2026, 11, 22))
    inviter(accorde, herve)

    with pytest.raises(ObservationsAttendues):
        revenir(accorde, herve, observations_examinees=True)


# ---------- Proposer, viser, signer ----------


def test_l_instructrice_propose_et_l_accord_vaut_toujours(yanis: Usager, accorde: Dossier, claire: Agent, herve: Agent):
    entendu(accorde, claire)
    avant = gabarits_promis(accorde)

    revenir(accorde, claire)

    assert decision_de(accorde).nature is NatureDecision.ACCORD
    assert (relu(accorde).etat, relu(accorde).validation_attendue) == (Etat.DECIDE, "signature")
    assert gabarits_promis(accorde) == avant
    with pytest.raises(Interdit):
        actions.signer(accorde.id, agent=claire, revision=None)

    actions.signer(accorde.id, agent=herve, revision=None)

    assert decision_de(accorde).signataire_id == herve.id
    assert relu(accorde).validation_attendue is None


def test_abandonner_un_retrait_laisse_la_decision_en_vigueur(accorde: Dossier, claire: Agent, herve: Agent):
    entendu(accorde, claire)
    revenir(accorde, claire)

    actions.renvoyer(accorde.id, agent=herve, revision=None)

    assert projet_de_retrait(accorde) is None
    assert decision_de(accorde).nature is NatureDecision.ACCORD
    with pytest.raises(TransitionInterdite):
        actions.signer(accorde.id, agent=herve, revision=None)


def test_un_retrait_propose_est_attendu_de_qui_le_signe(accorde: Dossier, claire: Agent, herve: Agent):
    def attendus(agent: Agent) -> list[tuple[str, Attente]]:
        listes = [dossiers_a_voir(agent, Filtres(vue=Vue.TOUS, etat=etat)) for etat in (None, Etat.DECIDE)]
        assert listes[0].dossiers == listes[1].dossiers
        return [(ligne.dossier.numero, ligne.attente) for ligne in listes[0].lignes]

    entendu(accorde, claire)
    assert attendus(herve) == [(accorde.numero, Attente.PERSONNE)]
    revenir(accorde, claire)

    assert attendus(herve) == [(accorde.numero, Attente.MOI)]
    assert attendus(claire) == [(accorde.numero, Attente.TIERS)]

    actions.renvoyer(accorde.id, agent=herve, revision=None)
    assert attendus(herve) == [(accorde.numero, Attente.PERSONNE)]


def test_un_retrait_passe_par_les_visas_de_la_demarche(declarer, yanis: Usager, herve: Agent):
    anne = fabriques.agent(Role.DIRECTEUR, prenom="Anne", nom="Kerbrat")
    claire = fabriques.agent(prenom="Claire")
    dossier = fabriques.decide(yanis, herve, ACCORD)
    declarer(visas=(DIRECTION,))
    entendu(dossier, claire)
    revenir(dossier, herve)

    with pytest.raises(VisaAttendu):
        actions.signer(dossier.id, agent=herve, revision=None)
    visas.viser(dossier.id, agent=anne, revision=None)
    actions.signer(dossier.id, agent=herve, revision=None)

    assert decision_de(dossier).nature is RETRAIT


def test_deux_agents_retirent_la_meme_decision_une_seule_fois(base_reelle: str):
    fabriques.departement()
    paire = [fabriques.agent(Role.RESPONSABLE, prenom=prenom).id for prenom in ("Hervé", "Maude")]
    dossier = fabriques.decide(fabriques.usager(), agent_de(paire[0]), REFUS)

    premier, second = ensemble(base_reelle, dossier, *(lambda a=a: revenir(dossier, agent_de(a)) for a in paire))

    assert isinstance(premier, Decision)
    assert second is FondementImpossible
    en_vigueur = [d for d in decisions(dossier) if d.date_decision and d.remplacee_le is None]
    assert [(d.nature, d.signataire_id) for d in en_vigueur] == [(RETRAIT, paire[0])]
    assert journal_de(dossier).count("retirer_la_decision") == 1


# ---------- À l’écran ----------


def test_inviter_puis_retirer_depuis_la_page_du_dossier(application, yanis: Usager, accorde: Dossier, herve: Agent):
    bureau, adresse = navigateur(application, herve), f"/agents/dossiers/{accorde.numero}"
    assert "Retirer ou abroger la décision" in mots(bureau.get(adresse))
    envoi = {"quoi": "retrait:illegalite", "fait": FAIT}
    refus = envoyer(bureau, f"{adresse}/retrait", envoi)
    assert refus.status_code == 422
    assert "L. 122-1" in mots(refus)

    assert envoyer(bureau, f"{adresse}/observations", {**envoi, "date_limite": "2026-11-25"}).status_code == 422
    assert envoyer(bureau, f"{adresse}/observations", {**envoi, "date_limite": "2026-12-10"}).status_code == 303
    fabriques.mettre_l_horloge_au(date(2026, 12, 11))
    assert envoyer(bureau, f"{adresse}/retrait", envoi).status_code == 303

    assert decision_de(accorde).nature is RETRAIT
    assert "Retrait" in mots(bureau.get(adresse))
    espace = mots(navigateur(application, yanis).get(f"/mon-espace/dossiers/{accorde.numero}"))
    assert "Retrait de la décision du 21 novembre 2026" in espace
