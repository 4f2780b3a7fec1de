"""Une vente déclarée par un office : ce qu’il ouvre, ce qu’il n’ouvre pas, le certificat d’où il vient."""

import pytest
from flask import Flask
from sqlalchemy import select

from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Usager
from portail.identite.notaires.models import Membre
from portail.identite.notaires.queries import usager_au_nom_de
from portail.notaires.zones.appartenance import Sorte
from portail.socle.base import session
from tests.integration.navigation import envoyer, erreurs, mots, navigateur
from tests.integration.notaires import offices
from tests.integration.notaires.test_dia import PREEMPTION, decide, terrain_en_zone
from tests.integration.notaires.test_dia import maitre as maitre
from tests.integration.notaires.test_dia import nadia as nadia
from tests.integration.notaires.ventes import declaree, preparee
from tests.integration.test_requetes_sql import compter

pytestmark = pytest.mark.usefixtures("application", "departement")


def test_un_office_ne_suit_que_ses_ventes_et_n_ouvre_rien_d_autre(maitre: Membre, yanis: Usager, application: Flask):
    confrere = offices.notaire("44031")
    sienne, autre = declaree(maitre), declaree(yanis, qualite_deposant="lui_meme")
    client = navigateur(application, maitre)

    assert sienne.numero[:4] in mots(client.get("/notaires/declarations"))
    assert "Renonciation tacite" in client.get("/notaires/declarations").text
    assert client.get(f"/mon-espace/dossiers/{sienne.numero}").status_code == 200
    assert client.get("/mon-espace/").location.endswith("/notaires/declarations")
    assert client.get(f"/mon-espace/dossiers/{autre.numero}").status_code == 404
    assert navigateur(application, confrere).get(f"/mon-espace/dossiers/{sienne.numero}").status_code == 404
    assert client.get("/demarches/aide-permis/commencer").status_code == 403
    for fermee in ("/mon-espace/compte", "/mon-espace/rattacher", "/famille/", "/mon-espace/contester"):
        assert client.get(fermee).status_code in {303, 404}


def test_un_certificat_preremplit_la_declaration(maitre: Membre, application: Flask):
    client = navigateur(application, maitre)
    adresse = "/demarches/dia-ens/commencer?commune=44201&parcelles=AB+145,AB+146&certificat=7K4M2P9X"

    commencee = envoyer(client, adresse)

    assert commencee.status_code in {302, 303}
    [dossier] = session.scalars(select(Dossier)).all()
    assert dossier.reponses["qualite_deposant"] == "notaire"
    assert dossier.reponses["commune_bien"]["insee"] == "44201"
    assert [une["parcelle_numero"] for une in dossier.reponses["parcelles"]] == ["145", "146"]


def test_la_page_des_parcelles_dit_le_refus_et_a_qui_s_adresser(maitre: Membre, application: Flask):
    terrain_en_zone(Sorte.PEAN, "44069")
    dossier = preparee(usager_au_nom_de(maitre), pieces=False)
    client = navigateur(application, maitre)
    ici = f"/mon-espace/dossiers/{dossier.numero}/saisie"
    envoyer(client, f"{ici}/situation", {"commune_bien": "Guérande"})

    page = envoyer(
        client, f"{ici}/parcelles",
        {"parcelles-0-parcelle_section": "AB", "parcelles-0-parcelle_numero": "145",
         "parcelles-0-parcelle_contenance": "8000"},
    )  # fmt: skip

    assert page.status_code == 422
    assert any("SAFER" in erreur for erreur in erreurs(page))


def test_ses_pages_coutent_douze_requetes_au_plus(maitre: Membre, nadia: Agent, application: Flask):
    dossier, decidee = declaree(maitre), declaree(maitre)
    decide(decidee, nadia, NatureDecision.REFUS, PREEMPTION)
    office, agent = navigateur(application, maitre), navigateur(application, nadia)
    suivis = [f"/mon-espace/dossiers/{un.numero}" for un in (dossier, decidee)]
    registre = "/espaces-naturels/preemptions"

    couts = {
        adresse: len(compter(lambda c=client, a=adresse: c.get(a)))
        for client, adresses in (
            (office, ("/notaires/declarations", f"{suivis[0]}/envoyee", *suivis, registre)),
            (agent, (f"/agents/dossiers/{dossier.numero}",)),
        )
        for adresse in adresses
    }

    assert {adresse: cout for adresse, cout in couts.items() if cout > 12} == {}
