"""Les tarifs : l’exemple de la fiche, les bornes des tranches, les remises ; propriétés sur des paniers au hasard."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.inscriptions.tarifs.calcul import Article, Grille, Remise, TarifManquant, Tranche, chiffrer
from portail.inscriptions.tarifs.queries import EnfantSimule, simuler

D = Decimal
TRANCHES = (Tranche("T1", D(600)), Tranche("T2", D(900)), Tranche("T3", D(1200)), Tranche("T4", None))
PRIX = {("adhesion", f"T{rang}", ""): D(10 * rang) for rang in range(1, 5)} | {
    ("demi_journee", f"T{rang}", ""): D(rang + 1) for rang in range(1, 5)
}
REMISES = (Remise("adhesion", 2, D("0.25")), Remise("adhesion", 3, D("0.50")))
GRILLE = Grille(TRANCHES, PRIX, REMISES)


def adhesion(enfant: str) -> Article:
    return Article(cle=f"adhesion/{enfant}", enfant=enfant, produit="adhesion")


def stage(enfant: str, demi_journees: int = 5, zone: str = "") -> Article:
    cle = f"stage/{enfant}/{demi_journees}"
    return Article(cle=cle, enfant=enfant, produit="demi_journee", quantite=demi_journees, zone=zone)


def test_l_exemple_de_la_fiche_fait_cinquante_euros():
    devis = chiffrer(GRILLE, D(750), [adhesion("a"), adhesion("b"), stage("b")])

    assert devis.tranche.code == "T2"
    assert [str(ligne.montant) for ligne in devis.lignes] == ["20.00", "15.00", "15.00"]
    assert str(devis.total) == "50.00"


@pytest.mark.parametrize(
    ("quotient", "tranche"),
    [
        (D(0), "T1"), (D(600), "T1"), (D("600.01"), "T2"), (D(900), "T2"), (D(901), "T3"), (D(1200), "T3"),
        (D("1200.01"), "T4"), (D(99999), "T4"), (None, "T4"),
    ],
)  # fmt: skip
def test_les_bornes_des_tranches(quotient: Decimal | None, tranche: str):
    assert GRILLE.tranche_de(quotient).code == tranche


def test_le_troisieme_enfant_et_les_suivants():
    devis = chiffrer(GRILLE, D(750), [adhesion(enfant) for enfant in "abcd"])

    assert [ligne.montant for ligne in devis.lignes] == [D(20), D(15), D(10), D(10)]
    assert [ligne.rang for ligne in devis.lignes] == [1, 2, 3, 4]


def test_les_plus_chers_d_abord():
    grille = Grille(TRANCHES, PRIX | {("adhesion", "T2", "site"): D(12)}, REMISES)
    articles = [Article(cle="a", enfant="a", produit="adhesion", zone="site"), adhesion("b")]

    devis = chiffrer(grille, D(750), articles)

    assert [(ligne.rang, ligne.montant) for ligne in devis.lignes] == [(2, D("9.00")), (1, D("20.00"))]


def test_un_centime_se_partage_en_demi_superieur():
    grille = Grille(TRANCHES, {("adhesion", "T4", ""): D("0.05")}, (Remise("adhesion", 2, D("0.50")),))

    devis = chiffrer(grille, None, [adhesion("a"), adhesion("b")])

    assert [ligne.montant for ligne in devis.lignes] == [D("0.05"), D("0.03")]


def test_un_tarif_manquant_ne_devient_jamais_gratuit():
    with pytest.raises(TarifManquant):
        chiffrer(GRILLE, D(750), [Article(cle="x", enfant="a", produit="voile")])


def test_le_simulateur_dit_le_meme_prix():
    devis = simuler(
        GRILLE,
        D(750),
        [EnfantSimule(produits=[("adhesion", 1)]), EnfantSimule(produits=[("adhesion", 1), ("demi_journee", 5)])],
    )

    assert devis.total == D("50.00")
    assert simuler(GRILLE, None, [EnfantSimule(produits=[("adhesion", 1)])]).total == D("40.00")


# ---------- Propriétés ----------

ENFANTS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True)
QUOTIENTS = st.none() | st.decimals(0, 5000, places=2)


@given(enfants=ENFANTS, quotient=QUOTIENTS)
def test_l_ordre_des_articles_ne_change_pas_le_total(enfants: list[str], quotient: Decimal | None):
    articles = [adhesion(enfant) for enfant in enfants]

    assert chiffrer(GRILLE, quotient, articles).total == chiffrer(GRILLE, quotient, articles[::-1]).total


@given(enfants=ENFANTS, quotient=QUOTIENTS, coupe=st.integers(0, 8))
def test_acheter_en_deux_fois_ne_coute_ni_plus_ni_moins(enfants: list[str], quotient: Decimal | None, coupe: int):
    premiers, suivants = enfants[:coupe], enfants[coupe:]
    ensemble = chiffrer(GRILLE, quotient, [adhesion(enfant) for enfant in enfants]).total
    une = chiffrer(GRILLE, quotient, [adhesion(enfant) for enfant in premiers]).total
    deja = {"adhesion": len(premiers)}
    deux = chiffrer(GRILLE, quotient, [adhesion(enfant) for enfant in suivants], deja=deja).total

    assert une + deux == ensemble


@given(enfants=ENFANTS, un=st.decimals(0, 5000, places=2), deux=st.decimals(0, 5000, places=2))
def test_un_quotient_plus_haut_ne_paie_jamais_moins(enfants: list[str], un: Decimal, deux: Decimal):
    articles = [adhesion(enfant) for enfant in enfants] + [stage(enfant) for enfant in enfants]

    assert chiffrer(GRILLE, min(un, deux), articles).total <= chiffrer(GRILLE, max(un, deux), articles).total
    assert chiffrer(GRILLE, max(un, deux), articles).total <= chiffrer(GRILLE, None, articles).total


@given(enfants=ENFANTS, quotient=QUOTIENTS, demi_journees=st.integers(0, 20))
def test_chaque_ligne_est_un_nombre_de_centimes_et_fait_le_total(
    enfants: list[str], quotient: Decimal | None, demi_journees: int
):
    devis = chiffrer(GRILLE, quotient, [adhesion(e) for e in enfants] + [stage(e, demi_journees) for e in enfants])

    assert devis.total == sum(ligne.montant for ligne in devis.lignes)
    assert all(ligne.montant == ligne.montant.quantize(D("0.01")) for ligne in devis.lignes)
    assert all(0 <= ligne.montant <= ligne.plein for ligne in devis.lignes)
