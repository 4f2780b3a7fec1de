"""Ce qui se visite : les sites, les séances d’un produit et ce qu’il en reste, les billets que l’on choisit."""

from datetime import date
from itertools import groupby
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portail.guichets.billetterie.blueprint import blueprint, panier_du_navigateur, panier_id, retenir
from portail.guichets.choix_de_billets import formulaire_des_tarifs, quantites_lues
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.poste import limiter
from portail.guichets.refus import refus_dit
from portail.guichets.saisie.formulaire import FormulaireDeSaisie
from portail.inscriptions.patrimoine import paniers, queries
from portail.inscriptions.patrimoine.erreurs import AucunBillet, TropDeBillets
from portail.inscriptions.patrimoine.models import Nature, Produit
from portail.inscriptions.patrimoine.paniers import Voulus
from portail.inscriptions.patrimoine.queries import Reste
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier, Introuvable

JOURS_MONTRES = 60
PAR_NAVIGATEUR, PAR_POSTE = "60/10minutes", "600/10minutes"


@blueprint.get("/billetterie/")
@ouvert
def sites() -> ResponseReturnValue:
    """Montre les sites et ce qu’ils proposent."""
    return render_template(
        "billetterie/sites.html", sites=queries.produits_en_vente(), panier=panier_du_navigateur()
    )  # fmt: skip


@blueprint.get("/billetterie/<code>")
@ouvert
def produit(code: str) -> ResponseReturnValue:
    """Montre les dates d’un produit, et ses tarifs ; un billet open n’a pas de date."""
    lu = queries.produit_de(code)
    seances = [] if lu.nature is Nature.OPEN else queries.seances_a_venir(lu, jours=JOURS_MONTRES)
    jours = [(jour, list(siennes)) for jour, siennes in groupby(seances, key=_jour)]
    return render_template("billetterie/produit.html", produit=lu, tarifs=queries.tarifs_de(lu.id), jours=jours)


@blueprint.route("/billetterie/<code>/billets", methods=["GET", "POST"])
@ouvert
def billets(code: str) -> ResponseReturnValue:
    """Demande combien de billets de chaque tarif, puis les met au panier."""
    lu = queries.produit_de(code)
    reste = _seance_voulue(lu)
    tarifs = queries.tarifs_de(lu.id)
    form = formulaire_des_tarifs(tarifs, langue_courante())
    if form.validate_on_submit():
        limiter("billetterie/billets", par_navigateur=PAR_NAVIGATEUR, par_poste=PAR_POSTE)
        voulus = Voulus(
            produit_id=lu.id,
            seance_id=reste.seance.id if reste else None,
            quantites=quantites_lues(form.reponses(), tarifs),
        )
        suite = _mettre_au_panier(form, voulus, lu)
        if suite is not None:
            return suite
    page = render_template("billetterie/billets.html", produit=lu, reste=reste, form=form)
    return page, 422 if form.errors else 200


def _mettre_au_panier(form: FormulaireDeSaisie, voulus: Voulus, lu: Produit) -> ResponseReturnValue | None:
    """Garde les places et mène au panier ; rien si la quantité est à corriger, dit sur le premier champ."""
    try:
        achat = paniers.ajouter(voulus, achat_id=panier_id(), langue=langue_courante())
    except (AucunBillet, TropDeBillets) as refus:
        form.champs[0].errors = [refus_dit(refus)]
        return None
    except ErreurMetier as refus:
        if refus.code_http != 409:
            raise
        flash(refus_dit(refus), "attention")
        return redirect(url_for("billetterie.produit", code=lu.code), 303)
    retenir(achat)
    return redirect(url_for("billetterie.panier"), 303)


def _seance_voulue(lu: Produit) -> Reste | None:
    """Rend la séance que dit l’adresse ; lève `Introuvable` s’il en faut une, ou s’il n’en faut pas."""
    brute = request.args.get("seance", type=UUID)
    if lu.nature is Nature.OPEN:
        return None
    if brute is None:
        raise Introuvable
    return queries.seance_de(lu, brute)


def _jour(reste: Reste) -> date:
    return horloge.a_paris(reste.seance.debut).date()
