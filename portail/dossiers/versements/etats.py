"""États d’un versement, gestes, et la table qui dit quel geste mène où."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class EtatVersement(StrEnum):
    """Où en est l’argent : accordé, à verser, mandaté, payé ; ou rejeté par la banque."""

    ACCORDE = "accorde"
    """La personne doit encore envoyer ses justificatifs de paiement."""
    A_VERIFIER = "a_verifier"
    A_MANDATER = "a_mandater"
    MANDATE = "mandate"
    PAYE = "paye"
    REJETE = "rejete"
    """La banque a refusé le virement : la personne doit donner un autre compte."""
    ANNULE = "annule"


class GesteVersement(StrEnum):
    """Ce qu’on fait d’un versement ; le même nom au journal."""

    TRANSMETTRE = "transmettre_justificatifs"
    REDEMANDER = "redemander_justificatifs"
    VALIDER = "valider_versement"
    CHANGER_IBAN = "changer_iban"
    SOUMETTRE_IBAN = "soumettre_iban"
    """Un compte au nom de quelqu’un que le dossier ne connaît pas : un agent le vérifie d’abord."""
    DIRIGER = "diriger_versement"
    """Une autre destination que le compte de la personne, ou le nouveau compte d’un service."""
    MANDATER = "mandater_versement"
    PAYER = "payer_versement"
    REJETER = "rejeter_versement"
    ANNULER = "annuler_versement"


class MotifRejet(StrEnum):
    """Pourquoi la banque a refusé un virement."""

    COMPTE_CLOS = "compte_clos"
    IBAN_INCONNU = "iban_inconnu"
    TITULAIRE = "titulaire"
    REFUS_DE_LA_BANQUE = "refus_de_la_banque"


_E, _G = EtatVersement, GesteVersement
TRANSITIONS: Mapping[GesteVersement, Mapping[EtatVersement, EtatVersement]] = MappingProxyType(
    {
        _G.TRANSMETTRE: {_E.ACCORDE: _E.A_VERIFIER},
        _G.REDEMANDER: {_E.A_VERIFIER: _E.ACCORDE},
        _G.VALIDER: {_E.A_VERIFIER: _E.A_MANDATER},
        _G.CHANGER_IBAN: {
            _E.ACCORDE: _E.ACCORDE,
            _E.A_VERIFIER: _E.A_VERIFIER,
            _E.A_MANDATER: _E.A_MANDATER,
            _E.REJETE: _E.A_MANDATER,
        },
        _G.SOUMETTRE_IBAN: {
            _E.ACCORDE: _E.ACCORDE,
            _E.A_VERIFIER: _E.A_VERIFIER,
            _E.A_MANDATER: _E.A_VERIFIER,
            _E.REJETE: _E.A_VERIFIER,
        },
        _G.DIRIGER: {_E.A_MANDATER: _E.A_MANDATER, _E.REJETE: _E.A_MANDATER},
        _G.MANDATER: {_E.A_MANDATER: _E.MANDATE},
        _G.PAYER: {_E.MANDATE: _E.PAYE},
        # Une banque peut rendre l’argent après l’avoir reçu : le virement payé se rejette aussi.
        _G.REJETER: {_E.MANDATE: _E.REJETE, _E.PAYE: _E.REJETE},
        _G.ANNULER: {
            _E.ACCORDE: _E.ANNULE,
            _E.A_VERIFIER: _E.ANNULE,
            _E.A_MANDATER: _E.ANNULE,
            _E.REJETE: _E.ANNULE,
        },
    }
)
OUVERTS = frozenset({_E.ACCORDE, _E.A_VERIFIER, _E.A_MANDATER, _E.REJETE})
"""États où rien n’est parti, ou où tout est revenu : le versement peut encore changer ou s’annuler."""
ENGAGES = frozenset({_E.MANDATE, _E.PAYE})
"""États où l’argent est parti."""
EN_ATTENTE_DE_LA_PERSONNE = frozenset({_E.ACCORDE, _E.REJETE})
