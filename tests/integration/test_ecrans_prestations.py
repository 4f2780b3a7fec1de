"""Les écrans des droits : la page de la personne, l’avance, les séjours et l’aide utilisée au bureau ; les refus."""

from datetime import date

import pytest
from flask import Flask

from portail.dossiers.models import Dossier
from portail.dossiers.prestations import sejours
from portail.dossiers.prestations.queries import droits_lus
from portail.dossiers.prestations.sejours import Sejour
from portail.identite.models import Role
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.lignes import journal_de
from tests.integration.navigation import NS, arbre, envoyer, erreurs, mots, navigateur, reenvoyer, titre
from tests.integration.prestations import demandee, droits, euros, le_premier, servi
from tests.integration.propositions import SERVICE
from tests.unitaires.situations_apa import espaces_simples

URGENCE = {"urgence": "sortie_hospitalisation"}


@pytest.fixture
def dossier(gens) -> Dossier:
    """Accordé le 14 décembre 2026 à 400 € par mois, nous sommes le 2 janvier 2027."""
    dossier = servi(gens, date(2026, 12, 14))
    le_premier(2027, 1, 2)
    return dossier


def au_bureau(dossier: Dossier, suite: str = "/droits") -> str:
    return f"/agents/dossiers/{dossier.numero}{suite}"


def chez_elle(dossier: Dossier, suite: str = "/droits") -> str:
    return f"/mon-espace/dossiers/{dossier.numero}{suite}"


def lue(client: ClientExigeant, adresse: str) -> str:
    page = client.get(adresse)
    assert page.status_code == 200
    return espaces_simples(mots(page))


# ---------- La personne ----------


def test_le_suivi_dit_le_montant_et_le_prochain_versement(application: Flask, dossier: Dossier, gens):
    personne, _, _ = gens
    page = lue(navigateur(application, personne), chez_elle(dossier, ""))
    assert "400 € par mois" in page
    assert "Prochain versement : 400 €, pour février 2027, au plus tard le 10 février 2027" in page


def test_mes_droits_disent_tout(application: Flask, dossier: Dossier, gens):
    personne, _, _ = gens
    page = lue(navigateur(application, personne), chez_elle(dossier))
    for mention in (
        "400 € par mois",
        "14 décembre 2026",
        "Votre participation",
        "au plus tard le 14 décembre 2029",
        "mars 2027",
        "10 avril 2027",
        "632,26 €",  # janvier, et les dix-huit jours de décembre
        "dont 232,26 € pour les mois passés",
        "En préparation",
    ):
        assert mention in page, mention
    assert "mandat" not in page, "un mot de comptable"


def test_les_tableaux_ont_un_titre_et_des_entetes(application: Flask, dossier: Dossier, gens):
    personne, claire, _ = gens
    for qui, adresse in ((personne, chez_elle(dossier)), (claire, au_bureau(dossier))):
        page = navigateur(application, qui).get(adresse)
        tableaux = list(arbre(page).iter(f"{NS}table"))
        assert tableaux
        for tableau in tableaux:
            assert tableau.find(f"{NS}caption") is not None
            assert all(entete.get("scope") for entete in tableau.iter(f"{NS}th"))


def test_la_personne_declare_une_entree_puis_une_sortie(application: Flask, dossier: Dossier, gens):
    personne, _, _ = gens
    client = navigateur(application, personne)
    fautive = envoyer(client, chez_elle(dossier), {"entree": "3 janvier 2027"})
    assert fautive.status_code == 422
    assert erreurs(fautive)

    assert envoyer(client, chez_elle(dossier), {"entree": "01/01/2027"}).status_code == 303
    assert "Depuis le 1er janvier 2027" in lue(client, chez_elle(dossier))
    fabriques.mettre_l_horloge_au(date(2027, 2, 5))
    assert "Versement suspendu" in lue(client, chez_elle(dossier))
    assert envoyer(client, chez_elle(dossier), {"sortie": "04/02/2027"}).status_code == 303

    [sejour] = droits_lus(dossier).sejours
    assert (sejour.jour_d_entree, sejour.jour_de_sortie) == (date(2027, 1, 1), date(2027, 2, 4))
    assert sejour.usager_id == personne.id


def test_un_autre_et_une_demande_sans_droits_ne_montrent_rien(application: Flask, dossier: Dossier, gens):
    personne, claire, _ = gens
    autre = navigateur(application, fabriques.usager(("Emma",), "Le Gall"))
    assert autre.get(chez_elle(dossier)).status_code == 404
    sans = demandee(personne, claire)
    assert navigateur(application, personne).get(chez_elle(sans)).status_code == 404
    assert navigateur(application, claire).get(au_bureau(sans)).status_code == 404


# ---------- L’agent ----------


def test_le_responsable_avance_d_un_clic_l_instructrice_le_voit(application: Flask, gens):
    personne, claire, herve = gens
    urgente = demandee(personne, claire, **URGENCE)
    fabriques.justifie(herve, urgente)
    vue = navigateur(application, claire).get(au_bureau(urgente, ""))
    assert "qui signe peut avancer l’aide" in mots(vue)
    assert "Avancer l’aide" not in mots(vue)

    envoi = envoyer(navigateur(application, herve), au_bureau(urgente, "/droits/avance"), depuis=au_bureau(urgente, ""))

    assert envoi.status_code == 303
    assert droits(urgente)[0][3] == euros("1040.17")
    assert "Avance en urgence" in lue(navigateur(application, claire), au_bureau(urgente, ""))


def test_l_instructrice_qui_force_l_adresse_de_l_avance_est_refusee(application: Flask, gens):
    personne, claire, _ = gens
    urgente = demandee(personne, claire, **URGENCE)
    envoi = envoyer(
        navigateur(application, claire), au_bureau(urgente, "/droits/avance"), depuis=au_bureau(urgente, "")
    )
    assert envoi.status_code == 403
    assert droits(urgente) == []


def test_l_instructrice_note_un_sejour_l_efface_et_note_l_aide_utilisee(application: Flask, dossier: Dossier, gens):
    _, claire, _ = gens
    client = navigateur(application, claire)
    assert envoyer(client, au_bureau(dossier, "/droits/sejour"), {"entree": "20/12/2026"}).status_code == 303
    [sejour] = droits_lus(dossier).sejours
    assert (sejour.agent_id, sejour.jour_de_sortie) == (claire.id, None)
    effacer = au_bureau(dossier, f"/droits/sejour/{sejour.id}/effacer")
    assert envoyer(client, effacer, depuis=au_bureau(dossier)).status_code == 303
    assert droits_lus(dossier).sejours == []

    utilisation = au_bureau(dossier, "/droits/utilisation")
    assert envoyer(client, utilisation, {"mois": "2026-12-01", "cout": "200"}).status_code == 303
    assert [(une.mois, une.cout) for une in droits_lus(dossier).utilisations] == [(date(2026, 12, 1), euros("200.00"))]
    assert "200 €" in lue(client, au_bureau(dossier))
    assert envoyer(client, utilisation, {"mois": "2027-01-01", "cout": "200"}).status_code == 422
    assert journal_de(dossier).count("noter_utilisation") == 1


@pytest.mark.parametrize("role", [Role.ACCUEIL, Role.EVALUATEUR, Role.SECRETAIRE])
def test_qui_ne_fait_que_lire_voit_sans_pouvoir_noter(application: Flask, dossier: Dossier, role: Role):
    agent = fabriques.agent(role, SERVICE, prenom="Autre")
    fabriques.justifie(agent, dossier)
    client = navigateur(application, agent)

    assert "Noter un séjour" not in lue(client, au_bureau(dossier))
    for suite in ("/droits/sejour", "/droits/utilisation"):
        assert client.get(au_bureau(dossier, suite)).status_code == 403


def test_un_agent_d_ailleurs_ne_voit_rien(application: Flask, dossier: Dossier):
    client = navigateur(application, fabriques.agent(prenom="Ailleurs"))
    for suite in ("/droits", "/droits/sejour", "/droits/utilisation"):
        assert client.get(au_bureau(dossier, suite)).status_code == 404


def test_deux_ecrans_ouverts_le_second_est_arrete(application: Flask, dossier: Dossier, gens):
    _, claire, _ = gens
    client = navigateur(application, claire)
    page = client.get(au_bureau(dossier, "/droits/sejour"))
    fabriques.mettre_l_horloge_au(date(2027, 1, 10))
    sejours.enregistrer(dossier.id, agent=claire, sejour=Sejour(entree=date(2027, 1, 5)), revision=None)
    envoi = reenvoyer(client, page, au_bureau(dossier, "/droits/sejour"), {"entree": "03/01/2027", "sortie": ""})

    assert (envoi.status_code, titre(envoi)) == (422, "Noter la sortie de l’hôpital")
    assert [un.jour_d_entree for un in droits_lus(dossier).sejours] == [date(2027, 1, 5)]
