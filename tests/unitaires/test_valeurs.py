"""Afficher, remettre au formulaire, typer, aplatir ; et les blocs répétés."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portail.demarche import champs
from portail.demarche.champs import (
    Adresse,
    Attestation,
    BlocRepete,
    Choix,
    ChoixMultiple,
    Commune,
    DateConnue,
    DateRecente,
    Montant,
    Nombre,
    OuiNon,
    Siren,
    Siret,
    Telephone,
    TexteCourt,
    TexteLong,
    ValeurCalculee,
)
from portail.demarche.valeurs import Faute, Libelle, ValeurRefusee, afficher, aplatir, lire, parties, typee
from tests.unitaires.saisies import CONTEXTE, lue, phrase, refus

ENFANTS = BlocRepete(
    "enfants",
    "Vos enfants",
    (
        TexteCourt("prenom", "Prénom"),
        DateConnue("naissance", "Date de naissance"),
        Adresse("adresse", "Adresse", obligatoire=False),
    ),
    element="Enfant",
    maximum=3,
)
LEA = {"prenom": "Léa", "naissance": "2015-03-01", "adresse": None}
NOE = {"prenom": "Noé", "naissance": "2018-12-24", "adresse": None}
MAISON = {"voie": "8 rue du Minage", "complement": "Bât. B", "code_postal": "44190", "commune": "Clisson",
          "commune_insee": "44043"}  # fmt: skip

ANGLAIS = {"Une maison": "A house", "Oui": "Yes", "Je ne sais pas": "I do not know", "personnes": "people"}


def en_anglais(texte):
    return ANGLAIS.get(texte, texte)


def simple(texte):
    return texte.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


CAS = [
    (TexteCourt("x", "X"), "Jeanne", "Jeanne", "Jeanne"),
    (TexteLong("x", "X"), "Un\ndeux", "Un\ndeux", "Un\ndeux"),
    (Nombre("x", "X"), "14300", "14 300", "14,300"),
    (Nombre("x", "X", pas=Decimal("0.25")), "2.5", "2,5", "2.5"),
    (Nombre("x", "X", unite="€"), "4920", "4 920 €", "€4,920"),
    (Nombre("x", "X", unite="personnes"), "3", "3 personnes", "3 people"),
    (Montant("x", "X"), "1640.00", "1 640 €", "€1,640"),
    (Montant("x", "X"), "1640.50", "1 640,50 €", "€1,640.50"),
    (Montant("x", "X", minimum=Decimal(-9)), "-5.00", "-5 €", "-€5"),
    (DateConnue("x", "X"), "2025-12-01", "1er décembre 2025", "1 December 2025"),
    (DateConnue("x", "X"), "1948-01-31", "31 janvier 1948", "31 January 1948"),
    (DateRecente("x", "X"), "2026-11-12", "12 novembre 2026", "12 November 2026"),
    (Choix("x", "X", {"maison": "Une maison"}), "maison", "Une maison", "A house"),
    (Choix("x", "X", {"maison": "Une maison"}), "yourte", "yourte", "yourte"),
    (ChoixMultiple("x", "X", {"a": "Une maison", "b": "Deux"}), ["a", "b"], "Une maison\nDeux", "A house\nDeux"),
    (OuiNon("x", "X"), "oui", "Oui", "Yes"),
    (OuiNon("x", "X", incertain=True), "ne_sais_pas", "Je ne sais pas", "I do not know"),
    (Attestation("x", "X"), True, "Oui", "Yes"),
    (Telephone("x", "X"), "+33639981234", "06 39 98 12 34", "06 39 98 12 34"),
    (Siren("x", "X"), "732829320", "732 829 320", "732 829 320"),
    (Siret("x", "X"), "73282932000074", "732 829 320 00074", "732 829 320 00074"),
    (Commune("x", "X"), {"nom": "Clisson", "insee": "44043"}, "Clisson", "Clisson"),
    (Adresse("x", "X"), MAISON, "8 rue du Minage\nBât. B\n44190 Clisson", "8 rue du Minage\nBât. B\n44190 Clisson"),
    (Adresse("x", "X"), MAISON | {"complement": ""}, "8 rue du Minage\n44190 Clisson",
     "8 rue du Minage\n44190 Clisson"),
    (ValeurCalculee("x", "X", calcul="qf"), "476", "476", "476"),
]  # fmt: skip


@pytest.mark.parametrize(("champ", "valeur", "francais", "anglais"), CAS)
def test_une_reponse_s_affiche_dans_la_langue_du_lecteur(champ, valeur, francais, anglais):
    assert simple(afficher(champ, valeur, str)) == francais
    assert simple(afficher(champ, valeur, en_anglais, "en")) == anglais
    assert afficher(champ, None, str) == ""


def test_une_reponse_decochee_s_affiche_aussi():
    assert afficher(Attestation("x", "X", obligatoire=False), False, str) == "Non"


@pytest.mark.parametrize(
    ("champ", "valeur"), [cas[:2] for cas in CAS if cas[1] != "yourte" and not isinstance(cas[0], ValeurCalculee)]
)
def test_ce_qui_est_remis_au_formulaire_se_relit(champ, valeur):
    assert lire(champ, parties(champ, valeur), CONTEXTE) == valeur
    assert parties(champ, None) == {}


def test_les_parties_d_une_date_sont_des_chiffres():
    assert parties(DateConnue("x", "X"), "1948-01-03") == {"jour": "03", "mois": "01", "annee": "1948"}
    assert parties(Montant("x", "X"), "1640.00") == {"": "1640"}
    assert parties(Montant("x", "X"), "1640.50") == {"": "1640,50"}
    assert parties(Attestation("x", "X"), False) == {}


@pytest.mark.parametrize(
    ("champ", "valeur", "attendu"),
    [
        (Nombre("x", "X"), "2.5", Decimal("2.5")),
        (Montant("x", "X"), "1640.00", Decimal(1640)),
        (DateConnue("x", "X"), "1948-01-03", date(1948, 1, 3)),
        (DateRecente("x", "X"), "2026-11-12", date(2026, 11, 12)),
        (Commune("x", "X"), {"nom": "Clisson", "insee": "44043"}, "44043"),
        (Commune("x", "X"), {"nom": "Rennes", "insee": None}, None),
        (OuiNon("x", "X"), "oui", "oui"),
        (Attestation("x", "X"), False, False),
        (ChoixMultiple("x", "X", {"a": "A"}), ["a"], ["a"]),
        (Nombre("x", "X"), None, None),
    ],
)
def test_une_valeur_est_typee_pour_les_regles(champ, valeur, attendu):
    assert typee(champ, valeur) == attendu


def test_aplatir_nomme_les_parties_d_une_adresse():
    declares = {c.identifiant: c for c in (Adresse("adresse", "A"), Nombre("parts", "P"), Commune("commune", "C"))}
    reponses = {"adresse": MAISON, "parts": "2.5", "commune": {"nom": "Nantes", "insee": "44109"}, "autre": "x"}
    attendu = {
        "adresse": MAISON,
        "adresse.voie": "8 rue du Minage",
        "adresse.complement": "Bât. B",
        "adresse.code_postal": "44190",
        "adresse.commune": "44043",
        "parts": Decimal("2.5"),
        "commune": "44109",
    }
    assert aplatir(declares, reponses) == attendu
    assert aplatir(declares.values(), reponses) == attendu


def test_aplatir_sans_reponse_rend_des_absences():
    assert set(aplatir([Adresse("adresse", "A"), Nombre("n", "N")], {}).values()) == {None}
    assert aplatir([ENFANTS], {"enfants": [LEA]})["enfants"][0]["naissance"] == date(2015, 3, 1)


def bloc(*exemplaires):
    return {
        f"{rang}-{nom}": texte for rang, (prenom, jour, mois, annee) in exemplaires
        for nom, texte in {"prenom": prenom, "naissance-jour": jour, "naissance-mois": mois,
                           "naissance-annee": annee, "adresse-voie": ""}.items()
    }  # fmt: skip


def test_un_bloc_repete_se_lit_sans_ses_exemplaires_vides():
    brut = bloc((0, ("Léa", "1", "3", "2015")), (1, ("", "", "", "")), (2, ("Noé", "24", "déc", "2018")))
    assert lue(ENFANTS, brut) == [LEA, NOE]
    assert lue(ENFANTS, parties(ENFANTS, [LEA, NOE])) == [LEA, NOE]
    assert lue(ENFANTS, {}) == []


def test_les_exemplaires_se_suivent_par_leur_rang_pas_par_leur_ecriture():
    brut = bloc((10, ("Noé", "24", "12", "2018")), (2, ("Léa", "1", "3", "2015")))
    assert [enfant["prenom"] for enfant in lue(ENFANTS, brut)] == ["Léa", "Noé"]


def test_un_bloc_repete_dit_toutes_ses_fautes_a_leur_place():
    brut = bloc((0, ("", "1", "3", "2015")), (4, ("Noé", "24", "", "2018")))
    assert [faute.partie for faute in refus(ENFANTS, brut).fautes] == ["0-prenom", "1-naissance-mois"]


def test_un_bloc_repete_a_un_minimum_et_un_maximum():
    un = ("Léa", "1", "3", "2015")
    assert phrase(ENFANTS, bloc(*((rang, un) for rang in range(4)))) == "Remplissez-en au moins 0, au plus 3."
    deux = BlocRepete("b", "B", ENFANTS.champs, element="Parent", minimum=2, maximum=2)
    assert phrase(deux, bloc((0, un))) == "Remplissez-en 2."


def test_un_bloc_repete_s_affiche_exemplaire_par_exemplaire():
    assert simple(afficher(ENFANTS, [LEA, NOE | {"adresse": MAISON}], str)) == (
        "Enfant 1\nPrénom : Léa\nDate de naissance : 1er mars 2015\n\n"
        "Enfant 2\nPrénom : Noé\nDate de naissance : 24 décembre 2018\n"
        "Adresse : 8 rue du Minage, Bât. B, 44190 Clisson"
    )


TOUS = [
    TexteCourt("x", "X", exemple="A1", motif="[A-Z][0-9]"), TexteLong("x", "X"), Nombre("x", "X"),
    Nombre("x", "X", pas=Decimal("0.25")), Montant("x", "X"), DateConnue("x", "X"), DateRecente("x", "X"),
    Choix("x", "X", {"a": "A"}), ChoixMultiple("x", "X", {"a": "A"}), OuiNon("x", "X"), champs.Courriel("x", "X"),
    Telephone("x", "X"), Adresse("x", "X"), Commune("x", "X"), champs.Iban("x", "X"), Siren("x", "X"), Siret("x", "X"),
    champs.NumeroFiscal("x", "X"), champs.Nir("x", "X"), Attestation("x", "X"), champs.Information("x", "X"), ENFANTS,
    ValeurCalculee("x", "X"),
]  # fmt: skip
MAUVAISES = [
    "9" * 5000,
    "FR76" + "1" * 5000,
    "DE89" + "É" * 30,
    "",
    "@",
    "2,33333",
    "-1",
    "abc",
    "00000",
    "99999999999999",
    "31/02/2026",
    "44999 Rien",
    "x" * 5000,
]


def test_tous_les_types_de_champ_sont_essayes():
    declares = {t for t in vars(champs).values() if isinstance(t, type) and issubclass(t, champs.Champ)}
    assert {type(champ) for champ in TOUS} == declares - {champs.Champ}


@pytest.mark.parametrize("champ", TOUS, ids=lambda champ: type(champ).__name__)
@pytest.mark.parametrize("ecrit", MAUVAISES, ids=lambda ecrit: ecrit[:12])
def test_un_refus_parle_clair_et_dit_comment_corriger(champ, ecrit):
    noms = ("", "jour", "mois", "annee", "voie", "code_postal", "commune", "0-prenom")
    try:
        lire(champ, dict.fromkeys(noms, ecrit), CONTEXTE)
    except ValeurRefusee as refuse:
        for faute in refuse.fautes:
            texte = faute.texte(str)
            assert re.match(r"[A-ZÉÀ«]", texte)
            assert "%(" not in texte
            assert not re.search(r"invalide|incorrect|erroné|obligatoire|format", texte)
            assert not re.search(r" [:;?!»]|« ", texte), "espace sécable devant une ponctuation double"
            assert len(texte) < 400


@pytest.mark.parametrize("champ", TOUS, ids=lambda champ: type(champ).__name__)
@settings(max_examples=40)
@given(ecrit=st.text(max_size=40))
def test_aucun_texte_ne_met_la_lecture_en_defaut(champ, ecrit):
    with suppress(ValeurRefusee):
        valeur = lire(champ, dict.fromkeys(("", "jour", "mois", "voie", "code_postal", "1-prenom"), ecrit), CONTEXTE)
        assert isinstance(afficher(champ, valeur, str), str)


@pytest.mark.parametrize("champ", [c for c in TOUS if not isinstance(c, BlocRepete)], ids=lambda c: type(c).__name__)
def test_un_champ_facultatif_se_laisse_vide(champ):
    facultatif = type(champ)(
        **{nom: getattr(champ, nom) for nom in champ.__dataclass_fields__ if nom != "obligatoire"}, obligatoire=False
    )
    assert lire(facultatif, {}, CONTEXTE) in (None, False)


def test_un_message_se_traduit_avec_ses_valeurs():
    faute = Faute("Avant le %(jour)s, %(choix)s, %(nombre)s.",
                  {"jour": date(2026, 12, 1), "choix": Libelle("Une maison"), "nombre": Decimal("0.25")})  # fmt: skip
    assert faute.texte(str) == "Avant le 1er décembre 2026, Une maison, 0,25."
    traductions = ANGLAIS | {faute.message: "Before %(jour)s, %(choix)s, %(nombre)s."}
    assert faute.texte(lambda texte: traductions[texte], "en") == "Before 1 December 2026, A house, 0.25."


def test_un_champ_inconnu_est_une_faute_de_programmation():
    with pytest.raises(TypeError, match="inconnu"):
        lire(champs.Champ("x", "X"), {"": "y"}, CONTEXTE)
