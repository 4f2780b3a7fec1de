"""Les parcelles du cadastre : leur identifiant (IDU), et la lecture de ce que l’on écrit ou colle.

IDU : code INSEE de la commune (5), préfixe (3 ; la commune absorbée, sinon « 000 »), section (2), numéro (4).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

SANS_PREFIXE = "000"
PARCELLES_AU_PLUS = 50
_SECTION = re.compile(r"0?[A-Z]|[A-Z]{2}")
_LIGNE = re.compile(
    r"(?:(?P<prefixe>\d{3})[\s;,/-]+)?(?P<section>0?[A-Za-z]{1,2})[\s;,/-]*(?P<numero>\d{1,4})"
    r"(?:[\s;,]+(?P<contenance>\d[\d\s.,hac]*))?"
)
_CONTENANCE = re.compile(r"(?:(\d+)\s*ha)?\s*(?:(\d+)\s*a(?!\w))?\s*(?:(\d+)\s*ca)?")
_ARE_M2, _HECTARE_M2 = 100, 10_000


class ParcelleIllisible(SaisieInvalide):
    """Ce qui est écrit n’est pas une parcelle ; `ligne` dit où, à partir de 1."""

    message = _("Écrivez la section et le numéro de chaque parcelle, une par ligne. Exemple : ZK 12")

    def __init__(self, ligne: int = 0) -> None:
        super().__init__()
        self.ligne = ligne


class TropDeParcelles(SaisieInvalide):
    """Plus de cinquante parcelles."""

    message = _("Cinquante parcelles au plus par demande : faites-en une autre pour la suite.")


@dataclass(frozen=True, slots=True)
class Parcelle:
    """Une parcelle ; `contenance_m2` : ce qu’en dit l’acte, ou rien."""

    commune_insee: str
    prefixe: str
    section: str
    numero: str
    contenance_m2: int | None = None

    @property
    def idu(self) -> str:
        """Rend l’identifiant unique, quatorze caractères."""
        return f"{self.commune_insee}{self.prefixe}{self.section}{self.numero}"

    @property
    def reference(self) -> str:
        """Rend la parcelle comme on l’écrit : « AB 145 », « 011 C 87 »."""
        prefixe = "" if self.prefixe == SANS_PREFIXE else f"{self.prefixe} "
        return f"{prefixe}{self.section.lstrip('0')} {int(self.numero)}"


def parcelle(
    commune_insee: str, section: str, numero: str, *, prefixe: str = "", contenance_m2: int | None = None
) -> Parcelle:
    """Rend la parcelle, dans la commune d’aujourd’hui ; lève `ParcelleIllisible`.

    Le code d’une commune disparue devient celui de qui l’a absorbée, et ses trois derniers chiffres, le préfixe.
    """
    commune = annuaire().par_code(commune_insee)
    section = section.strip().upper()
    if commune is None or not _SECTION.fullmatch(section) or not re.fullmatch(r"[0-9]{1,4}", numero.strip()):
        raise ParcelleIllisible
    if not int(numero):
        raise ParcelleIllisible
    absorbee = commune_insee[2:] if commune.code_insee != commune_insee else SANS_PREFIXE
    prefixe = (prefixe.strip() or absorbee).zfill(3)
    if not re.fullmatch(r"[0-9]{3}", prefixe):
        raise ParcelleIllisible
    return Parcelle(commune.code_insee, prefixe, section.zfill(2), numero.strip().zfill(4), contenance_m2)


def lire_les_parcelles(commune_insee: str, texte: str) -> list[Parcelle]:
    """Rend les parcelles collées, une par ligne, sans doublon, dans l’ordre ; lève les refus de ce module."""
    lignes = [(rang, ligne.strip()) for rang, ligne in enumerate(texte.splitlines(), start=1) if ligne.strip()]
    lues = list(dict.fromkeys(_lire(commune_insee, ligne, rang) for rang, ligne in lignes))
    if not lues:
        raise ParcelleIllisible
    if len(lues) > PARCELLES_AU_PLUS:
        raise TropDeParcelles
    return lues


def _lire(commune_insee: str, ligne: str, rang: int) -> Parcelle:
    lue = _LIGNE.fullmatch(ligne)
    if lue is None:
        raise ParcelleIllisible(rang)
    try:
        return parcelle(
            commune_insee,
            lue["section"],
            lue["numero"],
            prefixe=lue["prefixe"] or "",
            contenance_m2=contenance(lue["contenance"]) if lue["contenance"] else None,
        )
    except ParcelleIllisible as erreur:
        raise ParcelleIllisible(rang) from erreur


def contenance(texte: str) -> int:
    """Rend une contenance en mètres carrés, lue en m² ou en ha, a et ca ; lève `ParcelleIllisible`."""
    ecrite = texte.strip().lower()
    if chiffres := re.fullmatch(r"\d[\d\s]*", ecrite):
        return int(re.sub(r"\s", "", chiffres[0]))
    parties = _CONTENANCE.fullmatch(ecrite)
    if parties is None or not any(parties.groups()):
        raise ParcelleIllisible
    hectares, ares, centiares = (int(partie or 0) for partie in parties.groups())
    return hectares * _HECTARE_M2 + ares * _ARE_M2 + centiares


def somme_des_contenances(parcelles: Iterable[Parcelle]) -> Decimal:
    """Rend la contenance totale, en mètres carrés, de celles qui en ont une."""
    return Decimal(sum(une.contenance_m2 or 0 for une in parcelles))
