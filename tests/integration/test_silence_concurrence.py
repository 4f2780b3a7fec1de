"""Le silence, un agent et la personne au même instant : un seul l’emporte, et la base ne porte qu’une décision."""

import threading
import time as time_module
from collections.abc import Callable
from datetime import time

import pytest
from sqlalchemy import select

from portail.dossiers.actions import decision, depot, silence
from portail.dossiers.etats import ETATS_EN_COURS, Etat, NatureDecision
from portail.dossiers.models import Decision, Document, Dossier
from portail.identite.models import Agent, Role, Usager
from portail.journal.models import Entree
from portail.socle import base as socle_base
from portail.socle import decalage, horloge
from portail.socle.base import session
from portail.socle.erreurs import ErreurMetier
from tests import fabriques
from tests.silences import LENDEMAIN, RECEPTION, TERME

Geste = Callable[[], object]


@pytest.fixture
def monde(base_reelle: str) -> tuple[Dossier, Usager, Agent]:
    """Une demande à l’étude et un agent qui signe, validés pour de bon."""
    del base_reelle
    fabriques.departement()
    fabriques.mettre_l_horloge_au(RECEPTION)
    yanis, herve = fabriques.usager(), fabriques.agent(Role.RESPONSABLE, prenom="Hervé")
    return fabriques.en_instruction(yanis, herve), yanis, herve


def ensemble(*gestes: Geste) -> list[object]:
    """Lance ces gestes au même instant, chacun sur sa connexion, et rend ce que chacun obtient (ou son refus)."""
    depart, obtenus = threading.Barrier(len(gestes)), [None] * len(gestes)

    def lancer(rang: int, geste: Geste) -> None:
        depart.wait()
        try:
            obtenus[rang] = geste()
        except ErreurMetier as refus:
            obtenus[rang] = refus
        finally:
            socle_base.fermer_session()

    fils = [threading.Thread(target=lancer, args=(rang, geste)) for rang, geste in enumerate(gestes)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    session.expire_all()
    return obtenus


def apres(secondes: float, geste: Geste) -> Geste:
    """Rend le geste, fait un peu plus tard."""

    def attendre() -> object:
        time_module.sleep(secondes)
        return geste()

    return attendre


def pendant(secondes: float, geste: Geste) -> Geste:
    """Rend le geste, répété tant qu’il ne fait rien et que ce temps n’est pas passé."""

    def insister() -> object:
        fin = time_module.monotonic() + secondes
        while time_module.monotonic() < fin:
            if obtenu := geste():
                return obtenu
        return None

    return insister


def en_vigueur(dossier: Dossier) -> list[NatureDecision]:
    return list(
        session.scalars(
            select(Decision.nature).where(
                Decision.dossier_id == dossier.id, Decision.date_decision.is_not(None), Decision.remplacee_le.is_(None)
            )
        )
    )


def fois(dossier: Dossier, *actions: str) -> int:
    entrees = select(Entree.id).where(Entree.objet_id == str(dossier.id), Entree.action.in_(actions))
    return len(session.scalars(entrees).all())


def lettres(dossier: Dossier) -> list[str]:
    documents = select(Document.nature).where(Document.dossier_id == dossier.id)
    return [n for n in session.scalars(documents) if n in {"decision", "decision_implicite"}]


def test_le_delai_passe_dix_balayages_n_enregistrent_qu_une_decision(monde):
    dossier, _, _ = monde
    fabriques.mettre_l_horloge_au(LENDEMAIN)

    obtenus = ensemble(*[lambda: silence.constater_silence(dossier.id)] * 10)

    assert sorted(obtenus) == [False] * 9 + [True]
    assert en_vigueur(dossier) == [NatureDecision.REFUS_IMPLICITE]
    assert (fois(dossier, "constater_silence"), lettres(dossier)) == (1, ["decision_implicite"])


def test_le_delai_passe_un_agent_ne_gagne_jamais_contre_le_silence(monde):
    dossier, _, herve = monde
    fabriques.mettre_l_horloge_au(LENDEMAIN)

    obtenus = ensemble(
        *[lambda: decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)] * 4,
        *[lambda: silence.constater_silence(dossier.id)] * 4,
    )

    assert all(isinstance(refus, ErreurMetier) for refus in obtenus[:4])
    assert sorted(obtenus[4:]) == [False, False, False, True]
    assert en_vigueur(dossier) == [NatureDecision.REFUS_IMPLICITE]
    assert fois(dossier, "accepter", "refuser") == 0


@pytest.mark.parametrize("attente", [0.1, 0.2, 0.3, 0.4])
def test_a_minuit_pile_un_seul_l_emporte(monde, attente: float):
    """L’horloge franchit le terme pendant que tous essaient : la décision, le retrait ou le silence, jamais deux."""
    dossier, yanis, herve = monde
    avant_minuit = horloge.instant_du(TERME, time(23, 59, 59, 700_000))
    decalage.avancer(avant_minuit - horloge.maintenant())

    ensemble(
        apres(attente, lambda: decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)),
        apres(attente, lambda: depot.retirer(dossier.id, usager=yanis, revision=None)),
        *[pendant(2, lambda: silence.constater_silence(dossier.id))] * 3,
    )

    issues = {
        Etat.DECIDE: fois(dossier, "accepter") + fois(dossier, "constater_silence"),
        Etat.DESISTE: fois(dossier, "retirer"),
    }
    final = session.get_one(Dossier, dossier.id, populate_existing=True).etat
    assert final not in ETATS_EN_COURS
    assert sum(issues.values()) == 1
    assert issues[final] == 1
    assert len(en_vigueur(dossier)) == len(lettres(dossier)) == (1 if final is Etat.DECIDE else 0)


def test_reexaminer_et_demander_les_motifs_ensemble_n_en_perdent_aucun(monde):
    dossier, yanis, herve = monde
    fabriques.mettre_l_horloge_au(LENDEMAIN)
    silence.constater_silence(dossier.id)

    obtenus = ensemble(
        *[lambda: silence.demander_motifs(dossier.id, usager=yanis)] * 4,
        *[lambda: silence.reexaminer(dossier.id, agent=herve, revision=None)] * 4,
    )

    assert sum(isinstance(o, ErreurMetier) for o in obtenus[:4]) == 3
    assert sum(isinstance(o, ErreurMetier) for o in obtenus[4:]) == 3
    assert (fois(dossier, "demander_motifs"), fois(dossier, "reexaminer")) == (1, 1)


def test_quatre_signataires_apres_le_silence_ne_remplacent_qu_une_fois(monde):
    dossier, _, herve = monde
    fabriques.mettre_l_horloge_au(LENDEMAIN)
    silence.constater_silence(dossier.id)
    silence.reexaminer(dossier.id, agent=herve, revision=None)

    obtenus = ensemble(*[lambda: decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)] * 4)

    assert sum(isinstance(o, ErreurMetier) for o in obtenus) == 3
    assert en_vigueur(dossier) == [NatureDecision.ACCORD]
    assert len(session.scalars(select(Decision.id).where(Decision.remplacee_le.is_not(None))).all()) == 1
