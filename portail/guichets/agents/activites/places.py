"""Changer le nombre de places d’un groupe : la raison est au journal, et qui attendait est servi aussitôt."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import IntegerField
from wtforms.validators import NumberRange

from portail.guichets.agents.activites.acces import (
    FormulaireDeRaison,
    exiger_de_regler,
    fil_de,
    page_de_formulaire,
    par,
)
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.identite.queries import agents_par_id
from portail.inscriptions.activites.tenues import groupe_tenu
from portail.inscriptions.places.capacites import changer_la_capacite
from portail.inscriptions.places.chiffres import QuotaDuGroupe, quotas_du_groupe
from portail.inscriptions.places.erreurs import CapaciteTropPetite
from portail.journal.models import Entree
from portail.journal.queries import entrees_nommees, textes_cites
from portail.socle.erreurs import Introuvable

CAPACITE_MAX = 10_000


class ChampNombre(IntegerField):
    """Un nombre entier, dans le contrôle natif du navigateur."""

    gabarit = "nombre"
    type_html = "number"
    autocomplete = None
    inputmode = "numeric"
    classe = "court"
    verrouille = False
    facultatif = False

    def process_formdata(self, valuelist: list[str]) -> None:
        """Lit le nombre ; vide ou illisible, dit quoi écrire."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Écrivez un nombre entier. Exemple : 24")) from None


class FormulaireDeCapacite(FormulaireDeRaison):
    """Combien de places, et pourquoi."""

    capacite = ChampNombre(
        lazy_gettext("Nombre de places"),
        [NumberRange(0, CAPACITE_MAX, lazy_gettext("Écrivez un nombre entier. Exemple : 24"))],
    )


@blueprint.get("/activites/groupes/<code>/places")
def places_du_groupe(code: str) -> ResponseReturnValue:
    """Montre les comptes de places d’un groupe, ceux qu’il partage, et ce qui y a changé."""
    lu = groupe_tenu(agent_courant(), code)
    exiger_de_regler(lu.activite)
    quotas = quotas_du_groupe(lu.id)
    changements = _changements(quotas[0]) if quotas else []
    return render_template(
        "agents/activites/places.html",
        groupe=lu,
        quotas=quotas,
        changements=changements,
        textes=textes_cites(changements),
        agents=agents_par_id([une.auteur_id for une in changements if une.auteur_id]),
    )


def _changements(un: QuotaDuGroupe) -> Sequence[Entree]:
    return list(reversed(entrees_nommees(("quota", un.quota.id), ["changer_capacite"])))


@blueprint.route("/activites/groupes/<code>/places/<uuid:quota_id>", methods=["GET", "POST"])
def changer_une_capacite(code: str, quota_id: UUID) -> ResponseReturnValue:
    """Change un nombre de places."""
    agent = agent_courant()
    lu = groupe_tenu(agent, code)
    exiger_de_regler(lu.activite)
    voulu = next((un for un in quotas_du_groupe(lu.id) if un.quota.id == quota_id), None)
    if voulu is None:
        raise Introuvable
    form = formulaire_repris(FormulaireDeCapacite)
    if not form.is_submitted() and form.capacite.data is None:
        form.capacite.data = voulu.quota.capacite

    def geste() -> None:
        changer_la_capacite(
            quota_id, int(form.capacite.data or 0), raison=str(form.raison.data), agent=agent, auteur=par()
        )

    if form.validate_on_submit() and accompli(form.capacite, geste, CapaciteTropPetite):
        flash(gettext("Le nombre de places est changé ; ceux qui attendaient sont servis dans l’ordre."), "succes")
        return redirect(url_for("agents.places_du_groupe", code=code), code=303)
    partage = gettext("Ce compte est partagé par plusieurs groupes.") if voulu.groupes > 1 else ""
    return page_de_formulaire(
        form,
        gettext("Changer le nombre de places"),
        etapes=fil_de(groupe=lu),
        bouton=gettext("Enregistrer"),
        textes=[
            f"{voulu.quota.libelle}. {partage}".strip(),
            gettext("Déjà prises : %(pris)s sur %(places)s.", pris=voulu.quota.pris, places=voulu.quota.capacite),
        ],
        ordre=["capacite"],
    )
