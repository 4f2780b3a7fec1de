"""Choisir à qui mon aide est versée : sur mon compte, à mon service, en chèques emploi service."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.declaration import Demarche, ModeVersement
from portail.dossiers import queries
from portail.dossiers.habilitations import peut_agir
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.queries import droits_de
from portail.dossiers.versements import modes
from portail.guichets.droits import mois_dit
from portail.guichets.identites import usager_courant
from portail.guichets.modes import formulaire_du_mode, mode_lu, modes_dits
from portail.guichets.refus import accompli
from portail.guichets.saisie.formulaire import FormulaireDeSaisie
from portail.guichets.usagers.blueprint import blueprint
from portail.socle import horloge
from portail.socle.erreurs import Introuvable


@blueprint.route("/mon-espace/dossiers/<numero:numero>/versement", methods=["GET", "POST"])
def choisir_le_mode(numero: str) -> ResponseReturnValue:
    """Change à qui l’aide est versée, à partir du premier mois qui n’est pas encore ouvert."""
    suivi = queries.dossier_de_usager(usager_courant(), numero)
    demarche = declaration_de(suivi)
    dits = modes_dits(suivi, demarche)
    if dits is None or not peut_agir(usager_courant(), suivi) or not droits_de(suivi):
        raise Introuvable
    form = formulaire_du_mode(suivi, demarche)
    if form.validate_on_submit() and accompli(form["mode"], lambda: _choisir(suivi, demarche, form)):
        return _ensuite(suivi, demarche, form)
    return render_template(
        "usagers/mode_versement.html",
        dossier=suivi,
        demarche=demarche,
        form=form,
        modes=dits,
        depuis=modes.premier_mois(suivi, horloge.aujourd_hui()),
        mois_dit=mois_dit,
    ), 422 if form.errors else 200


def _choisir(suivi: Dossier, demarche: Demarche, form: FormulaireDeSaisie) -> None:
    mode, prestataire_id = mode_lu(form, demarche)
    modes.choisir(suivi.id, usager=usager_courant(), mode=mode, prestataire_id=prestataire_id)


def _ensuite(suivi: Dossier, demarche: Demarche, form: FormulaireDeSaisie) -> ResponseReturnValue:
    """Mène aux droits ; au compte à donner, s’il en faut un que l’on ne connaît pas."""
    iban, _titulaire = modes.compte_de_la_personne(suivi, demarche)
    if mode_lu(form, demarche)[0] is ModeVersement.COMPTE and not iban:
        flash(_("C’est noté. Donnez maintenant le compte où verser l’aide."), "succes")
        return redirect(url_for("usagers.changer_de_compte", numero=suivi.numero), code=303)
    flash(_("C’est noté. Nous vous l’avons aussi écrit."), "succes")
    return redirect(url_for("usagers.droits", numero=suivi.numero), code=303)
