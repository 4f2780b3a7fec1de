"""Charger les données fictives : `flask --app wsgi charger-demonstration`, rejouable, absente en production."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import click
from sqlalchemy import or_, select, text, update

from portail.demonstration.a_plusieurs import RecitAPlusieurs
from portail.demonstration.autonomie.aines import AINES
from portail.demonstration.autonomie.histoires import HISTOIRES_DES_AINES
from portail.demonstration.autonomie.recit import RecitAutonomie
from portail.demonstration.billetterie import charger_la_billetterie
from portail.demonstration.certificats import charger_les_certificats
from portail.demonstration.comptes import ouvrir_les_agents
from portail.demonstration.equipe import organiser
from portail.demonstration.evenements import charger_les_evenements
from portail.demonstration.histoires import HISTOIRES
from portail.demonstration.inscriptions import charger_les_familles
from portail.demonstration.lot import ecrire_a_plusieurs
from portail.demonstration.offices import charger_les_offices, charger_un_fichier
from portail.demonstration.population import POPULATION
from portail.demonstration.recit import Theatre
from portail.demonstration.recuperations import charger_les_recuperations
from portail.demonstration.regies import charger_les_regies
from portail.demonstration.rendez_vous import charger_les_rendez_vous
from portail.demonstration.successions import charger_les_successions
from portail.demonstration.ventes import charger_les_ventes
from portail.demonstration.zonages import charger_les_zonages
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, consigner
from portail.journal.models import Entree
from portail.notifications.models import Canal, EtatEnvoi, Notification
from portail.parametres import actions as parametres
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from portail.territoire import actions as territoire

LIEN_DE_L_EXPERT = "avis/demande"
"""Ce message part toujours : son lien ne se lit nulle part ailleurs."""
LETTRE_AU_MAIRE = "autorite/maire"
"""Cette lettre est postée en son temps : il en part une par demande d’autonomie."""
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
    racontees = dossiers_racontes()
    restantes = [code for code in (*HISTOIRES, *HISTOIRES_DES_AINES) if code not in racontees]
    theatre = Theatre(agents=agents, chargement=horloge.maintenant())
    with _horloge_rendue():
        _raconter(restantes, theatre)
        ecrire_a_plusieurs(theatre, dossiers_racontes())
    with _horloge_rendue():  # les récits laissent l’heure de leur dernier geste
        charger_les_rendez_vous(agents)
        charger_les_regies()
        charger_la_billetterie()
        charger_les_evenements(agents)
        charger_les_familles(agents)
        charger_les_zonages()
        _charger_les_notaires(agents)
    organiser(agents)
    if restantes:
        _dire_envoyes_les_anciens()
    return len(restantes)


def _charger_les_notaires(agents: Mapping[str, Agent]) -> None:
    membres = charger_les_offices()
    charger_les_certificats(agents, membres)
    charger_les_ventes(agents, membres)
    charger_les_successions(agents, membres)
    charger_un_fichier(membres)
    charger_les_recuperations(membres)


def dossiers_racontes() -> Mapping[str, UUID]:
    """Rend les histoires qui sont allées jusqu’au bout et leur dossier : chacune laisse sa marque au journal."""
    marques = select(Entree.objet_id, Entree.details).where(Entree.objet_type == OBJET, Entree.action == MARQUE)
    return {code: UUID(details["dossier"]) for code, details in session.execute(marques)}


def _raconter(codes: list[str], theatre: Theatre) -> None:
    for code in codes:
        dossier = _une_histoire(code, theatre)
        consigner(MARQUE, auteur=SYSTEME, objet=(OBJET, code), details={"dossier": str(dossier.id)})


def _une_histoire(code: str, theatre: Theatre) -> Dossier:
    """Raconte cette histoire et rend son dossier."""
    if code in AINES:
        aine = RecitAutonomie(theatre, AINES[code])
        HISTOIRES_DES_AINES[code](aine)
        return aine.dossier
    recit = RecitAPlusieurs(theatre, POPULATION[code])
    HISTOIRES[code](recit)
    return recit.dossier


@contextmanager
def _horloge_rendue() -> Iterator[None]:
    """Rend au processus l’heure partagée, quoi qu’il arrive aux histoires."""
    decalage.rafraichir()
    try:
        yield
    finally:
        decalage.rafraichir()


def _dire_envoyes_les_anciens() -> None:
    """Laisse à l’ouvrier les messages récents, aux agents leurs lettres à poster ; le reste est parti en son temps."""
    with transaction():
        session.execute(
            update(Notification)
            .where(
                Notification.etat == EtatEnvoi.PREVU,
                or_(Notification.canal != Canal.COURRIER, Notification.gabarit == LETTRE_AU_MAIRE),
                Notification.gabarit != LIEN_DE_L_EXPERT,
                Notification.prevu_le < horloge.maintenant() - RECENTS,
            )
            .values(etat=EtatEnvoi.ENVOYE, envoye_le=Notification.prevu_le, essais=1)
        )
        session.execute(_OUBLIER_LES_ENVOIS)
