"""Les ouvertures au bureau : dates, directeur, vœux préparés, simulés, attribués, expliqués ; salle et débit."""

from datetime import date, timedelta

import pytest
from flask import Flask

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.activites.queries import activite_de, groupes_a_choisir
from portail.inscriptions.ouvertures import campagnes
from portail.inscriptions.ouvertures.models import Campagne, EtatCampagne
from portail.inscriptions.ouvertures.queries import campagne_de, demande_de
from portail.inscriptions.ouvertures.salles import salle_de
from portail.journal.queries import entrees_nommees
from portail.socle import decalage, horloge
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.bureau import BUREAU, accueil, d_ailleurs, recue
from tests.integration.navigation import envoyer, jeton, mots, navigateur

VOILE = "stages-voile-2027"


@pytest.fixture
def campagne(sport: None, ronan: Agent) -> Campagne:
    """Une campagne ouverte, où deux foyers ont dit leurs vœux."""
    maintenant = horloge.maintenant()
    preparee = campagnes.preparer(
        activite_de(VOILE).id,
        ouvre_le=maintenant - timedelta(hours=1),
        ferme_le=maintenant + timedelta(hours=1),
        poids={"fratrie": 1},
        agent=ronan,
        auteur=auteur_agent(ronan),
    )
    voulu = next(un for un in groupes_a_choisir(activite_de(VOILE).id) if un.niveau == "debutant")
    for prenom, nom in (("Lou", "Allain"), ("Zoé", "Bertho")):
        foyer = fabrique.foyer(prenom, nom=nom, naissances=[date(2016, 3, 2)])
        dit = campagnes.VoeuxDit(enfant=foyer.enfant, groupes=[voulu], niveau="debutant")
        campagnes.dire_ses_voeux(preparee.id, [dit], ensemble=False, **foyer.qui)
    return preparee


def test_les_dates_se_reglent_et_se_refusent(application: Flask, ronan: Agent, stage: Groupe):
    client, ici = navigateur(application, ronan), f"{BUREAU}/{stage.activite.code}/ouverture"
    dites = {"jour_ouverture": "2026-11-25", "heure_ouverture": "09:00", "jour_cloture": "2026-11-24"}

    assert envoyer(client, ici, dites | {"heure_cloture": "09:00"}).status_code == 422
    assert envoyer(client, ici, dites | {"heure_cloture": ""}).status_code == 422
    assert envoyer(client, ici, dites | {"jour_cloture": "2027-02-01", "heure_cloture": "18:00"}).status_code == 303

    lue = activite_de(stage.activite.code)
    assert lue.ouvre_le is not None
    assert horloge.a_paris(lue.ouvre_le).isoformat()[:16] == "2026-11-25T09:00"


def test_confirmer_et_retirer_du_choix(application: Flask, ronan: Agent, stage: Groupe):
    client, ici = navigateur(application, ronan), f"{BUREAU}/{stage.activite.code}"
    donnees = {"csrf_token": jeton(client.get(f"{ici}/"))}

    assert client.post(f"{ici}/confirmer", data=donnees).status_code == 303
    assert client.post(f"{ici}/fermer", data=donnees).status_code == 303

    lue = activite_de(stage.activite.code)
    assert (lue.a_confirmer, lue.ouverte) == (False, False)
    assert len(entrees_nommees(("activite", lue.id), ["confirmer_activite", "fermer_activite"])) == 2


def test_nommer_le_directeur(application: Flask, ronan: Agent, stage: Groupe):
    gaelle, client = fabrique.directrice(), navigateur(application, ronan)
    ici = f"{BUREAU}/{stage.activite.code}/directeur"

    assert envoyer(client, ici, {"directeur": str(ronan.id)}).status_code == 422
    assert envoyer(client, ici, {"directeur": str(gaelle.id)}).status_code == 303
    assert activite_de(stage.activite.code).directeur_id == gaelle.id


def test_une_campagne_se_prepare_avec_ses_points(application: Flask, ronan: Agent):
    client, ici = navigateur(application, ronan), f"{BUREAU}/{VOILE}/voeux"
    dates = {
        "jour_ouverture": "2027-01-04", "heure_ouverture": "09:00", "jour_cloture": "2027-01-20",
        "heure_cloture": "18:00", "maximum": "1", "premiere_fois": "4", "quotient_t1": "2", "quotient_t2": "0",
        "fratrie": "1", "commune_du_site": "0",
    }  # fmt: skip

    assert "Aucune campagne" in mots(client.get(ici))
    assert envoyer(client, f"{ici}/preparer", dates | {"jour_cloture": "2027-01-01"}).status_code == 422
    assert envoyer(client, f"{ici}/preparer", dates).status_code == 303

    preparee = campagne_de(activite_de(VOILE).id)
    assert preparee is not None
    assert preparee.poids == {"premiere_fois": 4, "quotient_t1": 2, "fratrie": 1}


def test_simuler_n_ecrit_rien_et_attribuer_explique_a_chacun(application: Flask, ronan: Agent, campagne: Campagne):
    client, ici = navigateur(application, ronan), f"{BUREAU}/{VOILE}/voeux"
    page = client.get(f"{ici}/simuler?graine=essai")
    assert "2 enfants ont dit des vœux" in mots(page)
    assert "Allain" not in page.text
    donnees = {"csrf_token": jeton(client.get(f"{BUREAU}/{VOILE}/"))}
    client.post(f"{ici}/attribuer", data=donnees)
    assert "quand les vœux sont clos" in mots(client.get(ici))

    decalage.avancer(timedelta(hours=2))
    campagnes.clore_les_echues()
    assert client.post(f"{ici}/attribuer", data=donnees).status_code == 303

    assert campagne_de(campagne.activite_id).etat is EtatCampagne.ATTRIBUEE
    resultats = mots(client.get(f"{ici}/resultats"))
    assert resultats.count("Obtenu") == 2
    assert "Allain" in resultats
    assert len(entrees_nommees(("campagne", campagne.id), ["lire_resultats_des_voeux"])) == 1
    assert navigateur(application, d_ailleurs()).get(f"{ici}/resultats").status_code == 404


def test_la_salle_s_ouvre_et_son_debit_se_change(application: Flask, ronan: Agent, stage: Groupe):
    client, ici = navigateur(application, ronan), f"{BUREAU}/{stage.activite.code}/salle"
    dites = {"jour": "2026-12-01", "heure": "09:00", "heure_salle": "09:30", "debit": "60"}

    assert envoyer(client, ici, dites).status_code == 422
    assert envoyer(client, ici, dites | {"heure_salle": "08:30"}).status_code == 303
    assert envoyer(client, ici, {"debit": "0"}).status_code == 422
    assert envoyer(client, ici, {"debit": "90"}).status_code == 303

    salle = salle_de(stage.activite.id)
    assert salle is not None
    assert salle.debit == 90
    page = client.get(ici).text
    assert salle.engagement in page
    assert salle.graine not in page


def test_qui_recoit_lit_la_campagne_sans_la_regler(application: Flask, campagne: Campagne):
    client, ici = navigateur(application, accueil()), f"{BUREAU}/{VOILE}/voeux"

    assert client.get(ici).status_code == 200
    assert client.get(f"{ici}/simuler").status_code == 403
    assert client.get(f"{ici}/preparer").status_code == 403


def test_les_voeux_d_une_famille_recue_se_disent_se_changent_se_retirent(application: Flask, campagne: Campagne):
    foyer, nolwenn = fabrique.foyer("Ewen", nom="Corre", naissances=[date(2016, 3, 2)]), accueil()
    recue(foyer, nolwenn)
    client, ici = navigateur(application, nolwenn), f"{BUREAU}/guichet/{foyer.usager.id}/voeux/{VOILE}"
    groupe = next(un for un in groupes_a_choisir(campagne.activite_id) if un.niveau == "debutant")
    qui = foyer.enfant.id.hex
    dits = {f"voeu_{qui}_1": str(groupe.id), f"niveau_{qui}": "debutant"}
    assert ici in client.get(f"{BUREAU}/guichet/{foyer.usager.id}/choisir/{VOILE}").get_data(as_text=True)

    assert envoyer(client, ici, {f"voeu_{qui}_1": "aucun"}).status_code == 422
    assert envoyer(client, ici, dits).status_code == 303

    demande = demande_de(campagne.id, usager_id=foyer.usager.id)
    assert demande is not None
    assert [voeu.groupe_id for voeu in demande.voeux] == [groupe.id]
    [entree] = entrees_nommees(("demande_sur_voeux", demande.id), ["dire_ses_voeux"])
    assert entree.auteur_id == nolwenn.id
    assert "Vœux gardés" in mots(client.get(ici))

    assert envoyer(client, f"{ici}/retirer", depuis=ici).status_code == 303
    assert demande_de(campagne.id, usager_id=foyer.usager.id) is None
    decalage.avancer(timedelta(hours=2))
    assert "ne se disent pas en ce moment" in mots(client.get(ici))
    assert navigateur(application, accueil("Anne")).get(ici).status_code == 404
