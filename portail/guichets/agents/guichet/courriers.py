"""Les courriers à poster : la liste du service, la lettre à imprimer, le jour où elle part."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.dossiers import lectures
from portail.dossiers.guichet import poste
from portail.dossiers.recommandes.actions import DECISION
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.dossier.raison import PAGE
from portail.guichets.ecrits import jour_ecrit
from portail.guichets.identites import agent_courant
from portail.guichets.reponses import en_pdf
from portail.identite.actions import auteur_agent
from portail.instruction.guichet import courrier_et_dossier, courriers_a_poster, recommandes_a_suivre
from portail.journal.actions import consigner
from portail.notifications.queries import TITRES
from portail.socle import horloge


@blueprint.get("/courriers/")
def courriers() -> ResponseReturnValue:
    """Liste ce que le service a à imprimer et à poster, et les recommandés dont on attend des nouvelles."""
    agent, cherche = agent_courant(), request.args.get("recommande", "").strip()
    return render_template(
        "agents/guichet/courriers_a_poster.html",
        courriers=courriers_a_poster(agent),
        recommandes=recommandes_a_suivre(agent, numero=cherche),
        cherche=cherche,
        decision=DECISION,
        titres=TITRES,
        jour=horloge.aujourd_hui(),
    )


@blueprint.get("/courriers/<uuid:envoi_id>.pdf")
def courrier(envoi_id: UUID) -> ResponseReturnValue:
    """Rend la lettre à imprimer ; la lecture est au journal du dossier, et sa raison hors de la file de l’agent."""
    agent = agent_courant()
    notification, dossier = courrier_et_dossier(agent, envoi_id)
    if lectures.doit_se_justifier(agent, dossier, envoi=False):
        return redirect(url_for(PAGE, numero=dossier.numero, suite=request.path), code=303)
    contenu = poste.composer_courrier(dossier, notification)
    consigner(
        "lire_courrier",
        auteur=auteur_agent(agent),
        objet=("dossier", dossier.id),
        details={"gabarit": notification.gabarit},
    )
    return en_pdf(contenu, f"courrier-{dossier.numero}.pdf")


@blueprint.post("/courriers/<uuid:envoi_id>/poste")
def courrier_poste(envoi_id: UUID) -> ResponseReturnValue:
    """Note le jour où le courrier est posté : aujourd’hui, ou celui qu’on dit."""
    agent = agent_courant()
    notification, dossier = courrier_et_dossier(agent, envoi_id)
    jour = jour_ecrit(request.form.get("jour", "")) or horloge.aujourd_hui()
    poste.noter_postee(dossier.id, notification.id, agent=agent, jour=jour)
    flash(_("C’est noté : le courrier est posté."), "succes")
    au_dossier = "retour" in request.form
    suite = url_for("agents.dossier", numero=dossier.numero) if au_dossier else url_for("agents.courriers")
    return redirect(suite, code=303)
