"""Ce que le temps fait à la liste d’attente : annoncer au matin, passer aux suivants, servir ce qui est libre.

Chaque foyer se traite dans sa transaction : un qui échoue n’arrête pas les autres, la minute suivante reprend.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, select

from portail.inscriptions.attente.messages import annoncer, dire_le_silence
from portail.inscriptions.attente.models import AttenteFoyer, EtatAttendue, EtatAttente, PlaceAttendue
from portail.inscriptions.attente.rangs import apres_un_silence, rendre_la_proposition
from portail.inscriptions.attente.service import hors_pause
from portail.inscriptions.places.liberation import servir_les_quotas
from portail.inscriptions.places.models import GroupeQuota, Quota, Sortie
from portail.journal.actions import SYSTEME, inscrire
from portail.socle import horloge
from portail.socle.balayages import chacun_repris
from portail.socle.base import session, transaction
from portail.socle.tours import chacun_son_tour

LOT = 200


def annoncer_au_matin() -> int:
    """Annonce les places gardées pendant la nuit ; rend leur nombre."""
    return _chacun(
        (AttenteFoyer.etat == EtatAttente.PROPOSE, AttenteFoyer.annoncer_le <= horloge.maintenant()), annoncer
    )


def passer_aux_suivants() -> int:
    """Reprend les places restées sans réponse et les garde aux suivants ; rend le nombre de foyers."""
    return _chacun(
        (AttenteFoyer.etat == EtatAttente.PROPOSE, AttenteFoyer.echeance <= horloge.maintenant()), _passer_au_suivant
    )


def servir_ce_qui_est_libre() -> int:
    """Garde aux foyers ce qui s’est libéré sans eux, capacité augmentée, course perdue ; rend combien de comptes."""
    attendu = exists().where(
        GroupeQuota.quota_id == Quota.id,
        PlaceAttendue.groupe_id == GroupeQuota.groupe_id,
        PlaceAttendue.etat == EtatAttendue.ATTEND,
        AttenteFoyer.id == PlaceAttendue.attente_id,
        AttenteFoyer.etat == EtatAttente.ATTEND,
        hors_pause(),
    )
    libres = select(Quota.id).where(Quota.pris < Quota.capacite, attendu).order_by(Quota.id).limit(LOT)
    return chacun_repris("attente", session.scalars(libres).all(), _servir)


def _servir(quota_id: UUID) -> int:
    with transaction():
        return servir_les_quotas([quota_id])


def _passer_au_suivant(attente: AttenteFoyer) -> None:
    sortie = apres_un_silence(attente)
    details = {"silences": attente.silences, "sortie": sortie}
    inscrire("laisser_passer_attente", auteur=SYSTEME, objet=("attente_foyer", attente.id), details=details)
    puis = EtatAttente.EXPIRE if sortie else EtatAttente.ATTEND
    rendre_la_proposition(attente, Sortie.EXPIREE, auteur=SYSTEME, puis=puis)
    dire_le_silence(attente)


def _chacun(conditions: Sequence[ColumnElement[bool]], geste: Callable[[AttenteFoyer], None]) -> int:
    """Fait le geste sur chaque foyer qui remplit encore ces conditions, verrouillé, chacun à part."""
    trouves = select(AttenteFoyer.id, AttenteFoyer.usager_id).where(*conditions)

    def un(trouve: Row[UUID, UUID]) -> bool:
        with transaction():
            chacun_son_tour(f"foyer/{trouve.usager_id}")
            encore = select(AttenteFoyer).where(AttenteFoyer.id == trouve.id, *conditions)
            attente = session.scalars(
                encore.with_for_update(skip_locked=True, of=AttenteFoyer).execution_options(populate_existing=True)
            ).one_or_none()
            if attente is not None:
                geste(attente)
        return attente is not None

    return chacun_repris("attente", session.execute(trouves.order_by(AttenteFoyer.depuis).limit(LOT)).all(), un)
