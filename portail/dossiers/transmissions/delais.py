"""Le délai pour transmettre : compté du dépôt, quand une règle dit qu’une autre autorité est compétente."""

from datetime import date

from portail.demarche.bilan import Bilan
from portail.demarche.declaration import Demarche
from portail.parametres.queries import entier_au


def delai_de(demarche: Demarche, bilan: Bilan, jour: date) -> int | None:
    """Rend les mois laissés pour transmettre la demande, en vigueur ce jour-là ; rien si elle relève du service."""
    manquees = {constat.regle.code for constat in bilan.non_conformes}
    delais = [entier_au(une.cle_delai, jour) for une in demarche.transmissions if une.regle and une.regle in manquees]
    return min(delais, default=None)
