"""Quand ce dont on dépend tombe : une page en français, rien d’écrit à moitié, rien de perdu, et tout repart."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portail.demonstration.processus import ports_libres
from portail.dossiers.actions import brouillon
from portail.dossiers.etats import Etat
from portail.dossiers.models import Message
from portail.identite.models import Usager
from portail.notifications import taches
from portail.notifications.models import Cause, EtatEnvoi
from portail.notifications.transport import EchecEnvoi
from portail.pieces.models import Fichier
from portail.socle import base as socle_base
from portail.socle import demarrage
from tests import fabriques, fichiers
from tests.client import ClientExigeant
from tests.integration.lignes import promis, relu, trace_de
from tests.integration.navigation import envoyer, erreurs, joint, mots, navigateur, reenvoyer, titre, valeurs
from tests.porteurs import Puits, serveur_smtp
from tests.unitaires.situations_permis import PERMIS

ATTESTATIONS = dict.fromkeys(("attestation_exactitude", "engagement_non_cumul", "engagement_depart"), "oui")
FUITES = ("psycopg", "sqlalchemy", "Traceback", "127.0.0.1", "SELECT", "OperationalError", ".py")


# ---------- La base ----------


@contextmanager
def base_en_panne(environ: dict[str, str]) -> Iterator[None]:
    socle_base.session.remove()
    socle_base.moteur().dispose()
    socle_base.configurer("postgresql://personne@127.0.0.1:9/rien")
    try:
        yield
    finally:
        socle_base.configurer(environ["DATABASE_URL"])


def test_la_base_tombe_pendant_une_saisie_et_revient(application: Flask, base_reelle: str, environ: dict[str, str]):
    fabriques.departement()
    yanis = fabriques.usager()
    dossier = brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")
    client = navigateur(application, yanis)
    saisie = f"/mon-espace/dossiers/{dossier.numero}/saisie/paiement"
    page = client.get(saisie)
    avant = trace_de(dossier)
    with base_en_panne(environ):
        pannes = [reenvoyer(client, page, saisie, {"titulaire_compte": "Yanis"}), client.get("/mon-espace/")]

    for panne in pannes:
        assert (panne.status_code, titre(panne)) == (500, "Le service a rencontré un problème")
        assert [fuite for fuite in FUITES if fuite in panne.text] == []
        assert panne.headers["Cache-Control"] == "no-store"
    assert "Ce que vous aviez enregistré avant est gardé." in mots(pannes[0])
    assert trace_de(dossier) == avant
    reenvoyer(client, page, saisie, {"titulaire_compte": "Yanis", "iban": "FR7630006000011234567890189"})
    assert relu(dossier).reponses["titulaire_compte"] == "Yanis"


# ---------- Le magasin de fichiers ----------


@contextmanager
def magasin_en_panne(environ: dict[str, str]) -> Iterator[None]:
    """Met un fichier à la place du dossier du magasin : rien ne s’y écrit, rien ne s’y lit, même pour root."""
    dossier = Path(urlsplit(environ["FICHIERS_URL"]).path)
    ailleurs = dossier.with_name("ailleurs")
    dossier.rename(ailleurs)
    dossier.touch()
    try:
        yield
    finally:
        dossier.unlink()
        ailleurs.rename(dossier)


def test_magasin_en_panne_la_piece_n_est_pas_recue_et_se_renvoie(
    client: ClientExigeant, base: Session, yanis_entre: Usager, environ: dict[str, str]
):
    dossier = fabriques.brouillon(yanis_entre, pieces=False)
    page, contenu = f"/mon-espace/dossiers/{dossier.numero}/pieces", fichiers.pdf()
    with magasin_en_panne(environ):
        panne = envoyer(client, page, {"rib": joint(contenu, "rib.pdf")})
    apres_la_panne = base.scalar(select(func.count()).select_from(Fichier))
    envoyer(client, page, {"rib": joint(contenu, "rib.pdf")})

    assert panne.status_code == 422
    assert "ne répond pas pour le moment" in " ".join(erreurs(panne))
    assert apres_la_panne == 0
    assert base.scalar(select(func.count()).select_from(Fichier)) == 1


def test_magasin_en_panne_le_message_n_est_pas_perdu(
    client: ClientExigeant, base: Session, yanis_entre: Usager, environ: dict[str, str]
):
    dossier = fabriques.depose(yanis_entre)
    suivi = f"/mon-espace/dossiers/{dossier.numero}"
    envoi = {"texte": "Voici mon relevé.", "fichiers": joint(fichiers.pdf(), "rib.pdf")}
    with magasin_en_panne(environ):
        panne = envoyer(client, f"{suivi}/messages", envoi, depuis=suivi)

    assert panne.status_code == 422
    assert valeurs(panne)["texte"].strip() == "Voici mon relevé."
    assert base.scalars(select(Message)).all() == []


def test_magasin_en_panne_une_piece_se_lira_plus_tard(
    client: ClientExigeant, base: Session, yanis_entre: Usager, environ: dict[str, str]
):
    dossier = fabriques.depose(yanis_entre)
    fichier = base.scalars(select(Fichier)).first()
    assert fichier is not None
    adresse = f"/mon-espace/dossiers/{dossier.numero}/pieces/{fichier.id}"
    with magasin_en_panne(environ):
        panne = client.get(adresse)
        suivi = client.get(f"/mon-espace/dossiers/{dossier.numero}")

    assert (panne.status_code, titre(panne)) == (503, "Le service est momentanément indisponible")
    assert suivi.status_code == 200
    assert client.get(adresse).status_code == 200


# ---------- Le courriel ----------


def test_sans_serveur_de_courriel_le_depot_reussit_et_le_message_attend(
    client: ClientExigeant, yanis_entre: Usager, monkeypatch: pytest.MonkeyPatch
):
    dossier = fabriques.brouillon(yanis_entre)
    [port] = ports_libres(1)
    smtp = f"smtp://127.0.0.1:{port}"
    monkeypatch.setattr(demarrage._Reglage, "reglages", replace(demarrage.reglages(), smtp_url=smtp))

    envoi = envoyer(client, f"/mon-espace/dossiers/{dossier.numero}/recapitulatif", ATTESTATIONS)
    [message] = promis(dossier)
    with suppress(EchecEnvoi):
        taches.envoyer(str(message.id))
    [attend] = promis(dossier)
    en_attente = (attend.etat, attend.essais, attend.erreur)
    with serveur_smtp(port, Puits()) as puits:
        taches.envoyer(str(message.id))

    assert envoi.location.endswith("/envoyee")
    assert relu(dossier).etat is Etat.DEPOSE
    assert en_attente == (EtatEnvoi.PREVU, 1, Cause.PORTEUR_INJOIGNABLE.value)
    assert [message.etat for message in promis(dossier)] == [EtatEnvoi.ENVOYE]
    assert [recu["To"] for recu in puits.messages] == ["lina.moreau@courriel.example"]
