"""Déplacer un rendez-vous au bureau, vers un horaire libre ou en doublant sciemment ; doubler pour en prendre un."""

from datetime import date, datetime
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.agents.agenda.conflits import Conflit, conflit_dit
from portail.guichets.agents.agenda.demandeur import FormulaireDuDemandeur
from portail.guichets.agents.agenda.jour import jour_demande, lieu_demande
from portail.guichets.agents.agenda.moments import FormulaireDeDoublon, FormulaireDeMoment
from portail.guichets.agents.agenda.rendez_vous import du_service
from portail.guichets.agents.agenda.reserver import debut_demande, par_jour, voulu_par
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import CONFLIT, SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reprise import formulaire_repris
from portail.identite.models import Agent
from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.rendez_vous.creneaux.pourquoi import pourquoi
from portail.rendez_vous.creneaux.recherche import Recherche, chercher
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.queries import lieu_par_id, lieux_actifs
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import objet_par_id
from portail.rendez_vous.reservations.deplacements import avec_qui_deplacer, deplacer
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import interprete_voulu, naissance_de
from portail.rendez_vous.reservations.queries import ressources_du_rendez_vous
from portail.rendez_vous.ressources.models import GenreRessource
from portail.rendez_vous.ressources.queries import ressources_du_service
from portail.socle.erreurs import ErreurMetier, Introuvable


@blueprint.get("/agenda/rendez-vous/<numero:numero>/deplacer")
def deplacer_le_rendez_vous(numero: str) -> ResponseReturnValue:
    """Montre les horaires libres où mettre ce rendez-vous, ou dit pourquoi il n’y en a pas."""
    rdv, du = _a_deplacer(agent_courant(), numero), jour_demande("du")
    objet = objet_par_id(rdv.objet_id)  # lu une fois : la recherche le reprend
    lieux = lieux_actifs()
    lieu = lieu_demande(lieux) or lieu_par_id(rdv.lieu_id)
    recherche = _recherche(rdv, objet, lieu, du)
    trouves = chercher(recherche).par_lieu.get(lieu.id, ())
    return render_template(
        "agents/agenda/deplacer.html",
        rdv=rdv,
        lieux=lieux,
        lieu=lieu,
        du=du,
        jours=par_jour(trouves),
        causes=() if trouves else pourquoi(recherche),
    )


@blueprint.route("/agenda/rendez-vous/<numero:numero>/deplacer/confirmer", methods=["GET", "POST"])
def confirmer_le_nouvel_horaire(numero: str) -> ResponseReturnValue:
    """Relit l’ancien horaire et le nouveau, puis déplace ; la personne est prévenue."""
    agent, form, refus = agent_courant(), formulaire_repris(FormulaireDuDemandeur), ""
    conflit: Conflit | None = None
    form.proposer_les_demandeurs()
    rdv, lieu, debut = _a_deplacer(agent, numero), _lieu_voulu(), _debut_voulu()
    objet = objet_par_id(rdv.objet_id)
    avec = avec_qui_deplacer(rdv, objet)
    choix = Choix(objet_id=objet.id, lieu_id=lieu.id, modalite=rdv.modalite, debut=debut, agents=avec)
    if form.validate_on_submit():
        try:
            deplacer(rdv.id, choix, acteur=form.acteur(agent))
        except CreneauPris as pris:
            conflit = conflit_dit(pris, partial(_adresse_du_voisin, numero))
            refus = conflit.phrase
        except ErreurMetier as dit:
            refus = refus_dit(dit)
        else:
            flash(gettext("Le rendez-vous est déplacé, la personne est prévenue."), "succes")
            return redirect(url_for("agents.rendez_vous", numero=numero), 303)
    page = render_template(
        "agents/agenda/deplacer_confirmer.html",
        form=form, rdv=rdv, lieu=lieu, debut=debut, ancien_lieu=lieu_par_id(rdv.lieu_id), refus=refus,
        conflit=conflit,
    )  # fmt: skip
    return page, CONFLIT if refus else SAISIE_A_CORRIGER if form.errors else 200


@blueprint.route("/agenda/rendez-vous/<numero:numero>/doubler", methods=["GET", "POST"])
def deplacer_en_doublant(numero: str) -> ResponseReturnValue:
    """Impose un horaire à ce rendez-vous, quoi que disent les agendas choisis ; la raison est gardée."""
    agent = agent_courant()
    rdv, form = _a_deplacer(agent, numero), formulaire_repris(FormulaireDeDoublon)
    objet = objet_par_id(rdv.objet_id)
    form.proposer(lieux_actifs(), objet.modalites, ressources_du_service(rdv.service_code))
    form.proposer_les_demandeurs()
    if request.method == "GET" and not form.lieu.data:
        form.lieu.data, form.modalite.data = str(rdv.lieu_id), rdv.modalite.value
        # L’interprète, s’il est libre, est réuni de lui-même : on ne le double pas sans l’avoir voulu.
        siennes = ressources_du_rendez_vous(rdv.id)
        form.avec.data = [str(une.id) for une in siennes if une.genre is not GenreRessource.INTERPRETE]

    def imposer() -> None:
        deplacer(rdv.id, form.choix(rdv.objet_id), acteur=form.acteur(agent), force=(form.raison.data or "").strip())

    if form.validate_on_submit() and accompli(form.heure, imposer, ErreurMetier):
        flash(gettext("Le rendez-vous est déplacé, la personne est prévenue."), "succes")
        return redirect(url_for("agents.rendez_vous", numero=numero), 303)
    page = render_template("agents/agenda/doubler.html", form=form, rdv=rdv)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.route("/agenda/reserver/doubler", methods=["GET", "POST"])
def reserver_en_doublant() -> ResponseReturnValue:
    """Choisit un horaire qui n’est pas libre, et avec qui ; la suite demande pourquoi, et qui vient."""
    agent = agent_courant()
    voulu = voulu_par(agent)
    if voulu is None:
        return redirect(url_for("agents.reserver_pour_quelqu_un"), 303)
    form = formulaire_repris(FormulaireDeMoment)
    form.proposer([voulu.lieu], voulu.objet.modalites, ressources_du_service(voulu.objet.service_code))
    if form.validate_on_submit():
        arguments: dict[str, Any] = {
            **voulu.arguments,
            "modalite": form.modalite.data,
            "debut": form.debut.isoformat(),
            "avec": sorted(str(une) for une in form.agents),
        }
        return redirect(url_for("agents.reserver_a_qui", **arguments), 303)
    page = render_template("agents/agenda/reserver_en_doublant.html", form=form, voulu=voulu)
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _a_deplacer(agent: Agent, numero: str) -> RendezVous:
    rdv = du_service(agent, numero)
    if rdv.est_collectif or rdv.etat is not EtatRdv.PRIS:
        raise Introuvable
    return rdv


def _adresse_du_voisin(numero: str, creneau: Creneau, lieu: Lieu) -> str:
    """Rend où envoyer la même saisie pour déplacer vers cet horaire."""
    debut = creneau.debut.isoformat()
    return url_for("agents.confirmer_le_nouvel_horaire", numero=numero, lieu=lieu.code, debut=debut)


def _recherche(rdv: RendezVous, objet: ObjetRdv, lieu: Lieu, du: date) -> Recherche:
    [participation] = rdv.participations
    return Recherche(
        objet_id=rdv.objet_id,
        lieux=frozenset({lieu.id}),
        modalite=rdv.modalite.value,
        du=du,
        naissance=naissance_de(participation),
        duree=rdv.minutes,
        agents=avec_qui_deplacer(rdv, objet),
        langue=interprete_voulu(participation),
        ignorer=frozenset({rdv.id}),
        par_agent=True,
    )


def _lieu_voulu() -> Lieu:
    lieu = lieu_demande(lieux_actifs())
    if lieu is None:
        raise Introuvable
    return lieu


def _debut_voulu() -> datetime:
    debut = debut_demande()
    if debut is None:
        raise Introuvable
    return debut
