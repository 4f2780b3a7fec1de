"""La lettre recommandée à l’écran, sans script : du courrier à poster au retour, et ce que la personne en lit."""

from datetime import date

import pytest

from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.horloges.plis import IssuePli
from portail.dossiers.models import Dossier
from portail.identite.models import Role
from tests import fabriques
from tests.contestations import REFUS
from tests.integration.lignes import journal_de, relu
from tests.integration.navigation import envoyer, erreurs, mots, navigateur, titre, valeurs
from tests.integration.raisons import dire
from tests.integration.recommandes import NUMERO, envoye, refusee_sur_papier, suivi

MARDI = date(2026, 11, 24)


@pytest.fixture
def date_de_l_essai() -> date:
    return MARDI


@pytest.fixture
def refusee(anne, herve) -> Dossier:
    return refusee_sur_papier(anne, herve)


@pytest.fixture
def bureau(application, herve):
    """Le navigateur d’Hervé, qui suit le dossier et signe."""
    return navigateur(application, herve)


def le_suivi(dossier: Dossier, pli) -> str:
    return f"/agents/dossiers/{dossier.numero}/recommandes/{pli.id}"


def test_du_courrier_a_poster_a_la_notification_prouvee(refusee, bureau):
    page = bureau.get("/agents/courriers/")
    assert "En recommandé" in mots(page)
    adresse = f"/agents/dossiers/{refusee.numero}/recommandes/nouveau"
    assert adresse in page.text

    fait = envoyer(bureau, adresse, {"suivi": NUMERO, "envoye_le": MARDI.isoformat()})
    assert (fait.status_code, fait.location) == (303, f"/agents/dossiers/{refusee.numero}#t-recommandes")
    vue = bureau.get(fait.location)
    assert "1A23456789012" in mots(vue)
    assert "Notification pas prouvée" in mots(vue)

    liste = bureau.get("/agents/courriers/?recommande=1A 234 567 8901 2")
    assert "1 recommandé" in mots(liste).replace("\u00a0", " ")
    suite = next(lien for lien in liste.text.split('"') if "/recommandes/" in lien and "nouveau" not in lien)
    ecran = bureau.get(suite)
    assert (titre(ecran), valeurs(ecran)["envoye_le"], valeurs(ecran)["issue"]) == (
        "Suivre la lettre recommandée",
        MARDI.isoformat(),
        "",
    )
    envoyer(bureau, suite, {"envoye_le": MARDI.isoformat(), "issue": "distribue", "issue_le": MARDI.isoformat()})

    assert horloges_du(refusee).recours.depart == MARDI
    vue = mots(bureau.get(f"/agents/dossiers/{refusee.numero}")).replace("\u00a0", " ")
    assert "Distribuée" in vue
    assert "Notifiée le 24 novembre 2026" in vue
    assert "Décision notifiée en recommandé le 24 novembre 2026" in vue
    assert "Aucun pour l’instant" in mots(bureau.get("/agents/courriers/"))
    assert "Aucun recommandé de vos services" in mots(bureau.get("/agents/courriers/?recommande=2C11111111111"))


@pytest.mark.parametrize(
    ("envoi", "faute"),
    [
        ({"suivi": "", "envoye_le": "2026-11-24"}, "recopiez le numéro du recommandé"),
        ({"suivi": "12", "envoye_le": "2026-11-24"}, "de 11 à 15 lettres et chiffres"),
        ({"suivi": NUMERO, "envoye_le": ""}, "écrivez une date"),
        ({"suivi": NUMERO, "envoye_le": "2026-11-25"}, "au plus tard aujourd’hui"),
        ({"suivi": NUMERO, "envoye_le": "2026-11-23"}, "le jour de la décision ou après"),
    ],
)
def test_un_envoi_fautif_dit_quoi_corriger(refusee, bureau, envoi, faute):
    page = envoyer(bureau, f"/agents/dossiers/{refusee.numero}/recommandes/nouveau", envoi)

    assert page.status_code == 422
    [dite] = erreurs(page)
    assert faute in dite.replace("\u00a0", " ")
    assert valeurs(page)["suivi"] == envoi["suivi"]
    assert "envoyer_recommande" not in journal_de(refusee)


def test_un_suivi_fautif_dit_quoi_corriger(refusee, bureau, herve):
    pli = envoye(refusee, herve)

    page = envoyer(
        bureau,
        le_suivi(refusee, pli),
        {"envoye_le": "2026-11-24", "issue": "non_reclame", "issue_le": "2026-11-24"},
    )

    assert page.status_code == 422
    assert "dites quel jour elle a été présentée" in erreurs(page)[0].replace("\u00a0", " ")
    assert valeurs(page)["issue"] == "non_reclame"


def test_une_date_illisible_se_dit(refusee, bureau, herve):
    pli = envoye(refusee, herve)
    avant = relu(refusee).revision

    page = envoyer(bureau, le_suivi(refusee, pli), {"envoye_le": "hier", "issue": ""})

    assert page.status_code == 422
    assert relu(refusee).revision == avant


def test_le_retour_inconnu_se_voit_en_tete_de_la_liste_et_se_traite(refusee, bureau, herve):
    suivi(envoye(refusee, herve), herve, issue=IssuePli.INCONNU, issue_le=MARDI)

    liste = mots(bureau.get("/agents/dossiers/"))
    assert "Recommandé revenu" in liste
    adresse = f"/agents/dossiers/{refusee.numero}"
    assert "La décision n’est pas notifiée" in mots(bureau.get(adresse))
    fait = envoyer(bureau, f"{adresse}/recommandes/retour-traite", depuis=adresse)

    assert fait.status_code == 303
    assert not relu(refusee).pli_retourne
    assert "Recommandé revenu" not in mots(bureau.get("/agents/dossiers/"))


def test_la_personne_suit_sa_lettre_et_lit_la_date_de_son_delai(application, herve):
    yanis = fabriques.usager()
    dossier = fabriques.decide(yanis, herve, REFUS)
    pli = envoye(dossier, herve)
    sienne, adresse = navigateur(application, yanis), f"/mon-espace/dossiers/{dossier.numero}"
    assert "envoyée en lettre recommandée le 24 novembre 2026" in mots(sienne.get(adresse)).replace("\u00a0", " ")

    suivi(pli, herve, issue=IssuePli.DISTRIBUE, issue_le=MARDI)

    vue = mots(sienne.get(adresse)).replace("\u00a0", " ")
    assert "remise le 24 novembre 2026" in vue
    assert "Vous pouvez contester cette décision jusqu’au 25 janvier 2027" in vue
    assert "Décision envoyée en lettre recommandée" in mots(sienne.get(f"{adresse}/journal"))


# ---------- Lire un courrier hors de sa file ----------


def test_la_lettre_a_imprimer_se_lit_hors_de_sa_file_raison_donnee(application, refusee):
    anne = fabriques.agent(Role.ACCUEIL, prenom="Maëlle")
    guichet = navigateur(application, anne)
    lien = next(un for un in guichet.get("/agents/courriers/").text.split('"') if un.endswith(".pdf"))
    avant = journal_de(refusee)

    retenue = guichet.get(lien)
    assert retenue.status_code == 303
    assert retenue.location.startswith(f"/agents/dossiers/{refusee.numero}/raison?")
    assert journal_de(refusee) == avant
    suite = dire(guichet, refusee, suite=lien)

    assert (suite.status_code, suite.location) == (303, lien)
    assert guichet.get(lien).status_code in {200, 503}
    assert "justifier_lecture" in journal_de(refusee)


def test_qui_suit_le_dossier_lit_sa_lettre_sans_raison(refusee, bureau):
    lien = next(un for un in bureau.get("/agents/courriers/").text.split('"') if un.endswith(".pdf"))

    assert bureau.get(lien).status_code in {200, 503}


@pytest.mark.parametrize("ailleurs", ["https://exemple.example/agents/courriers/x", "/agents/courriers/../dossiers/"])
def test_la_raison_ne_mene_pas_ailleurs(application, refusee, ailleurs):
    guichet = navigateur(application, fabriques.agent(Role.ACCUEIL, prenom="Maëlle"))

    assert dire(guichet, refusee, suite=ailleurs).location == f"/agents/dossiers/{refusee.numero}"
