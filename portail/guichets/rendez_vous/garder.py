"""Garder l’horaire choisi le temps du formulaire, et le dire : jusqu’à quand, et comment avoir plus de temps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.guichets.ecrits import instant_ecrit
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_present
from portail.guichets.poste import limiter
from portail.guichets.refus import CONFLIT, refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.horaires import ailleurs_de, peut_attendre
from portail.guichets.rendez_vous.ouverts import acteurs_de
from portail.guichets.rendez_vous.parcours import garde, garder, interprete, memes_parcours, nombre_de_passages
from portail.guichets.rendez_vous.qui import connues, personne_des
from portail.guichets.rendez_vous.souhait import Souhait, souhait_demande
from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.queries import lieu_de, lieux_actifs, lieux_par_id
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations import actions, seances
from portail.rendez_vous.reservations.choix import VOISINS, Choix
from portail.rendez_vous.reservations.deplacements import tenir_ailleurs
from portail.rendez_vous.reservations.personnes import Personne
from portail.rendez_vous.reservations.queries import seance_du
from portail.rendez_vous.reservations.tenues import Detenteur, tenue_de
from portail.socle.erreurs import ErreurMetier, Introuvable

PAR_NAVIGATEUR, PAR_POSTE = "30/10minutes", "600/10minutes"
A_REPRENDRE = (409, 422)


@dataclass(frozen=True, slots=True)
class Retenu:
    """L’horaire choisi, gardé jusqu’à une heure dite s’il l’est encore : un créneau, ou une place d’une séance."""

    lieu: Lieu
    modalite: Modalite
    debut: datetime
    jusqu_a: datetime | None = None
    seance_id: UUID | None = None


@blueprint.post("/rendez-vous/garder")
@ouvert
def garder_un_horaire() -> ResponseReturnValue:
    """Garde l’horaire, puis demande les coordonnées ; pris entre-temps, en propose trois autres."""
    limiter("rendez_vous/garder", par_navigateur=PAR_NAVIGATEUR, par_poste=PAR_POSTE)
    souhait = souhait_demande()
    debut = instant_ecrit(request.form.get("debut", ""))
    if debut is None:
        raise Introuvable
    voulu = choix_de(souhait, debut)
    souhait = replace(garder(souhait), debut=debut)
    for autre in memes_parcours(souhait):
        actions.lacher(session_cle=autre)
    try:
        _tenir(voulu, souhait)
    except CreneauPris as pris:
        return montrer_les_voisins(souhait, pris.voisins)
    except ErreurMetier as refus:
        if not souhait.deplaces or refus.code_http not in A_REPRENDRE:
            raise
        flash(refus_dit(refus), "attention")
        return redirect(url_for("rendez_vous.mien", numero=souhait.change), 303)
    return redirect(souhait.adresse(_suite(souhait)), 303)


def _suite(souhait: Souhait) -> str:
    """Rend la vue où l’horaire gardé se prend : les coordonnées, ou la confirmation de qui déplace."""
    return "rendez_vous.confirmer_le_deplacement" if souhait.deplaces else "rendez_vous.vous"


def _tenir(voulu: Choix, souhait: Souhait) -> None:
    if souhait.deplaces:
        tenir_ailleurs(acteurs_de(souhait.deplaces), voulu, session_cle=souhait.parcours)
        return
    cle, usager_id, invitation_id = souhait.parcours, souhait.titre.usager_id, souhait.titre.invitation_id
    if souhait.objet.collectif:
        place = replace(voulu, seance_id=seance_du(voulu).id)
        seances.tenir_des_places(place, session_cle=cle, usager_id=usager_id, invitation_id=invitation_id)
    else:
        personne = _personne(souhait)
        actions.tenir(voulu, session_cle=cle, personne=personne, usager_id=usager_id, invitation_id=invitation_id)


def _personne(souhait: Souhait) -> Personne | None:
    """Rend la personne connectée, et pour qui elle vient : un seul horaire lui est gardé, quel que soit l’appareil."""
    return personne_des(connues(souhait), souhait) if usager_present() else None


@blueprint.post("/rendez-vous/garder/encore")
@ouvert
def garder_encore() -> ResponseReturnValue:
    """Donne dix minutes de plus, autant de fois que le lieu le permet (RGAA, 13.1)."""
    souhait = souhait_demande()
    if retenu(souhait) is None:
        return a_reprendre(souhait)
    try:
        actions.prolonger(session_cle=souhait.parcours)
    except CreneauPris:
        flash(
            _("Cet horaire ne peut pas être gardé plus longtemps. Envoyez vos coordonnées, ou choisissez-en un autre."),
            "attention",
        )
    return redirect(souhait.adresse(_suite(souhait)), 303)


@blueprint.post("/rendez-vous/garder/rendre")
@ouvert
def rendre_l_horaire() -> ResponseReturnValue:
    """Rend l’horaire gardé, que quelqu’un d’autre peut prendre aussitôt, et ramène au choix, ou à l’ancien horaire."""
    souhait = souhait_demande()
    if garde(souhait):
        actions.lacher(session_cle=souhait.parcours)
    if souhait.deplaces:
        return redirect(url_for("rendez_vous.mien", numero=souhait.change), 303)
    return redirect(souhait.adresse(debut=None), 303)


def retenu(souhait: Souhait) -> Retenu | None:
    """Rend l’horaire que nomme l’adresse, et jusqu’à quand il est gardé ; rien si ce navigateur n’a rien commencé.

    Dans un autre onglet du même parcours, on a pu en choisir un autre : celui-ci n’est alors plus gardé.
    """
    dits = garde(souhait)
    if souhait.debut is None or not dits or "pris" in dits:
        return None
    lieu = lieu_de(souhait.lieu)
    tenue, voulu = tenue_de(Detenteur(session=souhait.parcours)), (lieu.id, souhait.modalite, souhait.debut)
    if tenue is not None and (tenue.lieu_id, tenue.modalite, tenue.debut) == voulu:
        return Retenu(lieu, souhait.modalite, souhait.debut, jusqu_a=tenue.expire_le, seance_id=tenue.seance_id)
    seance = seance_du(choix_de(souhait, souhait.debut)) if souhait.objet.collectif else None
    return Retenu(lieu, souhait.modalite, souhait.debut, seance_id=seance.id if seance else None)


def a_reprendre(souhait: Souhait) -> ResponseReturnValue:
    """Ramène où l’on peut continuer : au rendez-vous si ce parcours l’a déjà pris, sinon au choix d’un horaire."""
    pris = garde(souhait).get("pris")
    if pris:
        flash(_("Ce rendez-vous est déjà pris. Pour en prendre un autre, recommencez depuis le début."), "attention")
        return redirect(url_for("rendez_vous.mien", numero=pris), 303)
    flash(_("Choisissez un horaire : nous n’en gardons aucun pour vous en ce moment."), "attention")
    return redirect(souhait.adresse(debut=None), 303)


def montrer_les_voisins(souhait: Souhait, voisins: Sequence[Creneau]) -> ResponseReturnValue:
    """Dit que l’horaire est pris et montre les plus proches."""
    lieux, ici = lieux_par_id({voisin.lieu for voisin in voisins}), lieu_de(souhait.lieu)
    page = render_template(
        "rendez_vous/pris_entre_temps.html",
        souhait=souhait,
        s_attend=peut_attendre(souhait),
        voisins=[(voisin, lieux[voisin.lieu]) for voisin in voisins],
        ailleurs=ailleurs_de(souhait, lieux_actifs(), ici) if len(voisins) < VOISINS else [],
    )
    return page, CONFLIT


def choix_de(souhait: Souhait, debut: datetime) -> Choix:
    """Rend le choix que dit ce souhait, à cette heure."""
    return Choix(
        objet_id=souhait.objet.id,
        lieu_id=lieu_de(souhait.lieu).id,
        modalite=souhait.modalite,
        debut=debut,
        passages=nombre_de_passages(souhait),
        langue=interprete(souhait),
        agents=souhait.avec,
    )
