"""Garder l’horaire choisi le temps du formulaire, et le dire : jusqu’à quand, et comment avoir plus de temps."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.guichets.gardes import ouvert
from portail.guichets.poste import poste
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.souhait import Souhait, garde, garder, souhait_demande
from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.queries import lieu_de, lieu_par_id, lieux_par_id
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations import actions
from portail.rendez_vous.reservations.changements import rendez_vous_de
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.queries import seance_du
from portail.rendez_vous.reservations.tenues import Detenteur, tenue_de
from portail.socle import debits
from portail.socle.erreurs import Introuvable

DEBIT = "60/10minutes"
CONFLIT = 409


@dataclass(frozen=True, slots=True)
class Retenu:
    """L’horaire choisi : un créneau gardé jusqu’à une heure dite, ou une séance à plusieurs."""

    lieu: Lieu
    modalite: Modalite
    debut: datetime
    jusqu_a: datetime | None = None
    seance_id: UUID | None = None


@blueprint.post("/rendez-vous/garder")
@ouvert
def garder_un_horaire() -> ResponseReturnValue:
    """Garde l’horaire, puis demande les coordonnées ; pris entre-temps, en propose trois autres."""
    debits.consommer(DEBIT, "rendez_vous/garder", poste())
    souhait = souhait_demande()
    choix = _choix(souhait)
    dits = garde(souhait.objet)
    garder(souhait.objet, cle=dits.get("cle") or secrets.token_urlsafe(16), depart=souhait.arguments, seance=None)
    if dits.get("deplace"):
        garder(souhait.objet, voulu=_voulu(souhait, choix))
        return redirect(url_for("rendez_vous.confirmer_le_deplacement"), 303)
    if souhait.objet.collectif:
        garder(souhait.objet, seance=str(seance_du(choix).id))
        return redirect(url_for("rendez_vous.vous", pour=souhait.objet.id), 303)
    try:
        actions.tenir(choix, session_cle=cle_de(souhait))
    except CreneauPris as pris:
        return montrer_les_voisins(souhait, pris.voisins)
    return redirect(url_for("rendez_vous.vous", pour=souhait.objet.id), 303)


@blueprint.post("/rendez-vous/garder/encore")
@ouvert
def garder_encore() -> ResponseReturnValue:
    """Donne dix minutes de plus, autant de fois que le lieu le permet (RGAA, 13.1)."""
    souhait = souhait_demande()
    try:
        actions.prolonger(session_cle=cle_de(souhait))
    except CreneauPris:
        flash(
            _("Cet horaire ne peut pas être gardé plus longtemps. Envoyez vos coordonnées, ou choisissez-en un autre."),
            "attention",
        )
    return redirect(url_for("rendez_vous.vous", pour=souhait.objet.id), 303)


def cle_de(souhait: Souhait) -> str:
    """Rend la clé de ce formulaire dans ce navigateur : elle tient l’horaire et rend l’envoi unique."""
    cle: str = garde(souhait.objet).get("cle") or ""
    if not cle:
        raise Introuvable
    return cle


def retenu(souhait: Souhait) -> Retenu | None:
    """Rend l’horaire que ce navigateur tient encore, ou la séance choisie ; rien sinon."""
    dits = garde(souhait.objet)
    if dits.get("seance"):
        seance = rendez_vous_de(UUID(dits["seance"]))
        return Retenu(lieu_par_id(seance.lieu_id), seance.modalite, seance.debut, seance_id=seance.id)
    tenue = tenue_de(Detenteur(session=dits["cle"])) if dits.get("cle") else None
    if tenue is None or tenue.objet_id != souhait.objet.id:
        return None
    return Retenu(lieu_par_id(tenue.lieu_id), tenue.modalite, tenue.debut, jusqu_a=tenue.expire_le)


def montrer_les_voisins(souhait: Souhait, voisins: Sequence[Creneau]) -> ResponseReturnValue:
    """Dit que l’horaire est pris et montre les plus proches."""
    lieux = lieux_par_id({voisin.lieu for voisin in voisins})
    page = render_template(
        "rendez_vous/pris_entre_temps.html",
        souhait=souhait,
        voisins=[(voisin, lieux[voisin.lieu]) for voisin in voisins],
        depart=depart_de(souhait),
    )
    return page, CONFLIT


def depart_de(souhait: Souhait) -> dict[str, Any]:
    """Rend les arguments de la page où l’on avait choisi l’horaire, à défaut ceux de la recherche."""
    return garde(souhait.objet).get("depart") or souhait.arguments


def choix_de(souhait: Souhait, *, lieu_id: UUID, debut: datetime) -> Choix:
    """Rend le choix que dit ce souhait, à cet endroit et à cette heure."""
    dits = garde(souhait.objet)
    return Choix(
        objet_id=souhait.objet.id,
        lieu_id=lieu_id,
        modalite=souhait.modalite,
        debut=debut,
        passages=max(1, len(dits.get("naissances") or ())),
        langue=dits.get("interprete") or "",
    )


def _choix(souhait: Souhait) -> Choix:
    try:
        debut = datetime.fromisoformat(request.form.get("debut", ""))
    except ValueError as erreur:
        raise Introuvable from erreur
    if debut.tzinfo is None:
        raise Introuvable
    return choix_de(souhait, lieu_id=lieu_de(souhait.lieu).id, debut=debut.astimezone(UTC))


def _voulu(souhait: Souhait, choix: Choix) -> dict[str, str]:
    return {
        "lieu_id": str(choix.lieu_id),
        "modalite": souhait.modalite.value,
        "debut": choix.debut.isoformat(),
    }
