"""Sans compte : les activités, leurs places, qui peut entrer, ce que cela coûtera ; lu à l’écran."""

from datetime import date

import pytest

from portail.identite.models import Agent
from portail.inscriptions.activites import actions as reglages
from portail.inscriptions.activites.models import Groupe
from portail.journal.actions import SYSTEME
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.inscriptions import fabrique
from tests.integration.navigation import envoyer, erreurs, mots, titre
from tests.integration.test_requetes_sql import compter

HIVER = "/inscriptions/activites/stages-hiver-2027"
TARIF = "/inscriptions/tarif"
pytestmark = pytest.mark.usefixtures("sport")


def test_l_accueil_mene_aux_activites_et_au_prix(client: ClientExigeant):
    page = client.get("/inscriptions/")

    assert titre(page) == "Inscrire un enfant"
    assert HIVER in page.text
    assert TARIF in page.text
    assert "/inscriptions/" in client.get("/").text
    assert "/inscriptions/" in client.get("/plan-du-site").text


def test_chaque_groupe_dit_ou_quand_pour_qui_et_ce_qui_reste(client: ClientExigeant, stage: Groupe):
    del stage
    lu = mots(client.get(HIVER))

    assert "2 places libres" in lu
    assert "20 places libres" in lu
    assert "du lundi au vendredi, 14 h 00 – 17 h 00, du 15 février 2027 au 19 février 2027" in lu
    assert "de 7 à 14 ans le 1er septembre 2026" in lu
    assert "justificatif médical" in lu


def test_un_groupe_plein_le_dit(client: ClientExigeant, stage: Groupe):
    fabrique.confirmee(fabrique.foyer("Lou", "Malo"), stage)

    assert "complet, liste d’attente possible" in mots(client.get(HIVER))


@pytest.mark.parametrize(
    ("question", "garde"),
    [("commune=44212", "Vallet"), ("commune=44194", "Sautron"), ("jour=3&age=8", "première semaine")],
)
def test_les_filtres_se_lisent_dans_l_adresse(client: ClientExigeant, question: str, garde: str):
    groupes = mots(client.get(f"{HIVER}?{question}")).split("Les groupes")[1]

    assert garde in groupes
    assert ("Nozay, deuxième" in groupes) == ("jour" in question)


def test_sans_groupe_la_page_dit_quoi_elargir(client: ClientExigeant):
    lu = mots(client.get(f"{HIVER}?age=18"))

    assert "Aucun groupe ne répond à ces choix" in lu


@pytest.mark.parametrize(
    ("habite", "dit"),
    [
        ("Vallet", "ses enfants peuvent s’inscrire"),
        ("Nantes", "l’activité s’adresse aux communes de moins de 10 000"),
        ("Atlantide", "Nous ne reconnaissons pas cette commune"),
    ],
)
def test_la_regle_de_commune_se_verifie_sans_compte(client: ClientExigeant, habite: str, dit: str):
    assert dit in mots(client.get(HIVER, query_string={"habite": habite}))


def test_chaque_enfant_sait_ou_il_peut_entrer_et_pourquoi_non(client: ClientExigeant):
    foyer = fabrique.foyer("Lou", "Malo", naissances=[date(2018, 3, 2), date(2012, 3, 2)])
    loin = fabrique.enfant_de(foyer.usager, "Tara", date(2018, 5, 5), commune=fabrique.NANTES)
    assert loin.prenom == "Tara"
    entrer(client, foyer.usager)

    lu = mots(client.get("/inscriptions/activites/multisports-2026"))

    assert "Lou peut y entrer" in lu
    assert "Malo ne peut pas y entrer. Il faut avoir au plus 10 ans le 1er septembre 2026 : Malo aura 14 ans" in lu
    assert "Tara ne peut pas y entrer. L’activité s’adresse aux enfants des communes de moins de 10 000" in lu
    assert len(compter(lambda: client.get("/inscriptions/activites/multisports-2026"))) <= 12


def test_une_activite_retiree_du_choix_n_existe_plus(client: ClientExigeant, ronan: Agent):
    activite = fabrique.activite()
    reglages.fermer_aux_inscriptions(activite.id, ouverte=False, agent=ronan, auteur=SYSTEME)

    for adresse in (HIVER, f"{HIVER}/voeux", f"{HIVER}/salle", f"{TARIF}?activite=stages-hiver-2027"):
        assert client.get(adresse).status_code == 404
    assert HIVER not in client.get("/inscriptions/").text


def test_le_prix_se_calcule_sans_compte_et_montre_sa_formule(client: ClientExigeant):
    premiere = envoyer(client, TARIF, {"quotient": "750", "enfants": "2"})
    assert premiere.status_code == 200

    devis = envoyer(client, TARIF, {"quotient": "750", "enfants": "2", "demi_journee_1": "5"})

    lu = mots(devis)
    assert titre(devis) == "Combien cela coûtera ?"
    assert "Environ 50 €" in lu
    assert "5 × 3 €" in lu
    assert "1 × 20 € − 25 % (enfant n° 2)" in lu
    assert "tranche T2" in lu


def test_sans_quotient_le_prix_est_celui_de_la_derniere_tranche(client: ClientExigeant):
    lu = mots(envoyer(client, TARIF, {"enfants": "1"}))

    assert "Environ 40 €" in lu
    assert "tranche T4" in lu


def test_un_quotient_illisible_se_corrige(client: ClientExigeant):
    page = envoyer(client, TARIF, {"quotient": "beaucoup", "enfants": "1"})

    assert page.status_code == 422
    assert erreurs(page)
    assert "Environ" not in mots(page)
