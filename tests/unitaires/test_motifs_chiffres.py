"""Les chiffres qu’un motif peut citer : ceux que la démarche rend vraiment, écrits sans rien d’autre."""

import pytest

from portail.demarche.catalogue import catalogue
from portail.demarche.controles.regles import chiffres_de
from portail.demarche.phrases import INCONNU
from portail.dossiers.motifs.variables import ChiffreInconnu, SansChiffre, chiffres_connus, exemple, verifier
from portail.socle.erreurs import SaisieInvalide
from tests.unitaires.situations_permis import PERMIS

DECLARES = [(demarche, motif) for demarche in catalogue().values() for motif in demarche.motifs]


@pytest.mark.parametrize(("demarche", "motif"), DECLARES, ids=lambda objet: getattr(objet, "code", ""))
def test_chaque_motif_declare_s_enregistrerait_et_se_lit_avec_des_exemples(demarche, motif):
    verifier(motif.fait, demarche.identifiant)

    lu = exemple(motif.fait, demarche.identifiant)

    assert INCONNU not in lu
    assert "{" not in lu


def test_les_chiffres_disent_d_ou_ils_viennent():
    rendus = chiffres_de(PERMIS)

    assert rendus["quotient"].source == "Ressources du foyer"
    assert rendus["quotient_familial"].source == "Quotient familial, d’après les revenus"
    assert "sejour" not in rendus, "le code d’une règle n’est pas un chiffre"
    assert "valeur" not in rendus, "« valeur » ne se lit que dans la formule d’un calcul"


@pytest.mark.parametrize("texte", ["Sans chiffre.", "{quotient}", "{parts:part|parts} et {age:an|ans}"])
def test_un_chiffre_connu_est_admis(texte: str):
    verifier(texte, "aide-permis")


@pytest.mark.parametrize(
    "texte",
    [
        *("{inconnu}", "{Quotient}", "{ quotient }", "{}", "{0}", "{quotient", "quotient}", "{quotient!r}"),
        *("{quotient.__class__}", "{quotient[0]}", "{quotient:>99}", "{quotient:{plafond}|x}", "{age:a|b|c}"),
    ],
)
def test_tout_le_reste_est_refuse_avec_la_liste(texte: str):
    with pytest.raises(ChiffreInconnu) as refus:
        verifier(texte, "aide-permis")

    assert "{quotient}, {plafond}" in refus.value.valeurs["connus"]


def test_une_demarche_sans_calcul_n_a_pas_de_chiffre():
    assert chiffres_connus("recours") == {}

    verifier("Sans chiffre.", "recours")
    with pytest.raises(SansChiffre):
        verifier("{age} ans", "recours")
    assert issubclass(SansChiffre, SaisieInvalide)
