"""La liste d’attente d’un groupe : le rang, qui a été passé et pourquoi, la priorité changée avec sa raison."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms.validators import NumberRange

from portail.guichets.agents.activites.acces import FormulaireDeRaison, par
from portail.guichets.agents.activites.places import ChampNombre
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import formulaire_repris
from portail.identite.famille.comptoir import usagers_par_id
from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfants_par_id
from portail.identite.models import Usager
from portail.identite.queries import agents_par_id
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.activites.tenues import groupe_gere
from portail.inscriptions.attente.actions import changer_la_priorite
from portail.inscriptions.attente.bureau import attendues_du_groupe, attente_tenue, passages_de, sauts_des
from portail.inscriptions.attente.models import AttenteFoyer, PlaceAttendue
from portail.inscriptions.attente.queries import file_du_groupe, nombres_de_la_regle
from portail.journal.actions import consigner
from portail.socle.erreurs import ErreurMetier

PRIORITE_MAX = 100


class FormulaireDePriorite(FormulaireDeRaison):
    """La nouvelle priorité, et pourquoi."""

    priorite = ChampNombre(
        lazy_gettext("Points de priorité"),
        [NumberRange(0, PRIORITE_MAX, lazy_gettext("Écrivez un nombre de 0 à 100."))],
        description=lazy_gettext("Le plus de points passe d’abord ; entre égaux, le premier inscrit."),
    )


@dataclass(frozen=True, slots=True)
class Rang:
    """Un foyer de la liste, et le rang qu’il lit lui-même."""

    rang: int
    attente: AttenteFoyer
    usager: Usager | None
    attendues: Sequence[PlaceAttendue]
    sauts: int


@blueprint.get("/activites/groupes/<code>/attente")
def attente_du_groupe(code: str) -> ResponseReturnValue:
    """Montre qui attend une place de ce groupe, dans l’ordre ; la lecture est au journal."""
    lu = groupe_gere(agent_courant(), code)
    rangs = _rangs(lu)
    if rangs:
        details = {"nombre": len(rangs)}
        consigner("lire_liste_d_attente", auteur=par(), objet=("groupe", lu.id), details=details)
    return render_template(
        "agents/activites/attente.html",
        groupe=lu,
        rangs=rangs,
        enfants=_enfants(rangs),
        regle=nombres_de_la_regle(),
    )


def _rangs(lu: Groupe) -> list[Rang]:
    file = file_du_groupe(lu.id)
    usagers, sauts = usagers_par_id({une.usager_id for une in file}), sauts_des([une.id for une in file])
    return [
        Rang(rang, une, usagers.get(une.usager_id), attendues_du_groupe(une, lu.id), sauts.get(une.id, 0))
        for rang, une in enumerate(file, start=1)
    ]


def _enfants(rangs: Sequence[Rang]) -> dict[UUID, Enfant]:
    return enfants_par_id({attendue.enfant_id for un in rangs for attendue in un.attendues})


@blueprint.route("/activites/attente/<uuid:attente_id>", methods=["GET", "POST"])
def foyer_en_attente(attente_id: UUID) -> ResponseReturnValue:
    """Montre ce qui est arrivé à un foyer sur la liste, et change sa priorité, raison à l’appui."""
    agent = agent_courant()
    tenue = attente_tenue(agent, attente_id)
    attente = tenue.attente
    form = formulaire_repris(FormulaireDePriorite)
    if not form.is_submitted() and form.priorite.data is None:
        form.priorite.data = attente.priorite

    def geste() -> None:
        points = int(form.priorite.data or 0)
        changer_la_priorite(attente_id, points, raison=str(form.raison.data), agent=agent, auteur=par())

    if form.validate_on_submit() and accompli(form.priorite, geste, ErreurMetier):
        flash(gettext("La priorité est changée, et la raison gardée au journal."), "succes")
        return redirect(url_for("agents.foyer_en_attente", attente_id=attente_id), code=303)
    passages = passages_de(attente_id)
    return render_template(
        "agents/activites/foyer.html",
        attente=attente,
        usager=usagers_par_id([attente.usager_id]).get(attente.usager_id),
        enfants=enfants_par_id({une.enfant_id for une in attente.attendues}),
        groupes=tenue.groupes,
        passages=passages,
        agents=agents_par_id([un.entree.auteur_id for un in passages if un.entree.auteur_id]),
        form=form,
    ), SAISIE_A_CORRIGER if form.errors else 200
