"""Ce que l’on demande au PayFiP simulé de faire de travers."""

from dataclasses import dataclass
from enum import StrEnum


class Notifications(StrEnum):
    """Ce que deviennent les notifications."""

    NORMALES = "normales"
    PERDUES = "perdues"
    DOUBLEES = "doublees"
    """Chacune part cent fois."""
    EN_DESORDRE = "en_desordre"
    """Elles attendent d’être deux, puis partent dans l’ordre inverse."""


class Panne(StrEnum):
    """Comment le service répond."""

    AUCUNE = "aucune"
    PASSERELLE = "http_502"
    MUET = "muet"
    """Il ne répond pas avant `silence_secondes`."""
    PERDUE = "reponse_perdue"
    """L’opération est faite, puis la connexion est coupée : l’appelant ne saura pas."""
    MAL_FORME = "xml_mal_forme"
    VIDE = "vide"
    ENORME = "enorme"
    XXE = "xxe"
    ENTITES = "entites"
    """Une « bombe » : des entités qui se citent."""
    DYSFONCTIONNEMENT = "TechDysfonctionnementErreur"
    INDISPONIBILITE = "TechIndisponibiliteErreur"
    PROTOCOLAIRE = "TechProtocolaireErreur"


@dataclass(slots=True)
class Scenario:
    """Le réglage en cours ; par défaut, tout va bien."""

    notifications: Notifications = Notifications.NORMALES
    delai_notification_secondes: float = 0.0
    repetitions: int = 100
    methode: str = "POST"
    parametre: str = "idop"
    p5_secondes: float = 0.0
    """Temps pendant lequel un résultat déjà acquis reste inconnu."""
    purge: bool = False
    """Vrai si une opération abandonnée est oubliée aussitôt, et non la nuit suivante."""
    panne: Panne = Panne.AUCUNE
    silence_secondes: float = 20.0
    faute: str = ""
    """Le code d’une faute fonctionnelle, rendue à toute demande."""
    montant_altere: int = 0
    """Centimes ajoutés au montant rendu."""
    saisie_alteree: str = ""
    numcli_altere: str = ""
    refdet_alteree: str = ""
    issue_alteree: str = ""
