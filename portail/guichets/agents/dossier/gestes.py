"""Les gestes courts : prendre, affecter, écrire, signer, renvoyer, classer."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche, Page
from portail.dossiers.actions import decision, instruction, messagerie
from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.models import Dossier
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.dossier.page import ecran
from portail.guichets.agents.formulaires import FormulaireAffectation, FormulaireClassement, FormulaireMessage
from portail.guichets.contexte import traduire
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde, formulaire_repris
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.televersement import recevoir_pour_message
from portail.identite.absences.queries import absences_du_jour
from portail.identite.actions import auteur_agent
from portail.identite.models import Role
from portail.identite.queries import agent_de, agents_habilites
from portail.notifications import actions as notifications
from portail.notifications.queries import envois_de
from portail.socle.erreurs import Introuvable


def _retour(dossier: Dossier) -> ResponseReturnValue:
    return redirect(url_for("agents.dossier", numero=dossier.numero), code=303)


@blueprint.post("/dossiers/<numero:numero>/prendre")
def prendre(numero: str) -> ResponseReturnValue:
    """Prend un nouveau dossier : l’accusé de réception part."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    instruction.prendre_en_charge(lu.id, agent=agent)
    flash(_("Vous suivez ce dossier. L’accusé de réception est parti."), "succes")
    return _retour(lu)


@blueprint.route("/dossiers/<numero:numero>/affecter", methods=["GET", "POST"])
def affecter(numero: str) -> ResponseReturnValue:
    """Confie le dossier à un collègue habilité, ou le rend à la file."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    form = formulaire_repris(FormulaireAffectation, revision=lu.revision)
    collegues = {
        a.id: a
        for role in (Role.INSTRUCTEUR, Role.RESPONSABLE)
        for a in agents_habilites(lu.service_code, role)
        if peut_instruire(a, lu)
    }
    absents = absences_du_jour(collegues.keys() - {lu.agent_id})
    form.proposer([a for a in collegues.values() if a.id not in absents], actuel=lu.agent_id)
    if form.validate_on_submit():
        choisi = agent_de(form.choisi) if form.choisi else None
        instruction.affecter(lu.id, agent=agent, a=choisi, revision=form.revision_lue())
        flash(_("Le dossier est affecté."), "succes")
        return _retour(lu)
    return render_template("agents/dossier/affecter.html", dossier=lu, form=form), 422 if form.errors else 200


@blueprint.post("/dossiers/<numero:numero>/messages")
def ecrire(numero: str) -> ResponseReturnValue:
    """Écrit à la personne."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    form = FormulaireMessage()
    if form.validate_on_submit():
        # Après la validation, qui efface les erreurs : un document refusé ne doit pas partir en silence.
        recus = recevoir_pour_message(form.fichiers)
        if not form.fichiers.errors:
            messagerie.ecrire_agent(lu.id, agent=agent, texte=form.texte.data or "", fichiers=recus)
            flash(_("Votre message est envoyé."), "succes")
            return _retour(lu)
    return render_template(
        "agents/dossier/dossier.html", **{**ecran(lu, agent), "form_message": form, "form": form}
    ), 422


@blueprint.post("/dossiers/<numero:numero>/envois/<uuid:envoi_id>/renvoyer")
def reprendre_un_envoi(numero: str, envoi_id: UUID) -> ResponseReturnValue:
    """Renvoie un message qui n’est pas parti."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    if envoi_id not in {envoi.id for envoi in envois_de(("dossier", lu.id))}:
        raise Introuvable
    notifications.renvoyer(envoi_id, auteur=auteur_agent(agent))
    flash(_("C’est noté."), "succes")
    return _retour(lu)


@blueprint.post("/dossiers/<numero:numero>/signer")
def signer(numero: str) -> ResponseReturnValue:
    """Signe la décision proposée."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    decision.signer(lu.id, agent=agent, revision=request.form.get("revision", type=int))
    flash(_("La décision est signée et notifiée."), "succes")
    return _retour(lu)


@blueprint.post("/dossiers/<numero:numero>/renvoyer")
def renvoyer(numero: str) -> ResponseReturnValue:
    """Rend le dossier à l’instruction."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    decision.renvoyer(lu.id, agent=agent, revision=request.form.get("revision", type=int))
    flash(_("Le dossier retourne à l’instruction."), "succes")
    return _retour(lu)


@blueprint.route("/dossiers/<numero:numero>/classer", methods=["GET", "POST"])
def classer(numero: str) -> ResponseReturnValue:
    """Classe sans suite, raison dite à la personne."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    form = formulaire_repris(FormulaireClassement, revision=lu.revision)
    if form.validate_on_submit():
        decision.classer(lu.id, agent=agent, motif=form.motif.data or "", revision=form.revision_lue())
        flash(_("Le dossier est classé sans suite et la personne est prévenue."), "succes")
        return _retour(lu)
    return render_template("agents/dossier/classer.html", dossier=lu, form=form), 422 if form.errors else 200


@blueprint.route("/dossiers/<numero:numero>/verifier/<page>", methods=["GET", "POST"])
def verifier(numero: str, page: str) -> ResponseReturnValue:
    """Note ce que l’agent a vérifié : une page d’agent de la déclaration."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    demarche = demarche_de(lu.demarche, version=lu.version_demarche)
    declaree = next((p for p in demarche.pages_agent if p.identifiant == page), None)
    if declaree is None:
        raise Introuvable
    form = _formulaire_de_verification(lu, demarche, declaree)
    if form.validate_on_submit():
        instruction.verifier(lu.id, agent=agent, page=declaree, reponses=form.reponses(), revision=form.revision_lue())
        flash(_("La vérification est enregistrée."), "succes")
        return _retour(lu)
    return render_template("agents/dossier/verifier.html", dossier=lu, demarche=demarche, page=declaree, form=form), (
        422 if form.errors else 200
    )


def _formulaire_de_verification(dossier: Dossier, demarche: Demarche, page: Page) -> FormulaireDeSaisie:
    """Rend le formulaire d’une page d’agent ; ce qu’un volet ou une proposition y met se lit sans s’écrire."""
    valeurs, remplis = dossier.reponses_agent, demarche.champs_remplis
    form = formulaire_de(
        [champ for champ in page.champs if champ.identifiant not in remplis or valeurs.get(champ.identifiant)],
        contexte=contexte_de_saisie(),
        valeurs=valeurs,
        verrouilles=remplis,
        brut=envoi_garde(),
        revision=dossier.revision,
    )
    sources = {nom: traduire(volet.titre) for volet in demarche.volets for nom in volet.rend}
    if demarche.proposition is not None:
        sources |= dict.fromkeys(demarche.proposition.recoivent, traduire(demarche.proposition.titre))
    for field in form.champs:
        field.source = sources.get(field.name, field.source)
    return form
