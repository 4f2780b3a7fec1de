"""Se connecter sans FranceConnect : une identité déclarée, un code, un lien."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portail.identite.models import COURRIEL, CodeDeConnexion, Compte, SessionOuverte, Usager
from portail.notifications.models import Notification
from portail.notifications.rendu import composer_courriel
from portail.socle import debits
from tests.integration.connexions import jeton_de_formulaire, nombre, sessions_ouvertes, temoin

ADRESSE = "/connexion/courriel"
CODE = "/connexion/courriel/code"
LINA = {
    "nom_naissance": "Moreau",
    "prenoms": "Lina, Rose",
    "date_naissance-jour": "14",
    "date_naissance-mois": "août",
    "date_naissance-annee": "2009",
    "courriel": "Lina.Moreau@courriel.example",
}


def envoyer(client, page: str, donnees: dict[str, str], *, vers: str = ""):
    jeton = jeton_de_formulaire(client.get(page))
    return client.post(vers or page, data=donnees | {"csrf_token": jeton})


def demander(client, *, suite: str = "", **autres: str):
    return envoyer(client, f"{ADRESSE}?suite={suite}" if suite else ADRESSE, LINA | autres)


def lisible(page) -> str:
    return page.text.replace("\u00a0", " ")


def dernier_message(base) -> Notification:
    return base.scalars(select(Notification).order_by(Notification.prevu_le.desc(), Notification.id)).first()


def taper(client, code: str):
    return envoyer(client, CODE, {"code": code})


def lien_recu(base) -> str:
    message = dernier_message(base)
    courriel = composer_courriel(message.gabarit, message.contexte, langue=message.langue)
    [url] = re.findall(r"http://portail\.example(/connexion/courriel/lien/\S+)", courriel.texte)
    return url


def test_le_code_recu_ouvre_l_espace_et_l_identite_reste_declaree(client, base):
    demande = demander(client, suite="/aide")
    avant = temoin(client)
    page = client.get(CODE)
    entree = taper(client, dernier_message(base).contexte["code"])

    assert (demande.status_code, demande.headers["Location"]) == (303, CODE)
    assert 'autocomplete="one-time-code"' in page.text
    assert 'inputmode="numeric"' in page.text
    assert (entree.status_code, entree.headers["Location"]) == (303, "/aide")
    assert temoin(client) not in {"", avant}
    usager = base.scalars(select(Usager)).one()
    assert usager.identite_certifiee is None
    assert usager.identite_declaree == {
        "nom_naissance": "Moreau",
        "prenoms": ["Lina", "Rose"],
        "date_naissance": "2009-08-14",
    }
    assert base.scalars(select(Compte)).one().emetteur == COURRIEL
    assert base.scalars(select(SessionOuverte)).one().donnees == {}


def test_le_courriel_porte_le_code_et_le_lien_et_part_a_l_adresse(client, base):
    demander(client)
    message = dernier_message(base)
    courriel = composer_courriel(message.gabarit, message.contexte, langue="fr")

    assert message.adresse == "lina.moreau@courriel.example"
    assert re.fullmatch(r"\d{6}", message.contexte["code"])
    for version in (courriel.texte, courriel.html):
        assert message.contexte["code"] in version
        assert "/connexion/courriel/lien/" in version
    assert "moreau" not in lien_recu(base).lower()


def test_le_code_n_est_garde_que_hache(client, base):
    demander(client)
    garde = base.scalars(select(CodeDeConnexion)).one()

    assert dernier_message(base).contexte["code"] not in {garde.code_empreinte, garde.courriel_empreinte}
    assert len(garde.code_empreinte) == 64


def test_la_reponse_est_la_meme_que_l_adresse_soit_connue_ou_non(client, base, application):
    demander(client)
    taper(client, dernier_message(base).contexte["code"])
    reponses = []
    for adresse in ("lina.moreau@courriel.example", "inconnu@courriel.example"):
        autre = application.test_client()
        reponse = envoyer(autre, ADRESSE, LINA | {"courriel": adresse})
        reponses.append((reponse.status_code, reponse.headers["Location"], autre.get(CODE).text.replace(adresse, "")))

    sans_jeton = [(statut, vers, re.sub(r'value="[^"]+"', "", texte)) for statut, vers, texte in reponses]
    assert sans_jeton[0] == sans_jeton[1]


def test_deux_personnes_d_une_meme_adresse_ont_deux_espaces(client, base, application):
    for prenom in ("Lina", "Sophie"):
        navigateur = application.test_client()
        demander(navigateur, prenoms=prenom)
        taper(
            navigateur,
            base.scalars(select(Notification).where(Notification.envoye_le.is_(None))).all()[-1].contexte["code"],
        )

    assert nombre(base, Usager) == 2


def test_un_code_faux_le_dit_pres_du_champ(client, base):
    demander(client)
    bon = dernier_message(base).contexte["code"]

    page = taper(client, f"{(int(bon) + 1) % 10**6:06d}")

    assert page.status_code == 422
    assert "Erreur : ce code n’est pas le bon" in lisible(page)
    assert sessions_ouvertes(base) == 0


def test_cinq_essais_au_plus(client, base):
    demander(client)
    bon = dernier_message(base).contexte["code"]
    for _ in range(5):
        taper(client, f"{(int(bon) + 1) % 10**6:06d}")

    page = taper(client, bon)

    assert page.status_code == 422
    assert "ne peut plus servir" in page.text
    assert sessions_ouvertes(base) == 0


def test_un_code_ne_sert_qu_une_fois_et_quinze_minutes(client, base, application):
    demander(client)
    code = dernier_message(base).contexte["code"]
    base.scalars(select(CodeDeConnexion)).one().expire_le = datetime.now(UTC) - timedelta(seconds=1)
    base.flush()
    perime = taper(client, code)
    envoyer(client, CODE, {}, vers="/connexion/courriel/renvoyer")
    neuf = base.scalars(select(Notification)).all()[-1].contexte["code"]
    entree = taper(client, neuf)
    rejeu = application.test_client()
    demander(rejeu, courriel="autre@courriel.example")

    assert "ne peut plus servir" in perime.text
    assert entree.status_code == 303
    assert taper(rejeu, neuf).status_code == 422


def test_un_code_avec_des_espaces_est_compris(client, base):
    demander(client)
    code = dernier_message(base).contexte["code"]

    assert taper(client, f" {code[:3]} {code[3:]} ").status_code == 303


def test_le_lien_attend_un_clic_et_ne_sert_qu_une_fois(client, base, application):
    demander(client, suite="/aide")
    lien = lien_recu(base)
    autre_appareil = application.test_client()

    page = autre_appareil.get(lien)
    encore_personne = sessions_ouvertes(base)
    entree = envoyer(autre_appareil, lien, {})
    rejeu = application.test_client().get(lien)
    apres = envoyer(application.test_client(), lien, {})

    assert page.status_code == 200
    assert encore_personne == 0
    assert (entree.status_code, entree.headers["Location"]) == (303, "/aide")
    assert rejeu.status_code == 200
    assert (apres.status_code, "Ce lien ne peut plus servir" in apres.text) == (410, True)
    assert sessions_ouvertes(base) == 1


def test_la_suite_d_un_lien_ne_sort_jamais_du_portail(client, base):
    demander(client)
    lien = lien_recu(base).partition("?")[0] + "?suite=//evil.example"

    assert "evil" not in client.get(lien).text.split("<main", 1)[1]
    assert envoyer(client, lien, {}).headers["Location"] == "/mon-espace/"


@pytest.mark.parametrize("jeton", ["faux", "AAAA" * 30, "é"])
def test_un_lien_fabrique_ne_mene_nulle_part(client, jeton):
    page = client.get(f"/connexion/courriel/lien/{jeton}")

    assert page.status_code == 410
    assert "Recevoir un nouveau code" in page.text


def test_une_identite_incomplete_se_corrige_sans_rien_perdre(client, base):
    page = demander(client, prenoms="", **{"date_naissance-annee": "2999"})

    assert page.status_code == 422
    assert "Erreur : 2 champs à corriger" in lisible(page)
    assert 'value="Moreau"' in page.text
    assert nombre(base, Notification) == 0


def test_sans_demande_la_page_du_code_ramene_au_debut(client):
    assert client.get(CODE).headers["Location"] == ADRESSE


def test_corriger_son_adresse_garde_ce_qui_est_ecrit(client):
    demander(client)

    assert 'value="Moreau"' in client.get(ADRESSE).text


def test_les_envois_sont_limites_par_adresse(client, base):
    debits.configurer(actif=True)
    try:
        statuts = [demander(client).status_code for _ in range(6)]
    finally:
        debits.configurer(actif=False)

    assert statuts == [303] * 5 + [429]
    assert nombre(base, Notification) == 5
