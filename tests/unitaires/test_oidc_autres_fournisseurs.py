"""ProConnect et les notaires : ce qui diffère de FranceConnect."""

import pytest

from portail.guichets.connexion import decouverte
from portail.guichets.connexion.echecs import EchecConnexion, Famille, Raison
from tests.fournisseur_oidc import Comptoir


@pytest.fixture
def comptoir(serveur_oidc: Comptoir):
    decouverte.oublier()
    serveur_oidc.fautes.clear()
    yield serveur_oidc
    serveur_oidc.fautes.clear()


def raison_de_l_echec(comptoir: Comptoir, nom: str, personne: str, **variables: str) -> Raison:
    with pytest.raises(EchecConnexion) as echec:
        comptoir.connecter(nom, personne=personne, **variables)
    return echec.value.raison


def test_un_agent_a_deux_facteurs_se_connecte(comptoir):
    retour = comptoir.connecter("proconnect", personne="claire-lebreton")

    assert retour.claims["siret"] == "22440002800011"
    assert "agent_public_territorial" in retour.claims["roles"]


def test_sans_second_facteur_proconnect_refuse(comptoir):
    assert raison_de_l_echec(comptoir, "proconnect", "bruno-simple") is Raison.ABANDON


@pytest.mark.parametrize("faute", ["acr", "acr_absent"])
def test_le_niveau_est_reverifie_dans_le_jeton(comptoir, faute):
    """ProConnect pourrait ignorer `claims` : le portail lit `acr` lui-même."""
    comptoir.fautes["jeton_identite"] = faute

    assert raison_de_l_echec(comptoir, "proconnect", "claire-lebreton") is Raison.NIVEAU
    assert EchecConnexion(Raison.NIVEAU).famille is Famille.NIVEAU


@pytest.mark.parametrize("faute", ["iss", "iss_absent"])
def test_proconnect_l_emetteur_du_retour_est_exige(comptoir, faute):
    comptoir.fautes["retour"] = faute

    assert raison_de_l_echec(comptoir, "proconnect", "claire-lebreton") is Raison.EMETTEUR_DU_RETOUR


def test_un_notaire_se_connecte_sans_iss_au_retour_ni_userinfo_signe(comptoir):
    retour = comptoir.connecter("notaires", personne="paul-rolland")

    assert (retour.claims["crpcen"], retour.claims["role"]) == ("44012", "notaire")


@pytest.mark.parametrize(
    ("point", "faute", "raison"),
    [
        ("retour", "iss", Raison.EMETTEUR_DU_RETOUR),
        ("retour", "state", Raison.ETAT_INCONNU),
        ("jeton_identite", "nonce", Raison.NONCE),
        ("jeton_identite", "at_hash", Raison.EMPREINTE),
        ("jeton_identite", "signature_fausse", Raison.SIGNATURE),
        ("identite", "sub_autre", Raison.SUJET_DIFFERENT),
        ("identite", "sub_absent", Raison.SUJET),
        ("userinfo", "html", Raison.REPONSE_ILLISIBLE),
        ("userinfo", "erreur_401", Raison.IDENTITE_REFUSEE),
    ],
)
def test_notaires_une_anomalie_arrete_la_connexion(comptoir, point, faute, raison):
    comptoir.fautes[point] = faute

    assert raison_de_l_echec(comptoir, "notaires", "paul-rolland") is raison


def test_l_iss_au_retour_peut_etre_exige_d_un_fournisseur_generique(comptoir):
    assert raison_de_l_echec(comptoir, "notaires", "paul-rolland", ISS_AU_RETOUR="1") is Raison.EMETTEUR_DU_RETOUR


def test_la_mauvaise_authentification_du_client_est_une_faute_de_reglage(comptoir):
    raison = raison_de_l_echec(comptoir, "notaires", "paul-rolland", AUTHENTIFICATION="client_secret_post")

    assert raison is Raison.CONFIGURATION


def test_un_secret_faux_est_une_faute_de_reglage(comptoir):
    raison = raison_de_l_echec(comptoir, "franceconnect", "lina-moreau", CLIENT_SECRET="autre")

    assert raison is Raison.CONFIGURATION
    assert EchecConnexion(raison).faute_de_reglage


def test_un_algorithme_mal_regle_refuse_tout(comptoir):
    assert raison_de_l_echec(comptoir, "franceconnect", "lina-moreau", ALGORITHME="RS256") is Raison.ALGORITHME


@pytest.mark.parametrize("raison", Raison)
def test_toute_raison_a_une_page_et_un_statut_d_erreur(raison):
    echec = EchecConnexion(raison)

    assert echec.famille in Famille
    assert echec.statut in {400, 403, 502, 503}
