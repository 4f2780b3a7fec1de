"""Des évènements fictifs : une conférence filmée, un atelier complet, une rencontre, un forum en cours."""

from collections.abc import Mapping, Sequence
from datetime import UTC, time, timedelta
from typing import Any

from sqlalchemy import select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.inscriptions.evenements import actions, organisation
from portail.inscriptions.evenements.actions import Demande
from portail.inscriptions.evenements.models import Accueil, Evenement, Regime
from portail.inscriptions.evenements.organisation import Fiche
from portail.socle import horloge
from portail.socle.base import session

SERVICE, ORGANISATEUR = "jeunesse", "herve-guillou"
CONFERENCE, ATELIER, RENCONTRE, FORUM = (
    "Jeunes et mobilité : passer le permis aujourd’hui",
    "Atelier : lire une fiche de paie",
    "Rencontre des structures jeunesse",
    "Forum de l’apprentissage",
)
EXPLICATIONS: Mapping[str, str] = {
    CONFERENCE: "Une heure et demie pour comprendre les aides, les délais et les pièges. Questions avec la salle.",
    ATELIER: "En petit groupe, avec un conseiller. Venez avec une fiche de paie si vous en avez une.",
    RENCONTRE: "Une matinée d’échanges entre structures, suivie d’un repas.",
    FORUM: "Trois jours pour rencontrer des centres de formation et des employeurs. Entrez quand vous voulez.",
}
"""Textes fictifs."""
LIEU = ("Salle de l’Estuaire (fictive)", "3 quai de la Loire, 44000 Nantes")
ACCES = "Entrée de plain-pied, côté quai. Places réservées dans la cour. Une boucle magnétique équipe la salle."
IMAGES = "L’enregistrement est mis en ligne un an sur le site du Département, puis effacé."
NOMS: Sequence[tuple[str, str]] = (
    ("Ana", "Diaz"), ("Bastien", "Le Floch"), ("Chloé", "Ménard"), ("Denis", "Oger"), ("Élise", "Rault"),
    ("Farid", "Saïdi"), ("Gaël", "Tessier"), ("Hélène", "Urvoy"),
)  # fmt: skip


def charger_les_evenements(agents: Mapping[str, Agent]) -> int:
    """Crée les évènements fictifs et leurs inscrits ; ne refait jamais ce qui est fait. Rend leur nombre."""
    agent = agents[ORGANISATEUR]
    connus = set(session.scalars(select(Evenement.titre).where(Evenement.service_code == SERVICE)))
    manquants = [titre for titre in EXPLICATIONS if titre not in connus]
    for titre in manquants:
        _CHARGES[titre](agent)
    return len(manquants)


def _conference(agent: Agent) -> None:
    un = _publie(agent, CONFERENCE, places=200, jours=16, enregistre=True, usage_des_images=IMAGES)
    _inscrire(agent, un, NOMS[:3], accessibilite=(Accueil.LSF.value,))


def _atelier(agent: Agent) -> None:
    un = _publie(agent, ATELIER, places=6, jours=2)
    _inscrire(agent, un, NOMS)


def _rencontre(agent: Agent) -> None:
    un = _cree(agent, RENCONTRE, places=40, jours=30, repas=True, partenaires=True)
    mission = organisation.inviter(un.id, libelle="Mission locale de l’Estuaire", capacite=2, agent=agent)
    organisation.inviter(un.id, libelle="Foyer de jeunes travailleurs du Port", capacite=10, agent=agent)
    organisation.publier(un.id, agent=agent)
    regimes = (Regime.VEGETARIEN.value,)
    _inscrire(agent, un, NOMS[4:7], structure_id=mission.id, organisme="Mission locale", regimes=regimes)


def _forum(agent: Agent) -> None:
    """Commencé hier, fini demain : à toute heure, un billet s’y contrôle."""
    un = _publie(agent, FORUM, places=50, jours=-1, dure=2)
    _inscrire(agent, un, NOMS[2:6], places=2)


_CHARGES = {CONFERENCE: _conference, ATELIER: _atelier, RENCONTRE: _rencontre, FORUM: _forum}


def _publie(agent: Agent, titre: str, **autres: Any) -> Evenement:  # noqa: ANN401 — celles de `_cree`
    return organisation.publier(_cree(agent, titre, **autres).id, agent=agent)


def _cree(
    agent: Agent,
    titre: str,
    *,
    places: int,
    jours: int,
    dure: int = 0,
    **autres: Any,  # noqa: ANN401 — les champs d’une fiche
) -> Evenement:
    maintenant = horloge.maintenant()
    jour = horloge.a_paris(maintenant).date() + timedelta(days=jours)
    debut = horloge.instant_du(jour, time(14)).astimezone(UTC)
    fin = horloge.instant_du(jour + timedelta(days=dure), time(16)).astimezone(UTC)
    fiche = Fiche(
        titre=titre,
        explication=EXPLICATIONS[titre],
        lieu_nom=LIEU[0],
        lieu_adresse=LIEU[1],
        acces=ACCES,
        debut=debut,
        fin=fin,
        ouvre_le=maintenant - timedelta(days=5),
        ferme_le=fin if dure else debut,
        **autres,
    )
    return organisation.creer(fiche, service_code=SERVICE, capacite=places, agent=agent)


def _inscrire(
    agent: Agent,
    evenement: Evenement,
    noms: Sequence[tuple[str, str]],
    **autres: Any,  # noqa: ANN401 — les champs d’une demande
) -> None:
    """Inscrit ces personnes comme un agent au téléphone : sans adresse, aucune boîte ne se remplit."""
    for prenom, nom in noms:
        demande = Demande(prenom=prenom, nom=nom, cle=f"demonstration-{evenement.code}-{nom}", **autres)
        actions.s_inscrire(evenement.id, demande, auteur=auteur_agent(agent))
