"""État d’un fournisseur simulé en marche : clés, connexions en cours, anomalies demandées."""

from dataclasses import dataclass, field
from datetime import date

from flask import current_app

from portail.demonstration.fournisseur.cles import Trousseau
from portail.demonstration.fournisseur.demandes import Demande
from portail.demonstration.fournisseur.emetteurs import EMETTEURS, Emetteur, Personne
from portail.demonstration.fournisseur.fautes import Fautes
from portail.demonstration.fournisseur.memoire import Registre
from portail.demonstration.personnes import personne

NOM = "fournisseur-de-demonstration"
DUREE_INTERACTION = 30 * 60


@dataclass(frozen=True, slots=True)
class Accord:
    """Une personne a accepté de transmettre son identité pour cette demande."""

    demande: Demande
    personne: Personne
    authentifiee_le: int


@dataclass(slots=True)
class Fournisseur:
    """Tout ce qu’un fournisseur simulé retient ; `adresse` est sa racine, `jour` celui où les âges sont exacts."""

    adresse: str
    url_portail: str
    jour: date
    trousseau: Trousseau = field(default_factory=Trousseau)
    interactions: Registre[Demande] = field(default_factory=Registre)
    codes: Registre[Accord] = field(default_factory=Registre)
    acces: Registre[Accord] = field(default_factory=Registre)
    sessions: Registre[str] = field(default_factory=Registre)
    fautes: Fautes = field(default_factory=dict)

    def emetteur_url(self, emetteur: Emetteur) -> str:
        """Rend l’identifiant de l’émetteur, celui que portent `iss` et la découverte."""
        return f"{self.adresse}/{emetteur.nom}"

    def retour_url(self, emetteur: Emetteur) -> str:
        """Rend l’adresse de retour déclarée par le portail."""
        return f"{self.url_portail}/connexion/{emetteur.nom}/retour"

    def retour_deconnexion_url(self, emetteur: Emetteur) -> str:
        """Rend l’adresse de retour après déconnexion déclarée par le portail."""
        return f"{self.url_portail}/deconnexion/{emetteur.nom}/retour"


def fournisseur() -> Fournisseur:
    """Rend l’état du fournisseur de l’application courante."""
    etat: Fournisseur = current_app.extensions[NOM]
    return etat


def personne_de(emetteur: Emetteur, identifiant: str) -> Personne | None:
    """Rend la personne fictive que cet émetteur connaît sous cet identifiant, ou `None`."""
    return personne(identifiant, emetteur.personnes)


def emetteur_de(accord: Accord) -> Emetteur:
    """Rend l’émetteur auquel cet accord appartient."""
    return EMETTEURS[accord.demande.emetteur]
