"""Une évaluation d’avant, gardée quand on l’a rouverte : à lire seulement, par ceux qui lisent le volet."""

from typing import cast

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.dossiers.models import Dossier
from portail.dossiers.volets.archives import archive_pour
from portail.dossiers.volets.queries import bilan_du_volet
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.evaluation.volets_ecran import resultats, rubriques_du_volet
from portail.guichets.identites import agent_courant
from portail.identite.actions import auteur_agent
from portail.identite.queries import agents_par_id
from portail.journal.actions import consigner


@blueprint.get("/dossiers/<numero:numero>/volets/<code>/archives/<int:rang>")
def volet_archive(numero: str, code: str, rang: int) -> ResponseReturnValue:
    """Montre une version gardée du volet ; la lecture est au journal."""
    dossier = acces.lire(numero)
    archive, lu = archive_pour(agent_courant(), dossier, code, rang)
    trouve = cast("Dossier", dossier)
    details = {"volet": code, "archive": rang}
    consigner("lire_volet", auteur=auteur_agent(agent_courant()), objet=("dossier", trouve.id), details=details)
    bilan = bilan_du_volet(trouve, lu)
    return render_template(
        "agents/volets/archive.html",
        dossier=trouve,
        lu=lu,
        archive=archive,
        rubriques=rubriques_du_volet(trouve, lu, bilan),
        resultats=resultats(lu, bilan),
        personnes=agents_par_id([archive.valide_par_id, archive.archive_par_id]),
    )
