"""Les écrans du fournisseur simulé : choisir une personne fictive, accepter ou refuser, se déconnecter."""

import time
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from werkzeug import Response

from portail.demonstration.fournisseur.demandes import Demande, DemandeRefusee, demande_admise
from portail.demonstration.fournisseur.emetteurs import CLIENT_ID, EMETTEURS, Emetteur
from portail.demonstration.fournisseur.etat import DUREE_INTERACTION, Accord, fournisseur, personne_de
from portail.demonstration.fournisseur.fautes import retour_fautif
from portail.demonstration.fournisseur.identites import LIBELLES, affirmations, lisible

blueprint = Blueprint("ecrans", __name__)
_EMETTEUR = "/<any(franceconnect, proconnect, notaires):nom>"
_INTERACTION = f"{_EMETTEUR}/interaction/<cle>"
_FIN_SESSION = frozenset({"id_token_hint", "state", "post_logout_redirect_uri"})


@blueprint.errorhandler(DemandeRefusee)
def refusee(erreur: DemandeRefusee) -> ResponseReturnValue:
    """Rend la page 400 du fournisseur : la personne n’est pas renvoyée au portail."""
    return render_template("refus.html", erreur=erreur), 400


@blueprint.get("/")
def accueil() -> ResponseReturnValue:
    """Rend la page qui présente les fournisseurs simulés."""
    return render_template("accueil.html", emetteurs=EMETTEURS.values(), url_portail=fournisseur().url_portail)


@blueprint.get(f"{_EMETTEUR}/authorize")
def autoriser(nom: str) -> ResponseReturnValue:
    """Contrôle la demande, puis mène au choix de la personne, ou au consentement si une session est ouverte."""
    etat, emetteur = fournisseur(), EMETTEURS[nom]
    demande = demande_admise(request.args, emetteur, retour_url=etat.retour_url(emetteur))
    if demande.erreur:
        return _renvoyer(demande, {"error": demande.erreur})
    cle = etat.interactions.deposer(demande, duree=DUREE_INTERACTION)
    etape = "ecrans.consentir" if _identifiee(emetteur) else "ecrans.choisir"
    return redirect(url_for(etape, nom=nom, cle=cle), 303)


@blueprint.route(_INTERACTION, methods=["GET", "POST"])
def choisir(nom: str, cle: str) -> ResponseReturnValue:
    """Fait choisir une personne fictive et ouvre sa session chez ce fournisseur."""
    emetteur = EMETTEURS[nom]
    demande = _demande(cle)
    choix = personne_de(emetteur, request.form.get("personne", ""))
    if choix is None:
        return render_template("choix.html", emetteur=emetteur, personnes=emetteur.personnes, cle=cle)
    if demande.niveaux and getattr(choix, "acr", "") not in demande.niveaux:
        fournisseur().interactions.oublier(cle)
        return _renvoyer(demande, {"error": "access_denied", "error_description": "second facteur absent"})
    reponse = redirect(url_for("ecrans.consentir", nom=nom, cle=cle), 303)
    session = fournisseur().sessions.deposer(choix.identifiant, duree=DUREE_INTERACTION)
    reponse.set_cookie(f"session_{nom}", session, path=f"/{nom}", httponly=True, samesite="Lax")
    return reponse


@blueprint.route(f"{_INTERACTION}/consentement", methods=["GET", "POST"])
def consentir(nom: str, cle: str) -> ResponseReturnValue:
    """Montre ce qui sera transmis ; l’accord renvoie au portail avec un code."""
    etat, emetteur = fournisseur(), EMETTEURS[nom]
    demande = _demande(cle)
    choix = personne_de(emetteur, _identifiee(emetteur))
    if choix is None:
        return redirect(url_for("ecrans.choisir", nom=nom, cle=cle), 303)
    if request.method == "GET":
        claims = affirmations(choix, demande.portees, jour=etat.jour)
        donnees = [(LIBELLES[c], lisible(c, valeur)) for c, valeur in claims.items() if c in LIBELLES and valeur]
        return render_template("consentement.html", emetteur=emetteur, personne=choix, donnees=donnees, cle=cle)
    etat.interactions.oublier(cle)
    accord = Accord(demande, choix, int(time.time()))
    return _renvoyer(demande, {"code": etat.codes.deposer(accord, duree=emetteur.duree_code)})


@blueprint.post(f"{_INTERACTION}/abandon")
def abandonner(nom: str, cle: str) -> ResponseReturnValue:
    """Renvoie au portail avec `access_denied`."""
    demande = _demande(cle)
    fournisseur().interactions.oublier(cle)
    return _renvoyer(demande, {"error": "access_denied", "error_description": "User auth aborted"})


@blueprint.get(f"{_EMETTEUR}/session/end")
def fin_session(nom: str) -> ResponseReturnValue:
    """Ferme la session chez ce fournisseur et renvoie au portail avec `state`."""
    etat, emetteur = fournisseur(), EMETTEURS[nom]
    _verifier_fin_session(emetteur)
    etat.sessions.oublier(request.cookies.get(f"session_{nom}", ""))
    retour = f"{request.args['post_logout_redirect_uri']}?{urlencode({'state': request.args['state']})}"
    reponse = redirect(retour, 303)
    reponse.delete_cookie(f"session_{nom}", path=f"/{nom}")
    return reponse


def _verifier_fin_session(emetteur: Emetteur) -> None:
    """Lève `DemandeRefusee` si un paramètre est absent, en trop ou inexact ; un jeton périmé est admis."""
    etat, args = fournisseur(), request.args
    if set(args) != _FIN_SESSION or any(len(valeurs) > 1 for _, valeurs in args.lists()):
        raise DemandeRefusee(emetteur.refus, "id_token_hint, state et post_logout_redirect_uri, une fois chacun.")
    if args["post_logout_redirect_uri"] != etat.retour_deconnexion_url(emetteur):
        raise DemandeRefusee("Y030111", "post_logout_redirect_uri n’est pas déclarée.")
    if len(args["state"]) < emetteur.longueur_alea:
        raise DemandeRefusee(emetteur.refus, "state est trop court.")
    try:
        claims = etat.trousseau.ouvrir(args["id_token_hint"])
    except (JoseError, ValueError) as erreur:
        raise DemandeRefusee(emetteur.refus, "id_token_hint n’est pas un jeton d’ici.") from erreur
    if (claims.get("iss"), claims.get("aud")) != (etat.emetteur_url(emetteur), CLIENT_ID):
        raise DemandeRefusee(emetteur.refus, "id_token_hint appartient à un autre service.")


def _demande(cle: str) -> Demande:
    demande = fournisseur().interactions.lire(cle)
    if demande is None:
        raise DemandeRefusee("Y500000", "Cette connexion est terminée ou trop ancienne. Revenez au portail.")
    return demande


def _identifiee(emetteur: Emetteur) -> str:
    """Rend l’identifiant de la personne dont la session est ouverte chez cet émetteur, ou une chaîne vide."""
    return fournisseur().sessions.lire(request.cookies.get(f"session_{emetteur.nom}", "")) or ""


def _renvoyer(demande: Demande, parametres: dict[str, str]) -> Response:
    """Renvoie la personne au portail, avec `state` et, sauf chez les notaires, `iss`."""
    etat, emetteur = fournisseur(), EMETTEURS[demande.emetteur]
    complets = {**parametres, "state": demande.state}
    if emetteur.iss_au_retour:
        complets["iss"] = etat.emetteur_url(emetteur)
    return redirect(f"{demande.retour_url}?{urlencode(retour_fautif(etat.fautes, complets))}", 303)
