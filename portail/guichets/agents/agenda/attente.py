"""La liste d’attente d’un objet de rendez-vous : qui, à quel rang, où, et ce qui lui est proposé."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.jours import jours_dits
from portail.identite.actions import auteur_agent
from portail.journal.actions import consigner
from portail.rendez_vous.attente.compatibilite import se_suivent
from portail.rendez_vous.attente.models import Attente, EtatAttente
from portail.rendez_vous.attente.personnes import en_personne
from portail.rendez_vous.attente.queries import liste_de, nombre_en_attente
from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.lieux.queries import tous_les_lieux
from portail.rendez_vous.objets.queries import objets_des_services
from portail.rendez_vous.reservations.habilitations import services_recus
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _

MOMENTS: Mapping[Moment, str] = MappingProxyType({Moment.MATIN: _("le matin"), Moment.APRES_MIDI: _("l’après-midi")})
ETATS: Mapping[EtatAttente, tuple[str, str]] = MappingProxyType(
    {EtatAttente.ATTEND: (_("Attend"), "attendu"), EtatAttente.PROPOSE: (_("Un horaire lui est gardé"), "etude")}
)
"""Le mot, et sa forme."""


@dataclass(frozen=True, slots=True)
class Rang:
    """Une personne de la liste, et le rang qu’elle lit elle-même."""

    rang: int
    attente: Attente
    nom: str


@blueprint.get("/agenda/attente")
def liste_d_attente() -> ResponseReturnValue:
    """Montre qui attend un objet que l’agent reçoit, dans l’ordre ; la lecture est au journal."""
    agent = agent_courant()
    objets = objets_des_services(services_recus(agent))
    demande = request.args.get("objet")
    objet = next((un for un in objets if un.code == demande), None)
    if demande and objet is None:
        raise Introuvable
    rangs = _rangs(liste_de(objet.id, agent=agent)) if objet else []
    if objet and rangs:
        details = {"nombre": len(rangs)}
        consigner("lire_liste_d_attente", auteur=auteur_agent(agent), objet=("objet_rdv", objet.id), details=details)
    return render_template(
        "agents/agenda/attente.html",
        objets=objets,
        objet=objet,
        nombres=nombre_en_attente(),
        rangs=rangs,
        lieux={lieu.id: lieu for lieu in tous_les_lieux()},
        jours_dits=jours_dits,
        moments=MOMENTS,
        etats=ETATS,
    )


def _rangs(attentes: Sequence[Attente]) -> list[Rang]:
    """Rend chaque inscription et le rang qu’elle lit : un de plus que celles qui passent avant elle."""
    return [
        Rang(1 + sum(se_suivent(avant, une) for avant in attentes[:place]), une, _nom(une))
        for place, une in enumerate(attentes)
    ]


def _nom(attente: Attente) -> str:
    personne = en_personne(attente)
    return personne.pseudonyme or f"{personne.prenom} {personne.nom}".strip()
