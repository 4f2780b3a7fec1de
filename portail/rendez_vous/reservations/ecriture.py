"""Écrire un rendez-vous dont le temps est pris, dans la transaction courante, et le faire savoir."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, String, Uuid, and_, any_, bindparam, or_, select

from portail.journal.actions import Auteur, inscrire
from portail.parametres.queries import entier_au
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.reservations.choix import Facon
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.erreurs import CleReemployee, DejaUnRendezVous
from portail.rendez_vous.reservations.etats import ATTENDUES, EtatRdv
from portail.rendez_vous.reservations.evenements import RendezVousPris
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.personnes import INTERPRETE, Personne
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.socle import dictee, horloge
from portail.socle.base import session
from portail.socle.colonnes import instant
from portail.socle.evenements import publier

LONGUEUR_DU_NUMERO = 8
_ENGAGEMENTS = (
    select(Participation.personne, Participation.cle)
    .join(RendezVous, RendezVous.id == Participation.rdv_id)
    .where(
        or_(
            Participation.cle == any_(bindparam("cles", type_=ARRAY(String))),
            and_(
                Participation.personne == any_(bindparam("personnes", type_=ARRAY(String))),
                Participation.etat.in_(ATTENDUES),
                RendezVous.objet_id == bindparam("objet", type_=Uuid),
                RendezVous.etat == EtatRdv.PRIS,
                RendezVous.debut > bindparam("maintenant", type_=instant()),
            ),
        )
    )
)
"""Ce que ce formulaire a pris, et ce que ces personnes attendent pour cet objet : une seule lecture pour les deux."""


def tours_de(empreintes: Sequence[str], objet_id: UUID, detenteur: Detenteur | None = None) -> list[str]:
    """Rend les clés qui font passer l’un après l’autre les gestes d’une même personne pour un même objet.

    Et ceux de qui tient déjà quelque chose.
    """
    tenant = [detenteur.tour] if detenteur else []
    return [*tenant, *(f"personne/{empreinte}/{objet_id}" for empreinte in empreintes)]


def deja_pris(cle: str, empreintes: Sequence[str], objet_id: UUID, *, en_juge: bool) -> list[RendezVous]:
    """Rend ce que ce formulaire a déjà pris, ou rien ; lève `CleReemployee` s’il l’a pris pour quelqu’un d’autre.

    Lève `DejaUnRendezVous` si l’une de ces personnes en attend déjà autant que permis pour cet objet, sauf
    si le service `en_juge` : un agent réserve pour elle, ou elle prend ce qu’il lui offre contre ce qu’il annule.
    """
    cles = [_cle(cle, rang) for rang in range(len(empreintes))]
    valeurs = {"cles": cles, "personnes": list(empreintes), "objet": objet_id, "maintenant": horloge.maintenant()}
    lignes = session.execute(_ENGAGEMENTS, valeurs).all()
    if any(ligne.cle in cles for ligne in lignes):
        return pris_avec_la_cle(cle, empreintes)
    a_venir = Counter(ligne.personne for ligne in lignes)
    if not en_juge and max(a_venir.values(), default=0) >= entier_au("rdv_a_venir_max"):
        raise DejaUnRendezVous
    return []


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
            participations=[participation_de(demande.personne, demande.cle, rang, langue=demande.choix.langue)],
        )
        for rang, (identifiant, passage) in enumerate(zip(identifiants, facon.passages, strict=True))
    ]
    session.add_all(pris)
    session.flush()
    return pris


def participation_de(personne: Personne, cle: str, rang: int = 0, *, langue: str = "") -> Participation:
    """Rend la participation de la personne, ou de son `rang`-ième enfant ; `langue` : celle de son interprète."""
    enfant = personne.enfants[rang] if personne.enfants else None
    return Participation(
        usager_id=personne.usager_id,
        personne=personne.empreintes()[rang],
        identite=personne.identite,
        enfant=enfant.en_json() if enfant else None,
        telephone=personne.telephone or None,
        courriel=personne.courriel or None,
        adresse=personne.adresse.strip() or None,
        besoins=[*personne.besoins, *([f"{INTERPRETE}{langue}"] if langue else [])] or None,
        sans_message=personne.sans_message,
        langue=personne.langue,
        cle=_cle(cle, rang),
        cree_le=horloge.maintenant(),
        modifiee_le=horloge.maintenant(),
    )


def annoncer(rdv: RendezVous, participation: Participation, auteur: Auteur, *, neuf: bool = False) -> None:
    """Inscrit au journal qu’un rendez-vous est pris, sans dire par qui, et le fait savoir.

    `neuf` : le rendez-vous s’écrit dans cette transaction, son journal aussi.
    """
    details = {"debut": horloge.a_paris(rdv.debut).isoformat(), "participation": str(participation.id)}
    inscrire("prendre_rendez_vous", auteur=auteur, objet=("rendez_vous", rdv.id), details=details, neuf=neuf)
    publier(RendezVousPris(rdv_id=rdv.id, participation_id=participation.id))


def nouveau_numero() -> str:
    """Rend un numéro tiré au sort ; la base refuse celui d’un autre, et le geste se rejoue (`reprendre`)."""
    return dictee.tirer(LONGUEUR_DU_NUMERO)


def _cle(cle: str, rang: int) -> str:
    """Rend la clé d’un passage : des jumeaux viennent d’un seul formulaire."""
    return f"{cle}/{rang}"
