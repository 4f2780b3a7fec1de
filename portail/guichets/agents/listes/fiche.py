"""La fiche d’une personne : ce qui la concerne à travers les démarches, dans ce que l’agent peut lire."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portail.demarche.catalogue import catalogue
from portail.dossiers import lectures
from portail.dossiers.models import QualiteIntervenant
from portail.guichets.agents import acces
from portail.guichets.agents.agenda.referent import rendez_vous_de_la_fiche
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.dossier.raison import FormulaireRaison
from portail.guichets.agents.mots import ETATS, echeance_dite
from portail.guichets.identites import agent_courant
from portail.instruction import fiche as fiches
from portail.instruction.fiche import Fiche
from portail.socle.traduction import _

QUALITES: Mapping[QualiteIntervenant, str] = MappingProxyType(
    {
        QualiteIntervenant.BENEFICIAIRE: _("Pour elle-même"),
        QualiteIntervenant.DEPOSANT: _("A déposé"),
        QualiteIntervenant.REPRESENTANT: _("Représente"),
        QualiteIntervenant.MANDATAIRE: _("Agit par mandat"),
        QualiteIntervenant.COSIGNATAIRE: _("Cosigne"),
    }
)
"""À quel titre une personne est dans un dossier."""


@blueprint.route("/usagers/<uuid:usager_id>", methods=["GET", "POST"])
def usager(usager_id: UUID) -> ResponseReturnValue:
    """Montre la fiche d’une personne qui a un compte."""
    return _montrer(fiches.fiche_de_usager(agent_courant(), usager_id))


@blueprint.route("/dossiers/<numero:numero>/personne", methods=["GET", "POST"])
def personne(numero: str) -> ResponseReturnValue:
    """Montre la fiche de la personne de ce dossier, qu’elle ait un compte ou non."""
    agent = agent_courant()
    fiche = fiches.fiche_du_dossier(agent, acces.dossier_du_service(agent, numero))
    if fiche.usager_id is not None:
        return redirect(url_for("agents.usager", usager_id=fiche.usager_id), code=303)
    return _montrer(fiche)


def _montrer(fiche: Fiche) -> ResponseReturnValue:
    """Demande pourquoi si un dossier montré n’est pas de la file de l’agent ; sinon, montre et le note."""
    agent = agent_courant()
    a_dire = lectures.a_justifier(agent, fiche.tous)
    if a_dire:
        form = FormulaireRaison()
        form.proposer()
        if not form.validate_on_submit():
            return render_template("agents/raison.html", form=form, numero=""), 422 if form.errors else 200
        lectures.justifier(agent, a_dire, raison=form.choisie, precision=form.precision.data or "")
    if request.method == "POST":
        return redirect(request.path, code=303)
    fiches.noter_la_lecture(agent, fiche)
    return render_template(
        "agents/listes/usager.html",
        fiche=fiche,
        numeros={str(dossier.id): dossier.numero for dossier in fiche.tous},
        qualites=QUALITES,
        messages=fiches.messages_de_la_fiche(fiche),
        documents=fiches.documents_de_la_fiche(fiche),
        envois=fiches.envois_de_la_fiche(fiche),
        demarches=catalogue(),
        etats=ETATS,
        echeance_dite=echeance_dite,
        **rendez_vous_de_la_fiche(agent, fiche.usager_id),
    )
