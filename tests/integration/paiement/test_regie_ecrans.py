"""Les écrans de la régie."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from portail.identite.models import Agent, Role
from portail.journal.actions import SYSTEME
from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.notifications.rendu import composer_courriel
from portail.paiement.paiements import gestes, sommes
from portail.paiement.paiements.comptes import parts_egales
from portail.paiement.paiements.etats import (
    EtatEncaissement,
    MotifRemboursement,
    Moyen,
)
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.models import Encaissement, SommeDue
from portail.paiement.paiements.queries import compte_de
from portail.paiement.regies.models import Regie
from portail.socle.base import fermer_session, session, transaction
from tests import fabriques, pdf
from tests.client import ClientExigeant
from tests.integration.navigation import envoyer, erreurs, jeton, mots, navigateur, titre, valeurs
from tests.integration.paiement.fabrique import (
    COURRIEL,
    Commandes,
    conclure,
    encaissements,
    objet,
    ouvrir,
    payee,
    somme,
)
from tests.integration.paiement.test_regie import recu
from tests.integration.test_requetes_sql import compter
from tests.payfip import Guichetier


@pytest.fixture
def bureau_de_maryse(application: Flask, maryse: Agent) -> ClientExigeant:
    return navigateur(application, maryse)


def test_l_ecran_de_la_regie_se_lit(
    bureau_de_maryse: ClientExigeant, en_ligne: Guichetier, due: SommeDue, regie: Regie
):
    payee(en_ligne, due)

    page = bureau_de_maryse.get("/agents/regie/")

    assert titre(page) == regie.libelle
    assert "Encaissés ici, absents du relevé" in mots(page)
    assert f"ASD{due.numero}01" in mots(page)
    trouvee = bureau_de_maryse.get(f"/agents/regie/?q={due.numero}")
    assert f"/agents/regie/sommes/{due.id}" in trouvee.text


@pytest.mark.parametrize("periode", ["au=0001-01-01", "au=9999-12-31&du=0001-01-01", "au=hier&du=", "q=%00&regie="])
def test_une_periode_insensee_se_borne(bureau_de_maryse: ClientExigeant, regie: Regie, periode: str):
    assert bureau_de_maryse.get(f"/agents/regie/?{periode}").status_code == 200


def test_encaisser_un_cheque_a_l_ecran(bureau_de_maryse: ClientExigeant, due: SommeDue):
    adresse = f"/agents/regie/sommes/{due.id}/encaisser"
    fait = envoyer(
        bureau_de_maryse,
        adresse,
        {"moyen": "cheque", "montant": "20,50", "jour": "aujourd’hui", "reference": "0012345", "cle": "une"},
    )

    assert (fait.status_code, fait.location) == (303, f"/agents/regie/sommes/{due.id}")
    [pris] = encaissements(due)
    assert (pris.montant, pris.moyen, pris.reference) == (Decimal("20.50"), Moyen.CHEQUE, "0012345")
    page = bureau_de_maryse.get(fait.location)
    assert "29,50 €" in mots(page)


def test_trop_encaisser_se_dit_sur_le_montant(bureau_de_maryse: ClientExigeant, due: SommeDue):
    adresse = f"/agents/regie/sommes/{due.id}/encaisser"
    refus = envoyer(bureau_de_maryse, adresse, {"moyen": "especes", "montant": "51", "jour": "aujourd’hui"})

    assert refus.status_code == 422
    assert "50,00" in " ".join(erreurs(refus))
    assert encaissements(due) == []


def test_echelonner_a_l_ecran(bureau_de_maryse: ClientExigeant, due: SommeDue):
    adresse = f"/agents/regie/sommes/{due.id}/echelonner"
    premier = {"premier-jour": "1", "premier-mois": "12", "premier-annee": "2026"}

    assert envoyer(bureau_de_maryse, adresse, {"fois": "3", **premier}).status_code == 303
    assert [part.montant for part in compte_de(due).parts] == [Decimal("16.68"), Decimal("16.66"), Decimal("16.66")]


def test_rembourser_et_impaye_a_l_ecran(bureau_de_maryse: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    pris = payee(en_ligne, due, "V")
    with transaction():
        sommes.rendre(objet(due), Decimal(10), motif=MotifRemboursement.ANNULATION_FAMILLE, auteur=SYSTEME)

    impaye = f"/agents/regie/encaissements/{pris.id}/impaye"
    assert "Noter un impayé" in titre(bureau_de_maryse.get(impaye))
    rembourser = f"/agents/regie/encaissements/{pris.id}/rembourser"
    assert "10 €" in mots(bureau_de_maryse.get(rembourser))
    assert envoyer(bureau_de_maryse, impaye).status_code == 303

    assert encaissements(due)[0].etat is EtatEncaissement.REJETE


def test_trancher_a_l_ecran(bureau_de_maryse: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    en_ligne.scenario.montant_altere = 1000
    paiement = conclure(en_ligne, ouvrir(due), "P")
    assert "À regarder" in mots(bureau_de_maryse.get("/agents/regie/"))

    fait = envoyer(bureau_de_maryse, f"/agents/regie/paiements/{paiement.id}/anomalie", {"verdict": "garder"})

    assert fait.status_code == 303
    [pris] = encaissements(due)
    assert (pris.garde, pris.a_rendre, pris.motif_remboursement) == (50, 10, MotifRemboursement.TROP_PERCU)


def test_redemander_a_payfip_et_remettre_le_recu(bureau_de_maryse: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    paiement = ouvrir(due)
    en_ligne.etat.conclure(paiement.idop or "", "P")
    page = bureau_de_maryse.get(f"/agents/regie/sommes/{due.id}")

    bureau_de_maryse.post(f"/agents/regie/sommes/{due.id}/relire", data={"csrf_token": jeton(page)})

    [pris] = encaissements(due)
    document = bureau_de_maryse.get(f"/agents/regie/encaissements/{pris.id}/recu")
    assert "Reçu de paiement" in " ".join(pdf.texte(document.data).split())


def test_chaque_page_de_la_regie_se_lit_en_douze_instructions(
    bureau_de_maryse: ClientExigeant, en_ligne: Guichetier, regie: Regie, maryse: Agent, commandes: Commandes
):
    for _ in range(4):
        due = somme(regie)
        gestes.payer_en_plusieurs_fois(due.id, parts_egales(due.montant, 3, date(2026, 12, 1)), agent=maryse)
        gestes.encaisser_au_guichet(due.id, recu("10.00"), agent=maryse)
        conclure(en_ligne, ouvrir(due), "R")
        payee(en_ligne, due)
    fermer_session()

    montree = f"/agents/regie/sommes/{due.id}"
    for adresse in (f"/agents/regie/?q={due.numero}", montree, f"{montree}/en-ligne", "/agents/regie/releve"):
        assert len(compter(lambda a=adresse: bureau_de_maryse.get(a))) <= 12, adresse


def test_un_regisseur_sans_regie_lit_quoi_faire(application: Flask, commandes: Commandes, departement: None):
    sans = navigateur(application, fabriques.agent(Role.REGISSEUR, "habitat", prenom="Sans"))

    assert "n’a pas de régie" in mots(sans.get("/agents/regie/"))
    assert session.scalars(select(Encaissement)).all() == []


def test_faire_payer_en_ligne_sans_jamais_payer_a_la_place(
    bureau_de_maryse: ClientExigeant, client: ClientExigeant, en_ligne: Guichetier, due: SommeDue
):
    page = f"/agents/regie/sommes/{due.id}/en-ligne"
    montree = bureau_de_maryse.get(page)
    assert 'role="img"' in montree.text
    assert f'href="http://portail.example{chemin_de(due.id)}"' in montree.text
    assert valeurs(montree)["courriel"] == COURRIEL

    assert envoyer(bureau_de_maryse, page, {"courriel": "autre@courriel.example", "telephone": ""}).status_code == 303

    [message] = session.scalars(select(Notification).where(Notification.gabarit == "paiement/lien"))
    assert (message.adresse, message.contexte["chemin"]) == ("autre@courriel.example", chemin_de(due.id))
    ecrit = composer_courriel(message.gabarit, message.contexte, langue="fr")
    assert (ecrit.objet, "090909" in ecrit.texte, "numéro de carte" in ecrit.texte) == (
        "Payer 50\u00a0€ en ligne",
        True,
        True,
    )
    notee = session.scalars(select(Entree).where(Entree.action == "envoyer_lien_paiement")).one()
    assert "autre" not in repr(notee.details)
    assert client.get(message.contexte["chemin"]).status_code == 200


@pytest.mark.parametrize(
    ("quoi", "dit"),
    [("sans_adresse", "écrivez une adresse"), ("en_cours", "déjà en cours"), ("payee", "déjà réglée")],
)
def test_un_lien_qui_ne_servirait_pas_ne_part_pas(
    bureau_de_maryse: ClientExigeant, en_ligne: Guichetier, due: SommeDue, quoi: str, dit: str
):
    if quoi == "en_cours":
        ouvrir(due)
    if quoi == "payee":
        payee(en_ligne, due)

    envoi = {"courriel": "" if quoi == "sans_adresse" else COURRIEL, "telephone": ""}
    refus = envoyer(bureau_de_maryse, f"/agents/regie/sommes/{due.id}/en-ligne", envoi)

    assert refus.status_code == 422
    assert dit in erreurs(refus)[0]
    assert session.scalars(select(Notification).where(Notification.gabarit == "paiement/lien")).all() == []
