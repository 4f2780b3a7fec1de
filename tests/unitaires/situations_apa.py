"""L’allocation personnalisée d’autonomie : les points de contrôle et les personnes fictives de la fiche."""

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from forms.regles import apa
from portail.config import RACINE
from portail.demarche.controles.echantillons import parametres_livres
from portail.demarche.regles import Resultat
from tests.unitaires.situations_permis import espaces_simples

DEPOT = date(2026, 11, 21)

__all__ = ["DEPOT", "espaces_simples", "oracle", "parametres_du", "partager", "valeurs"]


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
    reglages: dict[str, Any] = valeurs(jour, "apa_mtp", "apa_seuil_inf", "apa_seuil_sup", "apa_fraction", "apa_taux_max")
    return apa.participation(
        annuelles=mensuelles * 12, diviseur=par, plan_retenu=apa.arrondir(min(plan, plafond)), **reglages
    )
