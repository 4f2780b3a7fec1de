"""Le dernier jour pour ordonner le versement d’un mois (paramètre de la prestation)."""

from datetime import date

from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.models import Versement
from portail.parametres.queries import entier_au
from portail.socle import horloge


def a_ordonner_avant(dossier: Dossier, versement: Versement) -> date | None:
    """Rend ce dernier jour ; rien pour une aide versée en une fois, ou un mois ouvert après lui."""
    prestation = declaration_de(dossier).prestation
    if prestation is None or versement.mois is None:
        return None
    limite = versement.mois.replace(day=entier_au(prestation.cle_jour_mandat, versement.mois))
    return limite if horloge.a_paris(versement.ouvert_le).date() <= limite else None


def est_en_retard(dossier: Dossier, versement: Versement, jour: date) -> bool:
    """Vrai si le versement attend encore son mandat après ce dernier jour."""
    limite = a_ordonner_avant(dossier, versement) if versement.etat is EtatVersement.A_MANDATER else None
    return limite is not None and limite < jour
