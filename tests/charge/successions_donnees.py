"""La base du banc « successions » : des personnes fictives versées d’un bloc, et le fichier que l’import lira.

Verser prend les mêmes clés et le même chiffrement que l’import ; les index se font ensuite, comme à une reprise.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from uuid import uuid4

import psycopg

from portail.config import lire_reglages
from portail.demonstration.beneficiaires import lignes_de, personnes
from portail.notaires.aides.imports import ligne_de_la_personne
from portail.notaires.aides.lecture import COLONNES
from portail.notaires.rapprochement.identites import Identite
from portail.socle import demarrage
from portail.socle.tableur import SEPARATEUR

VIVIER = 40_000
"""Combien de personnes on garde en mémoire, pour y choisir celles que l’on cherchera."""
HOMONYMES = 200
PARTS = 2
GRAINE_DU_FICHIER = 99
AUJOURD_HUI = date(2026, 11, 22)
COPIER = "COPY beneficiaire (id, reference, identite, empreinte, cle_naissance, cles_noms) FROM STDIN"
SANS_INDEX = "DROP INDEX ix_beneficiaire_cles_noms; DROP INDEX ix_beneficiaire_cle_naissance"
INDEX = (
    "SET maintenance_work_mem = '512MB'",
    "CREATE INDEX ix_beneficiaire_cle_naissance ON beneficiaire (cle_naissance)",
    "CREATE INDEX ix_beneficiaire_cles_noms ON beneficiaire USING gin (cles_noms)",
    "VACUUM (ANALYZE) beneficiaire",
)


@dataclass(slots=True)
class Part:
    """Une part des personnes : d’où elle commence, et ce qu’on en retient pour les requêtes."""

    premier: int
    nombre: int
    graine: int
    pas: int
    vivier: list[tuple[str, Identite]] = field(default_factory=list)
    homonymes: list[tuple[frozenset[str], Identite]] = field(default_factory=list)

    def numerotees(self) -> Iterator[tuple[int, Identite]]:
        """Rend chaque personne et son rang ; en retient une sur `pas`, et double les premières retenues."""
        for rang, une in enumerate(personnes(self.nombre, graine=self.graine), start=self.premier):
            yield rang, une
            if rang % self.pas:
                continue
            if len(self.homonymes) < HOMONYMES // PARTS:
                jumelle = 10_000_000 + rang
                self.homonymes.append((frozenset({numero(rang), numero(jumelle)}), une))
                yield jumelle, une
            else:
                self.vivier.append((numero(rang), une))


def numero(rang: int) -> str:
    """Rend le numéro d’une personne dans le logiciel d’aide sociale."""
    return f"P{rang:07d}"


def verser(environ: Mapping[str, str], nombre: int) -> Sequence[Part]:
    """Verse `nombre` personnes, les homonymes en plus ; rend ce qu’on en retient."""
    par_part, pas = nombre // PARTS, max(1, nombre // VIVIER)
    parts = [Part(1 + rang * par_part, par_part, 44 + rang, pas) for rang in range(PARTS)]
    with psycopg.connect(environ["DATABASE_URL"], autocommit=True) as connexion:
        connexion.execute(SANS_INDEX)
        with ProcessPoolExecutor(PARTS, mp_context=get_context("spawn")) as equipe:
            versees = list(equipe.map(_verser_une_part, [dict(environ)] * PARTS, parts))
        for ordre in INDEX:
            connexion.execute(ordre)
    return versees


def _verser_une_part(environ: Mapping[str, str], part: Part) -> Part:
    demarrage.demarrer(lire_reglages(environ))
    with (
        psycopg.connect(environ["DATABASE_URL"], autocommit=True) as connexion,
        connexion.cursor() as curseur,
        curseur.copy(COPIER) as copie,
    ):
        for rang, une in part.numerotees():
            copie.write_row((uuid4(), *ligne_de_la_personne(numero(rang), une).values()))
    return part


def ecrire_le_fichier(chemin: Path, nombre: int, *, premier: int) -> int:
    """Écrit un fichier d’aides de `nombre` personnes inconnues de la base ; rend le nombre de lignes."""
    with chemin.open("w", encoding="utf-8", newline="") as sortie:
        ecrivain = csv.DictWriter(sortie, COLONNES, delimiter=SEPARATEUR)
        ecrivain.writeheader()
        numerotees = enumerate(personnes(nombre, graine=GRAINE_DU_FICHIER), start=premier)
        ecrites = [ecrivain.writerow(ligne) for ligne in lignes_de(numerotees, aujourd_hui=AUJOURD_HUI)]
    return len(ecrites)
