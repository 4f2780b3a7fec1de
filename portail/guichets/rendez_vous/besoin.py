"""Pourquoi l’on vient : les objets que le public réserve, et vers qui aller pour les autres."""

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.guichets.gardes import ouvert
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.rendez_vous.objets.models import Famille, QuiReserve
from portail.rendez_vous.objets.queries import objets_montres
from portail.socle.traduction import _

FAMILLES: Mapping[Famille, str] = MappingProxyType(
    {
        Famille.PMI: _("Enfant, grossesse"),
        Famille.SOCIAL: _("Argent, droits, vie de tous les jours"),
        Famille.SANTE_SEXUELLE: _("Contraception, dépistage"),
        Famille.AUTONOMIE: _("Perte d’autonomie, handicap"),
        Famille.METIERS: _("Devenir assistante maternelle ou assistant maternel"),
    }
)


@blueprint.get("/rendez-vous/")
@ouvert
def besoin() -> ResponseReturnValue:
    """Choisir pour quoi l’on vient."""
    objets = objets_montres()
    en_ligne = [objet for objet in objets if objet.qui_reserve is QuiReserve.TOUS]
    par_famille = {famille: list(siens) for famille, siens in groupby(en_ligne, key=lambda objet: objet.famille)}
    return render_template(
        "rendez_vous/besoin.html",
        familles=[(titre, par_famille[famille]) for famille, titre in FAMILLES.items() if famille in par_famille],
        autrement=[objet for objet in objets if objet.qui_reserve is not QuiReserve.TOUS],
    )
