"""Ce que chaque réponse impose au navigateur, vu d’une personne qui fait sa demande."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.config import PAYFIP_SIMULE
from portail.identite.models import Usager
from portail.pieces.models import Fichier
from portail.pieces.taches import preparer
from tests import fabriques, fichiers
from tests.client import ClientExigeant
from tests.integration.navigation import envoyer, joint

ISOLEMENT = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

pytestmark = pytest.mark.usefixtures("yanis_entre")


@pytest.mark.parametrize("suite", ["", "/recapitulatif.pdf", "/documents/00000000-0000-0000-0000-000000000000"])
def test_une_page_personnelle_est_isolee_et_ne_se_garde_pas(client: ClientExigeant, yanis: Usager, suite: str):
    dossier = fabriques.depose(yanis)

    reponse = client.get(f"/mon-espace/dossiers/{dossier.numero}{suite}")

    assert {nom: reponse.headers[nom] for nom in ISOLEMENT} == ISOLEMENT
    assert reponse.headers["Cache-Control"] == "no-store"
    assert "Cookie" in reponse.headers["Vary"]


def test_la_politique_n_admet_que_nos_fichiers_et_nos_formulaires(client: ClientExigeant, yanis: Usager):
    politique = client.get("/mon-espace/").headers["Content-Security-Policy"].split("; ")
    regles = dict(regle.split(" ", 1) for regle in politique)
    ici, *fournisseurs = regles.pop("form-action").split()

    # La déconnexion mène chez le fournisseur d’identité, le paiement chez PayFiP : eux seuls s’ajoutent à nous.
    assert ici == "'self'"
    assert PAYFIP_SIMULE.startswith(fournisseurs.pop(0))
    assert all(fournisseur.startswith("https://") for fournisseur in fournisseurs)
    assert regles == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'none'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_une_photo_jointe_se_montre_en_bac_a_sable(client: ClientExigeant, base: Session, yanis: Usager):
    dossier = fabriques.brouillon(yanis, pieces=False)
    envoyer(client, f"/mon-espace/dossiers/{dossier.numero}/pieces", {"rib": joint(fichiers.png(), "rib.png")})
    fichier = base.scalars(select(Fichier)).one()
    preparer(str(fichier.id))

    reponse = client.get(f"/mon-espace/dossiers/{dossier.numero}/pieces/{fichier.id}")

    assert reponse.mimetype == "image/jpeg"
    assert reponse.headers["Content-Security-Policy"].endswith("; sandbox")
    assert reponse.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("protege", [True, False])
def test_le_temoin_de_session_est_hors_de_portee_des_scripts_et_des_autres_sites(
    application: Flask, client: ClientExigeant, base: Session, monkeypatch: pytest.MonkeyPatch, protege: bool
):
    del base
    monkeypatch.setitem(application.config, "SESSION_COOKIE_SECURE", protege)

    [pose] = client.get("/accessibilite/signaler").headers.getlist("Set-Cookie")

    attributs = {morceau.strip().split("=")[0] for morceau in pose.split(";")[1:]}
    assert pose.startswith("session=")
    assert "SameSite=Lax" in pose
    assert attributs >= {"HttpOnly", "Path", "Max-Age"}
    assert ("Secure" in attributs) is protege
    assert "Domain" not in attributs


def test_lire_une_page_publique_ne_pose_aucun_temoin(client: ClientExigeant, base: Session):
    fabriques.departement()

    for adresse in ("/", "/demarches/", "/demarches/aide-permis", "/aide", "/mentions-legales"):
        assert client.get(adresse).headers.getlist("Set-Cookie") == []
