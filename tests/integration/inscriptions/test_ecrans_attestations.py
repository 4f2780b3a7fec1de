"""Attestations et quotient : une case, une date, un document si l’on veut ; ce qui vaut ne se redemande pas."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text

from portail.identite.famille import actions as famille
from portail.identite.famille.actions import FicheRattachement
from portail.identite.models import Agent, Role
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.attestations import queries
from portail.inscriptions.attestations.models import Attestation, Genre, Source
from portail.journal.models import Entree
from portail.pieces.justificatifs.models import Justificatif
from portail.pieces.justificatifs.taches import effacer_les_inutiles, preparer_le_justificatif
from portail.pieces.models import EtatControle
from portail.socle import decalage, horloge
from portail.socle.base import session
from tests import fabriques, fichiers
from tests.client import ClientExigeant
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import SAUTRON, Foyer
from tests.integration.navigation import arbre, envoyer, erreurs, joint, mots, navigateur, reenvoyer

FAMILLE = "/mon-espace/famille/"
QUOTIENT = f"{FAMILLE}quotient"
GARDE = f"{FAMILLE}ce-que-nous-gardons"


@pytest.fixture
def guillet(departement: None) -> Foyer:
    usager = fabriques.usager(["Claire"], "Guillet")
    return Foyer(usager, [fabrique.enfant_de(usager, "Lou", date(2018, 3, 2), pieces=False)])


@pytest.fixture
def chez_elle(application: Flask, guillet: Foyer) -> ClientExigeant:
    return navigateur(application, guillet.usager)


@pytest.fixture
def tom(guillet: Foyer) -> Foyer:
    """Tom, le père de Lou, qui l’a rejointe."""
    pere = Foyer(fabriques.usager(["Tom"], "Morel"), guillet.enfants)
    code = famille.inviter(guillet.enfant.id, **guillet.qui)
    famille.rejoindre(code, date(2018, 3, 2), FicheRattachement(code_insee=SAUTRON), **pere.qui)
    return pere


def page_de(un: Foyer) -> str:
    return f"{FAMILLE}enfants/{un.enfant.id}"


def attester(un: Foyer, genre: str) -> str:
    return f"{page_de(un)}/attester/{genre}"


def faite(jour: date, **autres: object) -> dict[str, object]:
    dite = {"faite_le-jour": str(jour.day), "faite_le-mois": str(jour.month), "faite_le-annee": str(jour.year)}
    return {"atteste": "oui", **dite, **autres}


def valables(un: Foyer) -> dict[Genre, Attestation]:
    return queries.valables([un.enfant.id], horloge.aujourd_hui())[un.enfant.id]


# ---------- Attester ----------


def test_une_attestation_de_sante_est_une_case_et_une_date(chez_elle: ClientExigeant, guillet: Foyer):
    page = chez_elle.get(attester(guillet, "sante"))
    genres = {champ.get("type") for champ in arbre(page).iter() if champ.tag.endswith("}input")}
    assert genres == {"hidden", "text", "checkbox"}
    jour = horloge.aujourd_hui()

    suite = reenvoyer(chez_elle, page, attester(guillet, "sante"), faite(jour))

    assert suite.location == page_de(guillet)
    une = valables(guillet)[Genre.SANTE]
    assert (une.faite_le, une.valable_jusqu_au, une.source) == (jour, jour + timedelta(days=365), Source.DECLARE)
    montree = mots(chez_elle.get(page_de(guillet)))
    assert "Attestation de santé Valable Jusqu’au 21 novembre 2027." in montree
    assert "Attestation de santé : jusqu’au 21 novembre 2027." in mots(chez_elle.get(FAMILLE))


def test_un_questionnaire_envoye_quand_meme_n_est_pas_garde(chez_elle: ClientExigeant, guillet: Foyer):
    envoi = faite(horloge.aujourd_hui(), document=joint(fichiers.pdf(), "questionnaire.pdf"))

    assert envoyer(chez_elle, attester(guillet, "sante"), envoi).status_code == 303
    assert valables(guillet)[Genre.SANTE].piece_id is None
    assert session.scalars(select(Justificatif)).all() == []


@pytest.mark.parametrize(
    ("envoi", "phrase"),
    [
        ({**faite(date(2026, 11, 21)), "atteste": ""}, "ochez cette case"),
        (faite(date(2026, 11, 22)), "pas encore passée"),
        (faite(date(2025, 11, 1)), "ni trop ancienne"),
    ],
)
def test_sans_case_ou_sans_bonne_date_rien_n_est_atteste(
    chez_elle: ClientExigeant, guillet: Foyer, envoi: dict[str, object], phrase: str
):
    page = envoyer(chez_elle, attester(guillet, "sante"), envoi)

    assert page.status_code == 422
    assert any(phrase in erreur for erreur in erreurs(page)), erreurs(page)
    assert valables(guillet) == {}


@pytest.mark.parametrize("genre", ["quotient", "questionnaire", "casier"])
def test_rien_d_autre_ne_s_atteste(chez_elle: ClientExigeant, guillet: Foyer, genre: str):
    assert chez_elle.get(attester(guillet, genre)).status_code == 404


def test_ce_qui_est_atteste_ici_ne_manque_plus_a_l_inscription(
    chez_elle: ClientExigeant, sport: None, guillet: Foyer, stage: Groupe
):
    assert queries.manquantes(guillet.enfant.id, stage) == [Genre.SANTE, Genre.RESPONSABILITE_CIVILE]

    for genre in ("sante", "responsabilite_civile"):
        envoyer(chez_elle, attester(guillet, genre), faite(horloge.aujourd_hui()))

    assert queries.manquantes(guillet.enfant.id, stage) == []
    decalage.avancer(timedelta(days=366))
    assert queries.manquantes(guillet.enfant.id, stage) == [Genre.SANTE, Genre.RESPONSABILITE_CIVILE]
    assert "Non donnée, ou plus valable" in mots(chez_elle.get(page_de(guillet)))


def test_une_attestation_donnee_par_erreur_se_retire(application: Flask, chez_elle: ClientExigeant, guillet: Foyer):
    envoyer(chez_elle, attester(guillet, "aisance_aquatique"), faite(date(2026, 7, 1)))
    retirer = f"{FAMILLE}attestations/{valables(guillet)[Genre.AISANCE_AQUATIQUE].id}/retirer"
    inconnue = navigateur(application, fabriques.usager(["Ève"], "Rio"))
    assert envoyer(inconnue, retirer, depuis=QUOTIENT).status_code == 404
    assert Genre.AISANCE_AQUATIQUE in valables(guillet)

    assert envoyer(chez_elle, retirer, depuis=page_de(guillet)).location == page_de(guillet)

    assert valables(guillet) == {}


# ---------- Le document ----------


def test_un_document_joint_n_est_relu_que_de_qui_l_a_envoye(
    application: Flask, chez_elle: ClientExigeant, guillet: Foyer, tom: Foyer
):
    envoi = faite(date(2026, 9, 1), document=joint(fichiers.pdf(), "assurance.pdf"))
    envoyer(chez_elle, attester(guillet, "responsabilite_civile"), envoi)
    une = valables(guillet)[Genre.RESPONSABILITE_CIVILE]
    assert une.source is Source.PIECE
    preparer_le_justificatif(str(une.piece_id))
    adresse = f"{FAMILLE}documents/{une.id}"

    lu = chez_elle.get(adresse)

    assert (lu.status_code, lu.mimetype) == (200, "application/pdf")
    assert adresse in chez_elle.get(page_de(guillet)).text
    chez_lui = navigateur(application, tom.usager)
    assert chez_lui.get(adresse).status_code == 404
    assert adresse not in chez_lui.get(page_de(guillet)).text
    assert "Valable" in mots(chez_lui.get(page_de(guillet)))


def test_un_agent_du_service_lit_le_document_et_cela_se_note(
    application: Flask, chez_elle: ClientExigeant, sport: None, ronan: Agent, guillet: Foyer, stage: Groupe
):
    envoi = faite(date(2026, 9, 1), document=joint(fichiers.pdf(), "assurance.pdf"))
    envoyer(chez_elle, attester(guillet, "responsabilite_civile"), envoi)
    une = valables(guillet)[Genre.RESPONSABILITE_CIVILE]
    preparer_le_justificatif(str(une.piece_id))
    bureau, adresse = navigateur(application, ronan), f"/agents/activites/attestations/{une.id}/document"
    assert bureau.get(adresse).status_code == 404  # l’enfant n’est inscrit à rien dans son service
    fabrique.au_panier(guillet, stage)

    lu = bureau.get(adresse)

    assert (lu.status_code, lu.mimetype) == (200, "application/pdf")
    assert adresse in bureau.get("/agents/activites/a-traiter").text
    lectures = select(Entree).where(Entree.action == "lire_justificatif", Entree.objet_id == str(guillet.enfant.id))
    assert [une.auteur_id for une in session.scalars(lectures)] == [ronan.id]
    ailleurs = fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain")
    assert navigateur(application, ailleurs).get(adresse).status_code == 404


def test_un_mauvais_fichier_se_dit_et_rien_n_est_atteste(chez_elle: ClientExigeant, guillet: Foyer):
    envoi = faite(date(2026, 9, 1), document=joint(b"MZ\x90\x00" + bytes(200), "assurance.pdf"))

    page = envoyer(chez_elle, attester(guillet, "responsabilite_civile"), envoi)

    assert page.status_code == 422
    assert any("pas accepté" in erreur for erreur in erreurs(page))
    assert valables(guillet) == {}


def test_une_photo_se_montre_nettoyee(chez_elle: ClientExigeant, guillet: Foyer):
    envoi = faite(date(2026, 9, 1), document=joint(fichiers.jpeg(), "photo.jpg"))
    envoyer(chez_elle, attester(guillet, "responsabilite_civile"), envoi)
    une = valables(guillet)[Genre.RESPONSABILITE_CIVILE]
    assert chez_elle.get(f"{FAMILLE}documents/{une.id}").status_code == 503

    preparer_le_justificatif(str(une.piece_id))

    document = session.get_one(Justificatif, une.piece_id, populate_existing=True)
    assert (document.controle, document.propre_type) == (EtatControle.SAIN, "image/jpeg")
    assert chez_elle.get(f"{FAMILLE}documents/{une.id}").mimetype == "image/jpeg"


def test_le_document_d_une_attestation_retiree_s_efface_le_lendemain(chez_elle: ClientExigeant, guillet: Foyer):
    envoi = faite(date(2026, 9, 1), document=joint(fichiers.pdf(), "assurance.pdf"))
    envoyer(chez_elle, attester(guillet, "responsabilite_civile"), envoi)
    decalage.avancer(timedelta(days=2))
    assert effacer_les_inutiles() == 0
    retirer = f"{FAMILLE}attestations/{valables(guillet)[Genre.RESPONSABILITE_CIVILE].id}/retirer"
    envoyer(chez_elle, retirer, depuis=page_de(guillet))

    assert effacer_les_inutiles() == 1
    assert session.scalars(select(Justificatif)).all() == []


# ---------- Le quotient ----------


def test_le_quotient_se_donne_avec_ou_sans_document(
    application: Flask, chez_elle: ClientExigeant, guillet: Foyer, tom: Foyer
):
    envoyer(chez_elle, QUOTIENT, {"choix": "donne", "quotient": "750,50"})
    assert queries.valeur_du_quotient(guillet.usager.id) == Decimal("750.50")
    assert "750,50 € Déclaré" in mots(chez_elle.get(QUOTIENT))

    envoyer(chez_elle, QUOTIENT, {"choix": "donne", "quotient": "612", "document": joint(fichiers.pdf(), "caf.pdf")})

    donne = queries.quotient_de(guillet.usager.id)
    assert donne is not None
    assert (donne.source, Decimal(donne.valeur or 0)) == (Source.PIECE, Decimal(612))
    chez_lui = navigateur(application, tom.usager)
    assert chez_lui.get(f"{FAMILLE}documents/{donne.id}").status_code == 404
    assert "612" not in mots(chez_lui.get(QUOTIENT))
    assert queries.valeur_du_quotient(tom.usager.id) is None
    assert b"612" not in b"".join(session.scalars(text("SELECT valeur FROM attestation WHERE valeur IS NOT NULL")))


def test_le_tarif_le_plus_haut_est_un_choix_que_l_on_fait(chez_elle: ClientExigeant, guillet: Foyer):
    envoyer(chez_elle, QUOTIENT, {"choix": "donne", "quotient": "750"})
    rien = envoyer(chez_elle, QUOTIENT, {"quotient": "750"})
    assert rien.status_code == 422
    assert queries.valeur_du_quotient(guillet.usager.id) == Decimal(750)

    suite = envoyer(chez_elle, QUOTIENT, {"choix": "plus_haut", "quotient": "750"})

    assert suite.status_code == 303
    assert "vous paierez le tarif le plus haut" in mots(chez_elle.get(FAMILLE))
    assert queries.valeur_du_quotient(guillet.usager.id) is None


@pytest.mark.parametrize("ecrit", ["", "beaucoup", "-5", "9999999999"])
def test_un_quotient_illisible_se_dit(chez_elle: ClientExigeant, guillet: Foyer, ecrit: str):
    page = envoyer(chez_elle, QUOTIENT, {"choix": "donne", "quotient": ecrit})

    assert page.status_code == 422
    assert erreurs(page) != []
    assert queries.valeur_du_quotient(guillet.usager.id) is None


# ---------- Ce que l’on garde ----------


def test_ce_qui_est_garde_se_dit_avec_sa_fin(chez_elle: ClientExigeant, guillet: Foyer):
    assert "Nous ne l’avons pas." in mots(chez_elle.get(GARDE))
    envoyer(chez_elle, attester(guillet, "sante"), faite(date(2026, 11, 21)))
    envoyer(chez_elle, QUOTIENT, {"choix": "donne", "quotient": "750"})

    lu = mots(chez_elle.get(GARDE))

    assert "Attestation de santé Lu par : ses responsables, le service qui inscrit Jusqu’au 21 novembre 2027." in lu
    assert "Votre quotient familial Lu par : le service qui inscrit Jusqu’au 19 février 2027." in lu
    assert "12 mois après la fin de la dernière saison" in lu
    assert "750" not in lu
