"""Les mots des inscriptions, au bureau : états, raisons, critères."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.inscriptions.activites.eligibilite import Obstacle as Empechement
from portail.inscriptions.activites.models import Mode, Nature
from portail.inscriptions.attente.models import EtatAttendue, EtatAttente
from portail.inscriptions.attente.service import Obstacle
from portail.inscriptions.attestations.models import Genre, Source
from portail.inscriptions.ouvertures.attribution import Raison
from portail.inscriptions.ouvertures.models import EtatCampagne
from portail.inscriptions.paniers.models import EtatCommande, EtatDemande, MotifDeRenoncement
from portail.inscriptions.places.models import EtatPlace, Sortie
from portail.socle.traduction import _

NATURES: Mapping[Nature, str] = MappingProxyType({Nature.SECTION: _("Section"), Nature.STAGE: _("Stage")})
MODES: Mapping[Mode, str] = MappingProxyType(
    {Mode.ARRIVEE: _("Dans l’ordre d’arrivée"), Mode.VOEUX: _("Sur vœux, puis attribution")}
)
ETATS: Mapping[EtatPlace, tuple[str, str]] = MappingProxyType(
    {
        EtatPlace.PANIER: (_("Au panier"), "nouveau"),
        EtatPlace.EN_PAIEMENT: (_("Paiement attendu"), "attendu"),
        EtatPlace.PROPOSEE: (_("Proposée"), "etude"),
        EtatPlace.CONFIRMEE: (_("Inscrit"), "accord"),
        EtatPlace.LIBEREE: (_("Rendue"), "fini"),
    }
)
SORTIES: Mapping[Sortie, str] = MappingProxyType(
    {
        Sortie.RETIREE: _("retirées du panier"),
        Sortie.EXPIREE: _("temps passé"),
        Sortie.NON_PAYEE: _("non payées"),
        Sortie.REFUSEE: _("refusées"),
        Sortie.ANNULE_FAMILLE: _("annulées par la famille"),
        Sortie.ANNULE_SERVICE: _("annulées par le service"),
        Sortie.EXCLU: _("exclusions"),
    }
)
ATTENTES: Mapping[EtatAttente, tuple[str, str]] = MappingProxyType(
    {
        EtatAttente.ATTEND: (_("Attend"), "attendu"),
        EtatAttente.PROPOSE: (_("Une place lui est gardée"), "etude"),
        EtatAttente.SERVI: (_("Servi"), "accord"),
        EtatAttente.EXPIRE: (_("Sorti de la liste"), "fini"),
        EtatAttente.QUITTE: (_("A quitté la liste"), "fini"),
    }
)
ATTENDUES: Mapping[EtatAttendue, str] = MappingProxyType(
    {
        EtatAttendue.ATTEND: _("attendue"),
        EtatAttendue.PROPOSEE: _("proposée"),
        EtatAttendue.ACCEPTEE: _("acceptée"),
        EtatAttendue.QUITTEE: _("abandonnée"),
    }
)
SAUTS: Mapping[str, str] = MappingProxyType(
    {
        Obstacle.PAS_ASSEZ: _("il veut toutes ses places ensemble, et il n’y en avait pas assez"),
        Obstacle.AUTRE_QUOTA: _("un autre compte de places, que ce groupe partage, était complet"),
        Obstacle.NON_ELIGIBLE: _("l’enfant ne remplit plus les conditions"),
        Obstacle.PIECES: _("il manque une attestation"),
        Obstacle.MAXIMUM: _("l’enfant a déjà autant de stages que permis"),
        Obstacle.FERME: _("le groupe est fermé"),
        Obstacle.DEJA_INSCRIT: _("l’enfant est déjà inscrit dans ce groupe"),
        Obstacle.PAUSE: _("il venait de refuser, ou de ne pas répondre"),
        Obstacle.OCCUPE: _("son inscription changeait à cet instant"),
    }
)
"""Pourquoi un foyer a été passé."""
PASSAGES: Mapping[str, str] = MappingProxyType(
    {
        "inscrire_attente": _("Inscrit sur la liste"),
        "proposer_attente": _("Une place lui est gardée"),
        "accepter_attente": _("A accepté"),
        "refuser_attente": _("A refusé"),
        "quitter_attente": _("A quitté la liste"),
        "sauter_attente": _("Un autre foyer est passé avant lui"),
        "laisser_passer_attente": _("N’a pas répondu à temps"),
        "changer_priorite_attente": _("Priorité changée"),
    }
)
"""Ce qui arrive à un foyer sur la liste."""
RAISONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Raison.OBTENU: (_("Obtenu"), "accord"),
        Raison.COMPLET: (_("Complet quand ce foyer est passé"), "refus"),
        Raison.PAS_ASSEZ: (_("Pas assez de places pour ses enfants ensemble"), "refus"),
        Raison.FRATRIE: (_("Pas de place au même rang pour ses frères et sœurs"), "refus"),
        Raison.MAXIMUM: (_("A déjà le nombre de groupes permis"), "fini"),
        Raison.MIEUX: (_("Un vœu préféré est obtenu"), "fini"),
        "annule": (_("Groupe annulé, ou enfant déjà inscrit"), "fini"),
    }
)
CAMPAGNES: Mapping[EtatCampagne, tuple[str, str]] = MappingProxyType(
    {
        EtatCampagne.PREPAREE: (_("Vœux recueillis"), "attendu"),
        EtatCampagne.CLOSE: (_("Close, à attribuer"), "etude"),
        EtatCampagne.ATTRIBUEE: (_("Attribuée"), "accord"),
    }
)
CRITERES: Mapping[str, str] = MappingProxyType(
    {
        "premiere_fois": _("Première inscription"),
        "fratrie": _("Frères et sœurs demandés ensemble"),
        "commune_du_site": _("Enfant de la commune du site"),
        "quotient_t1": _("Quotient de la première tranche"),
        "quotient_t2": _("Quotient de la deuxième tranche"),
        "quotient_t3": _("Quotient de la troisième tranche"),
    }
)
SOURCES: Mapping[Source, str] = MappingProxyType(
    {
        Source.DECLARE: _("déclarée par la famille"),
        Source.PIECE: _("document joint"),
        Source.API: _("transmise par la CAF ou la MSA"),
        Source.AGENT: _("notée par un agent"),
    }
)
GENRES: Mapping[Genre, str] = MappingProxyType(
    {
        Genre.SANTE: _("Attestation de santé"),
        Genre.RESPONSABILITE_CIVILE: _("Assurance de responsabilité civile"),
        Genre.AISANCE_AQUATIQUE: _("Attestation d’aisance aquatique"),
        Genre.QUOTIENT: _("Quotient familial"),
    }
)
MOTIFS: Mapping[MotifDeRenoncement, str] = MappingProxyType(
    {
        MotifDeRenoncement.MEDICAL: _("Raison médicale"),
        MotifDeRenoncement.DEMENAGEMENT: _("Déménagement"),
        MotifDeRenoncement.AUTRE: _("Autre raison"),
    }
)
DEMANDES: Mapping[EtatDemande, tuple[str, str]] = MappingProxyType(
    {
        EtatDemande.A_VERIFIER: (_("À décider"), "attendu"),
        EtatDemande.ACCEPTEE: (_("Acceptée"), "accord"),
        EtatDemande.REFUSEE: (_("Refusée"), "refus"),
    }
)
COMMANDES: Mapping[EtatCommande, tuple[str, str]] = MappingProxyType(
    {
        EtatCommande.PANIER: (_("Panier"), "nouveau"),
        EtatCommande.A_PAYER: (_("À payer"), "attendu"),
        EtatCommande.EN_PAIEMENT: (_("Paiement en cours"), "etude"),
        EtatCommande.AU_GUICHET: (_("À régler au guichet"), "attendu"),
        EtatCommande.PAYEE: (_("Payée"), "accord"),
        EtatCommande.PAYE_SANS_PLACE: (_("Payée sans place"), "retard"),
        EtatCommande.ABANDONNEE: (_("Abandonnée"), "fini"),
    }
)
OBSTACLES: Mapping[Empechement, str] = MappingProxyType(
    {
        Empechement.TROP_JEUNE: _("trop jeune"),
        Empechement.TROP_AGE: _("trop âgé"),
        Empechement.NIVEAU: _("autre niveau"),
        Empechement.COMMUNE: _("commune au-dessus du seuil"),
    }
)
"""Ce qui empêche un enfant d’entrer dans un groupe."""
JOURS = (_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi"), _("samedi"), _("dimanche"))
