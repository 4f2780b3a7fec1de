"""Décider : proposer, signer, renvoyer ; motivé en droit et en fait, figé, notifié, consulté."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portail.documents.composition import composer
from portail.dossiers.actions import decision
from portail.dossiers.actions.decision import Projet
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.examen import bilan_de
from portail.dossiers.models import Decision, Dossier
from portail.identite.models import Agent, Role, Usager
from portail.notifications.rendu import composer_courriel
from portail.socle import horloge
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from tests import fabriques, pdf
from tests.integration.lignes import (
    decisions,
    documents,
    entrees_de,
    gabarits_promis,
    journal_de,
    promis,
    relu,
    trace_de,
)
from tests.unitaires.situations_permis import PERMIS, sans_blancs

AGE = {"code": "age", "droit": "Règlement, article 2.", "fait": "Vous aviez 26 ans."}
REFUS = Projet(nature=NatureDecision.REFUS, motifs=[AGE])


def decider(dossier: Dossier, agent: Agent, projet: Projet = fabriques.ACCORD, revision: int | None = None) -> Decision:
    return decision.decider(dossier.id, agent=agent, projet=projet, revision=revision)


# ---------- Proposer, signer, renvoyer ----------


def test_l_instructrice_propose_et_la_personne_n_en_sait_rien(claire: Agent, dossier: Dossier):
    avant = gabarits_promis(dossier)

    decider(dossier, claire, Projet(nature=NatureDecision.ACCORD, montant=Decimal("500.00")))

    [projet] = decisions(dossier)
    assert (projet.signe_le, projet.signataire, projet.propose_par_id) == (None, None, claire.id)
    assert (projet.nature, projet.montant) == (NatureDecision.ACCORD, Decimal("500.00"))
    assert relu(dossier).etat is Etat.EN_SIGNATURE
    assert gabarits_promis(dossier) == avant
    assert documents(dossier, "decision") == []


def test_le_responsable_signe_ce_qui_est_propose_et_la_personne_est_prevenue(
    claire: Agent, herve: Agent, dossier: Dossier
):
    decider(dossier, claire, Projet(nature=NatureDecision.ACCORD, montant=Decimal("500.00")))

    decision.signer(dossier.id, agent=herve, revision=relu(dossier).revision)

    [signee] = decisions(dossier)
    assert (signee.signataire_id, signee.propose_par_id) == (herve.id, claire.id)
    assert signee.signe_le is not None
    assert (relu(dossier).etat, relu(dossier).echeance) == (Etat.DECIDE, None)
    assert promis(dossier)[-1].gabarit == "dossier/decision"
    assert journal_de(dossier)[-3:] == ["accepter", "ouvrir_versement", "mettre_a_disposition"]
    [document] = documents(dossier, "decision")
    assert document.objet_id == signee.id


def test_le_responsable_renvoie_et_le_projet_est_abandonne(claire: Agent, herve: Agent, dossier: Dossier):
    decider(dossier, claire, REFUS)

    decision.renvoyer(dossier.id, agent=herve, revision=None)

    assert (relu(dossier).etat, decisions(dossier)) == (Etat.EN_INSTRUCTION, [])
    assert relu(dossier).echeance == date(2027, 1, 21)
    decider(dossier, claire)
    assert [d.nature for d in decisions(dossier)] == [NatureDecision.ACCORD]


def test_le_responsable_qui_decide_autre_chose_remplace_le_projet(claire: Agent, herve: Agent, dossier: Dossier):
    decider(dossier, claire)

    decider(dossier, herve, REFUS)

    [signee] = decisions(dossier)
    assert (signee.nature, signee.signataire_id) == (NatureDecision.REFUS, herve.id)


def test_l_instructrice_ne_signe_ni_ne_renvoie(claire: Agent, dossier: Dossier):
    decider(dossier, claire)
    avant = trace_de(dossier)

    for geste in (decision.signer, decision.renvoyer):
        with pytest.raises(Interdit):
            geste(dossier.id, agent=claire, revision=None)

    assert trace_de(dossier) == avant


@pytest.mark.parametrize(("role", "service"), [(Role.ACCUEIL, "jeunesse"), (Role.RESPONSABLE, "autonomie")])
def test_qui_n_instruit_pas_ce_dossier_ne_decide_pas(claire: Agent, dossier: Dossier, role: Role, service: str):
    agent = fabriques.agent(role, service, prenom="Autre")
    avant = trace_de(dossier)

    for essai in (
        lambda: decider(dossier, agent),
        lambda: decision.signer(dossier.id, agent=agent, revision=None),
        lambda: decision.classer(dossier.id, agent=agent, motif="Non", revision=None),
    ):
        with pytest.raises(Interdit):
            essai()

    assert trace_de(dossier) == avant


def test_decider_depuis_un_ecran_perime_est_refuse(claire: Agent, herve: Agent, dossier: Dossier):
    vue = relu(dossier).revision
    decider(dossier, claire)
    avant = trace_de(dossier)

    with pytest.raises(ConflitDeVersion):
        decider(dossier, herve, REFUS, vue)
    with pytest.raises(ConflitDeVersion):
        decision.signer(dossier.id, agent=herve, revision=vue)

    assert trace_de(dossier) == avant


def test_une_decision_signee_ne_se_signe_pas_deux_fois(herve: Agent, dossier: Dossier):
    decider(dossier, herve)
    avant = trace_de(dossier)

    with pytest.raises(TransitionInterdite):
        decider(dossier, herve, REFUS)

    assert trace_de(dossier) == avant


def test_une_panne_au_milieu_de_la_signature_ne_laisse_rien(base: Session, herve: Agent, dossier: Dossier):
    # La base refuse, en pleine transaction, le message qui annonce la décision.
    base.execute(text("ALTER TABLE notification ADD CONSTRAINT panne CHECK (gabarit <> 'dossier/decision')"))
    base.commit()
    avant = trace_de(dossier)

    with pytest.raises(IntegrityError):
        decider(dossier, herve, REFUS)

    assert trace_de(dossier) == avant


# ---------- Motiver ----------


@pytest.mark.parametrize("nature", [NatureDecision.REFUS, NatureDecision.ACCORD_PARTIEL, NatureDecision.IRRECEVABILITE])
@pytest.mark.parametrize("motifs", [[], [{**AGE, "droit": " "}], [{**AGE, "fait": ""}], [AGE, {"code": "cumul"}]])
def test_une_decision_defavorable_sans_droit_ou_sans_fait_n_est_pas_prise(
    herve: Agent, dossier: Dossier, nature: NatureDecision, motifs: list[dict[str, str]]
):
    avant = trace_de(dossier)

    with pytest.raises(SaisieInvalide):
        decider(dossier, herve, Projet(nature=nature, motifs=motifs))

    assert trace_de(dossier) == avant


@pytest.mark.parametrize("nature", sorted(set(NatureDecision) - set(decision.GESTES)))
def test_le_silence_ne_se_signe_pas(herve: Agent, dossier: Dossier, nature: NatureDecision):
    with pytest.raises(SaisieInvalide):
        decider(dossier, herve, Projet(nature=nature, motifs=[AGE]))


def test_un_refus_dit_le_droit_le_calcul_les_recours_et_qui_signe(yanis: Usager, claire: Agent, herve: Agent):
    dossier = fabriques.en_instruction(yanis, claire, rfr="18030", nb_parts="2.5")
    bilan = bilan_de(relu(dossier), PERMIS)
    motifs = [
        {"code": motif.code, "droit": motif.droit, "fait": bilan.fait(motif)}
        for motif in PERMIS.motifs
        if motif.code in bilan.motifs
    ]

    decider(dossier, herve, Projet(nature=NatureDecision.REFUS, motifs=motifs))

    [document] = documents(dossier, "decision")
    lettre = sans_blancs(pdf.texte(composer("decision", document.contenu["donnees"], langue="fr")))
    # CRPA, L211-5 (droit et fait), L212-1 (signataire), L112-12 (recours), L311-3-1 (calcul).
    for mention in (
        "Votre demande est refusée.",
        "plafond de quotient familial",
        "Le revenu fiscal de référence de votre foyer est de 18 030 €, pour 2,5 parts.",
        "Votre quotient familial est de 601 € par mois. Le plafond est de 600 €.",
        "recours gracieux",
        "tribunal administratif de Nantes",
        "Hervé Guillou",
        "Service jeunesse et aide à la mobilité",
        "L. 311-3-1",
    ):
        assert sans_blancs(mention) in lettre, mention
    assert [motif["code"] for motif in motifs] == ["ressources"]


def test_le_courriel_de_decision_ne_dit_pas_le_sens(herve: Agent, dossier: Dossier):
    decider(dossier, herve, REFUS)
    message = promis(dossier)[-1]
    courriel = composer_courriel(message.gabarit, message.contexte, langue="fr")

    for version in (courriel.objet, courriel.texte, courriel.html):
        assert "refus" not in version.lower()


def test_l_accord_dit_le_montant_et_la_suite(herve: Agent, dossier: Dossier):
    decider(dossier, herve, Projet(nature=NatureDecision.ACCORD, montant=Decimal("500.00")))

    donnees = documents(dossier, "decision")[0].contenu["donnees"]
    lettre = sans_blancs(pdf.texte(composer("decision", donnees, langue="fr")))
    assert sans_blancs("Votre demande est acceptée.") in lettre
    assert sans_blancs("500 €") in lettre
    assert sans_blancs("recours gracieux") not in lettre


def test_le_signataire_reste_celui_du_jour_meme_s_il_change_de_nom(base: Session, herve: Agent, dossier: Dossier):
    decider(dossier, herve)
    herve.nom, herve.qualite = "Autre", "directeur"
    base.commit()

    assert decisions(dossier)[0].signataire == {
        "prenom": "Hervé",
        "nom": "Guillou",
        "qualite": "agent",
        "service": "Service jeunesse et aide à la mobilité",
    }


# ---------- Classer, consulter ----------


def test_classer_dit_pourquoi_et_n_est_pas_un_refus(claire: Agent, dossier: Dossier):
    with pytest.raises(SaisieInvalide):
        decision.classer(dossier.id, agent=claire, motif="  ", revision=None)

    decision.classer(dossier.id, agent=claire, motif="Sans nouvelles\nde vous.", revision=None)

    assert (relu(dossier).etat, relu(dossier).echeance, decisions(dossier)) == (Etat.SANS_SUITE, None, [])
    [document] = documents(dossier, "classement")
    assert document.contenu["donnees"]["paragraphes"][:2] == ["Sans nouvelles", "de vous."]
    assert gabarits_promis(dossier)[-1] == "dossier/classe"


def test_la_premiere_consultation_date_la_notification(yanis: Usager, herve: Agent, dossier: Dossier):
    decision.noter_consultation(dossier.id, usager=yanis)
    decider(dossier, herve, REFUS)
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))
    decision.noter_consultation(dossier.id, usager=yanis)
    fabriques.mettre_l_horloge_au(date(2026, 12, 9))
    decision.noter_consultation(dossier.id, usager=yanis)

    consulte_le = decisions(dossier)[0].consulte_le
    assert consulte_le is not None
    assert horloge.a_paris(consulte_le).date() == date(2026, 12, 1)
    assert [e.auteur_id for e in entrees_de(dossier) if e.action == "consulter_decision"] == [yanis.id]
    with pytest.raises(Introuvable):
        decision.noter_consultation(dossier.id, usager=fabriques.usager(("Emma",), "Le Gall"))
