"""S’inscrire sur la liste d’attente, en sortir ; accepter ou refuser le créneau que l’on nous garde."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.rendez_vous.attente.erreurs import (
    AttenteFermee,
    AttenteImpossible,
    DejaInscrite,
    PlusEnListe,
    PropositionPassee,
)
from portail.rendez_vous.attente.messages import dire_l_inscription
from portail.rendez_vous.attente.models import EN_LISTE, Attente, EtatAttente, LieuAccepte
from portail.rendez_vous.attente.personnes import en_personne
from portail.rendez_vous.attente.propositions import offrir
from portail.rendez_vous.attente.rangs import apres_un_refus, choix_garde, rendre, sortir
from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.rappels.voies import annonce_de
from portail.rendez_vous.reservations import seances
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.personnes import Personne
from portail.rendez_vous.reservations.queries import seance_a_venir
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.rendez_vous.reservations.titres import peut_le_prendre
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.tours import chacun_son_tour
from portail.socle.traduction import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscription:
    """Ce qui convient à la personne : où, comment, quels jours, quel moment, entre quand et quand."""

    objet_id: UUID
    lieux: Collection[UUID]
    personne: Personne
    modalite: Modalite = Modalite.SUR_PLACE
    jours: Collection[int] = ()
    """De 1 (lundi) à 7 ; vide : tous."""
    moment: Moment | None = None
    au_plus_tot: date = field(default_factory=horloge.aujourd_hui)
    au_plus_tard: date | None = None
    langue_interprete: str = ""
    seance_id: UUID | None = None
    """La séance que l’on attend, elle seule ; vide : tout ce qui convient."""


def pour_la_seance(seance: RendezVous, personne: Personne) -> Inscription:
    """Rend de quoi attendre une place de cette séance, et d’aucune autre."""
    jour = horloge.a_paris(seance.debut).date()
    return Inscription(
        objet_id=seance.objet_id,
        lieux=[seance.lieu_id],
        personne=personne,
        modalite=seance.modalite,
        au_plus_tot=jour,
        au_plus_tard=jour,
        seance_id=seance.id,
    )


def s_inscrire(inscription: Inscription, *, auteur: Auteur = SYSTEME) -> Attente:
    """Inscrit la personne à la fin de la liste et le lui confirme.

    Lève `AttenteFermee`, `AttenteImpossible` si l’on ne pourrait pas lui écrire, `DejaInscrite`, `SaisieInvalide`.
    """
    try:
        with transaction():
            _exiger(inscription)
            attente = _ecrire(inscription)
            inscrire("inscrire_attente", auteur=auteur, objet=("attente_rdv", attente.id))
            dire_l_inscription(attente)
    except IntegrityError:
        raise DejaInscrite from None
    return attente


def _exiger(inscription: Inscription) -> None:
    objet = session.get(ObjetRdv, inscription.objet_id)
    if objet is None:
        raise Introuvable
    if objet.suivi or not peut_le_prendre(objet, usager_id=inscription.personne.usager_id):
        raise AttenteFermee
    if inscription.modalite.value not in objet.modalites:
        raise SaisieInvalide(_("Ce rendez-vous ne se tient pas ainsi."))
    # Le créneau gardé s’annonce par un message : sans lui, l’échéance passerait sans que personne le sache.
    if annonce_de(objet, inscription.personne).silence is not None:
        raise AttenteImpossible
    _exiger_ou_et_quand(inscription)


def _exiger_ou_et_quand(inscription: Inscription) -> None:
    if inscription.seance_id is not None:
        seance_a_venir(inscription.seance_id)
    connus = set(session.scalars(select(Lieu.id).where(Lieu.id.in_(inscription.lieux), Lieu.est_actif)))
    if not connus or connus != set(inscription.lieux):
        raise SaisieInvalide(_("Choisissez au moins un lieu où vous pouvez venir."))
    if inscription.au_plus_tard is not None and inscription.au_plus_tard < inscription.au_plus_tot:
        raise SaisieInvalide(_("La dernière date possible précède la première."))


def _ecrire(inscription: Inscription) -> Attente:
    personne, maintenant = inscription.personne, horloge.maintenant()
    attente = Attente(
        objet_id=inscription.objet_id,
        modalite=inscription.modalite,
        jours=sorted(inscription.jours),
        moment=inscription.moment,
        au_plus_tot=inscription.au_plus_tot,
        au_plus_tard=inscription.au_plus_tard,
        seance_voulue_id=inscription.seance_id,
        usager_id=personne.usager_id,
        personne=personne.empreintes()[0],
        identite=personne.identite,
        enfants=[enfant.en_json() for enfant in personne.enfants],
        telephone=personne.telephone or None,
        courriel=personne.courriel or None,
        adresse=personne.adresse or None,
        besoins=list(personne.besoins),
        langue=personne.langue,
        langue_interprete=inscription.langue_interprete,
        inscrite_le=maintenant,
        depuis=maintenant,
    )
    attente.lieux = [LieuAccepte(lieu_id=lieu_id) for lieu_id in sorted(set(inscription.lieux))]
    session.add(attente)
    session.flush()
    return attente


def quitter(attente_id: UUID, *, auteur: Auteur = SYSTEME) -> None:
    """Sort de la liste ; le créneau gardé, s’il y en a un, va à la personne suivante. Sans effet la seconde fois."""

    def geste() -> None:
        with transaction():
            chacun_son_tour(Detenteur(attente_id=attente_id).tour)
            attente = verrouiller(Attente, attente_id)
            if attente.etat not in EN_LISTE:
                return
            rendu = rendre(attente)
            sortir(attente, EtatAttente.QUITTE)
            inscrire("quitter_attente", auteur=auteur, objet=("attente_rdv", attente.id))
            if rendu is not None:
                offrir(rendu)

    reprendre(geste)


def refuser(attente_id: UUID, *, proposition: int, auteur: Auteur = SYSTEME) -> Attente:
    """Refuse le créneau gardé, qui va à la personne suivante ; le rang se garde, un certain nombre de fois [P].

    `proposition` : le rang de la proposition refusée, tel que l’écran l’a montré. Lève `PropositionPassee`.
    """

    def geste() -> Attente:
        with transaction():
            chacun_son_tour(Detenteur(attente_id=attente_id).tour)
            attente = verrouiller(Attente, attente_id)
            _exiger_la_proposition(attente, proposition)
            rendu = rendre(attente)
            rang_perdu = apres_un_refus(attente)
            details = {"refus": attente.refus, "rang_perdu": rang_perdu}
            inscrire("refuser_attente", auteur=auteur, objet=("attente_rdv", attente.id), details=details)
            if rendu is not None:
                offrir(rendu, sauf=[attente.id])
        return attente

    return reprendre(geste)


def accepter(attente_id: UUID, *, proposition: int) -> list[Participation]:
    """Prend ce qui est gardé : l’inscription finit dans la transaction de la réservation. Rejouable.

    Lève `PropositionPassee`, ou ce que lève `reserver`.
    """
    attente = session.get(Attente, attente_id, populate_existing=True)
    if attente is None:
        raise Introuvable
    if attente.etat is not EtatAttente.ACCEPTE or attente.propositions != proposition:
        _exiger_la_proposition(attente, proposition)
    choix = choix_garde(attente)
    if choix is None:
        raise PropositionPassee
    demande = Demande(
        choix=replace(choix, langue=attente.langue_interprete, passages=attente.passages),
        personne=en_personne(attente),
        cle=f"attente/{attente.id}/{proposition}",
        detenteur=Detenteur(attente_id=attente.id),
    )
    if choix.seance_id is not None:
        return seances.s_inscrire(choix.seance_id, demande)
    return [rdv.participations[0] for rdv in reserver(demande)]


def _exiger_la_proposition(attente: Attente, proposition: int) -> None:
    """Lève `PlusEnListe` ou `PropositionPassee` si ce créneau n’est plus le sien, ou si l’heure limite est passée."""
    if attente.etat not in EN_LISTE:
        raise PlusEnListe
    if attente.etat is not EtatAttente.PROPOSE or attente.propositions != proposition:
        raise PropositionPassee
    if attente.echeance is None or attente.echeance < horloge.maintenant():
        raise PropositionPassee
