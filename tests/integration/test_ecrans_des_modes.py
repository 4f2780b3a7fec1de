"""Les écrans : choisir à qui l’aide est versée, tenir les services, noter un décès, régler un trop-perçu."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text

from portail.demarche.declaration import ModeVersement
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.models import NatureReglement, Reglement
from portail.dossiers.prestations.queries import droits_lus
from portail.dossiers.versements import modes, prestataires
from portail.dossiers.versements.queries import prochain_compte, versements_de
from portail.identite.models import Agent, Role
from portail.socle.base import session
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.lignes import relu
from tests.integration.modes import AU_SERVICE, AUTRE_IBAN
from tests.integration.navigation import envoyer, erreurs, mots, navigateur
from tests.integration.prestations import IBAN, accordee, demandee, droits, euros, le_premier, servi
from tests.integration.propositions import SERVICE
from tests.unitaires.situations_apa import espaces_simples

SERVICES = "/agents/versements/services"


@pytest.fixture
def regis(gens) -> Agent:
    return fabriques.agent(Role.REGISSEUR, SERVICE, prenom="Régis", nom="Morvan")


@pytest.fixture
def dossier(gens) -> Dossier:
    """Accordé le 14 décembre 2026 à 400 €, payé au service ; nous sommes le 2 janvier 2027."""
    dossier = servi(gens, date(2026, 12, 14), **AU_SERVICE)
    le_premier(2027, 1, 2)
    return relu(dossier)


def chez_elle(dossier: Dossier, suite: str = "/droits") -> str:
    return f"/mon-espace/dossiers/{dossier.numero}{suite}"


def au_bureau(dossier: Dossier, suite: str = "/droits") -> str:
    return f"/agents/dossiers/{dossier.numero}{suite}"


def lue(client: ClientExigeant, adresse: str) -> str:
    page = client.get(adresse)
    assert page.status_code == 200, page.status_code
    return espaces_simples(mots(page))


# ---------- La personne ----------


def test_la_personne_designe_son_service_et_voit_a_qui_l_on_paie(application: Flask, dossier: Dossier, gens, aide):
    personne, _, _ = gens
    client = navigateur(application, personne)
    assert "service à désigner" in lue(client, chez_elle(dossier))
    assert "À partir de janvier" not in lue(client, chez_elle(dossier, "/versement"))

    envoi = envoyer(client, chez_elle(dossier, "/versement"), {"mode": "service", "prestataire": str(aide.id)})

    assert envoi.status_code == 303
    assert "Payé directement à Aide Atlantique." in lue(client, chez_elle(dossier))
    [choix] = modes.modes_choisis(dossier)
    assert (choix.prestataire_id, choix.usager_id, choix.depuis) == (aide.id, personne.id, date(2027, 2, 1))
    assert "Payé directement à Aide Atlantique" in lue(client, chez_elle(dossier, ""))


def test_choisir_le_compte_mene_a_donner_un_iban(application: Flask, dossier: Dossier, gens):
    personne, _, _ = gens
    client = navigateur(application, personne)
    envoi = envoyer(client, chez_elle(dossier, "/versement"), {"mode": "compte"})
    assert envoi.headers["Location"].endswith("/compte")
    compte = {"iban": IBAN, "titulaire_compte": "Jeanne Briand"}
    assert envoyer(client, chez_elle(dossier, "/compte"), compte).status_code == 303
    assert versements_de(dossier)[0].iban == IBAN


def test_payee_ailleurs_le_compte_se_donne_pour_la_suite(application: Flask, gens, aide):
    personne, claire, herve = gens
    dossier = demandee(personne, claire, **AU_SERVICE)
    accordee(dossier, herve)
    compte = {"iban": IBAN, "titulaire_compte": "Jeanne Briand"}
    client = navigateur(application, personne)
    assert envoyer(client, chez_elle(dossier, "/compte"), compte).status_code == 303
    suite = prochain_compte(dossier)
    assert suite is not None
    assert suite.iban == IBAN


def test_sans_reponse_rien_ne_change_et_un_autre_ne_voit_rien(application: Flask, dossier: Dossier, gens):
    personne, claire, _ = gens
    fautif = envoyer(navigateur(application, personne), chez_elle(dossier, "/versement"), {"mode": ""})
    assert fautif.status_code == 422
    assert erreurs(fautif)
    autre = navigateur(application, fabriques.usager(("Emma",), "Le Gall"))
    assert autre.get(chez_elle(dossier, "/versement")).status_code == 404
    sans_droit = demandee(personne, claire)
    assert navigateur(application, personne).get(chez_elle(sans_droit, "/versement")).status_code == 404
    assert modes.modes_choisis(dossier) == []


# ---------- L’agent ----------


def test_l_instructrice_note_le_choix_avec_l_accord_de_la_personne(application: Flask, dossier: Dossier, gens, aide):
    _, claire, _ = gens
    client = navigateur(application, claire)
    page = lue(client, au_bureau(dossier, "/droits/versement"))
    assert "Avec l’accord de la personne" in page
    assert "L232-15" in page
    assert envoyer(client, au_bureau(dossier, "/droits/versement"), {"mode": "cesu"}).status_code == 303
    [choix] = modes.modes_choisis(dossier)
    assert (choix.mode, choix.agent_id) == (ModeVersement.TITRES, claire.id)
    assert "à partir de février 2027" in lue(client, au_bureau(dossier))


def test_le_deces_se_note_et_se_lit(application: Flask, dossier: Dossier, gens):
    _, claire, _ = gens
    client = navigateur(application, claire)
    assert envoyer(client, au_bureau(dossier, "/droits/deces"), {"jour": "03/01/2027"}).status_code == 422
    assert envoyer(client, au_bureau(dossier, "/droits/deces"), {"jour": "31/12/2026"}).status_code == 303
    assert droits(dossier)[0][2] == date(2026, 12, 31)
    page = lue(client, au_bureau(dossier))
    assert "Le 31 décembre 2026. Plus rien n’est versé" in page
    assert "Dû à la succession" in page  # dix-huit jours de décembre : janvier n’était pas parti
    assert "232,26 €" in page
    assert droits_lus(dossier).deces


def test_qui_tient_les_comptes_regle_un_trop_percu(application: Flask, dossier: Dossier, gens):
    _, claire, herve = gens
    fabriques.mettre_l_horloge_au(date(2027, 1, 3))
    bureau = navigateur(application, claire)
    assert bureau.get(au_bureau(dossier, "/droits/reglement")).status_code == 403
    session.execute(text("UPDATE droit SET fin = '2026-12-31'"))
    client = navigateur(application, herve)
    fabriques.justifie(herve, dossier)
    assert "À recouvrer" in lue(client, au_bureau(dossier))
    regle = {"nature": "remboursement", "montant": "1000", "reference": "T-1"}
    assert envoyer(client, au_bureau(dossier, "/droits/reglement"), regle).status_code == 422
    regle["montant"] = "100"
    assert envoyer(client, au_bureau(dossier, "/droits/reglement"), regle).status_code == 303
    [reglement] = session.scalars(select(Reglement)).all()
    assert (reglement.nature, reglement.montant) == (NatureReglement.REMBOURSEMENT, euros("100.00"))


# ---------- Les services d’aide ----------


def test_le_regisseur_ajoute_puis_corrige_un_service(application: Flask, regis: Agent):
    client = navigateur(application, regis)
    assert "Aucun service d’aide" in lue(client, SERVICES)
    fiche = {"nom": "Aide Atlantique", "siret": "73282932000074", "iban": IBAN}
    assert envoyer(client, SERVICES, fiche).status_code == 303
    assert envoyer(client, SERVICES, fiche).status_code == 422  # le même SIRET
    [aide] = prestataires.prestataires_tenus(regis)
    page = lue(client, SERVICES)
    assert "Aide Atlantique" in page
    assert IBAN not in page
    correction = {"nom": "Aide Atlantique", "iban": AUTRE_IBAN, "ferme": "oui"}
    assert envoyer(client, f"{SERVICES}/{aide.id}", correction).status_code == 303
    assert "Ne se choisit plus" in lue(client, SERVICES)


def test_la_liste_a_mandater_dit_a_qui(application: Flask, dossier: Dossier, regis: Agent):
    assert "Service d’aide" in lue(navigateur(application, regis), "/agents/versements/")


def test_un_mandat_qui_tarde_se_voit_apres_le_dix(application: Flask, dossier: Dossier, regis: Agent):
    """R232-30 : le versement s’ordonne au plus tard le 10 du mois."""
    del dossier
    for jour, dit in ((date(2027, 1, 10), False), (date(2027, 1, 11), True)):
        fabriques.mettre_l_horloge_au(jour)
        assert ("Mandat en retard" in lue(navigateur(application, regis), "/agents/versements/")) is dit
