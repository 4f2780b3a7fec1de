"""Le calcul d’une récupération, pas à pas, tel que l’agent le lit ; il éclaire une décision et ne la prend pas.

CASF, L132-8 (qui est recherché), R132-11 (limites) et R132-12 (seuils), L344-5 (exonération). Montants en euros.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from portail.demarche.formats import en_date, en_euros
from portail.notaires.successions.recuperation import (
    ZERO,
    Creances,
    Exoneration,
    Heritier,
    Nature,
    Recuperable,
    Seuils,
    donataire_recherche,
    exoneration,
    recuperable,
)
from portail.socle.traduction import _


@dataclass(frozen=True, slots=True)
class Aide:
    """Une aide versée par le département."""

    nature: Nature
    demandee_le: date
    montant: Decimal


@dataclass(frozen=True, slots=True)
class Donation:
    """Une donation du défunt ; `valeur` vide tant qu’elle n’est pas connue."""

    le: date
    valeur: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Faits:
    """Ce que l’office dit de la succession. `primes` : versées après 70 ans sur une assurance-vie."""

    actif_net: Decimal
    heritiers: frozenset[Heritier] = frozenset()
    tout_legue: bool = False
    """Vrai si des légataires reçoivent tout : aucun héritier ne prend part."""
    donations: tuple[Donation, ...] = ()
    primes: Decimal = ZERO

    def en_json(self) -> dict[str, Any]:
        """Rend les faits tels qu’ils se gardent, chiffrés."""
        return {
            "actif_net": str(self.actif_net),
            "heritiers": sorted(self.heritiers),
            "tout_legue": self.tout_legue,
            "donations": [
                [une.le.isoformat(), None if une.valeur is None else str(une.valeur)] for une in self.donations
            ],
            "primes": str(self.primes),
        }


@dataclass(frozen=True, slots=True)
class Etape:
    """Une étape : un texte à traduire, ses valeurs déjà écrites, et ce qu’elle donne en euros."""

    titre: str
    texte: str
    valeurs: dict[str, str] = field(default_factory=dict)
    montant: Decimal | None = None

    def en_json(self) -> dict[str, Any]:
        """Rend l’étape telle qu’elle se garde."""
        montant = None if self.montant is None else str(self.montant)
        return {"titre": self.titre, "texte": self.texte, "valeurs": self.valeurs, "montant": montant}


@dataclass(frozen=True, slots=True, kw_only=True)
class Calcul:
    """Le calcul entier. `a_apprecier` : ce que L344-5 laisse à juger part par part, hors du total."""

    faits: Faits
    etapes: tuple[Etape, ...]
    succession: Decimal
    donataires: Decimal
    assurance_vie: Decimal
    a_apprecier: Decimal
    plafond: Decimal
    """Ce qu’une décision ne peut dépasser : ce qui a été versé, ni ce que chacun reçoit quand on le sait."""

    @property
    def total(self) -> Decimal:
        """Rend ce qui peut se reprendre, de toutes parts."""
        return self.succession + self.donataires + self.assurance_vie

    def en_json(self, le: date) -> dict[str, Any]:
        """Rend le calcul tel qu’il se garde, daté."""
        nombres = ("total", "succession", "donataires", "assurance_vie", "a_apprecier", "plafond")
        return {
            "le": le.isoformat(),
            "faits": self.faits.en_json(),
            "etapes": [etape.en_json() for etape in self.etapes],
            **{nom: str(getattr(self, nom)) for nom in nombres},
        }


NATURES = {
    Nature.HEBERGEMENT_PERSONNES_AGEES: _("Hébergement d’une personne âgée"),
    Nature.HEBERGEMENT_PERSONNES_HANDICAPEES: _("Hébergement d’une personne handicapée"),
    Nature.AIDE_MENAGERE: _("Aide ménagère"),
    Nature.REPAS: _("Repas"),
    Nature.PRESTATION_DEPENDANCE: _("Prestation spécifique dépendance"),
    Nature.FORFAIT_JOURNALIER: _("Forfait journalier"),
}
_VERSEE = _("Versée au titre de l’aide sociale.")
_EXONERATION = _("Hébergement d’une personne handicapée (L344-5)")
_EXONERATIONS = {
    Exoneration.TOTALE: _("Les héritiers sont le conjoint, les enfants, les parents ou l’aidant : rien n’est repris."),
    Exoneration.AUCUNE: _("Aucun héritier n’est exonéré : l’aide se reprend sur la succession."),
    Exoneration.A_APPRECIER: _(
        "Certains héritiers sont exonérés, ou ne sont pas connus : jusqu’à %(montant)s à apprécier, part par part. "
        "Cette somme n’est pas comptée."
    ),
}
_LEGATAIRE = _("Un légataire n’est jamais recherché pour cette aide : rien n’est repris.")
_ACTIF = _("L’office l’a dit : il borne tout ce qui se reprend sur la succession.")
_HEBERGEMENT = _("Dès le premier euro : le plus petit de l’aide versée, %(verse)s, et de l’actif net, %(actif)s.")
_DOMICILE = _(
    "Deux seuils (R132-12). L’aide versée au-delà de %(seuil_depenses)s : %(depenses)s. L’actif net au-delà de "
    "%(seuil_actif)s : %(excedent)s. L’actif qui reste après l’hébergement : %(reste)s. Le plus petit des trois."
)
_DONATION = _("Donation du %(jour)s")
_NON_RECHERCHE = _(
    "Plus de %(annees)s ans avant la demande d’aide, ou aide qui l’exclut : le donataire n’est pas recherché."
)
_A_CHIFFRER = _("Le donataire est à rechercher, dans la limite de %(limite)s. La valeur donnée n’est pas connue.")
_RECHERCHE = _(
    "Le donataire est à rechercher : le plus petit de la valeur donnée, %(valeur)s, et de ce qui reste dû, %(limite)s."
)
_ASSURANCE = _("Assurance-vie")
_ASSURANCE_DITE = _(
    "En dernier recours (L132-8, 4°) : le plus petit des primes versées après 70 ans, %(primes)s, et de ce qui reste "
    "dû, %(limite)s."
)


def calculer(aides: Sequence[Aide], faits: Faits, seuils: Seuils) -> Calcul:
    """Rend le calcul : la succession d’abord, puis les donataires, puis l’assurance-vie ; jamais plus que le versé."""
    handicap, exonerer = _handicap(aides, faits)
    ages = _somme(aides, {Nature.HEBERGEMENT_PERSONNES_AGEES})
    domicile = _somme(aides, {nature for nature in Nature if not nature.est_un_hebergement})
    repris = recuperable(Creances(ages + handicap, domicile), faits.actif_net, seuils)
    # Le donataire et l’assurance-vie ne répondent pas de l’hébergement d’une personne handicapée (L344-5).
    reste = ages + domicile - max(ZERO, repris.total - handicap)
    donnees, donataires = _donataires(aides, faits, seuils, reste)
    assurance = min(faits.primes, reste - donataires)
    etapes = [*_creances(aides), *exonerer, *_sur_la_succession(ages + handicap, domicile, faits, seuils, repris)]
    etapes += donnees
    if faits.primes:
        valeurs = {"primes": en_euros(faits.primes), "limite": en_euros(reste - donataires)}
        etapes.append(Etape(_ASSURANCE, _ASSURANCE_DITE, valeurs, assurance))
    verse = _somme(aides, {Nature.HEBERGEMENT_PERSONNES_HANDICAPEES})
    return Calcul(
        faits=faits,
        etapes=tuple(etapes),
        succession=repris.total,
        donataires=donataires,
        assurance_vie=assurance,
        a_apprecier=_a_apprecier(verse, faits),
        plafond=_plafond(sum((aide.montant for aide in aides), ZERO), faits),
    )


def _plafond(verse: Decimal, faits: Faits) -> Decimal:
    valeurs = [une.valeur for une in faits.donations]
    recu = max(ZERO, faits.actif_net) + faits.primes + sum((une for une in valeurs if une is not None), ZERO)
    return verse if None in valeurs else min(verse, recu)


def _somme(aides: Sequence[Aide], natures: set[Nature]) -> Decimal:
    return sum((aide.montant for aide in aides if aide.nature in natures), ZERO)


def _creances(aides: Sequence[Aide]) -> list[Etape]:
    presentes = [nature for nature in Nature if any(aide.nature is nature for aide in aides)]
    return [Etape(NATURES[nature], _VERSEE, montant=_somme(aides, {nature})) for nature in presentes]


def _handicap(aides: Sequence[Aide], faits: Faits) -> tuple[Decimal, list[Etape]]:
    """Rend ce qui se reprend de l’hébergement d’une personne handicapée, et pourquoi."""
    verse = _somme(aides, {Nature.HEBERGEMENT_PERSONNES_HANDICAPEES})
    if not verse:
        return ZERO, []
    if faits.tout_legue:
        return ZERO, [Etape(_EXONERATION, _LEGATAIRE, montant=ZERO)]
    sens = exoneration(faits.heritiers)
    retenu = verse if sens is Exoneration.AUCUNE else ZERO
    valeurs = {"montant": en_euros(_a_apprecier(verse, faits))} if sens is Exoneration.A_APPRECIER else {}
    return retenu, [Etape(_EXONERATION, _EXONERATIONS[sens], valeurs, retenu)]


def _a_apprecier(verse: Decimal, faits: Faits) -> Decimal:
    if faits.tout_legue or exoneration(faits.heritiers) is not Exoneration.A_APPRECIER:
        return ZERO
    return min(verse, max(ZERO, faits.actif_net))


def _sur_la_succession(
    hebergement: Decimal, domicile: Decimal, faits: Faits, seuils: Seuils, repris: Recuperable
) -> list[Etape]:
    etapes = [Etape(_("Actif net de la succession"), _ACTIF, montant=faits.actif_net)]
    if hebergement:
        valeurs = {"verse": en_euros(hebergement), "actif": en_euros(max(ZERO, faits.actif_net))}
        etapes.append(Etape(_("Hébergement repris"), _HEBERGEMENT, valeurs, repris.hebergement))
    if domicile:
        valeurs = {
            "seuil_depenses": en_euros(seuils.depenses),
            "depenses": en_euros(max(ZERO, domicile - seuils.depenses)),
            "seuil_actif": en_euros(seuils.actif),
            "excedent": en_euros(max(ZERO, faits.actif_net - seuils.actif)),
            "reste": en_euros(max(ZERO, faits.actif_net) - repris.hebergement),
        }
        etapes.append(Etape(_("Aides à domicile reprises"), _DOMICILE, valeurs, repris.domicile))
    return etapes


def _donataires(aides: Sequence[Aide], faits: Faits, seuils: Seuils, reste: Decimal) -> tuple[list[Etape], Decimal]:
    """Rend chaque donation jugée à la date de chaque demande d’aide, et ce qui se reprend sur toutes."""
    etapes, repris = [], ZERO
    for donation in sorted(faits.donations, key=lambda une: une.le):
        visees = [aide for aide in aides if _vise(aide, donation, seuils)]
        limite = min(sum((aide.montant for aide in visees), ZERO), reste - repris)
        etape = _donation_dite(donation, limite, seuils, recherche=bool(visees))
        repris += etape.montant or ZERO
        etapes.append(etape)
    return etapes, repris


def _vise(aide: Aide, donation: Donation, seuils: Seuils) -> bool:
    return donataire_recherche(aide.nature, donation=donation.le, demande=aide.demandee_le, seuils=seuils)


def _donation_dite(donation: Donation, limite: Decimal, seuils: Seuils, *, recherche: bool) -> Etape:
    valeurs = {"jour": en_date(donation.le), "annees": str(seuils.donation_annees), "limite": en_euros(limite)}
    if not recherche:
        return Etape(_DONATION, _NON_RECHERCHE, valeurs, ZERO)
    if donation.valeur is None:
        return Etape(_DONATION, _A_CHIFFRER, valeurs)
    return Etape(_DONATION, _RECHERCHE, valeurs | {"valeur": en_euros(donation.valeur)}, min(donation.valeur, limite))
