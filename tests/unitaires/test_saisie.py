"""De la déclaration au formulaire : ce qui s’affiche."""

from decimal import Decimal
from itertools import chain

import pytest

from portail.demarche import champs
from portail.demarche.champs import (
    Adresse,
    Champ,
    Commune,
    DateConnue,
    DateRecente,
    Iban,
    Information,
    Montant,
    Nir,
    Nombre,
    NumeroFiscal,
    OuiNon,
    Siren,
    Siret,
    TexteCourt,
    TexteLong,
    ValeurCalculee,
)
from tests.unitaires.formulaires import (
    ACCORD,
    ADRESSE,
    AIDES,
    COURRIEL,
    ENFANTS,
    LOGEMENT,
    METIER,
    NAISSANCE,
    NOM,
    TELEPHONE,
    TOUS,
)


@pytest.mark.parametrize(
    ("champ", "attendu"),
    [
        (NOM, ("texte", "", "", "text")),
        (TexteCourt("x", "X", longueur_max=10), ("texte", "court", "", "text")),
        (TexteCourt("x", "X", longueur_max=30), ("texte", "moyen", "", "text")),
        (TexteLong("x", "X"), ("texte_long", "", "", "text")),
        (Nombre("x", "X"), ("nombre", "moyen", "numeric", "text")),
        (Nombre("x", "X", maximum=Decimal(30), pas=Decimal("0.25")), ("nombre", "court", "decimal", "text")),
        (Montant("x", "X"), ("montant", "moyen", "decimal", "text")),
        (NAISSANCE, ("date", "", "", "text")),
        (DateRecente("x", "X"), ("texte", "moyen", "", "text")),
        (LOGEMENT, ("radios", "", "", "text")),
        (METIER, ("selection", "", "", "text")),
        (AIDES, ("cases", "", "", "text")),
        (OuiNon("x", "X"), ("radios", "", "", "text")),
        (COURRIEL, ("texte", "", "", "email")),
        (TELEPHONE, ("texte", "moyen", "", "tel")),
        (ADRESSE, ("adresse", "", "", "text")),
        (Commune("x", "X"), ("texte", "", "", "text")),
        (Iban("x", "X"), ("texte", "", "", "text")),
        (Siren("x", "X"), ("texte", "moyen", "numeric", "text")),
        (Siret("x", "X"), ("texte", "moyen", "numeric", "text")),
        (NumeroFiscal("x", "X"), ("texte", "moyen", "numeric", "text")),
        (Nir("x", "X"), ("texte", "", "", "text")),
        (ACCORD, ("case", "", "", "text")),
        (Information("x", "X"), ("information", "", "", "text")),
        (ValeurCalculee("x", "X"), ("information", "", "", "text")),
        (ENFANTS, ("groupe", "", "", "text")),
    ],
)
def test_chaque_type_de_champ_a_son_gabarit(affiche, champ, attendu):
    field = affiche(champ)[champ.identifiant]
    assert (field.gabarit, field.classe, field.inputmode, field.type_html) == attendu


def test_tous_les_types_ont_un_champ_de_formulaire():
    declares = {t for t in vars(champs).values() if isinstance(t, type) and issubclass(t, Champ)}
    assert {type(champ) for champ in TOUS} == declares - {Champ}


def test_un_type_inconnu_se_dit(affiche):
    with pytest.raises(TypeError, match="sans formulaire"):
        affiche(Champ("x", "X"))


def test_un_nom_reserve_au_formulaire_est_refuse(affiche):
    with pytest.raises(ValueError, match="data"):
        affiche(TexteCourt("data", "X"))


def test_un_champ_porte_libelle_aide_et_obligation_de_la_declaration(affiche):
    form = affiche(NOM, TELEPHONE)
    assert (form.nom.label.text, form.nom.description) == ("Nom", "Celui de l’acte de naissance.")
    assert (form.nom.facultatif, form.telephone.facultatif) == (False, True)
    assert form.telephone.description == ""
    assert [field.name for field in form.champs] == ["nom", "telephone"]


def test_autocomplete_se_repartit_sur_les_zones_et_ne_s_invente_pas(affiche):
    form = affiche(NOM, NAISSANCE, ADRESSE, DateConnue("union", "Mariage"), Adresse("autre", "Autre"))
    assert form.nom.autocomplete == "family-name"
    assert [p.autocomplete for p in form.naissance.parties] == ["bday-day", "bday-month", "bday-year"]
    assert [p.autocomplete for p in form.adresse.parties] == [
        "address-line1", "address-line2", "postal-code", "address-level2",
    ]  # fmt: skip
    assert {p.autocomplete for p in chain(form.union.parties, form.autre.parties)} == {""}
    assert affiche(TexteCourt("x", "X", autocomplete="off")).x.autocomplete == ""
    tiers = affiche(DateConnue("x", "X", autocomplete="section-tiers bday")).x.parties
    assert tiers[0].autocomplete == "section-tiers bday-day"


def test_les_options_d_un_groupe_se_cochent(affiche):
    radios = list(affiche(LOGEMENT, valeurs={"logement": "appartement"}).logement)
    assert [(o.id, o.name, o.data, o.label.text, o.checked) for o in radios] == [
        ("logement-0", "logement", "maison", "Une maison", False),
        ("logement-1", "logement", "appartement", "Un appartement", True),
    ]


def test_une_longue_liste_commence_par_une_ligne_vide(affiche):
    lignes = list(affiche(METIER).metier.iter_choices())
    assert (lignes[0].value, lignes[0].label, lignes[0].selected) == ("", "Choisissez une réponse", True)
    assert len(lignes) == 9
    choisie = list(affiche(METIER, valeurs={"metier": "m3"}).metier.iter_choices())
    assert [ligne.value for ligne in choisie if ligne.selected] == ["m3"]
