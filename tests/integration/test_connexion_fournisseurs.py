"""Se connecter par un fournisseur d’identité, du choix à la déconnexion, sur une vraie base et un vrai fournisseur."""

import re

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from portail.config import lire_reglages
from portail.identite import actions
from portail.identite.models import Agent, Compte, Role, SessionOuverte, Usager
from portail.journal.actions import SYSTEME
from portail.socle import demarrage
from tests.integration.connexions import connecter, nombre, partir, sessions_ouvertes, temoin

SIRET = "22440002800011"
RETOUR = "/connexion/franceconnect/retour"


@pytest.fixture
def claire(base):
    del base
    return actions.ouvrir_agent(
        prenom="Claire",
        nom="Lebreton",
        qualite="instructrice",
        courriel="claire.lebreton@departement.example",
        siret=SIRET,
        habilitations=[(Role.INSTRUCTEUR, None)],
        auteur=SYSTEME,
    )


def test_la_premiere_connexion_cree_l_usager_et_mene_ou_il_allait(client, comptoir, base):
    reponse = connecter(client, comptoir, suite="/demarches/aide-permis?x=1")

    assert (reponse.status_code, reponse.headers["Location"]) == (303, "/demarches/aide-permis?x=1")
    usager = base.scalars(select(Usager)).one()
    assert usager.identite_certifiee["nom_naissance"] == "MOREAU"
    assert usager.identite_certifiee["date_naissance"] == "2009-08-14"
    assert usager.identite_declaree is None
    compte = base.scalars(select(Compte)).one()
    assert (compte.emetteur, compte.usager_id) == (f"{comptoir.etat.adresse}/franceconnect", usager.id)


def test_revenir_retrouve_le_meme_usager(client, comptoir, base):
    for _ in range(2):
        connecter(client, comptoir)
    connecter(client, comptoir, "sophie-moreau")

    assert nombre(base, Usager) == 2


def test_la_session_change_d_identifiant_garde_le_jeton_et_oublie_les_tentatives(client, comptoir, base):
    depart = partir(client)
    partir(client)
    avant = temoin(client)
    client.get(RETOUR, query_string=comptoir.traverser(depart, "lina-moreau"))

    assert avant
    assert temoin(client) not in {"", avant}
    [ouverte] = base.scalars(select(SessionOuverte))
    assert ouverte.jeton_identite.count(".") == 2
    assert ouverte.fournisseur == "franceconnect"
    assert ouverte.donnees == {}


def test_deux_onglets_se_connectent_chacun_vers_sa_page(client, comptoir):
    premier, second = partir(client, suite="/aide"), partir(client, suite="/aide/lieux")

    retour = client.get(RETOUR, query_string=comptoir.traverser(second, "lina-moreau"))
    ensuite = client.get(RETOUR, query_string=comptoir.traverser(premier, "lina-moreau"))

    assert retour.headers["Location"] == "/aide/lieux"
    # La connexion réussie a oublié l’autre onglet : rien ne se mélange, et la personne, connectée, arrive chez elle.
    assert ensuite.status_code == 303
    assert ensuite.headers["Location"] == "/mon-espace/"


def test_le_retour_ne_laisse_ni_code_ni_page_en_memoire(client, comptoir):
    reussi = connecter(client, comptoir)
    rate = client.get(RETOUR, query_string={"state": "inconnu", "code": "secret"})

    for reponse in (reussi, rate):
        assert reponse.headers["Referrer-Policy"] == "no-referrer"
        assert reponse.headers["Cache-Control"] == "no-store"
    assert "secret" not in rate.text


def test_le_temoin_est_lax_et_hors_de_portee_des_scripts(client, comptoir):
    depose = client.get("/connexion/franceconnect").headers["Set-Cookie"]

    assert "HttpOnly" in depose
    assert "SameSite=Lax" in depose


@pytest.mark.parametrize("suite", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
def test_la_suite_ne_sort_jamais_du_portail(client, comptoir, suite):
    assert connecter(client, comptoir, suite=suite).headers["Location"] == "/mon-espace/"
    assert client.get("/connexion", query_string={"suite": suite}).headers["Location"] == "/mon-espace/"


@pytest.mark.parametrize(
    ("point", "faute", "statut", "titre"),
    [
        ("retour", "access_denied", 403, "La connexion n’a pas abouti"),
        ("retour", "state", 400, "Cette connexion n’est plus valable"),
        ("retour", "server_error", 503, "FranceConnect ne répond pas"),
        ("retour", "iss", 502, "Nous n’avons pas pu vérifier votre connexion"),
        ("jeton", "erreur_500", 503, "FranceConnect ne répond pas"),
        ("jeton_identite", "nonce", 502, "Nous n’avons pas pu vérifier votre connexion"),
        ("jeton_identite", "acr", 403, "Une connexion plus sûre est nécessaire"),
        ("userinfo", "json", 502, "Nous n’avons pas pu vérifier votre connexion"),
        ("identite", "sub_autre", 502, "Nous n’avons pas pu vérifier votre connexion"),
        ("identite", "nom_absent", 502, "Votre identité est incomplète"),
        ("identite", "naissance_fausse", 502, "Votre identité est incomplète"),
        ("identite", "lieu_faux", 502, "Votre identité est incomplète"),
    ],
)
def test_un_echec_dit_quoi_faire_et_ne_cree_rien(client, comptoir, base, point, faute, statut, titre):
    comptoir.fautes[point] = faute

    page = connecter(client, comptoir)

    assert page.status_code == statut
    assert titre in page.text
    assert "Recommencer" in page.text
    assert "Continuer sans FranceConnect" in page.text
    assert "texte du fournisseur" not in page.text
    assert (nombre(base, Usager), nombre(base, Compte)) == (0, 0)
    assert sessions_ouvertes(base) == 0


def test_un_parametre_repete_au_retour_compte_comme_absent(client, comptoir):
    parametres = comptoir.traverser(partir(client), "lina-moreau")

    page = client.get(RETOUR, query_string=[*parametres.items(), ("code", "autre")])

    assert page.status_code == 502


def test_les_traces_disent_l_issue_jamais_la_personne(client, comptoir):
    with capture_logs() as traces:
        parametres = comptoir.traverser(partir(client), "lina-moreau")
        client.get(RETOUR, query_string=parametres)
        comptoir.fautes["jeton"] = "invalid_client"
        page = connecter(client, comptoir)

    issues = [(trace["log_level"], trace["issue"]) for trace in traces if trace["event"] == "connexion"]
    assert issues == [("info", "ouverte"), ("error", "configuration")]
    assert "Y0434A7B" in page.text
    ecrit = repr(traces)
    for secret in (parametres["code"], parametres["state"], "MOREAU", "Lina", "2009", "courriel.example", "eyJ"):
        assert secret not in ecrit


def test_un_agent_inscrit_entre_dans_son_bureau(client, comptoir, base, claire):
    reponse = connecter(client, comptoir, "claire-lebreton", nom="proconnect")

    assert (reponse.status_code, reponse.headers["Location"]) == (303, "/agents/")
    assert base.scalars(select(Compte)).one().agent_id == claire.id
    assert nombre(base, Usager) == 0


@pytest.mark.parametrize(
    ("personne", "titre"),
    [
        ("herve-guillou", "Aucun accès ne vous est ouvert ici"),
        ("carole-voisin", "Aucun accès ne vous est ouvert ici"),
        ("denis-prive", "Aucun accès ne vous est ouvert ici"),
        ("bruno-simple", "La connexion n’a pas abouti"),
    ],
)
def test_proconnect_authentifie_le_portail_autorise(client, comptoir, base, claire, personne, titre):
    page = connecter(client, comptoir, personne, nom="proconnect")

    assert page.status_code == 403
    assert titre in page.text
    assert "Continuer sans FranceConnect" not in page.text
    assert (nombre(base, Compte), nombre(base, Agent)) == (0, 1)
    assert sessions_ouvertes(base) == 0


def test_le_courriel_d_un_agent_ne_suffit_pas_hors_de_son_employeur(client, comptoir, base, claire):
    claire.courriel = "carole.voisin@voisin.example"
    base.flush()

    assert connecter(client, comptoir, "carole-voisin", nom="proconnect").status_code == 403


def test_franceconnect_vient_en_premier_avec_ses_mots_exacts(client, comptoir):
    page = client.get("/connexion?suite=/aide").text
    texte = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    assert "S’identifier avec FranceConnect" in texte
    assert page.index("S’identifier avec") < page.index(">ou<") < page.index("Recevoir un code par courriel")
    assert 'href="/connexion/franceconnect?suite=/aide"' in page
    assert 'title="Qu’est-ce que FranceConnect ? - nouvelle fenêtre"' in page.replace("\u00a0", " ")
    assert 'href="https://franceconnect.gouv.fr/" target="_blank"' in page
    assert "ProConnect" not in page


def test_les_agents_ont_leur_page(client, comptoir):
    page = client.get("/connexion?guichet=agents").text

    assert "FranceConnect" not in page
    assert 'href="/connexion/proconnect?suite=/agents/"' in page


def test_sans_reglage_un_fournisseur_n_existe_pas(client, environ, monkeypatch):
    monkeypatch.setattr(demarrage._Reglage, "reglages", lire_reglages(environ))

    assert client.get("/connexion/franceconnect").status_code == 404
    assert client.get("/connexion/proconnect/retour").status_code == 404
    assert "FranceConnect" not in client.get("/connexion").text.replace("Sans FranceConnect", "")


def test_une_personne_connectee_ne_revoit_pas_la_page_de_connexion(client, comptoir):
    connecter(client, comptoir)

    assert client.get("/connexion?suite=/aide").headers["Location"] == "/aide"
