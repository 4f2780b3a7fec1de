"""Un recours au bureau : ce qu’il conteste, son délai, qui n’y touche pas ; et de quoi y répondre."""

from decimal import Decimal
from typing import Any

from portail.demarche.bilan import Bilan
from portail.demarche.declaration import Demarche
from portail.dossiers.examen import bilan_de
from portail.dossiers.habilitations import est_ecarte
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.recours.lettres import declaration_pour_motiver
from portail.dossiers.recours.queries import Contestation, contestation_de, est_un_recours
from portail.identite.models import Agent
from portail.instruction.dossier_lu import DossierLu


def recours_a_l_ecran(lu: DossierLu, decision: Decision | None, agent: Agent) -> dict[str, Any]:
    """Rend, pour la page du dossier, ce qu’il conteste, ou le recours formé contre sa décision."""
    if est_un_recours(lu.dossier):
        return {"conteste": contestation_de(lu.dossier), "ecarte": est_ecarte(agent, lu.dossier)}
    return {"recours_forme": lu.recours_contre(decision)} if decision is not None else {}


def de_quoi_decider(
    dossier: Dossier, demarche: Demarche, conteste: Contestation | None
) -> tuple[Demarche, Bilan, Decimal | None]:
    """Rend la déclaration, ses contrôles et le montant proposé ; d’un recours, ceux de la demande contestée."""
    if conteste is None:
        bilan = bilan_de(dossier, demarche)
        return declaration_pour_motiver(dossier, demarche), bilan, _montant(demarche, bilan)
    origine = declaration_de(conteste.origine)
    bilan = bilan_de(conteste.origine, origine)
    return declaration_pour_motiver(dossier, demarche), bilan, _montant(origine, bilan)


def _montant(demarche: Demarche, bilan: Bilan) -> Decimal | None:
    return bilan.valeurs.get(demarche.montant_accorde) if demarche.montant_accorde else None
