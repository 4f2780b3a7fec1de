"""Les couleurs de la feuille de style se lisent, en clair et en sombre (RGAA 3.2 et 3.3)."""

from collections.abc import Iterator
from functools import cache

import pytest
import tinycss2

from portail.config import RACINE

TEXTE, TRAIT = 4.5, 3.0
FONDS = ("fond", "fond-creux")
TEXTES = [
    *(
        (encre, fond)
        for encre in ("encre", "encre-douce")
        for fond in (*FONDS, "fond-champ", "signal-fond", "refus-fond")
    ),
    *((couleur, fond) for couleur in ("action", "action-forte") for fond in (*FONDS, "signal-fond", "refus-fond")),
    *((couleur, fond) for couleur in ("signal", "accord", "attente", "refus") for fond in FONDS),
    ("signal", "signal-fond"),
    ("refus", "refus-fond"),
    ("sur-action", "action"),
    ("sur-action", "action-forte"),
    ("sur-eau", "eau"),
    ("sur-eau-douce", "eau"),
    ("sur-balise", "balise"),
    ("sur-bandeau", "bandeau"),
]
TRAITS = [
    *((couleur, fond) for couleur in ("trait", "focus", "action", "refus") for fond in (*FONDS, "fond-champ")),
    ("signal", "signal-fond"),
    ("focus", "signal-fond"),
    ("focus", "refus-fond"),
    ("refus", "refus-fond"),
]
SUR_L_EAU = [("focus", "eau"), ("balise", "eau")]


@cache
def _regles() -> list[tuple[str, str, dict[str, str]]]:
    """Rend (mode, sélecteur, jetons) de chaque règle de socle.css qui pose des jetons."""
    texte = (RACINE / "static" / "socle.css").read_text()
    return list(_parcourir(tinycss2.parse_stylesheet(texte, skip_comments=True, skip_whitespace=True), ""))


def _parcourir(noeuds: list, mode: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    for noeud in noeuds:
        if noeud.type == "at-rule" and noeud.at_keyword == "media":
            contenu = tinycss2.parse_rule_list(noeud.content, skip_comments=True, skip_whitespace=True)
            yield from _parcourir(contenu, tinycss2.serialize(noeud.prelude).strip())
        elif noeud.type == "qualified-rule":
            declarations = tinycss2.parse_blocks_contents(noeud.content, skip_comments=True, skip_whitespace=True)
            jetons = {
                d.name[2:]: tinycss2.serialize(d.value).strip()
                for d in declarations
                if d.type == "declaration" and d.name.startswith("--")
            }
            yield mode, tinycss2.serialize(noeud.prelude).strip(), jetons


def jetons(mode: str, zone: str = "") -> dict[str, str]:
    """Rend les jetons d’un mode (« clair » ou « sombre »), ceux d’une zone (« .pied ») par-dessus."""
    modes = {"clair": ("",), "sombre": ("", "(prefers-color-scheme: dark)")}[mode]
    poses: dict[str, str] = {}
    for requete, selecteur, siens in _regles():
        if requete in modes and (selecteur == ":root" or zone in [s.strip() for s in selecteur.split(",")]):
            poses |= siens
    return poses


def luminance(couleur: str) -> float:
    """Rend la luminance relative d’une couleur « #rrggbb » (WCAG 2.2)."""
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, v, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * r + 0.7152 * v + 0.0722 * b


def contraste(une: str, autre: str) -> float:
    """Rend le rapport de contraste, de 1 à 21."""
    sombre, claire = sorted((luminance(une), luminance(autre)))
    return (claire + 0.05) / (sombre + 0.05)


def test_la_formule_est_celle_de_wcag():
    assert contraste("#000000", "#ffffff") == pytest.approx(21)
    assert contraste("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("mode", ["clair", "sombre"])
@pytest.mark.parametrize(("texte", "fond"), TEXTES)
def test_un_texte_se_lit_sur_son_fond(mode, texte, fond):
    couleurs = jetons(mode)

    assert contraste(couleurs[texte], couleurs[fond]) >= TEXTE


@pytest.mark.parametrize("mode", ["clair", "sombre"])
@pytest.mark.parametrize(("trait", "fond"), TRAITS)
def test_un_trait_porteur_de_sens_se_voit(mode, trait, fond):
    couleurs = jetons(mode)

    assert contraste(couleurs[trait], couleurs[fond]) >= TRAIT


@pytest.mark.parametrize("mode", ["clair", "sombre"])
@pytest.mark.parametrize("zone", [".pied", ".ouverture"])
@pytest.mark.parametrize(("trait", "fond"), SUR_L_EAU)
def test_le_focus_se_voit_sur_l_eau(mode, zone, trait, fond):
    couleurs = jetons(mode, zone)

    assert contraste(couleurs[trait], couleurs[fond]) >= TRAIT


def test_le_contraste_renforce_efface_les_nuances():
    renforces = {selecteur: siens for requete, selecteur, siens in _regles() if requete == "(prefers-contrast: more)"}

    assert renforces[":root"] == {"filet": "var(--trait)", "encre-douce": "var(--encre)"}
