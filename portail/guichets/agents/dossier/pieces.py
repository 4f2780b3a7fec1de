"""Les pièces, vues par l’agent : consulter en sûreté, accepter, refuser avec une raison."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Piece
from portail.dossiers.actions import pieces as actions
from portail.dossiers.models import Dossier
from portail.dossiers.volets.queries import fichier_pour, piece_pour
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.formulaires import FormulaireRefusPiece
from portail.guichets.agents.mots import MOTIFS_PIECE
from portail.guichets.identites import agent_courant
from portail.guichets.reponses import PDF, montrer_contenu, montrer_fichier
from portail.guichets.reprise import formulaire_repris
from portail.identite.actions import auteur_agent
from portail.journal.actions import consigner
from portail.pieces.queries import document_de
from portail.socle.erreurs import Introuvable


def _declaree(dossier: Dossier, code: str) -> Piece:
    piece = demarche_de(dossier.demarche, version=dossier.version_demarche).piece(code)
    if piece is None:
        raise Introuvable
    return piece


@blueprint.get("/dossiers/<numero:numero>/fichiers/<uuid:fichier_id>")
def fichier(numero: str, fichier_id: UUID) -> ResponseReturnValue:
    """Rend un fichier, rendu inerte ; la lecture est au journal."""
    agent = agent_courant()
    dossier = acces.dossier_du_service(agent, numero)
    trouve = fichier_pour(agent, dossier, fichier_id)
    consigner(
        "lire_piece", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details={"fichier": str(trouve.id)}
    )
    return montrer_fichier(trouve)


@blueprint.get("/dossiers/<numero:numero>/pieces/<code>.pdf")
def piece_reunie(numero: str, code: str) -> ResponseReturnValue:
    """Rend en un PDF tous les fichiers d’une pièce, rendu inerte ; la lecture est au journal."""
    agent = agent_courant()
    dossier = acces.dossier_du_service(agent, numero)
    contenu = document_de(piece_pour(agent, dossier, code))
    consigner("lire_piece", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details={"piece": code})
    return montrer_contenu(contenu, PDF)


@blueprint.post("/dossiers/<numero:numero>/pieces/<code>/accepter")
def accepter_piece(numero: str, code: str) -> ResponseReturnValue:
    """Accepte une pièce."""
    agent = agent_courant()
    dossier = acces.dossier_a_instruire(agent, numero)
    _declaree(dossier, code)
    actions.accepter_piece(dossier.id, agent=agent, code=code)
    flash(_("La pièce est acceptée."), "succes")
    return redirect(url_for("agents.dossier", numero=numero, _anchor="t-pieces"), code=303)


@blueprint.route("/dossiers/<numero:numero>/pieces/<code>/refuser", methods=["GET", "POST"])
def refuser_piece(numero: str, code: str) -> ResponseReturnValue:
    """Refuse une pièce, avec une raison."""
    agent = agent_courant()
    dossier = acces.dossier_a_instruire(agent, numero)
    piece = _declaree(dossier, code)
    form = formulaire_repris(FormulaireRefusPiece, revision=dossier.revision)
    form.motif.choices = {motif.value: _(texte) for motif, texte in MOTIFS_PIECE.items()}
    if form.validate_on_submit():
        actions.refuser_piece(
            dossier.id, agent=agent, code=code, motif=form.motif_choisi, precision=form.precision.data or ""
        )
        flash(_("La pièce est refusée. Demandez maintenant un complément pour la recevoir à nouveau."), "succes")
        return redirect(url_for("agents.dossier", numero=numero, _anchor="t-pieces"), code=303)
    return render_template("agents/dossier/refuser_piece.html", dossier=dossier, piece=piece, form=form), (
        422 if form.errors else 200
    )
