"""Ce que les actions partagent : charger, vérifier le droit, dater, prévenir. Toujours dans une transaction ouverte."""

from typing import Any
from uuid import UUID

from portail.demarche.declaration import Demarche
from portail.dossiers.erreurs import AgentEcarte, SilenceEchu
from portail.dossiers.etats import Etat
from portail.dossiers.habilitations import est_ecarte, peut_agir, peut_instruire, peut_lire
from portail.dossiers.horloges.lecture import declaration_de, horloges_du, projeter
from portail.dossiers.horloges.types import Horloges
from portail.dossiers.models import Dossier, Intervenant, QualiteIntervenant
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.queries import silence_echu
from portail.dossiers.visas.queries import validation_attendue
from portail.identite.models import Agent, Usager
from portail.notifications.actions import Destinataire, prevoir
from portail.socle import horloge
from portail.socle.base import verrouiller
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable
from portail.socle.traduction import traducteur


def demarche_du(dossier: Dossier) -> Demarche:
    """Rend la déclaration sous laquelle le dossier a été ouvert."""
    return declaration_de(dossier)


def verrouiller_pour_usager(dossier_id: UUID, usager: Usager) -> Dossier:
    """Rend le dossier verrouillé si l’usager peut y agir ; lève `Introuvable` sinon."""
    dossier = verrouiller(Dossier, dossier_id)
    if not peut_agir(usager, dossier):
        raise Introuvable
    return dossier


def verrouiller_pour_agent(dossier_id: UUID, agent: Agent) -> Dossier:
    """Rend le dossier verrouillé si l’agent peut l’instruire ; lève `Interdit` sinon, `AgentEcarte` d’un recours."""
    dossier = verrouiller(Dossier, dossier_id)
    if not peut_instruire(agent, dossier):
        raise AgentEcarte if est_ecarte(agent, dossier) else Interdit
    return dossier


def verrouiller_pour_lecteur(dossier_id: UUID, agent: Agent) -> Dossier:
    """Rend le dossier verrouillé si l’agent peut le lire ; lève `Introuvable` sinon."""
    dossier = verrouiller(Dossier, dossier_id)
    if not peut_lire(agent, dossier):
        raise Introuvable
    return dossier


def verifier_revision(dossier: Dossier, revision: int | None) -> None:
    """Lève `ConflitDeVersion` si l’écran montrait un dossier qui a changé depuis ; sans révision, ne vérifie rien."""
    if revision is not None and revision != dossier.revision:
        raise ConflitDeVersion


def toucher(dossier: Dossier) -> None:
    """Note que le dossier vient de changer, et de qui un projet de décision attend la validation."""
    dossier.modifie_le = horloge.maintenant()
    dossier.validation_attendue = validation_attendue(dossier)


def recalculer(dossier: Dossier) -> Horloges:
    """Refait les échéances depuis le journal, ce que la transaction vient d’y écrire compris, et les rend."""
    horloges = horloges_du(dossier)
    projeter(dossier, horloges)
    return horloges


def exiger_un_delai_ouvert(dossier: Dossier) -> None:
    """Lève `SilenceEchu` si le délai du silence est passé : la décision implicite est née, on l’enregistre d’abord."""
    if silence_echu(dossier):
        raise SilenceEchu


def personnes_a_prevenir(dossier: Dossier) -> list[Intervenant]:
    """Rend les intervenants à prévenir, une fois par adresse."""
    vues: set[tuple[str | None, str | None]] = set()
    retenus = []
    for lien in dossier.intervenants:
        adresse = (lien.courriel, lien.telephone)
        if lien.qualite is not QualiteIntervenant.MANDATAIRE and any(adresse) and adresse not in vues:
            vues.add(adresse)
            retenus.append(lien)
    return retenus


def prevenir(dossier: Dossier, gabarit: str, contexte: dict[str, Any] | None = None) -> None:
    """Promet le message à chaque personne du dossier, avec le numéro et le nom de la démarche.

    Une demande déposée sans adresse électronique a un courrier à poster : la personne est prévenue elle aussi.
    """
    traduire = traducteur(dossier.langue)
    base = {
        "numero": en_deux_groupes(dossier.numero),
        "chemin": f"/mon-espace/dossiers/{dossier.numero}",
        "demarche": traduire(demarche_du(dossier).nom),
    }
    for lien in personnes_a_prevenir(dossier) or dossier.intervenants[:1]:
        adresse = {"chemin": RATTACHER} if sans_compte(lien) else {}
        for destinataire in _destinataires(dossier, lien):
            prevoir(destinataire, gabarit, {**base, **adresse, **(contexte or {})}, objet=("dossier", dossier.id))


RATTACHER = "/mon-espace/rattacher"
"""Où une personne sans compte relie sa demande au sien : la page de suivi ne s’ouvrirait pas."""


def sans_compte(lien: Intervenant) -> bool:
    """Vrai si cette personne n’a rien sur le portail : sa demande est venue du guichet."""
    return lien.usager_id is None


def _destinataires(dossier: Dossier, lien: Intervenant) -> list[Destinataire]:
    """Rend à qui l’on écrit ; sans compte ni courriel, une lettre part toujours et un SMS l’annonce s’il le peut.

    Un lien vers le portail n’apprendrait rien à qui n’y a pas de compte : l’accusé et la décision sont dans la lettre.
    """
    poste = dossier.etat is not Etat.BROUILLON
    if sans_compte(lien) and not lien.courriel and poste:
        return [
            Destinataire(langue=dossier.langue, poste=True),
            *([Destinataire(telephone=lien.telephone, langue=dossier.langue)] if lien.telephone else []),
        ]
    return [Destinataire(courriel=lien.courriel, telephone=lien.telephone, langue=dossier.langue, poste=poste)]


def se_poste(dossier: Dossier) -> bool:
    """Vrai si personne du dossier n’a ni compte ni courriel : ce qu’on lui remet n’est transmis qu’une fois posté."""
    return not any(lien.usager_id or lien.courriel for lien in dossier.intervenants)
