"""Les séances à plusieurs, au bureau : en ouvrir une, changer ses places, y inscrire, faire signer."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import Optional, ValidationError

from portail.guichets.agents.agenda.conflits import conflit_dit
from portail.guichets.agents.agenda.moments import FormulaireDeMoment
from portail.guichets.agents.agenda.qui import (
    accompli_pour_quelqu_un,
    champs_de_la_personne,
    cle_du_formulaire,
    personne_dite,
)
from portail.guichets.agents.agenda.rendez_vous import du_service, essayer, sienne
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.ecrits import nombre_ecrit
from portail.guichets.identites import agent_courant
from portail.guichets.refus import CONFLIT, SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import envoi_garde, formulaire_repris
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.guichets.saisie.simples import Exige, Ligne, Liste
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import consigner
from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.queries import lieu_par_id, lieux_actifs
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.queries import objets_des_services
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations import seances
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande, objet_par_id
from portail.rendez_vous.reservations.etats import EtatParticipation
from portail.rendez_vous.reservations.habilitations import Acteur, services_recus
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.queries import ressources_du_rendez_vous, seance_a_venir
from portail.rendez_vous.ressources.queries import ressources_du_service
from portail.socle.erreurs import ErreurMetier, Introuvable
from portail.socle.traduction import _

PLACES_MAX = 200


class _Places(FlaskForm):
    places = Ligne(lazy_gettext("Nombre de places"), [Exige(_("Écrivez un nombre de places."))])

    def validate_places(self, field: Field) -> None:
        """Exige un nombre entier de personnes."""
        if not 1 <= (nombre_ecrit((field.data or "").strip()) or 0) <= PLACES_MAX:
            raise ValidationError(gettext("Écrivez un nombre entre 1 et %(max)s.", max=PLACES_MAX))

    @property
    def nombre(self) -> int | None:
        """Rend le nombre écrit ; après la validation."""
        return nombre_ecrit((self.places.data or "").strip())


class FormulaireDeSeance(FormulaireDeMoment, _Places):
    """Une séance à ouvrir."""

    objet = Liste(lazy_gettext("Pour quoi"), [Exige(_("Choisissez ce que la séance propose."))])
    places = Ligne(
        lazy_gettext("Nombre de places"), [Optional()], description=lazy_gettext("Vide : le nombre habituel.")
    )


class FormulaireDePlaces(_Places):
    """Le nombre de places d’une séance."""


@blueprint.route("/agenda/seances/nouvelle", methods=["GET", "POST"])
def ouvrir_une_seance() -> ResponseReturnValue:
    """Ouvre une séance à plusieurs, tenue par les agendas choisis."""
    agent = agent_courant()
    objets = [un for un in objets_des_services(services_recus(agent)) if un.collectif and un.ouvert]
    form = formulaire_repris(FormulaireDeSeance)
    form.objet.choices = {str(un.id): un.libelle for un in objets}
    form.proposer(lieux_actifs(), [une for un in objets for une in un.modalites], _ressources(objets))
    ouvertes: list[RendezVous] = []

    def ouvrir() -> None:
        ouvertes.append(seances.ouvrir(form.choix(UUID(form.objet.data)), agent=agent, places=form.nombre))

    if form.validate_on_submit() and accompli(form.heure, ouvrir, ErreurMetier):
        flash(gettext("La séance est ouverte."), "succes")
        return redirect(url_for("agents.rendez_vous", numero=ouvertes[0].numero), 303)
    page = render_template("agents/agenda/seance.html", form=form, objets=objets)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.route("/agenda/rendez-vous/<numero:numero>/places", methods=["GET", "POST"])
def changer_les_places(numero: str) -> ResponseReturnValue:
    """Change le nombre de places d’une séance, sans descendre sous celles prises ou gardées ; qui attend est servi."""
    agent = agent_courant()
    seance, form = _seance(agent, numero), formulaire_repris(FormulaireDePlaces)
    if request.method == "GET" and not form.places.data:
        form.places.data = str(seance.places)
    if form.validate_on_submit() and accompli(
        form.places, lambda: seances.changer_les_places(seance.id, form.nombre or 0, agent=agent), ErreurMetier
    ):
        flash(gettext("Le nombre de places est changé."), "succes")
        return redirect(url_for("agents.rendez_vous", numero=numero), 303)
    page = render_template("agents/agenda/places.html", form=form, rdv=seance)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.route("/agenda/rendez-vous/<numero:numero>/inscrire", methods=["GET", "POST"])
def inscrire_a_la_seance(numero: str) -> ResponseReturnValue:
    """Inscrit quelqu’un qui appelle ou se présente."""
    agent = agent_courant()
    seance = _seance(agent, numero)
    objet = objet_par_id(seance.objet_id)
    champs = champs_de_la_personne(objet, seance.modalite)
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    cle, conflit = cle_du_formulaire(), None

    def prendre() -> None:
        seances.s_inscrire(seance.id, _demande(agent, seance, form.reponses(), cle))

    try:
        if form.validate_on_submit() and accompli_pour_quelqu_un(form, prendre):
            flash(gettext("La personne est inscrite."), "succes")
            return redirect(url_for("agents.rendez_vous", numero=numero), 303)
    except CreneauPris as refus:
        conflit = conflit_dit(refus, _adresse_du_voisin)
    page = render_template(
        "agents/agenda/inscrire.html",
        form=form,
        rdv=seance,
        objet=objet_par_id(seance.objet_id),
        cle=cle,
        conflit=conflit,
    )
    return page, CONFLIT if conflit else SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/agenda/rendez-vous/<numero:numero>/desinscrire/<uuid:participation_id>")
def desinscrire_de_la_seance(numero: str, participation_id: UUID) -> ResponseReturnValue:
    """Rend la place d’une personne qui ne viendra pas."""
    agent = agent_courant()
    participation = sienne(_seance(agent, numero), participation_id)
    refus = essayer(lambda: seances.se_desinscrire(participation.id, acteur=Acteur(agent=agent)))
    flash(refus or gettext("La place est rendue."), "attention" if refus else "succes")
    return redirect(url_for("agents.rendez_vous", numero=numero), 303)


@blueprint.get("/agenda/rendez-vous/<numero:numero>/feuille")
def feuille_de_presence(numero: str) -> ResponseReturnValue:
    """Rend la feuille à imprimer et à faire signer ; sa lecture est au journal."""
    agent = agent_courant()
    seance = _seance(agent, numero)
    details = {"participations": seance.places_prises}
    consigner("imprimer_feuille", auteur=auteur_agent(agent), objet=("rendez_vous", seance.id), details=details)
    return render_template(
        "agents/agenda/feuille.html",
        rdv=seance,
        objet=objet_par_id(seance.objet_id),
        lieu=lieu_par_id(seance.lieu_id),
        ressources=ressources_du_rendez_vous(seance.id),
        inscrits=[une for une in seance.participations if une.etat is not EtatParticipation.ANNULE],
    )


def _seance(agent: Agent, numero: str) -> RendezVous:
    seance = du_service(agent, numero)
    if not seance.est_collectif:
        raise Introuvable
    return seance


def _adresse_du_voisin(creneau: Creneau, _lieu: Lieu) -> str:
    """Rend où envoyer la même saisie pour inscrire à cette autre séance."""
    assert creneau.rdv_id is not None  # noqa: S101 — d’un objet à plusieurs, chaque créneau est une séance
    return url_for("agents.inscrire_a_la_seance", numero=seance_a_venir(creneau.rdv_id).numero)


def _ressources(objets: list[ObjetRdv]) -> list[Any]:
    """Rend les agendas des services de ces objets, chacun une fois."""
    du_service = (ressources_du_service(code) for code in sorted({un.service_code for un in objets}))
    return list({une.id: une for siennes in du_service for une in siennes}.values())


def _demande(agent: Agent, seance: RendezVous, dits: dict[str, Any], cle: str) -> Demande:
    choix = Choix.le_meme(seance)
    return Demande(choix=choix, personne=personne_dite(dits), cle=f"agent/{agent.id}/{cle}", agent=agent)
