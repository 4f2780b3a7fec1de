"""Les agendas : qui reçoit, les salles, les équipements, les interprètes."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, TexteCourt
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import AUCUN, enregistre, ou_rien, par, tenter
from portail.guichets.administration.rendez_vous.lieux import noms_des_lieux
from portail.guichets.administration.rendez_vous.mots import CHAMPS_DITS, GENRES
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.envoyees import en_options, texte
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.rendez_vous.lieux.queries import lieu_de, lieux_actifs, lieux_par_id
from portail.rendez_vous.ressources import actions
from portail.rendez_vous.ressources.models import GenreRessource, Ressource
from portail.rendez_vous.ressources.queries import ressource_de, toutes_les_ressources
from portail.socle.traduction import _

CODES = r"[a-z][a-z0-9_]*(?: *, *[a-z][a-z0-9_]*)*"
AUTRES = {genre: dit for genre, dit in GENRES.items() if genre is not GenreRessource.AGENT}


@blueprint.get("/rendez-vous/agendas")
def agendas_rdv() -> ResponseReturnValue:
    """Liste tout ce qui se réserve."""
    ressources = toutes_les_ressources()
    return render_template(
        "administration/rendez_vous/agendas.html",
        ressources=ressources,
        lieux=noms_des_lieux([une.lieu_id for une in ressources]),
    )


@blueprint.route("/rendez-vous/agendas/ajouter", methods=["GET", "POST"])
def ajouter_un_agenda() -> ResponseReturnValue:
    """Ajoute une salle, un équipement, un interprète."""
    champs = (Choix("genre", _("Qu’ajoutez-vous ?"), en_options(AUTRES)), _NOM, *_champs())
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={"lieu": AUCUN}, brut=envoi_garde())
    return _ouvrir(form, partial(_ajouter, form), None)


@blueprint.route("/agents/<uuid:identifiant>/agenda", methods=["GET", "POST"])
def ouvrir_l_agenda(identifiant: UUID) -> ResponseReturnValue:
    """Ouvre l’agenda d’un agent : il pourra recevoir."""
    agent = agent_de(identifiant)
    form = formulaire_de(_champs(), contexte=contexte_de_saisie(), valeurs={"lieu": AUCUN}, brut=envoi_garde())
    return _ouvrir(form, partial(_inscrire, identifiant, form), agent)


def _ouvrir(form: FormulaireDeSaisie, geste: Callable[[], object], agent: Agent | None) -> ResponseReturnValue:
    if form.validate_on_submit() and enregistre(form, "lieu", geste):
        flash(gettext("L’agenda est ouvert."), "succes")
        return redirect(url_for("administration.agendas_rdv"), code=303)
    return render_template("administration/rendez_vous/ajouter_agenda.html", form=form, fiche=agent), (
        422 if form.errors else 200
    )


@blueprint.route("/rendez-vous/agendas/<uuid:ressource_id>", methods=["GET", "POST"])
def agenda_rdv(ressource_id: UUID) -> ResponseReturnValue:
    """Montre un agenda et change ce qu’on en dit."""
    ressource = ressource_de(ressource_id)
    champs = _champs() if ressource.agent_id else (_NOM, *_champs())
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs=_valeurs(ressource), brut=envoi_garde())
    if form.validate_on_submit() and enregistre(form, "lieu", partial(_modifier, ressource, form)):
        flash(gettext("La fiche est enregistrée."), "succes")
        return redirect(url_for("administration.agenda_rdv", ressource_id=ressource_id), code=303)
    return render_template(
        "administration/rendez_vous/agenda.html",
        ressource=ressource,
        form=form,
        changements_faits=changements_de(("ressource", ressource_id)),
    ), 422 if form.errors else 200


@blueprint.post("/rendez-vous/agendas/<uuid:ressource_id>/retirer")
def retirer_l_agenda(ressource_id: UUID) -> ResponseReturnValue:
    """Retire un agenda du choix."""
    return tenter(
        partial(actions.retirer, ressource_id, auteur=par()),
        succes=gettext("Cet agenda n’est plus au choix."),
        retour=url_for("administration.agenda_rdv", ressource_id=ressource_id),
    )


@blueprint.post("/rendez-vous/agendas/<uuid:ressource_id>/remettre")
def remettre_l_agenda(ressource_id: UUID) -> ResponseReturnValue:
    """Remet un agenda au choix."""
    return tenter(
        partial(actions.remettre, ressource_id, auteur=par()),
        succes=gettext("Cet agenda est de nouveau au choix."),
        retour=url_for("administration.agenda_rdv", ressource_id=ressource_id),
    )


_NOM = TexteCourt("nom", _("Nom"), longueur_max=80, aide=_("Exemple : salle de consultation 2"))


def _champs() -> Sequence[Champ]:
    lieux = {AUCUN: _("Aucun : va de lieu en lieu"), **{lieu.code: lieu.nom for lieu in lieux_actifs()}}
    return (
        Choix("lieu", _("Lieu"), lieux),
        TexteCourt(
            "competences",
            CHAMPS_DITS["competences"],
            obligatoire=False,
            longueur_max=200,
            motif=CODES,
            exemple="puericultrice, vaccination",
            aide=_("Les codes que demandent les rendez-vous, séparés par des virgules."),
        ),
        TexteCourt(
            "langues",
            CHAMPS_DITS["langues"],
            obligatoire=False,
            longueur_max=60,
            motif=CODES,
            exemple="lsf, ar",
            aide=_("Codes à deux lettres, « lsf » pour la langue des signes, « lpc » pour la langue parlée complétée."),
        ),
        TexteCourt(
            "visio",
            CHAMPS_DITS["visio"],
            obligatoire=False,
            longueur_max=200,
            motif=r"https://\S+",
            exemple="https://visio.departement.example/salle",
            aide=_("Vide : ne reçoit pas ainsi."),
        ),
    )


def _valeurs(ressource: Ressource) -> dict[str, str | None]:
    lieux = lieux_par_id([ressource.lieu_id] if ressource.lieu_id else [])
    return {
        "nom": ressource.nom,
        "lieu": lieux[ressource.lieu_id].code if ressource.lieu_id else AUCUN,
        "competences": ", ".join(ressource.competences) or None,
        "langues": ", ".join(ressource.langues) or None,
        "visio": ressource.visio or None,
    }


def _fiche(form: FormulaireDeSaisie, nom: str = "") -> actions.FicheRessource:
    reponses = form.reponses()
    code = ou_rien(reponses["lieu"], AUCUN)
    return actions.FicheRessource(
        nom=texte(reponses.get("nom")) or nom,
        lieu_id=lieu_de(code).id if code else None,
        competences=_codes(reponses["competences"]),
        langues=_codes(reponses["langues"]),
        visio=texte(reponses["visio"]),
    )


def _codes(ecrits: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.strip() for code in texte(ecrits).split(",") if code.strip()))


def _ajouter(form: FormulaireDeSaisie) -> None:
    actions.ajouter(GenreRessource(form.reponses()["genre"]), _fiche(form), auteur=par())


def _inscrire(agent_id: UUID, form: FormulaireDeSaisie) -> None:
    fiche = _fiche(form)
    actions.inscrire_agent(
        agent_id,
        lieu_id=fiche.lieu_id,
        competences=fiche.competences,
        langues=fiche.langues,
        visio=fiche.visio,
        auteur=par(),
    )


def _modifier(ressource: Ressource, form: FormulaireDeSaisie) -> None:
    actions.modifier(ressource.id, _fiche(form, ressource.nom), auteur=par())
