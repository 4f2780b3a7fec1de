"""Répondre à une demande de complément : seulement ce qui est demandé, champ par champ, pièce par pièce."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Champ, Demarche
from portail.demarche.declaration import Piece as PieceDeclaree
from portail.dossiers import queries
from portail.dossiers.actions import complement as actions
from portail.dossiers.models import Complement, Dossier
from portail.dossiers.personnes import champs_verrouilles, sans_remplissage_pour_autrui
from portail.guichets.identites import usager_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.formulaire_pieces import (
    enlever,
    formulaire_des_pieces,
    manquantes,
    pieces_par_code,
    recevoir_les_pieces,
    remontrer,
)
from portail.socle.erreurs import TransitionInterdite


def _elements(demarche: Demarche, complement: Complement) -> tuple[list[Champ], list[PieceDeclaree]]:
    """Rend les champs et les pièces demandés, dans l’ordre de la déclaration."""
    demandes = {(e["type"], e["identifiant"]) for e in complement.elements}
    champs = [champ for nom, champ in demarche.champs.items() if ("champ", nom) in demandes]
    return champs, [piece for piece in demarche.pieces if ("piece", piece.identifiant) in demandes]


@blueprint.route("/mon-espace/dossiers/<numero:numero>/completer", methods=["GET", "POST"])
def completer(numero: str) -> ResponseReturnValue:
    """Montre ce qui est demandé et l’envoie au service."""
    dossier = queries.dossier_de_usager(usager_courant(), numero)
    complement = queries.complement_ouvert(dossier)
    if complement is None:
        raise TransitionInterdite
    demarche = demarche_de(dossier.demarche, version=dossier.version_demarche)
    champs, attendues = _elements(demarche, complement)
    if request.method == "POST" and (suite := enlever(dossier)):
        return suite
    form, pieces = _formulaires(dossier, demarche, champs, attendues)
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
    _dire_pourquoi(complement, form, pieces)
    return render_template(
        "usagers/completer.html",
        dossier=dossier,
        demarche=demarche,
        complement=complement,
        form=form,
        pieces=pieces,
    ), 422 if form.errors or pieces.errors else 200


def _dire_pourquoi(complement: Complement, *formulaires: FlaskForm) -> None:
    """Met la précision de l’agent en tête de l’aide de chaque champ qu’il redemande."""
    precisions = {e["identifiant"]: e["precision"] for e in complement.elements if e.get("precision")}
    for champ in (champ for form in formulaires for champ in form if champ.name in precisions):
        champ.description = " ".join(filter(None, [precisions[champ.name], str(champ.description)]))


def _formulaires(
    dossier: Dossier, demarche: Demarche, champs: Sequence[Champ], attendues: Sequence[PieceDeclaree]
) -> tuple[FormulaireDeSaisie, FlaskForm]:
    form = formulaire_de(
        sans_remplissage_pour_autrui(champs, demarche, dossier.reponses),
        contexte=contexte_de_saisie(),
        valeurs=dossier.reponses,
        verrouilles=champs_verrouilles(demarche, dossier.reponses),
        brut=envoi_garde(),
        revision=dossier.revision,
    )
    return form, formulaire_des_pieces(attendues, pieces_par_code(dossier), promesse=False)


def _pieces_completes(pieces: FlaskForm, dossier: Dossier, attendues: Sequence[PieceDeclaree]) -> bool:
    """Garde les fichiers reçus et dit si toutes les pièces demandées sont là."""
    pieces.validate()
    recevoir_les_pieces(pieces, dossier, attendues)
    return not pieces.errors and not manquantes(pieces, dossier, attendues)
