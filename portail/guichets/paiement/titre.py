"""Payer un avis des sommes à payer, sans compte : s’il est d’ici, chez PayFiP ; sinon, sur payfip.gouv.fr."""

from decimal import Decimal
from functools import partial

from flask import Response, flash, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from portail.demarche.declaration import Courriel, Montant, TexteCourt
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_present
from portail.guichets.paiement.blueprint import blueprint
from portail.guichets.poste import limiter
from portail.guichets.refus import CONFLIT, SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_usager
from portail.journal.actions import SYSTEME
from portail.paiement.paiements import ouverture
from portail.paiement.paiements.erreurs import (
    AuDessusDuPlafond,
    CourrielExige,
    DepasseLeReste,
    PaiementEnAttente,
    SousLeMinimum,
)
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.models import SommeDue
from portail.paiement.paiements.titres import exiger_un_reste, somme_du_titre
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

PAYFIP = "https://www.payfip.gouv.fr"
PAR_NAVIGATEUR, PAR_POSTE = "20/10minutes", "120/10minutes"
CHAMPS = (
    TexteCourt(
        "numcli",
        _("Identifiant de la collectivité"),
        longueur_max=6,
        motif=r"\d{6}",
        exemple="090909",
        aide=_("Six chiffres, imprimés sur l’avis."),
    ),
    TexteCourt("reference", _("Référence"), longueur_max=40, aide=_("Telle qu’elle est écrite sur l’avis.")),
    Montant("montant", _("Montant, en euros"), aide=_("Le montant exact de l’avis. Exemple : 42,50")),
    Courriel(
        "courriel", _("Adresse électronique"), aide=_("PayFiP et la régie y envoient leur reçu."), autocomplete="email"
    ),
)


@blueprint.route("/payer-un-titre", methods=["GET", "POST"])
@ouvert
def titre() -> ResponseReturnValue:
    """Demande ce qui est imprimé sur l’avis et mène où il se paie ; dit comment le payer autrement, ou le contester."""
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if not form.validate_on_submit():
        return _page(form)
    limiter("paiement/titre", par_navigateur=PAR_NAVIGATEUR, par_poste=PAR_POSTE)
    lus = {nom: str(lu) for nom, lu in form.reponses().items()}
    montant = Decimal(lus["montant"])
    bornes = partial(ouverture.verifier_les_bornes, montant)
    if not accompli(form["montant"], bornes, SousLeMinimum, AuDessusDuPlafond):
        return _page(form)
    due = somme_du_titre(lus["numcli"], lus["reference"], montant)
    if due is None:
        return render_template("paiement/titre_ailleurs.html", payfip=PAYFIP, lus=lus, montant=montant)
    return _payer(due, montant, form)


def _payer(due: SommeDue, montant: Decimal, form: FormulaireDeSaisie) -> ResponseReturnValue:
    usager = usager_present()
    auteur = auteur_usager(usager) if usager else SYSTEME
    try:
        exiger_un_reste(due, montant)
        courriel = str(form.reponses()["courriel"])
        depart = ouverture.initier(due.id, courriel=courriel, montant=montant, auteur=auteur)
    except PaiementEnAttente as refus:
        flash(refus_dit(refus), "attention")
        return redirect(chemin_de(due.id), 303)
    except (CourrielExige, DepasseLeReste) as refus:
        form["courriel" if isinstance(refus, CourrielExige) else "montant"].errors = [refus_dit(refus)]
        return _page(form)
    except ErreurMetier as refus:
        flash(refus_dit(refus), "attention")
        return _page(form, CONFLIT)
    return redirect(depart.url, 303)


def _page(form: FormulaireDeSaisie, code: int = 200) -> Response:
    corps = render_template("paiement/titre.html", form=form, payfip=PAYFIP)
    return make_response(corps, SAISIE_A_CORRIGER if form.errors else code)
