"""Les limites de débit des rendez-vous : un navigateur est borné, une salle d’attente derrière une adresse, non."""

import re

import pytest
from sqlalchemy import func, select

from portail.guichets.rendez_vous import garder
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.occupations.models import Tenue
from portail.socle import debits
from portail.socle.base import fermer_session, session
from tests.integration import rendez_vous
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.test_rdv_ecrans import debuts

SALLE_D_ATTENTE = 61
"""Une personne de plus que ce qu’une seule adresse pouvait garder d’horaires auparavant."""
TROP = 429


@pytest.fixture
def objet(departement: None, date_de_l_essai: object) -> ObjetRdv:
    """Un objet que deux agents reçoivent, du lundi au vendredi, toute la journée."""
    lieu, objet = rendez_vous.lieu("aigrefeuille"), rendez_vous.objet(duree=15)
    for nom in ("Une", "Deux"):
        agent = rendez_vous.puericultrice(nom=nom)
        rendez_vous.plage(agent, rendez_vous.agenda(agent, lieu), lieu, objet)
    return objet


def garder_le_premier(client, objet: ObjetRdv) -> int:
    """Garde le premier horaire montré ; rend le code de la réponse."""
    page = client.get(f"/rendez-vous/horaires?pour={objet.id}&lieu=aigrefeuille")
    formulaire = re.search(r'<form method="post" action="([^"]+garder[^"]*)"', page.text).group(1)
    champs = {"debut": debuts(page)[0], "csrf_token": jeton_de_formulaire(page)}
    return client.post(formulaire.replace("&amp;", "&"), data=champs).status_code


def tenues() -> int:
    fermer_session()
    return session.scalar(select(func.count()).select_from(Tenue)) or 0


@pytest.mark.usefixtures("limites")
def test_toute_une_salle_d_attente_garde_son_horaire_derriere_la_meme_adresse(application, objet):
    codes = {garder_le_premier(application.test_client(), objet) for _personne in range(SALLE_D_ATTENTE)}

    assert codes == {303}
    assert tenues() == SALLE_D_ATTENTE


@pytest.mark.usefixtures("limites")
def test_un_seul_navigateur_est_borne_et_ne_gene_pas_son_voisin(application, objet, monkeypatch):
    monkeypatch.setattr(garder, "PAR_NAVIGATEUR", "3/10minutes")
    insistant = application.test_client()

    assert [garder_le_premier(insistant, objet) for _essai in range(4)] == [303, 303, 303, TROP]
    assert garder_le_premier(application.test_client(), objet) == 303


@pytest.mark.usefixtures("limites")
def test_changer_de_session_ne_leve_pas_la_limite_de_l_adresse(application, objet, monkeypatch):
    monkeypatch.setattr(garder, "PAR_POSTE", "3/10minutes")

    assert [garder_le_premier(application.test_client(), objet) for _essai in range(4)] == [303, 303, 303, TROP]
    assert tenues() == 3


@pytest.mark.usefixtures("limites")
def test_le_compteur_ne_garde_pas_l_identifiant_de_session(application, base, objet):
    client = application.test_client()
    garder_le_premier(client, objet)
    jeton = client.get_cookie("session").value

    cles = base.scalars(select(debits.Debit.cle)).all()
    assert cles
    assert not [cle for cle in cles if jeton.split(".")[0] in cle]
