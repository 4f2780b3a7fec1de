"""Ce que la base refuse parce que deux gestes se sont croisés se rejoue, pas indéfiniment."""

import secrets

import pytest
from sqlalchemy import text

from portail.rendez_vous.occupations.erreurs import AgendaTresDemande
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.reservations.ecriture import LONGUEUR_DU_NUMERO
from portail.socle.base import session, transaction
from portail.socle.tours import REPRISES
from tests.integration.rdv_gestes import JEAN
from tests.integration.rdv_vie import LUNDI, accueil, paris, prendre


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


@pytest.mark.usefixtures("departement")
def test_un_numero_deja_porte_se_tire_de_nouveau(monkeypatch: pytest.MonkeyPatch):
    ici = accueil()
    pris = prendre(ici, paris(LUNDI, 9))
    le_meme, autre = iter(pris.numero[: LONGUEUR_DU_NUMERO - 1]), secrets.choice
    monkeypatch.setattr(secrets, "choice", lambda signes: next(le_meme, None) or autre(signes))

    second = prendre(ici, paris(LUNDI, 10), JEAN)

    assert next(le_meme, None) is None
    assert second.numero != pris.numero
