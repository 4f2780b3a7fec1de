"""Un rendez-vous, au bureau : qui vient, avec qui ; dire qui est là, répondre, annuler, déplacer."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.agenda.demandeur import FormulaireDuDemandeur
from portail.guichets.agents.agenda.interprete import interprete_dit
from portail.guichets.agents.agenda.jour import ETATS
from portail.guichets.agents.agenda.plages_formulaires import MODALITES
from portail.guichets.agents.agenda.qui import besoins_dits
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import CONFLIT, SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Texte, au_plus
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import consigner
from portail.rendez_vous.echanges.actions import LONGUEUR, noter_la_lecture, repondre
from portail.rendez_vous.echanges.queries import fil
from portail.rendez_vous.lieux.queries import lieu_par_id
from portail.rendez_vous.reservations.absences import absences_repetees
from portail.rendez_vous.reservations.changements import annuler
from portail.rendez_vous.reservations.demandes import objet_par_id
from portail.rendez_vous.reservations.etats import ANNULES, TRANSITIONS, Presence
from portail.rendez_vous.reservations.habilitations import Acteur, peut_recevoir
from portail.rendez_vous.reservations.interpretes import reunir
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.presences import marquer
from portail.rendez_vous.reservations.queries import adresse_de_visio, mobilises, rendez_vous_pour
from portail.rendez_vous.reservations.service import annuler_par_le_service
from portail.socle.erreurs import ErreurMetier, Introuvable, SaisieInvalide
from portail.socle.traduction import _

MOTIF_MAX = 300
GESTES: Mapping[Presence, str] = MappingProxyType(
    {
        Presence.ARRIVER: _("Est arrivé"),
        Presence.HONORER: _("A été reçu"),
        Presence.MANQUER: _("N’est pas venu"),
        Presence.EXCUSER: _("A prévenu"),
        Presence.RECTIFIER: _("Corriger : encore attendu"),
    }
)


class FormulaireDeReponse(FlaskForm):
    """La réponse d’un agent dans le fil."""

    texte = Texte(
        lazy_gettext("Votre réponse"),
        description=lazy_gettext("La personne la lit sur la page de son rendez-vous."),
        validators=[Exige(_("Écrivez votre réponse.")), au_plus(LONGUEUR)],
    )


class FormulaireDAnnulation(FormulaireDuDemandeur):
    """Qui annule ; si c’est le lieu, pourquoi, tel que la personne le lira."""

    motif = Texte(
        lazy_gettext("Si le service annule, pourquoi"),
        description=lazy_gettext("La personne lit ces mots. N’y dites rien de sa santé."),
        validators=[au_plus(MOTIF_MAX)],
    )

    def proposer(self, rdv: RendezVous) -> None:
        """Pose ce qui se choisit ; une séance à plusieurs ne s’annule que du fait du service."""
        self.proposer_les_demandeurs()
        if rdv.est_collectif:
            del self.demandeur


@blueprint.get("/agenda/rendez-vous/<numero:numero>")
def rendez_vous(numero: str) -> ResponseReturnValue:
    """Montre le rendez-vous ; la lecture est au journal."""
    agent = agent_courant()
    rdv = rendez_vous_pour(Acteur(agent=agent), numero)
    consigner("lire_rendez_vous", auteur=auteur_agent(agent), objet=("rendez_vous", rdv.id), details={})
    return _montrer(agent, rdv)


@blueprint.post("/agenda/rendez-vous/<numero:numero>/presence/<uuid:participation_id>")
def marquer_la_presence(numero: str, participation_id: UUID) -> ResponseReturnValue:
    """Note qu’une personne est arrivée, reçue, absente ou excusée."""
    agent = agent_courant()
    rdv = rendez_vous_pour(Acteur(agent=agent), numero)
    geste = next((presence for presence in Presence if presence.value == request.form.get("geste")), None)
    if geste is None:
        raise Introuvable
    refus = essayer(lambda: marquer(sienne(rdv, participation_id).id, geste, agent=agent))
    if refus:
        return _montrer(agent, rdv, refus=refus), CONFLIT
    flash(gettext("C’est noté."), "succes")
    return redirect(url_for("agents.rendez_vous", numero=numero), 303)


@blueprint.route("/agenda/rendez-vous/<numero:numero>/repondre/<uuid:participation_id>", methods=["GET", "POST"])
def repondre_a_la_personne(numero: str, participation_id: UUID) -> ResponseReturnValue:
    """Montre le fil et y répond."""
    agent = agent_courant()
    rdv = du_service(agent, numero)
    participation, form = sienne(rdv, participation_id), formulaire_repris(FormulaireDeReponse)
    if form.validate_on_submit() and accompli(
        form.texte, lambda: repondre(participation.id, agent=agent, texte=form.texte.data or ""), SaisieInvalide
    ):
        flash(gettext("Votre réponse est envoyée."), "succes")
        return redirect(url_for("agents.repondre_a_la_personne", numero=numero, participation_id=participation_id), 303)
    noter_la_lecture(participation.id, par_un_agent=True)
    page = render_template(
        "agents/agenda/fil.html", rdv=rdv, participation=participation, messages=fil(participation.id), form=form
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/agenda/rendez-vous/<numero:numero>/interprete")
def reunir_l_interprete(numero: str) -> ResponseReturnValue:
    """Ajoute au rendez-vous un interprète libre à cette heure."""
    agent = agent_courant()
    rdv = du_service(agent, numero)
    refus = essayer(lambda: reunir(rdv.id, agent=agent))
    flash(refus or gettext("L’interprète est retenu."), "attention" if refus else "succes")
    return redirect(url_for("agents.rendez_vous", numero=numero), 303)


@blueprint.route("/agenda/rendez-vous/<numero:numero>/annuler", methods=["GET", "POST"])
def annuler_le_rendez_vous(numero: str) -> ResponseReturnValue:
    """Annule à la demande de la personne, ou du fait du service : alors un autre horaire lui est gardé."""
    agent = agent_courant()
    rdv, form = du_service(agent, numero), formulaire_repris(FormulaireDAnnulation)
    form.proposer(rdv)

    def geste() -> object:
        if form.vient_de_la_personne:
            return annuler(rdv.id, acteur=form.acteur(agent))
        return annuler_par_le_service([rdv.id], agent=agent, motif=form.motif.data or "")

    if form.validate_on_submit() and accompli(form.motif, geste, ErreurMetier):
        flash(gettext("Le rendez-vous est annulé, la personne est prévenue."), "succes")
        return redirect(url_for("agents.rendez_vous", numero=numero), 303)
    page = render_template("agents/agenda/annuler.html", rdv=rdv, form=form)
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _montrer(agent: Agent, rdv: RendezVous, *, refus: str = "") -> str:
    ressources, raison_du_doublon = mobilises(rdv.id)
    return render_template(
        "agents/agenda/rendez_vous.html",
        rdv=rdv,
        objet=objet_par_id(rdv.objet_id),
        lieu=lieu_par_id(rdv.lieu_id),
        ressources=ressources,
        visio=adresse_de_visio(rdv, ressources),
        raison_du_doublon=raison_du_doublon,
        etats=ETATS,
        gestes={une.id: _gestes_permis(une) for une in rdv.participations},
        modalite=MODALITES[rdv.modalite],
        absences=absences_repetees([rdv]),
        besoins={une.id: besoins_dits(une) for une in rdv.participations},
        interpretes={une.id: interprete_dit(rdv, une, ressources) for une in rdv.participations},
        peut_agir=peut_recevoir(agent, rdv.service_code) and rdv.etat not in ANNULES,
        refus=refus,
    )


def _gestes_permis(participation: Participation) -> dict[str, str]:
    return {
        presence.value: mot for presence, mot in GESTES.items() if participation.etat in TRANSITIONS[presence].depuis
    }


def du_service(agent: Agent, numero: str) -> RendezVous:
    """Rend le rendez-vous si l’agent y reçoit pour son service ; lève sinon `Introuvable`."""
    rdv = rendez_vous_pour(Acteur(agent=agent), numero)
    if not peut_recevoir(agent, rdv.service_code):
        raise Introuvable
    return rdv


def sienne(rdv: RendezVous, participation_id: UUID) -> Participation:
    """Rend cette participation du rendez-vous ; lève `Introuvable`."""
    trouvee = next((une for une in rdv.participations if une.id == participation_id), None)
    if trouvee is None:
        raise Introuvable
    return trouvee


def essayer(geste: Callable[[], object]) -> str:
    """Fait le geste ; rend le refus en mots s’il vient trop tard, rien s’il est fait."""
    try:
        geste()
    except ErreurMetier as refus:
        if refus.code_http != CONFLIT:
            raise
        return refus_dit(refus)
    return ""
