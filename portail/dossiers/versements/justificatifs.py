"""Les justificatifs de paiement : la personne les envoie après l’accord, un agent les accepte ou les redemande."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from portail.dossiers.actions.commun import demarche_du, toucher, verrouiller_pour_usager
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.models import Dossier
from portail.dossiers.suivis.prevenance import prevenir_le_service
from portail.dossiers.versements.erreurs import DateImpossible, VersementTardif
from portail.dossiers.versements.etats import EtatVersement, GesteVersement
from portail.dossiers.versements.habilitations import peut_verifier
from portail.dossiers.versements.models import Versement, VersementChange
from portail.dossiers.versements.phrases import redemander as redemander_a_la_personne
from portail.dossiers.versements.queries import justificatifs, justificatifs_manquants
from portail.dossiers.versements.verrous import dernier_versement, dossier_et_versement
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import inscrire
from portail.pieces import actions as pieces
from portail.pieces.models import EtatPiece, MotifRefusPiece
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.base import transaction
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide
from portail.socle.traduction import _

MODIFIABLES = frozenset({EtatVersement.ACCORDE, EtatVersement.A_VERIFIER})
"""États où la personne peut encore ajouter un justificatif."""


def joindre(dossier_id: UUID, *, usager: Usager, code: str, recu: pieces.Recu) -> None:
    """Ajoute un justificatif ; quand tous y sont, le service est prévenu. Après la date limite aussi : c’est noté."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        versement = dernier_versement(dossier)
        demarche = demarche_du(dossier)
        if code not in {piece.identifiant for piece in justificatifs(dossier, demarche)}:
            raise Introuvable
        if versement.etat not in MODIFIABLES:
            raise VersementChange
        pieces.enregistrer_fichier(dossier.id, code, recu)
        inscrire("joindre", auteur=auteur_usager(usager), objet=("dossier", dossier.id), details={"piece": code})
        if versement.etat is EtatVersement.ACCORDE and not justificatifs_manquants(dossier, demarche):
            versement.transmis_le = horloge.maintenant()
            versement.appliquer(
                GesteVersement.TRANSMETTRE, auteur=auteur_usager(usager), details={"tardif": versement.est_tardif}
            )
            prevenir_le_service(dossier, "agent/versement", {})
        toucher(dossier)


def valider(versement_id: UUID, *, agent: Agent, revision: int | None) -> Versement:
    """Accepte les justificatifs : le versement est prêt à mandater ; lève `VersementTardif` passé le délai."""
    with transaction():
        dossier, versement = dossier_et_versement(versement_id, revision)
        if not peut_verifier(agent, dossier):
            raise Interdit
        if versement.est_tardif:
            raise VersementTardif
        versement.appliquer(GesteVersement.VALIDER, auteur=auteur_agent(agent))
        for code in _codes_recus(dossier):
            pieces.accepter(dossier.id, code)
        toucher(dossier)
    return versement


def _codes_recus(dossier: Dossier) -> list[str]:
    attendus = {piece.identifiant for piece in justificatifs(dossier, demarche_du(dossier))}
    return [p.code for p in pieces_de(dossier.id) if p.code in attendus and p.etat is EtatPiece.RECUE]


def redemander(
    versement_id: UUID,
    *,
    agent: Agent,
    codes: Sequence[str],
    motif: MotifRefusPiece,
    precision: str,
    revision: int | None,
) -> Versement:
    """Redemande des justificatifs et dit pourquoi à la personne ; lève `SaisieInvalide` sans pièce ni explication."""
    if not codes or not precision.strip():
        raise SaisieInvalide(_("Choisissez les documents à redemander, et dites à la personne ce qui ne va pas."))
    with transaction():
        dossier, versement = dossier_et_versement(versement_id, revision)
        if not peut_verifier(agent, dossier):
            raise Interdit
        versement.appliquer(GesteVersement.REDEMANDER, auteur=auteur_agent(agent), details={"pieces": sorted(codes)})
        versement.transmis_le = None
        for code in codes:
            pieces.refuser(dossier.id, code, motif=motif, precision=precision)
        toucher(dossier)
        redemander_a_la_personne(dossier, versement, precision.strip())
    return versement


def prolonger(versement_id: UUID, *, agent: Agent, jusqu_au: date, revision: int | None) -> Versement:
    """Prolonge le délai des justificatifs, pour qui signe ; la caducité envisagée ne l’est plus."""
    with transaction():
        dossier, versement = dossier_et_versement(versement_id, revision)
        if not peut_signer(agent, dossier):
            raise Interdit
        if versement.etat not in (EtatVersement.ACCORDE, EtatVersement.A_VERIFIER) or versement.date_limite is None:
            raise VersementChange
        if jusqu_au <= versement.date_limite or jusqu_au < horloge.aujourd_hui():
            raise DateImpossible(_("Choisissez une date à venir, après la date limite actuelle."))
        avant, versement.date_limite = versement.date_limite, jusqu_au
        versement.contradictoire_le = versement.observations_avant = None
        versement.revision += 1
        inscrire(
            "proroger_versement",
            auteur=auteur_agent(agent),
            objet=("dossier", dossier.id),
            details={"versement": str(versement.id), "avant": avant.isoformat(), "apres": jusqu_au.isoformat()},
        )
        toucher(dossier)
    return versement
