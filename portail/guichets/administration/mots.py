"""Les mots de l’administration : rôles, changements consignés, champs changés."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.dossiers.etats import NatureDecision
from portail.identite.absences.models import SortDesDossiers
from portail.identite.models import Role
from portail.socle.traduction import _

ROLES_DITS: Mapping[Role, str] = MappingProxyType(
    {
        Role.ACCUEIL: _("Accueil du public"),
        Role.INSTRUCTEUR: _("Instruction"),
        Role.EVALUATEUR: _("Évaluation médico-sociale"),
        Role.MEDECIN: _("Médecin"),
        Role.RESPONSABLE: _("Responsable"),
        Role.DIRECTEUR: _("Direction"),
        Role.SECRETAIRE: _("Secrétariat"),
        Role.DIRECTEUR_ACTIVITE: _("Direction d’activité"),
        Role.REGISSEUR: _("Régie comptable"),
        Role.PRADA: _("Accès aux documents administratifs (Prada)"),
        Role.DPO: _("Protection des données (DPO)"),
        Role.MEDIATEUR: _("Médiation"),
        Role.ADMINISTRATEUR: _("Administration du portail"),
    }
)

NATURES: Mapping[NatureDecision, str] = MappingProxyType(
    {
        NatureDecision.ACCORD: _("Accord"),
        NatureDecision.ACCORD_PARTIEL: _("Accord partiel"),
        NatureDecision.REFUS: _("Refus"),
        NatureDecision.IRRECEVABILITE: _("Irrecevabilité"),
        NatureDecision.RETRAIT: _("Retrait"),
        NatureDecision.ABROGATION: _("Abrogation"),
    }
)

SORTS_DITS: Mapping[SortDesDossiers, str] = MappingProxyType(
    {
        SortDesDossiers.GARDER: _("Gardés à son nom"),
        SortDesDossiers.CONFIER: _("Confiés à son suppléant"),
        SortDesDossiers.RENDRE: _("Rendus au service"),
    }
)

ACTIONS_DITES: Mapping[str, str] = MappingProxyType(
    {
        "ouvrir_agent": _("Accès ouvert"),
        "modifier_agent": _("Fiche modifiée"),
        "fermer_agent": _("Accès fermé"),
        "rouvrir_agent": _("Accès rouvert"),
        "habiliter": _("Rôle donné"),
        "deshabiliter": _("Rôle retiré"),
        "proteger_agent": _("Anonymat réglé"),
        "proteger_service": _("Anonymat réglé"),
        "declarer_delegation": _("Délégation déclarée"),
        "finir_delegation": _("Fin de délégation avancée"),
        "effacer_delegation": _("Délégation effacée avant son début"),
        "alerter_delegation": _("Fin prochaine signalée"),
        "creer_service": _("Service créé"),
        "modifier_service": _("Fiche modifiée"),
        "modifier_mairie": _("Fiche modifiée"),
        "fermer_service": _("Service fermé"),
        "rouvrir_service": _("Service rouvert"),
        "declarer_absence": _("Absence déclarée"),
        "ecourter_absence": _("Absence écourtée"),
        "annuler_absence": _("Absence annulée"),
        "regler_affectation": _("Répartition des dossiers réglée"),
        "creer_secteur": _("Secteur créé"),
        "modifier_secteur": _("Secteur modifié"),
        "supprimer_secteur": _("Secteur supprimé"),
        "creer_etiquette": _("Étiquette créée"),
        "renommer_etiquette": _("Étiquette renommée"),
        "supprimer_etiquette": _("Étiquette supprimée"),
        "creer_gabarit": _("Modèle créé"),
        "modifier_gabarit": _("Modèle modifié"),
        "supprimer_gabarit": _("Modèle supprimé"),
        "ajouter_motif": _("Motif ajouté"),
        "changer_motif": _("Motif récrit"),
        "retirer_motif": _("Motif retiré de l’usage"),
        "remettre_motif": _("Motif remis en usage"),
        "ouvrir_office": _("Office ouvert"),
        "fermer_office": _("Office fermé"),
        "rouvrir_office": _("Office rouvert"),
        "ouvrir_membre": _("Accès ouvert"),
        "fermer_membre": _("Accès fermé"),
        "rouvrir_membre": _("Accès rouvert"),
        "nommer_gestionnaire": _("Accès de l’office confiés"),
    }
)

CHAMPS_DITS: Mapping[str, str] = MappingProxyType(
    {
        "prenom": _("Prénom"),
        "nom": _("Nom"),
        "qualite": _("Qualité"),
        "courriel": _("Adresse électronique"),
        "telephone": _("Téléphone"),
        "siret": _("SIRET"),
        "acces": _("Accès"),
        "anonymat": _("Ce que les usagers lisent"),
        "role": _("Rôle"),
        "adresse": _("Adresse"),
        "service": _("Service"),
        "service_code": _("Service"),
        "titre": _("Titre"),
        "texte": _("Texte"),
        "libelle": _("Intitulé"),
        "droit": _("En droit"),
        "fait": _("En fait"),
        "gestes": _("Décisions qu’il motive"),
        "en_usage": _("En usage"),
        "agent": _("Agent"),
        "demarche": _("Démarche"),
        "natures": _("Décisions"),
        "plafond": _("Plafond"),
        "debut": _("Premier jour"),
        "fin": _("Dernier jour"),
        "reference": _("Arrêté"),
        "automatique": _("D’office"),
        "zones": _("Territoire"),
        "agents": _("Agents"),
        "suppleant": _("Suppléant"),
        "sort": _("Ses dossiers"),
    }
)
