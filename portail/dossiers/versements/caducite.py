"""L’accord devient caduc faute de justificatifs à temps (CRPA, L242-2) : rappels, observations, puis une décision.

Personne n’est privé de son aide par le seul calcul : le portail avertit et attend, un agent qui signe constate.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from portail.documents.redaction import Redaction
from portail.dossiers.actions.commun import demarche_du, prevenir, toucher
from portail.dossiers.actions.decision import apposer_la_signature
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.etats import Geste, NatureDecision
from portail.dossiers.models import Decision, Document, Dossier
from portail.dossiers.queries import decision_de
from portail.dossiers.remise import remettre
from portail.dossiers.versements.erreurs import ContradictoireEnCours
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.models import Versement, VersementChange
from portail.dossiers.versements.phrases import GABARIT, rappeler
from portail.dossiers.versements.queries import echus, justificatifs_manquants
from portail.dossiers.versements.verrous import dossier_et_versement
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, TransitionInterdite
from portail.socle.traduction import _

RAPPELS = ("versement_rappel_1", "versement_rappel_2", "versement_rappel_3")
"""Codes des paramètres : jours après l’accord."""
OBSERVATIONS = "versement_observations"
"""Code du paramètre : jours laissés pour présenter des observations (CRPA, L122-1)."""
CODE = "caducite"
LOT = 200

_LIBELLE = _("Justificatifs non envoyés à temps")
_DROIT = _(
    "Code des relations entre le public et l’administration, article L242-2 : une condition mise à l’accord n’a pas "
    "été remplie."
)
_JAMAIS = _("L’accord du %(accord)s demandait d’envoyer vos justificatifs avant la fin du %(limite)s. Ils manquent.")
_TARD = _(
    "L’accord du %(accord)s demandait d’envoyer vos justificatifs avant la fin du %(limite)s. "
    "Ils sont arrivés le %(recus)s."
)
_TITRE = _("Votre accord peut perdre son effet")
_ENVISAGE = _("Nous envisageons de constater que l’accord n’a plus d’effet : l’aide ne serait pas versée.")
_OBSERVEZ = _(
    "Avant toute décision, vous pouvez présenter vos observations, par écrit ou de vive voix, accompagné ou représenté "
    "par la personne de votre choix, jusqu’au %(jour)s (articles L. 121-1 et L. 122-1 du code des relations entre le "
    "public et l’administration). Écrivez-nous un message dans votre espace, ou par courrier."
)


# ---------- Rappeler ----------


def a_rappeler(jour: date) -> Sequence[UUID]:
    """Rend les versements dont un rappel est dû : justificatifs attendus, palier passé, pas encore rappelé."""
    paliers = sorted(entier_au(code, jour) for code in RAPPELS)
    candidats = session.execute(
        select(Versement.id, Versement.ouvert_le, Versement.relances)
        .where(
            Versement.etat == EtatVersement.ACCORDE,
            Versement.date_limite >= jour,
            Versement.relances < len(paliers),
            Versement.ouvert_le < horloge.maintenant() - timedelta(days=paliers[0] - 1),
        )
        .order_by(Versement.ouvert_le)
        .limit(LOT)
    )
    return [
        identifiant
        for identifiant, ouvert, relances in candidats
        if relances < _paliers_passes(horloge.a_paris(ouvert).date(), jour, paliers)
    ]


def _paliers_passes(ouvert: date, jour: date, paliers: Sequence[int]) -> int:
    return sum((jour - ouvert).days >= palier for palier in paliers)


def relancer(versement_id: UUID) -> bool:
    """Rappelle à la personne ses justificatifs, une fois par palier ; rend vrai si c’est fait. Rejouable."""
    with transaction():
        dossier, versement = dossier_et_versement(versement_id, None)
        jour = horloge.aujourd_hui()
        paliers = sorted(entier_au(code, jour) for code in RAPPELS)
        passes = _paliers_passes(horloge.a_paris(versement.ouvert_le).date(), jour, paliers)
        if versement.etat is not EtatVersement.ACCORDE or versement.relances >= passes:
            return False
        versement.relances = passes
        traduire = Redaction.en(dossier.langue).traduire
        manquent = [traduire(piece.nom) for piece in justificatifs_manquants(dossier, demarche_du(dossier))]
        inscrire("relancer_versement", auteur=SYSTEME, objet=("dossier", dossier.id), details={"palier": passes})
        rappeler(dossier, versement, ", ".join(manquent))
    return True


# ---------- Avertir, puis constater ----------


def a_avertir(jour: date) -> Sequence[UUID]:
    """Rend les versements dont le délai est passé et dont la personne n’a pas encore été avertie."""
    return session.scalars(
        select(Versement.id)
        .where(echus(jour), Versement.contradictoire_le.is_(None))
        .order_by(Versement.date_limite)
        .limit(LOT)
    ).all()


def est_echu(versement: Versement, jour: date) -> bool:
    """Vrai si les justificatifs ne sont pas arrivés à temps."""
    if versement.etat is EtatVersement.ACCORDE:
        return versement.date_limite is not None and versement.date_limite < jour
    return versement.etat is EtatVersement.A_VERIFIER and versement.est_tardif


def avertir(versement_id: UUID) -> bool:
    """Avertit la personne que l’accord peut devenir caduc et l’invite à observer ; vrai si c’est fait. Rejouable."""
    with transaction():
        dossier, versement = dossier_et_versement(versement_id, None)
        jour = horloge.aujourd_hui()
        if not est_echu(versement, jour) or versement.contradictoire_le is not None:
            return False
        versement.contradictoire_le = horloge.maintenant()
        versement.observations_avant = jour + timedelta(days=entier_au(OBSERVATIONS, jour))
        versement.revision += 1
        inscrire(
            "avertir_caducite",
            auteur=SYSTEME,
            objet=("dossier", dossier.id),
            details={"versement": str(versement.id), "observations": versement.observations_avant.isoformat()},
        )
        document = _remettre_l_avertissement(dossier, versement)
        toucher(dossier)
        _prevenir(dossier, document)
    return True


def peut_etre_constatee(versement: Versement, jour: date) -> bool:
    """Vrai si la personne a été avertie et que le délai de ses observations est passé."""
    return (
        est_echu(versement, jour) and versement.observations_avant is not None and versement.observations_avant < jour
    )


def constater(versement_id: UUID, *, agent: Agent, revision: int | None) -> Decision:
    """Signe la décision qui constate la caducité de l’accord, motivée en droit et en fait ; le versement s’annule.

    Lève `Interdit` sans signature, `ContradictoireEnCours` avant la fin des observations, `VersementChange`.
    """
    with transaction():
        dossier, versement = dossier_et_versement(versement_id, revision)
        if not peut_signer(agent, dossier, nature=NatureDecision.CADUCITE):
            raise Interdit
        jour = horloge.aujourd_hui()
        if not est_echu(versement, jour):
            raise VersementChange
        if not peut_etre_constatee(versement, jour):
            raise ContradictoireEnCours
        accord = decision_de(dossier)
        if accord is None or accord.id != versement.decision_id:
            raise TransitionInterdite
        decision = Decision(
            dossier_id=dossier.id,
            nature=NatureDecision.CADUCITE,
            motifs=[{"code": CODE, "libelle": _LIBELLE, "droit": _DROIT, "fait": _fait(dossier, versement)}],
            propose_par_id=agent.id,
            propose_le=horloge.maintenant(),
        )
        apposer_la_signature(dossier, decision, agent, geste=Geste.CONSTATER_CADUCITE)
    return decision


def _fait(dossier: Dossier, versement: Versement) -> str:
    redaction = Redaction.en(dossier.langue)
    accord = horloge.a_paris(versement.ouvert_le).date()
    recus = versement.transmis_le and horloge.a_paris(versement.transmis_le).date()
    return redaction.texte(
        _TARD if recus else _JAMAIS,
        accord=redaction.jour(accord),
        limite=redaction.jour(versement.date_limite or accord),
        recus=redaction.jour(recus) if recus else "",
    )


def _remettre_l_avertissement(dossier: Dossier, versement: Versement) -> Document:
    redaction = Redaction.en(dossier.langue)
    jour = redaction.jour(versement.observations_avant or horloge.aujourd_hui())
    donnees = {
        "titre": redaction.traduire(_TITRE),
        "paragraphes": [
            _fait(dossier, versement),
            redaction.traduire(_ENVISAGE),
            redaction.texte(_OBSERVEZ, jour=jour),
        ],
        "accents": [jour],
    }
    return remettre(
        dossier, demarche_du(dossier), "avertissement_caducite", donnees, gabarit="lettre", objet_id=versement.id
    )


def _prevenir(dossier: Dossier, document: Document) -> None:
    contenu = document.contenu
    prevenir(dossier, GABARIT, {"titre": contenu["titre"], "paragraphes": list(contenu["donnees"]["paragraphes"])})
