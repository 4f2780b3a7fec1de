"""L’expert du dehors, dans son navigateur : un lien, un code, ce qui est partagé et rien d’autre."""

import base64

import pytest
from sqlalchemy import select

from portail.dossiers.avis.liens import chemin_de, jeton_de
from portail.dossiers.avis.models import Avis, SensAvis
from portail.identite.models import CodeDeConnexion
from portail.pieces.queries import pieces_de
from portail.pieces.taches import preparer
from portail.socle.base import session
from tests import fabriques
from tests.integration.avis import NOM, code_recu, demander, entrer
from tests.integration.lignes import entrees_de, journal_de, trace_de
from tests.integration.navigation import envoyer, joint, mots, navigateur


@pytest.fixture
def avis(dossier, claire) -> Avis:
    return demander(dossier, claire)


def fichier_de(dossier, code: str) -> str:
    return str(next(piece.fichiers[0].id for piece in pieces_de(dossier.id) if piece.code == code))


def test_le_lien_seul_ne_montre_rien(application, avis: Avis, dossier):
    inconnu, adresse = navigateur(application), chemin_de(avis)
    page = inconnu.get(adresse)

    assert page.status_code == 200
    for secret in ("Belkacem", "Yanis", dossier.numero, "Aide au permis", "compatible", "anne.kerbrat"):
        assert secret not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    for suite in ("/repondre", f"/fichiers/{fichier_de(dossier, 'inscription_ecole')}", "/merci"):
        assert inconnu.get(f"{adresse}{suite}").location == adresse


def test_un_lien_fabrique_ou_abime_n_existe_pas(application, avis: Avis):
    inconnu = navigateur(application)
    jeton = jeton_de(avis)
    for faux in ("x", jeton[:-2], jeton[:-1] + ("A" if jeton[-1] != "A" else "B"), base64.urlsafe_b64encode(
        avis.id.bytes).decode().rstrip("="), str(avis.id)):  # fmt: skip
        for suite in ("", "/entrer", "/repondre"):
            assert inconnu.get(f"/avis/{faux}{suite}").status_code == 404, faux


def test_l_expert_entre_lit_le_partage_et_rien_d_autre(application, avis: Avis, dossier):
    expert, adresse = entrer(application, avis)
    for piece in pieces_de(dossier.id):
        preparer(fichier_id=str(piece.fichiers[0].id))

    page = mots(expert.get(f"{adresse}/repondre"))

    assert "Ce permis est-il compatible" in page
    assert "Situation actuelle" in page
    assert "Contrat ou attestation d’inscription" in page
    for cache in ("Belkacem", "FR76", "Ressources du foyer", "Relevé d’identité bancaire", dossier.numero):
        assert cache not in page, cache
    assert expert.get(f"{adresse}/fichiers/{fichier_de(dossier, 'inscription_ecole')}").status_code == 200
    assert expert.get(f"{adresse}/fichiers/{fichier_de(dossier, 'rib')}").status_code == 404
    assert expert.get(f"/mon-espace/dossiers/{dossier.numero}").status_code == 303
    assert expert.get(f"/agents/dossiers/{dossier.numero}").status_code == 303
    assert [a for a in journal_de(dossier) if "avis" in a] == [
        "demander_avis", "entrer_pour_avis", "lire_pour_avis", "lire_piece_pour_avis",
    ]  # fmt: skip


def test_le_compte_bancaire_partage_ne_se_lit_pas_entier(application, dossier, claire):
    expert, adresse = entrer(application, demander(dossier, claire, pages=["paiement"]))

    lu = "".join(mots(expert.get(f"{adresse}/repondre")).split())

    assert "IBAN" in lu
    assert dossier.reponses["iban"] not in lu
    assert dossier.reponses["iban"][-3:] in lu


def test_l_expert_repond_avec_un_document_et_ne_peut_plus_rien_lire(application, avis: Avis, dossier):
    expert, adresse = entrer(application, avis)
    envoi = {"sens": "reserve", "texte": "Sous réserve d’un suivi."}
    vide = envoyer(expert, f"{adresse}/repondre", {"sens": "", "texte": ""})
    assert vide.status_code == 422

    envoye = envoyer(expert, f"{adresse}/repondre", {**envoi, "fichiers": joint(fabriques._document())})

    assert envoye.status_code == 303
    assert "Votre avis est reçu" in mots(expert.get(f"{adresse}/merci"))
    rendu = session.scalars(select(Avis).execution_options(populate_existing=True)).one()
    assert (rendu.sens, rendu.texte) == (SensAvis.RESERVE, "Sous réserve d’un suivi.")
    assert expert.get(f"{adresse}/repondre").location == adresse
    assert expert.get(adresse).status_code == 410


def test_un_code_faux_ou_use_n_ouvre_rien(application, avis: Avis, dossier):
    expert, adresse = navigateur(application), chemin_de(avis)
    envoyer(expert, f"{adresse}/envoyer", depuis=adresse)
    bon = code_recu()
    faux = f"{(int(bon) + 1) % 1_000_000:06d}"

    for _ in range(5):
        assert envoyer(expert, f"{adresse}/entrer", {"code": faux}).status_code == 422
    assert envoyer(expert, f"{adresse}/entrer", {"code": bon}).status_code == 422  # cinq essais, pas un de plus

    assert expert.get(f"{adresse}/repondre").location == adresse
    assert "entrer_pour_avis" not in journal_de(dossier)


def test_un_code_ne_sert_qu_une_fois_et_dans_le_navigateur_qui_l_a_demande(application, avis: Avis):
    expert, adresse = navigateur(application), chemin_de(avis)
    envoyer(expert, f"{adresse}/envoyer", depuis=adresse)
    code = code_recu()
    autre = navigateur(application)
    assert autre.get(f"{adresse}/entrer").location == adresse

    assert envoyer(expert, f"{adresse}/entrer", {"code": code}).status_code == 303

    assert session.scalars(select(CodeDeConnexion)).all() == []
    assert envoyer(expert, f"{adresse}/entrer", {"code": code}).status_code == 422


def test_revoque_pendant_la_visite_plus_rien_ne_s_ouvre(application, avis: Avis, dossier, claire):
    expert, adresse = entrer(application, avis)
    envoyer(navigateur(application, claire), f"/agents/dossiers/{dossier.numero}/avis/{avis.id}/revoquer",
            depuis=f"/agents/dossiers/{dossier.numero}")  # fmt: skip
    avant = trace_de(dossier)

    assert expert.get(f"{adresse}/repondre").status_code == 409
    assert expert.get(f"{adresse}/fichiers/{fichier_de(dossier, 'inscription_ecole')}").status_code == 409
    assert expert.get(adresse).status_code == 410
    assert trace_de(dossier) == avant


def test_entrer_pour_un_avis_n_ouvre_pas_un_autre(application, avis: Avis, dossier, claire):
    expert, _ = entrer(application, avis)
    second = chemin_de(demander(dossier, claire))

    assert expert.get(f"{second}/repondre").location == second


def test_la_personne_voit_l_expert_dans_qui_a_consulte_mon_dossier(application, avis: Avis, dossier, yanis):
    expert, adresse = entrer(application, avis)
    expert.get(f"{adresse}/repondre")
    espace = navigateur(application, yanis)

    page = mots(espace.get(f"/mon-espace/dossiers/{dossier.numero}"))
    assert NOM in page
    assert "Donner l’avis que le service lui a demandé" in page
    assert NOM in mots(espace.get(f"/mon-espace/dossiers/{dossier.numero}/journal"))
    assert "compatible" not in page


def test_demander_depuis_le_dossier_puis_lire_la_reponse(application, dossier, claire):
    bureau, adresse = navigateur(application, claire), f"/agents/dossiers/{dossier.numero}"
    rien = envoyer(bureau, f"{adresse}/avis/demander", {"qui": "dehors", "question": "Compatible ?"})
    assert rien.status_code == 422

    envoi = {
        "qui": "dehors", "nom": NOM, "courriel": "anne.kerbrat@cabinet.example", "question": "Compatible ?",
        "pages": "situation", "date_limite": "2027-01-15",
    }  # fmt: skip
    assert envoyer(bureau, f"{adresse}/avis/demander", envoi).status_code == 303
    page = mots(bureau.get(adresse))
    assert NOM in page
    assert "Révoquer la demande" in page
    avis = session.scalars(select(Avis)).one()
    expert, lien = entrer(application, avis)
    envoyer(expert, f"{lien}/repondre", {"sens": "defavorable", "texte": "Trop tôt."})
    assert "Trop tôt." in mots(bureau.get(adresse))


def test_un_agent_consulte_repond_sans_ouvrir_le_dossier(application, dossier, claire):
    emilie = fabriques.agent(service="autonomie", prenom="Émilie", nom="Morvan")
    demande = {"agent_id": emilie.id, "nom": "", "courriel": ""}
    avis = demander(dossier, claire, **demande)
    bureau = navigateur(application, emilie)
    assert dossier.numero[:4] in mots(bureau.get("/agents/avis/"))

    page = mots(bureau.get(f"/agents/avis/{avis.id}"))
    assert "Situation actuelle" in page
    assert "Belkacem" not in page
    assert bureau.get(f"/agents/dossiers/{dossier.numero}").status_code == 404
    assert envoyer(bureau, f"/agents/avis/{avis.id}", {"sens": "favorable", "texte": "Oui."}).status_code == 303
    assert "Vous l’avez rendu" in mots(bureau.get(f"/agents/avis/{avis.id}"))
    assert navigateur(application, claire).get(f"/agents/avis/{avis.id}").status_code == 404
    assert [e.auteur_id for e in entrees_de(dossier) if e.action == "rendre_avis"] == [emilie.id]
