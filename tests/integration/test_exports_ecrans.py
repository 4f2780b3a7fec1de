"""Exporter à l’écran, sans script : dire pourquoi, suivre, prendre le fichier, l’effacer."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portail.identite.models import Agent, Habilitation, Role
from portail.instruction.exports import taches
from portail.instruction.exports.models import EtatExport, Export, FormatExport
from portail.journal.models import Entree, TexteDuJournal
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.exports import contenu, ecrit, relu
from tests.integration.lots import demandes
from tests.integration.navigation import NS, arbre, envoyer, erreurs, jeton, mots, navigateur

DEMANDER = "/agents/exports/nouveau?vue=tous"
POURQUOI = {"raison": "encadrement", "format": "xlsx"}


@pytest.fixture
def ecran(application: Flask, claire: Agent) -> ClientExigeant:
    return navigateur(application, claire)


def l_export() -> Export:
    return session.scalars(select(Export).execution_options(populate_existing=True)).one()


def test_de_la_liste_au_fichier_sans_script(ecran: ClientExigeant):
    demandes(2)
    liste = ecran.get("/agents/dossiers/?vue=tous")
    assert DEMANDER in {lien.get("href") for lien in arbre(liste).iter(f"{NS}a")}

    envoi = envoyer(ecran, DEMANDER, POURQUOI)
    en_cours = ecran.get(envoi.location)
    assert en_cours.headers["Refresh"].isdecimal()
    assert list(arbre(en_cours).iter(f"{NS}progress"))

    taches.ecrire(export_id=str(l_export().id))
    pret = ecran.get(envoi.location)
    [lien] = [a.get("href") for a in arbre(pret).iter(f"{NS}a") if (a.get("href") or "").endswith("/fichier")]
    fichier = ecran.get(lien)

    assert "Refresh" not in pret.headers
    assert fichier.headers["Content-Disposition"].endswith('.xlsx"')
    assert fichier.data == contenu(l_export())
    assert int(fichier.headers["Content-Length"]) == len(fichier.data)
    assert "telecharger_export" in {e.action for e in session.scalars(select(Entree))}


@pytest.mark.parametrize("envoi", [{"format": "xlsx"}, POURQUOI | {"format": "pdf"}])
def test_la_raison_et_un_format_connu_sont_exiges(ecran: ClientExigeant, envoi: dict[str, str]):
    demandes(1)

    page = envoyer(ecran, DEMANDER, envoi)

    assert page.status_code == 422
    assert len(erreurs(page)) == 1
    assert session.scalars(select(Export)).all() == []


def test_une_autre_raison_se_precise(ecran: ClientExigeant):
    demandes(1)
    autre = POURQUOI | {"raison": "autre"}

    refusee = envoyer(ecran, DEMANDER, autre)
    envoyer(ecran, DEMANDER, autre | {"precision": "Enquête annuelle."})

    assert refusee.status_code == 422
    assert [texte.texte for texte in session.scalars(select(TexteDuJournal))] == ["Enquête annuelle."]


def test_une_vue_vide_se_dit(ecran: ClientExigeant):
    page = envoyer(ecran, DEMANDER, POURQUOI)

    assert page.status_code == 422
    assert "rien à exporter" in mots(page)


def test_l_export_d_un_autre_n_existe_pas(application: Flask, claire: Agent):
    demandes(1)
    export = ecrit(claire)
    lea = navigateur(application, fabriques.agent(prenom="Léa"))
    csrf = jeton(lea.get("/accessibilite/signaler"))

    refus = lea.get(f"/agents/exports/{export.id}/fichier")
    effacement = lea.post(f"/agents/exports/{export.id}/effacer", data={"csrf_token": csrf})

    assert (refus.status_code, effacement.status_code) == (404, 404)
    assert relu(export).etat is EtatExport.PRET
    assert "/fichier" not in lea.get("/agents/exports/").text


def test_expire_ou_hors_de_ses_droits_le_fichier_ne_se_prend_plus(ecran: ClientExigeant, claire: Agent):
    demandes(1)
    export = ecrit(claire, FormatExport.ODS)
    fichier = f"/agents/exports/{export.id}/fichier"
    assert ecran.get(fichier).status_code == 200
    with transaction():
        for habilitation in session.scalars(select(Habilitation).where(Habilitation.agent_id == claire.id)):
            session.delete(habilitation)
        session.add(Habilitation(agent_id=claire.id, role=Role.ACCUEIL, service_code="autonomie"))

    assert ecran.get(fichier).status_code == 404
    assert "Vous ne pouvez plus lire" in mots(ecran.get("/agents/exports/"))

    horloge.poser_decalage(timedelta(hours=49))
    assert ecran.get(fichier).status_code in {303, 404}


def test_effacer_avant_terme(ecran: ClientExigeant, claire: Agent):
    demandes(1)
    export = ecrit(claire)
    page = ecran.get("/agents/exports/")

    ecran.post(f"/agents/exports/{export.id}/effacer", data={"csrf_token": jeton(page)})

    assert relu(export).etat is EtatExport.EXPIRE
    assert ecran.get(f"/agents/exports/{export.id}/fichier").status_code == 404
