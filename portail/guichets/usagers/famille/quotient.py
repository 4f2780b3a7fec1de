"""Le quotient familial : le donner, ou choisir en toute clarté le tarif le plus haut."""

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import Champ, Choix, Montant
from portail.guichets.contexte import date_longue
from portail.guichets.document_joint import document_recu, formulaire_du_document
from portail.guichets.identites import usager_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.saisie.simples import Case
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.famille.commun import qui, suite
from portail.identite.actions import auteur_usager
from portail.inscriptions.attestations import actions, demandes
from portail.inscriptions.attestations.demandes import peut_se_demander
from portail.inscriptions.attestations.models import Attestation
from portail.inscriptions.attestations.particulier import QuotientNonRendu
from portail.inscriptions.attestations.queries import quotient_de
from portail.pieces.justificatifs.actions import TropDeDocuments
from portail.socle import debits
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

DEBIT = "30/hour"
DEBIT_DEMANDES = "10/hour"
DONNE, PLUS_HAUT = "donne", "plus_haut"
CHAMPS: tuple[Champ, ...] = (
    Choix(
        "choix",
        _("Votre choix"),
        {
            DONNE: _("Je donne mon quotient familial"),
            PLUS_HAUT: _("Je ne le donne pas : je paie le tarif le plus haut"),
        },
    ),
    Montant(
        "quotient",
        _("Quotient familial"),
        aide=_("À lire sur votre attestation CAF ou MSA du mois. Exemple : 750"),
        obligatoire=False,
        autocomplete="off",
    ),
)


class FormulaireDeDemande(FlaskForm):
    """L’accord de la personne à ce que l’on demande son quotient."""

    accord = Case(
        lazy_gettext(
            "J’accepte que le Département demande mon quotient à la CAF ou à la MSA, avec mon identité FranceConnect"
        )
    )


@blueprint.route("/mon-espace/famille/quotient", methods=["GET", "POST"])
def quotient() -> ResponseReturnValue:
    """Montre le quotient connu, et garde celui que la personne donne, ou son choix de ne pas le donner."""
    usager = usager_courant()
    connu = quotient_de(usager.id)
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    document = formulaire_du_document()
    retour = suite(url_for("usagers.famille"))
    if form.validate_on_submit() and _enregistre(form, document):
        return redirect(retour, code=303)
    page = render_template(
        "usagers/famille/quotient.html",
        form=form,
        document=document,
        demande=FormulaireDeDemande() if peut_se_demander(usager) else None,
        connu=connu,
        valeur=Decimal(connu.valeur) if connu and connu.valeur is not None else None,
        retour=retour,
    )
    return page, SAISIE_A_CORRIGER if form.errors or document.errors else 200


@blueprint.post("/mon-espace/famille/quotient/demander")
def demander_le_quotient() -> ResponseReturnValue:
    """Demande le quotient à la CAF ou à la MSA, si la personne l’accepte ; un refus la laisse l’écrire elle-même."""
    usager = usager_courant()
    debits.consommer(DEBIT_DEMANDES, "famille/demande-quotient", str(usager.id))
    try:
        gardee = demandes.demander_le_quotient(
            usager, accord=bool(FormulaireDeDemande().accord.data), auteur=auteur_usager(usager)
        )
    except (SaisieInvalide, QuotientNonRendu) as refus:
        flash(refus_dit(refus), "attention")
    else:
        flash(
            gettext("Votre quotient est reçu, jusqu’au %(jour)s.", jour=date_longue(gardee.valable_jusqu_au)), "succes"
        )
    return redirect(url_for("usagers.quotient", suite=request.args.get("suite") or None), code=303)


def _enregistre(form: FormulaireDeSaisie, document: FlaskForm) -> bool:
    """Garde ce qui est choisi et le dit ; faux si un champ est à corriger."""
    debits.consommer(DEBIT, "famille/quotient", str(usager_courant().id))
    reponses = form.reponses()
    if reponses["choix"] == PLUS_HAUT:
        actions.retirer_le_quotient(**qui())
        texte = gettext("C’est noté : vous paierez le tarif le plus haut. Vous pouvez changer d’avis avant de payer.")
        flash(texte, "information")
        return True
    if reponses["quotient"] is None:
        form["quotient"].errors = [gettext("Écrivez votre quotient, ou choisissez le tarif le plus haut.")]
        return False
    joint = document_recu(document)
    gardes: list[Attestation] = []

    def garder() -> None:
        gardes.append(actions.declarer_le_quotient(Decimal(reponses["quotient"]), document=joint, **qui()))

    if document.errors or not accompli(form["quotient"], garder, autres={TropDeDocuments: document.document}):
        return False
    jusqu_au = date_longue(gardes[0].valable_jusqu_au)
    flash(gettext("Votre quotient est noté, jusqu’au %(jour)s.", jour=jusqu_au), "succes")
    return True
