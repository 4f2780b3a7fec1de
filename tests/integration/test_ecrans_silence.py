"""Les écrans du silence : ce que lit l’agent, ce que lit la personne, et les gestes de chacun."""

from datetime import date, timedelta

import pytest

from portail.dossiers.actions import decision as actions
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.queries import decision_de
from portail.identite.models import Agent, Usager
from tests import fabriques
from tests.declarations import ACCORD
from tests.integration.lignes import documents, journal_de, relu
from tests.integration.navigation import envoyer, mots, navigateur
from tests.silences import LENDEMAIN, TERME, laisser_passer_le_delai
from tests.unitaires.situations_permis import espaces_simples, sans_blancs


def page(application, personne: Usager | Agent, adresse: str) -> str:
    recue = navigateur(application, personne).get(adresse)
    assert recue.status_code == 200, recue.status_code
    return espaces_simples(mots(recue))


def suivi(dossier: Dossier) -> str:
    return f"/mon-espace/dossiers/{dossier.numero}"


def bureau(dossier: Dossier) -> str:
    return f"/agents/dossiers/{dossier.numero}"


# ---------- Au bureau ----------


def test_l_agent_lit_chaque_horloge_son_fondement_et_son_calcul(application, yanis: Usager, claire: Agent):
    dossier = fabriques.en_instruction(yanis, claire)

    lue = page(application, claire, bureau(dossier))

    for passage in (
        "Accuser l’enregistrement Tenu",
        "Accuser réception Tenu",
        "10 jours ouvrés, week-ends et fériés sautés : 4 décembre 2026.",
        "CRPA, R112-11-2",
        "Répondre En cours 21 janvier 2027",
        "Deux mois, jusqu’au même quantième ou à la fin du mois : 21 janvier 2027 à vingt-quatre heures.",
        "CRPA, L231-4, L114-3 et L114-5 : le silence vaut rejet",
    ):
        assert sans_blancs(passage) in sans_blancs(lue), passage


def test_un_delai_suspendu_se_dit_avec_la_date_limite_de_la_personne(application, yanis: Usager, claire: Agent):
    dossier = fabriques.a_completer(yanis, claire, jours=10)

    lue = page(application, claire, bureau(dossier))

    assert sans_blancs("Compléter (la personne) En cours 1er décembre 2026") in sans_blancs(lue)
    assert sans_blancs("Répondre Suspendu") in sans_blancs(lue)
    assert "Suspendu depuis le 21 novembre 2026." in lue


def test_le_delai_passe_ouvrir_le_dossier_suffit_a_constater_le_silence(application, yanis: Usager, claire: Agent):
    dossier = fabriques.en_instruction(yanis, claire)
    fabriques.mettre_l_horloge_au(LENDEMAIN)

    lue = page(application, claire, bureau(dossier))

    assert relu(dossier).etat is Etat.DECIDE
    assert "Rejet par silence" in lue
    assert "Née du silence le 21 janvier 2027, sans signataire." in lue
    assert "Écoulé : il a valu décision" in lue
    assert "Deux mois, délai franc, reporté au premier jour ouvrable : 22 mars 2027." in lue


def test_reprendre_l_etude_puis_decider_montre_l_ancienne_decision(application, rejete: Dossier, claire: Agent):
    client = navigateur(application, claire)

    reprise = envoyer(client, f"{bureau(rejete)}/reexaminer", depuis=bureau(rejete))
    herve = fabriques.responsable()
    actions.decider(rejete.id, agent=herve, projet=fabriques.ACCORD, revision=None)

    assert reprise.status_code == 303
    lue = page(application, claire, bureau(rejete))
    assert "Décisions remplacées" in lue
    assert sans_blancs("Rejet par silence Née du silence le 21 janvier 2027") in sans_blancs(lue)
    assert "Signée le 22 janvier 2027 par Hervé Guillou" in lue


def test_un_agent_sans_accuse_voit_que_le_recours_n_est_pas_opposable(application, yanis: Usager, claire: Agent):
    dossier = laisser_passer_le_delai(fabriques.depose(yanis))

    assert "aucun accusé de réception complet ne lui a été transmis" in page(application, claire, bureau(dossier))


def test_communiquer_les_motifs_depuis_le_dossier(application, rejete: Dossier, yanis: Usager, claire: Agent):
    envoyer(navigateur(application, yanis), f"{suivi(rejete)}/motifs", depuis=suivi(rejete))
    client = navigateur(application, claire)
    attendus = page(application, claire, bureau(rejete))

    vide = envoyer(client, f"{bureau(rejete)}/motifs", {})
    fait = envoyer(
        client, f"{bureau(rejete)}/motifs", {"motifs": "ressources", "fait": "Votre quotient dépasse 600 €."}
    )

    assert "Motifs à communiquer avant le 22 février 2027" in attendus
    assert (vide.status_code, fait.status_code) == (422, 303)
    assert decision_de(relu(rejete)).motifs[0]["fait"] == "Votre quotient dépasse 600 €."
    assert "Motifs à communiquer" not in page(application, claire, bureau(rejete))
    assert len(documents(rejete, "motifs_du_rejet")) == 1


@pytest.mark.parametrize(
    ("jours", "mot"), [(16, "Dans 16 jours"), (12, "Bientôt : dans 12 jours"), (3, "Urgent : dans 3 jours")]
)
def test_la_liste_dit_d_un_mot_ce_qui_approche(application, yanis: Usager, claire: Agent, jours: int, mot: str):
    fabriques.en_instruction(yanis, claire)
    fabriques.mettre_l_horloge_au(TERME - timedelta(days=jours))

    assert mot in page(application, claire, "/agents/dossiers/")


def test_des_motifs_dus_sont_dans_ce_qui_est_attendu_de_moi(application, rejete: Dossier, yanis: Usager, claire: Agent):
    avant = page(application, claire, "/agents/dossiers/")
    envoyer(navigateur(application, yanis), f"{suivi(rejete)}/motifs", depuis=suivi(rejete))

    assert "BELKACEM" not in avant
    assert "BELKACEM" in page(application, claire, "/agents/dossiers/")


# ---------- Dans l’espace de la personne ----------


def test_la_personne_apprend_le_rejet_ce_qu_elle_peut_faire_et_jusqu_a_quand(
    application, rejete: Dossier, yanis: Usager
):
    lue = page(application, yanis, suivi(rejete))

    for passage in (
        "Réputée rejetée",
        "Nous ne vous avons pas répondu à temps.",
        "réputée rejetée depuis le 21 janvier 2027",
        "Vous pouvez contester cette décision jusqu’au 22 mars 2027.",
        "Demander pourquoi ma demande est rejetée",
    ):
        assert passage in lue, passage
    assert "Obtenir l’attestation" not in lue


def test_demander_les_motifs_dit_jusqu_a_quand_et_retire_le_bouton(application, rejete: Dossier, yanis: Usager):
    client = navigateur(application, yanis)

    envoi = envoyer(client, f"{suivi(rejete)}/motifs", depuis=suivi(rejete))

    assert envoi.status_code == 303
    lue = espaces_simples(mots(client.get(suivi(rejete))))
    assert "nous vous répondons au plus tard le 22 février 2027" in lue
    assert "prolongé jusqu’à notre réponse" in lue
    assert "Demander pourquoi" not in lue


def test_l_attestation_s_obtient_d_un_bouton_et_reste_dans_les_documents(application, accorde: Dossier, yanis: Usager):
    client = navigateur(application, yanis)
    avant = page(application, yanis, suivi(accorde))

    envoi = envoyer(client, f"{suivi(accorde)}/attestation", depuis=suivi(accorde))
    document = espaces_simples(mots(client.get(envoi.headers["Location"])))

    assert "Réputée acceptée" in avant
    assert "Demander pourquoi" not in avant
    assert "Attestation de décision implicite d’acceptation" in document
    assert "Elle est réputée acceptée depuis le 21 janvier 2027." in document
    assert "Attestation de décision implicite" in page(application, yanis, suivi(accorde))


def test_sans_accuse_la_personne_lit_que_le_delai_ne_vaut_pas_contre_elle(application, yanis: Usager, claire: Agent):
    dossier = laisser_passer_le_delai(fabriques.depose(yanis))

    assert "Le délai pour contester ne vaut pas contre vous" in page(application, yanis, suivi(dossier))


def test_ouvrir_la_lettre_vaut_notification_pas_la_page_de_suivi(application, yanis: Usager):
    herve = fabriques.responsable()
    refuse = fabriques.decide(yanis, herve, fabriques.decision.Projet(
        nature=NatureDecision.REFUS, motifs=[{"code": "age", "droit": "Règlement.", "fait": "26 ans."}]
    ))  # fmt: skip
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))
    client = navigateur(application, yanis)
    client.get(suivi(refuse))
    apres_la_page = decision_de(relu(refuse)).consulte_le
    [lettre] = documents(refuse, "decision")

    client.get(f"{suivi(refuse)}/documents/{lettre.id}")
    client.get(f"{suivi(refuse)}/documents/{lettre.id}")

    assert apres_la_page is None
    assert decision_de(relu(refuse)).consulte_le is not None
    assert journal_de(refuse).count("consulter_decision") == 1
    assert "jusqu’au 2 février 2027" in page(application, yanis, suivi(refuse))


def test_un_dossier_incomplet_dit_que_le_delai_n_a_pas_commence(application, yanis: Usager, claire: Agent, declarer):
    declarer(ACCORD)
    dossier = fabriques.a_completer(yanis, claire)

    assert "Le délai de réponse commencera quand votre dossier sera complet." in page(
        application, yanis, suivi(dossier)
    )
