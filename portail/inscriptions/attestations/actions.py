"""Attester : une case et une date, un document parfois ; garder le quotient familial et le régulariser."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete

from portail.identite.famille.queries import enfant_de
from portail.identite.models import Agent
from portail.inscriptions.attestations.models import Attestation, Genre, Source
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.parametres.queries import entier_au
from portail.pieces.actions import Recu
from portail.pieces.justificatifs.actions import joindre_aux_siens
from portail.pieces.justificatifs.models import Justificatif
from portail.pieces.justificatifs.queries import justificatif_de
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _

LOT = 500


class DateImpossible(SaisieInvalide):
    """La date de l’attestation est à venir, ou l’attestation ne vaut déjà plus."""

    message = _("Indiquez la date de l’attestation : ni à venir, ni trop ancienne pour valoir encore.")


class QuotientImpossible(SaisieInvalide):
    """Le quotient n’est pas un montant."""

    message = _("Le quotient familial est un nombre d’euros, à lire sur votre attestation CAF ou MSA.")


def attester(
    genre: Genre, *, enfant_id: UUID, faite_le: date, usager_id: UUID, auteur: Auteur, document: Recu | None = None
) -> Attestation:
    """Garde ce qu’un responsable atteste pour son enfant ; lève `DateImpossible`, `Introuvable`, `TropDeDocuments`."""
    enfant = enfant_de(usager_id, enfant_id)
    jusqu_au = faite_le + timedelta(days=entier_au(f"inscription_validite_{genre.value}"))
    if not faite_le <= horloge.aujourd_hui() <= jusqu_au:
        raise DateImpossible
    with transaction():
        attestation = Attestation(
            genre=genre,
            enfant_id=enfant.id,
            faite_le=faite_le,
            valable_jusqu_au=jusqu_au,
            source=Source.PIECE if document else Source.DECLARE,
            piece_id=joindre_aux_siens(document, usager_id=usager_id).id if document else None,
            cree_le=horloge.maintenant(),
        )
        session.add(attestation)
        session.flush()
        inscrire("attester", auteur=auteur, objet=("enfant", enfant.id), details={"genre": genre.value})
    return attestation


def declarer_le_quotient(
    quotient: Decimal,
    *,
    usager_id: UUID,
    auteur: Auteur,
    source: Source = Source.DECLARE,
    document: Recu | None = None,
) -> Attestation:
    """Garde le quotient familial de ce responsable ; lève `QuotientImpossible`, `TropDeDocuments`.

    Un document joint en fait une pièce, qu’un agent vérifie.
    """
    if not quotient.is_finite() or not 0 <= quotient < entier_au("inscription_quotient_max"):
        raise QuotientImpossible
    jour = horloge.aujourd_hui()
    with transaction():
        attestation = Attestation(
            genre=Genre.QUOTIENT,
            usager_id=usager_id,
            faite_le=jour,
            valable_jusqu_au=jour + timedelta(days=entier_au("inscription_validite_quotient")),
            valeur=str(quotient),
            source=Source.PIECE if document else source,
            piece_id=joindre_aux_siens(document, usager_id=usager_id).id if document else None,
            verifiee_le=horloge.maintenant() if source is Source.API else None,
            cree_le=horloge.maintenant(),
        )
        session.add(attestation)
        session.flush()
        inscrire(
            "declarer_quotient",
            auteur=auteur,
            objet=("usager", usager_id),
            details={"source": attestation.source.value},
        )
    return attestation


def retirer(attestation_id: UUID, *, usager_id: UUID, auteur: Auteur) -> Attestation:
    """Retire une attestation donnée par erreur ; tout responsable de l’enfant le peut. Lève `Introuvable`."""
    with transaction():
        attestation = verrouiller(Attestation, attestation_id)
        if attestation.enfant_id is None:
            raise Introuvable
        enfant = enfant_de(usager_id, attestation.enfant_id)
        session.delete(attestation)
        details = {"genre": attestation.genre.value}
        inscrire("retirer_attestation", auteur=auteur, objet=("enfant", enfant.id), details=details)
    return attestation


def retirer_le_quotient(*, usager_id: UUID, auteur: Auteur) -> bool:
    """Oublie le quotient de ce responsable, qui paiera le tarif le plus haut ; faux s’il n’en avait pas donné."""
    with transaction():
        donnes = delete(Attestation).where(Attestation.usager_id == usager_id, Attestation.genre == Genre.QUOTIENT)
        retires: int = session.execute(donnes).rowcount  # type: ignore[attr-defined]
        if retires:
            inscrire("retirer_quotient", auteur=auteur, objet=("usager", usager_id))
    return bool(retires)


def verifier(attestation_id: UUID, *, agent: Agent, auteur: Auteur) -> Attestation:
    """Note qu’un agent a vu le document ; lève `TransitionInterdite` si c’est déjà fait."""
    with transaction():
        attestation = verrouiller(Attestation, attestation_id)
        if attestation.verifiee_le is not None:
            raise TransitionInterdite
        attestation.verifiee_le = horloge.maintenant()
        details = {"genre": attestation.genre.value, "agent": str(agent.id)}
        inscrire("verifier_attestation", auteur=auteur, objet=("attestation", attestation.id), details=details)
    return attestation


def ouvrir_le_document(attestation: Attestation, *, auteur: Auteur) -> Justificatif:
    """Rend le document joint et note qu’il est lu, pour la famille ; lève `Introuvable` s’il n’y en a pas."""
    if attestation.piece_id is None:
        raise Introuvable
    de_qui = ("enfant", attestation.enfant_id) if attestation.enfant_id else ("usager", attestation.usager_id)
    with transaction():
        document = justificatif_de(attestation.piece_id)
        inscrire("lire_justificatif", auteur=auteur, objet=de_qui, details={"genre": attestation.genre.value})
    return document


def oublier_les_perimees() -> int:
    """Efface les attestations qui ne valent plus ; rend leur nombre."""
    with transaction():
        perimees = delete(Attestation).where(Attestation.valable_jusqu_au < horloge.aujourd_hui())
        effacees: int = session.execute(perimees).rowcount  # type: ignore[attr-defined]
        if effacees:
            inscrire("oublier_attestations", auteur=SYSTEME, objet=("attestation", "*"), details={"nombre": effacees})
    return effacees
