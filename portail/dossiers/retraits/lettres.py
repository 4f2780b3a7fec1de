"""Ce que disent l’invitation à présenter des observations, puis la lettre de retrait ou d’abrogation."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.demarche.declaration import Demarche
from portail.documents.redaction import Redaction
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Decision, Document, Dossier
from portail.dossiers.redaction import affaire_de, sens_de
from portail.dossiers.remise import remettre
from portail.dossiers.retraits.models import Contradictoire
from portail.dossiers.retraits.queries import a_recu_des_observations, contradictoire_pour
from portail.dossiers.retraits.regles import textes_possibles
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.traduction import _

INVITATION = "observations"

TITRES: Mapping[NatureDecision, str] = MappingProxyType(
    {
        NatureDecision.RETRAIT: _("Retrait de la décision du %(jour)s"),
        NatureDecision.ABROGATION: _("Fin de la décision du %(jour)s"),
    }
)
EFFETS: Mapping[NatureDecision, str] = MappingProxyType(
    {
        NatureDecision.RETRAIT: _("La décision du %(jour)s est réputée n’avoir jamais été prise."),
        NatureDecision.ABROGATION: _(
            "La décision du %(jour)s cesse de produire effet à la date où vous recevez cette lettre. "
            "Ce qui en a déjà résulté reste acquis."
        ),
    }
)
ENVISAGES: Mapping[NatureDecision, str] = MappingProxyType(
    {
        NatureDecision.RETRAIT: _(
            "Nous envisageons de retirer cette décision : elle serait réputée n’avoir jamais existé."
        ),
        NatureDecision.ABROGATION: _("Nous envisageons de mettre fin à cette décision pour l’avenir."),
    }
)
_RAPPEL = _("Le %(jour)s, une décision a été prise sur votre demande « %(demarche)s » : %(sens)s")
_RIEN_N_EST_DECIDE = _("Rien n’est décidé. Avant toute décision, vous pouvez nous dire ce que vous en pensez.")
_DROITS = _(
    "Vous avez jusqu’au %(jour)s pour présenter vos observations par écrit, dans votre espace ou par courrier. Vous "
    "pouvez aussi demander à être entendu. Vous pouvez vous faire assister ou représenter par la personne de votre "
    "choix (articles L. 121-1 et L. 122-1 du code des relations entre le public et l’administration)."
)
_DOSSIER = _("Vous pouvez demander à consulter votre dossier.")
_AVANT = _("Par lettre du %(jour)s, nous vous avons invité à présenter vos observations avant le %(limite)s.")
_RECUES = _("Vous avez répondu. Vos observations ont été examinées.")
_SANS_REPONSE = _("Vous n’avez pas répondu dans ce délai.")


def remettre_invitation(dossier: Dossier, demarche: Demarche, invitation: Contradictoire) -> Document:
    """Remet l’invitation : ce qui est envisagé, pourquoi en droit et en fait, comment répondre et jusqu’à quand."""
    redaction = Redaction.en(dossier.langue)
    visee = session.get_one(Decision, invitation.decision_id)
    texte = textes_possibles(visee.nature, invitation.nature)[invitation.fondement]
    donnees = {
        "titre": redaction.traduire(_("Vos observations avant une décision")),
        "paragraphes": [
            _rappel(dossier, demarche, visee, redaction),
            redaction.traduire(ENVISAGES[invitation.nature]),
            redaction.traduire(texte),
            *invitation.fait.splitlines(),
            redaction.traduire(_RIEN_N_EST_DECIDE),
            redaction.texte(_DROITS, jour=redaction.jour(invitation.date_limite)),
            redaction.traduire(_DOSSIER),
        ],
        "accents": [redaction.jour(invitation.date_limite)],
    }
    return remettre(dossier, demarche, INVITATION, donnees, gabarit="lettre", objet_id=invitation.id)


def _rappel(dossier: Dossier, demarche: Demarche, visee: Decision, redaction: Redaction) -> str:
    affaire = affaire_de(dossier, demarche, redaction)
    sens = sens_de(visee.nature, redaction, demarche)
    return redaction.texte(_RAPPEL, jour=_jour(visee, redaction), demarche=affaire.demarche, sens=sens)


def titre_du_retrait(decision: Decision, redaction: Redaction) -> str:
    """Rend le titre de la lettre : ce qui est retiré, et de quand cela date."""
    return redaction.texte(TITRES[decision.nature], jour=_jour(_visee(decision), redaction))


def paragraphes_du_retrait(dossier: Dossier, demarche: Demarche, decision: Decision, redaction: Redaction) -> list[str]:
    """Rend la décision visée, l’échange contradictoire s’il était dû, et ce que le retrait change."""
    visee = _visee(decision)
    effet = redaction.texte(EFFETS[decision.nature], jour=_jour(visee, redaction))
    return [_rappel(dossier, demarche, visee, redaction), *_echange(decision, visee, redaction), effet]


def _echange(decision: Decision, visee: Decision, redaction: Redaction) -> list[str]:
    if decision.fondement is None:
        return []
    invitation = contradictoire_pour(visee.id, decision.nature, decision.fondement)
    if invitation is None:
        return []
    ouvert = redaction.jour(horloge.a_paris(invitation.ouvert_le).date())
    suite = _RECUES if a_recu_des_observations(invitation) else _SANS_REPONSE
    return [
        redaction.texte(_AVANT, jour=ouvert, limite=redaction.jour(invitation.date_limite)),
        redaction.traduire(suite),
    ]


def _visee(decision: Decision) -> Decision:
    if decision.remplace_id is None:
        raise ValueError("un retrait remplace une décision")
    return session.get_one(Decision, decision.remplace_id)


def _jour(decision: Decision, redaction: Redaction) -> str:
    if decision.date_decision is None:
        raise ValueError("on ne retire qu’une décision prise")
    return redaction.jour(decision.date_decision)
