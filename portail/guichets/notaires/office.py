"""Les accès de l’office : un notaire à qui il le confie ouvre, ferme et rouvre ceux des autres."""

from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, Courriel, OuiNon, TexteCourt
from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.identite.notaires.actions import (
    DelegationImpossible,
    FicheMembre,
    PourSoiMeme,
    fermer_membre,
    ouvrir_membre,
    rouvrir_membre,
)
from portail.identite.notaires.models import RoleMembre
from portail.identite.notaires.queries import membres_de
from portail.socle.erreurs import Interdit
from portail.socle.traduction import _

ROLES = {RoleMembre.NOTAIRE.value: _("Notaire"), RoleMembre.CLERC.value: _("Clerc")}
CHAMPS: tuple[Champ, ...] = (
    TexteCourt("prenom", _("Prénom"), longueur_max=60),
    TexteCourt("nom", _("Nom"), longueur_max=60),
    Courriel(
        "courriel",
        _("Adresse électronique"),
        aide=_("Celle que le fournisseur d’identité des notaires connaît. Exemple : prenom.nom@office.example"),
    ),
    Choix("role", _("Rôle dans l’office"), ROLES),
    OuiNon("peut_deleguer", _("Cette personne gère-t-elle les accès de l’office ?"), aide=_("Un notaire seulement.")),
)


@blueprint.get("/office")
def office() -> ResponseReturnValue:
    """Montre l’office et ses membres."""
    membre = membre_courant()
    return render_template(
        "notaires/office.html", office=membre.office, membres=membres_de(membre.office_id), roles=ROLES
    )


@blueprint.route("/office/ouvrir", methods=["GET", "POST"])
def ouvrir_un_acces() -> ResponseReturnValue:
    """Ouvre un accès à un notaire ou à un clerc de l’office."""
    membre = membre_courant()
    if not membre.peut_deleguer:
        raise Interdit
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs={"peut_deleguer": "non"}, brut=envoi_garde())
    if form.validate_on_submit():
        reponses = form.reponses()
        fiche = FicheMembre(
            prenom=str(reponses["prenom"]),
            nom=str(reponses["nom"]),
            courriel=str(reponses["courriel"]),
            role=RoleMembre(str(reponses["role"])),
            peut_deleguer=reponses["peut_deleguer"] == "oui",
        )
        geste = partial(ouvrir_membre, fiche, par=membre)
        if accompli(form["courriel"], geste, autres={DelegationImpossible: form["peut_deleguer"]}):
            flash(gettext("L’accès est ouvert."), "succes")
            return redirect(url_for("notaires.office"), 303)
    return render_template("notaires/ouvrir_acces.html", form=form), SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/office/<uuid:membre_id>/fermer")
def fermer_un_acces(membre_id: UUID) -> ResponseReturnValue:
    """Ferme un accès de l’office, aussitôt."""
    try:
        ferme = fermer_membre(membre_id, par=membre_courant())
    except PourSoiMeme as refus:
        flash(refus_dit(refus), "erreur")
    else:
        flash(gettext("L’accès de %(nom)s est fermé.", nom=ferme.nom_affiche), "succes")
    return redirect(url_for("notaires.office"), 303)


@blueprint.post("/office/<uuid:membre_id>/rouvrir")
def rouvrir_un_acces(membre_id: UUID) -> ResponseReturnValue:
    """Rouvre un accès de l’office."""
    rouvert = rouvrir_membre(membre_id, par=membre_courant())
    flash(gettext("L’accès de %(nom)s est rouvert.", nom=rouvert.nom_affiche), "succes")
    return redirect(url_for("notaires.office"), 303)
