"""Ce que le temps fait à la liste d’attente : annoncer au matin, passer à la suivante à l’échéance, oublier.

Chaque inscription se traite dans sa transaction : une qui échoue n’arrête pas les autres, la minute suivante reprend.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select

from portail.journal.actions import SYSTEME, inscrire
from portail.notifications.actions import oublier
from portail.parametres.queries import entier_au
from portail.rendez_vous.attente.compatibilite import Obstacle, naissances, obstacle
from portail.rendez_vous.attente.messages import annoncer, dire_la_fin, dire_le_silence
from portail.rendez_vous.attente.models import EN_LISTE, Attente, EtatAttente, LieuAccepte
from portail.rendez_vous.attente.propositions import Saut, essayer, noter_les_sauts, offrir
from portail.rendez_vous.attente.queries import duree_d_une_inscription, file_de
from portail.rendez_vous.attente.rangs import apres_un_silence, rendre, sortir
from portail.rendez_vous.creneaux.recherche import Recherche, chercher
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.rappels.models import Lien
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.socle import horloge
from portail.socle.balayages import chacun_a_part
from portail.socle.base import session, transaction
from portail.socle.tours import chacun_son_tour

LOT = 200
ESSAIS = 3
"""Créneaux essayés pour une personne : les plus proches ; la minute suivante en essaiera d’autres."""


def annoncer_au_matin() -> int:
    """Annonce les créneaux gardés pendant la nuit ; rend leur nombre."""
    return _chacune((Attente.etat == EtatAttente.PROPOSE, Attente.annoncer_le <= horloge.maintenant()), annoncer)


def passer_aux_suivantes() -> int:
    """Reprend les créneaux restés sans réponse et les garde aux suivantes ; rend leur nombre."""
    return _chacune(
        (Attente.etat == EtatAttente.PROPOSE, Attente.echeance < horloge.maintenant()), _passer_a_la_suivante
    )


def _passer_a_la_suivante(attente: Attente) -> None:
    rendu = rendre(attente)
    sortie = apres_un_silence(attente)
    details = {"silences": attente.silences, "sortie": sortie}
    inscrire("laisser_passer_attente", auteur=SYSTEME, objet=("attente_rdv", attente.id), details=details)
    dire_le_silence(attente)
    if rendu is not None:
        offrir(rendu, sauf=[attente.id])


def clore_les_perimees() -> int:
    """Sort de la liste qui attend depuis trop longtemps, ou n’a plus de jour possible ; rend leur nombre."""
    limite = horloge.maintenant() - duree_d_une_inscription()
    perimee = or_(Attente.inscrite_le < limite, Attente.au_plus_tard < horloge.aujourd_hui())
    return _chacune((Attente.etat == EtatAttente.ATTEND, perimee), _clore)


def _clore(attente: Attente) -> None:
    sortir(attente, EtatAttente.EXPIRE)
    inscrire("clore_attente", auteur=SYSTEME, objet=("attente_rdv", attente.id))
    dire_la_fin(attente)


def _chacune(conditions: Sequence[ColumnElement[bool]], geste: Callable[[Attente], None]) -> int:
    """Fait le geste sur chaque inscription qui remplit encore ces conditions, verrouillée, chacune à part."""
    trouvees = session.scalars(select(Attente.id).where(*conditions).order_by(Attente.depuis, Attente.id).limit(LOT))

    def une(attente_id: UUID) -> bool:
        with transaction():
            # Comme qui accepte ou refuse : d’abord son tour, ensuite la ligne, enfin l’agenda.
            chacun_son_tour(Detenteur(attente_id=attente_id).tour)
            encore = select(Attente).where(Attente.id == attente_id, *conditions)
            attente = session.scalars(
                encore.with_for_update(skip_locked=True, of=Attente).execution_options(populate_existing=True)
            ).one_or_none()
            if attente is not None:
                geste(attente)
        return attente is not None

    return chacun_a_part("attente", trouvees.all(), lambda attente_id: reprendre(lambda: une(attente_id)))


def servir(objet_id: UUID) -> int:
    """Cherche un créneau à chaque personne qui attend cet objet, dans l’ordre, et le lui garde ; rend leur nombre."""
    objet, servies = session.get_one(ObjetRdv, objet_id), 0
    passees: list[UUID] = []
    for attente_id in file_de(objet_id) if _un_creneau_au_moins(objet) else ():
        attente = session.get_one(Attente, attente_id, populate_existing=True)
        choix = next((un for un in _possibles(attente) if _garder(attente_id, objet, un, passees)), None)
        if choix is None:
            passees.append(attente_id)
        servies += choix is not None
    return servies


def _un_creneau_au_moins(objet: ObjetRdv) -> bool:
    """Faux quand rien n’est libre, pour personne : inutile de chercher pour chacun."""
    return any(chercher(Recherche(objet_id=objet.id, modalite=une)).par_lieu for une in objet.modalites)


def _possibles(attente: Attente) -> list[Choix]:
    """Rend les premiers créneaux qui lui conviennent, le plus proche d’abord."""
    nes = naissances(attente)
    trouves = chercher(
        Recherche(
            objet_id=attente.objet_id,
            lieux=attente.lieu_ids,
            modalite=attente.modalite.value,
            du=attente.au_plus_tot,
            au=attente.au_plus_tard,
            moment=attente.moment,
            jours=frozenset(attente.jours),
            naissance=min(nes, default=None),
            nombre=attente.passages,
            langue=attente.langue_interprete,
        )
    )
    creneaux = sorted((c for un_lieu in trouves.par_lieu.values() for c in un_lieu), key=lambda c: c.debut)
    possibles = (
        Choix(
            objet_id=attente.objet_id,
            lieu_id=creneau.lieu,
            modalite=attente.modalite,
            debut=creneau.debut,
            seance_id=creneau.rdv_id,
        )
        for creneau in creneaux
        if attente.seance_voulue_id in {None, creneau.rdv_id}
    )
    return list(islice(possibles, ESSAIS))


def _garder(attente_id: UUID, objet: ObjetRdv, choix: Choix, passees: Sequence[UUID]) -> bool:
    def geste() -> bool:
        with transaction():
            servie = essayer(attente_id, objet, choix)
            if isinstance(servie, Attente):
                noter_les_sauts([Saut(une, _raison(une, objet, choix)) for une in passees], servie, choix)
            return isinstance(servie, Attente)

    return reprendre(geste)


def _raison(attente_id: UUID, objet: ObjetRdv, choix: Choix) -> Obstacle:
    passee = session.get_one(Attente, attente_id)
    return obstacle(passee, objet, choix) or Obstacle.PRIS


def oublier_les_finies() -> int:
    """Efface les inscriptions finies depuis assez longtemps, avec leurs liens et leurs messages."""
    avant = horloge.maintenant() - timedelta(days=entier_au("rdv_attente_conservation"))
    with transaction():
        finies = session.scalars(
            select(Attente.id).where(Attente.etat.not_in(EN_LISTE), Attente.sortie_le < avant).limit(LOT)
        ).all()
        for attente_id in finies:
            oublier(("attente_rdv", attente_id))
        for table, colonne in ((Lien, Lien.attente_id), (LieuAccepte, LieuAccepte.attente_id), (Attente, Attente.id)):
            session.execute(delete(table).where(colonne.in_(finies)).execution_options(synchronize_session=False))
    return len(finies)
