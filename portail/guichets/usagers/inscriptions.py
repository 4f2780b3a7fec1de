"""« Mes inscriptions » : ce qui attend une réponse, les places des enfants, les listes d’attente, les commandes."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.guichets.identites import usager_courant
from portail.guichets.mots_des_inscriptions import COMMANDES, ETATS, commune_du, jusqu_a_dit, quand_du
from portail.guichets.usagers.blueprint import blueprint
from portail.inscriptions.attente.models import EtatAttente
from portail.inscriptions.attente.queries import attentes_de
from portail.inscriptions.ouvertures.models import EtatCampagne
from portail.inscriptions.ouvertures.queries import demandes_du_foyer
from portail.inscriptions.paniers.models import EtatCommande
from portail.inscriptions.paniers.queries import commandes_de, inscriptions_de_l_usager, panier_de
from portail.inscriptions.places.models import EtatPlace
from portail.inscriptions.places.queries import etats_des

A_REGLER = (EtatCommande.A_PAYER, EtatCommande.EN_PAIEMENT, EtatCommande.AU_GUICHET)
A_MONTRER = (EtatPlace.CONFIRMEE, EtatPlace.EN_PAIEMENT)
"""Ce qui est au panier ou proposé se montre à son étape."""


@blueprint.get("/mon-espace/inscriptions/")
def mes_inscriptions() -> ResponseReturnValue:
    """Liste les inscriptions du foyer, et ce que l’on attend de lui."""
    foyer = usager_courant().id
    inscriptions, commandes, attentes = inscriptions_de_l_usager(foyer), commandes_de(foyer), attentes_de(foyer)
    places = etats_des([une.id for une in inscriptions])
    return render_template(
        "usagers/inscriptions.html",
        panier=panier_de(foyer),
        a_regler=[une for une in commandes if une.etat in A_REGLER],
        finies=[une for une in commandes if une.etat not in A_REGLER],
        proposees=[une for une in attentes if une.etat is EtatAttente.PROPOSE],
        attentes=[une for une in attentes if une.etat is EtatAttente.ATTEND],
        voeux=demandes_du_foyer(foyer),
        inscriptions=[une for une in inscriptions if places.get(une.id) in A_MONTRER],
        places=places,
        attribuee=EtatCampagne.ATTRIBUEE,
        etats=ETATS,
        commandes_dites=COMMANDES,
        quand_du=quand_du,
        jusqu_a_dit=jusqu_a_dit,
        commune_du=commune_du,
    )
