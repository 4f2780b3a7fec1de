"""À qui l’on paie une prestation : au compte de la personne, au service qui l’aide, en titres ; un choix daté.

Un choix vaut à partir du premier mois qui n’est pas encore ouvert. Ce qui était ouvert garde sa destination, sauf ce
qui n’en avait pas, ou ce qui en est revenu.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select

from portail.demarche.declaration import Demarche, ModeVersement, ajouter_mois
from portail.dossiers.actions.commun import (
    demarche_du,
    toucher,
    verifier_revision,
    verrouiller_pour_agent,
    verrouiller_pour_usager,
)
from portail.dossiers.models import Dossier
from portail.dossiers.versements.erreurs import PrestataireImpossible
from portail.dossiers.versements.etats import EtatVersement, GesteVersement
from portail.dossiers.versements.models import ModeChoisi, Prestataire, Versement
from portail.dossiers.versements.phrases import dire_le_mode
from portail.dossiers.versements.queries import dernier_sur_compte, prochain_compte
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable

FRAIS = {"populate_existing": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """À qui l’on paie ; un service sans prestataire est encore à désigner."""

    mode: ModeVersement
    prestataire: Prestataire | None = None


def modes_choisis(dossier: Dossier) -> Sequence[ModeChoisi]:
    """Rend les choix faits depuis la demande, du plus ancien au plus récent."""
    requete = select(ModeChoisi).where(ModeChoisi.dossier_id == dossier.id).order_by(ModeChoisi.depuis)
    return session.scalars(requete, execution_options=FRAIS).all()


def mode_demande(dossier: Dossier, demarche: Demarche) -> ModeVersement:
    """Rend ce que la personne a répondu dans sa demande ; le compte, si la démarche ne le demande pas."""
    versement = demarche.versement
    if versement is None or not versement.mode:
        return ModeVersement.COMPTE
    return versement.modes.get(str(dossier.reponses.get(versement.mode)), ModeVersement.COMPTE)


def destination_au(dossier: Dossier, demarche: Demarche, mois: date) -> Destination:
    """Rend à qui l’on paie ce mois-là : le dernier choix fait, à défaut celui de la demande."""
    choix = next((un for un in reversed(modes_choisis(dossier)) if un.depuis <= mois), None)
    if choix is None:
        return Destination(mode=mode_demande(dossier, demarche))
    return Destination(mode=choix.mode, prestataire=choix.prestataire)


def premier_mois(dossier: Dossier, jour: date) -> date:
    """Rend le premier mois qu’un choix fait aujourd’hui peut changer."""
    mois = jour.replace(day=1)
    ouvert = session.scalar(select(Versement.id).where(Versement.dossier_id == dossier.id, Versement.mois == mois))
    return mois if ouvert is None else ajouter_mois(mois, 1)


def prestataires_de(dossier: Dossier) -> Sequence[Prestataire]:
    """Rend les services que l’on peut payer directement pour ce dossier, par nom."""
    ouverts = select(Prestataire).where(
        Prestataire.service_code == dossier.service_code, Prestataire.ferme_le.is_(None)
    )
    return session.scalars(ouverts.order_by(Prestataire.nom, Prestataire.siret)).all()


def choisir(dossier_id: UUID, *, usager: Usager, mode: ModeVersement, prestataire_id: UUID | None = None) -> ModeChoisi:
    """Garde à qui la personne veut que l’on paie ; lève `PrestataireImpossible`."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        choix = _garder(dossier, mode, prestataire_id, auteur_usager(usager))
        choix.usager_id, choix.agent_id = usager.id, None
    return choix


def enregistrer(
    dossier_id: UUID,
    *,
    agent: Agent,
    mode: ModeVersement,
    prestataire_id: UUID | None = None,
    revision: int | None,
) -> ModeChoisi:
    """Garde ce que la personne a dit à un agent ; lève `Interdit`, `ConflitDeVersion`, `PrestataireImpossible`."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        choix = _garder(dossier, mode, prestataire_id, auteur_agent(agent))
        choix.usager_id, choix.agent_id = None, agent.id
        dossier.revision += 1
    return choix


def _garder(dossier: Dossier, mode: ModeVersement, prestataire_id: UUID | None, auteur: Auteur) -> ModeChoisi:
    demarche = demarche_du(dossier)
    if demarche.prestation is None or demarche.versement is None or mode not in demarche.versement.modes.values():
        raise Introuvable
    prestataire = _prestataire(dossier, mode, prestataire_id)
    depuis = premier_mois(dossier, horloge.aujourd_hui())
    choix = next((un for un in modes_choisis(dossier) if un.depuis == depuis), None)
    choix = choix or ModeChoisi(dossier_id=dossier.id, depuis=depuis)
    choix.mode, choix.prestataire, choix.choisi_le = mode, prestataire, horloge.maintenant()
    session.add(choix)
    session.flush()
    details = {"mode": mode.value, "depuis": depuis.isoformat(), "prestataire": str(prestataire_id or "")}
    inscrire("choisir_mode_versement", auteur=auteur, objet=("dossier", dossier.id), details=details)
    _diriger_ce_qui_attend(dossier, demarche, choix, auteur)
    toucher(dossier)
    dire_le_mode(dossier, choix)
    return choix


def _prestataire(dossier: Dossier, mode: ModeVersement, identifiant: UUID | None) -> Prestataire | None:
    if mode is not ModeVersement.SERVICE or identifiant is None:
        return None
    trouve = next((un for un in prestataires_de(dossier) if un.id == identifiant), None)
    if trouve is None:
        raise PrestataireImpossible
    return trouve


def _diriger_ce_qui_attend(dossier: Dossier, demarche: Demarche, choix: ModeChoisi, auteur: Auteur) -> None:
    """Envoie là où il vient d’être dit les mois sans destination, ou revenus d’un autre que la personne."""
    sans_compte = and_(Versement.mode == ModeVersement.SERVICE, Versement.iban.is_(None))
    attend = or_(
        and_(Versement.etat == EtatVersement.A_MANDATER, sans_compte),
        and_(Versement.etat == EtatVersement.REJETE, Versement.mode != ModeVersement.COMPTE),
    )
    requete = select(Versement).where(Versement.dossier_id == dossier.id, Versement.mois.is_not(None), attend)
    destination = Destination(mode=choix.mode, prestataire=choix.prestataire)
    for versement in session.scalars(requete.with_for_update(), execution_options=FRAIS):
        diriger(versement, destination, *compte_de_la_personne(dossier, demarche))
        versement.appliquer(GesteVersement.DIRIGER, auteur=auteur)


def diriger(versement: Versement, destination: Destination, iban: str | None, titulaire: str | None) -> None:
    """Pose la destination d’un versement ; `iban` et `titulaire` sont ceux de la personne."""
    versement.mode, prestataire = destination.mode, destination.prestataire
    versement.prestataire_id = prestataire.id if prestataire else None
    if destination.mode is ModeVersement.COMPTE:
        versement.iban, versement.titulaire = iban, titulaire
    else:
        versement.iban = prestataire.iban if prestataire else None
        versement.titulaire = prestataire.nom if prestataire else None


def compte_de_la_personne(dossier: Dossier, demarche: Demarche) -> tuple[str | None, str | None]:
    """Rend l’IBAN et le titulaire du compte à créditer ; celui que la banque a refusé n’est pas repris."""
    if demarche.versement is None:
        return None, None
    suite, dernier = prochain_compte(dossier), dernier_sur_compte(dossier)
    if suite is not None:
        return suite.iban, suite.titulaire
    if dernier is None:
        return dossier.reponses.get(demarche.versement.iban), dossier.reponses.get(demarche.versement.titulaire)
    return (None if dernier.etat is EtatVersement.REJETE else dernier.iban), dernier.titulaire
