"""Lire courriel, téléphone, IBAN, SIRET, numéro fiscal, numéro de sécurité sociale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban

from portail.demarche.champs import Courriel, Iban, Nir, NumeroFiscal, Siret, Telephone
from portail.demarche.valeurs import ValeurRefusee, afficher, masquer, parties
from tests.unitaires.saisies import lue, phrase

COURRIEL = Courriel("courriel", "Adresse électronique")
TELEPHONE = Telephone("telephone", "Téléphone")
IBAN = Iban("iban", "IBAN")
SIRET = Siret("siret", "SIRET")
FISCAL = NumeroFiscal("numero_fiscal", "Numéro fiscal")
NIR = Nir("nir", "Numéro de sécurité sociale")


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("lina.moreau@courriel.example", "lina.moreau@courriel.example"),
        (" Lina.Moreau@Courriel.Example ", "Lina.Moreau@courriel.example"),
        ("lina . moreau @ courriel.example", "lina.moreau@courriel.example"),
        ("<lina@courriel.example>", "lina@courriel.example"),
        ("mailto:lina@courriel.example", "lina@courriel.example"),
        ("lina@courriel.example.", "lina@courriel.example"),
        ("zoé@été.example", "zoé@été.example"),
        ("lina+permis@courriel.example", "lina+permis@courriel.example"),
    ],
)
def test_une_adresse_electronique(ecrit, attendu):
    assert lue(COURRIEL, ecrit) == attendu


@pytest.mark.parametrize(
    ("ecrit", "debut"),
    [
        ("", "Écrivez votre adresse électronique."),
        ("lina.moreau", "Il manque le « @ »."),
        ("lina@@courriel.example", "Gardez un seul « @ »."),
        ("lina@courriel,example", "Remplacez la virgule par un point."),
        ("lina@courriel", "Il manque une partie de l’adresse."),
        ("@courriel.example", "Il manque une partie de l’adresse."),
        ("lina@", "Il manque une partie de l’adresse."),
        ("lina..moreau@courriel.example", "Vérifiez les lettres et les signes de l’adresse."),
        ("lina(moreau)@courriel.example", "Vérifiez les lettres et les signes de l’adresse."),
    ],
)
def test_une_adresse_electronique_refusee_dit_ce_qui_manque(ecrit, debut):
    assert phrase(COURRIEL, ecrit) == f"{debut} Exemple : marie.durand@courriel.example"


def test_une_adresse_electronique_trop_longue():
    assert phrase(COURRIEL, "a" * 250 + "@b.example").startswith("Cette adresse est trop longue.")


@pytest.mark.parametrize(
    ("ecrit", "attendu", "montre"),
    [
        ("06 39 98 12 34", "+33639981234", "06 39 98 12 34"),
        ("0639981234", "+33639981234", "06 39 98 12 34"),
        ("06.39.98.12.34", "+33639981234", "06 39 98 12 34"),
        ("06-39-98-12-34", "+33639981234", "06 39 98 12 34"),
        ("06/39/98/12/34", "+33639981234", "06 39 98 12 34"),
        ("+33 6 39 98 12 34", "+33639981234", "06 39 98 12 34"),
        ("+33 (0)6 39 98 12 34", "+33639981234", "06 39 98 12 34"),
        ("0033 6 39 98 12 34", "+33639981234", "06 39 98 12 34"),
        ("02 61 91 00 01", "+33261910001", "02 61 91 00 01"),
        ("\u202a02 61 91 00 01\u202c", "+33261910001", "02 61 91 00 01"),
        ("0692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("0596 12 34 56", "+596596123456", "0596 12 34 56"),
        ("0690 12 34 56", "+590690123456", "0690 12 34 56"),
        ("+594 594 12 34 56", "+594594123456", "0594 12 34 56"),
        ("+49 30 901820", "+4930901820", "+49 30 901820"),
        ("0044 20 7946 0958", "+442079460958", "+44 20 7946 0958"),
        ("+39 06 698 83145", "+390669883145", "+39 06 6988 3145"),
        ("+687 24 12 34", "+687241234", "+687 24.12.34"),
    ],
)
def test_un_telephone_francais_d_outre_mer_ou_etranger(ecrit, attendu, montre):
    assert lue(TELEPHONE, ecrit) == attendu
    assert afficher(TELEPHONE, attendu, str) == montre
    assert lue(TELEPHONE, parties(TELEPHONE, attendu)) == attendu


@pytest.mark.parametrize("ecrit", ["", "06 39 98 12 3", "3949", "06 39 98 12 34 56", "appelez-moi", "+999 12", "112"])
def test_un_telephone_refuse_dit_les_deux_formes(ecrit):
    assert phrase(TELEPHONE, ecrit) == (
        "Indiquez les 10 chiffres du numéro. Exemple : 06 39 98 12 34. "
        "Pour un numéro étranger, commencez par + et l’indicatif du pays."
    )


@given(st.text(max_size=30))
def test_aucun_texte_ne_met_la_lecture_d_un_telephone_en_defaut(texte):
    try:
        valeur = lue(Telephone("t", "T", obligatoire=False), texte)
    except ValeurRefusee:
        return
    assert valeur is None or lue(TELEPHONE, valeur) == valeur


@pytest.mark.parametrize(
    "ecrit",
    [
        "FR76 3000 6000 0112 3456 7890 189",
        "fr7630006000011234567890189",
        "FR76-3000-6000-0112-3456-7890-189",
        "FR76.3000.6000.0112.3456.7890.189",
        "IBAN FR76 3000 6000 0112 3456 7890 189",
        "IBAN : FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189",
    ],
)
def test_un_iban_s_ecrit_avec_ou_sans_espaces(ecrit):
    assert lue(IBAN, ecrit) == "FR7630006000011234567890189"


def test_un_iban_s_affiche_par_quatre_et_se_masque():
    valeur = "FR7630006000011234567890189"
    assert afficher(IBAN, valeur, str) == "FR76 3000 6000 0112 3456 7890 189"
    assert masquer(IBAN, valeur, str) == "Compte finissant par 189"
    assert masquer(IBAN, None, str) == ""
    assert masquer(COURRIEL, "a@b.example", str) == "a@b.example"


@pytest.mark.parametrize(
    ("ecrit", "debut"),
    [
        ("", "Écrivez l’IBAN qui figure sur votre relevé d’identité bancaire."),
        ("30006000011234567890189", "Écrivez l’IBAN qui figure sur votre relevé d’identité bancaire."),
        ("FR76 3000 6000 0112 3456 7890 18", "Un IBAN français compte 27 caractères, vous en avez écrit 26."),
        ("FR76 3000 6000 0112 3456 7890 188", "Il y a une erreur dans cet IBAN."),
        ("ZZ76 3000 6000 0112 3456 7890 189", "Il y a une erreur dans cet IBAN."),
        ("DE89 3704 0044 0532 0130 01", "Il y a une erreur dans cet IBAN."),
    ],
)
def test_un_iban_refuse_dit_pourquoi(ecrit, debut):
    assert phrase(IBAN, ecrit).startswith(debut)


def test_un_iban_etranger_est_admis():
    assert lue(IBAN, "DE89 3704 0044 0532 0130 00") == "DE89370400440532013000"


@given(st.from_regex(r"\A[0-9]{23}\Z"), st.integers(0, 22), st.integers(1, 9))
def test_un_chiffre_faux_dans_un_iban_se_voit_toujours(compte, place, ecart):
    juste = f"FR{iban.calc_check_digits(f'FR00{compte}')}{compte}"
    faux = list(juste)
    faux[4 + place] = str((int(faux[4 + place]) + ecart) % 10)
    assert lue(IBAN, juste) == juste
    assert "erreur" in phrase(IBAN, "".join(faux))


@pytest.mark.parametrize("ecrit", ["732 829 320 00074", "73282932000074", "732.829.320.00074"])
def test_un_siret_a_sa_cle(ecrit):
    assert lue(SIRET, ecrit) == "73282932000074"


def test_les_etablissements_de_la_poste_ont_leur_propre_cle():
    assert lue(SIRET, "356 000 000 49837") == "35600000049837"


@pytest.mark.parametrize(
    ("ecrit", "message"),
    [
        ("", "Indiquez les 14 chiffres du SIRET. Exemple : 732 829 320 00074"),
        ("7328293200007", "Indiquez les 14 chiffres du SIRET. Exemple : 732 829 320 00074"),
        (
            "732829320",
            "Ces 9 chiffres sont un SIREN. Ajoutez les 5 derniers chiffres du SIRET. Exemple : 732 829 320 00074",
        ),
        ("73282932000075", "Il y a une erreur dans ce SIRET. Recopiez-le depuis un avis de situation."),
    ],
)
def test_un_siret_refuse_dit_pourquoi(ecrit, message):
    assert phrase(SIRET, ecrit) == message


def test_un_numero_fiscal_a_treize_chiffres():
    assert lue(FISCAL, "30 23 217 600 053") == "3023217600053"
    assert afficher(FISCAL, "3023217600053", str) == "30 23 217 600 053"
    assert lue(FISCAL, parties(FISCAL, "3023217600053")) == "3023217600053"
    for ecrit in ("", "302321760005", "30232176000533", "302321760005A"):
        assert phrase(FISCAL, ecrit).startswith("Indiquez les 13 chiffres")


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("2 42 07 44 015 022 77", "242074401502277"),
        ("242.07.44.015.022-77", "242074401502277"),
        ("1 85 05 2a 006 048 71", "185052A00604871"),
        ("1 85 05 2B 006 048 01", "185052B00604801"),
    ],
)
def test_un_numero_de_securite_sociale_a_sa_cle_corse_comprise(ecrit, attendu):
    assert lue(NIR, ecrit) == attendu


@pytest.mark.parametrize(
    ("ecrit", "debut"),
    [
        ("242074401502278", "Il y a une erreur dans ce numéro."),
        ("2420744015022", "Ajoutez la clé"),
        ("2420744", "Écrivez les 15 chiffres"),
        ("", "Écrivez les 15 chiffres"),
        ("24207440150227É", "Il y a une erreur dans ce numéro."),
    ],
)
def test_un_numero_de_securite_sociale_refuse_dit_pourquoi(ecrit, debut):
    assert phrase(NIR, ecrit).startswith(debut)


def test_un_numero_de_securite_sociale_se_montre_par_groupes_ou_masque():
    assert afficher(NIR, "242074401502277", str) == "2 42 07 44 015 022 77"
    assert masquer(NIR, "242074401502277", str) == "Numéro finissant par 277"
    assert lue(NIR, parties(NIR, "242074401502277")[""]) == "242074401502277"
