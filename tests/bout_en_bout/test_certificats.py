"""Un notaire demande des certificats, un agent vérifie ce qui est en zone, le notaire déclare la vente."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.bout_en_bout.a_l_etude import entrer
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.visite import DELAI_DU_COURRIER_S, Visite
from tests.pdf import texte

BRETON = ("Me Anne Breton", "anne.breton@office-44031.example")
LISTE = {"name": "parcelles.csv", "mimeType": "text/csv", "buffer": b"section;numero;contenance\nZK;13;75 a\n"}


def demander(visite: Visite, reference: str, **saisie: object) -> Visite:
    """Ouvre une demande et la remplit."""
    visite.suivre("Demander un certificat").titre("Demander un certificat")
    return visite.repondre(reference=reference, **saisie)


def test_un_certificat_immediat_du_tableau_au_document(avec_ou_sans_script: Visite):
    visite = avec_ou_sans_script
    entrer(visite, "/notaires/espaces-naturels/", personne=BRETON).titre("Espaces naturels").partout("certificats")
    demander(visite, f"E-{uuid4().hex[:6]}", commune="Couëron", fichier=LISTE).partout("certificat-nouveau")
    visite.repondre(**{"parcelles-0-section": "ZK", "parcelles-0-numero": "douze"})
    visite.page.keyboard.press("Enter")
    expect(visite.page.locator("#erreurs")).to_be_focused()
    visite.partout("certificat-en-erreur")
    visite.repondre(**{"parcelles-0-numero": "12"}, fichier=LISTE).presser("Relire les parcelles")

    visite.titre("Relisez avant d’envoyer").lire("44047000ZK0012", "Contenance différente").partout("certificat-relire")
    visite.presser("Envoyer la demande").lire("Le certificat est délivré.", "Hors zone", "La même chose en mots")
    visite.partout("certificat-delivre")


def test_une_parcelle_en_zone_verifiee_puis_declaree(avec_ou_sans_script: Visite, ouvrir: Ouvrir):
    visite, agent, reference = avec_ou_sans_script, ouvrir(), f"Z-{uuid4().hex[:6]}"
    entrer(visite, "/notaires/espaces-naturels/", personne=BRETON)
    demander(visite, reference, commune="Sucé-sur-Erdre", liste="AB 145\nAB 155").presser("Relire les parcelles")
    visite.presser("Envoyer la demande").lire("Un agent vérifie. Réponse avant").partout("certificat-attente")
    suivi = visite.chemin

    agent.proconnect("Erwan Josse").suivre("Zones").suivre("Certificats").titre("Certificats d’appartenance")
    agent.ecran("zones-certificats").repondre(q=reference).presser("Chercher")
    agent.page.locator("tbody a").click()
    agent.lire("Une parcelle est en zone").partout("zones-certificat")
    agent.page.get_by_label("Confirmer la parcelle AB 145").check()
    agent.presser("Confirmer les parcelles cochées").suivre("Corriger : AB 155").partout("zones-corriger")
    agent.presser("Garder la correction").lire("champs à corriger")
    agent.repondre(ens="entiere", zone_ens="ENS-02", pean="entiere", zone_pean="PEAN-01", motif="Plan de bornage.")
    agent.presser("Garder la correction").presser("Délivrer le certificat").lire("L’office est prévenu")

    visite.aller(suivi).lire("En zone d’espace naturel sensible", "Dans les deux zones").partout("certificat-en-zone")
    adresse = visite.page.get_by_role("link", name="Télécharger le certificat (PDF)").get_attribute("href")
    visite.courriel(BRETON[1], "le certificat est prêt")
    for _seconde in range(DELAI_DU_COURRIER_S):
        recu = visite.page.request.get(f"{visite.pile.url}{adresse}")
        if recu.headers["content-type"] == "application/pdf":
            break
        visite.page.wait_for_timeout(1000)
    assert "Rives de l’Erdre" in texte(recu.body())
    visite.suivre("Déclarer l’intention d’aliéner").titre("Déclarer l’intention de vendre")
