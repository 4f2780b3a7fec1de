"""Changer d’horaire en deux temps : le nouveau est gardé pendant que l’on confirme, l’ancien reste jusque-là."""

import re
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from portail.journal.actions import SYSTEME
from portail.rendez_vous.lieux.actions import ajouter_au_secteur
from portail.rendez_vous.occupations.models import Occupation, Origine, Tenue
from portail.socle import decalage
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.integration import rendez_vous
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_vie import LUNDI, paris
from tests.integration.test_rdv_ecrans import JULES, chercher, debuts, envoyer, pesee
from tests.integration.test_rdv_onglets import EMMA, choisir, finir, pris
from tests.integration.test_requetes_sql import compter

__all__ = ["pesee"]


def prendre(client, objet, rang=0, **enfant):
    """Prend un rendez-vous ; rend l’adresse de sa page."""
    return finir(client, choisir(client, chercher(client, objet, **enfant).location, rang)).location


def deplacer(client, mien, **champs):
    """Demande à changer d’horaire ; rend l’adresse des horaires libres."""
    return client.post(f"{mien}/deplacer", data=champs | {"csrf_token": jeton_de_formulaire(client.get(mien))}).location


def rendre(client, confirmer):
    """Garde l’ancien horaire : le bouton de la page de confirmation."""
    page = client.get(confirmer)
    adresse = re.search(r'formaction="([^"]+rendre[^"]*)"', page.text).group(1).replace("&amp;", "&")
    return client.post(adresse, data={"csrf_token": jeton_de_formulaire(page)})


def occupes() -> list[tuple[Origine, object, object]]:
    fermer_session()
    lues = session.scalars(select(Occupation).order_by(Occupation.debut)).all()
    return [(une.origine, une.debut, une.fin) for une in lues]


def tenues() -> int:
    fermer_session()
    return len(session.scalars(select(Tenue)).all())


@pytest.fixture
def entretien(base, date_de_l_essai):
    """Un entretien d’une demi-heure, qui peut commencer à chaque quart d’heure, avec une seule personne."""
    fabriques.departement()
    lieu = rendez_vous.lieu("aigrefeuille")
    ajouter_au_secteur("aigrefeuille", code_insee="44002", auteur=SYSTEME)
    objet = rendez_vous.objet(duree=30, pas_minutes=15, demande_enfant=True, age_max_mois=72)
    agent = rendez_vous.puericultrice()
    rendez_vous.plage(agent, rendez_vous.agenda(agent, lieu), lieu, objet)
    return objet


def test_le_nouvel_horaire_est_garde_le_temps_de_confirmer_et_l_ancien_reste(application, pesee):
    sarah, passant = application.test_client(), application.test_client()
    mien = prendre(sarah, pesee)
    confirmer = choisir(sarah, deplacer(sarah, mien), 4)
    page = sarah.get(confirmer)
    montres = debuts(passant.get(chercher(passant, pesee, **EMMA).location))

    assert "Nous vous gardons cet horaire jusqu’à" in page.text
    assert [origine for origine, _debut, _fin in occupes()] == [Origine.RDV, Origine.TENUE]
    ancien, nouveau = (debut.isoformat() for _origine, debut, _fin in occupes())
    assert {ancien, nouveau}.isdisjoint(montres)
    envoyer(sarah, confirmer)
    assert [(origine, debut.isoformat()) for origine, debut, _fin in occupes()] == [(Origine.RDV, nouveau)]
    assert tenues() == 0


def test_y_renoncer_rend_le_nouvel_horaire_aussitot(application, pesee):
    sarah, passant = application.test_client(), application.test_client()
    mien = prendre(sarah, pesee)
    [avant] = occupes()
    confirmer = choisir(sarah, deplacer(sarah, mien), 4)
    nouveau = occupes()[1][1].isoformat()

    assert rendre(sarah, confirmer).location == mien
    assert occupes() == [avant]
    assert nouveau in debuts(passant.get(chercher(passant, pesee, **EMMA).location))


def test_decale_d_un_quart_d_heure_on_garde_l_ancien_et_ce_qui_manque_au_nouveau(client, entretien):
    mien = prendre(client, entretien)
    confirmer = choisir(client, deplacer(client, mien), 1)
    neuf, quart, demie, fin = (paris(LUNDI, 9, minute) for minute in (0, 15, 30, 45))

    assert occupes() == [(Origine.RDV, neuf, demie), (Origine.TENUE, demie, fin)]
    envoyer(client, confirmer)
    assert occupes() == [(Origine.RDV, quart, fin)]


def test_un_seul_horaire_garde_par_rendez_vous_que_l_on_deplace(client, pesee):
    mien = prendre(client, pesee)
    for rang in range(2, 5):
        confirmer = choisir(client, deplacer(client, mien), rang)
    choisir(
        client,
        client.get(re.sub(r"&debut=[^&]+", "", confirmer).replace("mien/deplacer", "horaires")).request.full_path,
        6,
    )

    assert tenues() == 1


def test_deux_appareils_ne_gardent_qu_un_horaire_pour_le_meme_rendez_vous(application, pesee):
    telephone, ordinateur = application.test_client(), application.test_client()
    mien = prendre(telephone, pesee)
    with telephone.session_transaction() as ouverte, ordinateur.session_transaction() as autre:
        autre.update({nom: valeur for nom, valeur in ouverte.items() if nom.endswith("ouverts")})
    for rang, appareil in enumerate((telephone, ordinateur), start=2):
        choisir(appareil, deplacer(appareil, mien), rang)

    assert tenues() == 1


def test_le_delai_de_l_objet_se_juge_en_gardant_l_horaire(client, pesee):
    fabriques.mettre_l_horloge_au(LUNDI, time(6, 55))
    mien = prendre(client, pesee, rang=8)
    confirmer = choisir(client, deplacer(client, mien), 0)
    decalage.avancer(timedelta(minutes=8))

    assert envoyer(client, confirmer).status_code == 303
    assert [rdv.debut for rdv in pris()] == [paris(LUNDI, 9)]


def test_le_temps_passe_et_l_horaire_pris_la_page_propose_les_voisins_et_rien_n_est_perdu(application, pesee):
    sarah, autre = application.test_client(), application.test_client()
    mien = prendre(sarah, pesee)
    confirmer = choisir(sarah, deplacer(sarah, mien), 1)
    decalage.avancer(timedelta(minutes=11))
    assert "nous ne gardons plus cet horaire" in sarah.get(confirmer).text
    prendre(autre, pesee, **EMMA)
    refus = envoyer(sarah, confirmer)

    assert refus.status_code == 409
    assert len(debuts(refus)) == 3
    assert [rdv.sequence for rdv in pris()] == [0, 0]
    voisin = re.search(r'<form method="post" action="([^"]+garder[^"]*)"', refus.text).group(1).replace("&amp;", "&")
    suite = sarah.post(voisin, data={"debut": debuts(refus)[0], "csrf_token": jeton_de_formulaire(refus)}).location
    assert suite.startswith("/rendez-vous/mien/deplacer")


def test_passe_la_limite_rien_n_est_garde(client, pesee):
    mien = prendre(client, pesee)
    horaires = deplacer(client, mien)
    fabriques.mettre_l_horloge_au(LUNDI, time(8))
    refuse = choisir(client, horaires, 3)

    assert refuse == mien
    assert "Il est trop tard pour le faire en ligne" in client.get(refuse).text
    assert tenues() == 0


# ---------- Deux enfants reçus l’un après l’autre ----------

JUMEAU = {f"seconde-{partie}": JULES[f"naissance-{partie}"] for partie in ("jour", "mois", "annee")}


def test_des_jumeaux_changent_d_horaire_ensemble_et_se_suivent_encore(client, pesee):
    mien = prendre(client, pesee, **JUMEAU)
    confirmer = choisir(client, deplacer(client, mien), 4)
    assert "Les deux enfants, l’un après l’autre" in client.get(confirmer).text
    [voulu] = [debut for origine, debut, _fin in occupes() if origine is Origine.TENUE and debut][:1]
    envoyer(client, confirmer)

    premier, second = pris()
    assert [premier.debut, second.debut] == [voulu, voulu + timedelta(minutes=15)]
    assert [rdv.sequence for rdv in (premier, second)] == [1, 1]
    assert [origine for origine, _debut, _fin in occupes()] == [Origine.RDV, Origine.RDV]
    envoyer(client, confirmer)  # le même envoi, refait
    assert [rdv.sequence for rdv in pris()] == [1, 1]


def test_de_deux_jumeaux_un_seul_se_deplace_si_l_on_veut(client, pesee):
    mien = prendre(client, pesee, **JUMEAU)
    premier, second = pris()
    envoyer(client, choisir(client, deplacer(client, mien, lequel="1"), 5))

    assert [rdv.debut for rdv in pris() if rdv.id == premier.id] == [premier.debut]
    assert [rdv.debut for rdv in pris() if rdv.id == second.id] != [second.debut]


def test_les_pages_du_deplacement_tiennent_en_douze_requetes(client, pesee):
    horaires = deplacer(client, prendre(client, pesee, **JUMEAU))
    confirmer = choisir(client, horaires, 4)

    couts = {adresse: len(compter(lambda a=adresse: client.get(a))) for adresse in (horaires, confirmer)}
    assert {adresse: cout for adresse, cout in couts.items() if cout > 12} == {}
