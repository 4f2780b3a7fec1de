"""Qui peut venir chercher l’enfant : un nom, un téléphone ; à montrer, avec une pièce d’identité, au retour."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import Champ, Telephone, TexteCourt
from portail.guichets.identites import usager_courant
from portail.guichets.refus import SAISIE_A_CORRIGER
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.famille.commun import qui
from portail.identite.famille import actions
from portail.identite.famille.queries import enfant_de
from portail.socle import debits
from portail.socle.traduction import _

DEBIT = "60/hour"
D_UNE_PERSONNE: tuple[Champ, ...] = (
    TexteCourt("nom", _("Prénom et nom"), longueur_max=120, autocomplete="off"),
    Telephone("telephone", _("Téléphone"), aide=_("Exemple : 06 39 98 00 01"), autocomplete="off"),
    TexteCourt(
        "lien",
        _("Qui est cette personne pour l’enfant ?"),
        aide=_("Exemple : sa grand-mère, un voisin"),
        longueur_max=60,
        obligatoire=False,
        autocomplete="off",
    ),
)


@blueprint.route("/mon-espace/famille/enfants/<uuid:enfant_id>/autoriser", methods=["GET", "POST"])
def autoriser_une_personne(enfant_id: UUID) -> ResponseReturnValue:
    """Ajoute une personne qui peut venir chercher l’enfant."""
    usager = usager_courant()
    enfant = enfant_de(usager.id, enfant_id)
    form = formulaire_de(D_UNE_PERSONNE, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        debits.consommer(DEBIT, "famille/autoriser", str(usager.id))
        dits = form.reponses()
        actions.autoriser(enfant_id, nom=dits["nom"], telephone=dits["telephone"], lien=dits["lien"] or "", **qui())
        flash(gettext("%(nom)s peut venir chercher %(prenom)s.", nom=dits["nom"], prenom=enfant.prenom), "succes")
        return redirect(url_for("usagers.enfant", enfant_id=enfant_id), code=303)
    page = render_template("usagers/famille/autoriser.html", form=form, enfant=enfant)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/mon-espace/famille/personnes/<uuid:personne_id>/retirer")
def retirer_une_personne(personne_id: UUID) -> ResponseReturnValue:
    """Retire une personne autorisée ; chaque responsable de l’enfant le peut."""
    form = FlaskForm()
    if not form.validate_on_submit():
        return redirect(url_for("usagers.famille"), code=303)
    enfant_id = actions.retirer_l_autorisation(personne_id, **qui())
    flash(gettext("Cette personne ne peut plus venir chercher l’enfant."), "succes")
    return redirect(url_for("usagers.enfant", enfant_id=enfant_id), code=303)
