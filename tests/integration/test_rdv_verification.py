"""Chaque adresse où nous écrirons se vérifie, en réservant comme en s’inscrivant ; sans adresse, un débit."""

import pytest
from sqlalchemy import select

from portail.guichets.rendez_vous import vous
from portail.notifications.models import Canal, Notification
from portail.rendez_vous.attente.models import Attente
from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.lieux.queries import lieu_de
from portail.rendez_vous.objets.models import ObjetRdv, Visibilite
from portail.rendez_vous.reservations.models import Participation
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.test_rdv_ecrans import code_recu, debuts, envoyer, s_attendre

INES = {"prenom": "Inès", "nom": "Hamon"}
COURRIEL, MOBILE, FIXE = "ines.hamon@messagerie.example", "06 39 98 00 02", "02 61 91 00 02"
TROP = 429


@pytest.fixture
def objet(departement: None, date_de_l_essai: object) -> ObjetRdv:
    return decor()


def decor(**valeurs) -> ObjetRdv:
    lieu, objet, agent = rendez_vous.lieu("aigrefeuille"), rendez_vous.objet(**valeurs), rendez_vous.puericultrice()
    rendez_vous.plage(agent, rendez_vous.agenda(agent, lieu), lieu, objet)
    return objet


def choisir(client, objet: ObjetRdv, rang: int = 0) -> str:
    """Garde cet horaire ; rend l’adresse où écrire ses coordonnées."""
    adresse = f"/rendez-vous/horaires?pour={objet.id}&lieu=aigrefeuille"
    return envoyer_a(client, adresse, "garder", debut=debuts(client.get(adresse))[rang]).location


def envoyer_a(client, adresse: str, geste: str, **champs):
    jeton = jeton_de_formulaire(client.get(adresse))
    return client.post(adresse.replace("horaires", geste), data={**champs, "csrf_token": jeton})


def adresse_d_attente(objet: ObjetRdv, **autres: str) -> str:
    suite = "".join(f"&{nom}={valeur}" for nom, valeur in autres.items())
    return f"/rendez-vous/attendre?pour={objet.id}&lieu=aigrefeuille{suite}"


def ou() -> str:
    """Rend le lieu où l’on reçoit."""
    return str(lieu_de("aigrefeuille").id)


def attentes() -> list[Attente]:
    fermer_session()
    return list(session.scalars(select(Attente)))


def pris() -> list[Participation]:
    fermer_session()
    return list(session.scalars(select(Participation)))


def test_le_courriel_et_le_mobile_se_verifient_tous_les_deux(client, objet, regler):
    regler(sms_url="http://sms.example/envoyer")
    code = envoyer(client, choisir(client, objet), **INES, courriel=COURRIEL, telephone=MOBILE)
    assert COURRIEL in client.get(code.location).text
    encore = envoyer(client, code.location, code=code_recu())

    assert pris() == []
    page = client.get(encore.location).text.replace("\u00a0", " ")
    assert MOBILE[2:].replace(" ", "") in page.replace(" ", "")
    fini = envoyer(client, encore.location, code=dernier_code_par(Canal.SMS))
    assert fini.status_code == 303
    assert [une.telephone is not None for une in pris()] == [True]


def dernier_code_par(canal: Canal) -> str:
    fermer_session()
    envois = session.scalars(select(Notification).where(Notification.gabarit == "rdv/code")).all()
    return next(un.contexte["code"] for un in envois if un.canal is canal)


def test_le_code_du_courriel_ne_vaut_pas_pour_le_mobile(client, objet, regler):
    regler(sms_url="http://sms.example/envoyer")
    code = envoyer(client, choisir(client, objet), **INES, courriel=COURRIEL, telephone=MOBILE)
    du_courriel = code_recu()
    encore = envoyer(client, code.location, code=du_courriel)
    assert envoyer(client, encore.location, code=du_courriel).status_code == 422
    assert pris() == []


def test_on_ne_s_inscrit_pas_en_attente_sans_le_code(client, objet):
    suite = envoyer(client, adresse_d_attente(objet), **INES, courriel=COURRIEL, lieux=ou(), moment="tous")

    assert "/rendez-vous/code" in suite.location
    assert attentes() == []
    assert envoyer(client, suite.location, code="000000" if code_recu() != "000000" else "111111").status_code == 422
    assert attentes() == []
    inscrite = envoyer(client, suite.location, code=code_recu())
    assert "/rendez-vous/attente/" in inscrite.location
    assert [une.courriel for une in attentes()] == [COURRIEL]


def test_deja_inscrite_la_personne_revient_a_ce_qu_elle_a_ecrit(application, objet):
    premier, second = application.test_client(), application.test_client()
    champs = {**INES, "courriel": COURRIEL, "lieux": ou()}
    s_attendre(premier, adresse_d_attente(objet), **champs)
    retour = s_attendre(second, adresse_d_attente(objet), **champs)

    page = second.get(retour.location).text
    assert "déjà sur la liste" in page
    assert COURRIEL in page
    assert len(attentes()) == 1


def test_le_moment_cherche_se_montre_se_change_et_se_relit(client, objet):
    adresse = adresse_d_attente(objet, moment="matin", jour="2")
    page = client.get(adresse).text
    assert 'value="matin" checked' in page or 'value="matin" selected' in page
    inscrite = s_attendre(client, adresse, **INES, courriel=COURRIEL, lieux=ou(), jours="2", moment="matin")

    assert [(une.moment, une.jours) for une in attentes()] == [(Moment.MATIN, [2])]
    montree = client.get(inscrite.location).text
    assert "Le matin" in montree
    assert "Mardi" in montree


def test_peu_importe_attend_toute_la_journee(client, objet):
    s_attendre(client, adresse_d_attente(objet, moment="matin"), **INES, courriel=COURRIEL, lieux=ou())

    assert [une.moment for une in attentes()] == [None]


def test_ce_qui_ne_s_ecrit_pas_n_a_pas_de_liste_d_attente(client, departement, date_de_l_essai):
    objet = decor(visibilite=Visibilite.INVISIBLE)
    page = client.get(f"/rendez-vous/horaires?pour={objet.id}&lieu=aigrefeuille")

    assert page.status_code == 200
    assert "/rendez-vous/attendre" not in page.text
    assert client.get(adresse_d_attente(objet)).status_code == 404


def test_attendre_revoit_la_naissance_et_le_texte_a_accepter(client, departement, date_de_l_essai):
    objet = decor(demande_enfant=True, age_max_mois=72, texte_avant="À lire avant.")

    assert "/rendez-vous/ou" in client.get(adresse_d_attente(objet)).location


def test_connectee_la_personne_n_ecrit_pas_deux_fois_son_nom(client, objet):
    entrer(client, fabriques.usager(("Inès",), "Hamon"))
    page = client.get(adresse_d_attente(objet)).text

    assert 'value="Inès"' in page
    assert 'value="HAMON"' in page


@pytest.mark.usefixtures("limites")
def test_un_numero_que_rien_ne_verifie_ne_remplit_pas_un_agenda(application, objet, monkeypatch):
    monkeypatch.setattr(vous, "PRIS_PAR_CONTACT", "2/day")
    codes = [
        envoyer(client, choisir(client, objet), prenom=f"Inès{rang}", nom="Hamon", telephone=FIXE).status_code
        for rang, client in enumerate(application.test_client() for _essai in range(3))
    ]

    assert codes == [303, 303, TROP]
    assert len(pris()) == 2
