"""Ce que la personne voit des lectures de son dossier, et ce que l’agent voit du journal entier."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portail.dossiers import lectures
from portail.dossiers.actions import complement, instruction, messagerie
from portail.dossiers.actions import pieces as pieces_du_dossier
from portail.dossiers.lectures import RAISONS, RaisonLecture
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Role, Usager
from portail.journal import controle
from portail.journal.models import TexteDuJournal
from portail.pieces.models import MotifRefusPiece
from portail.socle import decalage, horloge
from tests import fabriques
from tests.integration.chaines import alterer
from tests.integration.lignes import entrees_de, journal_de
from tests.integration.navigation import mots, navigateur
from tests.integration.raisons import dire

# ---------- Ce que la personne voit ----------


def test_la_personne_voit_qui_a_lu_quand_et_pourquoi(
    application: Flask, yanis: Usager, claire: Agent, lea: Agent, dossier: Dossier
):
    for agent, raison, precision in ((claire, "", ""), (lea, "autre", "Suivi <b>du</b> contrat")):
        client = navigateur(application, agent)
        if raison:
            dire(client, dossier, raison, precision)
        client.get(f"/agents/dossiers/{dossier.numero}")

    vu = navigateur(application, yanis).get(f"/mon-espace/dossiers/{dossier.numero}")

    assert "Claire Lebreton, agentLe 21 novembre 2026" in mots(vu)
    assert "Léa Martin, agentLe 21 novembre 2026" in mots(vu)
    assert "Raison : Autre raison : « Suivi <b>du</b> contrat »" in mots(vu).replace("\u00a0", " ")
    assert "<b>du</b>" not in vu.text


def test_chaque_raison_a_ses_mots():
    assert set(RAISONS) == set(RaisonLecture)
    assert all(RAISONS.values())


def test_la_precision_effacee_laisse_la_raison_et_la_chaine(
    application: Flask, base: Session, yanis: Usager, lea: Agent, dossier: Dossier
):
    dire(navigateur(application, lea), dossier, "aide", "Claire me l’a demandé")
    decalage.avancer(timedelta(days=365 * 3 + 32))

    assert lectures.oublier_les_textes_echus() == 1

    assert base.scalar(select(func.count()).select_from(TexteDuJournal)) == 0
    assert controle.controler().constats == []
    [lecture] = lectures.lectures_dites(dossier, str)
    assert lecture.raisons == (RAISONS[RaisonLecture.AIDE],)


def test_la_precision_recente_est_gardee(lea: Agent, dossier: Dossier):
    lectures.justifier(lea, [dossier], raison=RaisonLecture.AIDE, precision="Claire me l’a demandé")
    decalage.avancer(timedelta(days=365 * 3 - 32))

    assert lectures.oublier_les_textes_echus() == 0


def test_les_lectures_d_un_jour_se_regroupent_et_les_raisons_ne_se_repetent_pas(lea: Agent, dossier: Dossier):
    for _fois in range(2):
        fabriques.justifie(lea, dossier)

    [lecture] = lectures.lectures_dites(dossier, str)

    assert (lecture.agent_id, lecture.fois, lecture.raisons) == (lea.id, 0, (RAISONS[RaisonLecture.CONTACT],))
    assert lecture.derniere <= horloge.maintenant()


def test_le_journal_ne_porte_ni_nom_ni_texte(lea: Agent, dossier: Dossier):
    lectures.justifier(lea, [dossier], raison=RaisonLecture.AUTRE, precision="Secret de Belkacem")

    dit = " ".join(f"{e.action} {e.details}" for e in entrees_de(dossier))

    assert not [mot for mot in ("Secret", "Belkacem", "Martin", "@") if mot in dit]


# ---------- Les téléchargements ----------


def test_ce_que_la_personne_telecharge_est_au_journal(application: Flask, yanis: Usager, dossier: Dossier):
    client, adresse = navigateur(application, yanis), f"/mon-espace/dossiers/{dossier.numero}"
    [fichier] = [e for e in client.get(adresse).text.split('"') if "/pieces/" in e][:1]

    for chemin in (f"{adresse}/recapitulatif.pdf", fichier, f"{adresse}/journal.json"):
        assert client.get(chemin).status_code == 200

    assert journal_de(dossier)[-3:] == ["telecharger_recapitulatif", "telecharger_piece", "telecharger_journal"]
    assert {entree.auteur_id for entree in entrees_de(dossier)[-3:]} == {yanis.id}


def test_ce_que_l_agent_lit_est_au_journal(application: Flask, claire: Agent, dossier: Dossier):
    client, adresse = navigateur(application, claire), f"/agents/dossiers/{dossier.numero}"
    [fichier] = [e for e in client.get(adresse).text.split('"') if "/fichiers/" in e][:1]

    for chemin in (f"{adresse}/depose", f"{adresse}/journal", fichier):
        assert client.get(chemin).status_code == 200

    assert journal_de(dossier)[-4:] == ["lire", "lire_depose", "lire_journal", "lire_piece"]


# ---------- « Tout le journal », pour l’agent ----------


def test_tout_le_journal_dit_auteurs_raisons_et_avant_apres(
    application: Flask, yanis: Usager, claire: Agent, lea: Agent, dossier: Dossier
):
    dire(navigateur(application, lea), dossier, "autre", "Point d’équipe")
    instruction.affecter(dossier.id, agent=claire, a=lea)
    pieces_du_dossier.refuser_piece(
        dossier.id, agent=claire, code="rib", motif=MotifRefusPiece.ILLISIBLE, precision="Floue."
    )
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Mon secret")

    page = navigateur(application, lea).get(f"/agents/dossiers/{dossier.numero}/journal")
    dit = mots(page).replace("\u00a0", " ")

    assert "Raison de consultation donnéeAutre raison : « Point d’équipe »" in dit
    assert "Claire Lebreton → Léa Martin" in dit
    assert "Nouveau → À instruire" in dit
    assert "Motif : IllisiblePièce : Relevé d’identité bancaire (RIB)" in dit
    assert "Message envoyé" in dit
    assert "La personne" in dit
    assert "secret" not in dit
    assert f"Chaîne vérifiée : {len(entrees_de(dossier))} entrées, aucune rupture." in dit


def test_tout_le_journal_dit_les_retours_automatiques(application: Flask, claire: Agent, yanis: Usager):
    attend = fabriques.a_completer(yanis, claire, jours=5)
    fabriques.mettre_l_horloge_au(date(2026, 12, 20))
    complement.clore_complement_echu(attend.id)

    dit = mots(navigateur(application, claire).get(f"/agents/dossiers/{attend.numero}/journal"))

    assert "Le portail" in dit
    assert "Attend l’usager → À instruire" in dit


def test_tout_le_journal_dit_une_chaine_rompue(application: Flask, base: Session, claire: Agent, dossier: Dossier):
    alterer(base, "UPDATE journal SET action = 'lire' ICI 2", objet=dossier.id)

    dit = mots(navigateur(application, claire).get(f"/agents/dossiers/{dossier.numero}/journal"))

    assert "le contenu de l’entrée n° 2 a été modifié" in dit
    assert "aucune rupture" not in dit


@pytest.mark.parametrize(("role", "service"), [(Role.INSTRUCTEUR, "autonomie"), (Role.ADMINISTRATEUR, None)])
def test_tout_le_journal_est_a_qui_peut_lire_le_dossier(application: Flask, dossier: Dossier, role: Role, service):
    client = navigateur(application, fabriques.agent(role, service, prenom="Ailleurs"))

    assert client.get(f"/agents/dossiers/{dossier.numero}/journal").status_code == 404
