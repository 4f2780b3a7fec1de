"""Plusieurs gestes au même instant : jamais deux idOp actifs, jamais deux encaissements, jamais un euro de perdu.

La fenêtre de course est élargie par la base : la somme due est verrouillée d’ailleurs jusqu’à ce que chacun attende.
Les faits se lisent en base, par des requêtes qui ignorent notre code.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import psycopg
import pytest
from flask import Flask
from werkzeug.serving import make_server

from portail.demonstration.payfip.scenario import Notifications
from portail.identite.models import Agent
from portail.paiement.paiements import gestes, ouverture
from portail.paiement.paiements.erreurs import DepasseLeReste, PaiementEnAttente
from portail.paiement.paiements.etats import Moyen
from portail.paiement.paiements.gestes import RecuAuGuichet
from portail.paiement.paiements.models import SommeDue
from portail.paiement.paiements.notification import reveiller
from portail.paiement.paiements.relecture import relire
from portail.paiement.rapprochement import actions
from portail.paiement.regies.models import Regie
from portail.socle import demarrage, horloge
from portail.socle.base import fermer_session
from portail.socle.taches import travailler
from tests import fabriques
from tests.integration.paiement.fabrique import COURRIEL, Commandes, annuler, avancer, ouvrir, relu, somme
from tests.integration.paiement.test_rapprochement import ligne, releve
from tests.integration.simultane import sous_verrou
from tests.payfip import Guichetier

ENSEMBLE = 8
SOMME = "SELECT 1 FROM somme_due WHERE id = %s FOR UPDATE"


@pytest.fixture
def departement(base_reelle: str) -> Iterator[str]:
    """Une base où l’on valide pour de bon."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(fabriques.JOUR)
    yield base_reelle
    fermer_session()
    horloge.poser_decalage(horloge.decalage() * 0)


def lu(url: str, requete: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connexion:
        return connexion.execute(requete.encode()).fetchall()


def comptes(url: str) -> tuple[int, Decimal, Decimal]:
    """Rend le nombre d’encaissements, ce qui est gardé, ce qui est à rendre."""
    requete = "SELECT count(*), coalesce(sum(montant - a_rendre), 0), coalesce(sum(a_rendre), 0) FROM encaissement"
    [(nombre, garde, a_rendre)] = lu(url, requete)
    return int(str(nombre)), Decimal(str(garde)), Decimal(str(a_rendre))


def test_huit_clics_au_meme_instant_n_ouvrent_qu_un_paiement(departement: str, en_ligne: Guichetier, due: SommeDue):
    rendus = sous_verrou(
        departement, SOMME, [due.id], *[lambda: ouverture.initier(due.id, courriel=COURRIEL)] * ENSEMBLE
    )

    assert Counter(isinstance(un, ouverture.Depart) for un in rendus) == {True: 1, False: ENSEMBLE - 1}
    assert {un for un in rendus if isinstance(un, type)} == {PaiementEnAttente}
    assert lu(departement, "SELECT etat, count(*) FROM paiement GROUP BY etat") == [("redirige", 1)]
    assert len(en_ligne.etat.operations) == 1


def test_huit_relectures_au_meme_instant_n_ecrivent_qu_un_encaissement(
    departement: str, en_ligne: Guichetier, due: SommeDue, commandes: Commandes
):
    paiement = ouvrir(due)
    en_ligne.etat.conclure(paiement.idop or "", "P")

    sous_verrou(departement, SOMME, [due.id], *[lambda: relire(paiement.id)] * ENSEMBLE)

    assert comptes(departement) == (1, 50, 0)
    assert commandes.noms() == ["PaiementOuvert", "PaiementConfirme"]
    assert lu(departement, "SELECT count(*) FROM notification") == [(1,)]


def test_deux_paiements_confirmes_au_meme_instant_un_seul_est_garde(
    departement: str, en_ligne: Guichetier, due: SommeDue
):
    premier = ouvrir(due)
    avancer(en_ligne, minutes=121)
    relire(premier.id)
    second = ouvrir(due)
    for un in (premier, second):
        en_ligne.etat.conclure(un.idop or "", "P")

    sous_verrou(departement, SOMME, [due.id], lambda: relire(premier.id), lambda: relire(second.id))

    assert comptes(departement) == (2, 50, 50)


@pytest.mark.parametrize("d_abord", ["relire", "annuler"])
def test_annuler_et_confirmer_au_meme_instant_ne_perd_rien(
    departement: str, en_ligne: Guichetier, due: SommeDue, d_abord: str
):
    paiement = ouvrir(due)
    avancer(en_ligne, minutes=121)
    relire(paiement.id)
    en_ligne.etat.conclure(paiement.idop or "", "P")
    deux = [lambda: relire(paiement.id), lambda: annuler(due)]

    sous_verrou(departement, SOMME, [due.id], *(deux if d_abord == "relire" else deux[::-1]))

    attendus = (1, 50, 0) if d_abord == "relire" else (1, 0, 50)
    assert comptes(departement) == attendus


def test_une_place_ne_se_libere_pas_pendant_qu_un_paiement_s_ouvre(
    departement: str, en_ligne: Guichetier, due: SommeDue
):
    rendus = sous_verrou(
        departement,
        SOMME,
        [due.id],
        lambda: ouverture.initier(due.id, courriel=COURRIEL),
        lambda: annuler(due),
    )

    assert isinstance(rendus[0], ouverture.Depart)
    assert rendus[1] is PaiementEnAttente
    assert lu(departement, "SELECT etat FROM somme_due") == [("ouverte",)]


def test_deux_agents_encaissent_la_meme_somme_au_meme_instant(departement: str, due: SommeDue, maryse: Agent):
    def encaisser(cle: str) -> object:
        recu = RecuAuGuichet(
            moyen=Moyen.CHEQUE, montant=Decimal(50), jour=horloge.aujourd_hui(), reference="1", cle=cle
        )
        return gestes.encaisser_au_guichet(due.id, recu, agent=maryse).numero

    memes = sous_verrou(departement, SOMME, [due.id], *[lambda: encaisser("a")] * 4, lambda: encaisser("b"))

    assert len(set(memes[:4])) == 1
    assert memes[4] is DepasseLeReste
    assert comptes(departement) == (1, 50, 0)


def test_le_meme_releve_importe_quatre_fois_ensemble(
    departement: str, en_ligne: Guichetier, due: SommeDue, maryse: Agent
):
    paiement = ouvrir(due)
    en_ligne.etat.conclure(paiement.idop or "", "P")
    relire(paiement.id)
    contenu = releve(ligne(due))
    departs = threading.Barrier(4)

    def importer() -> None:
        departs.wait()
        actions.importer(contenu, nom="a.csv", agent=maryse)
        fermer_session()

    fils = [threading.Thread(target=importer) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()

    assert lu(departement, "SELECT count(*), count(encaissement_id) FROM ligne_releve") == [(1, 1)]
    assert lu(departement, "SELECT count(*) FROM import_releve") == [(1,)]


def test_la_base_refuse_deux_tentatives_actives_et_deux_encaissements(
    departement: str, en_ligne: Guichetier, due: SommeDue
):
    """La ceinture : même sans notre code, la base n’en veut pas."""
    paiement = ouvrir(due)
    en_ligne.etat.conclure(paiement.idop or "", "P")
    relire(paiement.id)
    copie = "INSERT INTO {t} SELECT (jsonb_populate_record(x, %s::jsonb)).* FROM {t} x LIMIT 1"
    encaissement = '{"id": "00000000-0000-4000-8000-000000000001", "numero": "AAAAAAAA"}'
    premier, second = (
        f'{{"id": "00000000-0000-4000-8000-00000000000{rang}", "refdet": "R{rang}00000", "idop": "{rang}00000000", '
        '"etat": "redirige"}'
        for rang in (1, 2)
    )

    with psycopg.connect(departement, autocommit=True) as connexion:
        with pytest.raises(psycopg.errors.UniqueViolation):
            connexion.execute(copie.format(t="encaissement").encode(), [encaissement])
        connexion.execute(copie.format(t="paiement").encode(), [premier])
        with pytest.raises(psycopg.errors.UniqueViolation):
            connexion.execute(copie.format(t="paiement").encode(), [second])


# ---------- De vraies notifications, par le réseau ----------


@pytest.fixture
def portail_servi(application: Flask, en_ligne: Guichetier, monkeypatch: pytest.MonkeyPatch) -> Iterator[Guichetier]:
    """Le portail à l’écoute d’un port, que PayFiP peut notifier."""
    serveur = make_server("127.0.0.1", 0, application, threaded=True)
    fil = threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    fil.start()
    servi = replace(demarrage.reglages(), url_publique=f"http://127.0.0.1:{serveur.port}")
    monkeypatch.setattr(demarrage._Reglage, "reglages", servi)
    yield en_ligne
    serveur.shutdown()
    serveur.server_close()
    fil.join()


def relectures(url: str) -> int:
    [(nombre,)] = lu(url, "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'paiement.relire'")
    return int(str(nombre))


def attendre(payfip: Guichetier, nombre: int) -> None:
    fin = time.monotonic() + 900
    while sum(une.notifications for une in payfip.etat.operations.values()) < nombre:
        assert time.monotonic() < fin, "les notifications devaient partir"
        time.sleep(0.02)


def test_cent_notifications_du_meme_paiement(departement: str, portail_servi: Guichetier, due: SommeDue):
    portail_servi.scenario.notifications = Notifications.DOUBLEES
    paiement = ouvrir(due)

    portail_servi.choisir(paiement.idop or "", "P")
    attendre(portail_servi, 100)

    assert relectures(departement) == 1
    relire(paiement.id)
    reveiller(paiement.idop or "")
    assert relectures(departement) == 1
    assert comptes(departement) == (1, 50, 0)


def test_la_notification_l_ouvrier_puis_la_commande(
    departement: str, portail_servi: Guichetier, due: SommeDue, commandes: Commandes
):
    """Tout le chemin, sans que personne ne revienne sur la page : notification, tâche, encaissement, annonce."""
    portail_servi.scenario.notifications = Notifications.NORMALES
    paiement = ouvrir(due)
    portail_servi.choisir(paiement.idop or "", "P")
    attendre(portail_servi, 1)

    travailler(departement, concurrence=1, attendre=False)

    assert comptes(departement) == (1, 50, 0)
    assert commandes.noms() == ["PaiementOuvert", "PaiementConfirme"]
    assert relectures(departement) == 0


def test_des_notifications_en_desordre(departement: str, portail_servi: Guichetier, regie: Regie, commandes: Commandes):
    portail_servi.scenario.notifications = Notifications.EN_DESORDRE
    paiements = [ouvrir(somme(regie)) for _ in range(2)]
    for paiement, issue in zip(paiements, "PR", strict=True):
        portail_servi.choisir(paiement.idop or "", issue)
    attendre(portail_servi, 2)

    for paiement in reversed(paiements):
        relire(paiement.id)

    assert relectures(departement) == 2
    assert [relu(paiement.id).etat for paiement in paiements] == ["paye", "refuse"]
    assert comptes(departement) == (1, 50, 0)
