"""Un formulaire ne change que ce que sa page demande : ni l’identité certifiée, ni ce que pose la plateforme."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.dossiers.actions import complement
from portail.dossiers.models import Dossier
from portail.identite.models import Role
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer

INJECTEES = {
    "qualite_deposant": "parent",
    "identite_certifiee": "oui",
    "doublons": "0",
    "etat": "decide",
    "numero": "00000000",
    "agent_id": "x",
    "iban": "FR7630001007941234567890185",
    "ecole_agrement": "ecole",
}
"""Ce qu’un formulaire de la page « identité » n’a pas à changer."""


pytestmark = pytest.mark.usefixtures("sans_jeton")


def reponses(base: Session, dossier: Dossier) -> dict:
    return base.execute(
        select(Dossier.reponses).where(Dossier.id == dossier.id).execution_options(populate_existing=True)
    ).scalar_one()


def envoyer(client: ClientExigeant, dossier: Dossier, **donnees: str):
    page = f"/mon-espace/dossiers/{dossier.numero}/saisie/identite"
    return client.post(page, data={"nom_usage": "Durand", "nationalite": "fr"} | donnees)


def test_les_champs_etrangers_a_la_page_sont_ignores(client, base, yanis):
    dossier = fabriques.brouillon(yanis)
    avant = reponses(base, dossier)
    entrer(client, yanis)

    assert envoyer(client, dossier, **INJECTEES).status_code == 303

    apres = reponses(base, dossier)
    assert apres.pop("nom_usage") == "Durand"
    assert apres == {nom: valeur for nom, valeur in avant.items() if nom != "nom_usage"}
    assert base.scalar(select(Dossier.numero).where(Dossier.id == dossier.id)) == dossier.numero


def test_l_identite_certifiee_ne_se_change_pas_au_brouillon(client, base, yanis):
    dossier = fabriques.brouillon(yanis)
    entrer(client, yanis)

    envoyer(client, dossier, nom_naissance="AUTRE", prenoms="Personne", **{"date_naissance-annee": "1950"})

    apres = reponses(base, dossier)
    assert (apres["nom_naissance"], apres["prenoms"], apres["date_naissance"]) == ("BELKACEM", "Yanis", "2001-11-22")


def test_l_identite_certifiee_ne_se_change_pas_par_un_complement(client, base, yanis):
    dossier = fabriques.a_completer(yanis, fabriques.agent(), champs=("nom_naissance", "nom_usage"), pieces=())
    entrer(client, yanis)

    page = client.get(f"/mon-espace/dossiers/{dossier.numero}/completer")
    envoi = client.post(
        f"/mon-espace/dossiers/{dossier.numero}/completer", data={"nom_naissance": "AUTRE", "nom_usage": "Durand"}
    )

    assert 'name="nom_naissance"' not in page.text
    assert envoi.status_code == 303
    apres = reponses(base, dossier)
    assert (apres["nom_naissance"], apres["nom_usage"]) == ("BELKACEM", "Durand")


def test_l_action_elle_meme_refuse_de_changer_l_identite_certifiee(base, yanis):
    dossier = fabriques.a_completer(yanis, fabriques.agent(), champs=("nom_naissance", "nom_usage"), pieces=())

    complement.repondre_complement(
        dossier.id, usager=yanis, reponses={"nom_naissance": "AUTRE", "iban": "x", "nom_usage": "Durand"}, revision=None
    )

    apres = reponses(base, dossier)
    assert (apres["nom_naissance"], apres["nom_usage"]) == ("BELKACEM", "Durand")
    assert apres["iban"] != "x"


def test_on_ne_redemande_pas_une_donnee_certifiee(client, yanis):
    agent = fabriques.agent()
    dossier = fabriques.en_instruction(yanis, agent)
    entrer(client, agent)

    page = client.get(f"/agents/dossiers/{dossier.numero}/complement").text

    assert 'value="telephone"' in page
    assert 'value="nom_naissance"' not in page


def test_la_qualite_du_deposant_est_l_une_de_celles_de_la_demarche(client, base, yanis):
    entrer(client, yanis)

    for qualite in ("mandataire", "", "lui_meme' OR 1=1"):
        reponse = client.post("/demarches/aide-permis/commencer", data={"qualite_deposant": qualite})
        assert reponse.status_code == 422

    assert base.scalars(select(Dossier)).all() == []


def test_un_caractere_de_commande_dans_une_adresse_n_est_pas_une_page(client, yanis):
    claire, anne = fabriques.agent(), fabriques.agent(Role.ADMINISTRATEUR, prenom="Anne")
    dossier = fabriques.en_instruction(yanis, claire)
    adresses = {
        claire: (f"/agents/dossiers/{dossier.numero}/pieces/rib%00.pdf", "/verifier/7K4M%00"),
        anne: ("/administration/services/%00",),
    }

    for agent, siennes in adresses.items():
        entrer(client, agent)
        assert [client.get(adresse).status_code for adresse in siennes] == [404] * len(siennes)
