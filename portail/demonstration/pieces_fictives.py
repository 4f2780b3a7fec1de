"""Ce que chaque pièce contient quand une personne fictive la joint : un nom de fichier et un papier à son nom."""

from datetime import date

from portail.demonstration import papiers
from portail.demonstration.demandeurs import QuiDemande

PHOTOGRAPHIEES = frozenset({"piece_identite", "autorisation_parentale", "rib"})
"""Les gens photographient ce qu’ils n’ont que sur papier ; le reste vient d’un téléchargement ou d’un scanner."""


def fichier_fictif(code: str, demandeur: QuiDemande, *, jour: date, floue: bool = False) -> tuple[str, bytes]:
    """Rend le nom et le contenu du fichier joint à cette pièce."""
    titre, *lignes = demandeur.papiers(jour).get(code, ("Document", demandeur.personne.nom))
    if floue or code in PHOTOGRAPHIEES:
        return f"IMG_{jour:%Y%m%d}_18{demandeur.rang:02d}.jpg", papiers.photo(titre, tuple(lignes), floue=floue)
    pages = 2 if code == "avis_impot" else 1
    return f"{code.replace('_', '-')}-{jour.year}.pdf", papiers.pdf(titre, lignes, pages=pages)
