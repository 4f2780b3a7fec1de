"""Relire, attester, envoyer ; puis la confirmation, avec le numéro et la suite."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Attestation, Demarche
from portail.dossiers import courriers, queries
from portail.dossiers.actions import depot
from portail.dossiers.etats import Etat
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import ouvert_aux_offices, usager_courant
from portail.guichets.reponses import en_pdf
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.guichets.saisie.relecture import ACCORD, demande_a_relire
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.etapes import COMPTOIR, gardee_jusqu_au
from portail.guichets.usagers.frise import prochaine_echeance
from portail.identite.actions import auteur_usager
from portail.journal.actions import consigner
from portail.parametres.queries import ouverture


def _attestations(demarche: Demarche) -> list[Attestation]:
    """Rend les cases du bloc final : exactitude, engagements propres, accord exprès et distinct (CRPA, L112-15)."""
    exactitude = Attestation(
        "attestation_exactitude",
        _("J’atteste que ces informations sont exactes."),
        aide=_("Une fausse déclaration peut être punie (code pénal, article 441-6)."),
    )
    accord = Attestation(
        ACCORD,
        _("J’accepte de recevoir la décision dans mon espace, et non par lettre recommandée."),
        aide=_("Vous pouvez changer d’avis à tout moment."),
        obligatoire=False,
    )
    return [exactitude, *demarche.engagements, accord]


@blueprint.route("/mon-espace/dossiers/<numero:numero>/recapitulatif", methods=["GET", "POST"])
@ouvert_aux_offices
def recapitulatif(numero: str) -> ResponseReturnValue:
    """Montre toute la demande, ce qui manque, ce qui va se passer ; l’envoie."""
    dossier = queries.dossier_de_usager(usager_courant(), numero)
    if dossier.etat is not Etat.BROUILLON:
        # Un second clic, ou la page rouverte après l’envoi : la demande est partie, on le dit.
        return redirect(url_for("usagers.confirmation", numero=numero), code=303)
    demarche = demarche_de(dossier.demarche, version=dossier.version_demarche)
    form = formulaire_de(
        _attestations(demarche),
        contexte=contexte_de_saisie(),
        valeurs={},
        revision=dossier.revision,
    )
    if form.validate_on_submit():
        depot.deposer(
            dossier.id,
            usager=usager_courant(),
            revision=form.revision_lue(),
            accord_electronique=bool(form.reponses().get(ACCORD)),
        )
        return redirect(url_for("usagers.confirmation", numero=numero))
    return render_template(
        "usagers/recapitulatif.html",
        form=form,
        ouverture=ouverture(demarche.identifiant),
        gardee_jusqu_au=gardee_jusqu_au(dossier),
        **demande_a_relire(COMPTOIR, dossier, demarche),
    ), 422 if form.errors else 200


@blueprint.get("/mon-espace/dossiers/<numero:numero>/recapitulatif.pdf")
@ouvert_aux_offices
def recapitulatif_pdf(numero: str) -> ResponseReturnValue:
    """Rend la demande en PDF accessible, avant comme après l’envoi."""
    usager = usager_courant()
    dossier = queries.dossier_de_usager(usager, numero)
    demarche = demarche_de(dossier.demarche, version=dossier.version_demarche)
    consigner("telecharger_recapitulatif", auteur=auteur_usager(usager), objet=("dossier", dossier.id))
    return en_pdf(
        courriers.composer_recapitulatif(dossier, demarche, langue=langue_courante()), f"demande-{numero}.pdf"
    )


@blueprint.get("/mon-espace/dossiers/<numero:numero>/envoyee")
@ouvert_aux_offices
def confirmation(numero: str) -> ResponseReturnValue:
    """Confirme l’envoi : numéro, date, suite, délai, comment modifier ou retirer."""
    dossier = queries.dossier_de_usager(usager_courant(), numero)
    if dossier.etat is Etat.BROUILLON:
        return redirect(url_for("usagers.recapitulatif", numero=numero))
    demarche = demarche_de(dossier.demarche, version=dossier.version_demarche)
    return render_template(
        "usagers/confirmation.html",
        dossier=dossier,
        demarche=demarche,
        echeance=prochaine_echeance(dossier, demarche),
        documents=queries.documents_de(dossier),
    )
