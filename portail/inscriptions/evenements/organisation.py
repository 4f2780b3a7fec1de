"""Créer, régler, publier, annuler un évènement ; inviter des structures ; écrire aux inscrits. Pour qui encadre."""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.inscriptions.erreurs import exiger_une_raison
from portail.inscriptions.evenements import messages
from portail.inscriptions.evenements.erreurs import (
    DatesImpossibles,
    DejaFini,
    PlacesDeStructurePrises,
    StructuresManquantes,
    TropDeStructures,
)
from portail.inscriptions.evenements.models import (
    ACTIVES,
    EtatInscription,
    Evenement,
    InscriptionEvenement,
    StructureInvitee,
)
from portail.inscriptions.evenements.presences import annuler as annuler_les_billets
from portail.inscriptions.evenements.presences import emettre
from portail.inscriptions.evenements.queries import evenement_tenu
from portail.inscriptions.evenements.service import liberer, servir
from portail.inscriptions.habilitations import peut_gerer, peut_regler
from portail.inscriptions.places.capacites import poser_la_capacite
from portail.inscriptions.places.erreurs import CapaciteTropPetite
from portail.inscriptions.places.models import Quota
from portail.journal.actions import inscrire
from portail.socle import dictee, horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit
from portail.socle.tours import reprendre

EVENEMENT = "evenement"
TITRE_ADRESSE_MAX = 48
SIGNES_ADRESSE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    """Ce que l’on règle d’un évènement."""

    titre: str
    explication: str
    lieu_nom: str
    lieu_adresse: str
    debut: datetime
    fin: datetime
    ouvre_le: datetime
    ferme_le: datetime
    acces: str = ""
    repas: bool = False
    enregistre: bool = False
    usage_des_images: str = ""
    partenaires: bool = False


ANNONCES = ("lieu_nom", "lieu_adresse", "debut", "fin")
"""Ce dont le changement se dit aux inscrits."""


def creer(fiche: Fiche, *, service_code: str, capacite: int, agent: Agent) -> Evenement:
    """Crée un évènement, pas encore publié ; lève `Interdit`, `DatesImpossibles`, `CapaciteTropPetite`."""
    if not peut_regler(agent, service_code):
        raise Interdit
    _exiger_les_dates(fiche)
    maintenant, identifiant = horloge.maintenant(), uuid4()
    with transaction():
        quota = _quota(f"evenement-{identifiant}", fiche.titre, capacite)
        evenement = Evenement(
            id=identifiant,
            code=_code(fiche.titre),
            service_code=service_code,
            quota_id=quota.id,
            cree_le=maintenant,
            modifie_le=maintenant,
            **asdict(fiche),
        )
        session.add(evenement)
        session.flush()
        auteur = auteur_agent(agent)
        inscrire("creer_evenement", auteur=auteur, objet=(EVENEMENT, identifiant), details={"places": capacite})
    return evenement


def regler(evenement_id: UUID, fiche: Fiche, *, agent: Agent) -> Evenement:
    """Change un évènement ; si la date ou le lieu changent, les inscrits en sont prévenus et leurs billets suivent.

    Lève `StructuresManquantes` si, publié, il n’est plus ouvert à personne.
    """
    _exiger_les_dates(fiche)
    with transaction():
        evenement = _a_regler(evenement_id, agent)
        if fiche.partenaires and evenement.publie_le is not None and not evenement.structures:
            raise StructuresManquantes
        annonce = evenement.publie_le is not None and any(
            getattr(evenement, nom) != getattr(fiche, nom) for nom in ANNONCES
        )
        for nom, valeur in asdict(fiche).items():
            setattr(evenement, nom, valeur)
        evenement.modifie_le = horloge.maintenant()
        inscrire("regler_evenement", auteur=auteur_agent(agent), objet=(EVENEMENT, evenement_id))
        if annonce:
            evenement.sequence += 1
            _prevenir_du_changement(evenement)
    return evenement


def _prevenir_du_changement(evenement: Evenement) -> None:
    for inscription in _verrouillees(evenement.id):
        if inscription.etat is EtatInscription.A_CONFIRMER:
            messages.demander_de_confirmer(inscription, evenement)
            continue
        if inscription.etat is EtatInscription.INSCRIT:
            annuler_les_billets(inscription)
            emettre(inscription, evenement)
        messages.dire_le_changement(inscription, evenement)


def publier(evenement_id: UUID, *, agent: Agent) -> Evenement:
    """Publie l’évènement : sa page s’ouvre à tous ; déjà fait, ne change rien. Lève `StructuresManquantes`."""
    with transaction():
        evenement = _a_regler(evenement_id, agent)
        if evenement.partenaires and not evenement.structures:
            raise StructuresManquantes
        if evenement.publie_le is None:
            evenement.publie_le = evenement.modifie_le = horloge.maintenant()
            inscrire("publier_evenement", auteur=auteur_agent(agent), objet=(EVENEMENT, evenement_id))
    return evenement


def annuler(evenement_id: UUID, *, raison: str, agent: Agent) -> Evenement:
    """Annule l’évènement, rend toutes les places et prévient chacun, raison à l’appui ; lève `RaisonManquante`."""
    exiger_une_raison(raison)

    def geste() -> Evenement:
        with transaction():
            evenement = _a_regler(evenement_id, agent)
            evenement.annule_le = evenement.modifie_le = horloge.maintenant()
            evenement.raison_annulation = raison.strip()
            evenement.sequence += 1
            siennes = _verrouillees(evenement_id)
            liberer(siennes, evenement)
            details = {"inscriptions": len(siennes)}
            auteur = auteur_agent(agent)
            inscrire("annuler_evenement", auteur=auteur, objet=(EVENEMENT, evenement_id), details=details)
            for inscription in siennes:
                messages.dire_l_annulation_du_service(inscription, evenement, raison=raison.strip())
            return evenement

    return reprendre(geste)


def changer_les_places(
    evenement_id: UUID, capacite: int, *, structures: Mapping[UUID, int] | None = None, agent: Agent
) -> Evenement:
    """Change le nombre de places, celles de chaque structure, et sert qui attendait.

    Lève `CapaciteTropPetite`, ou `PlacesDeStructurePrises` qui dit laquelle : plus de places sont déjà prises.
    """

    def geste() -> Evenement:
        with transaction():
            evenement = _a_regler(evenement_id, agent)
            _poser_les_places(evenement, capacite, structures or {})
            auteur = auteur_agent(agent)
            details = {"capacite": capacite, "structures": sum((structures or {}).values())}
            inscrire("changer_capacite", auteur=auteur, objet=(EVENEMENT, evenement_id), details=details)
            servir(evenement)
            return evenement

    return reprendre(geste)


def _poser_les_places(evenement: Evenement, capacite: int, structures: Mapping[UUID, int]) -> None:
    """Change chaque compteur, par identifiant croissant : deux règlements ne se croisent pas."""
    par_quota = {une.quota_id: une for une in evenement.structures if une.id in structures}
    for quota_id in sorted({evenement.quota_id, *par_quota}):
        structure = par_quota.get(quota_id)
        try:
            poser_la_capacite(quota_id, structures[structure.id] if structure else capacite)
        except CapaciteTropPetite:
            if structure is None:
                raise
            raise PlacesDeStructurePrises(structure.id) from None


def inviter(evenement_id: UUID, *, libelle: str, capacite: int, agent: Agent) -> StructureInvitee:
    """Invite une structure, avec ses places ; lève `TropDeStructures` si elle l’est déjà."""
    with transaction():
        evenement = _a_regler(evenement_id, agent)
        if any(une.libelle.casefold() == libelle.strip().casefold() for une in evenement.structures):
            raise TropDeStructures
        quota = _quota(f"structure-{uuid4()}", libelle.strip(), capacite)
        structure = StructureInvitee(evenement_id=evenement_id, quota_id=quota.id, libelle=libelle.strip())
        evenement.structures.append(structure)
        session.flush()
        auteur = auteur_agent(agent)
        inscrire("inviter_structure", auteur=auteur, objet=(EVENEMENT, evenement_id), details={"places": capacite})
    return structure


def ecrire_aux_inscrits(evenement_id: UUID, *, texte: str, a_la_file: bool, agent: Agent) -> int:
    """Écrit à chaque inscrit, et au besoin à qui attend ; rend à combien. Lève `RaisonManquante` pour un texte vide."""
    exiger_une_raison(texte)
    etats = (EtatInscription.INSCRIT, EtatInscription.ATTENTE) if a_la_file else (EtatInscription.INSCRIT,)
    with transaction():
        evenement = evenement_tenu(agent, evenement_id)
        if not peut_gerer(agent, evenement.service_code):
            raise Interdit
        siennes = session.scalars(
            select(InscriptionEvenement)
            .where(InscriptionEvenement.evenement_id == evenement_id, InscriptionEvenement.etat.in_(etats))
            .order_by(InscriptionEvenement.id)
        ).all()
        joints = [une for une in siennes if une.courriel]
        for inscription in joints:
            messages.transmettre(inscription, evenement, texte=texte.strip())
        details = {"destinataires": len(joints)}
        inscrire("ecrire_aux_inscrits", auteur=auteur_agent(agent), objet=(EVENEMENT, evenement_id), details=details)
    return len(joints)


def _a_regler(evenement_id: UUID, agent: Agent) -> Evenement:
    """Rend l’évènement verrouillé ; lève `Introuvable`, `Interdit` à qui n’encadre pas, `DejaFini`."""
    evenement_tenu(agent, evenement_id)
    evenement = verrouiller(Evenement, evenement_id)
    if not peut_regler(agent, evenement.service_code):
        raise Interdit
    if evenement.annule_le is not None or evenement.fin <= horloge.maintenant():
        raise DejaFini
    return evenement


def _verrouillees(evenement_id: UUID) -> list[InscriptionEvenement]:
    """Rend les inscriptions qui valent, verrouillées dans l’ordre."""
    siennes = select(InscriptionEvenement).where(
        InscriptionEvenement.evenement_id == evenement_id, InscriptionEvenement.etat.in_(ACTIVES)
    )
    return list(
        session.scalars(
            siennes.order_by(InscriptionEvenement.id).with_for_update().execution_options(populate_existing=True)
        )
    )


def _exiger_les_dates(fiche: Fiche) -> None:
    if not (fiche.debut < fiche.fin and fiche.ouvre_le < fiche.ferme_le <= fiche.fin):
        raise DatesImpossibles


def _quota(code: str, libelle: str, capacite: int) -> Quota:
    if capacite < 1:
        raise CapaciteTropPetite
    quota = Quota(code=code, libelle=libelle, capacite=capacite)
    session.add(quota)
    session.flush()
    return quota


def _code(titre: str) -> str:
    """Rend le titre tel qu’une adresse le porte, et de quoi le distinguer d’un autre du même nom."""
    nu = unicodedata.normalize("NFKD", titre).encode("ascii", "ignore").decode().lower()
    mots = re.sub(r"[^a-z0-9]+", "-", nu).strip("-")[:TITRE_ADRESSE_MAX].strip("-") or "evenement"
    suite = "".join(secrets.choice(dictee.ALPHABET) for _ in range(SIGNES_ADRESSE)).lower()
    return f"{mots}-{suite}"
