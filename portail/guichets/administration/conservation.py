"""La conservation des dossiers : ce qui est à éliminer, les bordereaux, le visa des Archives. Jamais un nom."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.catalogue import catalogue
from portail.demarche.declaration import SortFinal, TexteLong
from portail.dossiers.conservation import actions
from portail.dossiers.conservation import queries as lectures
from portail.dossiers.conservation.erreurs import NumerosInconnus
from portail.dossiers.conservation.models import Bordereau
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.gestes import enregistre, tenter
from portail.guichets.administration.visas import CHAMPS_DU_VISA, ETATS
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.queries import agents_par_id
from portail.socle import horloge
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.socle.visas import DateDeVisaImpossible, EtatBordereau

SORTS: Mapping[SortFinal, str] = MappingProxyType(
    {SortFinal.ELIMINER: _("Éliminer"), SortFinal.TRIER: _("Trier"), SortFinal.CONSERVER: _("Conserver")}
)
CHAMPS = (
    *CHAMPS_DU_VISA,
    TexteLong(
        "gardes",
        _("Dossiers que les Archives gardent"),
        obligatoire=False,
        longueur_max=8000,
        aide=_("Un numéro par ligne. Ils quittent le bordereau et ne seront pas éliminés."),
    ),
)


@blueprint.context_processor
def mots_de_la_conservation() -> dict[str, object]:
    """Donne aux gabarits les mots des sorts et des bordereaux."""
    return {"sorts": SORTS, "etats_bordereau": ETATS, "demarches_par_nom": catalogue()}


@blueprint.get("/conservation")
def conservation() -> ResponseReturnValue:
    """Montre le rapport par démarche et les bordereaux."""
    return render_template(
        "administration/conservation.html",
        rapport=lectures.rapport(horloge.aujourd_hui()),
        bordereaux=lectures.bordereaux(),
    )


@blueprint.post("/conservation/preparer")
def preparer_bordereaux() -> ResponseReturnValue:
    """Marque tout de suite ce dont la durée d’utilité est finie."""
    return tenter(
        actions.preparer,
        succes=gettext("Ce qui est échu est sur un bordereau."),
        retour=url_for("administration.conservation"),
    )


@blueprint.route("/conservation/<uuid:identifiant>", methods=["GET", "POST"])
def bordereau(identifiant: UUID) -> ResponseReturnValue:
    """Montre un bordereau et enregistre le visa des Archives."""
    lu = lectures.bordereau_de(identifiant)
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if lu.etat is EtatBordereau.PREPARE and form.validate_on_submit() and _vise(identifiant, form):
        flash(gettext("Le visa est enregistré. L’élimination se fait la nuit prochaine."), "succes")
        return redirect(url_for("administration.bordereau", identifiant=identifiant), code=303)
    return _montrer(lu, form)


def _vise(identifiant: UUID, form: FormulaireDeSaisie) -> bool:
    """Enregistre le visa ; un refus se dit sur le champ qu’il concerne."""
    autres: Mapping[type[SaisieInvalide], str] = {NumerosInconnus: "gardes", DateDeVisaImpossible: "date_visa"}
    return enregistre(form, "reference", partial(_viser, identifiant, form), autres=autres)


def _viser(identifiant: UUID, form: FormulaireDeSaisie) -> None:
    reponses = form.reponses()
    actions.viser(
        identifiant,
        agent=agent_courant(),
        reference=reponses["reference"],
        date_visa=date.fromisoformat(reponses["date_visa"]),
        gardes=(reponses["gardes"] or "").splitlines(),
    )


def _montrer(lu: Bordereau, form: FormulaireDeSaisie) -> ResponseReturnValue:
    return render_template(
        "administration/bordereau.html",
        bordereau=lu,
        lignes=lectures.lignes_de(lu),
        agents=agents_par_id([lu.vise_par_id] if lu.vise_par_id else []),
        form=form,
    ), 422 if form.errors else 200


@blueprint.post("/conservation/<uuid:identifiant>/abandonner")
def abandonner_bordereau(identifiant: UUID) -> ResponseReturnValue:
    """Défait un bordereau pas encore visé."""
    lu = lectures.bordereau_de(identifiant)
    return tenter(
        partial(actions.abandonner, lu.id, agent=agent_courant()),
        succes=gettext("Le bordereau est abandonné."),
        retour=url_for("administration.conservation"),
    )
