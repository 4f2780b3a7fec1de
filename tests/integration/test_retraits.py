"""Revenir sur une décision signée : dans les délais de la loi, par une lettre motivée, comme elle fut prise."""

from datetime import date

import pytest

from portail.documents.authenticite import Authenticite, document_au_code
from portail.documents.composition import composer
from portail.dossiers.actions import decision, silence
from portail.dossiers.actions.decision import Projet
from portail.dossiers.erreurs import (
    FondementImpossible,
)
from portail.dossiers.etats import Etat, Fondement, NatureDecision
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.queries import decision_de
from portail.dossiers.retraits import actions, regles
from portail.dossiers.retraits.actions import ProjetDeRetrait
from portail.identite.models import Agent, Usager
from portail.socle.base import session
from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from tests import fabriques, pdf
from tests.integration.lignes import decisions, documents, journal_de, relu, trace_de
from tests.integration.retraits import ABROGATION, ACCORD, FAIT, MOTIF, PRISE, RETRAIT, entendu, inviter, revenir


@pytest.fixture
def accorde(yanis: Usager, herve: Agent) -> Dossier:
    return fabriques.decide(yanis, herve, ACCORD)


# ---------- Ce que la loi permet ----------


@pytest.mark.parametrize(
    ("en_vigueur", "nature", "fondement", "jour", "possible"),
    [
        # CRPA, L242-1 : quatre mois, dernier jour compris, pour ce qui a donné un droit et est illégal.
        ("accord", RETRAIT, Fondement.ILLEGALITE, date(2027, 3, 21), True),
        ("accord", RETRAIT, Fondement.ILLEGALITE, date(2027, 3, 22), False),
        ("accord", ABROGATION, Fondement.ILLEGALITE, date(2027, 3, 22), False),
        ("accord_partiel", RETRAIT, Fondement.ILLEGALITE, date(2027, 3, 21), True),
        ("accord_implicite", RETRAIT, Fondement.ILLEGALITE, date(2027, 3, 21), True),
        # L242-4, L242-2, L241-2 : sans condition de délai.
        ("accord", RETRAIT, Fondement.DEMANDE, date(2030, 1, 1), True),
        ("accord", ABROGATION, Fondement.CONDITION, date(2030, 1, 1), True),
        ("accord", RETRAIT, Fondement.FRAUDE, date(2030, 1, 1), True),
        ("accord", ABROGATION, Fondement.SANS_DROIT, PRISE, False),
        # L243-3 et L243-1 : ce qui n’a pas donné de droit.
        ("refus", RETRAIT, Fondement.ILLEGALITE, date(2027, 3, 21), True),
        ("refus", RETRAIT, Fondement.ILLEGALITE, date(2027, 3, 22), False),
        ("refus", ABROGATION, Fondement.SANS_DROIT, date(2030, 1, 1), True),
        ("refus", RETRAIT, Fondement.FRAUDE, PRISE, False),
        ("irrecevabilite", ABROGATION, Fondement.SANS_DROIT, date(2030, 1, 1), True),
        # Un rejet implicite se réexamine ; un retrait ne se retire pas, l’étude se reprend.
        ("refus_implicite", RETRAIT, Fondement.ILLEGALITE, PRISE, False),
        ("retrait", RETRAIT, Fondement.ILLEGALITE, PRISE, False),
    ],
)
def test_ce_que_la_loi_permet(en_vigueur, nature, fondement, jour, possible):
    voulu = regles.est_possible(NatureDecision(en_vigueur), nature, fondement, date_decision=PRISE, jour=jour)

    assert voulu is possible


def test_quatre_mois_apres_le_31_octobre_c_est_le_28_fevrier():
    assert regles.dernier_jour(Fondement.ILLEGALITE, date(2026, 10, 31)) == date(2027, 2, 28)


def test_on_n_entend_la_personne_que_si_on_lui_reprend_un_droit_sans_qu_elle_le_demande():
    dus = {
        (nature, fondement)
        for nature in NatureDecision
        for fondement in Fondement
        if regles.demande_le_contradictoire(nature, fondement)
    }

    assert {nature.value for nature, _ in dus} == {"accord", "accord_partiel", "accord_implicite"}
    assert {fondement for _, fondement in dus} == set(Fondement) - {Fondement.DEMANDE}


# ---------- Retirer, abroger ----------


def test_un_retrait_remplace_l_accord_qui_reste_lisible(accorde: Dossier, claire: Agent, herve: Agent):
    [accord] = decisions(accorde)
    [ancienne] = documents(accorde, "decision")
    entendu(accorde, claire)

    retrait = revenir(accorde, herve)

    session.expire_all()
    assert (accord.remplacee_le is not None, retrait.remplace_id) == (True, accord.id)
    assert (relu(accorde).etat, decision_de(accorde)) == (Etat.DECIDE, retrait)
    assert [a for a in journal_de(accorde) if a in {"retirer_la_decision", "annuler_versement"}] == [
        "retirer_la_decision", "annuler_versement",
    ]  # fmt: skip
    verdict = document_au_code(ancienne.code)
    assert verdict is not None
    assert verdict.authenticite is Authenticite.REVOQUE
    lettre = documents(accorde, "decision")[-1].contenu["donnees"]
    assert " ".join(lettre["titre"].split()) == "Retrait de la décision du 21 novembre 2026"
    texte = "".join(pdf.texte(composer("decision", lettre, langue="fr")).split())
    for mention in (
        "réputée n’avoir jamais été prise", "L. 242-1", FAIT, "Par lettre du 21 novembre 2026",
        "Vous n’avez pas répondu", "recours gracieux", "Hervé Guillou", "L. 311-3-1",
    ):  # fmt: skip
        assert "".join(mention.split()) in texte, mention


def test_passe_quatre_mois_une_decision_illegale_ne_se_retire_plus(accorde: Dossier, herve: Agent):
    inviter(accorde, herve)
    fabriques.mettre_l_horloge_au(date(2027, 3, 22))
    avant = trace_de(accorde)

    with pytest.raises(FondementImpossible):
        revenir(accorde, herve)

    assert trace_de(accorde) == avant
    assert revenir_par_fraude(accorde, herve).nature is RETRAIT


def revenir_par_fraude(dossier: Dossier, agent: Agent) -> Decision:
    entendu(dossier, agent, fondement=Fondement.FRAUDE)
    return revenir(dossier, agent, fondement=Fondement.FRAUDE)


def test_les_quatre_mois_courent_jusqu_a_la_signature(accorde: Dossier, claire: Agent, herve: Agent):
    fabriques.mettre_l_horloge_au(date(2027, 3, 1))
    entendu(accorde, claire)
    revenir(accorde, claire)
    fabriques.mettre_l_horloge_au(date(2027, 3, 22))

    with pytest.raises(FondementImpossible):
        actions.signer(accorde.id, agent=herve, revision=None)

    assert decision_de(accorde).nature is NatureDecision.ACCORD


def test_a_la_demande_de_la_personne_ni_delai_ni_invitation(accorde: Dossier, herve: Agent):
    fabriques.mettre_l_horloge_au(date(2028, 1, 3))
    for jour in (None, date(2026, 11, 20), date(2028, 1, 4)):
        with pytest.raises(SaisieInvalide):
            revenir(accorde, herve, fondement=Fondement.DEMANDE, demandee_le=jour)

    revenir(accorde, herve, fondement=Fondement.DEMANDE, demandee_le=date(2028, 1, 2))

    [motif] = decision_de(accorde).motifs
    assert " ".join(motif["fait"].split()).startswith("Vous l’avez demandé le 2 janvier 2028.")
    assert "L. 242-4" in motif["droit"]


def test_un_refus_se_retire_sans_entendre_la_personne_et_l_etude_reprend(refuse: Dossier, herve: Agent):
    revenir(refuse, herve)

    silence.reexaminer(refuse.id, agent=herve, revision=None)
    decision.decider(refuse.id, agent=herve, projet=ACCORD, revision=None)

    assert decision_de(refuse).nature is NatureDecision.ACCORD
    assert [d.nature for d in sorted(decisions(refuse), key=lambda d: d.propose_le)] == [
        NatureDecision.REFUS, RETRAIT, NatureDecision.ACCORD,
    ]  # fmt: skip
    assert len([d for d in decisions(refuse) if d.remplacee_le is None]) == 1


def test_une_irrecevabilite_abrogee_redevient_une_demande_decidee_a_reprendre(yanis: Usager, herve: Agent):
    dossier = fabriques.decide(yanis, herve, Projet(nature=NatureDecision.IRRECEVABILITE, motifs=[MOTIF]))
    fabriques.mettre_l_horloge_au(date(2028, 1, 3))

    revenir(dossier, herve, ABROGATION, Fondement.SANS_DROIT)

    assert relu(dossier).etat is Etat.DECIDE
    assert silence.reexaminer(dossier.id, agent=herve, revision=None).etat is Etat.EN_INSTRUCTION


def test_rien_ne_se_retire_tant_que_rien_n_est_decide(yanis: Usager, claire: Agent, herve: Agent):
    dossier = fabriques.en_instruction(yanis, claire)
    avant = trace_de(dossier)
    for essai in (lambda: revenir(dossier, herve), lambda: inviter(dossier, herve)):
        with pytest.raises(TransitionInterdite):
            essai()
    assert trace_de(dossier) == avant


@pytest.mark.parametrize("fait", ["", "   "])
def test_un_retrait_se_motive(accorde: Dossier, herve: Agent, fait: str):
    projet = ProjetDeRetrait(nature=RETRAIT, fondement=Fondement.FRAUDE, fait=fait)
    with pytest.raises(SaisieInvalide):
        actions.revenir_sur_la_decision(accorde.id, agent=herve, projet=projet, revision=None)
