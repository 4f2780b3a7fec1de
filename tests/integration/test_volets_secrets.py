"""Ce qu’un volet garde ne se lit nulle part ailleurs : adresses, impression, exports, recherche, journal, courriels…"""

import io
import re
import zipfile
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Text, cast, literal_column, select, table, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from forms.apa_evaluation import VOLET
from portail.demarche.parcours import parcours_de, pieces_attendues
from portail.dossiers.actions import brouillon as brouillons
from portail.dossiers.actions import depot, instruction, pieces
from portail.dossiers.models import Document, Dossier
from portail.dossiers.volets import actions
from portail.guichets.session import TEMOIN
from portail.identite.models import Role, Usager
from portail.instruction.exports.models import FormatExport
from portail.instruction.impression import composer_dossier
from portail.instruction.recherche import chercher, lire_recherche
from portail.notifications.models import Notification
from portail.pieces.models import Fichier, Piece
from portail.socle.base import Modele
from portail.socle.erreurs import Introuvable, SaisieInvalide
from tests import fabriques, fichiers, pdf
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration import exports
from tests.integration.avis import demander
from tests.integration.evaluations import evaluatrice, evaluer
from tests.integration.lignes import relu
from tests.integration.test_apa_depot import JOUR
from tests.integration.test_volets import personne as personne  # la fabrique partagée
from tests.unitaires.situations_apa import APA, jeanne

SECRETS = {
    "observations_esprit": "Confond tangerine et mardi",
    "observations_corps": "Pansement de quetsche",
    "observations_mouvement": "Tombe en bergamote",
    "constats": "Traitement par kumquat",
    "besoins_aidants": "Fille en yuzu",
    "presents": "Docteur Pomelo",
}
MOTS = ("tangerine", "quetsche", "bergamote", "kumquat", "yuzu", "pomelo", "certificat-cedrat", "photo-clementine")
"""Ce qui ne doit sortir nulle part ; « Cote C » non plus : c’est une cote."""
COTES = ("Cote A", "Cote B", "Cote C")
AUTRES = (Role.INSTRUCTEUR, Role.ACCUEIL, Role.RESPONSABLE, Role.DIRECTEUR, Role.SECRETAIRE, Role.REGISSEUR, Role.DPO)


@pytest.fixture
def dossier(personne: Usager) -> Dossier:
    """Une demande avec son certificat, évaluée, une photo jointe ; accusée, vérifiée par l’instructrice."""
    reponses = jeanne()
    brouillon = brouillons.commencer(APA, usager=personne, qualite=reponses["qualite_deposant"], langue="fr")
    for page in (vue.page for vue in parcours_de(APA, reponses, JOUR)):
        brouillons.enregistrer_page(brouillon.id, usager=personne, page=page, reponses=reponses, revision=None)
    attendues = [piece.identifiant for piece in pieces_attendues(APA, brouillon.reponses, JOUR)]
    fabriques.joindre(brouillon, personne, *(code for code in attendues if code != "certificat_medical"))
    certificat = fabriques.fichier("certificat-cedrat.pdf")
    pieces.joindre(brouillon.id, usager=personne, code="certificat_medical", recu=certificat)
    depose = depot.deposer(brouillon.id, usager=personne, revision=None, accord_electronique=True)
    isabelle = evaluatrice()
    photo = fabriques.fichier("photo-clementine.jpg", fichiers.jpeg())
    actions.joindre(depose.id, VOLET, agent=isabelle, piece="photos_visite", recu=photo)
    evaluer(depose, 4, agent=isabelle, **SECRETS)
    actions.rouvrir(depose.id, VOLET, agent=isabelle, motif="Deuxième visite")
    evaluer(depose, 4, agent=isabelle, **SECRETS)
    instructrice = fabriques.agent(service="autonomie", prenom="Léa", nom="Instruit")
    instruction.prendre_en_charge(depose.id, agent=instructrice)
    return relu(depose)


def fichiers_reserves(base: Session) -> list[Fichier]:
    codes = ("certificat_medical", "photos_visite")
    return list(base.scalars(select(Fichier).join(Piece, Piece.id == Fichier.piece_id).where(Piece.code.in_(codes))))


def lisible(reponse: TestResponse) -> str:
    """Rend tout ce que dit une réponse : la page, ou le texte du PDF, et ses en-têtes."""
    if reponse.mimetype == "application/pdf":
        return pdf.texte(reponse.data)
    return f"{reponse.headers}\n{reponse.text if reponse.mimetype.startswith(('text', 'application')) else ''}"


def trouves(dit: str, *aussi: str) -> list[str]:
    return [mot for mot in (*MOTS, *aussi) if mot.lower() in dit.lower()]


def adresses(application: Flask, base: Session, dossier: Dossier, debut: str) -> Iterator[str]:
    """Rend chaque adresse qui se lit et nomme un dossier, pour chacun de ses fichiers et de ses documents."""
    des_fichiers = [str(fichier.id) for fichier in fichiers_reserves(base)]
    document = base.scalars(select(Document.id).where(Document.dossier_id == dossier.id)).first()
    for regle in application.url_map.iter_rules():
        if not str(regle).startswith(debut) or "<numero:numero>" not in str(regle) or "GET" not in regle.methods:
            continue
        for fichier in des_fichiers if "fichier_id" in str(regle) else des_fichiers[:1]:
            for code in (VOLET, "certificat_medical", "photos_visite"):
                valeurs = {
                    "numero": dossier.numero, "fichier_id": fichier, "document_id": str(document), "page": "corps",
                    "code": code, "piece": code, "rang": "1",
                }  # fmt: skip
                yield adresse_de(str(regle), valeurs)


def adresse_de(regle: str, valeurs: dict[str, str]) -> str:
    """Rend l’adresse d’une règle ; ce que l’on ne sait pas nommer est un identifiant que nul n’a."""
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda nom: valeurs.get(nom[1]) or str(uuid4()), regle)


# ---------- Par adresse ----------


@pytest.mark.parametrize("role", AUTRES)
def test_aucune_adresse_du_bureau_ne_le_montre_aux_autres_roles(application, client, base, dossier, role):
    agent = fabriques.agent(role, "autonomie", prenom="Autre")
    entrer(client, agent)
    if role in (Role.INSTRUCTEUR, Role.ACCUEIL, Role.RESPONSABLE, Role.DIRECTEUR, Role.SECRETAIRE):
        fabriques.justifie(agent, dossier)

    fuites = {
        adresse: vus
        for adresse in sorted(set(adresses(application, base, dossier, "/agents/")))
        if (vus := trouves(lisible(client.get(adresse)), *COTES))
    }

    assert fuites == {}


def test_les_fichiers_reserves_n_existent_pas_pour_l_instructrice(client, base, dossier):
    agent = fabriques.agent(service="autonomie", prenom="Autre")
    entrer(client, agent)
    fabriques.justifie(agent, dossier)
    racine = f"/agents/dossiers/{dossier.numero}"
    reserves = fichiers_reserves(base)
    assert len(reserves) == 2

    codes = [
        client.get(f"{racine}/{lieu}/{f.id}").status_code
        for f in reserves
        for lieu in ("fichiers", f"volets/{VOLET}/fichiers")
    ]
    codes += [client.get(f"{racine}/pieces/{code}.pdf").status_code for code in ("certificat_medical", "photos_visite")]

    assert set(codes) == {404}
    assert "Document réservé" in client.get(racine).text


def test_la_personne_relit_son_certificat_et_rien_du_volet(application, client, base, personne, dossier):
    entrer(client, personne)
    [certificat] = [f for f in fichiers_reserves(base) if f.nom.startswith("certificat")]
    [photo] = [f for f in fichiers_reserves(base) if f.nom.startswith("photo")]

    fuites = {
        adresse: vus
        for adresse in sorted(set(adresses(application, base, dossier, "/mon-espace/")))
        if str(certificat.id) not in adresse  # le sien, tel qu’elle l’a envoyé
        and (vus := [mot for mot in trouves(lisible(client.get(adresse)), *COTES) if mot != "certificat-cedrat"])
    }

    assert fuites == {}
    assert client.get(f"/mon-espace/dossiers/{dossier.numero}/pieces/{certificat.id}").status_code == 200
    assert client.get(f"/mon-espace/dossiers/{dossier.numero}/pieces/{photo.id}").status_code == 404


def test_la_personne_ne_retire_ni_n_ajoute_une_photo_du_volet(base, personne, dossier):
    [photo] = [f for f in fichiers_reserves(base) if f.nom.startswith("photo")]

    with pytest.raises(Introuvable):
        pieces.joindre(dossier.id, usager=personne, code="photos_visite", recu=fabriques.fichier())
    dossier.etat = "a_completer"  # type: ignore[assignment]  # le seul état où la personne retire
    base.commit()
    with pytest.raises(Introuvable):
        pieces.retirer_fichier(dossier.id, usager=personne, fichier_id=photo.id)


def test_une_piece_reservee_ne_se_juge_pas(dossier):
    instructrice = fabriques.agent(service="autonomie")

    with pytest.raises(Introuvable):
        pieces.accepter_piece(dossier.id, agent=instructrice, code="certificat_medical")


# ---------- Impression, exports, recherche, avis, API ----------


@pytest.mark.parametrize("role", [Role.INSTRUCTEUR, Role.EVALUATEUR])
def test_le_dossier_imprime_ne_porte_rien_du_volet_pour_personne(dossier, role):
    imprime = pdf.texte(composer_dossier(dossier, agent=fabriques.agent(role, "autonomie"), langue="fr"))

    assert trouves(imprime, *COTES) == []
    assert "Documentréservé" in "".join(imprime.split())


@pytest.mark.parametrize("format_", list(FormatExport))
def test_un_export_n_en_porte_rien(dossier, format_):
    export = exports.ecrit(fabriques.agent(Role.RESPONSABLE, "autonomie"), format_)
    brut = exports.contenu(export)

    assert trouves(_decomprime(brut), *COTES) == []


def _decomprime(contenu: bytes) -> str:
    if contenu[:2] != b"PK":
        return contenu.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        return "".join(archive.read(nom).decode("utf-8", "replace") for nom in archive.namelist())


@pytest.mark.parametrize("mot", MOTS[:6])
def test_la_recherche_n_en_trouve_rien(dossier, mot):
    for agent in (evaluatrice("Anne", "Le Bihan"), fabriques.agent(service="autonomie")):
        assert chercher(lire_recherche(mot), agent=agent).dossiers == []


def test_un_avis_ne_partage_pas_une_piece_reservee(dossier):
    instructrice = fabriques.agent(service="autonomie")
    assert demander(dossier, instructrice, pages=[], pieces=["avis_impot"]).pieces == ["avis_impot"]
    with pytest.raises(SaisieInvalide):
        demander(dossier, instructrice, pages=[], pieces=["certificat_medical"])


def test_l_api_publique_ne_connait_pas_le_volet(application, client, dossier):
    spec = client.get("/api/v1/openapi.json").text

    assert trouves(spec, *SECRETS, *COTES) == []
    assert [
        str(r) for r in application.url_map.iter_rules() if str(r).startswith("/api/") and "dossier" in str(r)
    ] == []


# ---------- Courriels, journal, tâches, traces, base ----------


def test_aucun_message_n_en_dit_rien(base, dossier):
    messages = base.scalars(select(Notification)).all()

    assert messages
    assert trouves(" ".join(f"{m.gabarit} {m.contexte}" for m in messages), *COTES) == []


def test_rien_n_est_en_clair_dans_la_base(base: Session, dossier: Dossier):
    """Toutes les lignes de toutes les tables, telles qu’un vol de la base les donnerait ; tâches comprises."""
    tables = [*Modele.metadata.sorted_tables, table("procrastinate_jobs")]

    fuites = {
        une.name: vus
        for une in tables
        if (
            vus := trouves(
                " ".join(base.scalars(select(cast(literal_column(une.name), Text)).select_from(une))), *COTES
            )
        )
    }

    assert fuites == {}


def test_un_envoi_interrompu_par_la_fin_de_session_est_garde_chiffre(client, base, dossier):
    isabelle = evaluatrice("Anne", "Le Bihan")
    actions.rouvrir(dossier.id, VOLET, agent=isabelle, motif="Deuxième visite")
    entrer(client, isabelle)
    racine = f"/agents/dossiers/{dossier.numero}/volets/{VOLET}"
    page = client.get(f"{racine}/pages/compte_rendu")
    client.delete_cookie(TEMOIN)
    trouve = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert trouve

    client.post(f"{racine}/pages/compte_rendu", data={"csrf_token": trouve[1], "constats": "Une orange sanguine"})

    garde = " ".join(base.scalars(text("SELECT t::text FROM saisie_gardee t")).all())
    assert garde
    assert "sanguine" not in garde


def test_les_traces_n_en_disent_rien(client: ClientExigeant, base, dossier, capfd):
    isabelle = evaluatrice("Anne", "Le Bihan")
    actions.rouvrir(dossier.id, VOLET, agent=isabelle, motif="Deuxième visite")
    entrer(client, isabelle)
    racine = f"/agents/dossiers/{dossier.numero}/volets/{VOLET}"
    page = client.get(f"{racine}/pages/compte_rendu")
    champs = {nom: re.search(rf'name="{nom}" value="([^"]*)"', page.text) for nom in ("csrf_token", "revision")}
    donnees = {nom: trouve[1] for nom, trouve in champs.items() if trouve}

    ecrits = [
        client.post(f"{racine}/pages/compte_rendu", data={**donnees, "constats": "Une orange sanguine", **suite})
        for suite in ({}, {"revision": "99"}, {"date_visite": "jamais"})
    ]

    assert [reponse.status_code for reponse in ecrits] == [303, 303, 422]
    traces = "".join(capfd.readouterr())
    assert "requete" in traces
    assert "sanguine" not in traces
    assert trouves(traces) == []
