"""La salle d’attente en base : y entrer, savoir où l’on en est, avoir un passe. Le même chemin pour un guichet."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update

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
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide
from portail.socle.tours import chacun_son_tour

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

    Lève `PasEncoreLHeure`, `Introuvable`.
    """
    avancer(salle_id)  # le temps où personne n’attendait n’est pas un crédit pour qui arrive
    with transaction():
        chacun_son_tour(f"salle/{salle_id}/{usager_id}")
        # Tant que la salle est tenue ainsi, nul ne range les présents : personne n’est oublié à l’heure juste.
        une = session.get(
            SalleDAttente, salle_id, with_for_update={"read": True, "key_share": True}, populate_existing=True
        )
        maintenant = horloge.maintenant()
        if une is None:
            raise Introuvable
        if maintenant < une.salle_le:
            raise PasEncoreLHeure
        deja = _trouver(salle_id, usager_id)
        if deja is not None and (deja.expire_le is None or deja.expire_le > maintenant):
            return deja
        passage = deja or PassageEnSalle(salle_id=salle_id, usager_id=usager_id)
        passage.arrivee_le, passage.cle, passage.au_guichet = maintenant, _cle(une, usager_id, maintenant), au_guichet
        passage.admis_le = passage.expire_le = None
        passage.rang = None if une.rangs is None else _a_la_suite(salle_id)
        session.add(passage)
    return passage


def situation(salle_id: UUID, *, usager_id: UUID) -> Situation:
    """Rend où en est cette personne, en faisant avancer la file ; lève `Introuvable` si elle n’est pas entrée."""
    avancer(salle_id)
    passage = _trouver(salle_id, usager_id)
    if passage is None:
        raise Introuvable
    une = session.get_one(SalleDAttente, salle_id, populate_existing=True)
    maintenant = horloge.maintenant()
    if maintenant < une.ouvre_le or passage.rang is None:
        tirage_dans = max(timedelta(), une.ouvre_le - maintenant)
        return Situation(rang=None, devant=0, estimee=tirage_dans, passe=None, passe_jusqu_au=None)
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
    devant = max(0, passage.rang - une.admis - 1)
    estimee = calcul.attente_estimee(devant + 1, admis=0, debit=une.debit)
    return Situation(rang=passage.rang, devant=devant, estimee=estimee, passe=None, passe_jusqu_au=None)


def avancer(salle_id: UUID) -> int:
    """Admet ceux dont c’est le tour, au débit de la salle ; rend leur nombre. Un seul processus le fait à la fois.

    La première fois après l’heure, range les présents. Quand il n’y a personne à admettre, ne fait que lire la salle.
    """
    une = session.get(SalleDAttente, salle_id, populate_existing=True)
    maintenant = horloge.maintenant()
    if une is None or maintenant < une.ouvre_le:
        return 0
    if une.rangs is None:
        _ranger_les_presents(salle_id)
    elif _suite(une, maintenant) == _compte(une):
        return 0
    with transaction():
        la_salle = select(SalleDAttente).where(SalleDAttente.id == salle_id)
        la_salle = la_salle.with_for_update(skip_locked=True, key_share=True).execution_options(populate_existing=True)
        tenue = session.scalars(la_salle).one_or_none()
        if tenue is None:
            return 0
        maintenant, avant = horloge.maintenant(), tenue.admis
        apres = _suite(tenue, maintenant)
        tenue.admis, tenue.admis_le = apres.admis, apres.compte_le
        session.flush()
        return _admettre(salle_id, avant, apres.admis, maintenant)


def _compte(une: SalleDAttente) -> calcul.Admission:
    return calcul.Admission(une.admis, une.admis_le or une.ouvre_le)


def _suite(une: SalleDAttente, maintenant: datetime) -> calcul.Admission:
    return calcul.avancer(maintenant, _compte(une), debit=une.debit, attendent=(une.rangs or 0) - une.admis)


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
    if une is not None:
        _exiger(une, jeton, usager_id)


def exiger_son_tour(activite: Activite, *, usager_id: UUID) -> None:
    """Laisse entrer avec le passe que ce compte a reçu, d’un appareil à l’autre ; lève comme `exiger_le_passe`."""
    une = salle_de(activite.id)
    if une is None:
        return
    passage = _trouver(une.id, usager_id)
    recu = passage.expire_le if passage else None
    passe = calcul.Passe(salle_id=une.id, usager_id=usager_id, expire_le=recu).jeton if recu else ""
    _exiger(une, passe, usager_id)


def _exiger(une: SalleDAttente, jeton: str, usager_id: UUID) -> None:
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


def _trouver(salle_id: UUID, usager_id: UUID) -> PassageEnSalle | None:
    sien = select(PassageEnSalle).where(PassageEnSalle.salle_id == salle_id, PassageEnSalle.usager_id == usager_id)
    return session.scalars(sien.execution_options(populate_existing=True)).one_or_none()


def _ranger_les_presents(salle_id: UUID) -> None:
    """Donne leur rang à tous ceux qui sont entrés, une fois pour toutes ; qui entre pendant ce temps est attendu."""
    with transaction():
        une = verrouiller(SalleDAttente, salle_id)
        if une.rangs is not None:
            return
        ordre = func.row_number().over(order_by=(PassageEnSalle.cle, PassageEnSalle.id)).label("rang")
        ranges = select(PassageEnSalle.id, ordre).where(PassageEnSalle.salle_id == salle_id).subquery()
        donne = update(PassageEnSalle).where(PassageEnSalle.id == ranges.c.id).values(rang=ranges.c.rang)
        faits = session.execute(donne.execution_options(synchronize_session=False))
        une.rangs = faits.rowcount  # type: ignore[attr-defined]


def _a_la_suite(salle_id: UUID) -> int:
    """Rend le rang suivant ; chacun le sien."""
    suivant = update(SalleDAttente).where(SalleDAttente.id == salle_id).values(rangs=SalleDAttente.rangs + 1)
    rendu = suivant.returning(SalleDAttente.rangs).execution_options(synchronize_session=False)
    return session.scalars(rendu).one() or 1


def _admettre(salle_id: UUID, du: int, au: int, maintenant: datetime) -> int:
    """Donne leur passe aux rangs qui suivent `du`, jusqu’à `au`."""
    if au <= du:
        return 0
    expire_le = maintenant + timedelta(minutes=entier_au("salle_passe_minutes"))
    admis = update(PassageEnSalle).where(PassageEnSalle.salle_id == salle_id, PassageEnSalle.rang.between(du + 1, au))
    admis = admis.values(admis_le=maintenant, expire_le=expire_le)
    faits = admis.returning(PassageEnSalle.id).execution_options(synchronize_session=False)
    return len(session.scalars(faits).all())
