"""Répondre à une demande de complément : seulement ce qui est demandé, champ par champ, pièce par pièce."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Piece as PieceDeclaree
from portail.dossiers import queries
from portail.dossiers.actions import complement as actions
from portail.dossiers.models import Dossier
from portail.guichets.identites import ouvert_aux_offices, usager_courant
from portail.guichets.saisie.complement import dire_pourquoi, elements, formulaire_des_champs
from portail.guichets.saisie.pieces import (
    enlever,
    formulaire_des_pieces,
    manquantes,
    pieces_par_code,
    recevoir_les_pieces,
    remontrer,
)
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.etapes import GESTES
from portail.socle.erreurs import TransitionInterdite


@blueprint.route("/mon-espace/dossiers/<numero:numero>/completer", methods=["GET", "POST"])
@ouvert_aux_offices
def completer(numero: str) -> ResponseReturnValue:
    """Montre ce qui est demandé et l’envoie au service."""
    dossier = queries.dossier_de_usager(usager_courant(), numero)
    complement = queries.complement_ouvert(dossier)
    if complement is None:
        raise TransitionInterdite
    demarche = demarche_de(dossier.demarche, version=dossier.version_demarche)
    champs, attendues = elements(demarche, complement)
    if request.method == "POST" and (suite := enlever(dossier, GESTES)):
        return suite
    form = formulaire_des_champs(dossier, demarche, champs)
    pieces = formulaire_des_pieces(attendues, pieces_par_code(dossier), promesse=False)
    # Les fichiers d’abord : reçus, ils le restent, même si une réponse est à corriger.
    completes = request.method == "POST" and _pieces_completes(pieces, dossier, attendues)
    if form.validate_on_submit() and completes:
        actions.repondre_complement(
            dossier.id, usager=usager_courant(), reponses=form.reponses(), revision=form.revision_lue()
        )
        flash(_("Votre réponse est envoyée. Le service reprend l’étude de votre demande."), "succes")
        return redirect(url_for("usagers.dossier", numero=numero), code=303)
    if request.method == "POST":
        pieces = remontrer(pieces, dossier, attendues, promesse=False)
    dire_pourquoi(complement, form, pieces)
    return render_template(
        "usagers/completer.html",
        dossier=dossier,
        demarche=demarche,
        complement=complement,
        form=form,
        pieces=pieces,
    ), 422 if form.errors or pieces.errors else 200


def _pieces_completes(pieces: FlaskForm, dossier: Dossier, attendues: Sequence[PieceDeclaree]) -> bool:
    """Garde les fichiers reçus et dit si toutes les pièces demandées sont là."""
    pieces.validate()
    recevoir_les_pieces(pieces, dossier, attendues, GESTES)
    return not pieces.errors and not manquantes(pieces, dossier, attendues)
