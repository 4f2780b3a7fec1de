"""Régler une activité : quand on s’y inscrit, qui la dirige, les valeurs à confirmer ; admettre un enfant."""

from datetime import date, datetime, time
from functools import partial
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import Optional, ValidationError

from portail.guichets.agents.activites.acces import (
    FormulaireDeRaison,
    exiger_de_regler,
    fil_de,
    fil_de_la_famille,
    page_de_formulaire,
    par,
    tenter,
)
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.formulaires import ChampHeure, ChampJour
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Liste
from portail.identite.famille.comptoir import famille_ouverte
from portail.identite.famille.queries import enfant_de
from portail.identite.models import Role
from portail.identite.queries import agents_habilites
from portail.inscriptions.activites import actions
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.activites.tenues import activite_tenue
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier

PERSONNE = ""


class JourFacultatif(ChampJour):
    """Une date que l’on peut taire."""

    facultatif = True


class HeureFacultative(ChampHeure):
    """Une heure que l’on peut taire."""

    facultatif = True


class FormulaireDOuverture(FlaskForm):
    """Quand les inscriptions s’ouvrent et se closent."""

    jour_ouverture = JourFacultatif(lazy_gettext("Ouverture, le"), [Optional()])
    heure_ouverture = HeureFacultative(lazy_gettext("Heure d’ouverture"), [Optional()])
    jour_cloture = JourFacultatif(lazy_gettext("Clôture, le"), [Optional()])
    heure_cloture = HeureFacultative(lazy_gettext("Heure de clôture"), [Optional()])

    def remplir(self, activite: Activite) -> None:
        """Montre ce qui est réglé aujourd’hui."""
        if self.is_submitted():
            return
        for jour, heure, instant in (
            (self.jour_ouverture, self.heure_ouverture, activite.ouvre_le),
            (self.jour_cloture, self.heure_cloture, activite.ferme_le),
        ):
            if instant is not None and jour.data is None:
                local = horloge.a_paris(instant)
                jour.data, heure.data = local.date(), local.time().replace(second=0, microsecond=0)

    def validate_jour_ouverture(self, field: ChampJour) -> None:
        """Exige une heure quand un jour est dit."""
        _exiger_une_heure(field, self.heure_ouverture)

    def validate_jour_cloture(self, field: ChampJour) -> None:
        """Exige une heure quand un jour est dit."""
        _exiger_une_heure(field, self.heure_cloture)

    @property
    def ouvre_le(self) -> datetime | None:
        """Rend l’instant d’ouverture, ou rien."""
        return instant_ecrit(self.jour_ouverture.data, self.heure_ouverture.data)

    @property
    def ferme_le(self) -> datetime | None:
        """Rend l’instant de clôture, ou rien."""
        return instant_ecrit(self.jour_cloture.data, self.heure_cloture.data)


class FormulaireDeDirecteur(FlaskForm):
    """Qui dirige l’activité, et lit donc les fiches sanitaires."""

    directeur = Liste(
        lazy_gettext("Qui dirige l’activité"),
        description=lazy_gettext("Cette personne seule lit les fiches sanitaires. Le précédent n’y a plus accès."),
    )


def instant_ecrit(jour: date | None, heure: time | None) -> datetime | None:
    """Rend l’instant que disent un jour et une heure de Paris ; rien sans jour."""
    return horloge.instant_du(jour, heure) if jour is not None and heure is not None else None


def _exiger_une_heure(jour: ChampJour, heure: ChampHeure) -> None:
    # La règle est sur le jour : une heure vide, facultative, ne serait pas examinée.
    if jour.data is not None and heure.data is None:
        raise ValidationError(gettext("Écrivez aussi une heure. Exemple : 09:00"))


def a_regler(code: str) -> Activite:
    """Rend l’activité à qui la règle ; lève `Introuvable`, `Interdit`."""
    lue = activite_tenue(agent_courant(), code)
    exiger_de_regler(lue)
    return lue


@blueprint.route("/activites/<code>/ouverture", methods=["GET", "POST"])
def regler_l_ouverture(code: str) -> ResponseReturnValue:
    """Change quand on s’inscrit à une activité."""
    lue = a_regler(code)
    form = formulaire_repris(FormulaireDOuverture)
    form.remplir(lue)

    def geste() -> None:
        actions.regler_l_ouverture(
            lue.id, ouvre_le=form.ouvre_le, ferme_le=form.ferme_le, agent=agent_courant(), auteur=par()
        )

    if form.validate_on_submit() and accompli(form.jour_cloture, geste, ErreurMetier):
        flash(gettext("Les dates d’inscription sont enregistrées."), "succes")
        return redirect(url_for("agents.activite", code=code), code=303)
    return page_de_formulaire(
        form,
        gettext("Quand s’inscrire"),
        etapes=fil_de(lue),
        bouton=gettext("Enregistrer"),
        textes=[
            gettext("Sans date d’ouverture, les inscriptions sont ouvertes. Sans date de clôture, elles le restent.")
        ],
    )


@blueprint.route("/activites/<code>/directeur", methods=["GET", "POST"])
def nommer_le_directeur(code: str) -> ResponseReturnValue:
    """Dit qui dirige une activité."""
    lue = a_regler(code)
    directeurs = agents_habilites(lue.service_code, Role.DIRECTEUR_ACTIVITE)
    form = formulaire_repris(FormulaireDeDirecteur)
    form.directeur.choices = [(PERSONNE, gettext("Personne")), *((str(un.id), un.nom_affiche) for un in directeurs)]
    if not form.is_submitted() and lue.directeur_id:
        form.directeur.data = str(lue.directeur_id)

    def geste() -> None:
        choisi = next((un for un in directeurs if str(un.id) == form.directeur.data), None)
        actions.nommer_le_directeur(lue.id, choisi, agent=agent_courant(), auteur=par())

    if form.validate_on_submit() and accompli(form.directeur, geste, ErreurMetier):
        flash(gettext("Le directeur de l’activité est enregistré."), "succes")
        return redirect(url_for("agents.activite", code=code), code=303)
    return page_de_formulaire(form, gettext("Qui dirige l’activité"), etapes=fil_de(lue), bouton=gettext("Enregistrer"))


@blueprint.post("/activites/<code>/confirmer")
def confirmer_l_activite(code: str) -> ResponseReturnValue:
    """Note que les valeurs importées ont été relues."""
    lue = a_regler(code)
    return tenter(
        partial(actions.confirmer_les_valeurs, lue.id, agent=agent_courant(), auteur=par()),
        succes=gettext("Les valeurs de l’activité sont confirmées."),
        retour=url_for("agents.activite", code=code),
    )


@blueprint.post("/activites/<code>/<any(ouvrir, fermer):geste>")
def ouvrir_ou_fermer_l_activite(code: str, geste: str) -> ResponseReturnValue:
    """Retire l’activité du choix, ou l’y remet."""
    lue = a_regler(code)
    ouverte = geste == "ouvrir"
    return tenter(
        partial(actions.fermer_aux_inscriptions, lue.id, ouverte=ouverte, agent=agent_courant(), auteur=par()),
        succes=gettext("L’activité est au choix.") if ouverte else gettext("L’activité n’est plus au choix."),
        retour=url_for("agents.activite", code=code),
    )


@blueprint.route("/activites/<code>/derogation/<uuid:usager_id>/<uuid:enfant_id>", methods=["GET", "POST"])
def accorder_une_derogation(code: str, usager_id: UUID, enfant_id: UUID) -> ResponseReturnValue:
    """Admet, pour la saison, un enfant d’une famille ouverte au guichet, quelle que soit sa commune."""
    lue = a_regler(code)
    agent = agent_courant()
    usager = famille_ouverte(usager_id, agent_id=agent.id)
    enfant = enfant_de(usager_id, enfant_id)
    form = formulaire_repris(FormulaireDeRaison)

    def geste() -> None:
        raison = str(form.raison.data)
        actions.accorder_une_derogation(enfant_id, lue.id, raison=raison, agent=agent, auteur=par())

    if form.validate_on_submit() and accompli(form.raison, geste, ErreurMetier):
        flash(gettext("L’enfant est admis pour la saison."), "succes")
        return redirect(url_for("agents.famille", usager_id=usager_id), code=303)
    return page_de_formulaire(
        form,
        gettext("Admettre %(enfant)s pour la saison", enfant=enfant.nom_affiche),
        etapes=fil_de_la_famille(usager),
        bouton=gettext("Admettre cet enfant"),
        textes=[
            gettext(
                "%(activite)s : l’enfant est admis quelle que soit sa commune, pour toute la saison.",
                activite=lue.libelle,
            )
        ],
    )
