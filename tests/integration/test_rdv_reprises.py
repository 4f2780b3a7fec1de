"""Ce que la base refuse parce que deux gestes se sont croisés se rejoue, pas indéfiniment."""

import pytest
from sqlalchemy import text

from portail.rendez_vous.occupations.erreurs import AgendaTresDemande
from portail.rendez_vous.occupations.reprises import REPRISES, reprendre
from portail.socle.base import session, transaction


@pytest.mark.parametrize(("echecs", "passe"), [(REPRISES, True), (REPRISES + 1, False)])
@pytest.mark.parametrize("code", ["40P01", "55P03", "40001", "23P01"])
def test_ce_que_la_base_refuse_pour_s_etre_croise_se_rejoue(base_reelle: str, code: str, echecs: int, passe: bool):
    essais: list[int] = []

    def geste() -> int:
        with transaction():
            essais.append(1)
            if len(essais) <= echecs:
                session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'croisés' USING ERRCODE = '{code}'; END $$"))
        return len(essais)

    if passe:
        assert reprendre(geste) == REPRISES + 1
    else:
        with pytest.raises(AgendaTresDemande):
            reprendre(geste)
        assert len(essais) == REPRISES + 1
