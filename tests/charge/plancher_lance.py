"""Lancer le plancher sur les réponses d’un parcours enregistré, et rejouer ce parcours contre lui."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg

from portail.demonstration import processus
from portail.demonstration.pile import commande_du_web
from tests.charge.navigateur import Echange, Navigateur, ParcoursRompu

APPLICATION = "tests.charge.plancher:app"
GARDES = frozenset({"content-type", "location"})
TABLE = """
    CREATE TABLE IF NOT EXISTS ecriture_du_plancher (cle text, fichier text, valeurs text);
    CREATE INDEX IF NOT EXISTS ix_ecriture_du_plancher ON ecriture_du_plancher (cle)
"""


@contextmanager
def lancer(
    dossier: Path, modele: Sequence[Echange], environnement: Mapping[str, str]
) -> Iterator[tuple[str, psutil.Process]]:
    """Enregistre les réponses, lance l’application nue qui les ressert ; rend son adresse et son processus."""
    _enregistrer(dossier, modele)
    with psycopg.connect(environnement["DATABASE_URL"]) as connexion:
        connexion.execute(TABLE)
    [port] = processus.ports_libres(1)
    fils = processus.lancer(
        "le plancher",
        commande_du_web(port, APPLICATION),
        environnement={**environnement, "PLANCHER_DOSSIER": str(dossier)},
        journal=dossier / "journal",
    )
    try:
        ecoute = partial(processus.ecoute, port)
        processus.attendre(ecoute, fils=[fils], delai_secondes=20, quoi="le plancher")
        yield f"http://127.0.0.1:{port}", psutil.Process(fils.processus.pid)
    finally:
        processus.arreter(fils)


def _enregistrer(dossier: Path, modele: Sequence[Echange]) -> None:
    (dossier / "fichiers").mkdir(parents=True)
    index = []
    for rang, echange in enumerate(modele):
        (dossier / str(rang)).write_bytes(echange.corps)
        entetes = {nom: valeur for nom, valeur in echange.entetes.items() if nom in GARDES}
        index.append([echange.methode, echange.chemin, echange.statut, entetes, str(rang)])
    (dossier / "reponses.json").write_text(json.dumps(index))


def rejouer(url: str, modele: Sequence[Echange], _rang: int) -> Navigateur:
    """Rejoue les requêtes enregistrées ; lève `ParcoursRompu` si une réponse n’est pas la même, à l’octet près."""
    navigateur = Navigateur(url, uuid4().hex)
    for attendu in modele:
        recu = navigateur.envoyer(attendu.nom, attendu.methode, attendu.chemin, attendu.envoi, attendu.type_envoi)
        if (recu.statut, recu.corps) != (attendu.statut, attendu.corps):
            raise ParcoursRompu(f"le plancher ne rend pas la même page : {attendu.etape}")
    navigateur.fermer()
    return navigateur
