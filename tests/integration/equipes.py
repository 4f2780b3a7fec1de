"""Une équipe prête pour l’essai : secteurs, étiquettes, absences, répartition d’office."""

from collections.abc import Iterable
from datetime import date, timedelta

from portail.dossiers.models import Dossier
from portail.identite.absences.models import Absence, SortDesDossiers
from portail.identite.models import Agent
from portail.instruction.absences import actions as absences
from portail.instruction.affectation import actions as repartition
from portail.instruction.affectation import secteurs
from portail.instruction.affectation.models import Secteur
from portail.instruction.etiquettes import actions as etiquettes
from portail.instruction.notes import actions as notes
from portail.instruction.vues import actions as vues
from portail.socle import horloge
from tests import fabriques

NANTES, SAINT_HERBLAIN, GUERANDE = "44109", "44162", "44069"
NANTES_METROPOLE, CAP_ATLANTIQUE = "244400404", "244400610"


def d_office(par: Agent, *, plafond: int | None = None) -> None:
    """Fait affecter d’office les demandes du service."""
    repartition.regler(fabriques.SERVICE, automatique=True, plafond=plafond, par=par)


def secteur(par: Agent, nom: str, zones: Iterable[str], agents: Iterable[Agent] = ()) -> Secteur:
    """Rend un secteur du service."""
    fiche = secteurs.FicheSecteur(nom=nom, zones=frozenset(zones), agents=frozenset(agent.id for agent in agents))
    return secteurs.creer(fabriques.SERVICE, fiche, par=par)


def absente(
    agent: Agent, *, suppleant: Agent | None = None, sort: SortDesDossiers = SortDesDossiers.GARDER,
    debut: date | None = None, jours: int = 7, par: Agent | None = None,
) -> Absence:  # fmt: skip
    """Rend l’absence d’un agent, à partir d’aujourd’hui."""
    premier = debut or horloge.aujourd_hui()
    fiche = absences.FicheAbsence(
        agent_id=agent.id,
        debut=premier,
        fin=premier + timedelta(days=jours),
        suppleant_id=suppleant.id if suppleant else None,
        sort=sort,
    )
    return absences.declarer(fiche, par=par or agent)


def valeurs_du_travail(agent: Agent, dossier: Dossier) -> dict[str, str]:
    """Rend de quoi remplir les adresses du travail à plusieurs : ce qui appartient à cet agent ou à son service."""
    chef = fabriques.responsable("Odile")
    return {
        "absence_id": str(absente(agent, debut=horloge.aujourd_hui() + timedelta(days=30)).id),
        "note_id": str(notes.ecrire(dossier.id, "À rappeler.", agent=agent).id),
        "etiquette_id": str(etiquettes.creer(fabriques.SERVICE, "Urgent", par=chef).id),
        "secteur_id": str(secteur(chef, "Nantes", [NANTES_METROPOLE], [agent]).id),
        "vue_id": str(vues.enregistrer(agent, nom="Mes retards", filtres={"vue": "retard"}, service_code=None).id),
    }
