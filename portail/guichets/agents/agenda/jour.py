"""L’agenda des agents : un jour ou une semaine, le sien ou celui d’un lieu, en tableaux."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portail.guichets.agents.agenda.interprete import manque_a
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.ecrits import jour_ecrit
from portail.guichets.identites import agent_courant
from portail.identite.models import Agent
from portail.rendez_vous.agendas.habilitations import services_encadres
from portail.rendez_vous.echanges.queries import messages_a_lire
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.queries import lieux_actifs
from portail.rendez_vous.objets.queries import objets_par_id
from portail.rendez_vous.occupations.models import Origine
from portail.rendez_vous.occupations.queries import occupees, raisons_de_doubler
from portail.rendez_vous.reservations.absences import absences_repetees
from portail.rendez_vous.reservations.etats import EtatParticipation
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.queries import rendez_vous_entre, ressources_des_rendez_vous
from portail.rendez_vous.ressources.models import Ressource
from portail.rendez_vous.ressources.queries import ressource_de_l_agent
from portail.socle import horloge
from portail.socle.traduction import _

JOURS_D_UNE_SEMAINE = 7
ETATS: Mapping[EtatParticipation, tuple[str, str]] = MappingProxyType(
    {
        EtatParticipation.ATTENDU: (_("Attendu"), "attendu"),
        EtatParticipation.ARRIVE: (_("En salle d’attente"), "etude"),
        EtatParticipation.HONORE: (_("Venu"), "accord"),
        EtatParticipation.ABSENT: (_("Absent"), "refus"),
        EtatParticipation.EXCUSE: (_("Excusé"), "fini"),
        EtatParticipation.ANNULE: (_("Annulé"), "fini"),
    }
)
"""Le mot, et sa forme."""
PRISES: Mapping[Origine, str] = MappingProxyType(
    {
        Origine.ABSENCE: _("Absence"),
        Origine.EXTERNE: _("Pris dans un autre agenda"),
        Origine.TENUE: _("Horaire gardé à quelqu’un qui réserve"),
        Origine.VISITE: _("Visite"),
    }
)


@dataclass(frozen=True, slots=True)
class LigneDAgenda:
    """Une heure de l’agenda : un rendez-vous, ou ce qui prend ce temps sans en être un."""

    debut: datetime
    fin: datetime
    rdv: RendezVous | None
    libelle: str
    avec: Sequence[Ressource]
    a_lire: int
    absences: int = 0
    """Fois où la personne n’est pas venue, dès que cela demande un appel."""
    est_double: bool = False
    """Vrai si un agent l’a imposé par-dessus un autre."""
    interprete_a_reunir: bool = False
    """Vrai si l’une des personnes demande un interprète qui n’est pas retenu."""


@dataclass(frozen=True, slots=True)
class JourDAgenda:
    """Un jour et ses lignes, dans l’ordre."""

    jour: date
    lignes: list[LigneDAgenda]


@blueprint.get("/agenda/")
def agenda() -> ResponseReturnValue:
    """Montre l’agenda de ce jour, ou de cette semaine : le mien, celui d’un lieu, ou tous."""
    agent, jour, en_semaine = agent_courant(), jour_demande(), request.args.get("vue") == "semaine"
    lieux = lieux_actifs()
    lieu = lieu_demande(lieux)
    mienne = ressource_de_l_agent(agent.id)
    premier, combien = (jour - timedelta(days=jour.weekday()), JOURS_D_UNE_SEMAINE) if en_semaine else (jour, 1)
    jours = jours_d_agenda(agent, premier, combien, lieu=lieu, ressource=None if lieu else mienne)
    return render_template(
        "agents/agenda/agenda.html",
        jours=[un for un in jours if un.lignes or un.jour.weekday() < JOURS_D_UNE_SEMAINE - 2 or not en_semaine],
        jour=jour,
        en_semaine=en_semaine,
        lieux=lieux,
        lieu=lieu,
        mienne=mienne,
        avant=jour - timedelta(days=combien),
        apres=jour + timedelta(days=combien),
        etats=ETATS,
        encadre=bool(services_encadres(agent)),
    )


def jours_d_agenda(
    agent: Agent,
    premier: date,
    combien: int,
    *,
    lieu: Lieu | None,
    ressource: Ressource | None,
    sur_papier: bool = False,
) -> list[JourDAgenda]:
    """Rend, jour par jour, ce que l’agent a le droit de voir de ce lieu, ou de cette ressource et de son temps pris.

    `sur_papier` : sans ce qui appelle un geste à l’écran, messages à lire, absences répétées, horaires doublés.
    """
    debut, fin = horloge.instant_du(premier), horloge.instant_du(premier + timedelta(days=combien))
    pris = rendez_vous_entre(
        debut,
        fin,
        agent=agent,
        lieux=[lieu.id] if lieu else (),
        ressources=[ressource.id] if ressource else (),
    )
    lignes = _lignes(agent, pris, signalees=() if sur_papier else pris)
    if ressource is not None:
        lignes += [
            LigneDAgenda(max(une.debut, debut), min(une.fin, fin), None, PRISES[une.origine], (), 0)
            for une in occupees([ressource.id], debut, fin)
            if une.origine in PRISES
        ]
    lignes.sort(key=lambda une: (une.debut, une.fin))
    return [
        JourDAgenda(jour, [une for une in lignes if horloge.a_paris(une.debut).date() == jour])
        for jour in (premier + timedelta(days=rang) for rang in range(combien))
    ]


def _lignes(agent: Agent, pris: Sequence[RendezVous], *, signalees: Sequence[RendezVous]) -> list[LigneDAgenda]:
    objets = objets_par_id({rdv.objet_id for rdv in pris})
    avec = ressources_des_rendez_vous([rdv.id for rdv in pris])
    a_lire: Mapping[UUID, int] = messages_a_lire(agent) if signalees else {}
    absences, doubles = absences_repetees(signalees), raisons_de_doubler([rdv.id for rdv in signalees])
    return [
        LigneDAgenda(
            rdv.debut,
            rdv.fin,
            rdv,
            objets[rdv.objet_id].libelle,
            avec.get(rdv.id, ()),
            sum(a_lire.get(une.id, 0) for une in rdv.participations),
            max((absences.get(une.id, 0) for une in rdv.participations), default=0),
            rdv.id in doubles,
            any(manque_a(rdv, une, avec.get(rdv.id, ())) for une in rdv.participations),
        )
        for rdv in pris
    ]


def jour_demande(nom: str = "jour") -> date:
    """Rend le jour que l’adresse nomme, ou aujourd’hui."""
    return jour_ecrit(request.args.get(nom, "")) or horloge.aujourd_hui()


def lieu_demande(lieux: Sequence[Lieu]) -> Lieu | None:
    """Rend celui de ces lieux que l’adresse nomme."""
    return next((un for un in lieux if un.code == request.args.get("lieu")), None)
