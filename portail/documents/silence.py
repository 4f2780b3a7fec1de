"""Les lettres du silence : la décision implicite, son attestation (CRPA, L232-3), les motifs d’un rejet (L232-4).

Chaque fonction rend des données à réunir avec `lettres.entete`.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from portail.demarche.droit import Mois
from portail.demarche.mots import COMMUNS, Mots
from portail.documents.decisions import MotifEcrit
from portail.documents.lettres import Affaire
from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.traduction import _

_RECUE = _(
    "Votre demande « %(demarche)s » n° %(numero)s a été reçue le %(recue)s. Nous devions vous répondre avant la fin du "
    "%(jour)s. Nous ne l’avons pas fait."
)
_REJETEE = _("Faute de réponse de notre part, votre demande est réputée rejetée depuis le %(jour)s.")
_EFFET_DU_DELAI = _(
    "C’est l’effet du délai prévu par la loi : personne n’a jugé que vous n’aviez pas droit à ce que vous demandez. "
    "Le service peut encore vous donner une réponse expresse, qui remplacera ce rejet."
)
_DEMANDER_LES_MOTIFS = _(
    "Vous pouvez demander pourquoi votre demande est rejetée : dans votre espace, sur la page de votre demande, ou par "
    "courrier au service. Nous avons alors un mois pour vous répondre, et le délai pour contester est prolongé "
    "(article L. 232-4 du code des relations entre le public et l’administration)."
)
_ACCEPTEE = _("Faute de réponse de notre part, votre demande est réputée acceptée depuis le %(jour)s.")
_DROIT_ACQUIS = _("Cette acceptation vaut décision : vous n’avez rien d’autre à faire pour l’obtenir.")
_DEMANDER_L_ATTESTATION = _(
    "Vous pouvez demander une attestation de cette acceptation : dans votre espace, sur la page de votre demande, ou "
    "par courrier au service (article L. 232-3 du code des relations entre le public et l’administration)."
)
_ATTESTE = _(
    "Le %(departement)s atteste que la demande « %(demarche)s » n° %(numero)s, présentée pour %(personne)s et reçue le "
    "%(recue)s, n’a pas reçu de réponse expresse dans le délai prévu."
)
_ACQUISE = _("Elle est réputée acceptée depuis le %(jour)s.")
_DELIVREE = _(
    "Cette attestation est délivrée à la demande de la personne intéressée, en application de l’article L. 232-3 du "
    "code des relations entre le public et l’administration."
)
_VOUS_DEMANDEZ = _(
    "Votre demande « %(demarche)s » n° %(numero)s est réputée rejetée depuis le %(jour)s. Le %(demande)s, vous nous "
    "avez demandé pourquoi."
)
_VOICI = _("Voici les motifs de ce rejet (article L. 232-4 du code des relations entre le public et l’administration).")
_PROROGE = _("Le délai de %(delai)s pour contester repart du jour où vous recevez cette lettre.")


def decision_implicite(
    affaire: Affaire,
    *,
    accord: bool,
    recue_le: date,
    jour: date,
    suites: Sequence[str] = (),
    recours: Sequence[str] = (),
    mots: Mots = COMMUNS,
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend la lettre qui apprend à la personne ce que le silence a décidé, et ce qu’elle peut faire.

    `jour` est celui où le silence vaut décision. Lève `ValueError` pour un rejet sans voies de recours.
    """
    if not accord and not recours:
        raise ValueError("CJA, R421-5 : délais et voies de recours")
    valeurs = asdict(affaire) | {"recue": redaction.jour(recue_le), "jour": redaction.jour(jour)}
    titre = _("Votre demande est réputée acceptée") if accord else _("Votre demande est réputée rejetée")
    effet = _DROIT_ACQUIS if accord else _EFFET_DU_DELAI
    return {
        "titre": redaction.traduire(mots.implicite_titre or titre),
        "paragraphes": [redaction.texte(mots.implicite_recue or _RECUE, **valeurs)],
        "encadre": redaction.texte(mots.implicite or (_ACCEPTEE if accord else _REJETEE), **valeurs),
        "suites": [
            redaction.texte(mots.implicite_effet or effet),
            *suites,
            redaction.texte(_DEMANDER_L_ATTESTATION if accord else _DEMANDER_LES_MOTIFS),
        ],
        "recours_titre": redaction.traduire(_("Comment contester cette décision")),
        "recours": [] if accord else list(recours),
        "accents": [redaction.jour(jour)],
    }


def attestation(
    affaire: Affaire,
    *,
    departement: str,
    personne: str,
    recue_le: date,
    jour: date,
    mots: Mots = COMMUNS,
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend l’attestation d’une décision implicite d’acceptation (CRPA, L232-3)."""
    valeurs = asdict(affaire) | {
        "departement": departement,
        "personne": personne,
        "recue": redaction.jour(recue_le),
        "jour": redaction.jour(jour),
    }
    return {
        "titre": redaction.traduire(_("Attestation de décision implicite d’acceptation")),
        "paragraphes": [redaction.texte(_ATTESTE, **valeurs)],
        "encadre": redaction.texte(mots.implicite or _ACQUISE, **valeurs),
        "suites": [redaction.texte(_DELIVREE)],
        "recours_titre": "",
        "recours": [],
        "accents": [redaction.jour(jour)],
    }


def motifs_du_rejet(
    affaire: Affaire,
    *,
    jour: date,
    demandes_le: date,
    motifs: Sequence[MotifEcrit],
    delai_recours: Mois,
    recours: Sequence[str],
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend la lettre qui communique les motifs d’un rejet implicite, en droit et en fait (CRPA, L232-4 et L211-5)."""
    valeurs = asdict(affaire) | {"jour": redaction.jour(jour), "demande": redaction.jour(demandes_le)}
    return {
        "titre": redaction.traduire(_("Pourquoi votre demande est rejetée")),
        "paragraphes": [redaction.texte(_VOUS_DEMANDEZ, **valeurs), redaction.texte(_VOICI)],
        "motifs": [asdict(motif) for motif in motifs],
        "suites": [redaction.texte(_PROROGE, delai=redaction.duree(delai_recours))],
        "recours_titre": redaction.traduire(_("Comment contester cette décision")),
        "recours": list(recours),
        "accents": [],
    }
