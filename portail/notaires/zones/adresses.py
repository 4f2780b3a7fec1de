"""Trouver la parcelle d’une adresse, sans rien demander au-dehors : les adresses et le cadastre sont importés."""

import re
from collections.abc import Sequence

import shapely
from shapely.geometry import Point
from sqlalchemy import select

from portail.notaires.zones.models import AdresseLocale, ParcelleCadastrale
from portail.notaires.zones.parcelles import Parcelle
from portail.socle.base import session
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.communes import annuaire, cle_de_nom

ADRESSES_AU_PLUS = 10
_VOISINES_AU_PLUS = 5000
_NUMERO = re.compile(r"\s*(\d{1,5})\s*(bis|ter|quater|[a-h])?\b[\s,]*(.*)", re.IGNORECASE | re.DOTALL)
_ABREGES = {
    "all": "allee", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "bvd": "boulevard",
    "ch": "chemin", "che": "chemin", "imp": "impasse", "pl": "place", "r": "rue", "rte": "route", "sq": "square",
}  # fmt: skip
_OMIS = frozenset({"d", "de", "des", "du", "l", "la", "le", "les"})


def cle_de_voie(texte: str) -> str:
    """Rend ce qui distingue une adresse dans sa commune : « 12bis rue croix », ou rien sans numéro ni voie."""
    lue = _NUMERO.fullmatch(texte)
    if lue is None:
        return ""
    numero, repetition, voie = lue.groups()
    mots = [_ABREGES.get(mot, mot) for mot in cle_de_nom(voie).split()]
    utiles = [mot for mot in mots if mot not in _OMIS]
    return f"{int(numero)}{(repetition or '').lower()} {' '.join(utiles)}" if utiles else ""


def adresses_trouvees(commune_insee: str, texte: str) -> Sequence[AdresseLocale]:
    """Rend les adresses de cette commune qui s’écrivent ainsi ; à défaut, celles du même numéro qui ont ces mots."""
    cle = cle_de_voie(texte)
    if not cle:
        return []
    numero, mots = cle.split(" ")[0], set(cle.split(" ")[1:])
    meme_numero = session.scalars(
        select(AdresseLocale)
        .where(AdresseLocale.commune_insee == commune_insee, AdresseLocale.cle.startswith(f"{numero} "))
        .order_by(AdresseLocale.cle)
        .limit(_VOISINES_AU_PLUS)
    ).all()
    exactes = [une for une in meme_numero if une.cle == cle]
    return (exactes or [une for une in meme_numero if mots <= set(une.cle.split(" "))])[:ADRESSES_AU_PLUS]


def adresse_de(commune_insee: str, adresse_id: str) -> AdresseLocale | None:
    """Rend cette adresse si elle est bien dans cette commune."""
    adresse = session.get(AdresseLocale, adresse_id)
    return adresse if adresse is not None and adresse.commune_insee == commune_insee else None


def parcelle_de(adresse: AdresseLocale) -> Parcelle | None:
    """Rend la parcelle qui contient ce point d’adresse, ou rien."""
    candidates = session.scalars(
        select(ParcelleCadastrale).where(
            ParcelleCadastrale.commune_insee == adresse.commune_insee,
            ParcelleCadastrale.ouest <= adresse.x,
            ParcelleCadastrale.est >= adresse.x,
            ParcelleCadastrale.sud <= adresse.y,
            ParcelleCadastrale.nord >= adresse.y,
        )
    )
    point = Point(adresse.x, adresse.y)
    trouvee = next((une for une in candidates if shapely.from_wkb(une.geometrie).covers(point)), None)
    if trouvee is None:
        return None
    return Parcelle(trouvee.commune_insee, trouvee.prefixe, trouvee.section, trouvee.numero)


def parcelle_a_l_adresse(commune_insee: str, texte: str) -> Parcelle:
    """Rend la parcelle de l’adresse écrite, dans cette commune ou celle qui l’a absorbée.

    Lève `SaisieInvalide` : adresse inconnue, plusieurs semblables, hors de toute parcelle connue.
    """
    commune = annuaire().par_code(commune_insee)
    trouvees = adresses_trouvees(commune.code_insee, texte) if commune else []
    if not trouvees:
        raise SaisieInvalide(
            _("Cette adresse n’est pas connue ici. Écrivez le numéro et la voie, ou cherchez par parcelle.")
        )
    if len(trouvees) > 1:
        noms = ", ".join(une.libelle for une in trouvees)
        raise SaisieInvalide(_("Plusieurs adresses s’écrivent ainsi. Précisez : %(noms)s."), {"noms": noms})
    parcelle = parcelle_de(trouvees[0])
    if parcelle is None:
        raise SaisieInvalide(_("Aucune parcelle connue ne contient cette adresse : cherchez par section et numéro."))
    return parcelle
