"""Contrôles du remplissage automatique (RGAA 11.13) et des libellés communs (RGAA 11.3)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from portail.demarche.controles.structure import champs_de
from portail.demarche.declaration import Demarche

JETONS = frozenset(
    [
        "name",
        "honorific-prefix",
        "given-name",
        "additional-name",
        "family-name",
        "honorific-suffix",
        "nickname",
        "username",
        "new-password",
        "current-password",
        "one-time-code",
        "organization-title",
        "organization",
        "street-address",
        "address-line1",
        "address-line2",
        "address-line3",
        "address-level1",
        "address-level2",
        "address-level3",
        "address-level4",
        "country",
        "country-name",
        "postal-code",
        "language",
        "bday",
        "bday-day",
        "bday-month",
        "bday-year",
        "sex",
        "url",
        "photo",
        "tel",
        "tel-country-code",
        "tel-national",
        "tel-area-code",
        "tel-local",
        "tel-extension",
        "email",
    ]
)
"""Valeurs de la liste HTML, sans celles des cartes bancaires : le portail n’en demande jamais."""

DE_L_USAGER: Mapping[str, str] = MappingProxyType(
    {
        "nom_naissance": "family-name",
        "nom_usage": "family-name",
        "prenoms": "given-name",
        "date_naissance": "bday",
        "sexe": "sex",
        "courriel": "email",
        "telephone": "tel",
        "adresse": "street-address",
    }
)
"""Données de la personne elle-même : le jeton attendu. La plateforme décline `bday` et `street-address` par partie."""


def autocomplete_valide(demarche: Demarche) -> Iterator[str]:
    """Le remplissage automatique n’emploie que les valeurs de la norme HTML."""
    for champ in champs_de(demarche):
        if champ.autocomplete and champ.autocomplete not in JETONS:
            yield f"champ {champ.identifiant} : autocomplete inconnu : {champ.autocomplete}"


def autocomplete_present(demarche: Demarche) -> Iterator[str]:
    """Une donnée de l’usager porte son jeton ; celle d’un tiers, nommée autrement, n’en porte pas."""
    for champ in champs_de(demarche):
        attendu = DE_L_USAGER.get(champ.identifiant)
        if attendu and champ.autocomplete != attendu:
            yield f"champ {champ.identifiant} : autocomplete « {attendu} » attendu"


def discordances(demarches: Iterable[Demarche]) -> list[str]:
    """Rend les identifiants de champ qui n’ont pas le même libellé partout (RGAA 11.3)."""
    libelles: dict[str, dict[str, str]] = defaultdict(dict)
    for demarche in demarches:
        for champ in champs_de(demarche):
            libelles[champ.identifiant][champ.libelle] = demarche.identifiant
    return [
        f"{nom} : " + " / ".join(f"« {libelle} » ({ou})" for libelle, ou in variantes.items())
        for nom, variantes in sorted(libelles.items())
        if len(variantes) > 1
    ]
