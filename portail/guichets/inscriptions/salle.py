"""La salle d’attente : y entrer, voir son rang et l’heure estimée, avoir son passe. La page se recharge sans script."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_present
from portail.guichets.inscriptions.blueprint import activite_montree, blueprint, foyer_id
from portail.guichets.mots_des_inscriptions import duree_dite
from portail.guichets.refus import refus_dit
from portail.inscriptions.ouvertures import salles
from portail.inscriptions.ouvertures.erreurs import PasEncoreLHeure
from portail.inscriptions.ouvertures.models import SalleDAttente
from portail.inscriptions.ouvertures.salle import RYTHME_MIN, rythme, tirage_de
from portail.inscriptions.ouvertures.salles import Situation
from portail.socle import horloge
from portail.socle.erreurs import Introuvable


@blueprint.get("/inscriptions/activites/<code>/salle")
@ouvert
def salle(code: str) -> ResponseReturnValue:
    """Montre la salle, et où en est la personne ; `suivre` : la page se recharge jusqu’à ce que ce soit son tour."""
    activite = activite_montree(code)
    ouverte = salles.salle_de(activite.id)
    if ouverte is None:
        raise Introuvable
    usager = usager_present()
    situation = _situation(ouverte)
    suivre = situation is not None and not situation.passe_jusqu_au and "suivre" in request.args
    secondes = rythme(situation.estimee) if situation else RYTHME_MIN
    maintenant = horloge.maintenant()
    page = render_template(
        "inscriptions/salle.html",
        activite=activite,
        salle=ouverte,
        situation=situation,
        estimee=duree_dite(situation.estimee) if situation else "",
        graine=salles.graine_publiee(ouverte),
        compte=usager.id if usager else None,
        tirage=_mon_tirage(ouverte),
        on_entre=ouverte.salle_le <= maintenant,
        c_est_l_heure=ouverte.ouvre_le <= maintenant,
        suivre=suivre,
        suivre_secondes=secondes,
    )
    reponse: Response = make_response(page)
    if suivre:
        # Demandé en entrant, et la page dit comment l’arrêter (RGAA, 13.1).
        reponse.headers["Refresh"] = f"{secondes}; url={request.path}?suivre=1"
    return reponse


@blueprint.post("/inscriptions/activites/<code>/salle/entrer")
def entrer_en_salle(code: str) -> ResponseReturnValue:
    """Fait entrer le foyer dans la salle ; sans effet la seconde fois."""
    activite = activite_montree(code)
    ouverte = salles.salle_de(activite.id)
    if ouverte is None:
        raise Introuvable
    try:
        salles.entrer(ouverte.id, usager_id=foyer_id())
    except PasEncoreLHeure as refus:
        flash(refus_dit(refus), "attention")
        return redirect(url_for("inscriptions.salle", code=code), 303)
    return redirect(url_for("inscriptions.salle", code=code, suivre=1), 303)


def _situation(ouverte: SalleDAttente) -> Situation | None:
    """Rend où en est le foyer connecté, ou rien s’il n’est pas entré."""
    usager = usager_present()
    if usager is None:
        return None
    try:
        return salles.situation(ouverte.id, usager_id=usager.id)
    except Introuvable:
        return None


def _mon_tirage(ouverte: SalleDAttente) -> str:
    """Rend ce qui range le foyer connecté, une fois la graine publiée : chacun peut le refaire."""
    graine, usager = salles.graine_publiee(ouverte), usager_present()
    return tirage_de(graine, usager.id) if graine and usager else ""
