"""Un groupe : qui y est inscrit, la liste à imprimer, le fichier ; exclure, annuler. Chaque lecture est au journal."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from portail.guichets.agents.activites.acces import (
    DEBIT,
    FormulaireDeRaison,
    age_aujourd_hui,
    droits_sur,
    exiger_de_regler,
    fil_de,
    page_de_formulaire,
    par,
)
from portail.guichets.agents.activites.fichiers import en_csv, oui_ou_non
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.identite.famille.comptoir import usagers_par_id
from portail.identite.famille.queries import personnes_autorisees
from portail.identite.models import Usager
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.activites.tenues import groupe_gere, groupe_tenu
from portail.inscriptions.paniers.annulations import annuler_le_groupe, exclure
from portail.inscriptions.places.models import Inscription
from portail.inscriptions.places.queries import inscrits, restes
from portail.journal.actions import consigner
from portail.socle import debits, horloge
from portail.socle.erreurs import ErreurMetier, Introuvable


@blueprint.get("/activites/groupes/<code>")
def groupe(code: str) -> ResponseReturnValue:
    """Montre les enfants inscrits d’un groupe et leur responsable ; la lecture est au journal."""
    lu = groupe_gere(agent_courant(), code)
    presents = inscrits(lu.id)
    _consigner("lire_inscrits", lu, presents)
    return render_template(
        "agents/activites/groupe.html",
        groupe=lu,
        inscrits=presents,
        usagers=usagers_par_id({une.usager_id for une in presents}),
        reste=restes([lu.id]).get(lu.id),
        age=age_aujourd_hui,
        **droits_sur(lu.activite),
    )


@blueprint.get("/activites/groupes/<code>/imprimer")
def imprimer_le_groupe(code: str) -> ResponseReturnValue:
    """Rend la liste à emporter : les enfants, qui peut venir les chercher, qui appeler. Rien de leur santé."""
    lu = groupe_gere(agent_courant(), code)
    presents = inscrits(lu.id)
    _consigner("imprimer_inscrits", lu, presents)
    return render_template(
        "agents/activites/imprimer.html",
        groupe=lu,
        inscrits=presents,
        usagers=usagers_par_id({une.usager_id for une in presents}),
        autorisees=personnes_autorisees({une.enfant_id for une in presents}),
        age=age_aujourd_hui,
    )


@blueprint.post("/activites/groupes/<code>/inscrits.csv")
def exporter_le_groupe(code: str) -> ResponseReturnValue:
    """Rend le fichier des inscrits ; l’export est au journal du groupe."""
    agent = agent_courant()
    lu = groupe_gere(agent, code)
    debits.consommer(DEBIT, "inscrits", str(agent.id))
    presents = inscrits(lu.id)
    responsables = usagers_par_id({une.usager_id for une in presents})
    _consigner("exporter_inscrits", lu, presents)
    entete = (
        gettext("Nom"),
        gettext("Prénom"),
        gettext("Date de naissance"),
        gettext("Niveau"),
        gettext("Rentre seul"),
        gettext("Droit à l’image"),
        gettext("Responsable"),
        gettext("Téléphone"),
        gettext("Courriel"),
        gettext("Inscrit le"),
    )
    lignes = [_ligne(une, responsables) for une in presents]
    return en_csv(f"inscrits-{lu.code}-{horloge.aujourd_hui().isoformat()}.csv", entete, lignes)


def _ligne(inscription: Inscription, responsables: Mapping[UUID, Usager]) -> tuple[object, ...]:
    enfant, responsable = inscription.enfant, responsables.get(inscription.usager_id)
    return (
        enfant.nom,
        enfant.prenom,
        enfant.identite.get("date_naissance", ""),
        inscription.niveau,
        oui_ou_non(inscription.sortie_seul),
        oui_ou_non(inscription.droit_image),
        responsable.nom_affiche if responsable else "",
        (responsable.telephone if responsable else "") or "",
        (responsable.courriel if responsable else "") or "",
        inscription.confirmee_le.date().isoformat() if inscription.confirmee_le else "",
    )


@blueprint.route("/activites/groupes/<code>/exclure/<uuid:inscription_id>", methods=["GET", "POST"])
def exclure_un_enfant(code: str, inscription_id: UUID) -> ResponseReturnValue:
    """Exclut un enfant d’un groupe, raison à l’appui."""
    agent = agent_courant()
    lu = groupe_gere(agent, code)
    exiger_de_regler(lu.activite)
    sienne = next((une for une in inscrits(lu.id) if une.id == inscription_id), None)
    if sienne is None:
        raise Introuvable
    form = formulaire_repris(FormulaireDeRaison)

    def geste() -> None:
        exclure(inscription_id, raison=str(form.raison.data), agent=agent, auteur=par())

    if form.validate_on_submit() and accompli(form.raison, geste, ErreurMetier):
        flash(gettext("L’enfant n’est plus inscrit : sa place va à qui l’attendait."), "succes")
        return redirect(url_for("agents.groupe", code=code), code=303)
    return page_de_formulaire(
        form,
        gettext("Exclure %(enfant)s ?", enfant=sienne.enfant.nom_affiche),
        etapes=fil_de(groupe=lu),
        bouton=gettext("Exclure cet enfant"),
        textes=[gettext("Sa place va à qui l’attendait. Rien n’est remboursé tout seul.")],
    )


@blueprint.route("/activites/groupes/<code>/annuler", methods=["GET", "POST"])
def annuler_un_groupe(code: str) -> ResponseReturnValue:
    """Annule un groupe : toutes les places sont rendues et tout est remboursé."""
    agent = agent_courant()
    lu = groupe_tenu(agent, code)
    exiger_de_regler(lu.activite)
    form = formulaire_repris(FormulaireDeRaison)
    annules: list[int] = []

    def geste() -> None:
        annules.append(annuler_le_groupe(lu.id, raison=str(form.raison.data), agent=agent, auteur=par()))

    if form.validate_on_submit() and accompli(form.raison, geste, ErreurMetier):
        dit = ngettext(
            "Le groupe est annulé : %(num)d enfant prévenu et remboursé.",
            "Le groupe est annulé : %(num)d enfants prévenus et remboursés.",
            annules[0],
        )
        flash(dit, "succes")
        return redirect(url_for("agents.activite", code=lu.activite.code), code=303)
    return page_de_formulaire(
        form,
        gettext("Annuler ce groupe ?"),
        etapes=fil_de(groupe=lu),
        bouton=gettext("Annuler le groupe"),
        textes=[
            gettext("Toutes les places sont rendues, tout est remboursé, chaque famille reçoit un message."),
            gettext("Un paiement en cours garde sa place le temps d’aboutir : il sera rendu aussi."),
        ],
    )


def _consigner(action: str, lu: Groupe, presents: Sequence[Inscription]) -> None:
    """Écrit qui a lu ces noms ; une liste vide n’en donne aucun."""
    if presents:
        consigner(action, auteur=par(), objet=("groupe", lu.id), details={"nombre": len(presents)})
