"""Banc « exports » : cent mille dossiers en CSV, XLSX et ODS ; ce que l’ouvrier y passe de temps et de mémoire."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from portail.config import RACINE, Environnement, lire_reglages
from portail.demonstration.pile import Pile, pile_de_demonstration
from portail.dossiers.lectures import RaisonLecture
from portail.identite.models import Agent
from portail.instruction.exports import actions
from portail.instruction.exports.models import FormatExport
from portail.instruction.queries import Filtres, Vue
from portail.socle import base, demarrage
from portail.tables import Modele  # toutes les tables : recopier une ligne touche à leurs clés
from tests import fabriques
from tests.charge import commun
from tests.charge.commun import dire

NOM = "exports"
LIGNES, LIGNES_RAPIDES = 100_000, 10_000
MEMOIRE_MAX_MO = 256
_PROPRES = {"id": "gen_random_uuid()", "numero": "'B' || lpad(n::text, 7, '0')", "nom": "'Nom ' || n"}


@dataclass(frozen=True, slots=True)
class Mesure:
    """Ce qu’un export a coûté : secondes, pointe de mémoire résidente de l’ouvrier, taille du fichier."""

    format: str
    secondes: float
    rss_mo: float
    octets: int


def main(arguments: list[str] | None = None) -> int:
    """Mesure, rapporte, et rend le code de sortie."""
    analyse = commun.Options(NOM, en_plus="[--lignes 100000]")
    analyse.add_argument("--lignes", type=int)  # quelques-unes : pour l’essai du banc
    options = analyse.parse_args(arguments)
    lignes = options.lignes or (LIGNES_RAPIDES if options.rapide else LIGNES)
    commun.s_arreter_proprement()
    mesures = mesurer(lignes)
    _rapporter(mesures, lignes)
    pointe = max(mesure.rss_mo for mesure in mesures)
    resultat = {"nom": NOM, "erreurs": int(pointe >= MEMOIRE_MAX_MO), "lignes": lignes, "rss_ouvrier_mo": pointe}
    return commun.conclure(
        resultat
        | {f"{m.format}_{quoi}": getattr(m, quoi) for m in mesures for quoi in ("secondes", "rss_mo", "octets")},
        en_json=options.json,
    )


def mesurer(lignes: int) -> list[Mesure]:
    """Lance la pile sans ouvrier, la peuple, écrit un export de chaque format dans un processus neuf."""
    environ = {**commun.environnement_neutre(), "LIMITES": "0"}
    with (
        tempfile.TemporaryDirectory(prefix="portail-charge-") as dossier,
        pile_de_demonstration(
            Path(dossier) / "pile", environnement=Environnement.TEST, environ=environ, ouvriers=0, charger=False
        ) as pile,
    ):
        demarrage.demarrer(lire_reglages(pile.environnement))
        try:
            agent = _peupler(pile, lignes)
            return [_exporter(pile, agent, en) for en in FormatExport]
        finally:
            base.fermer_session()
            base.moteur().dispose()


def _peupler(pile: Pile, lignes: int) -> Agent:
    """Rend une instructrice, devant une vraie demande et ses copies, faites par la base elle-même."""
    dire(f"Préparation de {commun.entier(lignes)} dossiers…")
    fabriques.departement()
    agent = fabriques.agent()
    modele = fabriques.en_instruction(fabriques.usager(), agent)
    toutes = Modele.metadata.tables["dossier"].columns
    colonnes = [colonne.name for colonne in toutes if colonne.computed is None]
    valeurs = sql.SQL(", ").join(
        sql.SQL(_PROPRES[nom]) if nom in _PROPRES else sql.SQL("d.") + sql.Identifier(nom) for nom in colonnes
    )
    copier = sql.SQL("INSERT INTO dossier ({}) SELECT {} FROM dossier d, generate_series(1, %s) AS n WHERE d.id = %s")
    with psycopg.connect(pile.environnement["DATABASE_URL"]) as connexion:
        cites = sql.SQL(", ").join(map(sql.Identifier, colonnes))
        connexion.execute(copier.format(cites, valeurs), [lignes - 1, modele.id])
    return agent


def _exporter(pile: Pile, agent: Agent, en: FormatExport) -> Mesure:
    dire(f"{en.value.upper()}…")
    export = actions.demander(
        Filtres(vue=Vue.TOUS), agent=agent, en=en, raison=RaisonLecture.ENCADREMENT, adresse={"vue": "tous"}
    )
    base.fermer_session()
    debut = time.monotonic()
    essai = subprocess.run(
        [sys.executable, "-m", "tests.charge.exports_lance", str(export.id)],
        cwd=RACINE,
        env=dict(pile.environnement),
        capture_output=True,
        text=True,
        check=True,
    )
    secondes = time.monotonic() - debut
    octets = _taille(export.id)
    return Mesure(en.value, round(secondes, 1), round(json.loads(essai.stdout)["rss_mo"], 1), octets)


def _taille(export_id: UUID) -> int:
    with base.a_part(seule=True) as connexion:
        table = Modele.metadata.tables["export"]
        return int(connexion.execute(table.select().where(table.c.id == export_id)).mappings().one()["taille"])


def _rapporter(mesures: Sequence[Mesure], lignes: int) -> None:
    dire()
    dire(f"Exports de {commun.entier(lignes)} dossiers, réponses comprises, chacun noté au journal de son dossier")
    commun.tableau(
        ("Format", "secondes", "mémoire (Mo)", "fichier (Mo)"),
        [
            (m.format, commun.nombre(m.secondes), commun.nombre(m.rss_mo), commun.nombre(m.octets / commun.MO))
            for m in mesures
        ],
    )
    dire(f"Mémoire admise : {MEMOIRE_MAX_MO} Mo.")


if __name__ == "__main__":
    sys.exit(main())
