"""Les modèles de réponse des services : les écrire, les changer, les supprimer."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import TexteCourt, TexteLong
from portail.dossiers.modeles import actions
from portail.dossiers.modeles import queries as lectures
from portail.dossiers.modeles.actions import FicheGabarit, TitreDejaPris
from portail.dossiers.modeles.variables import VARIABLES
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import choix_de_service, enregistre, tenter
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.socle.traduction import _
from portail.territoire.queries import tous_les_services

TITRE_MAX, TEXTE_MAX = 100, 4000


@blueprint.get("/modeles")
def modeles() -> ResponseReturnValue:
    """Liste les modèles, par service."""
    return render_template(
        "administration/modeles.html",
        modeles=lectures.gabarits(),
        services={service.code: service.nom for service in tous_les_services()},
    )


@blueprint.route("/modeles/creer", methods=["GET", "POST"])
def creer_modele() -> ResponseReturnValue:
    """Écrit un nouveau modèle."""
    form = formulaire_de(_champs(), contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit() and _garde(form, partial(_creer, form)):
        flash(gettext("Le modèle est enregistré."), "succes")
        return redirect(url_for("administration.modeles"), code=303)
    return render_template("administration/modele.html", modele=None, form=form, variables=VARIABLES), (
        422 if form.errors else 200
    )


@blueprint.route("/modeles/<uuid:identifiant>", methods=["GET", "POST"])
def modele(identifiant: UUID) -> ResponseReturnValue:
    """Change un modèle."""
    lu = lectures.gabarit_de(identifiant)
    valeurs = {"service": lu.service_code, "titre": lu.titre, "texte": lu.texte}
    form = formulaire_de(_champs(), contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit() and _garde(form, partial(_modifier, identifiant, form)):
        flash(gettext("Le modèle est enregistré."), "succes")
        return redirect(url_for("administration.modeles"), code=303)
    return render_template(
        "administration/modele.html",
        modele=lu,
        form=form,
        variables=VARIABLES,
        changements_faits=changements_de(("gabarit_reponse", identifiant)),
    ), 422 if form.errors else 200


@blueprint.post("/modeles/<uuid:identifiant>/supprimer")
def supprimer_modele(identifiant: UUID) -> ResponseReturnValue:
    """Supprime un modèle."""
    return tenter(
        partial(actions.supprimer, identifiant, auteur=auteur_agent(agent_courant())),
        succes=gettext("Le modèle est supprimé."),
        retour=url_for("administration.modeles"),
    )


def _champs() -> Sequence[Champ]:
    return (
        choix_de_service(_("Pour quel service ?")),
        TexteCourt("titre", _("Titre"), longueur_max=TITRE_MAX, aide=_("Ce que l’agent lit pour le choisir.")),
        TexteLong(
            "texte",
            _("Texte"),
            longueur_max=TEXTE_MAX,
            aide=_("Écrivez les variables entre accolades : elles se remplissent pour chaque dossier."),
        ),
    )


def _garde(form: FormulaireDeSaisie, geste: Callable[[], object]) -> bool:
    """Fait le geste ; un titre déjà pris se dit sur le titre, une variable inconnue sur le texte."""
    return enregistre(form, "texte", geste, autres={TitreDejaPris: "titre"})


def _creer(form: FormulaireDeSaisie) -> None:
    actions.creer(_fiche(form), auteur=auteur_agent(agent_courant()))


def _modifier(identifiant: UUID, form: FormulaireDeSaisie) -> None:
    actions.modifier(identifiant, _fiche(form), auteur=auteur_agent(agent_courant()))


def _fiche(form: FormulaireDeSaisie) -> FicheGabarit:
    reponses = form.reponses()
    return FicheGabarit(
        service_code=str(reponses["service"]), titre=str(reponses["titre"]), texte=str(reponses["texte"])
    )
