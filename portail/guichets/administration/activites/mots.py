"""Les mots des inscriptions, à l’administration : ce qui se règle, ce qui a changé."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.inscriptions.activites.models import Mode, Nature
from portail.socle.traduction import _

NATURES: Mapping[Nature, str] = MappingProxyType(
    {Nature.SECTION: _("Section : un cours chaque semaine"), Nature.STAGE: _("Stage : quelques jours de vacances")}
)
MODES: Mapping[Mode, str] = MappingProxyType(
    {Mode.ARRIVEE: _("Dans l’ordre d’arrivée"), Mode.VOEUX: _("Sur vœux, puis attribution")}
)
JOURS: Mapping[str, str] = MappingProxyType(
    {
        "1": _("lundi"),
        "2": _("mardi"),
        "3": _("mercredi"),
        "4": _("jeudi"),
        "5": _("vendredi"),
        "6": _("samedi"),
        "7": _("dimanche"),
    }
)
ZONES: Mapping[str, str] = MappingProxyType({"partout": _("Partout"), "site": _("Enfant de la commune du site")})
ACTIONS_DITES: Mapping[str, str] = MappingProxyType(
    {
        "creer_saison": _("Saison créée"),
        "modifier_saison": _("Fiche modifiée"),
        "creer_activite": _("Activité créée"),
        "modifier_activite": _("Fiche modifiée"),
        "confirmer_activite": _("Valeurs confirmées"),
        "nommer_directeur": _("Direction nommée"),
        "regler_ouverture": _("Dates d’inscription réglées"),
        "ouvrir_activite": _("Mise au choix"),
        "fermer_activite": _("Retirée du choix"),
        "creer_groupe": _("Groupe créé"),
        "modifier_groupe": _("Fiche modifiée"),
        "partager_comptes": _("Comptes de places changés"),
        "annuler_groupe": _("Groupe annulé"),
        "creer_grille": _("Grille créée"),
        "preparer_tarifs": _("Tarifs préparés"),
        "ecrire_tarifs": _("Tarifs écrits"),
        "abandonner_tarifs": _("Tarifs à venir abandonnés"),
        "confirmer_grille": _("Tarifs confirmés"),
    }
)
GESTES_DU_GROUPE = ("creer_groupe", "modifier_groupe", "partager_comptes", "annuler_groupe")
"""Ce que la page d’un groupe montre : jamais qui a lu ses inscrits."""
CHAMPS_DITS: Mapping[str, str] = MappingProxyType(
    {
        "libelle": _("Intitulé"),
        "debut": _("Premier jour"),
        "fin": _("Dernier jour"),
        "date_age": _("L’âge se lit le"),
        "millesime": _("Populations communales de l’année"),
        "precedente_id": _("Saison d’avant"),
        "explication": _("Explication"),
        "service_code": _("Service"),
        "regie_code": _("Régie"),
        "grille_id": _("Grille tarifaire"),
        "adhesion": _("Adhésion de la saison exigée"),
        "parametre_seuil": _("Réservée aux petites communes"),
        "mode": _("Comment l’on s’inscrit"),
        "attestation_sante": _("Attestation de santé"),
        "responsabilite_civile": _("Assurance de responsabilité civile"),
        "aisance_aquatique": _("Attestation d’aisance aquatique"),
        "fiche_sanitaire": _("Fiche sanitaire"),
        "regles_annulation": _("Règles d’annulation"),
        "nature": _("Nature"),
        "lieu_nom": _("Lieu"),
        "lieu_adresse": _("Adresse du lieu"),
        "lieu_code_insee": _("Commune"),
        "jours": _("Jours"),
        "heures": _("Heures"),
        "premier_jour": _("Premier jour"),
        "dernier_jour": _("Dernier jour"),
        "age_min": _("Âge, de"),
        "age_max": _("Âge, à"),
        "niveau": _("Niveau exigé"),
        "produit": _("Produit"),
        "quantite": _("Combien de fois"),
        "capacite": _("Nombre de places"),
        "comptes": _("Comptes de places"),
        "bornes": _("Bornes des tranches"),
        "acte": _("Délibération"),
    }
)
