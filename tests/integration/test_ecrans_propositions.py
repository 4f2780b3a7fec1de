"""Les écrans de la proposition : l’éditeur et son recalcul, la page de la personne et de son proche, les refus."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portail.dossiers.models import Dossier
from portail.dossiers.propositions.models import EtatProposition
from portail.dossiers.propositions.queries import propositions_de
from portail.dossiers.propositions.refus import constater_le_defaut_de_reponse
from portail.dossiers.propositions.reponses import Sens
from portail.identite.models import Agent, Role, Usager
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.lignes import documents, journal_de, relu
from tests.integration.navigation import NS, arbre, envoyer, erreurs, mots, navigateur, reenvoyer
from tests.integration.propositions import (
    COMPLET,
    ENVOI,
    SERVICE,
    definitive,
    envoyee,
    evalue,
    ligne,
    lue,
    preparer,
    repondue,
)
from tests.unitaires.situations_apa import espaces_simples

EDITEUR = {"lignes-0-nature": "prestataire", "lignes-0-quantite": "40", "lignes-0-prix": "25"}


@pytest.fixture
def claire(personne: Usager) -> Agent:
    return fabriques.agent(service=SERVICE)


@pytest.fixture
def dossier(personne: Usager, claire: Agent) -> Dossier:
    return evalue(personne, claire)


@pytest.fixture
def bureau(application: Flask, claire: Agent) -> ClientExigeant:
    return navigateur(application, claire)


def au_bureau(dossier: Dossier, suite: str = "") -> str:
    return f"/agents/dossiers/{dossier.numero}{suite}"


def chez_elle(dossier: Dossier, suite: str = "/proposition") -> str:
    return f"/mon-espace/dossiers/{dossier.numero}{suite}"


# ---------- L’éditeur ----------


def test_recalculer_montre_plafond_participation_aide_et_reste_sans_rien_enregistrer(
    bureau: ClientExigeant, dossier: Dossier
):
    page = envoyer(bureau, au_bureau(dossier, "/proposition"), EDITEUR | {"recalculer": "1"})

    lue = espaces_simples(mots(page))
    assert page.status_code == 200
    for mention in ("40 heures × 25 € = 1 000 €", "811,52 €", "121,60 €", "689,92 €", "188,48 €", "dépassé"):
        assert mention in lue, mention
    [resultat] = [e for e in arbre(page).iter() if e.get("id") == "resultat"]
    assert resultat.get("aria-live") == "polite"
    assert propositions_de(dossier) == []


def test_enregistrer_puis_envoyer_par_les_ecrans(bureau: ClientExigeant, dossier: Dossier):
    enregistree = envoyer(bureau, au_bureau(dossier, "/proposition"), EDITEUR)
    assert enregistree.status_code == 303
    [preparee] = propositions_de(dossier)
    assert preparee.etat is EtatProposition.PREPAREE

    partie = envoyer(bureau, au_bureau(dossier, "/proposition/envoyer"), depuis=au_bureau(dossier))

    assert partie.status_code == 303
    assert propositions_de(dossier)[0].etat is EtatProposition.ENVOYEE
    page = espaces_simples(mots(bureau.get(au_bureau(dossier))))
    assert "En attente de réponse" in page
    assert "Réception pas encore connue" in page


def test_l_erreur_est_dite_sur_la_ligne_et_la_saisie_reste(bureau: ClientExigeant, dossier: Dossier):
    fautive = EDITEUR | {"lignes-1-nature": "emploi_direct", "lignes-1-quantite": "10", "lignes-1-prix": "15"}

    sans_lien = envoyer(bureau, au_bureau(dossier, "/proposition"), fautive)
    conjoint = envoyer(bureau, au_bureau(dossier, "/proposition"), fautive | {"lignes-1-lien": "conjoint"})

    assert (sans_lien.status_code, conjoint.status_code) == (422, 422)
    assert "dites le lien" in " ".join(erreurs(sans_lien))
    assert "employer son conjoint" in " ".join(erreurs(conjoint))
    [quantite] = [e for e in arbre(conjoint).iter(f"{NS}input") if e.get("name") == "lignes-1-quantite"]
    assert quantite.get("value") == "10"
    assert propositions_de(dossier) == []


def test_ajouter_une_ligne_se_fait_sans_script_et_sans_reproche(bureau: ClientExigeant, dossier: Dossier):
    page = envoyer(bureau, au_bureau(dossier, "/proposition"), EDITEUR | {"ajouter": "lignes"})

    assert (page.status_code, erreurs(page)) == (200, [])
    assert any(e.get("name") == "lignes-1-nature" for e in arbre(page).iter(f"{NS}select"))


def test_l_ecran_perime_d_un_autre_agent_est_refuse_et_sa_saisie_revient(bureau: ClientExigeant, dossier: Dossier):
    ouverte = bureau.get(au_bureau(dossier, "/proposition"))
    preparer(dossier, fabriques.agent(service=SERVICE, prenom="Autre"), ligne(quantite="5.00"))

    refusee = reenvoyer(bureau, ouverte, au_bureau(dossier, "/proposition"), EDITEUR)

    assert refusee.status_code in {303, 409}
    assert propositions_de(dossier)[0].chiffrees[0].quantite == 5


@pytest.mark.parametrize("role", [Role.ACCUEIL, Role.RESPONSABLE, Role.SECRETAIRE])
def test_qui_ne_redige_pas_ne_voit_pas_l_editeur(application: Flask, dossier: Dossier, role: Role):
    agent = fabriques.agent(role, SERVICE, prenom="Autre")
    fabriques.justifie(agent, dossier)
    client = navigateur(application, agent)

    assert client.get(au_bureau(dossier, "/proposition")).status_code == 403
    assert "Rédiger une proposition" not in mots(client.get(au_bureau(dossier)))


# ---------- La personne et son proche ----------


def test_la_page_de_suivi_mene_a_la_proposition_et_la_lire_la_date(
    application: Flask, dossier: Dossier, personne: Usager, claire: Agent
):
    fabriques.mettre_l_horloge_au(ENVOI)
    envoyee(dossier, claire)
    client = navigateur(application, personne)
    suivi = client.get(chez_elle(dossier, ""))
    assert chez_elle(dossier) in suivi.text
    assert propositions_de(dossier)[0].date_reception is None

    page = espaces_simples(mots(client.get(chez_elle(dossier))))

    for mention in ("1 000 €", "811,52 €", "121,60 €", "689,92 €", "188,48 €", "24 décembre 2026"):
        assert mention in page, mention
    assert propositions_de(dossier)[0].date_reception == ENVOI


def test_mon_espace_dit_d_abord_qu_une_proposition_attend_une_reponse(
    application: Flask, dossier: Dossier, personne: Usager, claire: Agent
):
    chez = navigateur(application, personne)
    lien = chez_elle(dossier)
    assert lien not in chez.get("/mon-espace/").text

    proposition = envoyee(dossier, claire, ligne())
    espace = chez.get("/mon-espace/")
    [a_faire] = [e for e in arbre(espace).iter() if e.get("aria-labelledby") == "t-a-faire"]
    assert [e.get("href") for e in a_faire.iter() if e.get("href") == lien] == [lien]
    suivi = mots(chez.get(chez_elle(dossier, "")))
    assert "votre réponse à notre proposition" in suivi
    assert "réputée acceptée" not in suivi, "tant qu’on attend la personne, on ne lui annonce pas notre silence"

    fabriques.mettre_l_horloge_au(ENVOI)
    repondue(dossier, personne, lue(dossier, personne, proposition), Sens.ACCEPTER)
    assert lien not in chez.get("/mon-espace/").text


def test_une_definitive_echue_n_est_plus_a_faire(application: Flask, dossier: Dossier, personne: Usager, claire: Agent):
    definitive(dossier, claire, personne, ENVOI)
    chez = navigateur(application, personne)
    assert chez_elle(dossier) in chez.get("/mon-espace/").text
    fabriques.mettre_l_horloge_au(ENVOI + timedelta(days=11))
    assert chez_elle(dossier) not in chez.get("/mon-espace/").text


def test_ouvrir_la_lettre_vaut_aussi_reception(application: Flask, dossier: Dossier, personne: Usager, claire: Agent):
    envoyee(dossier, claire)
    [lettre] = documents(dossier, "proposition")

    page = navigateur(application, personne).get(chez_elle(dossier, f"/documents/{lettre.id}"))

    assert page.status_code == 200
    assert "40 heures × 25 € = 1 000 €" in espaces_simples(mots(page))
    assert propositions_de(dossier)[0].date_reception == COMPLET


def test_demander_une_modification_exige_de_dire_laquelle(
    application: Flask, dossier: Dossier, personne: Usager, claire: Agent
):
    envoyee(dossier, claire)
    client = navigateur(application, personne)

    muette = envoyer(client, chez_elle(dossier), {"sens": "observer"})
    dite = envoyer(client, chez_elle(dossier), {"sens": "observer", "observations": "Moins d’heures, svp."})

    assert (muette.status_code, dite.status_code) == (422, 303)
    [proposition] = propositions_de(dossier)
    assert (proposition.etat, proposition.observations) == (EtatProposition.OBSERVEE, "Moins d’heures, svp.")
    assert proposition.usager_id == personne.id


def test_la_definitive_s_accepte_ou_se_refuse_et_passe_le_terme_ne_se_repond_plus(
    application: Flask, dossier: Dossier, personne: Usager, claire: Agent
):
    definitive(dossier, claire, personne, date(2027, 1, 5))
    client = navigateur(application, personne)
    page = client.get(chez_elle(dossier))
    assert "avant la fin du 15 janvier 2027" in espaces_simples(mots(page))
    assert {e.get("value") for e in arbre(page).iter(f"{NS}input") if e.get("name") == "sens"} == {
        "accepter",
        "refuser",
    }

    fabriques.mettre_l_horloge_au(date(2027, 1, 16))
    assert "Votre réponse" not in mots(client.get(chez_elle(dossier)))
    assert constater_le_defaut_de_reponse(dossier.id)
    suivi = espaces_simples(mots(client.get(chez_elle(dossier, ""))))
    assert "Sans réponse" in suivi
    assert "Contester" in suivi


def test_le_proche_qui_a_depose_lit_et_accepte(application: Flask, base: Session):
    del base
    fabriques.departement()
    fabriques.mettre_l_horloge_au(COMPLET)
    fille = fabriques.usager(("Anne",), "Briand", naissance=date(1970, 3, 2))
    claire = fabriques.agent(service=SERVICE)
    dossier = evalue(
        fille,
        claire,
        qualite_deposant="enfant",
        identite_certifiee=False,
        deposant_nom="Briand",
        deposant_prenoms="Anne",
        deposant_courriel="anne.briand@courriel.example",
        deposant_telephone="+33639980001",
    )
    envoyee(dossier, claire)

    accepte = envoyer(navigateur(application, fille), chez_elle(dossier), {"sens": "accepter"})

    assert accepte.status_code == 303
    assert propositions_de(dossier)[0].usager_id == fille.id
    assert "accepter_proposition" in journal_de(dossier)


def test_un_autre_usager_ne_sait_rien_de_la_proposition(application: Flask, dossier: Dossier, claire: Agent):
    envoyee(dossier, claire)
    autre = navigateur(application, fabriques.usager(("Emma",), "Le Gall"))

    assert autre.get(chez_elle(dossier)).status_code == 404
    assert propositions_de(dossier)[0].date_reception is None


def test_avant_l_envoi_la_personne_ne_voit_rien(application: Flask, dossier: Dossier, personne: Usager, claire: Agent):
    preparer(dossier, claire)
    client = navigateur(application, personne)

    assert client.get(chez_elle(dossier)).status_code == 404
    assert "proposition" not in mots(client.get(chez_elle(dossier, ""))).lower()


# ---------- Le courrier ----------


def test_reception_et_reponse_postees_se_notent_au_bureau(bureau: ClientExigeant, dossier: Dossier, claire: Agent):
    fabriques.mettre_l_horloge_au(ENVOI)
    envoyee(dossier, claire)
    fabriques.mettre_l_horloge_au(ENVOI + timedelta(days=6))

    trop_tot = envoyer(bureau, au_bureau(dossier, "/proposition/reception"), {"jour": "2026-12-01"})
    recue = envoyer(bureau, au_bureau(dossier, "/proposition/reception"), {"jour": "2026-12-16"})
    vide = envoyer(bureau, au_bureau(dossier, "/proposition/reponse"), {"sens": "accepter"})
    repondue = envoyer(bureau, au_bureau(dossier, "/proposition/reponse"), {"sens": "accepter", "envoi": "2026-12-18"})

    assert [p.status_code for p in (trop_tot, recue, vide, repondue)] == [422, 303, 422, 303]
    assert "jour possible" in " ".join(erreurs(trop_tot))
    [proposition] = propositions_de(dossier)
    assert (proposition.date_reception, proposition.date_reponse) == (date(2026, 12, 16), date(2026, 12, 18))
    assert proposition.etat is EtatProposition.ACCEPTEE
    assert relu(dossier).reponses_agent["plan_aide"] == "1000.00"
