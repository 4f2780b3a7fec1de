"""Les colonnes d’un dossier sont la projection de son journal, par tout chemin ; la commande répare les écarts."""

import pytest
from flask.testing import FlaskCliRunner
from hypothesis import HealthCheck, given, settings
from sqlalchemy import text
from sqlalchemy.orm import Session

from portail.dossiers.etats import Etat
from portail.dossiers.horloges.lecture import declaration_de, ecarts, horloges_du, projection
from portail.dossiers.horloges.recalcul import Colonnes, colonnes_de
from portail.dossiers.models import Dossier
from tests import fabriques
from tests.integration.chemins import CHEMINS, DROITS, FINIS, pour_un_essai, suivre
from tests.integration.lignes import relu
from tests.silences import RECEPTION


@pytest.mark.parametrize("droit", sorted(DROITS))
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(chemin=CHEMINS)
def test_pour_tout_chemin_les_colonnes_sont_ce_que_dit_le_journal(base: Session, declarer, droit, chemin):
    declarer(DROITS[droit])
    with pour_un_essai(base):
        suivre(chemin, _verifier)


def _verifier(dossier: Dossier, geste: str) -> None:
    lu = relu(dossier)
    assert projection(lu) == colonnes_de(declaration_de(lu), horloges_du(lu)), geste
    assert (lu.date_fin is not None) is (lu.etat in FINIS), geste
    assert lu.suspendu_depuis is None or lu.etat is Etat.A_COMPLETER, geste


# ---------- Réparer ----------


@pytest.fixture
def dossier(base: Session) -> Dossier:
    fabriques.departement()
    fabriques.mettre_l_horloge_au(RECEPTION)
    return fabriques.depose(fabriques.usager())


def fausser(base: Session, dossier: Dossier) -> None:
    base.execute(
        text("UPDATE dossier SET date_silence = '2030-01-01', echeance = NULL WHERE id = :id"), {"id": dossier.id}
    )
    base.commit()
    base.expire_all()


def test_la_commande_dit_les_ecarts_et_ne_repare_que_sur_demande(application, base: Session, dossier: Dossier):
    lance: FlaskCliRunner = application.test_cli_runner()
    juste = lance.invoke(args=["recalculer-horloges"])
    numero, identifiant = dossier.numero, dossier.id
    fausser(base, dossier)

    a_sec = lance.invoke(args=["recalculer-horloges"])
    fausse = relu(identifiant).date_silence
    reparee = lance.invoke(args=["recalculer-horloges", "--appliquer"])

    assert (juste.exit_code, juste.output) == (0, "Toutes les échéances sont celles du journal.\n")
    assert a_sec.exit_code == 1
    assert "date_silence 2030-01-01 → 2027-01-21, echeance – → 2026-12-04" in a_sec.output
    assert numero[:4] in a_sec.output
    assert fausse.year == 2030
    assert (reparee.exit_code, "1 dossier(s) réparé(s)" in reparee.output) == (0, True)
    assert projection(relu(identifiant)) == Colonnes(
        date_accuse=relu(identifiant).date_accuse,
        date_silence=RECEPTION.replace(year=2027, month=1),
        echeance=relu(identifiant).date_accuse,
    )


def test_un_brouillon_n_a_pas_d_horloge(base: Session, dossier: Dossier):
    fabriques.brouillon(fabriques.usager(("Emma",), "Le Gall"), pieces=False)

    assert list(ecarts()) == []
