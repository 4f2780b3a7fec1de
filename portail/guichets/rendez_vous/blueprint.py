"""Le guichet des rendez-vous : tout s’y fait sans compte ; le motif n’est jamais dans une adresse, ni dans un titre."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from portail.guichets.contexte import langue_courante, traduire
from portail.guichets.gardes import sans_garde
from portail.identite.anonymat import montrer
from portail.identite.queries import agent_de
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.rappels import phrases
from portail.rendez_vous.reservations.titres import Titre
from portail.territoire.queries import service_de

MINUTES_PAR_HEURE = 60
blueprint = Blueprint("rendez_vous", __name__)
sans_garde(blueprint)


def duree(objet: ObjetRdv) -> str:
    """Rend « 15 minutes », « 1 heure 30 », d’un seul tenant."""
    heures, minutes = divmod(objet.duree_minutes, MINUTES_PAR_HEURE)
    if heures:
        ronde = _("1 heure") if heures == 1 else _("%(heures)s heures", heures=heures)
        dite = f"{ronde} {minutes}" if minutes else ronde
    else:
        dite = _("%(minutes)s minutes", minutes=minutes)
    return dite.replace(" ", "\u00a0")


def presenter(objet: ObjetRdv) -> str:
    """Rend « avec une puéricultrice, 15 minutes »."""
    if not objet.professionnel:
        return duree(objet)
    return _("avec %(professionnel)s, %(duree)s", professionnel=objet.professionnel, duree=duree(objet))


def ou_dit(lieu: Lieu, modalite: Modalite) -> str:
    """Rend où l’on se rencontre : le lieu et son adresse, ou comment l’on se parle."""
    endroit = phrases.endroit(lieu, modalite, langue_courante()).long
    return f"{lieu.nom}, {endroit}" if modalite is Modalite.SUR_PLACE else endroit


def qui_suit(titre: Titre) -> str:
    """Rend qui reçoit la personne suivie, tel qu’elle le lit : son nom et sa qualité, ou son matricule ; ou rien."""
    if titre.referent is None or titre.referent.agent_id is None:
        return ""
    agent = agent_de(titre.referent.agent_id)
    return montrer(agent, service_de(titre.service_code), traduire).en_toutes_lettres


@blueprint.context_processor
def mots() -> dict[str, Any]:
    """Donne aux gabarits de quoi dire un objet."""
    return {"traduire": traduire, "duree": duree, "presenter": presenter, "ou_dit": ou_dit, "qui_suit": qui_suit}
