"""De quoi montrer, envoyer et relire un formulaire de saisie dans un test."""

from decimal import Decimal
from itertools import chain

import html5lib
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect

from portail.config import RACINE
from portail.demarche.champs import (
    Adresse,
    Attestation,
    BlocRepete,
    Choix,
    ChoixMultiple,
    Commune,
    Courriel,
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
    Telephone,
    TexteCourt,
    TexteLong,
    ValeurCalculee,
)
from portail.guichets.saisie.formulaire import formulaire_de
from tests.unitaires.saisies import CONTEXTE

HTML = "{http://www.w3.org/1999/xhtml}"

NOM = TexteCourt("nom", "Nom", aide="Celui de l’acte de naissance.", autocomplete="family-name")
NAISSANCE = DateConnue("naissance", "Date de naissance", autocomplete="bday")
ADRESSE = Adresse("adresse", "Adresse du domicile", autocomplete="street-address")
COURRIEL = Courriel("courriel", "Adresse électronique", autocomplete="email")
TELEPHONE = Telephone("telephone", "Téléphone", obligatoire=False)
LOGEMENT = Choix("logement", "Logement", {"maison": "Une maison", "appartement": "Un appartement"})
METIER = Choix("metier", "Métier", {f"m{rang}": f"Métier {rang}" for rang in range(8)})
AIDES = ChoixMultiple("aides", "Aides", {"apa": "APA", "pch": "PCH"}, obligatoire=False)
ACCORD = Attestation("accord", "J’accepte", obligatoire=False)
ENFANTS = BlocRepete(
    "enfants",
    "Vos enfants",
    (TexteCourt("prenom", "Prénom"), DateConnue("naissance", "Date de naissance"), OuiNon("garde", "En garde ?")),
    element="Enfant",
    maximum=3,
)
TOUS = (
    NOM, TexteLong("recit", "Récit"), Nombre("rfr", "Revenu", unite="€"),
    Nombre("parts", "Parts", pas=Decimal("0.25"), maximum=Decimal(30)), Montant("cout", "Coût"), NAISSANCE,
    DateRecente("inscrit", "Inscription"), LOGEMENT, METIER, AIDES, OuiNon("ase", "ASE ?", incertain=True), COURRIEL,
    TELEPHONE, ADRESSE, Commune("lieu", "Commune"), Iban("iban", "IBAN"), Siren("siren", "SIREN"),
    Siret("siret", "SIRET"),
    NumeroFiscal("fiscal", "Numéro fiscal"), Nir("nir", "Sécurité sociale"), ACCORD,
    Information("info", "À savoir", aide="Gardez vos papiers."),
    ENFANTS, ValeurCalculee("qf", "Quotient familial", calcul="qf"),
)  # fmt: skip
LEA = {"prenom": "Léa", "naissance": "2015-03-01", "garde": "oui"}
VALEURS = {
    "nom": "Moreau", "recit": "Un\ndeux", "rfr": "14300", "parts": "2.5", "cout": "1640.50", "naissance": "2009-08-14",
    "inscrit": "2026-11-12", "logement": "maison", "metier": "m3", "aides": ["pch"], "ase": "ne_sais_pas",
    "courriel": "lina@courriel.example", "telephone": "+33639981234", "lieu": {"nom": "Clisson", "insee": "44043"},
    "adresse": {"voie": "8 rue du Minage", "complement": "", "code_postal": "44190", "commune": "Clisson",
                "commune_insee": "44043"},
    "iban": "FR7630006000011234567890189", "siren": "732829320", "siret": "73282932000074", "fiscal": "3023217600053",
    "nir": "242074401502277", "accord": True,
    "enfants": [LEA],
}  # fmt: skip


def application():
    """Rend l’application la plus petite qui sache montrer un formulaire avec nos gabarits."""
    app = Flask("saisie", template_folder=str(RACINE / "portail" / "templates"))
    app.config.update(SECRET_KEY="clef-de-test", WTF_CSRF_ENABLED=False, BABEL_DEFAULT_LOCALE="fr")
    app.jinja_env.globals["csrf_token"] = lambda: "jeton"
    Babel(app)
    CSRFProtect(app)
    return app


APP = application()


def montrer(requetes):
    """Rend la fonction qui montre un formulaire ; `requetes` garde les requêtes ouvertes le temps du test."""

    def affiche(*champs, valeurs=None, **options):
        requetes.enter_context(APP.test_request_context("/saisie"))
        return formulaire_de(champs, contexte=CONTEXTE, valeurs=valeurs or {}, **options)

    return affiche


def envoyer(requetes):
    """Rend la fonction qui envoie un formulaire et le contrôle."""

    def envoye(*champs, donnees=None, valeurs=None, **options):
        envoi = {"revision": "3", **(donnees or {})}
        requetes.enter_context(APP.test_request_context("/saisie", method="POST", data=envoi))
        form = formulaire_de(champs, contexte=CONTEXTE, valeurs=valeurs or {}, **options)
        form.validate_on_submit()
        return form

    return envoye


def page(form):
    """Rend la page du formulaire, lue comme par un navigateur."""
    source = '{% from "composants/formulaire.html" import formulaire %}{{ formulaire(form, "Continuer") }}'
    return html5lib.HTMLParser(strict=False).parseFragment(render_template_string(source, form=form))


def donnees_de(rendu):
    """Rend ce qu’enverrait un navigateur : les contrôles remplis du formulaire rendu."""
    donnees = {}
    for champ in chain(rendu.iter(f"{HTML}input"), rendu.iter(f"{HTML}textarea"), rendu.iter(f"{HTML}select")):
        balise, nom = champ.tag.removeprefix(HTML), champ.get("name")
        if balise == "select":
            valeurs = [o.get("value") for o in champ.iter(f"{HTML}option") if o.get("selected") is not None]
        elif champ.get("type") in {"radio", "checkbox"}:
            valeurs = [champ.get("value")] if champ.get("checked") is not None else []
        else:
            valeurs = [champ.text or "" if balise == "textarea" else champ.get("value") or ""]
        donnees.setdefault(nom, []).extend(valeurs)
    return {nom: valeurs for nom, valeurs in donnees.items() if valeurs}
