"""« Mes rendez-vous » d’une personne connectée, et ce que sa fiche en montre au bureau."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from portail.rendez_vous.attente.actions import Inscription, s_inscrire
from portail.rendez_vous.attente.erreurs import AttenteImpossible
from portail.rendez_vous.objets.models import Modalite, Visibilite
from portail.rendez_vous.reservations.changements import annuler
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.ressources.queries import referent_de
from portail.socle.base import fermer_session
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_vie import LUNDI, SARAH, accueil, le, paris, prendre, quelqu_un
from tests.integration.test_rdv_bureau import envoyer

MIENS = "/mon-espace/rendez-vous/"


@pytest.fixture
def yanis(departement, date_de_l_essai):
    return fabriques.usager()


def le_sien(usager, ici, heure=9, **autres):
    return prendre(ici, paris(LUNDI, heure), replace(SARAH, usager_id=usager.id), **autres)


def test_mes_rendez_vous_a_venir_et_annules_s_ouvrent(client, yanis):
    ici, ailleurs = accueil(), accueil(libelle="Parler à une assistante sociale")
    a_venir, annule = le_sien(yanis, ici), le_sien(yanis, ailleurs)
    annuler(annule.id, acteur=Acteur(usager_id=yanis.id))
    entrer(client, yanis)
    assert MIENS in client.get("/mon-espace/").text
    page = client.get(MIENS).text

    debut, fin = page.index("À venir"), page.index("Passés ou annulés")
    assert debut < page.index("Peser et suivre votre bébé") < fin < page.index("Parler à une assistante sociale")
    assert client.get(f"/rendez-vous/ouvrir/{a_venir.numero}").location == f"/rendez-vous/mien/{a_venir.numero}"
    entrer(client, fabriques.usager(("Emma",), "Le Gall"))
    assert "bébé" not in client.get(MIENS).text
    assert client.get(f"/rendez-vous/ouvrir/{a_venir.numero}").status_code == 404


def test_ce_qui_doit_rester_cache_ne_s_affiche_pas(client, yanis):
    le_sien(yanis, accueil(libelle="Contraception", visibilite=Visibilite.INVISIBLE))
    entrer(client, yanis)

    assert "Contraception" not in client.get(MIENS).text


def test_mes_listes_d_attente_disent_mon_rang(client, yanis):
    ici = accueil()
    s_inscrire(
        Inscription(
            objet_id=ici.objet.id,
            lieux=frozenset({ici.lieu.id}),
            personne=le_sien_en_personne(yanis),
            modalite=Modalite.SUR_PLACE,
            au_plus_tot=LUNDI + timedelta(days=1),
        )
    )
    entrer(client, yanis)

    assert "Rang 1" in client.get(MIENS).text.replace("\u00a0", " ")


def le_sien_en_personne(usager):
    return replace(SARAH, usager_id=usager.id)


def test_la_fiche_montre_les_rendez_vous_sans_l_objet_hors_du_service(client, yanis):
    ici = accueil()
    rdv = le_sien(yanis, ici)
    fabriques.depose(yanis)
    instructrice = fabriques.agent(prenom="Claire")
    entrer(client, instructrice)
    fiche = f"/agents/usagers/{yanis.id}"
    page = client.get(fiche)
    assert "23 novembre 2026 à 9" in page.text.replace("\u00a0", " ")
    assert "Peser et suivre" not in page.text
    assert rdv.numero not in page.text


def test_se_nommer_referent_puis_ne_plus_l_etre(client, yanis):
    fabriques.depose(yanis)
    ou = rendez_vous.lieu()
    claire = fabriques.agent(prenom="Claire", nom="Morvan")
    rendez_vous.agenda(claire, ou)
    entrer(client, claire)
    adresse = f"/agents/usagers/{yanis.id}/referent"
    assert envoyer(client, adresse, qui="").status_code == 422
    assert envoyer(client, adresse, qui=f"autonomie|{claire.id}").status_code == 422
    assert envoyer(client, adresse, qui=f"{fabriques.SERVICE}|{claire.id}").status_code == 303
    fermer_session()
    assert referent_de(yanis.id, fabriques.SERVICE).id == claire.id
    assert "suivi par" in client.get(f"/agents/usagers/{yanis.id}").text
    assert envoyer(client, adresse, qui=f"{fabriques.SERVICE}|").status_code == 303
    fermer_session()
    assert referent_de(yanis.id, fabriques.SERVICE) is None


def inscrite(usager, ici):
    return s_inscrire(
        Inscription(
            objet_id=ici.objet.id,
            lieux=frozenset({ici.lieu.id}),
            personne=le_sien_en_personne(usager),
            modalite=Modalite.SUR_PLACE,
        )
    )


def test_mon_inscription_s_ouvre_et_je_prends_l_horaire_garde(client, yanis):
    ici = accueil(plage=le(LUNDI, time(9), time(9, 30)))
    occupe = prendre(ici, paris(LUNDI, 9), quelqu_un(1))
    attente = inscrite(yanis, ici)
    entrer(client, yanis)
    ouvrir = f"/rendez-vous/attente/{attente.id}/ouvrir"
    assert ouvrir in client.get(MIENS).text
    page = client.get(ouvrir, follow_redirects=True)
    assert "rang 1" in page.text.replace("\u00a0", " ")

    annuler(occupe.id, acteur=Acteur(participation_id=occupe.participations[0].id))
    assert "Un horaire vous est gardé jusqu’au" in client.get(MIENS).text
    page = client.get(ouvrir, follow_redirects=True)
    assert "Répondez avant le" in page.text
    jeton = jeton_de_formulaire(page)
    pris = client.post(
        f"/rendez-vous/attente/{attente.id}/accepter", data={"csrf_token": jeton, "proposition": "1"}
    ).location
    assert client.get(pris).status_code == 200
    assert "Un horaire vous est gardé" not in client.get(MIENS).text


def test_je_quitte_la_liste_depuis_mes_rendez_vous(client, yanis):
    attente = inscrite(yanis, accueil())
    entrer(client, yanis)
    page = client.get(f"/rendez-vous/attente/{attente.id}/ouvrir", follow_redirects=True)
    client.post(f"/rendez-vous/attente/{attente.id}/quitter", data={"csrf_token": jeton_de_formulaire(page)})

    assert f"/attente/{attente.id}" not in client.get(MIENS).text


def test_l_inscription_d_une_autre_personne_ou_cachee_ne_s_ouvre_pas(client, yanis):
    ici, cache = accueil(), accueil(visibilite=Visibilite.INVISIBLE)
    attente = inscrite(fabriques.usager(("Emma",), "Le Gall"), ici)
    assert client.get(f"/rendez-vous/attente/{attente.id}/ouvrir").location.startswith("/connexion")
    entrer(client, yanis)
    jeton = jeton_de_formulaire(client.get("/deconnexion"))
    for adresse in (f"/rendez-vous/attente/{attente.id}/ouvrir", f"/rendez-vous/attente/{attente.id}"):
        assert client.get(adresse).status_code == 404
    for geste in ("accepter", "refuser", "quitter"):
        adresse = f"/rendez-vous/attente/{attente.id}/{geste}"
        assert client.post(adresse, data={"csrf_token": jeton}).status_code == 404
    with pytest.raises(AttenteImpossible):
        inscrite(yanis, cache)
