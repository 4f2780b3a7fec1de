"""Les modèles de réponse : variables vérifiées à l’enregistrement, texte rempli pour le dossier, sans script."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from portail.dossiers.modeles import actions
from portail.dossiers.modeles.actions import FicheGabarit
from portail.dossiers.modeles.models import GabaritReponse
from portail.dossiers.modeles.variables import VARIABLES, VariableInconnue, remplir, verifier
from portail.journal.actions import SYSTEME
from portail.journal.queries import entrees_de
from portail.socle.base import session
from tests import fabriques
from tests.integration.navigation import envoyer, erreurs, mots, navigateur, valeurs

MODELES = "/administration/modeles"
TEXTE = "Bonjour {nom},\n\nVotre dossier {numero} ({demarche}) attend un relevé.\n{agent}, {qualite}"


@pytest.fixture
def dossier(claire):
    return fabriques.en_instruction(fabriques.usager(), claire)


def modele(service: str = "jeunesse", titre: str = "Relevé manquant", texte: str = TEXTE) -> GabaritReponse:
    return actions.creer(FicheGabarit(service_code=service, titre=titre, texte=texte), auteur=SYSTEME)


# ---------- Les variables ----------


def test_toutes_les_variables_annoncees_sont_admises_et_remplies():
    texte = " ".join(f"{{{nom}}}" for nom in VARIABLES)

    verifier(texte)

    assert remplir(texte, {nom: nom.upper() for nom in VARIABLES}) == " ".join(VARIABLES).upper()


@pytest.mark.parametrize("texte", ["{prenom}", "{Nom}", "{ nom }", "{}", "{nom", "nom}", "{nom!r}", "{nom.__class__}"])
def test_une_variable_inconnue_est_refusee_avec_la_liste(texte):
    with pytest.raises(VariableInconnue) as refus:
        verifier(texte)

    assert refus.value.valeurs["connues"].startswith("{nom}, {numero}, {demarche}, {date}")


def test_une_valeur_ne_se_remplit_pas_a_son_tour():
    assert remplir("{nom}", {"nom": "{numero}", "numero": "X"}) == "{numero}"


# ---------- Les écrire ----------


def test_ecrire_un_modele(bureau):
    envoi = {"service": "jeunesse", "titre": "Relevé manquant", "texte": TEXTE}

    assert envoyer(bureau, f"{MODELES}/creer", envoi).status_code == 303

    garde = session.scalars(select(GabaritReponse)).one()
    assert garde.texte.split() == TEXTE.split()
    [entree] = entrees_de(("gabarit_reponse", garde.id))
    assert entree.details["apres"]["service_code"] == "jeunesse"
    assert "Bonjour" not in str(entree.details)
    assert "Relevé manquant" in mots(bureau.get(MODELES))


def test_un_modele_fautif_ne_se_garde_pas(bureau):
    envoi = {"service": "jeunesse", "titre": "Relevé", "texte": "Bonjour {prenom}, {nom}"}

    reponse = envoyer(bureau, f"{MODELES}/creer", envoi)

    assert reponse.status_code == 422
    [erreur] = erreurs(reponse)
    assert "{prenom}" in erreur
    assert "{numero}, {demarche}, {date}" in erreur
    assert session.scalars(select(GabaritReponse)).all() == []
    assert "Bonjour {prenom}" in valeurs(reponse)["texte"]


def test_deux_modeles_d_un_service_n_ont_pas_le_meme_titre(bureau):
    modele()
    autre = modele(titre="Autre")
    envoi = {"service": "jeunesse", "titre": "Relevé manquant", "texte": "Bonjour"}

    for adresse in (f"{MODELES}/creer", f"{MODELES}/{autre.id}"):
        reponse = envoyer(bureau, adresse, envoi)
        assert reponse.status_code == 422
        assert "déjà un modèle de ce titre" in erreurs(reponse)[0]


def test_changer_puis_supprimer_un_modele_laisse_sa_trace(bureau):
    garde = modele()
    adresse = f"{MODELES}/{garde.id}"

    envoyer(bureau, adresse, {"service": "jeunesse", "titre": "Relevé manquant", "texte": "Bonjour {nom}"})
    assert "Modèle modifié" in mots(bureau.get(adresse))
    envoyer(bureau, f"{adresse}/supprimer", depuis=adresse)

    assert bureau.get(adresse).status_code == 404
    supprime, modifie, cree = entrees_de(("gabarit_reponse", garde.id))
    assert [e.action for e in (cree, modifie, supprime)] == ["creer_gabarit", "modifier_gabarit", "supprimer_gabarit"]
    assert set(modifie.details["apres"]) == {"texte"}
    assert modifie.details["avant"]["texte"] == cree.details["apres"]["texte"]
    assert supprime.details["avant"]["texte"] == modifie.details["apres"]["texte"]


# ---------- Les employer ----------


def attendu(dossier, claire) -> str:
    numero = f"{dossier.numero[:4]}\u00a0{dossier.numero[4:]}"
    return f"Bonjour Yanis BELKACEM, Votre dossier {numero} (Aide au permis de conduire) attend un relevé. " + (
        f"{claire.nom_affiche}, {claire.qualite}"
    )


@pytest.mark.parametrize(("page", "champ"), [("", "texte"), ("/complement", "message")])
def test_partir_d_un_modele_remplit_le_texte(application, claire, dossier, page, champ):
    garde = modele()
    poste = navigateur(application, claire)
    adresse = f"/agents/dossiers/{dossier.numero}{page}"

    vierge, rempli = poste.get(adresse), poste.get(f"{adresse}?modele={garde.id}")

    assert "Partir d’un modèle" in mots(vierge)
    assert valeurs(vierge)[champ].strip() == ""
    assert (
        valeurs(rempli)[champ].replace("\u00a0", " ").split() == attendu(dossier, claire).replace("\u00a0", " ").split()
    )
    assert valeurs(rempli)["modele"] == str(garde.id)


def test_le_message_part_tel_qu_adapte(application, claire, dossier):
    garde = modele()
    adresse = f"/agents/dossiers/{dossier.numero}"

    envoyer(
        navigateur(application, claire),
        f"{adresse}/messages",
        {"texte": "Texte adapté."},
        depuis=f"{adresse}?modele={garde.id}",
    )

    assert "Texte adapté." in mots(navigateur(application, claire).get(adresse))


def test_le_modele_d_un_autre_service_n_existe_pas(application, claire, dossier):
    ailleurs = modele(service="autonomie")
    poste = navigateur(application, claire)

    for voulu in (ailleurs.id, uuid4(), "n-importe-quoi"):
        assert poste.get(f"/agents/dossiers/{dossier.numero}?modele={voulu}").status_code == 404
    assert "Partir d’un modèle" not in mots(poste.get(f"/agents/dossiers/{dossier.numero}"))
