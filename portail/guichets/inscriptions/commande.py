"""Une commande, du règlement à l’inscription : où en est l’argent, ce qui est acquis, ce que l’on peut encore faire."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.inscriptions.blueprint import blueprint, foyer, foyer_id
from portail.guichets.inscriptions.panier import prolonger_puis, temps_dit
from portail.guichets.inscriptions.tarif import pour_cent
from portail.guichets.mots_des_inscriptions import COMMANDES, ETATS
from portail.guichets.refus import refus_dit
from portail.inscriptions.paniers import actions
from portail.inscriptions.paniers.models import A_L_HEURE, Commande, EtatCommande
from portail.inscriptions.paniers.queries import (
    commande_de,
    inscriptions_de_la_commande,
    remboursements_de,
    temps_restant,
)
from portail.inscriptions.paniers.sommes import objet_de
from portail.inscriptions.places.queries import etats_des
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.queries import somme_de
from portail.socle.erreurs import ErreurMetier


@blueprint.get("/inscriptions/commandes/<numero:numero>")
def commande(numero: str) -> ResponseReturnValue:
    """Montre où en est une commande ; c’est aussi là que l’on revient après avoir payé."""
    suivie = commande_de(numero, usager_id=foyer_id())
    if suivie.etat is EtatCommande.PANIER:
        return redirect(url_for("inscriptions.panier"), 303)
    inscriptions = inscriptions_de_la_commande(suivie)
    somme = somme_de(objet_de(suivie.id)) if suivie.total else None
    etat, forme = COMMANDES[suivie.etat]
    return render_template(
        "inscriptions/commande.html",
        commande=suivie,
        etat=etat,
        forme=forme,
        inscriptions=inscriptions,
        places=etats_des([une.id for une in inscriptions]),
        etats=ETATS,
        remboursements=remboursements_de(suivie),
        prenoms={une.enfant_id: une.enfant.prenom for une in inscriptions},
        groupes={une.id: une.groupe for une in inscriptions},
        payer=chemin_de(somme.id) if somme is not None else "",
        a_temps=suivie.etat in A_L_HEURE and bool(temps_restant(suivie)),
        pour_cent=pour_cent,
        **temps_dit(suivie),
    )


@blueprint.post("/inscriptions/commandes/<numero:numero>/prolonger")
def garder_ma_commande(numero: str) -> ResponseReturnValue:
    """Rend à la commande tout son temps."""
    suivie = commande_de(numero, usager_id=foyer_id())
    return prolonger_puis(suivie, url_for("inscriptions.commande", numero=numero))


@blueprint.post("/inscriptions/commandes/<numero:numero>/modifier")
def revenir_au_panier(numero: str) -> ResponseReturnValue:
    """Rouvre la commande : mêmes places, même heure, dans le panier."""
    suivie = commande_de(numero, usager_id=foyer_id())
    refus = _faire_ou_dire(suivie, modifier=True)
    return redirect(url_for("inscriptions.commande", numero=numero) if refus else url_for("inscriptions.panier"), 303)


@blueprint.post("/inscriptions/commandes/<numero:numero>/rendre")
def rendre_les_places(numero: str) -> ResponseReturnValue:
    """Rend toutes les places d’une commande pas encore payée."""
    suivie = commande_de(numero, usager_id=foyer_id())
    if not _faire_ou_dire(suivie, modifier=False):
        flash(gettext("Les places sont rendues."), "succes")
    return redirect(url_for("inscriptions.commande", numero=numero), 303)


def _faire_ou_dire(suivie: Commande, *, modifier: bool) -> str:
    """Fait le geste ; refusé, le dit à la page suivante et le rend."""
    geste = actions.revenir_au_panier if modifier else actions.abandonner
    try:
        geste(suivie.id, **foyer())
    except ErreurMetier as refus:
        dit = refus_dit(refus)
        flash(dit, "attention")
        return dit
    return ""
