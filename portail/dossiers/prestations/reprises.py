"""Le trop-perçu qui reste : repris par la demande suivante de la même personne, réclamé à la fin, ou éteint.

Il suit la personne : d’un renouvellement à l’autre, les retenues continuent, un cinquième au plus par versement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select

from portail.demarche.declaration import Demarche, ajouter_mois
from portail.demarche.prestations import Prestation
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import echeancier
from portail.dossiers.prestations.echeancier import ZERO
from portail.dossiers.prestations.models import Droit, NatureReglement, Reglement
from portail.dossiers.prestations.queries import DroitsLus, compte_de, droit_au, droits_lus, regles_au
from portail.dossiers.queries import de_la_meme_personne
from portail.journal.actions import SYSTEME, inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session


@dataclass(frozen=True, slots=True, kw_only=True)
class Recouvrable:
    """Ce qui peut encore se reprendre d’un trop-perçu, en euros, et jusqu’à quand ; zéro s’il n’y a rien à réclamer."""

    montant: Decimal
    jusqu_au: date | None
    """Dernier jour pour agir : deux ans après le dernier versement (paramètre)."""


def recouvrable(lus: DroitsLus, prestation: Prestation, jour: date) -> Recouvrable:
    """Rend ce que le service peut reprendre : ni un petit trop-perçu jamais retenu, ni ce qui est prescrit.

    Source : CASF, L232-25 (deux ans) et D232-31 (petit trop-perçu).
    """
    comptees, compte = lus.comptees, compte_de(lus, prestation)
    mois = entier_au(prestation.cle_prescription, jour)
    trop = echeancier.trop_percu(compte, comptees, jusqu_a=lus.jour_du_deces)
    entame = compte.reprise > 0 or any(une.retenu for une in comptees[-1:])
    if trop <= regles_au(prestation, jour).seuil_reprise and not entame:
        return Recouvrable(montant=ZERO, jusqu_au=None)
    paye = _paye_depuis(lus, ajouter_mois(jour, -mois))
    dernier = max((horloge.a_paris(une.emise_le).date() for une in lus.mensualites), default=None)
    return Recouvrable(montant=min(trop, paye), jusqu_au=ajouter_mois(dernier, mois) if dernier else None)


def _paye_depuis(lus: DroitsLus, jour: date) -> Decimal:
    """Rend ce qui a été versé ou repris depuis ce jour : au-delà, rien ne se réclame plus."""
    versees = (une.compte.verse for une in lus.mensualites if horloge.a_paris(une.emise_le).date() >= jour)
    reprises = (un.montant for un in lus.repris if un.fait_le.date() >= jour)
    return sum((*versees, *reprises), ZERO)


def reprendre(dossier: Dossier, demarche: Demarche, jour: date) -> Sequence[Reglement]:
    """Reprend ici ce qui reste d’un trop-perçu né d’une demande passée de la même personne, si un droit court.

    Le dossier est verrouillé ; une ancienne demande que quelqu’un change au même instant attend le mois suivant.
    """
    if demarche.prestation is None or droit_au(droits_lus(dossier).droits, jour) is None:
        return ()
    reprises = []
    for ancien in _finis(dossier, jour):
        reste = recouvrable(droits_lus(ancien), demarche.prestation, jour).montant
        if reste > 0:
            reprises.append(_reprise(ancien, dossier, reste))
    session.add_all(reprises)
    session.flush()
    return reprises


def _reprise(ancien: Dossier, dossier: Dossier, montant: Decimal) -> Reglement:
    details = {"de": str(ancien.id), "vers": str(dossier.id), "montant": f"{montant:.2f}"}
    for touche in (ancien, dossier):
        inscrire("reprendre_trop_percu", auteur=SYSTEME, objet=("dossier", touche.id), details=details)
    return Reglement(
        dossier_id=ancien.id,
        vers_id=dossier.id,
        nature=NatureReglement.REPRISE,
        montant=montant,
        fait_le=horloge.maintenant(),
    )


def _finis(dossier: Dossier, jour: date) -> Sequence[Dossier]:
    """Rend, verrouillées, les autres demandes de la personne dont tous les droits ont fini."""
    courent = select(Droit.dossier_id).where(or_(Droit.fin.is_(None), Droit.fin >= jour))
    return session.scalars(
        select(Dossier)
        .where(
            de_la_meme_personne(dossier),
            Dossier.elimine_le.is_(None),
            Dossier.id.in_(select(Droit.dossier_id)),
            Dossier.id.not_in(courent),
        )
        .order_by(Dossier.id)
        .with_for_update(skip_locked=True)
    ).all()
