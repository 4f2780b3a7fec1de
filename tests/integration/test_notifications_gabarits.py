"""Ce que disent les messages : la même chose en texte, en HTML et, plus court, en SMS."""

import html5lib
import pytest

from portail.demonstration.boite import texte_du_html
from portail.notifications import queries, rendu
from portail.socle.traduction import traducteur
from tests.integration.messages import (
    CONTEXTE,
    EN_SMS,
    GABARITS,
    TOUT,
    envoyer,
    promettre,
)


def _lignes(texte):
    return [" ".join(ligne.split()) for ligne in texte.splitlines() if ligne.strip()]


@pytest.mark.parametrize("gabarit", GABARITS)
def test_le_texte_et_le_html_disent_la_meme_chose(application, gabarit):
    courriel = rendu.composer_courriel(gabarit, TOUT, langue="fr")

    assert _lignes(texte_du_html(courriel.html)) == _lignes(f"{courriel.objet}\n{courriel.texte}")


@pytest.mark.parametrize("infecte", [True, False])
@pytest.mark.parametrize("courriel", ["yanis@messagerie.example", ""])
def test_les_deux_versions_suivent_les_memes_conditions(application, infecte, courriel):
    variante = TOUT | {
        "infecte": infecte,
        "courriel": courriel,
        "page": courriel,
        "encadre": "",
        "recours": [],
        "recu": "",
    }
    for gabarit in (
        "dossier/fichier_ecarte",
        "signalement/recu",
        "signalement/accuse",
        "dossier/recu",
        "dossier/retire",
    ):
        rendus = rendu.composer_courriel(gabarit, variante, langue="fr")

        assert _lignes(texte_du_html(rendus.html)) == _lignes(f"{rendus.objet}\n{rendus.texte}")


@pytest.mark.parametrize("langue", ["fr", "en"])
@pytest.mark.parametrize("gabarit", GABARITS)
def test_le_html_est_valide_et_accessible(application, gabarit, langue):
    courriel = rendu.composer_courriel(gabarit, TOUT, langue=langue)
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(courriel.html)

    assert page.get("lang") == langue
    assert [titre.text for titre in page.iter("title")] == [courriel.objet]
    assert ["".join(titre.itertext()) for titre in page.iter("h1")] == [courriel.objet]
    assert all(tableau.get("role") == "presentation" for tableau in page.iter("table"))
    assert not list(page.iter("img"))
    assert all(lien.get("href", "").startswith("http://portail.example/") for lien in page.iter("a"))


@pytest.mark.parametrize("gabarit", [nom for nom in GABARITS if nom.startswith("dossier/")])
def test_un_message_de_dossier_mene_a_l_espace_en_clair(application, gabarit):
    courriel = rendu.composer_courriel(gabarit, TOUT, langue="fr")

    assert "http://portail.example/mon-espace/dossiers/7K4M2P9X" in courriel.texte


@pytest.mark.parametrize("gabarit", EN_SMS)
def test_un_sms_tient_dans_un_seul_message(application, regler, gabarit):
    regler(url_publique="https://demarches.loire-atlantique.example")

    texte = rendu.composer_sms(gabarit, TOUT, langue="fr")

    assert set(texte) <= rendu.ALPHABET_SMS
    assert len(texte) <= 160


def test_chaque_message_a_une_personne_a_une_version_courte():
    a_des_personnes = [
        g
        for g in GABARITS
        if g.startswith(("dossier/", "connexion/", "rdv/", "inscriptions/")) and g != "inscriptions/derive"
    ]

    assert a_des_personnes
    assert {*a_des_personnes, "paiement/lien"} == set(EN_SMS)


def test_chaque_message_au_sujet_de_quelque_chose_a_un_titre_pour_l_agent():
    sans_sujet = ("compte/", "connexion/", "notaires/", "signalement/")

    assert {g for g in GABARITS if not g.startswith(sans_sujet)} == set(queries.TITRES)


def test_un_message_en_anglais_le_dit(base, smtp):
    envoyer(promettre(langue="en"))

    [message] = smtp.messages
    assert message["Content-Language"] == "en"
    assert '<html lang="en">' in message.get_body(("html",)).get_content()
    assert message["Subject"] == traducteur("en")("Demande %(numero)s\u00a0: un nouveau message") % CONTEXTE
