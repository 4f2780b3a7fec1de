"""Mille familles pour cent places : cent exactement. Fratries et quotas partagés compris ; les faits lus en base."""

import random
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.attente import actions as attentes
from portail.inscriptions.attente import balayage as balayage_attente
from portail.inscriptions.attente.models import EtatAttente
from portail.inscriptions.paniers import annulations, balayage, suites
from portail.inscriptions.paniers.models import EtatCommande, MotifDeRenoncement
from portail.inscriptions.places.erreurs import Complet
from portail.inscriptions.places.models import EtatPlace
from portail.socle import decalage, horloge
from portail.socle.base import fermer_session, transaction
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.course import (
    DERIVES,
    INTERBLOCAGES,
    TROP,
    Geste,
    bilan,
    compter,
    foyers,
    tous_a_la_fois,
)
from tests.integration.inscriptions.fabrique import Foyer

TENUES = "SELECT count(*) FROM place WHERE etat <> 'liberee'"
ACTIVES = "SELECT count(*) FROM inscription WHERE active"
LES_INSCRIPTIONS = "SELECT 1 FROM inscription ORDER BY id FOR UPDATE"
A_MOITIE = """
  SELECT count(*) FROM (
    SELECT 1 FROM inscription i WHERE active GROUP BY usager_id
    HAVING count(*) <> (SELECT count(*) FROM rattachement_enfant r WHERE r.usager_id = i.usager_id)
  ) m
"""
"""Les foyers dont un enfant est inscrit et pas l’autre."""


@pytest.fixture
def base_de_tous(base_reelle: str) -> Iterator[str]:
    """Une base où l’on valide pour de bon, les activités installées."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(fabriques.JOUR)
    fabrique.installer()
    yield base_reelle
    horloge.poser_decalage(horloge.decalage() * 0)


def prendre(un: Foyer, *groupes: Groupe) -> Geste:
    return lambda: fabrique.au_panier(un, *groupes)


def test_mille_familles_pour_cent_places_cent_exactement(base_de_tous: str):
    stage, familles = fabrique.groupe(places=100), foyers(1000)

    rendus = tous_a_la_fois(base_de_tous, [prendre(une, stage) for une in familles], attendus=20)

    assert bilan(rendus) == {"pris": 100, "Complet": 900}
    assert compter(base_de_tous, TENUES) == compter(base_de_tous, ACTIVES) == 100
    assert fabrique.prises(stage) == 100
    assert (compter(base_de_tous, DERIVES), compter(base_de_tous, TROP)) == (0, 0)


def test_les_fratries_passent_entieres_ou_pas_du_tout(base_de_tous: str):
    stage, familles = fabrique.groupe(places=101), foyers(200, enfants=2)

    rendus = tous_a_la_fois(base_de_tous, [prendre(une, stage) for une in familles], attendus=20)

    assert bilan(rendus) == {"pris": 50, "Complet": 150}
    assert fabrique.prises(stage) == 100
    moities = "SELECT count(*) FROM (SELECT 1 FROM inscription GROUP BY usager_id HAVING count(*) <> 2) m"
    assert compter(base_de_tous, moities) == 0
    assert compter(base_de_tous, DERIVES) == 0


def test_mille_familles_fratries_comprises_pour_un_quota_partage_cent_exactement(base_de_tous: str):
    """Une famille sur quatre veut un enfant dans chacun des deux groupes, qui n’ont ensemble que cent places."""
    commun = fabrique.quota(100)
    deux = [fabrique.groupe(places=90, partages=[commun]) for _ in range(2)]
    avant = compter(base_de_tous, INTERBLOCAGES)
    gestes = [prendre(une, deux[rang % 2]) for rang, une in enumerate(foyers(750))]
    gestes += [prendre(une, *(deux if rang % 2 else deux[::-1])) for rang, une in enumerate(foyers(250, enfants=2))]
    random.Random(44).shuffle(gestes)

    rendus = tous_a_la_fois(base_de_tous, gestes, attendus=20)

    assert bilan(rendus).keys() == {"pris", "Complet"}
    assert compter(base_de_tous, ACTIVES) == 100
    assert compter(base_de_tous, TENUES) == 200  # chacune tient son groupe et le quota commun
    assert fabrique.pris(commun.id) == {commun.id: 100}
    assert sum(map(fabrique.prises, deux)) == 100
    assert max(map(fabrique.prises, deux)) <= 90
    assert compter(base_de_tous, A_MOITIE) == 0
    assert (compter(base_de_tous, DERIVES), compter(base_de_tous, TROP)) == (0, 0)
    assert compter(base_de_tous, INTERBLOCAGES) == avant


def test_des_fratries_croisees_ne_se_bloquent_pas(base_de_tous: str):
    un, deux = fabrique.groupe(places=30), fabrique.groupe(places=30)
    familles, avant = foyers(80, enfants=2), compter(base_de_tous, INTERBLOCAGES)
    gestes = [prendre(une, un, deux) if rang % 2 else prendre(une, deux, un) for rang, une in enumerate(familles)]

    rendus = tous_a_la_fois(base_de_tous, gestes)

    assert bilan(rendus) == {"pris": 30, "Complet": 50}
    assert (fabrique.prises(un), fabrique.prises(deux)) == (30, 30)
    assert compter(base_de_tous, INTERBLOCAGES) == avant
    assert compter(base_de_tous, DERIVES) == 0


def test_les_deux_parents_au_meme_instant_n_inscrivent_qu_une_fois(base_de_tous: str):
    stage = fabrique.groupe(places=10)
    mere, pere = fabrique.foyer("Lou"), fabrique.foyer("Lou")

    rendus = tous_a_la_fois(base_de_tous, [prendre(mere, stage), prendre(pere, stage)], attendus=2)

    assert bilan(rendus) == {"pris": 1, "DejaInscrit": 1}
    assert (fabrique.prises(stage), compter(base_de_tous, ACTIVES)) == (1, 1)


def test_deux_onglets_n_ouvrent_qu_un_panier(base_de_tous: str):
    stages, guillet = [fabrique.groupe() for _ in range(3)], fabrique.foyer("Lou")

    rendus = tous_a_la_fois(base_de_tous, [prendre(guillet, stage) for stage in stages], attendus=3)

    assert bilan(rendus) == {"pris": 3}
    assert compter(base_de_tous, "SELECT count(*) FROM commande") == 1
    assert [fabrique.prises(stage) for stage in stages] == [1, 1, 1]


def test_la_limite_de_stages_tient_chez_les_deux_parents(base_de_tous: str):
    stages = [fabrique.groupe() for _ in range(6)]
    mere, pere = fabrique.foyer("Lou"), fabrique.foyer("Lou")

    rendus = tous_a_la_fois(
        base_de_tous, [prendre((mere, pere)[rang % 2], stage) for rang, stage in enumerate(stages)], attendus=3
    )

    assert bilan(rendus) == {"pris": 3, "TropDeStages": 3}
    assert compter(base_de_tous, ACTIVES) == 3


# ---------- L’heure et l’argent ----------


def test_payer_ou_laisser_passer_l_heure_un_seul_gagne(base_de_tous: str):
    stage = fabrique.groupe(places=20)
    commandes = [
        fabrique.engagee(une, fabrique.au_panier(une, stage)) for une in (fabrique.foyer(f"Lou{n}") for n in range(12))
    ]
    decalage.avancer(timedelta(minutes=20) - timedelta(seconds=2))

    def payer(rang: int) -> Geste:
        def geste() -> object:
            with transaction():
                return suites.ouvrir_le_paiement(commandes[rang].id)

        return geste

    def balayer() -> object:
        return balayage.rendre_les_paniers_echus()

    # La fenêtre dure deux secondes : l’heure passe pendant que chacun attend son tour.
    gestes = [*(payer(rang) for rang in range(12)), balayer, balayer]
    rendus = tous_a_la_fois(base_de_tous, gestes, attendus=99, pose=LES_INSCRIPTIONS)
    fermer_session()
    balayage.rendre_les_paniers_echus()

    assert not [un for un in rendus if isinstance(un, Exception) and type(un).__name__ != "PanierPerdu"]
    etats = [fabrique.relue(une).etat for une in commandes]
    assert set(etats) <= {EtatCommande.EN_PAIEMENT, EtatCommande.ABANDONNEE}
    places = fabrique.etats(stage)
    assert places[EtatPlace.EN_PAIEMENT] == etats.count(EtatCommande.EN_PAIEMENT) == fabrique.prises(stage)
    assert compter(base_de_tous, DERIVES) == 0


def test_l_argent_confirme_et_l_echec_au_meme_instant_un_seul_gagne(base_de_tous: str):
    stage, guillet = fabrique.groupe(), fabrique.foyer("Lou")
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage))
    with transaction():
        suites.ouvrir_le_paiement(commande.id)

    def confirmer() -> object:
        with transaction():
            return suites.confirmer(commande.id)

    def echouer() -> object:
        with transaction():
            return suites.echouer(commande.id)

    tous_a_la_fois(base_de_tous, [echouer, confirmer, echouer, confirmer], attendus=4, pose=LES_INSCRIPTIONS)

    # L’échec rend la main, l’argent confirme : dans un ordre ou dans l’autre, la place est confirmée une fois.
    assert fabrique.relue(commande).etat is EtatCommande.PAYEE
    assert fabrique.etats(stage) == {EtatPlace.CONFIRMEE: 1}
    assert compter(base_de_tous, DERIVES) == 0


# ---------- La liste d’attente ----------


def test_la_place_rendue_va_a_qui_attend_jamais_a_qui_passe(base_de_tous: str):
    stage = fabrique.groupe(places=1)
    partant, attendant = fabrique.foyer("Lou"), fabrique.foyer("Zoé", nom="Tanguy")
    commande = fabrique.confirmee(partant, stage)
    attente = fabrique.attend(attendant, stage)
    [inscription] = [ligne.inscription_id for ligne in commande.lignes if ligne.inscription_id]
    assert inscription is not None
    passants = foyers(40)

    def renoncer() -> object:
        return annulations.renoncer(inscription, MotifDeRenoncement.AUTRE, **partant.qui)

    rendus = tous_a_la_fois(base_de_tous, [*(prendre(un, stage) for un in passants), renoncer], attendus=1)

    assert bilan(rendus) == {"pris": 1, "Complet": 40}
    assert fabrique.relu(attente).etat is EtatAttente.PROPOSE
    assert fabrique.etats(stage) == {EtatPlace.LIBEREE: 1, EtatPlace.PROPOSEE: 1}
    assert (fabrique.prises(stage), compter(base_de_tous, DERIVES)) == (1, 0)


def test_accepter_et_laisser_passer_l_echeance_un_seul_gagne(base_de_tous: str):
    stage = fabrique.groupe(places=1)
    premier, second = fabrique.foyer("Zoé", nom="Tanguy"), fabrique.foyer("Ana", nom="Morel")
    partant = fabrique.foyer("Lou")
    commande = fabrique.confirmee(partant, stage)
    attente, suivante = fabrique.attend(premier, stage), fabrique.attend(second, stage)
    annulations.renoncer(
        next(ligne.inscription_id for ligne in commande.lignes if ligne.inscription_id),
        MotifDeRenoncement.AUTRE,
        **partant.qui,
    )
    echeance = fabrique.relu(attente).echeance
    assert echeance is not None
    decalage.avancer(echeance - horloge.maintenant() - timedelta(seconds=1))

    gestes = [lambda: attentes.accepter(attente.id, **premier.qui), balayage_attente.passer_aux_suivants]
    tous_a_la_fois(base_de_tous, gestes, attendus=9, pose="SELECT 1 FROM attente_foyer FOR UPDATE")
    fermer_session()
    balayage_attente.passer_aux_suivants()

    acceptee = fabrique.relu(attente).etat is EtatAttente.SERVI
    assert acceptee is not (fabrique.relu(suivante).etat is EtatAttente.PROPOSE)
    assert fabrique.prises(stage) == 1
    assert compter(base_de_tous, DERIVES) == 0


def test_vingt_places_rendues_d_un_coup_servent_vingt_foyers_differents(base_de_tous: str):
    stage = fabrique.groupe(places=20)
    partants = [fabrique.foyer(f"Lou{rang}") for rang in range(20)]
    commandes = [fabrique.confirmee(un, stage) for un in partants]
    attentes_prises = [fabrique.attend(fabrique.foyer(f"Zoé{rang}", nom="Tanguy"), stage) for rang in range(25)]
    avant = compter(base_de_tous, INTERBLOCAGES)

    def renoncer(rang: int) -> Geste:
        [ligne] = [une.inscription_id for une in commandes[rang].lignes if une.inscription_id]
        assert ligne is not None
        return lambda: annulations.renoncer(ligne, MotifDeRenoncement.AUTRE, **partants[rang].qui)

    rendus = tous_a_la_fois(base_de_tous, [renoncer(rang) for rang in range(20)], attendus=10)

    assert bilan(rendus) == {"pris": 20}
    servis = [fabrique.relu(une).etat for une in attentes_prises]
    assert servis.count(EtatAttente.PROPOSE) == 20
    assert servis[20:] == [EtatAttente.ATTEND] * 5
    assert fabrique.etats(stage) == {EtatPlace.LIBEREE: 20, EtatPlace.PROPOSEE: 20}
    assert (compter(base_de_tous, DERIVES), compter(base_de_tous, INTERBLOCAGES)) == (0, avant)


def test_la_base_refuse_la_place_de_trop_meme_si_le_code_se_trompe(base_de_tous: str):
    stage, guillet = fabrique.groupe(places=1), fabrique.foyer("Lou")
    fabrique.au_panier(guillet, stage)
    fermer_session()

    with psycopg.connect(base_de_tous, autocommit=True) as connexion, pytest.raises(psycopg.errors.CheckViolation):
        connexion.execute("UPDATE quota SET pris = pris + 1 WHERE code = %s", [stage.code])
    with pytest.raises(Complet):
        fabrique.au_panier(fabrique.foyer("Zoé", nom="Tanguy"), stage)
