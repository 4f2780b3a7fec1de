"""Ajouter saisons, populations, tarifs, activités et groupes d’un fichier. Rejouable : ce qui est connu le reste.

Les valeurs livrées sont des exemples à confirmer ; ce qu’un agent a réglé n’est jamais écrasé.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portail.config import RACINE
from portail.inscriptions.activites.models import Activite, Groupe, Mode, Nature, PopulationCommunale, Saison
from portail.inscriptions.places.models import GroupeQuota, Quota
from portail.inscriptions.tarifs.models import (
    ORIGINE,
    GrilleTarifaire,
    RemiseParRang,
    Tarif,
    TrancheDeQuotient,
    VersionDeGrille,
)
from portail.journal.actions import SYSTEME, inscrire
from portail.socle.base import session, transaction
from portail.socle.horloge import PARIS
from portail.territoire.communes import annuaire, millesime

DONNEES = RACINE / "portail" / "donnees"
SAISONS, TARIFS = DONNEES / "saisons.csv", DONNEES / "tarifs_inscriptions.csv"
ACTIVITES, GROUPES = DONNEES / "activites.csv", DONNEES / "groupes.csv"
_QUOTA = re.compile(r"([a-z0-9-]+):(\d+)")

Ligne = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fichiers:
    """Où lire."""

    saisons: Path = SAISONS
    tarifs: Path = TARIFS
    activites: Path = ACTIVITES
    groupes: Path = GROUPES


@dataclass(frozen=True, slots=True)
class Bilan:
    """Combien de lignes ont été ajoutées."""

    saisons: int
    grilles: int
    activites: int
    groupes: int


def importer(fichiers: Fichiers = Fichiers()) -> Bilan:
    """Ajoute ce qui est inconnu et rend combien. Lève `KeyError` ou `ValueError` si une ligne se contredit."""
    with transaction():
        _populations()
        bilan = Bilan(
            _saisons(_lignes(fichiers.saisons)),
            _grilles(_lignes(fichiers.tarifs)),
            _activites(_lignes(fichiers.activites)),
            _groupes(_lignes(fichiers.groupes)),
        )
        if bilan != Bilan(0, 0, 0, 0):
            details = {"saisons": bilan.saisons, "activites": bilan.activites, "groupes": bilan.groupes}
            inscrire("importer_activites", auteur=SYSTEME, objet=("activite", "*"), details=details)
    return bilan


def _populations() -> None:
    """Garde le millésime des communes livré avec le portail ; un millésime déjà là ne change plus."""
    valeurs = [
        {"millesime": millesime(), "code_insee": une.code_insee, "population": une.population} for une in annuaire()
    ]
    session.execute(insert(PopulationCommunale).on_conflict_do_nothing(), valeurs)


def _saisons(lignes: list[dict[str, str]]) -> int:
    connues = {saison.code: saison for saison in session.scalars(select(Saison))}
    ajoutees = 0
    for ligne in lignes:
        if ligne["code"] in connues:
            continue
        precedente = connues[ligne["precedente"]] if ligne["precedente"] else None
        saison = Saison(
            code=ligne["code"],
            libelle=ligne["libelle"],
            millesime=int(ligne["millesime"]),
            precedente_id=precedente.id if precedente else None,
            **{nom: date.fromisoformat(ligne[nom]) for nom in ("debut", "fin", "date_age")},
        )
        session.add(saison)
        session.flush()
        connues[saison.code] = saison
        ajoutees += 1
    return ajoutees


def _grilles(lignes: list[dict[str, str]]) -> int:
    connues = set(session.scalars(select(GrilleTarifaire.code)))
    par_grille: dict[str, list[Ligne]] = defaultdict(list)
    for ligne in lignes:
        if ligne["grille"] not in connues:
            par_grille[ligne["grille"]].append(ligne)
    for code, siennes in par_grille.items():
        session.add(_grille(code, siennes))
    session.flush()
    return len(par_grille)


def _grille(code: str, lignes: list[Ligne]) -> GrilleTarifaire:
    tranches = [ligne for ligne in lignes if ligne["genre"] == "tranche"]
    if not tranches or tranches[-1]["valeur"]:
        raise ValueError(f"la dernière tranche de {code} doit être sans borne : elle vaut pour un quotient inconnu")
    version = VersionDeGrille(debut=ORIGINE)
    version.tranches = [
        TrancheDeQuotient(rang=rang, code=une["tranche"], qf_max=Decimal(une["valeur"]) if une["valeur"] else None)
        for rang, une in enumerate(tranches, start=1)
    ]
    version.tarifs = [
        Tarif(produit=une["produit"], tranche=une["tranche"], zone=une["zone"], prix=Decimal(une["valeur"]))
        for une in lignes
        if une["genre"] == "prix"
    ]
    version.remises = [
        RemiseParRang(produit=une["produit"], rang=int(une["tranche"]), taux=Decimal(une["valeur"]))
        for une in lignes
        if une["genre"] == "remise"
    ]
    return GrilleTarifaire(code=code, libelle=lignes[0]["libelle"], versions=[version])


def _activites(lignes: list[dict[str, str]]) -> int:
    connues = set(session.scalars(select(Activite.code)))
    saisons = _identifiants(Saison)
    grilles = _identifiants(GrilleTarifaire)
    nouvelles = [ligne for ligne in lignes if ligne["code"] not in connues]
    session.add_all(
        Activite(
            saison_id=saisons[ligne["saison"]],
            grille_id=grilles[ligne["grille"]],
            **{nom: lire(ligne[nom]) for nom, lire in COLONNES_ACTIVITE.items()},
        )
        for ligne in nouvelles
    )
    session.flush()
    return len(nouvelles)


def _groupes(lignes: list[dict[str, str]]) -> int:
    connus = set(session.scalars(select(Groupe.code)))
    activites = _identifiants(Activite)
    nouveaux = [ligne for ligne in lignes if ligne["code"] not in connus]
    for ligne in nouveaux:
        lus = {nom: lire(ligne[nom]) for nom, lire in COLONNES_GROUPE.items()}
        groupe = Groupe(activite_id=activites[ligne["activite"]], **lus)
        session.add(groupe)
        propre = Quota(code=ligne["code"], libelle=ligne["libelle"], capacite=int(ligne["capacite"]))
        session.add(propre)
        session.flush()
        session.add(GroupeQuota(groupe_id=groupe.id, quota_id=propre.id))
        for code, capacite in _QUOTA.findall(ligne["quotas"]):
            session.add(GroupeQuota(groupe_id=groupe.id, quota_id=_quota_partage(code, int(capacite)).id))
    session.flush()
    return len(nouveaux)


def _quota_partage(code: str, capacite: int) -> Quota:
    quota = session.scalars(select(Quota).where(Quota.code == code)).one_or_none()
    if quota is None:
        quota = Quota(code=code, libelle=code, capacite=capacite, partage=True)
        session.add(quota)
        session.flush()
    return quota


def _identifiants(modele: type[Saison | GrilleTarifaire | Activite]) -> dict[str, UUID]:
    """Rend l’identifiant de chaque ligne, par code."""
    return {ligne[0]: ligne[1] for ligne in session.execute(select(modele.code, modele.id))}


def _lignes(chemin: Path) -> list[dict[str, str]]:
    with chemin.open(encoding="utf-8", newline="") as fichier:
        lues = list(csv.DictReader(fichier, delimiter=";", restkey="de_trop", restval=""))
    fausse = next((rang for rang, ligne in enumerate(lues, start=2) if "de_trop" in ligne), None)
    if fausse is not None:
        raise ValueError(f"{chemin.name}, ligne {fausse} : une colonne de trop")
    return [{nom: valeur.strip() for nom, valeur in ligne.items()} for ligne in lues]


def _oui(texte: str) -> bool:
    return {"oui": True, "non": False}[texte]


def _instant(texte: str) -> datetime | None:
    """Lit une heure de Paris ; vide : aucune."""
    return datetime.fromisoformat(texte).replace(tzinfo=PARIS) if texte else None


COLONNES_ACTIVITE: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(
        ("code", "libelle", "explication", "service_code", "regie_code", "parametre_seuil", "regles_annulation"), str
    ),
    **dict.fromkeys(
        ("adhesion", "attestation_sante", "responsabilite_civile", "aisance_aquatique", "fiche_sanitaire"), _oui
    ),
    **dict.fromkeys(("ouvre_le", "ferme_le"), _instant),
    "mode": Mode,
}
COLONNES_GROUPE: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("code", "libelle", "lieu_nom", "lieu_adresse", "lieu_code_insee", "niveau", "produit"), str),
    **dict.fromkeys(("age_min", "age_max", "quantite"), int),
    **dict.fromkeys(("debut", "fin"), time.fromisoformat),
    **dict.fromkeys(("premier_jour", "dernier_jour"), date.fromisoformat),
    "nature": Nature,
    "jours": lambda texte: [int(jour) for jour in texte.split(",")],
}
