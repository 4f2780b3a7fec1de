"""Les motifs en vigueur d’une démarche : ceux qu’elle déclare, et ce que le département en a changé.

Seul endroit qui le dise : décision, lot, rejet implicite, recours et page publique lisent ici.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from portail.demarche.catalogue import versions_de
from portail.demarche.declaration import Demarche
from portail.demarche.droit import Motif
from portail.dossiers.motifs.models import VersionMotif
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

AJOUTE = "ajoute_"
"""Début du code d’un motif que la démarche ne déclare pas : il n’en prendra jamais un des siens."""


@dataclass(frozen=True, slots=True)
class EtatMotif:
    """Un motif pour qui l’administre : ce qu’il dit aujourd’hui, et toutes ses versions, la dernière d’abord."""

    declare: Motif | None
    versions: Sequence[VersionMotif]
    jour: date

    @property
    def courante(self) -> VersionMotif | None:
        """Rend la version en vigueur, ou rien si la déclaration vaut."""
        return next((version for version in self.versions if version.debut <= self.jour), None)

    @property
    def prevue(self) -> VersionMotif | None:
        """Rend la version écrite en dernier si elle n’a pas encore commencé."""
        return self.versions[0] if self.versions and self.versions[0].debut > self.jour else None

    @property
    def dernier(self) -> Motif:
        """Rend le motif tel qu’on l’a écrit en dernier."""
        return self.declare if self.declare is not None and not self.versions else self.versions[0].motif

    @property
    def voulu_en_usage(self) -> bool:
        """Vrai si, d’après ce qu’on a écrit en dernier, il est ou sera en usage."""
        return self.versions[0].en_usage if self.versions else True

    @property
    def actuel(self) -> Motif:
        """Rend le motif d’aujourd’hui ; pas encore commencé, ce qu’il dira."""
        if self.courante is not None:
            return self.courante.motif
        return self.declare or self.dernier

    @property
    def en_usage(self) -> bool:
        """Vrai si une décision d’aujourd’hui peut l’employer."""
        return self.courante.en_usage if self.courante else self.declare is not None

    @property
    def revision(self) -> int:
        """Rend le rang de la dernière version, zéro s’il n’y en a pas."""
        return self.versions[0].rang if self.versions else 0


def motifs_en_vigueur(demarche: Demarche, jour: date | None = None) -> tuple[Motif, ...]:
    """Rend les motifs qu’une décision de ce jour (aujourd’hui par défaut) peut employer, les ajoutés à la fin."""
    changes = _versions_au(demarche.identifiant, jour or horloge.aujourd_hui())
    declares = {motif.code: motif for motif in demarche.motifs}
    ajoutes = {code: version.motif for code, version in changes.items() if code.startswith(AJOUTE)}
    return tuple(
        changes[code].motif if code in changes else motif
        for code, motif in {**declares, **ajoutes}.items()
        if code not in changes or changes[code].en_usage
    )


def motivee(demarche: Demarche, jour: date | None = None) -> Demarche:
    """Rend la démarche, ses motifs étant ceux en vigueur."""
    return replace(demarche, motifs=motifs_en_vigueur(demarche, jour))


def etats_des_motifs(demarche: Demarche) -> Mapping[str, EtatMotif]:
    """Rend tous les motifs de la démarche, retirés compris, par code."""
    toutes = session.scalars(
        select(VersionMotif).where(VersionMotif.demarche == demarche.identifiant).order_by(VersionMotif.rang.desc())
    ).all()
    declares = {motif.code: motif for motif in demarche.motifs}
    ajoutes = sorted({version.code for version in toutes if version.code.startswith(AJOUTE)})
    jour = horloge.aujourd_hui()
    return {
        code: EtatMotif(declares.get(code), [version for version in toutes if version.code == code], jour)
        for code in (*declares, *ajoutes)
    }


def etat_du_motif(demarche: Demarche, code: str) -> EtatMotif:
    """Rend un motif de la démarche ; lève `Introuvable`."""
    etat = etats_des_motifs(demarche).get(code)
    if etat is None:
        raise Introuvable
    return etat


def regles_qui_proposent(demarche: str, code: str) -> tuple[str, ...]:
    """Rend les titres des règles qui proposent ce motif, dans toutes les versions de la démarche."""
    regles = (regle for version in versions_de(demarche) for regle in version.regles if regle.motif == code)
    return tuple(dict.fromkeys(regle.titre for regle in regles))


def _versions_au(demarche: str, jour: date) -> Mapping[str, VersionMotif]:
    """Rend, par code, la dernière version écrite de celles qui ont commencé."""
    commencees = session.scalars(
        select(VersionMotif)
        .where(VersionMotif.demarche == demarche, VersionMotif.debut <= jour)
        .order_by(VersionMotif.rang)
    )
    return {version.code: version for version in commencees}
