"""Ce que chaque pièce contient quand une personne fictive la joint : un nom de fichier et un papier à son nom."""

from datetime import date

from portail.demonstration import papiers
from portail.demonstration.demandeurs import Demandeur

PHOTOGRAPHIEES = frozenset({"piece_identite", "autorisation_parentale", "rib"})
"""Les gens photographient ce qu’ils n’ont que sur papier ; le reste vient d’un téléchargement ou d’un scanner."""


def fichier_fictif(code: str, demandeur: Demandeur, *, jour: date, floue: bool = False) -> tuple[str, bytes]:
    """Rend le nom et le contenu du fichier joint à cette pièce."""
    titre, *lignes = _papier(code, demandeur, jour)
    if floue or code in PHOTOGRAPHIEES:
        return f"IMG_{jour:%Y%m%d}_18{demandeur.rang:02d}.jpg", papiers.photo(titre, tuple(lignes), floue=floue)
    pages = 2 if code == "avis_impot" else 1
    return f"{code.replace('_', '-')}-{jour.year}.pdf", papiers.pdf(titre, lignes, pages=pages)


def _papier(code: str, demandeur: Demandeur, jour: date) -> list[str]:
    """Rend le titre et les lignes d’un papier."""
    nom = demandeur.personne.nom
    papiers_connus = {
        "numerisation": ["Formulaire papier", "Aide au permis de conduire", f"Demande de {nom}", "Reçu par La Poste"],
        "piece_identite": ["Carte nationale d’identité", f"Nom : {demandeur.personne.nom_naissance}", nom],
        "avis_impot": [
            f"Avis d’impôt {jour.year} sur les revenus {jour.year - 1}",
            f"Revenu fiscal de référence : {demandeur.rfr} €",
            f"Nombre de parts : {demandeur.parts}",
        ],
        "inscription_ecole": [
            "Contrat de formation",
            demandeur.ecole,
            f"Élève : {nom}",
            f"Permis {demandeur.categorie} : {demandeur.cout} €",
        ],
        "autorisation_parentale": ["Autorisation", f"J’autorise {nom}", "à demander l’aide au permis.", "Signé"],
        "facture_acquittee": [
            "Facture acquittée",
            demandeur.ecole,
            f"Élève : {nom}",
            f"Total payé : {demandeur.cout} €",
        ],
        "attestation_permis": ["Attestation de réussite", f"Permis {demandeur.categorie}", nom],
        "rib": ["Relevé d’identité bancaire", papiers.iban(demandeur.rang), demandeur.qui_depose.nom],
    }
    return papiers_connus.get(code, ["Document", nom])
