"""Faire un geste et dire son refus là où il se corrige : sur un champ, ou en haut de la page où l’on revient."""

from collections.abc import Callable, Mapping

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from portail.demarche.catalogue import catalogue
from portail.demarche.declaration import Choix
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli, refus_dit
from portail.guichets.saisie.formulaire import FormulaireDeSaisie
from portail.identite.actions import auteur_agent
from portail.journal.actions import Auteur
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.queries import services_actifs

TOUTES, AUCUN = "toutes", "aucun"
TELEPHONE = r"\+?[0-9][0-9 .]{8,20}"


def par() -> Auteur:
    """Rend l’auteur des changements de cette page."""
    return auteur_agent(agent_courant())


def enregistre(
    form: FormulaireDeSaisie,
    champ: str,
    geste: Callable[[], object],
    *,
    autres: Mapping[type[SaisieInvalide], str] | None = None,
) -> bool:
    """Fait le geste ; rend faux, refus dit sur ce champ (`autres` : sur un autre, selon le refus), s’il échoue."""
    return accompli(form[champ], geste, autres={refus: form[nom] for refus, nom in (autres or {}).items()})


def tenter(geste: Callable[[], object], *, succes: str, retour: str) -> ResponseReturnValue:
    """Fait le geste, dit ce qu’il en est, et mène à cette page."""
    try:
        geste()
    except SaisieInvalide as refus:
        flash(refus_dit(refus), "erreur")
    else:
        flash(succes, "succes")
    return redirect(retour, code=303)


def choix_de_service(libelle: str, *, aide: str = "", autres: Mapping[str, str] | None = None) -> Choix:
    """Rend la question du service, parmi ceux qui sont ouverts ; `autres` : options posées devant."""
    options = {**(autres or {}), **{service.code: service.nom for service in services_actifs()}}
    return Choix("service", libelle, options, aide=aide)


def choix_de_demarche(libelle: str) -> Choix:
    """Rend la question de la démarche, ou toutes."""
    noms = {nom: demarche.nom for nom, demarche in catalogue().items()}
    return Choix("demarche", libelle, {TOUTES: _("Toutes celles du service"), **noms})


def ou_rien(valeur: object, absence: str) -> str | None:
    """Rend le code choisi, ou rien si c’est l’absence (« toutes », « aucun »)."""
    return None if valeur in (absence, None, "") else str(valeur)
