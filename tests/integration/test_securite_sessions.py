"""La session : son témoin ne se fabrique pas, ne se fixe pas, ne se rouvre pas, finit à l’heure."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from itsdangerous import Signer
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portail.guichets.session import TEMOIN
from portail.identite import sessions
from portail.identite.models import SessionOuverte
from portail.identite.sessions import Titulaire
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.connexions import jeton_de_formulaire, sessions_ouvertes, temoin
from tests.integration.simultane import sous_verrou

ESPACE = "/mon-espace/"


@pytest.fixture
def connecte(client: ClientExigeant, base: Session) -> ClientExigeant:
    del base
    fabriques.departement()
    entrer(client, fabriques.usager())
    assert client.get(ESPACE).status_code == 200
    return client


def est_dehors(client: ClientExigeant) -> bool:
    return client.get(ESPACE).status_code == 303


@pytest.mark.parametrize("faux", ["", "x", "x.y", "é", "a" * 3000, "." * 10])
def test_un_temoin_fabrique_n_ouvre_rien(connecte, faux):
    connecte.set_cookie(TEMOIN, faux)

    assert est_dehors(connecte)


def test_un_temoin_signe_d_un_autre_secret_n_ouvre_rien(connecte, base):
    jeton = sessions.nouveau_jeton()
    sessions.enregistrer(
        jeton, Titulaire(usager_id=base.scalars(select(SessionOuverte.usager_id)).one()), fournisseur="essai",
        jeton_identite=None, donnees={},
    )  # fmt: skip
    for sel in ("portail/session", "itsdangerous.Signer"):
        connecte.set_cookie(TEMOIN, Signer("un autre secret", salt=sel).sign(jeton).decode())
        assert est_dehors(connecte)


def test_la_base_ne_garde_pas_de_quoi_refaire_le_temoin(connecte, base):
    [empreinte] = base.scalars(select(SessionOuverte.empreinte))

    assert empreinte not in temoin(connecte)
    assert temoin(connecte).split(".")[0] not in empreinte


def test_une_session_revoquee_se_ferme_tout_de_suite(connecte, base):
    base.execute(delete(SessionOuverte))
    base.commit()

    assert est_dehors(connecte)


def test_la_session_finit_vingt_heures_apres_le_dernier_passage(connecte, base):
    bornes = base.execute(select(SessionOuverte.vue_le, SessionOuverte.expire_le)).one()
    assert bornes.expire_le - bornes.vue_le == timedelta(hours=20)
    hier = datetime.now(UTC) - timedelta(seconds=1)
    base.execute(update(SessionOuverte).values(expire_le=hier))
    base.commit()

    assert est_dehors(connecte)


def test_une_requete_lente_ne_rouvre_pas_une_session_fermee(application: Flask, connecte, base):
    interface = application.session_interface
    with application.test_request_context(ESPACE, headers={"Cookie": f"{TEMOIN}={temoin(connecte)}"}) as contexte:
        lente = interface.open_session(application, contexte.request)
        assert lente.titulaire.usager_id is not None
        jeton = jeton_de_formulaire(connecte.get("/deconnexion"))
        connecte.post("/deconnexion", data={"csrf_token": jeton})
        lente["annonce"] = "trop tard"
        reponse = application.response_class()
        interface.save_session(application, lente, reponse)

    assert sessions_ouvertes(base) == 0
    assert "Expires=Thu, 01 Jan 1970" in reponse.headers["Set-Cookie"]


def test_les_donnees_d_une_session_vivante_se_gardent(connecte, base):
    page = connecte.get("/demarches/aide-permis/commencer")
    jeton_de_formulaire(page)

    assert sessions_ouvertes(base) == 1
    assert "csrf_token" in base.scalars(select(SessionOuverte.donnees)).one()


def test_deux_requetes_qui_ecrivent_ensemble_ne_s_effacent_pas(base_reelle: str):
    jeton = sessions.nouveau_jeton()
    lues = {"langue": "fr", "vieux": 1}
    sessions.enregistrer(jeton, Titulaire(), fournisseur="", jeton_identite=None, donnees=lues)
    ouverte = sessions.session_de(jeton)
    assert ouverte is not None
    vue_le = ouverte.ligne.vue_le

    issues = sous_verrou(
        base_reelle,
        "SELECT 1 FROM session_ouverte WHERE empreinte = %s FOR UPDATE",
        [sessions.empreinte(jeton)],
        lambda: sessions.changer_les_donnees(jeton, {**lues, "un": [1]}, lues=lues, vue_le=vue_le),
        lambda: sessions.changer_les_donnees(jeton, {"langue": "fr", "deux": 2}, lues=lues, vue_le=vue_le),
    )

    lue = sessions.session_de(jeton)
    assert issues == [True, True]
    assert lue is not None
    assert lue.ligne.donnees == {"langue": "fr", "un": [1], "deux": 2}


def test_se_deconnecter_ne_se_fait_pas_par_un_lien(connecte):
    assert connecte.get("/deconnexion").status_code == 200
    assert connecte.post("/deconnexion").status_code == 400

    assert not est_dehors(connecte)


def test_une_page_personnelle_ne_se_garde_pas_en_cache(connecte):
    reponse = connecte.get(ESPACE)

    assert reponse.headers["Cache-Control"] == "no-store"
    assert "Cookie" in reponse.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in reponse.headers
