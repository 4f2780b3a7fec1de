"""Ouvrir, suspendre ou fermer une démarche, avec le message montré au public."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.catalogue import catalogue, demarche_de
from portail.demarche.declaration import Choix, TexteLong
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.parametres import actions
from portail.parametres import queries as lectures
from portail.parametres.models import EtatOuverture
from portail.parametres.queries import EtatDemarche
from portail.socle.traduction import _

CHAMPS = (
    Choix(
        "etat",
        _("Cette démarche est"),
        {
            EtatOuverture.OUVERTE.value: _("Ouverte : on peut déposer"),
            EtatOuverture.SUSPENDUE.value: _("Suspendue : on prépare sa demande, on ne dépose pas"),
            EtatOuverture.FERMEE.value: _("Fermée : on ne commence plus de demande"),
        },
    ),
    TexteLong(
        "message",
        _("Message au public"),
        obligatoire=False,
        longueur_max=600,
        aide=_("Dites pourquoi, et quand la démarche rouvrira. Il se lit sur la fiche de la démarche."),
    ),
)


@blueprint.get("/ouvertures")
def ouvertures() -> ResponseReturnValue:
    """Liste les démarches et leur ouverture."""
    etats = lectures.ouvertures()
    lignes = [(demarche, etats.get(nom, EtatDemarche())) for nom, demarche in catalogue().items()]
    return render_template("administration/ouvertures.html", lignes=lignes)


@blueprint.route("/ouvertures/<identifiant>", methods=["GET", "POST"])
def ouverture(identifiant: str) -> ResponseReturnValue:
    """Change l’ouverture d’une démarche."""
    demarche = demarche_de(identifiant)
    actuelle = lectures.ouverture(identifiant)
    valeurs = {"etat": actuelle.etat.value, "message": actuelle.message or None}
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit():
        reponses = form.reponses()
        actions.changer_ouverture(
            identifiant,
            etat=EtatOuverture(reponses["etat"]),
            message=reponses["message"] or "",
            auteur=auteur_agent(agent_courant()),
        )
        flash(gettext("L’ouverture de la démarche est changée."), "succes")
        return redirect(url_for("administration.ouvertures"), code=303)
    return render_template(
        "administration/ouverture.html",
        demarche=demarche,
        actuelle=actuelle,
        changements_faits=changements_de(("demarche", identifiant)),
        form=form,
    ), 422 if form.errors else 200
