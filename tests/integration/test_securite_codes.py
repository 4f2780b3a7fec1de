"""Le code de connexion d’une personne ne dépend pas de ce qu’un autre fait avec son adresse."""

import re
import threading

import pytest
from sqlalchemy import select, text

from portail.identite.codes import CodeInvalide, CodePerime, preparer_code, verifier_code
from portail.identite.models import Usager
from portail.notifications.models import Notification
from portail.notifications.rendu import composer_courriel
from portail.socle import base as socle_base
from tests.integration.connexions import jeton_de_formulaire, sessions_ouvertes

ADRESSE = "/connexion/courriel"
CODE = "/connexion/courriel/code"
LINA = {
    "nom_naissance": "Moreau",
    "prenoms": "Lina",
    "date_naissance-jour": "14",
    "date_naissance-mois": "8",
    "date_naissance-annee": "2009",
    "courriel": "lina.moreau@courriel.example",
}
IDENTITE = {"nom_naissance": "Moreau", "prenoms": ["Lina"], "date_naissance": "2009-08-14"}


def envoyer(client, page: str, donnees: dict[str, str]):
    return client.post(page, data=donnees | {"csrf_token": jeton_de_formulaire(client.get(page))})


def codes_envoyes(base) -> list[str]:
    return [n.contexte["code"] for n in base.scalars(select(Notification).order_by(Notification.prevu_le))]


def autre_que(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_un_autre_qui_demande_un_code_ne_remplace_ni_le_mien_ni_mon_identite(client, base, application):
    intrus = application.test_client()
    envoyer(client, ADRESSE, LINA)
    envoyer(intrus, ADRESSE, LINA | {"nom_naissance": "Intrus"})
    le_mien, _autre = codes_envoyes(base)

    assert envoyer(client, CODE, {"code": le_mien}).status_code == 303
    assert [usager.identite_declaree["nom_naissance"] for usager in base.scalars(select(Usager))] == ["Moreau"]


def test_un_autre_ne_brule_pas_mes_essais(client, base, application):
    intrus = application.test_client()
    envoyer(intrus, ADRESSE, LINA)
    envoyer(client, ADRESSE, LINA)
    le_mien = codes_envoyes(base)[-1]
    for _ in range(6):
        envoyer(intrus, CODE, {"code": autre_que(le_mien)})

    assert envoyer(intrus, CODE, {"code": le_mien}).status_code == 422
    assert sessions_ouvertes(base) == 0
    assert envoyer(client, CODE, {"code": le_mien}).status_code == 303


def test_le_code_d_une_demande_n_ouvre_pas_par_une_autre(base):
    une = preparer_code("lina@courriel.example", IDENTITE, langue="fr")
    autre = preparer_code("lina@courriel.example", IDENTITE, langue="fr")
    code_de_l_une, _code = codes_envoyes(base)

    with pytest.raises(CodeInvalide):
        verifier_code("lina@courriel.example", code_de_l_une, demande=autre, langue="fr")
    with pytest.raises(CodePerime):
        verifier_code("lina@courriel.example", code_de_l_une, demande="", langue="fr")
    with pytest.raises(CodePerime):
        verifier_code("yanis@courriel.example", code_de_l_une, demande=une, langue="fr")


def test_un_nouveau_code_remplace_le_precedent_de_la_meme_demande(client, base):
    envoyer(client, ADRESSE, LINA)
    client.post("/connexion/courriel/renvoyer", data={"csrf_token": jeton_de_formulaire(client.get(CODE))})
    premier, second = codes_envoyes(base)

    if premier != second:
        assert envoyer(client, CODE, {"code": premier}).status_code == 422
    assert envoyer(client, CODE, {"code": second}).status_code == 303


def test_le_lien_porte_sa_propre_demande(client, base, application):
    envoyer(client, ADRESSE, LINA)
    message = base.scalars(select(Notification)).one()
    texte = composer_courriel(message.gabarit, message.contexte, langue="fr").texte
    [lien] = re.findall(r"http://portail\.example(/connexion/courriel/lien/\S+)", texte)
    envoyer(application.test_client(), ADRESSE, LINA | {"nom_naissance": "Intrus"})

    assert envoyer(client, lien, {}).status_code == 303
    assert base.scalars(select(Usager)).one().identite_declaree["nom_naissance"] == "Moreau"


def test_le_meme_code_tape_deux_fois_a_la_fois_n_ouvre_qu_une_session(base_reelle):
    demande = preparer_code("lina@courriel.example", IDENTITE, langue="fr")
    [code] = codes_envoyes(socle_base.session)
    socle_base.fermer_session()
    issues: list[str] = []

    def entrer() -> None:
        try:
            verifier_code("lina@courriel.example", code, demande=demande, langue="fr")
            issues.append("entré")
        except CodePerime:
            issues.append("refusé")
        finally:
            socle_base.fermer_session()

    fils = [threading.Thread(target=entrer) for _ in range(4)]
    for un in fils:
        un.start()
    for un in fils:
        un.join()

    assert sorted(issues) == ["entré", "refusé", "refusé", "refusé"]
    with socle_base.moteur().connect() as connexion:
        assert connexion.execute(text("SELECT count(*) FROM usager")).scalar_one() == 1
