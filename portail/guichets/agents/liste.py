"""La liste de travail : ce qui est attendu de moi d’abord, filtres dans l’adresse, pages stables."""

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.catalogue import catalogue
from portail.dossiers.etats import Etat
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.mots import ETATS, echeance_dite, niveaux_dits
from portail.guichets.identites import agent_courant
from portail.identite.queries import agents_par_id
from portail.instruction.queries import Filtres, Suivi, Vue, dossiers_a_voir, nombres_par_vue
from portail.socle import debits
from portail.territoire.communes import annuaire

LONGUEUR_RECHERCHE = 80
DEBIT_RECHERCHE = "600/hour"
ETATS_MONTRES = tuple(etat for etat in Etat if etat is not Etat.BROUILLON)


@blueprint.get("/")
def bureau() -> ResponseReturnValue:
    """Mène à la liste de travail."""
    return redirect(url_for("agents.dossiers"))


@blueprint.get("/dossiers/")
def dossiers() -> ResponseReturnValue:
    """Liste les dossiers d’une vue, ou le résultat d’une recherche."""
    agent = agent_courant()
    filtres = filtres_de_l_adresse()
    if filtres.recherche:
        debits.consommer(DEBIT_RECHERCHE, "recherche", str(agent.id))
    liste = dossiers_a_voir(agent, filtres)
    suiveurs = agents_par_id([d.agent_id for d in liste.dossiers if d.agent_id])
    return render_template(
        "agents/dossiers.html",
        filtres=filtres,
        liste=liste,
        nombres=nombres_par_vue(agent),
        vues=_titres_des_vues(),
        suiveurs=suiveurs,
        demarches=catalogue(),
        etats=ETATS,
        etats_montres=ETATS_MONTRES,
        echeance_dite=echeance_dite,
        niveaux=niveaux_dits(liste.dossiers),
        communes=annuaire(),
        suite=_page_suivante(liste.suite),
    )


def _page_suivante(curseur: str) -> str:
    """Rend l’adresse de la page suivante, mêmes filtres, ou rien."""
    if not curseur:
        return ""
    return f"{url_for('agents.dossiers')}?{urlencode({**request.args.to_dict(), 'apres': curseur})}"


def filtres_de_l_adresse() -> Filtres:
    """Lit les filtres de l’adresse ; une valeur inconnue vaut le défaut."""
    lus = request.args
    return Filtres(
        vue=lus.get("vue", Vue.ATTENDUS, type=Vue),
        demarche=lus.get("demarche", "") if lus.get("demarche") in catalogue() else "",
        etat=lus.get("etat", type=Etat),
        suivi=lus.get("suivi", Suivi.SERVICE, type=Suivi),
        recherche=lus.get("q", "").strip()[:LONGUEUR_RECHERCHE],
        apres=lus.get("apres", ""),
    )


def _titres_des_vues() -> dict[Vue, str]:
    return {
        Vue.RETARD: _("en retard"),
        Vue.SEMAINE: _("cette semaine"),
        Vue.ATTENDUS: _("attendus de moi"),
        Vue.NOUVEAUX: _("nouveaux"),
        Vue.MESSAGES: _("messages à lire"),
        Vue.TOUS: _("en tout"),
    }
