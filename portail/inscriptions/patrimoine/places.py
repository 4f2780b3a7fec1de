"""Les places d’un achat, dans la transaction courante : une tenue par ligne, par les compteurs de toutes les places."""

from collections.abc import Iterable

from portail.inscriptions.patrimoine.erreurs import PlusAssezDePlaces
from portail.inscriptions.patrimoine.models import LigneAchat
from portail.inscriptions.places import tenues
from portail.inscriptions.places.erreurs import Complet

LIGNE = "ligne_achat"
"""Ce qui tient les places, et dont un billet est issu."""


def prendre(lignes: Iterable[LigneAchat]) -> None:
    """Prend les places de ces lignes, ou lève `PlusAssezDePlaces` ; à appeler en dernier, tout ou rien."""
    a_compter = [(ligne, ligne.seance) for ligne in lignes]
    voulues = sorted(
        ((seance.quota_id, ligne) for ligne, seance in a_compter if seance is not None), key=lambda une: une[0]
    )
    try:
        for quota_id, ligne in voulues:
            tenues.tenir((LIGNE, ligne.id), {quota_id: ligne.quantite})
    except Complet:
        raise PlusAssezDePlaces from None


def rendre(lignes: Iterable[LigneAchat]) -> None:
    """Rend les places que ces lignes tiennent encore ; rien si c’est déjà fait."""
    tenues.relacher_tous(LIGNE, [ligne.id for ligne in lignes])
