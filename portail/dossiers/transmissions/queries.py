"""Ce qui se lit des transmissions d’un dossier, et celles qui sont possibles."""

from collections.abc import Sequence

from sqlalchemy import select

from portail.demarche.conditions import est_vraie
from portail.demarche.declaration import Demarche
from portail.demarche.transmissions import Transmission as Declaree
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.examen import jour_de_reference, reponses_a_examiner
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.transmissions.models import Transmission
from portail.socle.base import session

OUVERTS = frozenset({Etat.DEPOSE, Etat.A_COMPLETER, Etat.EN_INSTRUCTION})
"""États d’où une demande se transmet, au lieu d’être décidée."""
REFUS = frozenset({NatureDecision.REFUS, NatureDecision.REFUS_IMPLICITE})


def transmissions_de(dossier: Dossier) -> Sequence[Transmission]:
    """Rend ce qui fut transmis, dans l’ordre."""
    du_dossier = select(Transmission).where(Transmission.dossier_id == dossier.id)
    return session.scalars(du_dossier.order_by(Transmission.transmise_le)).all()


def possibles(
    dossier: Dossier, demarche: Demarche, *, faites: Sequence[Transmission], decision: Decision | None
) -> list[Declaree]:
    """Rend les transmissions que l’état du dossier et ses réponses permettent, et qui ne sont pas faites.

    `decision` : celle en vigueur, s’il y en a une.
    """
    codes = {une.code for une in faites}
    return [
        une
        for une in demarche.transmissions
        if une.code not in codes and permet(dossier, une, decision) and convient(dossier, une)
    ]


def permet(dossier: Dossier, declaree: Declaree, decision: Decision | None) -> bool:
    """Vrai si l’état du dossier la permet : avant toute décision, ou après un refus si elle est faite pour cela."""
    if declaree.apres_refus:
        return decision is not None and decision.nature in REFUS
    return dossier.etat in OUVERTS and decision is None


def convient(dossier: Dossier, declaree: Declaree) -> bool:
    """Vrai si sa condition l’est."""
    return est_vraie(declaree.si, reponses_a_examiner(dossier), jour_de_reference(dossier))


def est_accordee(dossier: Dossier, declaree: Declaree) -> bool:
    """Vrai si la personne y a consenti, quand son accord est exigé."""
    return est_vraie(declaree.accord, reponses_a_examiner(dossier), jour_de_reference(dossier))
