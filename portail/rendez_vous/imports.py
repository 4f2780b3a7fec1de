"""Ajouter les lieux, leurs secteurs et les objets de rendez-vous d’un fichier. Rejouable : ce qui est connu le reste.

Les valeurs livrées sont des exemples à confirmer ; ce qu’un administrateur a réglé n’est jamais écrasé.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portail.config import RACINE
from portail.journal.actions import SYSTEME, inscrire
from portail.rendez_vous.lieux.models import Lieu, SecteurDeLieu
from portail.rendez_vous.lieux.voies import cle_de_voie
from portail.rendez_vous.objets.models import Famille, ObjetRdv, QuiReserve, Visibilite
from portail.rendez_vous.objets.reglages import Besoin
from portail.rendez_vous.objets.regles import verifier
from portail.rendez_vous.ressources.models import GenreRessource
from portail.socle.base import session, transaction

DONNEES = RACINE / "portail" / "donnees"
LIEUX, SECTEURS, OBJETS = DONNEES / "lieux.csv", DONNEES / "secteurs.csv", DONNEES / "objets_rendez_vous.csv"
_LIGNE = "|"
"""Dans un texte, passe à la ligne ; dans les besoins, passe au suivant."""

Ligne = Mapping[str, str]


def importer_lieux(chemin: Path = LIEUX, secteurs: Path = SECTEURS) -> tuple[int, int]:
    """Ajoute les lieux et les secteurs inconnus ; rend combien de chacun. Lève `KeyError` si une colonne manque."""
    with transaction():
        connus = set(session.scalars(select(Lieu.code)))
        nouveaux = [_lieu(ligne) for ligne in _lignes(chemin) if ligne["code"] not in connus]
        session.add_all(nouveaux)
        session.flush()
        poses = _importer_les_secteurs(_lignes(secteurs))
        if nouveaux or poses:
            details = {"lieux": len(nouveaux), "secteurs": poses}
            inscrire("importer_lieux", auteur=SYSTEME, objet=("lieu", "*"), details=details)
    return len(nouveaux), poses


def importer_objets(chemin: Path = OBJETS) -> int:
    """Ajoute les objets de rendez-vous inconnus et rend leur nombre.

    Lève `KeyError` si une colonne manque, `ReglageImpossible` si une ligne se contredit.
    """
    with transaction():
        connus = set(session.scalars(select(ObjetRdv.code)))
        nouveaux = [_objet(ligne) for ligne in _lignes(chemin) if ligne["code"] not in connus]
        for objet in nouveaux:
            verifier(objet)
        session.add_all(nouveaux)
        if nouveaux:
            details = {"nombre": len(nouveaux)}
            inscrire("importer_objets_rdv", auteur=SYSTEME, objet=("objet_rdv", "*"), details=details)
    return len(nouveaux)


def _lignes(chemin: Path) -> list[dict[str, str]]:
    with chemin.open(encoding="utf-8", newline="") as fichier:
        lues = csv.DictReader(fichier, delimiter=";")
        return [{nom: valeur.strip().replace(_LIGNE, "\n") for nom, valeur in ligne.items()} for ligne in lues]


def _lieu(ligne: Ligne) -> Lieu:
    textes = ("code", "nom", "adresse", "code_postal", "code_insee", "telephone", "acces", "permanences")
    degres = {nom: float(ligne[nom]) if ligne[nom] else None for nom in ("longitude", "latitude")}
    return Lieu(**{nom: ligne[nom] for nom in textes}, **degres)


def _importer_les_secteurs(lignes: Iterable[Ligne]) -> int:
    lieux: dict[str, Any] = {code: identifiant for identifiant, code in session.execute(select(Lieu.id, Lieu.code))}
    voulus = [
        {"code_insee": un["code_insee"], "voie": cle_de_voie(un["voie"]) or None, "lieu_id": lieux[un["lieu"]]}
        for un in lignes
    ]
    if not voulus:
        return 0
    ajouter = insert(SecteurDeLieu).on_conflict_do_nothing().returning(SecteurDeLieu.id)
    return len(session.scalars(ajouter, voulus).all())


def _objet(ligne: Ligne) -> ObjetRdv:
    valeurs: dict[str, Any] = {nom: lire(ligne[nom]) for nom, lire in COLONNES.items()}
    besoins = [besoin.en_ligne() for besoin in _besoins(ligne["besoins"])]
    return ObjetRdv(
        **valeurs, collectif=valeurs["places"] is not None, besoins=besoins, a_confirmer=ligne["certitude"] != "V"
    )


def _besoins(texte: str) -> list[Besoin]:
    """Lit « ordre:genre:compétence:minutes », un besoin par ligne."""
    lus = (ligne.split(":") for ligne in texte.split("\n"))
    return [
        Besoin(ordre=int(ordre), genre=GenreRessource(genre), competence=competence, duree_minutes=int(duree))
        for ordre, genre, competence, duree in lus
    ]


def _oui(texte: str) -> bool:
    return {"oui": True, "non": False}[texte]


def _ou_rien(texte: str) -> int | None:
    return int(texte) if texte else None


COLONNES: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(
        (
            "code", "libelle", "professionnel", "service_code", "explication", "texte_avant", "texte_apres",
            "a_apporter", "orientation",
        ),
        str,
    ),
    **dict.fromkeys(
        (
            "rang", "duree_minutes", "pas_minutes", "tampon_avant_minutes", "tampon_apres_minutes", "delai_minutes",
            "horizon_jours", "limite_annulation_minutes", "limite_deplacement_minutes",
        ),
        int,
    ),
    **dict.fromkeys(
        (
            "hors_calendrier", "ouvert", "suivi", "sectorise", "demande_enfant", "pseudonyme_admis",
            "sans_message_possible",
        ),
        _oui,
    ),
    **dict.fromkeys(("places", "age_min_mois", "age_max_mois", "objectif_jours"), _ou_rien),
    "famille": Famille,
    "qui_reserve": QuiReserve,
    "visibilite": Visibilite,
    "modalites": lambda texte: texte.split(","),
}  # fmt: skip
