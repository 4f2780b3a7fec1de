"""Le lieu a dû annuler : prendre, ou laisser, l’autre horaire qu’il garde à la personne."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.gardes import ouvert
from portail.guichets.refus import CONFLIT, refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.mien import acteur_de
from portail.guichets.rendez_vous.ouverts import mes_rendez_vous, ouvrir_le_rendez_vous
from portail.rendez_vous.reservations.service import accepter_l_offre, refuser_l_offre
from portail.socle.erreurs import ErreurMetier


@blueprint.post("/rendez-vous/mien/<numero:numero>/offre/accepter")
@ouvert
def prendre_l_offre(numero: str) -> ResponseReturnValue:
    """Prend l’horaire gardé ; dit s’il ne l’est plus."""
    qui = mes_rendez_vous(numero)[0]
    try:
        pris = accepter_l_offre(qui.rdv.id, acteur=acteur_de(qui), cle=f"offre/{qui.rdv.id}")
    except ErreurMetier as refus:
        if refus.code_http != CONFLIT:
            raise
        flash(refus_dit(refus), "attention")
        return redirect(url_for("rendez_vous.mien", numero=numero), 303)
    ouvrir_le_rendez_vous(pris.numero, [pris.participations[0].id])
    flash(gettext("Votre rendez-vous est pris."), "succes")
    return redirect(url_for("rendez_vous.mien", numero=pris.numero), 303)


@blueprint.post("/rendez-vous/mien/<numero:numero>/offre/refuser")
@ouvert
def laisser_l_offre(numero: str) -> ResponseReturnValue:
    """Rend l’horaire gardé à quelqu’un d’autre."""
    qui = mes_rendez_vous(numero)[0]
    refuser_l_offre(qui.rdv.id, acteur=acteur_de(qui))
    flash(gettext("C’est noté : cet horaire va à quelqu’un d’autre."), "succes")
    return redirect(url_for("rendez_vous.mien", numero=numero), 303)
