"""À l’administration : les objets de rendez-vous."""

import pytest

from portail.identite.models import Agent
from portail.journal.actions import SYSTEME
from portail.rendez_vous.objets import actions as objets
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.queries import objet_de
from portail.socle.base import session
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration import rendez_vous as rdv
from tests.integration.navigation import ecrites, envoyer, erreurs, finir_la_session, mots, reenvoyer, valeurs

RACINE = "/administration/rendez-vous"


@pytest.fixture
def pesee(departement: None) -> ObjetRdv:
    return rdv.objet("PESEE", duree=30, orientation="Voyez votre médecin.")


def relu(code: str) -> ObjetRdv:
    return session.get_one(ObjetRdv, objet_de(code).id, populate_existing=True)


# ---------- Les objets ----------


def test_regler_le_temps_d_un_objet_change_la_base_et_se_lit_dans_l_historique(bureau: ClientExigeant, pesee: ObjetRdv):
    adresse = f"{RACINE}/objets/PESEE/temps"
    page = bureau.get(adresse)

    reponse = reenvoyer(bureau, page, adresse, valeurs(page) | {"delai_minutes": "60", "objectif_jours": "8"})

    assert reponse.headers["Location"] == f"{RACINE}/objets/PESEE"
    assert (relu("PESEE").delai_minutes, relu("PESEE").objectif_jours) == (60, 8)
    assert (relu("PESEE").duree_minutes, len(relu("PESEE").besoins)) == (30, 1)
    fiche = mots(bureau.get(f"{RACINE}/objets/PESEE"))
    assert "Nathalie Rio : Réglage changé" in fiche
    assert "Réservation au plus tard, en minutes avant : 120 → 60" in fiche


def test_une_chaine_s_ecrit_par_un_besoin_de_plus(bureau: ClientExigeant, pesee: ObjetRdv):
    adresse = f"{RACINE}/objets/PESEE/temps"
    page = bureau.get(adresse)
    second = {
        "besoins-1-ordre": "2",
        "besoins-1-genre": "agent",
        "besoins-1-competence": "medecin_pmi",
        "besoins-1-duree_minutes": "20",
    }

    refusee = reenvoyer(bureau, page, adresse, valeurs(page) | second)
    assert refusee.status_code == 422
    assert "mises bout à bout, ces durées font 50 minutes" in mots(refusee)
    assert len(relu("PESEE").besoins) == 1

    assert reenvoyer(bureau, refusee, adresse, valeurs(refusee) | {"duree_minutes": "50"}).status_code == 303
    assert [(un.ordre, un.competence) for un in relu("PESEE").besoins] == [(1, "puericultrice"), (2, "medecin_pmi")]


@pytest.mark.parametrize(
    ("sujet", "change", "dit"),
    [
        ("temps", {"duree_minutes": "4"}, "5"),
        ("temps", {"delai_minutes": "90000"}, "on ne pourrait jamais réserver"),
        ("public", {"modalites": ""}, "moins une réponse"),
        ("public", {"age_max_mois": "72"}, "il faut demander la date de naissance"),
        ("public", {"suivi": "oui"}, "un suivi se prend avec son agent"),
        ("presentation", {"libelle": ""}, "Intitulé"),
    ],
)
def test_un_reglage_fautif_ne_change_rien_et_le_dit(
    bureau: ClientExigeant, pesee: ObjetRdv, sujet: str, change: dict[str, str], dit: str
):
    adresse = f"{RACINE}/objets/PESEE/{sujet}"
    page = bureau.get(adresse)

    reponse = reenvoyer(bureau, page, adresse, valeurs(page) | change)

    assert reponse.status_code == 422
    assert len(erreurs(reponse)) == 1
    assert relu("PESEE").version == 0


def test_un_refus_d_un_autre_sujet_se_dit_tout_de_meme(bureau: ClientExigeant, departement: None):
    rdv.objet("LIBRE")
    adresse = f"{RACINE}/objets/LIBRE/public"
    page = bureau.get(adresse)

    reponse = reenvoyer(bureau, page, adresse, valeurs(page) | {"qui_reserve": "agents"})

    assert reponse.status_code == 422
    assert "écrivez à qui s’adresser" in mots(reponse)


def test_deux_administrateurs_sur_la_meme_page(bureau: ClientExigeant, pesee: ObjetRdv):
    adresse = f"{RACINE}/objets/PESEE/temps"
    page = bureau.get(adresse)
    objets.fermer("PESEE", auteur=SYSTEME)

    reponse = reenvoyer(bureau, page, adresse, valeurs(page) | {"delai_minutes": "60"})

    assert reponse.status_code in {303, 409}
    assert relu("PESEE").delai_minutes == 120


def test_confirmer_retirer_et_remettre_un_objet(bureau: ClientExigeant, pesee: ObjetRdv):
    fiche = f"{RACINE}/objets/PESEE"
    assert "À confirmer" in mots(bureau.get(f"{RACINE}/objets"))

    for geste in ("confirmer", "fermer"):
        envoyer(bureau, f"{fiche}/{geste}", depuis=fiche)
    assert (relu("PESEE").a_confirmer, relu("PESEE").ouvert) == (False, False)
    assert "Retiré du choix" in mots(bureau.get(f"{RACINE}/objets"))

    envoyer(bureau, f"{fiche}/ouvrir", depuis=fiche)
    assert relu("PESEE").ouvert


def test_creer_un_objet_sur_le_modele_d_un_autre(bureau: ClientExigeant, pesee: ObjetRdv):
    adresse = f"{RACINE}/objets/PESEE/copier"

    reponse = envoyer(bureau, adresse, {"vers": "ECOUTE", "libelle": "Être écouté"})

    assert reponse.headers["Location"] == f"{RACINE}/objets/ECOUTE"
    copie = relu("ECOUTE")
    assert (copie.libelle, copie.ouvert, copie.a_confirmer, copie.orientation) == (
        "Être écouté", False, True, "Voyez votre médecin.",
    )  # fmt: skip
    assert [un.competence for un in copie.besoins] == [un.competence for un in relu("PESEE").besoins]
    assert len(relu("PESEE").besoins) == 1
    assert "un objet de rendez-vous a déjà ce code" in mots(
        envoyer(bureau, adresse, {"vers": "ECOUTE", "libelle": "X"})
    )


# ---------- Rien ne se perd ----------


def test_un_reglage_envoye_session_finie_revient(bureau: ClientExigeant, nathalie: Agent, pesee: ObjetRdv):
    adresse = f"{RACINE}/objets/PESEE/presentation"
    page = bureau.get(adresse)
    saisie = valeurs(page) | {"explication": "Ce que j’écrivais."}
    finir_la_session(bureau)

    reenvoyer(bureau, page, adresse, saisie)
    assert relu("PESEE").explication == ""

    entrer(bureau, nathalie)
    revenue = bureau.get(adresse)
    assert ecrites(revenue, "explication") == {"explication": "Ce que j’écrivais."}
    assert "Vous aviez été déconnecté" in mots(revenue)
