"""La réponse à un recours : elle remplace la première décision ou la confirme, et les lettres le disent."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from portail.dossiers.actions import decision, silence
from portail.dossiers.erreurs import DecisionNonContestable, RecoursSansObjet
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.models import Dossier
from portail.dossiers.queries import decision_de
from portail.dossiers.recours.models import NatureRecours
from portail.dossiers.recours.queries import decisions_contestables
from portail.identite.models import Agent, Usager
from tests import fabriques
from tests.contestations import (
    ADMIS,
    ADMIS_EN_PARTIE,
    REFUS,
    REJETE,
    TARDIF,
    former,
    lien,
)
from tests.declarations import ACCORD
from tests.fabriques import JOUR
from tests.integration.lignes import decisions, documents, gabarits_promis, journal_de, relu, trace_de
from tests.silences import laisser_passer_le_delai

# ---------- La réponse ----------


def test_admis_le_recours_remplace_la_premiere_decision(refuse: Dossier, yanis: Usager, soizic: Agent):
    premiere = decision_de(refuse)
    recours = former(refuse, yanis)

    decision.decider(recours.id, agent=soizic, projet=ADMIS, revision=None)

    nouvelle, reponse = decision_de(refuse), decision_de(recours)
    assert (nouvelle.nature, nouvelle.montant, nouvelle.remplace_id) == (
        NatureDecision.ACCORD,
        Decimal(500),
        premiere.id,
    )
    assert (nouvelle.signataire_id, nouvelle.signataire["nom"]) == (soizic.id, "Le Bihan")
    assert (relu(refuse).etat, relu(recours).etat, reponse.nature) == (Etat.DECIDE, Etat.DECIDE, NatureDecision.ACCORD)
    assert lien(recours).decision_rendue_id == nouvelle.id
    assert journal_de(refuse)[-3:] == ["reformer", "ouvrir_versement", "mettre_a_disposition"]
    assert horloges_du(relu(refuse)).decision is NatureDecision.ACCORD
    assert gabarits_promis(refuse)[-1] == "dossier/decision"


def test_les_deux_lettres_disent_le_remplacement_et_l_ancienne_ne_vaut_plus(
    refuse: Dossier, yanis: Usager, soizic: Agent
):
    recours = former(refuse, yanis)
    decision.decider(recours.id, agent=soizic, projet=ADMIS_EN_PARTIE, revision=None)

    [reponse] = documents(recours, "decision")
    ancienne, nouvelle = documents(refuse, "decision")
    dite, ecrite = reponse.contenu["donnees"], nouvelle.contenu["donnees"]
    assert (dite["titre"], dite["sens"]) == ("Décision sur votre recours", "Votre recours est accepté en partie.")
    assert "Une nouvelle décision remplace celle que vous contestiez" in dite["paragraphes"][1]
    assert dite["motifs"][0]["titre"] == ecrite["motifs"][0]["titre"] != ""
    assert ecrite["sens"] == "Votre demande est acceptée en partie."
    assert "après votre recours" in ecrite["paragraphes"][0]
    assert (ancienne.remplace_par_id, nouvelle.revoque_le) == (nouvelle.id, None)
    assert all(len(lettre["recours"]) == 1 and "tribunal" in lettre["recours"][0] for lettre in (dite, ecrite))


@pytest.mark.parametrize(
    ("projet", "sens", "suite"),
    [
        (REJETE, "Votre recours est rejeté.", "La première décision est confirmée."),
        (TARDIF, "Votre recours ne peut pas être examiné.", "La première décision reste en vigueur."),
    ],
)
def test_rejete_ou_irrecevable_un_recours_gracieux_laisse_la_premiere_decision(
    refuse: Dossier, yanis: Usager, soizic: Agent, projet: decision.Projet, sens: str, suite: str
):
    premiere, recours = decision_de(refuse), former(refuse, yanis)

    decision.decider(recours.id, agent=soizic, projet=projet, revision=None)

    [lettre] = documents(recours, "decision")
    assert decision_de(refuse).id == premiere.id
    assert lien(recours).decision_rendue_id is None
    assert journal_de(refuse)[-1] == "confirmer_decision"
    donnees = lettre.contenu["donnees"]
    assert (donnees["sens"], donnees["paragraphes"][1]) == (sens, suite)
    assert documents(refuse, "decision")[0].revoque_le is None


def test_un_recours_tardif_rejete_previent_que_le_delai_du_juge_n_a_pas_ete_prolonge(
    refuse: Dossier, yanis: Usager, soizic: Agent
):
    decision.noter_consultation(refuse.id, usager=yanis)
    fabriques.mettre_l_horloge_au(JOUR + timedelta(days=80))
    recours = former(refuse, yanis)

    decision.decider(recours.id, agent=soizic, projet=TARDIF, revision=None)

    [lettre] = documents(recours, "decision")
    assert "il n’a pas prolongé le délai pour saisir le tribunal" in lettre.contenu["donnees"]["recours"][-1]


@pytest.mark.usefixtures("base")
def test_un_recours_obligatoire_rejete_se_substitue_a_la_premiere_decision(
    rapo: Callable[[], object], yanis: Usager, herve: Agent, soizic: Agent
):
    rapo()
    refuse = fabriques.decide(yanis, herve, REFUS)
    premiere, recours = decision_de(refuse), former(refuse, yanis)

    decision.decider(recours.id, agent=soizic, projet=REJETE, revision=None)

    nouvelle = decision_de(refuse)
    assert lien(recours).nature is NatureRecours.RAPO
    assert (nouvelle.nature, nouvelle.remplace_id, nouvelle.motifs) == (
        NatureDecision.REFUS,
        premiere.id,
        list(REJETE.motifs),
    )
    dite = documents(recours, "decision")[0].contenu["donnees"]
    assert "recours administratif préalable obligatoire" in dite["paragraphes"][0]
    assert "L. 412-7" in dite["paragraphes"][1]
    # Contre la décision rendue sur recours, il ne reste que le juge.
    assert decisions_contestables(yanis) == []
    with pytest.raises(DecisionNonContestable):
        former(refuse, yanis)


def test_une_decision_sur_recours_ne_se_conteste_plus_ici(refuse: Dossier, yanis: Usager, soizic: Agent):
    recours = former(refuse, yanis)
    decision.decider(recours.id, agent=soizic, projet=ADMIS_EN_PARTIE, revision=None)

    for dossier in (refuse, recours):
        with pytest.raises(DecisionNonContestable):
            former(dossier, yanis)


def test_devenu_sans_objet_le_recours_ne_defait_pas_un_accord(
    yanis: Usager, claire: Agent, herve: Agent, soizic: Agent
):
    rejete = laisser_passer_le_delai(fabriques.en_instruction(yanis, claire))
    recours = former(rejete, yanis)
    silence.reexaminer(rejete.id, agent=herve, revision=None)
    decision.decider(rejete.id, agent=herve, projet=ADMIS, revision=None)
    avant = (trace_de(rejete), trace_de(recours))

    with pytest.raises(RecoursSansObjet):
        decision.decider(recours.id, agent=soizic, projet=ADMIS_EN_PARTIE, revision=None)

    assert (trace_de(rejete), trace_de(recours)) == avant


def test_admis_pendant_un_reexamen_le_recours_l_emporte(yanis: Usager, claire: Agent, herve: Agent, soizic: Agent):
    rejete = laisser_passer_le_delai(fabriques.en_instruction(yanis, claire))
    recours = former(rejete, yanis)
    silence.reexaminer(rejete.id, agent=claire, revision=None)
    decision.decider(rejete.id, agent=claire, projet=REFUS, revision=None)  # proposé, pas signé

    decision.decider(recours.id, agent=soizic, projet=ADMIS, revision=None)

    assert (relu(rejete).etat, decision_de(rejete).nature) == (Etat.DECIDE, NatureDecision.ACCORD)
    assert len(decisions(rejete)) == 2


def test_sans_demarche_de_recours_au_catalogue_rien_ne_se_conteste(yanis: Usager, herve: Agent, declarer):
    dossier = fabriques.decide(yanis, herve, REFUS)
    declarer(ACCORD)

    with pytest.raises(DecisionNonContestable):
        former(dossier, yanis)
