"""États d’un dossier, gestes, et la table qui dit quel geste mène où."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Etat(StrEnum):
    """Où en est un dossier : peu d’états, communs à toutes les démarches."""

    BROUILLON = "brouillon"
    DEPOSE = "depose"
    A_COMPLETER = "a_completer"
    EN_INSTRUCTION = "en_instruction"
    EN_SIGNATURE = "en_signature"
    DECIDE = "decide"
    CLOS = "clos"
    DESISTE = "desiste"
    SANS_SUITE = "sans_suite"
    IRRECEVABLE = "irrecevable"
    TRANSMIS = "transmis"


class Geste(StrEnum):
    """Ce qu’on peut faire d’un dossier."""

    DEPOSER = "deposer"
    PRENDRE_EN_CHARGE = "prendre_en_charge"
    DEMANDER_COMPLEMENT = "demander_complement"
    COMPLETER = "completer"
    PROPOSER = "proposer"
    RENVOYER = "renvoyer"
    ACCEPTER = "accepter"
    REFUSER = "refuser"
    DECLARER_IRRECEVABLE = "declarer_irrecevable"
    CLASSER = "classer"
    TRANSMETTRE = "transmettre"
    RETIRER = "retirer"
    CLORE = "clore"
    CONSTATER_SILENCE = "constater_silence"
    REEXAMINER = "reexaminer"
    RETIRER_LA_DECISION = "retirer_la_decision"
    ABROGER = "abroger"
    REFORMER = "reformer"
    CONSTATER_CADUCITE = "constater_caducite"


class NatureDecision(StrEnum):
    """Ce que l’administration décide, expressément ou par son silence."""

    ACCORD = "accord"
    ACCORD_PARTIEL = "accord_partiel"
    REFUS = "refus"
    IRRECEVABILITE = "irrecevabilite"
    ACCORD_IMPLICITE = "accord_implicite"
    REFUS_IMPLICITE = "refus_implicite"
    RETRAIT = "retrait"
    ABROGATION = "abrogation"
    CADUCITE = "caducite"


ACCORDS = frozenset({NatureDecision.ACCORD, NatureDecision.ACCORD_PARTIEL, NatureDecision.ACCORD_IMPLICITE})
"""Ce qui donne un droit à la personne, en tout ou en partie."""
IMPLICITES = frozenset({NatureDecision.ACCORD_IMPLICITE, NatureDecision.REFUS_IMPLICITE})
"""Ce que le silence fait naître : sans signataire."""

RETRAITS = frozenset({NatureDecision.RETRAIT, NatureDecision.ABROGATION})
"""Ce par quoi l’administration revient sur une décision signée."""

FAVORABLES = frozenset({NatureDecision.ACCORD, NatureDecision.ACCORD_IMPLICITE})
"""Ce que la personne n’a pas de raison de contester."""


class Fondement(StrEnum):
    """Ce qui permet de revenir sur une décision signée (CRPA, livre II, titre IV)."""

    ILLEGALITE = "illegalite"
    CONDITION = "condition"
    FRAUDE = "fraude"
    DEMANDE = "demande"
    SANS_DROIT = "sans_droit"


class Attendu(StrEnum):
    """De qui l’on attend la suite."""

    USAGER = "usager"
    AGENT = "agent"
    TIERS = "tiers"
    PERSONNE = "personne"


@dataclass(frozen=True, slots=True)
class Transition:
    """D’où un geste est permis, et où il mène."""

    depuis: frozenset[Etat]
    vers: Etat


def _de(*depuis: Etat, vers: Etat) -> Transition:
    return Transition(frozenset(depuis), vers)


_OUVERTS = (Etat.DEPOSE, Etat.A_COMPLETER, Etat.EN_INSTRUCTION)

TRANSITIONS: Mapping[Geste, Transition] = MappingProxyType(
    {
        Geste.DEPOSER: _de(Etat.BROUILLON, vers=Etat.DEPOSE),
        Geste.PRENDRE_EN_CHARGE: _de(Etat.DEPOSE, vers=Etat.EN_INSTRUCTION),
        Geste.DEMANDER_COMPLEMENT: _de(Etat.DEPOSE, Etat.EN_INSTRUCTION, vers=Etat.A_COMPLETER),
        Geste.COMPLETER: _de(Etat.A_COMPLETER, vers=Etat.EN_INSTRUCTION),
        Geste.PROPOSER: _de(*_OUVERTS, vers=Etat.EN_SIGNATURE),
        Geste.RENVOYER: _de(Etat.EN_SIGNATURE, vers=Etat.EN_INSTRUCTION),
        Geste.ACCEPTER: _de(*_OUVERTS, Etat.EN_SIGNATURE, vers=Etat.DECIDE),
        Geste.REFUSER: _de(*_OUVERTS, Etat.EN_SIGNATURE, vers=Etat.DECIDE),
        Geste.DECLARER_IRRECEVABLE: _de(*_OUVERTS, Etat.EN_SIGNATURE, vers=Etat.IRRECEVABLE),
        Geste.CLASSER: _de(*_OUVERTS, vers=Etat.SANS_SUITE),
        Geste.TRANSMETTRE: _de(*_OUVERTS, vers=Etat.TRANSMIS),
        Geste.RETIRER: _de(*_OUVERTS, Etat.EN_SIGNATURE, vers=Etat.DESISTE),
        Geste.CLORE: _de(Etat.DECIDE, vers=Etat.CLOS),
        Geste.CONSTATER_SILENCE: _de(*_OUVERTS, Etat.EN_SIGNATURE, vers=Etat.DECIDE),
        # Ne se réexamine qu’une décision implicite, retirée ou abrogée (l’action le vérifie).
        Geste.REEXAMINER: _de(Etat.DECIDE, vers=Etat.EN_INSTRUCTION),
        Geste.RETIRER_LA_DECISION: _de(Etat.DECIDE, Etat.CLOS, Etat.IRRECEVABLE, vers=Etat.DECIDE),
        Geste.ABROGER: _de(Etat.DECIDE, Etat.CLOS, Etat.IRRECEVABLE, vers=Etat.DECIDE),
        # Une décision sur recours remplace celle qui est contestée, où qu’en soit un éventuel réexamen.
        Geste.REFORMER: _de(
            *(Etat.DECIDE, Etat.CLOS, Etat.IRRECEVABLE),
            *(Etat.A_COMPLETER, Etat.EN_INSTRUCTION, Etat.EN_SIGNATURE),
            vers=Etat.DECIDE,
        ),
        Geste.CONSTATER_CADUCITE: _de(Etat.DECIDE, vers=Etat.DECIDE),
    }
)

ETATS_EN_COURS = frozenset({Etat.DEPOSE, Etat.A_COMPLETER, Etat.EN_INSTRUCTION, Etat.EN_SIGNATURE})
"""États où une réponse est encore due."""

ATTENDU: Mapping[Etat, Attendu] = MappingProxyType(
    {
        Etat.BROUILLON: Attendu.USAGER,
        Etat.DEPOSE: Attendu.AGENT,
        Etat.A_COMPLETER: Attendu.USAGER,
        Etat.EN_INSTRUCTION: Attendu.AGENT,
        Etat.EN_SIGNATURE: Attendu.AGENT,
    }
)
