"""Un dossier ne s’ouvre qu’à ceux qui en sont, et toute lecture par un agent laisse une trace."""

import re
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portail.dossiers.actions import messagerie
from portail.dossiers.models import Decision, Document, Dossier, Intervenant, Message, QualiteIntervenant
from portail.identite.models import Agent, Role, Usager
from portail.journal.models import Entree
from portail.pieces.models import Fichier
from portail.socle.base import transaction
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import agent_ouvert, entrer


@pytest.fixture
def depose(client: ClientExigeant, base: Session) -> Dossier:
    del client, base
    fabriques.departement()
    return fabriques.depose(fabriques.usager())


def lectures(base: Session, dossier: Dossier) -> int:
    return base.scalar(
        select(func.count())
        .select_from(Entree)
        .where(Entree.objet_id == str(dossier.id), Entree.action.startswith("lire"))
    )


NUMEROS_D_AILLEURS = ("/agenda/", "/successions/", "/zones/")
"""Là, le numéro est celui d’un rendez-vous, d’une requête, d’un certificat : la table des accès les tient."""


def adresses(application: Flask, base: Session, dossier: Dossier, debut: str) -> list[tuple[str, str]]:
    """Rend chaque (méthode, adresse) qui nomme un dossier, avec les vrais identifiants de celui-ci."""
    fichier = base.scalars(select(Fichier.id).where(Fichier.dossier_id == dossier.id)).first()
    document = base.scalars(select(Document.id).where(Document.dossier_id == dossier.id)).first()
    valeurs = {
        "numero": dossier.numero, "fichier_id": str(fichier), "document_id": str(document), "page": "identite",
        "code": "rib", "envoi_id": str(uuid4()), "geste": "renvoyer", "rang": "1",
        **{nom: str(uuid4()) for nom in ("avis_id", "demande_id", "note_id", "sejour_id", "pli_id")},
        "piece": "rib",

    }  # fmt: skip
    trouvees = []
    for regle in application.url_map.iter_rules():
        d_un_dossier = "<numero:numero>" in str(regle) and not any(lieu in str(regle) for lieu in NUMEROS_D_AILLEURS)
        if str(regle).startswith(debut) and d_un_dossier:
            adresse = re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda nom: valeurs[nom[1]], str(regle))
            trouvees += [(methode, adresse) for methode in sorted((regle.methods or set()) & {"GET", "POST"})]
    assert trouvees
    return trouvees


def demander(client: ClientExigeant, methode: str, adresse: str):
    donnees = {"texte": "Bonjour", "qualite_deposant": "lui_meme"} if methode == "POST" else None
    return client.open(adresse, method=methode, data=donnees)


@pytest.mark.usefixtures("sans_jeton")
def test_le_dossier_d_un_autre_n_existe_pour_aucun_geste(application, client, base, depose):
    entrer(client, fabriques.usager(("Emma",), "Le Gall"))

    codes = {
        (methode, adresse): demander(client, methode, adresse).status_code
        for methode, adresse in adresses(application, base, depose, "/mon-espace/")
    }

    assert set(codes.values()) == {404}, codes


@pytest.mark.usefixtures("sans_jeton")
@pytest.mark.parametrize(
    ("role", "service"),
    [
        (Role.INSTRUCTEUR, "autonomie"),
        (Role.ADMINISTRATEUR, None),
        (Role.INSTRUCTEUR, None),
        (Role.REGISSEUR, "jeunesse"),
    ],
)
def test_le_dossier_d_un_autre_service_n_existe_pour_aucun_geste(application, client, base, depose, role, service):
    entrer(client, agent_ouvert((role, service)))

    codes = {
        (methode, adresse): demander(client, methode, adresse).status_code
        for methode, adresse in adresses(application, base, depose, "/agents/")
    }

    assert set(codes.values()) == {404}, codes
    assert lectures(base, depose) == 0


def test_l_administratrice_ne_voit_aucun_dossier(client, depose):
    entrer(client, fabriques.agent(Role.ADMINISTRATEUR, None))

    page = client.get(f"/agents/dossiers/?vue=tous&q={depose.numero}")

    assert page.status_code == 200
    assert "BELKACEM" not in page.text
    assert client.get("/administration/").status_code == 200


def test_le_fichier_d_un_autre_ne_se_lit_pas_par_son_propre_dossier(client, base, depose):
    emma = fabriques.usager(("Emma",), "Le Gall")
    sien = fabriques.brouillon(emma)
    fichier = base.scalars(select(Fichier.id).where(Fichier.dossier_id == depose.id)).first()
    document = base.scalars(select(Document.id).where(Document.dossier_id == depose.id)).first()
    entrer(client, emma)

    assert client.get(f"/mon-espace/dossiers/{sien.numero}/pieces/{fichier}").status_code == 404
    assert client.get(f"/mon-espace/dossiers/{sien.numero}/documents/{document}").status_code == 404
    assert client.get(f"/mon-espace/dossiers/{sien.numero}/documents/{document}?format=pdf").status_code == 404


@pytest.mark.usefixtures("sans_jeton")
def test_le_fichier_d_un_autre_ne_s_efface_pas_par_son_propre_dossier(client, base, depose):
    emma = fabriques.usager(("Emma",), "Le Gall")
    sien = fabriques.brouillon(emma)
    fichier = base.scalars(select(Fichier.id).where(Fichier.dossier_id == depose.id)).first()
    entrer(client, emma)

    envoi = client.post(f"/mon-espace/dossiers/{sien.numero}/pieces", data={"supprimer": str(fichier)})

    assert envoi.status_code == 404
    assert base.scalar(select(Fichier.remplace_le).where(Fichier.id == fichier)) is None
    assert base.scalar(select(func.count()).where(Fichier.id == fichier)) == 1


@pytest.mark.usefixtures("sans_jeton")
def test_un_agent_desactive_n_entre_plus_sa_session_fut_elle_ouverte(application, client, base, depose):
    agent = fabriques.agent()
    entrer(client, agent)
    assert client.get(f"/agents/dossiers/{depose.numero}").status_code == 200
    base.execute(update(Agent).where(Agent.id == agent.id).values(est_actif=False))
    base.commit()

    codes = {
        demander(client, methode, adresse).status_code
        for methode, adresse in [*adresses(application, base, depose, "/agents/"), ("GET", "/agents/dossiers/")]
    }

    assert codes == {303}


SON_METIER = {"raison", "personne", "arrivee", "suivre", "ne-plus-suivre", "non-lu"}
"""Ce que l’accueil fait d’un dossier sans le changer : dire pourquoi il le lit, noter ce qui arrive, le suivre."""


@pytest.mark.usefixtures("sans_jeton")
def test_l_accueil_lit_mais_ne_change_rien(application, client, base, depose):
    accueil = fabriques.agent(Role.ACCUEIL)
    fabriques.justifie(accueil, depose)
    entrer(client, accueil)
    suivi = select(Dossier.etat, Dossier.revision, Dossier.agent_id).where(Dossier.id == depose.id)
    avant = base.execute(suivi).one()

    codes = {
        adresse.rpartition("/")[2]: demander(client, methode, adresse).status_code
        for methode, adresse in adresses(application, base, depose, "/agents/")
        if methode == "POST"
    }

    assert {geste for geste, code in codes.items() if code not in {403, 404, 409, 422}} <= SON_METIER
    assert base.execute(suivi).one() == avant


@pytest.mark.usefixtures("sans_jeton")
def test_un_envoi_refuse_qui_remontre_le_dossier_est_une_lecture(client, base, depose):
    accueil = fabriques.agent(Role.ACCUEIL)
    fabriques.justifie(accueil, depose)
    entrer(client, accueil)

    page = client.post(f"/agents/dossiers/{depose.numero}/messages", data={"texte": ""})

    assert page.status_code == 422
    assert "BELKACEM" in page.text
    assert lectures(base, depose) == 1


@pytest.fixture
def proche(base: Session) -> tuple[Usager, Dossier]:
    """Une personne du dossier qui le voit sans pouvoir y agir, et ce dossier, décidé, un message non lu."""
    fabriques.departement()
    responsable = fabriques.agent(Role.RESPONSABLE)
    dossier = fabriques.decide(fabriques.usager(), responsable)
    messagerie.ecrire_agent(dossier.id, agent=responsable, texte="Votre décision est prête.")
    proche = fabriques.usager(("Nadia",), "Cherif")
    with transaction() as seance:
        seance.add(
            Intervenant(
                dossier_id=dossier.id, usager_id=proche.id, qualite=QualiteIntervenant.COSIGNATAIRE, peut_agir=False
            )
        )
    base.expire(dossier, ["intervenants"])
    return proche, dossier


def test_qui_ne_fait_que_voir_lit_le_dossier_sans_recevoir_la_decision(client, base, proche):
    personne, dossier = proche
    entrer(client, personne)

    page = client.get(f"/mon-espace/dossiers/{dossier.numero}")

    assert page.status_code == 200
    assert "Votre décision est prête." in page.text
    assert base.scalar(select(Decision.consulte_le).where(Decision.dossier_id == dossier.id)) is None
    assert base.scalar(select(Message.lu_le).where(Message.dossier_id == dossier.id)) is None


@pytest.mark.usefixtures("sans_jeton")
def test_qui_ne_fait_que_voir_ne_change_rien(application, client, base, proche):
    personne, dossier = proche
    entrer(client, personne)
    ecrits = select(func.count()).select_from(Entree).where(Entree.auteur_id == personne.id)
    avant = base.scalar(ecrits)

    for methode, adresse in adresses(application, base, dossier, "/mon-espace/"):
        if methode == "POST":
            demander(client, methode, adresse)

    assert base.scalar(ecrits) == avant
    assert base.scalar(select(func.count()).select_from(Dossier)) == 1


@pytest.mark.usefixtures("sans_jeton")
@pytest.mark.parametrize("methode", ["GET", "POST"])
def test_voir_les_controles_pour_decider_est_une_lecture(client, base, depose, methode):
    entrer(client, fabriques.agent())

    page = client.open(f"/agents/dossiers/{depose.numero}/decision", method=methode)

    assert "Quotient" in page.text
    assert lectures(base, depose) == 1


@pytest.mark.usefixtures("sans_jeton")
@pytest.mark.parametrize("montant", ["NaN", "sNaN", "-NaN", "Infinity", "1e99999999", "-1", "0x10", "1" * 40])
def test_un_montant_qui_n_en_est_pas_un_est_refuse(client, base, depose, montant):
    entrer(client, fabriques.agent())

    page = client.post(f"/agents/dossiers/{depose.numero}/decision", data={"nature": "accord", "montant": montant})

    assert page.status_code == 422
