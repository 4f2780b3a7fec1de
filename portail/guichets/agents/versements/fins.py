"""Ce qui change la suite d’un droit mensuel : à qui l’on paie, un décès, un trop-perçu réglé."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.champs import Choix, DateRecente, Montant, TexteCourt
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import fins
from portail.dossiers.prestations.fins import Solde
from portail.dossiers.prestations.models import NatureReglement
from portail.dossiers.prestations.queries import droits_de
from portail.dossiers.versements import modes
from portail.dossiers.versements.habilitations import peut_tenir_les_comptes
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.modes import formulaire_du_mode, mode_lu
from portail.guichets.refus import accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.socle.erreurs import Interdit, Introuvable
from portail.socle.traduction import _ as a_traduire

JOURS_MAX = 740
MONTANT_MAX = Decimal(100_000)
REGLEMENTS = {
    NatureReglement.REMBOURSEMENT.value: a_traduire("Il a été remboursé"),
    NatureReglement.REMISE.value: a_traduire("Il est remis : il ne sera pas réclamé"),
}


def _a_tenir(numero: str) -> Dossier:
    """Rend un dossier que l’agent instruit et qui a des droits mensuels ; lève `Introuvable`, `Interdit`."""
    lu = acces.dossier_a_instruire(agent_courant(), numero)
    if declaration_de(lu).prestation is None or not droits_de(lu):
        raise Introuvable
    return lu


@blueprint.route("/dossiers/<numero:numero>/droits/versement", methods=["GET", "POST"])
def choisir_le_mode(numero: str) -> ResponseReturnValue:
    """Note à qui la personne veut que l’on paie."""
    lu = _a_tenir(numero)
    demarche = declaration_de(lu)
    form = formulaire_du_mode(lu, demarche, revision=lu.revision)

    def garder() -> None:
        mode, prestataire_id = mode_lu(form, demarche)
        modes.enregistrer(
            lu.id, agent=agent_courant(), mode=mode, prestataire_id=prestataire_id, revision=form.revision_lue()
        )

    if form.validate_on_submit() and accompli(form["mode"], garder):
        return _fait(numero, _("Le choix est noté. La personne est prévenue."))
    accord = demarche.versement.accord if demarche.versement else ""
    return _formulaire(lu, form, _("Changer à qui l’on paie"), accord=accord)


@blueprint.route("/dossiers/<numero:numero>/droits/deces", methods=["GET", "POST"])
def noter_deces(numero: str) -> ResponseReturnValue:
    """Note un décès : les droits finissent ce jour-là, plus rien ne part."""
    lu = _a_tenir(numero)
    champ = DateRecente("jour", a_traduire("Jour du décès"), jours_max=JOURS_MAX)
    form = _saisie(lu, champ)

    def garder() -> None:
        jour = date.fromisoformat(str(form.reponses()["jour"]))
        fins.noter_deces(lu.id, agent=agent_courant(), jour=jour, revision=form.revision_lue())

    return _traiter(lu, form, "jour", garder, (_("Noter un décès"), _("Le décès est noté : plus rien n’est versé.")))


@blueprint.route("/dossiers/<numero:numero>/droits/reglement", methods=["GET", "POST"])
def regler(numero: str) -> ResponseReturnValue:
    """Note qu’un trop-perçu est remboursé ou remis."""
    lu = _a_tenir(numero)
    if not peut_tenir_les_comptes(agent_courant(), lu):
        raise Interdit
    form = _saisie(
        lu,
        Choix("nature", a_traduire("Que devient ce trop-perçu ?"), REGLEMENTS),
        Montant("montant", a_traduire("Montant"), maximum=MONTANT_MAX),
        TexteCourt("reference", a_traduire("Numéro du titre de recettes ou de la délibération"), longueur_max=40),
    )

    def garder() -> None:
        lues = form.reponses()
        solde = Solde(
            nature=NatureReglement(str(lues["nature"])),
            montant=Decimal(str(lues["montant"])),
            reference=str(lues["reference"]),
        )
        fins.regler(lu.id, agent=agent_courant(), solde=solde, revision=form.revision_lue())

    return _traiter(lu, form, "montant", garder, (_("Régler un trop-perçu"), _("C’est noté.")))


def _saisie(lu: Dossier, *champs: DateRecente | Choix | Montant | TexteCourt) -> FormulaireDeSaisie:
    return formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde(), revision=lu.revision)


def _traiter(
    lu: Dossier, form: FormulaireDeSaisie, champ: str, garder: Callable[[], None], mots: tuple[str, str]
) -> ResponseReturnValue:
    titre, fait = mots
    if form.validate_on_submit() and accompli(form[champ], garder):
        return _fait(lu.numero, fait)
    return _formulaire(lu, form, titre)


def _fait(numero: str, texte: str) -> ResponseReturnValue:
    flash(texte, "succes")
    return redirect(url_for("agents.droits", numero=numero), code=303)


def _formulaire(lu: Dossier, form: FormulaireDeSaisie, titre: str, *, accord: str = "") -> ResponseReturnValue:
    return render_template(
        "agents/versements/droits_noter.html", dossier=lu, form=form, titre=titre, accord=accord
    ), 422 if form.errors else 200
