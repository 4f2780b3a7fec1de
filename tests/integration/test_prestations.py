"""Des droits mensuels de bout en bout : urgence, silence, décision, mensualités ; les faits lus en base."""

from datetime import date

import pytest

from portail.documents.composition import composer
from portail.dossiers.actions import decision, depot, silence
from portail.dossiers.etats import Etat, Fondement, NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import avance, emission, taches
from portail.dossiers.prestations.erreurs import AvanceImpossible
from portail.dossiers.prestations.queries import a_emettre, droits_de
from portail.dossiers.retraits import actions as retraits
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.queries import versements_a_mandater, versements_de
from portail.identite.models import Role
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import ConflitDeVersion, Interdit, TransitionInterdite
from tests import fabriques, pdf
from tests.integration.lignes import documents, gabarits_promis, journal_de, relu
from tests.integration.lignes import taches as en_file
from tests.integration.prestations import (
    IBAN,
    accordee,
    demandee,
    droits,
    emises,
    euros,
    le_premier,
    verses,
)
from tests.integration.propositions import COMPLET, SERVICE
from tests.unitaires.situations_apa import espaces_simples

URGENCE = {"urgence": "sortie_hospitalisation"}
FORFAIT_2026 = euros("1040.17")


@pytest.fixture
def urgente(gens) -> Dossier:
    personne, claire, _ = gens
    return demandee(personne, claire, **URGENCE)


@pytest.fixture
def dossier(gens) -> Dossier:
    personne, claire, _ = gens
    return demandee(personne, claire)


# ---------- Scénario 4 : l’urgence ----------


def test_4_en_urgence_le_forfait_des_la_demande_et_deux_mois_au_plus(urgente: Dossier, gens):
    _, _, herve = gens
    avance.accorder_avance(urgente.id, agent=herve, revision=None)

    assert droits(urgente) == [("avance", COMPLET, date(2027, 1, 20), FORFAIT_2026)]
    le_premier(2026, 11, 22)
    assert verses(urgente) == [(date(2026, 11, 1), euros("346.72"))]  # 1 040,17 × 10 / 30
    [versement] = versements_de(urgente)
    assert (versement.etat, versement.iban, versement.decision_id) == (EtatVersement.A_MANDATER, IBAN, None)
    le_premier(2026, 12)
    le_premier(2027, 1)
    assert [montant for _, montant in verses(urgente)][1:] == [FORFAIT_2026, euros("671.08")]  # × 20 / 31
    le_premier(2027, 2)
    assert len(verses(urgente)) == 3


def test_4_evaluee_gir_2_la_decision_prend_la_suite_de_l_urgence(urgente: Dossier, gens):
    _, _, herve = gens
    avance.accorder_avance(urgente.id, agent=herve, revision=None)
    le_premier(2026, 12)
    fabriques.mettre_l_horloge_au(date(2026, 12, 16))
    accordee(urgente, herve, "1300.00", gir="2")

    assert droits(urgente) == [
        ("avance", COMPLET, date(2026, 12, 15), FORFAIT_2026),
        ("decision", date(2026, 12, 16), None, euros("1300.00")),
    ]
    le_premier(2027, 1)
    # décembre : 15 jours au forfait, 16 à 1 300 € ; 1 040,17 déjà versés
    assert (emises(urgente)[-1].rappel, emises(urgente)[-1].du) == (euros("134.11"), euros("1300.00"))


def test_l_avance_se_dit_par_une_lettre_et_un_message(urgente: Dossier, gens):
    _, _, herve = gens
    avance.accorder_avance(urgente.id, agent=herve, revision=None)

    [lettre] = documents(urgente, "avance")
    dite = espaces_simples(" ".join(pdf.texte(composer("lettre", lettre.contenu["donnees"], langue="fr")).split()))
    assert "1 040,17 € par mois, du 21 novembre 2026 au 20 janvier 2027" in dite
    assert "L232-12" in dite
    assert "dossier/avance" in gabarits_promis(urgente)
    assert "accorder_avance" in journal_de(urgente)


@pytest.mark.parametrize("role", [Role.INSTRUCTEUR, Role.EVALUATEUR, Role.ACCUEIL, Role.SECRETAIRE])
def test_seul_un_signataire_avance(urgente: Dossier, role: Role):
    with pytest.raises(Interdit):
        avance.accorder_avance(urgente.id, agent=fabriques.agent(role, SERVICE, prenom="Autre"), revision=None)
    assert droits(urgente) == []


def test_sans_urgence_deja_avancee_ou_decidee_on_n_avance_pas(dossier: Dossier, gens):
    personne, claire, herve = gens
    with pytest.raises(AvanceImpossible):
        avance.accorder_avance(dossier.id, agent=herve, revision=None)
    urgente = demandee(personne, claire, **URGENCE)
    avance.accorder_avance(urgente.id, agent=herve, revision=None)
    with pytest.raises(AvanceImpossible):
        avance.accorder_avance(urgente.id, agent=herve, revision=None)
    with pytest.raises(ConflitDeVersion):
        avance.accorder_avance(urgente.id, agent=herve, revision=0)
    decidee = demandee(personne, claire, **URGENCE)
    accordee(decidee, herve)
    with pytest.raises(TransitionInterdite):
        avance.accorder_avance(decidee.id, agent=herve, revision=None)


def test_une_demande_retiree_ou_refusee_finit_l_avance(gens):
    personne, claire, herve = gens
    retiree, refusee = demandee(personne, claire, **URGENCE), demandee(personne, claire, **URGENCE)
    for une in (retiree, refusee):
        avance.accorder_avance(une.id, agent=herve, revision=None)
    fabriques.mettre_l_horloge_au(date(2026, 12, 11))
    depot.retirer(retiree.id, usager=personne, revision=None)
    motifs = [{"code": "gir_5_ou_6", "droit": "L232-2.", "fait": "GIR 5."}]
    projet = decision.Projet(nature=NatureDecision.REFUS, motifs=motifs)
    decision.decider(refusee.id, agent=herve, projet=projet, revision=None)

    assert [fin for _, _, fin, _ in droits(retiree) + droits(refusee)] == [date(2026, 12, 10)] * 2
    assert relu(retiree).etat is Etat.DESISTE


# ---------- Scénario 7 : le silence, puis la décision ----------


def test_7_le_silence_donne_le_forfait_que_la_decision_impute(dossier: Dossier, gens):
    _, claire, herve = gens
    fabriques.mettre_l_horloge_au(date(2027, 1, 22))
    assert silence.constater_silence(dossier.id)
    forfait = droits_de(dossier)[0].montant
    assert droits(dossier) == [("silence", date(2027, 1, 21), None, forfait)]
    assert forfait == euros("1048.48")  # 1,615 × 1 298,43 = 2 096,96, la moitié : les valeurs de 2027

    le_premier(2027, 2)
    # février entier, et onze jours de janvier : 1 048,48 × 11 / 31
    assert verses(dossier) == [(date(2027, 2, 1), euros("1420.52"))]

    fabriques.mettre_l_horloge_au(date(2027, 2, 10))
    silence.reexaminer(dossier.id, agent=claire, revision=None)
    accordee(dossier, herve, "400.00")
    assert droits(dossier)[0][2] == date(2027, 2, 9)
    le_premier(2027, 3)
    mars = emises(dossier)[-1]
    trop = euros("1420.52") - euros("141.94") - euros("400.00")  # janvier et février, ramenés à 400 € par mois
    assert (mars.du, mars.retenu, mars.reste) == (euros("400.00"), euros("80.00"), trop - euros("80.00"))
    for mois in range(4, 13):
        le_premier(2027, mois)
    le_premier(2028, 1)
    le_premier(2028, 2)
    assert sum(une.retenu for une in emises(dossier)) == trop
    assert all(une.retenu <= une.du * euros("0.20") for une in emises(dossier))
    assert emises(dossier)[-1].reste == 0


# ---------- Scénario 3 : le droit reconnu, rien à verser ----------


def test_3_un_droit_sous_le_seuil_ne_se_verse_pas(gens):
    personne, claire, herve = gens
    dossier = demandee(personne, claire, revenu_declare="60000.00")
    relu(dossier).reponses_agent = {"plan_aide": "350.00", "gir": "4"}
    session.flush()
    accordee(dossier, herve, None)

    assert droits(dossier)[0][3] == 0
    le_premier(2026, 12)
    assert (emises(dossier), verses(dossier)) == ([], [])


def test_3_juste_au_dessus_du_seuil_se_verse(gens):
    personne, claire, herve = gens
    dossier = demandee(personne, claire, revenu_declare="60000.00")
    relu(dossier).reponses_agent = {"plan_aide": "369.40", "gir": "4"}
    session.flush()
    accordee(dossier, herve, None)
    assert droits(dossier)[0][3] == euros("36.94")
    le_premier(2026, 12)
    assert [du.du for du in emises(dossier)] == [euros("36.94")]


# ---------- Mensualités ----------


def test_la_premiere_mensualite_part_le_mois_qui_suit_et_rappelle_le_mois_entame(dossier: Dossier, gens):
    _, _, herve = gens
    accordee(dossier, herve)
    assert a_emettre(horloge.aujourd_hui(), limite=10) == []
    le_premier(2026, 12)
    le_premier(2026, 12, 2)

    assert verses(dossier) == [(date(2026, 12, 1), euros("533.33"))]  # 400 et 400 × 10 / 30
    [emise] = emises(dossier)
    assert (emise.du, emise.rappel) == (euros("400.00"), euros("133.33"))
    assert not emission.emettre(dossier.id)
    assert journal_de(dossier).count("emettre_mensualite") == 1


def test_le_mois_est_a_mandater_par_le_regisseur_avec_son_compte(dossier: Dossier, gens):
    _, _, herve = gens
    decision_prise = accordee(dossier, herve)
    le_premier(2026, 12)
    le_premier(2027, 1)

    regis = fabriques.agent(Role.REGISSEUR, SERVICE, prenom="Régis", nom="Morvan")
    lus = [(un.versement.reference, un.versement.iban) for un in versements_a_mandater(regis)]
    assert lus == [(f"{dossier.numero}-1", IBAN), (f"{dossier.numero}-2", IBAN)]
    assert {un.decision_id for un in versements_de(dossier)} == {decision_prise.id}


def test_le_balayage_met_chaque_dossier_une_fois_en_file(dossier: Dossier, gens):
    _, _, herve = gens
    accordee(dossier, herve)
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))
    taches.emettre_les_mensualites()
    taches.emettre_les_mensualites()
    [ligne] = en_file("prestations.emettre")
    assert str(dossier.id) in ligne


def test_un_nouvel_accord_de_la_meme_personne_finit_l_ancien_droit(dossier: Dossier, gens):
    personne, claire, herve = gens
    accordee(dossier, herve)
    fabriques.mettre_l_horloge_au(date(2027, 6, 15))
    suivant = demandee(personne, claire, type_demande="aggravation")
    accordee(suivant, herve, "900.00", gir="2")

    assert droits(dossier)[0][2] == date(2027, 6, 14)
    assert droits(suivant) == [("decision", date(2027, 6, 15), None, euros("900.00"))]


def test_une_decision_retiree_n_a_jamais_couru_et_ce_qui_est_verse_est_a_recouvrer(dossier: Dossier, gens):
    _, _, herve = gens
    accordee(dossier, herve)
    le_premier(2026, 12)
    projet = retraits.ProjetDeRetrait(
        nature=NatureDecision.RETRAIT, fondement=Fondement.DEMANDE, fait="Vous n’en voulez plus.", demandee_le=COMPLET
    )
    retraits.revenir_sur_la_decision(dossier.id, agent=herve, projet=projet, revision=None)

    [droit] = droits_de(dossier)
    assert (droit.fin, droit.a_couru) == (date(2026, 11, 20), False)
