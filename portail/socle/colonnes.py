"""Types de colonnes : JSON et texte chiffrés, énumération vérifiée, instant en UTC."""

import json
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, LargeBinary
from sqlalchemy.types import TypeDecorator

from portail.socle import chiffrement


class TexteChiffre(TypeDecorator[str]):
    """Un texte chiffré au repos ; `nom` (« table.colonne ») est authentifié avec lui."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, nom: str) -> None:
        super().__init__()
        self.nom = nom

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Chiffre avant d’écrire."""
        return None if value is None else chiffrement.chiffrer(value.encode(), self.nom)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Déchiffre à la lecture."""
        return None if value is None else chiffrement.dechiffrer(value, self.nom).decode()


class JsonChiffre(TypeDecorator[Any]):
    """Un document JSON chiffré au repos ; on remplace le document, on ne le modifie pas en place."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, nom: str) -> None:
        super().__init__()
        self.nom = nom

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ANN401 — un document JSON
        """Chiffre avant d’écrire."""
        if value is None:
            return None
        texte = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return chiffrement.chiffrer(texte.encode(), self.nom)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:  # noqa: ANN401 — un document JSON
        """Déchiffre à la lecture."""
        return None if value is None else json.loads(chiffrement.dechiffrer(value, self.nom))


def instant() -> DateTime:
    """Rend le type d’un instant : `timestamptz`, en UTC."""
    return DateTime(timezone=True)


def enumeration(classe: type[StrEnum]) -> Enum:
    """Rend le type d’une énumération : texte borné par une contrainte nommée."""
    return Enum(
        classe,
        native_enum=False,
        length=40,
        create_constraint=True,
        name="valeurs",
        values_callable=lambda membres: [membre.value for membre in membres],
        validate_strings=True,
    )
