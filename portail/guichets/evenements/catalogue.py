"""Les évènements publiés, et la page de chacun."""

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.guichets.evenements.blueprint import blueprint
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_present
from portail.inscriptions.evenements.queries import (
    est_ouvert,
    evenement_public,
    evenements_publics,
    inscriptions_de_l_usager,
    reste_a_prendre,
    restes,
)
from portail.inscriptions.evenements.service import est_attendu
from portail.socle import horloge


@blueprint.get("/evenements/")
@ouvert
def evenements() -> ResponseReturnValue:
    """Montre les évènements à venir ; à qui est connecté, ses inscriptions."""
    publics, usager = evenements_publics(), usager_present()
    lus = restes(publics)
    return render_template(
        "evenements/evenements.html",
        evenements=publics,
        restes={un.quota_id: reste_a_prendre(un, lus) for un in publics},
        miennes=inscriptions_de_l_usager(usager.id) if usager else (),
    )


@blueprint.get("/evenements/<code>")
@ouvert
def evenement(code: str) -> ResponseReturnValue:
    """Montre un évènement, ce qu’il y reste, et comment l’on s’y inscrit."""
    lu, maintenant = evenement_public(code), horloge.maintenant()
    lus = restes([lu])
    reste = reste_a_prendre(lu, lus)
    return render_template(
        "evenements/evenement.html",
        evenement=lu,
        reste=reste,
        restes=lus,
        ouvert=est_ouvert(lu, maintenant),
        pas_encore=maintenant < lu.ouvre_le,
        # Une structure peut faire attendre quand une autre a des places : seul le formulaire sait laquelle.
        en_attente=reste.libres < 1 or (not lu.partenaires and est_attendu(lu.id)),
        le_meme_jour=le_meme_jour(lu.debut, lu.fin),
    )


def le_meme_jour(debut: datetime, fin: datetime) -> bool:
    """Vrai si l’évènement tient en un jour, à Paris."""
    return horloge.a_paris(debut).date() == horloge.a_paris(fin).date()
