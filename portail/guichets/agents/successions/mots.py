"""Les mots des successions, au bureau : états, réponses, accords de la ressemblance, héritiers."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import gettext

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.faits_de_succession import HERITIERS
from portail.guichets.identites import agent_present
from portail.notaires.habilitations import SERVICE_RECOURS, peut_instruire, peut_valider
from portail.notaires.rapprochement.score import Accord
from portail.notaires.recuperations.calcul import NATURES
from portail.notaires.recuperations.etats import EtatRecuperation, Issue
from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.listes import Vue
from portail.notaires.successions.models import Verdict
from portail.socle.traduction import _

VUES: Mapping[Vue, str] = MappingProxyType(
    {
        Vue.A_TRAITER: _("À traiter"),
        Vue.HOMONYMIES: _("Homonymies"),
        Vue.A_VALIDER: _("À valider"),
        Vue.RETARD: _("En retard"),
        Vue.MIENNES: _("Les miennes"),
        Vue.A_COMPLETER: _("Attendent l’acte"),
    }
)
ETATS: Mapping[EtatRequete, tuple[str, str]] = MappingProxyType(
    {
        EtatRequete.A_COMPLETER: (_("Acte attendu"), "attendu"),
        EtatRequete.RECUE: (_("Reçue"), "nouveau"),
        EtatRequete.IDENTIFIEE: (_("À vérifier"), "nouveau"),
        EtatRequete.HOMONYMIE: (_("Homonymie"), "attendu"),
        EtatRequete.RAPPROCHEE: (_("À valider"), "etude"),
        EtatRequete.VALIDEE: (_("Validée"), "accord"),
        EtatRequete.REPONDUE: (_("Répondue"), "fini"),
        EtatRequete.RECUPERATION: (_("Récupération"), "etude"),
        EtatRequete.CLOSE: (_("Close"), "fini"),
        EtatRequete.RETIREE: (_("Retirée par l’office"), "fini"),
    }
)
REPONSES: Mapping[Reponse, str] = MappingProxyType(
    {
        Reponse.AUCUNE_CREANCE: _("A – Aucune aide récupérable connue"),
        Reponse.CREANCE: _("B – Créance récupérable"),
        Reponse.RECHERCHE: _("C – Identité à préciser"),
        Reponse.INCOMPETENT: _("D – Autre département"),
    }
)
VERDICTS: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {
        Verdict.A_VOIR: (_("À juger"), "nouveau"),
        Verdict.RETENU: (_("Retenue"), "accord"),
        Verdict.ECARTE: (_("Écartée"), "refus"),
    }
)
POINTS: Mapping[str, str] = MappingProxyType(
    {
        "nom": _("Nom"),
        "prenoms": _("Prénoms"),
        "naissance": _("Naissance"),
        "lieu": _("Lieu de naissance"),
        "sexe": _("Sexe"),
    }
)
ACCORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Accord.IDENTIQUE: (_("Identique"), "accord"),
        Accord.NOM_D_USAGE: (_("Par le nom d’usage"), "accord"),
        Accord.EN_PARTIE: (_("En partie"), "etude"),
        Accord.UNE_FAUTE: (_("À une faute près"), "etude"),
        Accord.RETOURNEE: (_("Jour et mois échangés"), "etude"),
        Accord.INCONNU: (_("Non dit"), "fini"),
        Accord.DIFFERENT: (_("Différent"), "refus"),
    }
)
SEXES: Mapping[str, str] = MappingProxyType({"F": _("Femme"), "M": _("Homme"), "": _("Non dit")})
RECUPERATIONS: Mapping[EtatRecuperation, tuple[str, str]] = MappingProxyType(
    {
        EtatRecuperation.A_DECIDER: (_("À décider"), "attendu"),
        EtatRecuperation.ATTENTE_ACTIF: (_("Actif attendu"), "nouveau"),
        EtatRecuperation.DECISION: (_("Décidée"), "etude"),
        EtatRecuperation.TITRE_EMIS: (_("Titre émis"), "etude"),
        EtatRecuperation.REPORTEE: (_("Reportée"), "attendu"),
        EtatRecuperation.SOLDEE: (_("Soldée"), "fini"),
        EtatRecuperation.REMISE: (_("Sans récupération"), "fini"),
    }
)
ISSUES: Mapping[Issue, str] = MappingProxyType(
    {
        Issue.RECUPERER: _("Récupérer une somme"),
        Issue.REPORTER: _("Reporter la récupération au décès du conjoint survivant"),
        Issue.RENONCER: _("Ne rien récupérer, ou remettre la dette"),
    }
)


@blueprint.context_processor
def mots_des_successions() -> dict[str, object]:
    """Donne aux gabarits les mots des successions, et ce que l’agent y peut."""
    agent = agent_present()
    return {
        "accords": ACCORDS,
        "etats_requete": ETATS,
        "heritiers_dits": HERITIERS,
        "instruit_les_successions": agent is not None and peut_instruire(agent, SERVICE_RECOURS),
        "natures_aide": NATURES,
        "points": POINTS,
        "etats_recuperation": RECUPERATIONS,
        "reponses_dites": REPONSES,
        "sexes": {code: gettext(mot) for code, mot in SEXES.items()},
        "valide_les_successions": agent is not None and peut_valider(agent, SERVICE_RECOURS),
        "verdicts": VERDICTS,
    }
