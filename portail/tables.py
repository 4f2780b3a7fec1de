"""Toutes les tables du portail, pour les migrations et les contrôles ; un domaine nouveau s’ajoute ici."""

from portail.dossiers import models as dossiers
from portail.dossiers.conservation import models as conservation
from portail.identite import models as identite
from portail.journal import models as journal
from portail.notifications import models as notifications
from portail.parametres import models as parametres
from portail.pieces import models as pieces
from portail.socle import debits, decalage
from portail.socle.base import Modele
from portail.territoire import models as territoire

MODELES = (conservation, debits, decalage, dossiers, identite, journal, notifications, parametres, pieces, territoire)

__all__ = ["MODELES", "Modele"]
