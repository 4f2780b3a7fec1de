"""Les écrans de démonstration : lire ce qui est parti, avancer le temps ; rien de tout cela en production."""

import json
import subprocess
import sys
from base64 import b64encode
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import text

from portail.config import RACINE
from portail.demonstration.boite import PAR_PAGE, envoi_de, page_d_envois, texte_du_html
from portail.demonstration.cachet import fabriquer
from portail.demonstration.simulateurs import deposer_envoi
from portail.socle import horloge
from portail.socle.erreurs import Introuvable
from portail.socle.taches import file_de_taches

CERTIFICAT, CLE_CACHET = fabriquer("Département d’essai")
PRODUCTION = {
    "PORTAIL_ENV": "production",
    "CLE_SECRETE": "une-cle-d-essai-assez-longue-pour-etre-admise",
    "CLES_CHIFFREMENT": "1:" + b64encode(b"une-cle-d-essai-de-trente-deux-o").decode(),
    "DATABASE_URL": "postgresql://nulle.part.example/portail",
    "FICHIERS_URL": "file:///tmp/portail-essai",
    "URL_PUBLIQUE": "https://portail.example",
    "SMTP_URL": "smtps://smtp.example",
    "EXPEDITEUR": "ne-pas-repondre@departement.example",
    "CACHET_CERTIFICAT": CERTIFICAT.decode(),
    "CACHET_CLE": CLE_CACHET.decode(),
    "CLES_VERIFICATION": "1:" + b64encode(b"une-graine-d-essai-de-32-octets-").decode(),
}
CHEMINS = "import os, portail.application as a; print(*(r.rule for r in a.create_app(os.environ).url_map.iter_rules()))"


@pytest.fixture
def boite(regler, tmp_path):
    regler(boite_envoi=str(tmp_path))
    return tmp_path


def un_courriel(objet="Demande 7K4M : envoi enregistré", jointe=b""):
    message = EmailMessage()
    message["To"], message["Subject"] = "lina@messagerie.example", objet
    message.set_content("Bonjour,\n\nSuivre : http://portail.example/mon-espace/ <b>\n")
    message.add_alternative("<html><body><h1>Titre</h1><p>Bonjour</p></body></html>", subtype="html")
    if jointe:
        message.add_attachment(jointe, maintype="application", subtype="pdf", filename="accusé.pdf")
    return bytes(message)


def un_sms():
    return json.dumps({"numero": "+33639980001", "texte": "Votre code : 123456"}).encode()


def test_la_boite_vide_dit_quoi_faire(client, boite):
    page = client.get("/demo/boite-envoi").get_data(as_text=True)

    assert "Rien n’est encore parti" in page


def test_la_boite_montre_le_plus_recent_d_abord(client, boite):
    deposer_envoi(boite, "eml", un_courriel())
    deposer_envoi(boite, "json", un_sms())

    page = client.get("/demo/boite-envoi").get_data(as_text=True)

    assert page.index("Votre code : 123456") < page.index("Demande 7K4M : envoi enregistré")
    assert "+33639980001" in page


def test_un_message_se_lit_en_texte_en_html_et_avec_ses_fichiers(client, boite):
    nom = deposer_envoi(boite, "eml", un_courriel(jointe=b"%PDF-1.7")).name

    page = client.get(f"/demo/boite-envoi/{nom}").get_data(as_text=True)
    fichier = client.get(f"/demo/boite-envoi/{nom}/1")

    assert '<a href="http://portail.example/mon-espace/">' in page
    assert "&lt;b&gt;" in page
    assert "Titre\nBonjour" in page
    assert (fichier.data, fichier.mimetype) == (b"%PDF-1.7", "application/pdf")
    assert fichier.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/demo/boite-envoi/{nom}/2").status_code == 404


def test_un_sms_se_lit(client, boite):
    nom = deposer_envoi(boite, "json", un_sms()).name

    assert "Votre code : 123456" in client.get(f"/demo/boite-envoi/{nom}").get_data(as_text=True)


def test_la_boite_se_feuillette(boite):
    for rang in range(PAR_PAGE + 1):
        deposer_envoi(boite, "eml", un_courriel(f"Message {rang}"))

    premiere, seconde = page_d_envois(boite), page_d_envois(boite, numero=2)

    assert (premiere.nombre, len(premiere.envois), len(seconde.envois)) == (2, PAR_PAGE, 1)
    assert seconde.envois[0].objet == "Message 0"
    assert page_d_envois(boite, numero=99).numero == 1


@pytest.mark.parametrize("nom", ["..%2F..%2Fetc%2Fpasswd", "secret.txt", "20261121T101010123456-0a0b0c0d.eml"])
def test_on_ne_lit_que_la_boite(client, boite, nom):
    (boite / "secret.txt").write_text("rien à voir")

    assert client.get(f"/demo/boite-envoi/{nom}").status_code == 404
    with pytest.raises(Introuvable):
        envoi_de(boite, nom)


def test_le_texte_d_un_html_ne_garde_que_ce_qui_se_lit():
    source = "<title>x</title><style>p{}</style><h1>Un <b>deux</b></h1><ul><li>trois</li></ul><a href='/a'>quatre</a>"

    assert texte_du_html(source).splitlines() == ["Un deux", "- trois", "quatre : /a"]


def _avancer(client, **champs):
    jeton = client.get("/demo/horloge").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    return client.post("/demo/horloge", data={"csrf_token": jeton, **champs})


@pytest.mark.parametrize(("avance", "jours"), [("jour", 1), ("semaine", 7)])
def test_avancer_l_horloge_garde_l_heure_de_paris(client, avance, jours):
    avant = horloge.a_paris(horloge.maintenant())

    reponse = _avancer(client, avance=avance)

    apres = horloge.a_paris(horloge.maintenant())
    assert reponse.status_code == 303
    assert (apres.date() - avant.date()).days == jours
    assert abs(apres.replace(tzinfo=None) - avant.replace(tzinfo=None) - timedelta(days=jours)) < timedelta(minutes=1)


def test_avancer_jusqu_a_une_date(client):
    cible = horloge.aujourd_hui() + timedelta(days=200)

    reponse = _avancer(
        client,
        avance="date",
        **{"date_cible-jour": cible.day, "date_cible-mois": cible.month, "date_cible-annee": cible.year},
    )

    assert (reponse.status_code, horloge.aujourd_hui()) == (303, cible)


def test_avancer_passe_les_balayages(client, base):
    _avancer(client, avance="mois")

    en_file = set(base.scalars(text("SELECT task_name FROM procrastinate_jobs")))
    assert en_file == {nom for nom, _periode in file_de_taches.periodic_registry.periodic_tasks}


def test_avancer_deux_fois_ne_double_pas_les_balayages(client, base):
    _avancer(client, avance="jour")
    _avancer(client, avance="jour")

    noms = base.scalars(text("SELECT task_name FROM procrastinate_jobs")).all()
    assert len(noms) == len(set(noms))


@pytest.mark.parametrize("annee", ["2001", ""])
def test_l_horloge_ne_recule_pas(client, annee):
    avant = horloge.aujourd_hui()

    reponse = _avancer(
        client,
        avance="date",
        **{"date_cible-jour": annee and "1", "date_cible-mois": annee and "1", "date_cible-annee": annee},
    )

    assert reponse.status_code == 422
    assert "choisissez une date après aujourd’hui." in reponse.get_data(as_text=True)
    assert horloge.aujourd_hui() == avant


def test_avancer_l_horloge_demande_le_jeton_du_formulaire(client):
    assert client.post("/demo/horloge", data={"avance": "mois"}).status_code == 400


def test_l_accueil_de_la_demonstration_mene_aux_deux_outils(client):
    page = client.get("/demo/").get_data(as_text=True)

    assert "/demo/boite-envoi" in page
    assert "/demo/horloge" in page


def test_la_demonstration_n_existe_pas_en_production(tmp_path):
    environ = PRODUCTION | {"FICHIERS_URL": f"file://{tmp_path}"}

    essai = subprocess.run(
        [sys.executable, "-c", CHEMINS], cwd=RACINE, env=environ, capture_output=True, text=True, check=False
    )

    assert essai.returncode == 0, essai.stderr
    assert "/demarches/" in essai.stdout.split()
    assert not [chemin for chemin in essai.stdout.split() if chemin.startswith("/demo")]
