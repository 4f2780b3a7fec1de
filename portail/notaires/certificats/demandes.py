"""Ce qu’un office demande : des parcelles d’une commune, lues d’un tableau, d’une liste collée ou d’un fichier."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from portail.notaires.certificats.models import Mutation
from portail.notaires.zones.parcelles import PARCELLES_AU_PLUS, Parcelle, TropDeParcelles
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

OCTETS_MAX = 100_000


class FichierDeParcellesIllisible(SaisieInvalide):
    """Ce n’est pas un fichier de texte, ou il est trop lourd."""

    message = _("Ce fichier ne se lit pas. Envoyez un fichier CSV : une parcelle par ligne, section puis numéro.")


class AucuneParcelle(SaisieInvalide):
    """Rien n’est demandé."""

    message = _("Indiquez au moins une parcelle : dans le tableau, par une liste, un fichier, ou l’adresse du bien.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """Une demande : la commune d’aujourd’hui, une à cinquante parcelles, et le peu que l’acte en dit."""

    reference: str
    commune_insee: str
    parcelles: tuple[Parcelle, ...]
    nature: Mutation
    adresse: str = ""
    proprietaire: str = ""

    def en_json(self) -> dict[str, Any]:
        """Rend ce qui s’en garde, chiffré, hors référence et commune."""
        return {
            "parcelles": [asdict(une) for une in self.parcelles],
            "nature": self.nature.value,
            "adresse": self.adresse,
            "proprietaire": self.proprietaire,
        }


def parcelles_gardees(demande: Mapping[str, Any]) -> list[Parcelle]:
    """Rend les parcelles d’une demande gardée."""
    return [Parcelle(**une) for une in demande["parcelles"]]


def reunir(lues: Iterable[Parcelle]) -> tuple[Parcelle, ...]:
    """Rend ces parcelles, chacune une fois, dans l’ordre ; lève `AucuneParcelle`, `TropDeParcelles`.

    Citée deux fois, une parcelle garde la première contenance dite.
    """
    par_idu: dict[str, Parcelle] = {}
    for une in lues:
        deja = par_idu.setdefault(une.idu, une)
        if deja.contenance_m2 is None:
            par_idu[une.idu] = replace(deja, contenance_m2=une.contenance_m2)
    if not par_idu:
        raise AucuneParcelle
    if len(par_idu) > PARCELLES_AU_PLUS:
        raise TropDeParcelles
    return tuple(par_idu.values())


def lignes_du_fichier(contenu: bytes) -> str:
    """Rend la liste qu’un fichier CSV porte, en-tête ôté, à lire comme une liste collée.

    Lève `FichierDeParcellesIllisible`. Un tableur français écrit en UTF-8 ou en Windows-1252.
    """
    if len(contenu) > OCTETS_MAX or b"\0" in contenu:
        raise FichierDeParcellesIllisible
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = contenu.decode("cp1252", errors="replace")
    lignes = [ligne.replace('"', "").strip(" ;,\t") for ligne in texte.splitlines()]
    if lignes and not any(signe.isdigit() for signe in lignes[0]):
        lignes[0] = ""  # l’en-tête ; la ligne reste, pour que les numéros dits soient ceux du fichier
    return "\n".join(lignes)


def en_liste(parcelles: Iterable[Parcelle]) -> str:
    """Rend ces parcelles comme une liste à coller : relue, elle donne les mêmes."""
    return "\n".join(
        f"{une.prefixe} {une.section.lstrip('0')} {int(une.numero)} {une.contenance_m2 or ''}".strip()
        for une in parcelles
    )
