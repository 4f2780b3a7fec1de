"""Le rapport du banc « dépôt » : en français à l’écran, et en nombres pour la dernière ligne JSON."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

from tests.charge.commun import Vague, centile, dire, nombre, tableau
from tests.charge.instructions import familles
from tests.charge.navigateur import Echange

if TYPE_CHECKING:
    from tests.charge.depot import Mesures

ERREURS_DITES = 5
FAMILLES_DITES = 12


def resumer(mesures: "Mesures") -> dict[str, object]:
    """Rend les mesures du banc : temps en millisecondes, mémoire en mégaoctets, `octets` reçus par parcours."""
    comptes = mesures.comptes.values()
    return {
        "erreurs": len(mesures.erreurs) + (0 if _parcours(mesures.portail) and _parcours(mesures.plancher) else 1),
        "p50_ms": _arrondi(centile(_durees(mesures.portail), 50)),
        "p95_ms": _arrondi(centile(_durees(mesures.portail), 95)),
        "cpu_ms": _arrondi(_cpu(mesures.portail)),
        "plancher_cpu_ms": _arrondi(_cpu(mesures.plancher)),
        "ratio_cpu": _rapport(mesures),
        "sql_par_parcours": sum(len(compte.metier) for compte in comptes),
        "octets": sum(_octets(mesures).values()),
        "parcours": _parcours(mesures.portail),
        "clients": mesures.regime.clients,
        "parcours_p50_ms": _arrondi(centile(_durees_de_parcours(mesures.portail), 50)),
        "parcours_p95_ms": _arrondi(centile(_durees_de_parcours(mesures.portail), 95)),
        "plancher_p50_ms": _arrondi(centile(_durees(mesures.plancher), 50)),
        "plancher_p95_ms": _arrondi(centile(_durees(mesures.plancher), 95)),
        "requetes_par_parcours": len(mesures.comptes),
        "sql_transactions": sum(compte.transactions for compte in comptes),
        "sql_horloge": sum(compte.horloge for compte in comptes),
        "sql_par_page": {etape: len(compte.metier) for etape, compte in mesures.comptes.items()},
        "octets_par_page": _octets(mesures),
        "rss_web_mo": _arrondi(mesures.memoires_mo["web"]),
        "rss_ouvrier_mo": _arrondi(mesures.memoires_mo["ouvrier"]),
        "taches_restantes": mesures.taches_restantes,
    }


def rapporter(mesures: "Mesures") -> None:
    """Affiche le rapport."""
    regime, resume = mesures.regime, resumer(mesures)
    dire(
        f"\nDépôt de l’aide au permis : {_parcours(mesures.portail)} parcours du portail, "
        f"{_parcours(mesures.plancher)} du plancher, {regime.clients} clients à la fois, "
        f"{len(mesures.portail)} alternance(s).\n"
    )
    _comparer(mesures)
    _detailler(mesures)
    dire(
        f"\nInstructions SQL par parcours : {resume['sql_par_parcours']}, plus {resume['sql_transactions']} BEGIN et "
        f"COMMIT, et {resume['sql_horloge']} lectures de l’horloge qui n’existent pas en production."
    )
    for famille, combien in familles(mesures.comptes.values()).most_common(FAMILLES_DITES):
        dire(f"  {combien:4d}  {famille}")
    dire(
        f"\nMémoire résidente après la mesure : web {nombre(mesures.memoires_mo['web'], 0)} Mo, "
        f"ouvrier {nombre(mesures.memoires_mo['ouvrier'], 0)} Mo."
    )
    dire(f"Tâches de fond encore en file : {mesures.taches_restantes}.")
    dire(f"Erreurs : {resume['erreurs']}.")
    for erreur in mesures.erreurs[:ERREURS_DITES]:
        dire(f"  {erreur}")


def _comparer(mesures: "Mesures") -> None:
    lignes = []
    for titre, lire in (
        ("processeur par parcours, médiane des vagues (ms)", _cpu),
        ("requête, médiane (ms)", lambda vagues: centile(_durees(vagues), 50)),
        ("requête, 95e centile (ms)", lambda vagues: centile(_durees(vagues), 95)),
        ("parcours, médiane (ms)", lambda vagues: centile(_durees_de_parcours(vagues), 50)),
        ("parcours, 95e centile (ms)", lambda vagues: centile(_durees_de_parcours(vagues), 95)),
    ):
        haut, bas = lire(mesures.portail), lire(mesures.plancher)
        lignes.append((titre, nombre(haut), nombre(bas), nombre(haut / bas) if bas else "–"))
    tableau(("", "portail", "plancher", "rapport"), lignes)
    vagues = " ; ".join(
        f"{nombre(haut.cpu_ms_par_parcours)} contre {nombre(bas.cpu_ms_par_parcours)}"
        for haut, bas in zip(mesures.portail, mesures.plancher, strict=True)
    )
    dire(f"\n  Processeur, vague par vague (ms) : {vagues} ; rapport médian {nombre(_rapport(mesures) or 0)}.\n")


def _detailler(mesures: "Mesures") -> None:
    portail, plancher = _par_etape(mesures.portail), _par_etape(mesures.plancher)
    lignes = []
    for etape, compte in mesures.comptes.items():
        siens = portail.get(etape, [])
        lignes.append(
            (
                etape,
                nombre(centile([un.duree_ms for un in siens], 50)),
                nombre(centile([un.duree_ms for un in plancher.get(etape, [])], 50)),
                len(compte.metier),
                _octets(mesures).get(etape, 0),
                len(siens[0].corps) if siens else 0,
            )
        )
    tableau(("page", "médiane (ms)", "plancher (ms)", "SQL", "octets", "en clair"), lignes)


def _par_etape(vagues: Iterable[Vague]) -> Mapping[str, list[Echange]]:
    rangees: dict[str, list[Echange]] = {}
    for une in vagues:
        for echange in une.echanges:
            rangees.setdefault(echange.etape, []).append(echange)
    return rangees


def _octets(mesures: "Mesures") -> dict[str, int]:
    """Rend les octets reçus, par page : la médiane."""
    return {etape: int(median(un.octets for un in siens)) for etape, siens in _par_etape(mesures.portail).items()}


def _cpu(vagues: Sequence[Vague]) -> float:
    return median(une.cpu_ms_par_parcours for une in vagues)


def _rapport(mesures: "Mesures") -> float | None:
    """Rend la médiane des rapports de chaque alternance : ce qui ralentit la machine ralentit les deux."""
    paires = zip(mesures.portail, mesures.plancher, strict=True)
    rapports = [haut.cpu_ms_par_parcours / bas.cpu_ms_par_parcours for haut, bas in paires if bas.cpu_ms]
    return round(median(rapports), 2) if rapports else None


def _durees(vagues: Iterable[Vague]) -> list[float]:
    return [echange.duree_ms for une in vagues for echange in une.echanges]


def _durees_de_parcours(vagues: Iterable[Vague]) -> list[float]:
    return [duree for une in vagues for duree in une.durees_ms]


def _parcours(vagues: Iterable[Vague]) -> int:
    return sum(une.parcours for une in vagues)


def _arrondi(valeur: float) -> float:
    return round(valeur, 1)
