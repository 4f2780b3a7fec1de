"""Remplir une demande d’aide au permis, page après page, comme le ferait une personne."""

from datetime import date, timedelta
from typing import Any

from tests import fichiers
from tests.bout_en_bout.visite import Visite

SUITE = "Enregistrer et continuer"
PHOTO = {"name": "photo du contrat.jpg", "mimeType": "image/jpeg", "buffer": fichiers.jpeg(trace=True)}
PDF = {"name": "avis d’impôt.pdf", "mimeType": "application/pdf", "buffer": fichiers.pdf(2)}
RIB = {"name": "rib.pdf", "mimeType": "application/pdf", "buffer": fichiers.pdf()}
IBAN = "FR76 3000 6000 0112 3456 7890 189"


def identite_et_domicile(visite: Visite, *, courriel: str) -> None:
    """Remplit la nationalité, l’adresse et les coordonnées ; l’identité est déjà là."""
    visite.titre("La personne qui passe le permis").repondre(nationalite="fr").presser(SUITE)
    visite.titre("Adresse et coordonnées")
    visite.repondre(adresse__voie="8 rue du Minage", adresse__code_postal="44190", adresse__commune="Clisson")
    visite.jour("date_arrivee_44", 3, "septembre", 2015)
    visite.repondre(courriel=courriel, telephone="06 39 98 12 34", canal_prefere="courriel").presser(SUITE)


def situation_et_ressources(visite: Visite) -> None:
    """Remplit la situation et les ressources d’une étudiante rattachée à ses parents, quotient 476."""
    visite.titre("Situation actuelle").repondre(statut="etudiant", jeune_ase="non").presser(SUITE)
    visite.titre("Ressources du foyer").repondre(rattachement_fiscal="parents", rfr="14 300", nb_parts="2,5")
    visite.presser(SUITE)


def permis_et_paiement(visite: Visite, *, titulaire: str) -> None:
    """Remplit le permis et le versement."""
    inscription = date.today() - timedelta(days=20)  # noqa: DTZ011 — ce que la personne lit à son calendrier
    visite.titre("Permis et école de conduite")
    visite.repondre(
        categorie="B",
        ecole_conduite_nom="Auto-école de la Vallée",
        ecole_conduite_commune="Clisson",
        cout_total="1 640,50",
        autre_aide="non",
    )
    visite.jour("date_inscription", inscription.day, inscription.month, inscription.year).presser(SUITE)
    visite.titre("Versement de l’aide").repondre(iban=IBAN, titulaire_compte=titulaire).presser(SUITE)


def documents(visite: Visite, **autres: Any) -> None:
    """Joint l’avis d’impôt en PDF, le contrat en photo et le RIB ; `autres` : fichiers d’autres pièces."""
    visite.titre("Vos documents").repondre(avis_impot=PDF, inscription_ecole=PHOTO, rib=RIB, **autres)
    visite.presser(SUITE)


def attester_et_envoyer(visite: Visite) -> None:
    """Coche les attestations et envoie."""
    visite.titre("Vérifiez votre demande").repondre(
        attestation_exactitude=True, engagement_non_cumul=True, engagement_depart=True, notification_electronique=True
    )
    visite.presser("Envoyer ma demande")
