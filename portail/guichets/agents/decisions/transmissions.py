"""Transmettre une demande à une autre autorité, depuis le bureau."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from portail.demarche.declaration import Choix, Demarche
from portail.demarche.transmissions import Transmission as Declaree
from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.transmissions import actions
from portail.dossiers.transmissions.erreurs import SansAccord
from portail.dossiers.transmissions.queries import est_accordee, possibles
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import traduire
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, FormulaireVersionne, Ligne, Texte, au_plus
from portail.identite.models import Agent
from portail.instruction.dossier_lu import DossierLu
from portail.socle.traduction import _ as a_traduire

NOM_MAX, ADRESSE_MAX = 120, 400


class FormulaireTransmission(FormulaireVersionne):
    """À qui l’on transmet."""

    nom = Ligne(
        lazy_gettext("Qui reçoit la demande ?"),
        [Exige(a_traduire("Écrivez le nom de qui reçoit la demande.")), au_plus(NOM_MAX)],
    )
    adresse = Texte(
        lazy_gettext("Adresse postale"),
        [Exige(a_traduire("Écrivez l’adresse où envoyer la demande.")), au_plus(ADRESSE_MAX)],
        description=lazy_gettext("Une ligne par ligne de l’enveloppe."),
    )

    def proposer(self, nom: str) -> None:
        """Pose, la première fois, le nom que la demande donne déjà."""
        if self.revision.raw_data is None and not self.is_submitted():
            self.nom.data = nom


def transmissions_a_l_ecran(lu: DossierLu, demarche: Demarche, agent: Agent) -> dict[str, Any]:
    """Rend, pour la page du dossier, ce qui est transmis et ce que cet agent peut transmettre."""
    if not demarche.transmissions:
        return {}
    dossier, titres = lu.dossier, {une.code: une.titre for une in demarche.transmissions}
    offertes = []
    if peut_instruire(agent, dossier):
        offertes = possibles(dossier, demarche, faites=lu.transmissions, decision=lu.en_vigueur)
    return {
        "transmissions": [(une, titres.get(une.code, "")) for une in lu.transmissions],
        "transmissions_possibles": [une for une in offertes if est_accordee(dossier, une)],
        "transmissions_sans_accord": [une for une in offertes if not est_accordee(dossier, une)],
    }


@blueprint.route("/dossiers/<numero:numero>/transmettre/<code>", methods=["GET", "POST"])
def transmettre(numero: str, code: str) -> ResponseReturnValue:
    """Transmet la demande, après avoir dit à qui."""
    lu = acces.dossier_a_instruire(agent_courant(), numero)
    demarche = declaration_de(lu)
    declaree = actions.declaree_de(demarche, code)
    form = formulaire_repris(FormulaireTransmission, revision=lu.revision)
    form.proposer(_nom_connu(lu, demarche, declaree))
    if form.validate_on_submit() and accompli(form.nom, partial(_transmettre, lu, code, form), SansAccord):
        flash(
            _("La demande est transmise, la personne est prévenue. Postez maintenant le courrier et le dossier."),
            "succes",
        )
        return redirect(url_for("agents.dossier", numero=numero, _anchor="t-transmission"), code=303)
    return render_template("agents/decisions/transmettre.html", dossier=lu, declaree=declaree, form=form), (
        422 if form.errors else 200
    )


def _transmettre(lu: Dossier, code: str, form: FormulaireTransmission) -> None:
    autorite = actions.Autorite(nom=form.nom.data or "", adresse=form.adresse.data or "")
    actions.transmettre(lu.id, code, agent=agent_courant(), autorite=autorite, revision=form.revision_lue())


def _nom_connu(lu: Dossier, demarche: Demarche, declaree: Declaree) -> str:
    """Rend le nom de l’autorité que la personne a choisie dans sa demande, s’il y en a un."""
    champ = demarche.champs.get(declaree.nom_de)
    if not isinstance(champ, Choix):
        return ""
    return traduire(champ.options.get(lu.reponses.get(declaree.nom_de, ""), ""))
