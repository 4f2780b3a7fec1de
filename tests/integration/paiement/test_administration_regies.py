"""Les régies, à l’administration : les ouvrir, les régler, essayer leur numéro, les fermer."""

import pytest
from sqlalchemy import select

from portail.demonstration.payfip.etat import SANS_ACCES
from portail.demonstration.payfip.scenario import Panne
from portail.journal.models import Entree
from portail.paiement.regies.models import Regie
from portail.paiement.regies.queries import regie_de
from portail.socle.base import session
from tests.client import ClientExigeant
from tests.integration.navigation import envoyer, erreurs, jeton, mots
from tests.integration.paiement import fabrique
from tests.payfip import Guichetier

FICHE = {
    "code": "sport",
    "libelle": "Régie de l’animation sportive",
    "numcli": "090909",
    "prefixe": "ASD",
    "mode": "T",
    "service": fabrique.SERVICE,
}


def test_ouvrir_puis_regler_une_regie(bureau: ClientExigeant, en_ligne: Guichetier):
    assert envoyer(bureau, "/administration/regies/ouvrir", FICHE).location == "/administration/regies/sport"
    autre = {**FICHE, "mode": "W", "numcli": "090910"}
    assert envoyer(bureau, "/administration/regies/sport", autre).status_code == 303

    lue = session.scalars(select(Regie).execution_options(populate_existing=True)).one()
    assert (lue.numcli, lue.mode, lue.service_code) == ("090910", "W", fabrique.SERVICE)
    [_ouverture, reglage] = session.scalars(
        select(Entree).where(Entree.objet_type == "regie").order_by(Entree.rang_objet)
    )
    assert reglage.details == {
        "avant": {"mode": "T", "numcli": "090909"},
        "apres": {"mode": "W", "numcli": "090910"},
    }
    assert "090910" in mots(bureau.get("/administration/regies"))
    assert "Fiche modifiée" in mots(bureau.get("/administration/regies/sport"))


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [("numcli", "90909"), ("numcli", "09090a"), ("prefixe", "A"), ("code", "Sport"), ("mode", "Q")],
)
def test_une_fiche_fausse_se_corrige(bureau: ClientExigeant, en_ligne: Guichetier, champ: str, valeur: str):
    refus = envoyer(bureau, "/administration/regies/ouvrir", FICHE | {champ: valeur})

    assert (refus.status_code, len(erreurs(refus))) == (422, 1)
    assert session.scalars(select(Regie)).all() == []


def test_un_numero_deja_pris_se_dit(bureau: ClientExigeant, regie: Regie):
    refus = envoyer(bureau, "/administration/regies/ouvrir", FICHE)

    assert refus.status_code == 422
    assert "déjà ce code, ce numéro" in " ".join(erreurs(refus))


@pytest.mark.parametrize(
    ("numcli", "dit"),
    [
        ("090909", "PayFiP connaît cette régie : REGIE DE DEMONSTRATION"),
        ("123456", "refuse ce numéro de client (code T2)"),
        (SANS_ACCES, "refuse ce numéro de client (code T4)"),
    ],
)
def test_le_numero_s_essaie_aupres_de_payfip(bureau: ClientExigeant, en_ligne: Guichetier, numcli: str, dit: str):
    une = fabrique.regie("essai", numcli=numcli)
    page = f"/administration/regies/{une.code}"

    bureau.post(f"{page}/essayer", data={"csrf_token": jeton(bureau.get(page))})

    assert dit in mots(bureau.get(page))


def test_payfip_muet_ne_prouve_rien(bureau: ClientExigeant, en_ligne: Guichetier):
    page = f"/administration/regies/{fabrique.regie().code}"
    en_ligne.panne(Panne.PASSERELLE)

    bureau.post(f"{page}/essayer", data={"csrf_token": jeton(bureau.get(page))})

    assert "n’a pas pu être essayé" in mots(bureau.get(page))


def test_fermer_et_rouvrir(bureau: ClientExigeant, regie: Regie):
    page = f"/administration/regies/{regie.code}"
    for geste, active in (("fermer", False), ("rouvrir", True)):
        bureau.post(f"{page}/{geste}", data={"csrf_token": jeton(bureau.get(page))})
        session.expire_all()

        assert regie_de(regie.code).est_active is active
