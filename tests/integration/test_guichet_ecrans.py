"""Le guichet à l’écran, sans script : du formulaire papier au récépissé, puis au compte de la personne."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from portail.demarche.parcours import parcours_de
from portail.documents.taches import composer_document
from portail.dossiers.actions import complement
from portail.dossiers.etats import Etat
from portail.dossiers.guichet import queries, rattachement
from portail.dossiers.guichet.erreurs import IdentiteDifferente
from portail.dossiers.models import CanalDepot, Dossier
from portail.identite.models import Agent, Role
from portail.notifications.models import EtatEnvoi
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques, fichiers
from tests.integration.au_guichet import il_y_a, ouverte, recue
from tests.integration.lignes import documents, journal_de, promis, relu
from tests.integration.navigation import envoyer, erreurs, joint, mots, navigateur, titre, valeurs
from tests.integration.test_requetes_sql import compter
from tests.pdf import texte
from tests.unitaires.situations_permis import PERMIS

ARRIVEE = {"guichet_canal": "papier", "qualite_deposant": "lui_meme"}
NEE = {"date_naissance-jour": "27", "date_naissance-mois": "mars", "date_naissance-annee": "2004"}
QUI = {"nom_naissance": "Briand", "prenoms": "Jeanne", **NEE}


@pytest.fixture
def guichet(application, anne):
    return navigateur(application, anne)


def ouvrir(guichet, **change: Any) -> TestResponse:
    jour = f"{il_y_a(5):%d/%m/%Y}"
    return envoyer(
        guichet, "/agents/guichet/nouvelle/aide-permis", {**ARRIVEE, **QUI, "guichet_reception": jour, **change}
    )


def le_brouillon(anne: Agent) -> Dossier:
    [dossier] = queries.brouillons_du_guichet(anne)
    return relu(dossier)


def test_du_papier_recu_il_y_a_cinq_jours_au_compte_de_la_personne(application, anne, guichet):
    page = ouvrir(guichet)
    assert (page.status_code, page.location) == (303, f"/agents/guichet/{le_brouillon(anne).numero}/reprendre")
    numero = le_brouillon(anne).numero
    page = guichet.get(guichet.get(page.location).location)
    assert "Recopiez ce que dit la personne" in mots(page)
    assert 'autocomplete="' not in page.text

    suite = envoyer(guichet, page.request.path, valeurs(page))  # le reste de l’identité manque sur le papier
    assert suite.location.endswith("/saisie/coordonnees")
    adresse = {"adresse-voie": "8 rue du Minage", "adresse-code_postal": "44190", "adresse-commune": "Clisson"}
    suite = envoyer(guichet, suite.location, adresse)
    assert envoyer(guichet, suite.location, {"quitter": "1"}).location == "/agents/guichet/"
    assert "Jeanne Briand" in mots(guichet.get("/agents/guichet/"))

    recus = {"numerisation": joint(fichiers.pdf(), "formulaire.pdf"), "rib": joint(fichiers.pdf(2), "rib.pdf")}
    suite = envoyer(guichet, f"/agents/guichet/{numero}/pieces", recus)
    relecture = guichet.get(suite.location)
    assert titre(relecture) == "Relire et enregistrer"
    assert "Il manque des réponses ou des documents" in mots(relecture)
    assert "formulaire.pdf" in mots(relecture)

    fin = envoyer(guichet, suite.location)
    dossier = queries.dossier_du_guichet(anne, numero)
    assert (dossier.etat, dossier.canal, dossier.date_reception) == (Etat.DEPOSE, CanalDepot.PAPIER, il_y_a(5))
    assert {piece.code for piece in pieces_de(dossier.id)} == {"numerisation", "rib"}
    vue = guichet.get(fin.location)
    assert "Incomplète" in mots(vue)
    assert "formulaire.pdf" in mots(vue)

    pdf = envoyer(guichet, f"/agents/dossiers/{numero}/recepisse", depuis=f"/agents/dossiers/{numero}")
    recepisse = texte(pdf.data)
    assert "reçue par courrier" in recepisse
    code = re.search(r"[0-9A-Z]{4}\s[0-9A-Z]{4}\s[0-9A-Z]{5}", recepisse)[0]
    jeanne = fabriques.usager(("Jeanne", "Marie"), "Briand", naissance=date(2004, 3, 27))
    sienne = navigateur(application, jeanne)
    page = envoyer(sienne, "/mon-espace/rattacher", {"code": code})
    assert page.location == f"/mon-espace/dossiers/{numero}"
    assert sienne.get(page.location).status_code == 200
    assert "suit cette demande depuis son compte" in mots(guichet.get(f"/agents/dossiers/{numero}"))


def test_une_personne_connue_se_propose_avant_d_ouvrir(anne, guichet):
    connue = recue(anne, reponses={"courriel": "jeanne.briand@courriel.example", "telephone": None})
    page = ouvrir(guichet)
    assert page.status_code == 200
    assert "Est-ce l’une de ces personnes ?" in mots(page).replace("\u00a0", " ")
    assert "même date de naissance" in mots(page)
    assert valeurs(page)["nom_naissance"] == "Briand"
    assert queries.brouillons_du_guichet(anne) == []

    assert ouvrir(guichet, guichet_connue="").status_code == 422
    assert ouvrir(guichet, guichet_connue="7K4M2P9X").status_code == 422
    assert ouvrir(guichet, guichet_connue=connue.numero).status_code == 303
    assert le_brouillon(anne).reponses["courriel"] == "jeanne.briand@courriel.example"


def test_aucune_de_ces_personnes_ouvre_une_demande_neuve(anne, guichet):
    recue(anne, reponses={"courriel": "jeanne.briand@courriel.example", "telephone": None})

    assert ouvrir(guichet, guichet_connue="nouvelle").status_code == 303
    assert "courriel" not in le_brouillon(anne).reponses


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"guichet_reception": "31/12/2099"}, "n’est pas encore passée"),
        ({"guichet_reception": "01/01/2001"}, "trop ancienne"),
        ({"guichet_canal": ""}, ""),
        ({"guichet_canal": "ligne"}, ""),
        ({"nom_naissance": ""}, ""),
    ],
)
def test_une_arrivee_impossible_se_corrige_dans_la_page(anne, guichet, change, phrase):
    page = ouvrir(guichet, **change)

    assert page.status_code == 422
    assert phrase in erreurs(page)[0].replace("\u00a0", " ")
    assert queries.brouillons_du_guichet(anne) == []


def test_le_brouillon_d_un_service_n_existe_pas_ailleurs(application, anne):
    brouillon = ouverte(anne)
    ailleurs = navigateur(application, fabriques.agent(Role.ACCUEIL, "autonomie", prenom="Alain"))
    for chemin in ("reprendre", "saisie/identite", "pieces", "relecture", "supprimer"):
        assert ailleurs.get(f"/agents/guichet/{brouillon.numero}/{chemin}").status_code == 404


def test_supprimer_un_brouillon_ouvert_par_erreur(anne, guichet):
    brouillon = ouverte(anne)

    envoyer(guichet, f"/agents/guichet/{brouillon.numero}/supprimer")

    assert queries.brouillons_du_guichet(anne) == []
    assert journal_de(brouillon) == ["commencer", "supprimer_brouillon"]


def test_le_complement_propose_ce_qui_manque(application, anne):
    claire = fabriques.agent()
    dossier = recue(anne)
    page = navigateur(application, claire).get(f"/agents/dossiers/{dossier.numero}/complement?manque=1")

    coches = set(re.findall(r'<input type="checkbox"[^>]*value="(\w+)" checked', page.text))
    assert {"courriel", "rib", "avis_impot"} <= coches
    assert "nom_naissance" not in coches


def test_ce_qui_arrive_par_la_poste_s_enregistre_au_nom_de_la_personne(application, anne, guichet):
    claire = fabriques.agent()
    dossier = recue(anne)
    complement.demander_complement(
        dossier.id,
        agent=claire,
        elements=[
            {"type": "champ", "identifiant": "telephone", "precision": ""},
            {"type": "piece", "identifiant": "rib", "precision": ""},
        ],
        message="Merci.",
        date_limite=horloge.aujourd_hui() + timedelta(days=20),
        revision=None,
    )
    fabriques.justifie(anne, relu(dossier))
    adresse = f"/agents/dossiers/{dossier.numero}/arrivee"

    envoyer(guichet, adresse, {"rib": joint(fichiers.pdf(), "rib.pdf")})
    assert relu(dossier).etat is Etat.A_COMPLETER  # la réponse n’est pas finie
    envoyer(guichet, adresse, {"telephone": "06 39 98 22 22", "guichet_envoi": "aujourd’hui"})

    lu = relu(dossier)
    assert (lu.etat, lu.reponses["telephone"]) == (Etat.EN_INSTRUCTION, "+33639982222")
    assert [piece.code for piece in pieces_de(lu.id) if piece.fichiers] == ["rib"]


def test_les_courriers_a_poster_se_lisent_s_impriment_et_se_notent(anne, guichet):
    dossier = recue(anne)
    [accuse] = documents(dossier)
    [envoi] = promis(dossier)
    fabriques.justifie(anne, dossier)
    assert guichet.get(f"/agents/courriers/{envoi.id}.pdf").status_code == 503
    composer_document(str(accuse.id))
    page = guichet.get("/agents/courriers/")
    assert "Accusé d’enregistrement (PDF)" in mots(page)

    pdf = guichet.get(f"/agents/courriers/{envoi.id}.pdf")
    assert "Jeanne Briand" in texte(pdf.data)
    assert journal_de(dossier)[-1] == "lire_courrier"
    fait = envoyer(guichet, f"/agents/courriers/{envoi.id}/poste", {"jour": ""}, depuis="/agents/courriers/")

    assert fait.location == "/agents/courriers/"
    session.expire_all()
    assert promis(dossier)[0].etat is EtatEnvoi.ENVOYE
    assert "Aucun courrier à poster" in mots(guichet.get("/agents/courriers/"))


def test_un_courrier_ne_se_poste_pas_demain(anne, guichet):
    dossier = recue(anne)
    [envoi] = promis(dossier)
    demain = (horloge.aujourd_hui() + timedelta(days=1)).isoformat()

    refus = envoyer(guichet, f"/agents/courriers/{envoi.id}/poste", {"jour": demain}, depuis="/agents/courriers/")

    assert refus.status_code == 422
    assert promis(dossier)[0].etat is EtatEnvoi.PREVU


def test_comparer_deux_identites_et_repondre(anne, guichet):
    dossier = recue(anne)
    emma = fabriques.usager(("Emma",), "Le Gall")
    with pytest.raises(IdentiteDifferente):
        rattachement.rattacher(rattachement.emettre_code(dossier.id, agent=anne), usager=emma)
    [(demande, _)] = queries.demandes_a_trancher(dossier)
    assert "demande à suivre cette demande" in mots(guichet.get(f"/agents/dossiers/{dossier.numero}"))
    adresse = f"/agents/dossiers/{dossier.numero}/rattachement/{demande.id}"
    vue = mots(guichet.get(adresse))
    assert "LE GALL" in vue
    assert "Briand" in vue

    assert envoyer(guichet, adresse, {}).status_code == 422
    assert envoyer(guichet, adresse, {"titre": "refuser"}).status_code == 303
    assert guichet.get(adresse).status_code == 409
    autre = recue(anne)
    assert guichet.get(adresse.replace(dossier.numero, autre.numero)).status_code == 404


def test_chaque_page_du_guichet_tient_en_douze_requetes(anne, guichet):
    brouillon, deposee = ouverte(anne), recue(anne)
    adresses = [
        "/agents/guichet/",
        "/agents/guichet/nouvelle/aide-permis",
        f"/agents/guichet/{brouillon.numero}/saisie/identite",
        f"/agents/guichet/{brouillon.numero}/pieces",
        f"/agents/guichet/{brouillon.numero}/relecture",
        f"/agents/dossiers/{deposee.numero}/arrivee",
        "/agents/courriers/",
    ]
    couts = {adresse: len(compter(lambda a=adresse: guichet.get(a))) for adresse in adresses}

    assert max(couts.values()) <= 12, couts


def test_le_parcours_du_guichet_montre_les_pages_de_la_declaration(anne, guichet):
    brouillon = ouverte(anne)
    for visible in parcours_de(PERMIS, brouillon.reponses, horloge.aujourd_hui()):
        page = guichet.get(f"/agents/guichet/{brouillon.numero}/saisie/{visible.page.identifiant}")
        assert titre(page) == visible.page.titre
        assert 'aria-required="true"' not in page.text
