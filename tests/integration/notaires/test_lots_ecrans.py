"""Envoyer un fichier de requêtes à l’écran, en suivre l’avancement sans script, corriger une ligne."""

import pytest

from portail.notaires.successions.lots import actions, taches
from portail.notaires.successions.lots.lecture import COLONNES
from portail.notaires.successions.lots.queries import lot_de, modele
from portail.socle.erreurs import TransitionInterdite
from tests import fichiers
from tests.integration.navigation import envoyer, erreurs, joint, mots, navigateur
from tests.integration.notaires.fichiers_de_lot import fichier, ligne, lignes_du_lot, nombre_de_requetes, traite
from tests.integration.notaires.offices import notaire

pytestmark = pytest.mark.usefixtures("departement")


def test_envoyer_un_fichier_et_corriger_sa_ligne(application):
    maitre = notaire()
    client = navigateur(application, maitre)
    contenu = fichier([ligne(0, acte="a.pdf"), ligne(1, sexe="?")])
    saisie = {"fichier": joint(contenu, "lot.csv"), "actes": joint(fichiers.pdf(), "a.pdf"), "engagement": "oui"}

    envoye = envoyer(client, "/notaires/successions/lots/nouveau", saisie)
    adresse, _suite, _ = envoye.location.partition("?")
    en_cours = client.get(envoye.location)
    taches.traiter_le_lot(adresse.rpartition("/")[2])
    fini, page = client.get(envoye.location), f"{adresse}/lignes/3"
    fautive, encore = client.get(page), envoyer(client, page, {**ligne(1, sexe="Z")})
    corrigee = envoyer(client, page, ligne(1))

    assert "0 ligne lue sur 2" in mots(en_cours).replace("0 lignes", "0 ligne").replace("lues", "lue")
    assert (en_cours.headers.get("Refresh"), fini.headers.get("Refresh")) == ("5", None)
    assert "Sexe (F ou M) : Indiquez le sexe" in mots(fini)
    assert erreurs(fautive) == erreurs(encore) == ["Erreur : indiquez le sexe porté à l’état civil."]
    assert "Sexe (F ou M) (facultatif)" not in mots(fautive), "ce qui est exigé ne se dit pas facultatif"
    assert "Nom d’usage (facultatif)" in mots(fautive)
    assert (encore.status_code, corrigee.location) == (422, adresse)
    assert nombre_de_requetes() == 2
    assert client.get(page).status_code == 303
    with pytest.raises(TransitionInterdite):
        actions.corriger(lignes_du_lot(lot_de(_lot(adresse), maitre))[1].id, ligne(1), membre=maitre)


def test_ce_qui_manque_a_l_envoi_se_dit(application):
    client = navigateur(application, notaire())
    adresse = "/notaires/successions/lots/nouveau"

    sans = envoyer(client, adresse, {"engagement": "oui"})
    illisible = envoyer(client, adresse, {"fichier": joint(b"rien", "x.csv"), "engagement": "oui"})
    sans_engagement = envoyer(client, adresse, {"fichier": joint(fichier([ligne()]), "x.csv")})

    assert erreurs(sans) == ["Erreur : choisissez le fichier à envoyer."]
    assert len(erreurs(envoyer(client, adresse, {}))) == 2
    assert "500 au plus" in erreurs(illisible)[0]
    assert sans_engagement.status_code == 422
    assert nombre_de_requetes() == 0


def test_les_actes_envoyes_plus_tard_et_ceux_que_rien_n_attend(application):
    maitre = notaire()
    client = navigateur(application, maitre)
    lot = traite(maitre, ligne(0, acte="a.pdf"))
    adresse = f"/notaires/successions/lots/{lot.id}"
    actes = [joint(fichiers.pdf(), "a.pdf"), joint(fichiers.pdf(2), "b.pdf"), joint(b"non", "c.pdf")]

    attend = mots(client.get(adresse))
    envoyer(client, f"{adresse}/actes", {"actes": actes}, depuis=adresse)
    apres = mots(client.get(adresse))

    assert "1 requête attend son acte" in attend
    assert "1 acte est joint" in apres
    assert "Aucune ligne n’attend ces actes : b.pdf" in apres


def test_emporter_le_modele_et_les_lignes_a_corriger(application):
    maitre = notaire()
    client = navigateur(application, maitre)
    lot = traite(maitre, ligne(0, sexe="?"))

    emporte = client.get(f"/notaires/successions/lots/{lot.id}/a-corriger.csv")

    assert set(COLONNES) < set(emporte.text.lstrip("\ufeff").splitlines()[0].split(";"))
    assert client.get("/notaires/successions/lots/modele.csv").data == modele()
    assert "lot.csv" in mots(client.get("/notaires/successions/lots/"))


def _lot(adresse):
    return adresse.rpartition("/")[2]
