"""Exporter les dossiers d’une vue : dire pourquoi, suivre l’écriture, prendre le fichier tant qu’il est gardé."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from portail.dossiers.lectures import PRECISION_MAX
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.dossier.raison import FormulaireRaison
from portail.guichets.agents.listes.liste import filtres_de_l_adresse
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Ligne, Radios, au_plus
from portail.identite.actions import auteur_agent
from portail.instruction.exports import actions, queries
from portail.instruction.exports.ecrivains import TYPES
from portail.instruction.exports.models import EtatExport, Export, FormatExport
from portail.instruction.queries import dossiers_a_voir
from portail.journal.actions import consigner
from portail.socle import debits, horloge
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _ as a_traduire

DEBIT = "30/hour"
SECONDES_ENTRE_RELECTURES = 4
HORS_FILTRES = frozenset({"apres", "format", "suivre"})
ETATS: Mapping[EtatExport, tuple[str, str]] = MappingProxyType(
    {
        EtatExport.DEMANDE: (a_traduire("En cours"), "etude"),
        EtatExport.PRET: (a_traduire("Prêt"), "accord"),
        EtatExport.ECHOUE: (a_traduire("N’a pas pu être écrit"), "refus"),
        EtatExport.EXPIRE: (a_traduire("Effacé"), "fini"),
    }
)
FORMATS: Mapping[FormatExport, str] = MappingProxyType(
    {
        FormatExport.ODS: a_traduire("ODS (LibreOffice, tableur libre)"),
        FormatExport.XLSX: a_traduire("XLSX (Excel)"),
        FormatExport.CSV: a_traduire("CSV (texte, pour un autre logiciel)"),
    }
)


class FormulaireExport(FormulaireRaison):
    """Pourquoi, et dans quel format."""

    raison = Radios(
        lazy_gettext("Pourquoi exportez-vous ces dossiers ?"),
        [Exige(a_traduire("Choisissez la raison de cet export."))],
    )
    precision = Ligne(  # après la question qu’elle précise : un champ redéfini passe après ceux dont on hérite
        lazy_gettext("Précision"),
        [au_plus(PRECISION_MAX)],
        description=lazy_gettext("Quelques mots, sans donnée de santé. Obligatoire pour une autre raison."),
    )
    format = Radios(
        lazy_gettext("Format"), [Exige(a_traduire("Choisissez un format."))], default=FormatExport.ODS.value
    )

    def proposer(self) -> None:
        """Pose les raisons et les formats."""
        super().proposer()
        self.format.choices = {en.value: _(texte) for en, texte in FORMATS.items()}


@blueprint.get("/exports/")
def exports() -> ResponseReturnValue:
    """Liste mes derniers exports ; la page se relit tant qu’il y en a un en cours, si on le demande."""
    agent = agent_courant()
    miens = queries.exports_de(agent)
    suivi = "suivre" in request.args and any(export.etat is EtatExport.DEMANDE for export in miens)
    reponse = make_response(
        render_template(
            "agents/exports/liste.html",
            exports=miens,
            prenables={export.id for export in miens if queries.se_telecharge(export, agent)},
            etats=ETATS,
            suivi=suivi,
            secondes=SECONDES_ENTRE_RELECTURES,
        )
    )
    if suivi:
        reponse.headers["Refresh"] = str(SECONDES_ENTRE_RELECTURES)
    return reponse


@blueprint.route("/exports/nouveau", methods=["GET", "POST"])
def nouvel_export() -> ResponseReturnValue:
    """Demande l’export de la vue que l’adresse dit."""
    agent, filtres = agent_courant(), filtres_de_l_adresse()
    form = formulaire_repris(FormulaireExport)
    form.proposer()
    if form.validate_on_submit():
        debits.consommer(DEBIT, "export", str(agent.id))
        adresse = {nom: valeur for nom, valeur in request.args.items() if nom not in HORS_FILTRES}
        actions.demander(
            filtres,
            agent=agent,
            en=FormatExport(form.format.data),
            raison=form.choisie,
            precision=form.precision.data or "",
            adresse=adresse,
        )
        flash(_("L’export est demandé. Vous pouvez continuer à travailler : il s’écrit pendant ce temps."), "succes")
        return redirect(url_for("agents.exports", suivre="oui"), code=303)
    return render_template(
        "agents/exports/nouveau.html", form=form, nombre=dossiers_a_voir(agent, filtres).total
    ), 422 if form.errors else 200


@blueprint.get("/exports/<uuid:export_id>/fichier")
def fichier_export(export_id: UUID) -> ResponseReturnValue:
    """Rend le fichier, morceau par morceau ; la prise est au journal. Introuvable pour un autre que son auteur."""
    agent = agent_courant()
    export = queries.export_de(agent, export_id)
    if not queries.se_telecharge(export, agent):
        raise Introuvable
    segments = queries.segments_de(export)
    consigner("telecharger_export", auteur=auteur_agent(agent), objet=("export", export.id))
    reponse = Response(queries.contenu_de(segments), content_type=TYPES[export.format])
    reponse.headers["Content-Disposition"] = f'attachment; filename="{_nom_du_fichier(export)}"'
    reponse.headers["Content-Length"] = str(export.taille)
    return reponse


def _nom_du_fichier(export: Export) -> str:
    jour = horloge.a_paris(export.demande_le).date().isoformat()
    return f"dossiers-{jour}.{export.format.value}"


@blueprint.post("/exports/<uuid:export_id>/effacer")
def effacer_export(export_id: UUID) -> ResponseReturnValue:
    """Efface le fichier avant son terme."""
    actions.effacer(export_id, agent=agent_courant())
    flash(_("Le fichier est effacé."), "succes")
    return redirect(url_for("agents.exports"), code=303)
