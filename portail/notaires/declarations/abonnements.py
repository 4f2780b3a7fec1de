"""Ce que le domaine fait d’une déclaration d’intention d’aliéner, quand son dossier avance."""

from sqlalchemy import select

from portail.dossiers import crochets
from portail.dossiers.actions.instruction import accuser
from portail.dossiers.evenements import DecisionEnVigueur, DecisionSignee, DossierDepose, TermePasse
from portail.dossiers.models import Document, Dossier
from portail.journal.actions import SYSTEME
from portail.notaires.declarations import copies, registre, terrain
from portail.socle.base import session
from portail.socle.evenements import abonner


def installer() -> None:
    """Vérifie le terrain des déclarations, les transmet dès leur dépôt, tient le registre des préemptions."""
    crochets.accrocher(terrain.DEMARCHE, crochets.Crochet("parcelles", terrain.verifier, terrain.preremplir))
    abonner(DossierDepose, _recevoir)
    abonner(TermePasse, _passer_le_relais)
    abonner(DecisionEnVigueur, registre.tenir)
    abonner(DecisionSignee, _notifier)


def _recevoir(evenement: DossierDepose) -> None:
    """Transmet les copies aussitôt ; complète, la déclaration reçoit aussi son récépissé."""
    dossier = session.get_one(Dossier, evenement.dossier_id)
    if dossier.demarche != terrain.DEMARCHE:
        return
    copies.transmettre_les_copies(dossier)
    if dossier.date_silence is not None:
        accuser(dossier, auteur=SYSTEME)


def _passer_le_relais(evenement: TermePasse) -> None:
    if evenement.dossier.demarche == terrain.DEMARCHE:
        copies.passer_le_relais(evenement.dossier)


def _notifier(evenement: DecisionSignee) -> None:
    dossier, decision = evenement.dossier, evenement.decision
    if dossier.demarche != terrain.DEMARCHE or decision.nature not in registre.PREEMPTIONS:
        return
    lettre = session.scalars(select(Document).where(Document.objet_id == decision.id)).first()
    if lettre is not None:
        copies.notifier_la_preemption(dossier, decision, lettre)
