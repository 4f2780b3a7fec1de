"""Une prestation versée chaque mois : ce que la démarche en déclare, montants et délais par leurs paramètres."""

from dataclasses import dataclass

from portail.demarche.conditions import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Prestation:
    """Un droit mensuel, sans fin dite, que la personne garde tant qu’une autre décision ne le change pas.

    `forfait` : le calcul du montant dû quand rien n’est encore décidé, ou quand le silence a accordé. `avance_si` : ce
    qui permet de verser ce forfait avant toute décision. `plan` : le champ d’agent (un montant) que l’aide vraiment
    utilisée remplace pour refaire les calculs. `dits` : les calculs que dit la lettre, avec le montant. Les clés
    nomment des paramètres.
    """

    forfait: str
    plan: str
    dits: tuple[str, ...] = ()
    avance_si: Condition | None = None
    avance_titre: str = ""
    avance_fondement: str = ""
    cle_jours_maintenus: str
    """Jours d’hospitalisation pendant lesquels le versement continue."""
    cle_taux_retenue: str
    """Part d’un versement qui peut se retenir sur un trop-perçu."""
    cles_seuil_reprise: tuple[str, ...]
    """Paramètres dont le produit est le trop-perçu jusqu’auquel rien n’est repris, en euros."""
    cle_prescription: str
    """Mois au-delà desquels rien ne se paie ni ne se reprend."""
    cle_revision: str
    """Mois, de la décision à la révision."""
    cle_rappel_revision: str
    """Jours, avant la révision, où la personne est prévenue."""
    cle_jour_mandat: str
    """Dernier jour du mois pour ordonner le versement."""
    revalorisation: str = ""
    """Le texte qui fait changer le barème au 1er janvier ; sans lui, un montant décidé ne bouge pas."""

    @property
    def cles(self) -> tuple[str, ...]:
        """Rend tous les paramètres nommés."""
        return (
            self.cle_jours_maintenus,
            self.cle_taux_retenue,
            *self.cles_seuil_reprise,
            self.cle_prescription,
            self.cle_revision,
            self.cle_rappel_revision,
            self.cle_jour_mandat,
        )
