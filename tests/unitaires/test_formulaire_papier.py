"""La version papier : les mêmes questions qu’à l’écran, dans le même ordre, conditions dites en mots."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from forms.aide_permis import DEMARCHE
from portail.config import lire_reglages
from portail.demarche import champs
from portail.demarche.conditions import AgeInferieur, AuMoins, Pas, Rempli, plusieurs, si, toutes, une
from portail.demarche.declaration import Phase
from portail.demarche.valeurs import options_de
from portail.documents.composition import GABARITS, composer
from portail.documents.conditions_ecrites import ConditionsEcrites
from portail.documents.formulaire import formulaire
from portail.documents.lettres import Coordonnees
from portail.documents.redaction import FRANCAIS
from tests import pdf

DEPARTEMENT = lire_reglages({"PORTAIL_ENV": "test", "DATABASE_URL": "postgresql://", "SMTP_URL": "smtp://"}).departement
SERVICE = Coordonnees(nom="Service jeunesse", adresse="3 quai Ceineray, 44000 Nantes", telephone="02 61 91 44 10")
URL = "https://demarches.departement.example/demarches/aide-permis"


def donnees():
    return formulaire(DEMARCHE, departement=DEPARTEMENT, service=SERVICE, url=URL)


def questions(saisies):
    """Rend les questions à plat, une seule fois celles d’un groupe répété."""
    for saisie in saisies:
        if saisie["genre"] != "groupe":
            yield saisie
        elif saisie["libelle"].endswith(" 1"):
            yield from questions(saisie["champs"])


def champs_a_plat(liste):
    for champ in liste:
        yield from champs_a_plat(champ.champs) if isinstance(champ, champs.BlocRepete) else [champ]


@pytest.fixture(scope="module")
def imprime():
    return composer("formulaire_papier", donnees())


def test_le_formulaire_est_accessible_et_tient_en_quelques_pages(imprime):
    assert pdf.defauts(imprime) == []
    assert pdf.metadonnees(imprime)["titre"] == DEMARCHE.titre
    assert pdf.metadonnees(imprime)["pages"] <= 8


def test_chaque_question_de_l_ecran_est_sur_le_papier():
    attendues = [
        champ.libelle
        for page in DEMARCHE.pages
        for champ in champs_a_plat(page.champs)
        if not isinstance(champ, champs.ValeurCalculee)
    ]
    ecrites = [q["libelle"] for rubrique in donnees()["rubriques"] for q in questions(rubrique["champs"])]

    assert ecrites == ["Pour qui faites-vous cette demande\u00a0?", *attendues]


def test_chaque_reponse_possible_est_une_case(imprime):
    lu = re.sub(r"\s", "", pdf.texte(imprime))
    for champ in champs_a_plat(c for page in DEMARCHE.pages for c in page.champs):
        if isinstance(champ, champs.Choix | champs.OuiNon | champs.ChoixMultiple):
            for libelle in options_de(champ).values():
                assert re.sub(r"\s", "", libelle) in lu


def test_le_papier_dit_quoi_joindre_et_ou_l_envoyer(imprime):
    lu = pdf.texte(imprime)

    for piece in DEMARCHE.pieces:
        assert (piece.nom in lu) == (piece.phase is Phase.DEPOT)
    assert "Service jeunesse, 3 quai Ceineray, 44000 Nantes" in lu
    assert "02 61 91 44 10" in lu
    assert URL in lu.replace("/ ", "/")
    assert "Signature" in lu
    assert "article 441-6 du code pénal" in lu
    assert DEPARTEMENT.courriel_dpo in lu


def test_chaque_page_conditionnelle_dit_sa_condition():
    consignes = {rubrique["titre"]: rubrique["consigne"] for rubrique in donnees()["rubriques"]}

    for page in DEMARCHE.pages:
        assert bool(consignes[page.titre]) == (page.si is not None)


@pytest.mark.parametrize(
    ("condition", "phrase"),
    [
        (None, ""),
        (si("autre_aide", "oui"), "si vous avez répondu « Oui » à « Recevez-vous déjà une autre aide au permis ? »."),
        (si("categorie", "AM", "B"), "si vous avez répondu « Permis AM"),
        (si("qualite_deposant", "parent"), "répondu « Pour mon enfant » à « Pour qui faites-vous cette demande ? »"),
        (AgeInferieur("date_naissance", 18), "À remplir seulement si la personne a moins de 18 ans."),
        (AuMoins("cout_total", Decimal(1500)), "si « Coût total de la formation » vaut 1 500 ou plus"),
        (Rempli("telephone"), "si vous avez répondu à « Téléphone »"),
        (Pas(Rempli("telephone")), "À remplir, sauf si vous avez répondu à « Téléphone »."),
        (
            toutes(AgeInferieur("date_naissance", 18), Pas(Rempli("telephone"))),
            "si la personne a moins de 18 ans et sauf si vous avez répondu à « Téléphone »",
        ),
        (une(Rempli("telephone"), Rempli("courriel")), "à « Téléphone » ou si vous avez répondu à « Adresse élec"),
        (
            plusieurs(2, Rempli("telephone"), Rempli("courriel"), Rempli("iban")),
            "À remplir seulement si 2 au moins de ces conditions sont remplies (si vous avez répondu à « Téléphone »",
        ),
    ],
)
def test_une_condition_se_dit_en_mots(condition, phrase):
    consigne = ConditionsEcrites(DEMARCHE, FRANCAIS).consigne(condition)

    assert phrase in " ".join(consigne.split())
    assert bool(consigne) == (condition is not None)


def test_le_gabarit_sait_imprimer_chaque_genre_de_saisie():
    source = (GABARITS / "formulaire_papier.typ").read_text()
    dessines = set(re.findall(r'genre (?:==|in) \(?"(\w+)"', source)) | {"information"}

    utilises = {q["genre"] for rubrique in donnees()["rubriques"] for q in questions(rubrique["champs"])}
    assert utilises <= dessines


@pytest.mark.parametrize(
    ("champ", "genre"),
    [
        (champs.TexteCourt("x", "Nom"), "ligne"),
        (champs.TexteLong("x", "Projet"), "lignes"),
        (champs.Nombre("x", "Parts", unite="parts"), "nombre"),
        (champs.Montant("x", "Coût"), "montant"),
        (champs.DateConnue("x", "Naissance"), "date"),
        (champs.DateRecente("x", "Hier"), "date"),
        (champs.Choix("x", "Choix", {"a": "A"}), "choix"),
        (champs.ChoixMultiple("x", "Choix", {"a": "A"}), "choix_multiple"),
        (champs.OuiNon("x", "Oui ?"), "choix"),
        (champs.Telephone("x", "Téléphone"), "casiers"),
        (champs.Iban("x", "IBAN"), "casiers"),
        (champs.Siret("x", "SIRET"), "casiers"),
        (champs.NumeroFiscal("x", "Numéro fiscal"), "casiers"),
        (champs.Nir("x", "Sécurité sociale"), "casiers"),
        (champs.Adresse("x", "Adresse"), "adresse"),
        (champs.Commune("x", "Commune"), "ligne"),
        (champs.Attestation("x", "Je certifie"), "attestation"),
        (champs.Information("x", "À savoir", aide="Texte"), "information"),
        (champs.BlocRepete("x", "Enfants", (champs.TexteCourt("y", "Prénom"),), element="Enfant"), "groupe"),
    ],
)
def test_chaque_type_de_champ_a_sa_place_sur_le_papier(champ, genre):
    demarche = _avec(champ)
    rendu = formulaire(demarche, departement=DEPARTEMENT, service=SERVICE, url=URL)
    saisie = rendu["rubriques"][1]["champs"][0]
    document = composer("formulaire_papier", rendu)

    assert saisie["genre"] == genre
    assert pdf.defauts(document) == []
    assert "".join(saisie["libelle"].split()) in pdf.texte(document).replace(" ", "")


def test_une_valeur_calculee_ne_se_demande_pas():
    rendu = formulaire(_avec(champs.ValeurCalculee("x", "Quotient")), departement=DEPARTEMENT, service=SERVICE, url=URL)

    assert [rubrique["titre"] for rubrique in rendu["rubriques"]] == ["Votre demande"]


def _avec(champ):
    return replace(DEMARCHE, pages=(replace(DEMARCHE.pages[0], champs=(champ,), si=None),))
