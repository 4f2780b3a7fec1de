"""Contester une décision, en une page : tout est rempli, un texte et des documents s’ajoutent si l’on veut."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.documents.redaction import Redaction
from portail.dossiers import queries
from portail.dossiers.habilitations import peut_agir
from portail.dossiers.horloges.lecture import declaration_de, horloges_du
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.recours import actions
from portail.dossiers.recours.lettres import declaration_pour_motiver
from portail.dossiers.recours.models import NatureRecours
from portail.dossiers.recours.queries import (
    ABANDONNES,
    contestation_de,
    decisions_contestables,
    delai_pour_contester,
    est_un_recours,
    nature_du_recours,
    peut_etre_contestee,
    recours_ayant_rendu,
    recours_contre,
    se_conteste,
)
from portail.dossiers.redaction import motifs_ecrits
from portail.dossiers.suivi_lu import SuiviLu
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import usager_courant
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Case, Texte, au_plus
from portail.guichets.televersement import ChampFichiers, recevoir_pour_message
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.frise import sens_dit
from portail.socle import debits, horloge
from portail.socle.erreurs import Introuvable

DEBIT = "20/hour"
TEXTE_MAX = 4000


class FormulaireRecours(FlaskForm):
    """Ce que la personne ajoute à son recours ; rien n’est obligatoire."""

    texte = Texte(
        lazy_gettext("Pourquoi contestez-vous cette décision ?"),
        [au_plus(TEXTE_MAX)],
        description=lazy_gettext("Avec vos mots. Vous pouvez aussi ne rien écrire : votre recours sera étudié."),
    )
    fichiers = ChampFichiers(
        lazy_gettext("Documents à l’appui"),
        facultatif=True,
        description=lazy_gettext("Tout ce qui peut changer la décision. Photo ou PDF."),
    )
    etre_entendu = Case(
        lazy_gettext("Je demande à être entendu ou entendue, accompagné si je le veux de la personne de mon choix.")
    )
    accord = Case(lazy_gettext("J’accepte de recevoir la réponse dans mon espace, et non par lettre recommandée."))


def recours_a_l_ecran(lu: SuiviLu) -> dict[str, Any]:
    """Rend, pour la page de suivi, ce que ce dossier conteste, ou le recours formé contre sa décision."""
    suivi, decision = lu.dossier, lu.decision
    if est_un_recours(suivi):
        return {"conteste": contestation_de(suivi)}
    if decision is None:
        return {}
    rendue = recours_ayant_rendu(decision) if any(un.decision_rendue_id == decision.id for un in lu.recours) else None
    formes = not rendue and any(un.decision_id == decision.id for un in lu.recours)
    forme = recours_contre(decision) if formes else None
    en_cours = forme is not None and forme.dossier.etat not in ABANDONNES
    usager = usager_courant()
    # Un office écrit au juge ou au service : le recours en ligne est celui d’une personne.
    sien = usager.agit_par is None and peut_agir(usager, suivi)
    contestable = not rendue and not en_cours and sien and se_conteste(suivi, decision)
    return {"recours_forme": forme, "recours_rendu": rendue, "contestable": contestable}


@blueprint.get("/mon-espace/contester")
def choisir_la_decision() -> ResponseReturnValue:
    """Liste les décisions que la personne peut contester."""
    decisions = [
        (dossier, decision, declaration_de(dossier), sens_dit(decision, declaration_de(dossier)))
        for dossier, decision in decisions_contestables(usager_courant())
    ]
    return render_template("usagers/choisir_decision.html", decisions=decisions)


@blueprint.route("/mon-espace/dossiers/<numero:numero>/contester", methods=["GET", "POST"])
def contester(numero: str) -> ResponseReturnValue:
    """Montre la décision contestée et son délai ; forme le recours. Passé le délai, prévient sans empêcher."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    decision = queries.decision_de(suivi)
    deja = recours_contre(decision) if decision else None
    if deja is not None and deja.dossier.etat not in ABANDONNES:
        return redirect(url_for("usagers.dossier", numero=deja.dossier.numero), code=303)
    if decision is None or not peut_agir(usager, suivi) or not peut_etre_contestee(suivi, decision):
        raise Introuvable
    form = formulaire_repris(FormulaireRecours)
    obligatoire = nature_du_recours(declaration_de(suivi)) is NatureRecours.RAPO
    if not obligatoire:
        del form.etre_entendu
    if form.validate_on_submit():
        envoye = _former(suivi, form)
        if envoye is not None:
            return redirect(url_for("usagers.confirmation", numero=envoye.numero), code=303)
    return _montrer(suivi, decision, form, obligatoire=obligatoire)


def _former(suivi: Dossier, form: FormulaireRecours) -> Dossier | None:
    """Forme le recours et le rend ; rien si un document est à corriger."""
    usager = usager_courant()
    debits.consommer(DEBIT, "recours", str(usager.id))
    recus = recevoir_pour_message(form.fichiers)
    if form.fichiers.errors:
        return None
    arguments = actions.Arguments(
        texte=form.texte.data or "",
        etre_entendu="oui" if "etre_entendu" in form and form.etre_entendu.data else None,
        fichiers=recus,
    )
    envoye = actions.former(suivi.id, usager=usager, arguments=arguments, accord_electronique=bool(form.accord.data))
    flash(_("Votre recours est envoyé. Un autre agent va l’étudier."), "succes")
    return envoye


def _montrer(suivi: Dossier, decision: Decision, form: FormulaireRecours, *, obligatoire: bool) -> ResponseReturnValue:
    demarche, jour = declaration_de(suivi), horloge.aujourd_hui()
    redaction = Redaction.en(langue_courante())
    return render_template(
        "usagers/contester.html",
        dossier=suivi,
        demarche=demarche,
        decision=decision,
        sens=sens_dit(decision, demarche),
        motifs=motifs_ecrits(decision, declaration_pour_motiver(suivi, demarche), redaction),
        lettres=[d for d in queries.documents_de(suivi) if d.objet_id == decision.id and d.revoque_le is None],
        delai=delai_pour_contester(horloges_du(suivi), jour),
        obligatoire=obligatoire,
        form=form,
    ), 422 if form.errors else 200
