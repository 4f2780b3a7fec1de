"""Les jours où un lieu, ou tous, ne reçoivent personne."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, DateConnue, TexteCourt
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.gestes import TOUTES, enregistre, ou_rien, par, tenter
from portail.guichets.administration.rendez_vous.lieux import noms_des_lieux
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.rendez_vous.lieux import actions
from portail.rendez_vous.lieux.queries import fermetures_entre, lieux_actifs
from portail.rendez_vous.reservations.a_replacer import nombres_a_replacer
from portail.socle import horloge
from portail.socle.traduction import _
from portail.territoire.jours import jours_feries

ANNEES = 3
DEUX_ANS = timedelta(days=731)


@blueprint.route("/rendez-vous/fermetures", methods=["GET", "POST"])
def fermetures_rdv() -> ResponseReturnValue:
    """Liste les fermetures à venir et les jours fériés, et en déclare une."""
    jour = horloge.aujourd_hui()
    form = formulaire_de(_champs(), contexte=contexte_de_saisie(), valeurs={"lieu": TOUTES}, brut=envoi_garde())
    if form.validate_on_submit() and enregistre(form, "au", partial(_fermer, form)):
        flash(gettext("La fermeture est enregistrée. Les rendez-vous déjà pris restent à replacer."), "succes")
        return redirect(url_for("administration.fermetures_rdv"), code=303)
    fermetures = fermetures_entre(jour, jour + DEUX_ANS)
    return render_template(
        "administration/rendez_vous/fermetures.html",
        form=form,
        fermetures=fermetures,
        a_replacer=nombres_a_replacer([une.id for une in fermetures]),
        lieux=noms_des_lieux([une.lieu_id for une in fermetures]),
        feries=[(un, nom) for un, nom in sorted(_feries(jour).items()) if un >= jour],
    ), 422 if form.errors else 200


@blueprint.post("/rendez-vous/fermetures/<uuid:fermeture_id>/lever")
def lever_la_fermeture(fermeture_id: UUID) -> ResponseReturnValue:
    """Supprime une fermeture à venir, ou la fait finir hier."""
    return tenter(
        partial(actions.lever_la_fermeture, fermeture_id, auteur=par()),
        succes=gettext("La fermeture est levée."),
        retour=url_for("administration.fermetures_rdv"),
    )


def _feries(jour: date) -> dict[date, str]:
    return {**jours_feries(jour.year), **jours_feries(jour.year + 1)}


def _champs() -> Sequence[Champ]:
    lieux = {TOUTES: _("Tous les lieux"), **{lieu.code: lieu.nom for lieu in lieux_actifs()}}
    return (
        Choix("lieu", _("Quel lieu ferme ?"), lieux),
        DateConnue("du", _("Premier jour"), passee=False, ans_max=ANNEES),
        DateConnue("au", _("Dernier jour"), passee=False, ans_max=ANNEES, aide=_("Le même pour une seule journée.")),
        TexteCourt("motif", _("Ce que le public en lira"), longueur_max=120, aide=_("Exemple : formation de l’équipe")),
    )


def _fermer(form: FormulaireDeSaisie) -> None:
    reponses = form.reponses()
    actions.fermer_du_au(
        ou_rien(reponses["lieu"], TOUTES),
        du=date.fromisoformat(str(reponses["du"])),
        au=date.fromisoformat(str(reponses["au"])),
        motif=str(reponses["motif"]),
        auteur=par(),
    )
