"""Les mots des rendez-vous, à l’administration."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.rendez_vous.objets.models import Famille, Modalite, QuiReserve, Visibilite
from portail.rendez_vous.ressources.models import GenreRessource
from portail.socle.traduction import _

FAMILLES: Mapping[Famille, str] = MappingProxyType(
    {
        Famille.SOCIAL: _("Aide sociale et budget"),
        Famille.PMI: _("Grossesse et petite enfance"),
        Famille.SANTE_SEXUELLE: _("Santé sexuelle"),
        Famille.AUTONOMIE: _("Autonomie et handicap"),
        Famille.METIERS: _("Métiers de l’accueil"),
    }
)
MODALITES: Mapping[Modalite, str] = MappingProxyType(
    {
        Modalite.SUR_PLACE: _("Sur place"),
        Modalite.TELEPHONE: _("Par téléphone"),
        Modalite.VISIO: _("En visioconférence"),
        Modalite.DOMICILE: _("À domicile"),
    }
)
RESERVENT: Mapping[QuiReserve, str] = MappingProxyType(
    {
        QuiReserve.TOUS: _("Tout le monde"),
        QuiReserve.INVITES: _("Les agents et les personnes qu’ils invitent"),
        QuiReserve.AGENTS: _("Les agents seulement"),
    }
)
VISIBILITES: Mapping[Visibilite, str] = MappingProxyType(
    {
        Visibilite.VISIBLE: _("Dans son espace et dans les messages"),
        Visibilite.SANS_MESSAGE: _("Dans son espace, jamais dans un message"),
        Visibilite.INVISIBLE: _("Ni dans son espace ni dans un message"),
    }
)
GENRES: Mapping[GenreRessource, str] = MappingProxyType(
    {
        GenreRessource.AGENT: _("Agent"),
        GenreRessource.SALLE: _("Salle"),
        GenreRessource.EQUIPEMENT: _("Équipement"),
        GenreRessource.INTERPRETE: _("Interprète"),
    }
)
ACTIONS_DITES: Mapping[str, str] = MappingProxyType(
    {
        "creer_lieu": _("Lieu créé"),
        "modifier_lieu": _("Fiche modifiée"),
        "fermer_lieu": _("Lieu retiré du choix"),
        "rouvrir_lieu": _("Lieu remis au choix"),
        "ajouter_au_secteur": _("Secteur étendu"),
        "oter_du_secteur": _("Secteur réduit"),
        "regler_objet_rdv": _("Réglage changé"),
        "copier_objet_rdv": _("Créé sur le modèle d’un autre"),
        "confirmer_objet_rdv": _("Valeurs relues"),
        "ouvrir_objet_rdv": _("Remis au choix"),
        "fermer_objet_rdv": _("Retiré du choix"),
        "ajouter_ressource": _("Agenda ouvert"),
        "modifier_ressource": _("Fiche modifiée"),
        "retirer_ressource": _("Retiré du choix"),
        "remettre_ressource": _("Remis au choix"),
        "creer_plage": _("Plage posée"),
        "modifier_plage": _("Plage changée"),
        "retirer_plage": _("Fin de plage avancée"),
        "effacer_plage": _("Plage effacée avant son début"),
        "excepter_plage": _("Un jour de plage changé"),
        "retablir_plage": _("Un jour de plage rétabli"),
    }
)
CHAMPS_DITS: Mapping[str, str] = MappingProxyType(
    {
        "acces": _("Accès"),
        "adresse": _("Adresse"),
        "code_postal": _("Code postal"),
        "code_insee": _("Commune"),
        "voie": _("Voie"),
        "objets": _("Objets de rendez-vous"),
        "premier_jour": _("Premier jour"),
        "dernier_jour": _("Dernier jour"),
        "rythme": _("Rythme"),
        "intervalle": _("Une fois sur"),
        "jours": _("Jours de la semaine"),
        "heure_debut": _("De"),
        "heure_fin": _("À"),
        "annulee": _("Annulée"),
        "genre": _("Quoi ou qui"),
        "permanences": _("Permanences"),
        "longitude": _("Longitude"),
        "latitude": _("Latitude"),
        "lieu": _("Lieu"),
        "competences": _("Compétences"),
        "langues": _("Langues"),
        "visio": _("Salle de visioconférence"),
        "libelle": _("Intitulé"),
        "famille": _("Famille"),
        "rang": _("Rang"),
        "professionnel": _("Avec qui"),
        "explication": _("Explication"),
        "texte_avant": _("À accepter avant"),
        "texte_apres": _("Après la réservation"),
        "a_apporter": _("À apporter"),
        "orientation": _("Vers qui se tourner"),
        "duree_minutes": _("Durée, en minutes"),
        "pas_minutes": _("Écart entre deux débuts, en minutes"),
        "tampon_avant_minutes": _("Préparation avant, en minutes"),
        "tampon_apres_minutes": _("Battement après, en minutes"),
        "delai_minutes": _("Réservation au plus tard, en minutes avant"),
        "horizon_jours": _("Réservation au plus tôt, en jours avant"),
        "objectif_jours": _("Délai visé, en jours"),
        "limite_annulation_minutes": _("Annulation en ligne jusqu’à, en minutes avant"),
        "limite_deplacement_minutes": _("Déplacement en ligne jusqu’à, en minutes avant"),
        "hors_calendrier": _("Aussi les jours fériés et de fermeture"),
        "besoins": _("Qui et quoi réunir"),
        "modalites": _("Façons de se rencontrer"),
        "qui_reserve": _("Qui réserve"),
        "visibilite": _("Où le rendez-vous se montre"),
        "suivi": _("Avec l’agent référent seulement"),
        "sectorise": _("Le lieu du secteur d’abord"),
        "places": _("Places"),
        "demande_enfant": _("Date de naissance de l’enfant demandée"),
        "age_min_mois": _("Âge le plus bas, en mois"),
        "age_max_mois": _("Âge où c’est trop tard, en mois"),
        "pseudonyme_admis": _("Pseudonyme admis"),
        "sans_message_possible": _("On peut demander à ne recevoir aucun message"),
    }
)
