"""Les délégations de signature : celles qui valent, celles qui finissent bientôt, en déclarer une, y mettre fin."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.catalogue import catalogue
from portail.demarche.champs import Champ
from portail.demarche.declaration import ChoixMultiple, DateConnue, Montant, TexteCourt
from portail.dossiers.delegations import actions
from portail.dossiers.delegations import queries as lectures
from portail.dossiers.etats import NatureDecision
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import TOUTES, choix_de_demarche, choix_de_service, enregistre, ou_rien
from portail.guichets.administration.mots import NATURES
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.identite.queries import agent_de, agents_par_id
from portail.socle import horloge
from portail.socle.traduction import _
from portail.territoire.queries import tous_les_services

ANNEES = 10


@blueprint.context_processor
def mots_des_delegations() -> dict[str, object]:
    """Donne aux gabarits les décisions qui se délèguent et les démarches du catalogue."""
    return {"natures_deleguees": NATURES, "demarches": catalogue()}


@blueprint.get("/delegations")
def delegations() -> ResponseReturnValue:
    """Liste les délégations ; `finies=1` montre les anciennes."""
    finies = request.args.get("finies") == "1"
    trouvees = lectures.delegations(finies=finies)
    return render_template(
        "administration/delegations.html",
        delegations=trouvees,
        finies=finies,
        a_renouveler={delegation.id for delegation in lectures.delegations_a_renouveler()},
        agents=agents_par_id([delegation.agent_id for delegation in trouvees]),
        services={service.code: service.nom for service in tous_les_services()},
    )


@blueprint.route("/agents/<uuid:identifiant>/delegation", methods=["GET", "POST"])
def declarer_delegation(identifiant: UUID) -> ResponseReturnValue:
    """Déclare une délégation de signature à un agent."""
    agent = agent_de(identifiant)
    valeurs = {"demarche": TOUTES, "debut": horloge.aujourd_hui().isoformat()}
    form = formulaire_de(_champs(), contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit() and _declaree(identifiant, form):
        flash(gettext("La délégation est déclarée."), "succes")
        return redirect(url_for("administration.agent", identifiant=identifiant), code=303)
    return render_template("administration/declarer_delegation.html", fiche=agent, form=form), (
        422 if form.errors else 200
    )


@blueprint.route("/delegations/<uuid:identifiant>", methods=["GET", "POST"])
def delegation(identifiant: UUID) -> ResponseReturnValue:
    """Montre une délégation et en avance la fin."""
    lue = lectures.delegation_de(identifiant)
    agent_id = lue.agent_id
    champs = (DateConnue("dernier_jour", _("Dernier jour"), passee=False, ans_max=ANNEES),)
    valeurs = {"dernier_jour": horloge.aujourd_hui().isoformat()}
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit() and enregistre(form, "dernier_jour", partial(_finir, identifiant, form)):
        flash(gettext("La fin de la délégation est enregistrée."), "succes")
        return redirect(url_for("administration.agent", identifiant=agent_id), code=303)
    return render_template(
        "administration/delegation.html",
        delegation=lue,
        form=form,
        fiche=agent_de(agent_id),
        services={service.code: service.nom for service in tous_les_services()},
        changements_faits=changements_de(("delegation", identifiant), textes=(lue.reference,)),
    ), 422 if form.errors else 200


def _champs() -> Sequence[Champ]:
    return (
        choix_de_service(_("Pour quel service ?")),
        choix_de_demarche(_("Pour quelle démarche ?")),
        ChoixMultiple(
            "natures",
            _("Quelles décisions ?"),
            {nature.value: dite for nature, dite in NATURES.items()},
            obligatoire=False,
            aide=_("Ne cochez rien si la délégation vaut pour toutes."),
        ),
        Montant("plafond", _("Montant le plus élevé, en euros"), obligatoire=False),
        DateConnue("debut", _("Premier jour"), passee=False, ans_max=ANNEES),
        DateConnue(
            "fin",
            _("Dernier jour"),
            passee=False,
            ans_max=ANNEES,
            obligatoire=False,
            aide=_("Laissez vide si l’arrêté ne fixe pas de fin."),
        ),
        TexteCourt("reference", _("Arrêté"), longueur_max=160, aide=_("Son numéro et sa date de publication.")),
    )


def _declaree(identifiant: UUID, form: FormulaireDeSaisie) -> bool:
    """Déclare la délégation ; une période impossible se dit sur la fin, un rôle manquant sur le service."""
    geste = partial(actions.declarer, identifiant, _acte(form), auteur=auteur_agent(agent_courant()))
    return enregistre(form, "service", geste, autres={actions.PeriodeImpossible: "fin"})


def _acte(form: FormulaireDeSaisie) -> actions.ActeDeDelegation:
    reponses = form.reponses()
    return actions.ActeDeDelegation(
        service_code=str(reponses["service"]),
        demarche=ou_rien(reponses["demarche"], TOUTES),
        natures=[NatureDecision(code) for code in reponses["natures"] or ()],
        plafond=Decimal(reponses["plafond"]) if reponses["plafond"] is not None else None,
        debut=date.fromisoformat(reponses["debut"]),
        fin=date.fromisoformat(reponses["fin"]) if reponses["fin"] else None,
        reference=str(reponses["reference"]),
    )


def _finir(identifiant: UUID, form: FormulaireDeSaisie) -> None:
    jour = date.fromisoformat(form.reponses()["dernier_jour"])
    actions.finir(identifiant, dernier_jour=jour, auteur=auteur_agent(agent_courant()))
