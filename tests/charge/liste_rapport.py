"""Le rapport du banc « liste » : chaque palier, puis la croissance de chaque page d’un bout à l’autre."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.charge.commun import Vague, centile, dire, entier, nombre, tableau

SQL_MAX = 12
CROISSANCE_MAX = 1.5
ERREURS_DITES = 5


@dataclass(slots=True)
class Mesure:
    """Une page, à un palier."""

    page: str
    vague: Vague
    cpu_base_ms: float = 0.0
    """Temps de processeur de PostgreSQL, par page."""
    sql: int = 0
    lignes: int = 0

    @property
    def durees_ms(self) -> Sequence[float]:
        """Rend la durée de chaque requête."""
        return [echange.duree_ms for echange in self.vague.echanges]

    @property
    def p50_ms(self) -> float:
        """Rend la durée médiane."""
        return centile(self.durees_ms, 50)

    @property
    def p95_ms(self) -> float:
        """Rend le 95e centile des durées."""
        return centile(self.durees_ms, 95)

    @property
    def cpu_ms(self) -> float:
        """Rend le temps de processeur par page, serveur web et base ensemble."""
        return self.vague.cpu_ms_par_parcours + self.cpu_base_ms


@dataclass(slots=True)
class Palier:
    """Toutes les pages, devant ce nombre de dossiers."""

    nombre: int
    mesures: list[Mesure] = field(default_factory=list)
    plancher: Vague = field(default_factory=Vague)
    erreurs: list[str] = field(default_factory=list)

    def mesure(self, page: str) -> Mesure:
        """Rend la mesure de cette page."""
        return next(une for une in self.mesures if une.page == page)


def derive(paliers: Sequence[Palier]) -> float:
    """Rend de combien la machine elle-même a ralenti entre les paliers extrêmes : ce que dit le plancher."""
    bas, haut = (centile([un.duree_ms for un in palier.plancher.echanges], 50) for palier in (paliers[0], paliers[-1]))
    return haut / bas if bas else 1.0


def croissance(paliers: Sequence[Palier], page: str, lire: Callable[[Mesure], float]) -> float | None:
    """Rend le rapport du dernier palier au premier, pour une page ; rien s’il n’y en a qu’un."""
    bas, haut = (lire(palier.mesure(page)) for palier in (paliers[0], paliers[-1]))
    return round(haut / bas, 2) if len(paliers) > 1 and bas else None


def resumer(paliers: Sequence[Palier], erreurs: Sequence[str]) -> dict[str, object]:
    """Rend les mesures du dernier palier et la croissance depuis le premier ; temps en millisecondes, par page."""
    dernier = paliers[-1]
    pages = [mesure.page for mesure in dernier.mesures]
    croissances = {page: croissance(paliers, page, lambda une: une.p50_ms) for page in pages}
    croissances_cpu = {page: croissance(paliers, page, lambda une: une.cpu_ms) for page in pages}
    durees = [duree for mesure in dernier.mesures for duree in mesure.durees_ms]
    cpu, plancher = median(une.cpu_ms for une in dernier.mesures), dernier.plancher.cpu_ms_par_parcours
    return {
        "erreurs": len(erreurs) + sum(1 for mesure in dernier.mesures if not mesure.durees_ms),
        "p50_ms": round(centile(durees, 50), 1),
        "p95_ms": round(centile(durees, 95), 1),
        "cpu_ms": round(cpu, 1),
        "plancher_cpu_ms": round(plancher, 1),
        "ratio_cpu": round(cpu / plancher, 2) if plancher else None,
        "sql_max": max(mesure.sql for mesure in dernier.mesures),
        "croissance_p50": _milieu(croissances.values()),
        "croissance_cpu": _milieu(croissances_cpu.values()),
        "derive_machine": round(derive(paliers), 2),
        "croissance_p50_par_page": croissances,
        "croissance_cpu_par_page": croissances_cpu,
        "paliers": [palier.nombre for palier in paliers],
        "par_palier": {
            str(palier.nombre): {
                une.page: {
                    "p50_ms": round(une.p50_ms, 1),
                    "p95_ms": round(une.p95_ms, 1),
                    "cpu_web_ms": round(une.vague.cpu_ms_par_parcours, 1),
                    "cpu_base_ms": round(une.cpu_base_ms, 1),
                    "sql": une.sql,
                    "lignes": une.lignes,
                }
                for une in palier.mesures
            }
            for palier in paliers
        },
    }


def _milieu(rapports: object) -> float | None:
    connus = [rapport for rapport in rapports if rapport is not None]  # type: ignore[attr-defined]
    return round(median(connus), 2) if connus else None


def rapporter(paliers: Sequence[Palier], erreurs: Sequence[str]) -> None:
    """Affiche le rapport."""
    for palier in paliers:
        dire(f"\n{entier(palier.nombre)} dossiers. Temps en millisecondes, par page.\n")
        titres = ("page", "médiane", "95e centile", "processeur web", "processeur base", "SQL", "lignes")
        tableau(titres, (_ligne(une) for une in palier.mesures))
        dire(f"  Plancher (mêmes octets, sans rien d’autre) : {nombre(palier.plancher.cpu_ms_par_parcours)} ms.")
    if len(paliers) > 1:
        _dire_la_croissance(paliers)
    dire(f"\nErreurs : {len(erreurs)}.")
    for erreur in erreurs[:ERREURS_DITES]:
        dire(f"  {erreur}")


def _ligne(une: Mesure) -> Sequence[object]:
    return (
        une.page,
        nombre(une.p50_ms),
        nombre(une.p95_ms),
        nombre(une.vague.cpu_ms_par_parcours),
        nombre(une.cpu_base_ms),
        une.sql,
        une.lignes,
    )


def _dire_la_croissance(paliers: Sequence[Palier]) -> None:
    premier, dernier = paliers[0], paliers[-1]
    dire(f"\nCroissance de {entier(premier.nombre)} à {entier(dernier.nombre)} dossiers (médianes, en millisecondes).")
    ralenti = derive(paliers)
    dire(f"Le plancher a varié de {nombre(ralenti, 2)} : la machine est partagée ; « corrigé » en tient compte.\n")
    lignes = []
    hors_visee = []
    for une in dernier.mesures:
        temps = croissance(paliers, une.page, lambda mesure: mesure.p50_ms)
        processeur = croissance(paliers, une.page, lambda mesure: mesure.cpu_ms)
        corrige = (temps or 0) / ralenti
        if min(corrige, processeur or 0) > CROISSANCE_MAX or une.sql > SQL_MAX:
            hors_visee.append(une.page)
        suite = [nombre(palier.mesure(une.page).p50_ms) for palier in paliers]
        lignes.append((une.page, *suite, *(nombre(rapport or 0, 2) for rapport in (temps, corrige, processeur))))
    tableau(("page", *(entier(palier.nombre) for palier in paliers), "rapport", "corrigé", "processeur"), lignes)
    visee = f"plat (au plus {nombre(CROISSANCE_MAX)} fois) et {SQL_MAX} instructions SQL par page"
    dire(f"\n  Visée : {visee}. Hors de la visée : {', '.join(hors_visee) or 'aucune page'}.")
