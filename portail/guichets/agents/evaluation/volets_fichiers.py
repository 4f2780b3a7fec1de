"""Les fichiers d’un volet, et ce qui permet à son écran de survivre à une coupure de réseau."""

from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.volets import actions
from portail.dossiers.volets.queries import fichier_pour, pieces_du_volet
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.evaluation.volets import ouvrir
from portail.guichets.agents.evaluation.volets_ecran import veut_du_json
from portail.guichets.identites import agent_courant
from portail.guichets.reponses import montrer_fichier
from portail.guichets.statiques import contenu_statique
from portail.guichets.televersement import recevoir_les_fichiers
from portail.identite.actions import auteur_agent
from portail.journal.actions import consigner
from portail.pieces.actions import Recu
from portail.pieces.queries import code_de_la_piece
from portail.socle.erreurs import Introuvable


@blueprint.post("/dossiers/<numero:numero>/volets/<code>/pieces/<piece>")
def joindre_au_volet(numero: str, code: str, piece: str) -> ResponseReturnValue:
    """Joint des fichiers à une pièce du volet ; un fichier renvoyé après une coupure n’y est qu’une fois."""
    dossier, _lu = ouvrir(numero, code)

    def garder(recu: Recu) -> None:
        actions.joindre(dossier.id, code, agent=agent_courant(), piece=piece, recu=recu)

    refus = recevoir_les_fichiers(piece, garder)
    if veut_du_json():
        return (jsonify(message=" ".join(refus)), 422) if refus else jsonify(recu=True)
    for dit in refus:
        flash(dit, "attention")
    if not refus:
        flash(_("Les fichiers sont joints."), "succes")
    return redirect(url_for("agents.volet", numero=numero, code=code, _anchor="t-pieces"), 303)


@blueprint.get("/dossiers/<numero:numero>/volets/<code>/fichiers/<uuid:fichier_id>")
def fichier_du_volet(numero: str, code: str, fichier_id: UUID) -> ResponseReturnValue:
    """Rend un fichier réservé au volet, inerte ; la lecture est au journal."""
    dossier, lu = ouvrir(numero, code)
    trouve = fichier_pour(agent_courant(), dossier, fichier_id)
    siennes = {piece.identifiant for piece in pieces_du_volet(declaration_de(dossier), lu.declare)}
    if code_de_la_piece(trouve) not in siennes:
        raise Introuvable
    consigner(
        "lire_piece",
        auteur=auteur_agent(agent_courant()),
        objet=("dossier", dossier.id),
        details={"fichier": str(trouve.id)},
    )
    return montrer_fichier(trouve)


@blueprint.post("/dossiers/<numero:numero>/volets/<code>/fichiers/<uuid:fichier_id>/retirer")
def retirer_du_volet(numero: str, code: str, fichier_id: UUID) -> ResponseReturnValue:
    """Retire un fichier que les rédacteurs ont joint."""
    dossier, _lu = ouvrir(numero, code)
    actions.retirer_fichier(dossier.id, code, agent=agent_courant(), fichier_id=fichier_id)
    flash(_("Le fichier est retiré."), "succes")
    return redirect(url_for("agents.volet", numero=numero, code=code, _anchor="t-pieces"), 303)


@blueprint.get("/hors-ligne")
def hors_ligne() -> ResponseReturnValue:
    """La page gardée par le navigateur pour les coupures : aucune donnée, elle n’ouvre que le coffre de l’appareil."""
    return render_template("agents/volets/hors_ligne.html")


@blueprint.get("/veilleur.js")
def veilleur() -> Response:
    """Le script qui sert la page gardée pendant une coupure ; à cette adresse, sa portée est le bureau des agents."""
    return Response(contenu_statique("veilleur.js"), content_type="text/javascript; charset=utf-8")
