"""L’allocation personnalisée d’autonomie : les points de contrôle et les personnes fictives de la fiche."""

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from forms.regles import apa
from portail.config import RACINE
from portail.demarche.bilan import Bilan
from portail.demarche.catalogue import demarche_de
from portail.demarche.controles.echantillons import parametres_livres
from portail.demarche.eligibilite import evaluer
from portail.demarche.regles import Resultat
from tests.unitaires.situations_permis import COMMUNES, adresse, espaces_simples

APA = demarche_de("apa-domicile")
DEPOT = date(2026, 11, 21)
RENNES = {"nom": "Rennes (35000)", "insee": None}

__all__ = [
    "APA",
    "DEPOT",
    "RENNES",
    "antoine",
    "bilan",
    "couple_guerin",
    "espaces_simples",
    "jeanne",
    "oracle",
    "partager",
    "valeurs",
]


def parametres_du(jour: date) -> Mapping[str, Decimal]:
    """Les paramètres livrés, en vigueur ce jour."""
    return parametres_livres(jour)


def valeurs(jour: date, *prefixes: str) -> dict[str, Decimal]:
    """Les paramètres en vigueur qui commencent par l’un de ces préfixes."""
    return {code: valeur for code, valeur in parametres_du(jour).items() if code.startswith(prefixes)}


def oracle() -> list[dict[str, str]]:
    """Les 45 points de contrôle, calculés à part."""
    with (RACINE / "tests" / "donnees" / "oracle_apa.csv").open(encoding="utf-8") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def partager(
    *, mensuelles: Decimal, plan: Decimal, gir: int = 1, jour: date = DEPOT, par: Decimal = Decimal(1)
) -> Resultat:
    """La participation pour ces ressources mensuelles du foyer et ce plan, plafonné au GIR."""
    coefs = valeurs(jour, "apa_mtp", "apa_coef_gir")
    plafond = apa.plafond(gir=str(gir), **coefs).valeur
    reglages: dict[str, Any] = valeurs(
        jour, "apa_mtp", "apa_seuil_inf", "apa_seuil_sup", "apa_fraction", "apa_taux_max"
    )
    return apa.participation(
        annuelles=mensuelles * 12, diviseur=par, plan_retenu=apa.arrondir(min(plan, plafond)), **reglages
    )


def jeanne(**autres: Any) -> dict[str, Any]:
    """Jeanne Briand, 84 ans, veuve, à Blain, 1 500 € par mois ; elle dépose elle-même."""
    return {
        "qualite_deposant": "lui_meme",
        "identite_certifiee": True,
        "se_leve_seul": "oui",
        "s_habille_seul": "non",
        "toilette_seul": "non",
        "mange_seul": "oui",
        "caisse_retraite": "cnav",
        "type_demande": "premiere",
        "urgence": "non",
        "nom_naissance": "Briand",
        "prenoms": "Jeanne",
        "date_naissance": "1942-07-03",
        "nationalite": "fr",
        "nir": "242074401502277",
        "mesure_protection": "aucune",
        "adresse": adresse("44130", "Blain", "44015"),
        "date_arrivee_44": "1942-07-03",
        "telephone": "+33261910101",
        "courriel": None,
        "canal_prefere": "courrier",
        "besoin_accessibilite": None,
        "lieu_vie": "domicile",
        "situation_familiale": "veuf",
        "aides_actuelles": ["aucune"],
        "visite_nom": "Jeanne Briand",
        "visite_lien": "elle-même",
        "visite_telephone": "+33261910101",
        "statut_logement": "proprietaire",
        "revenu_declare": "18000.00",
        "prestations_en_cours": ["aucune"],
        "mode_versement": "service",
        "accord_transmission_caisse": "oui",
    } | autres


def antoine(**autres: Any) -> dict[str, Any]:
    """Antoine Fournier, 72 ans, trois « oui » et un « non »."""
    return jeanne(date_naissance="1954-04-01", s_habille_seul="oui", surveillance_reguliere="non") | autres


def couple_guerin(**autres: Any) -> dict[str, Any]:
    """Marcel Guérin, 86 ans, à Vallet, marié à Odette ; 2 400 € par mois à deux."""
    marie = {
        "nom_naissance": "Guérin",
        "prenoms": "Marcel",
        "date_naissance": "1940-02-11",
        "nir": "140024421203047",
        "adresse": adresse("44330", "Vallet", "44212"),
        "situation_familiale": "marie",
        "conjoint_nom": "Guérin",
        "conjoint_prenoms": "Odette",
        "conjoint_naissance": "1943-05-20",
        "lieu_vie_conjoint": "meme_domicile",
        "conjoint_apa": "non",
        "conjoint_demande": "oui",
        "revenu_declare": "28800.00",
    }
    return jeanne(**marie) | autres


def bilan(reponses: dict[str, Any], jour: date = DEPOT, *, pretest: bool = False) -> Bilan:
    """L’examen d’une situation, avec les paramètres livrés en vigueur ce jour."""
    return evaluer(APA, reponses, jour=jour, parametres=parametres_du(jour), communes=COMMUNES, pretest=pretest)
