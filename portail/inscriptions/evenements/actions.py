"""S’inscrire à un évènement, confirmer son adresse, se désister ; la famille, l’agent au téléphone, le même chemin.

Les places se prennent par les compteurs communs (`places/compteurs`), en dernier. Complet, ou attendu par quelqu’un
d’autre : la même demande passe sur la liste d’attente, et reçoit aussitôt ce que personne avant elle ne peut prendre.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.inscriptions.evenements.erreurs import (
    DejaInscrit,
    PasOuvert,
    PlusRienAConfirmer,
    StructureAttendue,
    TropDAccompagnants,
    TropDePlaces,
)
from portail.inscriptions.evenements.messages import (
    OBJET,
    demander_de_confirmer,
    dire_l_annulation,
    dire_l_annulation_du_service,
    dire_l_attente,
    dire_l_inscription,
    renvoyer_le_lien,
)
from portail.inscriptions.evenements.models import EtatInscription, Evenement, InscriptionEvenement
from portail.inscriptions.evenements.presences import emettre
from portail.inscriptions.evenements.queries import est_ouvert
from portail.inscriptions.evenements.service import est_attendu, liberer, rang_de, servir, voulues_par
from portail.inscriptions.places.erreurs import Complet
from portail.inscriptions.places.models import Quota
from portail.inscriptions.places.tenues import est_tenu, tenir
from portail.journal.actions import Auteur, inscrire
from portail.journal.models import TypeAuteur
from portail.parametres.queries import entier_au
from portail.socle import dictee, horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.chiffrement import empreinte_cle
from portail.socle.tours import reprendre

LONGUEUR_NUMERO = 8
UNE_PAR_ADRESSE, UNE_PAR_ENVOI = "uq_inscription_evenement_adresse", "uq_inscription_evenement_cle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """Ce que dit la personne qui s’inscrit."""

    prenom: str
    nom: str
    courriel: str = ""
    organisme: str = ""
    structure_id: UUID | None = None
    places: int = 1
    accompagnants: Sequence[str] = ()
    accessibilite: Sequence[str] = ()
    regimes: Sequence[str] = ()
    refuse_l_image: bool = False
    langue: str = "fr"
    usager_id: UUID | None = None
    cle: str = ""
    """Tirée avec le formulaire : deux envois du même n’en font qu’un."""


def s_inscrire(evenement_id: UUID, demande: Demande, *, auteur: Auteur) -> InscriptionEvenement:
    """Inscrit, ou met sur la liste d’attente ; au-delà d’un nombre de places [P], l’adresse se confirme d’abord.

    Lève `PasOuvert`, `TropDePlaces`, `TropDAccompagnants`, `StructureAttendue`, ou `DejaInscrit` : le lien est renvoyé.
    """
    try:
        return reprendre(lambda: _essayer(evenement_id, demande, auteur))
    except DejaInscrit:
        deja = _deja(evenement_id, demande)
        if deja is not None and deja.cle == (demande.cle or None) and demande.cle:
            return deja
        if deja is not None:
            _renvoyer(deja)
        raise


def _essayer(evenement_id: UUID, demande: Demande, auteur: Auteur) -> InscriptionEvenement:
    try:
        with transaction():
            return _inscrire(evenement_id, demande, auteur, attendre=est_attendu(evenement_id))
    except Complet:
        pass
    with transaction():
        return _inscrire(evenement_id, demande, auteur, attendre=True)


def _inscrire(evenement_id: UUID, demande: Demande, auteur: Auteur, *, attendre: bool) -> InscriptionEvenement:
    evenement = _tenu(evenement_id)
    par_un_agent = auteur.type is TypeAuteur.AGENT
    _exiger(evenement, demande, par_un_agent=par_un_agent)
    inscription = _ecrite(evenement, demande)
    if not par_un_agent and not demande.usager_id and _se_confirme(evenement):
        inscription.etat = EtatInscription.A_CONFIRMER
        inscription.expire_le = horloge.maintenant() + timedelta(minutes=entier_au("evenement_confirmation_minutes"))
    elif attendre:
        inscription.etat, inscription.attend_depuis = EtatInscription.ATTENTE, horloge.maintenant()
    else:
        inscription.inscrit_le = horloge.maintenant()
    _ajouter(inscription)
    details = {"etat": inscription.etat.value, "places": inscription.places}
    inscrire("inscrire_evenement", auteur=auteur, objet=(OBJET, inscription.id), details=details, neuf=True)
    _annoncer(inscription, evenement, attendre=attendre)
    return inscription


def _annoncer(inscription: InscriptionEvenement, evenement: Evenement, *, attendre: bool) -> None:
    """Écrit à la personne, et prend ses places en dernier."""
    if inscription.etat is EtatInscription.ATTENTE:
        _attendre(inscription, evenement)
        return
    if inscription.etat is EtatInscription.A_CONFIRMER:
        demander_de_confirmer(inscription, evenement)
    else:
        emettre(inscription, evenement)
        dire_l_inscription(inscription, evenement)
    if not attendre:
        tenir((OBJET, inscription.id), voulues_par(inscription, evenement))


def _attendre(inscription: InscriptionEvenement, evenement: Evenement) -> None:
    servir(evenement)
    if inscription.etat is EtatInscription.ATTENTE:
        dire_l_attente(inscription, evenement, rang_de(inscription))


def _tenu(evenement_id: UUID) -> Evenement:
    """Rend l’évènement relu ; il ne peut plus être annulé avant la fin de la transaction."""
    tenu = select(Evenement).where(Evenement.id == evenement_id).with_for_update(read=True, key_share=True)
    evenement = session.scalars(tenu.execution_options(populate_existing=True)).one_or_none()
    if evenement is None:
        raise PasOuvert
    return evenement


def _exiger(evenement: Evenement, demande: Demande, *, par_un_agent: bool) -> None:
    if not est_ouvert(evenement, horloge.maintenant(), par_un_agent=par_un_agent):
        raise PasOuvert
    maximum = entier_au("evenement_places_max")
    if not 1 <= demande.places <= maximum:
        raise TropDePlaces(maximum)
    if len(demande.accompagnants) >= demande.places:
        raise TropDAccompagnants
    connues = {une.id for une in evenement.structures}
    if (evenement.partenaires or demande.structure_id) and demande.structure_id not in connues:
        raise StructureAttendue


def _se_confirme(evenement: Evenement) -> bool:
    """Vrai si l’évènement est assez grand pour que l’on vérifie les adresses."""
    return session.get_one(Quota, evenement.quota_id).capacite > entier_au("evenement_double_validation")


def _ecrite(evenement: Evenement, demande: Demande) -> InscriptionEvenement:
    besoins = {
        "accessibilite": list(demande.accessibilite),
        "regimes": list(demande.regimes) if evenement.repas else [],
    }
    identite = {
        "prenom": demande.prenom.strip(),
        "nom": demande.nom.strip(),
        "organisme": demande.organisme.strip(),
        "accompagnants": list(demande.accompagnants),
    }
    return InscriptionEvenement(
        numero=dictee.tirer(LONGUEUR_NUMERO),
        evenement_id=evenement.id,
        structure_id=demande.structure_id,
        usager_id=demande.usager_id,
        identite=identite,
        courriel=demande.courriel.strip() or None,
        adresse_empreinte=_empreinte(demande.courriel),
        besoins=besoins,
        refuse_l_image=evenement.enregistre and demande.refuse_l_image,
        langue=demande.langue,
        places=demande.places,
        etat=EtatInscription.INSCRIT,
        cree_le=horloge.maintenant(),
        cle=demande.cle or None,
    )


def _ajouter(inscription: InscriptionEvenement) -> None:
    session.add(inscription)
    try:
        session.flush()
    except IntegrityError as erreur:
        if getattr(getattr(erreur.orig, "diag", None), "constraint_name", "") in {UNE_PAR_ADRESSE, UNE_PAR_ENVOI}:
            raise DejaInscrit from erreur
        raise


def _deja(evenement_id: UUID, demande: Demande) -> InscriptionEvenement | None:
    """Rend l’inscription que cette demande ferait deux fois."""
    empreinte = _empreinte(demande.courriel)
    sienne = (
        InscriptionEvenement.adresse_empreinte == empreinte
        if empreinte
        else InscriptionEvenement.cle == (demande.cle or None)
    )
    return session.scalars(
        select(InscriptionEvenement).where(
            InscriptionEvenement.evenement_id == evenement_id,
            InscriptionEvenement.etat != EtatInscription.ANNULE,
            sienne,
        )
    ).one_or_none()


def _renvoyer(deja: InscriptionEvenement) -> None:
    with transaction():
        evenement = session.get_one(Evenement, deja.evenement_id)
        if deja.etat is EtatInscription.A_CONFIRMER:
            demander_de_confirmer(deja, evenement)
        else:
            renvoyer_le_lien(deja, evenement)


def _empreinte(courriel: str) -> str | None:
    normal = courriel.strip().lower()
    return empreinte_cle(normal, "inscription_evenement") if normal else None


def confirmer(inscription_id: UUID, *, auteur: Auteur) -> InscriptionEvenement:
    """Confirme l’adresse : la place tenue est prise, ou l’on passe sur la liste d’attente ; deux fois ne change rien.

    Lève `PlusRienAConfirmer` si le délai est passé.
    """

    def geste() -> InscriptionEvenement:
        with transaction():
            inscription = verrouiller(InscriptionEvenement, inscription_id)
            if inscription.etat in {EtatInscription.INSCRIT, EtatInscription.ATTENTE}:
                return inscription
            maintenant = horloge.maintenant()
            if inscription.expire_le is None or inscription.expire_le <= maintenant:
                raise PlusRienAConfirmer
            evenement = session.get_one(Evenement, inscription.evenement_id, populate_existing=True)
            inscrire("confirmer_adresse", auteur=auteur, objet=(OBJET, inscription.id))
            _conclure(inscription, evenement)
            return inscription

    return reprendre(geste)


def _conclure(inscription: InscriptionEvenement, evenement: Evenement) -> None:
    """Donne à une adresse confirmée sa place tenue, ou son rang sur la liste d’attente."""
    tenue = est_tenu((OBJET, inscription.id))
    inscription.expire_le = None
    if tenue:
        inscription.etat, inscription.inscrit_le = EtatInscription.INSCRIT, horloge.maintenant()
        emettre(inscription, evenement)
        dire_l_inscription(inscription, evenement)
        return
    inscription.etat, inscription.attend_depuis = EtatInscription.ATTENTE, horloge.maintenant()
    session.flush()
    _attendre(inscription, evenement)


def se_desister(inscription_id: UUID, *, auteur: Auteur, raison: str = "") -> InscriptionEvenement:
    """Rend les places et les donne à qui attend ; déjà fait, ne change rien.

    Un agent peut en dire la raison, que la personne lit. Lève `PasOuvert` une fois l’évènement commencé.
    """

    def geste() -> InscriptionEvenement:
        with transaction():
            inscription = verrouiller(InscriptionEvenement, inscription_id)
            if inscription.etat is EtatInscription.ANNULE:
                return inscription
            evenement = session.get_one(Evenement, inscription.evenement_id, populate_existing=True)
            if evenement.debut <= horloge.maintenant():
                raise PasOuvert
            liberer([inscription], evenement)
            inscrire("annuler_inscription", auteur=auteur, objet=(OBJET, inscription.id), texte=raison)
            if auteur.type is TypeAuteur.AGENT:
                dire_l_annulation_du_service(inscription, evenement, raison=raison)
            else:
                dire_l_annulation(inscription, evenement)
            servir(evenement)
            return inscription

    return reprendre(geste)
