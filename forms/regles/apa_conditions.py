"""Conditions de l’APA à domicile : âge, résidence, domicile de secours, lieu de vie, perte d’autonomie, cumul.

Les règles éclairent l’agent et la personne ; aucune n’empêche de déposer.
"""

from collections.abc import Container, Sequence
from datetime import date
from decimal import Decimal

from forms.regles.apa import seuil_de_versement
from portail.demarche.declaration import (
    Chiffre,
    Constat,
    Resultat,
    Verdict,
    ajouter_mois,
    anniversaire,
)

GIR_SANS_DROIT = ("5", "6")
ETABLISSEMENT = "etablissement"
SANS_EFFET_SUR_LE_DOMICILE = ("residence_autonomie", "accueil_familial")
"""Lieux où l’on garde le domicile de secours d’avant (L122-2)."""
MOIS_DE_FORFAIT = 2
"""Durée du délai de décision, qui borne le forfait (L232-12, L232-14)."""
AVEC_DROIT_D_OPTION = ("pch", "mtp", "pcrtp", "actp")


def age(
    *, age: Decimal, naissance: date | None, jour: date, apa_age_min: Decimal, apa_depot_avance: Decimal
) -> Constat:
    """L’âge à la date de référence ; un peu avant, on peut déposer : les droits s’ouvrent à la notification."""
    chiffres: dict[str, Chiffre] = {"age": int(age), "age_min": apa_age_min}
    if age >= apa_age_min:
        return Constat(Verdict.CONFORME, "conforme", chiffres)
    if naissance is None:
        return Constat(Verdict.NON_CONFORME, "trop_jeune", chiffres)
    le_jour = anniversaire(naissance, int(apa_age_min))
    chiffres["date"] = le_jour
    if le_jour <= ajouter_mois(jour, int(apa_depot_avance)):
        return Constat(Verdict.A_VERIFIER, "bientot", chiffres)
    return Constat(Verdict.NON_CONFORME, "trop_jeune_date", chiffres)


def sejour(*, nationalite: str) -> Constat:
    """Résider de façon stable et régulière en France (L232-1, R232-2)."""
    if nationalite in ("fr", "ue_eee_suisse"):
        return Constat(Verdict.CONFORME, "conforme")
    return Constat(Verdict.A_VERIFIER, "titre")


def lieu_de_vie(*, lieu: str) -> Constat:
    """Vivre à domicile, chez un proche, en accueil familial ou en résidence autonomie."""
    if lieu == ETABLISSEMENT:
        return Constat(Verdict.NON_CONFORME, "etablissement")
    return Constat(Verdict.CONFORME, "conforme")


def domicile_de_secours(
    *,
    commune: str,
    arrivee: date,
    lieu: str,
    commune_avant: str | None,
    jour: date,
    communes: Container[str],
    apa_domicile_secours: Decimal,
    apa_transmission: Decimal,
) -> Constat:
    """Le département qui paie : celui de la résidence habituelle, sauf un séjour en établissement (L122-2 à L122-4)."""
    acquis = ajouter_mois(arrivee, int(apa_domicile_secours))
    chiffres: dict[str, Chiffre] = {
        "arrivee": arrivee,
        "mois": apa_domicile_secours,
        "acquis": acquis,
        "transmission": ajouter_mois(jour, int(apa_transmission)),
    }
    if commune not in communes:
        return Constat(Verdict.NON_CONFORME, "hors_departement", chiffres)
    if lieu in SANS_EFFET_SUR_LE_DOMICILE and commune_avant is not None:
        if commune_avant in communes:
            return Constat(Verdict.CONFORME, "garde", chiffres)
        return Constat(Verdict.NON_CONFORME, "garde_ailleurs", chiffres)
    if acquis > jour:
        return Constat(Verdict.NON_CONFORME, "trop_recent", chiffres)
    return Constat(Verdict.CONFORME, "conforme", chiffres)


def nombre_de_non(*, lever: str, habiller: str, toilette: str, manger: str) -> Resultat:
    """Rend combien des quatre gestes la personne ne peut pas faire seule."""
    return Resultat(Decimal([lever, habiller, toilette, manger].count("non")))


def orientation(*, non: Decimal, surveillance: str | None, apa_orientation_non: Decimal) -> Constat:
    """À qui revient la demande : Département, ou caisse de retraite (cerfa 16301*01, partie 4)."""
    chiffres: dict[str, Chiffre] = {"non": int(non), "minimum": apa_orientation_non}
    if non >= apa_orientation_non:
        return Constat(Verdict.CONFORME, "departement", chiffres)
    if surveillance == "oui":
        return Constat(Verdict.CONFORME, "surveillance", chiffres)
    return Constat(Verdict.A_VERIFIER, "caisse", chiffres)


def cumul(*, prestations: Sequence[str], choix: str | None = None, choisi_le: date | None = None) -> Constat:
    """Les aides de même objet ne se cumulent pas : signaler, et ouvrir le droit d’option (L232-23).

    Rien n’est refusé tant que la personne n’a pas elle-même choisi de garder l’autre aide.
    """
    if any(code in AVEC_DROIT_D_OPTION for code in prestations):
        chiffres: dict[str, Chiffre] = {"choisi_le": choisi_le} if choisi_le else {}
        verdicts = {"allocation": Verdict.CONFORME, "autre": Verdict.NON_CONFORME}
        verdict = verdicts.get(choix or "", Verdict.A_VERIFIER)
        return Constat(verdict, f"option_{choix}" if choix else "option", chiffres)
    if any(code != "aucune" for code in prestations):
        return Constat(Verdict.A_VERIFIER, "meme_objet")
    return Constat(Verdict.CONFORME, "aucune")


def perte_d_autonomie(*, gir: str) -> Constat:
    """Le groupe iso-ressources coté par l’évaluateur : de 1 à 4 (L232-2, R232-4)."""
    if gir in GIR_SANS_DROIT:
        return Constat(Verdict.NON_CONFORME, "gir_5_ou_6", {"gir": gir})
    return Constat(Verdict.CONFORME, "conforme", {"gir": gir})


def versement(
    *,
    gir: str,
    plan_retenu: Decimal,
    apa_theorique: Decimal,
    smic_horaire: Decimal,
    apa_seuil_versement: Decimal,
) -> Constat:
    """Un montant inférieur ou égal au seuil est accordé, mais ne se verse pas (D232-31)."""
    seuil = seuil_de_versement(smic_horaire, apa_seuil_versement)
    chiffres: dict[str, Chiffre] = {"montant": apa_theorique, "seuil": seuil, "smic": smic_horaire}
    if gir in GIR_SANS_DROIT or not plan_retenu:
        return Constat(Verdict.CONFORME, "sans_plan", chiffres)
    if apa_theorique <= seuil:
        return Constat(Verdict.RESERVE, "non_versee", chiffres)
    return Constat(Verdict.CONFORME, "versee", chiffres)


def urgence(*, urgence: str, forfait: Decimal, jour: date) -> Constat:
    """L’urgence attestée ouvre le forfait dès le dépôt, pour deux mois au plus (L232-12)."""
    if urgence == "non":
        return Constat(Verdict.CONFORME, "sans")
    chiffres: dict[str, Chiffre] = {"forfait": forfait, "depot": jour, "fin": ajouter_mois(jour, MOIS_DE_FORFAIT)}
    return Constat(Verdict.A_VERIFIER, "urgence", chiffres)
