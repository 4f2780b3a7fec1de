"""Les messages aux familles : par où ils partent, et un seul SMS chacun, l’adresse la plus longue comprise."""

from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portail.identite.models import Agent, Usager
from portail.inscriptions.attente import messages as attente
from portail.inscriptions.ouvertures import contestations
from portail.inscriptions.paniers import annulations
from portail.inscriptions.paniers import messages as paniers
from portail.inscriptions.paniers.models import MotifDeRenoncement
from portail.journal.actions import SYSTEME
from portail.notifications.models import Canal, Notification
from portail.notifications.rendu import composer_sms
from portail.rendez_vous.rappels.messages import SIGNES_D_UN_SMS, signes_de_sms
from portail.socle.base import session, transaction
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer

MOBILE = "06 39 98 00 01"
LOIN = UUID("00000000-0000-4000-8000-000000000000")
DITS = {
    "numero": "7K4M2P9X",
    "rang": "128",
    "places": 2,
    "rembourse": True,
    "acceptee": False,
    "encore_en_liste": True,
    "jusqu_au_court": "24/11 à 10 h 00",
}
CHEMINS = {
    "attente_inscrit": f"{attente.CHEMIN}{LOIN}",
    "attente_proposition": f"{attente.CHEMIN}{LOIN}",
    "attente_passee": f"{attente.CHEMIN}{LOIN}",
    "confirmee": f"{paniers.CHEMIN}7K4M2P9X",
    "annulee_service": f"{paniers.CHEMIN}7K4M2P9X",
    "paye_sans_place": f"{paniers.CHEMIN}7K4M2P9X",
    "remboursement": f"{paniers.CHEMIN}7K4M2P9X",
    "contestation_repondue": contestations.CHEMIN,
}


def joignable(un: Foyer, *, courriel: str | None) -> Foyer:
    with transaction():
        usager = session.get_one(Usager, un.usager.id)
        usager.courriel, usager.telephone = courriel, MOBILE
    return un


def voies(gabarit: str) -> Counter[Canal]:
    return Counter(session.scalars(select(Notification.canal).where(Notification.gabarit == gabarit)))


@pytest.mark.parametrize("langue", ["fr", "en"])
@pytest.mark.parametrize("encore", [True, False])
@pytest.mark.parametrize("gabarit", CHEMINS)
def test_chaque_sms_tient_en_un_seul(
    application: Flask, regler: Callable[..., None], gabarit: str, encore: bool, langue: str
):
    regler(url_publique="https://demarches.loire-atlantique.example")
    dits = {**DITS, "encore_en_liste": encore, "chemin": CHEMINS[gabarit]}

    texte = composer_sms(f"inscriptions/{gabarit}", dits, langue=langue)

    assert CHEMINS[gabarit] in texte
    assert signes_de_sms(texte) <= SIGNES_D_UN_SMS


def test_une_place_gardee_se_dit_par_courriel_et_par_sms(sport: None, regler: Callable[..., None]):
    regler(sms_url="http://127.0.0.1:9/sms")
    stage, partant = fabrique.groupe(places=1), fabrique.foyer("Lou")
    commande = fabrique.confirmee(partant, stage)
    attendant = joignable(fabrique.foyer("Zoé", nom="Tanguy"), courriel="zoe.tanguy@courriel.example")
    fabrique.attend(attendant, stage)
    [partie] = [ligne.inscription_id for ligne in commande.lignes if ligne.inscription_id]

    annulations.renoncer(partie, MotifDeRenoncement.AUTRE, **partant.qui)

    assert voies("inscriptions/attente_inscrit") == {Canal.COURRIEL: 1}
    assert voies("inscriptions/attente_proposition") == {Canal.COURRIEL: 1, Canal.SMS: 1}


def test_une_activite_annulee_se_dit_par_sms_a_qui_n_a_pas_de_courriel(
    sport: None, ronan: Agent, regler: Callable[..., None]
):
    regler(sms_url="http://127.0.0.1:9/sms")
    stage = fabrique.groupe(places=1)
    fabrique.reglee(joignable(fabrique.foyer("Lou"), courriel=None), fabrique.regisseuse(), stage)

    annulations.annuler_le_groupe(stage.id, raison="La salle est fermée.", agent=ronan, auteur=SYSTEME)

    assert voies("inscriptions/confirmee") == {Canal.SMS: 1}
    assert voies("inscriptions/annulee_service") == {Canal.SMS: 1}
