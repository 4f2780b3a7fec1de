"""Une préemption à un prix inférieur : ce que qui vend répond, jusqu’à quand, et ce que son silence vaut."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portail.dossiers.actions import decision
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.identite.notaires.models import Membre
from portail.identite.notaires.queries import usager_au_nom_de
from portail.notaires.declarations import reponses
from portail.notaires.declarations.models import Preemption, Reponse
from portail.notaires.declarations.taches import constater_les_silences
from portail.socle.base import session
from portail.socle.erreurs import TransitionInterdite
from tests import fabriques
from tests.integration.lignes import decisions, entrees_de, journal_de, relu
from tests.integration.navigation import envoyer, mots, navigateur
from tests.integration.notaires.test_dia import PREEMPTION, decide
from tests.integration.notaires.test_dia import maitre as maitre
from tests.integration.notaires.test_dia import nadia as nadia
from tests.integration.notaires.ventes import declaree
from tests.integration.test_requetes_sql import compter

DECIDEE, LUE, LIMITE = date(2026, 12, 20), date(2026, 12, 31), date(2027, 2, 28)
INFERIEUR = PREEMPTION | {"code": "preemption_inferieur"}

pytestmark = pytest.mark.usefixtures("application", "departement")


def preemptee(maitre: Membre, nadia: Agent) -> Dossier:
    """Une vente préemptée à un prix inférieur, la lettre lue dans les quinze jours."""
    declaration = declaree(maitre)
    fabriques.mettre_l_horloge_au(DECIDEE)
    dossier = decide(declaration, nadia, NatureDecision.REFUS, INFERIEUR)
    fabriques.mettre_l_horloge_au(LUE)
    decision.noter_consultation(dossier.id, usager=usager_au_nom_de(maitre), decision_id=decisions(dossier)[0].id)
    return relu(dossier)


def issue(dossier: Dossier) -> tuple[Reponse | None, date | None]:
    session.rollback()
    une = session.scalars(select(Preemption).where(Preemption.dossier_id == dossier.id)).one()
    return une.reponse, une.repondue_le


def test_le_membre_repond_une_fois_en_ligne_et_chacun_lit_la_suite(maitre: Membre, nadia: Agent, application: Flask):
    dossier = preemptee(maitre, nadia)
    office, bureau = navigateur(application, maitre), navigateur(application, nadia)
    suivi, fiche = f"/mon-espace/dossiers/{dossier.numero}", f"/agents/dossiers/{dossier.numero}"

    assert "28 février" in mots(office.get(suivi)).replace("\u00a0", " ")
    assert "jusqu’au 28 février 2027" in mots(bureau.get(fiche)).replace("\u00a0", " ")
    assert envoyer(office, f"{suivi}/preemption", {}).status_code == 422
    assert envoyer(office, f"{suivi}/preemption", {"reponse": "maintient"}).status_code == 303
    assert office.get(f"{suivi}/preemption").status_code == 303
    assert bureau.get(f"{fiche}/preemption").status_code == 404
    with pytest.raises(TransitionInterdite):
        reponses.repondre(dossier.id, usager=usager_au_nom_de(maitre), reponse=Reponse.ACCEPTE)

    assert issue(dossier) == (Reponse.MAINTIENT, LUE)
    [notee] = [entree for entree in entrees_de(dossier) if entree.action == "repondre_preemption"]
    assert (notee.auteur_id, notee.details["reponse"]) == (maitre.id, "maintient")
    registre = navigateur(application).get("/espaces-naturels/preemptions")
    for page in (office.get(suivi), bureau.get(fiche), registre):
        assert "le juge de l’expropriation le fixe" in mots(page)
    assert len(compter(lambda: office.get(suivi))) <= 12
    assert len(compter(lambda: bureau.get(fiche))) <= 12


def test_le_silence_vaut_renonciation_et_une_lettre_partie_a_temps_l_emporte(
    maitre: Membre, nadia: Agent, application: Flask
):
    dossier = preemptee(maitre, nadia)
    fabriques.mettre_l_horloge_au(LIMITE)
    constater_les_silences()
    assert issue(dossier) == (Reponse.ATTENDUE, None)

    fabriques.mettre_l_horloge_au(LIMITE + timedelta(days=1))
    with pytest.raises(reponses.TropTard):
        reponses.repondre(dossier.id, usager=usager_au_nom_de(maitre), reponse=Reponse.ACCEPTE)
    constater_les_silences()
    constater_les_silences()
    assert issue(dossier) == (Reponse.REPUTE, LIMITE)
    assert journal_de(dossier).count("reputer_renoncer") == 1

    bureau, ici = navigateur(application, nadia), f"/agents/dossiers/{dossier.numero}/preemption"
    tardive = envoyer(bureau, ici, {"reponse": "accepte", "envoi": "2027-03-01"})
    assert (tardive.status_code, issue(dossier)[0]) == (422, Reponse.REPUTE)
    assert envoyer(bureau, ici, {"reponse": "accepte", "envoi": "2027-02-27"}).status_code == 303
    assert issue(dossier) == (Reponse.ACCEPTE, date(2027, 2, 27))


def test_une_preemption_au_prix_n_attend_aucune_reponse(maitre: Membre, nadia: Agent):
    au_prix = decide(declaree(maitre), nadia, NatureDecision.REFUS, PREEMPTION)

    assert issue(au_prix) == (None, None)
    assert reponses.suite_de(au_prix) is None
