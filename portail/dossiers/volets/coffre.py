"""La clé du coffre de l’appareil : ce que le navigateur garde pendant une coupure ne se lit qu’avec elle.

Elle vient de l’agent et du volet : après une nouvelle connexion, le même agent retrouve sa saisie ; un autre, sur le
même appareil, n’en lit rien. Le navigateur ne la garde que le temps de l’onglet.
"""

from dataclasses import dataclass

from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.socle.chiffrement import empreinte_cle


@dataclass(frozen=True, slots=True)
class Coffre:
    """Où ranger sur l’appareil (`nom`), et avec quelle clé (64 chiffres hexadécimaux)."""

    nom: str
    cle: str


def coffre_de(agent: Agent, dossier: Dossier, code: str) -> Coffre:
    """Rend le coffre de cet agent pour ce volet de ce dossier."""
    de_quoi = f"{agent.id}\0{dossier.id}\0{code}"
    return Coffre(empreinte_cle(de_quoi, "volet.coffre.nom"), empreinte_cle(de_quoi, "volet.coffre.cle"))
