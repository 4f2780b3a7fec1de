"""Ce que portent les adresses : un numéro de dossier comme on le dicte, un texte sans caractère de commande."""

from werkzeug.routing import BaseConverter, UnicodeConverter, ValidationError

from portail.dossiers.numero import lire_numero
from portail.guichets.requete import INTERDITS


class ConvertisseurNumero(BaseConverter):
    """`<numero:numero>` : un numéro au signe de contrôle juste ; sinon l’adresse n’existe pas."""

    regex = r"[0-9A-Za-z %-]{8,12}"

    def to_python(self, value: str) -> str:
        """Rend le numéro normalisé."""
        numero = lire_numero(value)
        if numero is None:
            raise ValidationError
        return numero


class ConvertisseurTexte(UnicodeConverter):
    """`<code>` : un texte que la base et une page admettent ; sinon l’adresse n’existe pas."""

    def to_python(self, value: str) -> str:
        """Rend le texte tel quel."""
        if INTERDITS.search(value):
            raise ValidationError
        return value
