"""De quoi lire une réponse dans un test : un jour, l’annuaire, une forme brute."""

from datetime import date

import pytest

from portail.demarche.valeurs import Contexte, ValeurRefusee, lire
from portail.territoire.communes import annuaire

JOUR = date(2026, 11, 21)
CONTEXTE = Contexte(jour=JOUR, communes=annuaire())


def brut_de(ecrit):
    """Rend la forme brute d’un texte seul, d’une liste de réponses cochées, ou de parties déjà nommées."""
    return ecrit if isinstance(ecrit, dict) else {"": ecrit}


def lue(champ, ecrit):
    """Rend la valeur lue dans ce qui est écrit."""
    return lire(champ, brut_de(ecrit), CONTEXTE)


def refus(champ, ecrit):
    """Rend le refus que reçoit ce qui est écrit ; échoue s’il est accepté."""
    with pytest.raises(ValeurRefusee) as refuse:
        lire(champ, brut_de(ecrit), CONTEXTE)
    return refuse.value


def phrase(champ, ecrit):
    """Rend la première phrase d’erreur, en français, espaces insécables rendues simples."""
    return refus(champ, ecrit).texte(str).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
