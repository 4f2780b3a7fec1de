"""Prendre un rendez-vous pour quelqu’un : avec qui, un interprète, des jumeaux, un prénom d’emprunt ; relu en base."""

import re
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from portail.identite.models import Agent
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.occupations.models import Occupation
from portail.rendez_vous.plages.models import Plage
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.deplacements import deplacer
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.tenues import Detenteur, tenue_de
from portail.rendez_vous.ressources.models import Ressource
from portail.rendez_vous.ressources.queries import ressource_de_l_agent
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous as fabrique
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_gestes import annuler_pour_le_service
from tests.integration.rdv_vie import LUNDI, paris
from tests.integration.test_rdv_bureau import cle_de, envoyer

NEUF_HEURES = paris(LUNDI, 9)
INES = {"prenom": "Inès", "nom": "Hamon", "telephone": "06 39 98 00 02"}


@pytest.fixture
def ou(departement: None, date_de_l_essai: None) -> Lieu:
    return fabrique.lieu("aigrefeuille")


@pytest.fixture
def maelle(ou: Lieu) -> Agent:
    return fabrique.puericultrice()


@pytest.fixture
def odile(ou: Lieu) -> Agent:
    return fabrique.secretaire()


def qui(objet: str, debut: datetime = NEUF_HEURES, **autres: str) -> str:
    dits = {"objet": objet, "lieu": "aigrefeuille", "debut": debut.isoformat(), **autres}
    return f"/agents/agenda/reserver/qui?{urlencode(dits)}"


def pris() -> list[RendezVous]:
    fermer_session()
    return list(session.scalars(select(RendezVous).order_by(RendezVous.debut)))


def ressources_de(rdv: RendezVous) -> set[str]:
    noms = select(Ressource.nom).join(Occupation, Occupation.ressource_id == Ressource.id)
    return set(session.scalars(noms.where(Occupation.rdv_id == rdv.id)))


def test_des_jumeaux_ont_deux_horaires_de_suite_avec_la_meme_personne(client, ou: Lieu, maelle: Agent, odile: Agent):
    pesee = fabrique.objet("PESEE", demande_enfant=True, age_max_mois=72)
    fabrique.plage(maelle, fabrique.agenda(maelle, ou), ou, pesee)
    entrer(client, odile)
    recherche = client.get("/agents/agenda/reserver?objet=PESEE&lieu=aigrefeuille&du=2026-11-23&enfants=2").text
    assert "11 h 30" not in recherche.replace("\u00a0", " "), "le second n’aurait plus sa demi-heure"
    jumeaux = {
        "prenom_enfant": "Jules", "naissance-jour": "3", "naissance-mois": "11", "naissance-annee": "2026",
        "prenom_second": "Lise", "seconde-jour": "3", "seconde-mois": "11", "seconde-annee": "2026",
    }  # fmt: skip
    assert envoyer(client, qui("PESEE", enfants="2"), **INES, **jumeaux).status_code == 303

    premier, second = pris()
    assert (premier.debut, second.debut) == (NEUF_HEURES, NEUF_HEURES + timedelta(minutes=30))
    assert premier.groupe_id == second.groupe_id is not None
    assert [une.enfant["prenom"] for rdv in (premier, second) for une in rdv.participations] == ["Jules", "Lise"]


def test_un_enfant_trop_age_se_dit_sur_sa_naissance(client, ou: Lieu, maelle: Agent, odile: Agent):
    pesee = fabrique.objet("PESEE", demande_enfant=True, age_max_mois=72, orientation="Voyez votre médecin.")
    fabrique.plage(maelle, fabrique.agenda(maelle, ou), ou, pesee)
    entrer(client, odile)
    ne_le = {"naissance-jour": "23", "naissance-mois": "11", "naissance-annee": "2020"}
    refus = envoyer(client, qui("PESEE"), **INES, **ne_le)

    assert refus.status_code == 422
    assert "Voyez votre médecin." in refus.text
    assert 'href="#naissance' in refus.text
    assert pris() == []


def test_l_interprete_reste_quand_le_rendez_vous_change_ou_que_le_service_l_annule(
    client, ou: Lieu, maelle: Agent, odile: Agent
):
    budget = fabrique.objet("BUDGET")
    fabrique.plage(maelle, fabrique.agenda(maelle, ou), ou, budget)
    lsf = fabrique.interprete("lsf", nom="Léo Interprète")
    fabrique.plage(odile, lsf, ou, budget)
    entrer(client, odile)
    assert envoyer(client, qui("BUDGET", interprete="lsf"), **INES).status_code == 303
    [rdv] = pris()
    assert ressources_de(rdv) == {"Maëlle Rouxel", "Léo Interprète"}

    agent = Acteur(agent=session.get_one(Agent, odile.id), pour_la_personne=True)
    plus_tard = Choix(
        objet_id=rdv.objet_id, lieu_id=rdv.lieu_id, modalite=rdv.modalite, debut=NEUF_HEURES + timedelta(hours=1)
    )
    deplacer(rdv.id, plus_tard, acteur=agent)
    [rdv] = pris()
    assert ressources_de(rdv) == {"Maëlle Rouxel", "Léo Interprète"}

    annuler_pour_le_service([rdv.id], agent=session.get_one(Agent, odile.id), motif="Absente ce jour-là")
    offre = tenue_de(Detenteur(rdv_annule_id=rdv.id))
    gardees = select(Occupation.ressource_id).where(Occupation.tenue_id == offre.id)
    assert set(session.scalars(gardees)) == {lsf.id, ressource_de_l_agent(maelle.id).id}


def test_sans_interprete_libre_aucun_horaire(client, ou: Lieu, maelle: Agent, odile: Agent):
    budget = fabrique.objet("BUDGET")
    fabrique.plage(maelle, fabrique.agenda(maelle, ou), ou, budget)
    entrer(client, odile)

    page = client.get("/agents/agenda/reserver?objet=BUDGET&lieu=aigrefeuille&interprete=lsf").text
    assert "Aucun horaire libre" in page
    assert "un interprète (langue des signes française)" in page
    refus = envoyer(client, qui("BUDGET", interprete="lsf"), **INES)
    assert refus.status_code == 409
    assert pris() == []


def test_sans_horaire_ici_les_premiers_d_ailleurs(client, ou: Lieu, maelle: Agent, odile: Agent):
    budget, clisson = fabrique.objet("BUDGET"), fabrique.lieu("clisson", nom="Espace de Clisson")
    fabrique.plage(maelle, fabrique.agenda(maelle, ou), ou, budget, premier_jour=LUNDI + timedelta(days=2))
    entrer(client, odile)
    page = client.get(f"/agents/agenda/reserver?objet=BUDGET&lieu={clisson.code}").text
    [menant] = re.findall(r'<li><a href="(/agents/agenda/reserver\?[^"]*lieu=aigrefeuille[^"]*)"', page)

    assert "mercredi 25 novembre" in client.get(unescape(menant)).text.replace("\u00a0", " ").lower()


def test_avec_qui_se_choisit_dans_le_service_seulement(client, ou: Lieu, maelle: Agent, odile: Agent):
    budget, nolwenn = fabrique.objet("BUDGET"), fabrique.puericultrice("Nolwenn", "Le Gall")
    for agent in (maelle, nolwenn):
        fabrique.plage(agent, fabrique.agenda(agent, ou), ou, budget)
    d_ailleurs = fabriques.agent()
    autre = fabrique.agenda(d_ailleurs, ou)
    entrer(client, odile)
    la_sienne = str(ressource_de_l_agent(nolwenn.id).id)
    assert envoyer(client, qui("BUDGET", chez=la_sienne), **INES).status_code == 303

    [rdv] = pris()
    assert ressources_de(rdv) == {"Nolwenn Le Gall"}
    zoe = {"prenom": "Zoé", "nom": "Adam", "telephone": "06 39 98 00 03"}
    assert envoyer(client, qui("BUDGET", chez=la_sienne), **zoe).status_code == 409
    for nom in (str(autre.id), "n’importe"):
        assert client.get(qui("BUDGET", chez=nom)).status_code == 404


def test_la_page_dit_la_facon_et_les_besoins_en_mots(client, ou: Lieu, maelle: Agent, odile: Agent):
    budget = fabrique.objet("BUDGET", modalites=["sur_place", "telephone"])
    fabrique.plage(maelle, fabrique.agenda(maelle, ou), ou, budget, modalites=frozenset({"sur_place", "telephone"}))
    entrer(client, odile)
    assert '<option value="telephone"' in client.get("/agents/agenda/reserver?objet=BUDGET&lieu=aigrefeuille").text
    page = envoyer(client, qui("BUDGET", modalite="telephone"), **INES, besoins=["fauteuil", "garde"]).location

    lue = client.get(page).text
    assert "par téléphone" in lue
    assert "Vient en fauteuil roulant, ou marche difficilement" in lue
    assert "Vient avec un enfant à faire patienter" in lue


def test_un_prenom_d_emprunt_suffit_quand_l_objet_l_admet(client, ou: Lieu, maelle: Agent, odile: Agent):
    sante = fabrique.objet("SANTE_SEX", pseudonyme_admis=True)
    fabrique.plage(maelle, fabrique.agenda(maelle, ou), ou, sante)
    entrer(client, odile)
    assert envoyer(client, qui("SANTE_SEX"), telephone="06 39 98 00 02").status_code == 422
    assert envoyer(client, qui("SANTE_SEX"), pseudonyme="Lou", telephone="06 39 98 00 02").status_code == 303

    [rdv] = pris()
    assert rdv.participations[0].identite == {"pseudonyme": "Lou"}


def test_deplacer_un_suivi_reste_avec_qui_recoit(client, ou: Lieu, maelle: Agent, odile: Agent):
    suivi, nolwenn = fabrique.objet("SUIVI", suivi=True), fabrique.puericultrice("Nolwenn", "Le Gall")
    for agent, debut in ((maelle, 9), (nolwenn, 14)):
        heures = {"debut": NEUF_HEURES.replace(hour=debut).time(), "fin": NEUF_HEURES.replace(hour=debut + 2).time()}
        fabrique.plage(agent, fabrique.agenda(agent, ou), ou, suivi, **heures)
    assert len(session.scalars(select(Plage)).all()) == 2
    entrer(client, odile)
    chez = str(ressource_de_l_agent(maelle.id).id)
    assert envoyer(client, qui("SUIVI", chez=chez), **INES).status_code == 303
    [rdv] = pris()
    page = client.get(f"/agents/agenda/rendez-vous/{rdv.numero}/deplacer?du=2026-11-24").text.replace("\u00a0", " ")

    assert "10 h 30" in page
    assert "14 h" not in page


def test_le_meme_formulaire_envoye_deux_fois_ne_prend_qu_un_rendez_vous(client, ou: Lieu, maelle: Agent, odile: Agent):
    pesee = fabrique.objet("PESEE")
    for agent in (maelle, fabrique.puericultrice("Nolwenn", "Le Gall")):
        fabrique.plage(agent, fabrique.agenda(agent, ou), ou, pesee)
    entrer(client, odile)
    page = client.get(qui("PESEE"))
    envoi = {**INES, "csrf_token": jeton_de_formulaire(page), "cle": cle_de(page)}
    premier, second = (client.post(qui("PESEE"), data=envoi) for _fois in range(2))

    assert (premier.status_code, second.status_code) == (303, 303)
    assert premier.location == second.location
    assert len(pris()) == 1
    autre = client.post(qui("PESEE"), data={**envoi, "prenom": "Zoé"})
    assert autre.status_code == 422
    assert len(pris()) == 1


def test_un_horaire_pris_entre_temps_propose_les_trois_plus_proches_sans_rien_perdre(
    client, ou: Lieu, maelle: Agent, odile: Agent
):
    pesee = fabrique.objet("PESEE")
    fabrique.plage(maelle, fabrique.agenda(maelle, ou), ou, pesee)
    entrer(client, odile)
    assert envoyer(client, qui("PESEE"), **INES).status_code == 303
    zoe = {"prenom": "Zoé", "nom": "Adam", "telephone": "06 39 98 00 03"}
    refus = envoyer(client, qui("PESEE"), **zoe)

    assert refus.status_code == 409
    assert "Ce créneau vient d’être pris." in refus.text
    assert 'value="Zoé"' in refus.text
    ailleurs = [unescape(une) for une in re.findall(r'formaction="([^"]+)"', refus.text)]
    assert len(ailleurs) == 3
    envoi = {**zoe, "csrf_token": jeton_de_formulaire(refus), "cle": cle_de(refus)}
    assert client.post(ailleurs[0], data=envoi).status_code == 303
    assert [rdv.participations[0].nom_affiche for rdv in pris()] == ["Inès Hamon", "Zoé Adam"]


def test_deplacer_vers_un_horaire_pris_propose_les_voisins(client, ou: Lieu, maelle: Agent, odile: Agent):
    pesee = fabrique.objet("PESEE")
    fabrique.plage(maelle, fabrique.agenda(maelle, ou), ou, pesee)
    entrer(client, odile)
    dix_heures = NEUF_HEURES + timedelta(hours=1)
    assert envoyer(client, qui("PESEE"), **INES).status_code == 303
    zoe = {"prenom": "Zoé", "nom": "Adam", "telephone": "06 39 98 00 03"}
    assert envoyer(client, qui("PESEE", debut=dix_heures), **zoe).status_code == 303
    [ines, _zoe] = pris()
    ou_aller = urlencode({"lieu": "aigrefeuille", "debut": dix_heures.isoformat()})
    page = f"/agents/agenda/rendez-vous/{ines.numero}/deplacer/confirmer"
    refus = envoyer(client, f"{page}?{ou_aller}", demandeur="service")

    assert refus.status_code == 409
    assert re.search('value="service"[^>]* checked', refus.text)
    ailleurs = [unescape(une) for une in re.findall(r'formaction="([^"]+)"', refus.text)]
    assert len(ailleurs) == 3
    envoi = {"demandeur": "service", "csrf_token": jeton_de_formulaire(refus)}
    assert client.post(ailleurs[0], data=envoi).status_code == 303
    assert sorted(rdv.debut for rdv in pris()) == [NEUF_HEURES + timedelta(minutes=30), dix_heures]


def test_un_agent_lit_des_voisins_au_dela_de_ce_qui_est_ouvert_a_tous(client, ou: Lieu, maelle: Agent, odile: Agent):
    pesee, loin = fabrique.objet("PESEE", horizon_jours=42), NEUF_HEURES + timedelta(days=70)
    fabrique.plage(maelle, fabrique.agenda(maelle, ou), ou, pesee)
    entrer(client, odile)
    assert envoyer(client, qui("PESEE", debut=loin), **INES).status_code == 303
    zoe = {"prenom": "Zoé", "nom": "Adam", "telephone": "06 39 98 00 03"}

    assert envoyer(client, qui("PESEE", debut=loin), **zoe).text.count("formaction=") == 3
