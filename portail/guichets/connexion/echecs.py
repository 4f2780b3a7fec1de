"""Échecs de connexion : une raison précise pour les traces, une famille pour la page montrée."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Famille(StrEnum):
    """Ce que la personne peut comprendre d’un échec, et donc la page qu’elle voit."""

    ABANDON = "abandon"
    PERIMEE = "perimee"
    INDISPONIBLE = "indisponible"
    REFUSEE = "refusee"
    NIVEAU = "niveau"
    IDENTITE = "identite"
    NON_HABILITE = "non_habilite"
    OFFICE = "office"


class Raison(StrEnum):
    """Pourquoi la connexion s’arrête ; seul mot écrit dans les traces."""

    ETAT_INCONNU = "etat_inconnu"
    TENTATIVE_PERIMEE = "tentative_perimee"
    EMETTEUR_DU_RETOUR = "emetteur_du_retour"
    ABANDON = "abandon"
    INDISPONIBLE = "indisponible"
    CONFIGURATION = "configuration"
    CODE_ABSENT = "code_absent"
    CODE_REFUSE = "code_refuse"
    MUET = "muet"
    REPONSE_ILLISIBLE = "reponse_illisible"
    JETON_ABSENT = "jeton_absent"
    JETON_ILLISIBLE = "jeton_illisible"
    ALGORITHME = "algorithme"
    SIGNATURE = "signature"
    EMETTEUR = "emetteur"
    DESTINATAIRE = "destinataire"
    JETON_PERIME = "jeton_perime"
    DATE_EMISSION = "date_emission"
    NONCE = "nonce"
    SUJET = "sujet"
    NIVEAU = "niveau"
    EMPREINTE = "empreinte"
    IDENTITE_REFUSEE = "identite_refusee"
    IDENTITE_NON_SIGNEE = "identite_non_signee"
    SUJET_DIFFERENT = "sujet_different"
    IDENTITE_INCOMPLETE = "identite_incomplete"
    SIRET = "siret"
    PAS_AGENT_PUBLIC = "pas_agent_public"
    COMPTE_INCONNU = "compte_inconnu"
    MEMBRE_INCONNU = "membre_inconnu"


_FAMILLES: Mapping[Raison, Famille] = MappingProxyType(
    {
        Raison.ABANDON: Famille.ABANDON,
        Raison.ETAT_INCONNU: Famille.PERIMEE,
        Raison.TENTATIVE_PERIMEE: Famille.PERIMEE,
        Raison.CODE_REFUSE: Famille.PERIMEE,
        Raison.INDISPONIBLE: Famille.INDISPONIBLE,
        Raison.MUET: Famille.INDISPONIBLE,
        Raison.NIVEAU: Famille.NIVEAU,
        Raison.IDENTITE_INCOMPLETE: Famille.IDENTITE,
        Raison.SIRET: Famille.NON_HABILITE,
        Raison.PAS_AGENT_PUBLIC: Famille.NON_HABILITE,
        Raison.COMPTE_INCONNU: Famille.NON_HABILITE,
        Raison.MEMBRE_INCONNU: Famille.OFFICE,
    }
)

_STATUTS: Mapping[Famille, int] = MappingProxyType(
    {
        Famille.ABANDON: 403,
        Famille.PERIMEE: 400,
        Famille.INDISPONIBLE: 503,
        Famille.REFUSEE: 502,
        Famille.NIVEAU: 403,
        Famille.IDENTITE: 502,
        Famille.NON_HABILITE: 403,
        Famille.OFFICE: 403,
    }
)


class EchecConnexion(Exception):
    """Connexion refusée : rien n’a été créé ni gardé.

    `reference` est le code d’incident que donne parfois le fournisseur (« Y049E20B ») : il ne dit rien de la personne.
    """

    def __init__(self, raison: Raison, *, reference: str = "") -> None:
        super().__init__(raison.value)
        self.raison = raison
        self.reference = reference

    @property
    def famille(self) -> Famille:
        """Famille de la page à montrer."""
        return _FAMILLES.get(self.raison, Famille.REFUSEE)

    @property
    def statut(self) -> int:
        """Statut HTTP de cette page."""
        return _STATUTS[self.famille]

    @property
    def faute_de_reglage(self) -> bool:
        """Vrai si l’exploitant doit corriger un réglage : la trace est alors une erreur."""
        return self.raison is Raison.CONFIGURATION
