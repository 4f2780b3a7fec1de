"""Les personnes fictives qui demandent l’aide au permis : celles des fiches, d’autres de noms et communes variés."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from portail.demonstration import papiers
from portail.demonstration.demandeurs import Demandeur, connue
from portail.demonstration.personnes import Age, Particulier
from portail.dossiers.personnes import normaliser

NANTES = "44109"


def _jeune(prenoms: str, nom: str, age: Age, *, sexe: str = "female", telephone: str = "") -> Particulier:
    """Rend une personne qui n’est pas dans la liste du fournisseur d’identité : on ne se connecte pas à sa place."""
    tous = tuple(prenoms.split())
    identifiant = normaliser(f"{tous[0]} {nom}").replace(" ", "-")
    return Particulier(identifiant, nom, tous, sexe, age, NANTES, "", telephone=telephone)


def _adulte(prenom: str, nom: str, age: int, *, sexe: str = "female") -> Particulier:
    return _jeune(prenom, nom, Age(age, 4, 11), sexe=sexe)


def _petit(identifiant: str, rang: int) -> Demandeur:
    """Rend un des jumeaux Petit : même foyer, même avis d’impôt, même compte, deux droits."""
    return Demandeur(
        personne=connue(identifiant), voie="3 allée du Port au Blé", commune="Rezé", ecole="Auto-école Trentemoult",
        rfr=13_950, parts="3", rang=rang,
        autres={"iban": papiers.iban(44), "titulaire_compte": "Olivier Petit"},
    )  # fmt: skip


def _nommes() -> dict[str, Demandeur]:
    """Rend les personnages des fiches, chacun dans sa situation."""
    return {
        "lina": Demandeur(
            personne=connue("lina-moreau"), compte=connue("sophie-moreau"), voie="8 rue du Minage", commune="Clisson",
            ecole="Auto-école de la Vallée", rfr=14_300, rang=1,
        ),
        "yanis": Demandeur(
            personne=connue("yanis-belkacem"), voie="21 avenue de la Cogne", commune="La Chapelle-sur-Erdre",
            ecole="Conduite & Compagnie", rfr=4_920, parts="1", rattachement="propre", statut="demandeur_emploi",
            depuis_mois=26, cout="1390.00", rang=2,
        ),
        "emma": Demandeur(
            personne=connue("emma-le-gall"), voie="44 rue Paul Bellamy, appartement 12", commune="Nantes",
            ecole="Auto-école du Pont-Morand", rfr=6_200, parts="1", rattachement="propre", statut="etudiant",
            depuis_mois=11, cout="1520.00", rang=3,
        ),
        "tom": Demandeur(
            personne=connue("tom-richard"), voie="5 rue des Caboteurs", commune="Saint-Nazaire",
            ecole="École de conduite de l’Estuaire", rfr=15_100, rang=4,
        ),
        "aminata": Demandeur(
            personne=connue("aminata-diallo"), voie="17 boulevard Marcel Paul", commune="Saint-Herblain",
            ecole="Auto-école Atlantis", rfr=4_200, parts="1", rattachement="propre", statut="apprenti", depuis_mois=40,
            rang=5,
            autres={"autre_aide": "oui", "aides": [{"aide_organisme": "etat_apprentis", "aide_montant": "500.00"}]},
        ),
        "noe": _petit("noe-petit", 6),
        "eva": _petit("eva-petit", 7),
    }  # fmt: skip


def _nouveaux() -> dict[str, Demandeur]:
    """Rend celles et ceux dont la demande vient d’arriver, ou n’est pas encore partie."""
    mathis = _jeune("Mathis Yves", "Charpentier", Age(18, 1, 20), sexe="male")
    charpentier: dict[str, Any] = {
        "personne": mathis, "voie": "2 lieu-dit La Madeleine", "commune": "Pontchâteau", "rfr": 17_240, "rang": 15,
        "ecole": "Auto-école du Brivet",
    }  # fmt: skip
    return {
        "maxence": Demandeur(
            personne=_jeune("Maxence", "Kerbiriou-Delaunay", Age(19, 8, 2), sexe="male", telephone="06 39 98 02 01"),
            voie="11 bis faubourg Saint-Michel", commune="Guérande", ecole="Presqu’île Conduite", rfr=12_400, rang=8,
            statut="etudiant",
        ),
        "ines": Demandeur(
            personne=_jeune("Inès", "Haddad", Age(20, 3, 14), telephone="06 39 98 02 02"),
            voie="6 rue du Printemps", commune="Orvault", ecole="Auto-école Petit-Chantilly", rfr=6_900, parts="1",
            rattachement="propre", statut="salarie", certifie=False, rang=9,
        ),
        "jade": Demandeur(
            personne=_jeune("Jade", "Ouvrard", Age(17, 9, 5)), voie="14 rue Sainte-Croix",
            commune="Machecoul-Saint-Même", ecole="Auto-école du Marais breton", rfr=16_020, parts="3", rang=10,
        ),
        "lucas": Demandeur(
            personne=_jeune("Lucas Antoine", "Thibaudeau", Age(18, 0, 27), sexe="male"),
            voie="30 quai de la Marine", commune="Ancenis-Saint-Géréon", ecole="Loire Conduite", rfr=13_300, rang=11,
        ),
        "mathis": Demandeur(**charpentier),
        "mathis-bis": Demandeur(**charpentier, compte=_adulte("Valérie", "Charpentier", 47), certifie=False),
        "rozenn": Demandeur(
            personne=_jeune("Rozenn", "Allain-Peltier", Age(22, 6, 12)), voie="La Basse Ville", commune="Derval",
            ecole="Castel Conduite", rfr=6_240, parts="1", rattachement="propre", statut="demandeur_emploi", rang=33,
            autres={"courriel": None, "telephone": None, "canal_prefere": "courrier"},
        ),
        "corentin": Demandeur(
            personne=_jeune("Corentin", "Ruello", Age(20, 1, 23), sexe="male", telephone="06 39 98 02 04"),
            voie="15 rue des Étangs", commune="Nozay", ecole="Blain Conduite", rfr=6_700, parts="1",
            rattachement="propre", statut="salarie", rang=34,
            autres={"courriel": None, "canal_prefere": "telephone"},
        ),
        "killian": Demandeur(
            personne=_jeune("Killian", "Le Floc’h", Age(17, 4, 9), sexe="male"), voie="9 rue de la Gare",
            commune="Saint-Étienne-de-Montluc", ecole="Auto-école du Sillon", rfr=14_900, rang=12,
        ),
        "assia": Demandeur(
            personne=_jeune("Assia", "Mansouri", Age(21, 7, 1)), voie="2 allée des Forges", commune="Trignac",
            ecole="École de conduite de l’Estuaire", rfr=5_800, parts="1", rattachement="propre",
            statut="service_civique", rang=13,
        ),
    }  # fmt: skip


def _a_l_etude() -> dict[str, Demandeur]:
    """Rend celles et ceux dont la demande est à l’étude, à compléter ou à signer."""
    return {
        "chloe": Demandeur(
            personne=_jeune("Chloé", "Bâ", Age(18, 10, 3)), voie="1 place Viarme", commune="Nantes",
            ecole="Auto-école Viarme", rfr=11_800, parts="2", rang=16,
        ),
        "theo": Demandeur(
            personne=_jeune("Théo", "Rabaud", Age(19, 2, 8), sexe="male", telephone="06 39 98 02 03"),
            voie="Les Laures", commune="Vallet", ecole="Auto-école du Vignoble", rfr=13_120, rang=17,
            statut="apprenti",
        ),
        "anne-charlotte": Demandeur(
            personne=_jeune("Anne-Charlotte Marie", "de Kermadec-Villeneuve", Age(20, 11, 12)),
            voie="Résidence de la Pointe, bâtiment C, 118 avenue de la Pointe du Croisic", commune="Le Croisic",
            ecole="Presqu’île Conduite", rfr=5_950, parts="1", rattachement="propre", statut="etudiant", rang=18,
        ),
        "nolan": Demandeur(
            personne=_jeune("Nolan", "Guillet", Age(18, 6, 6), sexe="male"), voie="27 rue d’Ancenis",
            commune="Châteaubriant", ecole="Castel Conduite", rfr=15_600, rang=19, certifie=False,
        ),
        "li-na": Demandeur(
            personne=_jeune("Li", "Na", Age(22, 0, 18)), voie="8 rue de Saint-Nazaire", commune="Saint-Herblain",
            ecole="Auto-école Atlantis", rfr=6_480, parts="1", rattachement="propre", statut="demandeur_emploi",
            depuis_mois=31, rang=20,
        ),
        "sarah": Demandeur(
            personne=_jeune("Sarah", "Benali", Age(19, 5, 21)), voie="52 boulevard de l’Océan", commune="Couëron",
            ecole="Auto-école de la Gerbetière", rfr=12_900, rang=21, statut="ni_emploi_ni_formation",
        ),
        "enzo": Demandeur(
            personne=_jeune("Enzo", "Lemoine", Age(17, 11, 4), sexe="male"), voie="4 rue du Château", commune="Blain",
            ecole="Blain Conduite", rfr=10_740, parts="2", rang=22, cout="1710.00",
        ),
        "maiwenn": Demandeur(
            personne=_jeune("Maïwenn", "Gicquel", Age(18, 3, 11)), voie="20 quai Surcouf", commune="Redon",
            hors_departement="35600", ecole="Auto-école du Don", rfr=13_520, rang=35,
            autres={"ecole_conduite_commune": {"nom": "Guémené-Penfao", "insee": "44067"}},
        ),
        "louise": Demandeur(
            personne=_jeune("Louise", "Évain", Age(18, 4, 16)), voie="19 rue de Malville", commune="Savenay",
            ecole="Auto-école du Sillon", rfr=24_350, rang=23,
        ),
        "clara": Demandeur(
            personne=_jeune("Clara", "Bossis", Age(20, 2, 2)), voie="La Petite Boissière", commune="Legé",
            ecole="Sud Retz Conduite", rfr=7_050, parts="1", rattachement="propre", statut="salarie", rang=24,
        ),
        "ethan": Demandeur(
            personne=_jeune("Ethan", "Mercier", Age(18, 8, 28), sexe="male"), voie="6 quai Saint-Georges",
            commune="Nort-sur-Erdre", ecole="Auto-école de l’Erdre", rfr=13_880, rang=25,
        ),
        "romane": Demandeur(
            personne=_jeune("Romane", "Douillard", Age(21, 3, 19)), voie="75 route du Lac",
            commune="Saint-Julien-de-Concelles", ecole="Divatte Conduite", rfr=6_610, parts="1", rattachement="propre",
            statut="salarie", rang=26, certifie=False,
        ),
    }  # fmt: skip


def _finis() -> dict[str, Demandeur]:
    """Rend celles et ceux dont la demande est décidée, classée ou retirée."""
    return {
        "ousmane": Demandeur(
            personne=_jeune("Ousmane", "Traoré", Age(15, 6, 10), sexe="male"), voie="12 rue Jean Jaurès",
            commune="Rezé", ecole="Auto-école Trentemoult", rfr=12_050, parts="3", categorie="AM", cout="340.00",
            statut="collegien", rang=27,
        ),
        "manon": Demandeur(
            personne=_jeune("Manon", "Chauvet", Age(19, 1, 7)), voie="3 avenue des Pétrels",
            commune="La Baule-Escoublac", ecole="Auto-école des Évens", rfr=14_450, rang=28, statut="etudiant",
        ),
        "hugo": Demandeur(
            personne=_jeune("Hugo", "Praud", Age(18, 9, 9), sexe="male"), voie="41 rue de l’Hôtel de Ville",
            commune="Saint-Philbert-de-Grand-Lieu", ecole="Sud Retz Conduite", rfr=27_200, rang=29,
        ),
        "zoe": Demandeur(
            personne=_jeune("Zoé", "Tual", Age(20, 5, 25)), voie="7 corniche de Gourmalon", commune="Pornic",
            ecole="Côte de Jade Conduite", rfr=6_150, parts="1", rattachement="propre", statut="salarie", rang=30,
            certifie=False,
        ),
        "gabriel": Demandeur(
            personne=_jeune("Gabriel", "Nguyen-Pham", Age(19, 0, 13), sexe="male"), voie="10 rue du 9 Août 1944",
            commune="Carquefou", ecole="Auto-école de la Fleuriaye", rfr=13_700, rang=31, statut="etudiant",
        ),
        "victor": Demandeur(
            personne=_jeune("Victor", "Blanchard", Age(18, 7, 24), sexe="male"), voie="16 rue du Pont",
            commune="Ingrandes-Le Fresne sur Loire", hors_departement="49123", ecole="Auto-école des Mauges",
            rfr=14_210, rang=32,
            autres={"ecole_conduite_commune": {"nom": "Ancenis-Saint-Géréon", "insee": "44003"}},
        ),
    }  # fmt: skip


POPULATION: Mapping[str, Demandeur] = MappingProxyType({**_nommes(), **_nouveaux(), **_a_l_etude(), **_finis()})
"""Les demandeurs, par le nom court que les histoires emploient."""
