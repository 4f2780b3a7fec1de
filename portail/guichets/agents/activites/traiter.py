"""Ce que le service doit traiter : contestations, annulations, argent sans place, impayés, documents à voir."""

from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from portail.guichets.agents.activites.acces import RAISON_MAX, fil_de, page_de_formulaire, par, tenter
from portail.guichets.agents.activites.mots import MOTIFS
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import date_longue, euros, traduire
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reponses import montrer_contenu
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Radios, Texte, au_plus
from portail.identite.famille.queries import enfants_par_id
from portail.inscriptions.activites.tenues import services_geres
from portail.inscriptions.attestations.actions import ouvrir_le_document, verifier
from portail.inscriptions.attestations.bureau import attestation_tenue, attestations_a_verifier
from portail.inscriptions.ouvertures.contestations import a_repondre
from portail.inscriptions.paniers import a_traiter
from portail.inscriptions.paniers.annulations import decider, ouvrir_le_justificatif
from portail.inscriptions.paniers.models import EtatDemande
from portail.pieces.justificatifs.queries import contenu_du_justificatif
from portail.socle.erreurs import ErreurMetier, Interdit
from portail.socle.traduction import _


class FormulaireDeDemande(FlaskForm):
    """Rendre l’argent ou non, et pourquoi."""

    etat = Radios(lazy_gettext("Votre décision"), [Exige(_("Choisissez une décision."))])
    raison = Texte(
        lazy_gettext("Pourquoi ?"),
        [au_plus(RAISON_MAX)],
        description=lazy_gettext("Exigée pour refuser. Gardée au journal. N’y dites rien de la santé d’un enfant."),
    )

    def proposer(self) -> None:
        """Pose les deux décisions."""
        self.etat.choices = {
            EtatDemande.ACCEPTEE.value: gettext("Accepter : j’ai vu le justificatif, la régie rend l’argent"),
            EtatDemande.REFUSEE.value: gettext("Refuser"),
        }

    def validate_raison(self, field: Texte) -> None:
        """Exige une raison pour refuser."""
        if self.etat.data == EtatDemande.REFUSEE and not (field.data or "").strip():
            raise ValidationError(gettext("Dites pourquoi vous refusez : la famille peut demander cette raison."))


class FormulaireDAppel(FlaskForm):
    """Ce qui a été convenu avec la famille."""

    texte = Texte(
        lazy_gettext("Ce qui a été convenu"),
        [Exige(_("Écrivez ce qui a été dit à la famille.")), au_plus(RAISON_MAX)],
        description=lazy_gettext("Gardé au journal de la commande."),
    )


@blueprint.get("/activites/a-traiter")
def inscriptions_a_traiter() -> ResponseReturnValue:
    """Rassemble ce qui attend quelqu’un du service."""
    services = services_geres(agent_courant())
    if not services:
        raise Interdit
    attestations = attestations_a_verifier(services)
    return render_template(
        "agents/activites/a_traiter.html",
        contestations=a_repondre(services),
        demandes=a_traiter.demandes_tenues(services),
        sans_place=a_traiter.sans_place(services),
        impayees=a_traiter.impayees(services),
        attestations=attestations,
        enfants=enfants_par_id({une.enfant_id for une in attestations if une.enfant_id}),
    )


@blueprint.route("/activites/demandes/<uuid:demande_id>", methods=["GET", "POST"])
def decider_une_annulation(demande_id: UUID) -> ResponseReturnValue:
    """Décide d’un remboursement demandé par une famille."""
    agent = agent_courant()
    tenue = a_traiter.demande_tenue(agent, demande_id)
    form = formulaire_repris(FormulaireDeDemande)
    form.proposer()

    def geste() -> None:
        decider(demande_id, EtatDemande(form.etat.data), agent=agent, auteur=par(), raison=form.raison.data or "")

    if form.validate_on_submit() and accompli(form.etat, geste, ErreurMetier):
        flash(gettext("La décision est enregistrée."), "succes")
        return redirect(url_for("agents.inscriptions_a_traiter"), code=303)
    return page_de_formulaire(
        form,
        gettext("Décider d’une annulation"),
        etapes=[*fil_de(), (gettext("À traiter"), url_for("agents.inscriptions_a_traiter"))],
        bouton=gettext("Enregistrer la décision"),
        textes=_dite(tenue),
    )


def _dite(tenue: a_traiter.DemandeTenue) -> list[str]:
    """Rend ce que la famille demande, en phrases."""
    demande, inscription = tenue.demande, tenue.inscription
    return [
        f"{inscription.enfant.nom_affiche}, {inscription.groupe.libelle}. {tenue.usager.nom_affiche}.",
        gettext(
            "Motif : %(motif)s. Demandé le %(jour)s, %(montant)s à rendre.",
            motif=traduire(MOTIFS[demande.motif]).lower(),
            jour=date_longue(demande.cree_le),
            montant=euros(demande.montant),
        ),
        gettext("Un justificatif est joint.")
        if demande.piece_id
        else gettext("Aucun justificatif n’est joint : demandez à le voir."),
    ]


@blueprint.get("/activites/demandes/<uuid:demande_id>/justificatif")
def justificatif_d_une_annulation(demande_id: UUID) -> ResponseReturnValue:
    """Rend le document qu’une famille de son service a joint à un renoncement ; la lecture est au journal."""
    demande = a_traiter.demande_tenue(agent_courant(), demande_id).demande
    return montrer_contenu(*contenu_du_justificatif(ouvrir_le_justificatif(demande, auteur=par())))


@blueprint.route("/activites/commandes/<uuid:commande_id>/appel", methods=["GET", "POST"])
def noter_l_appel_a_la_famille(commande_id: UUID) -> ResponseReturnValue:
    """Note que la famille d’une commande sans place, ou impayée, a été appelée."""
    agent = agent_courant()
    tenue = a_traiter.commande_tenue(agent, commande_id)
    form = formulaire_repris(FormulaireDAppel)

    def geste() -> None:
        a_traiter.noter_l_appel(commande_id, texte=str(form.texte.data), agent=agent, auteur=par())

    if form.validate_on_submit() and accompli(form.texte, geste, ErreurMetier):
        flash(gettext("L’appel est noté."), "succes")
        return redirect(url_for("agents.inscriptions_a_traiter"), code=303)
    return page_de_formulaire(
        form,
        gettext("Noter l’appel à la famille"),
        etapes=[*fil_de(), (gettext("À traiter"), url_for("agents.inscriptions_a_traiter"))],
        bouton=gettext("Noter l’appel"),
        textes=[
            gettext(
                "Commande %(numero)s, %(qui)s, %(montant)s.",
                numero=tenue.commande.numero,
                qui=tenue.usager.nom_affiche,
                montant=euros(tenue.commande.total),
            )
        ],
    )


@blueprint.get("/activites/attestations/<uuid:attestation_id>/document")
def document_joint(attestation_id: UUID) -> ResponseReturnValue:
    """Rend le document qu’une famille de son service a joint ; la lecture est au journal."""
    attestation = attestation_tenue(agent_courant(), attestation_id)
    return montrer_contenu(*contenu_du_justificatif(ouvrir_le_document(attestation, auteur=par())))


@blueprint.post("/activites/attestations/<uuid:attestation_id>/verifier")
def verifier_une_attestation(attestation_id: UUID) -> ResponseReturnValue:
    """Note que l’agent a vu le document d’une famille de son service."""
    agent = agent_courant()
    attestation_tenue(agent, attestation_id)
    return tenter(
        partial(verifier, attestation_id, agent=agent, auteur=par()),
        succes=gettext("Le document est noté comme vu."),
        retour=url_for("agents.inscriptions_a_traiter"),
    )
