"""Aider une personne à payer en ligne : lui envoyer le lien, le lui montrer, ou ouvrir la page sur l’écran partagé.

L’agent ne paie jamais à sa place : il ne voit ni n’écrit aucune carte.
"""

from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import Courriel, Telephone
from portail.documents.qr import dessiner
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.regie.acces import regisseur
from portail.guichets.contexte import dessin
from portail.guichets.refus import accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.paiement.paiements import gestes
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.queries import compte_tenu
from portail.socle import debits, demarrage
from portail.socle.erreurs import ErreurMetier, Introuvable
from portail.socle.traduction import _

DEBIT = "60/hour"
CHAMPS = (
    Courriel("courriel", _("Adresse électronique"), obligatoire=False),
    Telephone("telephone", _("Téléphone mobile"), aide=_("Sert s’il n’y a pas d’adresse."), obligatoire=False),
)


@blueprint.route("/regie/sommes/<uuid:somme_id>/en-ligne", methods=["GET", "POST"])
def faire_payer_en_ligne(somme_id: UUID) -> ResponseReturnValue:
    """Montre comment la personne peut payer elle-même ; envoyée, promet le lien à l’adresse écrite."""
    agent = regisseur()
    compte = compte_tenu(agent, somme_id)
    valeurs = {"courriel": compte.somme.courriel or ""}
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit():
        debits.consommer(DEBIT, "regie/lien", str(agent.id))
        lus = {nom: str(lu or "") for nom, lu in form.reponses().items()}
        geste = partial(gestes.envoyer_le_lien, somme_id, **lus, agent=agent)
        if accompli(form["courriel"], geste, ErreurMetier, sauf=(Introuvable,)):
            flash(gettext("Le lien est envoyé."), "succes")
            return redirect(url_for("agents.somme_due", somme_id=somme_id), code=303)
    lien = f"{demarrage.reglages().url_publique}{chemin_de(somme_id)}"
    return render_template(
        "agents/regie/en_ligne.html",
        compte=compte,
        form=form,
        lien=lien,
        qr=dessin(dessiner(lien)),
    ), 422 if form.errors else 200
