"""La file des requêtes de succession : ce qui est à traiter, à départager, à valider, en retard."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.successions.acces import agent_des_recours
from portail.guichets.agents.successions.mots import VUES
from portail.identite.notaires.queries import offices
from portail.identite.queries import agents_par_id
from portail.notaires.successions import listes
from portail.notaires.successions.etats import Reponse
from portail.notaires.successions.listes import Filtres, Vue


@blueprint.get("/successions/")
def successions() -> ResponseReturnValue:
    """Montre la file, ce qui part le plus tôt d’abord."""
    agent = agent_des_recours()
    filtres = _filtres()
    trouvees = listes.file(agent, filtres)
    suivent = {ligne.requete.agent_id for ligne in trouvees.lignes if ligne.requete.agent_id}
    return render_template(
        "agents/successions/file.html",
        file=trouvees,
        filtres=filtres,
        vues=VUES,
        limite=listes.limite_d_urgence(),
        offices=offices(),
        personnes=agents_par_id(list(suivent)),
        adresse=_adresse(filtres),
    )


def _filtres() -> Filtres:
    """Lit l’adresse ; ce qui n’y est pas un choix connu ne filtre rien."""
    return Filtres(
        vue=request.args.get("vue", Vue.A_TRAITER, type=Vue),
        reponse=request.args.get("reponse", None, type=Reponse),
        office=request.args.get("office", "")[:5],
        cherche=request.args.get("q", "").strip()[:20],
        page=max(1, request.args.get("page", 1, type=int)),
    )


def _adresse(filtres: Filtres) -> dict[str, str]:
    """Rend ce qui garde les filtres d’une page à l’autre."""
    dits = {
        "vue": filtres.vue.value,
        "reponse": filtres.reponse.value if filtres.reponse else "",
        "office": filtres.office,
        "q": filtres.cherche,
    }
    return {nom: valeur for nom, valeur in dits.items() if valeur}
