"""Écrire un rendez-vous dont le temps est pris, dans la transaction courante, et le faire savoir."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import exists, func, select

from portail.identite.models import Agent
from portail.journal.actions import Auteur, inscrire
from portail.parametres.queries import entier_au
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.reservations.choix import Facon
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.erreurs import CleReemployee, DejaUnRendezVous
from portail.rendez_vous.reservations.etats import ATTENDUES, EtatRdv
from portail.rendez_vous.reservations.evenements import RendezVousPris
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.personnes import Personne
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.socle import dictee, horloge
from portail.socle.base import session
from portail.socle.evenements import publier

LONGUEUR_DU_NUMERO = 8


def tours_de(empreintes: Sequence[str], objet_id: UUID, detenteur: Detenteur | None = None) -> list[str]:
    """Rend les clés qui font passer l’un après l’autre les gestes d’une même personne pour un même objet.

    Et ceux de qui tient déjà quelque chose.
    """
    tenant = [detenteur.tour] if detenteur else []
    return [*tenant, *(f"personne/{empreinte}/{objet_id}" for empreinte in empreintes)]


def pris_avec_la_cle(cle: str, empreintes: Sequence[str]) -> list[RendezVous]:
    """Rend ce que ce formulaire a déjà pris ; lève `CleReemployee` s’il l’a été pour quelqu’un d’autre."""
    cles = [_cle(cle, rang) for rang in range(len(empreintes))]
    pris = session.execute(
        select(RendezVous, Participation.personne)
        .join(Participation, Participation.rdv_id == RendezVous.id)
        .where(Participation.cle.in_(cles))
        .order_by(RendezVous.debut)
    ).all()
    if pris and {ligne[1] for ligne in pris} != set(empreintes):
        raise CleReemployee
    return [ligne[0] for ligne in pris]


def exiger_aucun_autre(empreintes: Sequence[str], objet_id: UUID, *, agent: Agent | None) -> None:
    """Lève `DejaUnRendezVous` si l’une de ces personnes attend déjà autant de rendez-vous que permis pour cet objet.

    Un agent qui réserve pour quelqu’un en juge lui-même.
    """
    if agent is not None:
        return
    a_venir = session.scalars(
        select(func.count())
        .select_from(Participation)
        .join(RendezVous, RendezVous.id == Participation.rdv_id)
        .where(
            Participation.personne.in_(empreintes),
            Participation.etat.in_(ATTENDUES),
            RendezVous.objet_id == objet_id,
            RendezVous.etat == EtatRdv.PRIS,
            RendezVous.debut > horloge.maintenant(),
        )
        .group_by(Participation.personne)
    ).all()
    if max(a_venir, default=0) >= entier_au("rdv_a_venir_max"):
        raise DejaUnRendezVous


def ecrire(demande: Demande, objet: ObjetRdv, facon: Facon, identifiants: Sequence[UUID]) -> list[RendezVous]:
    """Écrit un rendez-vous par passage, et qui y est attendu ; leur temps est déjà pris."""
    groupe_id = uuid4() if len(identifiants) > 1 else None
    pris = [
        RendezVous(
            id=identifiant,
            numero=nouveau_numero(),
            objet_id=objet.id,
            lieu_id=demande.choix.lieu_id,
            service_code=objet.service_code,
            modalite=demande.choix.modalite,
            debut=passage.debut,
            fin=passage.fin,
            places_prises=1,
            groupe_id=groupe_id,
            remplace_id=demande.detenteur.rdv_annule_id if demande.detenteur else None,
            auteur_type=demande.acteur.auteur.type,
            auteur_id=demande.acteur.auteur.id,
            cree_le=horloge.maintenant(),
            modifie_le=horloge.maintenant(),
            participations=[participation_de(demande.personne, demande.cle, rang)],
        )
        for rang, (identifiant, passage) in enumerate(zip(identifiants, facon.passages, strict=True))
    ]
    session.add_all(pris)
    session.flush()
    return pris


def participation_de(personne: Personne, cle: str, rang: int = 0) -> Participation:
    """Rend la participation de la personne, ou de son `rang`-ième enfant."""
    enfant = personne.enfants[rang] if personne.enfants else None
    dit = {"prenom": enfant.prenom.strip(), "date_naissance": enfant.date_naissance.isoformat()} if enfant else None
    return Participation(
        usager_id=personne.usager_id,
        personne=personne.empreintes()[rang],
        identite=personne.identite,
        enfant=dit,
        telephone=personne.telephone or None,
        courriel=personne.courriel or None,
        besoins=list(personne.besoins) or None,
        sans_message=personne.sans_message,
        langue=personne.langue,
        cle=_cle(cle, rang),
        cree_le=horloge.maintenant(),
        modifiee_le=horloge.maintenant(),
    )


def annoncer(rdv: RendezVous, participation: Participation, auteur: Auteur) -> None:
    """Inscrit au journal qu’un rendez-vous est pris, sans dire par qui, et le fait savoir."""
    details = {"debut": horloge.a_paris(rdv.debut).isoformat(), "participation": str(participation.id)}
    inscrire("prendre_rendez_vous", auteur=auteur, objet=("rendez_vous", rdv.id), details=details)
    publier(RendezVousPris(rdv_id=rdv.id, participation_id=participation.id))


def nouveau_numero() -> str:
    """Rend un numéro tiré au sort, qui n’est à aucun autre rendez-vous."""
    while True:
        numero = dictee.tirer(LONGUEUR_DU_NUMERO)
        if not session.scalar(select(exists().where(RendezVous.numero == numero))):
            return numero


def _cle(cle: str, rang: int) -> str:
    """Rend la clé d’un passage : des jumeaux viennent d’un seul formulaire."""
    return f"{cle}/{rang}"
