"""Demander aussi pour l’autre personne du foyer, depuis le suivi de la première demande."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portail.dossiers import queries
from portail.dossiers.habilitations import peut_agir
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.lies import actions
from portail.dossiers.lies.queries import lie_pour_usager
from portail.dossiers.suivi_lu import SuiviLu
from portail.guichets.identites import usager_courant
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.commencer import DEBIT
from portail.guichets.usagers.frise import etat_dit
from portail.socle import debits


def lie_a_l_ecran(lu: SuiviLu) -> dict[str, Any]:
    """Rend, pour la page de suivi, la demande liée, ou si l’on peut l’ouvrir."""
    suivi, demarche = lu.dossier, declaration_de(lu.dossier)
    if demarche.lie is None:
        return {}
    usager = usager_courant()
    autre = lie_pour_usager(usager, lu.lie, lu.intervenants_lies)
    return {
        "lie": autre,
        "lie_etat": etat_dit(autre) if autre else None,
        "lie_offert": peut_agir(usager, suivi) and actions.est_offert(suivi, demarche, lie=lu.lie),
    }


@blueprint.post("/mon-espace/dossiers/<numero:numero>/demander-aussi")
def demander_aussi(numero: str) -> ResponseReturnValue:
    """Ouvre le brouillon de l’autre personne du foyer."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    debits.consommer(DEBIT, "commencer", str(usager.id))
    second = actions.demander_aussi(suivi.id, usager=usager)
    return redirect(url_for("usagers.reprendre", numero=second.numero), code=303)
