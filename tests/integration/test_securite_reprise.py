"""Un envoi gardé ne se remontre qu’à qui l’a écrit, et ne permet pas de remplir la base."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portail.dossiers import saisies
from portail.dossiers.models import Dossier
from portail.dossiers.saisies import SaisieGardee
from portail.dossiers.taches import purger_les_saisies
from portail.guichets.reprise import TEMOIN
from portail.identite.models import Role
from portail.socle import debits
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.connexions import jeton_de_formulaire

SECRET = "Mon brouillon ne regarde que moi."


@pytest.fixture
def depose(client: ClientExigeant, base: Session) -> Dossier:
    del client, base
    fabriques.departement()
    return fabriques.depose(fabriques.usager())


def gardees(base: Session) -> int:
    return base.scalar(select(func.count()).select_from(SaisieGardee))


def ecrire_sans_jeton(client: ClientExigeant, dossier: Dossier):
    return client.post(f"/agents/dossiers/{dossier.numero}/messages", data={"texte": SECRET, "csrf_token": "périmé"})


def se_deconnecter(client: ClientExigeant) -> None:
    jeton = jeton_de_formulaire(client.get("/deconnexion"))
    assert client.post("/deconnexion", data={"csrf_token": jeton}).status_code == 303


def test_la_personne_retrouve_ce_qu_elle_a_ecrit(client, depose):
    entrer(client, fabriques.agent())

    assert ecrire_sans_jeton(client, depose).status_code == 303

    assert SECRET in client.get(f"/agents/dossiers/{depose.numero}").text
    assert SECRET not in client.get(f"/agents/dossiers/{depose.numero}").text


def test_sur_un_poste_partage_la_personne_suivante_ne_voit_pas_l_envoi(client, base, depose):
    entrer(client, fabriques.agent())
    ecrire_sans_jeton(client, depose)
    entrer(client, fabriques.agent(Role.RESPONSABLE, prenom="Hugo", nom="Perrin"))

    page = client.get(f"/agents/dossiers/{depose.numero}")

    assert page.status_code == 200
    assert SECRET not in page.text
    assert gardees(base) == 1


def test_se_deconnecter_efface_l_envoi_et_son_temoin(client, base, depose):
    entrer(client, fabriques.agent())
    ecrire_sans_jeton(client, depose)
    assert client.get_cookie(TEMOIN)

    se_deconnecter(client)

    assert not client.get_cookie(TEMOIN)
    assert gardees(base) == 0


def test_se_deconnecter_efface_aussi_un_envoi_fait_sans_session(client, base, depose):
    ecrire_sans_jeton(client, depose)
    assert gardees(base) == 1
    entrer(client, fabriques.agent())

    se_deconnecter(client)

    assert gardees(base) == 0


def test_le_temoin_est_protege_comme_celui_de_la_session(application: Flask, client, depose, monkeypatch):
    monkeypatch.setitem(application.config, "SESSION_COOKIE_SECURE", True)

    pose = ecrire_sans_jeton(client, depose).headers["Set-Cookie"]

    assert all(mot in pose for mot in ("reprise=", "Secure", "HttpOnly", "SameSite=Lax"))


def test_un_envoi_demesure_ou_repete_n_est_pas_garde(client, base, depose):
    adresse = f"/agents/dossiers/{depose.numero}/messages"
    assert client.post(adresse, data={"texte": "x" * 200_000}).status_code == 400
    assert gardees(base) == 0

    debits.configurer(actif=True)
    try:
        codes = [ecrire_sans_jeton(client, depose).status_code for _ in range(61)]
    finally:
        debits.configurer(actif=False)

    assert codes == [303] * 60 + [400]
    assert gardees(base) == 60


def test_un_autre_site_ne_fait_rien_garder(client, base, depose):
    adresse = f"/agents/dossiers/{depose.numero}/messages"

    for origine in ("https://ailleurs.example", "null"):
        assert client.post(adresse, data={"texte": SECRET}, headers={"Origin": origine}).status_code == 400

    assert gardees(base) == 0


def test_l_ouvrier_efface_ce_qui_n_a_pas_ete_repris(base):
    saisies.garder("/mon-espace/dossiers/1", {"nom": "Moreau"})
    saisies.garder("/mon-espace/dossiers/2", {"nom": "Belkacem"})
    un = base.scalars(select(SaisieGardee.empreinte)).first()
    base.execute(
        update(SaisieGardee).where(SaisieGardee.empreinte == un).values(expire_le=datetime.now(UTC) - timedelta(1))
    )
    base.commit()

    purger_les_saisies()

    assert gardees(base) == 1
