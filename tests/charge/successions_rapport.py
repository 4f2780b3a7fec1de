"""Ce que le banc « successions » a mesuré, et comment il le dit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.charge.commun import centile, dire, entier, nombre, tableau
from tests.charge.successions_requetes import DEUX_FAUTES, Requete

MANQUEES_DITES = 60


@dataclass(frozen=True, slots=True)
class Reponse:
    """Ce qu’une recherche a rendu : les numéros trouvés, du plus au moins ressemblant, et les ressemblances fortes."""

    requete: Requete
    trouvees: Sequence[str]
    fortes: Sequence[str]
    est_entiere: bool
    duree_ms: float

    @property
    def manquees(self) -> frozenset[str]:
        """Rend les personnes à retrouver que la recherche n’a pas rendues."""
        return self.requete.attendues - set(self.trouvees)

    @property
    def en_tete(self) -> bool:
        """Vrai si celles que l’on cherchait sont les premières, ou si personne n’est à trouver et rien n’est fort."""
        attendues = self.requete.attendues
        return attendues == set(self.trouvees[: len(attendues)]) if attendues else not self.fortes


@dataclass(frozen=True, slots=True)
class Qualite:
    """Ce que vaut un ensemble de réponses. Une part est `None` si elle n’a pas de sens : un rappel sans attendue."""

    requetes: int
    rappel: float | None
    precision: float | None
    rappel_fort: float | None
    precision_forte: float | None
    en_tete: float
    candidats: float


def qualite(reponses: Sequence[Reponse]) -> Qualite:
    """Rend la qualité de ces réponses ; « fort » : en ne comptant que les ressemblances fortes."""
    attendues = sum(len(une.requete.attendues) for une in reponses)
    bonnes = sum(len(une.requete.attendues & set(une.trouvees)) for une in reponses)
    bonnes_fortes = sum(len(une.requete.attendues & set(une.fortes)) for une in reponses)
    trouvees, fortes = sum(len(une.trouvees) for une in reponses), sum(len(une.fortes) for une in reponses)
    return Qualite(
        requetes=len(reponses),
        rappel=_part(bonnes, attendues),
        precision=_part(bonnes, trouvees),
        rappel_fort=_part(bonnes_fortes, attendues),
        precision_forte=_part(bonnes_fortes, fortes),
        en_tete=sum(une.en_tete for une in reponses) / max(1, len(reponses)),
        candidats=trouvees / max(1, len(reponses)),
    )


def _part(compte: int, total: int) -> float | None:
    return compte / total if total else None


@dataclass(frozen=True, slots=True)
class Import:
    """Un fichier importé par la commande, dans son processus."""

    lignes: int
    octets: int
    secondes: float
    cpu_s: float
    memoire_mo: float


@dataclass(slots=True, kw_only=True)
class Mesures:
    """Ce que le banc a mesuré ; processeur en millisecondes par recherche."""

    personnes: int
    versement_s: float = 0.0
    reponses: list[Reponse] = field(default_factory=list)
    cpu_ms: float = 0.0
    cpu_base_ms: float = 0.0
    plancher_ms: list[float] = field(default_factory=list)
    plancher_cpu_ms: float = 0.0
    plancher_cpu_base_ms: float = 0.0
    etapes: set[str] = field(default_factory=set)
    imports: list[Import] = field(default_factory=list)
    erreurs: list[str] = field(default_factory=list)

    @property
    def durees_ms(self) -> list[float]:
        """Rend le temps de chaque recherche."""
        return [une.duree_ms for une in self.reponses]

    @property
    def ratio_cpu(self) -> float:
        """Rend combien de fois le plancher une recherche coûte, application et base ensemble."""
        plancher = self.plancher_cpu_ms + self.plancher_cpu_base_ms
        return (self.cpu_ms + self.cpu_base_ms) / plancher if plancher else 0.0

    def familles(self) -> dict[str, list[Reponse]]:
        """Rend les réponses par difficulté, dans l’ordre où elles se suivent."""
        rangees: dict[str, list[Reponse]] = {}
        for une in self.reponses:
            rangees.setdefault(une.requete.famille, []).append(une)
        return rangees

    @property
    def a_une_faute(self) -> list[Reponse]:
        """Rend les réponses aux requêtes que la recherche promet de servir."""
        return [une for une in self.reponses if une.requete.famille != DEUX_FAUTES]


def resumer(mesures: Mesures) -> dict[str, object]:
    """Rend les mesures ; temps en millisecondes."""
    promis = qualite(mesures.a_une_faute)
    return {
        "erreurs": len(mesures.erreurs),
        "personnes": mesures.personnes,
        "requetes": len(mesures.reponses),
        "rappel": promis.rappel,
        "precision": promis.precision,
        "precision_forte": promis.precision_forte,
        "rappel_par_famille": {nom: qualite(une).rappel for nom, une in mesures.familles().items()},
        "p50_ms": round(centile(mesures.durees_ms, 50), 2),
        "p95_ms": round(centile(mesures.durees_ms, 95), 2),
        "cpu_ms": round(mesures.cpu_ms, 2),
        "cpu_base_ms": round(mesures.cpu_base_ms, 2),
        "plancher_p95_ms": round(centile(mesures.plancher_ms, 95), 2),
        "plancher_cpu_ms": round(mesures.plancher_cpu_ms, 3),
        "plancher_cpu_base_ms": round(mesures.plancher_cpu_base_ms, 3),
        "ratio_cpu": round(mesures.ratio_cpu, 1),
        "etapes": sorted(mesures.etapes),
        "imports": [
            {"lignes": un.lignes, "secondes": round(un.secondes, 1), "cpu_s": round(un.cpu_s, 1),
             "memoire_mo": round(un.memoire_mo)}
            for un in mesures.imports
        ],
    }  # fmt: skip


def rapporter(mesures: Mesures) -> None:
    """Affiche le rapport."""
    dire(f"\n{entier(len(mesures.reponses))} requêtes parmi {entier(mesures.personnes)} personnes aidées.\n")
    titres = ("difficulté", "requêtes", "rappel", "précision", "rappel fort", "précision forte", "en tête", "candidats")
    lignes = [_ligne(nom, qualite(reponses)) for nom, reponses in mesures.familles().items()]
    lignes.append(_ligne("toutes, sauf deux fautes", qualite(mesures.a_une_faute)))
    tableau(titres, lignes)
    dire("  Fort : ressemblance d’au moins « succession_ressemblance_forte ». En tête : les bonnes d’abord.")
    _dire_les_manquees(mesures)
    _dire_les_temps(mesures)
    dire(f"\nPlan des recherches : {', '.join(sorted(mesures.etapes))}.")
    _dire_les_imports(mesures)
    dire(f"\nErreurs : {len(mesures.erreurs)}.")
    for erreur in mesures.erreurs[:5]:
        dire(f"  {erreur}")


def _ligne(nom: str, une: Qualite) -> Sequence[object]:
    parts = (une.rappel, une.precision, une.rappel_fort, une.precision_forte, une.en_tete)
    return (nom, une.requetes, *map(_pour_cent, parts), nombre(une.candidats))


def _pour_cent(part: float | None) -> str:
    return "–" if part is None else f"{nombre(part * 100)} %"


def _dire_les_manquees(mesures: Mesures) -> None:
    manquees = [une for une in mesures.a_une_faute if une.manquees]
    tronquees = sum(not une.est_entiere for une in mesures.reponses)
    dire(f"\nRequêtes où une personne manque, deux fautes à part : {len(manquees)}.")
    dire(f"Recherches arrêtées à la borne : {tronquees}.")
    for une in manquees[:MANQUEES_DITES]:
        demandee = une.requete.demandee
        nom = demandee.nom_naissance or demandee.nom_usage
        dire(f"  {une.requete.famille} : {nom}, {' '.join(demandee.prenoms)}, {demandee.naissance.chiffres}")


def _dire_les_temps(mesures: Mesures) -> None:
    dire("\nTemps et processeur d’une recherche, en millisecondes.\n")
    lignes = (
        ("recherche", mesures.durees_ms, mesures.cpu_ms, mesures.cpu_base_ms),
        ("plancher : exacte, par index", mesures.plancher_ms, mesures.plancher_cpu_ms, mesures.plancher_cpu_base_ms),
    )
    tableau(
        ("", "médiane", "95e centile", "processeur (application)", "processeur (base)"),
        (
            (nom, nombre(centile(durees, 50), 2), nombre(centile(durees, 95), 2), nombre(cpu, 2), nombre(base, 2))
            for nom, durees, cpu, base in lignes
        ),
    )


def _dire_les_imports(mesures: Mesures) -> None:
    dire(
        f"\nBase versée et indexée en {nombre(mesures.versement_s, 0)} s. Fichiers importés par la commande, ensuite.\n"
    )
    tableau(
        ("lignes", "Mo", "durée (s)", "lignes par seconde", "processeur (s)", "mémoire au plus (Mo)"),
        (
            (
                entier(un.lignes),
                nombre(un.octets / 1_000_000),
                nombre(un.secondes),
                entier(round(un.lignes / un.secondes)),
                nombre(un.cpu_s),
                nombre(un.memoire_mo, 0),
            )
            for un in mesures.imports
        ),
    )
