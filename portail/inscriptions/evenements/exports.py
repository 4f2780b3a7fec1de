"""La liste des inscrits à emporter, et leurs badges : chaque prise est au journal de l’évènement."""

from typing import Any

from portail.documents.composition import composer_a_part
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.inscriptions.evenements.models import Accueil, EtatInscription, Evenement, InscriptionEvenement, Regime
from portail.inscriptions.evenements.organisation import EVENEMENT
from portail.inscriptions.evenements.queries import inscriptions
from portail.inscriptions.habilitations import peut_gerer
from portail.journal.actions import consigner
from portail.socle import tableur
from portail.socle.demarrage import reglages
from portail.socle.erreurs import Interdit
from portail.socle.horloge import a_paris
from portail.socle.traduction import _, traducteur

ENTETE = (
    "numero", "etat", "nom", "prenom", "organisme", "structure", "places", "presents",
    "accompagnants", "accessibilite", "regimes", "refuse_image",
)  # fmt: skip
BADGES_AU_PLUS = 2000


def exporter(evenement: Evenement, *, agent: Agent) -> bytes:
    """Rend le CSV des inscrits et de la file ; ni adresse électronique, ni compte : ils ne servent pas à l’accueil."""
    _exiger(agent, evenement)
    lues = inscriptions(evenement.id, EtatInscription.INSCRIT) + inscriptions(evenement.id, EtatInscription.ATTENTE)
    structures = {une.id: une.libelle for une in evenement.structures}
    _consigner("exporter_inscrits", evenement, agent, len(lues))
    return tableur.ecrire(ENTETE, (_ligne(une, structures.get(une.structure_id or une.id, "")) for une in lues))


def badges(evenement: Evenement, *, agent: Agent) -> bytes:
    """Rend le PDF des badges des inscrits : un par personne nommée, son organisme, rien d’autre."""
    _exiger(agent, evenement)
    noms = [badge for une in inscriptions(evenement.id, EtatInscription.INSCRIT) for badge in _badges_de(une)]
    dit = traducteur("fr")
    departement, intitule = reglages().departement, dit(_("Badges"))
    donnees: dict[str, Any] = {
        "titre": f"{intitule} — {evenement.titre}",
        "pied": evenement.titre,
        "emetteur": {"nom_complet": departement.nom_complet, "adresse": departement.adresse},
        "evenement": evenement.titre,
        "jour": f"{a_paris(evenement.debut):%d/%m/%Y}",
        "badges": noms[:BADGES_AU_PLUS],
        "aucun": dit(_("Personne n’est encore inscrit.")),
    }
    _consigner("imprimer_badges", evenement, agent, len(noms))
    return composer_a_part("badges", donnees)


def _badges_de(inscription: InscriptionEvenement) -> list[dict[str, str]]:
    noms = [inscription.nom_affiche, *inscription.accompagnants]
    return [{"nom": nom, "organisme": inscription.organisme} for nom in noms if nom]


def _ligne(inscription: InscriptionEvenement, structure: str) -> list[str]:
    identite = inscription.identite or {}
    return [
        inscription.numero,
        inscription.etat.value,
        str(identite.get("nom", "")),
        str(identite.get("prenom", "")),
        inscription.organisme,
        structure,
        str(inscription.places),
        str(inscription.presents),
        ", ".join(inscription.accompagnants),
        ", ".join(code for code in Accueil if code in inscription.accessibilite),
        ", ".join(code for code in Regime if code in inscription.regimes),
        "oui" if inscription.refuse_l_image else "",
    ]


def _exiger(agent: Agent, evenement: Evenement) -> None:
    if not peut_gerer(agent, evenement.service_code):
        raise Interdit


def _consigner(action: str, evenement: Evenement, agent: Agent, nombre: int) -> None:
    consigner(action, auteur=auteur_agent(agent), objet=(EVENEMENT, evenement.id), details={"inscriptions": nombre})
