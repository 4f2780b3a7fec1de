"""La liste de travail : ce qui est attendu de moi d’abord, filtres dans l’adresse, pages stables."""

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType
from urllib.parse import urlencode
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portail.demarche.catalogue import catalogue
from portail.dossiers.etats import Etat
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.mots import ETATS, echeance_dite, niveaux_dits
from portail.guichets.identites import agent_courant
from portail.identite.queries import agents_par_id
from portail.instruction.affectation.queries import secteurs_a_choisir
from portail.instruction.attentes import Attente
from portail.instruction.etiquettes.queries import etiquettes_des
from portail.instruction.filtres import Filtres, Suivi, Vue
from portail.instruction.portees import services_lus
from portail.instruction.queries import COMPTE_MAX, dossiers_a_voir
from portail.instruction.vues.queries import vues_de
from portail.socle import debits
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

LONGUEUR_RECHERCHE = 80
DEBIT_RECHERCHE = "600/hour"
ETATS_MONTRES = tuple(etat for etat in Etat if etat is not Etat.BROUILLON)
VUES: Mapping[Vue, str] = MappingProxyType(
    {
        Vue.RETARD: _("en retard"),
        Vue.SEMAINE: _("cette semaine"),
        Vue.ATTENDUS: _("attendus de moi"),
        Vue.USAGER: _("attendus de l’usager"),
        Vue.TIERS: _("attendus d’un tiers"),
        Vue.NOUVEAUX: _("nouveaux"),
        Vue.MESSAGES: _("messages à lire"),
        Vue.NON_LUS: _("non lus"),
        Vue.SUIVIS: _("suivis par moi"),
        Vue.TOUS: _("en tout"),
    }
)
ATTENTES: Mapping[Attente, str] = MappingProxyType(
    {
        Attente.MOI: _("Attendu de moi"),
        Attente.USAGER: _("Attendu de l’usager"),
        Attente.TIERS: _("Attendu d’un tiers"),
        Attente.PERSONNE: _("Plus rien n’est attendu"),
    }
)


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
    services = services_lus(agent)
    connus = [d.agent_id for d in liste.dossiers if d.agent_id] + [filtres.agent_id] * bool(filtres.agent_id)
    return render_template(
        "agents/listes/dossiers.html",
        filtres=filtres,
        liste=liste,
        groupes=[(attente, list(lignes)) for attente, lignes in groupby(liste.lignes, key=lambda ligne: ligne.attente)],
        compte_max=COMPTE_MAX,
        vues=VUES,
        attentes=ATTENTES,
        enregistrees=vues_de(agent),
        etiquettes=etiquettes_des(services, [d.id for d in liste.dossiers]),
        secteurs=secteurs_a_choisir(services),
        intercommunalites=annuaire().intercommunalites,
        suiveurs=agents_par_id([identifiant for identifiant in connus if identifiant]),
        demarches=catalogue(),
        etats=ETATS,
        etats_montres=ETATS_MONTRES,
        echeance_dite=echeance_dite,
        niveaux=niveaux_dits(liste.dossiers),
        communes=annuaire(),
        garde=filtres_gardes(),
        suite=_page_suivante(liste.suite),
    )


def _page_suivante(curseur: str) -> str:
    """Rend l’adresse de la page suivante, mêmes filtres, ou rien."""
    return f"{url_for('agents.dossiers')}?{urlencode({**filtres_gardes(), 'apres': curseur})}" if curseur else ""


def filtres_gardes() -> dict[str, str]:
    """Rend les filtres de l’adresse qui disent quelque chose, tels quels, sans la place dans la liste."""
    return {nom: valeur for nom, valeur in request.args.items() if valeur and nom != "apres"}


def filtres_de_l_adresse() -> Filtres:
    """Lit les filtres de l’adresse ; une valeur inconnue vaut le défaut."""
    lus = request.args
    attendu = lus.get("attendu", type=Attente)
    return Filtres(
        vue=_vue_demandee(attendu),
        attendu=attendu,
        demarche=lus.get("demarche", "") if lus.get("demarche") in catalogue() else "",
        etat=lus.get("etat", type=Etat),
        suivi=lus.get("suivi", Suivi.SERVICE, type=Suivi),
        agent_id=lus.get("agent", type=UUID),
        etiquette=lus.get("etiquette", type=UUID),
        epci=lus.get("epci", "") if lus.get("epci") in annuaire().intercommunalites else "",
        secteur=lus.get("secteur", type=UUID),
        recherche=lus.get("q", "").strip()[:LONGUEUR_RECHERCHE],
        apres=lus.get("apres", ""),
    )


def _vue_demandee(attendu: Attente | None) -> Vue:
    """Rend la vue de l’adresse ; filtrer par attente fait quitter une vue qui n’en montre qu’une autre."""
    vue = request.args.get("vue", Vue.ATTENDUS, type=Vue)
    return Vue.TOUS if Filtres(vue=vue, attendu=attendu).se_contredisent else vue
