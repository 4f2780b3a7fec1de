"""Le rapport du banc « rendez-vous » : chaque recherche, puis la réservation, à côté de leurs planchers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.charge.commun import centile, dire, entier, nombre, tableau

VISEE_RECHERCHE_MS, VISEE_RESERVATION_MS = 150, 300
REFUS = "refus"
GARDER, RESERVER = "garder", "réserver"
UN_PROCESSUS, PLUSIEURS_PROCESSUS = "au même instant, un processus", "au même instant, deux processus"
A_LA_SUITE, PLANCHER = "dix par seconde, deux processus", "plancher : un verrou, une ligne"


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
class Issue:
    """Ce qu’un geste a donné, en secondes après le départ : rien s’il a réussi, « refus », ou le nom d’une erreur."""

    nom: str
    arrivee: float
    fin: float
    faute: str

    @property
    def duree_ms(self) -> float:
        """Rend le temps écoulé depuis l’arrivée, attente d’un fil comprise."""
        return (self.fin - self.arrivee) * 1000


@dataclass(frozen=True, slots=True)
class Affluence:
    """Ce que donnent des personnes qui arrivent ensemble ou à la suite, devant autant de processus."""

    nom: str
    processus: int
    issues: Sequence[Issue]
    cpu_ms: float

    def durees_ms(self, geste: str) -> list[float]:
        """Rend les durées de ce geste."""
        return [une.duree_ms for une in self.issues if une.nom == geste]

    def nombre(self, faute: str) -> int:
        """Rend combien de réservations ont eu cette issue."""
        return sum(une.nom == RESERVER and une.faute == faute for une in self.issues)

    @property
    def personnes(self) -> int:
        """Rend combien sont venues réserver."""
        return sum(une.nom == RESERVER for une in self.issues)

    @property
    def cpu_par_personne_ms(self) -> float:
        """Rend le processeur que chacune a pris, base comprise."""
        return self.cpu_ms / max(1, self.personnes)

    @property
    def par_seconde(self) -> float:
        """Rend combien de gestes s’achèvent par seconde."""
        return len(self.issues) / (max(une.fin for une in self.issues) - min(une.arrivee for une in self.issues))

    @property
    def erreurs(self) -> list[str]:
        """Rend ce qui n’est ni une réussite ni un refus."""
        return [une.faute for une in self.issues if une.faute not in {"", REFUS}]


@dataclass(frozen=True, slots=True)
class Reservation:
    """Ce que donnent des personnes arrivées de plusieurs façons ; le plancher en dernier."""

    affluences: Sequence[Affluence]
    chevauchements: int


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
        fautes = [faute for une in self.reservation.affluences for faute in une.erreurs]
        return [*fautes, *([f"{doubles} chevauchements"] if doubles else [])]


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
        "reservation": _prise(prise) if prise else None,
    }


def _resumee(une: Mesure) -> dict[str, object]:
    return {
        "sql": une.sql,
        "p50_ms": round(centile(une.durees_ms, 50), 1),
        "p95_ms": round(une.p95_ms, 1),
        "cpu_ms": round(une.cpu_ms, 1),
        "plancher_p95_ms": round(centile(une.durees_du_plancher_ms, 95), 1),
        "plancher_cpu_ms": round(une.cpu_du_plancher_ms, 1),
    }


def _prise(prise: Reservation) -> dict[str, object]:
    affluences = {une.nom: _affluence(une) for une in prise.affluences}
    return {"chevauchements": prise.chevauchements, "affluences": affluences}


def _affluence(une: Affluence) -> dict[str, object]:
    durees = {geste: une.durees_ms(geste) for geste in (GARDER, RESERVER)}
    return {
        "processus": une.processus,
        "personnes": une.personnes,
        "reussies": une.nombre(""),
        "refusees": une.nombre(REFUS),
        "cpu_ms": round(une.cpu_par_personne_ms, 1),
        "par_seconde": round(une.par_seconde, 1),
        "p50_ms": {geste: round(centile(lues, 50), 1) for geste, lues in durees.items() if lues},
        "p95_ms": {geste: round(centile(lues, 95), 1) for geste, lues in durees.items() if lues},
    }


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
    dire("\nRéserver, messages et rappels promis compris. Temps en millisecondes.\n")
    titres = ("", "personnes", "médiane", "95e centile", "processeur", "par seconde", "pris", "refusés")
    tableau(titres, (_arrivee(une, geste) for une in prise.affluences for geste in _gestes(une)))
    dire("  Processeur : par personne, base comprise. Une durée se compte depuis l’arrivée, attente d’un fil comprise.")
    dire(f"  {prise.chevauchements} chevauchement. Visée : 95e centile sous {VISEE_RESERVATION_MS} ms.")


def _gestes(une: Affluence) -> Sequence[str]:
    return [geste for geste in (GARDER, RESERVER) if une.durees_ms(geste)]


def _arrivee(une: Affluence, geste: str) -> Sequence[object]:
    lues = une.durees_ms(geste)
    reserve = geste == RESERVER
    return (
        une.nom if reserve else f"{une.nom} : garder",
        une.personnes,
        nombre(centile(lues, 50)),
        nombre(centile(lues, 95)),
        nombre(une.cpu_par_personne_ms) if reserve else "",
        nombre(une.par_seconde, 0) if reserve else "",
        une.nombre("") if reserve else "",
        une.nombre(REFUS) if reserve else "",
    )


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
