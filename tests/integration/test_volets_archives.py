"""Une évaluation révisée garde celle d’avant : entière, chiffrée, lue des mêmes métiers et d’eux seuls."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from forms.apa_evaluation import VOLET
from portail.dossiers.models import Dossier
from portail.dossiers.volets import actions
from portail.dossiers.volets.archives import archive_pour, archives_de, volets_anterieurs
from portail.dossiers.volets.queries import volet_ecrit
from portail.identite.models import Agent, Role, Usager
from portail.journal.queries import entrees_de
from portail.pieces.queries import pieces_de
from portail.socle.base import session
from portail.socle.erreurs import Introuvable, TransitionInterdite
from tests import fabriques, fichiers
from tests.integration.evaluations import evaluer
from tests.integration.lignes import relu
from tests.integration.navigation import mots, navigateur
from tests.integration.propositions import COMPLET, SERVICE, demande_complete

AVANT, APRES = "Marche seule avec une canne", "Ne quitte plus son fauteuil"


@pytest.fixture
def dossier(personne: Usager, isabelle: Agent) -> Dossier:
    """Évaluée en GIR 4, une photo jointe ; revue en GIR 2."""
    dossier = demande_complete(personne)
    photo = fabriques.fichier("salon.jpg", fichiers.jpeg())
    actions.joindre(dossier.id, VOLET, agent=isabelle, piece="photos_visite", recu=photo)
    evaluer(dossier, 4, agent=isabelle, constats=AVANT)
    fabriques.mettre_l_horloge_au(date(2026, 12, 15))
    actions.rouvrir(dossier.id, VOLET, agent=isabelle, motif="Révision")
    evaluer(dossier, 2, agent=isabelle, constats=APRES)
    return relu(dossier)


def test_la_revision_ne_change_rien_a_l_evaluation_d_avant(dossier: Dossier, isabelle: Agent):
    [archive] = archives_de(dossier, VOLET)
    gardee, alors = archive_pour(isabelle, dossier, VOLET, 1)
    courante = volet_ecrit(dossier, VOLET)

    assert courante is not None
    assert (archive.rang, archive.valide_par_id, archive.valide_le.date()) == (1, isabelle.id, COMPLET)
    assert alors.ecrit is not None
    assert (alors.ecrit.reponses["constats"], courante.reponses["constats"]) == (AVANT, APRES)
    assert gardee.archive_le.date() == date(2026, 12, 15)
    assert relu(dossier).reponses_agent["gir"] == "2"


def test_chaque_reouverture_en_garde_une_de_plus(dossier: Dossier, isabelle: Agent):
    actions.rouvrir(dossier.id, VOLET, agent=isabelle, motif="Encore")

    assert [une.rang for une in archives_de(dossier, VOLET)] == [2, 1]
    assert archive_pour(isabelle, dossier, VOLET, 2)[0].reponses["constats"] == APRES


def test_une_photo_de_l_evaluation_d_avant_ne_s_ote_plus_une_nouvelle_si(dossier: Dossier, isabelle: Agent):
    actions.rouvrir(dossier.id, VOLET, agent=isabelle, motif="Encore")
    nouvelle = fabriques.fichier("chambre.jpg", fichiers.jpeg(largeur=80))
    actions.joindre(dossier.id, VOLET, agent=isabelle, piece="photos_visite", recu=nouvelle)
    [photos] = [piece for piece in pieces_de(dossier.id) if piece.code == "photos_visite"]
    par_nom = {fichier.nom: fichier.id for fichier in photos.fichiers}

    with pytest.raises(TransitionInterdite):
        actions.retirer_fichier(dossier.id, VOLET, agent=isabelle, fichier_id=par_nom["salon.jpg"])
    actions.retirer_fichier(dossier.id, VOLET, agent=isabelle, fichier_id=par_nom["chambre.jpg"])

    session.expire_all()
    [photos] = [piece for piece in pieces_de(dossier.id) if piece.code == "photos_visite"]
    assert [fichier.nom for fichier in photos.fichiers] == ["salon.jpg"]


def test_a_l_ecran_l_evaluatrice_la_relit_et_la_lecture_est_au_journal(
    application: Flask, dossier: Dossier, isabelle: Agent
):
    bureau, racine = navigateur(application, isabelle), f"/agents/dossiers/{dossier.numero}/volets/{VOLET}"
    fabriques.justifie(isabelle, dossier)
    assert "Évaluations précédentes" in mots(bureau.get(racine))

    page = mots(bureau.get(f"{racine}/archives/1"))

    assert AVANT in page
    assert APRES not in page
    assert "GIR 4" in page
    lecture = entrees_de(("dossier", dossier.id))[0]
    assert (lecture.action, lecture.details) == ("lire_volet", {"volet": VOLET, "archive": 1})
    assert bureau.get(f"{racine}/archives/7").status_code == 404


@pytest.mark.parametrize("role", [Role.INSTRUCTEUR, Role.ACCUEIL, Role.RESPONSABLE, Role.DIRECTEUR, Role.SECRETAIRE])
def test_nul_autre_metier_ne_la_lit(application: Flask, dossier: Dossier, role: Role):
    autre = fabriques.agent(role, SERVICE, prenom="Autre")
    fabriques.justifie(autre, dossier)

    with pytest.raises(Introuvable):
        archive_pour(autre, dossier, VOLET, 1)
    adresse = f"/agents/dossiers/{dossier.numero}/volets/{VOLET}/archives/1"
    assert navigateur(application, autre).get(adresse).status_code == 404


def test_le_medecin_la_lit_aussi(dossier: Dossier):
    medecin = fabriques.agent(Role.MEDECIN, SERVICE, prenom="Paul")

    assert archive_pour(medecin, dossier, VOLET, 1)[0].reponses["constats"] == AVANT


def test_elle_est_chiffree_a_part(base: Session, dossier: Dossier):
    del dossier
    brut = base.execute(text("SELECT volet_archive::text FROM volet_archive")).scalar_one()

    assert AVANT not in str(brut)


def test_au_renouvellement_l_ancienne_demande_garde_la_sienne_et_se_retrouve(
    dossier: Dossier, personne: Usager, isabelle: Agent
):
    nouvelle = demande_complete(personne)
    evaluer(nouvelle, 1, agent=isabelle, constats="Alitée")
    ailleurs = fabriques.agent(Role.EVALUATEUR, "jeunesse", prenom="Ana")

    [(ancienne, quand)] = volets_anterieurs(isabelle, relu(nouvelle), VOLET)

    assert (ancienne.id, quand.date()) == (dossier.id, date(2026, 12, 15))
    gardee = volet_ecrit(relu(dossier), VOLET)
    assert gardee is not None
    assert gardee.reponses["constats"] == APRES
    assert volets_anterieurs(ailleurs, relu(nouvelle), VOLET) == []
