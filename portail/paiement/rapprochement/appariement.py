"""Apparier une ligne du relevé et un règlement, par la référence ; à défaut, redemander à PayFiP, ou constater."""

from uuid import UUID

from sqlalchemy import select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, inscrire
from portail.paiement.paiements.encaissement import ecrire
from portail.paiement.paiements.etats import EtatEncaissement, EtatPaiement, Moyen
from portail.paiement.paiements.gestes import acquerir
from portail.paiement.paiements.models import Encaissement, Paiement, SommeDue
from portail.paiement.paiements.notification import demander_une_relecture
from portail.paiement.rapprochement.models import LigneDuReleve, Nature
from portail.paiement.regies.habilitations import peut_tenir
from portail.paiement.regies.models import Regie
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, TransitionInterdite
from portail.socle.traduction import _

MOYENS = {Nature.CARTE: Moyen.CARTE, Nature.PRELEVEMENT: Moyen.PRELEVEMENT}


class RienAConstater(TransitionInterdite):
    """La ligne va déjà avec un règlement, ou ne vient d’aucun paiement du portail."""

    message = _(
        "Cette ligne ne peut pas être constatée : elle est déjà rapprochée, ou sa référence n’est pas du portail."
    )


def apparier(ligne_id: UUID) -> bool:
    """Rapproche la ligne du règlement de même référence, de même montant ; rend faux s’il n’y en a pas encore.

    Un paiement de cette référence qui n’est pas encaissé est relu : le comptable en sait plus que nous.
    """
    with transaction():
        trouve = _verrouillees(ligne_id)
        if trouve is None:
            return False
        ligne, paiement = trouve
        encaissement = _encaissement_de(paiement)
        if encaissement is None:
            if paiement.idop is not None and paiement.etat is not EtatPaiement.ANOMALIE:
                demander_une_relecture(paiement.id)
            return False
        if encaissement.rapproche_le is not None or encaissement.montant != ligne.montant:
            return False
        _lier(ligne, encaissement)
        acquerir(encaissement, auteur=SYSTEME)
    return True


def constater(ligne_id: UUID, *, agent: Agent) -> Encaissement:
    """Écrit le règlement que dit le relevé, quand PayFiP ne le dira plus ; lève `RienAConstater`."""
    with transaction():
        trouve = _verrouillees(ligne_id)
        if trouve is None:
            raise RienAConstater
        ligne, paiement = trouve
        if not peut_tenir(agent, session.get_one(Regie, ligne.regie_id)):
            raise Introuvable
        if _encaissement_de(paiement) is not None:
            raise RienAConstater
        paiement.etat, paiement.conclu_le = EtatPaiement.PAYE, horloge.maintenant()
        paiement.prochaine_lecture_le = None
        encaissement = Encaissement(
            paiement_id=paiement.id,
            moyen=MOYENS[ligne.nature],
            montant=ligne.montant,
            jour=ligne.jour,
            etat=EtatEncaissement.ACQUIS,
            saisie=paiement.saisie,
            autorisation=ligne.autorisation,
            agent_id=agent.id,
        )
        somme = session.get_one(SommeDue, paiement.somme_id)
        ecrire(somme, encaissement, auteur=auteur_agent(agent), courriel=paiement.courriel)
        _lier(ligne, encaissement)
    return encaissement


def _verrouillees(ligne_id: UUID) -> tuple[LigneDuReleve, Paiement] | None:
    """Rend la ligne à rapprocher et la tentative de même référence, verrouillées, la somme due d’abord ; ou rien."""
    lue = session.get(LigneDuReleve, ligne_id)
    if lue is None:
        return None
    connus = select(Paiement.id, Paiement.somme_id).join(SommeDue, SommeDue.id == Paiement.somme_id)
    trouve = session.execute(
        connus.where(Paiement.refdet == lue.refdet, SommeDue.regie_id == lue.regie_id)
    ).one_or_none()
    if trouve is None:
        return None
    verrouiller(SommeDue, trouve.somme_id)
    paiement, ligne = verrouiller(Paiement, trouve.id), verrouiller(LigneDuReleve, ligne_id)
    if ligne.encaissement_id is not None or ligne.classee_le is not None:
        return None
    return ligne, paiement


def _encaissement_de(paiement: Paiement) -> Encaissement | None:
    return session.scalars(
        select(Encaissement).where(Encaissement.paiement_id == paiement.id).execution_options(populate_existing=True)
    ).one_or_none()


def _lier(ligne: LigneDuReleve, encaissement: Encaissement) -> None:
    ligne.encaissement_id, encaissement.rapproche_le = encaissement.id, horloge.maintenant()
    session.flush()
    details = {"encaissement": str(encaissement.id), "ligne": str(ligne.id)}
    inscrire("rapprocher", auteur=SYSTEME, objet=("somme_due", encaissement.somme_id), details=details)
