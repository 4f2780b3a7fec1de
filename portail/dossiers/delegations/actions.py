"""Déclarer une délégation de signature, y mettre fin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from portail.dossiers.delegations.models import Delegation
from portail.dossiers.etats import NatureDecision
from portail.dossiers.habilitations import SIGNATURE
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.journal.actions import Auteur, inscrire_pour_chacun
from portail.journal.changements import changement
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

EN_CLAIR = frozenset({"agent", "service", "demarche", "natures", "plafond", "debut", "fin"})
"""Tout sauf la référence de l’arrêté, qui est un texte libre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActeDeDelegation:
    """Ce que dit l’arrêté ; `plafond` en euros."""

    service_code: str
    demarche: str | None
    natures: Sequence[NatureDecision]
    plafond: Decimal | None
    debut: date
    fin: date | None
    reference: str


class PeriodeImpossible(SaisieInvalide):
    """La fin vient avant le début."""

    message = _("Le dernier jour vient avant le premier.")


class SansRole(SaisieInvalide):
    """La délégation ne donne pas le rôle : elle s’y ajoute."""

    message = _(
        "Cette personne n’a pas, dans ce service, un rôle qui signe (responsable ou directeur). "
        "Donnez-lui d’abord ce rôle."
    )


def declarer(agent_id: UUID, acte: ActeDeDelegation, *, auteur: Auteur) -> Delegation:
    """Déclare une délégation de signature ; lève `PeriodeImpossible` ou `SansRole`."""
    if acte.fin is not None and acte.fin < acte.debut:
        raise PeriodeImpossible
    with transaction():
        agent = verrouiller(Agent, agent_id)
        if not _signe_dans(agent, acte):
            raise SansRole
        delegation = Delegation(
            agent_id=agent.id,
            service_code=acte.service_code,
            demarche=acte.demarche,
            natures=[nature.value for nature in acte.natures],
            plafond=acte.plafond,
            debut=acte.debut,
            fin=acte.fin,
            reference=acte.reference,
            declaree_le=horloge.maintenant(),
        )
        session.add(delegation)
        session.flush()
        _noter("declarer_delegation", delegation, {}, _dite(delegation), auteur=auteur)
    return delegation


def finir(delegation_id: UUID, *, dernier_jour: date, auteur: Auteur) -> None:
    """Met fin à une délégation après ce jour ; pas encore commencée, elle s’efface. Le passé ne se réécrit pas.

    Lève `SaisieInvalide` si ce jour est passé d’avant-hier, ou ne raccourcit rien.
    """
    with transaction():
        delegation = verrouiller(Delegation, delegation_id)
        avant = _dite(delegation)
        hier = horloge.aujourd_hui() - timedelta(days=1)
        if dernier_jour < hier:
            raise SaisieInvalide(_("Ce jour est passé : des décisions ont pu être signées depuis. Au plus tôt, hier."))
        if delegation.fin is not None and dernier_jour >= delegation.fin:
            raise SaisieInvalide(_("La délégation finit déjà ce jour-là ou avant. Pour la prolonger, déclarez-en une."))
        if dernier_jour >= delegation.debut:
            delegation.fin = dernier_jour
            _noter("finir_delegation", delegation, avant, _dite(delegation), auteur=auteur)
        elif delegation.debut > horloge.aujourd_hui():
            _noter("effacer_delegation", delegation, avant, {}, auteur=auteur)
            session.delete(delegation)
        else:
            raise SaisieInvalide(_("La délégation commence aujourd’hui : elle finit au plus tôt aujourd’hui."))


def agent_delegataire(delegation: Delegation) -> Agent:
    """Rend l’agent qui a reçu la délégation."""
    return agent_de(delegation.agent_id)


def _signe_dans(agent: Agent, acte: ActeDeDelegation) -> bool:
    return any(
        habilitation.role in SIGNATURE
        and habilitation.service_code == acte.service_code
        and (habilitation.demarche is None or habilitation.demarche == acte.demarche)
        for habilitation in agent.habilitations
    )


def _dite(delegation: Delegation) -> dict[str, str]:
    return {
        "agent": str(delegation.agent_id),
        "service": delegation.service_code,
        "demarche": delegation.demarche or "",
        "natures": ",".join(delegation.natures),
        "plafond": "" if delegation.plafond is None else f"{delegation.plafond:f}",
        "debut": delegation.debut.isoformat(),
        "fin": delegation.fin.isoformat() if delegation.fin else "",
        "reference": delegation.reference,
    }


def _noter(
    action: str, delegation: Delegation, avant: dict[str, str], apres: dict[str, str], *, auteur: Auteur
) -> None:
    inscrire_pour_chacun(
        action,
        auteur=auteur,
        objets=[("delegation", delegation.id), ("agent", delegation.agent_id)],
        details={"delegation": str(delegation.id), **changement(avant, apres, en_clair=EN_CLAIR)},
    )
