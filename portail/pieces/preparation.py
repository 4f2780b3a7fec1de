"""Ce que devient un fichier reçu : analysé, puis remplacé à la lecture par une version propre. Ni base ni dépôt ici."""

from dataclasses import dataclass

from portail.pieces import antivirus
from portail.pieces.controle.formats import JPEG, PDF, TIFF
from portail.pieces.controle.refus import FichierRefuse
from portail.pieces.conversion import assembler, nettoyer_image
from portail.pieces.models import EtatControle
from portail.socle.atelier import TravailImpossible
from portail.socle.erreurs import Indisponible

ESSAIS = 2


@dataclass(frozen=True, slots=True)
class Preparation:
    """Le verdict, et la version propre s’il en faut une (un PDF sain se montre tel quel)."""

    controle: EtatControle
    propre: bytes | None = None
    type_propre: str | None = None


def preparer_contenu(contenu: bytes, *, type_mime: str, antivirus_url: str) -> Preparation:
    """Rend le verdict et la version propre ; `antivirus_url` vide : pas d’analyse.

    Lève `Indisponible` si l’antivirus ne répond pas : un doute n’est pas un fichier sain.
    """
    if antivirus_url:
        verdict = antivirus.analyser(contenu, antivirus_url)
        if verdict.etat is antivirus.Etat.INDISPONIBLE:
            raise Indisponible
        if verdict.etat is antivirus.Etat.INFECTE:
            return Preparation(EtatControle.INFECTE)
    if type_mime == PDF.type_mime:
        return Preparation(EtatControle.SAIN)
    return _convertir(contenu, type_mime)


def _convertir(contenu: bytes, type_mime: str) -> Preparation:
    """Convertit l’image ; deux échecs de l’atelier valent illisible, un seul peut venir d’une machine chargée."""
    for _essai in range(ESSAIS):
        try:
            if type_mime == TIFF.type_mime:
                # Un scan a plusieurs pages : le JPEG n’en garderait qu’une.
                return Preparation(EtatControle.SAIN, assembler([contenu]), PDF.type_mime)
            return Preparation(EtatControle.SAIN, nettoyer_image(contenu), JPEG.type_mime)
        except FichierRefuse:
            break
        except TravailImpossible:
            continue
    return Preparation(EtatControle.ILLISIBLE)
