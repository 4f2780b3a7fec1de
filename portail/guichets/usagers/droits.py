"""Mes droits : ce que je reçois chaque mois, ce qui vient, ce qui se retient ; déclarer un séjour à l’hôpital."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.declaration import Demarche
from portail.dossiers import queries
from portail.dossiers.habilitations import peut_agir
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import sejours
from portail.dossiers.prestations.erreurs import SejourImpossible
from portail.dossiers.prestations.models import Hospitalisation
from portail.dossiers.prestations.queries import droits_lus
from portail.guichets.droits import chiffres_dits, droits_a_l_ecran, formulaire_du_sejour, sejour_de, versements_dits
from portail.guichets.identites import usager_courant
from portail.guichets.modes import modes_dits
from portail.guichets.refus import accompli
from portail.guichets.saisie.formulaire import FormulaireDeSaisie
from portail.guichets.usagers.blueprint import blueprint
from portail.socle.erreurs import Introuvable


@blueprint.route("/mon-espace/dossiers/<numero:numero>/droits", methods=["GET", "POST"])
def droits(numero: str) -> ResponseReturnValue:
    """Montre les droits de la personne, et reçoit le séjour qu’elle déclare."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    demarche = declaration_de(suivi)
    ecran = droits_a_l_ecran(demarche, droits_lus(suivi))
    if not ecran:
        raise Introuvable
    if not peut_agir(usager, suivi):
        return _montrer(suivi, demarche, ecran, None)
    en_cours = ecran["droits"].lus.sejour_en_cours
    form = formulaire_du_sejour(en_cours)
    geste = partial(_declarer, suivi, form, en_cours)
    if form.validate_on_submit() and accompli(form["sortie" if en_cours else "entree"], geste, SejourImpossible):
        flash(_("C’est noté. Les prochains versements en tiennent compte."), "succes")
        return redirect(url_for("usagers.droits", numero=numero, _anchor="t-sejours"), code=303)
    return _montrer(suivi, demarche, ecran, form)


def _declarer(suivi: Dossier, form: FormulaireDeSaisie, en_cours: Hospitalisation | None) -> None:
    sejours.declarer(suivi.id, usager=usager_courant(), sejour=sejour_de(form, en_cours))


def _montrer(
    suivi: Dossier, demarche: Demarche, ecran: Mapping[str, Any], form: FormulaireDeSaisie | None
) -> ResponseReturnValue:
    return render_template(
        "usagers/droits.html",
        dossier=suivi,
        demarche=demarche,
        form=form,
        chiffres=chiffres_dits(suivi, demarche),
        versements=versements_dits(suivi, a_la_personne=True),
        modes=modes_dits(suivi, demarche),
        **ecran,
    ), 422 if form is not None and form.errors else 200
