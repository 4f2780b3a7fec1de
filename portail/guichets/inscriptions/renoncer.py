"""Renoncer à une place : dire ce qui est rendu avant de confirmer."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import Choix
from portail.guichets.inscriptions.blueprint import blueprint, foyer, foyer_id
from portail.guichets.inscriptions.tarif import pour_cent
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.inscriptions.paniers import annulations
from portail.inscriptions.paniers.models import MotifDeRenoncement
from portail.inscriptions.paniers.queries import inscription_de
from portail.inscriptions.places.erreurs import PlacePerdue
from portail.inscriptions.places.models import EtatPlace
from portail.inscriptions.places.queries import etats_des
from portail.parametres.queries import valeurs_au
from portail.socle import horloge
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _

MOTIFS = {
    MotifDeRenoncement.AUTRE.value: _("Nous changeons d’avis, ou une autre raison"),
    MotifDeRenoncement.MEDICAL.value: _("Une raison médicale, avec un justificatif"),
    MotifDeRenoncement.DEMENAGEMENT.value: _("Nous déménageons, avec un justificatif"),
}


@blueprint.route("/inscriptions/places/<uuid:inscription_id>/renoncer", methods=["GET", "POST"])
def renoncer(inscription_id: UUID) -> ResponseReturnValue:
    """Rend une place acquise ; un motif à justifier ouvre une demande qu’un agent vérifie."""
    une = inscription_de(inscription_id, usager_id=foyer_id())
    if etats_des([une.id]).get(une.id) is not EtatPlace.CONFIRMEE:
        raise Introuvable
    form = _formulaire()
    if form.validate_on_submit() and accompli(form["motif"], lambda: _renoncer(une.id, form), PlacePerdue):
        flash(gettext("La place est rendue."), "succes")
        return redirect(url_for("usagers.mes_inscriptions"), 303)
    valeurs = valeurs_au(horloge.aujourd_hui())
    page = render_template(
        "inscriptions/renoncer.html",
        inscription=une,
        form=form,
        parts={motif: pour_cent(valeurs[f"inscription_rembourse_{motif}"]) for motif in MOTIFS},
        motifs=MOTIFS,
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _formulaire() -> FormulaireDeSaisie:
    return formulaire_de([Choix("motif", _("Pourquoi ?"), MOTIFS)], contexte=contexte_de_saisie(), valeurs={})


def _renoncer(inscription_id: UUID, form: FormulaireDeSaisie) -> None:
    motif = MotifDeRenoncement(str(form.reponses()["motif"]))
    if annulations.renoncer(inscription_id, motif, **foyer()) is not None:
        flash(
            gettext("Votre demande de remboursement est ouverte. Montrez le justificatif au service : pas en ligne."),
            "information",
        )
