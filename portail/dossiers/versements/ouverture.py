"""Ce qu’une décision fait au versement : un accord l’ouvre, une autre décision l’annule tant que rien n’est parti.

S’exécute dans la transaction de la décision.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from portail.demarche.declaration import Demarche
from portail.dossiers.etats import ACCORDS
from portail.dossiers.evenements import DecisionEnVigueur
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.versements.comptes import titulaire_connu
from portail.dossiers.versements.etats import ENGAGES, OUVERTS, EtatVersement, GesteVersement
from portail.dossiers.versements.models import Versement
from portail.dossiers.versements.queries import FOURNIES, justificatifs
from portail.journal.actions import SYSTEME, inscrire
from portail.parametres.queries import entier_au
from portail.pieces.models import EtatPiece
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.base import session
from portail.territoire.jours import ajouter_mois


def suivre(evenement: DecisionEnVigueur) -> None:
    """Annule ce qui n’est pas parti et, pour un accord chiffré, prévoit ce qui reste à verser."""
    dossier, decision = evenement.dossier, evenement.decision
    demarche = declaration_de(dossier)
    if demarche.versement is None or demarche.prestation is not None:
        return  # une prestation s’ouvre mois par mois
    anciens = _verrouilles(dossier)
    for ancien in anciens:
        if ancien.etat in OUVERTS:
            ancien.appliquer(GesteVersement.ANNULER, auteur=SYSTEME)
    reste = _reste_du(decision, anciens)
    if reste > 0:
        _ouvrir(dossier, demarche, decision, reste, anciens)


def _verrouilles(dossier: Dossier) -> Sequence[Versement]:
    return session.scalars(
        select(Versement)
        .where(Versement.dossier_id == dossier.id)
        .order_by(Versement.ouvert_le)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _reste_du(decision: Decision, anciens: Sequence[Versement]) -> Decimal:
    """Rend ce qui reste à verser, en euros : l’accordé moins ce qui est déjà mandaté ou payé."""
    if decision.nature not in ACCORDS or decision.montant is None:
        return Decimal(0)
    return decision.montant - sum((v.montant for v in anciens if v.etat in ENGAGES), Decimal(0))


def _ouvrir(
    dossier: Dossier, demarche: Demarche, decision: Decision, reste: Decimal, anciens: Sequence[Versement]
) -> None:
    assert demarche.versement is not None  # noqa: S101 — vérifié par l’appelant
    assert decision.date_decision is not None  # noqa: S101 — en vigueur, elle est datée
    dernier = anciens[-1] if anciens else None
    etat, transmis = _ou_en_sont_les_justificatifs(dossier, demarche, dernier)
    if etat is EtatVersement.A_MANDATER and dernier and _donne_depuis(dossier, demarche, dernier):
        etat, transmis = EtatVersement.A_VERIFIER, transmis or horloge.maintenant()
    versement = Versement(
        dossier_id=dossier.id,
        decision_id=decision.id,
        reference=f"{dossier.numero}-{len(anciens) + 1}",
        montant=reste,
        etat=etat,
        iban=dernier.iban if dernier else dossier.reponses.get(demarche.versement.iban),
        titulaire=dernier.titulaire if dernier else dossier.reponses.get(demarche.versement.titulaire),
        iban_rejete_empreinte=dernier.iban_rejete_empreinte if dernier else None,
        ouvert_le=horloge.maintenant(),
        transmis_le=transmis,
        date_limite=_limite(demarche, decision.date_decision),
    )
    session.add(versement)
    session.flush()
    inscrire(
        "ouvrir_versement",
        auteur=SYSTEME,
        objet=("dossier", dossier.id),
        details={"versement": str(versement.id), "vers": etat.value},
    )


def _donne_depuis(dossier: Dossier, demarche: Demarche, dernier: Versement) -> bool:
    """Vrai si le compte a été donné après la demande, à un nom que le dossier ne connaît pas : un agent le vérifie."""
    assert demarche.versement is not None  # noqa: S101 — vérifié par l’appelant
    titulaire = dernier.titulaire or ""
    return titulaire != dossier.reponses.get(demarche.versement.titulaire) and not titulaire_connu(dossier, titulaire)


def _limite(demarche: Demarche, jour: date) -> date | None:
    """Rend le dernier jour pour envoyer les justificatifs, selon le délai de la démarche (paramètre)."""
    if not demarche.cle_delai_paiement:
        return None
    return ajouter_mois(jour, entier_au(demarche.cle_delai_paiement, jour))


def _ou_en_sont_les_justificatifs(
    dossier: Dossier, demarche: Demarche, dernier: Versement | None
) -> tuple[EtatVersement, datetime | None]:
    """Rend l’état de départ et quand les justificatifs sont arrivés : ce qui est déjà envoyé ne se redemande pas."""
    attendus = {piece.identifiant for piece in justificatifs(dossier, demarche) if piece.obligatoire}
    if not attendus:
        return EtatVersement.A_MANDATER, None
    etats = {piece.code: piece.etat for piece in pieces_de(dossier.id) if piece.code in attendus}
    transmis = dernier.transmis_le if dernier else None
    if len(etats) < len(attendus) or not set(etats.values()) <= FOURNIES:
        return EtatVersement.ACCORDE, None
    acceptes = set(etats.values()) == {EtatPiece.ACCEPTEE}
    etat = EtatVersement.A_MANDATER if acceptes else EtatVersement.A_VERIFIER
    return etat, transmis or horloge.maintenant()
