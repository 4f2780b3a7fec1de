"""« Mon compte » : ce qui se lit, ce qui se change, ce qui se confirme, et d’où l’on est connecté."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.dossiers.actions import brouillon
from portail.guichets.session import TEMOIN
from portail.identite.actions import connecter_par_courriel
from portail.identite.codes import preparer_code
from portail.identite.models import COURRIEL, Role, SessionOuverte, Usager
from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.socle import debits
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.lignes import relu
from tests.integration.navigation import envoyer, erreurs, mots, navigateur, reenvoyer, valeurs
from tests.unitaires.situations_permis import PERMIS

COMPTE = "/mon-espace/compte"
CONFIRMER = f"{COMPTE}/courriel"
ANCIENNE, NOUVELLE = "yanis.belkacem@courriel.example", "yanis@messagerie.example"

pytestmark = pytest.mark.usefixtures("yanis_entre")


def enregistrer(client: ClientExigeant, **changements: str):
    page = client.get(COMPTE)
    return reenvoyer(client, page, COMPTE, valeurs(page) | changements)


def lu(base: Session, usager: Usager) -> Usager:
    return base.get_one(Usager, usager.id, populate_existing=True)


def changements(base: Session, usager: Usager) -> list[tuple[str, object]]:
    entrees = base.scalars(
        select(Entree)
        .where(Entree.objet_type == "usager", Entree.objet_id == str(usager.id), Entree.action != "connexion")
        .order_by(Entree.rang)
    )
    return [(entree.action, entree.details) for entree in entrees]


def code_envoye(base: Session, adresse: str) -> str:
    envois = base.scalars(
        select(Notification).where(Notification.gabarit == "compte/code").order_by(Notification.prevu_le)
    )
    return [str(envoi.contexte["code"]) for envoi in envois if envoi.adresse == adresse][-1]


# ---------- Lire ----------


def test_le_compte_montre_l_identite_certifiee_sans_la_laisser_changer(client: ClientExigeant, yanis: Usager):
    page = client.get(COMPTE)

    assert "BELKACEM" in mots(page)
    assert "22 novembre 2001" in mots(page)
    assert "Donnée transmise par FranceConnect." in mots(page)
    assert set(valeurs(page)) - {"csrf_token", "revision"} == {"courriel", "telephone", "nom_usage", "langue"}
    assert COMPTE in client.get("/mon-espace/").text
    assert COMPTE not in client.application.test_client().get("/").text


def test_une_identite_declaree_se_dit_non_verifiee(client: ClientExigeant, base: Session):
    identite = {"nom_naissance": "Pasquier", "prenoms": ["Robin"], "date_naissance": "2007-03-04"}
    robin = connecter_par_courriel(
        sujet="s", courriel="robin@messagerie.example", identite=identite, emetteur=COURRIEL, langue="fr"
    )
    entrer(client, robin)

    page = mots(client.get(COMPTE))

    assert "Elle n’est pas vérifiée." in page
    assert "Par un code reçu par courriel" in page
    assert "FranceConnect." not in page


# ---------- Changer ----------


def test_telephone_langue_et_nom_d_usage_se_changent_et_le_journal_n_en_garde_que_les_noms(
    client: ClientExigeant, base: Session, yanis: Usager
):
    reponse = enregistrer(client, telephone="06 39 98 00 02", langue="en", nom_usage="Martin-Belkacem")

    apres = lu(base, yanis)
    assert reponse.location == COMPTE
    assert (apres.telephone, apres.langue, apres.nom_usage) == ("+33639980002", "en", "Martin-Belkacem")
    assert apres.identite["nom_naissance"] == "BELKACEM"
    assert changements(base, yanis) == [("changer_compte", {"champs": ["telephone", "langue", "nom_usage"]})]
    assert "Votre compte est à jour." in mots(client.get(COMPTE))


def test_rien_de_change_n_ecrit_rien(client: ClientExigeant, base: Session, yanis: Usager):
    assert enregistrer(client).location == COMPTE

    assert changements(base, yanis) == []
    assert "Rien n’a changé." in mots(client.get(COMPTE))


def test_ce_qui_ne_se_lit_pas_se_dit_et_reste_ecrit(client: ClientExigeant, base: Session, yanis: Usager):
    refus = enregistrer(client, telephone="06 39", courriel="yanis@", nom_usage="Martin")

    assert refus.status_code == 422
    assert len(erreurs(refus)) == 2
    assert {nom: valeurs(refus)[nom] for nom in ("telephone", "courriel", "nom_usage")} == {
        "telephone": "06 39",
        "courriel": "yanis@",
        "nom_usage": "Martin",
    }
    assert lu(base, yanis).nom_usage == ""


def test_le_nom_d_usage_survit_a_une_nouvelle_connexion_et_remplit_la_demande_suivante(
    client: ClientExigeant, base: Session
):
    fabriques.departement()
    identite = {"nom_naissance": "Pasquier", "prenoms": ["Robin"], "date_naissance": "2007-03-04"}
    entree = {"sujet": "s", "courriel": "robin@messagerie.example", "emetteur": COURRIEL, "langue": "fr"}
    robin = connecter_par_courriel(identite=identite, **entree)
    entrer(client, robin)
    enregistrer(client, nom_usage="Durand")

    connecter_par_courriel(identite=identite, **entree)
    pour_lui = brouillon.commencer(PERMIS, usager=lu(base, robin), qualite="lui_meme", langue="fr")
    pour_autrui = brouillon.commencer(PERMIS, usager=lu(base, robin), qualite="parent", langue="fr")

    assert pour_lui.reponses["nom_usage"] == "Durand"
    assert "nom_usage" not in pour_autrui.reponses


def test_une_saisie_perdue_se_retrouve(client: ClientExigeant, yanis: Usager):
    page = client.get(COMPTE)
    client.delete_cookie(TEMOIN)

    reenvoyer(client, page, COMPTE, valeurs(page) | {"nom_usage": "Martin"})
    entrer(client, yanis)

    assert valeurs(client.get(COMPTE))["nom_usage"] == "Martin"


# ---------- L’adresse électronique ----------


def test_une_adresse_nouvelle_ne_sert_qu_une_fois_son_code_recopie(
    client: ClientExigeant, base: Session, yanis: Usager
):
    assert enregistrer(client, courriel="Yanis@Messagerie.example").location == CONFIRMER
    assert lu(base, yanis).courriel == ANCIENNE
    assert "Confirmez votre nouvelle adresse électronique" in mots(client.get(COMPTE))
    code = code_envoye(base, NOUVELLE)

    faux = envoyer(client, CONFIRMER, {"code": f"{(int(code) + 1) % 1_000_000:06d}"})
    bon = envoyer(client, CONFIRMER, {"code": f"{code[:3]} {code[3:]}"})

    assert (faux.status_code, bon.location) == (422, COMPTE)
    assert lu(base, yanis).courriel == NOUVELLE
    assert changements(base, yanis) == [("changer_compte", {"champs": ["courriel"]})]
    prevenue = base.scalars(select(Notification).where(Notification.gabarit == "compte/courriel_change")).one()
    assert prevenue.adresse == ANCIENNE
    assert NOUVELLE not in str(prevenue.contexte)
    assert "Votre nouvelle adresse électronique est confirmée." in mots(client.get(COMPTE))
    assert client.get(CONFIRMER).location == COMPTE


def test_cinq_codes_faux_eteignent_la_demande_et_un_nouveau_code_remplace_l_ancien(
    client: ClientExigeant, base: Session, yanis: Usager
):
    enregistrer(client, courriel=NOUVELLE)
    page = client.get(CONFIRMER)
    premier = code_envoye(base, NOUVELLE)
    assert reenvoyer(client, page, f"{CONFIRMER}/renvoyer").location == CONFIRMER
    second = code_envoye(base, NOUVELLE)
    if premier != second:
        assert envoyer(client, CONFIRMER, {"code": premier}).status_code == 422
    page = client.get(CONFIRMER)

    codes = [reenvoyer(client, page, CONFIRMER, {"code": "12"}).status_code for _ in range(5)]
    apres = reenvoyer(client, page, CONFIRMER, {"code": second})

    assert codes[0] == 422
    assert (apres.status_code, apres.location) == (303, COMPTE)
    assert lu(base, yanis).courriel == ANCIENNE


def test_le_code_d_une_autre_personne_ni_un_code_de_connexion_ne_confirment(
    client: ClientExigeant, application: Flask, base: Session, yanis: Usager
):
    enregistrer(client, courriel=NOUVELLE)
    emma = fabriques.usager(("Emma",), "Le Gall")
    chez_emma = navigateur(application, emma)
    enregistrer(chez_emma, courriel="emma@messagerie.example")
    preparer_code(NOUVELLE, {"nom_naissance": "X", "prenoms": ["Y"], "date_naissance": "2000-01-01"}, langue="fr")
    de_connexion = base.scalars(select(Notification).where(Notification.gabarit == "connexion/code")).one()
    siens = {code_envoye(base, "emma@messagerie.example"), de_connexion.contexte["code"]}

    for code in siens - {code_envoye(base, NOUVELLE)}:
        assert envoyer(client, CONFIRMER, {"code": code}).status_code == 422

    assert lu(base, yanis).courriel == ANCIENNE


def test_on_ne_fait_pas_envoyer_des_codes_sans_fin(client: ClientExigeant, yanis: Usager):
    debits.configurer(actif=True)
    try:
        codes = [enregistrer(client, courriel=f"y{rang}@messagerie.example").status_code for rang in range(6)]
    finally:
        debits.configurer(actif=False)

    assert codes == [303] * 5 + [429]


def test_retirer_son_adresse(client: ClientExigeant, base: Session, yanis: Usager):
    assert enregistrer(client, courriel="").location == COMPTE

    assert lu(base, yanis).courriel is None
    assert changements(base, yanis) == [("changer_compte", {"champs": ["courriel"]})]


# ---------- Les demandes en cours ----------


def test_les_demandes_en_cours_suivent_et_les_finies_restent(client: ClientExigeant, base: Session, yanis: Usager):
    en_cours = fabriques.depose(yanis, courriel=ANCIENNE)
    a_part = fabriques.depose(yanis, courriel="ecole@messagerie.example")
    finie = fabriques.decide(yanis, fabriques.agent(Role.RESPONSABLE), courriel=ANCIENNE)

    enregistrer(client, courriel=NOUVELLE, langue="en")
    envoyer(client, CONFIRMER, {"code": code_envoye(base, NOUVELLE)})

    ecrit_a = [(relu(d).intervenants[0].courriel, relu(d).langue) for d in (en_cours, a_part, finie)]
    assert ecrit_a == [(NOUVELLE, "en"), ("ecole@messagerie.example", "en"), (ANCIENNE, "fr")]


# ---------- Les sessions ----------


def test_fermer_les_autres_sessions_garde_la_sienne(
    client: ClientExigeant, application: Flask, base: Session, yanis: Usager
):
    ailleurs = navigateur(application, yanis)
    emma = navigateur(application, fabriques.usager(("Emma",), "Le Gall"))
    page = client.get(COMPTE)
    assert mots(page).count("Un autre appareil ou navigateur") == 1

    reponse = reenvoyer(client, page, f"{COMPTE}/sessions")

    assert reponse.location == COMPTE
    assert ailleurs.get("/mon-espace/").status_code == 303
    assert emma.get("/mon-espace/").status_code == 200
    apres = mots(client.get(COMPTE))
    assert "1 autre session est fermée." in apres
    assert "Un autre appareil" not in apres
    assert changements(base, yanis) == [("fermer_sessions", {"nombre": 1})]
    assert len(base.scalars(select(SessionOuverte).where(SessionOuverte.usager_id == yanis.id)).all()) == 1


def test_les_dernieres_connexions_sont_les_siennes(client: ClientExigeant, yanis: Usager):
    fabriques.usager(("Emma",), "Le Gall")

    page = mots(client.get(COMPTE))

    assert len(re.findall("Avec FranceConnect", page)) == 1
