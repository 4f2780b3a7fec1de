"""Ce qui doit être vrai de l’aide au permis pour toute situation."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from forms.regles import permis
from portail.demarche.controles.echantillons import parametres_livres
from portail.demarche.declaration import Verdict

EUROS = st.decimals(min_value=0, max_value=200_000, places=0)
PARTS = st.integers(min_value=4, max_value=40).map(lambda quarts: Decimal(quarts) / 4)
JOURS = st.dates(min_value=date(1990, 1, 1), max_value=date(2035, 12, 31))


def quotient(rfr: Decimal, parts: Decimal) -> Decimal:
    return permis.quotient_familial(rfr=rfr, parts=parts, permis_qf_arrondi=Decimal(1)).valeur


@given(rfr=EUROS, de_plus=EUROS, parts=PARTS)
def test_le_quotient_croit_avec_le_revenu_et_decroit_avec_les_parts(rfr, de_plus, parts):
    q = quotient(rfr, parts)

    assert quotient(rfr + de_plus, parts) >= q
    assert quotient(rfr, parts + Decimal("0.25")) <= q


@given(rfr=EUROS, parts=PARTS)
def test_le_quotient_est_l_entier_juste_en_dessous(rfr, parts):
    q = quotient(rfr, parts)

    assert q == q.to_integral_value()
    assert q * 12 * parts <= rfr < (q + 1) * 12 * parts


@given(cout=EUROS, autre=EUROS, categorie=st.sampled_from(["AM", "B"]))
def test_le_montant_ne_depasse_ni_le_forfait_ni_le_reste_a_payer(cout, autre, categorie):
    valeurs = parametres_livres()
    forfait = permis.forfait(
        categorie=categorie,
        permis_montant_am=valeurs["permis_montant_am"],
        permis_montant_b=valeurs["permis_montant_b"],
    ).valeur
    aides = [{"aide_organisme": "commune", "aide_montant": autre}]

    montant = permis.montant(forfait=forfait, cout=cout, aides=aides, permis_pret_admis=Decimal(1)).valeur

    assert 0 <= montant <= forfait
    assert montant <= max(cout - autre, 0)
    assert montant in (forfait, max(cout - autre, 0))


@given(naissance=JOURS, jour=JOURS)
def test_l_age_ouvre_un_seul_intervalle_de_dates(naissance, jour):
    """Passé la borne haute, on n’y a plus jamais droit ; avant la borne basse, on n’y a pas encore droit."""
    reglement = {code: valeur for code, valeur in parametres_livres().items() if code.startswith("permis_age")}
    suite = [
        permis.age(
            categorie="B",
            naissance=naissance,
            jour=jour + timedelta(days=decalage),
            permis_montant_am=Decimal(100),
            **reglement,
        ).message
        for decalage in range(0, 12_000, 400)
    ]
    rangs = [["trop_jeune", "permis_am", "conforme", "trop_age"].index(message) for message in suite]

    assert all(avant <= apres for avant, apres in pairwise(rangs))


@given(arrivee=JOURS)
def test_la_date_annoncee_est_le_premier_jour_de_droit(arrivee):
    def constat(jour):
        return permis.residence(
            commune="44043",
            arrivee=arrivee,
            jour=jour,
            communes={"44043"},
            permis_residence_min=Decimal(12),
        )

    annoncee = constat(arrivee).chiffres["date"]

    assert constat(annoncee).verdict is Verdict.CONFORME
    assert constat(annoncee - timedelta(days=1)).verdict is Verdict.NON_CONFORME
