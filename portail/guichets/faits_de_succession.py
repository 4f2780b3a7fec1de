"""Dire l’actif d’une succession : les mêmes questions pour l’office et pour l’agent qui le reçoit par courrier."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from portail.demarche.champs import BlocRepete, Champ
from portail.demarche.declaration import ChoixMultiple, DateConnue, Montant, OuiNon
from portail.demarche.valeurs import Valeur
from portail.guichets.saisie.envoyees import en_options, oui, oui_ou_non
from portail.notaires.recuperations.calcul import Donation, Faits
from portail.notaires.successions.recuperation import Heritier
from portail.socle.traduction import _

ACTIF_MAX = Decimal(9_999_999)
HERITIERS: Mapping[Heritier, str] = MappingProxyType(
    {
        Heritier.CONJOINT: _("Conjoint"),
        Heritier.ENFANTS: _("Enfants"),
        Heritier.PARENTS: _("Parents"),
        Heritier.AIDANT: _("Personne qui a assumé la charge effective et constante du défunt"),
        Heritier.FRERES_SOEURS: _("Frères et sœurs"),
        Heritier.NEVEUX: _("Neveux et nièces"),
        Heritier.AUTRES: _("Autres héritiers"),
        Heritier.VACANTE: _("Aucun héritier : succession vacante"),
    }
)
CHAMPS: tuple[Champ, ...] = (
    Montant(
        "actif_net",
        _("Actif net de la succession"),
        aide=_("Ce qui reste une fois les dettes payées. S’il manque de l’argent, écrivez un nombre négatif : -5 000"),
        minimum=-ACTIF_MAX,
        maximum=ACTIF_MAX,
    ),
    ChoixMultiple(
        "heritiers", _("Qui hérite ?"), en_options(HERITIERS), exclusive=Heritier.VACANTE.value, obligatoire=False
    ),
    OuiNon("tout_legue", _("Un testament donne-t-il toute la succession à des légataires ?")),
    BlocRepete(
        "donations",
        _("Donations faites par le défunt"),
        champs=(
            DateConnue("le", _("Date de la donation")),
            Montant("valeur", _("Valeur, aujourd’hui, de ce qui a été donné"), obligatoire=False),
        ),
        element=_("Donation"),
        obligatoire=False,
        maximum=20,
    ),
    Montant(
        "primes",
        _("Primes d’assurance-vie versées après 70 ans"),
        aide=_("Laissez vide s’il n’y en a pas."),
        obligatoire=False,
    ),
)


def valeurs_connues(succession: Mapping[str, Any], calcul: Mapping[str, Any] | None) -> dict[str, Valeur]:
    """Rend de quoi remplir le formulaire : le dernier calcul, à défaut ce que la requête disait."""
    if calcul is not None:
        faits = calcul["faits"]
        donations = [{"le": le, "valeur": valeur} for le, valeur in faits["donations"]]
        return {
            "actif_net": faits["actif_net"],
            "heritiers": faits["heritiers"],
            "tout_legue": oui_ou_non(faits["tout_legue"]),
            "donations": donations,
            "primes": faits["primes"] if Decimal(faits["primes"]) else None,
        }
    return {
        "actif_net": succession["actif_net_estime"],
        "heritiers": succession["heritiers"],
        "donations": [{"le": le, "valeur": None} for le in succession["donations_le"]],
    }


def faits_lus(reponses: Mapping[str, Any]) -> Faits:
    """Rend les faits que dit ce formulaire rempli."""
    return Faits(
        actif_net=Decimal(reponses["actif_net"]),
        heritiers=frozenset(Heritier(un) for un in reponses["heritiers"] or ()),
        tout_legue=oui(reponses["tout_legue"]),
        donations=tuple(
            Donation(date.fromisoformat(une["le"]), _montant(une.get("valeur"))) for une in reponses["donations"] or ()
        ),
        primes=_montant(reponses["primes"]) or Decimal(0),
    )


def _montant(ecrit: str | None) -> Decimal | None:
    return Decimal(ecrit) if ecrit else None
