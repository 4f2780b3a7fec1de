"""Beaucoup de personnes au même instant : jamais deux rendez-vous au même moment, jamais une place de trop, jamais 500.

La fenêtre de course est élargie par la base elle-même : les ressources sont verrouillées d’ailleurs le temps que chacun
ait vu le créneau libre et attende son tour. Les faits se lisent en base, par une requête qui ignore notre code.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as heure
from uuid import uuid4

import psycopg
from sqlalchemy.exc import TimeoutError as PlusDeConnexion

from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.occupations.erreurs import AgendaTresDemande, CreneauPris
from portail.rendez_vous.reservations import actions, changements, deplacements, seances
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.erreurs import DejaUnRendezVous, PlusARegler, SeanceComplete
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.rendez_vous.ressources.models import GenreRessource
from portail.socle import horloge
from portail.socle.base import fermer_session
from portail.socle.erreurs import ErreurMetier
from tests.integration import rendez_vous as fabrique
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, choix, paris, prendre, quelqu_un

Geste = Callable[[], object]
RECOUVREMENTS = """
  SELECT count(*) FROM occupation a JOIN occupation b ON a.ressource_id = b.ressource_id AND a.id < b.id
  WHERE a.debut < b.fin AND b.debut < a.fin AND a.origine = 'rdv' AND b.origine = 'rdv'
"""
APRES_MIDI, SOIR = heure(13), heure(17)
EN_ATTENTE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
INTERBLOCAGES = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def compter(url: str, requete: str) -> int:
    with psycopg.connect(url, autocommit=True) as connexion:
        ligne = connexion.execute(requete.encode()).fetchone()
    assert ligne is not None
    return int(ligne[0])


@contextmanager
def ressources_retenues(url: str, attendus: int) -> Iterator[None]:
    """Verrouille toutes les ressources jusqu’à ce qu’autant de gestes attendent leur tour, ou deux secondes."""
    with psycopg.connect(url, autocommit=True) as guetteur, psycopg.connect(url) as verrou:
        verrou.execute("SELECT 1 FROM ressource FOR UPDATE")
        yield
        fin = time.monotonic() + 2
        while time.monotonic() < fin and (guetteur.execute(EN_ATTENTE).fetchone() or (0,))[0] < attendus:
            time.sleep(0.02)
        verrou.rollback()


def tous_a_la_fois(url: str, gestes: Sequence[Geste], *, attendus: int = 8) -> list[object]:
    """Fait tous les gestes au même signal, un fil chacun ; rend ce que chacun rend, ou ce qu’il lève."""
    fermer_session()
    barriere, rendus = threading.Barrier(len(gestes) + 1), [object()] * len(gestes)

    def courir(rang: int, geste: Geste) -> None:
        barriere.wait()
        try:
            rendus[rang] = insister(geste)
        except Exception as refus:  # noqa: BLE001 — tout se compte, y compris ce qui ne devrait jamais arriver
            rendus[rang] = refus
        finally:
            fermer_session()

    fils = [threading.Thread(target=courir, args=paire, daemon=True) for paire in enumerate(gestes)]
    for fil in fils:
        fil.start()
    with ressources_retenues(url, attendus):
        barriere.wait()
    for fil in fils:
        fil.join()
    return rendus


def insister(geste: Geste) -> object:
    """Refait le geste tant qu’on dit de réessayer dans un instant : la machine est lente, rien n’est décidé."""
    while True:
        try:
            return geste()
        except (AgendaTresDemande, PlusDeConnexion):
            fermer_session()


def bilan(rendus: Sequence[object]) -> Counter[str]:
    return Counter(type(un).__name__ if isinstance(un, Exception) else "pris" for un in rendus)


def reserver(ici: Accueil, debut: datetime, rang: int, **autres) -> Geste:
    voulue = Demande(choix=choix(ici, debut), personne=quelqu_un(rang), cle=uuid4().hex, **autres)
    return lambda: actions.reserver(voulue)


# ---------- Réserver ----------


def test_mille_reservations_du_meme_creneau_une_seule_passe(base_de_tous: str):
    ici = accueil()

    rendus = tous_a_la_fois(base_de_tous, [reserver(ici, paris(LUNDI, 9), rang) for rang in range(1000)])

    assert bilan(rendus) == {"pris": 1, "CreneauPris": 999}
    assert compter(base_de_tous, "SELECT count(*) FROM occupation") == 1
    assert compter(base_de_tous, "SELECT count(*) FROM rendez_vous") == 1
    assert compter(base_de_tous, "SELECT count(*) FROM participation") == 1


def test_deux_cents_personnes_et_vingt_agents_remplissent_sans_se_chevaucher(base_de_tous: str):
    ici = accueil()
    for rang in range(19):
        agenda = fabrique.agenda(fabrique.puericultrice(nom=f"Agent{rang}"), ici.lieu)
        fabrique.plage(ici.secretaire, agenda, ici.lieu, ici.objet)
    # Seize créneaux sur trois jours ; la moitié des personnes veut les quatre premiers, trop petits pour elle.
    debuts = [paris(LUNDI + timedelta(days=rang // 6), 9 + rang % 6 // 2, rang % 2 * 30) for rang in range(16)]
    voulus = [debuts[rang % 4] for rang in range(100)] + [debuts[rang % 16] for rang in range(100)]

    rendus = tous_a_la_fois(base_de_tous, [reserver(ici, debut, rang) for rang, debut in enumerate(voulus)])

    attendus = Counter({debut: min(20, nombre) for debut, nombre in Counter(voulus).items()})
    pris = Counter(rdv[0].debut for rdv in rendus if isinstance(rdv, list))
    assert bilan(rendus) == {"pris": attendus.total(), "CreneauPris": 200 - attendus.total()}
    assert pris == attendus
    assert compter(base_de_tous, "SELECT count(*) FROM occupation") == attendus.total()
    assert compter(base_de_tous, RECOUVREMENTS) == 0


def test_des_binomes_croises_ne_se_bloquent_pas(base_de_tous: str):
    agent = GenreRessource.AGENT
    ici = accueil(besoins=[(1, agent, "puericultrice", 30), (1, agent, "medecin", 30)])
    inverse = accueil(ou=ici.lieu, besoins=[(1, agent, "medecin", 30), (1, agent, "puericultrice", 30)])
    medecins = [fabrique.agenda(fabrique.puericultrice(nom=f"M{n}"), ici.lieu, "medecin") for n in range(3)]
    for agenda in [ici.ressource, inverse.ressource, *medecins]:
        fabrique.plage(ici.secretaire, agenda, ici.lieu, ici.objet, inverse.objet, debut=APRES_MIDI, fin=SOIR)
    avant = compter(base_de_tous, INTERBLOCAGES)
    gestes = [reserver((ici, inverse)[rang % 2], paris(LUNDI, 13 + rang % 3), rang) for rang in range(60)]

    rendus = tous_a_la_fois(base_de_tous, gestes)

    # Deux puéricultrices, trois heures : six binômes, pas un de plus ni de moins.
    assert bilan(rendus) == {"pris": 6, "CreneauPris": 54}
    assert compter(base_de_tous, "SELECT count(*) FROM occupation") == 12
    assert compter(base_de_tous, RECOUVREMENTS) == 0
    assert compter(base_de_tous, INTERBLOCAGES) == avant


def test_le_meme_envoi_dix_fois_a_la_fois_ne_prend_qu_un_rendez_vous(base_de_tous: str):
    ici = accueil()
    geste = reserver(ici, paris(LUNDI, 9), 1)

    rendus = tous_a_la_fois(base_de_tous, [geste] * 10, attendus=1)

    assert bilan(rendus) == {"pris": 10}
    assert len({rdv[0].id for rdv in rendus if isinstance(rdv, list)}) == 1
    assert compter(base_de_tous, "SELECT count(*) FROM rendez_vous") == 1


def test_une_personne_ne_prend_pas_deux_rendez_vous_a_la_fois(base_de_tous: str):
    ici = accueil()
    gestes = [reserver(ici, paris(LUNDI, 9 + rang % 3), 1) for rang in range(9)]

    rendus = tous_a_la_fois(base_de_tous, gestes, attendus=1)

    assert bilan(rendus) == {"pris": 1, "DejaUnRendezVous": 8}
    assert all(isinstance(un, list | DejaUnRendezVous) for un in rendus)


# ---------- Tenir ----------


def test_une_tenue_echue_n_est_reprise_que_par_une_personne(base_de_tous: str):
    ici = accueil()
    actions.tenir(choix(ici, paris(LUNDI, 9)), session_cle="partie")
    horloge.poser_decalage(horloge.decalage() + timedelta(minutes=11))

    def tenir(rang: int) -> Geste:
        return lambda: actions.tenir(choix(ici, paris(LUNDI, 9)), session_cle=f"session-{rang}")

    rendus = tous_a_la_fois(base_de_tous, [tenir(rang) for rang in range(40)])

    assert bilan(rendus) == {"pris": 1, "CreneauPris": 39}
    assert compter(base_de_tous, "SELECT count(*) FROM tenue") == 1
    assert compter(base_de_tous, "SELECT count(*) FROM occupation") == 1


def test_celui_qui_garde_reserve_meme_quand_tous_veulent_le_meme(base_de_tous: str):
    ici = accueil()
    actions.tenir(choix(ici, paris(LUNDI, 9)), session_cle="la-mienne")
    le_sien = reserver(ici, paris(LUNDI, 9), 0, detenteur=Detenteur(session="la-mienne"))

    autres = [reserver(ici, paris(LUNDI, 9), rang) for rang in range(1, 30)]

    rendus = tous_a_la_fois(base_de_tous, [le_sien, *autres], attendus=1)

    assert bilan(rendus[:1]) == {"pris": 1}
    assert bilan(rendus[1:]) == {"CreneauPris": 29}


# ---------- Changer ----------


def deplacer(ici: Accueil, rdv: RendezVous, debut: datetime) -> Geste:
    acteur = Acteur(participation_id=rdv.participations[0].id)
    return lambda: deplacements.deplacer(rdv.id, choix(ici, debut), acteur=acteur)


def annuler(rdv: RendezVous) -> Geste:
    acteur = Acteur(participation_id=rdv.participations[0].id)
    return lambda: changements.annuler(rdv.id, acteur=acteur)


def test_deux_deplacements_croises_ne_perdent_rien(base_de_tous: str):
    ici = accueil()
    un, deux = prendre(ici, paris(LUNDI, 9), quelqu_un(1)), prendre(ici, paris(LUNDI, 10), quelqu_un(2))

    croises = [deplacer(ici, un, paris(LUNDI, 10)), deplacer(ici, deux, paris(LUNDI, 9))]
    assert bilan(tous_a_la_fois(base_de_tous, croises, attendus=2)) == {"CreneauPris": 2}

    memes = [deplacer(ici, un, paris(LUNDI, 11)), deplacer(ici, deux, paris(LUNDI, 11))]
    assert bilan(tous_a_la_fois(base_de_tous, memes, attendus=2)) == {"pris": 1, "CreneauPris": 1}
    assert compter(base_de_tous, "SELECT count(*) FROM occupation WHERE origine = 'rdv'") == 2
    assert compter(base_de_tous, RECOUVREMENTS) == 0


def test_annuler_et_reserver_au_meme_instant_ne_se_recouvrent_jamais(base_de_tous: str):
    ici = accueil()
    for jour in range(3):
        debut = paris(LUNDI + timedelta(days=jour), 9)
        rdv = prendre(ici, debut, quelqu_un(100 + jour))
        gestes = [annuler(rdv), *(reserver(ici, debut, 10 * jour + rang) for rang in range(8))]
        rendus = tous_a_la_fois(base_de_tous, gestes, attendus=1)

        assert isinstance(rendus[0], RendezVous)
        reprises = [un for un in rendus[1:] if isinstance(un, list)]
        assert len(reprises) <= 1
        assert all(isinstance(un, list | CreneauPris) for un in rendus[1:])
        assert compter(base_de_tous, "SELECT count(*) FROM occupation WHERE origine = 'rdv'") == len(reprises)
        with suppress(ErreurMetier):
            annuler(reprises[0][0])() if reprises else None


def test_annuler_deux_fois_a_la_fois_n_annule_qu_une_fois(base_de_tous: str):
    rdv = prendre(accueil(), paris(LUNDI, 9), quelqu_un(1))

    rendus = tous_a_la_fois(base_de_tous, [annuler(rdv)] * 6, attendus=1)

    assert bilan(rendus) == {"pris": 1, "PlusARegler": 5}
    assert all(isinstance(un, RendezVous | PlusARegler) for un in rendus)


# ---------- Séances ----------


def test_douze_places_deux_cents_personnes_douze_inscrites(base_de_tous: str):
    ici = accueil(places=12)
    voulu = replace(choix(ici, paris(LUNDI, 14)), agents=frozenset({ici.ressource.id}))
    seance = seances.ouvrir(voulu, agent=ici.secretaire)

    def venir(rang: int) -> Geste:
        lieu_id, objet_id, modalite = ici.lieu.id, ici.objet.id, Modalite.SUR_PLACE
        inutile = Choix(objet_id=objet_id, lieu_id=lieu_id, modalite=modalite, debut=seance.debut)
        demande = Demande(choix=inutile, personne=quelqu_un(rang), cle=uuid4().hex)
        return lambda: seances.s_inscrire(seance.id, demande)

    rendus = tous_a_la_fois(base_de_tous, [venir(rang) for rang in range(200)], attendus=0)

    assert bilan(rendus) == {"pris": 12, SeanceComplete.__name__: 188}
    assert compter(base_de_tous, "SELECT places_prises FROM rendez_vous") == 12
    assert compter(base_de_tous, "SELECT count(*) FROM participation WHERE etat = 'attendu'") == 12
