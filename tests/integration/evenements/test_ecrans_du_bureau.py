"""Les écrans des évènements au bureau : à qui l’on doit, et ce qu’il y fait."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from portail.identite.models import Agent, Role
from portail.inscriptions.evenements.models import EtatInscription, Evenement
from portail.inscriptions.evenements.queries import restes
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques, pdf
from tests.client import ClientExigeant
from tests.integration.evenements.fabrique import evenement, gabarits, inscrite, relue
from tests.integration.navigation import navigateur


@pytest.fixture
def client(application: Flask, sans_jeton: None) -> ClientExigeant:
    """Un navigateur, sans compte."""
    return navigateur(application, None)


@pytest.fixture
def bureau(application: Flask, nolwenn: Agent, sans_jeton: None) -> ClientExigeant:
    """Le navigateur de l’organisatrice."""
    return navigateur(application, nolwenn)


def saisie(**autres: str) -> dict[str, str]:
    jour = (horloge.aujourd_hui() + timedelta(days=20)).isoformat()
    envoi = {
        "service": fabriques.SERVICE, "titre": "Atelier", "explication": "Un atelier.", "lieu_nom": "Médiathèque",
        "lieu_adresse": "1 rue de la Loire, Blain", "jour": jour, "heure": "14:00", "jour_fin": jour,
        "heure_fin": "16:00", "capacite": "12", "jour_ouverture": horloge.aujourd_hui().isoformat(),
        "jour_fermeture": jour,
    }  # fmt: skip
    return {**envoi, **autres}


def test_creer_publier_regler_et_changer_les_places(bureau: ClientExigeant, client: ClientExigeant):
    page = bureau.post("/agents/evenements/nouveau", data=saisie()).location
    un = session.query(Evenement).one()
    assert page == f"/agents/evenements/{un.id}"
    assert "En préparation" in bureau.get(page).text

    assert bureau.post(f"{page}/publier").status_code == 303
    assert bureau.post(f"{page}/places", data={"capacite": "14"}).status_code == 303
    assert bureau.post(f"{page}/structures", data={"libelle": "Mairie", "capacite": "3"}).status_code == 303
    assert bureau.post(f"{page}/regler", data=saisie(titre="Grand atelier")).status_code == 303

    public = client.get(f"/evenements/{un.code}").text
    assert "Grand atelier" in public
    assert "Il reste 14 places" in public


def test_des_dates_a_l_envers_se_disent_sur_la_fin(bureau: ClientExigeant):
    reponse = bureau.post("/agents/evenements/nouveau", data=saisie(heure_fin="13:00"))

    assert reponse.status_code == 422
    assert "fin vient après le début" in reponse.text


def test_filmer_exige_de_dire_ce_que_deviennent_les_images(bureau: ClientExigeant):
    muet = bureau.post("/agents/evenements/nouveau", data=saisie(enregistre="y"))
    assert muet.status_code == 422
    assert "ce que deviennent les images" in muet.text

    bureau.post("/agents/evenements/nouveau", data=saisie(enregistre="y", usage_des_images="En ligne un an."))
    assert session.query(Evenement).one().usage_des_images == "En ligne un an."


def test_le_refus_des_places_d_une_structure_se_dit_sur_son_champ(bureau: ClientExigeant, nolwenn: Agent):
    un = evenement(nolwenn, places=9, invitees={"École": 3, "Mairie": 2})
    ecole, mairie = un.structures
    inscrite(un.id, 1, structure_id=mairie.id, places=2)
    page, noms = f"/agents/evenements/{un.id}/places", [f"structure_{une.id.hex}" for une in (ecole, mairie)]
    assert 'value="3"' in bureau.get(page).text

    refus = bureau.post(page, data={"capacite": "9", noms[0]: "3", noms[1]: "1"})
    assert refus.status_code == 422
    assert re.search(rf'id="{noms[1]}-erreur"[^>]*>[^<]*déjà prises', refus.text)
    assert bureau.post(page, data={"capacite": "9", noms[0]: "4", noms[1]: "2"}).status_code == 303
    assert restes([un])[ecole.quota_id].capacite == 4


def test_la_page_liste_inscrits_et_file_et_leurs_gestes(bureau: ClientExigeant, conference: Evenement):
    une, attend = inscrite(conference.id, 1, places=2), inscrite(conference.id, 2)
    page = f"/agents/evenements/{conference.id}"

    lue = bureau.get(page).text
    assert une.nom_affiche in lue
    assert attend.nom_affiche in lue

    assert "Retirer" in bureau.get(f"{page}/inscriptions/{une.id}/retirer").text
    assert relue(une).etat is EtatInscription.INSCRIT
    assert bureau.post(f"{page}/inscriptions/{une.id}/retirer", data={"raison": "En double."}).status_code == 303
    assert gabarits(une)[-1] == "evenements/annule_service"
    assert relue(attend).etat is EtatInscription.INSCRIT
    assert bureau.post(f"{page}/message", data={"texte": "Venez tôt."}).status_code == 303
    assert gabarits(attend)[-1] == "evenements/message"
    envoi = {"prenom": "Ana", "nom": "Diaz", "courriel": "ana@messagerie.example", "places": "1", "cle": "une-cle"}
    assert bureau.post(f"{page}/inscrire", data=envoi).status_code == 303
    assert bureau.post(f"{page}/export").mimetype == "text/csv"
    assert pdf.defauts(bureau.post(f"{page}/badges").data) == []
    assert bureau.post(f"{page}/annuler", data={"raison": "Salle fermée."}).status_code == 303
    assert relue(attend).etat is EtatInscription.ANNULE


def test_le_jour_venu_on_note_les_presents(bureau: ClientExigeant, conference: Evenement):
    une = inscrite(conference.id, 1, places=2)
    fabriques.mettre_l_horloge_au(horloge.a_paris(conference.debut).date())
    page = f"/agents/evenements/{conference.id}"

    bureau.post(f"{page}/inscriptions/{une.id}/present", data={"toutes": "1"})

    assert relue(une).presents == 2
    assert re.search(r"2 \(100.%\)", bureau.get(page).text)
    fabriques.mettre_l_horloge_au(horloge.a_paris(conference.fin).date() + timedelta(days=1))
    passes = bureau.get("/agents/evenements/?quand=passes").text
    assert re.search(r'<td class="nombre">2</td><td class="nombre">2</td><td class="nombre">100</td>', passes)


def test_l_inscription_d_un_autre_evenement_n_est_pas_la(bureau: ClientExigeant, nolwenn: Agent, conference: Evenement):
    ailleurs = inscrite(evenement(nolwenn).id)

    assert bureau.post(f"/agents/evenements/{conference.id}/inscriptions/{ailleurs.id}/retirer").status_code == 404
    assert relue(ailleurs).etat is EtatInscription.INSCRIT


def test_l_administration_regle_sans_lire_les_noms(application: Flask, sans_jeton: None, conference: Evenement):
    une = inscrite(conference.id, 1)
    aude = navigateur(application, fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Aude"))

    page = aude.get(f"/agents/evenements/{conference.id}")

    assert page.status_code == 200
    assert une.nom_affiche not in page.text
    assert aude.post(f"/agents/evenements/{conference.id}/export").status_code == 403
