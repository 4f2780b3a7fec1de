"""Ce que dit la réponse B : chaque aide, son montant, ce qui peut s’en reprendre, et ce que l’office doit envoyer."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from portail.demarche.formats import en_euros
from portail.documents.lettres import Coordonnees
from portail.documents.redaction import FRANCAIS
from portail.notaires.recuperations.calcul import NATURES
from portail.notaires.successions.recuperation import Exoneration, Nature
from portail.socle.traduction import _

Gardees = Mapping[str, Any]
"""Ce que rend `creances.creances`."""

_FIXE = _(
    "Le montant repris est fixé par le président du conseil départemental, qui peut en reporter tout ou partie "
    "(article R. 132-11). Une décision motivée sera notifiée aux héritiers, légataires ou donataires."
)
_ESTIMATION = _(
    "À titre indicatif, d’après l’actif net de %(actif)s que vous estimez, %(total)s peuvent être repris sur la "
    "succession (article R. 132-12)."
)
_EXONERATIONS: Mapping[Exoneration, str] = MappingProxyType(
    {
        Exoneration.TOTALE: _(
            "L’hébergement d’une personne handicapée ne se récupère pas contre le conjoint, les enfants, les parents "
            "ou la personne qui a assumé la charge du défunt (article L. 344-5). D’après les héritiers que vous "
            "indiquez, rien n’en serait repris."
        ),
        Exoneration.A_APPRECIER: _(
            "L’hébergement d’une personne handicapée ne se récupère pas contre le conjoint, les enfants, les parents "
            "ou la personne qui a assumé la charge du défunt (article L. 344-5). Dites-nous qui hérite : nous saurons "
            "ce qui peut en être repris."
        ),
        Exoneration.AUCUNE: _(
            "L’hébergement d’une personne handicapée se récupère : aucun héritier que vous indiquez n’en est exonéré "
            "(article L. 344-5)."
        ),
    }
)
_LEGATAIRE = _(
    "L’hébergement d’une personne handicapée ne se récupère ni contre un légataire, ni contre un donataire (article "
    "L. 344-5)."
)
_HYPOTHEQUE = _("Une hypothèque légale est inscrite au profit du Département (article L. 132-9).")
_DONATAIRES = _("Le recours s’exerce aussi contre le donataire : donation du %(jours)s (article L. 132-8, 2°).")
_ASSURANCE = _(
    "Le recours s’exerce aussi, en dernier lieu, contre le bénéficiaire d’une assurance-vie, à concurrence des primes "
    "versées après 70 ans (article L. 132-8, 4°)."
)
_DEMANDES = (
    _("L’actif et le passif de la succession, puis l’état liquidatif."),
    _("L’acte de notoriété : l’identité, la qualité et l’adresse de chaque héritier, légataire et donataire."),
    _("Les donations et les contrats d’assurance-vie, s’il y en a."),
)
_JOINDRE = _("Envoyez-les sur votre espace, ou à ce service : %(service)s.")
_ATTENDRE = _("Ne répartissez pas l’actif avant notre décision.")


def creances_dites(garde: Gardees) -> list[dict[str, Any]]:
    """Rend chaque aide : sa nature, sa période, son montant arrêté ou provisoire."""
    return [{"titre": NATURES[Nature(une["nature"])], "lignes": _lignes(une)} for une in garde["aides"]]


def _lignes(une: Gardees) -> list[list[str]]:
    debut, arrete = _jour(une["debut"]), _jour(une["arrete_le"])
    if une["fin"]:
        periode = _("Du %(debut)s au %(fin)s") % {"debut": debut, "fin": _jour(une["fin"])}
    else:
        periode = _("Depuis le %(debut)s") % {"debut": debut}
    montant = _("%(montant)s, provisoire au %(jour)s") if une["provisoire"] else _("%(montant)s, arrêté au %(jour)s")
    somme = montant % {"montant": en_euros(Decimal(une["montant"])), "jour": arrete}
    return [[_("Période"), periode], [_("Montant"), somme]]


def ce_que_dit_la_creance(garde: Gardees) -> list[str]:
    """Rend ce qui peut être repris, de qui, et ce qui le garantit ; chaque fait n’y est que s’il vaut."""
    calcul, donataires = garde["calcul"], [_jour(jour) for jour in garde["donataires"]]
    actif = calcul["faits"]["actif_net"] if calcul else "0"
    total = calcul["succession"] if calcul else "0"
    estimation = _ESTIMATION % {"actif": en_euros(Decimal(actif)), "total": en_euros(Decimal(total))}
    phrases = (
        (calcul is not None, estimation),
        (True, _exoneration(garde)),
        (bool(donataires), _DONATAIRES % {"jours": ", ".join(donataires)}),
        (garde["assurance_vie"], _ASSURANCE),
        (garde["hypotheque"], _HYPOTHEQUE),
        (True, _FIXE),
    )
    return [phrase for vaut, phrase in phrases if vaut and phrase]


def _exoneration(garde: Gardees) -> str:
    """Rend ce que L344-5 dit de l’hébergement d’une personne handicapée ; rien si elle n’en a pas eu."""
    if garde["exoneration"] is None:
        return ""
    return _LEGATAIRE if garde["tout_legue"] else _EXONERATIONS[Exoneration(garde["exoneration"])]


def demandes_a_l_office(service: Coordonnees) -> list[str]:
    """Rend ce que l’office doit envoyer, et à qui."""
    return [*_DEMANDES, _ATTENDRE, _JOINDRE % {"service": ", ".join(service.lignes)}]


def _jour(iso: str) -> str:
    return FRANCAIS.jour(date.fromisoformat(iso))
