"""Chaque démarche du catalogue peut être publiée : un test par famille de faute, sur toutes les démarches."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portail.config import RACINE
from portail.demarche.catalogue import catalogue, demarche_de, versions_de
from portail.demarche.controles.echantillons import COMMUNES, JOUR, parametres_livres, reponses_possibles
from portail.demarche.controles.textes import messages_de, textes_de
from portail.demarche.declaration import Demarche, Page, TexteCourt
from portail.demarche.eligibilite import evaluer
from portail.demarche.parcours import RECAPITULATIF, etapes, pages_a_remplir, reponses_retenues
from portail.demarche.recapitulatif import instantane, rubriques, rubriques_figees
from portail.demarche.verification import alertes, discordances
from portail.socle.erreurs import Introuvable
from tests.catalogue.fausses import SAINE, avec_page, avec_regle, vu
from tests.catalogue.parametrage import DEMARCHES, tout_controle, toute_demarche

TRADUCTIONS = RACINE / "translations" / "en" / "LC_MESSAGES" / "messages.po"


@toute_demarche
@tout_controle
def test_la_declaration_passe_le_controle(demarche, controle):
    assert list(controle(demarche)) == []


@toute_demarche
def test_aucune_phrase_ne_depasse_25_mots(demarche):
    assert alertes(demarche) == []


def test_un_champ_a_le_meme_libelle_dans_toutes_les_demarches():
    assert discordances(catalogue().values()) == []


@toute_demarche
def test_les_versions_se_suivent_depuis_la_premiere(demarche):
    versions = [autre.version for autre in versions_de(demarche.identifiant)]

    assert versions == list(range(1, len(versions) + 1))
    assert demarche_de(demarche.identifiant, version=demarche.version) is demarche


def test_l_aide_au_permis_est_au_catalogue():
    assert demarche_de("aide-permis").nom == "Aide au permis de conduire"


@pytest.mark.parametrize(("identifiant", "version"), [("inconnue", None), ("inconnue", 1), ("aide-permis", 99)])
def test_une_demarche_ou_une_version_inconnue_est_introuvable(identifiant, version):
    with pytest.raises(Introuvable):
        demarche_de(identifiant, version=version)


def premieres_reponses(demarche):
    """La première réponse possible à chaque question."""
    return {
        "qualite_deposant": "lui_meme",
        "identite_certifiee": False,
    } | {nom: possibles[0] for nom, champ in demarche.champs.items() if (possibles := reponses_possibles(champ))}


@toute_demarche
def test_une_demande_remplie_va_jusqu_au_recapitulatif_et_se_fige(demarche):
    reponses = premieres_reponses(demarche)
    examen = evaluer(demarche, reponses, jour=JOUR, parametres=parametres_livres(), communes=COMMUNES)

    fige = instantane(demarche, reponses_retenues(demarche, reponses, JOUR), {}, jour=JOUR, bilan=examen)

    assert pages_a_remplir(demarche, reponses, JOUR) == ()
    assert etapes(demarche, reponses, JOUR)[-1] == RECAPITULATIF
    assert json.loads(json.dumps(fige)) == fige
    assert rubriques_figees(fige) == rubriques(demarche, reponses, jour=JOUR, bilan=examen)


@toute_demarche
@pytest.mark.skipif(not Path(TRADUCTIONS).exists(), reason="aucune traduction n’est encore commencée")
def test_tous_les_textes_sont_traduits(demarche):
    with TRADUCTIONS.open("rb") as fichier:
        traduits = {str(message.id) for message in read_po(fichier) if message.string and not message.fuzzy}
    textes = {texte.texte for texte in (*textes_de(demarche), *messages_de(demarche)) if texte.texte}

    assert sorted(textes - traduits) == []


def test_le_catalogue_parcouru_n_est_pas_vide():
    """Sans démarche, les tests ci-dessus passeraient sans rien vérifier."""
    assert len(DEMARCHES) >= 1


@pytest.mark.parametrize(
    "abimer",
    [
        lambda long: avec_page(TexteCourt("a", "A", aide=long)),
        lambda long: avec_regle(vu, messages={"vu": long}),
        lambda long: replace(SAINE, resume=f"Une phrase courte. {long}"),
    ],
)
def test_une_phrase_trop_longue_donne_l_alerte(abimer: Callable[[str], Demarche]):
    assert len(alertes(abimer(" ".join(["mot"] * 26)))) == 1
    assert alertes(abimer(" ".join(["mot"] * 25))) == []


def test_un_libelle_qui_change_d_une_demarche_a_l_autre_se_voit():
    autre = replace(SAINE, identifiant="autre", pages=(Page("a", "A", (TexteCourt("iban", "Votre IBAN"),)),))

    assert discordances([SAINE]) == []
    [discordance] = discordances([SAINE, autre])
    assert discordance.startswith("iban : ")
