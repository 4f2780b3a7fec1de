"""Les traces disent où et quoi, jamais qui."""

import json
import logging
import sys

from portail.socle.traces import _Sobre, chemin_de


def _echouer() -> None:
    raise ValueError("Lina Moreau")


def _panne():
    try:
        _echouer()
    except ValueError:
        return sys.exc_info()
    raise AssertionError


def test_le_chemin_d_une_panne_dit_les_fonctions_et_pas_le_message():
    _, _, pile = _panne()

    chemin = chemin_de(pile)

    assert [cadre.split(" ")[1] for cadre in chemin] == ["_panne", "_echouer"]
    assert all(cadre.startswith("tests/unitaires/test_traces.py:") for cadre in chemin)


def test_une_bibliotheque_trace_en_json_sans_le_message_de_l_exception():
    essai = logging.LogRecord("procrastinate.worker", logging.ERROR, "x.py", 1, "Job %s a échoué", ("12",), _panne())

    ligne = _Sobre().format(essai)

    assert "Moreau" not in ligne
    lue = json.loads(ligne)
    assert (lue["event"], lue["source"]) == ("Job 12 a échoué", "procrastinate.worker")
    assert (lue["level"], lue["nature"], len(lue["pile"])) == ("error", "ValueError", 2)
