"""Un processus tué au milieu, sans un mot : rien de perdu, rien vendu deux fois ; les lignes relues en base.

Le milieu est tenu par la base : une ligne est verrouillée d’ailleurs jusqu’à ce que le processus l’attende ; on tue.
"""

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
import requests

from portail.demonstration import processus
from portail.demonstration.payfip.scenario import Panne
from portail.demonstration.pile import commande_du_web
from portail.demonstration.processus import Fils
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.attente.models import EtatAttente
from portail.inscriptions.paniers import balayage
from portail.inscriptions.paniers.models import Commande, EtatCommande
from portail.inscriptions.paniers.sommes import objet_de
from portail.inscriptions.places.models import EtatPlace
from portail.paiement.paiements import balayage as balayage_des_paiements
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.models import SommeDue
from portail.paiement.paiements.notification import reveiller
from portail.paiement.paiements.queries import somme_de
from portail.socle import horloge
from portail.socle.base import fermer_session, transaction
from portail.socle.taches import differer_par_nom, travailler
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.course import (
    DERIVES,
    EN_ATTENTE,
    LES_QUOTAS,
    TROP,
    bilan,
    compter,
    foyers,
    tous_a_la_fois,
)
from tests.integration.paiement import fabrique as caisse
from tests.payfip import Guichetier

PATIENCE_SECONDES = 900
"""De quoi ne pas prendre une machine lente pour une panne."""
TENUES = "SELECT count(*) FROM place WHERE etat <> 'liberee'"
INSCRITS = "SELECT count(*) FROM inscription WHERE active AND confirmee_le IS NOT NULL"
ENCAISSES = "SELECT count(*) FROM encaissement"
RECUS = "SELECT count(*) FROM notification WHERE gabarit = 'paiement/recu'"
LA_SOMME = "SELECT 1 FROM somme_due FOR UPDATE"
JETON = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
OUVRIER = (sys.executable, "-m", "portail.ouvrier", "1")


@pytest.fixture
def departement(base_reelle: str) -> Iterator[str]:
    """Une base où l’on valide pour de bon."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(fabriques.JOUR)
    yield base_reelle
    fermer_session()
    horloge.poser_decalage(horloge.decalage() * 0)


@pytest.fixture
def lancer(environ: dict[str, str], en_ligne: Guichetier, tmp_path: Path) -> Iterator[Callable[..., Fils]]:
    """De quoi lancer un processus du portail ; ce qui vit encore à la fin est tué."""
    lances: list[Fils] = []

    def un(*commande: str, **autres: str) -> Fils:
        complet = {**os.environ, **environ, "PAYFIP_URL": en_ligne.racine, **autres}
        fils = processus.lancer("l’essai", commande, environnement=complet, journal=tmp_path / f"{len(lances)}.log")
        lances.append(fils)
        return fils

    yield un
    for fils in lances:
        tuer(fils)


@pytest.fixture
def web(lancer: Callable[..., Fils]) -> tuple[Fils, str]:
    """Un serveur web du portail, et son adresse."""
    [port] = processus.ports_libres(1)
    adresse = f"http://127.0.0.1:{port}"
    fils = lancer(*commande_du_web(port), URL_PUBLIQUE=adresse)
    processus.attendre(
        partial(processus.repond, f"{adresse}/sante/pret"), fils=[fils], delai_secondes=PATIENCE_SECONDES, quoi="le web"
    )
    return fils, adresse


def tuer(fils: Fils) -> None:
    """Tue tout le groupe, sans lui laisser dire un mot."""
    with suppress(ProcessLookupError):
        os.killpg(fils.processus.pid, signal.SIGKILL)
    fils.processus.wait()


def attendre(url: str, requete: LiteralString, nombre: int) -> None:
    """Attend que cette requête compte ce nombre."""
    fin = time.monotonic() + PATIENCE_SECONDES
    while compter(url, requete) != nombre:
        assert time.monotonic() < fin, f"{requete} : {compter(url, requete)} au lieu de {nombre}"
        time.sleep(0.02)


@contextmanager
def tue_au_milieu(url: str, pose: LiteralString, *, attendus: int = 1) -> Iterator[list[Fils]]:
    """Verrouille ces lignes, tue les processus lancés quand ils les attendent ; rend la main une fois tout défait."""
    fermer_session()
    with psycopg.connect(url) as verrou:
        verrou.execute(pose)
        a_tuer: list[Fils] = []
        yield a_tuer
        attendre(url, EN_ATTENTE, attendus)
        for fils in a_tuer:
            tuer(fils)
        verrou.rollback()
    en_cours = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL"
    # La connexion qui compte est elle-même dans une transaction : il ne doit plus rester qu’elle.
    attendre(url, en_cours, 1)


def a_payer(places: int = 1) -> tuple[Groupe, Commande, SommeDue]:
    """Rend un stage, une commande engagée en ligne, et ce qu’elle doit."""
    stage, guillet = fabrique.groupe(places=places), fabrique.foyer("Lou")
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage))
    due = somme_de(objet_de(commande.id))
    assert due is not None
    return stage, commande, due


def exiger_une_vente(url: str, stage: Groupe, commande: Commande) -> None:
    """Une place, un enfant inscrit, un encaissement, un reçu, une confirmation : ni plus, ni moins."""
    fermer_session()
    assert fabrique.relue(commande).etat is EtatCommande.PAYEE
    assert fabrique.etats(stage) == {EtatPlace.CONFIRMEE: 1}
    assert (fabrique.prises(stage), compter(url, INSCRITS), compter(url, ENCAISSES)) == (1, 1, 1)
    assert compter(url, RECUS) == 1
    assert (compter(url, DERIVES), compter(url, TROP)) == (0, 0)


# ---------- Le panier ----------


def test_tue_pendant_qu_il_prend_des_places_il_n_en_prend_aucune(
    departement: str, sport: None, lancer: Callable[..., Fils]
):
    stage, familles = fabrique.groupe(places=6), foyers(12)
    perdues, autres = familles[:6], familles[6:]
    voulus = [f"{un.usager.id}:{un.enfant.id}:{stage.id}" for un in perdues]

    with tue_au_milieu(departement, LES_QUOTAS, attendus=6) as a_tuer:
        a_tuer.append(lancer(sys.executable, "-m", "tests.integration.inscriptions.paniers_lances", *voulus))

    assert (compter(departement, TENUES), fabrique.prises(stage)) == (0, 0)
    assert compter(departement, "SELECT count(*) FROM commande") == 0
    rendus = tous_a_la_fois(departement, [partial(fabrique.au_panier, un, stage) for un in autres], attendus=6)
    assert bilan(rendus) == {"pris": 6}
    assert (compter(departement, TENUES), fabrique.prises(stage)) == (6, 6)
    assert (compter(departement, DERIVES), compter(departement, TROP)) == (0, 0)


def test_l_ouvrier_tue_pendant_qu_il_rend_un_panier_la_place_ne_sert_qu_une_fois(
    departement: str, sport: None, en_ligne: Guichetier, lancer: Callable[..., Fils]
):
    stage, partant = fabrique.groupe(places=1), fabrique.foyer("Lou")
    fabrique.au_panier(partant, stage)
    attentes = [fabrique.attend(fabrique.foyer(prenom, nom="Tanguy"), stage) for prenom in ("Zoé", "Ana")]
    caisse.avancer(en_ligne, minutes=21)
    with transaction():
        differer_par_nom("inscriptions.rendre_les_paniers", timestamp=0)

    with tue_au_milieu(departement, LES_QUOTAS) as a_tuer:
        a_tuer.append(lancer(*OUVRIER))

    assert (fabrique.etats(stage), fabrique.prises(stage)) == ({EtatPlace.PANIER: 1}, 1)
    assert balayage.rendre_les_paniers_echus() == 1
    fermer_session()
    assert [fabrique.relu(une).etat for une in attentes] == [EtatAttente.PROPOSE, EtatAttente.ATTEND]
    assert fabrique.etats(stage) == {EtatPlace.LIBEREE: 1, EtatPlace.PROPOSEE: 1}
    assert (fabrique.prises(stage), compter(departement, DERIVES)) == (1, 0)


# ---------- L’argent ----------


def test_le_web_tue_pendant_qu_il_ouvre_un_paiement_on_paie_une_fois(
    departement: str, en_ligne: Guichetier, web: tuple[Fils, str]
):
    fils, adresse = web
    stage, commande, due = a_payer()
    page, navigateur = f"{adresse}{chemin_de(due.id)}", requests.Session()
    jeton = JETON.search(navigateur.get(page, timeout=PATIENCE_SECONDES).text)
    assert jeton is not None
    en_ligne.panne(Panne.MUET)
    fermer_session()
    envoi = threading.Thread(
        target=_poster, args=(navigateur, page, {"csrf_token": jeton[1], "courriel": caisse.COURRIEL})
    )
    envoi.start()

    attendre(departement, "SELECT count(*) FROM paiement WHERE etat = 'initie'", 1)
    tuer(fils)
    envoi.join()

    assert fabrique.relue(commande).etat is EtatCommande.EN_PAIEMENT
    assert (fabrique.etats(stage), fabrique.prises(stage)) == ({EtatPlace.EN_PAIEMENT: 1}, 1)
    en_ligne.panne(Panne.AUCUNE)
    caisse.avancer(en_ligne, minutes=2)
    assert balayage_des_paiements.clore_les_ouvertures_perdues() == 1
    assert fabrique.relue(commande).etat is EtatCommande.A_PAYER
    assert fabrique.etats(stage) == {EtatPlace.PANIER: 1}
    caisse.payee(en_ligne, due)
    exiger_une_vente(departement, stage, commande)


def _poster(navigateur: requests.Session, page: str, champs: Mapping[str, str]) -> None:
    with suppress(requests.RequestException):
        navigateur.post(page, data=champs, timeout=PATIENCE_SECONDES, allow_redirects=False)


@pytest.mark.parametrize("qui", ["l’ouvrier", "le web"])
def test_tue_pendant_qu_il_note_l_argent_l_argent_n_est_note_qu_une_fois(
    departement: str, en_ligne: Guichetier, web: tuple[Fils, str], lancer: Callable[..., Fils], qui: str
):
    fils, adresse = web
    stage, commande, due = a_payer()
    paiement = caisse.ouvrir(due)
    assert paiement.idop is not None
    en_ligne.etat.conclure(paiement.idop, "P")
    chemin = chemin_de(due.id)
    if qui == "l’ouvrier":
        reveiller(paiement.idop)

    with tue_au_milieu(departement, LA_SOMME) as a_tuer:
        if qui == "l’ouvrier":
            a_tuer.append(lancer(*OUVRIER))
        else:
            a_tuer.append(fils)
            threading.Thread(target=_lire, args=(f"{adresse}{chemin}",), daemon=True).start()

    assert (compter(departement, ENCAISSES), compter(departement, INSCRITS)) == (0, 0)
    assert (fabrique.etats(stage), fabrique.prises(stage)) == ({EtatPlace.EN_PAIEMENT: 1}, 1)
    caisse.avancer(en_ligne, minutes=3)
    for _fois in range(2):
        balayage_des_paiements.balayer()
        fermer_session()
        travailler(departement, concurrence=1, attendre=False)
    exiger_une_vente(departement, stage, commande)


def _lire(page: str) -> None:
    with suppress(requests.RequestException):
        requests.get(page, timeout=PATIENCE_SECONDES)
