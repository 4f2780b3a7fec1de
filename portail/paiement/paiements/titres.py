"""Retrouver la somme que désigne un avis : numéro de client, référence, montant ; sans compte ni lien."""

from decimal import Decimal

from sqlalchemy import select

from portail.paiement.paiements.erreurs import DepasseLeReste
from portail.paiement.paiements.models import SommeDue
from portail.paiement.paiements.queries import compte_de
from portail.paiement.paiements.sommes import LONGUEUR_DU_NUMERO, reste_du
from portail.paiement.regies.models import Regie
from portail.socle import dictee
from portail.socle.base import session


def somme_du_titre(numcli: str, reference: str, montant: Decimal) -> SommeDue | None:
    """Rend la somme que désignent ces trois informations, ou rien si le portail ne tient pas ce titre.

    Le montant, en euros, est celui de l’avis, ce qui en reste, ou sa prochaine part. Une référence fausse et un montant
    faux ont la même réponse : on n’apprend rien à essayer.
    """
    regie = session.scalars(select(Regie).where(Regie.numcli == numcli)).one_or_none()
    numero = _numero(reference, regie.prefixe) if regie is not None else None
    if regie is None or numero is None:
        return None
    somme = session.scalars(
        select(SommeDue)
        .where(SommeDue.regie_id == regie.id, SommeDue.numero == numero)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if somme is None:
        return None
    compte = compte_de(somme)
    return somme if montant in {somme.montant, compte.reste, compte.a_payer} else None


def exiger_un_reste(somme: SommeDue, montant: Decimal) -> None:
    """Lève `DepasseLeReste` si une part de l’avis est déjà payée : il ne se paie plus que ce qui reste, en euros."""
    reste = reste_du(somme)
    if 0 < reste < montant:
        raise DepasseLeReste(valeurs={"reste": f"{reste:.2f}".replace(".", ",")})


def _numero(reference: str, prefixe: str) -> str | None:
    """Rend le numéro de somme qu’écrit cette référence : seul, ou dans la référence envoyée à PayFiP, avec son rang."""
    seul = dictee.lire(reference, LONGUEUR_DU_NUMERO)
    if seul is not None:
        return seul
    signes = "".join(reference.split()).upper().removeprefix(prefixe)
    return dictee.lire(signes[:LONGUEUR_DU_NUMERO], LONGUEUR_DU_NUMERO)
