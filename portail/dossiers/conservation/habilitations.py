"""Qui peut viser, et ce qui peut s’éliminer : prédicats purs."""

from datetime import date

from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.horloges.recalcul import colonnes_de
from portail.dossiers.horloges.types import Horloges, Marche
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Role


def peut_viser(agent: Agent) -> bool:
    """Vrai si l’agent enregistre les visas des Archives : l’administration, qui ne voit aucun dossier."""
    return agent.est_actif and any(h.role is Role.ADMINISTRATEUR for h in agent.habilitations)


def peut_etre_elimine(dossier: Dossier, horloges: Horloges, jour: date) -> bool:
    """Vrai si tout est fini, rien de dû ni de contestable, et la durée d’utilité passée ; le journal fait foi."""
    if dossier.elimine_le is not None or dossier.conserve or dossier.etat in ETATS_EN_COURS | {Etat.BROUILLON}:
        return False
    terme = colonnes_de(declaration_de(dossier), horloges).date_fin_dua
    return terme is not None and terme < jour and not _reste_du(horloges, jour)


def _reste_du(horloges: Horloges, jour: date) -> bool:
    """Vrai si des motifs sont attendus ou si un délai de recours court encore."""
    recours = horloges.recours
    return bool(horloges.motifs and horloges.motifs.court) or bool(recours and recours.marche(jour) is Marche.EN_COURS)
