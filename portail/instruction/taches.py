"""Ce que l’organisation du travail fait toute seule : absences, files, notes échues."""

from uuid import UUID

from portail.instruction.absences import actions as absences
from portail.instruction.affectation import actions as affectation
from portail.instruction.notes import actions as notes
from portail.socle.taches import periodique, tache


@tache(absences.APPLIQUER)
def appliquer_une_absence(absence_id: str) -> None:
    """Donne aux dossiers d’un absent le sort prévu."""
    absences.appliquer(UUID(absence_id))


@periodique("instruction.appliquer_les_absences", "5 4 * * *")
def appliquer_les_absences() -> None:
    """Chaque matin, les absences qui commencent."""
    absences.appliquer_les_absences()


@periodique("instruction.affecter_la_file", "*/15 * * * *")
def affecter_la_file() -> None:
    """Affecte d’office ce qui attendait qu’un agent revienne, ou passe sous le plafond."""
    affectation.affecter_la_file()


@periodique("instruction.purger_les_notes", "50 2 * * *")
def purger_les_notes() -> None:
    """Efface les notes internes dont la durée de garde est passée."""
    notes.purger()
