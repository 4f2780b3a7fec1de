"""Les certificats à l’écran : demandés sans script, relus avant l’envoi, suivis, vérifiés par un agent."""

import csv
import io

import pytest
from sqlalchemy import func, select

from portail.documents.models import Document
from portail.identite.models import Agent
from portail.journal.models import Entree
from portail.notaires.certificats import instruction
from portail.notaires.certificats.etats import EtatCertificat
from portail.notaires.certificats.models import Certificat
from portail.socle.base import session
from tests import fichiers
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.navigation import erreurs, mots, navigateur, titre, valeurs
from tests.integration.notaires.certificats import A_CHEVAL, EN_PEAN, EN_ZONE, LOIN, certificatrice, demandee, installer
from tests.integration.notaires.offices import notaire
from tests.integration.notaires.terrains import adresser
from tests.integration.remises import composer
from tests.integration.test_requetes_sql import instructions

NOUVEAU = "/notaires/espaces-naturels/nouveau"
FILE = "/agents/zones/certificats"
PAR_PAGE_SQL = 12

pytestmark = pytest.mark.usefixtures("departement", "sans_jeton")


@pytest.fixture
def maitre(client: ClientExigeant):
    installer()
    membre = notaire()
    entrer(client, membre)
    return membre


@pytest.fixture
def agente() -> Agent:
    return certificatrice()


@pytest.fixture
def bureau(application, agente: Agent) -> ClientExigeant:
    return navigateur(application, agente)


def ecrit(**autres: str) -> dict[str, str]:
    return {"reference": "2026-118", "commune": "Couëron", "nature": "vente", "liste": "ZK 12\nZK 13", **autres}


def le_certificat() -> Certificat:
    return session.scalars(select(Certificat)).one()


def texte(page) -> str:
    return mots(page).replace("\u00a0", " ").replace("\u202f", " ")


def test_deux_parcelles_hors_zone_relues_puis_certifiees(client, maitre):
    relire = client.post(NOUVEAU, data=ecrit())
    assert titre(relire) == "Relisez avant d’envoyer"
    assert "44047000ZK0012" in relire.text
    assert session.scalar(select(func.count()).select_from(Certificat)) == 0

    envoye = client.post(NOUVEAU, data={**valeurs(relire), "etape": "envoyer"})

    certificat = le_certificat()
    assert envoye.location == f"/notaires/espaces-naturels/{certificat.numero}"
    suivi = client.get(envoye.location)
    assert "Hors zone" in texte(suivi)
    assert "Il n’y a rien à déclarer au Département." in texte(suivi)
    assert "<svg" in suivi.text
    assert "Déclarer l’intention d’aliéner" not in suivi.text


def test_l_envoi_recu_deux_fois_n_en_fait_qu_un(client, maitre):
    relire = client.post(NOUVEAU, data=ecrit())
    adresses = {client.post(NOUVEAU, data={**valeurs(relire), "etape": "envoyer"}).location for _fois in range(2)}

    assert len(adresses) == 1
    assert session.scalar(select(func.count()).select_from(Certificat)) == 1


def test_corriger_remontre_tout_ce_qui_etait_ecrit(client, maitre):
    relire = client.post(NOUVEAU, data=ecrit(adresse="12 rue du Port", proprietaire="Bertin"))

    formulaire = valeurs(client.post(NOUVEAU, data={**valeurs(relire), "etape": "corriger"}))

    assert (formulaire["reference"], formulaire["adresse"]) == ("2026-118", "12 rue du Port")
    assert formulaire["liste"].splitlines() == ["000 ZK 12", "000 ZK 13"]


def test_une_ancienne_commune_se_lit_par_son_nom(client, maitre):
    relire = client.post(NOUVEAU, data=ecrit(commune="Belligné", liste="C 87"))

    assert "442130110C0087" in relire.text
    assert "Inconnue du cadastre" in relire.text


def test_sans_parcelle_l_adresse_la_trouve(client, maitre):
    adresser()

    trouvee = texte(client.post(NOUVEAU, data=ecrit(liste="", adresse="12 impasse de la Salle")))

    assert "1 parcelle lue" in trouvee
    assert "ZK 12" in trouvee


def test_le_tableau_la_liste_et_le_fichier_se_reunissent(client, maitre):
    tableau = {
        "parcelles-0-section": "ZK", "parcelles-0-numero": "20", "parcelles-0-prefixe": "",
        "parcelles-0-contenance": "75 a",
    }  # fmt: skip
    fichier = (io.BytesIO("section;numéro\nZK;21\nZK;12\n".encode("cp1252")), "liste.csv")

    relire = client.post(NOUVEAU, data={**ecrit(liste="ZK 12"), **tableau, "fichier": fichier})

    assert "3 parcelles lues" in texte(relire)
    assert "Contenance différente" in texte(relire)


@pytest.mark.parametrize(
    ("saisie", "attendu"),
    [
        ({"liste": ""}, "adresse n’est pas connue ici"),
        ({"liste": "ZK 12\nn’importe quoi"}, "ligne 2."),
        ({"commune": "Rennes"}, "ommune"),
        ({"liste": "\n".join(f"ZK {rang}" for rang in range(1, 52))}, "inquante parcelles au plus"),
    ],
)
def test_une_faute_se_dit_et_ne_perd_rien(client, maitre, saisie, attendu):
    page = client.post(NOUVEAU, data=ecrit(adresse="12 rue du Port", **saisie))

    assert page.status_code == 422
    assert any(attendu in dite for dite in erreurs(page))
    assert valeurs(page)["adresse"] == "12 rue du Port"


def test_le_plan_recu_n_est_pas_a_renvoyer(client, maitre):
    plan = (io.BytesIO(fichiers.pdf(1)), "plan.pdf")
    fautive = client.post(NOUVEAU, data={**ecrit(liste="illisible !"), "document": plan})
    assert "Plan reçu : plan.pdf" in texte(fautive)

    relire = client.post(NOUVEAU, data={**valeurs(fautive), "liste": "ZK 20"})
    client.post(NOUVEAU, data={**valeurs(relire), "etape": "envoyer"})

    assert le_certificat().plan_id is not None


def test_l_attente_se_dit_avec_sa_raison(client, maitre):
    certificat = demandee(maitre, EN_ZONE)

    page = texte(client.get(f"/notaires/espaces-naturels/{certificat.numero}"))

    assert "Réponse avant le 4 décembre 2026" in page
    assert "Une parcelle est en zone, en tout ou en partie." in page


def test_en_zone_la_declaration_est_a_un_pas(client, maitre, bureau, agente):
    certificat = demandee(maitre, EN_ZONE)
    relu = instruction.confirmer(certificat.id, [EN_ZONE.idu], agent=agente)
    instruction.delivrer(relu.id, version=relu.version, agent=agente)

    page = client.get(f"/notaires/espaces-naturels/{certificat.numero}")

    assert "Déclarer l’intention d’aliéner" in page.text
    assert "En zone d’espace naturel sensible" in page.text


def test_le_pdf_attend_sa_composition_puis_se_lit(client, maitre):
    certificat = demandee(maitre, LOIN)
    adresse = f"/notaires/espaces-naturels/{certificat.numero}/pdf"
    assert client.get(adresse).status_code == 303
    composer(session.get_one(Document, certificat.document_id))

    lu = client.get(adresse)

    assert (lu.mimetype, lu.data[:5]) == ("application/pdf", b"%PDF-")
    actions = set(session.scalars(select(Entree.action).where(Entree.objet_id == str(certificat.id))))
    assert "telecharger_certificat" in actions


def test_la_liste_se_filtre_et_se_cherche(client, maitre):
    demandee(maitre, LOIN, reference="2026-118")
    attendu = demandee(maitre, EN_ZONE, reference="Vente Bertin")

    for question in ("?q=vente bertin", f"?q={attendu.numero}", "?etat=a_verifier"):
        page = client.get(f"/notaires/espaces-naturels/{question}")
        assert "1 certificat" in texte(page)
        assert attendu.numero in page.text
    assert "2 certificats" in texte(client.get("/notaires/espaces-naturels/?q=couëron"))
    assert "Aucun certificat ne répond" in texte(client.get("/notaires/espaces-naturels/?q=rien"))


def test_l_export_dit_chaque_certificat_cherche_et_se_note(client, maitre):
    demandee(notaire("44031"), LOIN)
    demandee(maitre, EN_ZONE, reference="Vente Bertin")
    attendu = demandee(maitre, LOIN, A_CHEVAL, reference="2026-118")
    delivre = demandee(maitre, LOIN, reference="=2026-119")
    assert "Exporter les certificats" in client.get("/notaires/historique").text
    session.expunge_all()

    def exportes(cherche: str) -> dict[str, dict[str, str]]:
        rendu = client.post("/notaires/historique/certificats/export", data={"q": cherche})
        lignes = csv.DictReader(io.StringIO(rendu.data.decode("utf-8-sig")), delimiter=";")
        return {ligne["numero"]: ligne for ligne in lignes}

    with instructions() as vues:
        tous = exportes("")

    assert len(vues) <= PAR_PAGE_SQL
    assert len(tous) == 3
    assert (tous[delivre.numero]["etat"], tous[delivre.numero]["reference"]) == ("Délivré", "'=2026-119")
    assert tous[delivre.numero]["valable_jusqu_au"] > tous[delivre.numero]["delivre_le"]
    assert exportes("2026 118") == {attendu.numero: tous[attendu.numero]}
    assert (tous[attendu.numero]["parcelles"], tous[attendu.numero]["valable_jusqu_au"]) == ("ZK 12, ZK 21", "")
    assert session.scalar(select(func.count()).where(Entree.action == "exporter_historique")) == 2


def test_l_agente_confirme_corrige_et_delivre(client, maitre, bureau):
    certificat = demandee(maitre, EN_ZONE, A_CHEVAL)
    fiche = f"{FILE}/{certificat.numero}"
    assert certificat.numero in bureau.get(FILE).text

    bureau.post(f"{fiche}/confirmer", data={"parcelle": [EN_ZONE.idu]})
    refusee = bureau.post(f"{fiche}/parcelles/{A_CHEVAL.idu}", data={"ens": "partielle", "pean": "aucune"})
    assert refusee.status_code == 422
    correction = {
        "ens": "partielle", "zone_ens": "ens-1", "surface_ens": "1 000", "pean": "aucune", "zone_pean": "",
        "motif": "Bornage du 3 mars.",
    }  # fmt: skip
    assert bureau.post(f"{fiche}/parcelles/{A_CHEVAL.idu}", data=correction).status_code == 303
    page = bureau.get(fiche)
    assert "Bornage du 3 mars." in page.text
    bureau.post(f"{fiche}/delivrer", data={"version": valeurs(page)["version"]})

    certificat = le_certificat()
    assert certificat.etat is EtatCertificat.DELIVRE
    assert [constat.en_ens_m2 for constat in certificat.constats_lus()] == [8000, 1000]
    assert "1 000 m² sur 8 000 m²" in texte(client.get(f"/notaires/espaces-naturels/{certificat.numero}"))


def test_la_question_et_sa_reponse(client, maitre, bureau):
    certificat = demandee(maitre, EN_PEAN)
    assert bureau.post(f"{FILE}/{certificat.numero}/question", data={"question": ""}).status_code == 422
    bureau.post(f"{FILE}/{certificat.numero}/question", data={"question": "Division en cours ?"})
    adresse = f"/notaires/espaces-naturels/{certificat.numero}"
    assert "Le service vous pose une question" in texte(client.get(adresse))

    plan = (io.BytesIO(fichiers.pdf(1)), "plan.pdf")
    client.post(f"{adresse}/repondre", data={"reponse": "Oui.", "document": plan})

    certificat = le_certificat()
    assert (certificat.etat, certificat.plan_id is not None) == (EtatCertificat.A_VERIFIER, True)
    assert "Division en cours ?" in texte(bureau.get(f"{FILE}/{certificat.numero}"))


def test_un_certificat_delivre_se_rectifie(client, maitre, bureau):
    certificat = demandee(maitre, LOIN)
    bureau.post(f"{FILE}/{certificat.numero}/rectifier", data={"motif": "Erreur de tracé."})

    page = texte(client.get(f"/notaires/espaces-naturels/{certificat.numero}"))

    assert "le service rectifie ce certificat" in page
    assert "Erreur de tracé." in texte(bureau.get(f"{FILE}/{certificat.numero}"))


def test_chaque_consultation_est_au_journal(client, maitre, bureau, agente):
    certificat = demandee(maitre, LOIN)
    client.get(f"/notaires/espaces-naturels/{certificat.numero}")
    bureau.get(f"{FILE}/{certificat.numero}")

    lues = select(Entree.auteur_id).where(
        Entree.objet_id == str(certificat.id), Entree.action == "consulter_certificat"
    )
    assert set(session.scalars(lues)) == {maitre.id, agente.id}


def test_chaque_page_tient_en_douze_instructions(client, maitre, bureau):
    certificat, immediat = demandee(maitre, LOIN, EN_ZONE, A_CHEVAL), demandee(maitre, LOIN)
    pages = (
        (client, "/notaires/espaces-naturels/"),
        (client, NOUVEAU),
        (client, f"/notaires/espaces-naturels/{certificat.numero}"),
        (client, f"/notaires/espaces-naturels/{immediat.numero}"),
        (bureau, FILE),
        (bureau, f"{FILE}/{certificat.numero}"),
        (bureau, f"{FILE}/{immediat.numero}"),
        (bureau, f"{FILE}/{certificat.numero}/parcelles/{EN_ZONE.idu}"),
    )
    for qui, adresse in pages:
        session.expunge_all()
        with instructions() as vues:
            assert qui.get(adresse).status_code == 200
        assert len(vues) <= PAR_PAGE_SQL, (adresse, [une[:70] for une in vues])
