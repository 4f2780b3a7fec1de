"""Un lot pendant que d’autres travaillent, et quand l’ouvrier tombe : une issue par dossier, vraie, et une seule."""

import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import select

from portail.dossiers.actions import decision, instruction, messagerie
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Decision, Dossier, Message
from portail.identite.models import Agent, Role
from portail.identite.queries import agent_de
from portail.instruction.lots import actions, erreurs, taches
from portail.instruction.lots.models import EtatLot, GesteDeLot, Lot
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.integration.lignes import decisions, documents, gabarits_promis, journal_de, relu
from tests.integration.lots import demandes, instruite, issues, lot_relu, prepare
from tests.integration.simultane import ensemble, tenter

REFUS = decision.Projet(
    nature=NatureDecision.REFUS, motifs=[{"code": "age", "droit": "Règlement, article 2.", "fait": "26 ans."}]
)
PATIENCE_SECONDES = 900


@pytest.fixture
def departement(base_reelle: str) -> None:
    del base_reelle
    fabriques.departement()


def lance(dossiers: list[Dossier], agent: Agent, geste: GesteDeLot, **consigne: object) -> Lot:
    lot = prepare(dossiers, agent, geste, **consigne)
    actions.lancer(lot.id, agent=agent)
    return lot


@pytest.mark.parametrize("lot_d_abord", [True, False])
def test_un_collegue_decide_pendant_le_lot_une_seule_decision(base_reelle: str, herve: Agent, lot_d_abord: bool):
    maude = fabriques.agent(Role.RESPONSABLE, prenom="Maude").id
    dossier = instruite(herve)
    lot = lance([dossier], herve, GesteDeLot.ACCEPTER)
    lot_id, [ligne] = lot.id, taches.a_traiter(lot.id)
    gestes = [
        lambda: actions.traiter(lot_id, ligne),
        lambda: decision.decider(dossier.id, agent=agent_de(maude), projet=REFUS, revision=None),
    ]

    ensemble(base_reelle, dossier, *(gestes if lot_d_abord else reversed(gestes)))

    [prise] = decisions(dossier)
    assert prise.nature is (NatureDecision.ACCORD if lot_d_abord else NatureDecision.REFUS)
    assert issues(lot) == [("fait", "") if lot_d_abord else ("ecarte", erreurs.CHANGE)]
    assert len(documents(dossier, "decision")) == 1
    assert gabarits_promis(dossier).count("dossier/decision") == 1


def test_deux_ouvriers_sur_le_meme_lot_chaque_dossier_une_fois(base_reelle: str, herve: Agent):
    dossiers = demandes(6)
    lot = lance(dossiers, herve, GesteDeLot.ECRIRE)
    lot_id = str(lot.id)
    fermer_session()

    with ThreadPoolExecutor(2) as equipe:
        list(equipe.map(lambda _: tenter(lambda: taches.executer(lot_id=lot_id)), range(2)))

    assert issues(lot) == [("fait", "")] * 6
    assert Counter(session.scalars(select(Message.dossier_id))) == {dossier.id: 1 for dossier in dossiers}
    assert lot_relu(lot).etat is EtatLot.TERMINE


def test_pendant_que_des_agents_travaillent_chaque_issue_est_vraie(base_reelle: str, herve: Agent):
    """Un lot d’affectations, une rafale de gestes unitaires sur les mêmes dossiers, dans le désordre."""
    claire, lea = (fabriques.agent(prenom=prenom).id for prenom in ("Claire", "Léa"))
    dossiers = demandes(8)
    ids = [dossier.id for dossier in dossiers]
    lot = lance(dossiers, herve, GesteDeLot.AFFECTER, a=str(claire))
    lot_id = str(lot.id)
    fermer_session()

    def rafale(rang: int) -> None:
        identifiant = ids[rang]
        if rang % 2:
            tenter(lambda: instruction.prendre_en_charge(identifiant, agent=agent_de(lea)))
        else:
            tenter(lambda: messagerie.ecrire_agent(identifiant, agent=agent_de(lea), texte="Bonjour"))

    with ThreadPoolExecutor(4) as equipe:
        travail = equipe.submit(tenter, lambda: taches.executer(lot_id=lot_id))
        list(equipe.map(rafale, reversed(range(8))))
        travail.result(PATIENCE_SECONDES)

    for dossier, (issue, raison) in zip(dossiers, issues(lot), strict=True):
        affectations = journal_de(dossier).count("affecter")
        assert (issue, affectations, raison) in {("fait", 1, ""), ("ecarte", 0, erreurs.CHANGE)}
        if issue == "ecarte":
            assert relu(dossier).agent_id != claire
    assert lot_relu(lot).etat is EtatLot.TERMINE


def test_arreter_pendant_qu_un_dossier_se_traite_attend_sa_fin(base_reelle: str, herve: Agent):
    dossiers = demandes(2)
    moi, lot = herve.id, lance(dossiers, herve, GesteDeLot.ECRIRE)
    lot_id, premiere = lot.id, taches.a_traiter(lot.id)[0]

    ensemble(
        base_reelle,
        dossiers[0],
        lambda: actions.traiter(lot_id, premiere),
        lambda: actions.arreter(lot_id, agent=agent_de(moi)),
    )

    assert issues(lot) == [("fait", ""), ("ecarte", erreurs.ARRETE)]


def test_l_ouvrier_tue_au_milieu_la_reprise_finit_sans_rien_refaire(
    base_reelle: str, environ: dict[str, str], herve: Agent
):
    dossiers = [instruite(herve, prenom) for prenom in ("Yanis", "Lina", "Emma", "Tom", "Aminata", "Nolwenn", "Erwan")]
    lot = lance(dossiers, herve, GesteDeLot.ACCEPTER)
    ouvrier = subprocess.Popen([sys.executable, "-m", "portail.ouvrier", "1"], env={**os.environ, **environ})
    try:
        _attendre_une_issue(lot)
    finally:
        ouvrier.kill()
        ouvrier.wait()
    faits = [issue for issue, _ in issues(lot)].count("fait")
    assert faits >= 1

    taches.executer(lot_id=str(lot.id))  # ce que le ménage remet en file

    assert issues(lot) == [("fait", "")] * len(dossiers)
    assert Counter(session.scalars(select(Decision.dossier_id))) == {dossier.id: 1 for dossier in dossiers}
    assert {relu(dossier).etat for dossier in dossiers} == {Etat.DECIDE}
    assert all(gabarits_promis(dossier).count("dossier/decision") == 1 for dossier in dossiers)


def _attendre_une_issue(lot: Lot) -> None:
    identifiant: UUID = lot.id
    fin = time.monotonic() + PATIENCE_SECONDES
    while len(taches.a_traiter(identifiant)) == 7:
        fermer_session()
        assert time.monotonic() < fin, "l’ouvrier n’a rien traité"
        time.sleep(0.02)
    fermer_session()
