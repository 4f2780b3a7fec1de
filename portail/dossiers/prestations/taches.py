"""Les balayages des droits mensuels : la mensualité du mois, le barème de l’année, les révisions."""

from uuid import UUID

from portail.dossiers.prestations import emission, revalorisation, revision
from portail.dossiers.prestations.queries import a_emettre, a_rappeler
from portail.dossiers.prestations.revalorisation import a_revaloriser
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.taches import differer, en_file, periodique, tache

LOT = 2000


@tache("prestations.emettre")
def emettre(dossier_id: str) -> None:
    """Émet la mensualité de ce mois pour ce dossier ; sans effet si elle l’est déjà."""
    emission.emettre(UUID(dossier_id))


@periodique("prestations.emettre_les_mensualites", "40 * * * *")
def emettre_les_mensualites() -> None:
    """Met en file chaque dossier à émettre : l’un n’arrête pas les autres ; tous le sont avant le jour du mandat."""
    with transaction():
        en_cours = en_file(emettre, "dossier_id")
        for identifiant in map(str, a_emettre(horloge.aujourd_hui(), limite=LOT)):
            if identifiant not in en_cours:
                differer(emettre, dossier_id=identifiant)


@tache("prestations.revaloriser")
def revaloriser(dossier_id: str) -> None:
    """Met les droits de ce dossier au barème de l’année ; sans effet s’ils y sont."""
    revalorisation.revaloriser(UUID(dossier_id))


@periodique("prestations.revaloriser_les_droits", "20 * * * *")
def revaloriser_les_droits() -> None:
    """Met en file chaque dossier dont un droit court sans le barème de l’année, ou avec celui d’avant correction."""
    with transaction():
        en_cours = en_file(revaloriser, "dossier_id")
        for identifiant in map(str, a_revaloriser(horloge.aujourd_hui(), limite=LOT)):
            if identifiant not in en_cours:
                differer(revaloriser, dossier_id=identifiant)


@periodique("prestations.rappeler_les_revisions", "50 6 * * *")
def rappeler_les_revisions() -> None:
    """Rappelle, une fois, les révisions qui approchent."""
    dus = a_rappeler(horloge.aujourd_hui(), limite=LOT)
    session.rollback()
    for identifiant in dus:
        revision.rappeler(identifiant)
