"""À l’administration : les lieux de rendez-vous, leurs secteurs, les fermetures, les agendas."""

from datetime import date

import pytest
from sqlalchemy import select

from portail.journal.actions import SYSTEME
from portail.journal.queries import entrees_de
from portail.rendez_vous.lieux import actions as lieux
from portail.rendez_vous.lieux.models import Fermeture, Lieu, SecteurDeLieu
from portail.rendez_vous.lieux.queries import lieu_de
from portail.rendez_vous.plages import actions as plages
from portail.rendez_vous.plages.fiche import UnSeulJour
from portail.rendez_vous.reservations import changements
from portail.rendez_vous.reservations.a_replacer import nombres_a_replacer
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.ressources.models import GenreRessource, Ressource
from portail.rendez_vous.ressources.queries import ressource_de_l_agent
from portail.socle.base import session
from tests.client import ClientExigeant
from tests.integration import rendez_vous as rdv
from tests.integration.navigation import envoyer, erreurs, mots, reenvoyer, valeurs
from tests.integration.rdv_vie import LUNDI, accueil, paris, prendre, quelqu_un

RACINE = "/administration/rendez-vous"
FICHE = {
    "nom": "Espace départemental des solidarités de Vertou",
    "adresse": "1 rue de l’Île-de-France",
    "code_postal": "44120",
    "code_insee": "Vertou",
    "telephone": "02 61 91 45 29",
    "acces": "Ascenseur.",
    "latitude": "47,169",
    "longitude": "-1,469",
}


# ---------- Les lieux et leurs secteurs ----------


def test_creer_puis_corriger_un_lieu(bureau: ClientExigeant):
    reponse = envoyer(bureau, f"{RACINE}/lieux/creer", FICHE | {"code": "vertou"})
    assert reponse.headers["Location"] == f"{RACINE}/lieux/vertou"

    lieu = lieu_de("vertou")
    assert (lieu.code_insee, lieu.latitude, lieu.longitude) == ("44215", 47.169, -1.469)

    page = bureau.get(f"{RACINE}/lieux/vertou")
    assert (
        reenvoyer(bureau, page, f"{RACINE}/lieux/vertou", valeurs(page) | {"acces": "Plain-pied."}).status_code == 303
    )
    assert session.get_one(Lieu, lieu.id, populate_existing=True).acces == "Plain-pied."
    assert [e.action for e in entrees_de(("lieu", "vertou"))] == ["modifier_lieu", "creer_lieu"]
    assert "Vertou" in mots(bureau.get(f"{RACINE}/lieux"))


@pytest.mark.parametrize(
    "change",
    [{"code": "Vertou 2"}, {"code_insee": "Rennes"}, {"telephone": "demain"}, {"nom": ""}, {"latitude": "nord"}],
)
def test_une_fiche_de_lieu_fautive_ne_cree_rien(bureau: ClientExigeant, change: dict[str, str]):
    reponse = envoyer(bureau, f"{RACINE}/lieux/creer", FICHE | {"code": "vertou"} | change)

    assert reponse.status_code == 422
    assert len(erreurs(reponse)) == 1
    assert session.scalars(select(Lieu)).all() == []


def test_donner_une_commune_et_une_voie_puis_essayer(bureau: ClientExigeant, departement: None):
    rdv.lieu("centre", code_insee="44109", nom="Nantes Centre")
    rdv.lieu("bellevue", code_insee="44109", nom="Nantes Bellevue")
    envoyer(bureau, f"{RACINE}/lieux/centre/secteur", {"commune": "Nantes"})
    envoyer(bureau, f"{RACINE}/lieux/bellevue/secteur", {"commune": "Nantes", "voie": "12 rue du Jamet"})

    par_voie = mots(bureau.get(f"{RACINE}/secteurs?commune=nantes&voie=3+rue+du+Jamet"))
    par_commune = mots(bureau.get(f"{RACINE}/secteurs?commune=44000&voie=rue+de+Strasbourg"))
    sans = mots(bureau.get(f"{RACINE}/secteurs?commune=Vertou"))
    inconnue = mots(bureau.get(f"{RACINE}/secteurs?commune=Rennes-les-Bains"))

    assert "Nantes Bellevue Parce que cette voie lui est donnée." in par_voie
    assert "Nantes Centre Parce que la commune lui est donnée ; aucune règle ne vise cette voie." in par_commune
    assert "Aucun lieu ouvert ne reçoit cette commune" in sans
    assert "Aucune commune du département" in inconnue


def test_une_commune_deja_prise_se_dit_et_se_rend(bureau: ClientExigeant, departement: None):
    rdv.lieu("centre")
    rdv.lieu("autre")
    lieux.ajouter_au_secteur("centre", code_insee="44002", auteur=SYSTEME)

    refusee = envoyer(bureau, f"{RACINE}/lieux/autre/secteur", {"commune": "Aigrefeuille-sur-Maine"})
    assert refusee.status_code == 422
    assert "déjà dans le secteur d’un autre lieu" in mots(refusee)

    secteur = session.scalars(select(SecteurDeLieu)).one()
    page = f"{RACINE}/lieux/centre/secteur"
    envoyer(bureau, f"{page}/{secteur.id}/oter", depuis=page)
    assert session.scalars(select(SecteurDeLieu)).all() == []


# ---------- Les fermetures ----------


def test_fermer_un_lieu_puis_lever_la_fermeture(bureau: ClientExigeant, departement: None):
    rdv.lieu("centre", nom="Nantes Centre")
    adresse = f"{RACINE}/fermetures"
    saisie = {
        "lieu": "centre", "motif": "formation de l’équipe",
        "du-jour": "24", "du-mois": "12", "du-annee": "2026", "au-jour": "26", "au-mois": "12", "au-annee": "2026",
    }  # fmt: skip

    assert envoyer(bureau, adresse, saisie).status_code == 303

    fermeture = session.scalars(select(Fermeture)).one()
    assert (fermeture.du, fermeture.au) == (date(2026, 12, 24), date(2026, 12, 26))
    assert "Nantes Centre24 décembre 202626 décembre 2026formation de l’équipe0 Lever" in mots(bureau.get(adresse))
    envoyer(bureau, f"{adresse}/{fermeture.id}/lever", depuis=adresse)
    assert session.scalars(select(Fermeture)).all() == []


def test_une_fermeture_a_rebours_est_refusee_sur_sa_fin(bureau: ClientExigeant, departement: None):
    saisie = {
        "lieu": "toutes", "motif": "pont",
        "du-jour": "24", "du-mois": "12", "du-annee": "2026", "au-jour": "23", "au-mois": "12", "au-annee": "2026",
    }  # fmt: skip

    reponse = envoyer(bureau, f"{RACINE}/fermetures", saisie)

    assert reponse.status_code == 422
    assert "le dernier jour vient avant le premier" in mots(reponse)
    assert session.scalars(select(Fermeture)).all() == []


def test_une_fermeture_dit_combien_de_rendez_vous_restent_a_replacer(bureau: ClientExigeant, departement: None):
    ici, ailleurs = accueil(), accueil()
    prendre(ici, paris(LUNDI, 9), quelqu_un(1))
    prendre(ici, paris(LUNDI, 10), quelqu_un(2))
    prendre(ailleurs, paris(LUNDI, 9), quelqu_un(3))
    changements.annuler(prendre(ici, paris(LUNDI, 11), quelqu_un(4)).id, acteur=Acteur(agent=ici.secretaire))

    fermeture = lieux.fermer_du_au(ici.lieu.code, du=LUNDI, au=LUNDI, motif="travaux", auteur=SYSTEME)
    partout = lieux.fermer_du_au(None, du=LUNDI, au=LUNDI, motif="pont", auteur=SYSTEME)

    assert nombres_a_replacer([fermeture.id, partout.id]) == {fermeture.id: 2, partout.id: 3}
    assert "travaux2 Lever" in mots(bureau.get(f"{RACINE}/fermetures"))


# ---------- Les agendas ----------


def test_ouvrir_l_agenda_d_un_agent_depuis_sa_fiche(bureau: ClientExigeant, departement: None):
    rdv.lieu("centre")
    maelle = rdv.puericultrice()
    adresse = f"/administration/agents/{maelle.id}/agenda"

    assert envoyer(bureau, adresse, {"lieu": "centre", "competences": "puericultrice, vaccination"}).status_code == 303

    ressource = ressource_de_l_agent(maelle.id)
    assert ressource is not None
    assert (ressource.nom, ressource.competences) == ("Maëlle Rouxel", ["puericultrice", "vaccination"])
    assert "Voir ce qu’il reçoit" in mots(bureau.get(f"/administration/agents/{maelle.id}"))
    refusee = envoyer(bureau, adresse, {"lieu": "centre"})
    assert "cet agent a déjà un agenda" in mots(refusee)


def test_une_salle_s_ajoute_se_change_et_se_retire(bureau: ClientExigeant, departement: None):
    rdv.lieu("centre")
    sans_lieu = envoyer(bureau, f"{RACINE}/agendas/ajouter", {"genre": "salle", "nom": "Salle 2", "lieu": "aucun"})
    assert "choisissez le lieu où se trouve cette salle" in mots(sans_lieu)

    envoyer(
        bureau,
        f"{RACINE}/agendas/ajouter",
        {"genre": "salle", "nom": "Salle 2", "lieu": "centre", "competences": "consultation"},
    )
    salle = session.scalars(select(Ressource).where(Ressource.genre == GenreRessource.SALLE)).one()
    page = f"{RACINE}/agendas/{salle.id}"
    envoyer(bureau, page, {"nom": "Salle de pesée", "lieu": "centre", "competences": "pesee"})
    envoyer(bureau, f"{page}/retirer", depuis=page)

    lue = session.get_one(Ressource, salle.id, populate_existing=True)
    assert (lue.nom, lue.competences, lue.est_active, lue.version_agenda) == ("Salle de pesée", ["pesee"], False, 2)
    assert "Retiré du choix" in mots(bureau.get(page))


def test_l_historique_d_un_agenda_dit_aussi_ses_plages(bureau: ClientExigeant, departement: None):
    maelle, ou, pesee = rdv.puericultrice(), rdv.lieu("centre"), rdv.objet("PESEE")
    agenda = rdv.agenda(maelle, ou)
    plage = rdv.plage(maelle, agenda, ou, pesee)
    plages.excepter(plage.id, rdv.LUNDI, UnSeulJour(annulee=True), par=maelle)

    page = mots(bureau.get(f"{RACINE}/agendas/{agenda.id}"))

    assert "Maëlle Rouxel : Un jour de plage changé" in page
    assert "Maëlle Rouxel : Plage posée" in page
