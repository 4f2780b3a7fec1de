"""L’instant où part une réponse : jours ouvrés, heure de Paris, d’après le règlement du jour du dépôt."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portail.journal.actions import SYSTEME
from portail.notaires.successions.calendrier import repondre_le
from portail.parametres.actions import changer_valeur

pytestmark = pytest.mark.usefixtures("departement")


@pytest.mark.parametrize(
    ("depose_le", "attendu"),
    [
        pytest.param("2026-11-02T10:00", "2026-11-24T08:00", id="un lundi, avec le 11 novembre au milieu"),
        pytest.param("2026-11-02T23:30", "2026-11-25T08:00", id="le soir, déjà le lendemain à Paris"),
        pytest.param("2026-11-22T10:00", "2026-12-11T08:00", id="un dimanche"),
        pytest.param("2026-11-11T10:00", "2026-12-02T08:00", id="un jour férié"),
        pytest.param("2026-03-16T10:00", "2026-04-07T07:00", id="l’heure d’été et le lundi de Pâques"),
    ],
)
def test_la_reponse_part_quinze_jours_ouvres_apres_a_neuf_heures(depose_le, attendu):
    depot = datetime.fromisoformat(depose_le).replace(tzinfo=UTC)

    assert repondre_le(depot) == datetime.fromisoformat(attendu).replace(tzinfo=UTC)


def test_le_delai_et_l_heure_sont_ceux_du_jour_du_depot():
    avant = datetime(2026, 11, 2, 10, tzinfo=UTC)
    for code, valeur in (("succession_delai_reponse", 5), ("succession_heure_reponse", 14)):
        changer_valeur(code, valeur=Decimal(valeur), debut=date(2026, 11, 3), source="délibération", auteur=SYSTEME)

    assert repondre_le(avant) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert repondre_le(datetime(2026, 11, 3, 10, tzinfo=UTC)) == datetime(2026, 11, 10, 13, tzinfo=UTC)
