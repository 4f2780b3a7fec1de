"""Le chemin d’une demande vu de la personne : commencer, répondre, joindre, relire, envoyer, suivre, compléter."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.dossiers.actions import brouillon, decision, messagerie
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Dossier, Intervenant, Message
from portail.dossiers.queries import dossiers_de_usager
from portail.identite.models import Role, Usager
from portail.journal.actions import SYSTEME
from portail.parametres.actions import changer_ouverture
from portail.parametres.models import EtatOuverture
from portail.pieces.models import Fichier
from portail.socle import horloge
from tests import fabriques, fichiers
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.lignes import decisions, documents, gabarits_promis, journal_de, relu, trace_de
from tests.integration.navigation import adresse_usager, envoyer, erreurs, joint, mots, titre, valeurs
from tests.unitaires.situations_permis import PERMIS, espaces_simples

IDENTITE = {"nationalite": "fr", "nom_usage": ""}
COORDONNEES = {
    "adresse-voie": "8 rue du Minage",
    "adresse-code_postal": "44190",
    "adresse-commune": "Clisson",
    "date_arrivee_44-jour": "14",
    "date_arrivee_44-mois": "août",
    "date_arrivee_44-annee": "2009",
    "courriel": "yanis@courriel.example",
    "telephone": "06 39 98 12 34",
    "canal_prefere": "courriel",
}
RESSOURCES = {"rattachement_fiscal": "parents", "rfr": "14 300", "nb_parts": "2,5"}
AUTO_ECOLE = {
    "categorie": "B",
    "ecole_conduite_nom": "Auto-école de la Vallée",
    "ecole_conduite_commune": "Clisson",
    "date_inscription-jour": "5",
    "date_inscription-mois": "10",
    "date_inscription-annee": "2026",
    "cout_total": "1 640 €",
    "autre_aide": "non",
}
PAIEMENT = {"iban": "FR76 3000 6000 0112 3456 7890 189", "titulaire_compte": "Yanis Belkacem"}
REPONSES = {
    "identite": IDENTITE,
    "coordonnees": COORDONNEES,
    "situation": {"statut": "etudiant", "jeune_ase": "non"},
    "ressources": RESSOURCES,
    "permis": AUTO_ECOLE,
    "paiement": PAIEMENT,
}
ATTESTATIONS = ("attestation_exactitude", "engagement_non_cumul", "engagement_depart")

pytestmark = pytest.mark.usefixtures("yanis_entre")


# ---------- De bout en bout ----------


def test_une_demande_du_debut_a_la_confirmation(client: ClientExigeant, yanis: Usager):
    page = envoyer(client, "/demarches/aide-permis/commencer", {"qualite_deposant": "lui_meme"})
    [dossier] = dossiers_de_usager(yanis)
    ou = client.get(page.location).location
    etapes = []
    while "/saisie/" in ou:
        etapes.append(ou.rsplit("/", 1)[-1])
        ou = envoyer(client, ou, REPONSES[etapes[-1]]).location
    codes = ("avis_impot", "inscription_ecole", "rib")
    ou = envoyer(client, ou, {code: joint(fichiers.pdf(), f"{code}.pdf") for code in codes}).location
    recapitulatif = client.get(ou)
    confirmee = client.get(envoyer(client, ou, dict.fromkeys(ATTESTATIONS, "oui")).location)

    assert etapes == list(REPONSES)
    for ecrit in ("BELKACEM", "14 août 2009", "476 €", "1 640 €", "FR76", "Auto-école de la Vallée", "rib.pdf"):
        assert ecrit in espaces_simples(mots(recapitulatif)), ecrit
    lu = relu(dossier)
    assert (lu.etat, lu.accord_electronique) == (Etat.DEPOSE, False)
    assert lu.reponses["date_arrivee_44"] == "2009-08-14"
    assert (lu.reponses["rfr"], lu.reponses["nb_parts"], lu.reponses["iban"][:4]) == ("14300", "2.5", "FR76")
    assert f"{lu.numero[:4]} {lu.numero[4:]}" in espaces_simples(mots(confirmee))
    assert gabarits_promis(dossier) == ["dossier/enregistre"]


def test_apres_l_envoi_un_second_clic_mene_a_la_confirmation(client: ClientExigeant, yanis: Usager):
    dossier = fabriques.brouillon(yanis)
    page = adresse_usager(dossier, "/recapitulatif")
    coches = dict.fromkeys((*ATTESTATIONS, "notification_electronique"), "oui")
    formulaire = client.get(page)
    envois = [client.post(page, data=valeurs(formulaire) | coches) for _ in range(2)]

    assert [envoi.location for envoi in envois] == [adresse_usager(dossier, "/envoyee")] * 2
    assert client.get(page).location == adresse_usager(dossier, "/envoyee")
    assert relu(dossier).accord_electronique is True
    assert journal_de(dossier).count("deposer") == 1


def test_ce_qui_manque_est_nomme_et_relie_avant_l_envoi(client: ClientExigeant, yanis: Usager):
    dossier = brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")
    fabriques.joindre(dossier, yanis, "rib")
    page = client.get(adresse_usager(dossier, "/recapitulatif"))
    avant = trace_de(dossier)

    jeton = valeurs(client.get("/accessibilite/signaler"))
    envoi = client.post(page.request.path, data=jeton | dict.fromkeys(ATTESTATIONS, "oui"))

    for manque in ("Adresse et coordonnées", "Versement de l’aide", "Dernier avis d’impôt"):
        assert manque in mots(page)
    assert envoi.status_code == 422
    assert trace_de(dossier) == avant


def test_les_attestations_sont_exigees_une_par_une(client: ClientExigeant, yanis: Usager):
    dossier = fabriques.brouillon(yanis)

    page = envoyer(client, adresse_usager(dossier, "/recapitulatif"), {"attestation_exactitude": "oui"})

    assert page.status_code == 422
    assert len(erreurs(page)) == 2
    assert relu(dossier).etat is Etat.BROUILLON


@pytest.mark.parametrize("etat", [EtatOuverture.SUSPENDUE, EtatOuverture.FERMEE])
def test_fermee_la_demarche_le_dit_et_garde_le_brouillon(client: ClientExigeant, yanis: Usager, etat: EtatOuverture):
    dossier = fabriques.brouillon(yanis)
    formulaire = valeurs(client.get(adresse_usager(dossier, "/recapitulatif")))
    changer_ouverture("aide-permis", etat=etat, message="Les crédits de l’année sont épuisés.", auteur=SYSTEME)

    envoi = client.post(adresse_usager(dossier, "/recapitulatif"), data=formulaire | dict.fromkeys(ATTESTATIONS, "oui"))

    assert envoi.status_code == 409
    assert "Votre brouillon est gardé" in mots(envoi)
    assert "Les crédits de l’année sont épuisés." in mots(client.get(adresse_usager(dossier, "/recapitulatif")))
    assert relu(dossier).etat is Etat.BROUILLON


# ---------- Saisir ----------


def test_une_identite_certifiee_se_montre_sans_se_modifier(client: ClientExigeant, yanis: Usager):
    dossier = brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")
    page = adresse_usager(dossier, "/saisie/identite")
    montree = client.get(page)

    envoyer(client, page, IDENTITE | {"nom_naissance": "PIRATE", "date_naissance-annee": "1990"})

    assert "BELKACEM" in montree.text
    lues = relu(dossier).reponses
    assert (lues["nom_naissance"], lues["date_naissance"], lues["nationalite"]) == ("BELKACEM", "2001-11-22", "fr")


def test_corriger_depuis_le_recapitulatif_y_ramene(client: ClientExigeant, yanis: Usager):
    dossier = fabriques.brouillon(yanis)
    page = adresse_usager(dossier, "/saisie/paiement?modifier=1")

    envoi = envoyer(client, page, PAIEMENT | {"titulaire_compte": "Sophie"})

    assert envoi.location == adresse_usager(dossier, "/recapitulatif")
    assert relu(dossier).reponses["titulaire_compte"] == "Sophie"


def test_enregistrer_et_quitter_ramene_a_l_espace_qui_propose_de_reprendre(client: ClientExigeant, yanis: Usager):
    dossier = brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")

    envoi = envoyer(client, adresse_usager(dossier, "/saisie/paiement"), PAIEMENT | {"quitter": "1"})

    assert envoi.location == "/mon-espace/"
    assert relu(dossier).reponses["titulaire_compte"] == "Yanis Belkacem"
    assert adresse_usager(dossier) in client.get("/mon-espace/").text


def test_supprimer_un_brouillon_demande_confirmation(client: ClientExigeant, base: Session, yanis: Usager):
    dossier = fabriques.brouillon(yanis)
    page = adresse_usager(dossier, "/supprimer")
    assert client.get(page).status_code == 200
    assert relu(dossier).etat is Etat.BROUILLON

    envoyer(client, page)

    assert base.get(Dossier, dossier.id, populate_existing=True) is None
    assert client.get(page).status_code == 404


# ---------- Suivre, compléter, retirer ----------


def test_completer_ne_demande_que_ce_qui_manque_et_previent_le_service(
    client: ClientExigeant, base: Session, yanis: Usager
):
    dossier = fabriques.a_completer(yanis, fabriques.agent())
    page = adresse_usager(dossier, "/completer")
    montree = client.get(page)
    sans_fichier = envoyer(client, page, {"telephone": "06 39 98 99 99"})
    avec = envoyer(
        client, page, {"telephone": "06 39 98 99 99", "rib": joint(fichiers.pdf(pages=2), "rib2.pdf"), "iban": "FR00"}
    )

    assert "Merci d’envoyer un relevé lisible." in mots(montree)
    assert "Floue." in mots(montree)
    assert {nom for nom in valeurs(montree) if nom not in {"csrf_token", "revision"}} == {"telephone"}
    assert (sans_fichier.status_code, len(erreurs(sans_fichier))) == (422, 1)
    assert avec.location == adresse_usager(dossier)
    lu = relu(dossier)
    assert (lu.etat, lu.reponses["telephone"][-8:]) == (Etat.EN_INSTRUCTION, "39989999")
    noms = base.scalars(select(Fichier.nom).where(Fichier.dossier_id == dossier.id, Fichier.remplace_le.is_(None)))
    assert {"rib2.pdf"} <= set(noms)
    assert gabarits_promis(dossier)[-1] == "agent/complement"


def test_la_page_de_suivi_montre_lit_et_date(client: ClientExigeant, base: Session, yanis: Usager):
    herve = fabriques.responsable()
    dossier = fabriques.en_instruction(yanis, herve)
    message = messagerie.ecrire_agent(dossier.id, agent=herve, texte="Bonjour <b>Yanis</b>")
    motif = {"code": "age", "droit": "Règlement.", "fait": "Trop tard."}
    projet = decision.Projet(nature=NatureDecision.REFUS, motifs=[motif])
    decision.decider(dossier.id, agent=herve, projet=projet, revision=None)
    client.get("/mon-espace/")
    assert decisions(dossier)[0].consulte_le is None

    page = client.get(adresse_usager(dossier))

    assert "Bonjour <b>Yanis</b>" in mots(page)
    assert "Demande non acceptée" in mots(page)
    assert base.get_one(Message, message.id, populate_existing=True).lu_le is not None
    assert decisions(dossier)[0].consulte_le is None
    [lettre] = documents(dossier, "decision")
    client.get(f"{adresse_usager(dossier)}/documents/{lettre.id}")
    assert decisions(dossier)[0].consulte_le is not None


def test_qui_ne_fait_que_regarder_voit_sans_rien_noter(client: ClientExigeant, base: Session, yanis: Usager):
    herve = fabriques.agent(Role.RESPONSABLE)
    dossier = fabriques.decide(yanis, herve)
    message = messagerie.ecrire_agent(dossier.id, agent=herve, texte="Bonjour")
    emma = fabriques.usager(("Emma",), "Le Gall")
    base.add(Intervenant(dossier_id=dossier.id, usager_id=emma.id, qualite="cosignataire", peut_agir=False))
    base.commit()
    base.expire_all()
    entrer(client, emma)

    assert client.get(adresse_usager(dossier)).status_code == 200
    assert decisions(dossier)[0].consulte_le is None
    assert base.get_one(Message, message.id, populate_existing=True).lu_le is None


def test_retirer_demande_confirmation_puis_c_est_fini(client: ClientExigeant, yanis: Usager):
    dossier = fabriques.depose(yanis)
    page = adresse_usager(dossier, "/retirer")
    assert "retir" in titre(client.get(page)).lower()

    envoyer(client, page)

    assert relu(dossier).etat is Etat.DESISTE
    assert client.get(page).status_code == 404
    suite = envoyer(client, adresse_usager(dossier, "/recommencer"), depuis=adresse_usager(dossier))
    assert suite.location.endswith("/reprendre")


def test_le_delai_depasse_se_dit_dans_l_espace(client: ClientExigeant, yanis: Usager):
    dossier = fabriques.depose(yanis)
    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=10))

    assert "21 janvier 2027" in espaces_simples(mots(client.get(adresse_usager(dossier))))


def test_les_donnees_du_parent_ne_se_proposent_pas_pour_l_enfant(client: ClientExigeant, yanis: Usager):
    sien = brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")
    enfant = brouillon.commencer(PERMIS, usager=yanis, qualite="parent", langue="fr")

    identite = client.get(f"/mon-espace/dossiers/{enfant.numero}/saisie/identite").text
    coordonnees = client.get(f"/mon-espace/dossiers/{enfant.numero}/saisie/coordonnees").text

    assert "autocomplete=" not in identite
    assert 'autocomplete="address-line1"' not in coordonnees
    assert 'autocomplete="email"' in coordonnees
    assert 'autocomplete="address-line1"' in client.get(f"/mon-espace/dossiers/{sien.numero}/saisie/coordonnees").text
