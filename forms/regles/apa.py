"""Barème de l’APA à domicile (CASF, R232-5, R232-10, R232-11, D232-31) : ressources, plafonds, participation.

Montants mensuels en euros, arrondis au centime (demi supérieur) là où le dit la docstring, exacts ailleurs. Les seuils
et plafonds sont des parts de `apa_mtp`, la majoration pour tierce personne en vigueur au 1er janvier (L232-4).
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from portail.demarche.declaration import Chiffre, Resultat, age_revolu

CENTIME = Decimal("0.01")
DIX_MILLIEME = Decimal("0.0001")
MILLIONIEME = Decimal("0.000001")
"""Assez de décimales pour refaire à la main, au centime, la formule montrée."""
ZERO = Decimal(0)
MOIS_PAR_AN = 12
CENT = 100

EN_COUPLE = ("marie", "pacse", "concubin")
MEME_DOMICILE = ("meme_domicile", "autre")
"""Où vit le conjoint pour que les ressources se divisent comme celles d’un couple à domicile."""


def arrondir(montant: Decimal) -> Decimal:
    """Rend le montant au centime, demi supérieur."""
    return montant.quantize(CENTIME, ROUND_HALF_UP)


def age_calcule(*, naissance: date, jour: date) -> Resultat:
    """Rend l’âge révolu à la date de référence."""
    return Resultat(Decimal(age_revolu(naissance, jour)), {"naissance": naissance})


def ressources_annuelles(
    *,
    revenu: Decimal,
    prelevements: Decimal | None,
    bati: Decimal | None,
    terrains: Decimal | None,
    capitaux: Decimal | None,
    assurance_vie: Decimal | None,
    apa_part_bati: Decimal,
    apa_part_terrains: Decimal,
    apa_part_capitaux: Decimal,
    apa_part_assurance_vie: Decimal,
) -> Resultat:
    """Rend les ressources du foyer sur un an : revenu déclaré et rapport supposé du patrimoine (R232-5, R132-1)."""
    suppose = (
        apa_part_bati * (bati or ZERO)
        + apa_part_terrains * (terrains or ZERO)
        + apa_part_capitaux * (capitaux or ZERO)
        + apa_part_assurance_vie * (assurance_vie or ZERO)
    )
    total = revenu + (prelevements or ZERO) + suppose
    return Resultat(
        total,
        {
            "revenu": revenu,
            "prelevements": prelevements or ZERO,
            "patrimoine": arrondir(suppose),
            "total": arrondir(total),
            "par_mois": arrondir(total / MOIS_PAR_AN),
        },
    )


def ressources_annualisees(*, ressources_foyer: Decimal) -> Resultat:
    """Rend sur un an les ressources mensuelles dites au simulateur."""
    return Resultat(ressources_foyer * MOIS_PAR_AN, {"par_mois": ressources_foyer})


def diviseur(
    *,
    situation: str | None,
    famille: str | None,
    lieu_conjoint: str | None,
    apa_div_couple: Decimal,
    apa_div_etablissement: Decimal,
) -> Resultat:
    """Rend ce par quoi se divisent les ressources du foyer : 1 pour une personne seule (R232-11, L232-10)."""
    if situation is None:
        situation = situation_du_foyer(famille, lieu_conjoint)
    par = {"couple_domicile": apa_div_couple, "conjoint_etablissement": apa_div_etablissement}
    chiffres: dict[str, Chiffre] = {"couple": apa_div_couple, "etablissement": apa_div_etablissement}
    return Resultat(par.get(situation, Decimal(1)), chiffres)


def situation_du_foyer(famille: str | None, lieu_conjoint: str | None) -> str:
    """Rend la situation au sens du barème, d’après la situation de famille et le lieu de vie du conjoint."""
    if famille not in EN_COUPLE:
        return "seul"
    return "couple_domicile" if lieu_conjoint in (*MEME_DOMICILE, None) else "conjoint_etablissement"


def ressources(*, annuelles: Decimal, diviseur: Decimal) -> Resultat:
    """Rend les ressources mensuelles retenues pour la personne, exactes : les seuils s’y comparent sans arrondi."""
    valeur = annuelles / (MOIS_PAR_AN * diviseur)
    chiffres: dict[str, Chiffre] = {"foyer": arrondir(annuelles / MOIS_PAR_AN), "diviseur": diviseur}
    return Resultat(valeur, chiffres | {"retenues": arrondir(valeur)})


def seuils(*, apa_mtp: Decimal, apa_seuil_inf: Decimal, apa_seuil_sup: Decimal, apa_taux_max: Decimal) -> Resultat:
    """Rend le seuil en dessous duquel rien ne reste à payer du plan ; exact, dit au centime (R232-11)."""
    bas = apa_seuil_inf * apa_mtp
    chiffres: dict[str, Chiffre] = {
        "seuil_bas": arrondir(bas),
        "seuil_haut": arrondir(apa_seuil_sup * apa_mtp),
        "taux_max": apa_taux_max * CENT,
    }
    return Resultat(bas, chiffres)


def plafond_du_gir(gir: int, apa_mtp: Decimal, coefficients: tuple[Decimal, Decimal, Decimal, Decimal]) -> Decimal:
    """Rend le plafond mensuel du plan d’aide, au centime ; zéro pour les GIR 5 et 6 (R232-10)."""
    return arrondir(coefficients[gir - 1] * apa_mtp) if gir <= len(coefficients) else arrondir(ZERO)


def plafond_maximal(
    *,
    apa_mtp: Decimal,
    apa_coef_gir1: Decimal,
    apa_coef_gir2: Decimal,
    apa_coef_gir3: Decimal,
    apa_coef_gir4: Decimal,
) -> Resultat:
    """Rend le plafond du GIR 1 ; les trois autres sont dans ses chiffres."""
    coefficients = (apa_coef_gir1, apa_coef_gir2, apa_coef_gir3, apa_coef_gir4)
    plafonds = [plafond_du_gir(gir, apa_mtp, coefficients) for gir in (1, 2, 3, 4)]
    return Resultat(plafonds[0], {f"gir{rang}": valeur for rang, valeur in enumerate(plafonds, 1)})


def plafond(
    *,
    gir: str,
    apa_mtp: Decimal,
    apa_coef_gir1: Decimal,
    apa_coef_gir2: Decimal,
    apa_coef_gir3: Decimal,
    apa_coef_gir4: Decimal,
) -> Resultat:
    """Rend le plafond du plan d’aide pour ce GIR."""
    coefficients = (apa_coef_gir1, apa_coef_gir2, apa_coef_gir3, apa_coef_gir4)
    return Resultat(plafond_du_gir(int(gir), apa_mtp, coefficients), {"gir": gir})


def plan_retenu(*, plan: Decimal, plafond: Decimal, age: Decimal, apa_age_min: Decimal) -> Resultat:
    """Rend la part du plan d’aide que l’APA peut couvrir : rien avant l’âge, le plafond au plus."""
    retenu = min(plan, plafond) if age >= apa_age_min else ZERO
    return Resultat(arrondir(retenu), {"plan": plan, "plafond": plafond})


def participation(
    *,
    annuelles: Decimal,
    diviseur: Decimal,
    plan_retenu: Decimal,
    apa_mtp: Decimal,
    apa_seuil_inf: Decimal,
    apa_seuil_sup: Decimal,
    apa_fraction1: Decimal,
    apa_fraction2: Decimal,
    apa_taux_max: Decimal,
) -> Resultat:
    """Rend la participation de la personne, au centime : nulle au seuil bas, `apa_taux_max` du plan au seuil haut.

    Entre les deux, chaque tranche du plan pèse davantage que la suivante (R232-11). Hors des seuils, on s’y arrête :
    la même formule y donne zéro, et la part la plus haute.
    """
    r = annuelles / (MOIS_PAR_AN * diviseur)
    bas, haut = apa_seuil_inf * apa_mtp, apa_seuil_sup * apa_mtp
    retenu, etendue = min(max(r, bas), haut), haut - bas
    poids = (Decimal(1), *((part * retenu + (1 - part) * haut - bas) / etendue for part in PARTS_DU_REVENU))
    tranches = _tranches(plan_retenu, apa_fraction1 * apa_mtp, apa_fraction2 * apa_mtp)
    pesees = sum((un * tranche for un, tranche in zip(poids, tranches, strict=True)), ZERO)
    position = (retenu - bas) / etendue
    chiffres: dict[str, Chiffre] = {f"tranche{rang}": arrondir(valeur) for rang, valeur in enumerate(tranches, 1)}
    chiffres |= {f"poids{rang}": _lisible(valeur) for rang, valeur in enumerate(poids, 1)}
    chiffres |= {"position": _lisible(position), "taux_max": apa_taux_max * CENT}
    chiffres |= {"retenues": arrondir(r), "plan_retenu": plan_retenu}
    return Resultat(arrondir(apa_taux_max * position * pesees), chiffres)


def _lisible(part: Decimal) -> Decimal:
    return part.quantize(MILLIONIEME, ROUND_HALF_UP).normalize()


PARTS_DU_REVENU = (Decimal("0.6"), Decimal("0.8"))
"""Ce que pèse le revenu dans les deuxième et troisième tranches ; le seuil haut pèse le reste (R232-11)."""


def _tranches(plan: Decimal, premiere: Decimal, deuxieme: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Rend les parts du plan jusqu’à la première borne, entre les deux, au-delà."""
    return min(plan, premiere), max(min(plan, deuxieme) - premiere, ZERO), max(plan - deuxieme, ZERO)


def taux(*, participation: Decimal, plan_retenu: Decimal) -> Resultat:
    """Rend la part du plan que paie la personne, à quatre décimales."""
    exact = participation / plan_retenu if plan_retenu else ZERO
    return Resultat(exact.quantize(DIX_MILLIEME, ROUND_HALF_UP), {"pourcent": arrondir(exact * CENT)})


def apa_theorique(*, plan_retenu: Decimal, participation: Decimal) -> Resultat:
    """Rend le plan retenu moins la participation."""
    return Resultat(plan_retenu - participation, {"plan_retenu": plan_retenu, "participation": participation})


def apa_versee(*, apa_theorique: Decimal, smic_horaire: Decimal, apa_seuil_versement: Decimal) -> Resultat:
    """Rend ce qui se verse : rien si le montant est inférieur ou égal au seuil (D232-31)."""
    seuil = seuil_de_versement(smic_horaire, apa_seuil_versement)
    versee = apa_theorique if apa_theorique > seuil else arrondir(ZERO)
    return Resultat(versee, {"montant": apa_theorique, "seuil": seuil})


def seuil_de_versement(smic_horaire: Decimal, apa_seuil_versement: Decimal) -> Decimal:
    """Rend le montant mensuel à partir duquel, et compris lequel, rien ne se verse."""
    return arrondir(apa_seuil_versement * smic_horaire)


def reste_hors_plafond(*, plan: Decimal, plan_retenu: Decimal) -> Resultat:
    """Rend ce qui dépasse du plan : l’APA ne le couvre pas."""
    return Resultat(arrondir(plan - plan_retenu), {"plan": plan, "plan_retenu": plan_retenu})


def forfait(
    *, apa_mtp: Decimal, apa_coef_gir1: Decimal, apa_urgence: Decimal, apa_urgence_tarif_arrondi: Decimal
) -> Resultat:
    """Rend le montant forfaitaire de l’urgence et de l’accord implicite : une part du tarif du GIR 1 (R232-29).

    `apa_urgence_tarif_arrondi` : 1 si le tarif s’arrondit au centime avant d’en prendre la part, 0 sinon.
    """
    tarif = apa_coef_gir1 * apa_mtp
    if apa_urgence_tarif_arrondi:
        tarif = arrondir(tarif)
    return Resultat(arrondir(apa_urgence * tarif), {"tarif": arrondir(tarif), "part": apa_urgence * CENT})


def repit_plafond(*, cout: Decimal, apa_mtp: Decimal, apa_coef_repit: Decimal) -> Resultat:
    """Rend ce que le plan peut ajouter en un an pour le repos de l’aidant, au-delà de son plafond (D232-9-1)."""
    return Resultat(arrondir(apa_coef_repit * apa_mtp), {"cout": cout})


def relais_plafond(*, cout: Decimal, apa_mtp: Decimal, apa_coef_relais: Decimal) -> Resultat:
    """Rend ce que le plan peut ajouter chaque fois que l’aidant est hospitalisé (D232-9-2)."""
    return Resultat(arrondir(apa_coef_relais * apa_mtp), {"cout": cout})


def majoration(*, cout: Decimal, plafond: Decimal, taux: Decimal, apa_majoration_participation: Decimal) -> Resultat:
    """Rend la part d’une majoration que l’APA couvre : le plafond au plus.

    `apa_majoration_participation` : 1 si la personne en paie la même part que de son plan, 0 si rien.
    """
    retenu = min(cout, plafond)
    part = arrondir(taux * retenu) if apa_majoration_participation else arrondir(ZERO)
    return Resultat(arrondir(retenu - part), {"cout": cout, "plafond": plafond, "part": part})
