"""Le numéro de dossier dans les adresses : admis comme on le dicte, refusé s’il est faux."""

from werkzeug.routing import BaseConverter, ValidationError

from portail.dossiers.numero import lire_numero


class ConvertisseurNumero(BaseConverter):
    """`<numero:numero>` : un numéro au signe de contrôle juste ; sinon l’adresse n’existe pas."""

    regex = r"[0-9A-Za-z %-]{8,12}"

    def to_python(self, value: str) -> str:
        """Rend le numéro normalisé."""
        numero = lire_numero(value)
        if numero is None:
            raise ValidationError
        return numero
