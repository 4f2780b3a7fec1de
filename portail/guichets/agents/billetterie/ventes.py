"""Vendre au guichet par le même chemin que le public ; retrouver un achat, le rembourser par la régie."""

from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import Courriel, TexteLong
from portail.documents.redaction import Redaction
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.choix_de_billets import formulaire_des_tarifs, quantites_lues
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli, refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.inscriptions.billets import rendu
from portail.inscriptions.habilitations import peut_regler
from portail.inscriptions.paniers.models import Moyen
from portail.inscriptions.patrimoine import paniers, queries, reglement, seances
from portail.inscriptions.patrimoine.emission import billets_de_l_achat
from portail.inscriptions.patrimoine.liens import chemin_de
from portail.inscriptions.patrimoine.models import Achat, Nature, Produit
from portail.inscriptions.patrimoine.paniers import Voulus
from portail.inscriptions.patrimoine.queries import Reste
from portail.inscriptions.patrimoine.reglement import Accords
from portail.inscriptions.patrimoine.sommes import objet_de
from portail.paiement.paiements.queries import somme_de
from portail.paiement.regies.habilitations import peut_tenir
from portail.paiement.regies.queries import regie_par_id
from portail.socle.erreurs import ErreurMetier, Interdit, Introuvable, TransitionInterdite
from portail.socle.traduction import _

COURRIEL = Courriel(
    "courriel",
    _("Adresse électronique du visiteur"),
    aide=_("Sans adresse, imprimez les billets depuis la page suivante."),
    obligatoire=False,
    autocomplete="off",
)
RAISON = TexteLong("raison", _("Pourquoi ?"), longueur_max=500, aide=_("Elle reste au journal."))


@blueprint.route("/billetterie/vendre/<produit_code>", methods=["GET", "POST"])
def vendre_des_billets(produit_code: str) -> ResponseReturnValue:
    """Vend des billets à qui est devant soi : mêmes places, mêmes tarifs qu’en ligne ; la régie encaisse."""
    agent = agent_courant()
    produit, reste = _a_vendre(agent, produit_code)
    tarifs = queries.tarifs_de(produit.id)
    form = formulaire_des_tarifs(tarifs, langue_courante(), (COURRIEL,))
    if form.validate_on_submit():
        seance_id = reste.seance.id if reste else None
        voulus = Voulus(
            produit_id=produit.id, seance_id=seance_id, quantites=quantites_lues(form.reponses(), tarifs)
        )  # fmt: skip
        achat = _vendre(form, voulus, agent)
        if achat is not None:
            return redirect(url_for("agents.achat", achat_id=achat.id), 303)
    return render_template("agents/billetterie/vendre.html", produit=produit, reste=reste, form=form), (
        422 if form.errors else 200
    )


def _vendre(form: FormulaireDeSaisie, voulus: Voulus, agent: Agent) -> Achat | None:
    """Garde les places et engage l’achat au guichet ; rien si un refus est à lire sur le premier champ."""
    auteur = auteur_agent(agent)
    try:
        achat = paniers.ajouter(voulus, auteur=auteur, langue=langue_courante())
        courriel = str(form.reponses()["courriel"] or "")
        return reglement.engager(
            achat.id, Moyen.AU_GUICHET, Accords(conditions=True), courriel=courriel, auteur=auteur
        )  # fmt: skip
    except ErreurMetier as refus:
        if refus.code_http not in {409, 422}:
            raise
        form.champs[0].errors = [refus_dit(refus)]
        return None


def _a_vendre(agent: Agent, produit_code: str) -> tuple[Produit, Reste | None]:
    """Rend le produit d’un site de l’agent et la séance que dit l’adresse ; lève `Introuvable`."""
    produit = queries.produit_de(produit_code)
    queries.site_tenu(agent, produit.site.code)
    if produit.nature is Nature.OPEN:
        return produit, None
    seance_id = request.args.get("seance", type=UUID)
    if seance_id is None:
        raise Introuvable
    return produit, queries.seance_de(produit, seance_id)


@blueprint.get("/billetterie/achats/<uuid:achat_id>")
def achat(achat_id: UUID) -> ResponseReturnValue:
    """Montre un achat et ses billets, sans le courriel de qui a acheté."""
    agent = agent_courant()
    lu = queries.achat_tenu(agent, achat_id)
    somme = somme_de(objet_de(lu.id)) if lu.total else None
    redaction = Redaction.en(langue_courante())
    return render_template(
        "agents/billetterie/achat.html",
        achat=lu,
        billets=[rendu.montrer(billet, redaction) for billet in billets_de_l_achat(lu)],
        somme=somme,
        encaisse=somme is not None and peut_tenir(agent, regie_par_id(somme.regie_id)),
        regle=_regle(agent, lu),
        lien=chemin_de(lu.id),
    )


@blueprint.route("/billetterie/achats/<uuid:achat_id>/rembourser", methods=["GET", "POST"])
def rembourser_un_achat(achat_id: UUID) -> ResponseReturnValue:
    """Demande pourquoi, puis annule les billets et marque l’argent à rendre : la régie le rend."""
    agent = agent_courant()
    lu = queries.achat_tenu(agent, achat_id)
    if not _regle(agent, lu):
        raise Interdit
    form = formulaire_de((RAISON,), contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        geste = partial(
            seances.rembourser,
            achat_id,
            raison=str(form.reponses()["raison"]),
            agent=agent,
            auteur=auteur_agent(agent),
        )
        if accompli(form["raison"], geste, TransitionInterdite):
            flash(gettext("Les billets sont annulés. La régie rend l’argent, s’il y en a."), "succes")
            return redirect(url_for("agents.achat", achat_id=achat_id), 303)
    return render_template("agents/billetterie/rembourser.html", achat=lu, form=form), 422 if form.errors else 200


def _regle(agent: Agent, lu: Achat) -> bool:
    return all(peut_regler(agent, ligne.produit.site.service_code) for ligne in lu.lignes)
