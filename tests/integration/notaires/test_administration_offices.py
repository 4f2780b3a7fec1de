"""Les offices, vus du département : ouvrir, chercher, fermer, et ne jamais laisser un office sans gestionnaire."""

import pytest

from portail.identite.models import Role
from portail.identite.notaires import departement
from portail.identite.notaires.actions import DelegationImpossible, MembreDejaOuvert, fermer_office, ouvrir_membre
from portail.identite.notaires.departement import GestionnaireEnPlace
from portail.identite.notaires.models import RoleMembre
from portail.identite.notaires.queries import membres_de, offices
from portail.journal.queries import entrees_de
from portail.socle.erreurs import Introuvable
from tests.entree import agent_ouvert, entrer
from tests.integration.navigation import envoyer, erreurs, mots, navigateur
from tests.integration.notaires.offices import clerc, fiche_membre, notaire

pytestmark = pytest.mark.usefixtures("departement")
OUVRIR = "/administration/offices/ouvrir"
SAISIE = {
    "crpcen": "44012", "nom": "Office Rolland", "voie": "1 place de l’Étude", "code_postal": "44130",
    "commune": "Blain", "courriel": "office@notaires.example", "telephone": "02 61 91 00 12",
    "prenom_du_notaire": "Paul", "nom_du_notaire": "Rolland", "courriel_du_notaire": "Paul.Rolland@office.example",
}  # fmt: skip


@pytest.fixture
def nathalie():
    return agent_ouvert((Role.ADMINISTRATEUR, None), prenom="Nathalie", nom="Rio")


@pytest.fixture
def administre(application, nathalie):
    return navigateur(application, nathalie)


def test_ouvrir_un_office_et_son_premier_notaire(administre):
    ouvert = envoyer(administre, OUVRIR, SAISIE)
    encore = envoyer(administre, OUVRIR, SAISIE)

    [office] = offices()
    [maitre] = membres_de(office.id)
    assert ouvert.location == f"/administration/offices/{office.id}"
    assert (maitre.courriel, maitre.role, maitre.peut_deleguer) == (
        "paul.rolland@office.example", RoleMembre.NOTAIRE, True,
    )  # fmt: skip
    assert erreurs(encore) == ["Erreur : cet office est déjà ouvert : cherchez-le dans la liste."]
    fiche = mots(administre.get(ouvert.location))
    assert "Me Paul Rolland" in fiche
    assert "Nathalie Rio : Office ouvert" in fiche


def test_une_saisie_fautive_n_ouvre_rien(administre):
    refuse = envoyer(administre, OUVRIR, {**SAISIE, "crpcen": "4401", "courriel_du_notaire": "paul"})

    assert (refuse.status_code, len(erreurs(refuse)), list(offices())) == (422, 2, [])


def test_chercher_un_office(administre):
    notaire()
    notaire("44031")

    assert "44031" not in mots(administre.get("/administration/offices?q=44012"))
    assert "2 offices" in mots(administre.get("/administration/offices?q=blain"))
    assert "Aucun office ne répond" in mots(administre.get("/administration/offices?q=couëron"))


def test_fermer_un_office_a_l_ecran_coupe_les_siens_et_se_lit_au_journal(application, administre, nathalie):
    maitre = notaire()
    chez_lui = navigateur(application, maitre)
    fiche = f"/administration/offices/{maitre.office_id}"

    envoyer(administre, f"{fiche}/fermer", depuis=fiche)
    ferme = chez_lui.get("/notaires/office").status_code
    envoyer(administre, f"{fiche}/rouvrir", depuis=fiche)
    entrer(chez_lui, maitre)

    assert (ferme, chez_lui.get("/notaires/office").status_code) == (303, 200)
    gestes = [(entree.action, entree.auteur_id) for entree in entrees_de(("office", maitre.office_id))]
    assert {("fermer_office", nathalie.id), ("rouvrir_office", nathalie.id)} <= set(gestes)


def test_fermer_le_gestionnaire_puis_en_nommer_un_autre(administre, nathalie):
    maitre = notaire()
    elle, second = clerc(maitre), ouvrir_membre(fiche_membre("Luc", "Second"), par=maitre)
    fiche = f"/administration/offices/{maitre.office_id}"
    with pytest.raises(GestionnaireEnPlace):
        departement.nommer(second.id, office_id=maitre.office_id, agent=nathalie)

    envoyer(administre, f"{fiche}/membres/{maitre.id}/fermer", depuis=fiche)
    with pytest.raises(DelegationImpossible):
        departement.nommer(elle.id, office_id=maitre.office_id, agent=nathalie)
    sans = mots(administre.get(fiche))
    envoyer(administre, f"{fiche}/membres/{second.id}/nommer", depuis=fiche)

    assert "Plus personne ne gère les accès" in sans
    assert "Plus personne" not in mots(administre.get(fiche))
    assert [un.id for un in membres_de(maitre.office_id) if un.est_actif and un.peut_deleguer] == [second.id]
    departement.rouvrir(maitre.id, office_id=maitre.office_id, agent=nathalie)
    assert sum(un.est_actif for un in membres_de(maitre.office_id)) == 3


def test_ouvrir_un_gestionnaire_quand_il_n_y_en_a_plus(administre, nathalie):
    maitre = notaire()
    departement.fermer(maitre.id, office_id=maitre.office_id, agent=nathalie)
    page = f"/administration/offices/{maitre.office_id}/gestionnaire"
    lui = {nom: SAISIE[nom] for nom in ("prenom_du_notaire", "nom_du_notaire", "courriel_du_notaire")}

    deja = envoyer(administre, page, lui)
    ouvert = envoyer(administre, page, {**lui, "courriel_du_notaire": "luc.second@office.example"})
    tard = envoyer(administre, page, {**lui, "courriel_du_notaire": "zoe.tierce@office.example"})

    assert erreurs(deja) == [f"Erreur : {MembreDejaOuvert.message[0].lower()}{MembreDejaOuvert.message[1:]}"]
    assert (ouvert.status_code, tard.status_code) == (303, 422)
    assert len(membres_de(maitre.office_id)) == 2


def test_un_membre_d_un_autre_office_n_est_pas_celui_que_l_on_nomme(nathalie):
    maitre, autre = notaire(), notaire("44031")

    with pytest.raises(Introuvable):
        departement.fermer(autre.id, office_id=maitre.office_id, agent=nathalie)
    assert fermer_office(maitre.office_id, agent=nathalie) == 0
