"""Affecter d’office, sous le verrou du service ; régler la répartition.

Le verrou est la ligne du réglage : deux demandes déposées ensemble passent l’une après l’autre, et la seconde compte la
première. Un dossier se verrouille toujours avant le réglage, jamais après.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portail.dossiers.actions.commun import toucher
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.habilitations import est_ecarte, roles_sur
from portail.dossiers.models import Dossier
from portail.identite.absences.queries import absences_du_jour
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent, Role
from portail.identite.queries import agents_habilites
from portail.instruction.affectation.choix import Choix, Equipe, choisir, possibles
from portail.instruction.affectation.models import AgentDeSecteur, ReglageAffectation, Secteur
from portail.instruction.affectation.queries import charges, secteur_du_dossier
from portail.instruction.habilitations import peut_encadrer
from portail.journal.actions import SYSTEME, inscrire
from portail.journal.changements import changement
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable

MOINDRE_CHARGE = "moindre_charge"
"""La règle, telle que le journal la cite."""


def affecter_d_office(dossier: Dossier) -> Choix | None:
    """Confie le dossier, déjà verrouillé, si son service répartit d’office ; dans la transaction courante.

    Rend le choix, que le journal garde avec ses raisons ; rien si personne ne peut le recevoir : il reste dans la file.
    """
    if dossier.agent_id is not None or dossier.etat not in ETATS_EN_COURS:
        return None
    reglage = _verrouiller_le_reglage(dossier.service_code)
    if reglage is None:
        return None
    secteur = secteur_du_dossier(dossier)
    candidats = possibles(_equipe(dossier), secteur)
    choix = choisir(candidats, charges(candidats), plafond=reglage.plafond)
    if choix is None:
        return None
    dossier.agent_id = choix.agent_id
    inscrire(
        "affecter",
        auteur=SYSTEME,
        objet=("dossier", dossier.id),
        details={
            "avant": "",
            "apres": str(choix.agent_id),
            "regle": MOINDRE_CHARGE,
            "charge": choix.charge,
            "candidats": choix.candidats,
            "secteur": str(secteur or ""),
        },
    )
    toucher(dossier)
    session.flush()
    return choix


def _verrouiller_le_reglage(service_code: str) -> ReglageAffectation | None:
    """Rend le réglage verrouillé jusqu’à la fin de la transaction si le service répartit d’office, sinon rien."""
    return session.scalars(
        select(ReglageAffectation)
        .where(ReglageAffectation.service_code == service_code, ReglageAffectation.automatique)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def _equipe(dossier: Dossier) -> Equipe:
    """Rend les instructeurs qui peuvent étudier ce dossier, lus sous le verrou."""
    instructeurs = frozenset(
        agent.id
        for agent in agents_habilites(dossier.service_code, Role.INSTRUCTEUR)
        if Role.INSTRUCTEUR in roles_sur(agent, dossier) and not est_ecarte(agent, dossier)
    )
    absences = absences_du_jour(instructeurs)
    membres = session.execute(
        select(AgentDeSecteur.secteur_id, AgentDeSecteur.agent_id)
        .join(Secteur, Secteur.id == AgentDeSecteur.secteur_id)
        .where(Secteur.service_code == dossier.service_code)
    ).all()
    secteurs = {secteur: frozenset(agent for s, agent in membres if s == secteur) for secteur, _ in membres}
    return Equipe(instructeurs, {agent: absence.suppleant_id for agent, absence in absences.items()}, secteurs)


def affecter_la_file() -> int:
    """Affecte d’office ce qui attend dans les files sans avoir jamais été confié ; rend leur nombre. Rejouable.

    Ce qu’une personne a rendu à la file y reste : elle avait une raison.
    """
    en_attente = session.scalars(
        select(Dossier.id)
        .join(ReglageAffectation, ReglageAffectation.service_code == Dossier.service_code)
        .where(
            ReglageAffectation.automatique,
            Dossier.etat == Etat.DEPOSE,
            Dossier.agent_id.is_(None),
            Dossier.affecte_le.is_(None),
        )
        .order_by(Dossier.depose_le, Dossier.id)
    ).all()
    session.rollback()
    return sum(_affecter_encore(identifiant) for identifiant in en_attente)


def _affecter_encore(identifiant: UUID) -> bool:
    with transaction():
        dossier = verrouiller(Dossier, identifiant)
        return dossier.etat is Etat.DEPOSE and affecter_d_office(dossier) is not None


def regler(service_code: str, *, automatique: bool, plafond: int | None, par: Agent) -> None:
    """Change la répartition d’un service ; lève `Introuvable` à qui ne l’encadre pas."""
    if not peut_encadrer(par, service_code):
        raise Introuvable
    voulu = {"automatique": automatique, "plafond": plafond, "modifie_le": horloge.maintenant()}
    with transaction():
        avant = session.get(ReglageAffectation, service_code, with_for_update=True, populate_existing=True)
        dit_avant = _dit(avant.automatique, avant.plafond) if avant else {}
        ecriture = insert(ReglageAffectation).values(service_code=service_code, **voulu)
        session.execute(ecriture.on_conflict_do_update(index_elements=[ReglageAffectation.service_code], set_=voulu))
        details = changement(dit_avant, _dit(automatique, plafond), en_clair=frozenset({"automatique", "plafond"}))
        if details:
            inscrire("regler_affectation", auteur=auteur_agent(par), objet=("service", service_code), details=details)
    session.expire_all()


def _dit(automatique: bool, plafond: int | None) -> dict[str, str]:
    return {"automatique": "oui" if automatique else "non", "plafond": str(plafond or "")}
