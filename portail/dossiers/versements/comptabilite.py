"""Mandater, payer, rejeter, à l’écran ou par fichier : sous un même mandat, une opération ne se fait qu’une fois."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portail.dossiers.actions.commun import recalculer, toucher
from portail.dossiers.models import Dossier
from portail.dossiers.versements import phrases
from portail.dossiers.versements.comptes import empreinte_du_compte
from portail.dossiers.versements.erreurs import (
    DateImpossible,
    MandatDejaUtilise,
    MandatInconnu,
    MandatInvalide,
    MotifExige,
    SansCompte,
)
from portail.dossiers.versements.etats import GesteVersement, MotifRejet
from portail.dossiers.versements.habilitations import peut_tenir_les_comptes
from portail.dossiers.versements.models import OperationVersement, Versement
from portail.dossiers.versements.verrous import dossier_et_versement
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit

FORME_DU_MANDAT = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./_-]{0,39}")
GESTES = frozenset({GesteVersement.MANDATER, GesteVersement.PAYER, GesteVersement.REJETER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordre:
    """Ce que le comptable note : le geste, le numéro du mandat, le jour, et le motif d’un rejet."""

    geste: GesteVersement
    mandat: str
    jour: date
    motif: MotifRejet | None = None


def enregistrer(versement_id: UUID, *, agent: Agent, ordre: Ordre, revision: int | None) -> Versement:
    """Enregistre une opération saisie à l’écran et prévient la personne.

    Lève `MandatDejaUtilise` si elle est déjà faite, et les refus de `executer`.
    """
    with transaction():
        dossier, versement = dossier_et_versement(versement_id, revision)
        if not peut_tenir_les_comptes(agent, dossier):
            raise Interdit
        if est_faite(versement, ordre):
            raise MandatDejaUtilise
        executer(dossier, versement, ordre, agent=agent)
    return versement


def est_faite(versement: Versement, ordre: Ordre) -> bool:
    """Vrai si cette opération a déjà été faite sous ce mandat, même si le versement a changé depuis."""
    return (
        session.scalar(
            select(OperationVersement.id).where(
                OperationVersement.versement_id == versement.id,
                OperationVersement.geste == ordre.geste,
                OperationVersement.mandat == ordre.mandat,
            )
        )
        is not None
    )


def executer(
    dossier: Dossier, versement: Versement, ordre: Ordre, *, agent: Agent, import_id: UUID | None = None
) -> None:
    """Fait l’opération sur le versement verrouillé, dans la transaction courante, et prévient la personne.

    Lève `MandatInvalide`, `MandatInconnu`, `DateImpossible`, `MotifExige`, `SansCompte`, `VersementChange`.
    """
    _verifier(versement, ordre)
    versement.appliquer(
        ordre.geste,
        auteur=auteur_agent(agent),
        details={"jour": ordre.jour.isoformat(), **({"import": str(import_id)} if import_id else {})},
    )
    _noter(versement, ordre)
    session.add(
        OperationVersement(
            versement_id=versement.id,
            geste=ordre.geste,
            mandat=ordre.mandat,
            jour=ordre.jour,
            agent_id=agent.id,
            import_id=import_id,
            faite_le=horloge.maintenant(),
        )
    )
    session.flush()
    if ordre.geste is GesteVersement.PAYER:
        recalculer(dossier)
    toucher(dossier)
    _DIRE[ordre.geste](dossier, versement)


_DIRE = {
    GesteVersement.MANDATER: phrases.dire_mandate,
    GesteVersement.PAYER: phrases.dire_paye,
    GesteVersement.REJETER: phrases.dire_rejete,
}


def _verifier(versement: Versement, ordre: Ordre) -> None:
    if not FORME_DU_MANDAT.fullmatch(ordre.mandat):
        raise MandatInvalide
    if ordre.jour > horloge.aujourd_hui():
        raise DateImpossible
    if ordre.geste is GesteVersement.MANDATER:
        if not versement.est_payable:
            raise SansCompte
        return
    _verifier_la_suite(versement, ordre)


def _verifier_la_suite(versement: Versement, ordre: Ordre) -> None:
    if versement.mandat and ordre.mandat != versement.mandat:
        raise MandatInconnu
    if versement.date_mandat is not None and ordre.jour < versement.date_mandat:
        raise DateImpossible
    if ordre.geste is GesteVersement.REJETER and ordre.motif is None:
        raise MotifExige


def _noter(versement: Versement, ordre: Ordre) -> None:
    if ordre.geste is GesteVersement.MANDATER:
        versement.mandat, versement.date_mandat = ordre.mandat, ordre.jour
        versement.date_paiement = versement.date_rejet = versement.motif_rejet = None
    elif ordre.geste is GesteVersement.PAYER:
        versement.date_paiement = ordre.jour
    else:
        versement.date_rejet, versement.motif_rejet = ordre.jour, ordre.motif
        versement.iban_rejete_empreinte = empreinte_du_compte(versement.iban) if versement.iban else None
