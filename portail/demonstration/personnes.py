"""Personnes fictives de la démonstration ; les âges sont tenus par rapport à un jour donné, pour ne pas vieillir."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

FRANCE = "99100"
SIRET_DEPARTEMENT = "22440002800011"


class _Designe(Protocol):
    @property
    def identifiant(self) -> str: ...


P = TypeVar("P", bound=_Designe)


@dataclass(frozen=True, slots=True)
class Age:
    """Un âge exact ; `jours` négatif dit la veille d’un anniversaire."""

    annees: int
    mois: int = 0
    jours: int = 0


@dataclass(frozen=True, slots=True)
class Particulier:
    """Une personne que FranceConnect reconnaît : identité pivot, coordonnées, ce qu’elle montre."""

    identifiant: str
    nom_naissance: str
    prenoms: tuple[str, ...]
    sexe: str
    age: Age
    lieu_naissance_insee: str
    presentation: str
    nom_usage: str = ""
    pays_naissance_insee: str = FRANCE
    telephone: str = ""

    @property
    def nom(self) -> str:
        """Prénom et nom tels qu’on appelle la personne."""
        return f"{self.prenoms[0]} {self.nom_usage or self.nom_naissance}"

    @property
    def courriel(self) -> str:
        """Adresse fictive, déduite de l’identifiant."""
        return f"{self.identifiant.replace('-', '.')}@courriel.example"

    def naissance(self, jour: date) -> date:
        """Rend la date de naissance qui donne exactement cet âge ce jour-là."""
        return date_de_naissance(self.age, jour)


@dataclass(frozen=True, slots=True)
class AgentPublic:
    """Un professionnel que ProConnect reconnaît ; `acr` est le niveau que sa connexion atteint."""

    identifiant: str
    prenom: str
    nom_usuel: str
    fonction: str
    siret: str = SIRET_DEPARTEMENT
    roles: tuple[str, ...] = ("agent_public", "agent_public_territorial")
    acr: str = "eidas1-mfa"
    domaine: str = "departement.example"

    @property
    def nom(self) -> str:
        """Prénom et nom usuel."""
        return f"{self.prenom} {self.nom_usuel}"

    @property
    def presentation(self) -> str:
        """Ce que la personne fait, pour la liste de choix."""
        return self.fonction

    @property
    def courriel(self) -> str:
        """Adresse professionnelle fictive."""
        return f"{self.identifiant.replace('-', '.')}@{self.domaine}"


@dataclass(frozen=True, slots=True)
class MembreOffice:
    """Un membre d’un office notarial, désigné par le CRPCEN (cinq chiffres) de l’office."""

    identifiant: str
    prenom: str
    nom_famille: str
    role: str
    crpcen: str
    office: str

    @property
    def nom(self) -> str:
        """Nom d’appel, « Me » pour un notaire."""
        return f"Me {self.prenom} {self.nom_famille}" if self.role == "notaire" else f"{self.prenom} {self.nom_famille}"

    @property
    def presentation(self) -> str:
        """Rôle et office, pour la liste de choix."""
        return f"{self.role.capitalize()}, {self.office} (CRPCEN {self.crpcen})"

    @property
    def courriel(self) -> str:
        """Adresse fictive de l’office."""
        return f"{self.identifiant.replace('-', '.')}@office-{self.crpcen}.example"


def date_de_naissance(age: Age, jour: date) -> date:
    """Rend la date de naissance d’une personne qui a exactement cet âge ce jour-là."""
    rang = (jour.year - age.annees) * 12 + jour.month - 1 - age.mois
    annee, mois = divmod(rang, 12)
    quantieme = min(jour.day, monthrange(annee, mois + 1)[1])
    return date(annee, mois + 1, quantieme) - timedelta(days=age.jours)


def personne(identifiant: str, parmi: Sequence[P]) -> P | None:
    """Rend la personne désignée, ou `None`."""
    return next((une for une in parmi if une.identifiant == identifiant), None)


PARTICULIERS = (
    Particulier(
        "lina-moreau", "Moreau", ("Lina", "Rose"), "female", Age(17, 3, 7), "44109",
        "17 ans, lycéenne à Clisson. Elle passe son permis.", telephone="06 39 98 01 01",
    ),
    Particulier(
        "sophie-moreau", "Durand", ("Sophie", "Anne"), "female", Age(46, 1, 12), "49007",
        "46 ans, mère de Lina Moreau. Elle agit pour sa fille.", nom_usage="Moreau", telephone="06 39 98 01 02",
    ),
    Particulier(
        "yanis-belkacem", "Belkacem", ("Yanis",), "male", Age(25, 0, -1), "44109",
        "24 ans, 25 ans demain, La Chapelle-sur-Erdre. Il passe son permis.", telephone="06 39 98 01 03",
    ),
    Particulier(
        "emma-le-gall", "Le Gall", ("Emma", "Louise", "Marie"), "female", Age(19, 4, 2), "35238",
        "19 ans, étudiante à Nantes, arrivée de Rennes il y a moins d’un an.",
    ),
    Particulier(
        "tom-richard", "Richard", ("Tom",), "male", Age(16, 2, 20), "44184",
        "16 ans, Saint-Nazaire. Trop jeune pour le permis B.",
    ),
    Particulier(
        "aminata-diallo", "Diallo", ("Aminata", "Fanta"), "female", Age(20, 6, 3), "",
        "20 ans, apprentie. Elle a déjà reçu une aide de l’État.", pays_naissance_insee="99341",
    ),
    Particulier(
        "noe-petit", "Petit", ("Noé", "Jean-Baptiste"), "male", Age(18, 5, 9), "44109",
        "18 ans, frère jumeau d’Eva Petit.",
    ),
    Particulier(
        "eva-petit", "Petit", ("Eva", "Maëlle"), "female", Age(18, 5, 9), "44109",
        "18 ans, sœur jumelle de Noé Petit.",
    ),
    Particulier(
        "jeanne-briand", "Leroux", ("Jeanne", "Marie", "Thérèse"), "female", Age(84, 7, 18), "44015",
        "84 ans, veuve, Blain. Elle demande l’allocation personnalisée d’autonomie.",
        nom_usage="Briand", telephone="02 61 91 01 04",
    ),
    Particulier(
        "nadia-cherif", "Cherif", ("Nadia",), "female", Age(34, 2, 25), "",
        "34 ans, Saint-Nazaire, mère de deux enfants.", pays_naissance_insee="99351", telephone="06 39 98 01 05",
    ),
    Particulier(
        "marcel-guerin", "Guérin", ("Marcel", "Auguste"), "male", Age(86, 1, 4), "44212",
        "86 ans, Vallet. Il vit avec Odette Guérin.",
    ),
    Particulier(
        "odette-guerin", "Babin", ("Odette",), "female", Age(83, 9, 30), "44043",
        "83 ans, Vallet. Elle vit avec Marcel Guérin.", nom_usage="Guérin",
    ),
    Particulier(
        "robert-tessier", "Tessier", ("Robert", "Ange"), "male", Age(79, 8, 1), "2A004",
        "79 ans, né à Ajaccio. Ses ressources sont élevées.",
    ),
    Particulier(
        "simone-peron", "Hoarau", ("Simone", "Lucie"), "female", Age(91, 0, 15), "97411",
        "91 ans, sortie d’hôpital, en urgence.", nom_usage="Péron",
    ),
    Particulier(
        "antoine-fournier", "Fournier", ("Antoine",), "male", Age(72, 3, 3), "44036",
        "72 ans, Châteaubriant. Il est encore autonome.",
    ),
    Particulier(
        "lucette-hamon", "Hamon", ("Lucette",), "female", Age(86, 6, 20), "35238",
        "86 ans, en résidence autonomie à Rezé depuis un mois, avant à Rennes.",
    ),
    Particulier(
        "therese-audrain", "Audrain", ("Thérèse", "Yvonne"), "female", Age(82, 5, 8), "44110",
        "82 ans, Nozay. L’allocation lui est versée chaque mois.", telephone="02 61 91 01 07",
    ),
    Particulier(
        "rene-gautier", "Gautier", ("René",), "male", Age(88, 2, 19), "44129",
        "88 ans, Pontchâteau. Il a reçu un plan d’aide et veut le changer.",
    ),
    Particulier(
        "camille-rousseau", "Rousseau", ("Camille",), "unspecified", Age(34, 10, 6), "44162",
        "34 ans, Saint-Herblain, vit avec un handicap.", telephone="06 39 98 01 06",
    ),
    Particulier(
        "daniel-kervella", "Kervella", ("Daniel", "Yves"), "male", Age(63, 2, 14), "29019",
        "63 ans, en situation de handicap depuis ses 58 ans.",
    ),
    Particulier(
        "fatou-sarr", "Sarr", ("Fatou",), "female", Age(20, 1, 1), "44109",
        "20 ans, passe à l’allocation pour adultes.",
    ),
    Particulier(
        "bernard-loisel", "Loisel", ("Bernard",), "male", Age(58, 6, 6), "44131",
        "58 ans, sous curatelle renforcée.",
    ),
    Particulier(
        "claire-guillet", "Guillet", ("Claire",), "female", Age(39, 2, 11), "44212",
        "39 ans, Vallet. Ses deux enfants sont inscrits, 50 euros réglés.", telephone="06 39 98 01 11",
    ),
    Particulier(
        "soazig-tanguy", "Tanguy", ("Soazig",), "female", Age(42, 7, 3), "44015",
        "42 ans, Blain. Son aîné garde son droit au sport, pas sa cadette. Une commande à régler.",
    ),
    Particulier(
        "anais-morel", "Morel", ("Anaïs",), "female", Age(36, 4, 21), "44109",
        "36 ans, Nantes. Sa fille vit aussi à Sautron. Un stage obtenu sur vœux est au panier.",
    ),
    Particulier(
        "julien-morel", "Morel", ("Julien",), "male", Age(38, 9, 14), "44194",
        "38 ans, Sautron. Père de la fille d’Anaïs Morel.",
    ),
    Particulier(
        "delphine-roux", "Roux", ("Delphine",), "female", Age(44, 1, 5), "44212",
        "44 ans, Vallet. Son fils a quinze ans en cours de saison ; un vœu refusé, à contester.",
    ),
    Particulier(
        "thomas-bouvier", "Bouvier", ("Thomas",), "male", Age(41, 3, 27), "44113",
        "41 ans, Nozay. Une place de stage lui est gardée, il doit répondre.",
    ),
    Particulier(
        "karine-lemoine", "Lemoine", ("Karine",), "female", Age(37, 11, 2), "44212",
        "37 ans, Vallet. Elle attend une place de stage.",
    ),
    Particulier(
        "sandrine-gicquel", "Gicquel", ("Sandrine",), "female", Age(40, 5, 18), "44194",
        "40 ans, Sautron. Son chèque est arrivé quand la place était partie.",
    ),
)  # fmt: skip

AGENTS = (
    AgentPublic("maelle-le-bihan", "Maëlle", "Le Bihan", "Agente d’accueil"),
    AgentPublic("claire-lebreton", "Claire", "Lebreton", "Instructrice, aide au permis de conduire"),
    AgentPublic("julien-morvan", "Julien", "Morvan", "Instructeur, autonomie"),
    AgentPublic("isabelle-corre", "Isabelle", "Corre", "Évaluatrice médico-sociale"),
    AgentPublic("herve-guillou", "Hervé", "Guillou", "Responsable de service, signe les décisions"),
    AgentPublic("patrick-le-roux", "Patrick", "Le Roux", "Régisseur"),
    AgentPublic("nathalie-rio", "Nathalie", "Rio", "Administratrice du portail"),
    AgentPublic("gwenaelle-prigent", "Gwenaëlle", "Prigent", "Directrice, signe les réponses aux recours"),
    AgentPublic("odile-carre", "Odile", "Carré", "Secrétaire médico-sociale, tient les agendas"),
    AgentPublic("nolwenn-le-gall", "Nolwenn", "Le Gall", "Puéricultrice, reçoit sur rendez-vous"),
    AgentPublic("ronan-kerdal", "Ronan", "Kerdal", "Responsable de l’animation sportive"),
    AgentPublic("gaelle-riou", "Gaëlle", "Riou", "Éducatrice sportive, dirige les stages"),
    AgentPublic("yves-tardif", "Yves", "Tardif", "Instructeur, recours en récupération"),
    AgentPublic("viviane-robin", "Viviane", "Robin", "Responsable des recours, valide les réponses aux notaires"),
    AgentPublic("erwan-josse", "Erwan", "Josse", "Instructeur, espaces naturels sensibles"),
    AgentPublic("muriel-caillaud", "Muriel", "Caillaud", "Responsable des espaces naturels sensibles"),
    AgentPublic("agathe-delorme", "Agathe", "Delorme", "Déléguée à la protection des données"),
    AgentPublic(
        "bruno-simple", "Bruno", "Simple", "Agent sans second facteur : la connexion lui est refusée", acr="eidas1"
    ),
    AgentPublic(
        "carole-voisin", "Carole", "Voisin", "Agente d’un autre département : sans droit ici",
        siret="22350001800013", domaine="voisin.example",
    ),
    AgentPublic(
        "denis-prive", "Denis", "Privé", "Salarié d’une entreprise : sans droit ici",
        siret="35600000000048", roles=(), domaine="entreprise.example",
    ),
)  # fmt: skip

NOTAIRES = (
    MembreOffice("paul-rolland", "Paul", "Rolland", "notaire", "44012", "office Rolland, Blain"),
    MembreOffice("ines-garnier", "Inès", "Garnier", "clerc", "44012", "office Rolland, Blain"),
    MembreOffice("anne-breton", "Anne", "Breton", "notaire", "44031", "office Breton, Couëron"),
)
