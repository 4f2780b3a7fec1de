"""Les saisons : en ouvrir une, tenir sa fiche ; dès qu’un enfant y est inscrit, ses règles ne changent plus."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, Nombre, TexteCourt
from portail.guichets.administration.activites.commun import (
    LIGNE_MAX,
    a_remplir,
    champ_code,
    champ_date,
    fil_des_inscriptions,
    page_de_formulaire,
)
from portail.guichets.administration.activites.mots import CHAMPS_DITS
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import AUCUN, enregistre, par
from portail.guichets.saisie.formulaire import FormulaireDeSaisie
from portail.inscriptions.activites import fiches
from portail.inscriptions.activites.models import Saison
from portail.inscriptions.activites.queries import saison_de
from portail.inscriptions.activites.refus import CodeDejaPris, MillesimeInconnu
from portail.inscriptions.activites.tenues import activites_de_la_saison, toutes_les_saisons
from portail.socle.traduction import _


@blueprint.route("/inscriptions/saisons/nouvelle", methods=["GET", "POST"])
def creer_une_saison() -> ResponseReturnValue:
    """Ouvre une saison."""
    form = a_remplir((champ_code("2027-2028"), *_champs()), {"precedente": AUCUN})

    def geste() -> None:
        fiches.creer_une_saison(str(form.reponses()["code"]), _fiche(form), auteur=par())

    autres = {CodeDejaPris: "code", MillesimeInconnu: "millesime"}
    if form.validate_on_submit() and enregistre(form, "date_age", geste, autres=autres):
        flash(gettext("La saison est créée."), "succes")
        return redirect(url_for("administration.saison", code=form.reponses()["code"]), code=303)
    return page_de_formulaire(
        form, gettext("Créer une saison"), etapes=fil_des_inscriptions(), bouton=gettext("Créer la saison")
    )


@blueprint.route("/inscriptions/saisons/<code>", methods=["GET", "POST"])
def saison(code: str) -> ResponseReturnValue:
    """Montre une saison, ses activités, et change sa fiche."""
    lue = saison_de(code)
    form = a_remplir(_champs(sauf=lue), _valeurs(lue))
    geste = partial(_modifier, code, form)
    if form.validate_on_submit() and enregistre(form, "date_age", geste, autres={MillesimeInconnu: "millesime"}):
        flash(gettext("La fiche est enregistrée."), "succes")
        return redirect(url_for("administration.saison", code=code), code=303)
    return render_template(
        "administration/activites/saison.html",
        saison=lue,
        activites=activites_de_la_saison(lue.id),
        form=form,
        etapes=fil_des_inscriptions(),
        changements_faits=changements_de(("saison", code)),
    ), 422 if form.errors else 200


def _modifier(code: str, form: FormulaireDeSaisie) -> None:
    fiches.modifier_une_saison(code, _fiche(form), auteur=par())


def _champs(sauf: Saison | None = None) -> Sequence[Champ]:
    autres = {une.code: une.libelle for une in toutes_les_saisons() if sauf is None or une.id != sauf.id}
    return (
        TexteCourt("libelle", CHAMPS_DITS["libelle"], longueur_max=LIGNE_MAX),
        champ_date("debut"),
        champ_date("fin"),
        champ_date("date_age", aide=_("La rentrée : l’âge de l’enfant ce jour-là vaut toute la saison.")),
        Nombre("millesime", CHAMPS_DITS["millesime"], aide=_("L’année des populations qui font règle. Exemple : 2026")),
        Choix(
            "precedente",
            CHAMPS_DITS["precedente_id"],
            {AUCUN: _("Aucune"), **autres},
            aide=_("Qui y était inscrit garde son droit si sa commune passe le seuil."),
        ),
    )


def _valeurs(lue: Saison) -> dict[str, str]:
    codes = {une.id: une.code for une in toutes_les_saisons()}
    return {
        "libelle": lue.libelle,
        **{nom: getattr(lue, nom).isoformat() for nom in ("debut", "fin", "date_age")},
        "millesime": str(lue.millesime),
        "precedente": codes[lue.precedente_id] if lue.precedente_id else AUCUN,
    }


def _fiche(form: FormulaireDeSaisie) -> fiches.FicheSaison:
    lus = form.reponses()
    precedente = str(lus["precedente"])
    return fiches.FicheSaison(
        libelle=str(lus["libelle"]),
        debut=date.fromisoformat(str(lus["debut"])),
        fin=date.fromisoformat(str(lus["fin"])),
        date_age=date.fromisoformat(str(lus["date_age"])),
        millesime=int(str(lus["millesime"])),
        precedente_id=None if precedente == AUCUN else saison_de(precedente).id,
    )
