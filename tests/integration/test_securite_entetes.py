"""Les en-têtes qui protègent sont sur toute réponse, erreurs et fichiers compris ; aucune page ne les desserre."""

import re
from io import BytesIO

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select, update

from portail.config import RACINE
from portail.documents.taches import composer_document
from portail.dossiers.models import Document
from portail.guichets.gardes import ouvert
from portail.pieces.models import EtatControle, Fichier
from portail.pieces.taches import preparer
from tests import fabriques
from tests.entree import entrer
from tests.fichiers import jpeg

GABARITS = RACINE / "portail" / "templates"
LEVE = re.compile(r"'[^']*'\|safe\b|\|\s*safe\b|\{%-?\s*autoescape.*|Markup\(.*")
# Un script ne s’admet que servi par nous, dans un fichier.
EN_FICHIER = r"""(?:type="module" )?src="{{ statique\('[a-z_]+\.js'\) }}"(?: defer)?></script>"""
EN_LIGNE = re.compile(rf"<script(?! {EN_FICHIER})" r"""|<style|\sstyle=|\son[a-z]+\s*=|javascript:""", re.IGNORECASE)


def protections(reponse) -> None:
    politique = reponse.headers["Content-Security-Policy"]
    assert "default-src 'none'" in politique
    assert "frame-ancestors 'none'" in politique
    assert "unsafe" not in politique.replace("style-src 'unsafe-inline'", "")
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"
    assert reponse.headers["Cache-Control"] == "no-store"
    assert reponse.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert not [nom for nom in dict(reponse.headers) if nom.lower().startswith("access-control")]


@pytest.mark.parametrize(
    ("methode", "adresse", "code"),
    [
        ("GET", "/aide", 200),
        ("GET", "/mon-espace/", 303),
        ("POST", "/accessibilite/signaler", 400),
        ("GET", "/nulle-part", 404),
        ("PUT", "/aide", 405),
        ("GET", "/api/v1/nulle-part", 404),
        ("GET", "/sante", 200),
        ("GET", "/connexion/courriel/lien/faux", 410),
    ],
)
def test_toute_reponse_est_protegee(client, base, methode, adresse, code):
    reponse = client.open(adresse, method=methode, headers={"Origin": "https://ailleurs.example"})

    assert reponse.status_code == code
    protections(reponse)


def test_une_panne_et_un_envoi_trop_lourd_sont_proteges(application: Flask, client, monkeypatch):
    @ouvert
    def casser(**_arguments: str) -> str:
        raise ValueError

    monkeypatch.setitem(application.view_functions, "public.fiche", casser)
    monkeypatch.setitem(application.config, "PROPAGATE_EXCEPTIONS", False)

    panne = client.get("/demarches/aide-permis")
    lourd = client.post("/accessibilite/signaler", data={"description": "x" * 3_000_000})

    assert (panne.status_code, lourd.status_code) == (500, 413)
    protections(panne)
    protections(lourd)


@pytest.fixture
def depose(client, base):
    del base
    fabriques.departement()
    personne = fabriques.usager()
    entrer(client, personne)
    return fabriques.depose(personne)


def test_un_pdf_du_departement_porte_un_nom_sur(client, base, depose):
    document = base.scalars(select(Document.id)).first()
    composer_document(str(document))

    for adresse in (f"documents/{document}?format=pdf", "recapitulatif.pdf"):
        reponse = client.get(f"/mon-espace/dossiers/{depose.numero}/{adresse}")
        assert reponse.status_code == 200
        assert re.fullmatch(r'inline; filename="[a-z_-]+-[0-9A-Z]{8}\.pdf"', reponse.headers["Content-Disposition"])
        protections(reponse)


NOM = "'><script>alert(1)<..script>; a=b.jpg"


@pytest.fixture
def photo(application: Flask, depose, client, base, monkeypatch):
    """Une photo jointe sous un nom hostile, et sa page."""
    monkeypatch.setitem(application.config, "WTF_CSRF_ENABLED", False)
    envoi = client.post(
        f"/mon-espace/dossiers/{depose.numero}/ajouter", data={"rib": [(BytesIO(jpeg(trace=True)), NOM)]}
    )
    assert envoi.status_code == 303
    [recue] = base.scalars(select(Fichier).where(Fichier.type_mime == "image/jpeg"))
    return recue


def test_un_nom_hostile_s_affiche_sans_agir(client, depose, photo):
    page = client.get(f"/mon-espace/dossiers/{depose.numero}").text

    assert "alert(1)" in photo.nom
    assert not re.search(r"[<>\r\n/]", photo.nom)
    assert str(escape(photo.nom)) in page
    assert "<script" not in page


def test_une_photo_se_sert_refaite_jamais_l_originale(client, depose, photo):
    adresse = f"/mon-espace/dossiers/{depose.numero}/pieces/{photo.id}"
    avant = client.get(adresse)
    preparer(str(photo.id))
    apres = client.get(adresse)

    assert avant.status_code == 503
    assert apres.status_code == 200
    assert apres.mimetype == "image/jpeg"
    assert "sandbox" in apres.headers["Content-Security-Policy"]
    assert apres.headers["Content-Disposition"] == "inline"
    assert b"Exif" in jpeg(trace=True)
    assert b"Exif" not in apres.data
    protections(apres)


@pytest.mark.parametrize("controle", [EtatControle.INFECTE, EtatControle.ILLISIBLE])
def test_un_fichier_ecarte_ne_se_sert_a_personne(client, base, depose, photo, controle):
    base.execute(update(Fichier).where(Fichier.id == photo.id).values(controle=controle))
    base.commit()

    assert client.get(f"/mon-espace/dossiers/{depose.numero}/pieces/{photo.id}").status_code == 404
    entrer(client, fabriques.agent())
    assert client.get(f"/agents/dossiers/{depose.numero}/fichiers/{photo.id}").status_code == 404


def test_aucun_gabarit_n_a_besoin_de_desserrer_la_politique():
    fautifs = [
        f"{chemin.relative_to(GABARITS)}:{rang}"
        for chemin in sorted(GABARITS.rglob("*.html"))
        if "courriels" not in chemin.parts
        for rang, ligne in enumerate(chemin.read_text(encoding="utf-8").splitlines(), start=1)
        if EN_LIGNE.search(ligne)
    ]

    assert fautifs == []


def test_aucun_gabarit_ne_leve_l_echappement():
    leves = {
        chemin.relative_to(GABARITS).as_posix(): LEVE.findall(chemin.read_text(encoding="utf-8"))
        for chemin in GABARITS.rglob("*.html")
    }

    assert {nom: trouves for nom, trouves in leves.items() if trouves} == {
        "public/accueil.html": ["'<span class=\"d-un-bloc\">voulez-vous</span>'|safe"]
    }


@pytest.mark.parametrize("entete", ["X-Forwarded-Host", "X-Forwarded-Proto", "Via"])
def test_les_mesures_n_existent_pas_derriere_un_mandataire(client, base, entete):
    assert client.get("/metriques").status_code == 200
    assert client.get("/metriques", headers={entete: "https"}).status_code == 404
