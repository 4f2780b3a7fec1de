"""Un achat : où il en est, ses billets à l’écran et en PDF. L’adresse suffit, elle ne se devine pas."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portail.documents.redaction import Redaction
from portail.guichets.billetterie.blueprint import blueprint, retenir
from portail.guichets.billetterie.panier import suite_de
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.poste import poste
from portail.guichets.refus import refus_dit
from portail.guichets.reponses import en_pdf
from portail.inscriptions.billets import rendu
from portail.inscriptions.billets.rendu import Presentation
from portail.inscriptions.patrimoine import paniers
from portail.inscriptions.patrimoine.emission import billets_de_l_achat
from portail.inscriptions.patrimoine.liens import achat_du_lien, chemin_de
from portail.inscriptions.patrimoine.models import Achat, EtatAchat
from portail.socle import debits, horloge
from portail.socle.erreurs import ErreurMetier, Introuvable
from portail.socle.traduction import _

DEBIT = "60/10minutes"
CONDITIONS = (
    _("Un code par personne, valable une fois. Imprimez-le, ou montrez-le sur votre téléphone."),
    _("Tarif réduit ou gratuit : apportez le justificatif, il est demandé à l’entrée."),
    _("Ces billets ne sont ni repris ni échangés, sauf si le site annule : vous êtes alors remboursé en entier."),
)


@blueprint.get("/billetterie/achats/<uuid:achat_id>/<code>")
@ouvert
def achat(achat_id: UUID, code: str) -> ResponseReturnValue:
    """Montre un achat et ses billets."""
    lu = achat_du_lien(achat_id, code)
    redaction = Redaction.en(langue_courante())
    billets = [rendu.montrer(billet, redaction) for billet in billets_de_l_achat(lu)]
    suite = suite_de(lu) if lu.etat is EtatAchat.A_PAYER else ""
    return Response(
        render_template("billetterie/achat.html", achat=lu, code=code, billets=billets, suite=suite),
        headers={"Referrer-Policy": "no-referrer"},
    )


@blueprint.get("/billetterie/achats/<uuid:achat_id>/<code>/billets.pdf")
@ouvert
def billets_en_pdf(achat_id: UUID, code: str) -> ResponseReturnValue:
    """Rend les billets d’un achat, un par page."""
    lu = achat_du_lien(achat_id, code)
    debits.consommer(DEBIT, "billetterie/pdf", poste())
    billets = billets_de_l_achat(lu)
    if not billets or lu.paye_le is None:
        raise Introuvable
    pdf = rendu.en_pdf(billets, _presentation(lu), emis=horloge.a_paris(lu.paye_le).date())
    return en_pdf(pdf, f"billets-{lu.numero}.pdf")


@blueprint.post("/billetterie/achats/<uuid:achat_id>/<code>/revenir")
@ouvert
def revenir(achat_id: UUID, code: str) -> ResponseReturnValue:
    """Rouvre le panier d’un achat pas encore payé."""
    lu = achat_du_lien(achat_id, code)
    try:
        retenir(paniers.revenir_au_panier(lu.id))
    except ErreurMetier as refus:
        if refus.code_http != 409:
            raise
        flash(refus_dit(refus), "attention")
        return redirect(chemin_de(lu.id), 303)
    return redirect(url_for("billetterie.panier"), 303)


def _presentation(lu: Achat) -> Presentation:
    redaction, site = Redaction.en(lu.langue), lu.lignes[0].produit.site
    return Presentation(
        titre=site.nom,
        numero=lu.numero,
        lieu=[site.adresse, site.acces] if site.acces else [site.adresse],
        conditions=[redaction.traduire(phrase) for phrase in CONDITIONS],
        langue=lu.langue,
    )
