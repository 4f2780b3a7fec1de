"""La personne renonce à sa demande par courrier, par téléphone ou au guichet : l’agent l’enregistre."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from portail.demarche.catalogue import demarche_de
from portail.dossiers.guichet import desistement
from portail.dossiers.guichet.desistement import Desistement
from portail.dossiers.guichet.poste import peut_poster
from portail.dossiers.models import CanalDepot, Dossier
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.formulaires import ChampJour
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, FormulaireVersionne, Radios
from portail.guichets.televersement import ChampFichiers, recevoir_pour_message
from portail.pieces.actions import Recu
from portail.socle import horloge
from portail.socle.erreurs import Interdit, TransitionInterdite
from portail.socle.traduction import _

CANAUX: Mapping[CanalDepot, str] = MappingProxyType(
    {
        CanalDepot.PAPIER: _("Par courrier"),
        CanalDepot.TELEPHONE: _("Par téléphone"),
        CanalDepot.ACCUEIL: _("Au guichet"),
    }
)


class FormulaireDesistement(FormulaireVersionne):
    """Par où la personne a renoncé, quel jour, et sa lettre numérisée."""

    canal = Radios(lazy_gettext("Comment la personne l’a-t-elle dit ?"), [Exige(_("Choisissez comment elle l’a dit."))])
    recu_le = ChampJour(
        lazy_gettext("Quel jour ?"),
        [Exige(_("Écrivez le jour où le service l’a appris."))],
        description=lazy_gettext("Le jour du tampon, de l’appel ou de la visite."),
    )
    lettre = ChampFichiers(lazy_gettext("Lettre numérisée"), facultatif=True)

    def proposer(self) -> None:
        """Pose les canaux et, à l’ouverture, le jour d’aujourd’hui."""
        self.canal.choices = [(canal.value, gettext(dit)) for canal, dit in CANAUX.items()]
        if not self.is_submitted() and not self.recu_le.raw_data:
            self.recu_le.data = horloge.aujourd_hui()


@blueprint.route("/dossiers/<numero:numero>/desistement", methods=["GET", "POST"])
def enregistrer_un_desistement(numero: str) -> ResponseReturnValue:
    """Retire la demande au nom de la personne, qui en reçoit la confirmation."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    if not peut_poster(agent, lu):
        raise Interdit
    if not desistement.peut_se_desister(agent, lu):
        raise TransitionInterdite
    form = formulaire_repris(FormulaireDesistement, revision=lu.revision)
    form.proposer()
    if form.validate_on_submit() and _enregistre(form, lu):
        flash(gettext("La demande est retirée et la personne en reçoit la confirmation."), "succes")
        return redirect(url_for("agents.dossier", numero=numero), code=303)
    return render_template(
        "agents/guichet/guichet_desistement.html",
        dossier=lu,
        demarche=demarche_de(lu.demarche, version=lu.version_demarche),
        form=form,
    ), 422 if form.errors else 200


def _enregistre(form: FormulaireDesistement, dossier: Dossier) -> bool:
    """Retire la demande ; rend faux si la lettre ou le jour est refusé, et le dit sur son champ."""
    recus: list[Recu] = recevoir_pour_message(form.lettre)
    if form.lettre.errors:
        return False
    recue = Desistement(
        canal=CanalDepot(form.canal.data), date_reception=form.recu_le.data or horloge.aujourd_hui(), lettre=recus
    )
    geste = partial(
        desistement.enregistrer,
        dossier.id,
        agent=agent_courant(),
        desistement=recue,
        revision=form.revision_lue(),
    )
    return accompli(form.recu_le, geste)
