"""Donner ce qui se libère à qui attend, dans l’ordre, sans rien lui demander : sa place est prise, un message le dit.

Les compteurs de l’évènement sont verrouillés, dans l’ordre, avant de lire la file : entre celui qui rend une place et
celui qui la reçoit, personne d’autre ne la prend.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import exists, func, select, tuple_

from portail.inscriptions.evenements.messages import OBJET, dire_l_inscription
from portail.inscriptions.evenements.models import EtatInscription, Evenement, InscriptionEvenement
from portail.inscriptions.evenements.presences import annuler, emettre
from portail.inscriptions.places import compteurs
from portail.inscriptions.places.models import Quota
from portail.inscriptions.places.tenues import relacher_tous, tenir
from portail.journal.actions import SYSTEME, inscrire, inscrire_pour_chacun
from portail.socle import horloge
from portail.socle.balayages import chacun_repris
from portail.socle.base import session, transaction

REGARDES = 200
"""Inscriptions regardées pour une place libérée ; le balayage suivant regarde les autres."""
LOT = 50


def est_attendu(evenement_id: UUID) -> bool:
    """Vrai si quelqu’un attend déjà : nul ne passe devant."""
    attendue = exists().where(
        InscriptionEvenement.evenement_id == evenement_id, InscriptionEvenement.etat == EtatInscription.ATTENTE
    )
    return bool(session.scalar(select(attendue)))


def rang_de(inscription: InscriptionEvenement) -> int:
    """Rend le rang de cette inscription sur la liste d’attente, à partir de 1."""
    avant = select(func.count()).where(
        InscriptionEvenement.evenement_id == inscription.evenement_id,
        InscriptionEvenement.etat == EtatInscription.ATTENTE,
        tuple_(InscriptionEvenement.attend_depuis, InscriptionEvenement.id)
        < tuple_(inscription.attend_depuis, inscription.id),
    )
    return (session.scalar(avant) or 0) + 1


def servir(evenement: Evenement) -> list[InscriptionEvenement]:
    """Donne ce qui est libre à qui attend, et rend qui l’a reçu ; dans la transaction courante.

    Qui veut plus de places qu’il n’en reste garde son rang : le suivant à qui cela suffit les reçoit, et c’est écrit.
    """
    restes = compteurs.verrouiller_les_quotas(evenement.quotas)
    if evenement.annule_le is not None or evenement.fin <= horloge.maintenant() or restes[evenement.quota_id] < 1:
        return []
    servies: list[InscriptionEvenement] = []
    sautees: list[UUID] = []
    for inscription in _file(evenement.id):
        if restes[evenement.quota_id] < 1:
            break
        siens = evenement.quotas_pour(inscription.structure_id)
        if any(restes[quota_id] < inscription.places for quota_id in siens):
            sautees.append(inscription.id)
            continue
        _donner(inscription, evenement, restes)
        _noter_les_sauts(sautees, inscription)
        servies.append(inscription)
    return servies


def _donner(inscription: InscriptionEvenement, evenement: Evenement, restes: dict[UUID, int]) -> None:
    voulues = voulues_par(inscription, evenement)
    inscription.etat, inscription.inscrit_le = EtatInscription.INSCRIT, horloge.maintenant()
    emettre(inscription, evenement)
    tenir((OBJET, inscription.id), voulues)
    for quota_id, nombre in voulues.items():
        restes[quota_id] -= nombre
    inscrire("promouvoir_inscription", auteur=SYSTEME, objet=(OBJET, inscription.id))
    dire_l_inscription(inscription, evenement, promue=True)


def voulues_par(inscription: InscriptionEvenement, evenement: Evenement) -> Mapping[UUID, int]:
    """Rend combien il faut de chaque compteur à cette inscription."""
    return dict.fromkeys(evenement.quotas_pour(inscription.structure_id), inscription.places)


def servir_ceux_qui_attendent() -> int:
    """Sert les évènements où il reste des places et du monde qui attend ; rend combien d’évènements.

    Rien à faire d’ordinaire : qui rend une place la donne aussitôt. Reste ce qu’un verrou a fait sauter.
    """
    attendus = session.scalars(
        select(Evenement.id)
        .join(Quota, Quota.id == Evenement.quota_id)
        .where(
            Quota.pris < Quota.capacite,
            Evenement.annule_le.is_(None),
            Evenement.fin > horloge.maintenant(),
            exists().where(
                InscriptionEvenement.evenement_id == Evenement.id,
                InscriptionEvenement.etat == EtatInscription.ATTENTE,
            ),
        )
        .order_by(Evenement.id)
    ).all()
    return chacun_repris("evenements", attendus, _servir)


def _servir(evenement_id: UUID) -> int:
    with transaction():
        return len(servir(session.get_one(Evenement, evenement_id, populate_existing=True)))


def expirer() -> int:
    """Rend les places dont l’adresse n’a pas été confirmée à temps, et les donne ; rend combien d’évènements."""
    echues = session.scalars(
        select(InscriptionEvenement.evenement_id)
        .where(
            InscriptionEvenement.etat == EtatInscription.A_CONFIRMER,
            InscriptionEvenement.expire_le <= horloge.maintenant(),
        )
        .distinct()
        .limit(LOT)
    ).all()
    return chacun_repris("evenements", echues, _expirer)


def _expirer(evenement_id: UUID) -> int:
    echues = select(InscriptionEvenement).where(
        InscriptionEvenement.evenement_id == evenement_id,
        InscriptionEvenement.etat == EtatInscription.A_CONFIRMER,
        InscriptionEvenement.expire_le <= horloge.maintenant(),
    )
    with transaction():
        tombees = session.scalars(
            echues.order_by(InscriptionEvenement.id)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        ).all()
        evenement = session.get_one(Evenement, evenement_id, populate_existing=True)
        liberer(tombees, evenement)
        inscrire_pour_chacun("laisser_passer_le_delai", auteur=SYSTEME, objets=[(OBJET, une.id) for une in tombees])
        servir(evenement)
        return len(tombees)


def liberer(inscriptions: Sequence[InscriptionEvenement], evenement: Evenement) -> None:
    """Ferme ces inscriptions, verrouillées par l’appelant, et rend leurs places ; à lui de servir ensuite."""
    maintenant = horloge.maintenant()
    for inscription in inscriptions:
        inscription.etat, inscription.expire_le, inscription.annule_le = EtatInscription.ANNULE, None, maintenant
        annuler(inscription)
    session.flush()
    # Tous les compteurs d’abord, dans l’ordre : en prendre un de plus après coup croiserait quelqu’un d’autre.
    compteurs.verrouiller_les_quotas(evenement.quotas)
    relacher_tous(OBJET, [une.id for une in inscriptions])


def _file(evenement_id: UUID) -> Sequence[InscriptionEvenement]:
    """Rend qui attend, dans l’ordre, verrouillé ; qui est en train de changer passe ce tour-ci."""
    attendent = select(InscriptionEvenement).where(
        InscriptionEvenement.evenement_id == evenement_id, InscriptionEvenement.etat == EtatInscription.ATTENTE
    )
    return session.scalars(
        attendent.order_by(InscriptionEvenement.attend_depuis, InscriptionEvenement.id)
        .limit(REGARDES)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def _noter_les_sauts(sautees: list[UUID], servie: InscriptionEvenement) -> None:
    """Écrit au journal de qui voulait plus de places qu’il n’en restait qu’une autre inscription a été servie."""
    objets: list[tuple[str, object]] = [(OBJET, une) for une in sautees]
    details = {"raison": "pas_assez", "servi": str(servie.id)}
    inscrire_pour_chacun("sauter_attente", auteur=SYSTEME, objets=objets, details=details)
