"""Aucun geste ne se fait depuis un autre site : sans jeton de formulaire, rien ne change."""

import re
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portail.dossiers.models import Dossier
from portail.dossiers.saisies import SaisieGardee
from portail.identite.models import Role, SessionOuverte
from portail.journal.models import Entree
from portail.notifications.models import Notification
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer

DEMARCHE = "aide-permis"
SANS_JETON = {"/api/v1/simulations/<identifiant>", "/demarches/<identifiant>/ai-je-droit", "/espaces-naturels/"}
"""Ni session, ni rien qui change : rien à protéger."""
DROIT_D_ABORD = {"/agents/successions/imports/"}
"""La vue juge qui envoie avant de lire l’envoi, puis vérifie le jeton : ses essais le disent."""


def adresses_qui_changent(application: Flask, numero: str) -> list[str]:
    valeurs = {"numero": numero, "identifiant": DEMARCHE, "page": "identite", "code": "rib", "geste": "renvoyer"}
    trouvees = [
        re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda nom: valeurs.get(nom[1], str(uuid4())), str(regle))
        for regle in application.url_map.iter_rules()
        if "POST" in (regle.methods or ())
        and str(regle) not in SANS_JETON | DROIT_D_ABORD
        and not str(regle).startswith("/demo")
    ]
    assert len(trouvees) > 25
    return trouvees


def etat(base: Session) -> tuple:
    nombres = [base.scalar(select(func.count()).select_from(table)) for table in (Entree, Notification, SessionOuverte)]
    return (*nombres, base.execute(select(Dossier.etat, Dossier.revision).order_by(Dossier.numero)).all())


@pytest.mark.parametrize("qui", ["usager", "agent", "administratrice"])
@pytest.mark.parametrize("origine", [None, "https://ailleurs.example"])
def test_sans_jeton_rien_ne_change(application: Flask, client: ClientExigeant, base: Session, qui, origine):
    fabriques.departement()
    usager, agent = fabriques.usager(), fabriques.agent(Role.RESPONSABLE)
    dossier = fabriques.en_instruction(usager, agent)
    administratrice = fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Anne", nom="Martin")
    entrer(client, {"usager": usager, "agent": agent, "administratrice": administratrice}[qui])
    avant = etat(base)

    for adresse in adresses_qui_changent(application, dossier.numero):
        reponse = client.post(adresse, data={"texte": "x"}, headers={"Origin": origine} if origine else {})
        assert reponse.status_code in ({400, 404} if origine else {303, 400, 404}), adresse
        if reponse.status_code == 303:  # l’envoi est remontré à la personne, rien de plus
            assert reponse.headers["Set-Cookie"].startswith("reprise=")

    assert etat(base) == avant
    if origine:
        assert base.scalar(select(func.count()).select_from(SaisieGardee)) == 0


def test_le_jeton_d_une_autre_session_ne_vaut_rien(application: Flask, client: ClientExigeant, base: Session):
    fabriques.departement()
    entrer(client, fabriques.usager())
    page = application.test_client().get("/connexion/courriel")
    [etranger] = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)
    assert client.get("/deconnexion").status_code == 200

    assert client.post("/deconnexion", data={"csrf_token": etranger}).status_code == 400
    assert client.get("/mon-espace/").status_code == 200


def test_aucune_lecture_ne_change_un_dossier(application: Flask, client: ClientExigeant, base: Session):
    fabriques.departement()
    usager, agent = fabriques.usager(), fabriques.agent(Role.RESPONSABLE)
    dossier = fabriques.en_instruction(usager, agent)
    avant = base.execute(select(Dossier.etat, Dossier.revision)).all()
    for personne, debut in ((usager, "/mon-espace/"), (agent, "/agents/")):
        entrer(client, personne)
        for adresse in adresses_qui_changent(application, dossier.numero):
            if adresse.startswith(debut):
                client.get(adresse)
                client.head(adresse)

    assert base.execute(select(Dossier.etat, Dossier.revision)).all() == avant
