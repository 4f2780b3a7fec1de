"""« Ma famille » : mes enfants, ce qui vaut encore pour eux, mon quotient ; et ce que le Département en garde."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.guichets.identites import usager_courant
from portail.guichets.usagers.blueprint import blueprint
from portail.identite.famille.queries import enfants_de, personnes_autorisees
from portail.inscriptions.activites.queries import activites_par_id
from portail.inscriptions.attestations.mots import NOMS
from portail.inscriptions.attestations.queries import quotient_de, valables
from portail.inscriptions.paniers.queries import panier_de
from portail.inscriptions.sante.queries import fiches_des
from portail.parametres.queries import entier_au
from portail.socle import horloge


@blueprint.get("/mon-espace/famille/")
def famille() -> ResponseReturnValue:
    """Montre les enfants de la personne et ce qu’elle a déjà donné pour eux."""
    usager = usager_courant()
    enfants = enfants_de(usager.id)
    return render_template(
        "usagers/famille/famille.html",
        enfants=enfants,
        valables=valables([enfant.id for enfant in enfants], horloge.aujourd_hui()),
        quotient=quotient_de(usager.id),
        panier=panier_de(usager.id),
        noms=NOMS,
    )


@blueprint.get("/mon-espace/famille/ce-que-nous-gardons")
def ce_que_nous_gardons() -> ResponseReturnValue:
    """Dit, enfant par enfant, ce qui est gardé, jusqu’à quand, et qui peut le lire."""
    usager = usager_courant()
    enfants = enfants_de(usager.id)
    leurs = [enfant.id for enfant in enfants]
    fiches = [fiche for fiche in fiches_des(leurs).values() if fiche.usager_id == usager.id]
    return render_template(
        "usagers/famille/garde.html",
        enfants=enfants,
        valables=valables(leurs, horloge.aujourd_hui()),
        personnes=personnes_autorisees(leurs),
        fiches=fiches,
        activites=activites_par_id({fiche.activite_id for fiche in fiches}),
        quotient=quotient_de(usager.id),
        noms=NOMS,
        mois=entier_au("inscription_conservation_mois"),
        invitation_jours=entier_au("famille_invitation_jours"),
        fiche_jours=entier_au("inscription_fiche_sanitaire_jours"),
    )
