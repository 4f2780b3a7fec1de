"""Beaucoup de familles au même instant : mille fils, un signal, la fenêtre de course élargie par la base elle-même."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import LiteralString
from uuid import uuid4

import psycopg
from sqlalchemy.exc import TimeoutError as PlusDeConnexion

from portail.identite.famille.actions import FicheEnfant
from portail.identite.famille.models import Enfant, Qualite, Rattachement, Residence
from portail.identite.models import Usager
from portail.socle import horloge
from portail.socle.base import fermer_session, session, transaction
from portail.socle.tours import TropDeMonde
from tests.integration.inscriptions.fabrique import VALLET, Foyer

Geste = Callable[[], object]
EN_ATTENTE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
INTERBLOCAGES = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
LES_QUOTAS = "SELECT 1 FROM quota ORDER BY id FOR UPDATE"
FENETRE_SECONDES = 2
DERIVES = """
  SELECT count(*) FROM quota q WHERE q.pris <> (
    SELECT count(*) FROM place p WHERE p.quota_id = q.id AND p.etat <> 'liberee')
"""
TROP = "SELECT count(*) FROM quota WHERE pris > capacite OR pris < 0"


def foyers(nombre: int, *, enfants: int = 1) -> list[Foyer]:
    """Rend autant de foyers de Vallet, écrits d’un bloc."""
    crees = [_foyer(rang, enfants) for rang in range(nombre)]
    with transaction():
        session.add_all(un.usager for un in crees)
        session.flush()
        session.add_all(enfant for un in crees for enfant in un.enfants)
    fermer_session()
    return crees


def _foyer(rang: int, nombre: int) -> Foyer:
    maintenant = horloge.maintenant()
    usager = Usager(id=uuid4(), cree_le=maintenant, identite_declaree={"nom_naissance": f"Nom{rang}"})
    siens = []
    for numero in range(nombre):
        fiche = FicheEnfant(nom=f"Nom{rang}", prenom=f"Enfant{numero}", date_naissance=date(2018, 3, 2))
        enfant = Enfant(identite=fiche.en_json(), empreinte=fiche.empreinte, cree_le=maintenant, modifie_le=maintenant)
        lien = Rattachement(
            usager_id=usager.id,
            qualite=Qualite.PARENT,
            residence=Residence.PRINCIPALE,
            code_insee=VALLET,
            cree_le=maintenant,
        )
        enfant.rattachements = [lien]
        siens.append(enfant)
    return Foyer(usager, siens)


def compter(url: str, requete: LiteralString) -> int:
    """Rend un nombre lu en base par une requête qui ignore notre code."""
    with psycopg.connect(url, autocommit=True) as connexion:
        ligne = connexion.execute(requete).fetchone()
    assert ligne is not None
    return int(ligne[0])


@contextmanager
def retenus(url: str, attendus: int, pose: LiteralString) -> Iterator[None]:
    """Verrouille ces lignes jusqu’à ce qu’autant de gestes attendent leur tour, ou deux secondes."""
    with psycopg.connect(url, autocommit=True) as guetteur, psycopg.connect(url) as verrou:
        verrou.execute(pose)
        yield
        fin = time.monotonic() + FENETRE_SECONDES
        while time.monotonic() < fin and (guetteur.execute(EN_ATTENTE).fetchone() or (0,))[0] < attendus:
            time.sleep(0.02)
        verrou.rollback()


def tous_a_la_fois(
    url: str, gestes: Sequence[Geste], *, attendus: int = 8, pose: LiteralString = LES_QUOTAS
) -> list[object]:
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
    with retenus(url, attendus, pose):
        barriere.wait()
    for fil in fils:
        fil.join()
    return rendus


def insister(geste: Geste) -> object:
    """Refait le geste tant qu’on dit de réessayer dans un instant : la machine est lente, rien n’est décidé."""
    while True:
        try:
            return geste()
        except (TropDeMonde, PlusDeConnexion):
            fermer_session()


def bilan(rendus: Sequence[object]) -> Counter[str]:
    """Rend combien ont pris, et combien de chaque refus."""
    return Counter(type(un).__name__ if isinstance(un, Exception) else "pris" for un in rendus)
