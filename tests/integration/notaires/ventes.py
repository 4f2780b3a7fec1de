"""Des ventes à déclarer, pour les essais : un terrain à Sucé-sur-Erdre, à Daniel Bertin."""

from typing import Any

from portail.demarche.catalogue import demarche_de
from portail.demarche.parcours import pieces_attendues
from portail.dossiers.actions import brouillon, depot
from portail.dossiers.models import Dossier
from portail.identite.models import Usager
from portail.identite.notaires.models import Membre
from portail.identite.notaires.queries import usager_au_nom_de
from portail.notaires.declarations.terrain import DEMARCHE
from portail.socle import horloge
from tests import fabriques

SUCE = {"nom": "Sucé-sur-Erdre", "insee": "44201"}
GUERANDE = {"nom": "Guérande", "insee": "44069"}
AB_145 = {"parcelle_section": "AB", "parcelle_numero": "145", "parcelle_contenance": "8000"}
ADRESSE = {
    "voie": "3 rue du Port", "complement": "", "code_postal": "44240", "commune": "Sucé-sur-Erdre",
    "commune_insee": "44201",
}  # fmt: skip


def vente(**reponses: Any) -> dict[str, Any]:
    """Rend les réponses d’une vente ordinaire, par un notaire."""
    return {
        "qualite_deposant": "notaire",
        "proprietaire": "physique",
        "nom_naissance": "Bertin",
        "prenoms": "Daniel",
        "adresse_proprietaire": ADRESSE,
        "courriel": "office@notaires.example",
        "declarant_nom": "Me Paul Rolland",
        "declarant_adresse": ADRESSE,
        "declarant_reference": "2026-118",
        "commune_bien": SUCE,
        "parcelles": [AB_145],
        "designation": "non_bati",
        "usage_bien": "naturel",
        "occupation": "proprietaire",
        "nature_mutation": "vente",
        "prix": "85000.00",
        "prix_en_lettres": "Quatre-vingt-cinq mille euros",
        "paiement": "comptant",
        "acquereur_nom": "Odile Marchand",
        "acquereur_adresse": ADRESSE,
        "visite_admise": "oui",
        **reponses,
    }


def preparee(usager: Usager, *, pieces: bool = True, **reponses: Any) -> Dossier:
    """Rend une déclaration remplie, pièces jointes, que rien n’empêche d’envoyer."""
    voulues, demarche = vente(**reponses), demarche_de(DEMARCHE)
    dossier = brouillon.commencer(demarche, usager=usager, qualite=voulues["qualite_deposant"], langue="fr")
    for page in demarche.pages:
        brouillon.enregistrer_page(dossier.id, usager=usager, page=page, reponses=voulues, revision=None)
    if pieces:
        attendues = pieces_attendues(demarche, dossier.reponses, horloge.aujourd_hui())
        fabriques.joindre(dossier, usager, *(piece.identifiant for piece in attendues))
    return dossier


def declaree(par: Membre | Usager, **reponses: Any) -> Dossier:
    """Rend une déclaration envoyée par un office, ou par une personne."""
    usager = usager_au_nom_de(par) if isinstance(par, Membre) else par
    dossier = preparee(usager, **reponses)
    return depot.deposer(dossier.id, usager=usager, revision=None, accord_electronique=True)
