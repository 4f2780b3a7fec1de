"""Ce qui se lit des visas : l’étape attendue d’un projet, qui peut la franchir, ce qui a été dit."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from portail.demarche.declaration import Demarche
from portail.demarche.visas import Visa
from portail.dossiers.erreurs import VisaAttendu
from portail.dossiers.etats import Etat
from portail.dossiers.habilitations import SIGNATURE_ATTENDUE, roles_sur
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.queries import projet_de_decision, projet_de_retrait
from portail.dossiers.visas.models import SensVisa, VisaRendu
from portail.identite.models import Agent
from portail.socle.base import session

AVEC_UN_PROJET = frozenset({Etat.EN_SIGNATURE, Etat.DECIDE, Etat.CLOS, Etat.IRRECEVABLE})
"""États où un projet peut attendre : une décision à signer, ou le retrait de celle qui est signée."""


def visas_rendus(dossier: Dossier) -> Sequence[VisaRendu]:
    """Rend tous les visas et renvois du dossier, dans l’ordre où ils furent rendus."""
    rendus = select(VisaRendu).where(VisaRendu.dossier_id == dossier.id)
    return session.scalars(rendus.order_by(VisaRendu.rendu_le)).all()


def visas_du_projet(projet_id: UUID) -> Sequence[VisaRendu]:
    """Rend les visas de ce projet."""
    return session.scalars(select(VisaRendu).where(VisaRendu.projet_id == projet_id)).all()


def projet_a_valider(dossier: Dossier) -> Decision | None:
    """Rend le projet qui attend des visas ou une signature : décision, retrait ou abrogation ; ou rien."""
    if dossier.etat not in AVEC_UN_PROJET:
        return None
    return projet_de_decision(dossier) if dossier.etat is Etat.EN_SIGNATURE else projet_de_retrait(dossier)


def etape_attendue(demarche: Demarche, projet: Decision, rendus: Sequence[VisaRendu]) -> Visa | None:
    """Rend la première étape déclarée que personne n’a encore visée, ou rien si tout l’est."""
    vises = {rendu.code for rendu in rendus if rendu.sens is SensVisa.VISE}
    return next((v for v in demarche.visas if v.regarde(projet.nature) and v.code not in vises), None)


def visa_attendu(dossier: Dossier, projet: Decision) -> Visa | None:
    """Rend l’étape que ce projet attend ; ne lit rien si la démarche n’a pas de visa."""
    demarche = declaration_de(dossier)
    if not demarche.visas:
        return None
    return etape_attendue(demarche, projet, visas_du_projet(projet.id))


def exiger_les_visas(dossier: Dossier, projet: Decision) -> None:
    """Lève `VisaAttendu` tant que le dernier visa n’est pas rendu."""
    attendu = visa_attendu(dossier, projet)
    if attendu is not None:
        raise VisaAttendu(valeurs={"visa": attendu.titre})


def peut_viser(agent: Agent, dossier: Dossier, visa: Visa, projet: Decision, rendus: Sequence[VisaRendu]) -> bool:
    """Vrai si l’agent a le rôle de l’étape, n’a pas proposé ce projet et ne l’a pas déjà visé."""
    return (
        visa.viseur.value in roles_sur(agent, dossier)
        and agent.id not in dossier.agents_ecartes
        and agent.id != projet.propose_par_id
        and agent.id not in {rendu.agent_id for rendu in rendus}
    )


def validation_attendue(dossier: Dossier) -> str | None:
    """Rend le rôle qui doit viser, « signature » si tout est visé, ou rien sans projet."""
    projet = projet_a_valider(dossier)
    if projet is None:
        return None
    attendu = visa_attendu(dossier, projet)
    return attendu.viseur.value if attendu else SIGNATURE_ATTENDUE
