"""Ce que les personnes des fiches répondent, champ par champ, comme elles l’écriraient."""

from typing import Any

IBAN = "FR76 3000 6000 0112 3456 7890 189"
FIXE = "02 61 91 01 04"

JEANNE: dict[str, Any] = {
    "se_leve_seul": "oui",
    "s_habille_seul": "non",
    "toilette_seul": "non",
    "mange_seul": "oui",
    "caisse_retraite": "cnav",
    "type_demande": "premiere",
    "urgence": "non",
    "nationalite": "fr",
    "nir": "2 42 04 44 015 022 29",
    "mesure_protection": "aucune",
    "adresse__voie": "4 rue Waldeck-Rousseau",
    "adresse__code_postal": "44130",
    "adresse__commune": "Blain",
    "date_arrivee_44__jour": "3",
    "date_arrivee_44__mois": "4",
    "date_arrivee_44__annee": "1962",
    "telephone": FIXE,
    "canal_prefere": "courriel",
    "lieu_vie": "domicile",
    "situation_familiale": "veuf",
    "aides_actuelles": ["aucune"],
    "visite_nom": "Jeanne Briand",
    "visite_lien": "elle-même",
    "visite_telephone": FIXE,
    "statut_logement": "proprietaire",
    "revenu_declare": "18 000",
    "prestations_en_cours": ["aucune"],
    "mode_versement": "compte",
    "iban": IBAN,
    "titulaire_compte": "Jeanne Briand",
    "accord_transmission_caisse": "oui",
}

MARCEL = JEANNE | {
    "nir": "1 40 10 44 212 030 78",
    "adresse__voie": "12 rue des Vignes",
    "adresse__code_postal": "44330",
    "adresse__commune": "Vallet",
    "situation_familiale": "marie",
    "conjoint_nom": "Babin",
    "conjoint_prenoms": "Odette",
    "conjoint_naissance__jour": "22",
    "conjoint_naissance__mois": "1",
    "conjoint_naissance__annee": "1943",
    "lieu_vie_conjoint": "meme_domicile",
    "conjoint_apa": "non",
    "conjoint_demande": "oui",
    "visite_nom": "Marcel Guérin",
    "revenu_declare": "28 800",
    "titulaire_compte": "Marcel Guérin",
}

FOYER = (
    "adresse__voie", "adresse__code_postal", "adresse__commune", "lieu_vie", "situation_familiale", "lieu_vie_conjoint",
    "conjoint_nom", "conjoint_prenoms", "conjoint_naissance__jour", "conjoint_naissance__mois",
    "conjoint_naissance__annee", "statut_logement", "revenu_declare",
)  # fmt: skip
"""Ce que la demande de Marcel a déjà dit du foyer."""
ODETTE = {champ: reponse for champ, reponse in MARCEL.items() if champ not in FOYER} | {
    "deposant_nom": "Guérin",
    "deposant_prenoms": "Marcel",
    "deposant_telephone": FIXE,
    "nom_naissance": "Babin",
    "prenoms": "Odette",
    "date_naissance__jour": "22",
    "date_naissance__mois": "1",
    "date_naissance__annee": "1943",
    "nir": "2 43 01 44 043 020 64",
}

ANTOINE = JEANNE | {
    "s_habille_seul": "oui",
    "surveillance_reguliere": "non",
    "nir": "1 54 08 44 036 031 80",
    "adresse__voie": "18 rue de Couëré",
    "adresse__code_postal": "44110",
    "adresse__commune": "Châteaubriant",
    "situation_familiale": "celibataire",
    "visite_nom": "Antoine Fournier",
    "revenu_declare": "19 200",
    "titulaire_compte": "Antoine Fournier",
}
