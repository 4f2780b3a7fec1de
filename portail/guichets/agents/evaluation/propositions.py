"""La proposition d’un dossier, au bureau : la rédiger, la chiffrer, l’envoyer, noter ce qui arrive par courrier."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.bilan import Bilan
from portail.demarche.declaration import Demarche
from portail.demarche.propositions import Proposition as Declaree
from portail.documents.redaction import Redaction
from portail.dossiers.erreurs import DateImpossible, DelaiDeReponsePasse
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.propositions import actions, reponses, retrait
from portail.dossiers.propositions.actions import (
    ETUDIES,
    LignesInvalides,
    evaluation_le_permet,
    exiger_de_pouvoir_proposer,
    fautes_de,
)
from portail.dossiers.propositions.calcul import CalculImpossible, bilan_pour, chiffres_de
from portail.dossiers.propositions.habilitations import peut_enregistrer_une_reponse, peut_rediger
from portail.dossiers.propositions.lettres import ecrites
from portail.dossiers.propositions.lignes import Ligne, chiffrees, total, totaux
from portail.dossiers.propositions.models import EtatProposition, Proposition
from portail.dossiers.propositions.phrases import ETATS
from portail.dossiers.propositions.queries import derniere_envoyee, preparee, propositions_de, sera_definitive
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.evaluation.propositions_formulaires import (
    FormulaireReception,
    FormulaireReponse,
    FormulaireRetrait,
    champs_de_la_proposition,
    redige_de,
    signaler,
    valeurs_de,
)
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import envoi_garde, formulaire_repris
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.instruction.dossier_lu import DossierLu
from portail.journal.actions import consigner
from portail.parametres.queries import valeurs_au
from portail.socle import horloge
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite

RECALCULER = "recalculer"


def proposition_a_l_ecran(lu: DossierLu, demarche: Demarche, agent: Agent) -> dict[str, Any]:
    """Rend, pour la page du dossier, où en est la proposition et ce que cet agent peut en faire."""
    if demarche.proposition is None:
        return {}
    dossier, toutes = lu.dossier, lu.propositions
    attendue = derniere_envoyee(toutes)
    etudie, redige = dossier.etat in ETUDIES, peut_rediger(agent, dossier, demarche)
    enregistre = peut_enregistrer_une_reponse(agent, dossier, demarche)
    permise = evaluation_le_permet(dossier, demarche)
    redaction = Redaction.en(langue_courante())
    return {
        "propositions": [(une, ecrites(demarche.proposition, une.chiffrees, redaction)) for une in toutes],
        "proposition_etats": {etat: (_(mot), forme) for etat, (mot, forme) in ETATS.items()},
        "proposition_preparee": preparee(toutes),
        "proposition_redige": etudie and redige and permise and not _court(attendue),
        "proposition_permise": permise,
        "proposition_definitive": sera_definitive(toutes),
        "proposition_attend": attendue if enregistre and _attend(attendue) else None,
        "proposition_a_retirer": redige and retrait.peut_etre_retiree(dossier, attendue),
    }


def _court(proposition: Proposition | None) -> bool:
    """Vrai si la personne a encore le temps de répondre : rien d’autre ne peut partir."""
    if proposition is None or proposition.etat is not EtatProposition.ENVOYEE:
        return False
    return proposition.definitive or not proposition.est_echue(horloge.aujourd_hui())


def _attend(proposition: Proposition | None) -> bool:
    """Vrai si une réponse postée peut encore compter."""
    attendus = (EtatProposition.ENVOYEE, EtatProposition.SANS_REPONSE)
    return proposition is not None and proposition.etat in attendus


def _a_rediger(numero: str) -> tuple[Dossier, Demarche, Declaree]:
    """Rend le dossier, sa déclaration et sa proposition ; lève `Introuvable`, ou `Interdit` à qui ne rédige pas."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    demarche = declaration_de(lu)
    declaree = actions.proposition_declaree(demarche)
    if not peut_rediger(agent, lu, demarche):
        raise Interdit
    return lu, demarche, declaree


@blueprint.route("/dossiers/<numero:numero>/proposition", methods=["GET", "POST"])
def proposition(numero: str) -> ResponseReturnValue:
    """Rédige la proposition ; « Recalculer » la chiffre sans rien enregistrer."""
    lu, demarche, declaree = _a_rediger(numero)
    exiger_de_pouvoir_proposer(lu, demarche)
    toutes = propositions_de(lu)
    # Ce que l’on montre d’abord : ce qui se prépare, sinon la dernière, reprise ou non.
    valeurs = valeurs_de(next(iter(toutes), None))
    form = formulaire_de(
        champs_de_la_proposition(declaree),
        contexte=contexte_de_saisie(),
        valeurs=valeurs,
        brut=envoi_garde(),
        revision=lu.revision,
    )
    if request.method == "GET":
        consigner("lire", auteur=auteur_agent(agent_courant()), objet=("dossier", lu.id))
        return _editeur(lu, demarche, form, valeurs=valeurs)
    lue = form.validate()
    if lue and RECALCULER not in request.form and _enregistree(form, lu):
        flash(_("La proposition est enregistrée. Elle n’est pas encore envoyée."), "succes")
        return redirect(url_for("agents.dossier", numero=numero, _anchor="t-proposition"), code=303)
    if lue:
        signaler(form, fautes_de(lu, demarche, redige_de(form)))
    return _editeur(lu, demarche, form, valeurs=form.reponses() if lue else {}), 422 if form.errors else 200


def _enregistree(form: FormulaireDeSaisie, lu: Dossier) -> bool:
    """Enregistre ; rend faux si des lignes sont à corriger."""
    try:
        actions.enregistrer(lu.id, agent=agent_courant(), redige=redige_de(form), revision=form.revision_lue())
    except LignesInvalides:
        return False
    return True


def _editeur(lu: Dossier, demarche: Demarche, form: FormulaireDeSaisie, *, valeurs: Mapping[str, Any]) -> str:
    toutes = propositions_de(lu)
    return render_template(
        "agents/evaluation/proposition.html",
        dossier=lu,
        demarche=demarche,
        form=form,
        definitive=sera_definitive(toutes),
        court=_court(derniere_envoyee(toutes)),
        resultat=_resultat(lu, demarche, valeurs.get("lignes") or []),
    )


def _resultat(lu: Dossier, demarche: Demarche, lues: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Rend ce que donnent ces lignes : chacune chiffrée, le total, les calculs de la démarche ; vide sans ligne."""
    declaree = actions.proposition_declaree(demarche)
    lignes = chiffrees(declaree, lues, valeurs_au(horloge.aujourd_hui()))
    if not lignes:
        return {}
    redaction = Redaction.en(langue_courante())
    bilan = bilan_pour(lu, demarche, lignes)
    plafond = bilan.valeurs.get(declaree.plafond)
    return {
        "lignes": ecrites(declaree, lignes, redaction),
        "chiffres": chiffres_de(demarche, bilan, redaction),
        "depasse": plafond is not None and total(lignes) > plafond,
        "enveloppes_depassees": _enveloppes_depassees(declaree, lignes, bilan),
        "incomplet": plafond is None,
    }


def _enveloppes_depassees(declaree: Declaree, lignes: Sequence[Ligne], bilan: Bilan) -> list[str]:
    """Rend les titres des enveloppes dont le plafond est dépassé."""
    recus = {nom: Decimal(valeur) for nom, valeur in totaux(declaree, lignes).items()}
    return [
        une.titre
        for une in declaree.enveloppes
        if une.retenu in recus and une.plafond in bilan.valeurs and recus[une.retenu] > bilan.valeurs[une.plafond]
    ]


@blueprint.post("/dossiers/<numero:numero>/proposition/envoyer")
def envoyer_la_proposition(numero: str) -> ResponseReturnValue:
    """Envoie la proposition préparée."""
    lu, _demarche, _declaree = _a_rediger(numero)
    try:
        actions.envoyer(lu.id, agent=agent_courant(), revision=request.form.get("revision", type=int))
    except CalculImpossible as refus:
        flash(_(refus.message), "attention")
    else:
        flash(_("La proposition est envoyée à la personne."), "succes")
    return redirect(url_for("agents.dossier", numero=numero, _anchor="t-proposition"), code=303)


def _attendue(numero: str) -> tuple[Dossier, Proposition]:
    """Rend le dossier et la proposition qui attend une réponse, à qui peut en enregistrer une."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    demarche = declaration_de(lu)
    actions.proposition_declaree(demarche)
    if not peut_enregistrer_une_reponse(agent, lu, demarche):
        raise Interdit
    attendue = derniere_envoyee(propositions_de(lu))
    if attendue is None or not _attend(attendue):
        raise TransitionInterdite
    return lu, attendue


@blueprint.route("/dossiers/<numero:numero>/proposition/reception", methods=["GET", "POST"])
def reception_de_la_proposition(numero: str) -> ResponseReturnValue:
    """Note le jour où la lettre est arrivée : le délai de la personne part de là."""
    lu, attendue = _attendue(numero)
    form = formulaire_repris(FormulaireReception, revision=lu.revision)
    if form.validate_on_submit() and accompli(form.jour, partial(_noter_reception, form, lu), DateImpossible):
        flash(_("La date de réception est notée. Le délai de la personne part de ce jour."), "succes")
        return redirect(url_for("agents.dossier", numero=numero, _anchor="t-proposition"), code=303)
    return render_template(
        "agents/evaluation/proposition_reception.html", dossier=lu, proposition=attendue, form=form
    ), 422 if form.errors else 200


def _noter_reception(form: FormulaireReception, lu: Dossier) -> None:
    jour = form.jour.data
    if jour is None:
        raise DateImpossible
    reponses.noter_reception_postale(lu.id, agent=agent_courant(), jour=jour, revision=form.revision_lue())


@blueprint.route("/dossiers/<numero:numero>/proposition/reponse", methods=["GET", "POST"])
def reponse_a_la_proposition(numero: str) -> ResponseReturnValue:
    """Enregistre une réponse arrivée par courrier, à sa date d’envoi."""
    lu, attendue = _attendue(numero)
    form = formulaire_repris(FormulaireReponse, revision=lu.revision)
    form.proposer(attendue)
    refus = (DateImpossible, DelaiDeReponsePasse, SaisieInvalide)
    if form.validate_on_submit() and accompli(form.envoi, partial(_noter_reponse, form, lu), *refus):
        flash(_("La réponse est enregistrée, à sa date d’envoi."), "succes")
        return redirect(url_for("agents.dossier", numero=numero, _anchor="t-proposition"), code=303)
    return render_template(
        "agents/evaluation/proposition_reponse.html", dossier=lu, proposition=attendue, form=form
    ), 422 if form.errors else 200


def _noter_reponse(form: FormulaireReponse, lu: Dossier) -> None:
    envoi = form.envoi.data
    if envoi is None:
        raise DateImpossible
    reponses.enregistrer_reponse(
        lu.id, agent=agent_courant(), reponse=form.reponse, envoi=envoi, revision=form.revision_lue()
    )


@blueprint.route("/dossiers/<numero:numero>/proposition/retirer", methods=["GET", "POST"])
def retirer_la_proposition(numero: str) -> ResponseReturnValue:
    """Reprend une proposition partie par erreur, motif à l’appui."""
    lu, _demarche, _declaree = _a_rediger(numero)
    attendue = derniere_envoyee(propositions_de(lu))
    if attendue is None or not retrait.peut_etre_retiree(lu, attendue):
        raise TransitionInterdite
    form = formulaire_repris(FormulaireRetrait, revision=lu.revision)
    if form.validate_on_submit() and accompli(form.motif, partial(_retirer, lu, attendue, form), SaisieInvalide):
        flash(_("La proposition est retirée. La personne est prévenue."), "succes")
        return redirect(url_for("agents.dossier", numero=numero, _anchor="t-proposition"), code=303)
    return render_template(
        "agents/evaluation/proposition_retirer.html", dossier=lu, proposition=attendue, form=form
    ), 422 if form.errors else 200


def _retirer(lu: Dossier, attendue: Proposition, form: FormulaireRetrait) -> None:
    retrait.retirer(
        lu.id,
        agent=agent_courant(),
        proposition_id=attendue.id,
        motif=form.motif.data or "",
        revision=form.revision_lue(),
    )
