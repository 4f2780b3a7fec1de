"""Un lot dans la durée : entre la confirmation et le geste, interrompu, arrêté, repris, effacé."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portail.dossiers.actions import messagerie
from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier, Message
from portail.identite.models import Agent, Habilitation
from portail.instruction.lots import actions, erreurs, taches
from portail.instruction.lots.models import DossierDuLot, EtatLot, GesteDeLot, Lot
from portail.journal.models import Entree
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable, TransitionInterdite
from tests.integration.lignes import relu, trace_de
from tests.integration.lignes import taches as en_file
from tests.integration.lots import (
    consigne,
    demandes,
    execute,
    issues,
    lot_relu,
    prepare,
)

FAIT = ("fait", "")


def ecarte(raison: str) -> tuple[str, str]:
    return ("ecarte", raison)


# ---------- Entre la confirmation et le geste ----------


def test_un_dossier_modifie_entre_temps_est_ecarte(claire: Agent):
    touche, intact = demandes(2)
    lot = prepare([touche, intact], claire, GesteDeLot.DEMANDER_COMPLEMENT)
    messagerie.ecrire_agent(touche.id, agent=claire, texte="Un mot.")
    avant = trace_de(touche)

    execute(lot, claire)

    assert issues(lot) == [ecarte(erreurs.CHANGE), FAIT]
    apres = trace_de(touche)
    assert (apres.etat, apres.revision, apres.journal, apres.documents) == (
        avant.etat,
        avant.revision,
        avant.journal,
        avant.documents,
    )


def test_les_droits_se_jugent_au_moment_d_agir(claire: Agent):
    dossiers = demandes(2)
    lot = prepare(dossiers, claire, GesteDeLot.ECRIRE)
    actions.lancer(lot.id, agent=claire)
    with transaction():
        for habilitation in session.scalars(select(Habilitation).where(Habilitation.agent_id == claire.id)):
            session.delete(habilitation)

    taches.executer(lot_id=str(lot.id))

    assert issues(lot) == [ecarte(erreurs.NON_INSTRUIT)] * 2
    assert session.scalars(select(Message)).all() == []


def test_un_lot_n_est_qu_a_son_auteur(claire: Agent, herve: Agent):
    lot = prepare(demandes(1), claire, GesteDeLot.ECRIRE)

    for geste in (actions.lancer, actions.arreter, actions.abandonner):
        with pytest.raises(Introuvable):
            geste(lot.id, agent=herve)

    assert lot_relu(lot).etat is EtatLot.PREPARE


# ---------- Rien deux fois, rien d’oublié ----------


def test_lance_deux_fois_execute_deux_fois_rien_n_est_fait_deux_fois(claire: Agent):
    dossiers = demandes(2)
    lot = prepare(dossiers, claire, GesteDeLot.ECRIRE)
    actions.lancer(lot.id, agent=claire)
    actions.lancer(lot.id, agent=claire)

    assert len(en_file("instruction.executer_lot")) == 1
    taches.executer(lot_id=str(lot.id))
    taches.executer(lot_id=str(lot.id))

    assert len(session.scalars(select(Message)).all()) == 2
    lancements = session.scalars(select(Entree).where(Entree.action == "lancer_lot")).all()
    assert [(e.objet_id, e.details) for e in lancements] == [(str(lot.id), {"geste": "ecrire", "dossiers": 2})]


def test_interrompu_au_milieu_il_reprend_ou_il_en_etait(claire: Agent):
    dossiers = demandes(3)
    lot = prepare(dossiers, claire, GesteDeLot.ECRIRE)
    actions.lancer(lot.id, agent=claire)
    premiere = taches.a_traiter(lot.id)[0]
    actions.traiter(lot.id, premiere)  # l’ouvrier s’arrête là
    assert [issue for issue, _ in issues(lot)] == ["fait", "attente", "attente"]

    taches.executer(lot_id=str(lot.id))

    assert issues(lot) == [FAIT] * 3
    assert [len(session.scalars(select(Message).where(Message.dossier_id == d.id)).all()) for d in dossiers] == [
        1,
        1,
        1,
    ]


def test_une_faute_sur_un_dossier_n_arrete_pas_les_autres(claire: Agent):
    casse, sain = demandes(2)
    lot = prepare([casse, sain], claire, GesteDeLot.DEMANDER_COMPLEMENT)
    with transaction():
        session.get_one(Dossier, casse.id).version_demarche = 99  # une déclaration que plus personne ne connaît
        ligne = session.scalars(select(DossierDuLot).where(DossierDuLot.dossier_id == casse.id)).one()
        ligne.issue, ligne.raison = "attente", ""
    with transaction():
        session.get_one(Lot, lot.id).consigne = consigne(GesteDeLot.DEMANDER_COMPLEMENT) | {"date_limite": "illisible"}

    execute(lot, claire)

    assert [issue for issue, _ in issues(lot)] == ["ecarte", "erreur"]
    assert issues(lot)[1] == ("erreur", erreurs.EN_PANNE)
    assert relu(sain).etat is Etat.DEPOSE
    assert lot_relu(lot).etat is EtatLot.TERMINE


def test_arrete_le_reste_n_est_pas_fait(claire: Agent):
    dossiers = demandes(2)
    lot = prepare(dossiers, claire, GesteDeLot.ECRIRE)
    actions.lancer(lot.id, agent=claire)
    actions.traiter(lot.id, taches.a_traiter(lot.id)[0])

    actions.arreter(lot.id, agent=claire)
    taches.executer(lot_id=str(lot.id))

    assert issues(lot) == [FAIT, ecarte(erreurs.ARRETE)]
    assert lot_relu(lot).etat is EtatLot.ARRETE
    with pytest.raises(TransitionInterdite):
        actions.arreter(lot.id, agent=claire)


def test_une_tache_perdue_est_remise_en_file(claire: Agent):
    lot = prepare(demandes(1), claire, GesteDeLot.ECRIRE)
    actions.lancer(lot.id, agent=claire)
    session.execute(text("DELETE FROM procrastinate_jobs WHERE task_name = 'instruction.executer_lot'"))
    session.commit()

    taches.reprendre_les_lots()
    taches.reprendre_les_lots()

    assert len(en_file("instruction.executer_lot")) == 1


def taches_en_moins():
    from sqlalchemy import text  # noqa: PLC0415 — pour cet essai seul

    return text("DELETE FROM procrastinate_jobs WHERE task_name = 'instruction.executer_lot'")


def test_abandonne_ou_ancien_un_lot_s_efface_sans_rien_changer_aux_dossiers(claire: Agent):
    dossiers = demandes(1)
    abandonne, fini = (prepare(dossiers, claire, GesteDeLot.ECRIRE) for _ in range(2))
    actions.abandonner(abandonne.id, agent=claire)
    execute(fini, claire)
    with pytest.raises(TransitionInterdite):
        actions.abandonner(fini.id, agent=claire)

    horloge.poser_decalage(timedelta(days=31))
    taches.effacer_les_lots()

    assert session.scalars(select(Lot)).all() == []
    assert session.scalars(select(DossierDuLot)).all() == []
    assert len(session.scalars(select(Message)).all()) == 1
