"""Rapprocher à l’écran, et exporter."""

from decimal import Decimal

from flask import Flask
from sqlalchemy import select

from portail.identite.models import Agent, Role
from portail.journal.models import Entree
from portail.paiement.paiements.models import Encaissement, SommeDue
from portail.paiement.rapprochement import actions, queries
from portail.paiement.rapprochement.models import LigneDuReleve
from portail.paiement.regies.models import Regie
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.navigation import envoyer, jeton, joint, mots, navigateur
from tests.integration.paiement import fabrique
from tests.integration.paiement.fabrique import (
    encaissements,
    ouvrir,
    payee,
)
from tests.integration.paiement.test_rapprochement import ligne, releve
from tests.payfip import Guichetier

# ---------- L’écran et l’export ----------


def test_importer_constater_classer_a_l_ecran(application: Flask, en_ligne: Guichetier, due: SommeDue, maryse: Agent):
    bureau = navigateur(application, maryse)
    ouvrir(due)
    contenu = releve(ligne(due), "090909;2026-11-20;TPE0000001;12;carte;", "faux;x;x;x;x;x")

    fait = envoyer(bureau, "/agents/regie/releve", {"fichier": joint(contenu, "releve.csv")})

    assert fait.status_code == 303
    bilan = bureau.get(fait.location)
    assert "Lignes à corriger" in mots(bilan)
    page = bureau.get("/agents/regie/")
    assert "Au relevé, absents d’ici" in mots(page)
    [connue, autre] = sorted(session.scalars(select(LigneDuReleve)), key=lambda une: une.refdet)
    bureau.post(f"/agents/regie/lignes/{connue.id}/constater", data={"csrf_token": jeton(page)})
    assert envoyer(bureau, f"/agents/regie/lignes/{autre.id}/classer", {"raison": ""}).status_code == 422
    assert envoyer(bureau, f"/agents/regie/lignes/{autre.id}/classer", {"raison": "Terminal"}).status_code == 303

    assert [un.montant for un in encaissements(due)] == [50]
    assert "absents d’ici" not in mots(bureau.get("/agents/regie/"))


def test_le_bilan_d_un_autre_est_introuvable(application: Flask, due: SommeDue, maryse: Agent):
    bilan = actions.importer(releve(ligne(due)), nom="a.csv", agent=maryse)
    autre = navigateur(application, fabriques.agent(Role.REGISSEUR, "vie_associative", prenom="Autre"))

    assert autre.get(f"/agents/regie/imports/{bilan.id}").status_code == 404


def test_l_export_dit_tout_sauf_les_noms(
    application: Flask, en_ligne: Guichetier, due: SommeDue, maryse: Agent, regie: Regie
):
    recu: Encaissement = payee(en_ligne, due)
    bureau: ClientExigeant = navigateur(application, maryse)
    page = bureau.get("/agents/regie/")

    fichier = bureau.post("/agents/regie/export", data={"csrf_token": jeton(page), "regie": regie.code})

    texte = fichier.data.decode("utf-8-sig")
    [_entete, une] = texte.strip().split("\r\n")
    jour = horloge.aujourd_hui().isoformat()
    assert une == (
        f"{recu.numero};{jour};{due.numero};ASD{due.numero}01;Stage de voile, été 2027;carte;50.00;0.00;;;;acquis;"
    )
    assert "guillet" not in texte.lower()
    assert "exporter_regie" in session.scalars(select(Entree.action).where(Entree.objet_type == "regie")).all()


def test_une_cellule_exportee_ne_s_execute_pas(en_ligne: Guichetier, due: SommeDue, regie: Regie):
    with fabrique.transaction():
        session.get_one(SommeDue, due.id).libelle = "=1+1"
    payee(en_ligne, due)

    assert "'=1+1" in queries.exporter(regie, du=horloge.aujourd_hui(), au=horloge.aujourd_hui()).decode()
    assert Decimal(50) == encaissements(due)[0].montant
