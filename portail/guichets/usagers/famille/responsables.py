"""Deux responsables pour un enfant : l’un donne un code, l’autre l’écrit avec la date de naissance."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import TexteCourt
from portail.documents.codes import en_groupes
from portail.guichets.identites import usager_courant
from portail.guichets.poste import poste
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.famille.commun import D_UN_RATTACHEMENT, NAISSANCE, qui, rattachement_dit, suite
from portail.identite.famille import actions
from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfant_de
from portail.parametres.queries import entier_au
from portail.socle import debits
from portail.socle.traduction import _

CODES = "20/hour"
ESSAIS_PAR_COMPTE = "10/hour"
ESSAIS_PAR_POSTE = "60/hour"
CODE = TexteCourt(
    "code",
    _("Code reçu de l’autre responsable"),
    aide=_("10 chiffres et lettres. Exemple : 7K4M 2P9X 3Q"),
    longueur_max=40,
    autocomplete="off",
)


@blueprint.route("/mon-espace/famille/enfants/<uuid:enfant_id>/inviter", methods=["GET", "POST"])
def inviter_un_responsable(enfant_id: UUID) -> ResponseReturnValue:
    """Explique, puis donne un code, montré une seule fois : il n’est gardé nulle part en clair."""
    usager = usager_courant()
    enfant = enfant_de(usager.id, enfant_id)
    form, code = FlaskForm(), ""
    if form.validate_on_submit():
        debits.consommer(CODES, "famille/inviter", str(usager.id))
        code = en_groupes(actions.inviter(enfant_id, **qui()))
    return render_template(
        "usagers/famille/inviter.html",
        form=form,
        enfant=enfant,
        code=code,
        jours=entier_au("famille_invitation_jours"),
        a_deux=len(enfant.rattachements) > 1,
    )


@blueprint.route("/mon-espace/famille/rejoindre", methods=["GET", "POST"])
def rejoindre_un_enfant() -> ResponseReturnValue:
    """Rattache la personne à un enfant déjà écrit par l’autre responsable."""
    form = formulaire_de((CODE, NAISSANCE, *D_UN_RATTACHEMENT), contexte=contexte_de_saisie(), valeurs={})
    if form.validate_on_submit() and (enfant := _rejoint(form)) is not None:
        flash(gettext("%(prenom)s est dans votre famille.", prenom=enfant.prenom), "succes")
        return redirect(suite(url_for("usagers.enfant", enfant_id=enfant.id)), code=303)
    return render_template("usagers/famille/rejoindre.html", form=form), SAISIE_A_CORRIGER if form.errors else 200


def _rejoint(form: FormulaireDeSaisie) -> Enfant | None:
    """Rend l’enfant rejoint, ou rien : le champ dit pourquoi."""
    debits.consommer(ESSAIS_PAR_POSTE, "famille/rejoindre/poste", poste())
    debits.consommer(ESSAIS_PAR_COMPTE, "famille/rejoindre", str(usager_courant().id))
    dits, trouves = form.reponses(), []

    def rejoindre() -> None:
        naissance = date.fromisoformat(dits["date_naissance"])
        trouves.append(actions.rejoindre(dits["code"], naissance, rattachement_dit(dits), **qui()))

    return trouves[0] if accompli(form["code"], rejoindre) else None
