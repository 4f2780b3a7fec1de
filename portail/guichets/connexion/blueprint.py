"""Le guichet de connexion : ouvert à tous, un échec y devient une page qui dit quoi faire."""

from typing import TypeVar, cast

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug import Response as ReponseWerkzeug

from portail.config import ReglagesFournisseur
from portail.guichets.connexion.echecs import EchecConnexion, Raison
from portail.guichets.connexion.pages import PAGES
from portail.guichets.gardes import sans_garde
from portail.guichets.identites import agent_present, membre_present, usager_present
from portail.identite.actions import AgentInconnu
from portail.identite.notaires.actions import MembreInconnu
from portail.socle import demarrage
from portail.socle.erreurs import Introuvable
from portail.socle.traces import trace

FRANCECONNECT = "franceconnect"
PROCONNECT = "proconnect"
NOTAIRES = "notaires"
FOURNISSEURS = {FRANCECONNECT: "FranceConnect", PROCONNECT: "ProConnect", NOTAIRES: "ID.not"}
# Le même filtre pour toutes les adresses qui nomment un fournisseur.
NOM = "<any(franceconnect, proconnect, notaires):nom>"

R = TypeVar("R", bound=ReponseWerkzeug)

blueprint = Blueprint("connexion", __name__)
sans_garde(blueprint)


def fournisseur_regle(nom: str) -> ReglagesFournisseur:
    """Rend les réglages du fournisseur ; lève `Introuvable` s’il n’est pas configuré."""
    fournisseur: ReglagesFournisseur = getattr(demarrage.reglages(), nom)
    if not fournisseur.configure:
        raise Introuvable
    return fournisseur


def adresse_publique(point: str, *, nom: str) -> str:
    """Rend l’adresse complète d’une vue, telle qu’elle est déclarée chez les fournisseurs d’identité."""
    return demarrage.reglages().url_publique + url_for(point, nom=nom)


def quelqu_un_est_la() -> bool:
    """Vrai si une personne est connectée, à quelque guichet que ce soit."""
    return bool(usager_present() or agent_present() or membre_present())


def accueil_de_la_personne() -> str:
    """Rend l’accueil du guichet de la personne connectée."""
    if agent_present():
        return "/agents/"
    return "/notaires/" if membre_present() else "/mon-espace/"


def tracer(fournisseur: str, issue: str, *, reference: str = "", grave: bool = False) -> None:
    """Écrit l’issue d’une connexion : jamais un jeton, un code ni une identité."""
    ecrire = trace.error if grave else trace.info
    ecrire("connexion", fournisseur=fournisseur, issue=issue, reference=reference)


@blueprint.errorhandler(EchecConnexion)
def echec(erreur: EchecConnexion) -> Response:
    """Rend la page de cette famille d’échec ; rien n’a été créé."""
    nom = (request.view_args or {}).get("nom", "")
    tracer(nom, erreur.raison.value, reference=erreur.reference, grave=erreur.faute_de_reglage)
    if erreur.raison is Raison.ETAT_INCONNU and quelqu_un_est_la():
        # Second onglet d’une connexion déjà réussie dans le premier : la personne est là où elle voulait.
        return sans_referent(cast("Response", redirect(accueil_de_la_personne(), 303)))
    corps = render_template(
        "connexion/echec.html",
        page=PAGES[erreur.famille],
        fournisseur=FOURNISSEURS.get(nom, ""),
        nom=nom,
        reference=erreur.reference,
    )
    return sans_referent(Response(corps, erreur.statut, mimetype="text/html"))


@blueprint.errorhandler(AgentInconnu)
@blueprint.errorhandler(MembreInconnu)
def acces_non_ouvert(erreur: AgentInconnu | MembreInconnu) -> Response:
    """Rend la page d’une personne authentifiée à qui aucun accès n’est ouvert."""
    d_un_office = isinstance(erreur, MembreInconnu)
    return echec(EchecConnexion(Raison.MEMBRE_INCONNU if d_un_office else Raison.COMPTE_INCONNU))


def sans_referent(reponse: R) -> R:
    """Interdit au navigateur de répéter l’adresse de retour, qui porte un code, et de garder la page."""
    reponse.headers["Referrer-Policy"] = "no-referrer"
    reponse.headers["Cache-Control"] = "no-store"
    return reponse
