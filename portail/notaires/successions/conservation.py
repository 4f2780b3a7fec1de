"""Ne pas garder une requête plus longtemps qu’il ne faut : elle s’efface, avec tout ce qui n’est qu’à elle.

Son acte et son mandat, que plus rien ne cite, suivent (`pieces.justificatifs`). Restent le numéro et le journal.
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, String, and_, cast, delete, exists, func, or_, select, update

from portail.documents.models import Document
from portail.journal.actions import SYSTEME, inscrire, oublier_les_textes
from portail.journal.models import Entree
from portail.notaires.recuperations.etats import FINIES
from portail.notaires.recuperations.models import Recuperation
from portail.notaires.successions.etats import REPONDUES, EtatRequete
from portail.notaires.successions.models import EmpreinteActe, LotSuccessions, Requete
from portail.notaires.successions.rapprochements import OBJET
from portail.notifications.models import Notification
from portail.parametres.queries import entier_au
from portail.pieces.taches import effacer_contenus
from portail.socle import horloge
from portail.socle.balayages import chacun_repris
from portail.socle.base import Modele, session, transaction, verrouiller
from portail.socle.effacement import effacer_les_dependances
from portail.socle.taches import differer
from portail.territoire.jours import ajouter_ans

LOT = 500


def effacer_les_anciennes() -> int:
    """Efface les requêtes dont la durée de garde est finie, et les empreintes d’acte ; rend le nombre de requêtes.

    Rejouable, `LOT` au plus par passage ; une requête fautive n’arrête pas les autres.
    """
    avant = _avant()
    anciennes = list(session.scalars(_a_effacer(avant).limit(LOT)))
    session.rollback()
    effacees = chacun_repris("successions.effacer_les_anciennes", anciennes, partial(_effacer, avant=avant))
    _effacer_le_reste(avant)
    return effacees


def _avant() -> datetime:
    return horloge.instant_du(ajouter_ans(horloge.aujourd_hui(), -entier_au("succession_conservation_ans")))


def _a_effacer(avant: datetime) -> Select[UUID]:
    """Rend les requêtes répondues, retirées ou jamais complétées depuis, sans récupération que l’on suit encore."""
    suivie = exists().where(Recuperation.requete_id == Requete.id, Recuperation.etat.not_in(FINIES))
    finie = or_(
        and_(Requete.etat.in_(REPONDUES), Requete.repondue_le < avant),
        and_(Requete.etat == EtatRequete.RETIREE, _retiree_le() < avant),
        and_(Requete.etat == EtatRequete.A_COMPLETER, Requete.deposee_le < avant),
    )
    return select(Requete.id).where(finie, ~suivie).order_by(Requete.deposee_le)


def _retiree_le() -> ScalarSelect[datetime]:
    """Rend quand l’office a retiré cette requête : son journal le dit."""
    siennes = (Entree.objet_type == OBJET, Entree.objet_id == cast(Requete.id, String))
    retraits = select(func.max(Entree.instant)).where(*siennes, Entree.action == "retirer_requete")
    return retraits.correlate(Requete).scalar_subquery()


def _effacer(requete_id: UUID, *, avant: datetime) -> bool:
    """Efface cette requête, s’il le faut encore."""
    with transaction():
        verrouiller(Requete, requete_id)
        if session.scalar(_a_effacer(avant).where(Requete.id == requete_id)) is None:
            return False
        recuperation = select(Recuperation.id).where(Recuperation.requete_id == requete_id)
        objets = [requete_id, *session.scalars(recuperation)]
        session.expire_all()  # ce qui suit passe sous les objets chargés
        cles = effacer_les_dependances(Modele.metadata.tables[Requete.__tablename__], requete_id)
        session.execute(update(Requete).where(Requete.conjoint_de_id == requete_id).values(conjoint_de_id=None))
        session.execute(delete(Requete).where(Requete.id == requete_id))
        cles += session.scalars(delete(Document).where(Document.objet_id.in_(objets)).returning(Document.cle))
        promis = (Notification.objet_type == OBJET, Notification.objet_id == str(requete_id))
        session.execute(delete(Notification).where(*promis))
        oublier_les_textes(objet=(OBJET, requete_id))
        inscrire("effacer_requete", auteur=SYSTEME, objet=(OBJET, requete_id))
        if a_effacer := [cle for cle in cles if cle]:
            differer(effacer_contenus, cles=a_effacer)
    return True


def _effacer_le_reste(avant: datetime) -> None:
    """Efface les empreintes d’acte, et les fichiers de requêtes dont il ne reste aucune requête."""
    encore = exists().where(Requete.lot_id == LotSuccessions.id)
    with transaction():
        empreintes = delete(EmpreinteActe).where(EmpreinteActe.vu_le < avant).returning(EmpreinteActe.empreinte)
        lots = delete(LotSuccessions).where(LotSuccessions.recu_le < avant, ~encore).returning(LotSuccessions.id)
        for quoi, effaces in (("empreinte_acte", empreintes), ("lot_successions", lots)):
            if nombre := len(session.execute(effaces).all()):
                inscrire("effacer_les_anciens", auteur=SYSTEME, objet=(quoi, "*"), details={"nombre": nombre})
