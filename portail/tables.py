"""Toutes les tables du portail, pour les migrations et les contrôles ; un domaine nouveau s’ajoute ici."""

from portail.documents import models as documents
from portail.dossiers import models as dossiers
from portail.dossiers import saisies
from portail.dossiers.alertes import models as alertes
from portail.dossiers.avis import models as avis
from portail.dossiers.conservation import models as conservation
from portail.dossiers.delegations import models as delegations
from portail.dossiers.guichet import models as guichet
from portail.dossiers.lies import models as lies
from portail.dossiers.modeles import models as modeles
from portail.dossiers.motifs import models as motifs
from portail.dossiers.prestations import models as prestations
from portail.dossiers.propositions import models as propositions
from portail.dossiers.recommandes import models as recommandes
from portail.dossiers.recours import models as recours
from portail.dossiers.retraits import models as retraits
from portail.dossiers.suivis import models as suivis
from portail.dossiers.transmissions import models as transmissions
from portail.dossiers.versements import models as versements
from portail.dossiers.visas import models as visas
from portail.dossiers.visites import models as visites
from portail.dossiers.volets import models as volets
from portail.identite import models as identite
from portail.identite.absences import models as absences
from portail.identite.famille import models as famille
from portail.identite.notaires import models as offices
from portail.inscriptions.activites import models as activites
from portail.inscriptions.attente import models as attente_foyer
from portail.inscriptions.attestations import models as attestations
from portail.inscriptions.billets import models as billets
from portail.inscriptions.evenements import models as evenements
from portail.inscriptions.ouvertures import models as ouvertures
from portail.inscriptions.paniers import models as paniers
from portail.inscriptions.patrimoine import models as patrimoine
from portail.inscriptions.places import models as places
from portail.inscriptions.sante import models as sante
from portail.inscriptions.tarifs import models as tarifs
from portail.instruction.affectation import models as affectation
from portail.instruction.etiquettes import models as etiquettes
from portail.instruction.exports import models as exports
from portail.instruction.lots import models as lots
from portail.instruction.notes import models as notes
from portail.instruction.vues import models as vues
from portail.journal import models as journal
from portail.notaires.aides import models as aides
from portail.notaires.certificats import models as certificats
from portail.notaires.declarations import models as declarations
from portail.notaires.recuperations import models as recuperations
from portail.notaires.successions import models as successions
from portail.notaires.successions.brouillons import models as brouillons_succession
from portail.notaires.zones import models as zones
from portail.notifications import models as notifications
from portail.paiement.archives import models as archives
from portail.paiement.paiements import models as paiements
from portail.paiement.rapprochement import models as rapprochement
from portail.paiement.regies import models as regies
from portail.parametres import models as parametres
from portail.pieces import models as pieces
from portail.pieces.justificatifs import models as justificatifs
from portail.rendez_vous.agendas import models as agendas_rdv
from portail.rendez_vous.attente import models as attente_rdv
from portail.rendez_vous.echanges import models as echanges_rdv
from portail.rendez_vous.invitations import models as invitations_rdv
from portail.rendez_vous.lieux import models as lieux
from portail.rendez_vous.objets import models as objets_rdv
from portail.rendez_vous.occupations import models as occupations
from portail.rendez_vous.plages import models as plages
from portail.rendez_vous.rappels import models as rappels_rdv
from portail.rendez_vous.reservations import models as reservations
from portail.rendez_vous.ressources import models as ressources
from portail.rendez_vous.telephone import models as telephone_rdv
from portail.socle import debits, decalage
from portail.socle.base import Modele
from portail.territoire import models as territoire

MODELES = (
    absences,
    activites,
    affectation,
    agendas_rdv,
    aides,
    alertes,
    archives,
    attente_foyer,
    attente_rdv,
    attestations,
    avis,
    billets,
    brouillons_succession,
    certificats,
    conservation,
    debits,
    decalage,
    declarations,
    delegations,
    documents,
    dossiers,
    echanges_rdv,
    etiquettes,
    evenements,
    exports,
    famille,
    guichet,
    identite,
    invitations_rdv,
    journal,
    justificatifs,
    lies,
    lieux,
    lots,
    modeles,
    motifs,
    notes,
    notifications,
    objets_rdv,
    occupations,
    offices,
    ouvertures,
    paiements,
    paniers,
    parametres,
    patrimoine,
    pieces,
    places,
    plages,
    prestations,
    propositions,
    rappels_rdv,
    rapprochement,
    recommandes,
    recours,
    recuperations,
    regies,
    reservations,
    ressources,
    retraits,
    saisies,
    sante,
    successions,
    suivis,
    tarifs,
    telephone_rdv,
    territoire,
    transmissions,
    versements,
    visas,
    visites,
    volets,
    vues,
    zones,
)

__all__ = ["MODELES", "Modele"]
