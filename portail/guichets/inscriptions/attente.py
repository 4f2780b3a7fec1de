"""La liste d’attente d’un foyer : son rang, les places gardées, répondre, quitter."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.contexte import traduire
from portail.guichets.inscriptions.blueprint import blueprint, foyer, foyer_id
from portail.guichets.refus import CONFLIT, refus_dit
from portail.identite.famille.queries import enfants_par_id
from portail.inscriptions.activites.queries import groupes_par_id
from portail.inscriptions.attente import actions
from portail.inscriptions.attente.models import EN_LISTE, AttenteFoyer, EtatAttente
from portail.inscriptions.attente.queries import attente_de, nombres_de_la_regle, rangs
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

ETATS = {
    EtatAttente.ATTEND: (_("En attente"), "etude"),
    EtatAttente.PROPOSE: (_("Une réponse est attendue"), "attendu"),
    EtatAttente.SERVI: (_("Places prises"), "accord"),
    EtatAttente.EXPIRE: (_("Sortie de la liste"), "fini"),
    EtatAttente.QUITTE: (_("Liste quittée"), "fini"),
}
REGLE = _(
    "Vous avez %(heures)s heures pour répondre, sans compter la nuit. Refuser ne fait pas perdre le rang la "
    "première fois (%(refus)s au plus) ; ensuite, on passe en fin de liste. Sans réponse, on passe en fin de liste, et "
    "l’on en sort au bout de %(silences)s fois. Après un refus ou un silence, rien n’est reproposé avant "
    "%(pause)s heures."
)


@blueprint.get("/inscriptions/attente/<uuid:attente_id>")
def attente(attente_id: UUID) -> ResponseReturnValue:
    """Montre le rang dans chaque groupe, et ce qui est gardé."""
    return _montrer(attente_de(attente_id, usager_id=foyer_id()))


@blueprint.post("/inscriptions/attente/<uuid:attente_id>/accepter")
def accepter_les_places(attente_id: UUID) -> ResponseReturnValue:
    """Met au panier les places gardées."""

    def geste() -> str:
        actions.accepter(attente_id, **foyer())
        flash(gettext("Les places sont dans votre panier : il reste à régler."), "succes")
        return url_for("inscriptions.panier")

    return _repondre(attente_id, geste)


@blueprint.post("/inscriptions/attente/<uuid:attente_id>/refuser")
def refuser_les_places(attente_id: UUID) -> ResponseReturnValue:
    """Laisse les places gardées au foyer suivant."""

    def geste() -> str:
        actions.refuser(attente_id, **foyer())
        flash(gettext("C’est noté : ces places vont à un autre foyer."), "succes")
        return url_for("inscriptions.attente", attente_id=attente_id)

    return _repondre(attente_id, geste)


@blueprint.post("/inscriptions/attente/<uuid:attente_id>/quitter")
def quitter_la_liste(attente_id: UUID) -> ResponseReturnValue:
    """Sort de la liste."""

    def geste() -> str:
        actions.quitter(attente_id, **foyer())
        flash(gettext("Vous n’êtes plus sur la liste d’attente."), "succes")
        return url_for("inscriptions.attente", attente_id=attente_id)

    return _repondre(attente_id, geste)


def _repondre(attente_id: UUID, geste: Callable[[], str]) -> ResponseReturnValue:
    """Fait le geste, qui rend où aller ensuite ; refusé, remontre la page et le dit."""
    sienne = attente_de(attente_id, usager_id=foyer_id())
    try:
        suite = geste()
    except ErreurMetier as refus:
        if refus.code_http != CONFLIT:
            raise
        return _montrer(attente_de(sienne.id, usager_id=foyer_id()), refus_dit(refus))
    return redirect(suite, 303)


def _montrer(sienne: AttenteFoyer, refus: str = "") -> ResponseReturnValue:
    en_liste = sienne.etat in EN_LISTE
    page = render_template(
        "inscriptions/attente.html",
        attente=sienne,
        etat=ETATS[sienne.etat],
        en_liste=en_liste,
        groupes=groupes_par_id({une.groupe_id for une in sienne.attendues}),
        enfants=enfants_par_id({une.enfant_id for une in sienne.attendues}),
        rangs=rangs(sienne) if en_liste else {},
        regle=traduire(REGLE) % nombres_de_la_regle(),
        refus=refus,
    )
    return page, CONFLIT if refus else 200
