"""Les inscriptions que ce navigateur a ouvertes : par un lien reçu, en s’inscrivant, ou par un compte."""

from typing import Any
from uuid import UUID

from flask import session as cookie

from portail.guichets.session import EN_CHEMIN
from portail.inscriptions.evenements.models import InscriptionEvenement
from portail.inscriptions.evenements.queries import inscription_de
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _

_OUVERTES = f"{EN_CHEMIN}evenements"
GARDEES = 8
"""Au plus autant, les dernières ouvertes."""
AUCUNE = _("Ce navigateur n’a pas d’inscription ouverte. Suivez le lien reçu par message.")


def ouvrir(inscription: InscriptionEvenement, *, par_lien: bool = False) -> None:
    """Retient cette inscription ; `par_lien` : la personne a lu le message, l’adresse est donc la sienne."""
    identifiant = str(inscription.id)
    gardees: list[Any] = list(cookie.get(_OUVERTES, ()))
    deja = any(lien for _numero, une, lien in gardees if une == identifiant)
    autres = [garde for garde in gardees if garde[1] != identifiant]
    cookie[_OUVERTES] = [*autres, [inscription.numero, identifiant, par_lien or deja]][-GARDEES:]


def ouverte(numero: str) -> InscriptionEvenement:
    """Rend l’inscription de ce numéro, si ce navigateur l’a ouverte ; lève `Introuvable`."""
    identifiant, _lien = _gardee(numero)
    return inscription_de(UUID(identifiant))


def est_ouverte_par_lien(numero: str) -> bool:
    """Vrai si ce navigateur a suivi le lien de cette inscription."""
    return _gardee(numero)[1]


def _gardee(numero: str) -> tuple[str, bool]:
    for dit, identifiant, lien in cookie.get(_OUVERTES, ()):
        if dit == numero:
            return str(identifiant), bool(lien)
    raise Introuvable(AUCUNE)
