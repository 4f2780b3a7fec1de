"""Corriger ce qui se calcule d’une parcelle : en quelle zone, pour quelle part, et pourquoi."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import traduire
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Ligne, Liste, Radios, Texte, au_plus
from portail.notaires.certificats import instruction
from portail.notaires.certificats.etats import A_TRAITER
from portail.notaires.certificats.examens import Correction, PartDite, SurfaceImpossible, ZoneManquante
from portail.notaires.certificats.mots import statut_certifie
from portail.notaires.certificats.queries import certificat_du_service
from portail.notaires.zones.appartenance import Part, Sorte
from portail.notaires.zones.models import Zone
from portail.notaires.zones.mots import phrases
from portail.notaires.zones.versions import versions_au, zones_de
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier, Introuvable, TransitionInterdite
from portail.socle.traduction import _

MOTIF_MAX, SURFACE_MAX = 500, 9
AUCUNE_ZONE = ""
PARTS: Mapping[Part, str] = MappingProxyType(
    {Part.AUCUNE: _("Non"), Part.PARTIELLE: _("En partie"), Part.ENTIERE: _("En entier")}
)


class FormulaireDeCorrection(FlaskForm):
    """Ce que l’agent met à la place du calcul."""

    ens = Radios(
        lazy_gettext("Est-elle en zone d’espace naturel sensible (ENS) ?"), [Exige(_("Choisissez une réponse."))]
    )
    zone_ens = Liste(lazy_gettext("Zone ENS"), default=AUCUNE_ZONE)
    surface_ens = Ligne(lazy_gettext("Surface en zone ENS, en m², si elle y est en partie"), [au_plus(SURFACE_MAX)])
    pean = Radios(
        lazy_gettext("Est-elle en périmètre agricole et naturel (PEAN) ?"), [Exige(_("Choisissez une réponse."))]
    )
    zone_pean = Liste(lazy_gettext("Périmètre"), default=AUCUNE_ZONE)
    surface_pean = Ligne(lazy_gettext("Surface en PEAN, en m², si elle y est en partie"), [au_plus(SURFACE_MAX)])
    motif = Texte(
        lazy_gettext("Pourquoi corriger le calcul"),
        [Exige(_("Dites pourquoi vous corrigez ce qui est calculé.")), au_plus(MOTIF_MAX)],
    )

    def proposer(self, zones: Mapping[Sorte, Sequence[Zone]]) -> None:
        """Pose les réponses et les zones en vigueur."""
        self.ens.choices = self.pean.choices = {part.value: traduire(dite) for part, dite in PARTS.items()}
        for liste, sorte in ((self.zone_ens, Sorte.ENS), (self.zone_pean, Sorte.PEAN)):
            noms = {zone.code: f"{zone.nom} ({zone.deliberation})" for zone in zones.get(sorte, ())}
            liste.choices = {AUCUNE_ZONE: gettext("Aucune"), **noms}

    def ou_dire(self) -> Mapping[type[ErreurMetier], Any]:
        """Rend le champ que corrige chaque refus."""
        en_ens = self.ens.data != Part.AUCUNE
        sans_zone = self.zone_ens if en_ens and not self.zone_ens.data else self.zone_pean
        partie = self.surface_ens if self.ens.data == Part.PARTIELLE else self.surface_pean
        return {ZoneManquante: sans_zone, SurfaceImpossible: partie}

    def correction(self, zones: Mapping[Sorte, Sequence[Zone]]) -> Correction:
        """Rend la correction écrite."""
        ens = _part(self.ens, self.zone_ens, self.surface_ens, zones.get(Sorte.ENS, ()))
        pean = _part(self.pean, self.zone_pean, self.surface_pean, zones.get(Sorte.PEAN, ()))
        return Correction(ens, pean, self.motif.data or "")


def _part(part: Radios, zone: Liste, surface: Ligne, zones: Sequence[Zone]) -> PartDite:
    chiffres = "".join(signe for signe in surface.data or "" if signe in "0123456789")
    choisie = next((une for une in zones if une.code == zone.data), None)
    return PartDite(Part(part.data), choisie, int(chiffres or 0))


@blueprint.route("/zones/certificats/<numero:numero>/parcelles/<idu>", methods=["GET", "POST"])
def corriger_une_parcelle(numero: str, idu: str) -> ResponseReturnValue:
    """Corrige une parcelle, motif à l’appui."""
    agent = agent_courant()
    lu = certificat_du_service(agent, numero)
    if lu.etat not in A_TRAITER:
        raise TransitionInterdite
    _terrain, lignes = instruction.examiner(lu)
    ligne = next((une for une in lignes if une.calcule.parcelle.idu == idu), None)
    if ligne is None:
        raise Introuvable
    zones = {sorte: zones_de(version.id) for sorte, version in versions_au(horloge.aujourd_hui()).items()}
    form = formulaire_repris(FormulaireDeCorrection)
    form.proposer(zones)
    if form.validate_on_submit():
        geste = partial(instruction.corriger, lu.id, idu, form.correction(zones), agent=agent)
        if accompli(form.motif, geste, autres=form.ou_dire()):
            flash(gettext("La correction est gardée."), "succes")
            return redirect(url_for("agents.certificat_de_zonage", numero=numero), 303)
    page = render_template(
        "agents/zones/corriger.html", certificat=lu, ligne=ligne, form=form, statut=statut_certifie, phrases=phrases
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200
