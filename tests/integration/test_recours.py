"""Contester une décision : un dossier neuf, prérempli et lié, un délai prouvé, une réponse qui remplace ou confirme."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.demarche.catalogue import demarche_de
from portail.dossiers.actions import brouillon, decision, depot, instruction, silence
from portail.dossiers.erreurs import DecisionNonContestable, DepuisUneDecision
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.horloges.types import Marche
from portail.dossiers.models import Dossier, QualiteIntervenant
from portail.dossiers.numero import lire_numero
from portail.dossiers.queries import decision_de, dossiers_de_usager
from portail.dossiers.recours.models import NatureRecours, Recours
from portail.dossiers.recours.queries import contestation_de, decisions_contestables, recours_contre
from portail.identite.models import Agent, Usager
from portail.pieces.queries import pieces_de
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.contestations import (
    IRRECEVABLE,
    PARTIEL,
    REFUS,
    former,
    lien,
)
from tests.fabriques import JOUR
from tests.integration.lignes import decisions, documents, entrees_de, gabarits_promis, journal_de, relu, trace_de
from tests.silences import laisser_passer_le_delai

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
