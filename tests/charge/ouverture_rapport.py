"""Le rapport du banc « ouverture » : ce que la machine tient, ce que la salle écoule, à côté du plancher."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from portail.inscriptions.ouvertures.salle import attente_estimee, rythme
from tests.charge.commun import centile, dire, entier, nombre, tableau

TOUTES = 13_000
"""Les inscriptions d’une année."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Ce qu’une famille a fait, en secondes après le départ : les inscriptions faites, ou le nom d’une erreur."""

    arrivee: float
    fin: float
    etapes_ms: Sequence[tuple[str, float]]
    faites: int
    faute: str

    @property
    def duree_ms(self) -> float:
        """Rend le temps écoulé depuis l’arrivée, ou l’admission : attente d’un fil et PayFiP compris."""
        return (self.fin - self.arrivee) * 1000


@dataclass(frozen=True, slots=True)
class Venue:
    """Ce que donnent des familles, et le processeur qu’elles prennent, base et notifications comprises."""

    issues: Sequence[Issue] = ()
    cpu_ms: float = 0.0

    @property
    def faites(self) -> int:
        """Rend combien d’inscriptions, ou de gestes, sont allés au bout."""
        return sum(une.faites for une in self.issues)

    @property
    def sans_place(self) -> int:
        """Rend combien de familles n’ont trouvé que des stages complets."""
        return sum(not une.faites and not une.faute for une in self.issues)

    @property
    def secondes(self) -> float:
        """Rend le temps d’écoulement, du départ à la dernière famille."""
        return max((une.fin for une in self.issues), default=0.0)

    @property
    def par_minute(self) -> float:
        """Rend combien de familles s’écoulent par minute."""
        return 60 * len(self.issues) / self.secondes if self.secondes > 0 else 0.0

    @property
    def cpu_par_faite_ms(self) -> float:
        """Rend le processeur que chaque inscription a pris."""
        return self.cpu_ms / max(1, self.faites)

    @property
    def durees_ms(self) -> list[float]:
        """Rend le temps de chaque famille."""
        return [une.duree_ms for une in self.issues]

    @property
    def par_etape_ms(self) -> dict[str, list[float]]:
        """Rend les temps de chaque étape, dans l’ordre où elles se suivent."""
        temps: dict[str, list[float]] = {}
        for une in self.issues:
            for nom, duree in une.etapes_ms:
                temps.setdefault(nom, []).append(duree)
        return temps

    @property
    def fautes(self) -> list[str]:
        """Rend ce qui n’aurait pas dû arriver."""
        return [une.faute for une in self.issues if une.faute]


@dataclass(slots=True, kw_only=True)
class Mesures:
    """Ce que le banc a mesuré."""

    familles: int
    inscriptions: int
    groupes: int
    places: int
    echauffees: int = 0
    ensemble: Venue = field(default_factory=Venue)
    pages: Venue = field(default_factory=Venue)
    """Celles qui passent par les pages ; le processeur est celui du serveur web et de la base."""
    entrees: Venue = field(default_factory=Venue)
    rechargements: Venue = field(default_factory=Venue)
    ecoulement: Venue = field(default_factory=Venue)
    plancher: Venue = field(default_factory=Venue)
    debit: int = 0
    survente: int = 0
    derives: int = 0
    confirmees: int = 0

    @property
    def payees(self) -> int:
        """Rend combien d’inscriptions les familles ont payées."""
        return self.echauffees + self.ensemble.faites + self.pages.faites + self.ecoulement.faites

    @property
    def sans_place(self) -> int:
        """Rend combien de familles n’ont trouvé que des stages complets."""
        return self.ensemble.sans_place + self.pages.sans_place + self.ecoulement.sans_place

    @property
    def erreurs(self) -> list[str]:
        """Rend ce qui n’aurait pas dû arriver."""
        venues = (self.ensemble, self.pages, self.entrees, self.rechargements, self.ecoulement, self.plancher)
        faits = {
            f"{self.survente} places vendues de trop": self.survente,
            f"{self.derives} compteurs ont dérivé": self.derives,
            f"{self.payees} inscriptions payées, {self.confirmees} confirmées": self.payees != self.confirmees,
        }
        return [*(faute for une in venues for faute in une.fautes), *(dit for dit, faux in faits.items() if faux)]

    @property
    def minutes_pour_tous(self) -> float:
        """Rend en combien de minutes treize mille inscriptions s’écouleraient à ce rythme."""
        familles = TOUTES * self.familles / self.inscriptions
        return familles / self.ecoulement.par_minute if self.ecoulement.par_minute else 0.0

    @property
    def coeurs_pour_recharger(self) -> float:
        """Rend combien de cœurs prendrait la salle pleine, si chacun recharge au rythme de la page."""
        attentes = (attente_estimee(rang + 1, admis=0, debit=self.debit) for rang in range(len(self.entrees.issues)))
        par_seconde = sum(1 / rythme(attente) for attente in attentes)
        return par_seconde * self.rechargements.cpu_par_faite_ms / 1000


def resumer(mesures: Mesures) -> dict[str, object]:
    """Rend les mesures ; temps en millisecondes, processeur par inscription."""
    ecoulement, plancher = mesures.ecoulement, mesures.plancher
    return {
        "erreurs": len(mesures.erreurs),
        "familles": mesures.familles,
        "inscriptions": mesures.inscriptions,
        "places": mesures.places,
        "payees": mesures.payees,
        "sans_place": mesures.sans_place,
        "survente": mesures.survente,
        "derives": mesures.derives,
        "debit_par_minute": mesures.debit,
        "ecoulement_s": round(ecoulement.secondes, 1),
        "minutes_pour_13000": round(mesures.minutes_pour_tous, 1),
        "p50_ms": round(centile(ecoulement.durees_ms, 50), 1),
        "p95_ms": round(centile(ecoulement.durees_ms, 95), 1),
        "cpu_ms": round(ecoulement.cpu_par_faite_ms, 1),
        "plancher_cpu_ms": round(plancher.cpu_par_faite_ms, 2),
        "ratio_cpu": round(ecoulement.cpu_par_faite_ms / plancher.cpu_par_faite_ms, 2) if plancher.cpu_ms else None,
        "ensemble": _resumee(mesures.ensemble),
        "pages": {**_resumee(mesures.pages), "par_page": _par_etape(mesures.pages)},
        "salle": {
            "entrer_cpu_ms": round(mesures.entrees.cpu_par_faite_ms, 2),
            "recharger_cpu_ms": round(mesures.rechargements.cpu_par_faite_ms, 2),
            "coeurs_pour_recharger": round(mesures.coeurs_pour_recharger, 2),
        },
        "etapes": _par_etape(ecoulement),
    }


def _par_etape(une: Venue) -> dict[str, dict[str, float]]:
    return {
        nom: {"p50_ms": round(centile(lues, 50), 1), "p95_ms": round(centile(lues, 95), 1), "nombre": len(lues)}
        for nom, lues in une.par_etape_ms.items()
    }


def _resumee(une: Venue) -> dict[str, object]:
    return {
        "familles": len(une.issues),
        "par_minute": round(une.par_minute),
        "p95_ms": round(centile(une.durees_ms, 95), 1),
        "cpu_ms": round(une.cpu_par_faite_ms, 1),
    }


def rapporter(mesures: Mesures) -> None:
    """Affiche le rapport."""
    dire(
        f"\n{entier(mesures.inscriptions)} inscriptions voulues par {entier(mesures.familles)} familles, "
        f"{entier(mesures.places)} places dans {mesures.groupes} stages. Temps en millisecondes.\n"
    )
    titres = ("", "familles", "écoulées en", "par minute", "médiane", "95e centile", "processeur", "faites")
    venues = {
        "toutes ensemble, sans salle": mesures.ensemble,
        "toutes ensemble, par les pages": mesures.pages,
        "entrer dans la salle": mesures.entrees,
        "recharger la page de la salle": mesures.rechargements,
        f"la salle admet {entier(mesures.debit)} par minute": mesures.ecoulement,
        "plancher : trois transactions nues": mesures.plancher,
    }
    tableau(titres, (_ligne(nom, une) for nom, une in venues.items()))
    dire("  Processeur : par inscription (ou geste), base comprise. Une durée se compte depuis l’admission.")
    _dire_les_etapes("Étape par étape, à ce débit.", mesures.ecoulement)
    _dire_les_etapes("Page par page, toutes ensemble.", mesures.pages)
    minutes = nombre(mesures.minutes_pour_tous, 0)
    dire(f"\nÀ ce rythme, {entier(TOUTES)} inscriptions s’écoulent en {minutes} minutes.")
    dire(f"Salle pleine, rechargée au rythme de sa page : {nombre(mesures.coeurs_pour_recharger, 2)} cœur.")
    dire(
        f"Payées : {entier(mesures.payees)}. Familles sans place : "
        f"{entier(mesures.sans_place)}. "
        f"Vendues de trop : {mesures.survente}. Compteurs faux : {mesures.derives}."
    )
    dire(f"\nErreurs : {len(mesures.erreurs)}.")
    for erreur in mesures.erreurs[:5]:
        dire(f"  {erreur}")


def _ligne(nom: str, une: Venue) -> Sequence[object]:
    return (
        nom,
        entier(len(une.issues)),
        f"{nombre(une.secondes, 0)} s",
        entier(round(une.par_minute)),
        nombre(centile(une.durees_ms, 50)),
        nombre(centile(une.durees_ms, 95)),
        nombre(une.cpu_par_faite_ms),
        entier(une.faites),
    )


def _dire_les_etapes(titre: str, une: Venue) -> None:
    dire(f"\n{titre}\n")
    temps = une.par_etape_ms.items()
    lignes = ((nom, entier(len(lues)), nombre(centile(lues, 50)), nombre(centile(lues, 95))) for nom, lues in temps)
    tableau(("étape", "nombre", "médiane", "95e centile"), lignes)
