"""« Mes rendez-vous » : ceux que la personne a pris depuis son compte, à venir puis passés, et ce qu’elle attend."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.guichets.identites import usager_courant
from portail.guichets.usagers.blueprint import blueprint
from portail.rendez_vous.attente.queries import attentes_de_l_usager, rang
from portail.rendez_vous.invitations.queries import invitations_de_l_usager
from portail.rendez_vous.lieux.queries import tous_les_lieux
from portail.rendez_vous.objets.models import Visibilite
from portail.rendez_vous.objets.queries import objets_par_id
from portail.rendez_vous.reservations.etats import ANNULES, EtatParticipation
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.queries import rendez_vous_de_l_usager
from portail.socle import horloge


@blueprint.get("/mon-espace/rendez-vous/")
def mes_rendez_vous() -> ResponseReturnValue:
    """Liste les rendez-vous de la personne ; ceux qui ne doivent pas se voir n’y sont pas."""
    usager, maintenant = usager_courant(), horloge.maintenant()
    pris, attentes = rendez_vous_de_l_usager(usager.id), attentes_de_l_usager(usager.id)
    invitations = invitations_de_l_usager(usager.id)
    voulus = {une.objet_id for une in attentes} | {une.objet_id for une in invitations}
    objets = objets_par_id({rdv.objet_id for rdv, _une in pris} | voulus)
    return render_template(
        "usagers/rendez_vous.html",
        a_venir=[(rdv, une) for rdv, une in reversed(pris) if rdv.fin > maintenant and _tient(rdv, une)],
        passes=[(rdv, une) for rdv, une in pris if rdv.fin <= maintenant or not _tient(rdv, une)],
        attentes=[(une, rang(une)) for une in attentes if objets[une.objet_id].visibilite is not Visibilite.INVISIBLE],
        invitations=invitations,
        objets=objets,
        lieux={lieu.id: lieu for lieu in tous_les_lieux()},
        annules=ANNULES,
    )


def _tient(rdv: RendezVous, participation: Participation) -> bool:
    """Vrai si la personne y est encore attendue."""
    return rdv.etat not in ANNULES and participation.etat is not EtatParticipation.ANNULE
