"""Les écrans du recours : contester en une page, le suivre des deux côtés, y répondre au bureau."""

from datetime import timedelta

from flask import Flask

from portail.dossiers.actions import decision
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.queries import decision_de
from portail.dossiers.recours.queries import recours_contre
from portail.identite.models import Agent, Usager
from portail.pieces.queries import pieces_de
from tests import fabriques, fichiers
from tests.contestations import former
from tests.fabriques import JOUR
from tests.integration.lignes import decisions, relu
from tests.integration.navigation import envoyer, joint, mots, navigateur, titre


def test_en_deux_clics_le_recours_est_envoye(application: Flask, yanis: Usager, refuse: Dossier):
    client = navigateur(application, yanis)
    suivi = f"/mon-espace/dossiers/{refuse.numero}"
    assert f"{suivi}/contester" in client.get(suivi).text
    page = client.get(f"{suivi}/contester")
    assert titre(page) == "Contester la décision"
    assert "Quotient de 700 €." in mots(page)

    envoye = envoyer(client, f"{suivi}/contester")

    recours = recours_contre(decision_de(refuse)).dossier
    assert (envoye.status_code, envoye.location) == (303, f"/mon-espace/dossiers/{recours.numero}/envoyee")
    assert relu(recours).etat is Etat.DEPOSE
    assert relu(recours).accord_electronique is False
    assert recours.numero in mots(client.get(envoye.location)).replace(" ", "")


def test_le_texte_les_pieces_et_l_accord_sont_gardes(application: Flask, yanis: Usager, refuse: Dossier):
    client = navigateur(application, yanis)
    donnees = {"texte": "J’ai perdu mon emploi.", "accord": "1", "fichiers": joint(fichiers.pdf())}

    envoyer(client, f"/mon-espace/dossiers/{refuse.numero}/contester", donnees)

    recours = relu(recours_contre(decision_de(refuse)).dossier)
    assert recours.reponses["raisons_recours"] == "J’ai perdu mon emploi."
    assert recours.accord_electronique is True
    assert [piece.code for piece in pieces_de(recours.id)] == ["appui"]


def test_un_document_refuse_ne_perd_pas_le_texte_et_n_envoie_rien(application: Flask, yanis: Usager, refuse: Dossier):
    client = navigateur(application, yanis)
    donnees = {"texte": "J’ai perdu mon emploi.", "fichiers": joint(b"MZ pas un document", "virus.exe")}

    page = envoyer(client, f"/mon-espace/dossiers/{refuse.numero}/contester", donnees)

    assert page.status_code == 422
    assert "J’ai perdu mon emploi." in page.text
    assert recours_contre(decision_de(refuse)) is None


def test_hors_delai_la_page_previent_et_n_empeche_rien(application: Flask, yanis: Usager, refuse: Dossier):
    decision.noter_consultation(refuse.id, usager=yanis)
    fabriques.mettre_l_horloge_au(JOUR + timedelta(days=90))
    client, adresse = navigateur(application, yanis), f"/mon-espace/dossiers/{refuse.numero}/contester"

    assert "Le délai pour contester est passé depuis le 22 janvier 2027." in mots(client.get(adresse))
    assert envoyer(client, adresse).status_code == 303
    assert recours_contre(decision_de(refuse)).recours.hors_delai is True


def test_le_recours_et_la_demande_se_montrent_l_un_l_autre(application: Flask, yanis: Usager, refuse: Dossier):
    recours = former(refuse, yanis)
    client = navigateur(application, yanis)

    demande = client.get(f"/mon-espace/dossiers/{refuse.numero}")
    page = client.get(f"/mon-espace/dossiers/{recours.numero}")

    assert f"/mon-espace/dossiers/{recours.numero}" in demande.text
    assert f"/mon-espace/dossiers/{refuse.numero}/contester" not in demande.text
    assert f"/mon-espace/dossiers/{refuse.numero}" in page.text
    assert "Vous avez contesté cette décision le 21 novembre 2026." in mots(demande)
    assert client.get(f"/mon-espace/dossiers/{refuse.numero}/contester").location.endswith(recours.numero)
    assert "Refaire une demande" not in mots(page)


def test_contester_depuis_le_catalogue_mene_a_ses_decisions(application: Flask, yanis: Usager, refuse: Dossier):
    client = navigateur(application, yanis)

    mene = client.get("/demarches/recours/commencer")
    choix = client.get(mene.location)

    assert mene.location == "/mon-espace/contester"
    assert f"/mon-espace/dossiers/{refuse.numero}/contester" in choix.text
    emma = navigateur(application, fabriques.usager(("Emma",), "Le Gall"))
    assert "Aucune décision à contester" in mots(emma.get("/mon-espace/contester"))
    assert refuse.numero not in emma.get("/mon-espace/contester").text


def test_un_accord_n_offre_pas_de_contester(application: Flask, yanis: Usager, herve: Agent):
    accorde = fabriques.decide(yanis, herve)
    client = navigateur(application, yanis)

    assert "Contester cette décision" not in mots(client.get(f"/mon-espace/dossiers/{accorde.numero}"))
    assert client.get(f"/mon-espace/dossiers/{accorde.numero}/contester").status_code == 404


def test_au_bureau_le_recours_dit_ce_qu_il_conteste_et_se_decide(
    application: Flask, yanis: Usager, refuse: Dossier, soizic: Agent, herve: Agent
):
    recours = former(refuse, yanis)
    client = navigateur(application, soizic)
    page = client.get(f"/agents/dossiers/{recours.numero}")
    assert "Recours gracieux contre la décision du 21 novembre 2026" in mots(page)
    assert "Dans le délai" in mots(page)

    envoye = envoyer(
        client,
        f"/agents/dossiers/{recours.numero}/decision",
        {"nature": "accord_partiel", "montant": "300", "motifs": ["ressources"], "fait": "Quotient revu à 590 €."},
    )

    assert envoye.status_code == 303
    [prise] = decisions(recours)
    assert (prise.nature, prise.motifs[0]["code"]) == (NatureDecision.ACCORD_PARTIEL, "ressources")
    assert decision_de(refuse).nature is NatureDecision.ACCORD_PARTIEL
    ecarte = navigateur(application, herve)
    fabriques.justifie(herve, recours)
    assert "un autre agent étudie ce recours" in mots(ecarte.get(f"/agents/dossiers/{recours.numero}"))


def test_la_page_de_decision_offre_les_motifs_du_recours_et_ceux_de_la_demande(
    application: Flask, yanis: Usager, refuse: Dossier, soizic: Agent
):
    recours = former(refuse, yanis)

    page = navigateur(application, soizic).get(f"/agents/dossiers/{recours.numero}/decision")

    assert 'value="sans_element_nouveau"' in page.text
    assert 'value="ressources"' in page.text
    assert "Contrôles automatiques de la demande contestée" in mots(page)
