"""Chaque contrôle du retour d’un fournisseur d’identité, éprouvé par l’anomalie qu’il doit arrêter."""

import time

import pytest

from portail.guichets.connexion import decouverte, jetons, reseau, tentatives
from portail.guichets.connexion.echecs import EchecConnexion, Raison
from portail.guichets.connexion.oidc import identite_au_retour
from portail.guichets.connexion.tentatives import Tentatives
from tests.fournisseur_oidc import Comptoir


@pytest.fixture
def comptoir(serveur_oidc: Comptoir, monkeypatch):
    monkeypatch.setattr(reseau, "DELAI_SECONDES", 1.0)
    decouverte.oublier()
    serveur_oidc.fautes.clear()
    serveur_oidc.appels.clear()
    yield serveur_oidc
    serveur_oidc.fautes.clear()


def test_une_connexion_franceconnect_rend_l_identite_le_sujet_et_le_jeton(comptoir):
    retour = comptoir.connecter()

    assert retour.emetteur == f"{comptoir.etat.adresse}/franceconnect"
    assert (len(retour.sujet), retour.sujet[-2:]) == (66, "v1")
    assert retour.claims["family_name"] == "MOREAU"
    assert retour.claims["birthdate"] == "2009-08-14"
    assert retour.jeton_identite.count(".") == 2
    assert retour.destination == "/mon-espace/"


def test_une_connexion_ne_montre_ni_jeton_ni_identite_dans_ses_representations(comptoir):
    memoire = {}
    retour = comptoir.connecter(memoire=memoire)
    comptoir.partir(comptoir.reglages("franceconnect"), memoire)
    tentative = Tentatives(memoire)._toutes()[0]

    montre = f"{retour!r} {tentative!r}"

    for secret in (retour.sujet, retour.jeton_identite, "MOREAU", tentative.state, tentative.nonce):
        assert secret not in montre


@pytest.mark.parametrize(
    ("point", "faute", "raison"),
    [
        # Adresse de retour : state, émetteur, erreur, code (contrôles 1 à 4).
        ("retour", "state", Raison.ETAT_INCONNU),
        ("retour", "state_absent", Raison.ETAT_INCONNU),
        ("retour", "state_indefini", Raison.ETAT_INCONNU),
        ("retour", "iss", Raison.EMETTEUR_DU_RETOUR),
        ("retour", "iss_absent", Raison.EMETTEUR_DU_RETOUR),
        ("retour", "access_denied", Raison.ABANDON),
        ("retour", "server_error", Raison.INDISPONIBLE),
        ("retour", "temporarily_unavailable", Raison.INDISPONIBLE),
        ("retour", "invalid_scope", Raison.CONFIGURATION),
        ("retour", "mystere", Raison.CONFIGURATION),
        ("retour", "code_absent", Raison.CODE_ABSENT),
        ("retour", "code_faux", Raison.CODE_REFUSE),
        # Échange du code : délai, statut, forme, jetons présents (5, 6).
        ("jeton", "lent", Raison.MUET),
        ("jeton", "erreur_500", Raison.MUET),
        ("jeton", "html", Raison.REPONSE_ILLISIBLE),
        ("jeton", "tableau", Raison.REPONSE_ILLISIBLE),
        ("jeton", "enorme", Raison.REPONSE_ILLISIBLE),
        ("jeton", "redirection", Raison.REPONSE_ILLISIBLE),
        ("jeton", "invalid_client", Raison.CONFIGURATION),
        ("jetons", "id_token", Raison.JETON_ABSENT),
        ("jetons", "access_token", Raison.JETON_ABSENT),
        ("decouverte", "emetteur", Raison.CONFIGURATION),
        # Signature du jeton d’identité (7).
        ("jeton_identite", "alg_none", Raison.ALGORITHME),
        ("jeton_identite", "alg_hs256", Raison.ALGORITHME),
        ("jeton_identite", "alg_rs256", Raison.ALGORITHME),
        ("jeton_identite", "cle_inconnue", Raison.SIGNATURE),
        ("jeton_identite", "cle_embarquee", Raison.SIGNATURE),
        ("jeton_identite", "signature_fausse", Raison.SIGNATURE),
        ("jeton_identite", "illisible", Raison.JETON_ILLISIBLE),
        ("cles", "erreur_500", Raison.MUET),
        ("cles", "html", Raison.REPONSE_ILLISIBLE),
        # Affirmations du jeton d’identité (8 à 14).
        ("jeton_identite", "iss", Raison.EMETTEUR),
        ("jeton_identite", "iss_absent", Raison.EMETTEUR),
        ("jeton_identite", "aud", Raison.DESTINATAIRE),
        ("jeton_identite", "aud_absent", Raison.DESTINATAIRE),
        ("jeton_identite", "aud_multiple", Raison.DESTINATAIRE),
        ("jeton_identite", "azp", Raison.DESTINATAIRE),
        ("jeton_identite", "exp", Raison.JETON_PERIME),
        ("jeton_identite", "exp_absent", Raison.JETON_ILLISIBLE),
        ("jeton_identite", "exp_texte", Raison.JETON_ILLISIBLE),
        ("jeton_identite", "iat_vieux", Raison.DATE_EMISSION),
        ("jeton_identite", "iat_futur", Raison.DATE_EMISSION),
        ("jeton_identite", "iat_absent", Raison.JETON_ILLISIBLE),
        ("jeton_identite", "nbf_futur", Raison.DATE_EMISSION),
        ("jeton_identite", "nonce", Raison.NONCE),
        ("jeton_identite", "nonce_absent", Raison.NONCE),
        ("jeton_identite", "nonce_nombre", Raison.NONCE),
        ("jeton_identite", "sub_vide", Raison.SUJET),
        ("jeton_identite", "sub_absent", Raison.SUJET),
        ("jeton_identite", "sub_long", Raison.SUJET),
        ("jeton_identite", "sub_nombre", Raison.SUJET),
        ("jeton_identite", "acr", Raison.NIVEAU),
        ("jeton_identite", "acr_absent", Raison.NIVEAU),
        ("jeton_identite", "at_hash", Raison.EMPREINTE),
        # Identité : statut, type, signature, origine, dates, même personne (15).
        ("userinfo", "erreur_401", Raison.IDENTITE_REFUSEE),
        ("userinfo", "erreur_500", Raison.MUET),
        ("userinfo", "lent", Raison.MUET),
        ("userinfo", "html", Raison.IDENTITE_NON_SIGNEE),
        ("userinfo", "json", Raison.IDENTITE_NON_SIGNEE),
        ("identite", "alg_none", Raison.ALGORITHME),
        ("identite", "alg_rs256", Raison.ALGORITHME),
        ("identite", "signature_fausse", Raison.SIGNATURE),
        ("identite", "illisible", Raison.JETON_ILLISIBLE),
        ("identite", "iss", Raison.EMETTEUR),
        ("identite", "aud", Raison.DESTINATAIRE),
        ("identite", "exp", Raison.JETON_PERIME),
        ("identite", "iat_vieux", Raison.DATE_EMISSION),
        ("identite", "sub_autre", Raison.SUJET_DIFFERENT),
        ("identite", "sub_absent", Raison.SUJET),
    ],
)
def test_franceconnect_une_anomalie_arrete_la_connexion(comptoir, point, faute, raison):
    comptoir.fautes[point] = faute

    with pytest.raises(EchecConnexion) as echec:
        comptoir.connecter()

    assert echec.value.raison is raison


@pytest.mark.parametrize(("decalage_exp", "decalage_iat"), [(-28, -88), (60, 28), (-28, -298)])
def test_trente_secondes_d_ecart_entre_horloges_sont_tolerees(comptoir, decalage_exp, decalage_iat):
    fournisseur = comptoir.reglages("franceconnect")
    maintenant = int(time.time())
    claims = {
        "iss": fournisseur.emetteur,
        "aud": [fournisseur.client_id],
        "exp": maintenant + decalage_exp,
        "iat": maintenant + decalage_iat,
    }

    jetons.verifier_origine(claims, fournisseur)


def test_le_code_d_incident_du_fournisseur_est_retenu_mais_pas_son_texte(comptoir):
    comptoir.fautes["jeton"] = "invalid_client"

    with pytest.raises(EchecConnexion) as echec:
        comptoir.connecter()

    assert echec.value.reference == "Y0434A7B"
    assert str(echec.value) == "configuration"


def test_le_state_ne_sert_qu_une_fois_meme_si_la_connexion_echoue(comptoir):
    memoire, fournisseur = {}, comptoir.reglages("franceconnect")
    comptoir.fautes["retour"] = "access_denied"
    parametres = comptoir.traverser(comptoir.partir(fournisseur, memoire), "lina-moreau")

    raisons = []
    for _ in range(2):
        with pytest.raises(EchecConnexion) as echec:
            identite_au_retour(fournisseur, parametres, Tentatives(memoire))
        raisons.append(echec.value.raison)

    assert raisons == [Raison.ABANDON, Raison.ETAT_INCONNU]


def test_une_erreur_sans_state_connu_n_est_pas_crue(comptoir):
    fournisseur = comptoir.reglages("franceconnect")
    parametres = {"error": "server_error", "state": "a" * 64, "iss": fournisseur.emetteur}

    with pytest.raises(EchecConnexion) as echec:
        identite_au_retour(fournisseur, parametres, Tentatives({}))

    assert echec.value.raison is Raison.ETAT_INCONNU


def test_une_connexion_reussie_ne_se_rejoue_pas(comptoir):
    memoire, fournisseur = {}, comptoir.reglages("franceconnect")
    parametres = comptoir.traverser(comptoir.partir(fournisseur, memoire), "lina-moreau")
    copie = {cle: list(valeur) for cle, valeur in memoire.items()}
    identite_au_retour(fournisseur, parametres, Tentatives(memoire))

    with pytest.raises(EchecConnexion) as meme_session:
        identite_au_retour(fournisseur, parametres, Tentatives(memoire))
    with pytest.raises(EchecConnexion) as session_copiee:
        identite_au_retour(fournisseur, parametres, Tentatives(copie))

    assert meme_session.value.raison is Raison.ETAT_INCONNU
    assert session_copiee.value.raison is Raison.CODE_REFUSE


def test_le_state_d_un_fournisseur_ne_vaut_pas_chez_un_autre(comptoir):
    memoire = {}
    parametres = comptoir.traverser(comptoir.partir(comptoir.reglages("franceconnect"), memoire), "lina-moreau")

    with pytest.raises(EchecConnexion) as echec:
        identite_au_retour(comptoir.reglages("proconnect"), parametres, Tentatives(memoire))

    assert echec.value.raison is Raison.ETAT_INCONNU


def test_une_tentative_de_plus_de_trente_minutes_est_perimee(comptoir, monkeypatch):
    memoire, fournisseur = {}, comptoir.reglages("franceconnect")
    parametres = comptoir.traverser(comptoir.partir(fournisseur, memoire), "lina-moreau")
    monkeypatch.setattr(tentatives, "DUREE_SECONDES", -1)

    with pytest.raises(EchecConnexion) as echec:
        identite_au_retour(fournisseur, parametres, Tentatives(memoire))

    assert echec.value.raison is Raison.TENTATIVE_PERIMEE


def test_decouverte_et_cles_ne_sont_lues_qu_une_fois(comptoir):
    comptoir.connecter()
    comptoir.connecter(personne="emma-le-gall")

    assert comptoir.appels.count("/franceconnect/.well-known/openid-configuration") == 1
    assert comptoir.appels.count("/franceconnect/jwks") == 1


def test_la_memoire_s_use(comptoir, monkeypatch):
    comptoir.connecter()
    monkeypatch.setattr(decouverte, "DUREE_SECONDES", -1.0)
    comptoir.appels.clear()

    comptoir.connecter()

    assert "/franceconnect/.well-known/openid-configuration" in comptoir.appels


def test_des_cles_qui_tournent_sont_relues_une_fois(comptoir):
    comptoir.connecter()
    for _ in range(3):
        comptoir.etat.trousseau.tourner()
    comptoir.appels.clear()

    assert comptoir.connecter().sujet
    assert comptoir.appels.count("/franceconnect/jwks") == 1


def test_une_signature_inconnue_ne_fait_relire_les_cles_qu_une_fois(comptoir):
    comptoir.connecter()
    comptoir.appels.clear()
    comptoir.fautes["jeton_identite"] = "cle_inconnue"

    with pytest.raises(EchecConnexion):
        comptoir.connecter()

    assert comptoir.appels.count("/franceconnect/jwks") == 1


def test_un_fournisseur_injoignable_se_dit_muet(comptoir):
    fournisseur = comptoir.reglages("franceconnect", EMETTEUR="http://127.0.0.1:9")

    with pytest.raises(EchecConnexion) as echec:
        comptoir.partir(fournisseur, {})

    assert (echec.value.raison, echec.value.statut) == (Raison.MUET, 503)


def test_le_delai_d_un_appel_est_de_huit_secondes():
    assert reseau.DELAI_SECONDES == 8.0
