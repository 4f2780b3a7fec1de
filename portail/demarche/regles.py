"""Règles d’éligibilité et calculs d’une déclaration : le droit en fonctions pures, les textes en données."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from portail.demarche.conditions import Condition

Chiffre: TypeAlias = Decimal | date | int | str
Entrees: TypeAlias = Mapping[str, tuple[str, ...]]
"""Argument de la fonction → où le lire, le premier rempli l’emporte.

Un identifiant de champ, une partie d’adresse (« adresse.commune »), le code d’un calcul qui précède, une réponse de
la plateforme ou d’un agent. Une commune est son code INSEE, ou `COMMUNE_INCONNUE`.
"""

COMMUNE_INCONNUE = "inconnue"
"""Ce que vaut une commune répondue mais sans code INSEE : elle n’est pas du département."""

CONTEXTE = frozenset({"communes"})
"""Ce que la plateforme sait et qu’une fonction peut demander : `communes`, les codes INSEE du département."""

JOUR = "jour"
"""Nom de la date de référence : celle du dépôt, à défaut aujourd’hui."""

MOIS = "mois"
"""Dans `Pretest.api` : la date de référence donnée par son mois (AAAA-MM) ; c’en est le premier jour."""


class Verdict(StrEnum):
    """Ce qu’une règle dit d’une situation."""

    CONFORME = "conforme"
    NON_CONFORME = "non_conforme"
    A_VERIFIER = "a_verifier"
    RESERVE = "reserve"
    """Le droit est ouvert, avec une réserve à dire : rien ne se verse, par exemple."""
    EN_ATTENTE = "en_attente"
    """Posé par la plateforme seule : il manque une réponse ou un paramètre."""


@dataclass(frozen=True, slots=True)
class Constat:
    """Le résultat d’une règle : verdict, texte à employer (clé de `Regle.messages`), chiffres à y mettre."""

    verdict: Verdict
    message: str
    chiffres: Mapping[str, Chiffre] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resultat:
    """Le résultat d’un calcul : sa valeur et les chiffres de l’explication."""

    valeur: Decimal
    chiffres: Mapping[str, Chiffre] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regle:
    """Une condition d’attribution : la même pour le pré-test, le dépôt et l’écran de l’agent.

    `fonction` reçoit, nommés : les arguments d’`entrees`, les `parametres` millésimés (par leur code), le `contexte`
    demandé et, si elle a un argument `jour`, la date de référence ; elle rend un `Constat`. Sans réponse à une entrée,
    la règle attend, sauf pour les arguments `facultatives`, qui valent alors `None`.
    """

    code: str
    titre: str
    formule: str = ""
    """Ce que la règle vérifie, en mots, pour la page publique (CRPA, R311-3-1-2) ; ses paramètres entre accolades."""
    fonction: Callable[..., Constat]
    entrees: Entrees
    facultatives: tuple[str, ...] = ()
    parametres: tuple[str, ...] = ()
    contexte: tuple[str, ...] = ()
    messages: Mapping[str, str]
    fondement: str
    motif: str = ""
    """Code du `Motif` que propose une non-conformité (refus), ou une réserve (accord qui la dit) ; aucun sans elles."""
    a_verifier: str = ""
    """Ce qu’un agent vérifie, et quand, si la règle peut rendre « à vérifier » ; publié avec elle."""

    si: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calcul:
    """Une valeur que la déclaration calcule ; son code sert ensuite d’entrée aux calculs suivants et aux règles.

    La fonction reçoit ce que reçoit celle d’une `Regle` et rend un `Resultat`. `explication` montre la formule avec ses
    chiffres, en toutes lettres ; `{valeur}` y est le résultat.
    """

    code: str
    titre: str
    formule: str = ""
    """L’opération faite, en mots, pour la page publique (CRPA, R311-3-1-2) ; ses paramètres entre accolades."""
    fonction: Callable[..., Resultat]
    entrees: Entrees
    facultatives: tuple[str, ...] = ()
    parametres: tuple[str, ...] = ()
    contexte: tuple[str, ...] = ()
    unite: str = ""
    minimum: Decimal = Decimal(0)
    """Plus petite valeur que le calcul rende : ce qui s’en sert n’est pas essayé en dessous."""
    decimales: int | None = None
    """Décimales de la valeur pour les partenaires : 2 pour un montant ; sans elles, celles de la valeur."""
    explication: str = ""
    fondement: str = ""
    si: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pretest:
    """Le test anonyme « Ai-je droit ? » : les champs (identifiants des pages, ou champs propres) et son API.

    `api` traduit un nom d’entrée public en identifiant de champ (`JOUR` ou `MOIS` pour la date de référence).
    `sorties` et `montant` nomment des calculs. Une règle dont une entrée nécessaire n’est pas demandée ici est laissée.
    `titre` remplace « Ai-je droit à cette aide ? ». `detail` : l’API rend aussi le motif et les étapes du calcul.
    """

    champs: tuple[str, ...]
    titre: str = ""
    detail: bool = False
    essentiel: tuple[str, ...] = ()
    """Calculs montrés d’emblée, dans cet ordre ; les autres sont repliés. Sans eux, tous se montrent."""
    api: Mapping[str, str] = field(default_factory=dict)
    sorties: tuple[str, ...] = ()
    montant: str = ""
