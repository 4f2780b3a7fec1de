"""La traduction anglaise : complète, fidèle aux emplacements, vraiment en anglais ; rien n’échappe à l’extraction."""

import ast
import re
from collections.abc import Iterator

from babel.messages.catalog import Message

from portail.config import RACINE
from portail.demonstration import traductions
from portail.notifications.rendu import ALPHABET_SMS
from tests.anglais import phrases_francaises

MARQUES = {"_", "gettext", "lazy_gettext", "ngettext", "a_traduire"}
IDENTIQUES = frozenset(
    {
        "%(debut)s…@%(domaine)s", "%(nombre)s places", "%(num)d minute", "%(num)d minutes", "%(num)d office",
        "%(num)d offices", "%(num)d place", "%(num)d places", "%(num)d point", "%(num)d points",
        "%(volet)s, version %(rang)s", ", %(adresse)s", "/100", "Absences", "Administration", "Allergies", "Badges",
        "Badges (PDF)", "CRPCEN %(numero)s", "Cadastre", "Code", "Date", "Dates", "Document", "Documents",
        "Département", "Menu", "Message", "Messages", "Mode", "Notifications", "Page", "Parent", "Parents",
        "Pass’Sport", "Photos", "Plan", "Points", "Production", "Quotient", "SMS", "Signature", "Simulation",
        "Situation", "Source", "Total", "Urgent", "Version %(rang)s", "Zones", "code", "coefficient", "euros",
        "exclusions", "message", "minutes", "m²", "version %(version)s", "€",
    }
)  # fmt: skip
"""Les mêmes mots dans les deux langues."""
HORS_MARQUE = {"(PDF)", "(PDF,", "SHA-256", "champ", "accueil"}
"""Écrits tels quels dans les gabarits : un format, un algorithme, deux noms de classe CSS ; le code l’est toujours."""
EMPLACEMENTS = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
INSTRUCTIONS = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
BALISES = re.compile(r"<style.*?</style>|<code>.*?</code>|<[^>]*>", re.DOTALL)


def paires() -> Iterator[tuple[str, str, Message]]:
    """Rend chaque texte français et sa traduction, formes du pluriel comprises."""
    for message in traductions.lire_catalogue("en"):
        if not message.id:
            continue
        francais = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        anglais = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        assert len(francais) == len(anglais), message.id
        yield from ((source, cible, message) for source, cible in zip(francais, anglais, strict=True))


def test_tout_est_traduit_et_rien_n_est_douteux():
    assert list(traductions.ecarts("en")) == []
    assert [source for source, cible, message in paires() if message.fuzzy or not cible.strip()] == []


def test_chaque_traduction_garde_ses_variables_et_son_espace_final():
    autres_variables = [s for s, c, _m in paires() if traductions.emplacements(s) != traductions.emplacements(c)]
    espace_perdue = [source for source, cible, _m in paires() if source[-1].isspace() != cible[-1].isspace()]

    assert autres_variables == []
    assert espace_perdue == []


def test_aucune_traduction_n_est_le_texte_francais_recopie():
    assert {source for source, cible, _m in paires() if source == cible} - IDENTIQUES == set()


def test_aucune_traduction_ne_parle_francais():
    assert phrases_francaises(EMPLACEMENTS.sub(" ", cible) for _s, cible, _m in paires()) == []


def test_aucune_traduction_n_a_la_typographie_francaise():
    assert [cible for _s, cible, _m in paires() if re.search(r"[«»]|[\u00a0 ][:;?!](?:\s|$)|n°", cible)] == []


def test_tout_texte_marque_est_extrait():
    """Un texte marqué dans une chaîne à trous (f"…") passerait inaperçu de l’extraction."""
    extraits = {source for source, _c, _m in paires()}
    oublies = [
        f"{chemin.relative_to(RACINE)}:{appel.lineno} : {texte}"
        for dossier in ("portail", "forms")
        for chemin in sorted((RACINE / dossier).rglob("*.py"))
        for appel, texte in _textes_marques(ast.parse(chemin.read_text(encoding="utf-8")))
        if texte not in extraits
    ]

    assert oublies == []


def _textes_marques(arbre: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for noeud in ast.walk(arbre):
        if not isinstance(noeud, ast.Call) or not noeud.args or not isinstance(noeud.args[0], ast.Constant):
            continue
        nom = noeud.func.id if isinstance(noeud.func, ast.Name) else getattr(noeud.func, "attr", "")
        if nom in MARQUES and isinstance(noeud.args[0].value, str):
            yield noeud, noeud.args[0].value


def test_aucun_gabarit_n_ecrit_de_mot_sans_le_marquer():
    gabarits = RACINE / "portail" / "templates"
    trouves = {
        f"{chemin.relative_to(gabarits)} : {mot}"
        for chemin in sorted(gabarits.rglob("*.*"))
        for mot in BALISES.sub(" ", INSTRUCTIONS.sub("", chemin.read_text(encoding="utf-8"))).split()
        if re.search(r"[A-Za-zÀ-ÿ]{2}", mot) and not re.search(r'="|^&\w+;$', mot) and mot not in HORS_MARQUE
    }

    assert trouves == set()


def test_un_sms_en_anglais_ne_sort_pas_de_l_alphabet_des_sms():
    """Les guillemets anglais n’y sont pas : un SMS les changerait en points d’interrogation."""
    sms = (RACINE / "portail" / "templates" / "courriels").rglob("*.sms")
    marques = re.compile(r'_\("([^"]+)"')
    traduits = {source: cible for source, cible, _m in paires()}
    textes = [traduits[texte] for chemin in sms for texte in marques.findall(chemin.read_text(encoding="utf-8"))]

    assert textes
    assert [texte for texte in textes if set(texte) - ALPHABET_SMS] == []


def test_une_phrase_francaise_se_voit_et_un_nom_officiel_non():
    """Sans cela, les recherches de français ci-dessus passeraient sans rien voir."""
    assert phrases_francaises(["Write your answer.", "Écrivez votre réponse."]) == ["Écrivez votre réponse."]
    assert phrases_francaises(["Write to the Défenseur des droits.", "Rue du Port"], ["Rue du Port"]) == []
