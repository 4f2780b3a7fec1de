"""Joindre les documents : un fichier reçu reste reçu, « plus tard » est une réponse, supprimer se voit."""

from dataclasses import replace
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche import parcours
from portail.demarche.catalogue import demarche_de
from portail.dossiers import queries
from portail.dossiers.etats import ETATS_EN_COURS
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.volets.queries import fichier_de_l_usager
from portail.guichets.identites import ouvert_aux_offices, usager_courant
from portail.guichets.reponses import montrer_fichier
from portail.guichets.saisie.pages import etape_des_pieces
from portail.guichets.saisie.pieces import formulaire_des_pieces, recevoir_les_pieces
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.etapes import COMPTOIR, GESTES, brouillon_ouvert, gardee_jusqu_au
from portail.identite.actions import auteur_usager
from portail.journal.actions import consigner
from portail.socle import debits, horloge
from portail.socle.erreurs import TransitionInterdite

DEBIT = "120/hour"


@blueprint.route("/mon-espace/dossiers/<numero:numero>/pieces", methods=["GET", "POST"])
@ouvert_aux_offices
def pieces(numero: str) -> ResponseReturnValue:
    """Étape des documents d’un brouillon."""
    dossier, demarche = brouillon_ouvert(numero)
    if request.method == "POST":
        debits.consommer(DEBIT, "depot", str(usager_courant().id))
    attendues = parcours.pieces_attendues(demarche, dossier.reponses, horloge.aujourd_hui())
    return etape_des_pieces(COMPTOIR, dossier, demarche, attendues, gardee_jusqu_au=gardee_jusqu_au(dossier))


@blueprint.get("/mon-espace/dossiers/<numero:numero>/pieces/<uuid:fichier_id>")
@ouvert_aux_offices
def fichier(numero: str, fichier_id: UUID) -> ResponseReturnValue:
    """Rend un fichier que la personne a joint ou reçu."""
    usager = usager_courant()
    dossier = queries.dossier_de_usager(usager, numero)
    trouve = fichier_de_l_usager(dossier, fichier_id)
    consigner(
        "telecharger_piece",
        auteur=auteur_usager(usager),
        objet=("dossier", dossier.id),
        details={"fichier": str(trouve.id)},
    )
    return montrer_fichier(trouve)


@blueprint.route("/mon-espace/dossiers/<numero:numero>/ajouter", methods=["GET", "POST"])
@ouvert_aux_offices
def ajouter(numero: str) -> ResponseReturnValue:
    """Envoie un document promis, ou un document de plus, tant qu’une réponse est due."""
    dossier = queries.dossier_de_usager(usager_courant(), numero)
    if dossier.etat not in ETATS_EN_COURS:
        raise TransitionInterdite
    demarche = demarche_de(dossier.demarche, version=dossier.version_demarche)
    attendues = parcours.pieces_attendues(demarche, dossier.reponses, jour_de_reference(dossier))
    # Rien n’est exigé, et rien ne se retire plus : ce qui est reçu ne se remontre pas ici.
    libres = [replace(piece, obligatoire=False) for piece in attendues]
    form = formulaire_des_pieces(libres, {}, promesse=False)
    if form.validate_on_submit():
        debits.consommer(DEBIT, "depot", str(usager_courant().id))
        if not any(un.filename for _nom, recus in request.files.lists() for un in recus):
            flash(_("Choisissez au moins un document à envoyer."), "attention")
            return redirect(request.path, code=303)
        recevoir_les_pieces(form, dossier, libres, GESTES)
        if not form.errors:
            flash(_("Vos documents sont reçus. Le service les verra."), "succes")
            return redirect(url_for("usagers.dossier", numero=numero), code=303)
    return render_template("usagers/ajouter.html", dossier=dossier, demarche=demarche, form=form), (
        422 if form.errors else 200
    )
