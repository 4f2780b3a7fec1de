"""Tenir les saisons et les activités : les ouvrir, changer leur fiche. Ce qui est vendu reste vendu.

Ce qu’une famille a accepté (prix, règles d’annulation) est gardé avec sa commande ; changer une fiche n’y touche pas.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.exc import IntegrityError

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite, Groupe, Mode, PopulationCommunale, Saison
from portail.inscriptions.activites.queries import saison_de
from portail.inscriptions.activites.refus import (
    ActiviteCommencee,
    CodeDejaPris,
    MillesimeInconnu,
    SaisonCommencee,
    SaisonImpossible,
)
from portail.inscriptions.habilitations import peut_regler
from portail.inscriptions.ouvertures.models import Campagne
from portail.inscriptions.places.models import Inscription
from portail.inscriptions.tarifs.queries import ADHESION
from portail.inscriptions.tarifs.versions import exiger_un_prix
from portail.journal.actions import Auteur, inscrire
from portail.journal.changements import changement
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit

UN_AN = timedelta(days=366)
TEXTES = frozenset({"libelle", "explication", "regles_annulation"})
"""Ce qui n’est pas un code : au journal par son empreinte."""
QUI_ENCAISSE = frozenset({"service_code", "regie_code", "mode"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheSaison:
    """Ce que l’on dit d’une saison."""

    libelle: str
    debut: date
    fin: date
    date_age: date
    millesime: int
    precedente_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheActivite:
    """Ce que l’on règle d’une activité."""

    libelle: str
    explication: str
    service_code: str
    regie_code: str
    grille_id: UUID
    adhesion: bool
    parametre_seuil: str
    mode: Mode
    attestation_sante: bool
    responsabilite_civile: bool
    aisance_aquatique: bool
    fiche_sanitaire: bool
    regles_annulation: str


Fiche = TypeVar("Fiche", FicheSaison, FicheActivite)


def creer_une_saison(code: str, fiche: FicheSaison, *, auteur: Auteur) -> Saison:
    """Ouvre une saison ; lève `CodeDejaPris`, `SaisonImpossible`, `MillesimeInconnu`."""
    saison = Saison(code=code, **asdict(fiche))
    try:
        with transaction():
            _exiger_une_saison(fiche)
            session.add(saison)
            session.flush()
            _noter("creer_saison", ("saison", code), auteur, {}, _textes(fiche))
    except IntegrityError as erreur:
        raise CodeDejaPris from erreur
    return saison


def modifier_une_saison(code: str, fiche: FicheSaison, *, auteur: Auteur) -> Saison:
    """Change la fiche d’une saison ; dès qu’un enfant y est inscrit, son nom seulement.

    Lève `SaisonCommencee`, `SaisonImpossible`, `MillesimeInconnu`, `Introuvable`.
    """
    saison_id = saison_de(code).id
    with transaction():
        saison = verrouiller(Saison, saison_id)
        avant = _lue(FicheSaison, saison)
        _exiger_une_saison(fiche)
        if _changes(avant, fiche) - {"libelle"} and _a_des_inscrits(Activite.saison_id == saison_id):
            raise SaisonCommencee
        _poser(saison, fiche)
        _noter("modifier_saison", ("saison", code), auteur, _textes(avant), _textes(fiche))
    return saison


def creer_une_activite(code: str, saison_code: str, fiche: FicheActivite, *, agent: Agent, auteur: Auteur) -> Activite:
    """Ouvre une activité, retirée du choix tant qu’on ne l’y met pas.

    Lève `CodeDejaPris`, `TarifIncomplet`, `Interdit`, `Introuvable`.
    """
    saison = saison_de(saison_code)
    activite = Activite(code=code, saison_id=saison.id, ouverte=False, a_confirmer=False, **asdict(fiche))
    try:
        with transaction():
            _exiger_de_pouvoir(fiche, agent)
            session.add(activite)
            session.flush()
            _noter("creer_activite", ("activite", activite.id), auteur, {}, _textes(fiche))
    except IntegrityError as erreur:
        raise CodeDejaPris from erreur
    return activite


def modifier_une_activite(activite_id: UUID, fiche: FicheActivite, *, agent: Agent, auteur: Auteur) -> Activite:
    """Change la fiche d’une activité ; les commandes déjà faites gardent leurs prix et leurs règles.

    Lève `ActiviteCommencee`, `TarifIncomplet`, `Interdit`.
    """
    with transaction():
        activite = verrouiller(Activite, activite_id)
        if not peut_regler(agent, activite.service_code):
            raise Interdit
        avant = _lue(FicheActivite, activite)
        if _changes(avant, fiche) & QUI_ENCAISSE and _a_commence(activite_id):
            raise ActiviteCommencee
        _exiger_de_pouvoir(fiche, agent, produits=_produits(activite_id))
        _poser(activite, fiche)
        _noter("modifier_activite", ("activite", activite_id), auteur, _textes(avant), _textes(fiche))
    return activite


def _exiger_une_saison(fiche: FicheSaison) -> None:
    if not fiche.debut < fiche.fin or not fiche.debut - UN_AN <= fiche.date_age <= fiche.fin:
        raise SaisonImpossible
    connu = select(PopulationCommunale.code_insee).where(PopulationCommunale.millesime == fiche.millesime).limit(1)
    if session.scalar(connu) is None:
        raise MillesimeInconnu


def _exiger_de_pouvoir(fiche: FicheActivite, agent: Agent, *, produits: Collection[str] = ()) -> None:
    if not peut_regler(agent, fiche.service_code):
        raise Interdit
    exiger_un_prix(fiche.grille_id, [*([ADHESION] if fiche.adhesion else []), *produits])


def _produits(activite_id: UUID) -> list[str]:
    vendus = select(Groupe.produit).where(
        Groupe.activite_id == activite_id, Groupe.produit != "", Groupe.annule_le.is_(None)
    )
    return list(session.scalars(vendus.distinct()))


def _a_commence(activite_id: UUID) -> bool:
    campagne = session.scalar(select(Campagne.id).where(Campagne.activite_id == activite_id).limit(1))
    return campagne is not None or _a_des_inscrits(Activite.id == activite_id)


def _a_des_inscrits(de: ColumnElement[bool]) -> bool:
    places = exists().where(Inscription.active, Groupe.id == Inscription.groupe_id, Activite.id == Groupe.activite_id)
    return bool(session.scalar(select(places.where(de))))


def _lue(fiche: type[Fiche], ligne: Saison | Activite) -> Fiche:
    return fiche(**{un.name: getattr(ligne, un.name) for un in fields(fiche)})


def _poser(ligne: Saison | Activite, fiche: FicheSaison | FicheActivite) -> None:
    for nom, valeur in asdict(fiche).items():
        setattr(ligne, nom, valeur)
    session.flush()


def _changes(avant: FicheSaison | FicheActivite, apres: FicheSaison | FicheActivite) -> set[str]:
    return {nom for nom, valeur in asdict(apres).items() if asdict(avant)[nom] != valeur}


def _textes(fiche: FicheSaison | FicheActivite) -> dict[str, str]:
    """Rend les valeurs par colonne, pour le journal."""
    return {nom: _texte(valeur) for nom, valeur in asdict(fiche).items()}


def _texte(valeur: object) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return "" if valeur is None else str(valeur)


def _noter(
    action: str, objet: tuple[str, object], auteur: Auteur, avant: Mapping[str, str], apres: Mapping[str, str]
) -> None:
    details = changement(avant, apres, en_clair=frozenset(apres) - TEXTES)
    if details:
        inscrire(action, auteur=auteur, objet=objet, details=details)
