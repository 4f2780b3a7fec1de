"""La feuille d’une entrée : les empreintes des billets du jour, signées ; un téléphone la garde pour contrôler seul.

Elle ne porte ni nom, ni code : l’empreinte d’un code (SHA-256) reconnaît un billet sans permettre d’en faire un.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from portail.inscriptions.billets.cles import cles_ecrites, signature_de
from portail.inscriptions.billets.entrees import Entree
from portail.inscriptions.billets.models import Billet, Issue, Passage
from portail.socle import horloge
from portail.socle.base import session

DOMAINE = b"portail/feuille/1\n"
LONGUEUR_EMPREINTE = 32
"""Signes hexadécimaux : 128 bits."""


@dataclass(frozen=True, slots=True)
class Compte:
    """Où en est une entrée : billets attendus, personnes entrées."""

    attendus: int
    entres: int


@dataclass(frozen=True, slots=True)
class Double:
    """Un billet présenté alors qu’il avait déjà servi, ou après son annulation."""

    billet: Billet
    passage: Passage


def empreinte_de(code: str) -> str:
    """Rend l’empreinte d’un code de billet."""
    return hashlib.sha256(code.encode()).hexdigest()[:LONGUEUR_EMPREINTE]


def feuille_de(entree: Entree) -> dict[str, Any]:
    """Rend la feuille du jour : un texte JSON (`contenu`), sa signature, et les clés qui la vérifient."""
    contenu = json.dumps(
        {
            "entree": entree.reference.ecrite,
            "titre": entree.titre,
            "jour": f"{entree.jour:%Y%m%d}",
            "emise_le": horloge.maintenant().isoformat(timespec="seconds"),
            "billets": {empreinte_de(billet.code): _dit(billet) for billet in billets_du_jour(entree)},
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    numero, signature = signature_de(DOMAINE + contenu.encode())
    return {"contenu": contenu, "cle": numero, "signature": signature, "cles": cles_ecrites()}


def billets_du_jour(entree: Entree) -> Sequence[Billet]:
    """Rend les billets qui valent ce jour-là à cette entrée, annulés compris : le téléphone doit les refuser."""
    siens = _de_l_entree(entree).order_by(Billet.heure, Billet.emis_le, Billet.rang)
    return session.scalars(siens).all()


def compte_de(entree: Entree) -> Compte:
    """Rend combien de personnes sont attendues ce jour-là, et combien sont entrées."""
    siens = _de_l_entree(entree).where(Billet.annule_le.is_(None)).subquery()
    ligne = session.execute(select(func.count(), func.count(siens.c.entre_le)).select_from(siens)).one()
    return Compte(ligne[0], ligne[1])


def doubles_de(entree: Entree) -> list[Double]:
    """Rend les passages en double ou après annulation de ce jour, le plus récent d’abord : une personne regarde."""
    siens = _de_l_entree(entree).with_only_columns(Billet, Passage).join(Passage, Passage.billet_id == Billet.id)
    lignes = session.execute(siens.where(Passage.issue != Issue.ADMIS).order_by(Passage.constate_le.desc()))
    return [Double(ligne[0], ligne[1]) for ligne in lignes]


def _de_l_entree(entree: Entree) -> Select[Billet]:
    return select(Billet).where(
        Billet.entree_type == entree.reference.type,
        Billet.entree_id == entree.reference.id,
        Billet.du <= entree.jour,
        Billet.au >= entree.jour,
    )


def _dit(billet: Billet) -> dict[str, str]:
    """Rend ce que lit qui contrôle."""
    dits = {"libelle": billet.libelle, "heure": billet.heure}
    if billet.annule_le is not None:
        dits["annule"] = "1"
    if billet.entre_le is not None:
        dits["entre"] = _heure(billet.entre_le)
    return dits


def _heure(instant: datetime) -> str:
    return f"{horloge.a_paris(instant):%H:%M}"
