"""Promettre les rappels d’une personne, et y renoncer, dans la transaction qui prend, déplace ou annule."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from portail.notifications.models import Canal, Notification
from portail.parametres.calme import heures_calmes
from portail.parametres.queries import entier_au
from portail.rendez_vous.rappels.calcul import ReglesRappel, SorteRappel, prevu_le
from portail.rendez_vous.rappels.messages import Attendue
from portail.rendez_vous.rappels.models import EtatRappel, Rappel
from portail.rendez_vous.rappels.voies import annonce_de
from portail.socle import horloge
from portail.socle.base import session

DELAIS: Mapping[SorteRappel, str] = {SorteRappel.LOIN: "rdv_rappel_loin", SorteRappel.PROCHE: "rdv_rappel_proche"}
_NEUVE = insert(Rappel)
# Une présence rectifiée rend au rendez-vous le rappel auquel on avait renoncé ; ce qui est parti ne repart pas.
_PROMESSE = _NEUVE.on_conflict_do_update(
    index_elements=["participation_id", "sorte", "version", "canal"],
    set_={"etat": EtatRappel.PREVU, "prevu_le": _NEUVE.excluded.prevu_le},
    where=Rappel.etat == EtatRappel.REMPLACE,
).execution_options(synchronize_session=False)


def regles() -> ReglesRappel:
    """Rend les règles en vigueur."""
    return ReglesRappel(
        delais={sorte: timedelta(minutes=entier_au(code)) for sorte, code in DELAIS.items()},
        marge=timedelta(minutes=entier_au("rdv_rappel_marge")),
        calme=heures_calmes(),
    )


def planifier(qui: Attendue, *, promis: Mapping[Canal, Notification] | None = None) -> None:
    """Promet les rappels de cette version du rendez-vous comme `promettre`, à la place de ceux d’avant."""
    renoncer(qui.participation.id)
    promettre(qui, promis=promis)


def promettre(qui: Attendue, *, promis: Mapping[Canal, Notification] | None = None) -> None:
    """Promet les rappels d’un rendez-vous, tous en une fois.

    `promis` : les messages qui viennent de dire ce rendez-vous ; un rappel dont l’heure est passée est porté par eux.
    """
    if qui.est_annulee or qui.rdv.debut <= horloge.maintenant():
        return
    courantes = regles()
    lignes = [
        _ligne(qui, sorte, canal, prevu_le(qui.rdv.debut, sorte, courantes), (promis or {}).get(canal))
        for canal in annonce_de(qui.objet, qui.participation).canaux
        for sorte in SorteRappel
    ]
    if lignes:
        session.execute(_PROMESSE, lignes)


def _ligne(
    qui: Attendue, sorte: SorteRappel, canal: Canal, quand: datetime, porteur: Notification | None
) -> dict[str, Any]:
    maintenant = horloge.maintenant()
    porte = porteur is not None and quand <= maintenant
    return {
        "id": uuid4(),
        "rendez_vous_id": qui.rdv.id,
        "participation_id": qui.participation.id,
        "sorte": sorte,
        "canal": canal,
        "version": qui.rdv.sequence,
        "prevu_le": quand,
        "envoye_le": maintenant if porte else None,
        "etat": EtatRappel.PORTE if porte else EtatRappel.PREVU,
        "notification_id": porteur.id if porteur is not None and porte else None,
    }


def renoncer(participation_id: UUID) -> None:
    """Renonce aux rappels qui ne sont pas encore partis."""
    prevus = update(Rappel).where(Rappel.participation_id == participation_id, Rappel.etat == EtatRappel.PREVU)
    session.execute(prevus.values(etat=EtatRappel.REMPLACE).execution_options(synchronize_session=False))
