"""Pourquoi l’on vient : les objets que le public réserve, et vers qui aller pour les autres."""

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.guichets.gardes import ouvert
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.souhait import titre_de
from portail.rendez_vous.objets.models import Famille, ObjetRdv, QuiReserve
from portail.rendez_vous.objets.queries import objets_de_suivi, objets_montres
from portail.rendez_vous.reservations.erreurs import SansTitre
from portail.rendez_vous.reservations.titres import Titre
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
    objets, suivis = objets_montres(), objets_de_suivi()
    en_ligne = [objet for objet in objets if objet.qui_reserve is QuiReserve.TOUS]
    par_famille = {famille: list(siens) for famille, siens in groupby(en_ligne, key=lambda objet: objet.famille)}
    return render_template(
        "rendez_vous/besoin.html",
        familles=[(titre, par_famille[famille]) for famille, titre in FAMILLES.items() if famille in par_famille],
        suivis=[(objet, titre) for objet in suivis if (titre := _mon_titre(objet))],
        suivi_possible=bool(suivis),
        autrement=[objet for objet in objets if objet.qui_reserve is not QuiReserve.TOUS],
    )


def _mon_titre(objet: ObjetRdv) -> Titre | None:
    """Rend avec qui la personne connectée ou invitée prend ce suivi ; rien si personne ne la suit."""
    try:
        return titre_de(objet)
    except SansTitre:
        return None
