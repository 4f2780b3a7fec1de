"""Le code reçu par courriel ou par SMS : il dit que l’adresse est bien à qui réserve."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.gardes import ouvert
from portail.guichets.poste import limiter
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.rendez_vous.attendre import inscrire, s_inscrit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.garder import Retenu, a_reprendre, retenu
from portail.guichets.rendez_vous.parcours import garde
from portail.guichets.rendez_vous.qui import personne_dite
from portail.guichets.rendez_vous.souhait import Souhait, souhait_demande
from portail.guichets.rendez_vous.verification import canal_restant, envoyer_le_code, noter_l_adresse
from portail.guichets.rendez_vous.vous import prendre
from portail.guichets.saisie.code import LigneDeCode
from portail.guichets.saisie.simples import Exige
from portail.rendez_vous.contacts import adresse_verifiee, verifier_le_code
from portail.socle.traduction import _

ESSAIS_PAR_NAVIGATEUR, ESSAIS_PAR_POSTE = "30/10minutes", "600/10minutes"


class FormulaireDeConfirmation(FlaskForm):
    """Le code reçu."""

    code = LigneDeCode(
        lazy_gettext("Code reçu"),
        description=lazy_gettext("6 chiffres"),
        validators=[Exige(_("Écrivez les 6 chiffres du code reçu."))],
    )


@blueprint.route("/rendez-vous/code", methods=["GET", "POST"])
@ouvert
def code() -> ResponseReturnValue:
    """Demande le code, un par adresse, puis prend le rendez-vous ou inscrit sur la liste d’attente."""
    souhait = souhait_demande()
    choisi, personne = None if s_inscrit(souhait) else retenu(souhait), personne_dite(souhait)
    canal, demande = canal_restant(souhait), garde(souhait).get("demande")
    if choisi is None and not s_inscrit(souhait):
        return a_reprendre(souhait)
    if canal is None or not demande:  # connectée entre-temps, la personne n’a plus de code à écrire
        return redirect(souhait.adresse(_coordonnees(souhait)), 303)
    form = FormulaireDeConfirmation()
    if form.validate_on_submit():
        limiter("rendez_vous/essai", par_navigateur=ESSAIS_PAR_NAVIGATEUR, par_poste=ESSAIS_PAR_POSTE)
        recu = form.code.data or ""
        if accompli(form.code, lambda: verifier_le_code(personne, canal, recu, demande=demande)):
            noter_l_adresse(souhait, adresse_verifiee(personne, canal))
            return _continuer(souhait, choisi)
    page = render_template(
        "rendez_vous/code.html",
        form=form,
        souhait=souhait,
        choisi=choisi,
        adresse=adresse_verifiee(personne, canal),
        coordonnees=souhait.adresse(_coordonnees(souhait)),
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _coordonnees(souhait: Souhait) -> str:
    """Rend la vue où les adresses se corrigent."""
    return "rendez_vous.attendre" if s_inscrit(souhait) else "rendez_vous.vous"


def _continuer(souhait: Souhait, choisi: Retenu | None) -> ResponseReturnValue:
    """Demande le code de l’adresse suivante ; toutes vérifiées, fait ce pour quoi l’on est venu."""
    if envoyer_le_code(souhait):
        flash(gettext("Cette adresse est vérifiée. Un autre code vient de partir pour l’autre."), "succes")
        return redirect(souhait.adresse("rendez_vous.code"), 303)
    return prendre(souhait, choisi) if choisi else inscrire(souhait)


@blueprint.post("/rendez-vous/code/renvoyer")
@ouvert
def renvoyer_le_code() -> ResponseReturnValue:
    """Envoie un nouveau code ; le précédent ne vaut plus."""
    souhait = souhait_demande()
    if envoyer_le_code(souhait):
        flash(gettext("Un nouveau code vient de partir."), "succes")
    return redirect(souhait.adresse("rendez_vous.code"), 303)
