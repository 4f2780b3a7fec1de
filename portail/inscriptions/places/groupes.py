"""Tenir les groupes et leurs comptes de places : en ouvrir, changer une fiche, partager un compte.

Une famille inscrite a choisi un lieu, des jours, des heures : ils ne changent plus dès qu’une place est prise.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, time
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite, Groupe, Nature
from portail.inscriptions.activites.refus import (
    CodeDejaPris,
    GroupeCommence,
    GroupeImpossible,
    ProduitSansQuantite,
)
from portail.inscriptions.habilitations import peut_regler
from portail.inscriptions.places.erreurs import CapaciteTropPetite
from portail.inscriptions.places.models import GroupeQuota, Inscription, Quota
from portail.inscriptions.tarifs.versions import exiger_un_prix
from portail.journal.actions import Auteur, inscrire
from portail.journal.changements import changement
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit

TEXTES = frozenset({"libelle", "lieu_nom", "lieu_adresse"})
LIBRES = frozenset({"libelle", "age_min", "age_max", "niveau", "produit", "quantite"})
"""Ce qui se change encore quand des places sont prises : cela ne vaut que pour qui s’inscrira."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheGroupe:
    """Ce que l’on dit d’un groupe."""

    nature: Nature
    libelle: str
    lieu_nom: str
    lieu_adresse: str
    lieu_code_insee: str
    jours: tuple[int, ...]
    debut: time
    fin: time
    premier_jour: date
    dernier_jour: date
    age_min: int
    age_max: int
    niveau: str
    produit: str
    quantite: int


def creer_un_groupe(
    code: str, activite_id: UUID, fiche: FicheGroupe, *, capacite: int, agent: Agent, auteur: Auteur
) -> Groupe:
    """Ouvre un groupe et son compte de places, du même code.

    Lève `CodeDejaPris`, `GroupeImpossible`, `ProduitSansQuantite`, `TarifIncomplet`, `Interdit`.
    """
    _exiger_un_groupe(fiche)
    if capacite < 0:
        raise CapaciteTropPetite
    try:
        with transaction():
            activite = _a_regler(activite_id, agent)
            _exiger_un_prix(activite, fiche)
            groupe = Groupe(code=code, activite_id=activite_id, **_colonnes(fiche))
            quota = Quota(code=code, libelle=fiche.libelle, capacite=capacite)
            session.add_all([groupe, quota])
            session.flush()
            session.add(GroupeQuota(groupe_id=groupe.id, quota_id=quota.id))
            _noter("creer_groupe", groupe, auteur, {}, _textes(fiche) | {"capacite": str(capacite)})
    except IntegrityError as erreur:
        raise CodeDejaPris from erreur
    return groupe


def modifier_un_groupe(groupe_id: UUID, fiche: FicheGroupe, *, agent: Agent, auteur: Auteur) -> Groupe:
    """Change la fiche d’un groupe ; dès qu’une place est prise, ni lieu, ni jours, ni heures.

    Lève `GroupeCommence`, `GroupeImpossible`, `ProduitSansQuantite`, `TarifIncomplet`, `Interdit`.
    """
    _exiger_un_groupe(fiche)
    with transaction():
        groupe = verrouiller(Groupe, groupe_id)
        activite = _a_regler(groupe.activite_id, agent)
        avant = _lue(groupe)
        changes = {nom for nom, valeur in asdict(fiche).items() if asdict(avant)[nom] != valeur}
        if changes - LIBRES and a_une_place_prise(groupe_id):
            raise GroupeCommence
        _exiger_un_prix(activite, fiche)
        for nom, valeur in _colonnes(fiche).items():
            setattr(groupe, nom, valeur)
        session.flush()
        _noter("modifier_groupe", groupe, auteur, _textes(avant), _textes(fiche))
    return groupe


def creer_un_compte(code: str, libelle: str, *, capacite: int, auteur: Auteur) -> Quota:
    """Ouvre un compte de places que plusieurs groupes partageront ; lève `CodeDejaPris`, `CapaciteTropPetite`."""
    if capacite < 0:
        raise CapaciteTropPetite
    try:
        with transaction():
            quota = Quota(code=code, libelle=libelle, capacite=capacite, partage=True)
            session.add(quota)
            session.flush()
            details = {"capacite": capacite}
            inscrire("creer_compte", auteur=auteur, objet=("quota", quota.id), details=details)
    except IntegrityError as erreur:
        raise CodeDejaPris from erreur
    return quota


def partager_les_comptes(groupe_id: UUID, comptes: Collection[UUID], *, agent: Agent, auteur: Auteur) -> None:
    """Dit quels comptes partagés comptent aussi les places de ce groupe ; le sien lui reste.

    Lève `GroupeCommence`, `Interdit`.
    """
    with transaction():
        groupe = verrouiller(Groupe, groupe_id)
        _a_regler(groupe.activite_id, agent)
        if a_une_place_prise(groupe_id):
            raise GroupeCommence
        partages = select(Quota.id).where(Quota.partage)
        siens = GroupeQuota.groupe_id == groupe_id
        avant = _codes(siens)
        session.execute(delete(GroupeQuota).where(siens, GroupeQuota.quota_id.in_(partages)))
        voulus = session.scalars(partages.where(Quota.id.in_(comptes)))
        session.add_all([GroupeQuota(groupe_id=groupe_id, quota_id=quota_id) for quota_id in voulus])
        session.flush()
        _noter("partager_comptes", groupe, auteur, avant, _codes(siens))


def a_une_place_prise(groupe_id: UUID) -> bool:
    """Vrai si un enfant y a une place, même au panier."""
    sienne = select(Inscription.id).where(Inscription.groupe_id == groupe_id, Inscription.active).limit(1)
    return session.scalar(sienne) is not None


def fiche_du_groupe(groupe: Groupe) -> FicheGroupe:
    """Rend la fiche telle qu’elle est gardée."""
    return _lue(groupe)


def _exiger_un_groupe(fiche: FicheGroupe) -> None:
    dans_l_ordre = fiche.premier_jour <= fiche.dernier_jour and fiche.debut < fiche.fin
    if not dans_l_ordre or not 0 <= fiche.age_min <= fiche.age_max or not fiche.jours:
        raise GroupeImpossible
    if bool(fiche.produit) is not bool(fiche.quantite):
        raise ProduitSansQuantite


def _exiger_un_prix(activite: Activite, fiche: FicheGroupe) -> None:
    if fiche.produit:
        exiger_un_prix(activite.grille_id, [fiche.produit])


def _a_regler(activite_id: UUID, agent: Agent) -> Activite:
    activite = session.get_one(Activite, activite_id)
    if not peut_regler(agent, activite.service_code):
        raise Interdit
    return activite


def _lue(groupe: Groupe) -> FicheGroupe:
    lues = {un.name: getattr(groupe, un.name) for un in fields(FicheGroupe)}
    return FicheGroupe(**{**lues, "jours": tuple(groupe.jours)})


def _colonnes(fiche: FicheGroupe) -> dict[str, object]:
    return {**asdict(fiche), "jours": list(fiche.jours)}


def _textes(fiche: FicheGroupe) -> dict[str, str]:
    """Rend les valeurs par colonne, pour le journal."""
    dites = {nom: str(valeur) for nom, valeur in asdict(fiche).items()}
    heures = {nom: getattr(fiche, nom).strftime("%H:%M") for nom in ("debut", "fin")}
    # « debut » et « fin » sont des dates dans les autres journaux.
    del dites["debut"], dites["fin"]
    return {
        **dites,
        "heures": f"{heures['debut']} – {heures['fin']}",
        "jours": ", ".join(map(str, fiche.jours)),
    }


def _codes(siens: ColumnElement[bool]) -> dict[str, str]:
    codes = select(Quota.code).join(GroupeQuota, GroupeQuota.quota_id == Quota.id).where(siens)
    return {"comptes": ", ".join(sorted(session.scalars(codes)))}


def _noter(action: str, groupe: Groupe, auteur: Auteur, avant: Mapping[str, str], apres: Mapping[str, str]) -> None:
    details = changement(avant, apres, en_clair=frozenset(apres) - TEXTES)
    if details:
        inscrire(action, auteur=auteur, objet=("groupe", groupe.id), details=details)
