"""Ce que les rendez-vous font quand autre chose change ; `application` et `ouvrier` l’installent."""

from portail.rendez_vous.attente import suivi as attente
from portail.rendez_vous.plages import absences
from portail.rendez_vous.rappels import suivi as rappels


def installer() -> None:
    """Abonne tout ce qui doit l’être ; sans effet la seconde fois."""
    absences.installer()
    # Les messages d’abord : qui reçoit le créneau rendu l’apprend après qui l’a rendu.
    rappels.installer()
    attente.installer()
