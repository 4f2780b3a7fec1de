"""Partir vers un fournisseur d’identité, et en revenir."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portail.guichets.adresses import adresse_locale
from portail.guichets.connexion.blueprint import (
    FRANCECONNECT,
    NOM,
    NOTAIRES,
    PROCONNECT,
    adresse_publique,
    blueprint,
    fournisseur_regle,
    sans_referent,
    tracer,
)
from portail.guichets.connexion.choix import ACCUEIL_AGENTS, ACCUEIL_NOTAIRES, ACCUEIL_USAGERS
from portail.guichets.connexion.identite_agent import agent_depuis_claims
from portail.guichets.connexion.identite_certifiee import identite_depuis_claims
from portail.guichets.connexion.identite_notaire import membre_depuis_claims
from portail.guichets.connexion.oidc import Retour, adresse_autorisation, identite_au_retour
from portail.guichets.connexion.tentatives import Tentatives
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.identites import session_courante
from portail.guichets.poste import poste
from portail.identite.actions import connecter_agent, connecter_usager
from portail.identite.notaires.actions import connecter_membre
from portail.socle import debits, demarrage

DEPARTS_ADMIS = "60/10minutes"
ACCUEILS: Mapping[str, str] = MappingProxyType(
    {FRANCECONNECT: ACCUEIL_USAGERS, PROCONNECT: ACCUEIL_AGENTS, NOTAIRES: ACCUEIL_NOTAIRES}
)


@blueprint.get(f"/connexion/{NOM}")
@ouvert
def partir(nom: str) -> ResponseReturnValue:
    """Envoie la personne chez le fournisseur ; un lien suffit, sans formulaire."""
    debits.consommer(DEPARTS_ADMIS, "connexion/depart", poste())
    url, tentative = adresse_autorisation(
        fournisseur_regle(nom),
        retour_url=adresse_publique("connexion.revenir", nom=nom),
        destination=adresse_locale(request.args.get("suite"), defaut=ACCUEILS[nom]),
    )
    Tentatives(cookie).ajouter(tentative)
    return redirect(url, 303)


@blueprint.get(f"/connexion/{NOM}/retour")
@ouvert
def revenir(nom: str) -> ResponseReturnValue:
    """Contrôle le retour du fournisseur, ouvre la session sous un identifiant neuf, mène où la personne allait."""
    # Un paramètre répété n’a pas de sens (RFC 6749, § 3.1) : il compte comme absent.
    uniques = {cle: valeurs[0] for cle, valeurs in request.args.lists() if len(valeurs) == 1}
    retour = identite_au_retour(fournisseur_regle(nom), uniques, Tentatives(cookie))
    _OUVERTURES[nom](retour)
    tracer(nom, "ouverte")
    reponse = redirect(adresse_locale(retour.destination, defaut=ACCUEILS[nom]), 303)
    return sans_referent(reponse)


def _ouvrir_usager(retour: Retour) -> None:
    usager = connecter_usager(
        emetteur=retour.emetteur,
        sujet=retour.sujet,
        identite=identite_depuis_claims(retour.claims),
        langue=langue_courante(),
    )
    session_courante().ouvrir_usager(usager, fournisseur=FRANCECONNECT, jeton_identite=retour.jeton_identite)


def _ouvrir_agent(retour: Retour) -> None:
    identite = agent_depuis_claims(retour.claims, siret_admis=demarrage.reglages().departement.siret_admis)
    agent = connecter_agent(
        emetteur=retour.emetteur, sujet=retour.sujet, courriel=identite.courriel, siret=identite.siret
    )
    session_courante().ouvrir_agent(agent, fournisseur=PROCONNECT, jeton_identite=retour.jeton_identite)


def _ouvrir_membre(retour: Retour) -> None:
    identite = membre_depuis_claims(retour.claims, revendications=demarrage.reglages().revendications_notaires)
    membre = connecter_membre(
        emetteur=retour.emetteur, sujet=retour.sujet, crpcen=identite.crpcen, courriel=identite.courriel
    )
    session_courante().ouvrir_membre(
        membre, fournisseur=NOTAIRES, jeton_identite=retour.jeton_identite, prouve=identite.a_deux_facteurs
    )


_OUVERTURES: Mapping[str, Callable[[Retour], None]] = MappingProxyType(
    {FRANCECONNECT: _ouvrir_usager, PROCONNECT: _ouvrir_agent, NOTAIRES: _ouvrir_membre}
)
