"""Les vœux : critères publiés, dire et classer, retirer ; le résultat expliqué par enfant, et le contester."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, OuiNon, TexteLong
from portail.guichets.contexte import traduire
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_present
from portail.guichets.inscriptions.blueprint import activite_montree, blueprint, foyer, foyer_id
from portail.guichets.mots_des_inscriptions import commune_du, niveau_dit, obstacles_dits, quand_du
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfants_de
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.activites.queries import groupes_a_choisir
from portail.inscriptions.attente.models import AttenteFoyer
from portail.inscriptions.attente.queries import attentes_de
from portail.inscriptions.ouvertures.campagnes import VoeuxDit, dire_ses_voeux, retirer_ses_voeux
from portail.inscriptions.ouvertures.contestations import LONGUEUR_MAX, contester
from portail.inscriptions.ouvertures.models import Campagne, DemandeSurVoeux, EtatCampagne
from portail.inscriptions.ouvertures.queries import campagne_de, demande_de
from portail.inscriptions.places.examen import constats_de, est_fini
from portail.parametres.queries import entier_au
from portail.socle import horloge
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
AUCUN = "aucun"


@dataclass(frozen=True, slots=True)
class Choisir:
    """Ce qu’un foyer peut classer : ses enfants, et pour chacun les groupes où il peut entrer."""

    campagne: Campagne
    enfants: Sequence[Enfant]
    admis: Mapping[UUID, Sequence[Groupe]]
    empeches: Sequence[tuple[Enfant, list[str]]]


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
        ouverte=campagne is not None and _est_ouverte(campagne),
        attribuee=campagne is not None and campagne.etat is EtatCampagne.ATTRIBUEE,
        criteres=[(critere_dit(nom), points) for nom, points in sorted(campagne.poids.items())] if campagne else [],
        voeux_max=entier_au("inscription_voeux_max"),
        demande=demande,
        par_enfant=_par_enfant(demande, usager.id) if demande and usager else [],
        groupes=groupes,
        miens=[critere_dit(nom) for nom in demande.criteres] if demande else [],
        attente=_attente(usager.id, set(groupes)) if demande and usager else None,
        raison_dite=raison_dite,
    )


@blueprint.route("/inscriptions/activites/<code>/voeux/dire", methods=["GET", "POST"])
def dire_nos_voeux(code: str) -> ResponseReturnValue:
    """Fait classer les groupes pour chaque enfant ; redits, les vœux remplacent les précédents."""
    activite = activite_montree(code)
    choix = _choisir(activite)
    demande = demande_de(choix.campagne.id, usager_id=foyer_id())
    form = _formulaire(choix, demande)
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
    campagne = _campagne(activite_montree(code))
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
    campagne = _campagne(activite)
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


def _est_ouverte(campagne: Campagne) -> bool:
    dans_les_temps = campagne.ouvre_le <= horloge.maintenant() < campagne.ferme_le
    return dans_les_temps and campagne.etat is EtatCampagne.PREPAREE


def _campagne(activite: Activite) -> Campagne:
    campagne = campagne_de(activite.id)
    if campagne is None:
        raise Introuvable
    return campagne


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


def _choisir(activite: Activite) -> Choisir:
    campagne = _campagne(activite)
    groupes = [groupe for groupe in groupes_a_choisir(activite.id) if not est_fini(groupe)]
    enfants = [enfant for enfant in enfants_de(foyer_id()) if enfant.identite]
    constats = constats_de(enfants, groupes)
    admis = {enfant.id: [un for un in groupes if constats[enfant.id, un.id].convient] for enfant in enfants}
    raisons = {
        enfant.id: [r for un in groupes for r in obstacles_dits(constats[enfant.id, un.id], un, enfant)]
        for enfant in enfants
    }
    return Choisir(
        campagne=campagne,
        enfants=[enfant for enfant in enfants if admis[enfant.id]],
        admis=admis,
        empeches=[(un, list(dict.fromkeys(raisons[un.id]))) for un in enfants if not admis[un.id]],
    )


def _formulaire(choix: Choisir, demande: DemandeSurVoeux | None) -> FormulaireDeSaisie:
    valeurs: dict[str, object] = {"ensemble": "oui" if demande and demande.ensemble else "non"}
    for voeu in demande.voeux if demande else ():
        valeurs[f"voeu_{voeu.enfant_id.hex}_{voeu.rang}"] = str(voeu.groupe_id)
        valeurs[f"niveau_{voeu.enfant_id.hex}"] = voeu.niveau or None
    return formulaire_de(list(_champs(choix)), contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())


def _champs(choix: Choisir) -> Iterator[Champ]:
    for enfant in choix.enfants:
        admis = choix.admis[enfant.id]
        niveaux = sorted({groupe.niveau for groupe in admis} - {""})
        if niveaux:
            yield Choix(f"niveau_{enfant.id.hex}", traduire(_("%(prenom)s, quel niveau ?")) % {"prenom": enfant.prenom},
                        {niveau: niveau_dit(niveau).capitalize() for niveau in niveaux})  # fmt: skip
        options = {str(groupe.id): f"{groupe.libelle}, {commune_du(groupe)}, {quand_du(groupe)}" for groupe in admis}
        options[AUCUN] = _("Pas de vœu")
        for rang in range(1, min(entier_au("inscription_voeux_max"), len(admis)) + 1):
            libelle = traduire(_("%(prenom)s, vœu n° %(rang)s")) % {"prenom": enfant.prenom, "rang": rang}
            yield Choix(f"voeu_{enfant.id.hex}_{rang}", libelle, options, obligatoire=False)
    if len(choix.enfants) > 1:
        yield OuiNon("ensemble", _("Voulez-vous vos enfants au même rang de leurs vœux, ou pas du tout ?"))


def _dire(choix: Choisir, form: FormulaireDeSaisie) -> tuple[str, int]:
    """Garde les vœux ; rend le refus et son code, ou rien."""
    dits = form.reponses()
    voulus = [voulu for enfant in choix.enfants if (voulu := _voeux_de(choix, enfant, dits)).groupes]
    if not voulus:
        return gettext("Classez au moins un groupe."), SAISIE_A_CORRIGER
    try:
        dire_ses_voeux(choix.campagne.id, voulus, ensemble=dits.get("ensemble") == "oui", **foyer())
    except Introuvable:
        raise
    except ErreurMetier as refus:
        return refus_dit(refus), refus.code_http
    return "", 200


def _voeux_de(choix: Choisir, enfant: Enfant, dits: Mapping[str, object]) -> VoeuxDit:
    groupes = {str(groupe.id): groupe for groupe in choix.admis[enfant.id]}
    rangs = range(1, len(groupes) + 1)
    classes = [str(dits.get(f"voeu_{enfant.id.hex}_{rang}") or "") for rang in rangs]
    return VoeuxDit(
        enfant=enfant,
        groupes=[groupes[classe] for classe in classes if classe in groupes],
        niveau=str(dits.get(f"niveau_{enfant.id.hex}") or ""),
    )
