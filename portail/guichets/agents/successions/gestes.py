"""Proposer une réponse ou la remplacer, redemander l’acte, renvoyer une proposition : ce qui demande d’écrire."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import Choix, TexteCourt, TexteLong
from portail.demarche.valeurs import Valeur
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.successions.acces import valideur
from portail.guichets.agents.successions.mots import REPONSES
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.envoyees import en_options, texte
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.notaires.successions import propositions, reponses, validations
from portail.notaires.successions.etats import REPONDUES, Reponse
from portail.notaires.successions.listes import requete_du_service
from portail.notaires.successions.models import Requete
from portail.notaires.successions.propositions import DepartementFaux, MotifManquant, Proposition
from portail.socle.erreurs import ErreurMetier, Interdit, Introuvable
from portail.socle.traduction import _

MOTIF_MAX = 2000
Refus: TypeAlias = Mapping[type[ErreurMetier], object]
PROPOSITION = (
    Choix("reponse", _("Quelle réponse ?"), en_options(REPONSES)),
    TexteLong(
        "motif",
        _("Pourquoi, ou ce que l’office doit préciser"),
        aide=_("Réponse C : l’office lira ce texte. N’y écrivez rien des aides."),
        longueur_max=MOTIF_MAX,
        obligatoire=False,
    ),
    TexteCourt(
        "departement_competent",
        _("Code du département compétent"),
        aide=_("Réponse D, s’il est connu. Exemple : 85"),
        longueur_max=3,
        obligatoire=False,
    ),
)
ACTE = (
    TexteLong(
        "motif", _("Ce qui ne va pas"), aide=_("L’acte manque, ou est celui d’un autre."), longueur_max=MOTIF_MAX
    ),
)
RENVOI = (TexteLong("motif", _("Ce qu’il faut revoir"), longueur_max=MOTIF_MAX),)


@blueprint.route("/successions/<numero:numero>/proposer", methods=["GET", "POST"])
def proposer_une_reponse(numero: str) -> ResponseReturnValue:
    """Propose une réponse, ou une autre que celle qui est partie ; un responsable la valide."""
    agent = agent_courant()
    requete = requete_du_service(agent, numero)
    actuelle = {
        "reponse": requete.reponse.value if requete.reponse else "",
        "motif": requete.motif or "",
        "departement_competent": requete.departement_competent or "",
    }
    form = formulaire_de(PROPOSITION, contexte=contexte_de_saisie(), valeurs=actuelle, brut=envoi_garde())
    agir = reponses.remplacer if requete.etat in REPONDUES else propositions.proposer

    def geste() -> None:
        agir(requete.id, _proposition(form.reponses()), agent)

    refus: Refus = {MotifManquant: form["motif"], DepartementFaux: form["departement_competent"]}
    if _accompli(form, "reponse", geste, refus):
        return _retour(requete, gettext("La réponse est proposée : un responsable doit la valider."))
    return _page(requete, form, _("Proposer une réponse"), _("Proposer"))


def _proposition(lues: Mapping[str, Valeur]) -> Proposition:
    return Proposition(
        reponse=Reponse(texte(lues["reponse"])),
        motif=texte(lues["motif"]),
        departement_competent=texte(lues["departement_competent"]),
    )


@blueprint.route("/successions/<numero:numero>/acte/redemander", methods=["GET", "POST"])
def redemander_l_acte(numero: str) -> ResponseReturnValue:
    """Rend la requête à l’office, l’acte de décès étant à refaire."""
    agent = agent_courant()
    requete = requete_du_service(agent, numero)
    form = formulaire_de(ACTE, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())

    def geste() -> None:
        propositions.demander_l_acte(requete.id, texte(form.reponses()["motif"]), agent)

    if _accompli(form, "motif", geste):
        return _retour(requete, gettext("L’acte est redemandé. Le délai repartira quand il viendra."))
    return _page(requete, form, _("Redemander l’acte de décès"), _("Redemander"))


@blueprint.route("/successions/<numero:numero>/renvoyer", methods=["GET", "POST"])
def renvoyer_une_reponse(numero: str) -> ResponseReturnValue:
    """Rend une proposition à qui instruit, avec ce qu’il faut revoir."""
    agent = agent_courant()
    requete = requete_du_service(agent, numero)
    valideur()
    form = formulaire_de(RENVOI, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    geste = partial(_renvoyer, requete, form)
    if _accompli(form, "motif", geste):
        return _retour(requete, gettext("La proposition est renvoyée à l’instruction."))
    return _page(requete, form, _("Renvoyer à l’instruction"), _("Renvoyer"))


def _renvoyer(requete: Requete, form: FormulaireDeSaisie) -> None:
    validations.renvoyer(requete.id, texte(form.reponses()["motif"]), agent_courant())


def _accompli(
    form: FormulaireDeSaisie,
    champ: str,
    geste: Callable[[], None],
    autres: Refus | None = None,
) -> bool:
    """Vrai si le formulaire est bon et le geste fait ; un refus se lit sur le champ."""
    if not form.validate_on_submit():
        return False
    return accompli(form[champ], geste, ErreurMetier, autres=autres, sauf=(Interdit, Introuvable))


def _retour(requete: Requete, dit: str) -> ResponseReturnValue:
    flash(dit, "succes")
    return redirect(url_for("agents.requete_succession", numero=requete.numero), 303)


def _page(requete: Requete, form: FormulaireDeSaisie, titre: str, bouton: str) -> ResponseReturnValue:
    page = render_template(
        "agents/successions/geste.html", requete=requete, form=form, titre=gettext(titre), bouton=gettext(bouton)
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200
