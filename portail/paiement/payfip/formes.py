"""Ce que PayFiP attend et ce qu’il rend : les champs du mode service web, leurs règles, leurs valeurs.

PayFiP compte en centimes entiers ; partout ailleurs, ce sont des euros.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

NUMCLI = re.compile(r"[0-9]{6}")
REFDET = re.compile(r"[A-Za-z0-9]{6,30}")
IDOP = re.compile(r"[A-Za-z0-9-]{8,64}")
_HORS_OBJET = re.compile(r"[^A-Za-z0-9]+")
OBJET_MAX = 100
ADRESSE_MAX = 250
MEL_MIN, MEL_MAX = 6, 80
CENTIMES = 100


class Saisie(StrEnum):
    """Le mode d’un paiement : une valeur par phase de l’ouverture de la régie."""

    TEST = "T"
    ACTIVATION = "X"
    PRODUCTION = "W"


class Issue(StrEnum):
    """Ce que PayFiP dit d’une opération finie (`resultrans`)."""

    CARTE_PAYEE = "P"
    PRELEVEMENT_ACCEPTE = "V"
    CARTE_REFUSEE = "R"
    PRELEVEMENT_REFUSE = "Z"
    ABANDON = "A"

    @property
    def encaisse(self) -> bool:
        """Vrai si de l’argent est pris, ou le sera."""
        return self in {Issue.CARTE_PAYEE, Issue.PRELEVEMENT_ACCEPTE}


class DemandeInvalide(ValueError):
    """Un champ que PayFiP refuserait ; `champ` le nomme. Rien n’est parti."""

    def __init__(self, champ: str) -> None:
        super().__init__(champ)
        self.champ = champ


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """Un paiement à ouvrir ; `objet` est mis en forme, le reste doit déjà être juste."""

    numcli: str
    exer: int
    refdet: str
    objet: str
    montant: Decimal
    mel: str = field(repr=False)
    saisie: Saisie
    urlnotif: str
    urlredirect: str

    def champs(self) -> dict[str, str]:
        """Rend les champs de `creerPaiementSecurise`, dans l’ordre du schéma ; lève `DemandeInvalide`."""
        objet = objet_admis(self.objet)
        justes = {
            "exer": 2000 <= self.exer < 10_000,
            "mel": MEL_MIN <= len(self.mel) <= MEL_MAX and "@" in self.mel,
            "numcli": bool(NUMCLI.fullmatch(self.numcli)),
            "objet": bool(objet),
            "refdet": bool(REFDET.fullmatch(self.refdet)),
            "urlnotif": _est_une_adresse(self.urlnotif),
            "urlredirect": _est_une_adresse(self.urlredirect),
        }
        for champ, juste in justes.items():
            if not juste:
                raise DemandeInvalide(champ)
        return {
            "exer": str(self.exer),
            "mel": self.mel,
            "montant": str(en_centimes(self.montant)),
            "numcli": self.numcli,
            "objet": objet,
            "refdet": self.refdet,
            "saisie": self.saisie.value,
            "urlnotif": self.urlnotif,
            "urlredirect": self.urlredirect,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Resultat:
    """Ce que `recupererDetailPaiementSecurise` rend d’une opération finie.

    `exer` n’y est pas : PayFiP le rend parfois tronqué, il ne se compare pas. `quand` : à l’heure de Paris, ou rien si
    PayFiP ne l’a pas dit.
    """

    idop: str
    issue: Issue
    numcli: str
    refdet: str
    montant: Decimal
    saisie: str
    jour: date | None = None
    quand: datetime | None = None
    autorisation: str = ""
    """`numauto` ; absent d’un refus et d’un abandon."""


@dataclass(frozen=True, slots=True)
class Contrat:
    """Ce que PayFiP sait d’un numéro de client : la régie y est-elle ouverte, et sous quel nom."""

    numcli: str
    libelles: tuple[str, ...]


def objet_admis(texte: str) -> str:
    """Rend le texte tel que PayFiP l’admet : lettres sans accent, chiffres et espaces, cent signes au plus."""
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "OE"))
    sans_accent = "".join(signe for signe in decompose if not unicodedata.combining(signe))
    return _HORS_OBJET.sub(" ", sans_accent).strip()[:OBJET_MAX].strip()


def en_centimes(montant: Decimal) -> int:
    """Rend le montant en centimes ; lève `DemandeInvalide` s’il n’est pas un nombre entier de centimes, positif."""
    centimes = montant * CENTIMES
    if not centimes.is_finite() or centimes != centimes.to_integral_value() or centimes <= 0:
        raise DemandeInvalide("montant")
    return int(centimes)


def en_euros(centimes: int) -> Decimal:
    """Rend un nombre de centimes en euros, au centime."""
    return (Decimal(centimes) / CENTIMES).quantize(Decimal("0.01"))


def _est_une_adresse(url: str) -> bool:
    return url.startswith(("https://", "http://")) and len(url) <= ADRESSE_MAX
