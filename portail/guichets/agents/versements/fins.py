"""Ce qui change la suite d’un droit mensuel : à qui l’on paie, un décès, un trop-perçu réglé."""

from datetime import date
from decimal import Decimal

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.champs import Choix, DateRecente, Montant, TexteCourt
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.prestations import fins
from portail.dossiers.prestations.fins import Solde
from portail.dossiers.prestations.models import NatureReglement
from portail.dossiers.versements import modes
from portail.dossiers.versements.habilitations import peut_tenir_les_comptes
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.versements.droits import a_tenir, saisie, traiter
from portail.guichets.identites import agent_courant
from portail.guichets.modes import formulaire_du_mode, mode_lu
from portail.socle.erreurs import Interdit
from portail.socle.traduction import _ as a_traduire

JOURS_MAX = 740
MONTANT_MAX = Decimal(100_000)
REGLEMENTS = {
    NatureReglement.REMBOURSEMENT.value: a_traduire("Il a été remboursé"),
    NatureReglement.REMISE.value: a_traduire("Il est remis : il ne sera pas réclamé"),
}


@blueprint.route("/dossiers/<numero:numero>/droits/versement", methods=["GET", "POST"])
def choisir_le_mode(numero: str) -> ResponseReturnValue:
    """Note à qui la personne veut que l’on paie."""
    lu, _prestation = a_tenir(numero)
    demarche = declaration_de(lu)
    form = formulaire_du_mode(lu, demarche, revision=lu.revision)

    def garder() -> None:
        mode, prestataire_id = mode_lu(form, demarche)
        modes.enregistrer(
            lu.id, agent=agent_courant(), mode=mode, prestataire_id=prestataire_id, revision=form.revision_lue()
        )

    return traiter(
        lu,
        form,
        garder,
        champ="mode",
        titre=_("Changer à qui l’on paie"),
        fait=_("Le choix est noté. La personne est prévenue."),
        accord=demarche.versement.accord if demarche.versement else "",
    )


@blueprint.route("/dossiers/<numero:numero>/droits/deces", methods=["GET", "POST"])
def noter_deces(numero: str) -> ResponseReturnValue:
    """Note un décès : les droits finissent ce jour-là, plus rien ne part."""
    lu, _prestation = a_tenir(numero)
    form = saisie(lu, DateRecente("jour", a_traduire("Jour du décès"), jours_max=JOURS_MAX))

    def garder() -> None:
        jour = date.fromisoformat(str(form.reponses()["jour"]))
        fins.noter_deces(lu.id, agent=agent_courant(), jour=jour, revision=form.revision_lue())

    return traiter(
        lu, form, garder, champ="jour", titre=_("Noter un décès"), fait=_("Le décès est noté : plus rien n’est versé.")
    )


@blueprint.route("/dossiers/<numero:numero>/droits/reglement", methods=["GET", "POST"])
def regler(numero: str) -> ResponseReturnValue:
    """Note qu’un trop-perçu est remboursé ou remis."""
    lu, _prestation = a_tenir(numero)
    if not peut_tenir_les_comptes(agent_courant(), lu):
        raise Interdit
    form = saisie(
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

    return traiter(lu, form, garder, champ="montant", titre=_("Régler un trop-perçu"), fait=_("C’est noté."))
