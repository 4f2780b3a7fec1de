"""Les voies de recours, dans les mots qui les rendent opposables (CRPA, L112-12 ; CJA, R421-1 et R421-5)."""

from portail.demarche.droit import Recours
from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.traduction import _

TELERECOURS = "www.telerecours.fr"

_GRACIEUX = _(
    "Vous pouvez demander au Département de revoir sa décision, dans les %(delai)s qui suivent sa notification ou, "
    "sans réponse de notre part, la date à laquelle elle est réputée prise. Écrivez à : %(autorite)s, en joignant "
    "une copie de la décision. Ce recours gracieux est facultatif ; formé dans ce délai, il interrompt le délai pour "
    "saisir le tribunal (article L. 411-2 du code des relations entre le public et l’administration). "
    "Le silence gardé deux mois sur ce recours vaut rejet."
)
_JUGE = _(
    "Vous pouvez aussi saisir directement le %(tribunal)s, ou %(telerecours)s, dans les %(delai)s qui suivent la "
    "notification de la décision, la date à laquelle elle est réputée prise, ou la réponse à votre recours gracieux."
)
_MEDIATEUR = _("Vous pouvez demander gratuitement l’aide du médiateur : %(mediateur)s.")
_PREALABLE = _(
    "Si vous contestez cette décision, vous devez d’abord, dans les %(delai)s de sa notification, former un recours "
    "administratif préalable obligatoire auprès du président du conseil départemental (%(autorite)s), en joignant une "
    "copie de la décision."
)
_ENTENDU = _(
    "Vous pouvez demander à être entendu, accompagné de la personne de votre choix (article L. 134-2 du code de "
    "l’action sociale et des familles)."
)
_SILENCE_PREALABLE = _(
    "Le silence gardé deux mois sur ce recours vaut rejet. Vous disposerez alors de %(delai)s pour saisir le "
    "%(tribunal)s, ou %(telerecours)s."
)
_JUGE_SEUL = _(
    "Vous pouvez saisir le %(tribunal)s, ou %(telerecours)s, dans les %(delai)s qui suivent la notification de cette "
    "décision ou, sans réponse de notre part, la date à laquelle elle est réputée prise."
)
_SILENCE_JUDICIAIRE = _(
    "Le silence gardé deux mois sur ce recours vaut rejet. Vous disposerez alors de %(delai)s pour saisir le tribunal "
    "judiciaire compétent (article L. 134-3 du code de l’action sociale et des familles)."
)


def voies_contre_une_recuperation(*, autorite: str, redaction: Redaction = FRANCAIS) -> list[str]:
    """Rend comment contester une récupération : recours préalable, puis juge judiciaire (CASF, L134-2 et L134-3)."""
    valeurs = {"delai": redaction.duree(Recours(rapo=True).delai), "autorite": autorite}
    return [redaction.texte(modele, **valeurs) for modele in (_PREALABLE, _ENTENDU, _SILENCE_JUDICIAIRE)]


def voies_de_recours(
    recours: Recours, *, autorite: str, tribunal: str, mediateur: str = "", redaction: Redaction = FRANCAIS
) -> list[str]:
    """Rend les paragraphes qui disent comment contester.

    `autorite` : à qui écrire, nom et adresse. `tribunal` : « tribunal administratif de… », avec son adresse.
    Préalable obligatoire pour une prestation légale d’aide sociale (CASF, L134-1 et L134-2), gracieux facultatif sinon.
    Après un recours, le juge seul.
    """
    valeurs = {
        "delai": redaction.duree(recours.delai),
        "autorite": autorite,
        "tribunal": tribunal,
        "telerecours": TELERECOURS,
        "mediateur": mediateur,
    }
    modeles = _modeles(recours) + ([_MEDIATEUR] if mediateur else [])
    complement = [redaction.traduire(recours.complement)] if recours.complement else []
    return [redaction.texte(modele, **valeurs) for modele in modeles] + complement


def _modeles(recours: Recours) -> list[str]:
    if recours.juge_seul:
        return [_JUGE_SEUL]
    return [_PREALABLE, _ENTENDU, _SILENCE_PREALABLE] if recours.rapo else [_GRACIEUX, _JUGE]
