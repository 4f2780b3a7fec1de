"""La proposition de bout en bout : rédigée, envoyée, discutée, définitive, acceptée ; les faits lus en base."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portail.documents.composition import composer
from portail.dossiers.actions import decision, instruction
from portail.dossiers.alertes.envoi import alerter
from portail.dossiers.erreurs import (
    DateImpossible,
    PropositionEnAttente,
    PropositionRecueTropTot,
)
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.horloges.lecture import horloges_du, projection
from portail.dossiers.horloges.recalcul import colonnes_de
from portail.dossiers.horloges.types import Code, Marche
from portail.dossiers.models import Dossier
from portail.dossiers.propositions import actions, reponses, taches
from portail.dossiers.propositions.models import EtatProposition
from portail.dossiers.propositions.queries import propositions_de
from portail.dossiers.propositions.reponses import Reponse, Sens
from portail.identite.models import Agent, Role, Usager
from portail.notifications.models import Notification
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable, SaisieInvalide, TransitionInterdite
from tests import fabriques, pdf
from tests.integration.lignes import decisions, documents, entrees_de, gabarits_promis, journal_de, relu
from tests.integration.propositions import (
    COMPLET,
    ENVOI,
    SERVICE,
    definitive,
    envoyee,
    evalue,
    ligne,
    lue,
    preparer,
    repondue,
)
from tests.unitaires.situations_apa import APA, couple_guerin, espaces_simples


@pytest.fixture
def claire(personne: Usager) -> Agent:
    return fabriques.agent(service=SERVICE)


@pytest.fixture
def herve(personne: Usager) -> Agent:
    return fabriques.agent(Role.RESPONSABLE, SERVICE, prenom="Hervé", nom="Guillou")


@pytest.fixture
def dossier(personne: Usager, claire: Agent) -> Dossier:
    return evalue(personne, claire)


def horloges(dossier: Dossier) -> dict[Code, tuple[date | None, Marche]]:
    jour = horloge.aujourd_hui()
    return {une.code: (une.echeance, une.marche(jour)) for une in horloges_du(relu(dossier)).propres}


def valeurs(proposition) -> dict[str, str]:
    return {un["code"]: espaces_simples(un["valeur"]) for un in proposition.calculs}


# ---------- Scénarios de la fiche ----------


def test_1_jeanne_plan_de_1000_plafonne_accepte_puis_accorde_au_montant_calcule(
    dossier: Dossier, personne: Usager, claire: Agent, herve: Agent
):
    fabriques.mettre_l_horloge_au(ENVOI)
    proposition = lue(dossier, personne, envoyee(dossier, claire))

    assert valeurs(proposition) == {
        "plafond": "811,52 € par mois",
        "participation": "121,60 € par mois",
        "taux": "Sur 100 € de plan d’aide, vous en payez 14,98 €.",
        "apa_versee": "689,92 € par mois",
        "reste_hors_plafond": "188,48 € par mois",
    }
    assert relu(dossier).reponses_agent["plan_aide"] == "1000.00"
    with pytest.raises(PropositionEnAttente):
        decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)

    repondue(dossier, personne, proposition, Sens.ACCEPTER)
    projet = decision.Projet(nature=NatureDecision.ACCORD, montant=Decimal("689.92"))
    decision.decider(dossier.id, agent=herve, projet=projet, revision=None)

    assert relu(dossier).etat is Etat.DECIDE
    [prise] = decisions(dossier)
    assert (prise.nature, prise.montant) == (NatureDecision.ACCORD, Decimal("689.92"))
    assert journal_de(dossier)[-8:].count("accepter_proposition") == 1


def test_2_marcel_guerin_plan_de_700_participation_94_23(personne: Usager, claire: Agent):
    couple = couple_guerin()
    dossier = evalue(personne, claire, "3", **couple)

    proposition = envoyee(dossier, claire, ligne(quantite="28.00"))

    assert valeurs(proposition)["participation"] == "94,23 € par mois"
    assert valeurs(proposition)["apa_versee"] == "605,77 € par mois"


# ---------- Les horloges ----------


def test_trente_jours_du_dossier_complet_puis_dix_jours_de_la_reception(
    dossier: Dossier, personne: Usager, claire: Agent
):
    assert horloges(dossier) == {Code.PROPOSITION: (date(2026, 12, 21), Marche.EN_COURS)}
    assert relu(dossier).echeance == date(2026, 12, 21)

    fabriques.mettre_l_horloge_au(ENVOI)
    proposition = envoyee(dossier, claire)
    assert horloges(dossier) == {
        Code.PROPOSITION: (date(2026, 12, 21), Marche.TENUE),
        Code.OBSERVATIONS: (None, Marche.EN_ATTENTE),
    }

    fabriques.mettre_l_horloge_au(ENVOI + timedelta(days=3))
    lue(dossier, personne, proposition)
    assert horloges(dossier)[Code.OBSERVATIONS] == (date(2026, 12, 27), Marche.EN_COURS)
    assert relu(dossier).echeance == relu(dossier).date_silence


def test_huit_jours_des_observations_a_la_definitive_puis_dix_pour_y_repondre(
    dossier: Dossier, personne: Usager, claire: Agent
):
    fabriques.mettre_l_horloge_au(ENVOI)
    premiere = lue(dossier, personne, envoyee(dossier, claire))
    repondue(dossier, personne, premiere, Sens.OBSERVER, "Je préfère moins d’heures.")
    assert horloges(dossier)[Code.DEFINITIVE] == (date(2026, 12, 22), Marche.EN_COURS)
    assert relu(dossier).echeance == date(2026, 12, 22)

    fabriques.mettre_l_horloge_au(ENVOI + timedelta(days=9))
    derniere = lue(dossier, personne, envoyee(dossier, claire, ligne(quantite="30.00")))

    assert (premiere.definitive, derniere.definitive) == (False, True)
    assert horloges(dossier)[Code.DEFINITIVE] == (date(2026, 12, 22), Marche.TARDIVE)
    assert horloges(dossier)[Code.REPONSE] == (date(2027, 1, 2), Marche.EN_COURS)
    assert relu(dossier).reponses_agent["plan_aide"] == "750.00"


def test_les_colonnes_sont_celles_du_journal(dossier: Dossier, personne: Usager, claire: Agent):
    definitive(dossier, claire, personne, date(2027, 1, 5))

    lu = relu(dossier)
    assert projection(lu) == colonnes_de(APA, horloges_du(lu))


def test_une_seconde_lecture_ne_change_pas_la_reception(dossier: Dossier, personne: Usager, claire: Agent):
    proposition = lue(dossier, personne, envoyee(dossier, claire))
    fabriques.mettre_l_horloge_au(ENVOI)

    lue(dossier, personne, proposition)

    assert propositions_de(dossier)[0].date_reception == COMPLET
    assert journal_de(dossier).count("recevoir_proposition") == 1


def test_la_reception_de_la_lettre_se_note_entre_l_envoi_et_aujourd_hui(dossier: Dossier, claire: Agent):
    fabriques.mettre_l_horloge_au(ENVOI)
    envoyee(dossier, claire)
    fabriques.mettre_l_horloge_au(ENVOI + timedelta(days=5))

    for impossible in (ENVOI - timedelta(days=1), ENVOI + timedelta(days=6)):
        with pytest.raises(DateImpossible):
            reponses.noter_reception_postale(dossier.id, agent=claire, jour=impossible, revision=None)
    reponses.noter_reception_postale(dossier.id, agent=claire, jour=ENVOI + timedelta(days=2), revision=None)

    [proposition] = propositions_de(dossier)
    assert proposition.date_limite == ENVOI + timedelta(days=12)
    with pytest.raises(TransitionInterdite):
        reponses.noter_reception_postale(dossier.id, agent=claire, jour=ENVOI + timedelta(days=5), revision=None)


# ---------- Envoyer, répondre ----------


def test_on_n_envoie_pas_la_definitive_tant_que_la_personne_peut_observer(
    dossier: Dossier, personne: Usager, claire: Agent
):
    fabriques.mettre_l_horloge_au(ENVOI)
    premiere = envoyee(dossier, claire)
    preparer(dossier, claire)
    with pytest.raises(PropositionRecueTropTot):
        actions.envoyer(dossier.id, agent=claire, revision=None)

    lue(dossier, personne, premiere)
    fabriques.mettre_l_horloge_au(ENVOI + timedelta(days=10))
    with pytest.raises(PropositionRecueTropTot):
        actions.envoyer(dossier.id, agent=claire, revision=None)

    fabriques.mettre_l_horloge_au(ENVOI + timedelta(days=11))
    assert actions.envoyer(dossier.id, agent=claire, revision=None).definitive
    assert [une.etat for une in propositions_de(dossier)] == [EtatProposition.ENVOYEE, EtatProposition.REMPLACEE]


@pytest.mark.parametrize("sens", [Sens.REFUSER, Sens.OBSERVER])
def test_la_premiere_ne_se_refuse_pas_et_des_observations_s_ecrivent(
    dossier: Dossier, personne: Usager, claire: Agent, sens: Sens
):
    proposition = envoyee(dossier, claire)

    with pytest.raises(SaisieInvalide):
        reponses.repondre(
            dossier.id, usager=personne, proposition_id=proposition.id, reponse=Reponse(sens=sens, observations=" ")
        )

    assert propositions_de(dossier)[0].etat is EtatProposition.ENVOYEE


def test_qui_n_est_pas_du_dossier_ne_repond_pas(dossier: Dossier, claire: Agent):
    proposition = envoyee(dossier, claire)
    with pytest.raises(Introuvable):
        repondue(dossier, fabriques.usager(("Emma",), "Le Gall"), proposition, Sens.ACCEPTER)


def test_la_lettre_dit_les_lignes_les_montants_et_comment_repondre(dossier: Dossier, personne: Usager, claire: Agent):
    envoyee(dossier, claire, ligne(intervenant="ADT 44"), ligne("portage", "20.00", "8.50"))

    [lettre] = documents(dossier, "proposition")
    imprimee = espaces_simples(pdf.texte(composer("proposition", lettre.contenu["donnees"], langue="fr")))
    lisible = " ".join(imprimee.split())
    for mention in (
        "Service d’aide à domicile, prestataire (ADT 44)",
        "40 heures × 25 € = 1 000 €",
        "20 repas × 8,50 € = 170 €",
        "1 170 €",
        "811,52 € par mois",
        "Vous avez 10 jours",
        "L. 112-1",
    ):
        assert mention in lisible, mention
    assert "dossier/proposition" in gabarits_promis(dossier)
    entree = next(e for e in entrees_de(dossier) if e.action == "envoyer_proposition")
    assert {nom: entree.details[nom] for nom in ("definitive", "delai", "delai_definitive")} == {
        "definitive": False,
        "delai": 10,
        "delai_definitive": 8,
    }


def test_l_alerte_dit_qu_une_proposition_est_due(dossier: Dossier):
    fabriques.mettre_l_horloge_au(date(2026, 12, 17))

    alerter()

    [alerte] = session.scalars(select(Notification).where(Notification.gabarit == "agent/echeances"))
    [ligne_dite] = alerte.contexte["elements"]
    assert espaces_simples(ligne_dite).endswith(
        "envoyer une proposition à la personne, au plus tard le 21 décembre 2026"
    )


def test_le_total_d_une_proposition_envoyee_ne_se_recrit_pas_a_la_main(dossier: Dossier, claire: Agent):
    envoyee(dossier, claire)
    page = APA.pages_agent[0]

    instruction.verifier(dossier.id, agent=claire, page=page, reponses={"plan_aide": "5000.00"}, revision=None)

    assert relu(dossier).reponses_agent["plan_aide"] == "1000.00"


def test_le_temps_d_observer_passe_le_service_est_prevenu_une_fois_et_la_personne_peut_encore_accepter(
    dossier: Dossier, personne: Usager, claire: Agent
):
    fabriques.mettre_l_horloge_au(ENVOI)
    proposition = lue(dossier, personne, envoyee(dossier, claire))
    taches.dire_les_observations_closes()
    assert "clore_observations" not in journal_de(dossier)

    fabriques.mettre_l_horloge_au(ENVOI + timedelta(days=11))
    taches.dire_les_observations_closes()
    taches.dire_les_observations_closes()

    assert journal_de(dossier).count("clore_observations") == 1
    assert gabarits_promis(dossier).count("agent/proposition") == 1
    assert repondue(dossier, personne, proposition, Sens.ACCEPTER).etat is EtatProposition.ACCEPTEE
