"""Vérifier un certificat : confirmer ou corriger chaque parcelle, demander une précision, délivrer, rectifier."""

from collections.abc import Collection
from uuid import UUID

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.notaires.certificats.actions import OBJET, ecrire, nouvelle_limite, prevenir, remettre
from portail.notaires.certificats.demandes import parcelles_gardees
from portail.notaires.certificats.etats import A_TRAITER, EtatCertificat
from portail.notaires.certificats.examens import Correction, Examen, Ligne, MotifManquant, confirme, corrige, lignes_de
from portail.notaires.certificats.models import Certificat
from portail.notaires.habilitations import SERVICE_ESPACES_NATURELS, peut_instruire
from portail.notaires.zones.constats import Terrain, observer
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import ConflitDeVersion, Introuvable, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _


class ParcelleAVerifier(SaisieInvalide):
    """Une parcelle n’a été ni confirmée ni corrigée, ou ce qui s’en calcule a changé depuis."""

    message = _("Confirmez ou corrigez d’abord chaque parcelle à vérifier.")


class ZonageManquant(SaisieInvalide):
    """Il manque un zonage : un certificat en dit la date."""

    message = _("Aucun zonage n’est importé pour aujourd’hui, ou il en manque un. Importez-le, puis délivrez.")


def examiner(certificat: Certificat) -> tuple[Terrain, list[Ligne]]:
    """Rend le terrain tel qu’il se calcule aujourd’hui, et une ligne par parcelle."""
    terrain = observer(parcelles_gardees(certificat.demande), horloge.aujourd_hui())
    return terrain, lignes_de(certificat.examens, terrain.constats)


def confirmer(certificat_id: UUID, idus: Collection[str], *, agent: Agent) -> Certificat:
    """Confirme ce qui se calcule de ces parcelles ; une parcelle inconnue se corrige, elle ne se confirme pas."""
    _terrain, lignes = examiner(session.get_one(Certificat, certificat_id))
    with transaction():
        certificat = _a_traiter(certificat_id, agent)
        vues = {
            ligne.calcule.parcelle.idu: examen
            for ligne in lignes
            if ligne.calcule.parcelle.idu in idus and (examen := confirme(ligne.calcule, agent))
        }
        _garder(certificat, vues, "confirmer_parcelles", agent)
    return certificat


def corriger(certificat_id: UUID, idu: str, correction: Correction, *, agent: Agent) -> Certificat:
    """Met une correction motivée à la place du calcul ; lève `Introuvable`, et les refus de `examens.corrige`."""
    _terrain, lignes = examiner(session.get_one(Certificat, certificat_id))
    calcule = next((ligne.calcule for ligne in lignes if ligne.calcule.parcelle.idu == idu), None)
    if calcule is None:
        raise Introuvable
    examen = corrige(calcule, correction, agent)
    with transaction():
        certificat = _a_traiter(certificat_id, agent)
        _garder(certificat, {idu: examen}, "corriger_parcelle", agent)
    return certificat


def demander_une_precision(certificat_id: UUID, texte: str, *, agent: Agent) -> Certificat:
    """Pose une question à l’office, et le prévient ; lève `TexteManquant`, `TransitionInterdite`."""
    with transaction():
        certificat = _a_traiter(certificat_id, agent)
        certificat.passer_a(EtatCertificat.A_PRECISER)
        ecrire(certificat, "service", texte)
        inscrire("demander_precision", auteur=auteur_agent(agent), objet=(OBJET, certificat.id))
        prevenir(certificat, "notaires/precision")
    return certificat


def delivrer(certificat_id: UUID, *, version: int, agent: Agent) -> Certificat:
    """Délivre ce que l’agent a sous les yeux ; deux agents ne le délivrent qu’une fois.

    Lève `ConflitDeVersion` s’il vient de changer, `ParcelleAVerifier`, `ZonageManquant`, `TransitionInterdite`.
    """
    terrain, _lignes = examiner(session.get_one(Certificat, certificat_id))
    with transaction():
        certificat = _a_traiter(certificat_id, agent)
        if certificat.version != version:
            raise ConflitDeVersion
        if not all(constat.versions for constat in terrain.constats):
            raise ZonageManquant
        retenus = [ligne.retenu for ligne in lignes_de(certificat.examens, terrain.constats)]
        certifies = [retenu for retenu in retenus if retenu is not None]
        if len(certifies) < len(retenus):
            raise ParcelleAVerifier
        return remettre(certificat, terrain, certifies, auteur=auteur_agent(agent))


def rouvrir(certificat_id: UUID, motif: str, *, agent: Agent) -> Certificat:
    """Rouvre un certificat délivré, pour le rectifier ; son document vaut jusqu’à ce qu’un autre le remplace.

    Lève `MotifManquant`, `TransitionInterdite`.
    """
    if not motif.strip():
        raise MotifManquant
    with transaction():
        certificat = _de_l_agent(certificat_id, agent)
        certificat.passer_a(EtatCertificat.A_RECTIFIER)
        certificat.motif, certificat.examens = motif.strip(), {}
        certificat.date_limite, certificat.alerte_le = nouvelle_limite(), None
        inscrire("rouvrir_certificat", auteur=auteur_agent(agent), objet=(OBJET, certificat.id), texte=motif)
    return certificat


def _garder(certificat: Certificat, examens: dict[str, Examen], action: str, agent: Agent) -> None:
    certificat.examens = certificat.examens | {idu: examen.en_json() for idu, examen in examens.items()}
    certificat.version += 1
    details = {"parcelles": len(examens)}
    inscrire(action, auteur=auteur_agent(agent), objet=(OBJET, certificat.id), details=details)


def _de_l_agent(certificat_id: UUID, agent: Agent) -> Certificat:
    certificat = verrouiller(Certificat, certificat_id)
    if not peut_instruire(agent, SERVICE_ESPACES_NATURELS):
        raise Introuvable
    return certificat


def _a_traiter(certificat_id: UUID, agent: Agent) -> Certificat:
    certificat = _de_l_agent(certificat_id, agent)
    if certificat.etat not in A_TRAITER:
        raise TransitionInterdite(_("Ce n’est plus possible : ce certificat a changé d’état entre-temps."))
    return certificat
