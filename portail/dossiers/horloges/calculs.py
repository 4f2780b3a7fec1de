"""Les délais légaux, en fonctions pures : des dates civiles de Paris, un jour fini à vingt-quatre heures."""

from datetime import date, timedelta

from portail.territoire.jours import ajouter_jours_ouvres, ajouter_mois, delai_franc

JOURS_DE_CONSULTATION = 15
"""Passé ce délai, un document mis à disposition est réputé notifié le jour de sa mise à disposition (R112-20)."""

MOIS_POUR_LES_MOTIFS = 1
"""Ce que la loi laisse pour communiquer les motifs d’un rejet implicite (L232-4)."""


def date_enregistrement(reception: date) -> date:
    """Rend le dernier jour pour accuser l’enregistrement d’un envoi électronique (CRPA, R112-11-2)."""
    return ajouter_jours_ouvres(reception, 1)


def date_accuse(reception: date, jours_ouvres: int, jours: int | None = None) -> date:
    """Rend le dernier jour pour accuser réception (CRPA, R112-11-2).

    `jours` : ceux, calendaires, d’un texte propre à la démarche ; le plus court des deux délais l’emporte.
    """
    commun = ajouter_jours_ouvres(reception, jours_ouvres)
    return commun if jours is None else min(commun, reception + timedelta(days=jours))


def date_silence(depart: date, mois: int) -> date:
    """Rend le jour où le silence vaut décision (CRPA, L231-1, L231-4) : même quantième, à défaut fin du mois."""
    return ajouter_mois(depart, mois)


def jours_suspendus(debut: date, fin: date, limite: date) -> int:
    """Rend le nombre de jours où le délai fut suspendu : le délai imparti au plus (CRPA, L114-5)."""
    return max((min(fin, limite) - debut).days, 0)


def respecte(limite: date, envoi: date) -> bool:
    """Vrai si l’envoi part au plus tard le jour dit (CRPA, L112-1 et L112-13)."""
    return envoi <= limite


def fin_de_consultation(mise_a_disposition: date) -> date:
    """Rend le dernier jour où consulter un document fait courir le délai de ce jour-là (CRPA, R112-20)."""
    return mise_a_disposition + timedelta(days=JOURS_DE_CONSULTATION)


def date_recours(depart: date, mois: int) -> date:
    """Rend le dernier jour pour contester : délai franc, prorogé au premier jour ouvrable (CJA, R421-1 et R421-5)."""
    return delai_franc(depart, mois)


def date_motifs(demande: date) -> date:
    """Rend le dernier jour pour communiquer les motifs d’un rejet implicite (CRPA, L232-4)."""
    return ajouter_mois(demande, MOIS_POUR_LES_MOTIFS)
