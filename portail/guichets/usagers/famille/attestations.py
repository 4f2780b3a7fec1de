"""Attester pour un enfant : une case et une date, un document si l’on veut ; le questionnaire reste chez soi."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import Attestation as Case
from portail.demarche.declaration import Champ, DateConnue
from portail.guichets.contexte import date_longue, traduire
from portail.guichets.document_joint import document_recu, formulaire_du_document
from portail.guichets.identites import usager_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reponses import montrer_contenu
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.famille.commun import qui, suite
from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfant_de
from portail.inscriptions.attestations import actions
from portail.inscriptions.attestations.models import Attestation, Genre
from portail.inscriptions.attestations.mots import NOMS
from portail.inscriptions.attestations.queries import document_de_la_famille, valables
from portail.pieces.justificatifs.actions import TropDeDocuments
from portail.pieces.justificatifs.queries import contenu_du_justificatif
from portail.socle import debits, horloge
from portail.socle.erreurs import ErreurMetier, Introuvable
from portail.socle.traduction import _

DEBIT = "60/hour"
ANS_MAX = 20
A_COCHER: Mapping[Genre, str] = MappingProxyType(
    {
        Genre.SANTE: _("J’atteste que toutes les réponses au questionnaire de santé du mineur sont « non »"),
        Genre.RESPONSABILITE_CIVILE: _(
            "J’atteste que mon enfant est assuré pour les dommages qu’il causerait à d’autres"
        ),
        Genre.AISANCE_AQUATIQUE: _("J’atteste que mon enfant a réussi le test d’aisance aquatique"),
    }
)
DATES: Mapping[Genre, str] = MappingProxyType(
    {
        Genre.SANTE: _("Jour où vous avez rempli le questionnaire"),
        Genre.RESPONSABILITE_CIVILE: _("Date écrite sur l’attestation de l’assurance"),
        Genre.AISANCE_AQUATIQUE: _("Jour du test"),
    }
)


@blueprint.route("/mon-espace/famille/enfants/<uuid:enfant_id>/attester/<genre>", methods=["GET", "POST"])
def attester(enfant_id: UUID, genre: str) -> ResponseReturnValue:
    """Garde une attestation : elle sert à toutes les inscriptions tant qu’elle vaut."""
    enfant, lequel = enfant_de(usager_courant().id, enfant_id), _genre(genre)
    form = formulaire_de(_champs(lequel), contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    document = formulaire_du_document() if lequel is not Genre.SANTE else None
    ici = url_for("usagers.enfant", enfant_id=enfant_id)
    if form.validate_on_submit() and (gardee := _atteste(enfant, lequel, form, document)) is not None:
        jusqu_au = date_longue(gardee.valable_jusqu_au)
        flash(gettext("C’est noté, jusqu’au %(jour)s. Nous ne le redemanderons pas avant.", jour=jusqu_au), "succes")
        return redirect(suite(ici), code=303)
    page = render_template(
        "usagers/famille/attester.html",
        form=form,
        document=document,
        enfant=enfant,
        genre=lequel.value,
        nom=traduire(NOMS[lequel]),
        valable=valables([enfant_id], horloge.aujourd_hui())[enfant_id].get(lequel),
        retour=suite(ici),
    )
    return page, SAISIE_A_CORRIGER if form.errors or (document and document.errors) else 200


@blueprint.post("/mon-espace/famille/attestations/<uuid:attestation_id>/retirer")
def retirer_une_attestation(attestation_id: UUID) -> ResponseReturnValue:
    """Retire une attestation donnée par erreur."""
    form = FlaskForm()
    if not form.validate_on_submit():
        return redirect(url_for("usagers.famille"), code=303)
    retiree = actions.retirer(attestation_id, **qui())
    flash(gettext("L’attestation est retirée."), "succes")
    return redirect(url_for("usagers.enfant", enfant_id=retiree.enfant_id), code=303)


@blueprint.get("/mon-espace/famille/documents/<uuid:attestation_id>")
def document_de_l_attestation(attestation_id: UUID) -> ResponseReturnValue:
    """Rend le document que la personne a elle-même joint."""
    document = document_de_la_famille(attestation_id, usager_id=usager_courant().id)
    return montrer_contenu(*contenu_du_justificatif(document))


def _genre(code: str) -> Genre:
    """Rend ce qui s’atteste pour un enfant ; lève `Introuvable`."""
    trouve = next((genre for genre in A_COCHER if genre.value == code), None)
    if trouve is None:
        raise Introuvable
    return trouve


def _champs(genre: Genre) -> tuple[Champ, ...]:
    return (
        DateConnue("faite_le", DATES[genre], aide=_("Exemple : 2 septembre 2026"), ans_max=ANS_MAX),
        Case("atteste", A_COCHER[genre]),
    )


def _atteste(enfant: Enfant, genre: Genre, form: FormulaireDeSaisie, document: FlaskForm | None) -> Attestation | None:
    """Rend l’attestation gardée, ou rien : un champ dit pourquoi."""
    debits.consommer(DEBIT, "famille/attester", str(usager_courant().id))
    joint, gardees = document_recu(document), []
    if document is not None and document.errors:
        return None

    def garder() -> None:
        faite_le = date.fromisoformat(form.reponses()["faite_le"])
        gardees.append(actions.attester(genre, enfant_id=enfant.id, faite_le=faite_le, document=joint, **qui()))

    sur_le_document: Mapping[type[ErreurMetier], Any] | None = (
        {TropDeDocuments: document.document} if document is not None else None
    )
    return gardees[0] if accompli(form["faite_le"], garder, autres=sur_le_document) else None
