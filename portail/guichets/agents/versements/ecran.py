"""Le versement sur la page d’un dossier : où en est l’argent, ce que cet agent peut en faire."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portail.dossiers.delegations.models import Delegation
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.models import Dossier
from portail.dossiers.versements.caducite import est_echu, peut_etre_constatee
from portail.dossiers.versements.etats import TRANSITIONS, EtatVersement, GesteVersement
from portail.dossiers.versements.habilitations import peut_tenir_les_comptes, peut_verifier
from portail.dossiers.versements.models import Versement
from portail.dossiers.versements.phrases import ETATS, MOTIFS, fin_du_compte
from portail.guichets.droits import a_qui_dit
from portail.identite.models import Agent
from portail.instruction.dossier_lu import DossierLu
from portail.socle import horloge


@dataclass(frozen=True, slots=True)
class GestesPossibles:
    """Ce que l’agent peut faire d’un versement, maintenant."""

    valider: bool = False
    redemander: bool = False
    mandater: bool = False
    payer: bool = False
    rejeter: bool = False
    prolonger: bool = False
    constater: bool = False

    @property
    def aucun(self) -> bool:
        """Vrai si l’agent ne fait que regarder."""
        juge, compte = self.valider or self.redemander, self.mandater or self.payer or self.rejeter
        return not (juge or compte or self.prolonger or self.constater)


def gestes_possibles(
    agent: Agent,
    dossier: Dossier,
    versement: Versement,
    *,
    signature: bool = True,
    delegations: Sequence[Delegation] | None = None,
) -> GestesPossibles:
    """Rend ce que cet agent peut faire de ce versement, selon son état, ses rôles et le délai.

    `signature` : faux dans une liste, où la délégation ne se cherche pas ligne par ligne. `delegations` : celles du
    service qui ont pris effet, si l’appelant vient de les lire.
    """
    juge, comptable = peut_verifier(agent, dossier), peut_tenir_les_comptes(agent, dossier)
    jour = horloge.aujourd_hui()
    echu = est_echu(versement, jour)
    signe = signature and echu and peut_signer(agent, dossier, commencees=delegations)

    def permis(geste: GesteVersement) -> bool:
        return versement.etat in TRANSITIONS[geste]

    return GestesPossibles(
        valider=juge and permis(GesteVersement.VALIDER) and not versement.est_tardif,
        redemander=juge and permis(GesteVersement.REDEMANDER),
        mandater=comptable and permis(GesteVersement.MANDATER),
        payer=comptable and permis(GesteVersement.PAYER),
        rejeter=comptable and permis(GesteVersement.REJETER),
        prolonger=signe,
        constater=signe and peut_etre_constatee(versement, jour),
    )


def versement_a_l_ecran(lu: DossierLu, agent: Agent) -> dict[str, Any]:
    """Rend, pour la page du dossier, son dernier versement et ce que l’agent peut en faire."""
    if not lu.versements:
        return {}
    dernier = lu.versements[0]
    return {"versement": dernier, **versement_dit(agent, lu.dossier, dernier, delegations=lu.delegations)}


def versement_dit(
    agent: Agent, dossier: Dossier, versement: Versement, *, delegations: Sequence[Delegation] | None = None
) -> dict[str, Any]:
    """Rend un versement en mots : l’état et sa forme, la fin du compte, les gestes possibles."""
    mot, forme = ETATS[versement.etat]
    return {
        "versement_etat": (_(mot), forme),
        "versement_fin": fin_du_compte(versement.iban),
        "versement_a_qui": a_qui_dit(versement),
        "versement_motif": _(MOTIFS[versement.motif_rejet]) if versement.motif_rejet else "",
        "versement_attend": versement.etat in (EtatVersement.ACCORDE, EtatVersement.A_VERIFIER),
        "versement_gestes": gestes_possibles(agent, dossier, versement, delegations=delegations),
    }
