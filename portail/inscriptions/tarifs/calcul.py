"""Ce que coûte un panier : quotient familial × commune × rang de l’enfant. Pur ; montants en euros, au centime.

Les remises vont d’abord aux articles les plus chers : le plus cher est payé plein, le suivant est le « deuxième ».
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENTIME = Decimal("0.01")
PARTOUT = ""
"""La zone d’un tarif qui ne dépend pas de la commune."""


class TarifManquant(LookupError):
    """La grille ne donne pas de prix à ce produit : l’erreur est dans la grille, pas chez la famille."""


@dataclass(frozen=True, slots=True)
class Tranche:
    """Les quotients jusqu’à `qf_max` compris ; sans borne, tous les autres et les quotients inconnus."""

    code: str
    qf_max: Decimal | None


@dataclass(frozen=True, slots=True)
class Remise:
    """Ce que l’on retire à partir de ce rang d’enfant : `taux` de 0 à 1."""

    produit: str
    rang: int
    taux: Decimal


@dataclass(frozen=True, slots=True)
class Grille:
    """Des tranches du plus petit quotient au plus grand, les prix de chaque produit, les remises."""

    tranches: Sequence[Tranche]
    prix: Mapping[tuple[str, str, str], Decimal]
    """(produit, tranche, zone) → prix d’une unité."""
    remises: Sequence[Remise] = ()

    def tranche_de(self, quotient: Decimal | None) -> Tranche:
        """Rend la tranche d’un quotient ; inconnu, c’est la dernière : le tarif le plus haut."""
        if quotient is not None:
            for tranche in self.tranches:
                if tranche.qf_max is None or quotient <= tranche.qf_max:
                    return tranche
        return self.tranches[-1]

    def prix_de(self, produit: str, tranche: Tranche, zone: str) -> Decimal:
        """Rend le prix d’une unité, celui de la zone d’abord ; lève `TarifManquant`."""
        for cle in ((produit, tranche.code, zone), (produit, tranche.code, PARTOUT)):
            if cle in self.prix:
                return self.prix[cle]
        raise TarifManquant(f"{produit} en tranche {tranche.code}")

    def taux_de(self, produit: str, rang: int) -> Decimal:
        """Rend la remise du `rang`-ième enfant : celle du plus grand rang atteint."""
        siennes = [remise for remise in self.remises if remise.produit == produit and remise.rang <= rang]
        return max(siennes, key=lambda remise: remise.rang).taux if siennes else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Ce que l’on prend pour un enfant ; `cle` : ce à quoi l’appelant le reconnaît."""

    cle: str
    enfant: str
    produit: str
    quantite: int = 1
    zone: str = PARTOUT


@dataclass(frozen=True, slots=True)
class LigneDeDevis:
    """Un article et son prix, avec de quoi l’expliquer."""

    article: Article
    prix: Decimal
    rang: int
    taux: Decimal

    @property
    def plein(self) -> Decimal:
        """Rend le montant sans remise."""
        return (self.prix * self.article.quantite).quantize(CENTIME, ROUND_HALF_UP)

    @property
    def montant(self) -> Decimal:
        """Rend le montant dû."""
        return (self.prix * self.article.quantite * (1 - self.taux)).quantize(CENTIME, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Devis:
    """Ce que coûte le panier, ligne à ligne, dans l’ordre des articles."""

    tranche: Tranche
    lignes: Sequence[LigneDeDevis]
    total: Decimal = field(init=False)

    def __post_init__(self) -> None:
        total = sum((ligne.montant for ligne in self.lignes), Decimal("0.00"))
        object.__setattr__(self, "total", total)


def chiffrer(
    grille: Grille, quotient: Decimal | None, articles: Sequence[Article], *, deja: Mapping[str, int] | None = None
) -> Devis:
    """Rend le devis ; `deja` : combien d’enfants du foyer ont déjà ce produit cette saison (ils tiennent les premiers
    rangs : acheter en deux fois ne coûte ni plus ni moins). Lève `TarifManquant`.
    """
    tranche = grille.tranche_de(quotient)
    prix = {article.cle: grille.prix_de(article.produit, tranche, article.zone) for article in articles}
    rangs = _rangs(articles, prix, deja or {})
    lignes = []
    for article in articles:
        rang = rangs[article.produit, article.enfant]
        lignes.append(LigneDeDevis(article, prix[article.cle], rang, grille.taux_de(article.produit, rang)))
    return Devis(tranche, tuple(lignes))


def _rangs(
    articles: Sequence[Article], prix: Mapping[str, Decimal], deja: Mapping[str, int]
) -> dict[tuple[str, str], int]:
    """Rend le rang de chaque enfant pour chaque produit : le plus cher d’abord."""
    couts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for article in articles:
        couts[article.produit][article.enfant] += prix[article.cle] * article.quantite
    return {
        (produit, enfant): rang
        for produit, par_enfant in couts.items()
        for rang, enfant in enumerate(
            sorted(par_enfant, key=lambda un: (-par_enfant[un], un)), start=1 + deja.get(produit, 0)
        )
    }
