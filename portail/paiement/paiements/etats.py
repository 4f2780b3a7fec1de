"""Où en est une somme due, une tentative de la payer, l’argent reçu ; par quel moyen ; pourquoi on rend."""

from enum import StrEnum


class EtatSomme(StrEnum):
    """Une somme est due, ou ne l’est plus."""

    OUVERTE = "ouverte"
    ANNULEE = "annulee"
    """Ce qu’elle payait n’est plus gardé : un paiement qui arriverait serait tardif."""


class EtatPaiement(StrEnum):
    """Où en est une tentative de payer en ligne."""

    INITIE = "initie"
    """Écrite ; PayFiP n’a pas encore répondu."""
    NON_OUVERT = "non_ouvert"
    """PayFiP n’a pas ouvert la page : rien n’a pu être payé."""
    REDIRIGE = "redirige"
    """La page est ouverte ; on attend le résultat."""
    PAYE = "paye"
    EN_COURS = "en_cours"
    """Prélèvement accepté : l’argent viendra plus tard."""
    REFUSE = "refuse"
    ABANDONNE = "abandonne"
    INCONNU = "inconnu"
    """PayFiP n’a pas de résultat, et n’en aura sans doute pas."""
    ANOMALIE = "anomalie"
    """PayFiP dit que c’est payé, mais pas ce qu’on avait demandé : une personne doit regarder."""


ACTIFS = frozenset({EtatPaiement.INITIE, EtatPaiement.REDIRIGE})
"""Un seul à la fois par somme due."""
ENCAISSES = frozenset({EtatPaiement.PAYE, EtatPaiement.EN_COURS})
ECHOUES = frozenset({EtatPaiement.NON_OUVERT, EtatPaiement.REFUSE, EtatPaiement.ABANDONNE, EtatPaiement.INCONNU})


class Raison(StrEnum):
    """Pourquoi une tentative n’a rien payé."""

    NON_OUVERT = "non_ouvert"
    REFUS = "refus"
    ABANDON = "abandon"
    SANS_REPONSE = "sans_reponse"


class Moyen(StrEnum):
    """Comment l’argent est venu."""

    CARTE = "carte"
    PRELEVEMENT = "prelevement"
    CHEQUE = "cheque"
    ESPECES = "especes"
    ANCV = "ancv"
    PASS_SPORT = "pass_sport"  # noqa: S105 — une aide au sport, pas un mot de passe


EN_LIGNE = frozenset({Moyen.CARTE, Moyen.PRELEVEMENT})
HORS_LIGNE = frozenset(Moyen) - EN_LIGNE


class EtatEncaissement(StrEnum):
    """L’argent est là, il vient, ou il n’est finalement pas venu."""

    ACQUIS = "acquis"
    EN_COURS = "en_cours"
    REJETE = "rejete"


class MotifRemboursement(StrEnum):
    """Pourquoi de l’argent est à rendre."""

    DOUBLE = "double"
    """La somme était déjà réglée."""
    TROP_PERCU = "trop_percu"
    """Une partie seulement était encore due."""
    TARDIF = "tardif"
    """Ce qui était payé n’était plus gardé."""
    ANOMALIE = "anomalie"
    ANNULATION_SERVICE = "annulation_service"
    ANNULATION_FAMILLE = "annulation_famille"
