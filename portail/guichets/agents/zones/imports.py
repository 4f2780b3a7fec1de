"""Importer une couche : l’envoyer, suivre, lire le bilan, prendre les rejets."""

from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.formulaires import ChampJour
from portail.guichets.agents.zones.acces import agent_des_zones, importateur
from portail.guichets.agents.zones.mots import COUCHES, ETATS
from portail.guichets.contexte import traduire
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Ligne, Radios, au_plus
from portail.guichets.televersement import ChampCsv
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import consigner
from portail.notaires.zones.imports import actions
from portail.notaires.zones.imports.actions import OBJET, ZONAGES, Annonce
from portail.notaires.zones.imports.queries import EN_COURS, fichier_de_rejets, import_de, rejets_de
from portail.notaires.zones.models import Couche, ImportGeographique
from portail.socle import debits
from portail.socle.traduction import _

DEBIT = "300/hour"
SOURCE_MAX = 120
SECONDES_ENTRE_RELECTURES = 4


class ChampCouche(ChampCsv):
    """Un fichier GeoJSON ou CSV, compressé ou non."""

    accepte = ".geojson,.json,.csv,.gz"


class ChampJourFacultatif(ChampJour):
    """Une date qu’une couche n’a pas toujours."""

    facultatif = True

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Lit la date, si elle est écrite."""
        super().process_formdata([texte for texte in valuelist if texte.strip()])


class FormulaireCouche(FlaskForm):
    """Un fichier, et ce qu’il faut en savoir."""

    couche = Radios(
        lazy_gettext("Que contient le fichier\u00a0?"), [Exige(_("Choisissez ce que contient le fichier."))]
    )
    fichier = ChampCouche(
        lazy_gettext("Fichier"),
        description=lazy_gettext(
            "GeoJSON, ou CSV pour les adresses\u00a0; compressé (.gz) ou non. 60\u00a0Mo au plus."
        ),
    )
    date_donnee = ChampJour(
        lazy_gettext("Date de la donnée"),
        [Exige(_("Écrivez la date de la donnée."))],
        description=lazy_gettext("Le jour où la couche a été établie\u00a0: chaque réponse le dit."),
    )
    date_effet = ChampJourFacultatif(
        lazy_gettext("Date d’effet"),
        description=lazy_gettext("Pour un zonage seulement\u00a0: le jour où cette version commence à valoir."),
    )
    source = Ligne(
        lazy_gettext("Source"),
        [au_plus(SOURCE_MAX)],
        description=lazy_gettext("Pour un zonage seulement\u00a0: qui a établi la couche."),
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Contrôle tout ; un zonage dit en plus quand il prend effet et d’où il vient."""
        est_valide = super().validate(extra_validators)
        if self.couche.data in ZONAGES:
            if self.date_effet.data is None and not self.date_effet.errors:
                self.date_effet.errors = [gettext("Écrivez la date d’effet de ce zonage.")]
            if not (self.source.data or "").strip():
                self.source.errors = [gettext("Écrivez qui a établi ce zonage.")]
        envoye = request.files.get(self.fichier.name)
        if envoye is None or not envoye.filename:
            self.fichier.errors = [gettext("Choisissez le fichier à importer.")]
        return est_valide and not any(champ.errors for champ in self)


@blueprint.route("/zones/importer", methods=["GET", "POST"])
def importer_une_couche() -> ResponseReturnValue:
    """Reçoit un fichier, qu’une tâche importe, et mène à son bilan."""
    agent = importateur()
    form = formulaire_repris(FormulaireCouche)
    form.couche.choices = [(couche.value, traduire(nom)) for couche, nom in COUCHES.items()]
    if form.validate_on_submit() and (donnee := form.date_donnee.data):
        debits.consommer(DEBIT, "zones/importer", str(agent.id))
        recu = _recu(form, donnee, agent)
        return redirect(url_for("agents.import_de_couche", import_id=recu.id, suivre="oui"), code=303)
    return render_template("agents/zones/importer.html", form=form), 422 if form.errors else 200


def _recu(form: FormulaireCouche, donnee: date, agent: Agent) -> ImportGeographique:
    envoye = request.files[form.fichier.name]
    contenu, couche = envoye.stream.read(), Couche(form.couche.data)
    annonce = Annonce(
        couche=couche,
        nom=envoye.filename or "",
        empreinte=sha256(contenu).hexdigest(),
        date_donnee=donnee,
        date_effet=form.date_effet.data if couche in ZONAGES else None,
        source=(form.source.data or "").strip() if couche in ZONAGES else "",
    )
    return actions.recevoir(annonce, contenu, auteur=auteur_agent(agent), agent_id=agent.id)


@blueprint.get("/zones/imports/<uuid:import_id>")
def import_de_couche(import_id: UUID) -> ResponseReturnValue:
    """Montre où en est un import, ou son bilan ; la page se relit d’elle-même si on le demande."""
    agent_des_zones()
    importe = import_de(import_id)
    suivi = "suivre" in request.args and importe.etat in EN_COURS
    page = render_template(
        "agents/zones/import.html",
        importe=importe,
        en_cours=importe.etat in EN_COURS,
        suivi=suivi,
        secondes=SECONDES_ENTRE_RELECTURES,
        rejets=rejets_de(import_id),
        couches=COUCHES,
        etats=ETATS,
    )
    reponse = make_response(page)
    if suivi:
        reponse.headers["Refresh"] = str(SECONDES_ENTRE_RELECTURES)
    return reponse


@blueprint.get("/zones/imports/<uuid:import_id>/rejets.csv")
def rejets_de_couche(import_id: UUID) -> ResponseReturnValue:
    """Rend les éléments rejetés, chacun avec son rang et sa raison ; la prise est au journal."""
    agent = agent_des_zones()
    import_de(import_id)
    consigner("telecharger_rejets", auteur=auteur_agent(agent), objet=(OBJET, import_id))
    return Response(
        fichier_de_rejets(import_id),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="rejets.csv"', "Cache-Control": "no-store"},
    )
