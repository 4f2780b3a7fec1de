"""Les cellules d’un export : du texte, des nombres, des dates."""

from datetime import date
from decimal import Decimal
from typing import TypeAlias

Cellule: TypeAlias = str | int | Decimal | date | None
