"""La fiche sanitaire à l’écran : écrite et relue de son auteur seul ; elle n’existe pour personne d’autre."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from portail.dossiers.saisies import SaisieGardee
from portail.identite.famille import actions as famille
from portail.identite.famille.actions import FicheRattachement
from portail.identite.models import Agent, Role
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.paniers.annulations import renoncer
from portail.inscriptions.paniers.models import MotifDeRenoncement
from portail.inscriptions.paniers.queries import inscriptions_de_l_usager
from portail.inscriptions.sante import actions
from portail.inscriptions.sante.models import FicheSanitaire
from portail.socle import decalage
from portail.socle.base import session, transaction
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import SAUTRON, STAGES, Foyer
from tests.integration.navigation import envoyer, erreurs, finir_la_session, mots, navigateur, reenvoyer, valeurs
from tests.integration.test_douze_requetes import MAX
from tests.integration.test_requetes_sql import compter

FAMILLE = "/mon-espace/famille/"
FICHE = {"allergies": "Arachide : adrénaline", "medecin": "Dr Petit, 02 61 91 00 02", "soins_urgence": "oui"}


@pytest.fixture
def guillet(stage: Groupe) -> Foyer:
    """Claire Guillet, qui a inscrit Lou au stage."""
    foyer = fabrique.foyer("Lou")
    fabrique.confirmee(foyer, stage)
    return foyer


@pytest.fixture
def chez_elle(application: Flask, guillet: Foyer) -> ClientExigeant:
    return navigateur(application, guillet.usager)


@pytest.fixture
def tom(guillet: Foyer) -> Foyer:
    """Tom, le père de Lou, qui l’a rejointe."""
    pere = Foyer(fabriques.usager(["Tom"], "Morel"), guillet.enfants)
    code = famille.inviter(guillet.enfant.id, **guillet.qui)
    famille.rejoindre(code, date(2018, 3, 2), FicheRattachement(code_insee=SAUTRON), **pere.qui)
    return pere


@pytest.fixture
def gaelle(stage: Groupe) -> Agent:
    """Gaëlle Riou dirige les stages d’hiver."""
    directrice = fabrique.directrice()
    with transaction():
        session.get_one(Activite, stage.activite_id).directeur_id = directrice.id
    return directrice


def fiche_de(un: Foyer, suite: str = "") -> str:
    return f"{FAMILLE}enfants/{un.enfant.id}/sante/{STAGES}{suite}"


def gardee() -> FicheSanitaire | None:
    return session.scalars(select(FicheSanitaire).execution_options(populate_existing=True)).one_or_none()


def test_la_fiche_s_ecrit_et_se_relit(chez_elle: ClientExigeant, guillet: Foyer, stage: Groupe):
    assert "À écrire" in mots(chez_elle.get(f"{FAMILLE}enfants/{guillet.enfant.id}"))

    suite = envoyer(chez_elle, fiche_de(guillet), FICHE | {"vaccins_a_jour": "non"})

    assert suite.location == f"{FAMILLE}enfants/{guillet.enfant.id}"
    ecrit = actions.relire(guillet.enfant.id, stage.activite_id, usager_id=guillet.usager.id)
    assert ecrit is not None
    assert (ecrit.allergies, ecrit.vaccins_a_jour, ecrit.soins_urgence, ecrit.projet_accueil) == (
        "Arachide : adrénaline", False, True, False,
    )  # fmt: skip
    page = chez_elle.get(fiche_de(guillet))
    relues = valeurs(page)
    assert relues["allergies"].strip() == "Arachide : adrénaline"
    assert (relues["vaccins_a_jour"], relues["soins_urgence"]) == ("non", "oui")
    assert "projet_accueil" not in relues
    assert "Elle s’efface après le" in mots(page)
    assert "arachide" not in chez_elle.get(f"{FAMILLE}enfants/{guillet.enfant.id}").text.lower()


def test_sans_inscription_ou_sans_fiche_demandee_il_n_y_a_rien_a_ecrire(
    application: Flask, chez_elle: ClientExigeant, guillet: Foyer
):
    autre = fabrique.foyer("Zoé", nom="Tanguy")
    client = navigateur(application, autre.usager)

    assert client.get(fiche_de(autre)).status_code == 404
    assert envoyer(client, fiche_de(autre), FICHE, depuis=f"{FAMILLE}ajouter").status_code == 404
    sans_fiche = f"{FAMILLE}enfants/{guillet.enfant.id}/sante/multisports-2026"
    assert chez_elle.get(sans_fiche).status_code == 404
    assert gardee() is None


def test_un_autre_foyer_un_agent_un_inconnu_ne_lisent_rien(
    application: Flask, chez_elle: ClientExigeant, guillet: Foyer, gaelle: Agent
):
    envoyer(chez_elle, fiche_de(guillet), FICHE)
    etrangere = fabrique.foyer("Zoé", nom="Tanguy")
    administratrice = fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Aude")

    codes = {
        personne: navigateur(application, qui).get(fiche_de(guillet)).status_code
        for personne, qui in (
            ("étrangère", etrangere.usager), ("administratrice", administratrice), ("directrice", gaelle), ("", None),
        )
    }  # fmt: skip

    assert codes == {"étrangère": 404, "administratrice": 303, "directrice": 303, "": 303}


def test_l_autre_responsable_ne_lit_pas_la_fiche_et_ne_l_ecrase_pas_sans_le_vouloir(
    application: Flask, chez_elle: ClientExigeant, guillet: Foyer, tom: Foyer
):
    envoyer(chez_elle, fiche_de(guillet), FICHE)
    chez_lui = navigateur(application, tom.usager)
    assert chez_lui.get(fiche_de(guillet)).status_code == 404  # il ne l’a inscrite à rien
    fabrique.au_panier(tom, fabrique.groupe())

    page = chez_lui.get(fiche_de(guillet))
    refus = reenvoyer(chez_lui, page, fiche_de(guillet), {"allergies": "Aucune"})

    assert "adrénaline" not in page.text
    assert "Dr Petit" not in page.text
    assert "L’autre responsable a déjà écrit une fiche" in mots(page)
    assert refus.status_code == 422
    assert any("ochez cette case" in erreur for erreur in erreurs(refus))
    fiche = gardee()
    assert fiche is not None
    assert fiche.usager_id == guillet.usager.id
    assert chez_lui.get(fiche_de(guillet, "/effacer")).status_code == 404

    reenvoyer(chez_lui, page, fiche_de(guillet), {"allergies": "Aucune", "remplacer": "oui"})

    fiche = gardee()
    assert fiche is not None
    assert (fiche.usager_id, fiche.contenu["allergies"]) == (tom.usager.id, "Aucune")
    assert "Aucune" not in chez_elle.get(fiche_de(guillet)).text
    garde = f"{FAMILLE}ce-que-nous-gardons"
    assert "Fiche sanitaire : Stages" in mots(chez_lui.get(garde))
    assert "Fiche sanitaire : Stages" not in mots(chez_elle.get(garde))


def test_la_famille_sait_quand_la_fiche_a_ete_lue(
    chez_elle: ClientExigeant, guillet: Foyer, gaelle: Agent, stage: Groupe
):
    envoyer(chez_elle, fiche_de(guillet), FICHE)
    assert "Ouverte par la personne" not in mots(chez_elle.get(fiche_de(guillet)))

    actions.lire(guillet.enfant.id, stage.activite_id, agent=gaelle)

    assert "Ouverte par la personne qui dirige l’activité le" in mots(chez_elle.get(fiche_de(guillet)))


def test_les_pages_d_un_enfant_inscrit_restent_sobres(chez_elle: ClientExigeant, guillet: Foyer, gaelle: Agent):
    envoyer(chez_elle, fiche_de(guillet), FICHE)
    pages = (fiche_de(guillet), fiche_de(guillet, "/effacer"), f"{FAMILLE}enfants/{guillet.enfant.id}", FAMILLE)

    couts = {page: len(compter(lambda page=page: chez_elle.get(page))) for page in pages}

    assert max(couts.values()) <= MAX, couts


def test_la_famille_efface_sa_fiche(chez_elle: ClientExigeant, guillet: Foyer):
    assert chez_elle.get(fiche_de(guillet, "/effacer")).status_code == 404
    envoyer(chez_elle, fiche_de(guillet), FICHE)

    envoyer(chez_elle, fiche_de(guillet, "/effacer"))

    assert gardee() is None


def test_la_place_rendue_la_fiche_s_efface_a_la_main_ou_seule(chez_elle: ClientExigeant, guillet: Foyer, stage: Groupe):
    envoyer(chez_elle, fiche_de(guillet), FICHE)
    decalage.avancer(timedelta(days=8))
    assert actions.effacer_les_finies() == 0
    [inscription] = inscriptions_de_l_usager(guillet.usager.id)
    renoncer(inscription.id, MotifDeRenoncement.AUTRE, **guillet.qui)
    assert chez_elle.get(fiche_de(guillet, "/effacer")).status_code == 200

    assert actions.effacer_les_finies() == 1

    assert gardee() is None
    assert chez_elle.get(fiche_de(guillet)).status_code == 404


def test_la_sante_ne_se_garde_nulle_part_ailleurs(chez_elle: ClientExigeant, guillet: Foyer):
    page = chez_elle.get(fiche_de(guillet))
    finir_la_session(chez_elle)

    assert reenvoyer(chez_elle, page, fiche_de(guillet), FICHE).status_code == 400

    assert session.scalars(select(SaisieGardee)).all() == []
    assert gardee() is None
    assert "adrénaline" not in str(session.execute(text("SELECT * FROM journal")).all())
