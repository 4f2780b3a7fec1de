"""Le tableau de bord de qui signe ou dirige ; les filtres sont dans l’adresse, donc se partagent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portail.demarche.catalogue import catalogue
from portail.demarche.formats import en_nombre
from portail.dossiers.alertes.niveaux import Niveau
from portail.dossiers.horloges.types import Code
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.listes.graphiques import BarreCouchee, Debout, couchees, debout
from portail.guichets.agents.mots import ETATS
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.identite.models import Agent
from portail.identite.queries import agents_par_id
from portail.instruction.cadre import AGES_JOURS, Cadre, Periode, portees_dirigees
from portail.instruction.tableau import EFFECTIF_MIN, Compte, Tableau, tableau_de
from portail.socle import horloge
from portail.socle.traduction import _ as a_traduire
from portail.socle.traduction import traducteur
from portail.territoire.queries import tous_les_services

PERIODES: Mapping[Periode, str] = {
    Periode.MOIS: a_traduire("4 semaines"),
    Periode.TRIMESTRE: a_traduire("12 semaines"),
    Periode.SEMESTRE: a_traduire("26 semaines"),
    Periode.AN: a_traduire("52 semaines"),
}
NIVEAUX: Mapping[Niveau, tuple[str, str]] = {
    Niveau.PASSEE: (a_traduire("Passée"), "retard"),
    Niveau.URGENTE: (a_traduire("Urgente"), "attendu"),
    Niveau.PROCHE: (a_traduire("Proche"), "etude"),
}
HORLOGES: Mapping[Code, str] = {
    Code.ACCUSE: a_traduire("Accusé de réception"),
    Code.SILENCE: a_traduire("Silence valant décision"),
    Code.MOTIFS: a_traduire("Motifs à communiquer"),
    Code.PROPOSITION: a_traduire("Proposition à envoyer"),
    Code.TRANSMISSION: a_traduire("Demande à transmettre"),
    Code.TERME: a_traduire("Terme propre au service"),
}


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une ligne de tableau : ce qu’elle compte, en mots, et ses nombres."""

    libelle: str
    compte: Compte


@blueprint.get("/tableau")
def tableau() -> ResponseReturnValue:
    """Montre le tableau de bord."""
    cadre = _cadre(agent_courant())
    compte = tableau_de(cadre)
    agents = _par_agent(compte)
    demarches = _par_demarche(compte)
    return render_template(
        "agents/listes/tableau.html",
        cadre=cadre,
        tableau=compte,
        au=horloge.maintenant(),
        services=_services(cadre),
        demarches_proposees=_demarches(cadre),
        periodes=PERIODES,
        niveaux=NIVEAUX,
        horloges=HORLOGES,
        etats=ETATS,
        effectif_min=EFFECTIF_MIN,
        delai_dit=delai_dit,
        nombre=nombre_dit,
        agents=agents,
        demarches=demarches,
        semaines=[(lundi, compte.par_semaine.get(lundi, Compte())) for lundi in compte.semaines],
        ages=_ages(compte),
        graphiques=_graphiques(compte, agents, demarches),
    )


def _cadre(agent: Agent) -> Cadre:
    """Lit les filtres de l’adresse ; un service ou une démarche que l’agent ne dirige pas ne filtre rien."""
    portees = portees_dirigees(agent)
    service, demarche = request.args.get("service", ""), request.args.get("demarche", "")
    toutes = any(limite is None for _service, limite in portees)
    return Cadre(
        portees=portees,
        service=service if service in {code for code, _limite in portees} else "",
        demarche=demarche if demarche in (catalogue() if toutes else {limite for _s, limite in portees}) else "",
        periode=request.args.get("periode", Periode.TRIMESTRE, type=Periode),
    )


def _services(cadre: Cadre) -> Mapping[str, str]:
    """Rend les services que l’agent dirige, par leur nom."""
    diriges = {code for code, _demarche in cadre.portees}
    return {service.code: service.nom for service in tous_les_services() if service.code in diriges}


def _demarches(cadre: Cadre) -> Mapping[str, str]:
    """Rend les démarches du catalogue que l’agent dirige, par leur nom."""
    limites = {limite for _service, limite in cadre.portees}
    diriges = {code for code, limite in cadre.portees if limite is None}
    return {
        identifiant: _nom_de_demarche(identifiant)
        for identifiant, demarche in catalogue().items()
        if identifiant in limites or demarche.service in diriges
    }


def _nom_de_demarche(identifiant: str) -> str:
    demarche = catalogue().get(identifiant)
    return traducteur(langue_courante())(demarche.nom) if demarche else identifiant


def _par_demarche(compte: Tableau) -> Sequence[Ligne]:
    lignes = [Ligne(_nom_de_demarche(code), un) for code, un in compte.par_demarche.items()]
    return sorted(lignes, key=lambda ligne: (-ligne.compte.stock, ligne.libelle))


def _par_agent(compte: Tableau) -> Sequence[Ligne]:
    """Rend une ligne par agent, par nom : un tableau de charge n’est pas un classement ; la file commune à la fin."""
    connus = agents_par_id([identifiant for identifiant in compte.par_agent if identifiant])

    def rang(identifiant: UUID | None) -> tuple[bool, str, str]:
        agent = connus.get(identifiant) if identifiant else None
        return (agent is None, agent.nom if agent else "", agent.prenom if agent else "")

    return [
        Ligne(connus[i].nom_affiche if i in connus else _("Non affecté"), compte.par_agent[i])
        for i in sorted(compte.par_agent, key=rang)
    ]


def _ages(compte: Tableau) -> Mapping[str, int]:
    """Rend chaque tranche d’âge en mots, et son nombre."""
    fins = (*AGES_JOURS[1:], None)
    mots = [
        _("%(debut)d à %(fin)d jours", debut=debut, fin=fin - 1) if fin else _("%(debut)d jours et plus", debut=debut)
        for debut, fin in zip(AGES_JOURS, fins, strict=True)
    ]
    return {mot: compte.par_age.get(rang, 0) for rang, mot in enumerate(mots)}


def _graphiques(
    compte: Tableau, agents: Sequence[Ligne], demarches: Sequence[Ligne]
) -> dict[str, Debout | Sequence[BarreCouchee]]:
    """Rend la géométrie de chaque graphique."""
    semaines = [compte.par_semaine.get(lundi, Compte()) for lundi in compte.semaines]
    return {
        "semaines": debout(
            [_jour_court(lundi) for lundi in compte.semaines],
            [une.arrivees for une in semaines],
            [une.sorties for une in semaines],
        ),
        "ages": couchees(_ages(compte)),
        "echeances": couchees({_(mot): compte.a_risque(niveau) for niveau, (mot, _forme) in NIVEAUX.items()}),
        "agents": couchees({ligne.libelle: ligne.compte.stock for ligne in agents if ligne.compte.stock}),
        "demarches": couchees({ligne.libelle: ligne.compte.stock for ligne in demarches}),
    }


def _jour_court(jour: date) -> str:
    return f"{jour.day:02d}/{jour.month:02d}"


def delai_dit(compte: Compte) -> str:
    """Rend le délai médian en mots, ou un tiret s’il n’y en a pas."""
    return ngettext("%(num)d jour", "%(num)d jours", round(compte.delai)) if compte.delai is not None else "–"


def nombre_dit(nombre: int) -> str:
    """Rend un nombre comme on l’écrit : « 12 480 »."""
    return en_nombre(Decimal(nombre), langue_courante())
