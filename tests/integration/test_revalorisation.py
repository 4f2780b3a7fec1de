"""Au 1er janvier : les droits ouverts suivent le barème de l’année ; montants refaits à la main, à côté du portail."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from sqlalchemy import delete, or_, select, update

from portail.dossiers.actions import decision, silence
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.prestations import avance, emission, revalorisation, taches, utilisations
from portail.dossiers.prestations.models import Revalorisation
from portail.dossiers.propositions.reponses import Sens
from portail.parametres.models import Parametre
from portail.parametres.queries import oublier_les_valeurs
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques
from tests.integration.lignes import documents, gabarits_promis, journal_de
from tests.integration.lignes import taches as en_file
from tests.integration.prestations import (
    COMPTE,
    demandee,
    droits,
    emises,
    euros,
    le_premier,
    monde,
    servi,
    verses,
)
from tests.integration.propositions import envoyee, evalue, ligne, lue, repondue
from tests.integration.simultane import ensemble
from tests.unitaires.situations_apa import espaces_simples

DECISION = date(2026, 12, 1)
JANVIER = date(2027, 1, 1)
S = {2026: Decimal("1288.13"), 2027: Decimal("1298.43")}
"""La majoration pour tierce personne en vigueur au 1er janvier."""


def oracle(annee: int, plan: str, *, mensuelles: str = "1500", coefficient: str = "0.630") -> Decimal:
    """Le montant mensuel, refait d’après R232-10 et R232-11 : deux tranches suffisent à un GIR 4."""
    s, r = S[annee], Decimal(mensuelles)
    retenu = min(Decimal(plan), centime(Decimal(coefficient) * s))
    bas, haut = Decimal("0.725") * s, Decimal("2.67") * s
    etendue = haut - bas
    un, deux = Decimal("0.317") * s, Decimal("0.498") * s
    a1, a2, a3 = min(retenu, un), max(min(retenu, deux) - un, 0), max(retenu - deux, 0)
    poids2 = (Decimal("0.6") * r + Decimal("0.4") * haut - bas) / etendue
    poids3 = (Decimal("0.8") * r + Decimal("0.2") * haut - bas) / etendue
    participation = centime(Decimal("0.9") * (r - bas) / etendue * (a1 + a2 * poids2 + a3 * poids3))
    return retenu - participation


def centime(montant: Decimal) -> Decimal:
    return montant.quantize(Decimal("0.01"), ROUND_HALF_UP)


def revalorisations(dossier: Dossier) -> list[tuple[date, Decimal, Decimal, bool]]:
    lues = session.scalars(
        select(Revalorisation).where(Revalorisation.dossier_id == dossier.id).order_by(Revalorisation.depuis),
        execution_options={"populate_existing": True},
    )
    return [(une.depuis, une.ancien, une.montant, une.a_la_main) for une in lues]


def parametre(code: str, valeur: str, debut: date) -> None:
    """Le département écrit la valeur qui vaut à partir de ce jour, à la place de celle qui était prévue."""
    avant = (Parametre.code == code, Parametre.debut < debut, or_(Parametre.fin.is_(None), Parametre.fin >= debut))
    session.execute(update(Parametre).where(*avant).values(fin=debut - timedelta(days=1)))
    session.execute(delete(Parametre).where(Parametre.code == code, Parametre.debut == debut))
    session.add(
        Parametre(
            code=code,
            valeur=Decimal(valeur),
            unite="eur_mois",
            debut=debut,
            source="Essai",
            modifie_le=horloge.maintenant(),
        )
    )
    session.flush()
    oublier_les_valeurs()


@pytest.fixture(autouse=True)
def _parametres_relus() -> Iterator[None]:
    yield
    oublier_les_valeurs()


def balayer() -> None:
    """Le balayage, et la tâche qu’il met en file."""
    taches.revaloriser_les_droits()
    for mise in en_file("prestations.revaloriser"):
        taches.revaloriser(mise.split('"')[3])


@pytest.fixture
def dossier(gens) -> Dossier:
    """Accordé le 1er décembre 2026, au montant des calculs : 500 € de plan, 1 500 € par mois, GIR 4."""
    return servi(gens, DECISION, None)


def test_l_oracle_retrouve_la_fiche():
    """Jeanne Briand : plan de 1 000 € plafonné à 811,52, participation 121,60, 689,92 versés."""
    assert oracle(2026, "1000") == euros("689.92")


def test_janvier_en_entier_au_nouveau_bareme_et_decembre_a_l_ancien(dossier: Dossier):
    avant, apres = oracle(2026, "500"), oracle(2027, "500")
    assert (avant, apres) == (euros("406.98"), euros("408.68"))
    le_premier(2027, 1)
    le_premier(2027, 2)

    assert revalorisations(dossier) == [(JANVIER, avant, apres, False)]
    assert [(une.du, une.rappel) for une in emises(dossier)] == [(apres, avant), (apres, euros("0.00"))]
    assert verses(dossier) == [(JANVIER, avant + apres), (date(2027, 2, 1), apres)]


def test_sans_decision_nouvelle_une_lettre_un_message_une_trace(dossier: Dossier):
    le_premier(2027, 1)
    balayer()
    le_premier(2027, 2)

    assert len(session.scalars(select(Decision).where(Decision.dossier_id == dossier.id)).all()) == 1
    assert len(droits(dossier)) == 1
    [lettre] = documents(dossier, "revalorisation")
    dite = espaces_simples(" ".join(lettre.contenu["donnees"]["paragraphes"]))
    assert "406,98 € par mois. À partir du 1er janvier 2027, c’est 408,68 € par mois" in dite
    assert "L232-3-1" in dite
    assert "traitement automatisé" in dite
    assert gabarits_promis(dossier).count("dossier/droits") == 1
    assert journal_de(dossier).count("revaloriser_droit") == 1


def test_le_balayage_ne_met_en_file_que_ce_qui_reste_a_faire(dossier: Dossier):
    fabriques.mettre_l_horloge_au(date(2026, 12, 31))
    assert revalorisation.a_revaloriser(date(2026, 12, 31), limite=10) == []
    fabriques.mettre_l_horloge_au(JANVIER)
    assert revalorisation.a_revaloriser(JANVIER, limite=10) == [dossier.id]
    assert revalorisation.revaloriser(dossier.id)
    assert not revalorisation.revaloriser(dossier.id)
    assert revalorisation.a_revaloriser(JANVIER, limite=10) == []
    assert revalorisation.a_revaloriser(date(2028, 1, 1), limite=10) == [dossier.id]


def test_emise_avant_le_balayage_la_mensualite_est_deja_au_bareme(dossier: Dossier):
    le_premier(2027, 1)
    assert emises(dossier)[0].du == oracle(2027, "500")
    balayer()
    assert len(revalorisations(dossier)) == 1


def test_un_parametre_corrige_refait_le_montant_et_les_mois_rattrapent(dossier: Dossier, monkeypatch):
    le_premier(2027, 1)
    parametre("apa_mtp", "1350", JANVIER)
    monkeypatch.setitem(S, 2027, Decimal(1350))
    corrige = oracle(2027, "500")
    le_premier(2027, 2)

    assert revalorisations(dossier) == [(JANVIER, euros("406.98"), corrige, False)]
    assert (emises(dossier)[-1].du, emises(dossier)[-1].rappel) == (corrige, corrige - euros("408.68"))
    lettres = documents(dossier, "revalorisation")
    assert sorted(une.revoque_le is None for une in lettres) == [False, True]


def test_un_montant_decide_a_la_main_ne_bouge_pas_et_se_signale(gens):
    dossier = servi(gens, DECISION)
    le_premier(2027, 1)

    assert revalorisations(dossier) == [(JANVIER, euros("400.00"), euros("400.00"), True)]
    assert emises(dossier)[0].du == euros("400.00")
    assert documents(dossier, "revalorisation") == []


def test_le_plan_accepte_suit_le_tarif_mais_pas_un_prix_ecrit(gens):
    """30 heures au tarif (24,58 €) et 20 € de téléassistance ; en 2027 le tarif passe à 26 €."""
    personne, claire, herve = gens
    dossier = evalue(personne, claire, **COMPTE)
    lignes = (ligne(quantite="25.00", prix=None), ligne("teleassistance", None, "20.00"))
    repondue(dossier, personne, lue(dossier, personne, envoyee(dossier, claire, *lignes)), Sens.ACCEPTER)
    fabriques.mettre_l_horloge_au(DECISION)
    decision.decider(dossier.id, agent=herve, projet=decision.Projet(nature=NatureDecision.ACCORD), revision=None)
    parametre("apa_tarif_prestataire", "26.00", JANVIER)
    le_premier(2027, 1)

    avant, apres = oracle(2026, "634.50"), oracle(2027, "670.00")  # 25 × 24,58 + 20 ; 25 × 26 + 20
    assert revalorisations(dossier) == [(JANVIER, avant, apres, False)]


def test_le_forfait_du_silence_suit_l_annee_une_avance_garde_le_sien(gens):
    personne, claire, herve = gens
    tue, urgente = demandee(personne, claire), demandee(personne, claire, urgence="fin_de_vie")
    avance.accorder_avance(urgente.id, agent=herve, revision=None)
    fabriques.mettre_l_horloge_au(date(2027, 1, 22))
    silence.constater_silence(tue.id)
    fabriques.mettre_l_horloge_au(date(2027, 1, 10))
    revalorisation.revaloriser(urgente.id)
    assert revalorisations(urgente) == []

    parametre("apa_mtp", "1310", date(2028, 1, 1))
    fabriques.mettre_l_horloge_au(date(2028, 1, 1))
    revalorisation.revaloriser(tue.id)
    forfait = centime(centime(Decimal("1.615") * 1310) / 2)
    assert revalorisations(tue) == [(date(2028, 1, 1), euros("1048.48"), forfait, False)]


def test_l_aide_utilisee_se_compte_au_bareme_de_son_mois(dossier: Dossier, gens):
    _, claire, _ = gens
    le_premier(2027, 2)
    for mois, annee in ((DECISION, 2026), (JANVIER, 2027)):
        notee = utilisations.noter(dossier.id, agent=claire, mois=mois, cout=euros("300.00"), revision=None)
        assert notee.montant == oracle(annee, "300")


def test_decidee_en_2027_pour_une_demande_de_2026_le_droit_est_au_bareme_de_2027(gens):
    dossier = servi(gens, date(2027, 1, 12), None)
    balayer()

    assert revalorisations(dossier) == [(date(2027, 1, 12), oracle(2026, "500"), oracle(2027, "500"), False)]
    le_premier(2027, 2)
    [fevrier] = emises(dossier)
    assert fevrier.rappel == centime(oracle(2027, "500") * 20 / 31)


def test_le_balayage_et_l_emission_au_meme_instant_une_seule_lettre(base_reelle: str):
    dossier = servi(monde(), DECISION, None)
    fabriques.mettre_l_horloge_au(JANVIER)

    rendus = ensemble(
        base_reelle, dossier, lambda: emission.emettre(dossier.id), lambda: revalorisation.revaloriser(dossier.id)
    )

    assert rendus == [True, False]
    assert len(revalorisations(dossier)) == len(documents(dossier, "revalorisation")) == 1
    assert emises(dossier)[0].du == oracle(2027, "500")
