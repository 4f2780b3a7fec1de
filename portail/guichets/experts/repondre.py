"""Lire ce qui est partagé et rendre son avis ; chaque lecture est notée, la personne la verra."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portail.dossiers.avis import actions
from portail.dossiers.avis.entree import noter_la_lecture
from portail.dossiers.avis.models import Avis
from portail.dossiers.avis.queries import fichier_partage, partage_de
from portail.dossiers.models import Dossier
from portail.guichets.contexte import langue_courante
from portail.guichets.experts.blueprint import avis_courant, blueprint, refermer
from portail.guichets.reponse_avis import FormulaireAvis
from portail.guichets.reponses import montrer_fichier
from portail.guichets.reprise import formulaire_repris
from portail.socle.traduction import traducteur
from portail.territoire.queries import service_de


@blueprint.route("/<jeton>/repondre", methods=["GET", "POST"])
def repondre(jeton: str) -> ResponseReturnValue:
    """Montre la question et ce qui est partagé, et reçoit l’avis."""
    avis, dossier = avis_courant(jeton)
    form = formulaire_repris(FormulaireAvis)
    form.preparer()
    if form.validate_on_submit() and (reponse := form.reponse()) is not None:
        actions.rendre_par_lien(avis.id, reponse=reponse)
        return redirect(url_for("experts.merci", jeton=jeton), code=303)
    noter_la_lecture(avis)
    return _montrer(avis, dossier, form, jeton)


def _montrer(avis: Avis, dossier: Dossier, form: FormulaireAvis, jeton: str) -> ResponseReturnValue:
    partage = partage_de(avis, dossier, traduire=traducteur(langue_courante()), langue=langue_courante())
    return render_template(
        "experts/repondre.html",
        avis=avis,
        partage=partage,
        form=form,
        jeton=jeton,
        service=service_de(dossier.service_code),
        traduire=traducteur(langue_courante()),
    ), 422 if form.errors else 200


@blueprint.get("/<jeton>/fichiers/<uuid:fichier_id>")
def fichier(jeton: str, fichier_id: UUID) -> ResponseReturnValue:
    """Rend un fichier partagé, rendu inerte."""
    avis, _dossier = avis_courant(jeton)
    trouve = fichier_partage(avis, fichier_id)
    noter_la_lecture(avis, fichier=str(trouve.id))
    return montrer_fichier(trouve)


@blueprint.get("/<jeton>/merci")
def merci(jeton: str) -> ResponseReturnValue:
    """Dit que l’avis est reçu, et referme la visite : il n’y a plus rien à lire."""
    avis, dossier = avis_courant(jeton)
    refermer(avis)
    return render_template("experts/merci.html", service=service_de(dossier.service_code))
