"""Ce qu’un inconnu envoie ne remplit pas la mémoire : corps bornés, nombre de champs borné."""

import tracemalloc
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from portail.pieces.models import Fichier
from tests import fabriques
from tests.entree import entrer

PAGE = "/accessibilite/signaler"
MO = 1_000_000


def sommet(demander) -> tuple[int, int]:
    """Rend le code de la réponse et la mémoire prise au plus fort, en octets."""
    tracemalloc.start()
    code = demander().status_code
    _courante, pointe = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return code, pointe


@pytest.mark.parametrize("motif", [b"a&", b"a=b&", b"%41=%42&"])
@pytest.mark.parametrize("adresse", [PAGE, "/connexion/courriel", "/agents/dossiers/7K4M2P9X/signer", "/nulle-part"])
def test_un_formulaire_fait_de_riens_est_refuse_sans_etre_lu(client, adresse, motif):
    corps = motif * (30 * MO // len(motif))

    code, pointe = sommet(lambda: client.post(adresse, data=corps, content_type="application/x-www-form-urlencoded"))

    assert code in {404, 413}
    assert pointe < 80 * MO


def test_un_corps_d_un_autre_type_est_borne_aussi(client):
    code, _pointe = sommet(lambda: client.post("/api/v1/simulations/aide-permis", data=b"[" * (30 * MO)))

    assert code == 413


def test_un_formulaire_aux_mille_champs_est_refuse(client):
    champ = b'--limite\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n'

    reponse = client.post(PAGE, data=champ * 1500, content_type="multipart/form-data; boundary=limite")

    assert reponse.status_code == 413


def test_un_long_message_accentue_passe(application, client, base, monkeypatch):
    monkeypatch.setitem(application.config, "WTF_CSRF_ENABLED", False)
    fabriques.departement()
    personne = fabriques.usager()
    dossier = fabriques.depose(personne)
    entrer(client, personne)

    envoi = client.post(
        f"/mon-espace/dossiers/{dossier.numero}/messages",
        data={"texte": "é" * 5000},
        content_type="application/x-www-form-urlencoded",
    )

    assert envoi.status_code == 303


def test_un_envoi_de_fichiers_peut_peser_plus(application, client, base, monkeypatch):
    monkeypatch.setitem(application.config, "WTF_CSRF_ENABLED", False)
    fabriques.departement()
    personne = fabriques.usager()
    dossier = fabriques.brouillon(personne, pieces=False)
    entrer(client, personne)
    photos = [FileStorage(BytesIO(photo_lourde(rang)), f"{rang}.jpg") for rang in range(2)]
    limite, corps = encode_multipart(MultiDict({"rib": photos}))

    envoi = client.post(
        f"/mon-espace/dossiers/{dossier.numero}/pieces",
        data=corps,
        content_type=f"multipart/form-data; boundary={limite}",
    )

    assert envoi.status_code == 422  # il manque d’autres pièces ; celles-ci sont reçues
    recues = base.scalars(select(Fichier)).all()
    assert len(recues) == 2
    assert sum(recue.taille for recue in recues) > MO


def photo_lourde(rang: int) -> bytes:
    """Rend une photo de plus d’un demi-mégaoctet : du bruit ne se comprime pas."""
    bruit = Image.effect_noise((900, 900), 80 + rang)
    sortie = BytesIO()
    bruit.save(sortie, "JPEG", quality=95)
    return sortie.getvalue()
