"""Une campagne de vœux : la préparer, y dire ses vœux, la clore, simuler, attribuer.

L’attribution garde chaque place obtenue comme une proposition de la liste d’attente : même échéance, même réponse, même
suite. Les vœux sans place y prennent rang dans l’ordre de passage : le premier désistement va au premier qui attendait.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfants_par_id
from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.habilitations import peut_regler
from portail.inscriptions.ouvertures.attribution import VERSION
from portail.inscriptions.ouvertures.criteres import criteres_de
from portail.inscriptions.ouvertures.erreurs import DejaDemande, TropDeVoeux, VoeuxFermes
from portail.inscriptions.ouvertures.models import Campagne, DemandeSurVoeux, EtatCampagne, Voeu
from portail.inscriptions.places.examen import exiger_eligibles
from portail.inscriptions.places.prises import Voulue
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.balayages import chacun_a_part
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide
from portail.socle.tours import chacun_son_tour

OCTETS_DE_GRAINE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class VoeuxDit:
    """Les vœux d’un enfant, le préféré d’abord."""

    enfant: Enfant
    groupes: Sequence[Groupe]
    niveau: str = ""


def preparer(
    activite_id: UUID,
    *,
    ouvre_le: datetime,
    ferme_le: datetime,
    poids: Mapping[str, int],
    maximum: int = 1,
    agent: Agent,
    auteur: Auteur,
) -> Campagne:
    """Prépare une campagne ; ses critères et leurs points sont publics dès maintenant. Lève `Interdit`."""
    if maximum < 1 or ouvre_le >= ferme_le:
        raise SaisieInvalide
    with transaction():
        activite = session.get(Activite, activite_id)
        if activite is None:
            raise Introuvable
        if not peut_regler(agent, activite.service_code):
            raise Interdit
        campagne = Campagne(
            activite_id=activite_id,
            ouvre_le=ouvre_le,
            ferme_le=ferme_le,
            poids=dict(poids),
            maximum=maximum,
            version=VERSION,
        )
        session.add(campagne)
        session.flush()
        details = {"poids": dict(poids), "maximum": maximum}
        inscrire("preparer_campagne", auteur=auteur, objet=("campagne", campagne.id), details=details)
    return campagne


def dire_ses_voeux(
    campagne_id: UUID, voeux: Sequence[VoeuxDit], *, ensemble: bool, usager_id: UUID, auteur: Auteur
) -> DemandeSurVoeux:
    """Garde les vœux d’un foyer ; redits, ils remplacent les précédents : la date n’y change rien.

    Lève `VoeuxFermes`, `TropDeVoeux`, `NonEligible`, `DejaDemande`, `Introuvable`.
    """
    limite = entier_au("inscription_voeux_max")
    for dit in voeux:
        if not 0 < len({groupe.id for groupe in dit.groupes}) == len(dit.groupes) <= limite:
            raise TropDeVoeux(valeurs={"nombre": limite})
        if dit.enfant.rattachement_de(usager_id) is None:
            raise Introuvable
        exiger_eligibles(Voulue(groupe=groupe, enfant=dit.enfant, niveau=dit.niveau) for groupe in dit.groupes)
    try:
        with transaction():
            chacun_son_tour(f"foyer/{usager_id}")
            campagne = _ouverte(campagne_id, voeux)
            return _ecrire(campagne, voeux, ensemble, usager_id, auteur)
    except IntegrityError:
        raise DejaDemande from None


def _ouverte(campagne_id: UUID, voeux: Sequence[VoeuxDit]) -> Campagne:
    campagne = session.get(Campagne, campagne_id, populate_existing=True)
    if campagne is None or any(g.activite_id != campagne.activite_id for dit in voeux for g in dit.groupes):
        raise Introuvable
    ouverte = campagne.ouvre_le <= horloge.maintenant() < campagne.ferme_le
    if not ouverte or campagne.etat is not EtatCampagne.PREPAREE:
        raise VoeuxFermes
    return campagne


def _ecrire(
    campagne: Campagne, voeux: Sequence[VoeuxDit], ensemble: bool, usager_id: UUID, auteur: Auteur
) -> DemandeSurVoeux:
    sienne = select(DemandeSurVoeux).where(
        DemandeSurVoeux.campagne_id == campagne.id, DemandeSurVoeux.usager_id == usager_id
    )
    demande = session.scalars(sienne.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if demande is None:
        demande = DemandeSurVoeux(campagne_id=campagne.id, usager_id=usager_id)
    demande.ensemble, demande.modifiee_le = ensemble and len(voeux) > 1, horloge.maintenant()
    session.add(demande)
    session.flush()
    session.execute(delete(Voeu).where(Voeu.demande_id == demande.id))
    session.expire(demande, ["voeux"])
    session.add_all(
        Voeu(
            demande_id=demande.id,
            campagne_id=campagne.id,
            enfant_id=dit.enfant.id,
            enfant_empreinte=dit.enfant.empreinte,
            groupe_id=groupe.id,
            rang=rang,
            niveau=dit.niveau,
        )
        for dit in voeux
        for rang, groupe in enumerate(dit.groupes, start=1)
    )
    session.flush()
    details = {"enfants": len(voeux), "voeux": sum(len(dit.groupes) for dit in voeux), "ensemble": demande.ensemble}
    inscrire("dire_ses_voeux", auteur=auteur, objet=("demande_sur_voeux", demande.id), details=details)
    return demande


def retirer_ses_voeux(campagne_id: UUID, *, usager_id: UUID, auteur: Auteur) -> None:
    """Retire les vœux d’un foyer tant que la campagne est ouverte ; lève `VoeuxFermes`, `Introuvable`."""
    with transaction():
        chacun_son_tour(f"foyer/{usager_id}")
        _ouverte(campagne_id, [])
        sienne = select(DemandeSurVoeux).where(
            DemandeSurVoeux.campagne_id == campagne_id, DemandeSurVoeux.usager_id == usager_id
        )
        demande = session.scalars(sienne.with_for_update()).one_or_none()
        if demande is None:
            raise Introuvable
        inscrire("retirer_ses_voeux", auteur=auteur, objet=("demande_sur_voeux", demande.id))
        session.delete(demande)


def clore_les_echues() -> int:
    """Clôt les campagnes dont l’heure est passée, chacune à part ; rend leur nombre."""
    echues = select(Campagne.id).where(
        Campagne.etat == EtatCampagne.PREPAREE, Campagne.ferme_le <= horloge.maintenant()
    )
    return chacun_a_part("voeux", session.scalars(echues).all(), clore)


def clore(campagne_id: UUID) -> Campagne:
    """Relève les critères de chaque foyer, puis tire la graine : nul ne la connaît tant qu’on peut changer ses vœux.

    Sans effet la seconde fois ; lève `VoeuxFermes` avant l’heure.
    """
    with transaction():
        campagne = verrouiller(Campagne, campagne_id)
        if campagne.etat is not EtatCampagne.PREPAREE:
            return campagne
        if campagne.ferme_le > horloge.maintenant():
            raise VoeuxFermes
        demandes = session.scalars(select(DemandeSurVoeux).where(DemandeSurVoeux.campagne_id == campagne_id)).all()
        enfants = enfants_par_id({voeu.enfant_id for une in demandes for voeu in une.voeux})
        for demande in demandes:
            demande.criteres = criteres_de(demande, enfants)
        campagne.graine, campagne.etat = secrets.token_hex(OCTETS_DE_GRAINE), EtatCampagne.CLOSE
        session.flush()
        details = {"graine": campagne.graine, "foyers": len(demandes), "version": campagne.version}
        inscrire("clore_campagne", auteur=SYSTEME, objet=("campagne", campagne_id), details=details)
    return campagne
