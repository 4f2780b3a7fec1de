"""Le terme propre au service, compté comme le silence mais plus court : d’autres que lui décident ensuite. Pur."""

from collections.abc import Sequence
from dataclasses import replace

from portail.demarche.declaration import Demarche
from portail.demarche.droit import Mois
from portail.dossiers.horloges.faits import Fait, TermePasse
from portail.dossiers.horloges.silence import CompteDuSilence
from portail.dossiers.horloges.types import Code, Horloge


def horloges_du_terme(demarche: Demarche, faits: Sequence[Fait]) -> tuple[Horloge, ...]:
    """Rend le délai du service, interrompu et arrêté comme celui du silence ; rien si la démarche n’en déclare pas."""
    if demarche.terme is None or demarche.delai is None:
        return ()
    compte = CompteDuSilence(demarche.silence, Mois(demarche.terme.mois, demarche.delai.depuis))
    for fait in faits:
        compte.lire(fait)
    lue = replace(compte.horloge(), code=Code.TERME)
    echeance = lue.echeance
    if echeance and any(isinstance(fait, TermePasse) and fait.jour > echeance for fait in faits):
        return (replace(lue, arret=echeance, acquise=True),)
    return (lue,)
