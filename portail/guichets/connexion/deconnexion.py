"""Se déconnecter : ici d’abord, chez le fournisseur d’identité ensuite, sans quoi la personne suivante entrerait."""

import hmac

from flask import Response, after_this_request, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portail.guichets.connexion.blueprint import (
    FOURNISSEURS,
    NOM,
    accueil_de_la_personne,
    adresse_publique,
    blueprint,
    fournisseur_regle,
    quelqu_un_est_la,
    sans_referent,
    tracer,
)
from portail.guichets.connexion.echecs import EchecConnexion
from portail.guichets.connexion.oidc import adresse_fin_session
from portail.guichets.gardes import ouvert
from portail.guichets.identites import agent_present, membre_present, session_courante, usager_present
from portail.guichets.reprise import oublier_l_envoi

_ATTENTE = "deconnexion_en_cours"


@blueprint.get("/deconnexion")
@ouvert
def confirmer() -> ResponseReturnValue:
    """Demande de confirmer ; une fois la personne partie, la même adresse dit qu’elle est déconnectée."""
    personne = membre_present() or usager_present() or agent_present()
    if personne is None:
        return render_template("connexion/deconnecte.html", fournisseur="")
    return render_template(
        "connexion/deconnexion.html",
        personne=personne,
        accueil=accueil_de_la_personne(),
        fournisseur=FOURNISSEURS.get(session_courante().fournisseur, ""),
    )


@blueprint.post("/deconnexion")
@ouvert
def fermer() -> ResponseReturnValue:
    """Ferme la session du portail, puis celle du fournisseur d’identité s’il y en a une."""
    session = session_courante()
    nom, jeton = session.fournisseur, session.jeton_identite
    oublier_l_envoi()
    after_this_request(_effacer_l_appareil)
    session.fermer()
    if nom not in FOURNISSEURS or not jeton:
        return redirect(url_for("connexion.confirmer"), 303)
    fin = _fin_chez(nom, jeton)
    if fin is None:
        return render_template("connexion/deconnecte.html", fournisseur=FOURNISSEURS[nom])
    url, state = fin
    cookie[_ATTENTE] = {"fournisseur": nom, "state": state}
    return redirect(url, 303)


@blueprint.get(f"/deconnexion/{NOM}/retour")
@ouvert
def revenir_deconnecte(nom: str) -> ResponseReturnValue:
    """Vérifie que ce retour répond à notre demande ; sinon, dit que rien ne prouve la déconnexion du fournisseur."""
    attendu = cookie.pop(_ATTENTE, None) or {"fournisseur": "", "state": ""}
    recu = request.args.get("state", "")
    if attendu["fournisseur"] != nom or not hmac.compare_digest(attendu["state"].encode(), recu.encode()):
        tracer(nom, "deconnexion_non_confirmee")
        if quelqu_un_est_la():
            return redirect(url_for("connexion.confirmer"), 303)
        return render_template("connexion/deconnecte.html", fournisseur=FOURNISSEURS[nom]), 400
    tracer(nom, "fermee")
    return sans_referent(redirect(url_for("connexion.confirmer"), 303))


def _effacer_l_appareil(reponse: Response) -> Response:
    """Efface du navigateur ce que les écrans y gardent pendant une coupure : qui vient après n’en trouve rien."""
    reponse.headers["Clear-Site-Data"] = '"storage"'
    return reponse


def _fin_chez(nom: str, jeton_identite: str) -> tuple[str, str] | None:
    """Rend l’adresse de déconnexion du fournisseur et son `state` ; `None` s’il ne répond pas ou n’en offre pas."""
    retour_url = adresse_publique("connexion.revenir_deconnecte", nom=nom)
    try:
        return adresse_fin_session(fournisseur_regle(nom), jeton_identite=jeton_identite, retour_url=retour_url)
    except EchecConnexion as erreur:
        tracer(nom, f"deconnexion_{erreur.raison.value}")
        return None
