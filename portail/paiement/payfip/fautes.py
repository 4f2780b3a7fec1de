"""Tout ce qui peut mal se passer avec PayFiP, chaque chose sous son type ; aucun message ne porte de nom."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class CodeFaute(StrEnum):
    """Les codes des fautes fonctionnelles."""

    IDOP_INCONNU = "P1"
    """Inconnu, ou effacé la nuit qui suit un abandon : il n’y aura jamais d’autre réponse."""
    IDOP_DEJA_UTILISE = "P3"
    IDOP_PERIME = "P4"
    """Plus de quinze minutes se sont écoulées avant l’ouverture de la page."""
    RESULTAT_INCONNU = "P5"
    """Pas encore de résultat : la personne est en train de payer, ou elle a fermé la page."""
    REFDET = "R3"
    MEL_ABSENT = "A1"
    MEL_INVALIDE = "A2"
    MONTANT_INVALIDE = "M1"
    MONTANT_TROP_FAIBLE = "M3"
    MONTANT_TROP_FORT = "M5"
    SAISIE = "S1"
    NUMCLI_INVALIDE = "T1"
    NUMCLI_INCONNU = "T2"
    NUMCLI_SANS_ACCES = "T4"
    URLNOTIF = "N1"
    URLREDIRECT = "D1"


class EchecPayfip(Exception):
    """PayFiP n’a pas rendu ce qu’on lui demandait ; `code` va aux journaux."""

    code = "echec"

    def __init__(self, code: str = "") -> None:
        self.code = code or self.code
        super().__init__(self.code)


class Injoignable(EchecPayfip):
    """Pas de réponse : connexion impossible, délai passé, ou un intermédiaire en panne (HTTP 502, 503, 504)."""

    code = "injoignable"


class ReponseIllisible(EchecPayfip):
    """La réponse n’est pas celle d’une opération : XML faux, DTD, trop grosse, champs absents ou en double."""

    code = "illisible"


class IssueInconnue(ReponseIllisible):
    """`resultrans` a une valeur que personne n’a décrite : à montrer à quelqu’un, jamais à deviner."""

    code = "issue_inconnue"


class FauteTechnique(EchecPayfip):
    """PayFiP a échoué de son côté ; il recommande d’attendre une demi-heure."""

    code = "technique"


class Dysfonctionnement(FauteTechnique):
    """`TechDysfonctionnementErreur`."""

    code = "dysfonctionnement"


class Indisponibilite(FauteTechnique):
    """`TechIndisponibiliteErreur`."""

    code = "indisponibilite"


class FauteProtocolaire(FauteTechnique):
    """`TechProtocolaireErreur`."""

    code = "protocolaire"


class FauteFonctionnelle(EchecPayfip):
    """PayFiP refuse la demande et dit pourquoi."""

    code = "fonctionnelle"


class ResultatPasEncoreConnu(FauteFonctionnelle):
    """P5 : l’opération n’est pas finie."""


class OperationInconnue(FauteFonctionnelle):
    """P1 : il n’y a rien sous cet identifiant, et il n’y aura plus rien."""


class OperationFermee(FauteFonctionnelle):
    """P3, P4 : l’identifiant a déjà servi, ou il est trop vieux pour ouvrir la page."""


class DemandeRefusee(FauteFonctionnelle):
    """R3, A1, A2, M1, M3, M5, N1, D1 : un champ de la demande ne convient pas."""


class RegieRefusee(FauteFonctionnelle):
    """S1, T1, T2, T4 : la régie n’est pas ouverte comme on le croit ; c’est un réglage à corriger."""


PAR_CODE: Mapping[CodeFaute, type[FauteFonctionnelle]] = MappingProxyType(
    {
        CodeFaute.IDOP_INCONNU: OperationInconnue,
        CodeFaute.IDOP_DEJA_UTILISE: OperationFermee,
        CodeFaute.IDOP_PERIME: OperationFermee,
        CodeFaute.RESULTAT_INCONNU: ResultatPasEncoreConnu,
        CodeFaute.REFDET: DemandeRefusee,
        CodeFaute.MEL_ABSENT: DemandeRefusee,
        CodeFaute.MEL_INVALIDE: DemandeRefusee,
        CodeFaute.MONTANT_INVALIDE: DemandeRefusee,
        CodeFaute.MONTANT_TROP_FAIBLE: DemandeRefusee,
        CodeFaute.MONTANT_TROP_FORT: DemandeRefusee,
        CodeFaute.SAISIE: RegieRefusee,
        CodeFaute.NUMCLI_INVALIDE: RegieRefusee,
        CodeFaute.NUMCLI_INCONNU: RegieRefusee,
        CodeFaute.NUMCLI_SANS_ACCES: RegieRefusee,
        CodeFaute.URLNOTIF: DemandeRefusee,
        CodeFaute.URLREDIRECT: DemandeRefusee,
    }
)
TECHNIQUES: Mapping[str, type[FauteTechnique]] = MappingProxyType(
    {
        "TechDysfonctionnementErreur": Dysfonctionnement,
        "TechIndisponibiliteErreur": Indisponibilite,
        "TechProtocolaireErreur": FauteProtocolaire,
    }
)


def faute_fonctionnelle(code: str) -> FauteFonctionnelle:
    """Rend la faute de ce code ; un code que nul n’a décrit reste une faute fonctionnelle, son code borné."""
    if code in set(CodeFaute):
        return PAR_CODE[CodeFaute(code)](code)
    return FauteFonctionnelle(code[:8] if code.isalnum() and code.isascii() else "")
