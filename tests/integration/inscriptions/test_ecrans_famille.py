"""« Ma famille » : ses enfants à elle, l’autre responsable sans son adresse, qui vient chercher l’enfant."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from portail.identite.famille import actions, queries
from portail.identite.famille.actions import FicheRattachement
from portail.identite.famille.models import COMMUNE_DU_DEHORS, Enfant, Residence
from portail.notifications.models import Notification
from portail.socle.base import session
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import SAUTRON, VALLET, Foyer
from tests.integration.navigation import envoyer, erreurs, mots, navigateur, reenvoyer, titre, valeurs

FAMILLE = "/mon-espace/famille/"
AJOUTER = f"{FAMILLE}ajouter"
REJOINDRE = f"{FAMILLE}rejoindre"
NAISSANCE = date(2018, 3, 2)
LA_NAISSANCE = {"date_naissance-jour": "2", "date_naissance-mois": "mars", "date_naissance-annee": "2018"}
A_VALLET = {"adresse-voie": "12 rue des Halles", "adresse-code_postal": "44330", "adresse-commune": "Vallet"}
A_SAUTRON = {"adresse-voie": "3 chemin Secret", "adresse-code_postal": "44880", "adresse-commune": "Sautron"}
LOU = {"prenom": "Lou", "nom": "Guillet", **LA_NAISSANCE, "qualite": "parent", "residence": "principale", **A_VALLET}
CHEZ_TOM = {"qualite": "parent", "residence": "alternee", **A_SAUTRON}


@pytest.fixture
def claire(departement: None) -> Foyer:
    return Foyer(fabriques.usager(["Claire"], "Guillet"), [])


@pytest.fixture
def guillet(claire: Foyer) -> Foyer:
    """Claire Guillet et Lou, qui vit avec elle à Vallet."""
    adresse = {"voie": "12 rue des Halles", "complement": "", "code_postal": "44330", "commune": "Vallet"}
    enfant = actions.ajouter_enfant(
        actions.FicheEnfant(nom="Guillet", prenom="Lou", date_naissance=NAISSANCE),
        FicheRattachement(code_insee=VALLET, adresse={**adresse, "commune_insee": VALLET}),
        **claire.qui,
    )
    return Foyer(claire.usager, [enfant])


@pytest.fixture
def chez_elle(application: Flask, claire: Foyer) -> ClientExigeant:
    return navigateur(application, claire.usager)


@pytest.fixture
def tom(guillet: Foyer) -> Foyer:
    """Tom Morel, le père de Lou, qui ne l’a pas encore rejointe."""
    return Foyer(fabriques.usager(["Tom"], "Morel"), guillet.enfants)


@pytest.fixture
def chez_lui(application: Flask, tom: Foyer) -> ClientExigeant:
    return navigateur(application, tom.usager)


def page_de(un: Foyer, suite: str = "") -> str:
    return f"{FAMILLE}enfants/{un.enfant.id}{suite}"


def code_montre(page: TestResponse) -> str:
    trouve = re.search(r'<strong class="chiffres">([^<]+)</strong>', page.text)
    assert trouve, page.text
    return trouve[1]


def a_deux(guillet: Foyer, tom: Foyer) -> None:
    sien = {"voie": "3 chemin Secret", "complement": "", "code_postal": "44880", "commune": "Sautron"}
    chez_tom = FicheRattachement(code_insee=SAUTRON, residence=Residence.ALTERNEE, adresse=sien)
    actions.rejoindre(actions.inviter(guillet.enfant.id, **guillet.qui), NAISSANCE, chez_tom, **tom.qui)


# ---------- Ses enfants ----------


def test_de_l_espace_a_l_enfant_ajoute(chez_elle: ClientExigeant, claire: Foyer):
    assert FAMILLE in chez_elle.get("/mon-espace/").text
    assert "pas encore d’enfant" in mots(chez_elle.get(FAMILLE))

    suite = envoyer(chez_elle, AJOUTER, LOU)

    assert (suite.status_code, suite.location) == (303, FAMILLE)
    [lou] = queries.enfants_de(claire.usager.id)
    assert (lou.nom_affiche, lou.date_naissance, lou.communes) == ("Lou Guillet", NAISSANCE, {VALLET})
    assert "Lou Guillet" in mots(chez_elle.get(FAMILLE))
    page = chez_elle.get(f"{FAMILLE}enfants/{lou.id}")
    assert titre(page) == "Lou Guillet"
    assert "12 rue des Halles" in mots(page)
    assert "2 mars 2018" in mots(page)


def test_le_nom_et_l_adresse_deja_ecrits_ne_se_redisent_pas(chez_elle: ClientExigeant, guillet: Foyer):
    ecrites = valeurs(chez_elle.get(AJOUTER))

    assert ecrites["nom"] == "GUILLET"
    assert ecrites["adresse-voie"] == "12 rue des Halles"
    assert ecrites["residence"] == "principale"
    assert ecrites["prenom"] == ""


def test_une_adresse_hors_du_departement_n_y_donne_aucun_droit(chez_elle: ClientExigeant, claire: Foyer):
    ailleurs = {"adresse-voie": "1 quai Dujardin", "adresse-code_postal": "35000", "adresse-commune": "Rennes"}

    assert envoyer(chez_elle, AJOUTER, LOU | ailleurs).status_code == 303

    [lou] = queries.enfants_de(claire.usager.id)
    assert lou.communes == {COMMUNE_DU_DEHORS}
    assert "35000 Rennes" in mots(chez_elle.get(f"{FAMILLE}enfants/{lou.id}"))


@pytest.mark.parametrize(
    ("changement", "phrase"),
    [
        ({"date_naissance-annee": "2007"}, "moins de 18 ans"),
        ({"prenom": ""}, "crivez votre réponse"),
        ({"adresse-voie": ""}, "nom de la voie"),
        ({"qualite": "voisin"}, "hoisissez une réponse"),
    ],
)
def test_ce_qui_ne_va_pas_se_dit_sur_le_champ_et_rien_ne_se_perd(
    chez_elle: ClientExigeant, claire: Foyer, changement: dict[str, str], phrase: str
):
    page = envoyer(chez_elle, AJOUTER, LOU | changement)

    assert page.status_code == 422
    assert any(phrase in erreur for erreur in erreurs(page)), erreurs(page)
    assert valeurs(page)["adresse-commune"] == "Vallet"
    assert queries.enfants_de(claire.usager.id) == []


def test_le_meme_enfant_ne_s_ajoute_pas_deux_fois(chez_elle: ClientExigeant, guillet: Foyer):
    page = envoyer(chez_elle, AJOUTER, LOU | {"nom": "GUILLET"})

    assert page.status_code == 422
    assert any("déjà dans votre famille" in erreur for erreur in erreurs(page))


def test_on_revient_d_ou_l_on_vient_mais_jamais_ailleurs(chez_elle: ClientExigeant, claire: Foyer):
    suite = envoyer(chez_elle, f"{AJOUTER}?suite=/inscriptions/panier", LOU)
    dehors = envoyer(chez_elle, f"{AJOUTER}?suite=//malveillant.example", LOU | {"prenom": "Ana"})

    assert (suite.location, dehors.location) == ("/inscriptions/panier", FAMILLE)


def test_corriger_l_enfant_et_ou_il_vit(chez_elle: ClientExigeant, guillet: Foyer):
    modifier, residence = page_de(guillet, "/modifier"), page_de(guillet, "/residence")
    page = chez_elle.get(modifier)
    assert valeurs(page)["prenom"] == "Lou"

    reenvoyer(chez_elle, page, modifier, valeurs(page) | {"prenom": "Louise"})
    envoyer(chez_elle, residence, CHEZ_TOM)

    louise = queries.enfant_de(guillet.usager.id, guillet.enfant.id)
    assert (louise.prenom, louise.communes) == ("Louise", {SAUTRON})
    assert "garde alternée" in mots(chez_elle.get(page_de(guillet)))


def test_se_detacher_se_confirme(chez_elle: ClientExigeant, guillet: Foyer):
    assert "inscriptions déjà faites restent" in mots(chez_elle.get(page_de(guillet, "/quitter")))
    assert len(queries.enfants_de(guillet.usager.id)) == 1

    envoyer(chez_elle, page_de(guillet, "/quitter"))

    assert queries.enfants_de(guillet.usager.id) == []
    assert chez_elle.get(page_de(guillet)).status_code == 404


def test_l_enfant_d_un_autre_foyer_n_existe_pas(chez_lui: ClientExigeant, tom: Foyer, guillet: Foyer):
    mamie = actions.autoriser(guillet.enfant.id, nom="Annick Guillet", telephone="+33639980001", **guillet.qui)
    suites = ("", "/modifier", "/residence", "/inviter", "/quitter", "/autoriser", "/attester/sante", "/sante/stages")

    assert {chez_lui.get(page_de(guillet, suite)).status_code for suite in suites} == {404}
    retirer = f"{FAMILLE}personnes/{mamie.id}/retirer"
    assert envoyer(chez_lui, retirer, depuis=AJOUTER).status_code == 404
    assert envoyer(chez_lui, page_de(guillet, "/quitter"), depuis=AJOUTER).status_code == 404
    assert envoyer(chez_lui, page_de(guillet, "/inviter"), depuis=AJOUTER).status_code == 404
    assert "Lou" not in chez_lui.get(FAMILLE).text
    assert len(queries.personnes_autorisees([guillet.enfant.id])[guillet.enfant.id]) == 1


# ---------- L’autre responsable ----------


def test_le_code_se_montre_une_fois_et_mene_l_autre_parent_a_l_enfant(
    chez_elle: ClientExigeant, chez_lui: ClientExigeant, guillet: Foyer, tom: Foyer
):
    inviter = page_de(guillet, "/inviter")
    code = code_montre(envoyer(chez_elle, inviter))
    assert code not in chez_elle.get(inviter).text
    lignes = str(session.execute(text("SELECT * FROM invitation_famille")).all())
    assert code.replace("\u00a0", "") not in lignes

    suite = envoyer(chez_lui, REJOINDRE, {"code": code, **LA_NAISSANCE, **CHEZ_TOM})

    assert suite.location == page_de(guillet)
    assert [un.id for un in queries.enfants_de(tom.usager.id)] == [guillet.enfant.id]
    prevenus = select(Notification).where(Notification.gabarit == "compte/enfant_rejoint")
    assert [(un.adresse, un.contexte) for un in session.scalars(prevenus)] == [(guillet.usager.courriel, {})]
    enfant = session.get_one(Enfant, guillet.enfant.id, populate_existing=True)
    assert enfant.communes == {VALLET, SAUTRON}


def test_l_adresse_de_l_un_ne_se_montre_nulle_part_a_l_autre(
    chez_elle: ClientExigeant, chez_lui: ClientExigeant, guillet: Foyer, tom: Foyer
):
    a_deux(guillet, tom)
    suites = ("", "/modifier", "/residence", "/inviter", "/quitter", "/autoriser", "/attester/sante")
    adresses = [page_de(guillet, suite) for suite in suites]
    communes = [FAMILLE, AJOUTER, f"{FAMILLE}ce-que-nous-gardons", "/mon-espace/"]

    elle = "".join(chez_elle.get(adresse).text for adresse in (*adresses, *communes))
    lui = "".join(chez_lui.get(adresse).text for adresse in (*adresses, *communes))

    assert "rue des Halles" in elle
    assert "chemin Secret" in lui
    for secret in ("chemin Secret", "Sautron", "44880", "Morel"):
        assert secret not in elle
    for secret in ("rue des Halles", "Vallet", "44330", "Claire"):
        assert secret not in lui
    assert "Un autre responsable suit aussi cet enfant" in mots(chez_elle.get(page_de(guillet)))


def test_un_nouveau_code_remplace_le_precedent(
    chez_elle: ClientExigeant, chez_lui: ClientExigeant, guillet: Foyer, tom: Foyer
):
    ancien, neuf = (code_montre(envoyer(chez_elle, page_de(guillet, "/inviter"))) for _fois in range(2))

    refus = envoyer(chez_lui, REJOINDRE, {"code": ancien, **LA_NAISSANCE, **CHEZ_TOM})

    assert refus.status_code == 422
    assert any("ne vont pas ensemble" in erreur for erreur in erreurs(refus))
    assert envoyer(chez_lui, REJOINDRE, {"code": neuf, **LA_NAISSANCE, **CHEZ_TOM}).status_code == 303


def test_une_date_fausse_ne_dit_pas_si_le_code_est_bon(
    chez_elle: ClientExigeant, chez_lui: ClientExigeant, guillet: Foyer, tom: Foyer
):
    code = code_montre(envoyer(chez_elle, page_de(guillet, "/inviter")))
    fausse = {"code": code, **LA_NAISSANCE, "date_naissance-jour": "3", **CHEZ_TOM}
    inconnu = {"code": "0000000000", **LA_NAISSANCE, **CHEZ_TOM}

    messages = [erreurs(envoyer(chez_lui, REJOINDRE, envoi)) for envoi in (fausse, inconnu)]

    assert messages[0] == messages[1] != []
    assert queries.enfants_de(tom.usager.id) == []


@pytest.mark.usefixtures("limites")
def test_les_essais_de_code_se_comptent(chez_lui: ClientExigeant, tom: Foyer):
    envoi = {"code": "0000000000", **LA_NAISSANCE, **CHEZ_TOM}

    codes = [envoyer(chez_lui, REJOINDRE, envoi).status_code for _fois in range(11)]

    assert codes == [422] * 10 + [429]


# ---------- Qui vient chercher l’enfant ----------


def test_les_responsables_partagent_les_personnes_autorisees(
    chez_elle: ClientExigeant, chez_lui: ClientExigeant, guillet: Foyer, tom: Foyer
):
    a_deux(guillet, tom)
    envoyer(
        chez_elle,
        page_de(guillet, "/autoriser"),
        {"nom": "Annick Guillet", "telephone": "06 39 98 00 01", "lien": "sa grand-mère"},
    )

    assert "Annick Guillet, sa grand-mère 06 39 98 00 01. Ajouté par vous." in mots(chez_elle.get(page_de(guillet)))
    vue = chez_lui.get(page_de(guillet))
    assert "Ajouté par l’autre responsable." in mots(vue)
    [mamie] = queries.personnes_autorisees([guillet.enfant.id])[guillet.enfant.id]
    suite = reenvoyer(chez_lui, vue, f"{FAMILLE}personnes/{mamie.id}/retirer")

    assert suite.location == page_de(guillet)
    assert queries.personnes_autorisees([guillet.enfant.id]) == {guillet.enfant.id: []}


def test_un_telephone_est_exige(chez_elle: ClientExigeant, guillet: Foyer):
    assert envoyer(chez_elle, page_de(guillet, "/autoriser"), {"nom": "A", "telephone": "12"}).status_code == 422
    assert queries.personnes_autorisees([guillet.enfant.id]) == {guillet.enfant.id: []}


def test_l_enfant_d_un_foyer_de_la_fabrique_montre_sa_commune(application: Flask, departement: None):
    """Sans adresse écrite (un agent a inscrit l’enfant), la commune se lit."""
    usager = fabriques.usager(["Ève"], "Rio")
    enfant = fabrique.enfant_de(usager, "Zoé", NAISSANCE, pieces=False)

    assert "Vallet" in mots(navigateur(application, usager).get(f"{FAMILLE}enfants/{enfant.id}"))
