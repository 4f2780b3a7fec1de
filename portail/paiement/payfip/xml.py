"""L’XML de PayFiP, écrit et lu à la main : SOAP 1.1, document/literal, sans WSDL.

La lecture refuse toute DTD, donc toute entité, et toute instruction ; sa taille, sa profondeur et son nombre d’éléments
sont bornés. Rien n’est jamais cherché ailleurs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import NoReturn
from xml.parsers import expat

from portail.paiement.payfip.fautes import ReponseIllisible

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ESPACE = (
    "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/"
    "contrat_paiement_securise/PaiementSecuriseService"
)
TAILLE_MAX = 64 * 1024
PROFONDEUR_MAX = 12
ELEMENTS_MAX = 200
_ENTRE = " "
"""Ce qu’expat met entre l’espace de noms et le nom : ni l’un ni l’autre n’en contient."""


@dataclass(slots=True)
class Element:
    """Un élément lu : son espace de noms, son nom, son texte, ses enfants."""

    espace: str
    nom: str
    texte: str = ""
    enfants: list["Element"] = field(default_factory=list)

    def seul(self, nom: str, espace: str = "") -> "Element":
        """Rend l’unique enfant de ce nom ; lève `ReponseIllisible` s’il n’y en a pas ou plusieurs."""
        trouves = [enfant for enfant in self.enfants if (enfant.espace, enfant.nom) == (espace, nom)]
        if len(trouves) != 1:
            raise ReponseIllisible
        return trouves[0]

    def champs(self) -> dict[str, str]:
        """Rend les enfants sans espace de noms, nom → texte ; lève `ReponseIllisible` si l’un est double ou composé."""
        lus: dict[str, str] = {}
        for enfant in self.enfants:
            if enfant.espace or enfant.enfants or enfant.nom in lus:
                raise ReponseIllisible
            lus[enfant.nom] = enfant.texte.strip()
        return lus


def ecrire(operation: str, champs: Mapping[str, str]) -> bytes:
    """Rend l’enveloppe d’un appel : l’opération est dans l’espace de PayFiP, ses champs dans aucun."""
    corps = "".join(f"<{nom}>{escape(valeur, quote=False)}</{nom}>" for nom, valeur in champs.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soap-env:Envelope xmlns:soap-env="{SOAP}"><soap-env:Body>'
        f'<ns0:{operation} xmlns:ns0="{ESPACE}"><arg0>{corps}</arg0></ns0:{operation}>'
        "</soap-env:Body></soap-env:Envelope>"
    ).encode()


def lire(contenu: bytes) -> Element:
    """Rend l’élément racine ; lève `ReponseIllisible` pour tout ce qui n’est pas un petit XML bien formé, sans DTD."""
    if not contenu or len(contenu) > TAILLE_MAX:
        raise ReponseIllisible
    lecture = _Lecture()
    analyseur = expat.ParserCreate(namespace_separator=_ENTRE)
    analyseur.buffer_text = True
    analyseur.StartElementHandler = lecture.ouvrir
    analyseur.EndElementHandler = lecture.fermer
    analyseur.CharacterDataHandler = lecture.ajouter
    analyseur.StartDoctypeDeclHandler = _refuser
    analyseur.EntityDeclHandler = _refuser
    analyseur.ExternalEntityRefHandler = _refuser
    analyseur.ProcessingInstructionHandler = _refuser
    try:
        analyseur.Parse(contenu, True)
    except (expat.ExpatError, ValueError, LookupError) as erreur:
        raise ReponseIllisible from erreur
    if lecture.racine is None:
        raise ReponseIllisible
    return lecture.racine


def _refuser(*_declares: object) -> NoReturn:
    raise ReponseIllisible


class _Lecture:
    """L’arbre qui se construit, et ses bornes."""

    def __init__(self) -> None:
        self.racine: Element | None = None
        self.ouverts: list[Element] = []
        self.nombre = 0

    def ouvrir(self, nom: str, _attributs: Mapping[str, str]) -> None:
        self.nombre += 1
        if self.nombre > ELEMENTS_MAX or len(self.ouverts) >= PROFONDEUR_MAX:
            raise ReponseIllisible
        espace, _, local = nom.rpartition(_ENTRE)
        element = Element(espace, local)
        if self.ouverts:
            self.ouverts[-1].enfants.append(element)
        else:
            self.racine = element
        self.ouverts.append(element)

    def fermer(self, _nom: str) -> None:
        self.ouverts.pop()

    def ajouter(self, texte: str) -> None:
        self.ouverts[-1].texte += texte
