"""Joindre l’acte et le mandat, relire la requête, s’engager, envoyer."""

from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import Attestation
from portail.demarche.valeurs import afficher
from portail.guichets.contexte import langue_courante, taille, traduire
from portail.guichets.document_joint import ChampDocument
from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.notaires.successions.champs import (
    PIECES,
    RECAPITULATIF,
    PageDeRequete,
    page_du_champ,
    pages_de,
)
from portail.guichets.notaires.successions.nouvelle import Etape, adresse_de, en_cours
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.televersement import FichierMontre, recevoir_les_fichiers, taille_max_octets
from portail.notaires.successions.alarmes import ActeDejaVu
from portail.notaires.successions.brouillons.actions import PieceJointe, enlever_du_brouillon, joindre_au_brouillon
from portail.notaires.successions.brouillons.models import Brouillon
from portail.notaires.successions.brouillons.queries import brouillon_de
from portail.notaires.successions.brouillons.reponses import demande_de
from portail.notaires.successions.calendrier import repondre_le
from portail.notaires.successions.demandes import fautes_de
from portail.notaires.successions.depot import Depose, deposer_le_brouillon
from portail.pieces.actions import Recu
from portail.pieces.justificatifs.models import Justificatif
from portail.socle import horloge
from portail.socle.traduction import _

PIECES_DE_LA_REQUETE: tuple[tuple[PieceJointe, str, str], ...] = (
    ("acte", _("Acte de décès"), _("Celui de la personne décédée. Sans lui, le délai de réponse ne part pas.")),
    ("mandat", _("Attestation de l’office chargé de la succession, ou mandat"), ""),
)
ENGAGEMENTS = (
    Attestation(
        "engagement_finalite",
        _("Je suis chargé ou chargée de cette succession : la réponse ne servira qu’à elle."),
        aide=_("Chaque requête est gardée au journal, avec le nom de qui la fait."),
    ),
    Attestation(
        "engagement_secret",
        _("Je garde le secret professionnel sur cette réponse (CASF, L133-4 et L133-5)."),
    ),
)


@blueprint.route("/successions/nouvelle/<uuid:brouillon_id>/pieces", methods=["GET", "POST"])
def pieces_de_la_requete(brouillon_id: UUID) -> ResponseReturnValue:
    """Montre les pièces, garde celles qui arrivent : une pièce reçue le reste, même si l’autre ne convient pas."""
    brouillon = en_cours(brouillon_id)
    form = _formulaire_des_pieces(brouillon)
    if form.validate_on_submit():
        if request.form.get("supprimer") in {"acte", "mandat"}:
            enlever_du_brouillon(brouillon.id, cast("PieceJointe", request.form["supprimer"]), membre=membre_courant())
            flash(gettext("Le fichier est enlevé."), "succes")
            return redirect(request.path, 303)
        brouillon = _recevoir(form, brouillon)
        if not form.errors:
            sortie = url_for("notaires.accueil")
            return redirect(sortie if "quitter" in request.form else adresse_de(brouillon, RECAPITULATIF), 303)
        form = _remontre(form, brouillon)
    return render_template(
        "notaires/successions/pieces.html", form=form, etape=Etape(brouillon, PIECES)
    ), SAISIE_A_CORRIGER if form.errors else 200


@blueprint.route("/successions/nouvelle/<uuid:brouillon_id>/recapitulatif", methods=["GET", "POST"])
def relire_la_requete(brouillon_id: UUID) -> ResponseReturnValue:
    """Montre toute la requête, ce qui manque, ce qui va se passer ; l’envoie, une fois."""
    form = formulaire_de(ENGAGEMENTS, contexte=contexte_de_saisie(), valeurs={})
    if form.validate_on_submit():
        deposes: list[Depose] = []
        if accompli(form["engagement_finalite"], lambda: deposes.append(_deposer(brouillon_id)), ActeDejaVu):
            return _envoyee(deposes[0])
    brouillon = brouillon_de(membre_courant(), brouillon_id)
    if brouillon.requete_id is not None:
        return _envoyee(_deposer(brouillon_id))
    return _recapitulatif(form, brouillon), SAISIE_A_CORRIGER if form.errors else 200


def _deposer(brouillon_id: UUID) -> Depose:
    return deposer_le_brouillon(brouillon_id, membre=membre_courant())


def _envoyee(depose: Depose) -> ResponseReturnValue:
    """Mène à la requête ; un second clic, ou un retour en arrière, mène à la même."""
    if depose.rappelee:
        dit = gettext("Votre office a déjà fait cette requête : la voici. Elle n’est pas refaite.")
        flash(dit, "information")
    else:
        flash(gettext("Votre requête est enregistrée."), "succes")
    return redirect(url_for("notaires.requete", numero=depose.requete.numero), 303)


def _recapitulatif(form: FormulaireDeSaisie, brouillon: Brouillon) -> str:
    trouvees = fautes_de(demande_de(brouillon.reponses), jour=horloge.aujourd_hui())
    return render_template(
        "notaires/successions/recapitulatif.html",
        form=form,
        etape=Etape(brouillon, RECAPITULATIF),
        brouillon=brouillon,
        rubriques=[(page, _lignes(page, brouillon)) for page in pages_de(brouillon.reponses)],
        pieces=[(nom, getattr(brouillon, code)) for code, nom, _aide in PIECES_DE_LA_REQUETE],
        fautes=[(page_du_champ(champ), message) for champ, message in trouvees.items()],
        repondre_le=repondre_le(horloge.maintenant()),
    )


def _lignes(page: PageDeRequete, brouillon: Brouillon) -> list[tuple[str, str]]:
    """Rend les réponses d’une page, question par question ; ce qui est facultatif et vide ne se montre pas."""
    lues = ((champ, brouillon.reponses.get(champ.identifiant)) for champ in page.champs)
    return [(champ.libelle, afficher(champ, valeur, traduire, langue_courante())) for champ, valeur in lues if valeur]


def _formulaire_des_pieces(brouillon: Brouillon) -> FlaskForm:
    admis = gettext("Photo ou PDF, %(taille)s au plus.", taille=taille(taille_max_octets()))
    champs: dict[str, Any] = {
        code: ChampDocument(
            traduire(nom),
            description=f"{traduire(aide)} {admis}".strip() if aide else admis,
            recus=_montres(code, getattr(brouillon, code)),
            facultatif=code != "acte",
        )
        for code, nom, aide in PIECES_DE_LA_REQUETE
    }
    return cast("FlaskForm", type("FormulaireDesPieces", (FlaskForm,), champs)())


def _montres(code: str, piece: Justificatif | None) -> list[FichierMontre]:
    return [FichierMontre(piece.nom, taille(piece.taille), code)] if piece else []


def _recevoir(form: FlaskForm, brouillon: Brouillon) -> Brouillon:
    """Garde chaque fichier qui convient, et dit sous son champ ce qui ne va pas."""
    for code, _nom, _aide in PIECES_DE_LA_REQUETE:

        def garder(recu: Recu, code: PieceJointe = code) -> None:
            joindre_au_brouillon(brouillon.id, code, recu, membre=membre_courant())

        form[code].errors = recevoir_les_fichiers(code, garder)
    return en_cours(brouillon.id)


def _remontre(form: FlaskForm, brouillon: Brouillon) -> FlaskForm:
    """Rend le formulaire à jour de ce qui vient d’être reçu, erreurs gardées."""
    neuf = _formulaire_des_pieces(brouillon)
    for code, _nom, _aide in PIECES_DE_LA_REQUETE:
        neuf[code].errors = form[code].errors
    return neuf
