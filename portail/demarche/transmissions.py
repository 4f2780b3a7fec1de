"""Ce qu’une démarche transmet à une autre autorité, compétente à la place du service ou à sa suite (CRPA, L114-2)."""

from dataclasses import dataclass

from portail.demarche.conditions import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission:
    """Une transmission : à qui, pourquoi, ce qui suit.

    Sans `apres_refus`, la demande finit transmise : le service ne décide pas. `regle` : celle qui, non respectée au
    dépôt, la rend due dans les mois que dit le paramètre `cle_delai`. `accord` : ce que la personne a dû répondre.
    `nom_de` : le champ dont le choix nomme l’autorité.
    """

    code: str
    titre: str
    autorite: str
    """Le nom de ce qui reçoit, tel qu’on le demande à l’agent."""
    raison: str
    suite: str
    """Ce qui se passe ensuite, pour la personne."""
    fondement: str
    regle: str = ""
    cle_delai: str = ""
    si: Condition | None = None
    accord: Condition | None = None
    apres_refus: bool = False
    nom_de: str = ""
