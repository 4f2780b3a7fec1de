"""Faire un geste et dire son refus là où il se corrige : sur le champ, dans la page, sans rien perdre de la saisie."""

from collections.abc import Callable

from flask_babel import gettext
from wtforms import Field

from portail.socle.erreurs import ErreurMetier


def accompli(champ: Field, geste: Callable[[], object], *refus: type[ErreurMetier]) -> bool:
    """Fait le geste ; rend faux, le refus dit sur ce champ, s’il est l’un de ceux-là."""
    try:
        geste()
    except refus as dit:
        texte = str(gettext(dit.message))
        champ.errors = [texte % {nom: gettext(str(v)) for nom, v in dit.valeurs.items()} if dit.valeurs else texte]
        return False
    return True
