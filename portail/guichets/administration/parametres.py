"""Les valeurs millésimées : les chercher, en lire l’histoire, en poser une nouvelle."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import DateConnue, Nombre, TexteCourt
from portail.demarche.recherche import normaliser
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.unites import unite_ecrite
from portail.identite.actions import auteur_agent
from portail.parametres import actions
from portail.parametres.models import Parametre
from portail.parametres.queries import historique_de, parametres_en_vigueur
from portail.socle import horloge
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _

A_CONFIRMER = frozenset({"P", "C", "V15"})
"""Certitudes qui demandent qu’une personne vérifie la valeur avant de s’y fier."""
DECIMALES = Decimal("0.0001")
ANNEES_D_AVANCE = 10


@blueprint.get("/parametres")
def parametres() -> ResponseReturnValue:
    """Liste les valeurs en vigueur aujourd’hui, filtrées par un mot."""
    cherche = request.args.get("q", "").strip()
    mots = normaliser(cherche).split()
    trouves = [parametre for parametre in parametres_en_vigueur(horloge.aujourd_hui()) if _repond(parametre, mots)]
    return render_template(
        "administration/parametres.html", parametres=trouves, cherche=cherche, a_confirmer=A_CONFIRMER
    )


@blueprint.route("/parametres/<code>", methods=["GET", "POST"])
def parametre(code: str) -> ResponseReturnValue:
    """Montre l’histoire d’une valeur et en pose une nouvelle, à partir d’une date, avec sa source."""
    historique = historique_de(code)
    if not historique:
        raise Introuvable
    form = formulaire_de(_champs(historique[0].unite), contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit() and _changer(code, form):
        flash(gettext("La nouvelle valeur est enregistrée."), "succes")
        return redirect(url_for("administration.parametre", code=code), code=303)
    return render_template(
        "administration/parametre.html",
        code=code,
        historique=historique,
        en_vigueur=_en_vigueur(historique, horloge.aujourd_hui()),
        changements_faits=changements_de(("parametre", code)),
        form=form,
        a_confirmer=A_CONFIRMER,
    ), 422 if form.errors else 200


def _repond(parametre: Parametre, mots: Sequence[str]) -> bool:
    texte = normaliser(f"{parametre.code} {unite_ecrite(parametre.unite)} {parametre.source}")
    return all(mot in texte for mot in mots)


def _champs(unite: str) -> tuple[Nombre, DateConnue, TexteCourt]:
    return (
        Nombre(
            "valeur", _("Nouvelle valeur"), pas=DECIMALES, aide=gettext("Unité : %(unite)s", unite=unite_ecrite(unite))
        ),
        DateConnue(
            "debut",
            _("Date de début"),
            passee=False,
            ans_max=ANNEES_D_AVANCE,
            aide=_("La valeur d’avant vaut jusqu’à la veille. Exemple : 01 01 2027"),
        ),
        TexteCourt("source", _("Source"), longueur_max=200, aide=_("Délibération, décret ou règlement, avec sa date.")),
    )


def _changer(code: str, form: FormulaireDeSaisie) -> bool:
    """Pose la valeur ; un refus se dit sur la date, seule chose que le formulaire ne peut pas vérifier."""
    reponses = form.reponses()
    changer = partial(
        actions.changer_valeur,
        code,
        valeur=Decimal(reponses["valeur"]),
        debut=date.fromisoformat(reponses["debut"]),
        source=reponses["source"],
        auteur=auteur_agent(agent_courant()),
    )
    return accompli(form["debut"], changer)


def _en_vigueur(historique: Sequence[Parametre], jour: date) -> Parametre | None:
    return next((p for p in historique if p.debut <= jour and (p.fin is None or p.fin >= jour)), None)
