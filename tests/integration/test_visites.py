"""La visite chez la personne : prévue, déplacée, annulée, manquée, rappelée ; les faits lus en base."""

from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from sqlalchemy import select

from portail.dossiers import abonnements
from portail.dossiers.actions import decision, depot
from portail.dossiers.models import Dossier
from portail.dossiers.visites import actions, taches
from portail.dossiers.visites.actions import Prevue
from portail.dossiers.visites.erreurs import EvaluateurAbsent, EvaluateurOccupe, MomentImpossible
from portail.dossiers.visites.messages import agenda_de
from portail.dossiers.visites.models import EtatVisite, Visite
from portail.identite.absences.models import Absence, SortDesDossiers
from portail.identite.models import Agent, Role, Usager
from portail.notifications.courriel import mettre_en_forme
from portail.notifications.models import Notification
from portail.notifications.rendu import composer_courriel
from portail.notifications.taches import _jointes
from portail.rendez_vous.occupations.actions import occuper
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Origine
from portail.rendez_vous.occupations.temps import Source, Voulue
from portail.rendez_vous.ressources.queries import ressource_de_l_agent
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable, TransitionInterdite
from tests import fabriques
from tests.integration.evaluations import evaluatrice
from tests.integration.lignes import gabarits_promis, journal_de, promis, relu
from tests.integration.propositions import COMPLET, SERVICE, demande_complete
from tests.integration.rdv_gestes import occupations
from tests.unitaires.situations_apa import APA, jeanne

JOUR = date(2026, 11, 30)
LIEU = "3 rue du Port, 44130 Blain"


@pytest.fixture
def claire(personne: Usager) -> Agent:
    return fabriques.agent(service=SERVICE)


@pytest.fixture
def dossier(personne: Usager) -> Dossier:
    return demande_complete(personne)


def prevue(agent: Agent, jour: date = JOUR, heure: time = time(14), minutes: int = 90, **autres: str) -> Prevue:
    debut = horloge.instant_du(jour, heure)
    fin = debut + timedelta(minutes=minutes)
    return Prevue(evaluateur_id=agent.id, debut=debut, fin=fin, **{"lieu": LIEU, "presents": "Sa fille", **autres})


def fixer(dossier: Dossier, par: Agent, quoi: Prevue) -> Visite:
    return actions.fixer(dossier.id, agent=par, prevue=quoi, revision=None)


def lues(dossier: Dossier) -> list[Visite]:
    requete = select(Visite).where(Visite.dossier_id == dossier.id).order_by(Visite.debut)
    return list(session.scalars(requete.execution_options(populate_existing=True)))


def promise(dossier: Dossier, gabarit: str) -> Notification:
    [message] = [m for m in promis(dossier) if m.gabarit == gabarit]
    return message


def test_une_visite_prevue_se_dit_a_la_personne_et_a_qui_la_fait(dossier: Dossier, claire: Agent, isabelle: Agent):
    fixer(dossier, claire, prevue(isabelle))

    [visite] = lues(dossier)
    assert (visite.etat, visite.evaluateur_id, visite.lieu) == (EtatVisite.PLANIFIEE, isabelle.id, LIEU)
    assert horloge.a_paris(visite.debut).isoformat() == "2026-11-30T14:00:00+01:00"
    assert journal_de(dossier)[-1] == "planifier_visite"
    message, a_l_agent = promise(dossier, "dossier/visite"), promise(dossier, "agent/visite")
    ecrit = composer_courriel(message.gabarit, message.contexte, langue="fr").texte
    assert "lundi\u00a030\u00a0novembre\u00a02026, de 14\u00a0h\u00a000 à 15\u00a0h\u00a030" in ecrit
    assert LIEU in ecrit
    assert "Isabelle Corre" in ecrit
    assert a_l_agent.adresse == isabelle.courriel
    assert "BRIAND" not in str(a_l_agent.contexte)


def test_le_courriel_porte_le_rendez_vous_pour_l_agenda(dossier: Dossier, claire: Agent, isabelle: Agent):
    fixer(dossier, claire, prevue(isabelle))
    message = promise(dossier, "dossier/visite")
    courriel = composer_courriel(message.gabarit, message.contexte, langue="fr")

    brut = mettre_en_forme(
        courriel, adresse=message.adresse, identifiant="x", langue="fr", jointes=_jointes(message.contexte)
    ).as_bytes()
    [jointe] = message_from_bytes(brut, policy=policy.default).iter_attachments()

    assert (jointe.get_content_type(), jointe.get_filename()) == ("text/calendar", "visite.ics")
    lignes = jointe.get_payload(decode=True).decode().replace("\r\n ", "").splitlines()
    assert {"BEGIN:VCALENDAR", "METHOD:PUBLISH", "SEQUENCE:0", "STATUS:CONFIRMED"} <= set(lignes)
    assert "DTSTART;TZID=Europe/Paris:20261130T140000" in lignes
    assert "DTEND;TZID=Europe/Paris:20261130T153000" in lignes
    assert "LOCATION:3 rue du Port\\, 44130 Blain" in lignes


def test_deplacer_garde_la_meme_visite_et_l_agenda_le_sait(dossier: Dossier, claire: Agent, isabelle: Agent):
    premiere = fixer(dossier, claire, prevue(isabelle))
    autre = evaluatrice("Karim", "Haddad")

    deplacee = fixer(dossier, claire, prevue(autre, heure=time(9)))

    [visite] = lues(dossier)
    assert (visite.id, visite.version, visite.evaluateur_id) == (premiere.id, 1, autre.id)
    assert "SEQUENCE:1" in agenda_de(relu(dossier), APA, deplacee)
    assert journal_de(dossier)[-1] == "deplacer_visite"
    destinataires = {m.adresse for m in promis(dossier) if m.gabarit == "agent/visite"}
    assert destinataires == {isabelle.courriel, autre.courriel}


def test_annuler_dit_pourquoi_et_l_ote_de_l_agenda(dossier: Dossier, claire: Agent, isabelle: Agent):
    fixer(dossier, claire, prevue(isabelle))

    annulee = actions.annuler(dossier.id, agent=claire, motif="Notre agent est malade.", revision=None)

    assert annulee.etat is EtatVisite.ANNULEE
    agenda = agenda_de(relu(dossier), APA, annulee)
    assert "METHOD:CANCEL" in agenda
    assert "SEQUENCE:1" in agenda
    message = promise(dossier, "dossier/visite_annulee")
    assert "Notre agent est malade." in composer_courriel(message.gabarit, message.contexte, langue="fr").texte
    with pytest.raises(TransitionInterdite):
        actions.annuler(dossier.id, agent=claire, motif="Encore.", revision=None)


def test_l_absence_ne_se_constate_qu_a_l_heure_dite_puis_une_autre_se_prevoit(
    dossier: Dossier, isabelle: Agent, claire: Agent
):
    fixer(dossier, isabelle, prevue(isabelle))
    with pytest.raises(TransitionInterdite):
        actions.constater_absence(dossier.id, agent=isabelle, revision=None)
    fabriques.mettre_l_horloge_au(JOUR, time(14, 20))

    actions.constater_absence(dossier.id, agent=isabelle, revision=None)
    fixer(dossier, isabelle, prevue(isabelle, JOUR + timedelta(days=3)))

    assert [visite.etat for visite in lues(dossier)] == [EtatVisite.ABSENCE, EtatVisite.PLANIFIEE]
    assert "dossier/visite_absence" in gabarits_promis(dossier)


def test_une_visite_passee_laisse_la_place_a_une_autre(dossier: Dossier, isabelle: Agent):
    fixer(dossier, isabelle, prevue(isabelle))
    fabriques.mettre_l_horloge_au(JOUR + timedelta(days=1))

    fixer(dossier, isabelle, prevue(isabelle, JOUR + timedelta(days=9)))

    assert [visite.etat for visite in lues(dossier)] == [EtatVisite.TENUE, EtatVisite.PLANIFIEE]


def test_la_veille_se_rappelle_une_fois(dossier: Dossier, isabelle: Agent):
    fixer(dossier, isabelle, prevue(isabelle))
    fabriques.mettre_l_horloge_au(JOUR - timedelta(days=2), time(23, 30))
    taches.rappeler_celles_de_demain()
    assert "dossier/visite_rappel" not in gabarits_promis(dossier)
    fabriques.mettre_l_horloge_au(JOUR - timedelta(days=1), time(8))
    [visite] = lues(dossier)

    assert actions.rappeler(visite.id)
    assert not actions.rappeler(visite.id)

    assert gabarits_promis(dossier).count("dossier/visite_rappel") == 1


def test_prevue_la_veille_elle_ne_se_rappelle_pas_deux_fois(dossier: Dossier, isabelle: Agent):
    fabriques.mettre_l_horloge_au(JOUR - timedelta(days=1))
    visite = fixer(dossier, isabelle, prevue(isabelle))

    assert not actions.rappeler(visite.id)


def test_un_agent_n_est_jamais_a_deux_endroits(dossier: Dossier, isabelle: Agent):
    autre = demande_complete(fabriques.usager(("Robert",), "Tessier", naissance=date(1947, 5, 2)), jeanne())
    fixer(dossier, isabelle, prevue(isabelle))

    for heure, minutes in ((time(13), 61), (time(14, 30), 15), (time(15, 29), 90)):
        with pytest.raises(EvaluateurOccupe):
            fixer(autre, isabelle, prevue(isabelle, heure=heure, minutes=minutes))
    fixer(autre, isabelle, prevue(isabelle, heure=time(15, 30)))

    assert len(lues(autre)) == 1


def test_une_visite_et_un_rendez_vous_ne_se_recouvrent_pas(dossier: Dossier, isabelle: Agent):
    fixer(dossier, isabelle, prevue(isabelle))
    agenda, fin = ressource_de_l_agent(isabelle.id), prevue(isabelle).fin
    assert agenda is not None

    def prendre(debut: datetime) -> None:
        voulue = Voulue(ressource_id=agenda.id, debut=debut, fin=debut + timedelta(minutes=30))
        with transaction():
            occuper([voulue], source=Source(origine=Origine.VISITE, id=uuid4()))

    with pytest.raises(CreneauPris):
        prendre(fin - timedelta(minutes=1))
    prendre(fin)
    with pytest.raises(EvaluateurOccupe):
        fixer(dossier, isabelle, prevue(isabelle, heure=time(14, 30)))
    assert len(occupations()) == 2


def test_deplacer_rend_le_temps_annuler_aussi(dossier: Dossier, claire: Agent, isabelle: Agent):
    fixer(dossier, claire, prevue(isabelle))
    autre = evaluatrice("Karim", "Haddad")
    fixer(dossier, claire, prevue(autre, heure=time(9)))
    agenda, debut = ressource_de_l_agent(autre.id), prevue(autre, heure=time(9)).debut
    assert agenda is not None
    assert [(une.ressource_id, une.debut) for une in occupations()] == [(agenda.id, debut)]

    actions.annuler(dossier.id, agent=claire, motif="", revision=None)

    assert occupations() == []


def test_on_ne_prevoit_ni_dans_le_passe_ni_qui_est_absent_ni_qui_n_a_pas_le_metier(
    dossier: Dossier, claire: Agent, isabelle: Agent
):
    with pytest.raises(MomentImpossible):
        fixer(dossier, claire, prevue(isabelle, COMPLET - timedelta(days=1)))
    with pytest.raises(EvaluateurAbsent):
        fixer(dossier, claire, prevue(claire))
    with transaction():
        session.add(
            Absence(
                agent_id=isabelle.id,
                debut=JOUR,
                fin=JOUR,
                sort=SortDesDossiers.GARDER,
                declaree_le=horloge.maintenant(),
            )
        )
    with pytest.raises(EvaluateurAbsent):
        fixer(dossier, claire, prevue(isabelle))
    assert lues(dossier) == []


def test_seul_qui_instruit_ou_visite_planifie(dossier: Dossier, isabelle: Agent):
    accueil = fabriques.agent(Role.ACCUEIL, SERVICE, prenom="Léa")
    ailleurs = fabriques.agent(service="jeunesse", prenom="Paul")

    with pytest.raises(Interdit):
        fixer(dossier, accueil, prevue(isabelle))
    with pytest.raises(Introuvable):
        fixer(dossier, ailleurs, prevue(isabelle))


def test_un_ecran_perime_ne_deplace_rien(dossier: Dossier, isabelle: Agent):
    revision = relu(dossier).revision
    fixer(dossier, isabelle, prevue(isabelle))

    with pytest.raises(ConflitDeVersion):
        actions.fixer(dossier.id, agent=isabelle, prevue=prevue(isabelle, heure=time(9)), revision=revision)


def test_une_demande_qui_finit_annule_la_visite(dossier: Dossier, personne: Usager, isabelle: Agent):
    abonnements.installer()
    fixer(dossier, isabelle, prevue(isabelle))

    depot.retirer(dossier.id, usager=personne, revision=None)

    [visite] = lues(dossier)
    assert visite.etat is EtatVisite.ANNULEE
    assert "dossier/visite_annulee" in gabarits_promis(dossier)


def test_classer_annule_la_visite_et_previent_qui_devait_venir(dossier: Dossier, claire: Agent, isabelle: Agent):
    abonnements.installer()
    fixer(dossier, isabelle, prevue(isabelle))

    decision.classer(dossier.id, agent=claire, motif="Sans nouvelles.", revision=None)

    assert [m.adresse for m in promis(dossier) if m.gabarit == "agent/visite"] == [isabelle.courriel]
