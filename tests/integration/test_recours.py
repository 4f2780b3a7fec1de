"""Contester une décision : un dossier neuf, prérempli et lié, un délai prouvé, une réponse qui remplace ou confirme."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.demarche.catalogue import demarche_de
from portail.dossiers.actions import brouillon, decision, depot, instruction, silence
from portail.dossiers.erreurs import DecisionNonContestable, DepuisUneDecision, RecoursSansObjet
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.horloges.types import Marche
from portail.dossiers.models import Dossier, QualiteIntervenant
from portail.dossiers.numero import lire_numero
from portail.dossiers.queries import decision_de, dossiers_de_usager
from portail.dossiers.recours.models import NatureRecours, Recours
from portail.dossiers.recours.queries import contestation_de, decisions_contestables, recours_contre
from portail.identite.models import Agent, Role, Usager
from portail.pieces.queries import pieces_de
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.contestations import (
    ADMIS,
    ADMIS_EN_PARTIE,
    IRRECEVABLE,
    PARTIEL,
    REFUS,
    REJETE,
    TARDIF,
    former,
)
from tests.declarations import ACCORD
from tests.integration.lignes import decisions, documents, entrees_de, gabarits_promis, journal_de, relu, trace_de
from tests.silences import laisser_passer_le_delai

JOUR = date(2026, 11, 21)


@pytest.fixture
def yanis(base: Session) -> Usager:
    del base
    fabriques.departement()
    fabriques.mettre_l_horloge_au(JOUR)
    return fabriques.usager()


@pytest.fixture
def claire(yanis: Usager) -> Agent:
    return fabriques.agent()


@pytest.fixture
def herve(yanis: Usager) -> Agent:
    return fabriques.agent(Role.RESPONSABLE, prenom="Hervé", nom="Guillou")


@pytest.fixture
def soizic(yanis: Usager) -> Agent:
    return fabriques.agent(Role.RESPONSABLE, prenom="Soizic", nom="Le Bihan")


@pytest.fixture
def refuse(yanis: Usager, herve: Agent) -> Dossier:
    return fabriques.decide(yanis, herve, REFUS)


def lien(recours: Dossier) -> Recours:
    return contestation_de(recours).recours


# ---------- Former ----------


def test_un_recours_est_un_dossier_neuf_rempli_de_la_decision_contestee(refuse: Dossier, yanis: Usager):
    recours = former(refuse, yanis, "Mes revenus ont baissé.", etre_entendu="oui", fichiers=[fabriques.fichier()])

    lu = relu(recours)
    assert (lu.demarche, lu.etat, lu.service_code) == ("recours", Etat.DEPOSE, refuse.service_code)
    assert (lu.nom, lu.prenoms, lu.numero != refuse.numero) == (refuse.nom, refuse.prenoms, True)
    assert lire_numero(lu.reponses["dossier_conteste"]) == refuse.numero
    assert lu.reponses["date_contestee"] == "2026-11-21"
    assert (lu.reponses["raisons_recours"], lu.reponses["etre_entendu"]) == ("Mes revenus ont baissé.", "oui")
    assert lu.reponses["adresse"] == relu(refuse).reponses["adresse"]
    assert [(piece.code, len(piece.fichiers)) for piece in pieces_de(lu.id)] == [("appui", 1)]
    assert "iban" not in lu.reponses


def test_il_est_accuse_comme_tout_depot_et_lie_des_deux_cotes(refuse: Dossier, yanis: Usager):
    recours = former(refuse, yanis)

    [accuse] = documents(recours)
    conteste, forme = contestation_de(relu(recours)), recours_contre(decision_de(refuse))
    assert accuse.nature == "accuse_enregistrement"
    assert gabarits_promis(recours) == ["dossier/enregistre"]
    assert (conteste.origine.id, conteste.decision.id) == (refuse.id, decision_de(refuse).id)
    assert (forme.dossier.id, forme.recours.nature) == (recours.id, NatureRecours.GRACIEUX)
    assert journal_de(refuse)[-1] == "former_recours"
    assert {d.id for d in dossiers_de_usager(yanis)} == {refuse.id, recours.id}


def test_sans_un_mot_ni_piece_le_recours_part_quand_meme(refuse: Dossier, yanis: Usager):
    recours = former(refuse, yanis, "")

    assert relu(recours).etat is Etat.DEPOSE
    assert relu(recours).reponses["raisons_recours"] is None


def test_forme_deux_fois_c_est_le_meme(refuse: Dossier, yanis: Usager):
    premier = former(refuse, yanis)
    avant = (trace_de(refuse), trace_de(premier))

    assert former(refuse, yanis, "Encore moi.").id == premier.id
    assert (trace_de(refuse), trace_de(premier)) == avant


def test_un_recours_retire_se_forme_de_nouveau(base: Session, refuse: Dossier, yanis: Usager):
    premier = former(refuse, yanis)
    depot.retirer(premier.id, usager=yanis, revision=None)

    second = former(refuse, yanis)

    liens = base.scalars(select(Recours).order_by(Recours.forme_le)).all()
    assert second.id != premier.id
    assert [(un.dossier_id, un.abandonne_le is None) for un in liens] == [(premier.id, False), (second.id, True)]


def test_la_mere_et_sa_fille_voient_toutes_deux_le_recours(herve: Agent):
    sophie = fabriques.usager(("Sophie",), "Moreau", naissance=date(1980, 3, 2))
    refuse = fabriques.decide(sophie, herve, REFUS, qualite_deposant="parent", nom_naissance="Moreau", prenoms="Lina")

    recours = relu(former(refuse, sophie))

    assert {(lien.qualite, lien.nom, lien.peut_agir) for lien in recours.intervenants} == {
        (QualiteIntervenant.DEPOSANT, "Sophie MOREAU", True),
        (QualiteIntervenant.BENEFICIAIRE, "Lina Moreau", False),
    }


@pytest.mark.parametrize("projet", [REFUS, PARTIEL, IRRECEVABLE])
def test_toute_decision_defavorable_se_conteste(yanis: Usager, herve: Agent, projet: decision.Projet):
    dossier = fabriques.decide(yanis, herve, projet)

    assert [d.id for d, _ in decisions_contestables(yanis)] == [dossier.id]
    assert relu(former(dossier, yanis)).etat is Etat.DEPOSE
    assert decisions_contestables(yanis) == []


def test_un_rejet_implicite_se_conteste(yanis: Usager, claire: Agent):
    rejete = laisser_passer_le_delai(fabriques.en_instruction(yanis, claire))

    recours = former(rejete, yanis)

    assert relu(recours).reponses["date_contestee"] == "2027-01-21"
    assert lien(recours).date_limite == date(2027, 3, 22)


def test_ni_un_accord_ni_une_demande_en_cours_ne_se_contestent(yanis: Usager, herve: Agent, claire: Agent):
    for dossier in (fabriques.decide(yanis, herve), fabriques.en_instruction(yanis, claire)):
        avant = trace_de(dossier)
        with pytest.raises(DecisionNonContestable):
            former(dossier, yanis)
        assert trace_de(dossier) == avant


def test_on_ne_conteste_pas_la_decision_d_un_autre(refuse: Dossier):
    emma = fabriques.usager(("Emma",), "Le Gall")
    avant = trace_de(refuse)

    with pytest.raises(Introuvable):
        former(refuse, emma)
    assert trace_de(refuse) == avant
    assert decisions_contestables(emma) == []


def test_un_recours_ne_se_commence_pas_sans_decision(refuse: Dossier, yanis: Usager):
    recours = former(refuse, yanis)
    depot.retirer(recours.id, usager=yanis, revision=None)
    with pytest.raises(DepuisUneDecision):
        brouillon.commencer(demarche_de("recours"), usager=yanis, qualite="lui_meme", langue="fr")
    with pytest.raises(DepuisUneDecision):
        brouillon.recommencer(recours.id, usager=yanis)


# ---------- Le délai ----------


@pytest.mark.parametrize(("jours", "hors_delai"), [(5, False), (70, True)])
def test_le_delai_part_de_la_lecture_et_passe_il_n_empeche_rien(
    refuse: Dossier, yanis: Usager, jours: int, hors_delai: bool
):
    decision.noter_consultation(refuse.id, usager=yanis)
    fabriques.mettre_l_horloge_au(JOUR + timedelta(days=jours))

    recours = former(refuse, yanis)

    assert (lien(recours).hors_delai, lien(recours).date_limite) == (hors_delai, date(2027, 1, 22))
    assert relu(recours).etat is Etat.DEPOSE
    [entree] = [e for e in entrees_de(refuse) if e.action == "former_recours"]
    assert entree.details["hors_delai"] is hors_delai
    marche = horloges_du(relu(refuse)).recours.marche(JOUR)
    assert marche is (Marche.TARDIVE if hors_delai else Marche.TENUE)


def test_jamais_lue_ni_notifiee_la_decision_se_conteste_sans_limite(yanis: Usager, herve: Agent):
    dossier = fabriques.brouillon(yanis)
    depot.deposer(dossier.id, usager=yanis, revision=None, accord_electronique=False)
    instruction.prendre_en_charge(dossier.id, agent=herve)
    decision.decider(dossier.id, agent=herve, projet=REFUS, revision=None)
    fabriques.mettre_l_horloge_au(JOUR + timedelta(days=400))

    recours = former(relu(dossier), yanis)

    assert (lien(recours).hors_delai, lien(recours).date_limite) == (False, None)


def test_le_recours_a_sa_propre_horloge_deux_mois_puis_rejet(refuse: Dossier, yanis: Usager, soizic: Agent):
    recours = former(refuse, yanis)
    instruction.prendre_en_charge(recours.id, agent=soizic)
    assert relu(recours).date_silence == date(2027, 1, 21)
    fabriques.mettre_l_horloge_au(date(2027, 1, 22))

    assert silence.constater_silence(recours.id)

    [prise] = decisions(recours)
    [lettre] = documents(recours, "decision_implicite")
    donnees = lettre.contenu["donnees"]
    assert (prise.nature, relu(recours).etat) == (NatureDecision.REFUS_IMPLICITE, Etat.DECIDE)
    assert donnees["titre"] == "Votre recours est réputé rejeté"
    assert "recours gracieux contre la décision du 21 novembre 2026" in donnees["paragraphes"][0].replace("\u00a0", " ")
    assert donnees["paragraphes"][1] == "La première décision reste en vigueur."
    assert len(donnees["recours"]) == 1
    assert "tribunal administratif" in donnees["recours"][0]
    assert decision_de(refuse).nature is NatureDecision.REFUS


# ---------- La réponse ----------


def test_admis_le_recours_remplace_la_premiere_decision(refuse: Dossier, yanis: Usager, soizic: Agent):
    premiere = decision_de(refuse)
    recours = former(refuse, yanis)

    decision.decider(recours.id, agent=soizic, projet=ADMIS, revision=None)

    nouvelle, reponse = decision_de(refuse), decision_de(recours)
    assert (nouvelle.nature, nouvelle.montant, nouvelle.remplace_id) == (
        NatureDecision.ACCORD,
        Decimal(500),
        premiere.id,
    )
    assert (nouvelle.signataire_id, nouvelle.signataire["nom"]) == (soizic.id, "Le Bihan")
    assert (relu(refuse).etat, relu(recours).etat, reponse.nature) == (Etat.DECIDE, Etat.DECIDE, NatureDecision.ACCORD)
    assert lien(recours).decision_rendue_id == nouvelle.id
    assert journal_de(refuse)[-3:] == ["reformer", "ouvrir_versement", "mettre_a_disposition"]
    assert horloges_du(relu(refuse)).decision is NatureDecision.ACCORD
    assert gabarits_promis(refuse)[-1] == "dossier/decision"


def test_les_deux_lettres_disent_le_remplacement_et_l_ancienne_ne_vaut_plus(
    refuse: Dossier, yanis: Usager, soizic: Agent
):
    recours = former(refuse, yanis)
    decision.decider(recours.id, agent=soizic, projet=ADMIS_EN_PARTIE, revision=None)

    [reponse] = documents(recours, "decision")
    ancienne, nouvelle = documents(refuse, "decision")
    dite, ecrite = reponse.contenu["donnees"], nouvelle.contenu["donnees"]
    assert (dite["titre"], dite["sens"]) == ("Décision sur votre recours", "Votre recours est accepté en partie.")
    assert "Une nouvelle décision remplace celle que vous contestiez" in dite["paragraphes"][1]
    assert dite["motifs"][0]["titre"] == ecrite["motifs"][0]["titre"] != ""
    assert ecrite["sens"] == "Votre demande est acceptée en partie."
    assert "après votre recours" in ecrite["paragraphes"][0]
    assert (ancienne.remplace_par_id, nouvelle.revoque_le) == (nouvelle.id, None)
    assert all(len(lettre["recours"]) == 1 and "tribunal" in lettre["recours"][0] for lettre in (dite, ecrite))


@pytest.mark.parametrize(
    ("projet", "sens", "suite"),
    [
        (REJETE, "Votre recours est rejeté.", "La première décision est confirmée."),
        (TARDIF, "Votre recours ne peut pas être examiné.", "La première décision reste en vigueur."),
    ],
)
def test_rejete_ou_irrecevable_un_recours_gracieux_laisse_la_premiere_decision(
    refuse: Dossier, yanis: Usager, soizic: Agent, projet: decision.Projet, sens: str, suite: str
):
    premiere, recours = decision_de(refuse), former(refuse, yanis)

    decision.decider(recours.id, agent=soizic, projet=projet, revision=None)

    [lettre] = documents(recours, "decision")
    assert decision_de(refuse).id == premiere.id
    assert lien(recours).decision_rendue_id is None
    assert journal_de(refuse)[-1] == "confirmer_decision"
    donnees = lettre.contenu["donnees"]
    assert (donnees["sens"], donnees["paragraphes"][1]) == (sens, suite)
    assert documents(refuse, "decision")[0].revoque_le is None


def test_un_recours_tardif_rejete_previent_que_le_delai_du_juge_n_a_pas_ete_prolonge(
    refuse: Dossier, yanis: Usager, soizic: Agent
):
    decision.noter_consultation(refuse.id, usager=yanis)
    fabriques.mettre_l_horloge_au(JOUR + timedelta(days=80))
    recours = former(refuse, yanis)

    decision.decider(recours.id, agent=soizic, projet=TARDIF, revision=None)

    [lettre] = documents(recours, "decision")
    assert "il n’a pas prolongé le délai pour saisir le tribunal" in lettre.contenu["donnees"]["recours"][-1]


@pytest.mark.usefixtures("base")
def test_un_recours_obligatoire_rejete_se_substitue_a_la_premiere_decision(
    rapo: Callable[[], object], yanis: Usager, herve: Agent, soizic: Agent
):
    rapo()
    refuse = fabriques.decide(yanis, herve, REFUS)
    premiere, recours = decision_de(refuse), former(refuse, yanis)

    decision.decider(recours.id, agent=soizic, projet=REJETE, revision=None)

    nouvelle = decision_de(refuse)
    assert lien(recours).nature is NatureRecours.RAPO
    assert (nouvelle.nature, nouvelle.remplace_id, nouvelle.motifs) == (
        NatureDecision.REFUS,
        premiere.id,
        list(REJETE.motifs),
    )
    dite = documents(recours, "decision")[0].contenu["donnees"]
    assert "recours administratif préalable obligatoire" in dite["paragraphes"][0]
    assert "L. 412-7" in dite["paragraphes"][1]
    # Contre la décision rendue sur recours, il ne reste que le juge.
    assert decisions_contestables(yanis) == []
    with pytest.raises(DecisionNonContestable):
        former(refuse, yanis)


def test_une_decision_sur_recours_ne_se_conteste_plus_ici(refuse: Dossier, yanis: Usager, soizic: Agent):
    recours = former(refuse, yanis)
    decision.decider(recours.id, agent=soizic, projet=ADMIS_EN_PARTIE, revision=None)

    for dossier in (refuse, recours):
        with pytest.raises(DecisionNonContestable):
            former(dossier, yanis)


def test_devenu_sans_objet_le_recours_ne_defait_pas_un_accord(
    yanis: Usager, claire: Agent, herve: Agent, soizic: Agent
):
    rejete = laisser_passer_le_delai(fabriques.en_instruction(yanis, claire))
    recours = former(rejete, yanis)
    silence.reexaminer(rejete.id, agent=herve, revision=None)
    decision.decider(rejete.id, agent=herve, projet=ADMIS, revision=None)
    avant = (trace_de(rejete), trace_de(recours))

    with pytest.raises(RecoursSansObjet):
        decision.decider(recours.id, agent=soizic, projet=ADMIS_EN_PARTIE, revision=None)

    assert (trace_de(rejete), trace_de(recours)) == avant


def test_admis_pendant_un_reexamen_le_recours_l_emporte(yanis: Usager, claire: Agent, herve: Agent, soizic: Agent):
    rejete = laisser_passer_le_delai(fabriques.en_instruction(yanis, claire))
    recours = former(rejete, yanis)
    silence.reexaminer(rejete.id, agent=claire, revision=None)
    decision.decider(rejete.id, agent=claire, projet=REFUS, revision=None)  # proposé, pas signé

    decision.decider(recours.id, agent=soizic, projet=ADMIS, revision=None)

    assert (relu(rejete).etat, decision_de(rejete).nature) == (Etat.DECIDE, NatureDecision.ACCORD)
    assert len(decisions(rejete)) == 2


def test_sans_demarche_de_recours_au_catalogue_rien_ne_se_conteste(yanis: Usager, herve: Agent, declarer):
    dossier = fabriques.decide(yanis, herve, REFUS)
    declarer(ACCORD)

    with pytest.raises(DecisionNonContestable):
        former(dossier, yanis)
