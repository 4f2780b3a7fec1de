"""Les avis que l’on me demande, comme agent : lire ce qui est partagé, répondre. Rien d’autre du dossier ne s’ouvre."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.catalogue import catalogue
from portail.dossiers.avis import actions
from portail.dossiers.avis.entree import exiger_ouvert
from portail.dossiers.avis.habilitations import est_ouvert
from portail.dossiers.avis.models import Avis
from portail.dossiers.avis.queries import avis_a_rendre, avis_demande_a, fichier_partage, partage_de
from portail.dossiers.models import Dossier
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.reponse_avis import SENS, FormulaireAvis
from portail.guichets.reponses import montrer_fichier
from portail.guichets.reprise import formulaire_repris
from portail.identite.actions import auteur_agent
from portail.journal.actions import consigner
from portail.socle import horloge
from portail.socle.traduction import traducteur
from portail.territoire.queries import service_de


@blueprint.get("/avis/")
def avis_demandes() -> ResponseReturnValue:
    """Liste les avis que je dois rendre ; le nom de la personne ne s’y lit pas."""
    return render_template(
        "agents/avis/avis_demandes.html", demandes=avis_a_rendre(agent_courant()), demarches=catalogue()
    )


@blueprint.route("/avis/<uuid:avis_id>", methods=["GET", "POST"])
def rendre_avis(avis_id: UUID) -> ResponseReturnValue:
    """Montre ce qui est partagé, et reçoit l’avis ; la lecture est au journal du dossier."""
    agent = agent_courant()
    avis, dossier = avis_demande_a(agent, avis_id)
    if not est_ouvert(avis, dossier, horloge.aujourd_hui()):
        return render_template("agents/avis/avis_clos.html", avis=avis, sens=SENS)
    form = formulaire_repris(FormulaireAvis)
    form.preparer()
    if form.validate_on_submit() and (reponse := form.reponse()) is not None:
        actions.rendre_comme_agent(avis.id, agent=agent, reponse=reponse)
        flash(_("Votre avis est rendu. Le service est prévenu."), "succes")
        return redirect(url_for("agents.avis_demandes"), code=303)
    _noter(avis, "lire_pour_avis")
    return _montrer(avis, dossier, form)


def _montrer(avis: Avis, dossier: Dossier, form: FormulaireAvis) -> ResponseReturnValue:
    partage = partage_de(avis, dossier, traduire=traducteur(langue_courante()), langue=langue_courante())
    return render_template(
        "agents/avis/rendre_avis.html",
        avis=avis,
        dossier=dossier,
        partage=partage,
        form=form,
        service=service_de(dossier.service_code),
    ), 422 if form.errors else 200


@blueprint.get("/avis/<uuid:avis_id>/fichiers/<uuid:fichier_id>")
def fichier_pour_avis(avis_id: UUID, fichier_id: UUID) -> ResponseReturnValue:
    """Rend un fichier partagé, rendu inerte ; la lecture est au journal du dossier."""
    avis, dossier = avis_demande_a(agent_courant(), avis_id)
    exiger_ouvert(avis, dossier)
    trouve = fichier_partage(avis, fichier_id)
    _noter(avis, "lire_piece_pour_avis", fichier=str(trouve.id))
    return montrer_fichier(trouve)


def _noter(avis: Avis, action: str, **details: str) -> None:
    auteur = auteur_agent(agent_courant())
    consigner(action, auteur=auteur, objet=("dossier", avis.dossier_id), details={"avis": str(avis.id), **details})
