"""Ajouter sites, produits et tarifs d’un fichier. Rejouable : ce qui est connu le reste.

Les valeurs livrées sont des exemples non officiels, à confirmer ; ce qu’un agent a réglé n’est jamais écrasé.
"""

import csv
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from portail.config import RACINE
from portail.inscriptions.patrimoine.models import Nature, Produit, Site, TarifDeProduit
from portail.journal.actions import SYSTEME, inscrire
from portail.socle.base import session, transaction

DONNEES = RACINE / "portail" / "donnees"
SITES, PRODUITS = DONNEES / "sites_patrimoine.csv", DONNEES / "produits_patrimoine.csv"
TARIFS = DONNEES / "tarifs_patrimoine.csv"
Ligne = Mapping[str, str]


def importer(sites: Path = SITES, produits: Path = PRODUITS, tarifs: Path = TARIFS) -> int:
    """Ajoute ce qui est inconnu et rend le nombre de lignes ajoutées ; lève `KeyError`, `ValueError`."""
    with transaction():
        ajoutes = _sites(_lire(sites)) + _produits(_lire(produits)) + _tarifs(_lire(tarifs))
        if ajoutes:
            objet = ("site_patrimoine", "*")
            inscrire("importer_billetterie", auteur=SYSTEME, objet=objet, details={"lignes": ajoutes})
    return ajoutes


def _lire(chemin: Path) -> list[Ligne]:
    with chemin.open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def _sites(lignes: Iterable[Ligne]) -> int:
    connus = set(session.scalars(select(Site.code)))
    neufs = [Site(**ligne) for ligne in lignes if ligne["code"] not in connus]
    session.add_all(neufs)
    session.flush()
    return len(neufs)


def _produits(lignes: Iterable[Ligne]) -> int:
    connus = set(session.scalars(select(Produit.code)))
    sites = {site.code: site for site in session.scalars(select(Site))}
    neufs = [
        Produit(
            site=sites[ligne["site"]],
            code=ligne["code"],
            libelle=ligne["libelle"],
            explication=ligne["explication"],
            nature=Nature(ligne["nature"]),
            duree_minutes=int(ligne["duree_minutes"]),
            valable_jours=int(ligne["valable_jours"]) if ligne["valable_jours"] else None,
        )
        for ligne in lignes
        if ligne["code"] not in connus
    ]
    session.add_all(neufs)
    session.flush()
    return len(neufs)


def _tarifs(lignes: Iterable[Ligne]) -> int:
    produits = {produit.code: produit.id for produit in session.scalars(select(Produit))}
    connus = {(une[0], une[1]) for une in session.execute(select(TarifDeProduit.produit_id, TarifDeProduit.code))}
    neufs = [
        TarifDeProduit(
            produit_id=produits[ligne["produit"]],
            code=ligne["code"],
            libelle=ligne["libelle"],
            justificatif=ligne["justificatif"],
            prix=Decimal(ligne["prix"]),
            rang=int(ligne["rang"]),
        )
        for ligne in lignes
        if (produits[ligne["produit"]], ligne["code"]) not in connus
    ]
    session.add_all(neufs)
    session.flush()
    return len(neufs)
