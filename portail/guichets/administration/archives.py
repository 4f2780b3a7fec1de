"""Les archives comptables : ce qui ne se garde plus, régie par régie, et le visa qui permet de l’effacer."""

from datetime import date
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.gestes import enregistre, tenter
from portail.guichets.administration.visas import CHAMPS_DU_VISA, ETATS
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.queries import agents_par_id
from portail.paiement.archives import actions
from portail.paiement.archives.queries import bordereau_comptable, bordereaux_comptables, dernier_exercice
from portail.paiement.regies.queries import toutes_les_regies
from portail.socle.visas import DateDeVisaImpossible, EtatBordereau


@blueprint.get("/archives-comptables")
def archives_comptables() -> ResponseReturnValue:
    """Liste les bordereaux, et dit jusqu’à quel exercice on n’est plus tenu de garder."""
    return render_template(
        "administration/archives.html",
        exercice=dernier_exercice(),
        bordereaux=bordereaux_comptables(),
        regies={regie.id: regie.libelle for regie in toutes_les_regies()},
        etats=ETATS,
    )


@blueprint.post("/archives-comptables/preparer")
def preparer_archives() -> ResponseReturnValue:
    """Marque tout de suite ce qui ne se garde plus."""
    return tenter(
        actions.preparer,
        succes=gettext("Ce qui est échu est sur un bordereau."),
        retour=url_for("administration.archives_comptables"),
    )


@blueprint.route("/archives-comptables/<uuid:identifiant>", methods=["GET", "POST"])
def bordereau_des_comptes(identifiant: UUID) -> ResponseReturnValue:
    """Montre un bordereau et enregistre le visa des Archives."""
    lu = bordereau_comptable(identifiant)
    form = formulaire_de(CHAMPS_DU_VISA, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if lu.etat is EtatBordereau.PREPARE and form.validate_on_submit() and _vise(identifiant, form):
        flash(gettext("Le visa est enregistré. L’élimination se fait la nuit prochaine."), "succes")
        return redirect(url_for("administration.bordereau_des_comptes", identifiant=identifiant), code=303)
    return render_template(
        "administration/bordereau_comptable.html",
        bordereau=lu,
        regies={regie.id: regie.libelle for regie in toutes_les_regies()},
        agents=agents_par_id([lu.vise_par_id] if lu.vise_par_id else []),
        etats=ETATS,
        form=form,
    ), 422 if form.errors else 200


def _vise(identifiant: UUID, form: FormulaireDeSaisie) -> bool:
    """Enregistre le visa ; un refus se dit sur le champ qu’il concerne."""
    return enregistre(form, "reference", partial(_viser, identifiant, form), autres={DateDeVisaImpossible: "date_visa"})


def _viser(identifiant: UUID, form: FormulaireDeSaisie) -> None:
    reponses = form.reponses()
    actions.viser(
        identifiant,
        agent=agent_courant(),
        reference=reponses["reference"],
        date_visa=date.fromisoformat(reponses["date_visa"]),
    )


@blueprint.post("/archives-comptables/<uuid:identifiant>/abandonner")
def abandonner_le_bordereau_des_comptes(identifiant: UUID) -> ResponseReturnValue:
    """Défait un bordereau pas encore visé."""
    lu = bordereau_comptable(identifiant)
    return tenter(
        partial(actions.abandonner, lu.id, agent=agent_courant()),
        succes=gettext("Le bordereau est abandonné."),
        retour=url_for("administration.archives_comptables"),
    )
