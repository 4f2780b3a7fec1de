"""Écrire une requête, de la référence à l’envoi : rien de ce qui est écrit ou joint ne se perd."""

import io

import pytest
from sqlalchemy import func, select

from portail.notaires.successions.brouillons.models import Brouillon
from portail.notaires.successions.models import Requete
from portail.pieces.justificatifs.models import Justificatif
from portail.socle.base import session
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.notaires.offices import clerc, notaire
from tests.integration.notaires.requetes import (
    DEFUNT,
    ENGAGEMENTS,
    IDENTITE,
    YVONNE,
    envoyer,
    fichier,
    remplir,
)

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def maitre(client: ClientExigeant):
    """Me Rolland, connecté."""
    membre = notaire()
    entrer(client, membre)
    return membre


def test_une_requete_de_bout_en_bout(client, maitre):
    recapitulatif = remplir(client)
    page = client.get(recapitulatif)
    assert all(mot in page.text for mot in ("GAUTIER", "12 février 1931", "Savenay", "acte.pdf", "11 décembre 2026"))

    envoye = envoyer(client, recapitulatif, ENGAGEMENTS)

    requete = session.scalars(select(Requete)).one()
    assert envoye.location == f"/notaires/successions/{requete.numero}"
    assert requete.defunt == {**YVONNE.en_json(), "naissance": {"annee": 1931, "mois": 2, "jour": 12}}
    assert (requete.deces["commune"], requete.deces["domiciles_anterieurs"]) == ("44109", ["44109"])
    suivi = client.get(envoye.location)
    assert "Réponse le 11 décembre 2026 à 9\u00a0h" in suivi.text
    assert "L’absence de réponse ne vaut pas absence de créance." in suivi.text


def test_sans_engagement_rien_ne_part(client, maitre):
    recapitulatif = remplir(client)

    refuse = envoyer(client, recapitulatif, {"engagement_finalite": "oui"})

    assert refuse.status_code == 422
    assert session.scalar(select(func.count()).select_from(Requete)) == 0


def test_le_double_clic_et_le_retour_en_arriere_menent_a_la_meme_requete(client, maitre):
    recapitulatif = remplir(client)
    donnees = {"csrf_token": jeton_de_formulaire(client.get(recapitulatif)), **ENGAGEMENTS}

    arrivees = {client.post(recapitulatif, data=donnees).location for _fois in range(2)}
    retour = client.get(recapitulatif)

    assert arrivees == {retour.location}
    assert session.scalar(select(func.count()).select_from(Requete)) == 1


def test_une_page_fautive_dit_quoi_corriger_et_garde_tout(client, maitre):
    commence = envoyer(client, "/notaires/successions/nouvelle", {"reference": "2026-118"})

    refuse = envoyer(client, commence.location, {**DEFUNT, "naissance-annee": "2026", "naissance-mois": "12"})
    futur = envoyer(client, commence.location, {**DEFUNT, "deces_le-annee": "2027"})
    etranger = envoyer(
        client, commence.location,
        {**DEFUNT, "naissance-jour": "", "naissance-mois": "", "naissance-annee": "", "naissance_incomplete": "1931"},
    )  # fmt: skip

    assert [page.status_code for page in (refuse, futur, etranger)] == [422, 422, 422]
    assert "GAUTIER" in futur.text
    assert "4 rue du Port" in futur.text
    assert "seul un acte étranger" in etranger.text


def test_une_naissance_a_l_etranger_peut_n_avoir_que_l_annee(client, maitre):
    naissance = {"naissance-jour": "", "naissance-mois": "", "naissance-annee": "", "naissance_incomplete": "03/1931"}
    recapitulatif = remplir(client, defunt={**DEFUNT, **naissance, "lieu_naissance": "Alger (Algérie)"})

    envoyer(client, recapitulatif, ENGAGEMENTS)

    defunt = session.scalars(select(Requete)).one().defunt
    assert (defunt["naissance"], defunt["lieu"]) == ({"annee": 1931, "mois": 3, "jour": 0}, "Alger (Algérie)")


def test_le_conjoint_a_sa_page_et_sa_requete(client, maitre):
    commence = envoyer(client, "/notaires/successions/nouvelle", {"reference": "2026-118"})
    conjoint = envoyer(client, commence.location, {**DEFUNT, "conjoint": "oui"})
    assert conjoint.location.endswith("/conjoint")
    lui = {f"conjoint_{nom}": valeur for nom, valeur in IDENTITE.items()}
    lui |= {"conjoint_prenoms": "Louis", "conjoint_sexe": "M", "conjoint_deces_commune": "Nantes"}
    lui |= {"conjoint_deces_le-jour": "2", "conjoint_deces_le-mois": "1", "conjoint_deces_le-annee": "2001"}

    succession = envoyer(client, conjoint.location, lui)
    pieces = envoyer(client, succession.location, {"testament": "non", "donations": "non", "assurance_vie": "non"})
    recapitulatif = envoyer(client, pieces.location, {"acte": fichier()}).location
    envoyer(client, recapitulatif, ENGAGEMENTS)

    assert sorted(un.defunt["prenoms"][0] for un in session.scalars(select(Requete))) == ["Louis", "Yvonne"]


def test_un_fichier_recu_n_est_pas_redemande_meme_si_l_autre_est_refuse(client, maitre):
    commence = envoyer(client, "/notaires/successions/nouvelle", {"reference": "2026-118"})
    pieces = commence.location.rpartition("/")[0] + "/pieces"

    refuse = envoyer(client, pieces, {"acte": fichier(), "mandat": (io.BytesIO(b"MZ rien de bon"), "mandat.exe")})
    suite = envoyer(client, pieces, {})

    assert refuse.status_code == 422
    assert "acte.pdf" in refuse.text
    assert suite.status_code == 303
    brouillon = session.scalars(select(Brouillon)).one()
    assert session.get_one(Justificatif, brouillon.acte_id).nom == "acte.pdf"
    assert envoyer(client, pieces, {"supprimer": "acte"}).status_code == 303
    assert "acte.pdf" not in client.get(pieces).text


def test_une_session_finie_ne_perd_rien(client, maitre):
    commence = envoyer(client, "/notaires/successions/nouvelle", {"reference": "2026-118"})
    page = client.get(commence.location)
    client.delete_cookie("session")
    client._cookies.clear()

    perdu = client.post(commence.location, data={"csrf_token": jeton_de_formulaire(page), **DEFUNT})
    entrer(client, maitre)
    repris = client.get(commence.location)

    assert perdu.status_code == 303
    assert "4 rue du Port" in repris.text
    assert "2026-118" in client.get("/notaires/").text


def test_tout_l_office_reprend_un_brouillon_et_l_efface(client, maitre):
    commence = envoyer(client, "/notaires/successions/nouvelle", {"reference": "2026-118"})
    entrer(client, clerc(maitre))
    assert client.get(commence.location).status_code == 200

    adresse = commence.location.rpartition("/")[0] + "/effacer"
    efface = envoyer(client, adresse, {}, montree="/notaires/")

    assert (efface.status_code, client.get(commence.location).status_code) == (303, 404)


def test_un_acte_deja_vu_se_dit_sans_rien_perdre(client, maitre):
    envoyer(client, remplir(client), ENGAGEMENTS)
    second = remplir(
        client, defunt={**DEFUNT, "nom_naissance": "AUBERT", "prenoms": "Pierre", "naissance-annee": "1935"}
    )

    refuse = envoyer(client, second, ENGAGEMENTS)

    assert refuse.status_code == 422
    assert "déjà été joint pour une autre personne" in refuse.text
    assert "AUBERT" in client.get(second).text


def test_le_meme_defunt_rappelle_la_requete(client, maitre):
    premiere = envoyer(client, remplir(client), ENGAGEMENTS).location

    rappel = envoyer(client, remplir(client), ENGAGEMENTS)

    assert rappel.location == premiere
    assert "déjà fait cette requête" in client.get(premiere).text
