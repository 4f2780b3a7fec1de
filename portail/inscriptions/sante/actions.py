"""Écrire la fiche sanitaire d’un enfant, la lire si l’on dirige l’activité, l’effacer à la fin.

Chaque lecture est au journal de l’enfant, avec qui l’a lue ; aucune liste, aucun export n’en porte le contenu.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, exists, func, or_, select

from portail.identite.actions import auteur_agent
from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfant_de, enfants_par_id
from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.habilitations import dirige
from portail.inscriptions.places.models import EtatPlace, Inscription, Place
from portail.inscriptions.sante.models import FicheSanitaire
from portail.journal.actions import SYSTEME, Auteur, inscrire, inscrire_pour_chacun
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from portail.socle.tours import chacun_son_tour

INSCRITES = (EtatPlace.EN_PAIEMENT, EtatPlace.CONFIRMEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContenuSanitaire:
    """Ce qu’une fiche dit ; rien n’est obligatoire que ce que la famille juge utile."""

    allergies: str = ""
    traitements: str = ""
    """Avec ordonnance, remise en main propre."""
    antecedents: str = ""
    vaccins_a_jour: bool | None = None
    medecin: str = ""
    """Son nom et son téléphone."""
    projet_accueil: bool = False
    """Un PAI existe : il est remis en main propre."""
    accueil_adapte: bool = False
    """La famille souhaite en parler avec le directeur avant le début."""
    soins_urgence: bool = False
    """La famille autorise les soins d’urgence."""


@dataclass(frozen=True, slots=True)
class FicheLue:
    """Une fiche ouverte par qui en a le droit ; `contenu` est rien si la famille n’a rien écrit."""

    enfant: Enfant
    contenu: ContenuSanitaire | None


def ecrire(
    enfant_id: UUID, activite_id: UUID, contenu: ContenuSanitaire, *, usager_id: UUID, auteur: Auteur
) -> FicheSanitaire:
    """Garde la fiche de l’enfant pour cette activité ; lève `Introuvable` pour l’enfant d’un autre."""
    enfant = enfant_de(usager_id, enfant_id)
    with transaction():
        chacun_son_tour(f"sante/{enfant.id}/{activite_id}")  # deux clics, une seule fiche
        activite = session.get(Activite, activite_id)
        if activite is None or not activite.fiche_sanitaire:
            raise Introuvable
        a_effacer_le = _fin(activite) + timedelta(days=entier_au("inscription_fiche_sanitaire_jours"))
        fiche = session.scalars(_la_fiche(enfant.id, activite_id).with_for_update()).one_or_none()
        if fiche is None:
            fiche = FicheSanitaire(enfant_id=enfant.id, activite_id=activite_id)
            session.add(fiche)
        fiche.contenu, fiche.usager_id, fiche.ecrite_le = asdict(contenu), usager_id, horloge.maintenant()
        fiche.a_effacer_le = a_effacer_le
        session.flush()
        details = {"activite": str(activite_id)}
        inscrire("ecrire_fiche_sanitaire", auteur=auteur, objet=("enfant", enfant.id), details=details)
    return fiche


def effacer(enfant_id: UUID, activite_id: UUID, *, usager_id: UUID, auteur: Auteur) -> bool:
    """Efface la fiche que ce responsable a écrite ; faux s’il n’y en a pas, ou si un autre l’a écrite depuis."""
    enfant = enfant_de(usager_id, enfant_id)
    with transaction():
        fiche = session.scalars(_la_fiche(enfant.id, activite_id).with_for_update()).one_or_none()
        if fiche is None or fiche.usager_id != usager_id:
            return False
        session.delete(fiche)
        details = {"activite": str(activite_id)}
        inscrire("effacer_fiche_sanitaire", auteur=auteur, objet=("enfant", enfant.id), details=details)
    return True


def relire(enfant_id: UUID, activite_id: UUID, *, usager_id: UUID) -> ContenuSanitaire | None:
    """Rend à un responsable ce qu’il a lui-même écrit ; rien de ce qu’un autre a écrit. Lève `Introuvable`."""
    enfant = enfant_de(usager_id, enfant_id)
    fiche = session.scalars(_la_fiche(enfant.id, activite_id)).one_or_none()
    if fiche is None or fiche.usager_id != usager_id:
        return None
    return _contenu(fiche.contenu)


def lire(enfant_id: UUID, activite_id: UUID, *, agent: Agent) -> FicheLue:
    """Rend la fiche au directeur de l’activité, et le note ; lève `Introuvable` à tout autre, quel qu’il soit."""
    lues = _lire(activite_id, agent, enfant_id=enfant_id)
    if not lues:
        raise Introuvable
    return lues[0]


def liste_imprimable(activite_id: UUID, *, agent: Agent, groupe_id: UUID | None = None) -> list[FicheLue]:
    """Rend les fiches des inscrits, par nom, et note la lecture de chacune ; lève `Introuvable`."""
    return _lire(activite_id, agent, groupe_id=groupe_id)


def _lire(
    activite_id: UUID, agent: Agent, *, enfant_id: UUID | None = None, groupe_id: UUID | None = None
) -> list[FicheLue]:
    with transaction():
        activite = session.get(Activite, activite_id, populate_existing=True)
        if activite is None or not dirige(agent, activite):
            raise Introuvable
        inscrits = _inscrits(activite_id, enfant_id, groupe_id)
        fiches = _fiches(activite_id, inscrits)
        details = {"activite": str(activite_id), "liste": enfant_id is None}
        lus: list[tuple[str, object]] = [("enfant", un) for un in inscrits]
        if lus:
            inscrire_pour_chacun("lire_fiche_sanitaire", auteur=auteur_agent(agent), objets=lus, details=details)
    enfants = sorted(enfants_par_id(inscrits).values(), key=lambda un: (un.nom, un.prenom, str(un.id)))
    return [FicheLue(enfant, fiches.get(enfant.id)) for enfant in enfants]


def effacer_les_finies() -> int:
    """Efface les fiches des activités finies, et des enfants qui n’y ont plus de place ; rend leur nombre."""
    garde = timedelta(days=entier_au("inscription_fiche_sanitaire_jours"))
    with transaction():
        inscrit = (
            exists()
            .where(Inscription.enfant_id == FicheSanitaire.enfant_id, Inscription.active)
            .where(Groupe.id == Inscription.groupe_id, Groupe.activite_id == FicheSanitaire.activite_id)
        )
        sans_place = and_(FicheSanitaire.ecrite_le < horloge.maintenant() - garde, ~inscrit)
        finies = delete(FicheSanitaire).where(or_(FicheSanitaire.a_effacer_le < horloge.aujourd_hui(), sans_place))
        effacees = session.scalars(finies.returning(FicheSanitaire.enfant_id)).all()
        objets: list[tuple[str, object]] = [("enfant", un) for un in effacees]
        if objets:
            inscrire_pour_chacun("effacer_fiche_sanitaire", auteur=SYSTEME, objets=objets)
    return len(effacees)


def _la_fiche(enfant_id: UUID, activite_id: UUID) -> Select[FicheSanitaire]:
    return select(FicheSanitaire).where(
        FicheSanitaire.enfant_id == enfant_id, FicheSanitaire.activite_id == activite_id
    )


def _fin(activite: Activite) -> date:
    """Rend le dernier jour de l’activité ; à défaut de groupe, celui de la saison."""
    dernier = session.scalar(select(func.max(Groupe.dernier_jour)).where(Groupe.activite_id == activite.id))
    return dernier or activite.saison.fin


def _inscrits(activite_id: UUID, enfant_id: UUID | None, groupe_id: UUID | None) -> Sequence[UUID]:
    leurs = (
        select(Inscription.enfant_id)
        .join(Groupe, Groupe.id == Inscription.groupe_id)
        .join(Place, Place.inscription_id == Inscription.id)
        .where(Groupe.activite_id == activite_id, Inscription.active, Place.etat.in_(INSCRITES))
    )
    if enfant_id is not None:
        leurs = leurs.where(Inscription.enfant_id == enfant_id)
    if groupe_id is not None:
        leurs = leurs.where(Inscription.groupe_id == groupe_id)
    return session.scalars(leurs.distinct()).all()


def _fiches(activite_id: UUID, enfants: Sequence[UUID]) -> Mapping[UUID, ContenuSanitaire]:
    siennes = select(FicheSanitaire).where(
        FicheSanitaire.activite_id == activite_id, FicheSanitaire.enfant_id.in_(enfants)
    )
    return {une.enfant_id: _contenu(une.contenu) for une in session.scalars(siennes)}


def _contenu(garde: Mapping[str, Any]) -> ContenuSanitaire:
    return ContenuSanitaire(**garde)
