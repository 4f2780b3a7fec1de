"""Inscrire la famille reçue, par le chemin qu’elle aurait pris : même file à l’ouverture, mêmes refus, même panier."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.activites.acces import par, tenter
from portail.guichets.agents.activites.familles import famille_recue
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import traduire
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Case, Cases, Exige, Ligne, au_plus
from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfants_de
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.activites.queries import groupes_a_choisir
from portail.inscriptions.activites.tenues import activite_tenue, activites_tenues, groupe_gere
from portail.inscriptions.attente import actions as attentes
from portail.inscriptions.attente.queries import nombres_en_attente
from portail.inscriptions.habilitations import peut_gerer, peut_regler
from portail.inscriptions.ouvertures import salles
from portail.inscriptions.paniers import actions as paniers
from portail.inscriptions.paniers.devis import devis_de
from portail.inscriptions.paniers.models import Commande, EtatCommande, Moyen
from portail.inscriptions.paniers.queries import panier_de, temps_restant
from portail.inscriptions.paniers.reglement import Accords, engager
from portail.inscriptions.places.erreurs import Complet
from portail.inscriptions.places.examen import constats_de
from portail.inscriptions.places.prises import Voulue
from portail.inscriptions.places.queries import restes
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier, Introuvable
from portail.socle.traduction import _

NIVEAU_MAX = 30


class FormulaireDInscription(FlaskForm):
    """Quels enfants, et ce que la famille en dit."""

    enfants = Cases(lazy_gettext("Quels enfants ?"), [Exige(_("Choisissez au moins un enfant."))])
    niveau = Ligne(lazy_gettext("Niveau, si le groupe en demande un"), [au_plus(NIVEAU_MAX)])
    sortie_seul = Case(lazy_gettext("L’enfant peut rentrer seul"))
    droit_image = Case(lazy_gettext("La famille accepte les photos"))
    attendre = Case(lazy_gettext("S’il n’y a plus de place, inscrire sur la liste d’attente"))
    ensemble = Case(lazy_gettext("Sur la liste d’attente, toutes les places ensemble ou aucune"))


class FormulaireDeReglement(FlaskForm):
    """Ce que la famille accepte avant de payer."""

    conditions = Case(
        lazy_gettext("La famille a lu et accepte les règles d’annulation"),
        [Exige(_("Lisez les règles d’annulation à la famille, et cochez la case si elle les accepte."))],
    )
    tarif_le_plus_haut = Case(lazy_gettext("La famille paie le tarif le plus haut, sans donner son quotient"))


@blueprint.get("/activites/guichet/<uuid:usager_id>/choisir")
def choisir_un_groupe(usager_id: UUID) -> ResponseReturnValue:
    """Montre les activités ouvertes du service."""
    usager, agent = famille_recue(usager_id), agent_courant()
    maintenant = horloge.maintenant()
    au_choix = [
        une
        for une in activites_tenues(agent)
        if une.ouverte and peut_gerer(agent, une.service_code) and not (une.ferme_le and une.ferme_le <= maintenant)
    ]
    return render_template("agents/activites/choisir_activite.html", usager=usager, activites=au_choix)


@blueprint.get("/activites/guichet/<uuid:usager_id>/choisir/<code>")
def choisir_dans_l_activite(usager_id: UUID, code: str) -> ResponseReturnValue:
    """Montre les groupes d’une activité, ce qui reste, et la salle d’attente s’il y en a une."""
    usager = famille_recue(usager_id)
    lue = activite_geree(code)
    groupes = groupes_a_choisir(lue.id)
    return render_template(
        "agents/activites/choisir_groupe.html",
        usager=usager,
        activite=lue,
        groupes=groupes,
        restes=restes([un.id for un in groupes]),
        attente=nombres_en_attente(),
        salle=salles.salle_de(lue.id),
    )


@blueprint.route("/activites/guichet/<uuid:usager_id>/salle/<code>", methods=["GET", "POST"])
def salle_au_guichet(usager_id: UUID, code: str) -> ResponseReturnValue:
    """Fait entrer la famille en salle d’attente, au rang qu’elle aurait chez elle, et montre où elle en est."""
    usager = famille_recue(usager_id)
    lue = activite_geree(code)
    salle = salles.salle_de(lue.id)
    if salle is None:
        raise Introuvable
    form = FlaskForm()
    if form.validate_on_submit():
        return tenter(
            partial(salles.entrer, salle.id, usager_id=usager_id, au_guichet=True),
            succes=gettext("La famille est dans la salle d’attente."),
            retour=url_for("agents.salle_au_guichet", usager_id=usager_id, code=code),
        )
    return render_template(
        "agents/activites/salle_au_guichet.html",
        usager=usager,
        activite=lue,
        salle=salle,
        situation=_situation(salle.id, usager_id),
    )


def _situation(salle_id: UUID, usager_id: UUID) -> salles.Situation | None:
    try:
        return salles.situation(salle_id, usager_id=usager_id)
    except Introuvable:
        return None


@blueprint.route("/activites/guichet/<uuid:usager_id>/inscrire/<code>", methods=["GET", "POST"])
def inscrire_au_guichet(usager_id: UUID, code: str) -> ResponseReturnValue:
    """Met des enfants au panier de la famille, ou sur la liste d’attente s’il n’y a plus de place."""
    usager = famille_recue(usager_id)
    lu = groupe_gere(agent_courant(), code)
    enfants = enfants_de(usager_id)
    form = formulaire_repris(FormulaireDInscription)
    form.enfants.choices = [(str(un.id), un.nom_affiche) for un in enfants]
    dit: list[str] = []

    def geste() -> None:
        voulues = _voulues(form, lu, enfants)
        dit.append(_inscrire(voulues, form, usager_id))

    if form.validate_on_submit() and accompli(form.enfants, geste, ErreurMetier):
        flash(dit[0], "succes")
        return redirect(url_for("agents.famille", usager_id=usager_id), code=303)
    niveau = form.niveau.data or lu.niveau
    constats = constats_de(enfants, [lu], niveaux={un.id: niveau for un in enfants})
    return render_template(
        "agents/activites/inscrire.html",
        usager=usager,
        groupe=lu,
        form=form,
        reste=restes([lu.id]).get(lu.id),
        peut_deroger=peut_regler(agent_courant(), lu.activite.service_code),
        constats=[(un, constats[un.id, lu.id]) for un in enfants],
    ), SAISIE_A_CORRIGER if form.errors else 200


def _voulues(form: FormulaireDInscription, lu: Groupe, enfants: Sequence[Enfant]) -> list[Voulue]:
    choisis = set(form.enfants.data or ())
    return [
        Voulue(
            groupe=lu,
            enfant=enfant,
            niveau=(form.niveau.data or "").strip(),
            sortie_seul=bool(form.sortie_seul.data),
            droit_image=bool(form.droit_image.data),
        )
        for enfant in enfants
        if str(enfant.id) in choisis
    ]


def _inscrire(voulues: Sequence[Voulue], form: FormulaireDInscription, usager_id: UUID) -> str:
    """Prend les places par le chemin de la famille, salle d’attente comprise ; rend ce qui a été fait, en mots."""
    activite = voulues[0].groupe.activite
    salles.exiger_le_passe(activite, _passe(activite, usager_id), usager_id=usager_id)
    try:
        paniers.ajouter(voulues, usager_id=usager_id, auteur=par())
    except Complet:
        if not form.attendre.data:
            raise
        ensemble = bool(form.ensemble.data)
        attentes.attendre(voulues, tout_ou_rien=ensemble, usager_id=usager_id, auteur=par())
        return gettext("Il n’y a plus de place : la famille est sur la liste d’attente.")
    return gettext("Les places sont au panier de la famille, le temps de régler.")


def _passe(activite: Activite, usager_id: UUID) -> str:
    """Rend le passe que la famille a obtenu en salle d’attente, vide si elle n’y a pas encore eu son tour."""
    salle = salles.salle_de(activite.id)
    situation = _situation(salle.id, usager_id) if salle is not None else None
    return (situation.passe or "") if situation is not None else ""


@blueprint.route("/activites/guichet/<uuid:usager_id>/regler", methods=["GET", "POST"])
def regler_au_guichet(usager_id: UUID) -> ResponseReturnValue:
    """Montre le prix et les règles d’annulation, puis engage la commande : à régler au guichet, ou gratuite."""
    usager = famille_recue(usager_id)
    panier = panier_de(usager_id)
    if panier is None:
        return redirect(url_for("agents.famille", usager_id=usager_id), code=303)
    form = formulaire_repris(FormulaireDeReglement)
    faites: list[Commande] = []

    def geste() -> None:
        accords = Accords(conditions=bool(form.conditions.data), tarif_le_plus_haut=bool(form.tarif_le_plus_haut.data))
        faites.append(engager(panier.id, Moyen.AU_GUICHET, accords, usager_id=usager_id, auteur=par()))

    if form.validate_on_submit() and accompli(form.conditions, geste, ErreurMetier):
        payee = faites[0].etat is EtatCommande.PAYEE
        flash(
            gettext("Les enfants sont inscrits : il n’y a rien à payer.")
            if payee
            else gettext("La commande %(numero)s est à régler au guichet.", numero=faites[0].numero),
            "succes",
        )
        return redirect(url_for("agents.famille", usager_id=usager_id), code=303)
    return render_template(
        "agents/activites/regler.html",
        usager=usager,
        panier=panier,
        devis=devis_de(panier),
        reste=temps_restant(panier),
        form=form,
    ), SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/activites/guichet/<uuid:usager_id>/<any(prolonger, rendre):quoi>")
def tenir_le_panier(usager_id: UUID, quoi: str) -> ResponseReturnValue:
    """Rend du temps au panier de la famille, ou rend ses places."""
    famille_recue(usager_id)
    panier = panier_de(usager_id)
    if panier is None:
        raise Introuvable
    fait = paniers.prolonger if quoi == "prolonger" else paniers.abandonner
    succes = _("Le panier a de nouveau tout son temps.") if quoi == "prolonger" else _("Les places sont rendues.")
    return tenter(
        partial(fait, panier.id, usager_id=usager_id, auteur=par()),
        succes=traduire(succes),
        retour=url_for("agents.famille", usager_id=usager_id),
    )


@blueprint.post("/activites/guichet/<uuid:usager_id>/retirer/<uuid:inscription_id>")
def retirer_du_panier(usager_id: UUID, inscription_id: UUID) -> ResponseReturnValue:
    """Ôte une inscription du panier de la famille."""
    famille_recue(usager_id)
    return tenter(
        partial(paniers.retirer, inscription_id, usager_id=usager_id, auteur=par()),
        succes=gettext("La place est rendue."),
        retour=url_for("agents.famille", usager_id=usager_id),
    )


def activite_geree(code: str) -> Activite:
    """Rend une activité dont l’agent inscrit les familles ; lève `Introuvable` pour toute autre."""
    agent = agent_courant()
    lue = activite_tenue(agent, code)
    if not peut_gerer(agent, lue.service_code):
        raise Introuvable
    return lue
