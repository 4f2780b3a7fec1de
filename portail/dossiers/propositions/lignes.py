"""Les lignes d’une proposition, en fonctions pures : ce que chacune coûte par mois, ce qui ne va pas."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from portail.demarche.conditions import Reponses, est_vraie
from portail.demarche.propositions import Mesure, NatureDeLigne, Proposition
from portail.socle.traduction import _

CENTIME = Decimal("0.01")
UN = Decimal(1)
REFUS_ECRIT = "refus_ecrit_le"
"""Le champ du plan qui porte la date du refus écrit."""
_QUANTITE = _("Écrivez combien par mois. Exemple : 30")
_PRIX = _("Écrivez un montant en euros. Exemple : 25,50")
_LIEN = _("Dites le lien de la personne employée avec qui l’emploie.")
_REFUS = _("Dites quel jour la personne a refusé par écrit le service proposé par défaut, ou changez la ligne.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligne:
    """Une ligne chiffrée, par mois ; montants en euros."""

    nature: str
    intervenant: str = ""
    quantite: Decimal = UN
    prix: Decimal
    lien: str = ""
    enveloppe: str = ""
    """Celle où elle compte ; rien : dans le plan mensuel."""

    @property
    def montant(self) -> Decimal:
        """Rend ce que la ligne coûte par mois, ou pour la période de son enveloppe, au centime, demi supérieur."""
        return (self.quantite * self.prix).quantize(CENTIME, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class FauteDeLigne:
    """Ce qui ne va pas, et où : le rang de la ligne (rien pour la proposition entière) et le champ."""

    rang: int | None
    champ: str
    message: str


def total(lignes: Iterable[Ligne]) -> Decimal:
    """Rend la somme des lignes du plan mensuel, au centime ; celles d’une enveloppe n’y comptent pas."""
    return sum((ligne.montant for ligne in lignes if not ligne.enveloppe), Decimal("0.00"))


def totaux(proposition: Proposition, lignes: Iterable[Ligne]) -> dict[str, str]:
    """Rend, par champ d’agent, ce que les calculs lisent : le total du plan, et celui de chaque enveloppe employée."""
    toutes = tuple(lignes)
    rendus = {proposition.retenu: f"{total(toutes):.2f}"}
    for une in proposition.enveloppes:
        siennes = [ligne.montant for ligne in toutes if ligne.enveloppe == une.code]
        rendus |= {une.retenu: f"{sum(siennes):.2f}"} if siennes else {}
    return rendus


def fautes(
    proposition: Proposition,
    lues: Iterable[Mapping[str, Any]],
    *,
    refus_ecrit: bool,
    reponses: Reponses,
    jour: date,
) -> list[FauteDeLigne]:
    """Rend ce que les lignes lues ont de manquant ou d’interdit ; `refus_ecrit` : une date en est écrite."""
    trouvees = [
        FauteDeLigne(rang, champ, message)
        for rang, lue in enumerate(lues)
        for champ, message in _fautes_de(proposition, lue)
    ]
    if not refus_ecrit and _demande_un_refus_ecrit(proposition, lues, reponses, jour):
        trouvees.append(FauteDeLigne(None, REFUS_ECRIT, _REFUS))
    return trouvees


def _fautes_de(proposition: Proposition, lue: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    nature = proposition.nature(str(lue.get("nature")))
    if nature is None:
        yield "nature", _("Choisissez une réponse.")
        return
    if nature.mesure is not Mesure.MONTANT and not _nombre(lue, "quantite"):
        yield "quantite", _QUANTITE
    if not nature.cle_tarif and not _nombre(lue, "prix"):
        yield "prix", _PRIX
    yield from _fautes_d_emploi(proposition, nature, lue)


def _fautes_d_emploi(
    proposition: Proposition, nature: NatureDeLigne, lue: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    if not nature.salarie:
        return
    if not lue.get("lien"):
        yield "lien", _LIEN
    elif lue["lien"] in proposition.liens_exclus:
        yield "lien", proposition.interdit


def _demande_un_refus_ecrit(
    proposition: Proposition, lues: Iterable[Mapping[str, Any]], reponses: Reponses, jour: date
) -> bool:
    natures = (proposition.nature(str(lue.get("nature"))) for lue in lues)
    conditions = [n.refus_ecrit_si for n in natures if n is not None and n.refus_ecrit_si is not None]
    return any(est_vraie(condition, reponses, jour) for condition in conditions)


def _nombre(lue: Mapping[str, Any], nom: str) -> Decimal:
    return Decimal(lue.get(nom) or 0)


def chiffrees(
    proposition: Proposition, lues: Iterable[Mapping[str, Any]], parametres: Mapping[str, Decimal]
) -> tuple[Ligne, ...]:
    """Rend les lignes chiffrées, sans faute (`fautes`) ; le tarif non écrit est celui du paramètre."""
    return tuple(ligne for lue in lues if (ligne := _chiffrer(proposition, lue, parametres)) is not None)


def _chiffrer(proposition: Proposition, lue: Mapping[str, Any], parametres: Mapping[str, Decimal]) -> Ligne | None:
    nature = proposition.nature(str(lue.get("nature")))
    if nature is None:
        return None
    prix = _nombre(lue, "prix")
    if not prix and nature.cle_tarif:
        prix = parametres[nature.cle_tarif]
    return Ligne(
        nature=nature.code,
        intervenant=str(lue.get("intervenant") or ""),
        quantite=UN if nature.mesure is Mesure.MONTANT else _nombre(lue, "quantite"),
        prix=prix,
        lien=str(lue.get("lien") or "") if nature.salarie else "",
        enveloppe=nature.enveloppe,
    )


def gardees(lignes: Iterable[Ligne]) -> list[dict[str, str]]:
    """Rend les lignes telles que la base les garde : des textes."""
    return [
        {
            "nature": ligne.nature,
            "intervenant": ligne.intervenant,
            "quantite": f"{ligne.quantite:f}",
            "prix": f"{ligne.prix:f}",
            "lien": ligne.lien,
            "enveloppe": ligne.enveloppe,
        }
        for ligne in lignes
    ]


def relues(gardees: Iterable[Mapping[str, str]]) -> tuple[Ligne, ...]:
    """Rend les lignes que la base garde."""
    return tuple(
        Ligne(
            nature=une["nature"],
            intervenant=une["intervenant"],
            quantite=Decimal(une["quantite"]),
            prix=Decimal(une["prix"]),
            lien=une["lien"],
            enveloppe=une.get("enveloppe", ""),
        )
        for une in gardees
    )
