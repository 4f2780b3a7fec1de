"""Rassemble les vues du bureau des agents."""

from portail.guichets.agents.activites import vues as activites
from portail.guichets.agents.agenda import (
    ailleurs,
    appels,
    attente,
    deplacer,
    imprimer,
    inviter,
    jour,
    plages,
    plages_d_appel,
    referent,
    rendez_vous,
    replacer,
    reserver,
    seances,
    statistiques,
)
from portail.guichets.agents.avis import demander, rendre
from portail.guichets.agents.billetterie import seances as seances_de_visite
from portail.guichets.agents.billetterie import sites, ventes
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.decisions import decision, recommandes, retraits, transmissions, visas
from portail.guichets.agents.dossier import (
    complement,
    documents,
    gestes,
    horloges,
    impression,
    journal,
    page,
    pieces,
    raison,
    travail,
)
from portail.guichets.agents.entrees import ecran as entrees
from portail.guichets.agents.equipe import absences, organisation, preferences
from portail.guichets.agents.evaluation import (
    propositions,
    visites,
    volets,
    volets_archives,
    volets_fichiers,
)
from portail.guichets.agents.evenements import inscrits as evenements_inscrits
from portail.guichets.agents.evenements import liste as evenements_liste
from portail.guichets.agents.evenements import page as evenements_page
from portail.guichets.agents.evenements import places as evenements_places
from portail.guichets.agents.guichet import courriers, demandes, desistement, saisie, suites
from portail.guichets.agents.listes import exports, fiche, liste, lots, recherche, tableau, vues_enregistrees
from portail.guichets.agents.regie import ecran, en_ligne, releve, remboursements, sommes
from portail.guichets.agents.successions import alarmes
from portail.guichets.agents.successions import vues as successions
from portail.guichets.agents.versements import droits, fins, liste_a_payer, operations, prestataires
from portail.guichets.agents.zones import certificat, certificats, correction, preemptions, versions
from portail.guichets.agents.zones import imports as imports_de_couches

__all__ = ["activites", "blueprint"]
