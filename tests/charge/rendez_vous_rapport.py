"""Le rapport du banc « rendez-vous » : chaque recherche, puis la réservation, à côté de leurs planchers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.charge.commun import centile, dire, entier, nombre, tableau

VISEE_RECHERCHE_MS, VISEE_RESERVATION_MS = 150, 300
SQL_MAX = 3


@dataclass(frozen=True, slots=True)
class Mesure:
    """Ce que coûte une recherche, et ce que coûtent ses seules instructions SQL ; en millisecondes."""

    nom: str
    sql: int
    durees_ms: Sequence[float]
    cpu_ms: float
    durees_du_plancher_ms: Sequence[float]
    cpu_du_plancher_ms: float

    @property
    def p95_ms(self) -> float:
        """Rend le 95e centile des durées."""
        return centile(self.durees_ms, 95)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Ce que donnent des clients qui réservent tous ensemble ; durées en millisecondes."""

    clients: int
    reussies: int
    refusees: int
    durees_ms: Sequence[float]
    cpu_ms: float
    durees_du_plancher_ms: Sequence[float]
    cpu_du_plancher_ms: float
    par_seconde: float
    chevauchements: int
    erreurs: Sequence[str]

    @property
    def p95_ms(self) -> float:
        """Rend le 95e centile des durées."""
        return centile(self.durees_ms, 95)


@dataclass(slots=True)
class Mesures:
    """Ce que le banc a mesuré."""

    agents: int
    plages: int
    rendez_vous: int
    recherches: list[Mesure] = field(default_factory=list)
    reservation: Reservation | None = None

    @property
    def erreurs(self) -> list[str]:
        """Rend ce qui n’aurait pas dû arriver."""
        if self.reservation is None:
            return ["la réservation n’a pas été mesurée"]
        doubles = self.reservation.chevauchements
        return [*self.reservation.erreurs, *([f"{doubles} chevauchements"] if doubles else [])]


def resumer(mesures: Mesures) -> dict[str, object]:
    """Rend les mesures ; `p95_ms` est celui de la pire recherche, temps en millisecondes."""
    pire = max(mesures.recherches, key=lambda une: une.p95_ms)
    prise = mesures.reservation
    return {
        "erreurs": len(mesures.erreurs),
        "p50_ms": round(centile(pire.durees_ms, 50), 1),
        "p95_ms": round(pire.p95_ms, 1),
        "cpu_ms": round(pire.cpu_ms, 1),
        "plancher_cpu_ms": round(pire.cpu_du_plancher_ms, 1),
        "ratio_cpu": round(pire.cpu_ms / pire.cpu_du_plancher_ms, 2) if pire.cpu_du_plancher_ms else None,
        "agents": mesures.agents,
        "plages": mesures.plages,
        "rendez_vous": mesures.rendez_vous,
        "recherches": {une.nom: _resumee(une) for une in mesures.recherches},
        "reservation": _resumee(prise) | _comptes(prise) if prise else None,
    }


def _resumee(une: Mesure | Reservation) -> dict[str, object]:
    sql = {"sql": une.sql} if isinstance(une, Mesure) else {}
    return sql | {
        "p50_ms": round(centile(une.durees_ms, 50), 1),
        "p95_ms": round(une.p95_ms, 1),
        "cpu_ms": round(une.cpu_ms, 1),
        "plancher_p95_ms": round(centile(une.durees_du_plancher_ms, 95), 1),
        "plancher_cpu_ms": round(une.cpu_du_plancher_ms, 1),
    }


def _comptes(prise: Reservation) -> dict[str, object]:
    comptes = ("clients", "reussies", "refusees", "chevauchements")
    return {quoi: getattr(prise, quoi) for quoi in comptes} | {"par_seconde": round(prise.par_seconde, 1)}


def rapporter(mesures: Mesures) -> None:
    """Affiche le rapport."""
    taille = f"{mesures.agents} agents, {entier(mesures.plages)} plages, {entier(mesures.rendez_vous)} rendez-vous"
    dire(f"\nChercher un créneau : {taille}. Temps en millisecondes.\n")
    titres = ("recherche", "médiane", "95e centile", "processeur", "plancher : 95e", "processeur", "SQL")
    tableau(titres, (_ligne(une) for une in mesures.recherches))
    dire("  Plancher : les mêmes instructions SQL, leurs lignes lues, sans rien d’autre.")
    hors = [une.nom for une in mesures.recherches if une.p95_ms > VISEE_RECHERCHE_MS]
    dire(f"  Visée : 95e centile sous {VISEE_RECHERCHE_MS} ms. Hors de la visée : {', '.join(hors) or 'aucune'}.")
    if mesures.reservation:
        _dire_la_reservation(mesures.reservation)
    dire(f"\nErreurs : {len(mesures.erreurs)}.")
    for erreur in mesures.erreurs[:5]:
        dire(f"  {erreur}")


def _dire_la_reservation(prise: Reservation) -> None:
    dire(f"\nRéserver : {prise.clients} clients tous ensemble, dans un seul processus.\n")
    titres = ("", "médiane", "95e centile", "processeur")
    lignes = (
        ("portail", prise.durees_ms, prise.cpu_ms),
        ("plancher : un verrou, une ligne", prise.durees_du_plancher_ms, prise.cpu_du_plancher_ms),
    )
    tableau(titres, ((nom, nombre(centile(d, 50)), nombre(centile(d, 95)), nombre(cpu)) for nom, d, cpu in lignes))
    dire(f"  {prise.reussies} pris, {prise.refusees} refusés, {prise.chevauchements} chevauchement.")
    dire(f"  {nombre(prise.par_seconde, 0)} réservations par seconde, messages et rappels promis compris.")
    dire(f"  Visée : 95e centile sous {VISEE_RESERVATION_MS} ms.")


def _ligne(une: Mesure) -> Sequence[object]:
    return (
        une.nom,
        nombre(centile(une.durees_ms, 50)),
        nombre(une.p95_ms),
        nombre(une.cpu_ms),
        nombre(centile(une.durees_du_plancher_ms, 95)),
        nombre(une.cpu_du_plancher_ms),
        une.sql,
    )
