"""Les places d’un évènement, au bureau : en tout, et pour chaque structure invitée ; en inviter une."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Nombre
from portail.demarche.valeurs import Valeur
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.evenements.formulaires import PLACES_MAX, FormulaireStructure, nombre_lu
from portail.guichets.agents.evenements.liste import a_regler
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reprise import envoi_garde, formulaire_repris
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.models import Agent
from portail.inscriptions.evenements import organisation
from portail.inscriptions.evenements.erreurs import PlacesDeStructurePrises, TropDeStructures
from portail.inscriptions.evenements.models import Evenement, StructureInvitee
from portail.inscriptions.evenements.queries import Reste, restes
from portail.inscriptions.places.erreurs import CapaciteTropPetite
from portail.socle.traduction import _

CAPACITE = "capacite"


@blueprint.route("/evenements/<uuid:evenement_id>/places", methods=["GET", "POST"])
def places_de_l_evenement(evenement_id: UUID) -> ResponseReturnValue:
    """Change le nombre de places, et celles de chaque structure ; qui attendait est servi aussitôt."""
    agent, tenu = a_regler(evenement_id)
    lus = restes([tenu])
    form = formulaire_de(
        _champs(tenu), contexte=contexte_de_saisie(), valeurs=_actuelles(tenu, lus), brut=envoi_garde()
    )
    if form.validate_on_submit() and _changees(form, tenu, agent):
        flash(gettext("Le nombre de places est changé."), "succes")
        return _page(evenement_id)
    page = render_template("agents/evenements/places.html", form=form, evenement=tenu, reste=lus[tenu.quota_id])
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _champs(tenu: Evenement) -> list[Champ]:
    siennes = [_places(_nom(une), une.libelle, _("Comprises dans celles de l’évènement.")) for une in tenu.structures]
    return [_places(CAPACITE, _("Nombre de places de l’évènement")), *siennes]


def _places(nom: str, libelle: str, aide: str = "") -> Nombre:
    return Nombre(nom, libelle, aide=aide, minimum=Decimal(1), maximum=Decimal(PLACES_MAX))


def _actuelles(tenu: Evenement, lus: Mapping[UUID, Reste]) -> dict[str, Valeur]:
    siennes = {_nom(une): str(lus[une.quota_id].capacite) for une in tenu.structures}
    return {CAPACITE: str(lus[tenu.quota_id].capacite), **siennes}


def _changees(form: FormulaireDeSaisie, tenu: Evenement, agent: Agent) -> bool:
    """Change les places ; rend faux, le refus dit sur son champ, si plus sont prises."""
    dits = {nom: int(Decimal(str(valeur))) for nom, valeur in form.reponses().items()}
    structures = {une.id: dits[_nom(une)] for une in tenu.structures}
    champs = {une.id: form[_nom(une)] for une in tenu.structures}
    try:
        organisation.changer_les_places(tenu.id, dits[CAPACITE], structures=structures, agent=agent)
    except PlacesDeStructurePrises as refus:
        champs[refus.structure_id].errors = [refus_dit(refus)]
        return False
    except CapaciteTropPetite as refus:
        form[CAPACITE].errors = [refus_dit(refus)]
        return False
    return True


@blueprint.route("/evenements/<uuid:evenement_id>/structures", methods=["GET", "POST"])
def inviter_une_structure(evenement_id: UUID) -> ResponseReturnValue:
    """Invite une structure, avec ses places."""
    agent, tenu = a_regler(evenement_id)
    form = formulaire_repris(FormulaireStructure)
    if form.validate_on_submit():
        libelle, nombre = form.libelle.data or "", nombre_lu(form.capacite) or 0
        geste = partial(organisation.inviter, evenement_id, libelle=libelle, capacite=nombre, agent=agent)
        if accompli(form.libelle, geste, TropDeStructures, CapaciteTropPetite):
            flash(gettext("La structure est invitée."), "succes")
            return _page(evenement_id)
    page = render_template("agents/evenements/structure.html", form=form, evenement=tenu)
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _nom(structure: StructureInvitee) -> str:
    return f"structure_{structure.id.hex}"


def _page(evenement_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("agents.evenement", evenement_id=evenement_id), 303)
