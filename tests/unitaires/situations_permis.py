"""Les personnes fictives de la fiche « aide au permis », en réponses telles que le dossier les garde."""

from datetime import date
from typing import Any

from portail.demarche.bilan import Bilan
from portail.demarche.catalogue import demarche_de
from portail.demarche.controles.echantillons import parametres_livres
from portail.demarche.eligibilite import evaluer
from portail.territoire.communes import annuaire

PERMIS = demarche_de("aide-permis")
DEPOT = date(2026, 11, 21)
COMMUNES = frozenset(commune.code_insee for commune in annuaire())


def adresse(code_postal: str, commune: str, insee: str | None) -> dict[str, str | None]:
    return {
        "voie": "8 rue du Minage",
        "complement": "",
        "code_postal": code_postal,
        "commune": commune,
        "commune_insee": insee,
    }


def lina(**autres: Any) -> dict[str, Any]:
    """Lina Moreau, 17 ans, lycéenne à Clisson ; sa mère dépose."""
    return {
        "qualite_deposant": "parent",
        "identite_certifiee": False,
        "nom_naissance": "Moreau",
        "prenoms": "Lina",
        "date_naissance": "2009-08-14",
        "nationalite": "fr",
        "adresse": adresse("44190", "Clisson", "44043"),
        "date_arrivee_44": "2009-08-14",
        "courriel": "lina.moreau@courriel.example",
        "canal_prefere": "courriel",
        "statut": "lyceen",
        "jeune_ase": "non",
        "rattachement_fiscal": "parents",
        "rfr": "14300",
        "nb_parts": "2.5",
        "categorie": "B",
        "ecole_conduite_nom": "Auto-école de la Vallée",
        "ecole_conduite_commune": {"nom": "Clisson", "insee": "44043"},
        "date_inscription": "2026-10-05",
        "cout_total": "1640.00",
        "autre_aide": "non",
        "iban": "FR7630006000011234567890189",
        "titulaire_compte": "Sophie Moreau",
    } | autres


def yanis(**autres: Any) -> dict[str, Any]:
    """Yanis Belkacem, la veille de ses 25 ans, à La Chapelle-sur-Erdre, quotient 410."""
    return (
        lina(
            qualite_deposant="lui_meme",
            nom_naissance="Belkacem",
            prenoms="Yanis",
            date_naissance="2001-11-22",
            adresse=adresse("44240", "La Chapelle-sur-Erdre", "44035"),
            date_arrivee_44="2025-09-02",
            statut="demandeur_emploi",
            rattachement_fiscal="propre",
            rfr="4920",
            nb_parts="1",
        )
        | autres
    )


def emma(**autres: Any) -> dict[str, Any]:
    """Emma Le Gall, 19 ans, arrivée de Rennes à Nantes le 1er décembre 2025."""
    return (
        lina(
            qualite_deposant="lui_meme",
            nom_naissance="Le Gall",
            prenoms="Emma",
            date_naissance="2007-03-09",
            adresse=adresse("44000", "Nantes", "44109"),
            date_arrivee_44="2025-12-01",
            statut="etudiant",
            rattachement_fiscal="propre",
            rfr="6200",
            nb_parts="1",
        )
        | autres
    )


def tom(**autres: Any) -> dict[str, Any]:
    """Tom Richard, 16 ans, demande pour le permis B."""
    return lina(nom_naissance="Richard", prenoms="Tom", date_naissance="2010-05-02") | autres


def aminata(**autres: Any) -> dict[str, Any]:
    """Aminata Diallo, 20 ans, apprentie, quotient 350, a reçu 500 € de l’État."""
    return (
        lina(
            qualite_deposant="lui_meme",
            nom_naissance="Diallo",
            prenoms="Aminata",
            date_naissance="2006-02-11",
            statut="apprenti",
            rattachement_fiscal="propre",
            rfr="4200",
            nb_parts="1",
            autre_aide="oui",
            aides=[{"aide_organisme": "etat_apprentis", "aide_montant": "500.00"}],
        )
        | autres
    )


def bilan(reponses: dict[str, Any], jour: date = DEPOT, **parametres: Any) -> Bilan:
    """L’examen d’une situation, avec les paramètres livrés, sauf ceux qu’on remplace."""
    return evaluer(PERMIS, reponses, jour=jour, parametres={**parametres_livres(), **parametres}, communes=COMMUNES)


def verifie(reponses: dict[str, Any]) -> dict[str, Any]:
    """La même situation, l’école de conduite vérifiée par le service."""
    return reponses | {"ecole_agrement": "ecole"}


def espaces_simples(texte: str) -> str:
    """Le texte, ses espaces insécables rendues simples : on vérifie les mots."""
    return texte.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def sans_blancs(texte: str) -> str:
    """Rend un texte d’un seul tenant : la mise en page coupe les lignes où elle veut."""
    return "".join(texte.split())
