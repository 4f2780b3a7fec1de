"""L’écran d’un volet, sans script : page par page, conflit, validation, photos ; et ce qu’il dit en JSON."""

import io
import re

import pytest
from sqlalchemy import select

from forms.apa_evaluation import VOLET
from portail.dossiers.models import Dossier
from portail.dossiers.volets import actions
from portail.dossiers.volets.queries import volet_ecrit
from portail.guichets.session import TEMOIN
from portail.identite.models import Agent, Role
from portail.journal.models import Entree
from portail.pieces.models import Fichier, Piece
from tests import fabriques, fichiers
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.evaluations import ADVERBES_DE, COTES_DU_GIR, SECRET, evaluatrice, evaluer, remplir, reponses_de
from tests.integration.lignes import entrees_de, relu
from tests.integration.navigation import mots, valeurs
from tests.integration.test_volets import dossier as dossier  # la fabrique partagée
from tests.integration.test_volets import personne as personne  # idem

JSON = {"Accept": "application/json"}


@pytest.fixture
def isabelle(client: ClientExigeant, dossier: Dossier) -> Agent:
    del dossier
    agent = evaluatrice()
    entrer(client, agent)
    return agent


@pytest.fixture
def racine(dossier: Dossier) -> str:
    return f"/agents/dossiers/{dossier.numero}/volets/{VOLET}"


def jeton(client: ClientExigeant, racine: str) -> str:
    trouve = re.search(r'name="csrf_token" value="([^"]+)"', client.get(racine).text)
    assert trouve
    return trouve[1]


def poster(client: ClientExigeant, racine: str, suite: str, entetes: dict | None = None, **champs):
    donnees = {"csrf_token": jeton(client, racine), **champs}
    return client.post(f"{racine}/{suite}", data=donnees, headers=entetes or {})


def test_l_evaluatrice_ouvre_le_volet_depuis_le_dossier_sans_dire_pourquoi(client, dossier, isabelle, racine):
    page = client.get(f"/agents/dossiers/{dossier.numero}")

    assert page.status_code == 200
    assert f'href="{racine}"' in page.text
    ecran = client.get(racine)
    assert ecran.status_code == 200
    assert "Guide de cotation" in mots(ecran)
    assert len(re.findall(r"<section [^>]*data-page=", ecran.text)) == 6
    assert [e.action for e in entrees_de(dossier)][-1] == "lire_volet"


def test_une_page_s_enregistre_par_son_bouton_et_mene_a_la_suivante(client, dossier, isabelle, racine):
    reponse = poster(client, racine, "pages/esprit", revision="0", coherence=ADVERBES_DE["B"], orientation=[])

    assert (reponse.status_code, reponse.location) == (303, f"{racine}#t-corps")
    assert volet_ecrit(dossier, VOLET).reponses == {"coherence": ADVERBES_DE["B"]}
    assert "Cote B" in mots(client.get(racine))


def test_une_reponse_impossible_se_dit_sur_la_page_seule(client, dossier, isabelle, racine):
    reponse = poster(client, racine, "pages/esprit", revision="0", coherence=["spontanement", "ne_fait_pas"])

    assert reponse.status_code == 422
    assert 'id="erreurs"' in reponse.text
    assert volet_ecrit(dossier, VOLET) is None


def test_sans_script_un_conflit_rouvre_la_page_avec_ce_que_l_on_ecrivait(client, dossier, isabelle, racine):
    actions.enregistrer_page(
        dossier.id, VOLET, agent=evaluatrice("Anne", "Le Bihan"), page="compte_rendu",
        reponses={"constats": "Le sien"}, revision=0,
    )  # fmt: skip

    suite = poster(client, racine, "pages/compte_rendu", revision="0", constats="Le mien")
    assert suite.status_code == 303
    remontree = client.get(suite.location)

    assert valeurs(remontree)["constats"] == "Le mien"
    assert valeurs(remontree)["revision"] == "1"
    assert volet_ecrit(dossier, VOLET).reponses == {"constats": "Le sien"}


def test_en_json_un_conflit_dit_qui_et_quoi(client, dossier, isabelle, racine):
    actions.enregistrer_page(
        dossier.id, VOLET, agent=evaluatrice("Anne", "Le Bihan"), page="compte_rendu",
        reponses={"constats": "Le sien"}, revision=0,
    )  # fmt: skip

    reponse = poster(client, racine, "pages/compte_rendu", JSON, revision="0", constats="Le mien")

    assert reponse.status_code == 409
    assert (reponse.json["qui"], reponse.json["revision"]) == ("Anne Le Bihan", 1)
    assert ["Ce que vous avez constaté", "Le sien"] in reponse.json["lignes"]


def test_en_json_une_page_rend_sa_revision_et_les_resultats(client, dossier, isabelle, racine):
    reponse = poster(client, racine, "pages/esprit", JSON, revision="0", coherence=ADVERBES_DE["C"])

    assert (reponse.status_code, reponse.json["revision"], reponse.json["total"]) == (200, 1, 1)
    assert (reponse.json["resultats"]["cote_coherence"], reponse.json["resultats"]["gir"]) == ("Cote C", "")
    assert "esprit" in reponse.json["a_finir"]


def test_valider_incomplet_dit_ou(client, dossier, isabelle, racine):
    reponse = poster(client, racine, "valider", revision="0")

    assert reponse.location == f"{racine}#t-esprit"
    assert "Il manque des réponses dans" in mots(client.get(racine))


def test_valider_puis_lire_puis_rouvrir(client, dossier, isabelle, racine):
    ecrit = remplir(dossier, isabelle, reponses_de(COTES_DU_GIR[2]))

    assert poster(client, racine, "valider", revision=str(ecrit.revision)).status_code == 303
    lecture = client.get(racine)
    assert "<form" not in lecture.text.split("<main")[1]
    assert SECRET in lecture.text
    assert relu(dossier).reponses_agent["gir"] == "2"

    motif = client.get(f"{racine}/rouvrir")
    rouvrir = client.post(f"{racine}/rouvrir", data={**valeurs(motif), "motif": "Deuxième visite"})
    assert rouvrir.status_code == 303
    assert 'data-page="esprit"' in client.get(racine).text


def test_l_instructrice_lit_le_resultat_sans_pouvoir_l_ecrire(client, dossier, racine):
    evaluer(dossier, 4)
    entrer(client, fabriques.agent(service="autonomie"))

    page = client.get(f"/agents/dossiers/{dossier.numero}/verifier/evaluation")

    assert 'name="gir"' not in page.text
    assert "GIR 4" in page.text
    assert "Évaluation à domicile" in page.text


def test_la_session_finie_rend_ce_que_l_on_ecrivait(client, dossier, isabelle, racine):
    page = client.get(f"{racine}/pages/compte_rendu")
    client.delete_cookie(TEMOIN)
    assert client.post(f"{racine}/pages/compte_rendu", data={**valeurs(page), "constats": "Le mien"}).status_code == 303

    entrer(client, isabelle)

    assert valeurs(client.get(f"{racine}/pages/compte_rendu"))["constats"] == "Le mien"
    assert volet_ecrit(dossier, VOLET) is None


# ---------- Photos ----------


def photo(nom: str = "escalier.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(fichiers.jpeg()), nom


def test_une_photo_envoyee_deux_fois_n_est_qu_une_et_se_retire(client, dossier, base, isabelle, racine):
    assert poster(client, racine, "pieces/photos_visite", JSON, photos_visite=photo()).json == {"recu": True}
    assert poster(client, racine, "pieces/photos_visite", photos_visite=photo()).status_code == 303
    [fichier] = base.scalars(
        select(Fichier).join(Piece, Piece.id == Fichier.piece_id).where(Piece.code == "photos_visite")
    )
    assert f"{racine}/fichiers/{fichier.id}" in client.get(racine).text

    assert poster(client, racine, f"fichiers/{fichier.id}/retirer").status_code == 303
    assert "escalier.jpg" not in client.get(racine).text


def test_le_certificat_de_la_personne_se_lit_et_ne_se_retire_pas(client, dossier, base, isabelle, racine):
    [certificat] = base.scalars(
        select(Fichier).join(Piece, Piece.id == Fichier.piece_id).where(Piece.code == "certificat_medical")
    )

    assert client.get(f"{racine}/fichiers/{certificat.id}").status_code == 200
    assert poster(client, racine, f"fichiers/{certificat.id}/retirer").status_code == 404


def test_un_fichier_du_dossier_ne_s_ouvre_pas_par_le_volet(client, dossier, base, isabelle, racine):
    [identite] = base.scalars(
        select(Fichier).join(Piece, Piece.id == Fichier.piece_id).where(Piece.code == "avis_impot")
    )

    assert client.get(f"{racine}/fichiers/{identite.id}").status_code == 404


def test_un_fichier_refuse_le_dit(client, dossier, isabelle, racine):
    faux = (io.BytesIO(b"PK\x03\x04"), "tableur.xlsx")

    reponse = poster(client, racine, "pieces/photos_visite", JSON, photos_visite=faux)

    assert reponse.status_code == 422
    assert reponse.json["message"]


# ---------- Le médecin, les coupures ----------


def test_la_liste_mene_le_medecin_au_volet_et_ne_dit_rien_aux_autres(client, dossier, racine):
    for role, service, voit in (
        (Role.MEDECIN, "autonomie", True),
        (Role.EVALUATEUR, "autonomie", True),
        (Role.EVALUATEUR, "jeunesse", False),
        (Role.INSTRUCTEUR, "autonomie", False),
    ):
        entrer(client, fabriques.agent(role, service, prenom=f"{role}{service}"))
        liste = client.get("/agents/volets")
        assert (racine in liste.text, "BRIAND" in liste.text) == (voit, voit), role


def test_le_medecin_ouvre_le_volet_et_rien_d_autre_du_dossier(client, dossier, racine):
    evaluer(dossier, 4)
    entrer(client, fabriques.agent(Role.MEDECIN, "autonomie"))

    assert SECRET in client.get(racine).text
    assert client.get(f"/agents/dossiers/{dossier.numero}").status_code == 404


def test_la_page_de_secours_ne_porte_aucune_donnee(client, dossier, isabelle, racine):
    client.get(racine)

    coquille = client.get("/agents/hors-ligne")

    assert coquille.status_code == 200
    for donnee in ("BRIAND", "Jeanne", dossier.numero, isabelle.nom_affiche):
        assert donnee not in coquille.text


def test_le_veilleur_a_la_portee_du_bureau(client, isabelle):
    script = client.get("/agents/veilleur.js")

    assert script.content_type == "text/javascript; charset=utf-8"
    assert "script-src 'self'" in script.headers["Content-Security-Policy"]


def test_la_cle_du_coffre_change_avec_l_agent_et_pas_avec_la_session(client, dossier, isabelle, racine):
    def cle() -> str:
        trouvee = re.search(r'data-cle="([0-9a-f]{64})"', client.get(racine).text)
        assert trouvee
        return trouvee[1]

    la_sienne = cle()
    entrer(client, isabelle)
    assert cle() == la_sienne
    entrer(client, evaluatrice("Anne", "Le Bihan"))
    assert cle() != la_sienne


def test_se_deconnecter_efface_l_appareil(client, isabelle):
    sortie = client.post("/deconnexion", data=valeurs(client.get("/deconnexion")))

    assert sortie.headers["Clear-Site-Data"] == '"storage"'


def test_chaque_lecture_est_au_journal(client, dossier, base, isabelle, racine):
    client.get(racine)
    client.get(racine)

    lectures = base.scalars(select(Entree).where(Entree.action == "lire_volet", Entree.objet_id == str(dossier.id)))
    assert [lecture.details for lecture in lectures] == [{"volet": VOLET}] * 2
