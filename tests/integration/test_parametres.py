"""Les valeurs millésimées et les ouvertures : en base, au journal, et dans les écrans d’administration."""

import re
import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portail.identite.models import Role
from portail.journal.actions import SYSTEME
from portail.journal.models import Entree
from portail.journal.queries import entrees_de
from portail.parametres import actions
from portail.parametres.models import EtatOuverture, Parametre
from portail.parametres.queries import (
    FRAICHEUR_SECONDES,
    entier_au,
    historique_de,
    oublier_les_valeurs,
    ouverture,
    valeurs_au,
)
from portail.socle import horloge
from portail.socle.base import transaction
from portail.socle.erreurs import SaisieInvalide
from tests.client import ClientExigeant
from tests.entree import agent_ouvert, entrer

CODE = "permis_montant_b"


@pytest.fixture
def parametres(base: Session) -> Session:
    actions.importer()
    return base


@pytest.fixture
def administratrice(client: ClientExigeant, parametres: Session) -> ClientExigeant:
    entrer(client, agent_ouvert((Role.ADMINISTRATEUR, None)))
    return client


def jeton(client: ClientExigeant, adresse: str) -> str:
    trouve = re.search(r'name="csrf_token" value="([^"]+)"', client.get(adresse).text)
    assert trouve
    return trouve[1]


def poser(client: ClientExigeant, code: str = CODE, **champs: str):
    adresse = f"/administration/parametres/{code}"
    defauts = {
        "valeur": "650,50",
        "debut-jour": "1",
        "debut-mois": "janvier",
        "debut-annee": "2027",
        "source": "délibération",
    }
    return client.post(adresse, data=defauts | champs | {"csrf_token": jeton(client, adresse)})


# ---------- En base ----------


def test_l_import_est_rejouable_et_ne_touche_pas_ce_qui_est_regle(parametres: Session):
    actions.changer_valeur(CODE, valeur=Decimal(650), debut=date(2027, 1, 1), source="délibération", auteur=SYSTEME)

    assert actions.importer() == 0

    assert [p.valeur for p in historique_de(CODE)] == [650, 500, 750]


@pytest.mark.parametrize(
    ("jour", "montant"),
    [(date(2021, 12, 31), 750), (date(2022, 1, 1), 500), (date(2026, 12, 31), 500), (date(2027, 1, 1), 650)],
)
def test_une_valeur_vaut_pour_sa_periode(parametres: Session, jour: date, montant: int):
    actions.changer_valeur(CODE, valeur=Decimal(650), debut=date(2027, 1, 1), source="délibération", auteur=SYSTEME)

    assert valeurs_au(jour)[CODE] == montant
    assert entier_au(CODE, jour) == montant


def test_avant_sa_premiere_periode_une_valeur_n_existe_pas(parametres: Session):
    assert CODE not in valeurs_au(date(2017, 12, 31))


def test_un_changement_est_au_journal(parametres: Session):
    actions.changer_valeur(CODE, valeur=Decimal(650), debut=date(2027, 1, 1), source="délibération", auteur=SYSTEME)

    [entree] = entrees_de(("parametre", CODE))
    assert entree.action == "changer_parametre"
    assert Decimal(entree.details["avant"]) == 500
    assert (Decimal(entree.details["apres"]), entree.details["debut"]) == (650, "2027-01-01")


@pytest.mark.parametrize("debut", [date(2022, 1, 1), date(2020, 6, 1)])
def test_une_valeur_ne_reecrit_pas_le_passe(parametres: Session, debut: date):
    with pytest.raises(SaisieInvalide):
        actions.changer_valeur(CODE, valeur=Decimal(650), debut=debut, source="délibération", auteur=SYSTEME)

    assert len(historique_de(CODE)) == 2


def test_la_base_refuse_deux_valeurs_le_meme_jour(parametres: Session):
    [en_vigueur, *_] = historique_de(CODE)
    double = Parametre(
        code=CODE, valeur=Decimal(1), unite="eur", debut=en_vigueur.debut + timedelta(days=9), fin=None, source="x",
        modifie_le=horloge.maintenant(),
    )  # fmt: skip

    with pytest.raises(IntegrityError, match="periode"), transaction():
        parametres.add(double)


def test_ce_qu_un_autre_processus_change_se_voit_en_quelques_secondes(parametres: Session, monkeypatch):
    jour, instant = horloge.aujourd_hui(), time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: instant)
    avant = valeurs_au(jour)[CODE]
    parametres.execute(update(Parametre).where(Parametre.code == CODE).values(valeur=avant + 1))

    assert valeurs_au(jour)[CODE] == avant
    monkeypatch.setattr(time, "monotonic", lambda: instant + 2 * FRAICHEUR_SECONDES)
    assert valeurs_au(jour)[CODE] == avant + 1


def test_relire_les_valeurs_n_ecrit_pas_ce_qu_un_geste_n_a_pas_fini(parametres: Session):
    inacheve = Parametre(code=CODE, unite="eur")
    with transaction():
        oublier_les_valeurs()
        parametres.add(inacheve)

        assert CODE in valeurs_au(horloge.aujourd_hui())
        assert inacheve in parametres.new
        parametres.expunge(inacheve)


def test_une_demarche_est_ouverte_sans_mention(parametres: Session):
    assert ouverture("aide-permis").est_ouverte

    actions.changer_ouverture("aide-permis", etat=EtatOuverture.SUSPENDUE, message="Crédits épuisés.", auteur=SYSTEME)

    assert not ouverture("aide-permis").est_ouverte
    assert ouverture("aide-permis").message == "Crédits épuisés."
    [entree] = entrees_de(("demarche", "aide-permis"))
    assert entree.details == {"avant": "ouverte", "apres": "suspendue"}


# ---------- À l’écran ----------

PAGES = ("/administration/", "/administration/parametres", f"/administration/parametres/{CODE}",
         "/administration/ouvertures", "/administration/ouvertures/aide-permis")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_l_administration_demande_a_se_connecter(client: ClientExigeant, parametres: Session, page: str):
    reponse = client.get(page)

    assert reponse.status_code == 303
    assert reponse.headers["Location"].startswith("/connexion?")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATEUR])
def test_l_administration_est_fermee_aux_autres_roles(client: ClientExigeant, parametres: Session, role: Role):
    entrer(client, agent_ouvert((role, None)))

    assert {client.get(page).status_code for page in PAGES} == {403}


@pytest.mark.parametrize("page", PAGES)
def test_les_pages_d_administration_se_lisent(administratrice: ClientExigeant, page: str):
    assert administratrice.get(page).status_code == 200


def test_chercher_une_valeur(administratrice: ClientExigeant):
    trouvees = administratrice.get("/administration/parametres", query_string={"q": "PERMIS règlement"}).text
    aucune = administratrice.get("/administration/parametres", query_string={"q": "fusée"}).text

    assert "permis_age_min_am" in trouvees
    assert "smic_horaire" not in trouvees
    assert "Aucune valeur ne répond" in aucune


def test_poser_une_valeur_la_montre_avec_son_auteur(administratrice: ClientExigeant):
    reponse = poser(administratrice)

    assert (reponse.status_code, reponse.headers["Location"]) == (303, f"/administration/parametres/{CODE}")
    assert valeurs_au(date(2027, 1, 1))[CODE] == Decimal("650.50")
    page = administratrice.get(f"/administration/parametres/{CODE}").text
    assert "La nouvelle valeur est enregistrée." in page
    assert "1er janvier 2027" in page
    assert "Claire Lebreton" in page


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"valeur": "beaucoup"}, "msg-erreur"),
        ({"debut-annee": ""}, "msg-erreur"),
        ({"source": ""}, "msg-erreur"),
        ({"debut-annee": "2020"}, "commence après la précédente"),
    ],
)
def test_une_saisie_fautive_se_dit_sur_la_page(administratrice: ClientExigeant, champs, message: str):
    reponse = poser(administratrice, **champs)

    assert reponse.status_code == 422
    assert message in reponse.text
    assert len(historique_de(CODE)) == 2


def test_un_code_inconnu_n_existe_pas(administratrice: ClientExigeant):
    assert administratrice.get("/administration/parametres/inconnu").status_code == 404
    assert administratrice.get("/administration/ouvertures/inconnue").status_code == 404


def test_suspendre_une_demarche_depuis_l_ecran(administratrice: ClientExigeant, parametres: Session):
    adresse = "/administration/ouvertures/aide-permis"
    champs = {"etat": "suspendue", "message": "Reprise en mars.", "csrf_token": jeton(administratrice, adresse)}

    assert administratrice.post(adresse, data=champs).status_code == 303

    assert ouverture("aide-permis").etat is EtatOuverture.SUSPENDUE
    assert "Reprise en mars." in administratrice.get("/administration/ouvertures").text
    assert "Suspendue" in administratrice.get(adresse).text
    assert "Aide au permis" in administratrice.get("/administration/").text
    auteurs = parametres.scalars(select(Entree.auteur_id).where(Entree.action == "changer_ouverture")).all()
    assert len(auteurs) == 1
    assert auteurs[0] is not None
