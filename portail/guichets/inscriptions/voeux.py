"""Les vœux : critères publiés, dire et classer, retirer ; le résultat expliqué par enfant, et le contester."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import TexteLong
from portail.guichets.classement import (
    Choisir,
    a_classer,
    campagne_montree,
    est_ouverte,
    formulaire_des_voeux,
    veut_ensemble,
    voeux_dits,
)
from portail.guichets.contexte import traduire
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_present
from portail.guichets.inscriptions.blueprint import activite_montree, blueprint, foyer, foyer_id
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfants_de
from portail.inscriptions.activites.queries import groupes_a_choisir
from portail.inscriptions.attente.models import AttenteFoyer
from portail.inscriptions.attente.queries import attentes_de
from portail.inscriptions.ouvertures.campagnes import dire_ses_voeux, retirer_ses_voeux
from portail.inscriptions.ouvertures.contestations import LONGUEUR_MAX, contester
from portail.inscriptions.ouvertures.models import Campagne, DemandeSurVoeux, EtatCampagne
from portail.inscriptions.ouvertures.queries import campagne_de, demande_de
from portail.parametres.queries import entier_au
from portail.socle.erreurs import ErreurMetier, Introuvable, SaisieInvalide
from portail.socle.traduction import _

RAISONS = {
    "obtenu": _("Obtenu : la place vous est gardée."),
    "complet": _("Complet : toutes les places étaient données à des foyers passés avant vous."),
    "pas_assez": _("Il restait %(restait)s place(s), il vous en fallait %(fallait)s ensemble."),
    "fratrie": _("Il restait de la place ici, mais pas au même rang des vœux de ses frères et sœurs."),
    "maximum": _("Cet enfant avait déjà ce qu’il peut avoir."),
    "mieux": _("Un vœu préféré a été obtenu : celui-ci n’a pas servi."),
    "annule": _("Ce groupe n’était plus proposé."),
}
CRITERES = {
    "premiere_fois": _("aucun enfant du foyer n’était inscrit cette saison ni la précédente"),
    "fratrie": _("plusieurs enfants du foyer font des vœux"),
    "commune_du_site": _("l’enfant vit dans la commune de son premier vœu"),
}


@blueprint.get("/inscriptions/activites/<code>/voeux")
@ouvert
def voeux(code: str) -> ResponseReturnValue:
    """Publie les règles de la campagne ; au foyer connecté, montre ses vœux et ce qu’ils ont donné."""
    activite = activite_montree(code)
    campagne = campagne_de(activite.id)
    usager = usager_present()
    demande = demande_de(campagne.id, usager_id=usager.id) if campagne and usager else None
    groupes = {groupe.id: groupe for groupe in groupes_a_choisir(activite.id)}
    return render_template(
        "inscriptions/voeux.html",
        activite=activite,
        campagne=campagne,
        ouverte=campagne is not None and est_ouverte(campagne),
        attribuee=campagne is not None and campagne.etat is EtatCampagne.ATTRIBUEE,
        criteres=_criteres(campagne) if campagne else [],
        voeux_max=entier_au("inscription_voeux_max"),
        demande=demande,
        par_enfant=_par_enfant(demande, usager.id) if demande and usager else [],
        groupes=groupes,
        miens=[critere_dit(nom) for nom in demande.criteres if nom in campagne.poids] if demande and campagne else [],
        attente=_attente(usager.id, set(groupes)) if demande and usager else None,
        raison_dite=raison_dite,
    )


@blueprint.route("/inscriptions/activites/<code>/voeux/dire", methods=["GET", "POST"])
def dire_nos_voeux(code: str) -> ResponseReturnValue:
    """Fait classer les groupes pour chaque enfant ; redits, les vœux remplacent les précédents."""
    activite = activite_montree(code)
    choix = a_classer(activite, foyer_id())
    demande = demande_de(choix.campagne.id, usager_id=foyer_id())
    form = formulaire_des_voeux(choix, demande)
    refus, statut = "", 200
    if form.validate_on_submit():
        refus, statut = _dire(choix, form)
        if not refus:
            flash(gettext("Vos vœux sont gardés. Vous pouvez les changer jusqu’à la clôture."), "succes")
            return redirect(url_for("inscriptions.voeux", code=code), 303)
    page = render_template(
        "inscriptions/dire_nos_voeux.html", activite=activite, choix=choix, form=form, refus=refus, demande=demande
    )
    return page, SAISIE_A_CORRIGER if form.errors else statut


@blueprint.post("/inscriptions/activites/<code>/voeux/retirer")
def retirer_nos_voeux(code: str) -> ResponseReturnValue:
    """Retire les vœux du foyer, tant que la campagne est ouverte."""
    campagne = campagne_montree(activite_montree(code))
    try:
        retirer_ses_voeux(campagne.id, **foyer())
    except Introuvable:
        raise
    except ErreurMetier as refus:
        flash(refus_dit(refus), "attention")
    else:
        flash(gettext("Vos vœux sont retirés."), "succes")
    return redirect(url_for("inscriptions.voeux", code=code), 303)


@blueprint.route("/inscriptions/activites/<code>/voeux/contester", methods=["GET", "POST"])
def contester_le_resultat(code: str) -> ResponseReturnValue:
    """Reçoit ce que le foyer conteste de son résultat."""
    activite = activite_montree(code)
    campagne = campagne_montree(activite)
    demande = demande_de(campagne.id, usager_id=foyer_id())
    if demande is None or campagne.etat is not EtatCampagne.ATTRIBUEE or demande.repondue_le is not None:
        raise Introuvable
    champ = TexteLong("texte", _("Que contestez-vous, et pourquoi ?"), longueur_max=LONGUEUR_MAX)
    ecrit = {"texte": demande.contestation}
    form = formulaire_de([champ], contexte=contexte_de_saisie(), valeurs=ecrit, brut=envoi_garde())
    if form.validate_on_submit():
        texte = str(form.reponses()["texte"] or "")
        if accompli(form["texte"], lambda: contester(campagne.id, texte, **foyer()), SaisieInvalide):
            flash(gettext("Votre contestation est reçue : le service vous répondra ici."), "succes")
            return redirect(url_for("inscriptions.voeux", code=code), 303)
    page = render_template("inscriptions/contester_le_resultat.html", activite=activite, form=form)
    return page, SAISIE_A_CORRIGER if form.errors else 200


def critere_dit(nom: str) -> str:
    """Rend un critère en toutes lettres."""
    if nom.startswith("quotient_"):
        tranche = nom.removeprefix("quotient_").upper()
        return traduire(_("le quotient familial est dans la tranche %(tranche)s")) % {"tranche": tranche}
    return traduire(CRITERES[nom]) if nom in CRITERES else nom.replace("_", " ")


def raison_dite(explication: Mapping[str, object]) -> str:
    """Rend ce qu’il est advenu d’un vœu."""
    nombres = {"restait": explication.get("restait", 0), "fallait": explication.get("fallait", 0)}
    return traduire(RAISONS[str(explication["raison"])]) % nombres


def _criteres(campagne: Campagne) -> list[tuple[str, int]]:
    """Rend chaque critère et ses points, celui qui compte le plus d’abord."""
    return [
        (critere_dit(nom), points) for nom, points in sorted(campagne.poids.items(), key=lambda un: (-un[1], un[0]))
    ]


def _par_enfant(demande: DemandeSurVoeux, usager_id: UUID) -> list[tuple[Enfant, list[object]]]:
    """Rend les vœux de chaque enfant, le préféré d’abord."""
    enfants = {enfant.id: enfant for enfant in enfants_de(usager_id)}
    siens: dict[UUID, list[object]] = {}
    for voeu in sorted(demande.voeux, key=lambda un: un.rang):
        siens.setdefault(voeu.enfant_id, []).append(voeu)
    return [(enfants[qui], leurs) for qui, leurs in siens.items() if qui in enfants]


def _attente(usager_id: UUID, groupes: set[UUID]) -> AttenteFoyer | None:
    """Rend la liste d’attente née de ces vœux, si le foyer y est encore."""
    siennes = (une for une in attentes_de(usager_id) if une.une_par_enfant)
    return next((une for une in siennes if any(place.groupe_id in groupes for place in une.attendues)), None)


def _dire(choix: Choisir, form: FormulaireDeSaisie) -> tuple[str, int]:
    """Garde les vœux ; rend le refus et son code, ou rien."""
    voulus = voeux_dits(choix, form)
    if not voulus:
        return gettext("Classez au moins un groupe."), SAISIE_A_CORRIGER
    try:
        dire_ses_voeux(choix.campagne.id, voulus, ensemble=veut_ensemble(form), **foyer())
    except Introuvable:
        raise
    except ErreurMetier as refus:
        return refus_dit(refus), refus.code_http
    return "", 200
