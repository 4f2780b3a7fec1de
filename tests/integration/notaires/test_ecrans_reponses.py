"""Suivre une requête, lire sa réponse, retrouver celles de l’office : rien ne s’annonce avant l’heure."""

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portail.identite.notaires.models import Membre
from portail.journal.models import Entree
from portail.notaires.successions import lettres
from portail.notaires.successions.creances import creances
from portail.notaires.successions.depot import retirer
from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.models import Requete
from portail.notifications.models import Notification
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.notaires.offices import clerc, notaire
from tests.integration.notaires.requetes import DEMANDE, ENGAGEMENTS, YVONNE, depose, envoyer, fichier

pytestmark = pytest.mark.usefixtures("departement")
INTERDITS = ("identifi", "homonym", "rapproch", "valid", "agent", "candidat", "bénéficiaire")


@pytest.fixture
def maitre(client: ClientExigeant):
    """Me Rolland, connecté."""
    membre = notaire()
    entrer(client, membre)
    return membre


def repondue(requete: Requete, reponse: Reponse = Reponse.AUCUNE_CREANCE, motif: str | None = None) -> Requete:
    """Donne la réponse de cette requête, document compris ; comment elle s’est décidée n’est pas l’objet ici."""
    with transaction():
        relue = verrouiller(Requete, requete.id)
        relue.reponse, relue.motif, relue.etat = reponse, motif, EtatRequete.REPONDUE
        relue.repondue_le = horloge.maintenant()
        relue.creances = creances(relue, [], horloge.aujourd_hui())
        membre = session.get_one(Membre, relue.membre_id)
        relue.document_id = lettres.remettre(relue, membre.office, membre).id
    return relue


def gestes(requete: Requete) -> list[str]:
    siens = select(Entree.action).where(Entree.objet_id == str(requete.id)).order_by(Entree.rang_objet)
    return list(session.scalars(siens))


@pytest.mark.parametrize("etat", ["identifiee", "homonymie", "rapprochee", "validee"])
def test_avant_l_heure_tout_se_montre_pareil(client, maitre, etat):
    requete = depose(maitre).requete
    temoin = sans_jetons(client.get(f"/notaires/successions/{requete.numero}").text)
    with transaction():
        lue = verrouiller(Requete, requete.id)
        lue.etat, lue.reponse, lue.motif = EtatRequete(etat), Reponse.CREANCE, "Secret"

    page = sans_jetons(client.get(f"/notaires/successions/{requete.numero}").text)
    listes = [
        client.get(f"/notaires/{ou}").text for ou in ("", "successions/", "historique", "successions/?etat=recue")
    ]

    assert page == temoin
    assert all("Créance" not in liste and "Secret" not in liste for liste in listes)
    assert "GAUTIER" in listes[3]
    assert client.get(f"/notaires/successions/{requete.numero}/reponse").status_code == 404
    principal = re.search(r"<main.*?</main>", page, re.DOTALL)[0].lower()
    assert not [mot for mot in INTERDITS if mot in principal]


def sans_jetons(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


@pytest.mark.parametrize("reponse", list(Reponse))
def test_la_reponse_se_lit_avec_son_code_et_sa_validite(client, maitre, reponse):
    requete = repondue(depose(maitre).requete, reponse, "Donnez le second prénom." if reponse == "C" else None)

    page = client.get(f"/notaires/successions/{requete.numero}")
    lue = client.get(f"/notaires/successions/{requete.numero}/reponse")

    assert "Valable jusqu’au" in page.text
    assert "mai 2027" in page.text
    assert ("Donnez le second prénom." in page.text) is (reponse == "C")
    assert "L. 132-8" in lue.text
    assert "GAUTIER" in lue.text
    assert gestes(requete)[-2:] == ["lire_requete", "lire_reponse"]
    pdf = client.get(f"/notaires/successions/{requete.numero}/reponse?format=pdf")
    assert pdf.location == f"/notaires/successions/{requete.numero}/reponse"  # il se compose


def test_une_reponse_a_preciser_se_refait_deja_remplie(client, maitre):
    requete = repondue(depose(maitre).requete, Reponse.RECHERCHE, "Donnez le second prénom.")

    suite = envoyer(
        client, f"/notaires/successions/{requete.numero}/preciser", {},
        montree=f"/notaires/successions/{requete.numero}",
    )  # fmt: skip

    page = client.get(suite.location)
    assert all(mot in page.text for mot in ('value="GAUTIER"', 'value="Yvonne Marie"', 'value="1931"', "4 rue du Port"))
    assert suite.location.endswith("/defunt")


def test_joindre_l_acte_puis_retirer(client, maitre):
    requete = depose(maitre, sans_acte=True).requete
    adresse = f"/notaires/successions/{requete.numero}"

    sans = envoyer(client, f"{adresse}/acte", {}, montree=adresse)
    joint = envoyer(client, f"{adresse}/acte", {"document": fichier()}, montree=adresse)
    retiree = envoyer(client, f"{adresse}/retirer", {})

    assert (sans.status_code, joint.status_code, retiree.status_code) == (422, 303, 303)
    assert "Retirée par vous" in client.get(adresse).text
    assert client.get(f"{adresse}/retirer").status_code == 404


def test_l_historique_cherche_par_reference_numero_membre_et_periode(client, maitre):
    elle = clerc(maitre)
    requete = depose(elle).requete

    def trouve(question: str) -> bool:
        return "GAUTIER" in client.get(f"/notaires/historique?{question}").text

    aujourd_hui, demain = horloge.aujourd_hui(), horloge.aujourd_hui() + timedelta(days=1)
    assert all(
        map(
            trouve,
            ("q=2026 118 gautier", f"q={requete.numero}", f"membre={elle.id}", f"du={aujourd_hui}", "etat=recue"),
        )
    )
    assert not any(map(trouve, ("q=118", f"membre={maitre.id}", f"du={demain}", "etat=repondue")))
    assert trouve("du=pas-une-date&membre=rien&etat=identifiee")


def test_l_export_dit_ce_que_l_ecran_dit_et_se_note(client, maitre):
    retirer(depose(maitre).requete.id, membre=maitre)
    repondue(depose(maitre).requete)

    fichier_csv = envoyer(client, "/notaires/historique/export", {"etat": "repondue"}, montree="/notaires/historique")

    [ligne] = csv.DictReader(io.StringIO(fichier_csv.data.decode("utf-8-sig")), delimiter=";")
    assert (ligne["reference"], ligne["reponse"]) == ("2026-118 GAUTIER", "Aucune aide récupérable connue")
    assert session.scalar(select(func.count()).where(Entree.action == "exporter_historique")) == 1


def test_le_message_de_reponse_se_renvoie_a_qui_le_demande(client, maitre):
    elle = clerc(maitre)
    requete = repondue(depose(maitre).requete)
    entrer(client, elle)

    envoyer(
        client, f"/notaires/successions/{requete.numero}/renvoyer", {},
        montree=f"/notaires/successions/{requete.numero}",
    )  # fmt: skip

    renvoye = select(Notification.adresse).where(Notification.gabarit == "notaires/reponse")
    assert session.scalars(renvoye).all() == [elle.courriel]


@pytest.mark.usefixtures("sans_jeton")
def test_rien_d_un_autre_office_ne_s_ouvre(client, maitre):
    requete = repondue(depose(maitre).requete)
    autre = depose(maitre, replace(DEMANDE, defunt=replace(YVONNE, prenoms=("Anne",))), sans_acte=True)
    brouillon = envoyer(client, "/notaires/successions/nouvelle", {"reference": "2026-118"}).location.rpartition("/")[0]
    entrer(client, clerc(notaire("44031")))
    ici = f"/notaires/successions/{requete.numero}"
    lectures = [
        ici,
        f"{ici}/reponse",
        f"{ici}/reponse?format=pdf",
        f"/notaires/successions/{autre.requete.numero}/retirer",
    ]
    lectures += [f"{brouillon}/{etape}" for etape in ("reference", "defunt", "pieces", "recapitulatif")]
    envois = [f"{ici}/renvoyer", f"{ici}/preciser", f"/notaires/successions/{autre.requete.numero}/acte"]
    envois += [*lectures[3:], f"{brouillon}/effacer"]

    codes = {adresse: client.get(adresse).status_code for adresse in lectures}
    codes |= {f"POST {adresse}": client.post(adresse, data=ENGAGEMENTS).status_code for adresse in envois}

    assert set(codes.values()) == {404}, codes
    assert "GAUTIER" not in client.get(f"/notaires/historique?q={requete.numero}").text
