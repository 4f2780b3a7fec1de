"""La visite d’une démarche : des agents viennent voir la personne, à un jour et une heure convenus."""

from dataclasses import dataclass

from portail.demarche.volets import Metier


@dataclass(frozen=True, slots=True, kw_only=True)
class Visite:
    """Une visite : qui la fait, combien de temps elle dure d’ordinaire, ce que la personne prépare."""

    titre: str
    roles: tuple[Metier, ...]
    cle_duree: str
    """Code du paramètre : minutes proposées à qui la planifie."""
    a_preparer: tuple[str, ...] = ()
    """Ce que la personne a sous la main ce jour-là."""
