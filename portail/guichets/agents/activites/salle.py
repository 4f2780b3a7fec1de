"""La salle d’attente d’une ouverture : l’ouvrir, suivre la file, changer le débit."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import NumberRange

from portail.guichets.agents.activites.acces import fil_de, page_de_formulaire, par
from portail.guichets.agents.activites.places import ChampNombre
from portail.guichets.agents.activites.reglages import a_regler, instant_ecrit
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.formulaires import ChampHeure, ChampJour
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.ouvertures import bureau, salles
from portail.socle.erreurs import ErreurMetier, Introuvable
from portail.socle.traduction import _

DEBIT_MAX = 6000
BORNES = NumberRange(1, DEBIT_MAX, lazy_gettext("Écrivez un nombre de 1 à 6000."))


class FormulaireDeDebit(FlaskForm):
    """Combien de personnes entrent par minute."""

    debit = ChampNombre(
        lazy_gettext("Personnes admises par minute"),
        [BORNES],
        description=lazy_gettext("Ce que la mesure de charge a montré que le portail tient."),
    )


class FormulaireDeSalle(FormulaireDeDebit):
    """Quand la salle et les inscriptions ouvrent."""

    jour = ChampJour(lazy_gettext("Les inscriptions ouvrent le"), [Exige(_("Écrivez une date."))])
    heure = ChampHeure(lazy_gettext("Heure d’ouverture"), [Exige(_("Écrivez une heure. Exemple : 09:00"))])
    heure_salle = ChampHeure(
        lazy_gettext("Heure d’ouverture de la salle, le même jour"), [Exige(_("Écrivez une heure. Exemple : 08:30"))]
    )


@blueprint.route("/activites/<code>/salle", methods=["GET", "POST"])
def salle_d_attente(code: str) -> ResponseReturnValue:
    """Montre la salle d’attente d’une activité et change son débit ; à défaut, en ouvre une."""
    lue = a_regler(code)
    salle = salles.salle_de(lue.id)
    if salle is None:
        return _ouvrir(lue)
    form = formulaire_repris(FormulaireDeDebit)
    if not form.is_submitted() and form.debit.data is None:
        form.debit.data = salle.debit

    def geste() -> None:
        salles.changer_le_debit(salle.id, int(form.debit.data or 0), agent=agent_courant(), auteur=par())

    if form.validate_on_submit() and accompli(form.debit, geste, ErreurMetier):
        flash(gettext("Le débit est changé."), "succes")
        return redirect(url_for("agents.salle_d_attente", code=code), code=303)
    return render_template(
        "agents/activites/salle.html",
        activite=lue,
        salle=salle,
        nombres=bureau.nombres_de_la_salle(salle.id),
        graine=salles.graine_publiee(salle),
        form=form,
    ), SAISIE_A_CORRIGER if form.errors else 200


def _ouvrir(lue: Activite) -> ResponseReturnValue:
    form = formulaire_repris(FormulaireDeSalle)

    def geste() -> None:
        salle_le = instant_ecrit(form.jour.data, form.heure_salle.data)
        ouvre_le = instant_ecrit(form.jour.data, form.heure.data)
        if salle_le is None or ouvre_le is None:
            raise Introuvable
        salles.ouvrir_une_salle(
            lue.id,
            salle_le=salle_le,
            ouvre_le=ouvre_le,
            debit=int(form.debit.data or 0),
            agent=agent_courant(),
            auteur=par(),
        )

    if form.validate_on_submit() and accompli(form.heure_salle, geste, ErreurMetier):
        flash(gettext("La salle d’attente est prête ; l’empreinte de son tirage est publique."), "succes")
        return redirect(url_for("agents.salle_d_attente", code=lue.code), code=303)
    return page_de_formulaire(
        form,
        gettext("Ouvrir une salle d’attente"),
        etapes=fil_de(lue),
        bouton=gettext("Ouvrir la salle"),
        textes=[
            gettext("À l’heure, les présents sont rangés au sort ; les suivants prennent la suite."),
            gettext("L’empreinte du tirage est publique avant l’heure, le tirage lui-même après."),
        ],
        ordre=["jour", "heure", "heure_salle", "debit"],
    )
