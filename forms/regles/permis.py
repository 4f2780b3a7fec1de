"""Règles de l’aide départementale au permis de conduire : règlement départemental, pris selon le CGCT (L3211-1).

Montants en euros, âges en années révolues. Tout ce que le règlement peut changer arrive en paramètre.
"""

from collections.abc import Container, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from portail.demarche.declaration import (
    Chiffre,
    Constat,
    Resultat,
    Verdict,
    age_revolu,
    ajouter_mois,
    anniversaire,
)

AM = "AM"
PRET = "permis_un_euro"
UN_AN = 12
MAJORITE = 18
CENTIME = Decimal("0.01")

Aides = Sequence[Mapping[str, Any]]


def age(
    *,
    categorie: str,
    naissance: date,
    jour: date,
    permis_age_min_am: Decimal,
    permis_age_min_b: Decimal,
    permis_age_max_exclu: Decimal,
    permis_montant_am: Decimal,
) -> Constat:
    """R1 : l’âge à la date de la demande, minimum compris, maximum exclu. Trop jeune pour B, on propose AM."""
    ans = age_revolu(naissance, jour)
    minimum = int(permis_age_min_am if categorie == AM else permis_age_min_b)
    chiffres: dict[str, Chiffre] = {
        "categorie": categorie,
        "age": ans,
        "age_min": minimum,
        "age_max": int(permis_age_max_exclu) - 1,
        "age_limite": permis_age_max_exclu,
        "date": anniversaire(naissance, minimum),
        "montant_am": permis_montant_am,
    }
    if ans >= permis_age_max_exclu:
        return Constat(Verdict.NON_CONFORME, "trop_age", chiffres)
    if ans >= minimum:
        return Constat(Verdict.CONFORME, "conforme", chiffres)
    return Constat(Verdict.NON_CONFORME, "permis_am" if ans >= permis_age_min_am else "trop_jeune", chiffres)


def residence(
    *, commune: str, arrivee: date, jour: date, communes: Container[str], permis_residence_min: Decimal
) -> Constat:
    """R2 : habiter une commune du département (code INSEE), depuis le nombre de mois voulu."""
    mois = int(permis_residence_min)
    depuis = ajouter_mois(arrivee, mois)
    chiffres: dict[str, Chiffre] = {"arrivee": arrivee, "mois": mois, "date": depuis}
    if commune not in communes:
        return Constat(Verdict.NON_CONFORME, "hors_departement", chiffres)
    if depuis <= jour:
        return Constat(Verdict.CONFORME, "conforme", chiffres)
    return Constat(Verdict.NON_CONFORME, "moins_d_un_an" if mois == UN_AN else "trop_recent", chiffres)


def ressources(*, quotient: Decimal, jeune_ase: str | None, permis_qf_max: Decimal) -> Constat:
    """R3 : le quotient familial mensuel, au plus égal au plafond."""
    chiffres: dict[str, Chiffre] = {"quotient": quotient, "plafond": permis_qf_max}
    if quotient > permis_qf_max:
        return Constat(Verdict.NON_CONFORME, "depasse", chiffres)
    return Constat(Verdict.CONFORME, "ase" if jeune_ase == "oui" else "conforme", chiffres)


def ecole_de_conduite(
    *, date_inscription: date, agrement: str | None, jour: date, permis_association_agreee: Decimal
) -> Constat:
    """R4 : être inscrit dans une école de conduite agréée par le préfet ; l’agent vérifie l’agrément."""
    chiffres: dict[str, Chiffre] = {"inscription": date_inscription}
    if date_inscription > jour:
        return Constat(Verdict.NON_CONFORME, "pas_encore", chiffres)
    if agrement is None:
        return Constat(Verdict.A_VERIFIER, "agrement", chiffres)
    admise = agrement == "ecole" or (agrement == "association" and bool(permis_association_agreee))
    return Constat(*((Verdict.CONFORME, "conforme") if admise else (Verdict.NON_CONFORME, "non_agreee")), chiffres)


def cumul(
    *,
    autre_aide: str,
    aides: Aides | None,
    statut: str | None,
    permis_cumul_admis: Decimal,
    permis_pret_admis: Decimal,
) -> Constat:
    """R5 : pas d’autre aide au permis ; déclaratif. Le permis à 1 € par jour est un prêt, admis ou non."""
    if autre_aide == "non":
        return Constat(Verdict.CONFORME, "apprenti" if statut == "apprenti" else "aucune")
    if autre_aide == "ne_sais_pas":
        return Constat(Verdict.A_VERIFIER, "incertain")
    if permis_cumul_admis:
        return Constat(Verdict.CONFORME, "admis")
    if aides is None:
        return Constat(Verdict.NON_CONFORME, "obstacle")
    retenues = _hors_pret(aides, permis_pret_admis)
    if not retenues:
        return Constat(Verdict.CONFORME, "pret")
    return Constat(Verdict.NON_CONFORME, "obstacle_montant", {"aides": _total(retenues)})


def sejour(*, nationalite: str, naissance: date, jour: date) -> Constat:
    """R6 : être français, européen ou en séjour régulier ; un mineur n’a pas à détenir de titre (CESEDA, L411-1)."""
    if nationalite in ("fr", "ue_eee_suisse"):
        return Constat(Verdict.CONFORME, "conforme")
    if age_revolu(naissance, jour) < MAJORITE:
        return Constat(Verdict.CONFORME, "mineur")
    return Constat(Verdict.A_VERIFIER, "titre")


def doublon(*, doublons: int, permis_aides_par_categorie: Decimal) -> Constat:
    """R7 : un nombre limité d’aides par personne et par catégorie (identité, jamais adresse ni compte bancaire)."""
    chiffres: dict[str, Chiffre] = {"doublons": doublons, "admises": permis_aides_par_categorie}
    if doublons >= permis_aides_par_categorie:
        return Constat(Verdict.NON_CONFORME, "doublon", chiffres)
    return Constat(Verdict.CONFORME, "conforme", chiffres)


def quotient_familial(*, rfr: Decimal, parts: Decimal, permis_qf_arrondi: Decimal) -> Resultat:
    """Rend RFR ÷ 12 ÷ parts, en euros, arrondi au multiple inférieur de `permis_qf_arrondi` ; division exacte."""
    valeur = rfr // (12 * parts * permis_qf_arrondi) * permis_qf_arrondi
    return Resultat(valeur, {"rfr": rfr, "parts": parts, "exact": (rfr / 12 / parts).quantize(CENTIME)})


def quotient_repute(*, permis_qf_ase: Decimal) -> Resultat:
    """Rend le quotient réputé d’un jeune accompagné par l’aide sociale à l’enfance."""
    return Resultat(permis_qf_ase)


def forfait(*, categorie: str, permis_montant_am: Decimal, permis_montant_b: Decimal) -> Resultat:
    """Rend le montant forfaitaire de la catégorie."""
    return Resultat(permis_montant_am if categorie == AM else permis_montant_b, {"categorie": categorie})


def montant(*, forfait: Decimal, cout: Decimal, aides: Aides | None, permis_pret_admis: Decimal) -> Resultat:
    """Rend le plus petit du forfait et de ce qui reste à payer, autres aides déduites ; jamais négatif."""
    deduites = _total(_hors_pret(aides or (), permis_pret_admis))
    reste = max(cout - deduites, Decimal(0))
    return Resultat(min(forfait, reste), {"forfait": forfait, "cout": cout, "aides": deduites, "reste": reste})


def _hors_pret(aides: Aides, permis_pret_admis: Decimal) -> Aides:
    return [aide for aide in aides if not (permis_pret_admis and aide.get("aide_organisme") == PRET)]


def _total(aides: Aides) -> Decimal:
    return sum((aide.get("aide_montant") or Decimal(0) for aide in aides), Decimal(0))
