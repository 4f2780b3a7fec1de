"""Les gestes des agents vus de leur écran : ce qu’ils remplissent, ce qu’ils lisent, ce qu’on leur refuse."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.dossiers.actions import complement, messagerie
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Complement, Dossier, Message
from portail.identite.models import Agent, Role, Usager
from portail.pieces.models import EtatPiece, Fichier
from portail.pieces.queries import pieces_de
from portail.pieces.taches import preparer
from tests import fabriques, fichiers
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.fabriques import JOUR
from tests.integration.lignes import decisions, entrees_de, gabarits_promis, journal_de, relu, trace_de
from tests.integration.navigation import adresse_agent, envoyer, erreurs, joint, mots, valeurs
from tests.unitaires.situations_permis import espaces_simples

pytestmark = pytest.mark.usefixtures("claire_entree")


def remplir(client: ClientExigeant, page: str, envoi: dict[str, str]):
    """Envoie le formulaire tel que la page le montre, à ces réponses près."""
    return client.post(page, data=valeurs(client.get(page)) | envoi)


# ---------- Lire ----------


def test_lire_un_dossier_laisse_une_trace_que_la_personne_peut_voir(
    client: ClientExigeant, claire: Agent, yanis: Usager, dossier: Dossier
):
    page = client.get(adresse_agent(dossier))
    client.get(adresse_agent(dossier, "/depose"))
    entrer(client, yanis)

    assert journal_de(dossier)[-2:] == ["lire", "lire_depose"]
    assert {e.auteur_id for e in entrees_de(dossier)[-2:]} == {claire.id}
    for montre in ("BELKACEM", "410 €", "Auto-école de la Vallée"):
        assert montre in espaces_simples(mots(page)), montre
    assert "FR76" not in mots(page)
    assert "Claire Lebreton" in mots(client.get(f"/mon-espace/dossiers/{dossier.numero}"))


def test_le_journal_complet_se_lit_en_francais(client: ClientExigeant, dossier: Dossier):
    page = mots(client.get(adresse_agent(dossier, "/journal")))

    for dit in (
        "Demande commencée",
        "Document joint",
        "Demande déposée",
        "Pris en charge",
        "Accusé de réception envoyé",
    ):
        assert dit in page, dit


def test_un_fichier_se_lit_inerte_et_la_lecture_est_tracee(client: ClientExigeant, base: Session, dossier: Dossier):
    fichier = base.scalars(select(Fichier).where(Fichier.dossier_id == dossier.id)).first()
    assert fichier is not None
    preparer(str(fichier.id))

    reponse = client.get(adresse_agent(dossier, f"/fichiers/{fichier.id}"))

    assert (reponse.status_code, reponse.mimetype) == (200, "application/pdf")
    assert reponse.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "script" not in reponse.headers["Content-Security-Policy"]
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"
    assert reponse.headers["Cache-Control"] == "no-store"
    assert entrees_de(dossier)[-1].details == {"fichier": str(fichier.id)}


# ---------- Pièces et complément ----------


def test_refuser_une_piece_puis_la_redemander_redit_la_raison(
    client: ClientExigeant, base: Session, claire: Agent, dossier: Dossier
):
    refus = adresse_agent(dossier, "/pieces/rib/refuser")
    sans_motif = envoyer(client, refus, {"precision": "Floue."})
    envoyer(client, refus, {"motif": "illisible", "precision": "On ne lit pas l’IBAN."})

    page = remplir(
        client, adresse_agent(dossier, "/complement"), {"message": "Merci !", "pieces": "rib", "champs": "telephone"}
    )

    assert (sans_motif.status_code, len(erreurs(sans_motif))) == (422, 1)
    rib = next(piece for piece in pieces_de(dossier.id) if piece.code == "rib")
    assert (rib.etat, rib.precision) == (EtatPiece.REFUSEE, "On ne lit pas l’IBAN.")
    assert page.location == adresse_agent(dossier)
    demande = base.scalars(select(Complement)).one()
    # Sans date choisie, le délai des paramètres : trente jours.
    assert demande.date_limite == JOUR + timedelta(days=30)
    assert demande.elements == [
        {"type": "champ", "identifiant": "telephone", "precision": ""},
        {"type": "piece", "identifiant": "rib", "precision": "Illisible. On ne lit pas l’IBAN."},
    ]


@pytest.mark.parametrize(
    "envoi",
    [
        {"message": "", "pieces": "rib"},
        {"message": "Merci !"},
        {"message": "Merci !", "pieces": "piece_inconnue"},
        {"message": "Merci !", "champs": "champ_inconnu"},
        {"message": "Merci !", "pieces": "rib", "date_limite": "2026-11-21"},
        {"message": "Merci !", "pieces": "rib", "date_limite": "9999-12-31"},
        {"message": "Merci !", "pieces": "rib", "date_limite": "demain"},
        {"message": "x" * 5001, "pieces": "rib"},
    ],
    ids=["sans message", "rien", "pièce", "champ", "aujourd’hui", "en 9999", "en lettres", "trop long"],
)
def test_une_demande_de_complement_mal_faite_se_corrige_sur_place(
    client: ClientExigeant, dossier: Dossier, envoi: dict[str, str]
):
    avant = trace_de(dossier)

    page = remplir(client, adresse_agent(dossier, "/complement"), envoi)

    assert page.status_code == 422
    assert erreurs(page)
    assert valeurs(page)["message"] == envoi["message"]
    assert trace_de(dossier) == avant


def test_au_retour_l_agent_voit_avant_et_apres(client: ClientExigeant, yanis: Usager, claire: Agent):
    dossier = fabriques.a_completer(yanis, claire, champs=("rfr", "telephone"), pieces=(), telephone="+33639981111")
    complement.repondre_complement(
        dossier.id, usager=yanis, reponses={"rfr": "18030", "telephone": "+33639981111"}, revision=None
    )

    page = client.get(adresse_agent(dossier))

    lu = espaces_simples(mots(page))
    assert "4 920" in lu
    assert "18 030" in lu
    assert page.text.count("<del") == page.text.count("<ins") == 1


# ---------- Décider ----------


def test_l_ecran_propose_le_montant_et_les_motifs_que_disent_les_regles(
    client: ClientExigeant, yanis: Usager, claire: Agent
):
    dossier = fabriques.en_instruction(yanis, claire, rfr="18030", nb_parts="2.5")

    page = client.get(adresse_agent(dossier, "/decision"))
    envoi = envoyer(client, adresse_agent(dossier, "/decision"), {"nature": "refus", "motifs": "ressources"})

    assert valeurs(page)["motifs"] == "ressources"
    assert "601" in mots(page)
    assert envoi.status_code == 303
    [projet] = decisions(dossier)
    assert (projet.nature, projet.montant, projet.signe_le) == (NatureDecision.REFUS, None, None)
    assert "601 € par mois. Le plafond est de 600 €." in espaces_simples(projet.motifs[0]["fait"])


def test_l_instructrice_propose_le_responsable_signe(
    client: ClientExigeant, application, claire: Agent, dossier: Dossier
):
    ecran = client.get(adresse_agent(dossier, "/decision"))
    envoyer(client, adresse_agent(dossier, "/decision"), {"nature": "accord", "montant": "450,50 €"})
    assert "signer" not in client.get(adresse_agent(dossier)).text.lower().replace("à signer", "")
    entrer(client, fabriques.agent(Role.RESPONSABLE, prenom="Hervé", nom="Guillou"))
    envoyer(client, adresse_agent(dossier, "/signer"), depuis=adresse_agent(dossier))

    assert valeurs(ecran)["montant"] == "500"
    [signee] = decisions(dossier)
    assert (signee.montant, relu(dossier).etat) == (Decimal("450.50"), Etat.DECIDE)
    assert gabarits_promis(dossier)[-1] == "dossier/decision"


@pytest.mark.parametrize(
    "envoi",
    [
        {},
        {"nature": "retrait"},
        {"nature": "refus"},
        {"nature": "refus", "motifs": "inconnu"},
        {"nature": "accord", "montant": "beaucoup"},
        {"nature": "accord", "montant": "-5"},
        {"nature": "accord", "montant": "nan"},
        {"nature": "accord", "montant": "inf"},
        {"nature": "accord", "montant": "1e40"},
        {"nature": "refus", "motifs": "age", "fait": "x" * 2001},
    ],
)
def test_une_decision_mal_remplie_se_corrige_sur_place(client: ClientExigeant, dossier: Dossier, envoi: dict[str, str]):
    page = remplir(client, adresse_agent(dossier, "/decision"), envoi)

    assert page.status_code == 422
    assert erreurs(page)
    assert (relu(dossier).etat, decisions(dossier)) == (Etat.EN_INSTRUCTION, [])


# ---------- Écrire, confier, classer ----------


def test_un_document_refuse_n_est_pas_oublie_en_silence(client: ClientExigeant, base: Session, dossier: Dossier):
    envoi = {"texte": "Voici le courrier.", "fichiers": joint(fichiers.pdf_javascript(), "courrier.pdf")}

    page = envoyer(client, adresse_agent(dossier, "/messages"), envoi, depuis=adresse_agent(dossier))

    assert page.status_code == 422
    assert "contient un programme" in " ".join(erreurs(page))
    assert "Voici le courrier." in page.text
    assert base.scalars(select(Message)).all() == []


def test_un_message_avec_son_document_arrive_a_la_personne(
    client: ClientExigeant, base: Session, yanis: Usager, dossier: Dossier
):
    envoi = {"texte": "Voici.", "fichiers": joint(fichiers.pdf(), "courrier.pdf")}
    envoyer(client, adresse_agent(dossier, "/messages"), envoi, depuis=adresse_agent(dossier))
    entrer(client, yanis)

    page = client.get(f"/mon-espace/dossiers/{dossier.numero}")

    fichier = base.scalars(select(Fichier).where(Fichier.message_id.is_not(None))).one()
    assert "Voici." in mots(page)
    assert f"/mon-espace/dossiers/{dossier.numero}/pieces/{fichier.id}" in page.text
    assert gabarits_promis(dossier)[-1] == "dossier/message"


def test_confier_a_une_collegue_du_service_seulement(client: ClientExigeant, dossier: Dossier):
    lea = fabriques.agent(prenom="Léa")
    ailleurs = fabriques.agent(Role.INSTRUCTEUR, "autonomie", prenom="Alain")
    page = envoyer(client, adresse_agent(dossier, "/affecter"), {"a": str(ailleurs.id)})
    envoyer(client, adresse_agent(dossier, "/affecter"), {"a": str(lea.id)})

    assert page.status_code == 422
    assert relu(dossier).agent_id == lea.id


def test_verifier_l_ecole_change_le_controle_affiche(client: ClientExigeant, dossier: Dossier):
    avant = mots(client.get(adresse_agent(dossier)))

    envoyer(client, adresse_agent(dossier, "/verifier/verification"), {"ecole_agrement": "non"})

    assert "L’école de conduite n’est pas agréée" not in avant
    assert "L’école de conduite n’est pas agréée" in mots(client.get(adresse_agent(dossier)))
    assert client.get(adresse_agent(dossier, "/verifier/inconnue")).status_code == 404


def test_classer_sans_raison_est_refuse_avec_raison_la_personne_la_lit(client: ClientExigeant, dossier: Dossier):
    page = envoyer(client, adresse_agent(dossier, "/classer"), {"motif": "  "})
    envoyer(client, adresse_agent(dossier, "/classer"), {"motif": "Votre demande fait double emploi."})

    assert page.status_code == 422
    assert relu(dossier).etat is Etat.SANS_SUITE
    assert gabarits_promis(dossier)[-1] == "dossier/classe"


def test_un_geste_devenu_impossible_l_explique(client: ClientExigeant, yanis: Usager, dossier: Dossier):
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Bonjour")

    page = envoyer(client, adresse_agent(dossier, "/prendre"), depuis=adresse_agent(dossier))

    assert page.status_code == 409
    assert "a changé d’état entre-temps" in mots(page)
