"""« Mon espace » : ce qui est attendu de moi d’abord, puis mes demandes en cours et finies."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche
from portail.dossiers import queries
from portail.dossiers.actions import brouillon
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.models import Dossier
from portail.dossiers.propositions.attentes import attendues_de
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.queries import versements_attendus_de
from portail.guichets.identites import membre_present, ouvert_aux_offices, usager_courant
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.etapes import brouillon_ouvert
from portail.guichets.usagers.frise import etat_dit


@dataclass(frozen=True, slots=True)
class Demande:
    """Une demande dans la liste : le dossier, sa démarche, les messages non lus, le versement qui l’attend."""

    dossier: Dossier
    demarche: Demarche
    non_lus: int
    versement: EtatVersement | None = None
    proposition: bool = False
    """Vrai si une proposition attend sa réponse."""

    @property
    def est_a_faire(self) -> bool:
        """Vrai si l’on attend la personne."""
        attendue = self.versement is not None or self.proposition
        return attendue or self.dossier.etat in (Etat.BROUILLON, Etat.A_COMPLETER)


@blueprint.get("/mon-espace/")
@ouvert_aux_offices
def espace() -> ResponseReturnValue:
    """Liste les demandes de la personne ; un membre d’office suit les siennes à son bureau."""
    usager = usager_courant()
    if membre_present() is not None:
        return redirect(url_for("notaires.declarations"), 303)
    non_lus, versements = queries.messages_non_lus_par_usager(usager), versements_attendus_de(usager)
    lues = [(d, demarche_de(d.demarche, version=d.version_demarche)) for d in queries.dossiers_de_usager(usager)]
    proposent = any(demarche.proposition is not None for _dossier, demarche in lues)
    propositions = attendues_de(usager) if proposent else frozenset()
    demandes = [
        Demande(d, demarche, non_lus.get(d.id, 0), versements.get(d.id), d.id in propositions) for d, demarche in lues
    ]
    return render_template(
        "usagers/espace.html",
        a_faire=[d for d in demandes if d.est_a_faire],
        en_cours=[d for d in demandes if not d.est_a_faire and d.dossier.etat in ETATS_EN_COURS],
        finies=[d for d in demandes if not d.est_a_faire and d.dossier.etat not in ETATS_EN_COURS],
        etat_dit=etat_dit,
    )


@blueprint.route("/mon-espace/dossiers/<numero:numero>/supprimer", methods=["GET", "POST"])
@ouvert_aux_offices
def supprimer(numero: str) -> ResponseReturnValue:
    """Demande confirmation, puis efface un brouillon."""
    dossier, demarche = brouillon_ouvert(numero)
    form = FlaskForm()
    if form.validate_on_submit():
        brouillon.supprimer_brouillon(dossier.id, usager=usager_courant())
        flash(_("Le brouillon est supprimé."), "succes")
        return redirect(url_for("usagers.espace"), code=303)
    return render_template("usagers/supprimer.html", dossier=dossier, demarche=demarche, form=form)


@blueprint.post("/mon-espace/dossiers/<numero:numero>/recommencer")
def recommencer(numero: str) -> ResponseReturnValue:
    """Ouvre une nouvelle demande avec les réponses de celle-ci."""
    usager = usager_courant()
    ancien = queries.dossier_de_usager(usager, numero)
    neuf = brouillon.recommencer(ancien.id, usager=usager)
    flash(_("Une nouvelle demande est commencée avec vos réponses. Vérifiez-les avant de l’envoyer."), "succes")
    return redirect(url_for("usagers.reprendre", numero=neuf.numero), code=303)
