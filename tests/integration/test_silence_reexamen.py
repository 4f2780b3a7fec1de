"""Le silence ne dessaisit pas : une décision expresse reste possible, l’ancienne reste lisible."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.dossiers.actions import decision, instruction, silence
from portail.dossiers.erreurs import AccordAcquis
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.queries import decision_de, projet_de_decision
from portail.identite.models import Agent, Role, Usager
from portail.socle.erreurs import ConflitDeVersion, Interdit, TransitionInterdite
from tests import fabriques
from tests.integration.lignes import decisions, journal_de, relu, trace_de
from tests.silences import LENDEMAIN, REFUS, TERME

# ---------- Une décision expresse reste possible ----------


@pytest.mark.parametrize("projet", [fabriques.ACCORD, REFUS], ids=["accord", "refus"])
def test_apres_un_rejet_implicite_une_decision_expresse_le_remplace_et_il_reste_lisible(
    base: Session, rejete: Dossier, claire: Agent, herve: Agent, projet: decision.Projet
):
    silence.reexaminer(rejete.id, agent=claire, revision=rejete.revision)
    rouvert, en_vigueur = relu(rejete).etat, decision_de(rejete)
    decision.decider(rejete.id, agent=herve, projet=projet, revision=None)

    assert (rouvert, en_vigueur and en_vigueur.nature) == (Etat.EN_INSTRUCTION, NatureDecision.REFUS_IMPLICITE)
    prise = decision_de(relu(rejete))
    [ancienne] = [une for une in decisions(rejete) if une.remplacee_le is not None]
    assert prise is not None
    assert (prise.nature, prise.date_decision, prise.remplace_id) == (projet.nature, LENDEMAIN, ancienne.id)
    assert (ancienne.nature, ancienne.date_decision) == (NatureDecision.REFUS_IMPLICITE, TERME)
    assert ancienne.remplacee_le is not None
    assert len(base.scalars(select(Decision.id)).all()) == 2
    assert [action for action in journal_de(rejete) if action != "lire"][-4:] == [
        "constater_silence",
        "reexaminer",
        "accepter" if projet is fabriques.ACCORD else "refuser",
        "mettre_a_disposition",
    ]


def test_ce_qui_attendait_une_signature_la_retrouve(yanis: Usager, claire: Agent, herve: Agent):
    dossier = fabriques.en_signature(yanis, claire)
    fabriques.mettre_l_horloge_au(LENDEMAIN)
    silence.constater_silence(dossier.id)
    pendant = projet_de_decision(relu(dossier))

    silence.reexaminer(dossier.id, agent=herve, revision=None)
    rouvert = relu(dossier).etat
    decision.signer(dossier.id, agent=herve, revision=None)

    assert pendant is None
    assert rouvert is Etat.EN_SIGNATURE
    prise = decision_de(relu(dossier))
    assert prise is not None
    assert (prise.nature, prise.signataire_id) == (NatureDecision.ACCORD, herve.id)


def test_un_accord_implicite_se_confirme_mais_ne_se_refuse_ni_ne_se_classe(
    accorde: Dossier, claire: Agent, herve: Agent
):
    silence.reexaminer(accorde.id, agent=claire, revision=None)
    avant = trace_de(accorde)

    with pytest.raises(AccordAcquis):
        decision.decider(accorde.id, agent=herve, projet=REFUS, revision=None)
    with pytest.raises(AccordAcquis):
        decision.decider(accorde.id, agent=claire, projet=REFUS, revision=None)
    with pytest.raises(TransitionInterdite):
        decision.classer(accorde.id, agent=claire, motif="Sans nouvelles.", revision=None)
    assert trace_de(accorde) == avant
    decision.decider(accorde.id, agent=herve, projet=fabriques.ACCORD, revision=None)
    prise = decision_de(relu(accorde))
    assert prise is not None
    assert prise.nature is NatureDecision.ACCORD


def test_seule_une_decision_implicite_se_reexamine_et_par_qui_instruit(
    yanis: Usager, rejete: Dossier, herve: Agent, claire: Agent
):
    expresse = fabriques.decide(fabriques.usager(("Emma",), "Le Gall"), herve, nom_naissance="Le Gall", prenoms="Emma")
    avant = (trace_de(expresse), trace_de(rejete))

    with pytest.raises(TransitionInterdite):
        silence.reexaminer(expresse.id, agent=herve, revision=None)
    with pytest.raises(Interdit):
        silence.reexaminer(rejete.id, agent=fabriques.agent(Role.ACCUEIL, prenom="Accueil"), revision=None)
    with pytest.raises(ConflitDeVersion):
        silence.reexaminer(rejete.id, agent=claire, revision=rejete.revision - 1)

    assert (trace_de(expresse), trace_de(rejete)) == avant


def test_une_fois_reexamine_le_silence_ne_decide_pas_une_seconde_fois(rejete: Dossier, claire: Agent):
    silence.reexaminer(rejete.id, agent=claire, revision=None)
    fabriques.mettre_l_horloge_au(TERME + timedelta(days=800))

    assert not silence.constater_silence(rejete.id)
    instruction.affecter(rejete.id, agent=claire, a=None)
    assert (relu(rejete).etat, relu(rejete).echeance) == (Etat.EN_INSTRUCTION, None)
