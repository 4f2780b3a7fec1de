"""Rotation des clés : réécrire avec la clé courante tout ce qu’une ancienne clé chiffre encore.

Par lots, chacun dans sa transaction : on peut interrompre et reprendre, le portail reste ouvert pendant ce temps.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, and_, func, or_, select, tuple_, type_coerce, update

from portail.socle import chiffrement, fichiers
from portail.socle.base import a_part
from portail.socle.inventaire import colonnes_chiffrees, contexte_de

Annonce = Callable[[str, int], object]


@dataclass(slots=True)
class BilanDeRotation:
    """Combien de valeurs ont été réécrites, et lesquelles n’ont pas pu l’être (table et clé, ou fichier)."""

    reecrites: int = 0
    refusees: list[str] = field(default_factory=list)


def rechiffrer_les_colonnes(*, lot: int, annoncer: Annonce) -> BilanDeRotation:
    """Réécrit les colonnes chiffrées par une ancienne clé ; `annoncer` reçoit la table et le total réécrit."""
    bilan = BilanDeRotation()
    for table, colonnes in colonnes_chiffrees().items():
        dernier: Sequence[Any] | None = None
        while lignes := _reecrire_un_lot(table, colonnes, apres=dernier, lot=lot, bilan=bilan):
            dernier = lignes[-1]
            annoncer(table.name, bilan.reecrites)
    return bilan


def rechiffrer_les_fichiers(*, lot: int, annoncer: Annonce) -> BilanDeRotation:
    """Réécrit les fichiers chiffrés par une ancienne clé, sous la même clé de rangement."""
    bilan = BilanDeRotation()
    for cle in fichiers.cles():
        try:
            reecrit = fichiers.rechiffrer(cle)
        except fichiers.FichierAltere:
            bilan.refusees.append(f"fichier {cle}")
            continue
        bilan.reecrites += reecrit
        if reecrit and bilan.reecrites % lot == 0:
            annoncer("fichiers", bilan.reecrites)
    return bilan


def _brute(colonne: Column[Any]) -> Any:  # noqa: ANN401 — une expression de colonne
    """Rend la colonne telle qu’elle est en base : des octets, sans la déchiffrer."""
    return type_coerce(colonne, LargeBinary)


def _est_ancienne(colonne: Column[Any]) -> Any:  # noqa: ANN401 — une expression de colonne
    entete = bytes((chiffrement.FORMAT, chiffrement.trousseau().courante))
    return and_(colonne.is_not(None), func.substring(_brute(colonne), 1, len(entete)) != entete)


def _reecrire_un_lot(
    table: Table, colonnes: Sequence[Column[Any]], *, apres: Sequence[Any] | None, lot: int, bilan: BilanDeRotation
) -> list[Sequence[Any]]:
    """Réécrit un lot de lignes, verrouillées le temps du lot, et rend leurs clés primaires."""
    cle = list(table.primary_key.columns)
    requete = select(*cle, *(_brute(colonne).label(colonne.name) for colonne in colonnes))
    requete = requete.where(or_(*(_est_ancienne(colonne) for colonne in colonnes)))
    if apres is not None:
        requete = requete.where(tuple_(*cle) > tuple_(*apres))
    with a_part() as connexion:
        lignes = connexion.execute(requete.order_by(*cle).limit(lot).with_for_update()).all()
        for ligne in lignes:
            identifiant = ligne[: len(cle)]
            valeurs = _nouvelles_valeurs(colonnes, ligne[len(cle) :], identifiant, bilan)
            if valeurs:
                cible = and_(*(une == valeur for une, valeur in zip(cle, identifiant, strict=True)))
                connexion.execute(update(table).where(cible).values(valeurs))
    return [tuple(ligne[: len(cle)]) for ligne in lignes]


def _nouvelles_valeurs(
    colonnes: Sequence[Column[Any]],
    chiffres: Sequence[bytes | None],
    identifiant: Sequence[Any],
    bilan: BilanDeRotation,
) -> dict[Column[Any], Any]:
    """Rend les valeurs à réécrire, chiffrées avec la clé courante ; note celles qu’aucune clé n’ouvre."""
    nouvelles: dict[Column[Any], Any] = {}
    for colonne, chiffre in zip(colonnes, chiffres, strict=True):
        if chiffre is None or chiffrement.trousseau().est_a_jour(chiffre):
            continue
        contexte = contexte_de(colonne)
        try:
            clair = chiffrement.dechiffrer(chiffre, contexte)
        except chiffrement.ContenuAltere:
            bilan.refusees.append(f"{contexte} {', '.join(map(str, identifiant))}")
            continue
        nouvelles[colonne] = type_coerce(chiffrement.chiffrer(clair, contexte), LargeBinary)
        bilan.reecrites += 1
    return nouvelles
