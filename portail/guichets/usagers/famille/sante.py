"""La fiche sanitaire d’un enfant pour une activité : l’écrire, relire la sienne, l’effacer. Rien n’en sort d’ici.

Seule la personne qui dirige l’activité l’ouvre ; la famille voit quand.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import Attestation as Case
from portail.demarche.declaration import Champ, OuiNon, TexteCourt, TexteLong
from portail.demarche.valeurs import Valeur
from portail.guichets.identites import usager_courant
from portail.guichets.refus import SAISIE_A_CORRIGER
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.famille.commun import qui, suite
from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfant_de
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.sante import actions
from portail.inscriptions.sante.actions import ContenuSanitaire
from portail.inscriptions.sante.queries import activites_a_fiche, fiches_des, lectures
from portail.socle import debits
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _

DEBIT = "60/hour"
LONGUEUR = 1000
OUI, NON = "oui", "non"
CHAMPS: tuple[Champ, ...] = (
    TexteLong(
        "allergies",
        _("Allergies"),
        aide=_("À quoi, et ce qu’il faut faire."),
        longueur_max=LONGUEUR,
        obligatoire=False,
    ),
    TexteLong(
        "traitements",
        _("Traitement à prendre pendant l’activité"),
        aide=_("Remettez l’ordonnance et les médicaments en main propre."),
        longueur_max=LONGUEUR,
        obligatoire=False,
    ),
    TexteLong(
        "antecedents",
        _("Autre chose à savoir sur sa santé"),
        aide=_("Seulement ce qui sert à l’accueillir : asthme, opération récente, lunettes…"),
        longueur_max=LONGUEUR,
        obligatoire=False,
    ),
    OuiNon("vaccins_a_jour", _("Ses vaccins obligatoires sont-ils à jour ?"), incertain=True, obligatoire=False),
    TexteCourt(
        "medecin", _("Médecin de l’enfant : nom et téléphone"), longueur_max=120, obligatoire=False, autocomplete="off"
    ),
    Case(
        "projet_accueil",
        _("L’enfant a un projet d’accueil individualisé (PAI) : je le remets en main propre"),
        obligatoire=False,
    ),
    Case("accueil_adapte", _("Je souhaite parler de son accueil avant le début"), obligatoire=False),
    Case("soins_urgence", _("J’autorise les soins d’urgence"), obligatoire=False),
)
REMPLACER = Case("remplacer", _("Je remplace la fiche que l’autre responsable a écrite, et que je ne peux pas lire"))


@blueprint.route("/mon-espace/famille/enfants/<uuid:enfant_id>/sante/<activite>", methods=["GET", "POST"])
def fiche_sanitaire(enfant_id: UUID, activite: str) -> ResponseReturnValue:
    """Montre à un responsable ce qu’il a écrit, et l’enregistre."""
    usager = usager_courant()
    enfant, laquelle = _concernee(enfant_id, activite)
    tenue = fiches_des([enfant_id]).get((enfant_id, laquelle.id))
    d_un_autre = tenue is not None and tenue.usager_id != usager.id
    form = formulaire_de(
        (*CHAMPS, REMPLACER) if d_un_autre else CHAMPS,
        contexte=contexte_de_saisie(),
        valeurs=_valeurs(actions.relire(enfant_id, laquelle.id, usager_id=usager.id)),
    )
    ici = url_for("usagers.enfant", enfant_id=enfant_id)
    if form.validate_on_submit():
        debits.consommer(DEBIT, "famille/sante", str(usager.id))
        actions.ecrire(enfant_id, laquelle.id, _contenu(form.reponses()), **qui())
        flash(gettext("La fiche est enregistrée. Seule la personne qui dirige l’activité peut la lire."), "succes")
        return redirect(suite(ici), code=303)
    page = render_template(
        "usagers/famille/sante.html",
        form=form,
        enfant=enfant,
        activite=laquelle,
        tenue=tenue,
        d_un_autre=d_un_autre,
        lectures=lectures(enfant_id, laquelle.id),
        retour=suite(ici),
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.route("/mon-espace/famille/enfants/<uuid:enfant_id>/sante/<activite>/effacer", methods=["GET", "POST"])
def effacer_la_fiche_sanitaire(enfant_id: UUID, activite: str) -> ResponseReturnValue:
    """Demande confirmation, puis efface la fiche que la personne a écrite."""
    enfant, laquelle = _concernee(enfant_id, activite)
    tenue = fiches_des([enfant_id]).get((enfant_id, laquelle.id))
    if tenue is None or tenue.usager_id != usager_courant().id:
        raise Introuvable
    form = FlaskForm()
    if form.validate_on_submit():
        actions.effacer(enfant_id, laquelle.id, **qui())
        flash(gettext("La fiche est effacée."), "succes")
        return redirect(url_for("usagers.enfant", enfant_id=enfant_id), code=303)
    return render_template("usagers/famille/sante_effacer.html", form=form, enfant=enfant, activite=laquelle)


def _concernee(enfant_id: UUID, code: str) -> tuple[Enfant, Activite]:
    """Rend son enfant et l’activité où il l’a inscrit ; lève `Introuvable` pour toute autre."""
    usager = usager_courant()
    enfant = enfant_de(usager.id, enfant_id)
    siennes = activites_a_fiche(enfant_id, usager_id=usager.id)
    activite = next((une for une in siennes if une.code == code), None)
    if activite is None:
        raise Introuvable
    return enfant, activite


def _valeurs(contenu: ContenuSanitaire | None) -> dict[str, Valeur]:
    if contenu is None:
        return {}
    vaccins = {True: OUI, False: NON}.get(contenu.vaccins_a_jour) if contenu.vaccins_a_jour is not None else None
    return {
        "allergies": contenu.allergies or None,
        "traitements": contenu.traitements or None,
        "antecedents": contenu.antecedents or None,
        "vaccins_a_jour": vaccins,
        "medecin": contenu.medecin or None,
        "projet_accueil": contenu.projet_accueil,
        "accueil_adapte": contenu.accueil_adapte,
        "soins_urgence": contenu.soins_urgence,
    }


def _contenu(dits: Mapping[str, Any]) -> ContenuSanitaire:
    return ContenuSanitaire(
        allergies=dits["allergies"] or "",
        traitements=dits["traitements"] or "",
        antecedents=dits["antecedents"] or "",
        vaccins_a_jour={OUI: True, NON: False}.get(dits["vaccins_a_jour"] or ""),
        medecin=dits["medecin"] or "",
        projet_accueil=bool(dits["projet_accueil"]),
        accueil_adapte=bool(dits["accueil_adapte"]),
        soins_urgence=bool(dits["soins_urgence"]),
    )
