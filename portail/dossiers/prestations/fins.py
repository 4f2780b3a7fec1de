"""Quand tout finit : un décès arrête les versements ; un trop-perçu se rembourse, ou se remet.

L’aide elle-même ne se reprend jamais sur une succession (CASF, L232-19) ; seul ce qui a été versé en trop se réclame,
dans les deux ans (L232-25). Rien n’est écrit à la personne décédée.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from portail.dossiers.actions.commun import demarche_du, toucher, verifier_revision, verrouiller_pour_agent
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.erreurs import DecesImpossible, ReglementImpossible
from portail.dossiers.prestations.models import Deces, Mensualite, NatureReglement, Reglement
from portail.dossiers.prestations.ouverture import fermer
from portail.dossiers.prestations.queries import droit_au, droits_lus
from portail.dossiers.prestations.reprises import recouvrable
from portail.dossiers.versements.etats import OUVERTS, EtatVersement, GesteVersement
from portail.dossiers.versements.habilitations import peut_tenir_les_comptes
from portail.dossiers.versements.models import Versement
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, Introuvable

UN_JOUR = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solde:
    """Ce qu’un agent note d’un trop-perçu réglé : comment, combien en euros, sous quelle référence."""

    nature: NatureReglement
    montant: Decimal
    reference: str


def noter_deces(dossier_id: UUID, *, agent: Agent, jour: date, revision: int | None) -> Deces:
    """Finit les droits le jour du décès et annule les mois d’après qui ne sont pas partis.

    Lève `Interdit`, `ConflitDeVersion`, `DecesImpossible`.
    """
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        lus = droits_lus(dossier)
        if not lus.droits:
            raise Introuvable
        if lus.deces or not lus.droits[0].debut <= jour <= horloge.aujourd_hui():
            raise DecesImpossible
        deces = Deces(dossier_id=dossier.id, jour=jour, agent_id=agent.id, note_le=horloge.maintenant())
        session.add(deces)
        fermer(dossier, jour + UN_JOUR)
        _annuler_apres(dossier, agent, jour)
        dossier.revision += 1
        inscrire("noter_deces", auteur=auteur_agent(agent), objet=("dossier", dossier.id))
        toucher(dossier)
    return deces


def _annuler_apres(dossier: Dossier, agent: Agent, jour: date) -> None:
    """Annule chaque mois d’après le décès dont rien n’est parti : il ne compte plus."""
    requete = select(Versement).where(Versement.dossier_id == dossier.id, Versement.mois > jour).with_for_update()
    suivants = session.scalars(requete, execution_options={"populate_existing": True}).all()
    partis = {un.mois for un in suivants if un.etat not in OUVERTS | {EtatVersement.ANNULE}}
    for versement in suivants:
        if versement.mois not in partis and versement.etat in OUVERTS:
            versement.appliquer(GesteVersement.ANNULER, auteur=auteur_agent(agent))
    emises = select(Mensualite).where(Mensualite.dossier_id == dossier.id, Mensualite.mois > jour)
    for emise in session.scalars(emises.where(Mensualite.mois.not_in(partis))):
        emise.annulee_le = horloge.maintenant()
    session.flush()


def regler(dossier_id: UUID, *, agent: Agent, solde: Solde, revision: int | None) -> Reglement:
    """Note qu’un trop-perçu, quand plus aucun droit ne court, est remboursé ou remis, en tout ou en partie.

    Lève `Interdit` sans tenir les comptes, `ConflitDeVersion`, `ReglementImpossible` au-delà de ce qui se réclame.
    """
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        if not peut_tenir_les_comptes(agent, dossier):
            raise Interdit
        verifier_revision(dossier, revision)
        prestation, jour, lus = demarche_du(dossier).prestation, horloge.aujourd_hui(), droits_lus(dossier)
        if prestation is None or solde.nature is NatureReglement.REPRISE or droit_au(lus.droits, jour) is not None:
            raise ReglementImpossible
        if not 0 < solde.montant <= recouvrable(lus, prestation, jour).montant:
            raise ReglementImpossible
        reglement = Reglement(
            dossier_id=dossier.id,
            nature=solde.nature,
            montant=solde.montant,
            reference=solde.reference,
            agent_id=agent.id,
            fait_le=horloge.maintenant(),
        )
        session.add(reglement)
        dossier.revision += 1
        details = {"nature": solde.nature.value, "montant": f"{solde.montant:.2f}", "reference": solde.reference}
        inscrire("regler_trop_percu", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details=details)
        toucher(dossier)
    return reglement
