"""Les fiches sanitaires : à qui dirige l’activité, à personne d’autre ; chaque lecture est au journal de l’enfant."""

from uuid import UUID

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from portail.guichets.agents.activites.acces import DEBIT, age_aujourd_hui
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.identite.famille.queries import personnes_autorisees
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.activites.queries import activite_de
from portail.inscriptions.activites.tenues import groupes_de_l_activite
from portail.inscriptions.habilitations import dirige
from portail.inscriptions.sante.actions import lire, liste_imprimable
from portail.socle import debits
from portail.socle.erreurs import Introuvable


@blueprint.get("/activites/<code>/sante")
def fiches_sanitaires(code: str) -> ResponseReturnValue:
    """Demande au directeur de quel groupe il imprime les fiches ; rien n’est encore lu."""
    lue = _dirigee(code)
    return render_template("agents/activites/sante.html", activite=lue, groupes=groupes_de_l_activite(lue.id))


@blueprint.post("/activites/<code>/sante/liste")
def imprimer_les_fiches(code: str) -> ResponseReturnValue:
    """Rend les fiches d’un groupe, ou de toute l’activité, à imprimer ; chacune est notée comme lue."""
    agent, lue = agent_courant(), _dirigee(code)
    voulu = request.form.get("groupe", "")
    groupe = next((un for un in groupes_de_l_activite(lue.id) if un.code == voulu), None)
    if voulu and groupe is None:
        raise Introuvable
    debits.consommer(DEBIT, "sante", str(agent.id))
    fiches = liste_imprimable(lue.id, agent=agent, groupe_id=groupe.id if groupe else None)
    page = make_response(
        render_template(
            "agents/activites/fiches.html",
            activite=lue,
            groupe=groupe,
            fiches=fiches,
            autorisees=personnes_autorisees({une.enfant.id for une in fiches}),
            age=age_aujourd_hui,
        )
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@blueprint.post("/activites/<code>/sante/<uuid:enfant_id>")
def fiche_sanitaire(code: str, enfant_id: UUID) -> ResponseReturnValue:
    """Rend la fiche d’un enfant ; la lecture est notée."""
    lue = _dirigee(code)
    fiche = lire(enfant_id, lue.id, agent=agent_courant())
    page = make_response(
        render_template(
            "agents/activites/fiches.html",
            activite=lue,
            groupe=None,
            fiches=[fiche],
            autorisees=personnes_autorisees([enfant_id]),
            age=age_aujourd_hui,
        )
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _dirigee(code: str) -> Activite:
    """Rend l’activité à qui la dirige ; pour tout autre, la page n’existe pas."""
    lue = activite_de(code)
    if not dirige(agent_courant(), lue):
        raise Introuvable
    return lue
