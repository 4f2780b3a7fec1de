"""Les services d’aide que l’on peut payer directement : les voir, en ajouter, corriger un compte."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.champs import Champ, Choix, Iban, OuiNon, Siret, TexteCourt
from portail.dossiers.versements import prestataires as domaine
from portail.dossiers.versements.erreurs import PrestataireConnu
from portail.dossiers.versements.phrases import fin_du_compte
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.versements.liste_a_payer import comptable
from portail.guichets.refus import accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.socle import debits
from portail.socle.traduction import _ as a_traduire
from portail.territoire.queries import service_de

DEBIT = "60/hour"
NOM = TexteCourt("nom", a_traduire("Nom du service d’aide"), longueur_max=120)
IBAN = Iban("iban", a_traduire("IBAN du service d’aide"), aide=a_traduire("Sur son relevé d’identité bancaire."))
FERME = OuiNon(
    "ferme",
    a_traduire("Ne plus le proposer ?"),
    aide=a_traduire("Ce qui lui est dû se paie encore. Il ne pourra plus être choisi."),
)


@blueprint.route("/versements/services", methods=["GET", "POST"])
def prestataires() -> ResponseReturnValue:
    """Liste les services d’aide, et en ajoute un."""
    agent = comptable()
    services = {code: service_de(code).nom for code in domaine.services_tenus(agent)}
    champs: list[Champ] = [NOM, Siret("siret", a_traduire("Numéro SIRET")), IBAN]
    if len(services) > 1:
        champs.insert(0, Choix("service", a_traduire("Payé par"), services))
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())

    def ajouter() -> None:
        lues = {"service": next(iter(services)), **form.reponses()}
        debits.consommer(DEBIT, "prestataires", str(agent.id))
        domaine.ajouter(
            agent=agent,
            service_code=str(lues["service"]),
            nom=str(lues["nom"]),
            siret=str(lues["siret"]),
            iban=str(lues["iban"]),
        )

    if form.validate_on_submit() and accompli(form["siret"], ajouter, PrestataireConnu):
        return _fait(_("Le service est ajouté : il peut être choisi."))
    return render_template(
        "agents/versements/prestataires.html",
        form=form,
        prestataires=domaine.prestataires_tenus(agent),
        services=services,
        fin_du_compte=fin_du_compte,
    ), 422 if form.errors else 200


@blueprint.route("/versements/services/<uuid:prestataire_id>", methods=["GET", "POST"])
def prestataire(prestataire_id: UUID) -> ResponseReturnValue:
    """Corrige le nom ou le compte d’un service d’aide ; ce qui lui reste à mandater suit."""
    agent = comptable()
    tenu = domaine.prestataire_tenu(agent, prestataire_id)
    form = _formulaire(tenu.nom, tenu.iban, ferme=tenu.ferme_le is not None, revision=tenu.revision)

    def corriger() -> None:
        lues = form.reponses()
        debits.consommer(DEBIT, "prestataires", str(agent.id))
        domaine.corriger(
            prestataire_id,
            agent=agent,
            nom=str(lues["nom"]),
            iban=str(lues["iban"]),
            ferme=lues["ferme"] == "oui",
            revision=form.revision_lue(),
        )

    if form.validate_on_submit() and accompli(form["iban"], corriger):
        return _fait(_("Le service est corrigé. Ce qui lui reste à mandater suit son compte."))
    return render_template(
        "agents/versements/prestataire.html", form=form, prestataire=tenu
    ), 422 if form.errors else 200


def _formulaire(nom: str, iban: str, *, ferme: bool, revision: int) -> FormulaireDeSaisie:
    return formulaire_de(
        (NOM, IBAN, FERME),
        contexte=contexte_de_saisie(),
        valeurs={"nom": nom, "iban": iban, "ferme": "oui" if ferme else "non"},
        brut=envoi_garde(),
        revision=revision,
    )


def _fait(texte: str) -> ResponseReturnValue:
    flash(texte, "succes")
    return redirect(url_for("agents.prestataires"), code=303)
