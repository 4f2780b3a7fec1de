"""Le guichet public : tout s’y lit sans connexion, dans un HTML juste, sans lien mort."""

import re
from xml.etree.ElementTree import Element

import html5lib
import pytest
from sqlalchemy import func, select, text

from portail.demarche.catalogue import catalogue, demarche_de
from portail.demarche.declaration import Phase
from portail.identite.models import SessionOuverte
from portail.journal.actions import SYSTEME
from portail.notifications.models import Notification, SignalementAccessibilite
from portail.parametres.actions import changer_ouverture, importer
from portail.parametres.models import EtatOuverture
from portail.territoire.actions import importer_services

NS = "{http://www.w3.org/1999/xhtml}"
PAGES = (
    "/",
    "/demarches/",
    "/aide",
    "/aide/autrement",
    "/aide/lieux",
    "/plan-du-site",
    "/accessibilite",
    "/accessibilite/signaler",
    "/accessibilite/signaler/recu",
    "/mentions-legales",
    "/donnees-personnelles",
)
PERMIS = "/demarches/aide-permis"
DESCRIPTION = "Le bouton « Continuer » ne se voit pas dans mon lecteur d’écran."


@pytest.fixture(autouse=True)
def donnees(base):
    importer()
    importer_services()


def lue(client, adresse: str, statut: int = 200) -> Element:
    reponse = client.get(adresse)
    assert reponse.status_code == statut
    return html5lib.parse(reponse.get_data(as_text=True))


def texte(noeud: Element) -> str:
    return " ".join("".join(noeud.itertext()).split())


def h1(page: Element) -> str:
    [titre] = page.iter(f"{NS}h1")
    return texte(titre)


def liens(page: Element) -> list[str]:
    return [lien.get("href", "") for lien in page.iter(f"{NS}a")]


def jeton(client, adresse: str) -> str:
    trouve = re.search(r'name="csrf_token" value="([^"]+)"', client.get(adresse).get_data(as_text=True))
    assert trouve
    return trouve[1]


@pytest.mark.parametrize("adresse", [*PAGES, PERMIS])
def test_chaque_page_mene_quelque_part_et_a_l_aide_humaine(client, reglages, adresse):
    page = lue(client, adresse)

    assert f"tel:{reglages.departement.telephone.replace(' ', '')}" in liens(page)
    for lien in {
        lien.split("#")[0] for lien in liens(page) if lien.startswith("/") and not lien.startswith("/static/")
    }:
        assert client.get(lien).status_code in {200, 303}, lien


@pytest.mark.parametrize("adresse", PAGES)
def test_le_pied_dit_l_etat_de_l_accessibilite(client, adresse):
    [pied] = lue(client, adresse).iter(f"{NS}footer")

    assert "Accessibilité : non conforme" in texte(pied)


def test_le_plan_du_site_contient_tout_le_menu_et_tout_le_catalogue(client):
    plan = liens(lue(client, "/plan-du-site"))

    [menu] = [nav for nav in lue(client, "/").iter(f"{NS}nav") if nav.get("class") == "menu"]
    attendus = {lien for lien in liens(menu) if not lien.startswith("/langue/")}
    attendus |= {f"/demarches/{identifiant}" for identifiant in catalogue()}
    assert attendus <= set(plan)


def test_l_accueil_ne_montre_que_des_situations_servies(client):
    page = lue(client, "/")

    assert h1(page) == "Que voulez-vous faire ?"
    situations, *_autres = [liste for liste in page.iter(f"{NS}ul") if liste.get("class") == "situations"]
    assert len(list(situations)) == len({code for demarche in catalogue().values() for code in demarche.situations})
    assert {"/inscriptions/", "/evenements/", "/billetterie/", "/payer-un-titre"} <= set(liens(page))


@pytest.mark.parametrize("mots", ["voiture", "conduire", "auto ecole", "PERMI"])
def test_on_trouve_l_aide_au_permis_avec_ses_mots(client, mots):
    page = lue(client, f"/demarches/?q={mots}")

    assert PERMIS in liens(page)
    assert h1(page) == f"1 résultat pour « {mots} »"


def test_une_recherche_vaine_laisse_une_issue(client):
    page = lue(client, "/demarches/?q=<script>piscine")

    assert h1(page) == "Aucun résultat pour « <script>piscine »"
    [principal] = page.iter(f"{NS}main")
    assert {"/demarches/", "/aide"} <= set(liens(principal))


def test_la_fiche_dit_tout_avant_de_commencer(client):
    page = lue(client, PERMIS)

    contenu = texte(next(page.iter(f"{NS}main")))
    demarche = demarche_de("aide-permis")
    for attendu in (
        "500 €",
        "15 minutes",
        "2 mois au plus",
        "la demande est refusée",
        "tribunal administratif",
        *(piece.nom for piece in demarche.pieces if piece.phase is Phase.DEPOT),
        *(piece.quand for piece in demarche.pieces if piece.phase is Phase.DEPOT),
        *(titre for titre, _ in demarche.deroulement),
    ):
        assert " ".join(attendu.split()) in contenu
    for plus_tard in (piece.nom for piece in demarche.pieces if piece.phase is Phase.PAIEMENT):
        assert plus_tard not in contenu
    assert "{" not in contenu
    assert {f"{PERMIS}/commencer", f"{PERMIS}/ai-je-droit", f"{PERMIS}/formulaire.pdf"} <= set(liens(page))


@pytest.mark.parametrize(("etat", "se_prepare"), [(EtatOuverture.SUSPENDUE, True), (EtatOuverture.FERMEE, False)])
def test_une_demarche_qui_ne_s_envoie_pas_le_dit(client, etat, se_prepare):
    changer_ouverture("aide-permis", etat=etat, message="Les crédits de l’année sont épuisés.", auteur=SYSTEME)

    fiche = lue(client, PERMIS)

    assert "Les crédits de l’année sont épuisés." in texte(fiche)
    assert (f"{PERMIS}/commencer" in liens(fiche)) is se_prepare
    assert "Fermée pour l’instant" in texte(lue(client, "/demarches/"))


def test_une_demarche_inconnue_n_existe_pas(client):
    assert h1(lue(client, "/demarches/aide-aux-licornes", 404)) == "Cette page n’existe pas"


def test_la_langue_se_choisit_et_l_on_revient(client):
    reponse = client.get("/langue/en?retour=/demarches/?q=voiture")

    assert (reponse.status_code, reponse.location) == (303, "/demarches/?q=voiture")
    assert lue(client, "/").get("lang") == "en"
    client.get("/langue/fr")
    assert lue(client, "/").get("lang") == "fr"


@pytest.mark.parametrize(
    "ailleurs",
    [
        "https://ailleurs.example/",
        "//ailleurs.example/",
        "/\\ailleurs.example",
        "/\tailleurs",
        "javascript:alert(1)",
        "",
    ],
)
def test_le_retour_de_langue_ne_mene_jamais_ailleurs(client, ailleurs):
    assert client.get("/langue/en", query_string={"retour": ailleurs}).location == "/"


def test_une_langue_inconnue_n_existe_pas(client):
    assert client.get("/langue/tlh").status_code == 404


def test_la_declaration_d_accessibilite_suit_le_modele(client):
    page = lue(client, "/accessibilite")

    titres = [texte(titre) for niveau in ("h2", "h3") for titre in page.iter(f"{NS}{niveau}")]
    for rubrique in (
        "État de conformité",
        "Résultat des tests",
        "Contenus non accessibles",
        "Établissement de cette déclaration",
        "Retour d’information et contact",
        "Voies de recours",
        "Non-conformité",
        "Dérogations pour charge disproportionnée",
        "Contenus non soumis à l’obligation d’accessibilité",
        "Technologies utilisées",
        "Environnement de test",
        "Outils pour évaluer l’accessibilité",
        "Pages du site ayant fait l’objet de la vérification de conformité",
    ):
        assert rubrique in titres
    assert "Aucun audit n’a encore été mené." in texte(page)
    assert "Libre réponse 71120, 75342 Paris CEDEX 07" in texte(page)


def test_un_signalement_est_garde_chiffre_et_annonce_aux_deux_parties(client, base, reglages):
    reponse = client.post(
        "/accessibilite/signaler",
        data={
            "csrf_token": jeton(client, "/accessibilite/signaler"),
            "description": DESCRIPTION,
            "page": "/aide",
            "courriel": "marie.durand@messagerie.example",
        },
    )

    assert (reponse.status_code, reponse.location) == (303, "/accessibilite/signaler/recu")
    [garde] = base.scalars(select(SignalementAccessibilite))
    assert (garde.description, garde.page, garde.repondu_le) == (DESCRIPTION, "/aide", None)
    brut = base.execute(text("SELECT description, courriel FROM signalement_accessibilite")).one()
    assert b"bouton" not in brut.description
    assert b"marie" not in brut.courriel
    messages = base.scalars(select(Notification).where(Notification.objet_id == str(garde.id))).all()
    assert {(message.gabarit, message.adresse) for message in messages} == {
        ("signalement/recu", reglages.departement.courriel),
        ("signalement/accuse", "marie.durand@messagerie.example"),
    }


def test_un_signalement_sans_adresse_n_ecrit_qu_au_departement(client, base):
    client.post(
        "/accessibilite/signaler",
        data={"csrf_token": jeton(client, "/accessibilite/signaler"), "description": DESCRIPTION},
    )

    assert base.scalars(select(Notification.gabarit)).all() == ["signalement/recu"]


def test_un_signalement_vide_dit_quoi_corriger_et_garde_le_reste(client, base):
    reponse = client.post(
        "/accessibilite/signaler",
        data={"csrf_token": jeton(client, "/accessibilite/signaler"), "courriel": "marie.durand", "page": "Accueil"},
    )

    assert reponse.status_code == 422
    page = html5lib.parse(reponse.get_data(as_text=True))
    assert texte(next(page.iter(f"{NS}title"))).startswith("Erreur : 2 champs à corriger – ")
    saisies = {zone.get("name"): zone.get("value") for zone in page.iter(f"{NS}input")}
    assert (saisies["courriel"], saisies["page"]) == ("marie.durand", "Accueil")
    assert base.scalars(select(SignalementAccessibilite)).all() == []


def test_le_pre_test_n_ouvre_pas_de_session(client, base):
    adresse = f"{PERMIS}/ai-je-droit"
    assert "Set-Cookie" not in client.get(adresse).headers

    reponse = client.post(adresse, data={"categorie": "B"})

    assert reponse.status_code == 422
    assert "Set-Cookie" not in reponse.headers
    assert base.scalar(select(func.count()).select_from(SessionOuverte)) == 0
