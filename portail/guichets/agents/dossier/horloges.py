"""Les échéances d’un dossier et ce que le silence demande au service : reprendre l’étude, communiquer des motifs."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from portail.demarche.bilan import Bilan
from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche
from portail.documents.redaction import Redaction
from portail.dossiers.actions import silence
from portail.dossiers.etats import Geste
from portail.dossiers.examen import bilan_de
from portail.dossiers.horloges.lecture import horloges_du, horloges_lues
from portail.dossiers.horloges.phrases import horloges_dites
from portail.dossiers.models import Dossier
from portail.dossiers.motifs.queries import motivee
from portail.dossiers.motifs.redaction import rediger
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Cases, Exige, FormulaireVersionne, Texte, au_plus
from portail.journal.models import Entree
from portail.socle import horloge
from portail.socle.erreurs import TransitionInterdite
from portail.socle.traduction import _ as a_traduire
from portail.socle.traduction import traducteur

MOTIF_MAX = 2000


class FormulaireMotifs(FormulaireVersionne):
    """Les motifs d’un rejet implicite, en droit et en fait."""

    motifs = Cases(lazy_gettext("Motifs du rejet"), [Exige(a_traduire("Choisissez au moins un motif."))])
    fait = Texte(
        lazy_gettext("Motivation en fait, telle que la personne la lira"),
        [au_plus(MOTIF_MAX)],
        description=lazy_gettext("Laissez vide pour reprendre le texte de chaque motif, avec les chiffres du dossier."),
    )

    def preparer(self, demarche: Demarche, bilan: Bilan) -> None:
        """Pose les motifs de la démarche et ceux que ses règles proposent."""
        traduire = traducteur(langue_courante())
        motifs = (motif for motif in demarche.motifs if Geste.REFUSER in motif.gestes)
        self.motifs.choices = {motif.code: traduire(motif.libelle) for motif in motifs}
        if self.revision.raw_data is None and not self.is_submitted():
            self.motifs.data = list(bilan.motifs)

    def rediges(self, demarche: Demarche, bilan: Bilan, *, langue: str) -> list[dict[str, str]]:
        """Rend les motifs choisis, en droit et en fait ; `langue` est celle du dossier."""
        return rediger(demarche, self.motifs.data or [], bilan, langue=langue, fait=(self.fait.data or "").strip())


def horloges_a_l_ecran(dossier: Dossier, demarche: Demarche, entrees: Sequence[Entree]) -> dict[str, Any]:
    """Rend, pour le gabarit, chaque horloge en mots et si des motifs sont attendus du service."""
    horloges, jour = horloges_lues(dossier, entrees), horloge.aujourd_hui()
    return {
        "horloges": horloges_dites(demarche, horloges, Redaction.en(langue_courante()), jour),
        "motifs_attendus": horloges.motifs if horloges.motifs and horloges.motifs.court else None,
    }


@blueprint.post("/dossiers/<numero:numero>/reexaminer")
def reexaminer(numero: str) -> ResponseReturnValue:
    """Reprend l’étude après une décision implicite."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    silence.reexaminer(lu.id, agent=agent, revision=request.form.get("revision", type=int))
    flash(_("L’étude reprend. La décision implicite reste en vigueur jusqu’à la vôtre."), "succes")
    return redirect(url_for("agents.dossier", numero=numero), code=303)


@blueprint.route("/dossiers/<numero:numero>/motifs", methods=["GET", "POST"])
def motifs(numero: str) -> ResponseReturnValue:
    """Communique à la personne les motifs du rejet implicite ; lève `TransitionInterdite` si personne ne les attend."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    attendus = horloges_du(lu).motifs
    if attendus is None or attendus.arret is not None:
        raise TransitionInterdite
    demarche = motivee(demarche_de(lu.demarche, version=lu.version_demarche))
    bilan = bilan_de(lu, demarche)
    form = formulaire_repris(FormulaireMotifs, revision=lu.revision)
    form.preparer(demarche, bilan)
    if form.validate_on_submit():
        rediges = form.rediges(demarche, bilan, langue=lu.langue)
        silence.communiquer_motifs(lu.id, agent=agent, motifs=rediges, revision=form.revision_lue())
        flash(_("Les motifs sont communiqués à la personne."), "succes")
        return redirect(url_for("agents.dossier", numero=numero), code=303)
    return render_template(
        "agents/dossier/motifs.html", dossier=lu, demarche=demarche, bilan=bilan, form=form
    ), 422 if form.errors else 200
