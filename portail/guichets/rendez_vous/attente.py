"""La liste d’attente : voir son rang, prendre ou laisser le créneau que l’on nous garde, la quitter."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.contexte import traduire
from portail.guichets.ecrits import nombre_ecrit
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_courant
from portail.guichets.refus import CONFLIT, refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.horaires import JOURS_RECUS, MOMENTS
from portail.guichets.rendez_vous.ouverts import (
    derniere_attente,
    exiger_l_attente,
    ouvrir_l_attente,
    ouvrir_le_rendez_vous,
)
from portail.rendez_vous.attente.actions import accepter, quitter, refuser
from portail.rendez_vous.attente.models import EtatAttente
from portail.rendez_vous.attente.phrases import ETATS, REGLE
from portail.rendez_vous.attente.queries import attente_de, attente_de_l_usager, nombres_de_la_regle, rang
from portail.rendez_vous.lieux.queries import lieux_par_id
from portail.rendez_vous.objets.queries import objets_par_id
from portail.rendez_vous.reservations.queries import rendez_vous_de_la_participation
from portail.socle.erreurs import ErreurMetier


@blueprint.get("/rendez-vous/attente")
@ouvert
def derniere() -> ResponseReturnValue:
    """Rouvre la dernière inscription que ce navigateur a faite, ou dont il a suivi le lien."""
    return redirect(url_for("rendez_vous.en_attente", attente_id=derniere_attente()), 303)


@blueprint.get("/rendez-vous/attente/<uuid:attente_id>/ouvrir")
@ouvert
def ouvrir_la_mienne(attente_id: UUID) -> ResponseReturnValue:
    """Ouvre, pour la personne connectée, l’une de ses inscriptions."""
    ouvrir_l_attente(attente_de_l_usager(usager_courant().id, attente_id).id)
    return redirect(url_for("rendez_vous.en_attente", attente_id=attente_id), 303)


@blueprint.get("/rendez-vous/attente/<uuid:attente_id>")
@ouvert
def en_attente(attente_id: UUID) -> ResponseReturnValue:
    """Montre le rang, et le créneau gardé s’il y en a un."""
    exiger_l_attente(attente_id)
    return _montrer(attente_id)


@blueprint.post("/rendez-vous/attente/<uuid:attente_id>/accepter")
@ouvert
def accepter_l_horaire(attente_id: UUID) -> ResponseReturnValue:
    """Prend le créneau gardé."""

    def geste(proposition: int) -> str:
        prises = [participation.id for participation in accepter(attente_id, proposition=proposition)]
        rdv, _participation = rendez_vous_de_la_participation(prises[0])
        ouvrir_le_rendez_vous(rdv.numero, prises)
        return url_for("rendez_vous.mien", numero=rdv.numero)

    return _repondre(attente_id, geste, gettext("Votre rendez-vous est pris."))


@blueprint.post("/rendez-vous/attente/<uuid:attente_id>/refuser")
@ouvert
def refuser_l_horaire(attente_id: UUID) -> ResponseReturnValue:
    """Laisse le créneau gardé à la personne suivante."""

    def geste(proposition: int) -> str:
        refuser(attente_id, proposition=proposition)
        return url_for("rendez_vous.en_attente", attente_id=attente_id)

    return _repondre(attente_id, geste, gettext("C’est noté : l’horaire va à quelqu’un d’autre."))


@blueprint.post("/rendez-vous/attente/<uuid:attente_id>/quitter")
@ouvert
def quitter_l_attente(attente_id: UUID) -> ResponseReturnValue:
    """Sort de la liste."""

    def geste(_proposition: int) -> str:
        quitter(attente_id)
        return url_for("rendez_vous.en_attente", attente_id=attente_id)

    return _repondre(attente_id, geste, gettext("Vous n’êtes plus sur la liste d’attente."))


def _repondre(attente_id: UUID, geste: Callable[[int], str], dit: str) -> ResponseReturnValue:
    """Fait le geste, qui rend où aller ensuite ; refusé, remontre la page et le dit."""
    exiger_l_attente(attente_id)
    try:
        suite = geste(nombre_ecrit(request.form.get("proposition", "")) or 0)
    except ErreurMetier as refus:
        if refus.code_http != CONFLIT:
            raise
        return _montrer(attente_id, refus_dit(refus)), CONFLIT
    flash(dit, "succes")
    return redirect(suite, 303)


def _montrer(attente_id: UUID, refus: str = "") -> str:
    attente = attente_de(attente_id)
    objet = objets_par_id([attente.objet_id])[attente.objet_id]
    lieux = lieux_par_id(attente.lieu_ids | ({attente.lieu_id} if attente.lieu_id else set()))
    return render_template(
        "rendez_vous/attente.html",
        attente=attente,
        objet=objet,
        lieux=[lieux[identifiant] for identifiant in attente.lieu_ids],
        lieu=lieux.get(attente.lieu_id) if attente.lieu_id else None,
        etat=ETATS[attente.etat],
        rang=rang(attente) if attente.etat is EtatAttente.ATTEND else None,
        regle=regle_dite(),
        moments=MOMENTS,
        noms_des_jours=JOURS_RECUS,
        refus=refus,
    )


def regle_dite() -> str:
    """Rend comment l’ordre se décide, en mots."""
    return traduire(REGLE) % nombres_de_la_regle()
