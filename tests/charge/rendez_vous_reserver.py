"""La réservation du banc « rendez-vous » : deux cents personnes, vingt agents, seize horaires.

Elles arrivent toutes au même instant, devant un seul processus puis devant ceux d’une installation ordinaire ; puis en
quelques secondes, chacune gardant d’abord son créneau, comme à l’écran. Une durée se compte depuis l’arrivée : attendre
qu’un fil se libère en est.
"""

import multiprocessing
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as heure
from functools import partial
from itertools import repeat
from uuid import UUID, uuid4

import psutil
from sqlalchemy import text

from portail.rendez_vous.creneaux.recherche import Recherche, chercher
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.occupations.erreurs import AgendaTresDemande, CreneauPris
from portail.rendez_vous.reservations.actions import reserver, tenir
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.personnes import Personne
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.socle import base
from portail.socle.erreurs import ErreurMetier
from tests.charge import commun
from tests.charge.rendez_vous_donnees import AGENTS_PAR_LIEU, Departement
from tests.charge.rendez_vous_rapport import (
    A_LA_SUITE,
    GARDER,
    PLANCHER,
    PLUSIEURS_PROCESSUS,
    REFUS,
    RESERVER,
    UN_PROCESSUS,
    Affluence,
    Issue,
    Reservation,
)

PROCESSUS, FILS = 2, 16
"""Ceux de docs/exploitation.md : `--workers 2 --blocking-threads 16`."""
PAR_SECONDE = 10
"""Quand elles se suivent ; cent mille rendez-vous par an n’en font qu’une toutes les cinq minutes."""
REFLECHIR_SECONDES = 1.0
"""Entre garder son créneau et le prendre : le temps d’écrire son nom, raccourci."""
PREPARER_SECONDES = 1.0
ECHAUFFEMENT = 4
LIEUX_DEMANDES = 20 // AGENTS_PAR_LIEU
HORAIRES = 16
CHEVAUCHEMENTS = text("""
    SELECT count(*) FROM occupation a JOIN occupation b
    ON a.ressource_id = b.ressource_id AND a.id < b.id AND a.debut < b.fin AND b.debut < a.fin
    WHERE a.actif AND b.actif AND NOT a.force AND NOT b.force
""")
VERROU = text("SELECT id FROM ressource WHERE id = :id FOR NO KEY UPDATE")
LIGNE = text("""
    INSERT INTO occupation (id, ressource_id, debut, fin, origine, source_id, actif, force)
    VALUES (gen_random_uuid(), :id, :debut, :fin, 'visite', gen_random_uuid(), true, false)
""")


@dataclass(frozen=True, slots=True)
class Geste:
    """Ce que fait une personne, et quand elle arrive, en secondes après le départ."""

    nom: str
    arrivee: float
    faire: Callable[[], object]


def mesurer(postgres: psutil.Process, departement: Departement, clients: int, a_la_suite: int) -> Reservation:
    """Fait réserver tout le monde, de trois façons, puis écrire le plancher ; compte en base ce qui se chevauche."""
    nombres = (clients, clients, a_la_suite, ECHAUFFEMENT)
    premieres, secondes, suivies, essais = (_demandes(departement, *une) for une in enumerate(nombres))
    for une in essais:
        _une(Geste(RESERVER, 0.0, partial(reserver, une)), 0.0)
    affluences = [
        _affluence(UN_PROCESSUS, postgres, 1, _directes(premieres)),
        _affluence(PLUSIEURS_PROCESSUS, postgres, PROCESSUS, _directes(secondes)),
        _affluence(A_LA_SUITE, postgres, PROCESSUS, _en_deux_temps(suivies)),
        _affluence(PLANCHER, postgres, PROCESSUS, _planchers(departement, clients)),
    ]
    with base.moteur().connect() as connexion:
        chevauchements = connexion.scalar(CHEVAUCHEMENTS) or 0
    return Reservation(affluences, chevauchements)


def _demandes(departement: Departement, semaine: int, clients: int) -> Sequence[Demande]:
    """Rend ce que chacun demande : un des seize premiers horaires de cette semaine, dans les quatre derniers lieux."""
    voulus = frozenset(departement.lieux[-LIEUX_DEMANDES:])
    du = departement.libre_le + timedelta(weeks=semaine)
    par_lieu = chercher(Recherche(objet_id=departement.pesee, lieux=voulus, du=du)).par_lieu
    base.fermer_session()
    horaires = [
        Choix(objet_id=departement.pesee, lieu_id=lieu, modalite=Modalite.SUR_PLACE, debut=creneau.debut)
        for lieu, creneaux in par_lieu.items()
        for creneau in creneaux[:HORAIRES]
    ]
    hasard = random.Random(semaine)
    return [_demande(hasard.choice(horaires), semaine, rang) for rang in range(clients)]


def _demande(choix: Choix, semaine: int, rang: int) -> Demande:
    nom, telephone = f"Client {semaine} {rang}", f"06 39 98 {rang // 100:02} {rang % 100:02}"
    return Demande(choix=choix, personne=Personne(prenom="Camille", nom=nom, telephone=telephone), cle=uuid4().hex)


def _directes(demandes: Sequence[Demande]) -> list[Geste]:
    """Rend ce que fait chacun quand tous arrivent au même instant."""
    return [Geste(RESERVER, 0.0, partial(reserver, une)) for une in demandes]


def _en_deux_temps(demandes: Sequence[Demande]) -> list[Geste]:
    """Rend ce que fait chacun quand ils se suivent : garder son créneau, puis le prendre."""
    gestes = []
    for rang, une in enumerate(demandes):
        arrivee, gardee = rang / PAR_SECONDE, replace(une, detenteur=Detenteur(session=une.cle))
        gestes.append(Geste(GARDER, arrivee, partial(tenir, une.choix, session_cle=une.cle)))
        gestes.append(Geste(RESERVER, arrivee + REFLECHIR_SECONDES, partial(reserver, gardee)))
    return sorted(gestes, key=lambda geste: geste.arrivee)


def _planchers(departement: Departement, clients: int) -> list[Geste]:
    requete = text("SELECT id FROM ressource WHERE genre = 'agent' AND lieu_id = ANY(:lieux) ORDER BY id")
    with base.moteur().connect() as connexion:
        ressources = list(connexion.scalars(requete, {"lieux": list(departement.lieux[-LIEUX_DEMANDES:])}))
    jour = departement.libre_le + timedelta(days=700)
    return [
        Geste(RESERVER, 0.0, partial(_ecrire, ressources[rang % len(ressources)], jour, rang))
        for rang in range(clients)
    ]


def _ecrire(ressource: UUID, jour: date, rang: int) -> None:
    """Verrouille une ressource et écrit une ligne, à une heure où il n’y a rien."""
    debut = datetime.combine(jour, heure(0), UTC) + timedelta(hours=rang)
    with base.moteur().begin() as connexion:
        connexion.execute(VERROU, {"id": ressource})
        connexion.execute(LIGNE, {"id": ressource, "debut": debut, "fin": debut + timedelta(minutes=30)})


def _affluence(nom: str, postgres: psutil.Process, processus: int, gestes: Sequence[Geste]) -> Affluence:
    """Partage ces gestes entre autant de processus qui se valent, et rend ce que chacun a donné."""
    base.fermer_session()
    depart, cpu = time.monotonic() + PREPARER_SECONDES, commun.cpu_secondes(postgres)
    # Des enfants de ce processus, où tout est déjà chargé : seules leurs connexions sont neuves.
    with ProcessPoolExecutor(processus, mp_context=multiprocessing.get_context("fork")) as equipe:
        rendus = list(equipe.map(_servir, [gestes[rang::processus] for rang in range(processus)], repeat(depart)))
    cpu = commun.cpu_secondes(postgres) - cpu + sum(siens for _issues, siens in rendus)
    return Affluence(nom, processus, [une for issues, _cpu in rendus for une in issues], cpu * 1000)


def _servir(gestes: Sequence[Geste], depart: float) -> tuple[list[Issue], float]:
    """Fait ces gestes dans les fils d’un processus, chacun à l’arrivée de qui le demande ; rend aussi le processeur."""
    base.moteur().dispose(close=False)
    cpu = time.process_time()
    with ThreadPoolExecutor(FILS) as fils:
        attendues = []
        for geste in gestes:
            time.sleep(max(0.0, depart + geste.arrivee - time.monotonic()))
            attendues.append(fils.submit(_une, geste, depart))
        return [une.result() for une in attendues], time.process_time() - cpu


def _une(geste: Geste, depart: float) -> Issue:
    faute = ""
    try:
        geste.faire()
    except (CreneauPris, AgendaTresDemande):
        faute = REFUS
    except (ErreurMetier, OSError) as erreur:
        faute = type(erreur).__name__
    finally:
        base.fermer_session()
    fin = time.monotonic() - depart
    return Issue(geste.nom, geste.arrivee, fin, faute)
