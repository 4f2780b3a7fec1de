"""Le lien envoyé : 128 bits tirés au sort, dont la base ne garde que l’empreinte ; il s’éteint après l’évènement."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete

from portail.inscriptions.evenements.models import LienEvenement
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.chiffrement import empreinte_cle
from portail.socle.erreurs import Introuvable

CHEMIN = "/e/"
"""Suivi du jeton."""
OCTETS = 16


def chemin_vers(inscription_id: UUID, *, fin: datetime) -> str:
    """Rend le chemin d’un lien neuf vers cette inscription, dans la transaction courante."""
    jeton, maintenant = secrets.token_urlsafe(OCTETS), horloge.maintenant()
    expire_le = max(fin, maintenant) + timedelta(days=entier_au("evenement_lien_jours"))
    lien = LienEvenement(
        empreinte=_empreinte(jeton), inscription_id=inscription_id, cree_le=maintenant, expire_le=expire_le
    )
    session.add(lien)
    return f"{CHEMIN}{jeton}"


def inscription_du_lien(jeton: str) -> UUID:
    """Rend l’inscription que ce jeton ouvre ; lève `Introuvable` s’il est inconnu ou éteint, sans dire lequel."""
    lien = session.get(LienEvenement, _empreinte(jeton), populate_existing=True)
    if lien is None or lien.expire_le <= horloge.maintenant():
        raise Introuvable
    return lien.inscription_id


def effacer_les_eteints() -> int:
    """Efface les liens éteints, dans la transaction courante, et rend leur nombre."""
    eteints = delete(LienEvenement).where(LienEvenement.expire_le <= horloge.maintenant())
    return session.execute(eteints.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined,no-any-return]


def _empreinte(jeton: str) -> str:
    return empreinte_cle(jeton, "lien_evenement")
