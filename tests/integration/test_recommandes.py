"""La décision part en recommandé : le courrier posté, la notification prouvée, le retour qui attend un agent."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portail.dossiers.actions.decision import noter_consultation
from portail.dossiers.etats import Attendu
from portail.dossiers.guichet import poste
from portail.dossiers.horloges.lecture import ecarts, horloges_du
from portail.dossiers.horloges.plis import IssuePli
from portail.dossiers.models import Dossier
from portail.dossiers.recommandes import actions
from portail.dossiers.recommandes.erreurs import DatesIncoherentes, NumeroDejaNote, NumeroImpossible
from portail.dossiers.recommandes.models import PliRecommande
from portail.dossiers.recours.queries import delai_pour_contester
from portail.identite.models import Agent, Role
from portail.identite.queries import agent_de
from portail.instruction.attentes import Attente, parts, regard_de
from portail.instruction.guichet import courriers_a_poster, recommandes_a_suivre
from portail.notifications.models import EtatEnvoi
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable, TransitionInterdite
from tests import fabriques
from tests.contestations import REFUS
from tests.integration.lignes import journal_de, promis, relu, trace_de
from tests.integration.recommandes import NUMERO, envoye, jours_plus_tard, refusee_sur_papier, suivi
from tests.integration.simultane import ensemble

MARDI = date(2026, 11, 24)


@pytest.fixture
def date_de_l_essai() -> date:
    return MARDI


@pytest.fixture
def refusee(anne, herve) -> Dossier:
    return refusee_sur_papier(anne, herve)


def plis(dossier: Dossier) -> list[PliRecommande]:
    return list(session.scalars(select(PliRecommande).where(PliRecommande.dossier_id == dossier.id)))


def attendu_de(agent: Agent, dossier: Dossier) -> Attente | None:
    """Rend dans quelle part de la liste de l’agent le dossier se lit."""
    trouvees = [
        part.attente
        for part in parts(regard_de(agent))
        if session.scalar(select(Dossier.id).where(part.condition, Dossier.id == dossier.id))
    ]
    assert len(trouvees) <= 1
    return trouvees[0] if trouvees else None


def test_l_envoi_se_note_et_le_courrier_a_poster_avec_lui(refusee, anne):
    avant = len(courriers_a_poster(anne))

    pli = envoye(refusee, anne)

    assert (pli.numero, pli.envoye_le, pli.issue) == ("1A23456789012", MARDI, None)
    assert len(courriers_a_poster(anne)) == avant - 1
    decision = next(n for n in promis(refusee) if n.gabarit == "dossier/decision")
    assert decision.etat is EtatEnvoi.ENVOYE
    assert journal_de(refusee)[-2:] == ["poster_courrier", "envoyer_recommande"]
    assert [un.id for un, _ in recommandes_a_suivre(anne)] == [pli.id]
    assert horloges_du(refusee).recours.depart is None


def test_postee_en_lettre_simple_la_decision_n_est_pas_prouvee(refusee, anne):
    lettre = next(n for n in promis(refusee) if n.gabarit == "dossier/decision")

    poste.noter_postee(refusee.id, lettre.id, agent=anne, jour=MARDI)

    assert horloges_du(refusee).recours.depart is None


def test_non_reclame_le_delai_part_de_l_avis_de_passage(refusee, anne):
    pli = envoye(refusee, anne)
    passage = jours_plus_tard(2)
    suivi(pli, anne, presente=passage)
    assert horloges_du(refusee).recours.depart is None
    retour = jours_plus_tard(16)

    suivi(pli, anne, presente=passage, issue=IssuePli.NON_RECLAME, issue_le=retour)

    horloges = horloges_du(refusee)
    assert (horloges.notification.jour, horloges.recours.depart) == (passage, passage)
    assert journal_de(refusee).count("suivre_recommande") == 2
    assert recommandes_a_suivre(anne) == []
    assert not relu(refusee).pli_retourne
    assert list(ecarts()) == []


def test_le_delai_du_recours_se_compte_de_la_notification_prouvee(refusee, anne):
    accuse = next(n for n in promis(refusee) if n.gabarit == "dossier/recu")
    poste.noter_postee(refusee.id, accuse.id, agent=anne, jour=MARDI)
    pli = envoye(refusee, anne)
    remise = jours_plus_tard(3)
    assert delai_pour_contester(horloges_du(refusee), remise).limite is None

    suivi(pli, anne, issue=IssuePli.DISTRIBUE, issue_le=remise)

    delai = delai_pour_contester(horloges_du(refusee), remise)
    assert (delai.limite, delai.passe) == (date(2027, 1, 28), False)
    assert delai_pour_contester(horloges_du(refusee), date(2027, 1, 29)).passe


def test_inconnu_a_l_adresse_rien_n_est_prouve_et_c_est_attendu_de_l_agent(refusee, anne, herve):
    pli = envoye(refusee, anne)
    assert attendu_de(herve, refusee) is Attente.PERSONNE
    retour = jours_plus_tard(5)

    suivi(pli, anne, issue=IssuePli.INCONNU, issue_le=retour)

    lu = relu(refusee)
    assert (lu.pli_retourne, lu.casier, lu.attendu_de) == (True, "suivi", Attendu.AGENT)
    assert attendu_de(herve, refusee) is Attente.MOI
    message = promis(refusee)[-1]
    assert (message.gabarit, message.adresse) == ("agent/pli_retourne", herve.courriel)
    assert horloges_du(refusee).recours.depart is None


def test_une_nouvelle_lettre_donne_suite_au_retour(refusee, anne, herve):
    suivi(envoye(refusee, anne), anne, issue=IssuePli.INCONNU, issue_le=MARDI)

    autre = envoye(refusee, anne, "1A 234 567 8902 9")

    assert attendu_de(herve, refusee) is Attente.PERSONNE
    suivi(autre, anne, issue=IssuePli.DISTRIBUE, issue_le=MARDI)
    assert horloges_du(refusee).recours.depart == MARDI


def test_l_agent_peut_y_donner_suite_autrement_une_seule_fois(refusee, anne, herve):
    suivi(envoye(refusee, anne), anne, issue=IssuePli.INCONNU, issue_le=MARDI)

    actions.traiter_le_retour(refusee.id, agent=herve, revision=None)

    assert attendu_de(herve, refusee) is Attente.PERSONNE
    assert journal_de(refusee)[-1] == "traiter_retour"
    with pytest.raises(TransitionInterdite):
        actions.traiter_le_retour(refusee.id, agent=herve, revision=None)


def test_un_retour_note_par_erreur_se_corrige(refusee, anne, herve):
    pli = envoye(refusee, anne)
    suivi(pli, anne, issue=IssuePli.INCONNU, issue_le=MARDI)

    suivi(pli, anne, issue=IssuePli.DISTRIBUE, issue_le=MARDI)

    assert attendu_de(herve, refusee) is Attente.PERSONNE
    assert horloges_du(refusee).recours.depart == MARDI
    assert [n.gabarit for n in promis(refusee)].count("agent/pli_retourne") == 1


@pytest.mark.parametrize(
    "etat",
    [
        {"envoye": MARDI - timedelta(days=1)},
        {"presente": MARDI + timedelta(days=1)},
        {"issue": IssuePli.REFUSE, "issue_le": MARDI},
        {"issue": IssuePli.DISTRIBUE},
        {"presente": MARDI, "issue": IssuePli.NON_RECLAME, "issue_le": MARDI},
    ],
)
def test_des_dates_incoherentes_ne_laissent_rien(refusee, anne, etat):
    pli = envoye(refusee, anne)
    avant = trace_de(refusee)

    with pytest.raises(DatesIncoherentes):
        suivi(pli, anne, **etat)

    session.expire_all()
    assert trace_de(refusee) == avant
    assert (plis(refusee)[0].issue, plis(refusee)[0].presente_le) == (None, None)


@pytest.mark.parametrize("numero", ["", "123", "1A 234 567 8901 2 34567", "1A-234-567-8901-2", "ABCDEFGHIJKLM"])
def test_un_numero_impossible_est_refuse(refusee, anne, numero):
    with pytest.raises(NumeroImpossible):
        envoye(refusee, anne, numero)

    assert plis(refusee) == []


def test_un_numero_ne_sert_qu_une_fois(refusee, anne, herve):
    envoye(refusee, anne)
    autre = refusee_sur_papier(anne, herve)

    with pytest.raises(NumeroDejaNote):
        envoye(autre, anne, NUMERO.lower())

    assert plis(autre) == []


def test_au_choix_de_l_agent_une_personne_qui_a_un_courriel_recoit_aussi_un_recommande(anne, herve):
    yanis = fabriques.usager()
    dossier = fabriques.decide(yanis, herve, REFUS)

    suivi(envoye(dossier, herve), herve, issue=IssuePli.DISTRIBUE, issue_le=MARDI)

    assert horloges_du(dossier).recours.depart == MARDI
    assert "poster_courrier" not in journal_de(dossier)


def test_lue_en_ligne_la_decision_revenue_n_attend_plus_personne(anne, herve):
    yanis = fabriques.usager()
    dossier = fabriques.decide(yanis, herve, REFUS)
    suivi(envoye(dossier, herve), herve, issue=IssuePli.INCONNU, issue_le=MARDI)
    assert relu(dossier).pli_retourne

    noter_consultation(dossier.id, usager=yanis)

    assert not relu(dossier).pli_retourne
    assert horloges_du(dossier).recours.depart == MARDI


def test_sans_decision_signee_rien_ne_part(anne):
    dossier = fabriques.depose(fabriques.usager())

    with pytest.raises(TransitionInterdite):
        envoye(dossier, anne)


def test_un_autre_service_ne_note_ni_ne_voit_rien(refusee, anne, herve):
    pli = envoye(refusee, anne)
    ailleurs = fabriques.agent(Role.ACCUEIL, "autonomie", prenom="Alain")
    secretaire = fabriques.agent(Role.SECRETAIRE, prenom="Inès")
    autre = refusee_sur_papier(anne, herve)

    for agent in (ailleurs, secretaire):
        with pytest.raises(Interdit):
            suivi(pli, agent, presente=MARDI)
        with pytest.raises(Interdit):
            envoye(refusee, agent, "1A 234 567 8903 6")
        assert recommandes_a_suivre(agent, numero=NUMERO) == []
    etat = actions.Suivi(envoye=MARDI)
    with pytest.raises(Introuvable):
        actions.suivre(autre.id, pli.id, agent=anne, suivi=etat, revision=None)
    assert [un.id for un, _ in recommandes_a_suivre(anne, numero=NUMERO)] == [pli.id]


def test_deux_agents_notent_la_meme_lettre_le_second_est_prevenu(base_reelle: str):
    fabriques.departement()
    anne, herve = fabriques.agent(Role.ACCUEIL, prenom="Anne"), fabriques.responsable()
    dossier = refusee_sur_papier(anne, herve)
    pli, jour = envoye(dossier, anne), horloge.aujourd_hui()
    qui, quoi, revision = [anne.id, herve.id], pli.id, relu(dossier).revision

    def noter(agent_id, issue):
        etat = actions.Suivi(envoye=jour, issue=issue, issue_le=jour)
        return actions.suivre(dossier.id, quoi, agent=agent_de(agent_id), suivi=etat, revision=revision)

    obtenus = ensemble(
        base_reelle,
        dossier,
        lambda: noter(qui[0], IssuePli.DISTRIBUE),
        lambda: noter(qui[1], IssuePli.INCONNU),
    )

    assert (type(obtenus[0]), obtenus[1]) == (PliRecommande, ConflitDeVersion)
    assert horloges_du(dossier).recours.depart == jour
    assert not relu(dossier).pli_retourne
