"""Écrire au journal, dans la transaction de l’action qu’il raconte.

Chaque entrée suit la précédente du même objet. L’écriture est sérialisée objet par objet, jusqu’à la fin de la
transaction, par un verrou consultatif : les autres objets ne l’attendent pas.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import delete, text

from portail.journal.models import Entree, TexteDuJournal, TypeAuteur
from portail.journal.verifier import ORIGINE, empreinte_de_l_entree, empreinte_du_texte
from portail.socle import horloge
from portail.socle.base import en_transaction, memoire_de_transaction, session, transaction

Objet: TypeAlias = tuple[str, object]
_Cle: TypeAlias = tuple[str, str]
TEXTE = "texte"
"""Le détail qui porte l’empreinte d’un texte gardé à part."""
JUSTIFIER = "justifier_lecture"
"""L’entrée d’un agent qui dit pourquoi il ouvre un dossier qui n’est pas de sa file."""
OCTETS_DE_SEL = 16

_PRENDRE_LA_SUITE = text(
    """SELECT o.type, o.id, tete.rang, tete.empreinte
    FROM unnest(CAST(:types AS text[]), CAST(:ids AS text[])) AS o(type, id)
    LEFT JOIN LATERAL journal_tete(o.type, o.id) AS tete ON true"""
)


@dataclass(frozen=True, slots=True)
class Auteur:
    """Qui agit, par son identifiant."""

    type: TypeAuteur
    id: UUID | None = None


SYSTEME = Auteur(TypeAuteur.SYSTEME)


def inscrire(
    action: str,
    *,
    auteur: Auteur,
    objet: Objet,
    details: Mapping[str, Any] | None = None,
    texte: str = "",
    neuf: bool = False,
) -> Entree:
    """Ajoute une entrée et la rend ; `details` ne porte que des codes, nombres entiers et identifiants.

    `texte` (une raison écrite) est gardé à part, chiffré, et cité par son empreinte. `neuf` : l’objet naît dans cette
    transaction, sa chaîne commence ici ; il n’y a ni suite à prendre, ni personne qui puisse la disputer.
    Lève `RuntimeError` hors d’une transaction : un fait sans son journal, ou l’inverse, ne doit pas exister.
    """
    if neuf:
        _tetes().setdefault((objet[0], str(objet[1])), (0, ORIGINE))
    [entree] = inscrire_pour_chacun(action, auteur=auteur, objets=[objet], details=details, texte=texte)
    return entree


def inscrire_pour_chacun(
    action: str, *, auteur: Auteur, objets: Iterable[Objet], details: Mapping[str, Any] | None = None, texte: str = ""
) -> list[Entree]:
    """Ajoute la même entrée à chaque objet, en deux ordres SQL quel que soit leur nombre."""
    if not en_transaction():
        raise RuntimeError("le journal s’écrit dans la transaction d’une action")
    # Toujours dans le même ordre : deux transactions qui se croisent ne s’attendent pas l’une l’autre.
    cles = sorted({(type_objet, str(identifiant)) for type_objet, identifiant in objets})
    tetes = _prendre_la_suite(cles)
    connus = _details_verifies(details or {})
    return [_ajouter(action, auteur, cle, dict(connus), texte.strip(), tetes) for cle in cles]


def _prendre_la_suite(cles: list[_Cle]) -> dict[_Cle, tuple[int, str]]:
    """Rend la fin de chaque chaîne (rang, empreinte) et garde la main dessus jusqu’à la fin de la transaction."""
    tetes = _tetes()
    nouvelles = [cle for cle in cles if cle not in tetes]
    if nouvelles:
        parametres = {"types": [cle[0] for cle in nouvelles], "ids": [cle[1] for cle in nouvelles]}
        with session.no_autoflush:  # l’action en cours n’a peut-être pas fini d’écrire ce qui va ensemble
            lignes = session.execute(_PRENDRE_LA_SUITE, parametres).all()
        tetes.update({(ligne[0], ligne[1]): (ligne[2] or 0, ligne[3] or ORIGINE) for ligne in lignes})
    return tetes


def _tetes() -> dict[_Cle, tuple[int, str]]:
    """Rend la fin des chaînes que cette transaction a déjà en main."""
    tetes: dict[_Cle, tuple[int, str]] = memoire_de_transaction().setdefault("journal", {})
    return tetes


def _details_verifies(details: Mapping[str, Any]) -> dict[str, Any]:
    """Rend les détails tels que la base les rendra ; lève `TypeError` pour un nombre à virgule ou un objet Python."""

    def refuser(nombre: str) -> None:
        raise TypeError(f"le journal ne porte pas de nombre à virgule ({nombre}) : donnez-le en texte")

    relus: dict[str, Any] = json.loads(json.dumps(dict(details), allow_nan=False), parse_float=refuser)
    return relus


def _ajouter(
    action: str,
    auteur: Auteur,
    cle: _Cle,
    details: dict[str, Any],
    texte: str,
    tetes: dict[_Cle, tuple[int, str]],
) -> Entree:
    instant = horloge.maintenant()
    if texte:
        details[TEXTE] = _garder_le_texte(texte, cle, instant)
    rang, precedente = tetes[cle]
    entree = Entree(
        instant=instant,
        auteur_type=auteur.type,
        auteur_id=auteur.id,
        action=str(action),
        objet_type=cle[0],
        objet_id=cle[1],
        details=details,
        rang_objet=rang + 1,
        sel=secrets.token_hex(OCTETS_DE_SEL),
        precedente=precedente,
        empreinte="",
    )
    entree.empreinte = empreinte_de_l_entree(entree.contenu, {"type": cle[0], "id": cle[1]})
    tetes[cle] = (entree.rang_objet, entree.empreinte)
    session.add(entree)
    return entree


def _garder_le_texte(texte: str, cle: _Cle, instant: datetime) -> str:
    sel = secrets.token_hex(OCTETS_DE_SEL)
    empreinte = empreinte_du_texte(texte, sel)
    session.add(
        TexteDuJournal(empreinte=empreinte, sel=sel, texte=texte, objet_type=cle[0], objet_id=cle[1], ecrit_le=instant)
    )
    return empreinte


def consigner(action: str, *, auteur: Auteur, objet: Objet, details: Mapping[str, Any] | None = None) -> None:
    """Ajoute une entrée à elle seule : une lecture, un téléchargement."""
    with transaction():
        inscrire(action, auteur=auteur, objet=objet, details=details)


def oublier_les_textes(*, objet: Objet | None = None, avant: datetime | None = None) -> int:
    """Efface les textes d’un objet, ou ceux écrits avant un instant, et rend leur nombre ; à appeler dans une action.

    La chaîne reste entière : elle ne porte que leurs empreintes. Lève `ValueError` sans borne.
    """
    conditions = []
    if objet is not None:
        conditions += [TexteDuJournal.objet_type == objet[0], TexteDuJournal.objet_id == str(objet[1])]
    if avant is not None:
        conditions.append(TexteDuJournal.ecrit_le < avant)
    if not conditions:
        raise ValueError("quels textes effacer ?")
    if not en_transaction():
        raise RuntimeError("les textes du journal s’effacent dans la transaction d’une action")
    return session.execute(delete(TexteDuJournal).where(*conditions)).rowcount  # type: ignore[attr-defined,no-any-return]
