"""Avancer le forfait en urgence, avant toute décision : qui signe le décide, une fois par demande."""

from datetime import timedelta
from uuid import UUID

from portail.demarche.conditions import est_vraie
from portail.demarche.declaration import Demarche, ajouter_mois
from portail.dossiers.actions.commun import (
    demarche_du,
    exiger_un_delai_ouvert,
    prevenir,
    toucher,
    verifier_revision,
    verrouiller_pour_agent,
)
from portail.dossiers.contextes import contexte_du_document
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.etats import ETATS_EN_COURS
from portail.dossiers.examen import jour_de_reference, reponses_a_examiner
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.echeancier import Titre
from portail.dossiers.prestations.erreurs import AvanceImpossible
from portail.dossiers.prestations.lettres import remettre_avance
from portail.dossiers.prestations.models import Droit
from portail.dossiers.prestations.ouverture import forfait_au
from portail.dossiers.prestations.queries import droits_de
from portail.dossiers.queries import decision_de
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit


def peut_etre_avancee(dossier: Dossier, demarche: Demarche, *, commencee: bool) -> bool:
    """Vrai si ce que la personne a répondu, et l’état de sa demande, permettent une avance pas encore accordée.

    `commencee` : le dossier a déjà un droit, ou une décision.
    """
    prestation = demarche.prestation
    if commencee or prestation is None or prestation.avance_si is None or dossier.etat not in ETATS_EN_COURS:
        return False
    return est_vraie(prestation.avance_si, reponses_a_examiner(dossier), jour_de_reference(dossier))


def accorder_avance(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Droit:
    """Ouvre le forfait du jour de la demande au terme du délai pour décider ; lettre remise, personne prévenue.

    Lève `Interdit` sans signature, `AvanceImpossible`, `ConflitDeVersion`, `SilenceEchu`.
    """
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        if not peut_signer(agent, dossier):
            raise Interdit
        verifier_revision(dossier, revision)
        exiger_un_delai_ouvert(dossier)
        demarche = demarche_du(dossier)
        commencee = bool(droits_de(dossier)) or decision_de(dossier) is not None
        if not peut_etre_avancee(dossier, demarche, commencee=commencee):
            raise AvanceImpossible
        droit = _ouvrir(dossier, demarche)
        dossier.revision += 1
        details = {"droit": str(droit.id), "debut": droit.debut.isoformat(), "fin": str(droit.fin)}
        inscrire("accorder_avance", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details=details)
        toucher(dossier)
        document = remettre_avance(dossier, demarche, droit)
        prevenir(dossier, "dossier/avance", contexte_du_document(document))
    return droit


def _ouvrir(dossier: Dossier, demarche: Demarche) -> Droit:
    """Ouvre l’avance ; la date de la demande en est le premier jour."""
    if demarche.delai is None:
        raise AvanceImpossible
    debut = jour_de_reference(dossier)
    terme = ajouter_mois(debut, demarche.delai.nombre) - timedelta(days=1)
    droit = Droit(
        dossier_id=dossier.id,
        titre=Titre.AVANCE,
        debut=debut,
        fin=terme,
        terme=terme,
        montant=forfait_au(demarche, debut),
    )
    session.add(droit)
    session.flush()
    return droit
