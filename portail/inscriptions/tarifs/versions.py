"""Tenir les tarifs : ouvrir une grille, préparer une version à venir, l’écrire, l’abandonner.

Rien n’est rétroactif : une version commence demain au plus tôt, et celle qui a commencé ne change plus.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.tarifs.calcul import PARTOUT, Remise
from portail.inscriptions.tarifs.erreurs import (
    CodeDejaPris,
    DebutImpossible,
    DejaPrevue,
    TarifIncomplet,
    TarifsRepetes,
    TranchesImpossibles,
    VersionCommencee,
)
from portail.inscriptions.tarifs.models import (
    GrilleTarifaire,
    RemiseParRang,
    Tarif,
    TrancheDeQuotient,
    VersionDeGrille,
)
from portail.inscriptions.tarifs.queries import ADHESION
from portail.journal.actions import Auteur, inscrire
from portail.journal.changements import changement
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable

TRANCHES_MAX = 9


@dataclass(frozen=True, slots=True)
class PrixDit:
    """Le prix d’un produit dans une zone, tranche par tranche."""

    produit: str
    zone: str
    montants: Mapping[str, Decimal]


def creer_la_grille(
    code: str, libelle: str, *, bornes: Sequence[Decimal], acte: str, auteur: Auteur
) -> GrilleTarifaire:
    """Ouvre une grille sans prix, que nulle activité n’emploie encore ; lève `CodeDejaPris`, `TranchesImpossibles`."""
    tranches = _tranches(bornes)
    try:
        with transaction():
            premiere = VersionDeGrille(debut=horloge.aujourd_hui(), acte=acte, tranches=tranches, tarifs=[], remises=[])
            grille = GrilleTarifaire(code=code, libelle=libelle, versions=[premiere])
            session.add(grille)
            session.flush()
            _noter("creer_grille", code, auteur, **_debut_dit(premiere, bornes))
    except IntegrityError as erreur:
        raise CodeDejaPris from erreur
    return grille


def preparer_une_version(
    code: str, *, debut: date, bornes: Sequence[Decimal], acte: str, auteur: Auteur
) -> VersionDeGrille:
    """Prépare les tarifs d’un jour à venir, d’après ceux d’aujourd’hui ; une tranche de plus prend les prix de la
    dernière. Lève `DebutImpossible`, `DejaPrevue`, `TranchesImpossibles`, `Introuvable`.
    """
    tranches = _tranches(bornes)
    if debut <= horloge.aujourd_hui():
        raise DebutImpossible
    with transaction():
        grille = _verrouillee(code)
        modele = grille.versions[-1]
        if modele.debut > horloge.aujourd_hui():
            raise DejaPrevue
        neuve = VersionDeGrille(
            grille_id=grille.id,
            debut=debut,
            acte=acte,
            tranches=tranches,
            tarifs=_copies(modele, [une.code for une in tranches]),
            remises=[RemiseParRang(produit=une.produit, rang=une.rang, taux=une.taux) for une in modele.remises],
        )
        session.add(neuve)
        session.flush()
        _noter("preparer_tarifs", code, auteur, **_debut_dit(neuve, bornes))
    session.expire(grille, ["versions"])
    return neuve


def ecrire_les_tarifs(
    version_id: UUID, prix: Sequence[PrixDit], remises: Sequence[Remise], *, auteur: Auteur
) -> VersionDeGrille:
    """Remplace les prix et les remises d’une version qui ne sert pas encore.

    Lève `VersionCommencee`, `TarifIncomplet`, `TarifsRepetes`, `Introuvable`.
    """
    _sans_repetition([(un.produit, un.zone) for un in prix])
    _sans_repetition([(une.produit, une.rang) for une in remises])
    with transaction():
        grille, version = _a_ecrire(version_id)
        tranches = [une.code for une in version.tranches]
        for produit in _produits_vendus(grille.id):
            if not any((un.produit, un.zone) == (produit, PARTOUT) for un in prix):
                raise TarifIncomplet(valeurs={"produit": produit})
        avant = _textes(version)
        version.tarifs, version.remises = [], []
        session.flush()
        version.tarifs = [
            Tarif(produit=un.produit, zone=un.zone, tranche=tranche, prix=un.montants[tranche])
            for un in prix
            for tranche in tranches
        ]
        version.remises = [RemiseParRang(produit=une.produit, rang=une.rang, taux=une.taux) for une in remises]
        version.a_confirmer = False
        session.flush()
        apres = _textes(version)
        details = changement(avant, apres, en_clair=frozenset({*avant, *apres}))
        _noter("ecrire_tarifs", grille.code, auteur, debut=version.debut.isoformat(), **details)
    return version


def abandonner_la_version(version_id: UUID, *, auteur: Auteur) -> str:
    """Efface des tarifs à venir et rend le code de leur grille ; lève `VersionCommencee`, `Introuvable`."""
    with transaction():
        grille, version = _a_ecrire(version_id)
        if len(grille.versions) == 1:
            raise VersionCommencee
        session.delete(version)
        _noter("abandonner_tarifs", grille.code, auteur, debut=version.debut.isoformat())
    session.expire(grille, ["versions"])
    return grille.code


def est_a_ecrire(version: VersionDeGrille) -> bool:
    """Vrai si ces tarifs peuvent encore changer : ils sont à venir, ou aucune activité n’emploie la grille."""
    if version.debut > horloge.aujourd_hui():
        return True
    return session.scalar(select(Activite.id).where(Activite.grille_id == version.grille_id).limit(1)) is None


def exiger_un_prix(grille_id: UUID, produits: Sequence[str]) -> None:
    """Lève `TarifIncomplet` si la grille, aujourd’hui ou à venir, n’a pas de prix partout pour ces produits."""
    grille = session.get_one(GrilleTarifaire, grille_id, populate_existing=True)
    jour = horloge.aujourd_hui()
    a_tenir = [une for une in grille.versions if une.debut > jour or une is grille.version_au(jour)]
    for version in a_tenir:
        connus = {un.produit for un in version.tarifs if un.zone == PARTOUT}
        for produit in produits:
            if produit not in connus:
                raise TarifIncomplet(valeurs={"produit": produit})


def _tranches(bornes: Sequence[Decimal]) -> list[TrancheDeQuotient]:
    croissantes = all(avant < apres for avant, apres in pairwise(bornes))
    if not croissantes or len(bornes) >= TRANCHES_MAX or any(une <= 0 for une in bornes):
        raise TranchesImpossibles
    return [TrancheDeQuotient(rang=rang, code=f"T{rang}", qf_max=une) for rang, une in enumerate([*bornes, None], 1)]


def _copies(modele: VersionDeGrille, tranches: Sequence[str]) -> list[Tarif]:
    connus = {(un.produit, un.zone, un.tranche): un.prix for un in modele.tarifs}
    derniere = modele.tranches[-1].code
    return [
        Tarif(
            produit=produit,
            zone=zone,
            tranche=tranche,
            prix=connus.get((produit, zone, tranche), connus[produit, zone, derniere]),
        )
        for produit, zone in sorted({(un.produit, un.zone) for un in modele.tarifs})
        for tranche in tranches
    ]


def _verrouillee(code: str) -> GrilleTarifaire:
    voulue = select(GrilleTarifaire).where(GrilleTarifaire.code == code).with_for_update()
    grille = session.scalars(voulue.execution_options(populate_existing=True)).one_or_none()
    if grille is None:
        raise Introuvable
    return grille


def _a_ecrire(version_id: UUID) -> tuple[GrilleTarifaire, VersionDeGrille]:
    """Rend la grille, verrouillée d’abord, et sa version ; lève `VersionCommencee`, `Introuvable`."""
    version = session.get(VersionDeGrille, version_id)
    if version is None:
        raise Introuvable
    grille = verrouiller(GrilleTarifaire, version.grille_id)
    session.refresh(version)
    if not est_a_ecrire(version):
        raise VersionCommencee
    return grille, version


def _produits_vendus(grille_id: UUID) -> list[str]:
    siennes = select(Activite.id, Activite.adhesion).where(Activite.grille_id == grille_id)
    activites = session.execute(siennes).all()
    vendus = select(Groupe.produit).where(
        Groupe.activite_id.in_([une.id for une in activites]), Groupe.produit != "", Groupe.annule_le.is_(None)
    )
    adhesion = [ADHESION] if any(une.adhesion for une in activites) else []
    return sorted({*adhesion, *session.scalars(vendus)})


def _sans_repetition(cles: Sequence[tuple[str, object]]) -> None:
    if any(nombre > 1 for nombre in Counter(cles).values()):
        raise TarifsRepetes


def _textes(version: VersionDeGrille) -> dict[str, str]:
    """Rend chaque prix et chaque remise, pour le journal."""
    prix = {" ".join(filter(None, (un.produit, un.tranche, un.zone))): f"{un.prix:.2f}" for un in version.tarifs}
    return prix | {f"{une.produit} -{une.rang}": f"{une.taux * 100:.2f}" for une in version.remises}


def _debut_dit(version: VersionDeGrille, bornes: Sequence[Decimal]) -> dict[str, dict[str, str]]:
    dits = {
        "debut": version.debut.isoformat(),
        "bornes": " ; ".join(f"{une:f}" for une in bornes),
        "acte": version.acte,
    }
    return changement({}, dits, en_clair=frozenset(dits))


def _noter(action: str, code: str, auteur: Auteur, **details: object) -> None:
    inscrire(action, auteur=auteur, objet=("grille_tarifaire", code), details=details)
