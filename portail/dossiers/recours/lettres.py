"""Les lettres d’un recours : ce qui change dans celles de toute décision."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from portail.demarche.declaration import Demarche
from portail.demarche.droit import Recours as DroitAuRecours
from portail.documents import contestation
from portail.documents.redaction import Redaction
from portail.dossiers.etats import NatureDecision
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.motifs.queries import motifs_en_vigueur, motivee
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.recours.models import NatureRecours
from portail.dossiers.recours.queries import Contestation, contestation_de, recours_ayant_rendu
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.traduction import _

SENS: Mapping[NatureDecision, str] = MappingProxyType(
    {
        NatureDecision.ACCORD: _("Votre recours est accepté."),
        NatureDecision.ACCORD_PARTIEL: _("Votre recours est accepté en partie."),
        NatureDecision.REFUS: _("Votre recours est rejeté."),
        NatureDecision.IRRECEVABILITE: _("Votre recours ne peut pas être examiné."),
    }
)
ADMIS = frozenset({NatureDecision.ACCORD, NatureDecision.ACCORD_PARTIEL})


def remplace_la_premiere(nature: NatureDecision, recours: NatureRecours) -> bool:
    """Vrai si la décision sur recours prend la place de la première (CRPA, L411-2 et L412-7).

    Un recours obligatoire s’y substitue toujours, s’il est examiné ; un recours gracieux, s’il est admis.
    """
    return nature in ADMIS or (recours is NatureRecours.RAPO and nature is NatureDecision.REFUS)


def declaration_pour_motiver(dossier: Dossier, demarche: Demarche) -> Demarche:
    """Rend la déclaration avec ses motifs en vigueur et, pour un recours, ceux de la démarche contestée."""
    conteste = contestation_de(dossier) if demarche.conteste_une_decision else None
    if conteste is None:
        return motivee(demarche)
    de_la_demande = motifs_en_vigueur(declaration_de(conteste.origine))
    return replace(demarche, motifs=(*motifs_en_vigueur(demarche), *de_la_demande))


def droit_de_contester(demarche: Demarche, decision: Decision | None) -> DroitAuRecours:
    """Rend comment se conteste cette décision : prise sur un recours, il ne reste que le juge."""
    if decision is not None and not demarche.recours.juge_seul and recours_ayant_rendu(decision) is not None:
        return replace(demarche.recours, rapo=False, juge_seul=True)
    return demarche.recours


def ce_que_dit_la_decision(dossier: Dossier, decision: Decision, redaction: Redaction) -> dict[str, Any]:
    """Rend ce qui remplace, dans la lettre d’une décision, les mots ordinaires ; vide sans recours."""
    conteste = contestation_de(dossier)
    if conteste is not None and decision.nature in SENS:
        return contestation.reponse_au_recours(
            _conteste(conteste),
            sens=redaction.traduire(SENS[decision.nature]),
            remplace=remplace_la_premiere(decision.nature, conteste.recours.nature),
            examine=decision.nature is not NatureDecision.IRRECEVABILITE,
            redaction=redaction,
        )
    forme = recours_ayant_rendu(decision)
    remplacee = session.get(Decision, decision.remplace_id) if forme and decision.remplace_id else None
    if forme is None or remplacee is None or remplacee.date_decision is None:
        return {}
    phrase = contestation.apres_un_recours(
        remplacee=remplacee.date_decision, recours=en_deux_groupes(forme.dossier.numero), redaction=redaction
    )
    return {"paragraphes": [phrase]}


def ce_que_dit_le_rejet_implicite(dossier: Dossier, jour: date, redaction: Redaction) -> dict[str, Any]:
    """Rend ce que dit d’un recours la lettre que le silence fait naître ; vide si ce n’en est pas un."""
    conteste = contestation_de(dossier)
    if conteste is None:
        return {}
    return contestation.rejet_implicite_du_recours(_conteste(conteste), jour=jour, redaction=redaction)


def mise_en_garde(dossier: Dossier, redaction: Redaction) -> list[str]:
    """Rend ce que les voies de recours ajoutent quand le recours est arrivé après le délai."""
    conteste = contestation_de(dossier)
    return [] if conteste is None else contestation.mise_en_garde(_conteste(conteste), redaction)


def _conteste(contestation_: Contestation) -> contestation.Conteste:
    recours, decision = contestation_.recours, contestation_.decision
    forme = horloge.a_paris(recours.forme_le).date()
    return contestation.Conteste(
        numero=en_deux_groupes(contestation_.origine.numero),
        jour=decision.date_decision or forme,
        forme_le=forme,
        rapo=recours.nature is NatureRecours.RAPO,
        limite=recours.date_limite if recours.hors_delai else None,
    )
