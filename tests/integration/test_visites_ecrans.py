"""Les écrans de la visite, au bureau et dans le suivi ; et deux dossiers qui veulent le même agent au même instant."""

import time as temps
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select

from portail.dossiers.models import Dossier
from portail.dossiers.visites import actions
from portail.dossiers.visites.actions import Prevue
from portail.dossiers.visites.erreurs import EvaluateurOccupe
from portail.dossiers.visites.models import EtatVisite, Visite
from portail.dossiers.visites.queries import visites_de
from portail.identite.models import Agent, Role, Usager
from portail.socle import horloge
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration import rendez_vous
from tests.integration.evaluations import evaluatrice
from tests.integration.navigation import envoyer, erreurs, mots, navigateur, valeurs
from tests.integration.propositions import COMPLET, SERVICE, demande_complete
from tests.integration.simultane import EN_ATTENTE, PATIENCE_SECONDES, tenter

JOUR = date(2026, 11, 30)


@pytest.fixture
def dossier(personne: Usager) -> Dossier:
    return demande_complete(personne)


@pytest.fixture
def bureau(application: Flask, dossier: Dossier) -> ClientExigeant:
    return navigateur(application, fabriques.agent(service=SERVICE))


def adresse(dossier: Dossier, suite: str = "") -> str:
    return f"/agents/dossiers/{dossier.numero}/visite{suite}"


def saisie(agent: Agent, **autres: str) -> dict[str, str]:
    base = {"evaluateur": str(agent.id), "jour": "2026-11-30", "heure": "14:00", "minutes": "90"}
    return base | {"lieu": "3 rue du Port, 44130 Blain", "presents": "Sa fille"} | autres


def test_prevoir_deplacer_annuler_depuis_le_dossier(bureau: ClientExigeant, dossier: Dossier, isabelle: Agent):
    propose = valeurs(bureau.get(adresse(dossier)))
    assert propose["minutes"] == "90"
    assert "44" in propose["lieu"]

    prevue = envoyer(bureau, adresse(dossier), saisie(isabelle))
    assert prevue.status_code == 303
    page = mots(bureau.get(f"/agents/dossiers/{dossier.numero}"))
    assert "Prévue 30 novembre 2026 à 14 h 00" in page.replace("\u00a0", " ")
    assert "Avec : Sa fille" in page.replace("\u00a0", " ")
    ecran = bureau.get(adresse(dossier))
    assert valeurs(ecran)["heure"] == "14:00"
    assert "Déplacer la visite" in mots(ecran)

    assert envoyer(bureau, adresse(dossier), saisie(isabelle, heure="09:30")).status_code == 303
    [visite] = visites_de(dossier)
    assert (visite.version, horloge.a_paris(visite.debut).time()) == (1, time(9, 30))

    vide = envoyer(bureau, adresse(dossier, "/annuler"), {"motif": " "})
    assert vide.status_code == 422
    assert envoyer(bureau, adresse(dossier, "/annuler"), {"motif": "Neige."}).status_code == 303
    assert visites_de(dossier)[0].etat is EtatVisite.ANNULEE


@pytest.mark.parametrize(
    ("autres", "faute"),
    [
        ({"jour": "2026-11-20"}, "à venir"),
        ({"jour": ""}, "à venir"),
        ({"heure": ""}, "écrivez une heure"),
        ({"minutes": "mille"}, "écrivez une durée"),
        ({"minutes": "9999"}, "écrivez une durée"),
        ({"lieu": ""}, "écrivez où"),
    ],
)
def test_une_mauvaise_saisie_se_dit_et_rien_n_est_prevu(bureau, dossier, isabelle, autres, faute):
    page = envoyer(bureau, adresse(dossier), saisie(isabelle, **autres))

    assert page.status_code == 422
    assert any(faute in dite for dite in erreurs(page)), erreurs(page)
    assert visites_de(dossier) == []


def test_qui_est_pris_se_dit_sur_le_jour_et_la_table_montre_ses_visites(
    bureau: ClientExigeant, dossier: Dossier, isabelle: Agent
):
    autre = demande_complete(fabriques.usager(("Robert",), "Tessier", naissance=date(1947, 5, 2)))
    envoyer(bureau, adresse(autre), saisie(isabelle))

    page = envoyer(bureau, adresse(dossier), saisie(isabelle, heure="15:00"))

    assert page.status_code == 422
    assert "déjà prise" in " ".join(erreurs(page))
    assert "Visites déjà prévues" in mots(page)
    assert "TESSIER" not in page.text.upper()


def test_la_personne_lit_sa_visite_et_la_met_dans_son_agenda(
    application: Flask, bureau: ClientExigeant, dossier: Dossier, personne: Usager, isabelle: Agent
):
    chez_elle = navigateur(application, personne)
    assert chez_elle.get(f"/mon-espace/dossiers/{dossier.numero}/visite.ics").status_code == 404
    envoyer(bureau, adresse(dossier), saisie(isabelle))

    page = mots(chez_elle.get(f"/mon-espace/dossiers/{dossier.numero}")).replace("\u00a0", " ")
    agenda = chez_elle.get(f"/mon-espace/dossiers/{dossier.numero}/visite.ics")

    assert "lundi 30 novembre 2026, de 14 h 00 à 15 h 30" in page
    assert "Isabelle Corre" in page
    assert agenda.mimetype == "text/calendar"
    assert "DTSTART;TZID=Europe/Paris:20261130T140000" in agenda.text
    fabriques.mettre_l_horloge_au(JOUR + timedelta(days=1))
    assert "Nous venons vous voir" not in mots(chez_elle.get(f"/mon-espace/dossiers/{dossier.numero}"))


def test_l_absence_se_note_d_un_bouton(bureau: ClientExigeant, dossier: Dossier, isabelle: Agent):
    envoyer(bureau, adresse(dossier), saisie(isabelle))
    depuis = f"/agents/dossiers/{dossier.numero}"
    assert "n’était pas là" not in mots(bureau.get(depuis))
    fabriques.mettre_l_horloge_au(JOUR, time(14, 30))

    assert envoyer(bureau, adresse(dossier, "/absence"), {}, depuis=depuis).status_code == 303

    assert visites_de(dossier)[0].etat is EtatVisite.ABSENCE


def test_l_accueil_lit_la_visite_sans_y_toucher(application: Flask, dossier: Dossier, isabelle: Agent):
    accueil = fabriques.agent(Role.ACCUEIL, SERVICE, prenom="Léa")
    fabriques.justifie(accueil, dossier)
    client = navigateur(application, accueil)

    page = mots(client.get(f"/agents/dossiers/{dossier.numero}"))

    assert "Aucune visite n’est prévue" in page
    assert "Prévoir une visite" not in page
    assert client.get(adresse(dossier)).status_code == 403


@pytest.fixture
def reelle(base_reelle: str) -> str:
    fabriques.departement()
    fabriques.mettre_l_horloge_au(COMPLET)
    return base_reelle


def test_deux_dossiers_veulent_le_meme_agent_au_meme_instant_un_seul_l_a(reelle: str):
    claire, isabelle = fabriques.agent(service=SERVICE), evaluatrice()
    dossiers = [
        demande_complete(fabriques.usager(("Jeanne",), "Briand", naissance=date(1942, 7, 3))).id,
        demande_complete(fabriques.usager(("Robert",), "Tessier", naissance=date(1947, 5, 2))).id,
    ]
    debut = horloge.instant_du(JOUR, time(14))
    prevue = Prevue(evaluateur_id=isabelle.id, debut=debut, fin=debut + timedelta(hours=1), lieu="Blain")
    agenda = rendez_vous.agenda(isabelle)
    fermer_session()

    with (
        ThreadPoolExecutor(2) as equipe,
        psycopg.connect(reelle, autocommit=True) as guetteur,
        psycopg.connect(reelle) as verrou,
    ):
        verrou.execute("SELECT 1 FROM ressource WHERE id = %s FOR UPDATE", [agenda.id])
        futurs = [
            equipe.submit(tenter, lambda un=un: actions.fixer(un, agent=claire, prevue=prevue, revision=None).etat)
            for un in dossiers
        ]
        fin = temps.monotonic() + PATIENCE_SECONDES
        while guetteur.execute(EN_ATTENTE).fetchone() != (2,):
            assert temps.monotonic() < fin, "les deux devaient attendre cet agent"
            temps.sleep(0.01)
        verrou.rollback()
        rendus = [futur.result(PATIENCE_SECONDES) for futur in futurs]

    assert sorted(map(str, rendus)) == sorted(map(str, [EtatVisite.PLANIFIEE, EvaluateurOccupe]))
    session.rollback()
    assert len(session.scalars(select(Visite.id)).all()) == 1
