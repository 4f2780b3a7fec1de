"""Le parcours d’un notaire, de l’accueil à la réponse lue : rien ne se perd, rien ne s’annonce avant l’heure."""

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
from portail.notaires.successions.brouillons.models import Brouillon
from portail.notaires.successions.creances import creances
from portail.notaires.successions.depot import retirer
from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.models import Requete
from portail.notifications.models import Notification
from portail.pieces.justificatifs.models import Justificatif
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.notaires.offices import clerc, notaire
from tests.integration.notaires.requetes import (
    DEFUNT,
    DEMANDE,
    ENGAGEMENTS,
    IDENTITE,
    YVONNE,
    depose,
    envoyer,
    fichier,
    remplir,
)

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
