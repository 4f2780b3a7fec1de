"""Toutes les vues du bureau des notaires : les importer les attache au blueprint."""

from portail.guichets.notaires import accueil, actif, declarations, historique, lots, office, second_facteur
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.notaires.espaces_naturels import certificat, nouveau
from portail.guichets.notaires.espaces_naturels import liste as certificats
from portail.guichets.notaires.successions import envoi, liste, nouvelle, requete

__all__ = [
    "accueil",
    "actif",
    "blueprint",
    "certificat",
    "certificats",
    "declarations",
    "envoi",
    "historique",
    "liste",
    "lots",
    "nouveau",
    "nouvelle",
    "office",
    "requete",
    "second_facteur",
]
