"""Un enfant : l’ajouter, corriger son nom, dire où il vit, ne plus en répondre."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portail.guichets.identites import usager_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.famille.commun import (
    D_UN_ENFANT,
    D_UN_RATTACHEMENT,
    QUALITES,
    RESIDENCES,
    adresse_dite,
    enfant_dit,
    qui,
    rattachement_dit,
    rattachement_garde,
    suite,
)
from portail.identite.famille import actions
from portail.identite.famille.erreurs import DejaDansLaFamille, PasUnEnfant
from portail.identite.famille.queries import enfant_de, enfants_de, personnes_autorisees
from portail.identite.models import Usager
from portail.inscriptions.attestations.models import Genre
from portail.inscriptions.attestations.mots import NOMS
from portail.inscriptions.attestations.queries import documents_envoyes, valables
from portail.inscriptions.paniers.queries import panier_de
from portail.inscriptions.sante.queries import activites_a_fiche, fiches_des
from portail.socle import debits, horloge

DEBIT = "30/hour"
"""Enfants ajoutés par une même personne : personne n’en a tant, un robot si."""
D_UN_ENFANT_ATTESTE = (Genre.SANTE, Genre.RESPONSABILITE_CIVILE, Genre.AISANCE_AQUATIQUE)


@blueprint.route("/mon-espace/famille/ajouter", methods=["GET", "POST"])
def ajouter_un_enfant() -> ResponseReturnValue:
    """Ajoute un enfant à la famille."""
    usager = usager_courant()
    form = formulaire_de(
        (*D_UN_ENFANT, *D_UN_RATTACHEMENT),
        contexte=contexte_de_saisie(),
        valeurs=_connues(usager),
        brut=envoi_garde(),
    )
    if form.validate_on_submit() and _ajoute(form):
        prenom = form.reponses()["prenom"]
        flash(_("%(prenom)s est dans votre famille.", prenom=prenom), "succes")
        return redirect(suite(url_for("usagers.famille")), code=303)
    page = render_template("usagers/famille/ajouter.html", form=form, retour=suite(url_for("usagers.famille")))
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.get("/mon-espace/famille/enfants/<uuid:enfant_id>")
def enfant(enfant_id: UUID) -> ResponseReturnValue:
    """Montre un enfant : lui, où il vit avec la personne, qui peut venir le chercher, ce qui vaut encore."""
    usager = usager_courant()
    le_sien = enfant_de(usager.id, enfant_id)
    lien = le_sien.rattachement_de(usager.id)
    valent = valables([enfant_id], horloge.aujourd_hui())[enfant_id]
    return render_template(
        "usagers/famille/enfant.html",
        enfant=le_sien,
        qualite=QUALITES[lien.qualite.value] if lien else "",
        residence=RESIDENCES[lien.residence.value] if lien else "",
        adresse=adresse_dite(lien) if lien else "",
        a_deux=len(le_sien.rattachements) > 1,
        personnes=personnes_autorisees([enfant_id])[enfant_id],
        genres=D_UN_ENFANT_ATTESTE,
        noms=NOMS,
        valables=valent,
        documents=documents_envoyes([une.piece_id for une in valent.values() if une.piece_id], usager_id=usager.id),
        activites=activites_a_fiche(enfant_id, usager_id=usager.id),
        fiches=fiches_des([enfant_id]),
        panier=panier_de(usager.id),
        vous=usager.id,
    )


@blueprint.route("/mon-espace/famille/enfants/<uuid:enfant_id>/modifier", methods=["GET", "POST"])
def modifier_l_enfant(enfant_id: UUID) -> ResponseReturnValue:
    """Corrige le nom ou la date de naissance d’un enfant."""
    le_sien = enfant_de(usager_courant().id, enfant_id)
    form = formulaire_de(D_UN_ENFANT, contexte=contexte_de_saisie(), valeurs=dict(le_sien.identite), brut=envoi_garde())
    if form.validate_on_submit() and accompli(
        form["date_naissance"], lambda: actions.modifier_enfant(enfant_id, enfant_dit(form.reponses()), **qui())
    ):
        flash(_("C’est enregistré."), "succes")
        return redirect(url_for("usagers.enfant", enfant_id=enfant_id), code=303)
    page = render_template("usagers/famille/modifier.html", form=form, enfant=le_sien)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.route("/mon-espace/famille/enfants/<uuid:enfant_id>/residence", methods=["GET", "POST"])
def changer_la_residence(enfant_id: UUID) -> ResponseReturnValue:
    """Change où et comment l’enfant vit avec la personne."""
    usager = usager_courant()
    le_sien = enfant_de(usager.id, enfant_id)
    form = formulaire_de(
        D_UN_RATTACHEMENT,
        contexte=contexte_de_saisie(),
        valeurs=rattachement_garde(le_sien.rattachement_de(usager.id)),
        brut=envoi_garde(),
    )
    if form.validate_on_submit() and accompli(
        form["adresse"],
        lambda: actions.changer_le_rattachement(enfant_id, rattachement_dit(form.reponses()), **qui()),
    ):
        flash(_("C’est enregistré."), "succes")
        return redirect(url_for("usagers.enfant", enfant_id=enfant_id), code=303)
    page = render_template("usagers/famille/residence.html", form=form, enfant=le_sien)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.route("/mon-espace/famille/enfants/<uuid:enfant_id>/quitter", methods=["GET", "POST"])
def se_detacher(enfant_id: UUID) -> ResponseReturnValue:
    """Demande confirmation, puis retire l’enfant de la famille de la personne."""
    le_sien = enfant_de(usager_courant().id, enfant_id)
    form = FlaskForm()
    if form.validate_on_submit():
        actions.se_detacher(enfant_id, **qui())
        flash(_("%(prenom)s n’est plus dans votre famille.", prenom=le_sien.prenom), "succes")
        return redirect(url_for("usagers.famille"), code=303)
    return render_template(
        "usagers/famille/quitter.html", form=form, enfant=le_sien, a_deux=len(le_sien.rattachements) > 1
    )


def _connues(usager: Usager) -> dict[str, object]:
    """Rend ce que l’on sait déjà : le nom, et comment vit l’aîné, s’il y en a un."""
    nom = usager.nom_usage or usager.identite.get("nom_naissance", "")
    aine = next(iter(enfants_de(usager.id)), None)
    return {"nom": nom or None, **rattachement_garde(aine.rattachement_de(usager.id) if aine else None)}


def _ajoute(form: FormulaireDeSaisie) -> bool:
    debits.consommer(DEBIT, "famille/ajouter", str(usager_courant().id))
    reponses = form.reponses()
    return accompli(
        form["prenom"],
        lambda: actions.ajouter_enfant(enfant_dit(reponses), rattachement_dit(reponses), **qui()),
        DejaDansLaFamille,
        PasUnEnfant,
        autres={PasUnEnfant: form["date_naissance"]},
    )
