"""Charger les données fictives : `flask --app wsgi charger-demonstration`, rejouable, absente en production."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import click
from sqlalchemy import select, text, update

from portail.demonstration.comptes import ouvrir_les_agents
from portail.demonstration.equipe import organiser
from portail.demonstration.histoires import HISTOIRES
from portail.demonstration.population import POPULATION
from portail.demonstration.recit import Theatre
from portail.demonstration.suites import RecitSuivi
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, consigner
from portail.journal.models import Entree
from portail.notifications.models import EtatEnvoi, Notification
from portail.parametres import actions as parametres
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from portail.territoire import actions as territoire

MARQUE, OBJET = "charger_demonstration", "demonstration"
RECENTS = timedelta(hours=40)
"""Les messages plus anciens sont dits envoyés : la boîte d’envoi du premier démarrage tient en une page."""

_OUBLIER_LES_ENVOIS = text(
    """DELETE FROM procrastinate_jobs WHERE task_name = 'notifications.envoyer' AND status = 'todo'
    AND args ->> 'notification_id' IN (SELECT id::text FROM notification WHERE etat = 'envoye')"""
)


@click.command("charger-demonstration")
def charger_demonstration() -> None:
    """Charge services, paramètres, agents, usagers et demandes fictives ; ne refait jamais ce qui est fait."""
    nombre = charger()
    click.echo(f"{nombre} demande(s) fictive(s) chargée(s)." if nombre else "Les données fictives sont déjà là.")


def charger() -> int:
    """Charge ce qui manque et rend le nombre de demandes ajoutées."""
    session.execute(text("SET synchronous_commit TO off"))  # une coupure ne coûterait que de recommencer
    territoire.importer_services()
    parametres.importer()
    agents = ouvrir_les_agents()
    racontees = _deja_racontees()
    restantes = [code for code in HISTOIRES if code not in racontees]
    with _horloge_rendue():
        _raconter(restantes, agents)
    organiser(agents)
    if restantes:
        _dire_envoyes_les_anciens()
    return len(restantes)


def _deja_racontees() -> frozenset[str]:
    """Rend les histoires qui sont allées jusqu’au bout : chacune laisse sa marque au journal."""
    marques = select(Entree.objet_id).where(Entree.objet_type == OBJET, Entree.action == MARQUE)
    return frozenset(session.scalars(marques))


def _raconter(codes: list[str], agents: Mapping[str, Agent]) -> None:
    theatre = Theatre(agents=agents, chargement=horloge.maintenant())
    for code in codes:
        HISTOIRES[code](RecitSuivi(theatre, POPULATION[code]))
        consigner(MARQUE, auteur=SYSTEME, objet=(OBJET, code))


@contextmanager
def _horloge_rendue() -> Iterator[None]:
    """Rend au processus l’heure partagée, quoi qu’il arrive aux histoires."""
    decalage.rafraichir()
    try:
        yield
    finally:
        decalage.rafraichir()


def _dire_envoyes_les_anciens() -> None:
    """Laisse à l’ouvrier les messages récents seulement ; les autres sont partis en leur temps."""
    with transaction():
        session.execute(
            update(Notification)
            .where(Notification.etat == EtatEnvoi.PREVU, Notification.prevu_le < horloge.maintenant() - RECENTS)
            .values(etat=EtatEnvoi.ENVOYE, envoye_le=Notification.prevu_le, essais=1)
        )
        session.execute(_OUBLIER_LES_ENVOIS)
