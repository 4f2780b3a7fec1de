"""Le panier : les places gardées, le temps qui reste, comment en avoir plus, le prix ; puis relire et s’engager."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Attestation, Choix
from portail.guichets.contexte import traduire
from portail.guichets.inscriptions.blueprint import blueprint, foyer, foyer_id
from portail.guichets.inscriptions.tarif import pour_cent
from portail.guichets.mots_des_inscriptions import duree_dite, jusqu_a_dit
from portail.guichets.refus import CONFLIT, SAISIE_A_CORRIGER, refus_dit
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.inscriptions.attestations.mots import NOMS
from portail.inscriptions.attestations.queries import demandees, valables
from portail.inscriptions.paniers import actions, reglement
from portail.inscriptions.paniers.devis import DevisDuPanier, devis_de
from portail.inscriptions.paniers.models import Commande, EtatCommande, Moyen
from portail.inscriptions.paniers.queries import panier_de, temps_restant
from portail.inscriptions.paniers.reglement import Accords
from portail.inscriptions.paniers.sommes import objet_de
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.queries import somme_de
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

CONDITIONS, PLUS_HAUT = "conditions", "tarif_le_plus_haut"


@blueprint.get("/inscriptions/panier")
def panier() -> ResponseReturnValue:
    """Montre ce qui est au panier, le temps qui reste, ce que cela coûte."""
    return _montrer(panier_de(foyer_id()))


@blueprint.post("/inscriptions/panier/prolonger")
def garder_mes_places() -> ResponseReturnValue:
    """Rend au panier tout son temps (RGAA, 13.1 : dix fois au moins)."""
    sien = panier_de(foyer_id())
    if sien is None:
        return _montrer(None)
    return prolonger_puis(sien, url_for("inscriptions.panier"))


@blueprint.post("/inscriptions/panier/<uuid:inscription_id>/retirer")
def retirer_du_panier(inscription_id: UUID) -> ResponseReturnValue:
    """Ôte une inscription du panier."""
    try:
        actions.retirer(inscription_id, **foyer())
    except ErreurMetier as refus:
        if refus.code_http != CONFLIT:
            raise
        return _montrer(panier_de(foyer_id()), refus_dit(refus))
    flash(gettext("C’est retiré du panier."), "succes")
    return redirect(url_for("inscriptions.panier"), 303)


@blueprint.post("/inscriptions/panier/vider")
def vider_le_panier() -> ResponseReturnValue:
    """Rend toutes les places du panier."""
    sien = panier_de(foyer_id())
    if sien is not None:
        actions.abandonner(sien.id, **foyer())
        flash(gettext("Les places sont rendues."), "succes")
    return redirect(url_for("inscriptions.panier"), 303)


@blueprint.route("/inscriptions/panier/recapitulatif", methods=["GET", "POST"])
def recapitulatif() -> ResponseReturnValue:
    """Fait tout relire, règles d’annulation comprises, et accepter, avant de payer."""
    sien = panier_de(foyer_id())
    if sien is None:
        return _montrer(None)
    devis = devis_de(sien)
    form = _formulaire(devis)
    if form.validate_on_submit():
        return _engager(sien, devis, form)
    return _relire(sien, devis, form, "", SAISIE_A_CORRIGER if form.errors else 200)


def _engager(sien: Commande, devis: DevisDuPanier, form: FormulaireDeSaisie) -> ResponseReturnValue:
    dits = form.reponses()
    moyen = Moyen(str(dits.get("moyen") or Moyen.EN_LIGNE.value))
    accords = Accords(conditions=bool(dits.get(CONDITIONS)), tarif_le_plus_haut=bool(dits.get(PLUS_HAUT)))
    try:
        engagee = reglement.engager(sien.id, moyen, accords, **foyer())
    except ErreurMetier as refus:
        return _relire(sien, devis, form, refus_dit(refus), refus.code_http)
    return redirect(adresse_de_la_suite(engagee), 303)


def adresse_de_la_suite(commande: Commande) -> str:
    """Rend où envoyer la famille : la page de paiement s’il y a à payer en ligne, sinon la commande."""
    if commande.etat is EtatCommande.A_PAYER:
        somme = somme_de(objet_de(commande.id))
        if somme is not None:
            return chemin_de(somme.id)
    return url_for("inscriptions.commande", numero=commande.numero)


def prolonger_puis(commande: Commande, suite: str) -> ResponseReturnValue:
    """Prolonge ce qui est gardé et dit jusqu’à quand ; refusé, dit pourquoi."""
    try:
        gardee = actions.prolonger(commande.id, **foyer())
    except ErreurMetier as refus:
        flash(refus_dit(refus), "attention")
        return redirect(suite, 303)
    flash(gettext("Vos places sont gardées %(jusqu_a)s.", jusqu_a=jusqu_a_dit(gardee.expire_le)), "succes")
    return redirect(suite, 303)


def temps_dit(commande: Commande) -> dict[str, Any]:
    """Rend ce que la page dit du temps : jusqu’à quand, combien il en reste, combien de fois en avoir plus.

    Une place venue de la liste d’attente est gardée plus longtemps qu’un panier : il n’y a rien à reprendre.
    """
    reste = temps_restant(commande)
    return {
        "jusqu_a": jusqu_a_dit(commande.expire_le),
        "reste": duree_dite(reste),
        "se_reprend": reste <= timedelta(minutes=entier_au("inscription_panier_minutes")),
        "encore": max(0, entier_au("inscription_panier_prolongations") - commande.prolongations),
    }


def _manques(devis: DevisDuPanier) -> list[tuple[str, str, str]]:
    """Rend ce qui manque encore : le prénom, l’attestation, où la donner pour revenir ici."""
    siennes = valables({ligne.enfant.id for ligne in devis.lignes}, horloge.aujourd_hui())
    manques = {
        (ligne.enfant.id, ligne.enfant.prenom, genre): None
        for ligne in devis.lignes
        for genre in demandees(ligne.groupe.activite)
        if genre not in siennes[ligne.enfant.id]
    }
    return [
        (prenom, traduire(NOMS[genre]),
         url_for("usagers.attester", enfant_id=enfant_id, genre=genre.value, suite=request.path))
        for enfant_id, prenom, genre in manques
    ]  # fmt: skip


def _formulaire(devis: DevisDuPanier) -> FormulaireDeSaisie:
    champs: list[Champ] = []
    if devis.quotient is None:
        champs.append(
            Attestation(PLUS_HAUT, _("Je ne donne pas mon quotient familial : je paie le tarif le plus haut."),
                        aide=_("Vous pourrez le donner plus tard : la différence se régularise."))
        )  # fmt: skip
    if devis.total:
        champs.append(
            Choix("moyen", _("Comment réglez-vous ?"), {
                Moyen.EN_LIGNE.value: _("En ligne, par carte ou prélèvement"),
                Moyen.AU_GUICHET.value: _("Au guichet : chèque, espèces, chèques-vacances, Pass’Sport"),
            })
        )  # fmt: skip
    champs.append(Attestation(CONDITIONS, _("J’ai lu et j’accepte les règles d’annulation.")))
    return formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={})


def _relire(
    sien: Commande, devis: DevisDuPanier, form: FormulaireDeSaisie, refus: str, code: int
) -> ResponseReturnValue:
    page = render_template(
        "inscriptions/recapitulatif.html",
        commande=sien,
        devis=devis,
        form=form,
        refus=refus,
        manques=_manques(devis),
        jours_au_guichet=entier_au("inscription_guichet_jours"),
        pour_cent=pour_cent,
        **temps_dit(sien),
    )
    return page, code


def _montrer(sien: Commande | None, refus: str = "") -> ResponseReturnValue:
    devis = devis_de(sien) if sien else None
    if sien is None or devis is None or not devis.lignes:
        return render_template("inscriptions/panier_vide.html", refus=refus), CONFLIT if refus else 200
    page = render_template(
        "inscriptions/panier.html", commande=sien, devis=devis, refus=refus, pour_cent=pour_cent, **temps_dit(sien)
    )
    return page, CONFLIT if refus else 200
