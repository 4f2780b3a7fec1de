"""Ce qui ne ressemble pas à l’usage d’un office se signale ; un acte ne vaut que pour une personne."""

from datetime import date, time
from decimal import Decimal
from functools import cache

import pytest
from sqlalchemy import select

from portail.identite.models import Role
from portail.journal.actions import SYSTEME
from portail.journal.queries import entrees_de
from portail.notaires.successions import depot, surveillance
from portail.notaires.successions.alarmes import ActeDejaVu
from portail.notaires.successions.lots.lecture import lire_la_ligne
from portail.notaires.successions.models import Alarme, Requete, SorteAlarme
from portail.notifications.models import Notification
from portail.parametres.actions import changer_valeur
from portail.socle.base import session
from portail.socle.erreurs import Interdit, TropDeDemandes
from tests import fabriques, fichiers
from tests.entree import agent_ouvert
from tests.integration.navigation import envoyer, mots, navigateur
from tests.integration.notaires.fichiers_de_lot import ligne
from tests.integration.notaires.offices import clerc, notaire, responsable

pytestmark = pytest.mark.usefixtures("departement")
DIMANCHE = date(2026, 11, 22)
LUNDI = date(2026, 11, 23)
ALARMES = "/agents/successions/alarmes"


@pytest.fixture
def agathe():
    return agent_ouvert((Role.DPO, None), prenom="Agathe", nom="Delorme")


@pytest.fixture(autouse=True)
def en_semaine(departement):
    del departement
    fabriques.mettre_l_horloge_au(LUNDI)


@cache
def _pdf(pages):
    return fichiers.pdf(pages)


def acte_de(pages):
    return fabriques.fichier("acte.pdf", _pdf(pages))


def depose(membre, rang=0, pages=0, **change):
    demande, fautes = lire_la_ligne(ligne(rang, **change), jour=LUNDI)
    assert not fautes
    acte = acte_de(pages) if pages else None
    return depot.deposer(demande, membre=membre, acte=acte)


def sortes():
    return session.scalars(select(Alarme.sorte).order_by(Alarme.sorte)).all()


def test_le_meme_acte_pour_deux_personnes_est_rejete_et_l_alarme_reste(agathe):
    maitre, ailleurs = notaire(), notaire("85012")
    depose(maitre, 0, pages=1)

    for membre in (ailleurs, ailleurs):
        with pytest.raises(ActeDejaVu):
            depose(membre, 1, pages=1)

    [alarme] = session.scalars(select(Alarme)).all()
    assert (alarme.sorte, alarme.membre_id, alarme.nombre) == (SorteAlarme.MEME_ACTE, ailleurs.id, 2)
    assert len(session.scalars(select(Requete)).all()) == 1
    [message] = session.scalars(select(Notification).where(Notification.gabarit == "notaires/alarme")).all()
    assert (message.adresse, list(message.contexte)) == (agathe.courriel, ["chemin"])


def test_une_faute_corrigee_ou_un_confrere_remontrent_le_meme_acte():
    maitre = notaire()
    depose(maitre, 0, pages=1)

    depose(maitre, 0, pages=1, nom_naissance="GAUTHIER")
    depose(notaire("44031"), 0, pages=1)

    assert sortes() == []


def test_l_acte_qui_vient_apres_est_verifie_de_meme():
    maitre = notaire()
    depose(maitre, 0, pages=1)
    attend = depose(maitre, 1).requete

    with pytest.raises(ActeDejaVu):
        depot.completer(attend.id, acte_de(1), membre=maitre)
    assert sortes() == [SorteAlarme.MEME_ACTE]


@pytest.mark.parametrize(
    "varie",
    [{"naissance": "193{}-01-10"}, {"prenoms": "Essai{}"}],
    ids=["la naissance", "le prénom"],
)
def test_un_meme_nom_dont_le_reste_varie(varie):
    maitre = notaire()
    [(champ, valeur)] = varie.items()
    for rang in (4, 5):
        depose(maitre, 0, **{champ: valeur.format(rang)})
    assert sortes() == []

    depose(clerc(maitre), 0, **{champ: valeur.format(6)})

    assert sortes() == [SorteAlarme.VARIATIONS]


def test_trois_personnes_de_meme_nom_ne_sont_pas_des_variations():
    maitre = notaire()
    for rang in range(3):
        depose(maitre, rang * 10)

    assert sortes() == []


def test_une_rafale_se_signale_une_fois(agathe):
    maitre = notaire()
    regler("succession_rafale_max", 4)
    for rang in range(3):
        depose(maitre, rang)
    assert sortes() == []

    depose(maitre, 3)
    depose(maitre, 4)

    assert sortes() == [SorteAlarme.RAFALE]
    assert session.scalars(select(Alarme.nombre)).all() == [2]
    alarmes = select(Notification).where(Notification.gabarit == "notaires/alarme")
    assert [une.adresse for une in session.scalars(alarmes)] == [agathe.courriel]


@pytest.mark.parametrize(("jour", "heure"), [(LUNDI, time(2)), (DIMANCHE, time(11))], ids=["la nuit", "un dimanche"])
def test_plusieurs_requetes_hors_heures(jour, heure):
    fabriques.mettre_l_horloge_au(jour, heure)
    maitre = notaire()
    depose(maitre, 0)
    depose(maitre, 1)
    assert sortes() == []

    depose(maitre, 2)

    assert sortes() == [SorteAlarme.HORS_HEURES]


def test_un_defunt_tres_jeune():
    depose(notaire(), 0, naissance="2001-10-04")
    assert sortes() == [SorteAlarme.DEFUNT_JEUNE]
    depose(notaire("44031"), 0, naissance="2000-10-03")
    assert sortes() == [SorteAlarme.DEFUNT_JEUNE]


@pytest.mark.usefixtures("limites")
@pytest.mark.parametrize("code", ["succession_debit_membre", "succession_debit_office"])
def test_le_debit_est_borne_par_membre_et_par_office(code):
    maitre = notaire()
    elle = clerc(maitre)
    regler(code, 2)
    depose(maitre, 0)
    depose(elle if code.endswith("office") else maitre, 1)

    with pytest.raises(TropDeDemandes):
        depose(maitre, 2)


# ---------- Le délégué ----------


def test_le_delegue_lit_l_alarme_et_note_la_suite(application, agathe):
    maitre = notaire()
    depose(maitre, 0, naissance="2004-01-04")
    client = navigateur(application, agathe)
    [alarme] = session.scalars(select(Alarme)).all()
    page = f"{ALARMES}/{alarme.id}"

    avant = mots(client.get(ALARMES))
    vide = envoyer(client, page, {"suite": ""})
    notee = envoyer(client, page, {"suite": "Office appelé."})

    assert "1 alarme à voir" in avant
    assert "Me Paul Rolland" in avant
    assert (vide.status_code, notee.location) == (422, ALARMES)
    assert "0 alarme" in mots(client.get(ALARMES))
    relue = mots(client.get(page))
    assert "Agathe Delorme" in relue
    assert "GAUTIER" not in relue
    gestes = [entree.action for entree in entrees_de(("alarme_recherche", alarme.id))]
    assert gestes.count("traiter_alarme") == 1
    assert "lire_alarme" in gestes


def test_une_alarme_qui_recommence_le_meme_jour_est_de_nouveau_a_voir(agathe):
    maitre = notaire()
    depose(maitre, 0, naissance="2004-01-04")
    [alarme] = session.scalars(select(Alarme)).all()
    surveillance.noter_la_suite(alarme.id, "Vu.", agent=agathe)

    depose(maitre, 1, naissance="2004-01-04")

    assert surveillance.alarmes(1).a_voir == 1


def test_nul_autre_que_le_delegue_ne_voit_les_alarmes(application):
    depose(notaire(), 0, naissance="2004-01-04")
    [alarme] = session.scalars(select(Alarme)).all()
    viviane = responsable()
    client = navigateur(application, viviane)

    assert client.get(ALARMES).status_code == 403
    assert client.get(f"{ALARMES}/{alarme.id}").status_code == 403
    with pytest.raises(Interdit):
        surveillance.noter_la_suite(alarme.id, "Vu.", agent=viviane)


def regler(code, valeur):
    changer_valeur(code, valeur=Decimal(valeur), debut=DIMANCHE, source="Essai", auteur=SYSTEME)
