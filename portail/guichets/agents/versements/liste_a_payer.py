"""Les versements du service : la liste, l’export de ce qui est à mandater, l’import du fichier du comptable."""

from functools import partial
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.dossiers.habilitations import peut_lire
from portail.dossiers.versements import importation
from portail.dossiers.versements.delais import est_en_retard
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.fichiers import ENTETE_LUE, LIGNES_MAX, OCTETS_MAX
from portail.dossiers.versements.habilitations import peut_suivre_les_versements, tient_des_comptes
from portail.dossiers.versements.models import ImportVersements
from portail.dossiers.versements.phrases import ETATS, MODES
from portail.dossiers.versements.queries import import_de, imports_recents, totaux, versements_a_suivre
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.imports import DEBIT, ChampCsv, erreurs_dites, importe_de
from portail.guichets.agents.versements.ecran import gestes_possibles
from portail.guichets.identites import agent_courant
from portail.identite.models import Agent
from portail.socle import debits, horloge
from portail.socle.erreurs import Interdit


class FormulaireImport(FlaskForm):
    """Le fichier du comptable."""

    fichier = ChampCsv(
        lazy_gettext("Fichier du comptable"),
        description=lazy_gettext("CSV en UTF-8, séparé par des points-virgules. Deux mille lignes au plus."),
    )


def _suiveur() -> Agent:
    """Rend l’agent courant s’il suit des versements ; lève `Interdit` sinon."""
    agent = agent_courant()
    if not peut_suivre_les_versements(agent):
        raise Interdit
    return agent


def comptable() -> Agent:
    """Rend l’agent courant s’il tient des comptes ; lève `Interdit` sinon."""
    agent = agent_courant()
    if not tient_des_comptes(agent):
        raise Interdit
    return agent


@blueprint.get("/versements/")
def versements() -> ResponseReturnValue:
    """Liste les versements des services de l’agent, par état ; à mandater d’abord."""
    agent = _suiveur()
    etat = request.args.get("etat", EtatVersement.A_MANDATER, type=EtatVersement)
    lignes = versements_a_suivre(agent, etat)
    return render_template(
        "agents/versements/versements.html",
        etat=etat,
        etats=ETATS,
        totaux=totaux(agent),
        modes={mode: _(mot) for mode, mot in MODES.items()},
        lignes=lignes,
        retards={un.versement.id for un in lignes if est_en_retard(un.dossier, un.versement, horloge.aujourd_hui())},
        gestes={
            ligne.versement.id: gestes_possibles(agent, ligne.dossier, ligne.versement, signature=False)
            for ligne in lignes
        },
        lisibles={ligne.dossier.id for ligne in lignes if peut_lire(agent, ligne.dossier)},
        comptable=tient_des_comptes(agent),
    )


@blueprint.post("/versements/export")
def exporter_les_versements() -> ResponseReturnValue:
    """Rend le fichier des versements à mandater, comptes entiers ; l’export est au journal de chaque dossier."""
    agent = comptable()
    debits.consommer(DEBIT, "versements", str(agent.id))
    nom = f"versements-a-mandater-{horloge.aujourd_hui().isoformat()}.csv"
    return Response(
        importation.exporter(agent=agent),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "no-store"},
    )


@blueprint.route("/versements/import", methods=["GET", "POST"])
def importer_les_versements() -> ResponseReturnValue:
    """Reçoit le fichier du comptable et mène à son bilan."""
    agent = comptable()
    form = FormulaireImport()
    if form.validate_on_submit():
        geste = partial(_importer, agent)
        importe = importe_de(form.fichier, geste, octets_max=OCTETS_MAX, debit=("versements", str(agent.id)))
        if importe is not None:
            return redirect(url_for("agents.import_de_versements", import_id=importe), code=303)
    return render_template(
        "agents/versements/versements_import.html",
        form=form,
        imports=imports_recents(agent),
        colonnes=ENTETE_LUE,
        maximum=LIGNES_MAX,
    ), 422 if form.errors else 200


def _importer(agent: Agent, contenu: bytes, nom: str) -> ImportVersements:
    return importation.importer(contenu, nom=nom, agent=agent)


@blueprint.get("/versements/imports/<uuid:import_id>")
def import_de_versements(import_id: UUID) -> ResponseReturnValue:
    """Montre le bilan d’un import : ce qui est fait, ce qui était déjà fait, ce qui reste à corriger."""
    importe = import_de(comptable(), import_id)
    erreurs = erreurs_dites(importe.erreurs)
    return render_template("agents/versements/versements_bilan.html", importe=importe, erreurs=erreurs)
