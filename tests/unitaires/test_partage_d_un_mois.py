"""Partager un mois entre le service et la personne : exact au centime, jamais négatif."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portail.dossiers.propositions.lignes import Ligne
from portail.dossiers.versements.partage import TOUT, part_confiee, partager


def ligne(nature: str, montant: str) -> Ligne:
    return Ligne(nature=nature, prix=Decimal(montant))


def test_la_part_est_celle_des_lignes_confiees():
    plan = (ligne("prestataire", "600"), ligne("teleassistance", "150"))
    assert part_confiee(plan, ("prestataire",)) == Decimal("0.8")
    assert part_confiee(plan, ("portage",)) == 0
    assert part_confiee((), ("prestataire",)) == TOUT


@given(st.decimals("0.01", 2500, places=2), st.decimals(0, 2000, places=2), st.decimals("0.01", 2000, places=2))
def test_rien_ne_se_perd_et_rien_n_est_negatif(montant: Decimal, confie: Decimal, reste: Decimal):
    part = part_confiee((ligne("a", str(confie)), ligne("b", str(reste))), ("a",))
    service, personne = partager(montant, part)
    assert service + personne == montant
    assert min(service, personne) >= 0
