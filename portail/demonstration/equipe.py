"""Une équipe qui s’organise : secteurs, étiquettes, une note, une vue partagée, une absence, qui signe quoi."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from portail.dossiers.delegations.actions import ActeDeDelegation
from portail.dossiers.delegations.actions import declarer as declarer_une_delegation
from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier
from portail.dossiers.suivis.actions import noter_la_lecture, suivre
from portail.identite.absences.models import SortDesDossiers
from portail.identite.models import Agent
from portail.instruction.absences.actions import FicheAbsence, declarer
from portail.instruction.affectation.secteurs import FicheSecteur
from portail.instruction.affectation.secteurs import creer as creer_un_secteur
from portail.instruction.etiquettes.actions import creer as creer_une_etiquette
from portail.instruction.etiquettes.actions import etiqueter
from portail.instruction.etiquettes.models import Etiquette
from portail.instruction.notes.actions import ecrire
from portail.instruction.vues.actions import enregistrer
from portail.journal.actions import SYSTEME
from portail.socle import horloge
from portail.socle.base import session

SERVICE = "jeunesse"
NANTES_METROPOLE, SAINT_NAZAIRE_AGGLO = "244400404", "244400644"
NON_LUS = 3
DEPUIS, DUREE = timedelta(days=1), timedelta(days=6)
PLAFOND = Decimal(1000)


def organiser(agents: Mapping[str, Agent]) -> None:
    """Organise l’équipe de l’aide au permis ; ne refait jamais ce qui est fait."""
    if session.scalars(select(Etiquette.id)).first() is not None:
        return
    claire, yann, herve = (agents[nom] for nom in ("claire-lebreton", "yann-tanguy", "herve-guillou"))
    for nom, siren, agent in (("Nantes", NANTES_METROPOLE, claire), ("Saint-Nazaire", SAINT_NAZAIRE_AGGLO, yann)):
        fiche = FicheSecteur(nom=nom, zones=frozenset({siren}), agents=frozenset({agent.id}))
        creer_un_secteur(SERVICE, fiche, par=herve)
    relancer, _verifier = (creer_une_etiquette(SERVICE, nom, par=herve) for nom in ("À relancer", "Devis à vérifier"))
    enregistrer(herve, nom="Retards du service", filtres={"vue": "retard"}, service_code=SERVICE)
    _annoter(claire, herve, relancer)
    _lire_le_courant([claire, yann])
    _declarer_une_absence(yann, suppleant=claire)
    _deleguer_la_signature(herve, agents["gwenaelle-prigent"])


def _declarer_une_absence(absent: Agent, *, suppleant: Agent) -> None:
    """Déclare une absence commencée hier : qui supplée voit les dossiers de l’absent parmi les siens."""
    jour = horloge.aujourd_hui() - DEPUIS
    fiche = FicheAbsence(
        agent_id=absent.id, debut=jour, fin=jour + DUREE, suppleant_id=suppleant.id, sort=SortDesDossiers.GARDER
    )
    declarer(fiche, par=absent)


def _deleguer_la_signature(responsable: Agent, directrice: Agent) -> None:
    """Délègue la signature depuis l’an dernier : au responsable jusqu’à un plafond, à la directrice sans plafond."""
    debut = date(horloge.aujourd_hui().year - 1, 1, 1)
    for agent, plafond, rang in ((responsable, PLAFOND, 12), (directrice, None, 11)):
        acte = ActeDeDelegation(
            service_code=SERVICE, demarche=None, natures=(), plafond=plafond, debut=debut, fin=None,
            reference=f"Arrêté fictif n° {debut.year}-{rang}",
        )  # fmt: skip
        declarer_une_delegation(agent.id, acte, auteur=SYSTEME)


def _lire_le_courant(agents: Sequence[Agent]) -> None:
    """Laisse à chacun quelques dossiers non lus : ceux qui ont bougé en dernier."""
    for agent in agents:
        siens = select(Dossier.id).where(Dossier.agent_id == agent.id).order_by(Dossier.modifie_le.desc(), Dossier.id)
        for dossier_id in session.scalars(siens).all()[NON_LUS:]:
            noter_la_lecture(dossier_id, agent=agent)


def _annoter(claire: Agent, herve: Agent, etiquette: Etiquette) -> None:
    """Laisse une note et une étiquette sur un dossier de Claire, que son responsable suit."""
    sien = select(Dossier.id).where(Dossier.agent_id == claire.id, Dossier.etat == Etat.EN_INSTRUCTION)
    dossier_id = session.scalars(sien.order_by(Dossier.depose_le.desc(), Dossier.id)).first()
    if dossier_id is not None:
        etiqueter(dossier_id, [etiquette.id], agent=claire)
        ecrire(dossier_id, "L’école de conduite rappelle lundi pour le contrat signé.", agent=claire)
        suivre(dossier_id, agent=herve)
