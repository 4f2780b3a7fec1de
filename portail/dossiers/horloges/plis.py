"""Une lettre recommandée et ce qu’elle prouve : le jour où la décision est notifiée, s’il y en a un."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from portail.socle.traduction import _

JOURS_EN_INSTANCE = 15
"""Jours où un pli avisé attend la personne au bureau de poste (arrêté du 7 février 2007, article 7)."""


class IssuePli(StrEnum):
    """Ce qu’est devenue une lettre recommandée."""

    DISTRIBUE = "distribue"
    REFUSE = "refuse"
    NON_RECLAME = "non_reclame"
    INCONNU = "inconnu"


ISSUES: Mapping[IssuePli, str] = MappingProxyType(
    {
        IssuePli.DISTRIBUE: _("Distribuée"),
        IssuePli.REFUSE: _("Refusée"),
        IssuePli.NON_RECLAME: _("Non réclamée"),
        IssuePli.INCONNU: _("Retournée : inconnu à l’adresse"),
    }
)
AVISES = frozenset({IssuePli.REFUSE, IssuePli.NON_RECLAME})
"""La personne pouvait la prendre et ne l’a pas fait : elle est notifiée le jour de l’avis de passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pli:
    """Où en est une lettre recommandée : son envoi, sa présentation, son issue ; une issue a toujours son jour."""

    pli: str
    decision: str
    envoye: date
    presente: date | None = None
    issue: IssuePli | None = None
    issue_le: date | None = None

    @property
    def notifie(self) -> date | None:
        """Rend le jour de la notification que ce pli prouve, ou rien s’il ne prouve rien.

        Distribué, c’est ce jour-là ; refusé ou non réclamé, celui de sa présentation ; inconnu à l’adresse, aucun.
        """
        if self.issue is IssuePli.DISTRIBUE:
            return self.issue_le
        return self.presente if self.issue in AVISES else None

    def en_details(self) -> dict[str, str]:
        """Rend ce que le journal en garde : des jours et des codes."""
        dits = {
            "pli": self.pli,
            "decision": self.decision,
            "envoye": self.envoye.isoformat(),
            "presente": self.presente.isoformat() if self.presente else "",
            "issue": self.issue.value if self.issue else "",
            "issue_le": self.issue_le.isoformat() if self.issue_le else "",
        }
        return {nom: valeur for nom, valeur in dits.items() if valeur}


def pli_lu(details: Mapping[str, Any]) -> Pli:
    """Rend le pli que disent ces détails du journal."""
    return Pli(
        pli=details["pli"],
        decision=details["decision"],
        envoye=date.fromisoformat(details["envoye"]),
        presente=_jour(details, "presente"),
        issue=IssuePli(details["issue"]) if "issue" in details else None,
        issue_le=_jour(details, "issue_le"),
    )


def _jour(details: Mapping[str, Any], nom: str) -> date | None:
    return date.fromisoformat(details[nom]) if nom in details else None


def incoherence(pli: Pli, *, decidee: date, jour: date) -> str:
    """Rend ce qui ne va pas dans les jours de ce pli, en mots, ou rien ; `decidee` : le jour de la décision."""
    if not decidee <= pli.envoye <= jour:
        return _("La lettre part le jour de la décision ou après, et au plus tard aujourd’hui.")
    if pli.presente is not None and not pli.envoye <= pli.presente <= jour:
        return _("La lettre est présentée le jour de son envoi ou après, et au plus tard aujourd’hui.")
    return _incoherence_de_l_issue(pli, jour)


def _incoherence_de_l_issue(pli: Pli, jour: date) -> str:
    if (pli.issue is None) is not (pli.issue_le is None):
        return _("Dites ce que la lettre est devenue et quel jour, ou ni l’un ni l’autre.")
    if pli.issue_le is None:
        return ""
    if not (pli.presente or pli.envoye) <= pli.issue_le <= jour:
        return _("La lettre est remise ou retournée après sa présentation, et au plus tard aujourd’hui.")
    return _incoherence_du_retour(pli, pli.issue_le) if pli.issue in AVISES else ""


def _incoherence_du_retour(pli: Pli, retour: date) -> str:
    if pli.presente is None:
        return _("Dites quel jour elle a été présentée : ce jour-là fait la notification.")
    if pli.issue is IssuePli.NON_RECLAME and retour < pli.presente + timedelta(days=JOURS_EN_INSTANCE):
        return _("La Poste garde quinze jours un pli avisé : non réclamé, il ne revient pas avant. Vérifiez les dates.")
    return ""
