"""Ce que partagent les écrans des inscriptions, au bureau : les mots, l’auteur, les gestes d’un bouton."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.activites import mots
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, refus_dit
from portail.guichets.saisie.simples import Exige, Texte, au_plus
from portail.identite.actions import auteur_agent
from portail.identite.famille.ages import age_le
from portail.identite.famille.models import Enfant
from portail.identite.models import Usager
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.habilitations import dirige, peut_gerer, peut_regler
from portail.journal.actions import Auteur
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier, Interdit, Introuvable
from portail.socle.traduction import _

RAISON_MAX = 500
DEBIT = "60/hour"
"""Fichiers et listes qui font sortir des noms, par agent."""


class FormulaireDeRaison(FlaskForm):
    """Pourquoi : gardé au journal."""

    raison = Texte(
        lazy_gettext("Pourquoi ?"),
        [
            Exige(_("Écrivez la raison : elle est gardée au journal, et les familles peuvent la demander.")),
            au_plus(RAISON_MAX),
        ],
        description=lazy_gettext("Gardé au journal. N’y dites rien de la santé d’un enfant."),
    )


@blueprint.context_processor
def mots_des_inscriptions() -> dict[str, object]:
    """Donne aux gabarits les mots des inscriptions."""
    return {"ins": mots}


def par() -> Auteur:
    """Rend l’auteur des gestes de cette page."""
    return auteur_agent(agent_courant())


def droits_sur(activite: Activite) -> dict[str, bool]:
    """Rend ce que l’agent peut de cette activité, pour n’en montrer que cela."""
    agent = agent_courant()
    return {
        "gere": peut_gerer(agent, activite.service_code),
        "regle": peut_regler(agent, activite.service_code),
        "dirige": dirige(agent, activite),
    }


def exiger_de_regler(activite: Activite) -> None:
    """Lève `Interdit` à qui ne règle pas les activités de ce service."""
    if not peut_regler(agent_courant(), activite.service_code):
        raise Interdit


Etapes: TypeAlias = list[tuple[str, str]]
"""Le fil d’Ariane : (titre, adresse)."""


def fil_de(activite: Activite | None = None, groupe: Groupe | None = None) -> Etapes:
    """Rend le fil d’Ariane d’une page d’une activité, ou d’un de ses groupes."""
    etapes = [(gettext("Activités"), url_for("agents.activites"))]
    sienne = groupe.activite if groupe is not None else activite
    if sienne is not None:
        etapes.append((sienne.libelle, url_for("agents.activite", code=sienne.code)))
    if groupe is not None:
        etapes.append((groupe.libelle, url_for("agents.groupe", code=groupe.code)))
    return etapes


def fil_de_la_famille(usager: Usager | None = None) -> Etapes:
    """Rend le fil d’Ariane d’une page du guichet des inscriptions."""
    etapes = [*fil_de(), (gettext("Recevoir une famille"), url_for("agents.recevoir_une_famille"))]
    if usager is not None:
        etapes.append((usager.nom_affiche, url_for("agents.famille", usager_id=usager.id)))
    return etapes


def page_de_formulaire(
    form: FlaskForm, titre: str, *, etapes: Etapes, bouton: str, textes: Sequence[str] = (), ordre: Sequence[str] = ()
) -> ResponseReturnValue:
    """Rend une page qui ne pose qu’un formulaire ; `ordre` : les champs à poser d’abord."""
    page = render_template(
        "agents/activites/formulaire.html",
        form=form,
        titre_dit=titre,
        etapes=etapes,
        bouton=bouton,
        textes=textes,
        ordre=ordre,
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


def tenter(geste: Callable[[], object], *, succes: str, retour: str) -> ResponseReturnValue:
    """Fait un geste d’un bouton, dit ce qu’il en est, et mène à cette page ; ce qui n’existe pas passe."""
    try:
        geste()
    except (Introuvable, Interdit):
        raise
    except ErreurMetier as refus:
        flash(refus_dit(refus), "erreur")
    else:
        flash(succes, "succes")
    return redirect(retour, code=303)


def age_aujourd_hui(enfant: Enfant) -> int | None:
    """Rend l’âge révolu d’un enfant ; rien s’il a été oublié."""
    return age_le(horloge.aujourd_hui(), enfant.date_naissance) if enfant.identite else None
