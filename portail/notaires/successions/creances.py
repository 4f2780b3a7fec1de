"""Ce que le département a versé aux personnes retenues, et ce qui peut s’en reprendre d’après ce que dit l’office.

Figé quand la réponse se propose : l’agent, le responsable et l’office lisent la même chose.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portail.notaires.aides.models import AideVersee
from portail.notaires.recuperations.calcul import Aide, Donation, Faits, calculer
from portail.notaires.recuperations.queries import seuils_au
from portail.notaires.successions.demandes import Demande, demande_gardee
from portail.notaires.successions.models import Rapprochement, Requete, Verdict
from portail.notaires.successions.recuperation import Heritier, Nature, Seuils, donataire_recherche, exoneration
from portail.socle.base import session
from portail.territoire.communes import annuaire


def aides_versees(requete: Requete) -> Sequence[AideVersee]:
    """Rend toutes les aides récupérables des personnes retenues pour ce défunt, la plus ancienne d’abord."""
    retenus = select(Rapprochement.beneficiaire_id).where(
        Rapprochement.requete_id == requete.id, Rapprochement.verdict == Verdict.RETENU
    )
    siennes = select(AideVersee).where(AideVersee.beneficiaire_id.in_(retenus))
    return session.scalars(siennes.order_by(AideVersee.debut, AideVersee.reference)).all()


def dues_ici(aides: Sequence[AideVersee]) -> list[AideVersee]:
    """Rend celles que ce département doit, au titre du domicile de secours (CASF, L122-1)."""
    return [aide for aide in aides if aide.domicile_de_secours == annuaire().departement]


def a_calculer(aides: Sequence[AideVersee]) -> list[Aide]:
    """Rend ce que le calcul d’une récupération en lit."""
    return [Aide(une.nature, une.demandee_le, une.montant) for une in aides]


def departements_ailleurs(aides: Sequence[AideVersee]) -> list[str]:
    """Rend les autres départements de domicile de secours, par code."""
    return sorted({aide.domicile_de_secours for aide in aides} - {annuaire().departement})


def creances(requete: Requete, aides: Sequence[AideVersee], jour: date) -> dict[str, Any]:
    """Rend ce que la réponse B dit de ces aides, et le calcul indicatif si l’office estime l’actif ; montants en texte.

    `aides` (nature, dates, montant), `hypotheque`, `exoneration` (L344-5, rien sans cette aide), `tout_legue`,
    `donataires` (jours des donations recherchées), `assurance_vie`, `calcul` (`Calcul.en_json`) ou rien.
    """
    demande = demande_de(requete)
    seuils = seuils_au(jour)
    handicap = any(aide.nature is Nature.HEBERGEMENT_PERSONNES_HANDICAPEES for aide in aides)
    return {
        "aides": [_aide(une) for une in aides],
        "total": str(sum((une.montant for une in aides), Decimal(0))),
        "hypotheque": any(une.a_hypotheque for une in aides),
        "exoneration": exoneration(demande.heritiers).value if handicap else None,
        "tout_legue": tout_legue(demande),
        "donataires": [jour.isoformat() for jour in _donations_recherchees(demande, aides, seuils)],
        "assurance_vie": bool(demande.assurance_vie) and any(not _du_handicap(une) for une in aides),
        "calcul": _calcul(demande, aides, seuils, jour),
    }


def demande_de(requete: Requete) -> Demande:
    """Rend ce que l’office a demandé."""
    return demande_gardee(
        reference=requete.reference, defunt=requete.defunt, deces=requete.deces, succession=requete.succession
    )


def tout_legue(demande: Demande) -> bool:
    """Vrai si l’office cite un testament, et aucun héritier."""
    return bool(demande.testament) and not set(demande.heritiers) - {Heritier.VACANTE}


def _aide(une: AideVersee) -> dict[str, Any]:
    return {
        "nature": une.nature.value,
        "debut": une.debut.isoformat(),
        "fin": une.fin.isoformat() if une.fin else None,
        "montant": str(une.montant),
        "arrete_le": une.arrete_le.isoformat(),
        "provisoire": une.est_provisoire,
    }


def _du_handicap(une: AideVersee) -> bool:
    return une.nature is Nature.HEBERGEMENT_PERSONNES_HANDICAPEES


def _donations_recherchees(demande: Demande, aides: Sequence[AideVersee], seuils: Seuils) -> list[date]:
    return [
        donation
        for donation in sorted(demande.donations_le)
        if any(donataire_recherche(a.nature, donation=donation, demande=a.demandee_le, seuils=seuils) for a in aides)
    ]


def _calcul(demande: Demande, aides: Sequence[AideVersee], seuils: Seuils, jour: date) -> dict[str, Any] | None:
    if demande.actif_net_estime is None:
        return None
    faits = Faits(
        actif_net=demande.actif_net_estime,
        heritiers=frozenset(demande.heritiers),
        tout_legue=tout_legue(demande),
        donations=tuple(Donation(le) for le in demande.donations_le),
    )
    return calculer(a_calculer(aides), faits, seuils).en_json(jour)
