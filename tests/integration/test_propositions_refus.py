"""La définitive sans réponse, refusée, ou à laquelle on a répondu par la poste : scénario 8, et les mêmes instants."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from portail.dossiers.actions import decision, silence
from portail.dossiers.erreurs import DelaiDeReponsePasse, PropositionEnAttente, RefusDejaTraite
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.horloges.lecture import horloges_du, projection
from portail.dossiers.horloges.recalcul import colonnes_de
from portail.dossiers.horloges.types import Code, Marche
from portail.dossiers.models import Dossier
from portail.dossiers.propositions import reponses, taches
from portail.dossiers.propositions.models import EtatProposition
from portail.dossiers.propositions.queries import propositions_de
from portail.dossiers.propositions.refus import constater_le_defaut_de_reponse
from portail.dossiers.propositions.reponses import Reponse, Sens
from portail.dossiers.queries import decision_de
from portail.dossiers.recours.queries import peut_etre_contestee
from portail.identite.models import Agent, Role, Usager
from portail.socle import horloge
from portail.socle.erreurs import TransitionInterdite
from tests import fabriques
from tests.integration.lignes import decisions, documents, gabarits_promis, journal_de, relu
from tests.integration.lignes import taches as en_file
from tests.integration.propositions import COMPLET, SERVICE, TERME, definitive, envoyee, evalue, monde, repondue
from tests.unitaires.situations_apa import APA, espaces_simples

ACCEPTE, REFUSE = Reponse(sens=Sens.ACCEPTER), Reponse(sens=Sens.REFUSER)


@pytest.fixture
def situation(base: Session) -> tuple[Dossier, Usager, Agent]:
    """La définitive reçue le 5 janvier 2027, par une personne qui n’y a pas encore répondu."""
    del base
    return monde()


def laisser_passer(dossier: Dossier) -> Dossier:
    fabriques.mettre_l_horloge_au(TERME + timedelta(days=1))
    assert constater_le_defaut_de_reponse(dossier.id)
    return relu(dossier)


def etats(dossier: Dossier) -> list[EtatProposition]:
    return [une.etat for une in propositions_de(dossier)]


def test_8_sans_reponse_au_15_janvier_la_demande_est_reputee_refusee(situation):
    dossier, _, _ = situation
    fabriques.mettre_l_horloge_au(TERME)
    assert not constater_le_defaut_de_reponse(dossier.id)

    refuse = laisser_passer(dossier)

    [prise] = decisions(dossier)
    assert (prise.nature, prise.date_decision, prise.signataire_id) == (NatureDecision.REFUS_IMPLICITE, TERME, None)
    assert [motif["code"] for motif in prise.motifs] == ["proposition_sans_reponse"]
    assert (refuse.etat, etats(dossier)[0]) == (Etat.DECIDE, EtatProposition.SANS_REPONSE)
    [lettre] = documents(dossier, "decision_implicite")
    dite = espaces_simples(" ".join([*lettre.contenu["donnees"]["paragraphes"], *lettre.contenu["donnees"]["recours"]]))
    assert "Vous aviez jusqu’au 15 janvier 2027 pour répondre" in dite
    assert "recours administratif préalable obligatoire" in dite
    assert "R232-7" in lettre.contenu["donnees"]["motifs"][0]["droit"]
    assert "dossier/proposition_refus" in gabarits_promis(dossier)
    assert peut_etre_contestee(refuse, prise)
    assert projection(refuse) == colonnes_de(APA, horloges_du(refuse))


def test_8_le_balayage_met_en_file_puis_constate_une_seule_fois(situation):
    dossier, _, _ = situation
    fabriques.mettre_l_horloge_au(TERME + timedelta(days=1))

    taches.constater_les_defauts()
    taches.constater_les_defauts()
    assert len(en_file("propositions.constater_sans_reponse")) == 1
    taches.constater_sans_reponse(str(dossier.id))
    taches.constater_sans_reponse(str(dossier.id))

    assert (len(decisions(dossier)), journal_de(dossier).count("constater_sans_reponse")) == (1, 1)


def test_8_la_reponse_postee_le_14_recue_le_18_vaut_a_sa_date_d_envoi(situation):
    dossier, _, claire = situation
    laisser_passer(dossier)
    fabriques.mettre_l_horloge_au(date(2027, 1, 18))

    reponses.enregistrer_reponse(dossier.id, agent=claire, reponse=ACCEPTE, envoi=date(2027, 1, 14), revision=None)

    lu = relu(dossier)
    assert (lu.etat, decision_de(lu), etats(dossier)[0]) == (Etat.EN_INSTRUCTION, None, EtatProposition.ACCEPTEE)
    derniere = propositions_de(dossier)[0]
    assert (derniere.date_reponse, derniere.saisie_par_id) == (date(2027, 1, 14), claire.id)
    [lettre] = documents(dossier, "decision_implicite")
    assert lettre.revoque_le is not None
    horloges = horloges_du(lu)
    assert (horloges.decision, horloges.fin, horloges.recours) == (None, None, None)
    assert horloges.silence is not None
    assert horloges.silence.marche(horloge.aujourd_hui()) is Marche.EN_COURS
    assert projection(lu) == colonnes_de(APA, horloges)
    herve = fabriques.agent(Role.RESPONSABLE, SERVICE, prenom="Hervé")
    decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)
    en_vigueur = decision_de(relu(dossier))
    assert en_vigueur is not None
    assert en_vigueur.nature is NatureDecision.ACCORD


@pytest.mark.parametrize(("envoi", "admise"), [(TERME, True), (TERME + timedelta(days=1), False)])
def test_8_le_dernier_jour_compte_le_lendemain_non(situation, envoi: date, admise: bool):
    dossier, _, claire = situation
    laisser_passer(dossier)
    fabriques.mettre_l_horloge_au(date(2027, 1, 18))

    if admise:
        reponses.enregistrer_reponse(dossier.id, agent=claire, reponse=ACCEPTE, envoi=envoi, revision=None)
        assert etats(dossier)[0] is EtatProposition.ACCEPTEE
        return
    with pytest.raises(DelaiDeReponsePasse):
        reponses.enregistrer_reponse(dossier.id, agent=claire, reponse=ACCEPTE, envoi=envoi, revision=None)
    assert (etats(dossier)[0], len(decisions(dossier))) == (EtatProposition.SANS_REPONSE, 1)


def test_un_refus_expres_poste_a_temps_remplace_le_silence_et_date_du_jour_d_envoi(situation):
    dossier, _, claire = situation
    laisser_passer(dossier)
    fabriques.mettre_l_horloge_au(date(2027, 1, 18))

    reponses.enregistrer_reponse(dossier.id, agent=claire, reponse=REFUSE, envoi=date(2027, 1, 14), revision=None)

    en_vigueur = decision_de(relu(dossier))
    assert en_vigueur is not None
    assert (en_vigueur.nature, en_vigueur.date_decision) == (NatureDecision.REFUS_IMPLICITE, date(2027, 1, 14))
    assert len(decisions(dossier)) == 2


def test_un_refus_deja_reexamine_ne_s_ecarte_plus(situation):
    dossier, _, claire = situation
    laisser_passer(dossier)
    fabriques.mettre_l_horloge_au(date(2027, 1, 18))
    silence.reexaminer(dossier.id, agent=claire, revision=None)

    with pytest.raises((RefusDejaTraite, TransitionInterdite)):
        reponses.enregistrer_reponse(dossier.id, agent=claire, reponse=ACCEPTE, envoi=date(2027, 1, 14), revision=None)

    assert etats(dossier)[0] is EtatProposition.SANS_REPONSE


def test_l_etude_reprise_recommence_par_une_premiere_proposition_et_l_accord_attend_son_acceptation(situation):
    dossier, personne, claire = situation
    laisser_passer(dossier)
    silence.reexaminer(dossier.id, agent=claire, revision=None)
    herve = fabriques.agent(Role.RESPONSABLE, SERVICE, prenom="Hervé")
    with pytest.raises(PropositionEnAttente):
        decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)

    nouvelle = envoyee(dossier, claire)
    assert (nouvelle.definitive, nouvelle.rang) == (False, 3)
    repondue(dossier, personne, nouvelle, Sens.ACCEPTER)
    decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)

    en_vigueur = decision_de(relu(dossier))
    assert en_vigueur is not None
    assert en_vigueur.nature is NatureDecision.ACCORD


def test_la_personne_refuse_la_definitive_sa_demande_est_reputee_refusee_ce_jour(situation):
    dossier, personne, _ = situation
    fabriques.mettre_l_horloge_au(date(2027, 1, 9))

    repondue(dossier, personne, propositions_de(dossier)[0], Sens.REFUSER)

    [prise] = decisions(dossier)
    assert (prise.nature, prise.date_decision) == (NatureDecision.REFUS_IMPLICITE, date(2027, 1, 9))
    [lettre] = documents(dossier, "decision_implicite")
    assert "Le 9 janvier 2027, vous avez refusé" in espaces_simples(lettre.contenu["donnees"]["paragraphes"][0])


def test_en_ligne_passe_le_terme_on_ne_repond_plus(situation):
    dossier, personne, _ = situation
    fabriques.mettre_l_horloge_au(TERME + timedelta(days=1))

    with pytest.raises(DelaiDeReponsePasse):
        repondue(dossier, personne, propositions_de(dossier)[0], Sens.ACCEPTER)

    assert etats(dossier)[0] is EtatProposition.ENVOYEE


def test_le_delai_pour_contester_part_de_la_notification_et_les_motifs_sont_dits(situation):
    dossier, personne, _ = situation
    laisser_passer(dossier)
    horloges = horloges_du(relu(dossier))
    assert not silence.peut_demander_motifs(horloges, horloge.aujourd_hui())
    fabriques.mettre_l_horloge_au(date(2027, 1, 20))

    decision.noter_consultation(dossier.id, usager=personne)

    recours = horloges_du(relu(dossier)).recours
    assert recours is not None
    assert (recours.depart, recours.echeance) == (date(2027, 1, 20), date(2027, 3, 22))
    reponse = next(une for une in horloges_du(relu(dossier)).propres if une.code is Code.REPONSE)
    assert reponse.marche(horloge.aujourd_hui()) is Marche.ACQUISE


def test_notre_silence_a_valu_accord_le_sien_ne_le_reprend_pas(base: Session):
    del base
    fabriques.departement()
    fabriques.mettre_l_horloge_au(COMPLET)
    personne, claire = fabriques.usager(("Jeanne",), "Briand"), fabriques.agent(service=SERVICE)
    dossier = evalue(personne, claire)
    definitive(dossier, claire, personne, date(2027, 1, 19))
    fabriques.mettre_l_horloge_au(date(2027, 1, 22))
    assert silence.constater_silence(dossier.id)
    fabriques.mettre_l_horloge_au(date(2027, 1, 30))

    assert constater_le_defaut_de_reponse(dossier.id)

    en_vigueur = decision_de(relu(dossier))
    assert en_vigueur is not None
    assert en_vigueur.nature is NatureDecision.ACCORD_IMPLICITE
    assert etats(dossier)[0] is EtatProposition.SANS_REPONSE
    assert "agent/proposition" in gabarits_promis(dossier)
