"""Les services : créer, modifier, fermer ; jamais tant qu’une demande y attend."""

import pytest

from portail.dossiers.actions import services as fermeture
from portail.identite.models import Role
from portail.journal.actions import SYSTEME
from portail.journal.queries import entrees_de
from portail.parametres.actions import changer_ouverture
from portail.parametres.models import EtatOuverture
from portail.socle.base import session
from portail.territoire.models import Service
from portail.territoire.queries import service_de
from tests import fabriques
from tests.integration.navigation import envoyer, erreurs, mots

SERVICES = "/administration/services"
FICHE = {
    "nom": "Service des archives",
    "adresse": "6 rue de Bouillé, 44000 Nantes",
    "courriel": "archives@departement.example",
    "telephone": "02 61 91 44 97",
}


def relu(code: str) -> Service:
    session.expire_all()
    return service_de(code)


def test_creer_un_service(bureau):
    reponse = envoyer(bureau, f"{SERVICES}/creer", FICHE | {"code": "archives"})

    assert reponse.headers["Location"] == f"{SERVICES}/archives"
    assert relu("archives").nom == "Service des archives"
    assert "Service des archives" in mots(bureau.get(SERVICES))
    assert "Nathalie Rio : Service créé" in mots(bureau.get(f"{SERVICES}/archives"))


@pytest.mark.parametrize(
    "change", [{"code": "jeunesse"}, {"code": "Archives 2"}, {"courriel": "x"}, {"nom": ""}, {"telephone": "demain"}]
)
def test_une_fiche_fautive_ne_cree_rien(bureau, change):
    reponse = envoyer(bureau, f"{SERVICES}/creer", FICHE | {"code": "archives"} | change)

    assert reponse.status_code == 422
    assert len(erreurs(reponse)) == 1
    assert session.get(Service, "archives") is None
    assert relu("jeunesse").nom == "Service jeunesse et aide à la mobilité"


def test_modifier_un_service_est_au_journal_par_empreintes(bureau):
    assert envoyer(bureau, f"{SERVICES}/jeunesse", FICHE).status_code == 303

    assert relu("jeunesse").telephone == "02 61 91 44 97"
    [entree] = entrees_de(("service", "jeunesse"))
    assert set(entree.details["apres"]) == set(FICHE)
    assert not any(texte in str(entree.details) for texte in ("archives", "Bouillé", "02 61"))


def fermer(bureau, code: str) -> str:
    reponse = envoyer(bureau, f"{SERVICES}/{code}/fermer", depuis=f"{SERVICES}/{code}")
    return mots(bureau.get(reponse.headers["Location"]))


def test_un_service_sans_rien_en_cours_ferme_et_rouvre(bureau):
    fermer(bureau, "habitat")

    assert not relu("habitat").est_actif
    envoyer(bureau, f"{SERVICES}/habitat/rouvrir", depuis=f"{SERVICES}/habitat")
    assert relu("habitat").est_actif
    assert [e.action for e in entrees_de(("service", "habitat"))] == ["rouvrir_service", "fermer_service"]


def test_un_service_qui_recoit_une_demarche_ne_ferme_pas(bureau):
    page = fermer(bureau, "jeunesse")

    assert "Fermez d’abord la démarche" in page
    assert relu("jeunesse").est_actif


def test_un_service_qui_a_des_demandes_en_cours_ne_ferme_jamais(bureau):
    changer_ouverture("aide-permis", etat=EtatOuverture.OUVERTE, message="", auteur=SYSTEME)
    fabriques.depose(fabriques.usager())
    changer_ouverture("aide-permis", etat=EtatOuverture.FERMEE, message="Fermée.", auteur=SYSTEME)

    page = fermer(bureau, "jeunesse")

    assert "demandes encore en cours, 1" in page
    assert "1 demande en cours" in page
    assert relu("jeunesse").est_actif


def test_ses_demarches_fermees_et_ses_demandes_finies_un_service_ferme(bureau):
    fabriques.decide(fabriques.usager(), fabriques.agent(Role.RESPONSABLE))
    changer_ouverture("aide-permis", etat=EtatOuverture.FERMEE, message="Fermée.", auteur=SYSTEME)

    fermeture.fermer_service("jeunesse", auteur=SYSTEME)

    assert not relu("jeunesse").est_actif


def test_un_service_inconnu_n_existe_pas(bureau):
    assert bureau.get(f"{SERVICES}/inconnu").status_code == 404
