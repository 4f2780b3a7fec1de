"""Suivre un certificat : où il en est, ce qu’il dit, son PDF, répondre à une question, le retirer."""

from collections.abc import Sequence
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import TexteLong
from portail.guichets.contexte import langue_courante
from portail.guichets.document_joint import document_recu, formulaire_du_document
from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reponses import en_pdf, montrer_contenu
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.identite.notaires.actions import auteur_membre
from portail.notaires.certificats.actions import TEXTE_MAX, noter_la_lecture, repondre, retirer
from portail.notaires.certificats.demandes import en_liste, parcelles_gardees
from portail.notaires.certificats.etats import RETIRABLES, EtatCertificat, raisons_de
from portail.notaires.certificats.models import Certificat, Mutation
from portail.notaires.certificats.mots import MUTATIONS, RAISONS, droit_dit, statut_certifie
from portail.notaires.certificats.queries import (
    certificat_de_l_office,
    contenances_autres,
    document_du_certificat,
    pdf_du_certificat,
    plan_du_certificat,
    valable_jusqu_au,
)
from portail.notaires.declarations.terrain import DEMARCHE
from portail.notaires.zones.appartenance import Droit
from portail.notaires.zones.constats import Constat
from portail.notaires.zones.mots import a_faire, donnees_lues, phrases
from portail.pieces.justificatifs.queries import contenu_du_justificatif
from portail.socle.erreurs import Indisponible, TransitionInterdite
from portail.socle.traduction import _

REPONSE = (TexteLong("reponse", _("Votre réponse"), longueur_max=TEXTE_MAX),)


@blueprint.get("/espaces-naturels/<numero:numero>")
def certificat(numero: str) -> ResponseReturnValue:
    """Montre une demande de l’office : ce qui l’attend, ou ce qui est certifié, la carte et les mots."""
    membre = membre_courant()
    lu = certificat_de_l_office(membre, numero)
    noter_la_lecture(lu, "consulter_certificat", auteur=auteur_membre(membre))
    constats = lu.constats_lus()
    return render_template(
        "notaires/espaces_naturels/certificat.html",
        certificat=lu,
        mutation=MUTATIONS[Mutation(lu.demande["nature"])],
        parcelles=parcelles_gardees(lu.demande),
        autres=contenances_autres(parcelles_gardees(lu.demande)),
        deposant=lu.membre,
        raisons=[RAISONS[raison] for raison in raisons_de(constats)],
        retirable=lu.etat in RETIRABLES,
        **(_certifie(lu, constats) if lu.delivre_le else {}),
    )


def _certifie(lu: Certificat, constats: Sequence[Constat]) -> dict[str, object]:
    """Rend ce que montre un certificat délivré : les constats tels que certifiés, et la carte de son document."""
    document = document_du_certificat(lu)
    return {
        "document": document,
        "carte": document.contenu["donnees"]["carte"]["dessin"],
        "constats": constats,
        "statut": statut_certifie,
        "droit": droit_dit,
        "phrases": phrases,
        "suites": list(dict.fromkeys(phrase for un in constats for phrase in a_faire(un, langue_courante()))),
        "donnees": donnees_lues(constats, langue_courante()),
        "fin": valable_jusqu_au(lu.delivre_le) if lu.delivre_le else None,
        "adresse_dia": _vers_la_declaration(lu) if any(un.droit is Droit.DEPARTEMENT for un in constats) else "",
    }


def _vers_la_declaration(lu: Certificat) -> str:
    """Rend l’adresse où déclarer la vente de ces parcelles, déjà remplie."""
    parcelles = en_liste(parcelles_gardees(lu.demande)).replace("\n", ", ")
    return url_for(
        "usagers.commencer",
        identifiant=DEMARCHE,
        commune=lu.commune_insee,
        parcelles=parcelles,
        certificat=lu.numero,
    )


@blueprint.get("/espaces-naturels/<numero:numero>/pdf")
def pdf_du_zonage(numero: str) -> ResponseReturnValue:
    """Rend le certificat scellé ; ce téléchargement est au journal."""
    membre = membre_courant()
    lu = certificat_de_l_office(membre, numero)
    try:
        contenu = pdf_du_certificat(lu)
    except Indisponible:
        flash(gettext("Le PDF se prépare. Revenez dans une minute : cette page dit déjà la même chose."), "attention")
        return redirect(url_for("notaires.certificat", numero=numero), 303)
    noter_la_lecture(lu, "telecharger_certificat", auteur=auteur_membre(membre))
    return en_pdf(contenu, f"certificat-{numero}.pdf")


@blueprint.get("/espaces-naturels/<numero:numero>/plan")
def plan_joint(numero: str) -> ResponseReturnValue:
    """Rend le plan que l’office a joint."""
    return montrer_contenu(
        *contenu_du_justificatif(plan_du_certificat(certificat_de_l_office(membre_courant(), numero)))
    )


@blueprint.route("/espaces-naturels/<numero:numero>/repondre", methods=["GET", "POST"])
def repondre_a_la_question(numero: str) -> ResponseReturnValue:
    """Répond à la question de l’agent, un plan joint au besoin."""
    membre = membre_courant()
    lu = certificat_de_l_office(membre, numero)
    if lu.etat is not EtatCertificat.A_PRECISER:
        raise TransitionInterdite
    form = formulaire_de(REPONSE, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    fichiers = formulaire_du_document(gettext("Plan ou état parcellaire"))
    if form.validate_on_submit():
        plan = document_recu(fichiers)
        geste = partial(repondre, lu.id, str(form.reponses()["reponse"]), membre=membre, plan=plan)
        if not fichiers.errors and accompli(form["reponse"], geste):
            flash(gettext("Votre réponse est envoyée. Le délai repart d’aujourd’hui."), "succes")
            return redirect(url_for("notaires.certificat", numero=numero), 303)
    page = render_template("notaires/espaces_naturels/repondre.html", certificat=lu, form=form, fichiers=fichiers)
    return page, SAISIE_A_CORRIGER if form.errors or fichiers.errors else 200


@blueprint.route("/espaces-naturels/<numero:numero>/retirer", methods=["GET", "POST"])
def retirer_la_demande(numero: str) -> ResponseReturnValue:
    """Demande confirmation, puis retire la demande."""
    membre = membre_courant()
    lu = certificat_de_l_office(membre, numero)
    if lu.etat not in RETIRABLES:
        raise TransitionInterdite
    form = FlaskForm()
    if form.validate_on_submit():
        retirer(lu.id, membre=membre)
        flash(gettext("La demande est retirée."), "succes")
        return redirect(url_for("notaires.certificat", numero=numero), 303)
    return render_template("notaires/espaces_naturels/retirer.html", certificat=lu, form=form)
