"""La vérification publique d’un document : ce qu’elle dit, ce qu’elle tait, à qui elle répond."""

from decimal import Decimal

import pytest
from sqlalchemy import event

from portail.documents import taches
from portail.documents.codes import en_groupes, nouveau_code
from portail.dossiers.actions import documents as actions
from portail.dossiers.actions.decision import Projet
from portail.dossiers.etats import NatureDecision
from portail.guichets.public import verification
from portail.socle import base as socle_base
from portail.socle import debits
from tests import fabriques
from tests.integration.lignes import documents
from tests.integration.navigation import mots, titre


@pytest.fixture
def remis(herve):
    """Une décision d’accord de 500 € remise à Yanis Belkacem."""
    projet = Projet(nature=NatureDecision.ACCORD, montant=Decimal(500))
    dossier = fabriques.decide(fabriques.usager(), herve, projet)
    return documents(dossier, "decision")[0]


def test_un_document_authentique_montre_ce_que_montre_le_papier(client, remis):
    page = client.get(f"/verifier/{remis.code}")
    lu = mots(page)

    assert page.status_code == 200
    assert titre(page) == "Ce document est authentique"
    assert "Décision sur votre demande « Aide au permis de conduire »" in lu.replace("\u00a0", " ")
    assert "Votre demande est acceptée." in lu
    assert "500\u00a0€" in page.text
    assert en_groupes(remis.code) in page.text
    assert "Y. B." in lu


def test_un_document_ne_dit_ni_le_nom_ni_le_numero_ni_l_adresse(client, remis):
    page = client.get(f"/verifier/{remis.code}").text
    donnees = remis.contenu["donnees"]

    numero = next(valeur for libelle, valeur in donnees["references"] if libelle == "Dossier n°").replace("\u00a0", "")
    assert len(numero) == 8
    assert f"commence par {numero[:4]}" in page
    assert numero[4:] not in page.replace(en_groupes(remis.code), "").replace(remis.code, "")
    for secret in (*donnees["destinataire"], "Belkacem", "Yanis", "Guillou", str(remis.id), str(remis.dossier_id)):
        assert secret not in page


@pytest.mark.parametrize("ecrire", [str.lower, en_groupes, lambda code: f" {code[:4]}-{code[4:]} "])
def test_le_code_se_saisit_comme_on_le_lit(client, remis, ecrire):
    page = client.get("/verifier/", query_string={"code": ecrire(remis.code)})

    assert titre(page) == "Ce document est authentique"


def test_un_document_revoque_le_dit_sans_dire_pourquoi(client, remis, herve):
    actions.revoquer(remis.id, agent=herve, motif="Erreur de destinataire.")

    page = client.get(f"/verifier/{remis.code}")

    assert titre(page) == "Ce document ne vaut plus"
    assert "Erreur de destinataire" not in page.text


def test_un_document_remplace_le_dit_sans_donner_l_autre(client, remis, herve):
    nouveau = actions.remplacer(remis.id, agent=herve, motif="Adresse corrigée.")

    page = client.get(f"/verifier/{remis.code}")

    assert titre(page) == "Ce document a été remplacé"
    assert nouveau.code not in page.text
    assert en_groupes(nouveau.code) not in page.text
    assert titre(client.get(f"/verifier/{nouveau.code}")) == "Ce document est authentique"


# ---------- Codes inconnus ----------


def pages_inconnues(client, codes):
    """Rend le corps de la page reçue pour chacun de ces codes, sans le code saisi."""
    pages = []
    for code in codes:
        reponse = client.get(f"/verifier/{code}")
        assert reponse.status_code == 404
        assert f'value="{code}"' in reponse.text
        corps = reponse.text.split("<main")[1].split("</main>")[0]
        pages.append(corps.replace(f'value="{code}"', ""))
    return pages


def test_code_inconnu_faux_ou_absurde_meme_reponse(client, remis):
    inconnu = nouveau_code()
    faux = remis.code[:-1] + ("0" if remis.code[-1] != "0" else "1")

    assert len(set(pages_inconnues(client, [inconnu, faux, "X", "é" * 13, "7" * 40]))) == 1


def test_code_inconnu_ou_mal_recopie_meme_travail(client, remis):
    """Le temps ne dit pas si un code a la bonne forme : il coûte les mêmes requêtes."""
    requetes = []
    ecoute = lambda *arguments: requetes.append(arguments[2])  # noqa: E731 — un écouteur d’une ligne
    event.listen(socle_base.moteur(), "before_cursor_execute", ecoute)
    try:
        comptes = []
        for code in (nouveau_code(), "mal recopié", remis.code[:-2]):
            requetes.clear()
            client.get(f"/verifier/{code}")
            comptes.append([requete for requete in requetes if "FROM document" in requete])
    finally:
        event.remove(socle_base.moteur(), "before_cursor_execute", ecoute)

    assert comptes[0] == comptes[1] == comptes[2]
    assert len(comptes[0]) == 1


def test_un_code_inconnu_laisse_corriger_et_une_issue(client, base):
    page = client.get("/verifier/", query_string={"code": "7K4M <b>"})

    assert page.status_code == 404
    assert 'value="7K4M &lt;b&gt;"' in page.text
    assert "nous ne reconnaissons pas ce code" in mots(page)
    assert 'aria-invalid="true"' in page.text


def test_les_essais_sont_comptes_puis_refuses(client, remis, monkeypatch):
    monkeypatch.setattr(verification, "DEBIT", "3/hour")
    debits.configurer(actif=True)
    try:
        codes = [client.get(f"/verifier/{nouveau_code()}").status_code for _ in range(3)]
        refus = client.get(f"/verifier/{remis.code}")
        ailleurs = client.get(f"/verifier/{remis.code}", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    finally:
        debits.configurer(actif=False)

    assert codes == [404] * 3
    assert refus.status_code == 429, "même un code juste : le refus n’apprend rien"
    assert ailleurs.status_code == 200


def test_changer_d_adresse_dans_son_reseau_ipv6_ne_rend_pas_d_essais(client, base, monkeypatch):
    monkeypatch.setattr(verification, "DEBIT", "3/hour")
    debits.configurer(actif=True)
    try:
        suite = [{"REMOTE_ADDR": f"2001:db8::{rang}"} for rang in range(1, 5)]
        codes = [client.get(f"/verifier/{nouveau_code()}", environ_base=lieu).status_code for lieu in suite]
    finally:
        debits.configurer(actif=False)

    assert codes == [404, 404, 404, 429]


def test_la_page_de_saisie_ne_compte_pas(client, base, monkeypatch):
    monkeypatch.setattr(verification, "DEBIT", "1/hour")
    debits.configurer(actif=True)
    try:
        assert [client.get("/verifier/").status_code for _ in range(4)] == [200] * 4
    finally:
        debits.configurer(actif=False)


# ---------- Le document, une fois composé ----------


def test_la_tache_scelle_pose_la_mention_et_ne_recommence_pas(remis):
    taches.composer_document(document_id=str(remis.id))
    [compose] = documents_de(remis)
    premiere = (compose.cle, compose.empreinte, compose.mention)

    taches.composer_document(document_id=str(remis.id))

    [compose] = documents_de(remis)
    assert (compose.cle, compose.empreinte, compose.mention) == premiere
    assert compose.mention.startswith("1:1:DECISION:")
    assert ":ACCORD:500.00:" in compose.mention


def documents_de(document):
    socle_base.session.expire_all()
    return [un for un in documents_du_dossier(document) if un.id == document.id]


def documents_du_dossier(document):
    dossier = socle_base.session.get_one(fabriques.Dossier, document.dossier_id)
    return documents(dossier)


def test_chaque_document_a_son_code(remis):
    codes = [un.code for un in documents_du_dossier(remis)]

    assert len(codes) == 3
    assert len(set(codes)) == 3
    for un in documents_du_dossier(remis):
        assert un.contenu["donnees"]["verification"]["code"] == en_groupes(un.code)


def test_la_page_des_cles_dit_qu_elles_sont_fictives(client, base):
    page = client.get("/verifier/cle-publique")

    assert "ces clés n’ont aucune valeur" in mots(page)
    assert "O=DÉMONSTRATION — SANS VALEUR" in page.text
