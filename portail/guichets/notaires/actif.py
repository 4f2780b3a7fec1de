"""La suite d’une créance, pour l’office : dire l’actif net, puis lire la décision à remettre aux héritiers."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.faits_de_succession import CHAMPS, faits_lus, valeurs_connues
from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reponses import en_pdf
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.notaires.rapprochement.identites import Identite
from portail.notaires.recuperations.actions import donner_actif_par_office
from portail.notaires.recuperations.etats import SUITES, EtatRecuperation
from portail.notaires.recuperations.queries import decision_remise, recuperation_de_l_office
from portail.socle.erreurs import ErreurMetier, Introuvable


@blueprint.route("/successions/<numero:numero>/actif", methods=["GET", "POST"])
def actif_de_la_succession(numero: str) -> ResponseReturnValue:
    """Demande l’actif net tant que rien n’est décidé ; ensuite, donne la décision à lire."""
    membre = membre_courant()
    lue, requete = recuperation_de_l_office(membre, numero)
    form = formulaire_de(
        CHAMPS,
        contexte=contexte_de_saisie(),
        valeurs=valeurs_connues(requete.succession, lue.calcul),
        brut=envoi_garde(),
    )

    def geste() -> None:
        donner_actif_par_office(requete.id, faits_lus(form.reponses()), membre=membre)

    attendu = EtatRecuperation.A_DECIDER in SUITES[lue.etat]
    if form.validate_on_submit() and accompli(form["actif_net"], geste, ErreurMetier, sauf=(Introuvable,)):
        flash(gettext("Merci. Le Département fera connaître sa décision."), "succes")
        return redirect(url_for("notaires.requete", numero=numero), 303)
    page = render_template(
        "notaires/actif.html",
        requete=requete,
        recuperation=lue,
        defunt=Identite.de_json(requete.defunt),
        form=form if attendu else None,
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.get("/successions/<numero:numero>/decision.pdf")
def decision_de_recuperation(numero: str) -> ResponseReturnValue:
    """Rend la décision scellée, à remettre aux héritiers ; la lecture est au journal."""
    return en_pdf(decision_remise(membre_courant(), numero), f"decision-{numero}.pdf")
