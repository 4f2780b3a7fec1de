"""Calculs de l’évaluation, en données : la cote de chaque activité, puis le GIR (CASF, annexes 2-1 et 2-2)."""

from collections.abc import Sequence
from decimal import Decimal

from forms.regles.aggir import COTES, grille_officielle
from portail.demarche.declaration import Calcul, Resultat, _

ADVERBES = ("spontanement", "totalement", "correctement", "habituellement")
NE_FAIT_PAS = "ne_fait_pas"
ANNEXE = _("Code de l’action sociale et des familles, annexes 2-1 et 2-2")

ACTIVITES = {
    "coherence": _("Cohérence"),
    "orientation": _("Orientation"),
    "toilette": _("Toilette"),
    "habillage": _("Habillage"),
    "alimentation": _("Alimentation"),
    "elimination": _("Élimination"),
    "transfert": _("Transferts"),
    "deplacement_interieur": _("Déplacements à l’intérieur"),
    "deplacement_exterieur": _("Déplacements à l’extérieur"),
    "communication": _("Communication à distance"),
}
"""Les dix activités qui comptent, dans l’ordre de la grille."""


def cote(adverbes: Sequence[str]) -> Resultat:
    """Rend la cote d’une activité : 0 pour A, 1 pour B, 2 pour C.

    A si la personne la fait selon les quatre adverbes, C si elle ne la fait pas, B sinon.
    """
    seul = set(ADVERBES) <= set(adverbes)
    rang = 2 if NE_FAIT_PAS in adverbes else 1 - seul
    return Resultat(Decimal(rang), {"cote": COTES[rang]})


def gir(
    *,
    coherence: Decimal,
    orientation: Decimal,
    toilette: Decimal,
    habillage: Decimal,
    alimentation: Decimal,
    elimination: Decimal,
    transfert: Decimal,
    deplacement_interieur: Decimal,
    deplacement_exterieur: Decimal,
    communication: Decimal,
) -> Resultat:
    """Rend le GIR de dix cotes, et le rang de l’algorithme dont il vient."""
    rangs = (
        coherence, orientation, toilette, habillage, alimentation, elimination, transfert,
        deplacement_interieur, deplacement_exterieur, communication,
    )  # fmt: skip
    cotes = {activite: COTES[int(rang)] for activite, rang in zip(ACTIVITES, rangs, strict=True)}
    grille = grille_officielle()
    return Resultat(Decimal(grille.gir(cotes)), {"rang": grille.rang(cotes)})


CALCULS = (
    *(
        Calcul(
            code=f"cote_{activite}",
            titre=titre,
            formule=_(
                "A si la personne fait l’activité spontanément, totalement, correctement et habituellement. "
                "C si elle ne la fait pas. B dans les autres cas."
            ),
            fonction=cote,
            entrees={"adverbes": (activite,)},
            explication=_("Cote {cote}"),
            fondement=ANNEXE,
        )
        for activite, titre in ACTIVITES.items()
    ),
    Calcul(
        code="gir",
        titre=_("GIR calculé"),
        formule=_(
            "Les dix cotes passent par huit groupes de coefficients, dans l’ordre. Le premier seuil atteint donne un "
            "rang, de 1 à 13, et ce rang donne le GIR."
        ),
        fonction=gir,
        entrees={activite: (f"cote_{activite}",) for activite in ACTIVITES},
        decimales=0,
        explication=_("GIR {valeur} (rang {rang} sur 13)"),
        fondement=ANNEXE,
    ),
)
"""Les dix cotes, puis le GIR."""
