"""Valider des réponses, une ou plusieurs à la fois : le responsable coche, lit ce qu’il advint de chacune."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.successions.acces import valideur
from portail.identite.queries import agents_par_id
from portail.notaires.successions import listes, validations
from portail.notaires.successions.etats import EtatRequete
from portail.notaires.successions.listes import Filtres, Vue

COCHER = "simples"
"""Ce que dit l’adresse pour cocher d’avance les requêtes auxquelles personne ne ressemble."""


@blueprint.get("/successions/valider")
def valider_des_reponses() -> ResponseReturnValue:
    """Montre les propositions à valider ; les siennes sont à un autre."""
    agent = valideur()
    seule = request.args.get("seule", "")[:20]
    page = max(1, request.args.get("page", 1, type=int))
    trouvees = listes.file(agent, Filtres(vue=Vue.A_VALIDER, cherche=seule, page=page))
    lignes = [ligne for ligne in trouvees.lignes if ligne.requete.etat is EtatRequete.RAPPROCHEE]
    return render_template(
        "agents/successions/valider.html",
        lignes=lignes,
        page=page,
        a_la_suite=trouvees.a_la_suite,
        limite=listes.limite_d_urgence(),
        personnes=agents_par_id([ligne.requete.agent_id for ligne in lignes if ligne.requete.agent_id]),
        moi=agent.id,
        cochees=bool(seule) or request.args.get("cocher") == COCHER,
        cocher=COCHER,
    )


@blueprint.post("/successions/valider")
def valider_ces_reponses() -> ResponseReturnValue:
    """Valide les réponses cochées, dans la version lue, et montre le résultat de chacune."""
    agent = valideur()
    lues = dict(filter(None, map(_lue, request.form.getlist("requete"))))
    if not lues:
        flash(gettext("Cochez au moins une réponse."), "attention")
        return redirect(url_for("agents.valider_des_reponses"), 303)
    issues = validations.valider(lues, agent, lues)
    return render_template("agents/successions/validees.html", issues=issues, numeros=listes.numeros_de(list(lues)))


def _lue(cochee: str) -> tuple[UUID, int] | None:
    """Rend la requête et la version que porte une case, ou rien si elle est illisible."""
    identifiant, _deux_points, version = cochee.partition(":")
    try:
        return UUID(identifiant), int(version)
    except ValueError:
        return None
