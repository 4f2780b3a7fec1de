"""Ce qu’on écrivait sans compte, ou à l’administration, revient aussi ; et toute page qui reçoit un envoi est vue."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.dossiers.saisies import SaisieGardee
from portail.guichets.reprise import REMONTREES
from portail.identite.models import Role
from portail.notifications.models import SignalementAccessibilite
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.navigation import ecrites, finir_la_session, mots, reenvoyer, valeurs

RIEN_A_REMONTRER = {
    "agents.confirmer_des_parcelles": "des cases à cocher",
    "agents.delivrer_le_certificat": "un bouton",
    "notaires.retirer_la_demande": "un bouton",
    "agents.abandonner_l_import": "un bouton",
    "agents.effacer_les_absentes": "un nombre à recopier",
    "agents.imports_d_aides": "un fichier",
    "agents.juger_une_ressemblance": "un bouton",
    "agents.prendre_la_requete": "un bouton",
    "agents.rechercher_encore": "un bouton",
    "agents.valider_ces_reponses": "des cases à cocher",
    "administration.abandonner_des_tarifs": "un bouton",
    "administration.confirmer_les_tarifs": "un bouton",
    "administration.fermer_un_membre": "un bouton",
    "administration.fermer_un_office": "un bouton",
    "administration.nommer_un_gestionnaire": "un bouton",
    "administration.rouvrir_un_membre": "un bouton",
    "administration.rouvrir_un_office": "un bouton",
    "notaires.ajouter_des_actes": "des fichiers",
    "notaires.ajouter_l_acte": "un fichier",
    "notaires.effacer_le_brouillon": "un bouton",
    "notaires.envoyer_un_code": "un bouton",
    "notaires.exporter_l_historique": "un bouton",
    "notaires.pieces_de_la_requete": "des fichiers",
    "notaires.preciser_la_requete": "un bouton",
    "notaires.relire_la_requete": "des engagements, à cocher devant la requête à jour",
    "notaires.renvoyer_le_message": "un bouton",
    "notaires.retirer_la_requete": "une confirmation",
    "notaires.envoyer_un_lot": "un fichier",
    "notaires.relancer_un_lot": "un bouton",
    "notaires.fermer_un_acces": "un bouton",
    "notaires.rouvrir_un_acces": "un bouton",
    "notaires.second_facteur": "un code, écrit dans le courriel",
    "agents.synchroniser_l_entree": "le téléphone garde ce qu’il envoie",
    "billetterie.prolonger": "un bouton",
    "billetterie.rendre": "un bouton",
    "billetterie.retirer": "un bouton",
    "billetterie.revenir": "un bouton",
    "agents.attribuer_la_campagne": "un bouton",
    "agents.confirmer_l_activite": "un bouton",
    "agents.donner_le_code": "un bouton",
    "agents.exporter_le_groupe": "un bouton",
    "agents.fiche_sanitaire": "un bouton",
    "agents.imprimer_les_fiches": "un bouton",
    "agents.ouvrir_la_famille_inscrite": "un bouton",
    "agents.ouvrir_ou_fermer_l_activite": "un bouton",
    "agents.retirer_du_panier": "un bouton",
    "agents.retirer_les_voeux_au_guichet": "un bouton",
    "agents.salle_au_guichet": "un bouton",
    "agents.tenir_le_panier": "un bouton",
    "agents.verifier_une_attestation": "un bouton",
    "agents.voir_l_attestation": "un bouton",
    "agents.badges_de_l_evenement": "un bouton",
    "agents.exporter_l_evenement": "un bouton",
    "agents.presence_a_l_evenement": "un bouton",
    "agents.publier_l_evenement": "un bouton",
    "evenements.annuler_la_mienne": "un bouton",
    "evenements.choisir_l_image_de_la_mienne": "un bouton",
    "evenements.confirmer_la_mienne": "un bouton",
    "usagers.demander_le_quotient": "un accord, à donner devant la page",
    "usagers.ai_je_droit": "sans jeton ni session : l’envoi passe toujours",
    "public.espaces_naturels": "sans jeton ni session : l’envoi passe toujours",
    "usagers.pieces": "des fichiers, que le navigateur ne laisse pas remontrer",
    "usagers.ajouter": "des fichiers",
    "usagers.recapitulatif": "des attestations, à cocher devant la demande à jour",
    "usagers.retirer": "une confirmation",
    "usagers.supprimer": "une confirmation",
    "usagers.recommencer": "un bouton",
    "usagers.demander_aussi": "un bouton",
    "agents.desinscrire_de_la_seance": "un bouton",
    "agents.geste_sur_l_appel": "un bouton",
    "agents.importer_un_agenda": "un fichier",
    "agents.marquer_la_presence": "un bouton",
    "agents.oublier_l_autre_agenda": "un bouton",
    "agents.ouvrir_l_adresse": "un bouton",
    "agents.reunir_l_interprete": "un bouton",
    "agents.revoquer_l_adresse": "un bouton",
    "agents.nouvelle_plage": "un horaire de travail, à relire avant de le poser",
    "agents.plage": "un horaire de travail, à relire avant de le changer",
    "agents.replacer": "des rendez-vous à choisir dans la liste à jour",
    "agents.retablir_le_jour": "un bouton",
    "agents.retirer_la_plage": "un bouton",
    "agents.retirer_la_plage_d_appel": "un bouton",
    "agents.revoquer_une_invitation": "un bouton",
    "rendez_vous.accepter_l_horaire": "un bouton",
    "rendez_vous.annuler_le_mien": "un bouton",
    "rendez_vous.choisir_un_autre_horaire": "un bouton",
    "rendez_vous.code": "un code, écrit dans le message",
    "rendez_vous.confirmer_le_deplacement": "un bouton",
    "rendez_vous.garder_encore": "un bouton",
    "rendez_vous.ne_plus_etre_rappele": "un bouton",
    "rendez_vous.garder_un_horaire": "un bouton",
    "rendez_vous.laisser_l_offre": "un bouton",
    "rendez_vous.prendre_l_offre": "un bouton",
    "rendez_vous.quitter_l_attente": "un bouton",
    "rendez_vous.refuser_l_horaire": "un bouton",
    "rendez_vous.rendre_l_horaire": "un bouton",
    "rendez_vous.renvoyer_le_code": "un bouton",
    "paiement.notification": "un réveil, envoyé par PayFiP",
    "inscriptions.accepter_les_places": "un bouton",
    "inscriptions.entrer_en_salle": "un bouton",
    "inscriptions.garder_ma_commande": "un bouton",
    "inscriptions.garder_mes_places": "un bouton",
    "inscriptions.quitter_la_liste": "un bouton",
    "inscriptions.recapitulatif": "des accords, à donner devant le prix à jour",
    "inscriptions.refuser_les_places": "un bouton",
    "inscriptions.rendre_les_places": "un bouton",
    "inscriptions.renoncer": "une confirmation",
    "inscriptions.retirer_du_panier": "un bouton",
    "inscriptions.retirer_nos_voeux": "un bouton",
    "inscriptions.revenir_au_panier": "un bouton",
    "inscriptions.vider_le_panier": "un bouton",
    "agents.constater_la_ligne": "un bouton",
    "agents.exporter_la_regie": "un bouton",
    "agents.importer_le_releve": "un fichier",
    "agents.noter_l_impaye": "une confirmation",
    "agents.relire_les_paiements": "un bouton",
    "agents.prendre": "un bouton",
    "agents.accepter_piece": "un bouton",
    "agents.signer": "un bouton",
    "agents.renvoyer": "un bouton",
    "agents.reprendre_un_envoi": "un bouton",
    "administration.repondu": "un bouton",
    "connexion.code": "un code, écrit dans le courriel",
    "usagers.confirmer_courriel": "un code, écrit dans le courriel",
    "usagers.renvoyer_code": "un bouton",
    "usagers.fermer_les_autres_sessions": "un bouton",
    "connexion.renvoyer": "un bouton",
    "connexion.lien": "un bouton",
    "connexion.fermer": "un bouton",
    "administration.abandonner_bordereau": "un bouton",
    "administration.abandonner_le_bordereau_des_comptes": "un bouton",
    "administration.confirmer_objet_rdv": "un bouton",
    "administration.deshabiliter": "un bouton",
    "administration.fermer_agent": "un bouton",
    "administration.fermer_lieu": "un bouton",
    "administration.fermer_objet_rdv": "un bouton",
    "administration.essayer_regie": "un bouton",
    "administration.fermer_regie": "un bouton",
    "administration.fermer_service": "un bouton",
    "administration.lever_la_fermeture": "un bouton",
    "administration.oter_du_secteur": "un bouton",
    "administration.ouvrir_objet_rdv": "un bouton",
    "administration.preparer_archives": "un bouton",
    "administration.preparer_bordereaux": "un bouton",
    "administration.remettre_l_agenda": "un bouton",
    "administration.retirer_l_agenda": "un bouton",
    "administration.rouvrir_agent": "un bouton",
    "administration.rouvrir_lieu": "un bouton",
    "administration.rouvrir_regie": "un bouton",
    "administration.rouvrir_service": "un bouton",
    "administration.supprimer_modele": "un bouton",
    "administration.remettre_un_motif": "un bouton",
    "administration.retirer_un_motif": "un bouton",
    "agents.abandonner_lot": "un bouton",
    "agents.accorder_avance": "un bouton",
    "agents.effacer_le_sejour": "un bouton",
    "agents.arreter_lot": "un bouton",
    "agents.joindre_au_volet": "des fichiers",
    "agents.retirer_du_volet": "un bouton",
    "agents.valider_le_volet": "un bouton",
    "agents.courrier_poste": "une date, déjà écrite",
    "agents.effacer_export": "un bouton",
    "agents.traiter_retour": "un bouton",
    "agents.effacer_une_note": "un bouton",
    "agents.envoyer_la_proposition": "un bouton",
    "agents.noter_l_absence": "un bouton",
    "agents.exporter_les_versements": "un bouton",
    "agents.guichet_pieces": "des fichiers",
    "agents.guichet_rattachement": "une confirmation",
    "agents.guichet_recepisse": "un bouton",
    "agents.guichet_relire": "une confirmation",
    "agents.guichet_supprimer": "une confirmation",
    "agents.importer_les_versements": "un fichier",
    "agents.laisser_non_lu": "un bouton",
    "agents.lancer_lot": "un bouton",
    "agents.ne_plus_suivre": "un bouton",
    "agents.personne": "une raison, à donner au moment de lire",
    "agents.poser_des_etiquettes": "des cases, à cocher devant le dossier à jour",
    "agents.raccourcis": "une case",
    "agents.raison": "une raison, à donner au moment de lire",
    "agents.reexaminer": "un bouton",
    "agents.renvoyer_le_retrait": "un bouton",
    "agents.revoquer_avis": "un bouton",
    "agents.signer_le_retrait": "un bouton",
    "agents.suivre": "un bouton",
    "agents.supprimer_un_secteur": "un bouton",
    "agents.supprimer_une_etiquette": "un bouton",
    "agents.supprimer_une_vue": "un bouton",
    "agents.usager": "une raison, à donner au moment de lire",
    "agents.valider_le_versement": "un bouton",
    "agents.viser": "un bouton",
    "experts.entrer": "un code, écrit dans le courriel",
    "experts.envoyer": "un bouton",
    "usagers.demander_attestation": "un bouton",
    "usagers.demander_motifs": "un bouton",
    "usagers.envoyer_les_justificatifs": "des fichiers",
    "usagers.rattacher": "un code, écrit sur le récépissé",
    "usagers.rejoindre_un_enfant": "un code, reçu de l’autre responsable",
    "usagers.inviter_un_responsable": "un bouton",
    "usagers.se_detacher": "une confirmation",
    "usagers.retirer_une_personne": "un bouton",
    "usagers.retirer_une_attestation": "un bouton",
    "usagers.fiche_sanitaire": "des données de santé : elles ne se gardent nulle part ailleurs que dans la fiche",
    "usagers.effacer_la_fiche_sanitaire": "une confirmation",
}


@pytest.fixture
def departement(base: Session) -> None:
    del base
    fabriques.departement()


@pytest.mark.parametrize(
    ("page", "envoi"),
    [
        (
            "/administration/parametres/permis_montant_b",
            {
                "valeur": "650,50 euros",
                "debut-jour": "1",
                "debut-mois": "janvier",
                "debut-annee": "",
                "source": "Délibération du 3 décembre",
            },
        ),
        (
            "/administration/ouvertures/aide-permis",
            {"etat": "suspendue", "message": "L’enveloppe est épuisée.\nRéouverture en janvier."},
        ),
    ],
)
@pytest.mark.usefixtures("departement")
def test_l_administratrice_retrouve_ce_qu_elle_ecrivait(client: ClientExigeant, page: str, envoi: dict[str, str]):
    administratrice = fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Aude")
    entrer(client, administratrice)
    ouverte = client.get(page)
    finir_la_session(client)

    assert reenvoyer(client, ouverte, page, envoi).location == page
    assert client.get(page).location.startswith("/connexion?guichet=agents&suite=")
    entrer(client, administratrice)

    assert ecrites(client.get(page), *envoi) == envoi


# ---------- Sans connexion ----------


@pytest.mark.parametrize(
    ("page", "envoi"),
    [
        (
            "/connexion/courriel?suite=/mon-espace/compte%3Fa%3D1%26b%3D2",
            {
                "nom_naissance": "Le « Gall »",
                "prenoms": "Emma Rose",
                "date_naissance-jour": "31",
                "date_naissance-mois": "fév",
                "date_naissance-annee": "1990",
                "courriel": "emma@messagerie",
            },
        ),
        (
            "/accessibilite/signaler",
            {"description": "Le contraste.\nLa taille.", "page": "/demarches/", "courriel": "emma@messagerie.example"},
        ),
    ],
)
def test_sans_session_la_page_revient_avec_ce_qui_etait_ecrit(
    client: ClientExigeant, base: Session, page: str, envoi: dict[str, str]
):
    fabriques.departement()
    ouverte = client.get(page)
    finir_la_session(client)

    refus = reenvoyer(client, ouverte, page, envoi)
    reprise = client.get(refus.location)

    assert refus.status_code == 303
    assert "restée ouverte trop longtemps" in mots(reprise)
    assert {nom: valeur.strip() for nom, valeur in ecrites(reprise, *envoi).items()} == envoi
    assert base.scalars(select(SaisieGardee)).all() == []
    assert base.scalars(select(SignalementAccessibilite)).all() == []
    # Où la personne voulait aller la suit aussi.
    assert [valeur for _, valeur in parse_qsl(urlsplit(refus.location).query)] == (
        ["/mon-espace/compte?a=1&b=2"] if "suite" in page else []
    )
    assert valeurs(client.get(page)).get("nom_naissance", "") == ""


def test_chaque_formulaire_ou_l_on_repond_est_remontre(application: Flask):
    """Une adresse de plus qui reçoit un envoi : la remontrer, ou dire ici pourquoi il n’y a rien à remontrer."""
    recoivent = {
        regle.endpoint
        for regle in application.url_map.iter_rules()
        if "POST" in (regle.methods or ()) and not str(regle).startswith(("/demo", "/api/"))
    }

    assert recoivent - set(REMONTREES) == set(RIEN_A_REMONTRER)
