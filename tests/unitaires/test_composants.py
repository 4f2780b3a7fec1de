"""Les composants de formulaire rendent le balisage du RGAA, un par un (thème 11)."""

from collections.abc import Iterator
from types import SimpleNamespace

import html5lib
import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FileField,
    Form,
    FormField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice

from portail.config import RACINE

HTML = "{http://www.w3.org/1999/xhtml}"
SITUATIONS = [SelectChoice("etudiant", "Étudiant ou étudiante"), SelectChoice("salarie", "Salarié ou salariée")]


class Enfant(Form):
    prenom = StringField("Prénom")


class Demande(FlaskForm):
    courriel = StringField("Adresse électronique", description="Exemple : marie.durand@exemple.fr")
    telephone = StringField("Téléphone")
    naissance = Field("Date de naissance", description="Exemple : 31 01 1960")
    adresse = Field("Votre adresse")
    situation = RadioField("Quelle est votre situation ?", choices=SITUATIONS)
    aides = SelectMultipleField("Aides reçues", choices=SITUATIONS)
    contrat = FileField("Contrat d’auto-école", description="Formats acceptés : JPEG ou PDF.")
    honneur = BooleanField("Je certifie que tout est exact.")
    enfants = FieldList(FormField(Enfant), "Vos enfants", min_entries=2)


GABARITS = {
    "courriel": "texte",
    "telephone": "texte",
    "naissance": "date",
    "adresse": "adresse",
    "situation": "radios",
    "aides": "cases",
    "contrat": "fichier",
    "honneur": "case",
    "enfants": "groupe",
}


def partie(nom: str, libelle: str, **precisions) -> SimpleNamespace:
    return SimpleNamespace(
        **{
            "id": nom,
            "name": nom,
            "libelle": libelle,
            "valeur": "",
            "autocomplete": None,
            "inputmode": None,
            "classe": "",
            "en_erreur": False,
        }
        | precisions
    )


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask("gabarits", template_folder=str(RACINE / "portail" / "templates"))
    app.config.update(SECRET_KEY="clef-de-test", BABEL_DEFAULT_LOCALE="fr")
    Babel(app)
    CSRFProtect(app)
    return app


@pytest.fixture
def form(app) -> Iterator[Demande]:
    with app.test_request_context("/saisie"):
        form = Demande()
        for nom, gabarit in GABARITS.items():
            form[nom].gabarit = gabarit
            form[nom].facultatif = nom == "telephone"
            form[nom].autocomplete = {"courriel": "email"}.get(nom)
            form[nom].errors = []
        form.naissance.parties = [partie("naissance-jour", "Jour"), partie("naissance-mois", "Mois")]
        form.adresse.parties = [partie("adresse-voie", "Voie"), partie("adresse-code_postal", "Code postal")]
        for entree in form.enfants:
            entree.form.prenom.gabarit, entree.form.prenom.facultatif, entree.form.prenom.autocomplete = (
                "texte",
                False,
                None,
            )
        yield form


def rendu(form: Demande, **options):
    source = '{% from "composants/formulaire.html" import formulaire %}{{ formulaire(form, "Continuer", **options) }}'
    return html5lib.HTMLParser(strict=False).parseFragment(render_template_string(source, form=form, options=options))


def par_id(page, identifiant: str):
    [trouve] = [noeud for noeud in page.iter() if isinstance(noeud.tag, str) and noeud.get("id") == identifiant]
    return trouve


def texte(noeud) -> str:
    return " ".join("".join(noeud.itertext()).split())


def test_chaque_identifiant_est_unique_et_chaque_etiquette_mene_a_son_champ(form):
    page = rendu(form)

    identifiants = [noeud.get("id") for noeud in page.iter() if isinstance(noeud.tag, str) and noeud.get("id")]
    assert len(identifiants) == len(set(identifiants))
    cibles = [etiquette.get("for") for etiquette in page.iter(f"{HTML}label")]
    assert cibles
    assert set(cibles) <= set(identifiants)


def test_tout_ce_qui_decrit_un_champ_existe(form):
    form.courriel.errors = ["Il manque le « @ »."]
    form.situation.errors = ["Choisissez une réponse."]
    page = rendu(form)

    identifiants = {noeud.get("id") for noeud in page.iter() if isinstance(noeud.tag, str)}
    for noeud in page.iter():
        if isinstance(noeud.tag, str) and noeud.get("aria-describedby") is not None:
            assert set(noeud.get("aria-describedby").split()) <= identifiants


def test_un_champ_sans_aide_ni_erreur_n_a_pas_de_description(form):
    zone = par_id(rendu(form), "telephone")

    assert zone.get("aria-describedby") is None
    assert zone.get("aria-invalid") == "false"


def test_l_ordre_est_etiquette_aide_erreur_champ(form):
    form.courriel.errors = ["Il manque le « @ »."]
    page = rendu(form)

    [bloc] = [noeud for noeud in page.iter(f"{HTML}div") if any(enfant.get("id") == "courriel" for enfant in noeud)]
    assert [enfant.get("id") or enfant.get("for") for enfant in bloc] == [
        "courriel",
        "courriel-aide",
        "courriel-erreur",
        "courriel",
    ]
    zone = par_id(bloc, "courriel")
    assert zone.get("aria-describedby") == "courriel-erreur courriel-aide"
    assert zone.get("aria-invalid") == "true"
    assert zone.get("autocomplete") == "email"


def test_facultatif_se_lit_et_vient_du_meme_attribut_que_l_obligation(form):
    page = rendu(form)

    [etiquette] = [e for e in page.iter(f"{HTML}label") if e.get("for") == "telephone"]
    assert texte(etiquette) == "Téléphone (facultatif)"
    assert par_id(page, "telephone").get("aria-required") == "false"
    assert par_id(page, "courriel").get("aria-required") == "true"


def test_le_resume_dit_les_memes_mots_que_le_champ_et_y_mene(form):
    form.courriel.errors = ["Il manque le « @ »."]
    form.situation.errors = ["Choisissez une réponse."]
    form.naissance.errors = ["Indiquez le mois."]
    form.naissance.parties[1].en_erreur = True
    page = rendu(form)

    resume = par_id(page, "erreurs")
    assert resume.get("autofocus") is not None
    assert resume.get("tabindex") == "-1"
    assert texte(par_id(page, "t-erreurs")) == "3 champs à corriger"
    assert [(lien.get("href"), texte(lien)) for lien in resume.iter(f"{HTML}a")] == [
        ("#courriel", "Adresse électronique : il manque le « @ »."),
        ("#naissance-mois", "Date de naissance : indiquez le mois."),
        ("#situation-0", "Quelle est votre situation : choisissez une réponse."),
    ]
    assert texte(par_id(page, "courriel-erreur")) == "Erreur : il manque le « @ »."


def test_le_titre_de_page_annonce_les_erreurs(form):
    source = '{% from "composants/formulaire.html" import prefixe_titre %}{{ prefixe_titre(form) }}'
    assert render_template_string(source, form=form) == ""

    form.telephone.errors = ["Indiquez dix chiffres."]

    assert render_template_string(source, form=form).split() == ["Erreur", ":", "1", "champ", "à", "corriger", "–"]


def test_les_radios_forment_un_groupe_obligatoire_et_les_cases_un_groupe_simple(form):
    page = rendu(form)

    radios, cases = (
        next(g for g in page.iter(f"{HTML}fieldset") if any(i.get("name") == nom for i in g.iter(f"{HTML}input")))
        for nom in ("situation", "aides")
    )
    assert (radios.get("role"), radios.get("aria-required")) == ("radiogroup", "true")
    assert (cases.get("role"), cases.get("aria-required")) == (None, None)
    assert [groupe[0].tag for groupe in (radios, cases)] == [f"{HTML}legend"] * 2


def test_l_erreur_d_une_adresse_se_place_sur_la_zone_fautive(form):
    form.adresse.errors = ["Indiquez cinq chiffres. Exemple : 44190."]
    form.adresse.parties[1].en_erreur = True
    page = rendu(form)

    assert par_id(page, "adresse-voie").get("aria-invalid") == "false"
    assert par_id(page, "adresse-code_postal").get("aria-describedby") == "adresse-code_postal-erreur"
    assert texte(par_id(page, "adresse-code_postal-erreur")).startswith("Erreur : indiquez cinq chiffres")
    [lien] = par_id(page, "erreurs").iter(f"{HTML}a")
    assert texte(lien).startswith("Code postal : indiquez cinq chiffres")


def test_chaque_zone_fautive_d_une_adresse_a_sa_ligne_dans_le_resume(form):
    form.adresse.errors = ["Indiquez la rue.", "Indiquez cinq chiffres."]
    for zone, message in zip(form.adresse.parties, form.adresse.errors, strict=True):
        zone.en_erreur, zone.erreur = True, message

    liens = list(par_id(rendu(form), "erreurs").iter(f"{HTML}a"))

    assert [texte(lien) for lien in liens] == ["Voie : indiquez la rue.", "Code postal : indiquez cinq chiffres."]


def test_une_donnee_certifiee_se_lit_sans_se_saisir(form):
    form.courriel.verrouille, form.courriel.affichage, form.courriel.source = True, "lina@exemple.fr", "FranceConnect"

    page = rendu(form)

    assert not [zone for zone in page.iter(f"{HTML}input") if zone.get("name") == "courriel"]
    assert "lina@exemple.fr Donnée transmise par FranceConnect." in texte(page)


def test_un_fichier_recu_reste_acquis_et_se_retire_par_son_nom(form):
    form.contrat.recus = [SimpleNamespace(nom="contrat.jpg", poids="2,1 Mo", valeur="f1")]
    page = rendu(form)

    [bouton] = [b for b in page.iter(f"{HTML}button") if b.get("name") == "supprimer"]
    assert (bouton.get("value"), texte(bouton)) == ("f1", "Supprimer contrat.jpg")
    [formulaire] = page.iter(f"{HTML}form")
    assert formulaire.get("enctype") == "multipart/form-data"
    assert par_id(page, "contrat").get("capture") is None


def test_un_bloc_repete_nomme_chaque_exemplaire_et_porte_ses_erreurs(form):
    form.enfants[1].form.prenom.errors = ["Indiquez le prénom."]
    form.enfants.errors = [{}, {"prenom": ["Indiquez le prénom."]}]
    page = rendu(form)

    legendes = [texte(legende) for legende in page.iter(f"{HTML}legend")]
    assert legendes[-3:] == ["Vos enfants", "Vos enfants 1", "Vos enfants 2"]
    [lien] = par_id(page, "erreurs").iter(f"{HTML}a")
    assert lien.get("href") == "#enfants-1-prenom"


def test_entree_envoie_le_formulaire_sans_rien_retirer(form):
    [formulaire] = rendu(form).iter(f"{HTML}form")

    premier = next(formulaire.iter(f"{HTML}button"))
    assert premier.get("name") is None
    assert texte(premier) == "Continuer"
    assert formulaire.get("action") == "/saisie"


def test_un_texte_de_personne_ne_devient_jamais_du_balisage(form):
    form.courriel.data = '"><script>alert(1)</script>'
    form.telephone.errors = ["<b>faux</b>"]
    page = rendu(form)

    assert not list(page.iter(f"{HTML}script"))
    assert not list(page.iter(f"{HTML}b"))
    assert par_id(page, "courriel").get("value") == '"><script>alert(1)</script>'
