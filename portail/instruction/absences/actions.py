"""Déclarer une absence, l’écourter, donner aux dossiers le sort prévu. Sa raison ne s’écrit nulle part."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from portail.dossiers.actions.commun import toucher
from portail.dossiers.etats import ETATS_EN_COURS
from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.models import Dossier
from portail.identite.absences.evenements import AbsenceChangee
from portail.identite.absences.models import Absence, SortDesDossiers
from portail.identite.absences.queries import absence_de, absences_a_appliquer, est_absent
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.instruction.absences.habilitations import peut_declarer, peuvent_se_suppleer
from portail.instruction.affectation.actions import affecter_d_office
from portail.journal.actions import SYSTEME, inscrire
from portail.journal.changements import changement
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.evenements import publier
from portail.socle.taches import differer_par_nom
from portail.socle.traduction import _

APPLIQUER = "instruction.appliquer_une_absence"
EN_CLAIR = frozenset({"agent", "debut", "fin", "suppleant", "sort"})


class PeriodeImpossible(SaisieInvalide):
    """La fin vient avant le début, ou tout est déjà passé."""

    message = _("Le dernier jour vient avant le premier, ou il est déjà passé.")


class AbsenceDejaLa(SaisieInvalide):
    """Une autre absence couvre une partie de ces jours."""

    message = _("Une absence couvre déjà une partie de ces jours : écourtez-la d’abord.")


class SuppleantImpossible(SaisieInvalide):
    """Le suppléant manque, ou n’instruit pas dans les mêmes services."""

    message = _("Choisissez un suppléant qui instruit dans le même service, et qui n’est pas la personne absente.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheAbsence:
    """Qui est absent, du premier au dernier jour compris, qui supplée, ce que deviennent les dossiers."""

    agent_id: UUID
    debut: date
    fin: date
    suppleant_id: UUID | None
    sort: SortDesDossiers


def declarer(fiche: FicheAbsence, *, par: Agent) -> Absence:
    """Déclare une absence, la sienne ou celle d’un agent que l’on encadre.

    Lève `PeriodeImpossible`, `SuppleantImpossible`, `AbsenceDejaLa`, `Introuvable`.
    """
    if fiche.fin < max(fiche.debut, horloge.aujourd_hui()):
        raise PeriodeImpossible
    with transaction():
        agent = verrouiller(Agent, fiche.agent_id)
        if not peut_declarer(par, agent):
            raise Introuvable
        _verifier_le_suppleant(fiche, agent)
        if _recoupe(fiche):
            raise AbsenceDejaLa
        absence = Absence(
            agent_id=agent.id,
            debut=fiche.debut,
            fin=fiche.fin,
            suppleant_id=fiche.suppleant_id,
            sort=fiche.sort,
            declaree_le=horloge.maintenant(),
        )
        session.add(absence)
        session.flush()
        _noter("declarer_absence", absence, par, {}, _dite(absence))
        publier(AbsenceChangee(absence_id=absence.id, agent_id=absence.agent_id))
        if absence.debut <= horloge.aujourd_hui():
            differer_par_nom(APPLIQUER, absence_id=str(absence.id))
    return absence


def _verifier_le_suppleant(fiche: FicheAbsence, agent: Agent) -> None:
    if fiche.suppleant_id is None:
        if fiche.sort is SortDesDossiers.CONFIER:
            raise SuppleantImpossible
        return
    suppleant = agent_de(fiche.suppleant_id)
    if not peuvent_se_suppleer(agent, suppleant):
        raise SuppleantImpossible


def _recoupe(fiche: FicheAbsence) -> bool:
    autre = select(Absence.id).where(
        Absence.agent_id == fiche.agent_id, Absence.debut <= fiche.fin, Absence.fin >= fiche.debut
    )
    return session.scalars(autre).first() is not None


def ecourter(absence_id: UUID, *, dernier_jour: date, par: Agent) -> None:
    """Avance la fin d’une absence ; si elle n’a pas commencé ce jour-là, elle s’efface.

    Le passé ne se réécrit pas : lève `PeriodeImpossible` avant hier, ou si cela ne raccourcit rien.
    """
    with transaction():
        absence = verrouiller(Absence, absence_id)
        if not peut_declarer(par, agent_de(absence.agent_id)):
            raise Introuvable
        hier = horloge.aujourd_hui() - timedelta(days=1)
        if dernier_jour >= absence.fin or (dernier_jour < hier and absence.debut <= hier):
            raise PeriodeImpossible
        avant = _dite(absence)
        if dernier_jour < absence.debut:
            _noter("annuler_absence", absence, par, avant, {})
            session.delete(absence)
        else:
            absence.fin = dernier_jour
            _noter("ecourter_absence", absence, par, avant, _dite(absence))
        session.flush()
        publier(AbsenceChangee(absence_id=absence_id, agent_id=absence.agent_id))


def appliquer_les_absences() -> int:
    """Donne le sort prévu aux dossiers de ceux dont l’absence commence ; rend le nombre d’absences. Rejouable."""
    commencees = absences_a_appliquer()
    session.rollback()
    for identifiant in commencees:
        appliquer(identifiant)
    return len(commencees)


def appliquer(absence_id: UUID) -> int:
    """Donne le sort prévu aux dossiers en cours de l’absent et rend combien ont changé de mains. Rejouable.

    Un dossier que le suppléant ne peut pas instruire reste où il est : le responsable le voit dans sa liste.
    """
    absence = absence_de(absence_id)
    siens = select(Dossier.id).where(Dossier.agent_id == absence.agent_id, Dossier.etat.in_(sorted(ETATS_EN_COURS)))
    a_traiter = session.scalars(siens.order_by(Dossier.id)).all() if absence.sort is not SortDesDossiers.GARDER else []
    session.rollback()
    nombre = sum(_traiter(dossier_id, absence_id) for dossier_id in a_traiter)
    with transaction():
        verrouiller(Absence, absence_id).appliquee_le = horloge.maintenant()
    return nombre


def _traiter(dossier_id: UUID, absence_id: UUID) -> bool:
    """Confie ou rend un dossier ; rend faux s’il a changé de mains ou de fin entre-temps."""
    with transaction():
        dossier, absence = verrouiller(Dossier, dossier_id), absence_de(absence_id)
        if dossier.agent_id != absence.agent_id or dossier.etat not in ETATS_EN_COURS:
            return False
        vers = absence.suppleant_id if absence.sort is SortDesDossiers.CONFIER else None
        if vers is not None and (est_absent(vers) or not peut_instruire(agent_de(vers), dossier)):
            return False
        dossier.agent_id = vers
        inscrire(
            "affecter",
            auteur=SYSTEME,
            objet=("dossier", dossier.id),
            details={
                "avant": str(absence.agent_id),
                "apres": str(vers or ""),
                "regle": f"absence_{absence.sort.value}",
                "absence": str(absence.id),
            },
        )
        toucher(dossier)
        session.flush()
        if vers is None:
            affecter_d_office(dossier)
    return True


def _dite(absence: Absence) -> dict[str, str]:
    return {
        "agent": str(absence.agent_id),
        "debut": absence.debut.isoformat(),
        "fin": absence.fin.isoformat(),
        "suppleant": str(absence.suppleant_id or ""),
        "sort": absence.sort.value,
    }


def _noter(action: str, absence: Absence, par: Agent, avant: dict[str, str], apres: dict[str, str]) -> None:
    details = {"absence": str(absence.id), **changement(avant, apres, en_clair=EN_CLAIR)}
    inscrire(action, auteur=auteur_agent(par), objet=("agent", absence.agent_id), details=details)
