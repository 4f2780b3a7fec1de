"""Quand la loi permet de revenir sur une décision signée, et ce qu’elle demande avant (CRPA, livres I et II)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from portail.demarche.dates import ajouter_mois
from portail.dossiers.etats import ACCORDS, Fondement, Geste, NatureDecision
from portail.socle.traduction import _

MOIS_POUR_REVENIR = 4
"""Délai pour retirer ou abroger une décision illégale, depuis qu’elle est prise (CRPA, L242-1 et L243-3)."""
RETRAIT, ABROGATION = NatureDecision.RETRAIT, NatureDecision.ABROGATION
GESTES: Mapping[NatureDecision, Geste] = MappingProxyType(
    {RETRAIT: Geste.RETIRER_LA_DECISION, ABROGATION: Geste.ABROGER}
)
SIGNEES_SANS_DROIT = frozenset({NatureDecision.REFUS, NatureDecision.IRRECEVABILITE})
"""Décisions expresses qui n’ont donné aucun droit à la personne."""

_AVEC_UN_DROIT: Mapping[Fondement, str] = MappingProxyType(
    {
        Fondement.ILLEGALITE: _(
            "Une décision créatrice de droits ne peut être retirée ou abrogée que si elle est illégale et dans les "
            "quatre mois qui suivent la date où elle a été prise (article L. 242-1 du code des relations entre le "
            "public et l’administration)."
        ),
        Fondement.CONDITION: _(
            "Une décision créatrice de droits peut prendre fin, sans condition de délai, quand une condition dont "
            "dépend son maintien n’est plus remplie ; une aide peut être retirée quand les conditions mises à son "
            "octroi n’ont pas été respectées (article L. 242-2 du code des relations entre le public et "
            "l’administration)."
        ),
        Fondement.FRAUDE: _(
            "Une décision obtenue par fraude peut être retirée ou abrogée à tout moment (article L. 241-2 du code des "
            "relations entre le public et l’administration)."
        ),
        Fondement.DEMANDE: _(
            "À la demande de la personne qui en bénéficie, une décision créatrice de droits peut être retirée ou "
            "abrogée sans condition de délai, pour être remplacée par une décision plus favorable (article L. 242-4 du "
            "code des relations entre le public et l’administration)."
        ),
    }
)
_SANS_DROIT: Mapping[tuple[NatureDecision, Fondement], str] = MappingProxyType(
    {
        (RETRAIT, Fondement.ILLEGALITE): _(
            "Une décision qui n’a pas donné de droit ne peut être retirée que si elle est illégale et dans les quatre "
            "mois qui suivent son édiction (article L. 243-3 du code des relations entre le public et "
            "l’administration)."
        ),
        (ABROGATION, Fondement.SANS_DROIT): _(
            "Une décision qui n’a pas donné de droit peut être abrogée pour tout motif et sans condition de délai "
            "(article L. 243-1 du code des relations entre le public et l’administration)."
        ),
    }
)


LIBELLES: Mapping[Fondement, str] = MappingProxyType(
    {
        Fondement.ILLEGALITE: _("La décision était illégale"),
        Fondement.CONDITION: _("Une condition n’est pas remplie"),
        Fondement.FRAUDE: _("La décision a été obtenue par fraude"),
        Fondement.DEMANDE: _("Vous avez demandé à revenir sur la décision"),
        Fondement.SANS_DROIT: _("La décision n’a donné aucun droit"),
    }
)
"""Les raisons d’un retrait ou d’une abrogation, telles que la personne les lit en titre."""


def textes_possibles(en_vigueur: NatureDecision, nature: NatureDecision) -> Mapping[Fondement, str]:
    """Rend ce qui permet de revenir ainsi sur une décision de cette nature, et le texte qui le dit ; vide si rien."""
    if en_vigueur in ACCORDS:
        return _AVEC_UN_DROIT
    if en_vigueur in SIGNEES_SANS_DROIT:
        return {fondement: texte for (voulue, fondement), texte in _SANS_DROIT.items() if voulue is nature}
    return {}


def dernier_jour(fondement: Fondement, date_decision: date) -> date | None:
    """Rend le dernier jour pour revenir sur la décision, compris ; rien si la loi n’en fixe pas."""
    return ajouter_mois(date_decision, MOIS_POUR_REVENIR) if fondement is Fondement.ILLEGALITE else None


def est_possible(
    en_vigueur: NatureDecision, nature: NatureDecision, fondement: Fondement, *, date_decision: date, jour: date
) -> bool:
    """Vrai si la loi permet ce retrait ou cette abrogation ce jour-là."""
    limite = dernier_jour(fondement, date_decision)
    return fondement in textes_possibles(en_vigueur, nature) and (limite is None or jour <= limite)


def demande_le_contradictoire(en_vigueur: NatureDecision, fondement: Fondement) -> bool:
    """Vrai si la personne doit d’abord pouvoir présenter ses observations : on lui reprend un droit sans qu’elle l’ait
    demandé (CRPA, L121-1, L121-2 et L211-2).
    """
    return en_vigueur in ACCORDS and fondement is not Fondement.DEMANDE
