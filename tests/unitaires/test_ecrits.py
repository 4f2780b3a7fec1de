"""Ce que les adresses écrivent : jours bornés, périodes remises dans l’ordre."""

from datetime import date

import pytest

from portail.guichets.ecrits import PERIODE, PERIODE_MAX, periode_ecrite

JOUR = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("du", "au", "lue"),
    [
        ("", "", (JOUR - PERIODE, JOUR)),
        ("2026-01-01", "2026-02-01", (date(2026, 1, 1), date(2026, 2, 1))),
        ("2026-03-01", "2026-02-01", (date(2026, 2, 1), date(2026, 2, 1))),
        ("2020-01-01", "2026-02-01", (date(2026, 2, 1) - PERIODE_MAX, date(2026, 2, 1))),
        ("0001-01-01", "9999-12-31", (JOUR - PERIODE, JOUR)),
        ("hier", "demain", (JOUR - PERIODE, JOUR)),
    ],
)
def test_une_periode_est_bornee_et_dans_l_ordre(du: str, au: str, lue: tuple[date, date]):
    assert periode_ecrite(du, au, jour=JOUR) == lue
