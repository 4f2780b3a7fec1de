"""La salle d’attente en base : y entrer, savoir où l’on en est, avoir un passe. Le même chemin pour un guichet."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.habilitations import peut_regler
from portail.inscriptions.ouvertures import salle as calcul
from portail.inscriptions.ouvertures.erreurs import PasEncoreLHeure, PassageObligatoire
from portail.inscriptions.ouvertures.models import PassageEnSalle, SalleDAttente
from portail.inscriptions.places.erreurs import PasOuvert
from portail.journal.actions import Auteur, inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide

OCTETS_DE_GRAINE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Où en est une personne dans la salle."""

    rang: int | None
    """Rien avant l’heure : il se tire au sort entre les présents."""
    devant: int
    estimee: timedelta
    passe: str | None
    """Le jeton, quand c’est son tour."""
    passe_jusqu_au: datetime | None


def ouvrir_une_salle(
    activite_id: UUID, *, salle_le: datetime, ouvre_le: datetime, debit: int, agent: Agent, auteur: Auteur
) -> SalleDAttente:
    """Crée la salle d’une activité ; l’empreinte de sa graine se publie avant, la graine après. Lève `Interdit`."""
    if debit < 1 or salle_le >= ouvre_le:
        raise SaisieInvalide
    graine = secrets.token_hex(OCTETS_DE_GRAINE)
    with transaction():
        activite = session.get(Activite, activite_id)
        if activite is None:
            raise Introuvable
        if not peut_regler(agent, activite.service_code):
            raise Interdit
        creee = SalleDAttente(
            activite_id=activite_id,
            salle_le=salle_le,
            ouvre_le=ouvre_le,
            debit=debit,
            graine=graine,
            engagement=calcul.engagement_de(graine),
        )
        session.add(creee)
        session.flush()
        details = {"debit": debit, "engagement": creee.engagement, "ouvre_le": ouvre_le.isoformat()}
        inscrire("ouvrir_salle", auteur=auteur, objet=("activite", activite_id), details=details)
    return creee


def salle_de(activite_id: UUID) -> SalleDAttente | None:
    """Rend la salle d’une activité, si elle en a une qui sert encore."""
    trouvee = select(SalleDAttente).where(SalleDAttente.activite_id == activite_id)
    une = session.scalars(trouvee.execution_options(populate_existing=True)).one_or_none()
    if une is None or (une.ferme_le is not None and une.ferme_le <= horloge.maintenant()):
        return None
    return une


def graine_publiee(une: SalleDAttente) -> str | None:
    """Rend la graine, une fois l’heure passée : chacun peut vérifier son rang."""
    return une.graine if une.ouvre_le <= horloge.maintenant() else None


def entrer(salle_id: UUID, *, usager_id: UUID, au_guichet: bool = False) -> PassageEnSalle:
    """Fait entrer cette personne, une fois ; qui a laissé passer son tour reprend la file à la fin.

    Lève `PasEncoreLHeure`.
    """
    avancer(salle_id)  # le temps où personne n’attendait n’est pas un crédit pour qui arrive
    with transaction():
        une = session.get(SalleDAttente, salle_id, populate_existing=True)
        maintenant = horloge.maintenant()
        if une is None:
            raise Introuvable
        if maintenant < une.salle_le:
            raise PasEncoreLHeure
        cle = _cle(une, usager_id, maintenant)
        neuf = insert(PassageEnSalle).values(
            salle_id=salle_id, usager_id=usager_id, arrivee_le=maintenant, cle=cle, au_guichet=au_guichet
        )
        repris = neuf.on_conflict_do_update(
            index_elements=["salle_id", "usager_id"],
            set_={"arrivee_le": maintenant, "cle": cle, "admis_le": None, "expire_le": None},
            where=PassageEnSalle.expire_le <= maintenant,
        )
        session.execute(repris)
    return _passage(salle_id, usager_id)


def situation(salle_id: UUID, *, usager_id: UUID) -> Situation:
    """Rend où en est cette personne, en faisant avancer la file ; lève `Introuvable` si elle n’est pas entrée."""
    avancer(salle_id)
    passage = _passage(salle_id, usager_id)
    une = session.get_one(SalleDAttente, salle_id, populate_existing=True)
    maintenant = horloge.maintenant()
    if maintenant < une.ouvre_le:
        return Situation(rang=None, devant=0, estimee=une.ouvre_le - maintenant, passe=None, passe_jusqu_au=None)
    if passage.admis_le is not None and passage.expire_le is not None:
        valable = passage.expire_le > maintenant
        passe = calcul.Passe(salle_id=salle_id, usager_id=usager_id, expire_le=passage.expire_le)
        return Situation(
            rang=None,
            devant=0,
            estimee=timedelta(),
            passe=passe.jeton if valable else None,
            passe_jusqu_au=passage.expire_le,
        )
    devant = _devant(passage)
    estimee = calcul.attente_estimee(devant + 1, admis=0, debit=une.debit)
    return Situation(rang=une.admis + devant + 1, devant=devant, estimee=estimee, passe=None, passe_jusqu_au=None)


def avancer(salle_id: UUID) -> int:
    """Admet ceux dont c’est le tour, au débit de la salle ; rend leur nombre. Un seul processus le fait à la fois."""
    with transaction():
        maintenant = horloge.maintenant()
        la_salle = select(SalleDAttente).where(SalleDAttente.id == salle_id, SalleDAttente.ouvre_le <= maintenant)
        une = session.scalars(
            la_salle.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        ).one_or_none()
        if une is None:
            return 0
        attendent = session.scalar(
            select(func.count()).where(PassageEnSalle.salle_id == salle_id, PassageEnSalle.admis_le.is_(None))
        )
        avant = calcul.Admission(une.admis, une.admis_le or une.ouvre_le)
        apres = calcul.avancer(maintenant, avant, debit=une.debit, attendent=attendent or 0)
        une.admis, une.admis_le = apres.admis, apres.compte_le
        return _admettre(salle_id, apres.admis - avant.admis, maintenant)


def changer_le_debit(salle_id: UUID, debit: int, *, agent: Agent, auteur: Auteur) -> None:
    """Change le débit d’admission pendant l’ouverture ; lève `Interdit`, `SaisieInvalide`."""
    if debit < 1:
        raise SaisieInvalide
    avancer(salle_id)  # ce qui est écoulé se compte à l’ancien débit
    with transaction():
        une = session.get_one(SalleDAttente, salle_id, with_for_update=True, populate_existing=True)
        if not peut_regler(agent, session.get_one(Activite, une.activite_id).service_code):
            raise Interdit
        details = {"avant": une.debit, "apres": debit}
        une.debit = debit
        inscrire("changer_debit", auteur=auteur, objet=("activite", une.activite_id), details=details)


def exiger_le_passe(activite: Activite, jeton: str, *, usager_id: UUID) -> None:
    """Laisse entrer s’il n’y a pas de salle, ou si ce compte y a eu son tour ; lève `PassageObligatoire`, `PasOuvert`.

    À appeler avant de mettre au panier, pour la famille comme pour l’agent qui l’inscrit.
    """
    une = salle_de(activite.id)
    if une is None:
        return
    maintenant = horloge.maintenant()
    if maintenant < une.ouvre_le:
        raise PasOuvert
    try:
        calcul.lire_le_passe(jeton, salle_id=une.id, usager_id=usager_id, maintenant=maintenant)
    except calcul.PasseRefuse:
        raise PassageObligatoire from None


def _cle(une: SalleDAttente, usager_id: UUID, arrivee_le: datetime) -> str:
    return calcul.cle_de_rang(
        present=arrivee_le <= une.ouvre_le, tirage=calcul.tirage_de(une.graine, usager_id), arrivee_le=arrivee_le
    )


def _passage(salle_id: UUID, usager_id: UUID) -> PassageEnSalle:
    sien = select(PassageEnSalle).where(PassageEnSalle.salle_id == salle_id, PassageEnSalle.usager_id == usager_id)
    passage = session.scalars(sien.execution_options(populate_existing=True)).one_or_none()
    if passage is None:
        raise Introuvable
    return passage


def _devant(passage: PassageEnSalle) -> int:
    """Rend combien de personnes attendent encore devant celle-ci."""
    avant = select(func.count()).where(
        PassageEnSalle.salle_id == passage.salle_id,
        PassageEnSalle.admis_le.is_(None),
        PassageEnSalle.cle < passage.cle,
    )
    return session.scalar(avant) or 0


def _admettre(salle_id: UUID, nombre: int, maintenant: datetime) -> int:
    if nombre < 1:
        return 0
    suivants = (
        select(PassageEnSalle.id)
        .where(PassageEnSalle.salle_id == salle_id, PassageEnSalle.admis_le.is_(None))
        .order_by(PassageEnSalle.cle, PassageEnSalle.id)
        .limit(nombre)
        .with_for_update()
    )
    expire_le = maintenant + timedelta(minutes=entier_au("salle_passe_minutes"))
    admis = update(PassageEnSalle).where(PassageEnSalle.id.in_(suivants.scalar_subquery()))
    admis = admis.values(admis_le=maintenant, expire_le=expire_le)
    faits = admis.returning(PassageEnSalle.id).execution_options(synchronize_session=False)
    return len(session.scalars(faits).all())
