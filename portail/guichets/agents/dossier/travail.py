"""Travailler à plusieurs sur un dossier : le suivre, l’étiqueter, se laisser des notes, savoir qui en est chargé."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.dossiers.suivis import actions as suivis
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Texte, au_plus
from portail.identite.models import Agent
from portail.instruction.dossier_lu import DossierLu
from portail.instruction.etiquettes.actions import etiqueter
from portail.instruction.etiquettes.queries import Etiquettes
from portail.instruction.notes import actions as notes
from portail.journal.models import Entree
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _


class FormulaireNote(FlaskForm):
    """Une note pour les collègues."""

    note = Texte(
        lazy_gettext("Note pour vos collègues"),
        [Exige(_("Écrivez votre note avant de l’enregistrer.")), au_plus(notes.LONGUEUR_MAX)],
        description=lazy_gettext("La personne ne la voit pas dans le portail. Des faits, rien d’inutile sur elle."),
    )


@dataclass(frozen=True, slots=True)
class Remplacement:
    """Qui est chargé du dossier est absent : jusqu’à quand, et qui le supplée."""

    jusqu_au: date
    suppleant: Agent | None


def travail_a_l_ecran(lu: DossierLu, entrees: Sequence[Entree], personnes: Mapping[UUID, Agent]) -> Mapping[str, Any]:
    """Rend ce que la page d’un dossier dit du travail à plusieurs."""
    absence = lu.absences[0] if lu.absences else None
    suppleant = personnes.get(absence.suppleant_id) if absence and absence.suppleant_id else None
    posees = {posee.etiquette_id for posee in lu.posees}
    siennes = [etiquette for etiquette in lu.etiquettes if etiquette.id in posees]
    return {
        "suit": bool(lu.suivis),
        "notes": lu.notes,
        "etiquettes": Etiquettes(lu.etiquettes, {lu.dossier.id: siennes}),
        "affectation": next((entree for entree in entrees if entree.action == "affecter"), None),
        "remplacement": Remplacement(absence.fin, suppleant) if absence else None,
        "form_note": formulaire_repris(FormulaireNote),
    }


def _retour(numero: str, ancre: str = "t-equipe") -> ResponseReturnValue:
    return redirect(url_for("agents.dossier", numero=numero, _anchor=ancre), code=303)


@blueprint.post("/dossiers/<numero:numero>/suivre")
def suivre(numero: str) -> ResponseReturnValue:
    """Suit le dossier, sans en être chargé."""
    agent = agent_courant()
    suivis.suivre(acces.dossier_du_service(agent, numero).id, agent=agent)
    flash(gettext("Vous suivez ce dossier : vous serez prévenu de ce qui y arrive."), "succes")
    return _retour(numero)


@blueprint.post("/dossiers/<numero:numero>/ne-plus-suivre")
def ne_plus_suivre(numero: str) -> ResponseReturnValue:
    """Ne suit plus le dossier."""
    agent = agent_courant()
    suivis.ne_plus_suivre(acces.dossier_du_service(agent, numero).id, agent=agent)
    flash(gettext("Vous ne suivez plus ce dossier."), "succes")
    return _retour(numero)


@blueprint.post("/dossiers/<numero:numero>/non-lu")
def laisser_non_lu(numero: str) -> ResponseReturnValue:
    """Remet le dossier parmi les non lus, et revient à la liste."""
    agent = agent_courant()
    suivis.laisser_non_lu(acces.dossier_du_service(agent, numero).id, agent=agent)
    flash(gettext("Le dossier est de nouveau parmi vos non lus."), "succes")
    return redirect(url_for("agents.dossiers"), code=303)


@blueprint.post("/dossiers/<numero:numero>/etiquettes")
def poser_des_etiquettes(numero: str) -> ResponseReturnValue:
    """Pose sur le dossier les étiquettes cochées, et celles-là seulement."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    etiqueter(lu.id, _choisies(), agent=agent)
    flash(gettext("Les étiquettes sont enregistrées."), "succes")
    return _retour(numero)


def _choisies() -> set[UUID]:
    try:
        return {UUID(brut) for brut in request.form.getlist("etiquette")}
    except ValueError:
        raise Introuvable from None


@blueprint.route("/dossiers/<numero:numero>/notes", methods=["GET", "POST"])
def ecrire_une_note(numero: str) -> ResponseReturnValue:
    """Laisse une note à ses collègues."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    form = formulaire_repris(FormulaireNote)
    if form.validate_on_submit() and accompli(
        form.note, partial(notes.ecrire, lu.id, form.note.data or "", agent=agent)
    ):
        flash(gettext("La note est enregistrée."), "succes")
        return _retour(numero, "t-notes")
    return render_template("agents/travail/note.html", dossier=lu, form=form), 422 if form.errors else 200


@blueprint.post("/dossiers/<numero:numero>/notes/<uuid:note_id>/effacer")
def effacer_une_note(numero: str, note_id: UUID) -> ResponseReturnValue:
    """Efface une de ses notes."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    notes.effacer(note_id, dossier_id=lu.id, agent=agent)
    flash(gettext("La note est effacée."), "succes")
    return _retour(numero, "t-notes")
