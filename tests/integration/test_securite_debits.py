"""Les limites de débit : on ne les contourne ni par un en-tête, ni en changeant d’adresse chez soi."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from portail.dossiers.models import Dossier
from portail.guichets import televersement
from portail.guichets.poste import poste
from portail.parametres import actions as parametres
from portail.pieces.models import Fichier
from portail.socle import debits
from tests import fabriques
from tests.entree import entrer
from tests.fichiers import pdf

ADRESSE = "/api/v1/simulations/aide-permis"


def compteurs(base) -> int:
    return base.scalar(select(func.count()).select_from(debits.Debit))


@pytest.mark.usefixtures("limites")
@pytest.mark.parametrize("entete", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP"])
def test_sans_mandataire_regle_un_en_tete_ne_change_pas_d_adresse(client, base, entete):
    parametres.importer()
    for rang in range(3):
        client.post(ADRESSE, json={}, headers={entete: f"203.0.113.{rang}"})

    assert compteurs(base) == 1


@pytest.mark.usefixtures("limites")
def test_un_abonne_ipv6_ne_change_pas_de_compteur(client, base):
    parametres.importer()
    for adresse in ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"):
        client.post(ADRESSE, json={}, environ_overrides={"REMOTE_ADDR": adresse})
    assert compteurs(base) == 1

    client.post(ADRESSE, json={}, environ_overrides={"REMOTE_ADDR": "2001:db8:1:3::1"})
    assert compteurs(base) == 2


@pytest.mark.parametrize(
    ("adresse", "attendu"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_le_poste_est_une_adresse_ou_un_reseau(application, adresse, attendu):
    with application.test_request_context(environ_overrides={"REMOTE_ADDR": adresse}):
        assert poste() == attendu


def test_le_compteur_ne_garde_pas_l_adresse(client, base, limites):
    parametres.importer()
    client.post(ADRESSE, json={}, environ_overrides={"REMOTE_ADDR": "203.0.113.7"})

    assert "203.0.113.7" not in base.scalars(select(debits.Debit.cle)).one()


@pytest.fixture
def connectee(application, client, base, monkeypatch):
    """Une personne connectée, formulaires sans jeton."""
    monkeypatch.setitem(application.config, "WTF_CSRF_ENABLED", False)
    fabriques.departement()
    personne = fabriques.usager()
    entrer(client, personne)
    return personne


@pytest.mark.usefixtures("limites")
def test_le_nombre_de_fichiers_recus_est_limite_meme_en_un_seul_envoi(client, base, connectee, monkeypatch):
    monkeypatch.setattr(televersement, "DEBIT", "3/hour")
    dossier = fabriques.brouillon(connectee, pieces=False)
    fichiers = [(BytesIO(pdf(1 + rang)), f"page{rang}.pdf") for rang in range(5)]

    reponse = client.post(f"/mon-espace/dossiers/{dossier.numero}/pieces", data={"rib": fichiers})

    assert reponse.status_code == 429
    assert base.scalar(select(func.count()).select_from(Fichier)) == 3


@pytest.mark.usefixtures("limites")
def test_on_n_ouvre_pas_des_brouillons_sans_fin(client, base, connectee):
    codes = [
        client.post("/demarches/aide-permis/commencer", data={"qualite_deposant": "lui_meme"}).status_code
        for _ in range(61)
    ]

    assert codes == [302] * 60 + [429]
    assert base.scalar(select(func.count()).select_from(Dossier)) == 60
