"""Décision, lot, recours, lettre, page publique : tous lisent les mêmes motifs, et ce qui est décidé ne change plus."""

from portail.dossiers.actions import decision
from portail.dossiers.actions.decision import Projet
from portail.dossiers.etats import NatureDecision
from portail.dossiers.motifs import actions
from portail.instruction.lots.models import GesteDeLot
from portail.journal.actions import SYSTEME
from tests import fabriques
from tests.contestations import REFUS, former
from tests.integration.lignes import decisions, documents
from tests.integration.lots import execute, prepare
from tests.integration.motifs import FAIT, ajouter, declare, recrire
from tests.integration.navigation import envoyer, erreurs, mots, navigateur, valeurs
from tests.silences import laisser_passer_le_delai


def decide_par_l_ecran(client, dossier, **envoi):
    return envoyer(client, f"/agents/dossiers/{dossier.numero}/decision", {"nature": "refus", **envoi})


def test_la_decision_prend_le_texte_du_jour_et_le_garde(application, herve):
    dossier = fabriques.en_instruction(fabriques.usager(), herve, rfr="18030", nb_parts="2.5")
    recrire(libelle="Quotient trop élevé", fait=FAIT, droit="Délibération du 2 mars 2026.")
    client = navigateur(application, herve)

    assert "Quotient trop élevé" in mots(client.get(f"/agents/dossiers/{dossier.numero}/decision"))
    assert decide_par_l_ecran(client, dossier, motifs="ressources").status_code == 303
    recrire(libelle="Autre titre", fait="Autre texte.", revision=1)

    [prise] = decisions(dossier)
    attendu = {
        "code": "ressources", "libelle": "Quotient trop élevé", "droit": "Délibération du 2 mars 2026.",
        "fait": "Votre quotient est de 601 €, pour un plafond de 600 €.",
    }  # fmt: skip
    assert prise.motifs == [attendu]
    [lettre] = documents(dossier, "decision")
    assert lettre.contenu["donnees"]["motifs"][0]["titre"] == "Quotient trop élevé"


def test_un_projet_garde_son_texte_jusqu_a_la_signature(herve):
    claire, motif = (
        fabriques.agent(),
        {"code": "credits", "libelle": "Crédits", "droit": "Règlement.", "fait": "Épuisés."},
    )
    projet = Projet(nature=NatureDecision.REFUS, motifs=[motif])
    dossier = fabriques.en_signature(fabriques.usager(), claire, projet)
    actions.retirer("aide-permis", "credits", revision=0, auteur=SYSTEME)

    decision.signer(dossier.id, agent=herve, revision=None)

    [lettre] = documents(dossier, "decision")
    assert [m["titre"] for m in lettre.contenu["donnees"]["motifs"]] == ["Crédits"]


def test_un_motif_ne_fonde_que_les_decisions_qu_il_dit(application, herve):
    dossier = fabriques.en_instruction(fabriques.usager(), herve)
    code = ajouter(gestes=("declarer_irrecevable",))
    client = navigateur(application, herve)

    refus = decide_par_l_ecran(client, dossier, motifs=code)
    irrecevable = decide_par_l_ecran(client, dossier, nature="irrecevabilite", motifs=code)

    assert refus.status_code == 422
    assert "Hors délai" in erreurs(refus)[0]
    assert irrecevable.status_code == 303
    [prise] = decisions(dossier)
    assert prise.motifs[0]["fait"] == "Demande tardive."


def test_un_motif_retire_ne_se_propose_plus_a_l_agent(application, herve):
    dossier = fabriques.en_instruction(fabriques.usager(), herve)
    actions.retirer("aide-permis", "credits", revision=0, auteur=SYSTEME)
    client = navigateur(application, herve)

    assert "Crédits épuisés" not in mots(client.get(f"/agents/dossiers/{dossier.numero}/decision"))
    assert decide_par_l_ecran(client, dossier, motifs="credits").status_code == 422
    assert decisions(dossier) == []


def test_un_refus_par_lot_prend_le_texte_du_jour_de_l_execution(herve):
    riche = fabriques.en_instruction(fabriques.usager(), herve, rfr="60000")
    lot = prepare([riche], herve, GesteDeLot.REFUSER)
    recrire(fait="Plafond dépassé : {quotient} €.")

    execute(lot, herve)

    [prise] = decisions(riche)
    assert prise.motifs[0]["fait"].startswith("Plafond dépassé : ")
    assert "{" not in prise.motifs[0]["fait"]


def test_un_recours_offre_les_motifs_du_recours_et_de_la_demande_tels_que_recrits(application, herve):
    yanis = fabriques.usager()
    refuse = fabriques.decide(yanis, herve, REFUS)
    recours = former(refuse, yanis)
    recrire("recours_sans_objet", demarche="recours", libelle="Plus d’objet")
    recrire(libelle="Quotient trop élevé")
    soizic = fabriques.responsable("Soizic", "Le Bihan")

    page = mots(navigateur(application, soizic).get(f"/agents/dossiers/{recours.numero}/decision"))

    assert "Plus d’objet" in page
    assert "Quotient trop élevé" in page


def test_la_page_publique_dit_l_intitule_en_vigueur(client, herve):
    recrire(libelle="Quotient trop élevé")

    page = mots(client.get("/demarches/aide-permis/regles"))

    assert "« Quotient trop élevé »" in page.replace("\u00a0", " ")
    assert declare("ressources").libelle not in page


def test_les_motifs_d_un_rejet_implicite_sont_ceux_du_jour(application, herve):
    yanis = fabriques.usager()
    rejete = laisser_passer_le_delai(fabriques.en_instruction(yanis, herve, rfr="18030", nb_parts="2.5"))
    suivi, bureau = f"/mon-espace/dossiers/{rejete.numero}", f"/agents/dossiers/{rejete.numero}/motifs"
    envoyer(navigateur(application, yanis), f"{suivi}/motifs", depuis=suivi)
    recrire(libelle="Quotient trop élevé", fait=FAIT)
    irrecevable = ajouter(gestes=("declarer_irrecevable",))
    client = navigateur(application, herve)

    page = client.get(bureau)
    envoi = envoyer(client, bureau, {"motifs": "ressources"})

    assert valeurs(page)["motifs"] == "ressources"
    assert "Quotient trop élevé" in mots(page)
    assert irrecevable not in page.text, "un rejet ne se fonde pas sur une irrecevabilité"
    assert envoi.status_code == 303
    [lettre] = documents(rejete, "motifs_du_rejet")
    [motif] = lettre.contenu["donnees"]["motifs"]
    assert (motif["titre"], motif["fait"][:24]) == ("Quotient trop élevé", "Votre quotient est de 60")
