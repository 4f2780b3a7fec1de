"""Chaque minute, les rappels dont l’heure est venue. Autant de balayages qu’on veut à la fois : chacun prend les siens.

Le rendez-vous est verrouillé avec son rappel : s’il est en train de changer, on n’en dit rien avant de savoir.
"""

from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import selectinload

from portail.journal.actions import SYSTEME, inscrire
from portail.rendez_vous.rappels.calcul import ReglesRappel, SorteRappel, Suite, suite
from portail.rendez_vous.rappels.messages import attendue, ecrire_par
from portail.rendez_vous.rappels.models import EtatRappel, Rappel
from portail.rendez_vous.rappels.planification import regles
from portail.rendez_vous.reservations.etats import EtatParticipation
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import horloge
from portail.socle.balayages import chacun_a_part
from portail.socle.base import session, transaction

LOT = 200


def balayer() -> int:
    """Traite un lot de rappels dus et rend leur nombre ; rejouable, et à plusieurs.

    Chacun a son point de reprise : une faute sur l’un se note et n’empêche pas les autres de partir.
    """
    with transaction():
        maintenant, courantes = horloge.maintenant(), regles()
        dus = session.execute(
            select(Rappel, RendezVous)
            .join(RendezVous, RendezVous.id == Rappel.rendez_vous_id)
            .where(Rappel.etat == EtatRappel.PREVU, Rappel.prevu_le <= maintenant)
            .order_by(Rappel.prevu_le, Rappel.id)
            .limit(LOT)
            .options(selectinload(RendezVous.participations))
            .with_for_update(of=(Rappel, RendezVous), skip_locked=True, key_share=True)
            .execution_options(populate_existing=True)
        ).all()

        def traiter(du: Row[Rappel, RendezVous]) -> bool:
            with session.begin_nested():
                _traiter(du[0], du[1], courantes, maintenant)
            return True

        return chacun_a_part("rappels", dus, traiter)


def _traiter(rappel: Rappel, rdv: RendezVous, courantes: ReglesRappel, maintenant: datetime) -> None:
    participation = next((une for une in rdv.participations if une.id == rappel.participation_id), None)
    if participation is None or not _vaut_encore(rappel, rdv, participation):
        rappel.etat = EtatRappel.REMPLACE
        return
    faire = suite(maintenant, rdv.debut, courantes)
    if faire is Suite.ATTENDRE:
        rappel.prevu_le = courantes.calme.reveil(maintenant)
    elif faire is Suite.TROP_TARD:
        rappel.etat = EtatRappel.TROP_TARD
        inscrire("rappel_trop_tard", auteur=SYSTEME, objet=("rendez_vous", rdv.id), details=_dit(rappel))
    elif rappel.sorte is SorteRappel.LOIN and _le_proche_est_du(rappel, maintenant):
        # Après une panne, les deux partiraient ensemble : le proche suffit.
        rappel.etat = EtatRappel.REMPLACE
    else:
        _envoyer(rappel, rdv, participation, maintenant)


def _vaut_encore(rappel: Rappel, rdv: RendezVous, participation: Participation) -> bool:
    """Vrai si le rendez-vous est tel que le rappel l’annonce, et la personne encore attendue."""
    return rappel.version == rdv.sequence and participation.etat is EtatParticipation.ATTENDU


def _le_proche_est_du(rappel: Rappel, maintenant: datetime) -> bool:
    proche = select(Rappel.id).where(
        Rappel.participation_id == rappel.participation_id,
        Rappel.sorte == SorteRappel.PROCHE,
        Rappel.version == rappel.version,
        Rappel.canal == rappel.canal,
        Rappel.etat != EtatRappel.REMPLACE,
        Rappel.prevu_le <= maintenant,
    )
    return session.scalars(proche.limit(1)).first() is not None


def _envoyer(rappel: Rappel, rdv: RendezVous, participation: Participation, maintenant: datetime) -> None:
    qui = attendue(rdv, participation)
    notification = ecrire_par(qui, "rdv/rappel", rappel.canal)
    if notification is None:
        # La voie n’existe plus : la personne a retiré son adresse, ou l’objet ne s’écrit plus.
        rappel.etat = EtatRappel.REMPLACE
        return
    rappel.etat, rappel.envoye_le, rappel.notification_id = EtatRappel.ENVOYE, maintenant, notification.id
    inscrire("rappeler_rendez_vous", auteur=SYSTEME, objet=("rendez_vous", rdv.id), details=_dit(rappel))


def _dit(rappel: Rappel) -> dict[str, str]:
    return {"sorte": rappel.sorte.value, "canal": rappel.canal.value, "participation": str(rappel.participation_id)}
