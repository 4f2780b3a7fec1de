"""Demander de compléter, sur des réponses et des pièces nommées."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche import parcours
from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche, Information, ValeurCalculee
from portail.dossiers.actions import complement as actions
from portail.dossiers.examen import ce_qui_manque, jour_de_reference
from portail.dossiers.models import Dossier
from portail.dossiers.personnes import champs_verrouilles
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.dossier.modeles import modeles_pour, partir_du_modele
from portail.guichets.agents.formulaires import FormulaireComplement
from portail.guichets.agents.mots import MOTIFS_PIECE
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import formulaire_repris
from portail.parametres.queries import valeurs_au
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.traduction import traducteur


@blueprint.route("/dossiers/<numero:numero>/complement", methods=["GET", "POST"])
def complement(numero: str) -> ResponseReturnValue:
    """Choisit ce qui manque, une date, et l’écrit à la personne."""
    agent = agent_courant()
    dossier = acces.dossier_a_instruire(agent, numero)
    demarche = demarche_de(dossier.demarche, version=dossier.version_demarche)
    jour, traduire = jour_de_reference(dossier), traducteur(langue_courante())
    form = formulaire_repris(FormulaireComplement, revision=dossier.revision)
    certifies = champs_verrouilles(demarche, dossier.reponses)
    form.preparer(
        {
            champ.identifiant: traduire(champ.libelle)
            for visible in parcours.parcours_de(demarche, dossier.reponses, jour)
            for champ in visible.champs
            if champ.identifiant not in certifies and not isinstance(champ, Information | ValeurCalculee)
        },
        {
            piece.identifiant: traduire(piece.nom)
            for piece in parcours.pieces_attendues(demarche, dossier.reponses, jour)
        },
        jours=int(valeurs_au(horloge.aujourd_hui())[demarche.cle_delai_complement]),
    )
    partir_du_modele(form.message, dossier, demarche)
    if request.method == "GET" and "manque" in request.args:
        _cocher_ce_qui_manque(form, dossier, demarche)
    if form.validate_on_submit() and form.date_limite.data:
        actions.demander_complement(
            dossier.id,
            agent=agent,
            elements=form.elements(_raisons(dossier)),
            message=form.message.data or "",
            date_limite=form.date_limite.data,
            revision=form.revision_lue(),
        )
        flash(_("La demande de complément est envoyée."), "succes")
        return redirect(url_for("agents.dossier", numero=numero), code=303)
    return render_template(
        "agents/dossier/complement.html", dossier=dossier, demarche=demarche, form=form, **modeles_pour(dossier)
    ), 422 if form.errors else 200


def _cocher_ce_qui_manque(form: FormulaireComplement, dossier: Dossier, demarche: Demarche) -> None:
    """Coche les réponses et les pièces qui manquent à une demande reçue incomplète."""
    jour, manque = jour_de_reference(dossier), ce_qui_manque(dossier, demarche, pieces_de(dossier.id))
    form.champs.data = [
        champ.identifiant
        for visible in parcours.parcours_de(demarche, dossier.reponses, jour)
        for champ in visible.champs
        if champ.obligatoire and not parcours.est_repondu(champ, dossier.reponses.get(champ.identifiant))
    ]
    form.pieces.data = [piece.identifiant for piece in manque.pieces]


def _raisons(dossier: Dossier) -> dict[str, str]:
    """Rend, par pièce refusée, la raison à redire à la personne."""
    return {
        piece.code: " ".join(filter(None, [f"{_(MOTIFS_PIECE[piece.motif])}.", piece.precision]))
        for piece in pieces_de(dossier.id)
        if piece.motif is not None
    }
