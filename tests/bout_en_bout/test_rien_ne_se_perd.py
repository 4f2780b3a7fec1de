"""Ce qui est écrit ne se perd pas : session finie, deux onglets, double envoi, retour en arrière."""

from playwright.sync_api import expect

from portail.guichets.session import TEMOIN
from tests.bout_en_bout import demandes
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.visite import Visite

SUITE = demandes.SUITE
SUCE = {"adresse__code_postal": "44240", "adresse__commune": "Sucé-sur-Erdre"}


def commencer(visite: Visite, personne: str) -> None:
    visite.aller("/demarches/aide-permis/commencer").franceconnect(personne)
    visite.repondre(qualite_deposant="lui_meme").presser("Continuer")
    visite.repondre(nationalite="fr").presser(SUITE).titre("Adresse et coordonnées")


def demande_prete(visite: Visite, personne: str, *, courriel: str) -> None:
    """Mène une demande complète jusqu’au récapitulatif."""
    visite.aller("/demarches/aide-permis/commencer").franceconnect(personne)
    visite.repondre(qualite_deposant="lui_meme").presser("Continuer")
    demandes.identite_et_domicile(visite, courriel=courriel)
    demandes.situation_et_ressources(visite)
    demandes.permis_et_paiement(visite, titulaire=personne)
    demandes.documents(visite)
    visite.titre("Vérifiez votre demande")


def test_la_session_finit_pendant_la_saisie_et_tout_revient(avec_ou_sans_script: Visite):
    visite = avec_ou_sans_script
    commencer(visite, "Daniel Kervella")
    visite.repondre(adresse__voie="12 rue des Halles", **SUCE, courriel="daniel@courriel.example")
    visite.page.context.clear_cookies(name=TEMOIN)

    visite.presser(SUITE).titre("Se connecter").franceconnect("Daniel Kervella").titre("Adresse et coordonnées")
    visite.lire("Voici ce que vous veniez d’écrire")
    expect(visite.champ("adresse__voie")).to_have_value("12 rue des Halles")
    expect(visite.champ("courriel")).to_have_value("daniel@courriel.example")


def test_deux_onglets_en_conflit_ne_perdent_rien(visite: Visite):
    commencer(visite, "Camille Rousseau")
    ancien = Visite(visite.page.context.new_page(), visite.pile)
    ancien.page.goto(visite.page.url)

    visite.repondre(adresse__voie="1 rue Neuve", **SUCE, canal_prefere="courriel")
    visite.jour("date_arrivee_44", 1, 2, 2010).presser(SUITE).titre("Situation actuelle")

    ancien.repondre(adresse__voie="2 rue Vieille", **SUCE, canal_prefere="sms")
    ancien.jour("date_arrivee_44", 1, 2, 2011).presser(SUITE)
    ancien.titre("Adresse et coordonnées").lire("dans un autre onglet").ecran("saisie-conflit")
    expect(ancien.champ("adresse__voie")).to_have_value("2 rue Vieille")
    ancien.presser(SUITE).titre("Situation actuelle")


def test_envoyer_deux_fois_n_envoie_qu_une_demande(ouvrir: Ouvrir):
    visite = ouvrir()
    demande_prete(visite, "Fatou Sarr", courriel="fatou.double@courriel.example")
    numero = visite.numero
    double = Visite(visite.page.context.new_page(), visite.pile)
    double.page.goto(visite.page.url)

    for onglet in (visite, double):
        demandes.attester_et_envoyer(onglet)
        onglet.titre("Votre demande est envoyée")
    assert double.numero == numero
    visite.courriel("fatou.double@courriel.example", "enregistré")
    assert len([e for e in visite.courriels("fatou.double@courriel.example") if "enregistré" in e.objet]) == 1


def test_le_bouton_retour_remontre_la_page_et_on_continue(visite: Visite):
    commencer(visite, "Bernard Loisel")
    visite.repondre(adresse__voie="7 rue Basse", **SUCE, canal_prefere="courrier")
    visite.jour("date_arrivee_44", 1, 2, 2010).presser(SUITE).titre("Situation actuelle")

    visite.page.go_back()
    visite.titre("Adresse et coordonnées")
    expect(visite.champ("adresse__voie")).to_have_value("7 rue Basse")
    visite.page.reload()
    expect(visite.champ("adresse__voie")).to_have_value("7 rue Basse")
    visite.presser(SUITE).titre("Situation actuelle")


def test_un_fichier_recu_reste_recu_quand_un_autre_est_refuse(visite: Visite):
    demande_prete(visite, "Fatou Sarr", courriel="fatou.fichiers@courriel.example")
    visite.suivre("Modifier : Dernier avis d’impôt").titre("Vos documents")
    faux = {"name": "tableur.xlsx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 pas un document"}

    visite.repondre(avis_impot=faux, rib=demandes.PHOTO).presser(SUITE)
    visite.titre("Vos documents").lire("photo du contrat.jpg").ecran("pieces-refusee")
    expect(visite.champ("avis_impot")).to_have_attribute("aria-invalid", "true")
    expect(visite.page.locator("#erreurs")).to_be_focused()


def test_une_saisie_d_agent_revient_aussi(visite: Visite):
    # Un dossier qu’aucun autre parcours ne change : tous partagent la même démonstration.
    visite.proconnect("Claire Lebreton").aller("/agents/dossiers/?vue=tous&q=kermadec").suivre("KERMADEC")
    numero = visite.numero
    visite.aller(f"/agents/dossiers/{numero}/classer").ecran("agents-classer")
    visite.repondre(motif="Doublon de la demande déposée hier.")
    visite.page.context.clear_cookies(name=TEMOIN)
    visite.presser("Classer sans suite")

    visite.suivre("S’identifier avec ProConnect").presser("Continuer vers le portail")
    expect(visite.champ("motif")).to_have_value("Doublon de la demande déposée hier.")
