"""Transmettre une demande à l’autorité compétente, et le dire à la personne (CRPA, L114-2)."""

from dataclasses import dataclass
from uuid import UUID

from portail.demarche.declaration import Demarche
from portail.demarche.transmissions import Transmission as Declaree
from portail.dossiers.actions.commun import (
    demarche_du,
    exiger_un_delai_ouvert,
    prevenir,
    recalculer,
    toucher,
    verifier_revision,
    verrouiller_pour_agent,
)
from portail.dossiers.contextes import contexte_du_document
from portail.dossiers.etats import Geste
from portail.dossiers.models import Dossier
from portail.dossiers.queries import decision_de
from portail.dossiers.transmissions import lettres
from portail.dossiers.transmissions.erreurs import DejaTransmise, SansAccord
from portail.dossiers.transmissions.models import Transmission
from portail.dossiers.transmissions.queries import convient, est_accordee, permet, transmissions_de
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Autorite:
    """À qui l’on transmet : son nom et son adresse postale."""

    nom: str
    adresse: str

    @property
    def lignes(self) -> list[str]:
        """Rend le nom puis l’adresse, une ligne chacun."""
        return [self.nom.strip(), *(ligne.strip() for ligne in self.adresse.splitlines() if ligne.strip())]


def transmettre(dossier_id: UUID, code: str, *, agent: Agent, autorite: Autorite, revision: int | None) -> Transmission:
    """Transmet la demande : un courrier à l’autorité, un document et un message à la personne.

    Avant toute décision, la demande finit là ; après un refus, le dossier garde son état. Lève `Introuvable`,
    `SaisieInvalide`, `SansAccord`, `DejaTransmise`, `TransitionInterdite`, `SilenceEchu`, `ConflitDeVersion`.
    """
    if not autorite.nom.strip() or not autorite.adresse.strip():
        raise SaisieInvalide(_("Écrivez le nom et l’adresse de l’autorité qui reçoit la demande."))
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        demarche = demarche_du(dossier)
        declaree = declaree_de(demarche, code)
        _exiger(dossier, declaree)
        faite = Transmission(
            dossier_id=dossier.id,
            code=code,
            autorite=autorite.nom.strip(),
            adresse=autorite.adresse.strip(),
            agent_id=agent.id,
            transmise_le=horloge.maintenant(),
        )
        session.add(faite)
        session.flush()
        _noter(dossier, declaree, faite, agent)
        _dire(dossier, demarche, declaree, autorite, faite)
    return faite


def declaree_de(demarche: Demarche, code: str) -> Declaree:
    """Rend la transmission de ce code ; lève `Introuvable` si la démarche ne la déclare pas."""
    declaree = next((une for une in demarche.transmissions if une.code == code), None)
    if declaree is None:
        raise Introuvable
    return declaree


def _exiger(dossier: Dossier, declaree: Declaree) -> None:
    if any(une.code == declaree.code for une in transmissions_de(dossier)):
        raise DejaTransmise
    if not permet(dossier, declaree, decision_de(dossier)) or not convient(dossier, declaree):
        raise TransitionInterdite
    if not est_accordee(dossier, declaree):
        raise SansAccord
    if not declaree.apres_refus:
        exiger_un_delai_ouvert(dossier)


def _noter(dossier: Dossier, declaree: Declaree, faite: Transmission, agent: Agent) -> None:
    details = {"transmission": str(faite.id), "code": declaree.code}
    if declaree.apres_refus:
        dossier.revision += 1
        inscrire("transmettre_apres_refus", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details=details)
    else:
        dossier.appliquer(Geste.TRANSMETTRE, auteur=auteur_agent(agent), details=details)
    recalculer(dossier)
    toucher(dossier)


def _dire(dossier: Dossier, demarche: Demarche, declaree: Declaree, autorite: Autorite, faite: Transmission) -> None:
    document = lettres.remettre_transmission(dossier, demarche, declaree, faite)
    prevenir(dossier, "dossier/transmis", contexte_du_document(document))
    lettres.ecrire_a_l_autorite(dossier, demarche, declaree, autorite.lignes)
