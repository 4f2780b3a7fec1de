"""Agir par lot à l’écran, sans script : cocher, dire quoi, confirmer, suivre, lire."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portail.dossiers.etats import Etat
from portail.dossiers.models import Complement, Dossier, Message
from portail.identite.models import Agent, Habilitation, Role
from portail.instruction.lots import taches
from portail.instruction.lots.models import DossierDuLot, EtatLot, GesteDeLot, Lot
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.lignes import decisions, journal_de, relu
from tests.integration.lots import demandes, instruite, issues, lot_relu, prepare
from tests.integration.navigation import NS, arbre, envoyer, erreurs, jeton, mots, navigateur, reenvoyer, titre, valeurs
from tests.integration.test_requetes_sql import compter

CHOISIR = "/agents/lots/nouveau"


@pytest.fixture
def ecran(application: Flask, claire: Agent) -> ClientExigeant:
    return navigateur(application, claire)


def adresse(geste: str, *dossiers: Dossier, **autres: str) -> str:
    coches = "".join(f"&d={dossier.numero}" for dossier in dossiers)
    reste = "".join(f"&{nom}={valeur}" for nom, valeur in autres.items())
    return f"{CHOISIR}?geste={geste}&choix={'coches' if dossiers else 'vue'}{coches}{reste}"


def le_lot() -> Lot:
    return session.scalars(select(Lot).execution_options(populate_existing=True)).one()


def poster(client: ClientExigeant, page: str, geste: str):
    lue = client.get(page)
    return client.post(f"{page}/{geste}", data={"csrf_token": jeton(lue)})


# ---------- De la liste au résultat ----------


def test_de_la_liste_au_resultat_sans_script(ecran: ClientExigeant):
    dossiers = demandes(3)
    liste = ecran.get("/agents/dossiers/?vue=tous")
    [formulaire] = [f for f in arbre(liste).iter(f"{NS}form") if f.get("id") == "lot"]
    cases = [c for c in arbre(liste).iter(f"{NS}input") if c.get("form") == "lot"]
    assert formulaire.get("action") == CHOISIR
    assert {case.get("value") for case in cases} == {dossier.numero for dossier in dossiers}

    envoi = envoyer(ecran, adresse("ecrire", *dossiers[:2]), {"message": "Bonjour {nom}."})
    confirmation = ecran.get(envoi.location)
    assert "2 dossiers seront traités" in mots(confirmation).replace("\u00a0", " ")
    assert session.scalars(select(Message)).all() == []

    suite = poster(ecran, envoi.location, "lancer")
    assert suite.status_code == 303
    en_cours = ecran.get(suite.location)
    assert en_cours.headers["Refresh"].isdecimal()
    assert "0 dossiers sur 2" in mots(en_cours)
    assert list(arbre(en_cours).iter(f"{NS}progress"))

    taches.executer(lot_id=str(le_lot().id))
    fini = ecran.get(suite.location)
    assert "Refresh" not in fini.headers
    assert "Terminé" in mots(fini)
    assert {message.dossier_id for message in session.scalars(select(Message))} == {d.id for d in dossiers[:2]}
    assert "2 dossiers" in mots(ecran.get("/agents/lots/"))


def test_la_page_ne_se_relit_que_si_on_le_veut(ecran: ClientExigeant, claire: Agent):
    lot = prepare(demandes(1), claire, GesteDeLot.ECRIRE)
    page = f"/agents/lots/{lot.id}"
    poster(ecran, page, "lancer")

    assert "Refresh" not in ecran.get(page).headers
    assert "Relire cette page" in mots(ecran.get(page))
    assert "Ne plus la relire" in mots(ecran.get(f"{page}?suivre=oui"))


def test_qui_perd_un_service_n_y_lit_plus_ses_anciens_lots(ecran: ClientExigeant, claire: Agent):
    [dossier] = demandes(1)
    lot = prepare([dossier], claire, GesteDeLot.ECRIRE)
    assert dossier.numero in ecran.get(f"/agents/lots/{lot.id}").text
    with transaction():
        for habilitation in session.scalars(select(Habilitation).where(Habilitation.agent_id == claire.id)):
            habilitation.service_code = "autonomie"

    page = ecran.get(f"/agents/lots/{lot.id}")

    assert page.status_code == 200
    assert dossier.numero not in page.text
    assert dossier.nom not in page.text


def test_tous_ceux_de_la_vue_par_ses_filtres(ecran: ClientExigeant, claire: Agent):
    deposes = demandes(2)
    fabriques.ligne(Etat.DECIDE)

    envoi = envoyer(ecran, adresse("affecter", vue="tous", etat="depose"), {"a": str(claire.id)})

    assert {ligne.dossier_id for ligne in _lignes()} == {dossier.id for dossier in deposes}
    assert titre(ecran.get(envoi.location)).replace("\u00a0", " ") == "Affecter : 2 dossiers"


def _lignes():
    return session.scalars(select(DossierDuLot)).all()


def test_une_selection_vide_ramene_a_la_liste(ecran: ClientExigeant):
    page = ecran.get(f"{CHOISIR}?geste=ecrire&choix=coches&vue=tous")

    assert (page.status_code, page.location) == (303, "/agents/dossiers/?vue=tous")
    assert "Cochez au moins un dossier" in ecran.get(page.location).text


def test_plus_de_cinq_cents_dossiers_se_refusent_avec_le_maximum(ecran: ClientExigeant):
    fabriques.lignes({} for _ in range(501))

    page = ecran.get(adresse("ecrire", vue="tous"))

    assert page.status_code == 422
    assert "500 dossiers au plus" in mots(page)


@pytest.mark.parametrize("geste", ["", "signer", "ACCEPTER"])
def test_un_geste_inconnu_n_est_pas_une_page(ecran: ClientExigeant, geste: str):
    assert ecran.get(f"{CHOISIR}?geste={geste}&d=AAAA").status_code == 404


def test_ce_que_l_agent_ne_peut_pas_lire_n_entre_pas_dans_le_lot(ecran: ClientExigeant):
    [lisible] = demandes(1)
    ailleurs, brouillon = fabriques.ligne(service_code="autonomie"), fabriques.ligne(Etat.BROUILLON)

    envoyer(ecran, adresse("ecrire", lisible, ailleurs, brouillon), {"message": "Bonjour."})

    assert [ligne.dossier_id for ligne in _lignes()] == [lisible.id]


# ---------- Les consignes ----------


def test_une_variable_inconnue_est_refusee_avec_la_liste(ecran: ClientExigeant):
    [dossier] = demandes(1)

    page = envoyer(ecran, adresse("ecrire", dossier), {"message": "Bonjour {prenom}."})

    assert page.status_code == 422
    assert "{prenom}" in erreurs(page)[0]
    assert session.scalars(select(Lot)).all() == []


def test_un_complement_par_lot_a_l_ecran(ecran: ClientExigeant):
    [dossier] = demandes(1)

    vide = envoyer(ecran, adresse("demander_complement", dossier), {"message": "Bonjour"})
    envoi = envoyer(
        ecran,
        adresse("demander_complement", dossier),
        {"pieces": "rib", "message": "Un relevé lisible.", "date_limite": _dans_un_mois()},
    )
    poster(ecran, envoi.location, "lancer")
    taches.executer(lot_id=str(le_lot().id))

    assert vide.status_code == 422
    assert [c.dossier_id for c in session.scalars(select(Complement))] == [dossier.id]


def _dans_un_mois() -> str:
    return (horloge.aujourd_hui() + timedelta(days=30)).isoformat()


def test_accepter_montre_le_montant_de_chacun_avant_de_confirmer(application: Flask, claire: Agent):
    herve = fabriques.responsable()
    dossiers = [instruite(herve, "Yanis"), instruite(herve, "Lina", categorie="AM")]
    ecran = navigateur(application, herve)

    envoi = envoyer(ecran, adresse("accepter", *dossiers))
    confirmation = mots(ecran.get(envoi.location)).replace("\u00a0", " ")

    assert "500 €" in confirmation
    assert "100 €" in confirmation
    assert [decisions(dossier) for dossier in dossiers] == [[], []]
    assert all("lire" in journal_de(dossier) for dossier in dossiers)


def test_refuser_exige_un_motif(application: Flask, claire: Agent):
    [dossier] = demandes(1)
    ecran = navigateur(application, claire)

    page = envoyer(ecran, adresse("refuser", dossier))

    assert page.status_code == 422
    assert "motif" in erreurs(page)[0]


def test_la_session_finie_le_message_revient_avec_sa_selection(ecran: ClientExigeant, claire: Agent):
    [dossier] = demandes(1)
    page = ecran.get(adresse("ecrire", dossier))
    ecran.delete_cookie("session")

    envoi = reenvoyer(ecran, page, adresse("ecrire", dossier), {"message": "Un long message."})
    entrer(ecran, claire)
    revenue = ecran.get(envoi.location)

    assert f"d={dossier.numero}" in envoi.location
    assert valeurs(revenue)["message"] == "Un long message."
    assert "1 dossier" in titre(revenue).replace("\u00a0", " ")


# ---------- Hors de sa file, à quelqu’un d’autre ----------


def test_agir_hors_de_sa_file_demande_une_raison_que_la_personne_verra(ecran: ClientExigeant):
    lea = fabriques.agent(prenom="Léa")
    dossier = fabriques.en_instruction(fabriques.usager(), lea)

    sans_raison = envoyer(ecran, adresse("ecrire", dossier), {"message": "Bonjour."})
    envoi = envoyer(ecran, adresse("ecrire", dossier), {"message": "Bonjour.", "raison": "remplacement"})

    assert sans_raison.status_code == 422
    assert envoi.status_code == 303
    assert journal_de(dossier)[-1] == "justifier_lecture"


def test_le_lot_d_un_autre_n_existe_pas(application: Flask, claire: Agent):
    lot = prepare(demandes(1), claire, GesteDeLot.ECRIRE)
    lea = navigateur(application, fabriques.agent(prenom="Léa"))
    page = f"/agents/lots/{lot.id}"
    csrf = jeton(lea.get("/accessibilite/signaler"))

    refus = [lea.get(page).status_code] + [
        lea.post(f"{page}/{geste}", data={"csrf_token": csrf}).status_code
        for geste in ("lancer", "arreter", "abandonner")
    ]

    assert refus == [404] * 4
    assert lot_relu(lot).etat is EtatLot.PREPARE


def test_l_accueil_ne_fait_rien_par_lot(application: Flask, claire: Agent):
    [dossier] = demandes(1)
    del claire
    accueil = navigateur(application, fabriques.agent(Role.ACCUEIL, prenom="Anne"))

    envoi = envoyer(accueil, adresse("ecrire", dossier), {"message": "Bonjour.", "raison": "contact"})
    confirmation = mots(accueil.get(envoi.location)).replace("\u00a0", " ")

    assert "Aucun dossier ne sera traité" in confirmation
    assert "Vous n’instruisez pas ce dossier" in confirmation
    assert re.search(r"Confirmer pour", confirmation) is None


def test_renoncer_et_arreter(ecran: ClientExigeant, claire: Agent):
    dossiers = demandes(2)
    prepare_seul = prepare(dossiers, claire, GesteDeLot.ECRIRE)
    poster(ecran, f"/agents/lots/{prepare_seul.id}", "abandonner")
    assert session.scalars(select(Lot)).all() == []

    lot = prepare(dossiers, claire, GesteDeLot.ECRIRE)
    poster(ecran, f"/agents/lots/{lot.id}", "lancer")
    poster(ecran, f"/agents/lots/{lot.id}", "arreter")
    taches.executer(lot_id=str(lot.id))

    assert [issue for issue, _ in issues(lot)] == ["ecarte", "ecarte"]
    assert relu(dossiers[0]).etat is Etat.DEPOSE


def test_les_pages_d_un_lot_coutent_autant_pour_soixante_dossiers_que_pour_un(ecran: ClientExigeant, claire: Agent):
    petit = prepare(fabriques.lignes({} for _ in range(1)), claire, GesteDeLot.ECRIRE)
    grand = prepare(fabriques.lignes({} for _ in range(60)), claire, GesteDeLot.ECRIRE)
    pages = ("/agents/lots/", CHOISIR + "?geste=ecrire&choix=vue&vue=tous")

    un, soixante = (len(compter(lambda lot=lot: ecran.get(f"/agents/lots/{lot.id}"))) for lot in (petit, grand))

    assert un == soixante <= 12
    assert all(len(compter(lambda page=page: ecran.get(page))) <= 12 for page in pages)
