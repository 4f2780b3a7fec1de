"""Un avis dans le temps : rappelé, signalé absent, révoqué pendant qu’il se rend."""

import re
from datetime import timedelta

import pytest

from portail.dossiers.avis import actions, taches
from portail.dossiers.avis.models import Avis
from portail.dossiers.erreurs import AvisClos
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques
from tests.integration.avis import FAVORABLE, demander, demander_a
from tests.integration.lignes import gabarits_promis, journal_de
from tests.integration.simultane import ensemble

# ---------- Rappeler, signaler ----------


def test_le_rappel_part_une_fois_dans_les_jours_qui_precedent(dossier: Dossier, claire: Agent, emilie: Agent):
    demander(dossier, claire)
    demander_a(dossier, claire, emilie)
    taches.rappeler_les_avis()
    assert "avis/rappel" not in gabarits_promis(dossier)

    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=7))
    for _ in range(2):
        taches.rappeler_les_avis()

    assert [gabarits_promis(dossier).count(g) for g in ("avis/rappel", "agent/avis_rappel")] == [1, 1]
    assert journal_de(dossier).count("rappeler_avis") == 2


def test_un_avis_absent_se_signale_une_fois_au_service(dossier: Dossier, claire: Agent):
    demander(dossier, claire)
    rendu = demander(dossier, claire)
    actions.rendre_par_lien(rendu.id, reponse=FAVORABLE)
    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=11))

    for _ in range(2):
        taches.signaler_les_absents()

    assert gabarits_promis(dossier).count("agent/avis_absent") == 1


# ---------- À plusieurs ----------


@pytest.mark.parametrize("revoque_d_abord", [True, False])
def test_revoquer_et_rendre_en_meme_temps_un_seul_l_emporte(base_reelle: str, revoque_d_abord: bool):
    fabriques.departement()
    agent = fabriques.agent().id
    dossier = fabriques.en_instruction(fabriques.usager(), agent_de(agent))
    avis_id = demander(dossier, agent_de(agent)).id
    gestes = [
        lambda: actions.revoquer(avis_id, agent=agent_de(agent)),
        lambda: actions.rendre_par_lien(avis_id, reponse=FAVORABLE),
    ]

    premier, second = ensemble(base_reelle, dossier, *(gestes if revoque_d_abord else reversed(gestes)))

    assert isinstance(premier, Avis)
    assert second is AvisClos
    lu = session.get_one(Avis, avis_id, populate_existing=True)
    assert (lu.revoque_le is not None, lu.rendu_le is not None) == (revoque_d_abord, not revoque_d_abord)
    assert len(re.findall("rendre_avis|revoquer_avis", " ".join(journal_de(dossier)))) == 1
