"""Ce qui se lit des droits mensuels d’un dossier, et ce que l’échéancier en fait."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import prod
from uuid import UUID

from sqlalchemy import Uuid, bindparam, exists, or_, select

from portail.demarche.catalogue import catalogue
from portail.demarche.prestations import Prestation
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import echeancier
from portail.dossiers.prestations.echeancier import (
    ZERO,
    Compte,
    Regles,
    Suspension,
    Titre,
    sejours_suivis,
    suspension_hospitaliere,
)
from portail.dossiers.prestations.models import (
    Deces,
    Droit,
    Hospitalisation,
    Mensualite,
    Reglement,
    Revalorisation,
    Utilisation,
)
from portail.parametres.queries import entier_au, valeurs_au
from portail.socle.base import session
from portail.socle.ensemble import Ensemble, Liste

JOURS_DE_REGULARISATION = 62
"""Après la fin des droits, le temps où un rappel s’émet encore de lui-même : ce que l’on apprend tard arrive là."""
FRAIS = {"populate_existing": True}
"""Relus de la base : une autre transaction vient peut-être d’écrire."""


_ORDRE_DES_DROITS = (Droit.debut, Droit.titre, Droit.fin.nulls_last(), Droit.id)
"""Celui qui n’a jamais couru (fini la veille) vient avant celui qui le remplace le même jour."""


def droits_de(dossier: Dossier) -> Sequence[Droit]:
    """Rend les droits du dossier, du plus ancien au plus récent, ceux qui n’ont jamais couru compris."""
    requete = select(Droit).where(Droit.dossier_id == dossier.id).order_by(*_ORDRE_DES_DROITS)
    return session.scalars(requete, execution_options=FRAIS).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class DroitsLus:
    """Les droits d’un dossier et tout ce qui les change, du plus ancien au plus récent."""

    droits: Sequence[Droit]
    revalorisations: Sequence[Revalorisation]
    hospitalisations: Sequence[Hospitalisation]
    """Dans n’importe quel ordre : leurs jours sont chiffrés, la base ne sait pas les trier."""
    utilisations: Sequence[Utilisation]
    mensualites: Sequence[Mensualite]
    reglements: Sequence[Reglement]
    """Ceux d’un trop-perçu né ici, et ceux d’un trop-perçu né ailleurs, qui se retient ici."""
    deces: Sequence[Deces]

    def paliers(self, droit: Droit) -> list[tuple[date, Decimal]]:
        """Rend les montants mensuels de ce droit, chacun avec son premier jour."""
        siennes = [(une.depuis, une.montant) for une in self.revalorisations if une.droit_id == droit.id]
        return [(droit.debut, droit.montant), *siennes] if droit.debut not in dict(siennes) else siennes

    def montant_au(self, droit: Droit, jour: date) -> Decimal:
        """Rend le montant mensuel de ce droit en vigueur ce jour, revalorisé s’il l’a été."""
        return next((montant for depuis, montant in reversed(self.paliers(droit)) if depuis <= jour), droit.montant)

    @property
    def sejours(self) -> Sequence[Hospitalisation]:
        """Rend les séjours à l’hôpital, par jour d’entrée."""
        return sorted(self.hospitalisations, key=lambda sejour: sejour.entree)

    @property
    def sejour_en_cours(self) -> Hospitalisation | None:
        """Rend le séjour dont la personne n’est pas sortie, ou rien."""
        return next((sejour for sejour in self.sejours if sejour.jour_de_sortie is None), None)

    @property
    def repris(self) -> Sequence[Reglement]:
        """Rend les reprises, ici, d’un trop-perçu né d’une autre demande."""
        ici = {droit.dossier_id for droit in self.droits}
        return [un for un in self.reglements if un.vers_id in ici]

    @property
    def regles(self) -> Sequence[Reglement]:
        """Rend ce qui se règle ailleurs d’un trop-perçu né ici."""
        ici = {droit.dossier_id for droit in self.droits}
        return [un for un in self.reglements if un.dossier_id in ici]

    @property
    def jour_du_deces(self) -> date | None:
        """Rend le jour du décès noté, ou rien."""
        return self.deces[0].jour if self.deces else None

    @property
    def comptees(self) -> list[echeancier.Mensualite]:
        """Rend les mensualités telles que l’échéancier les compte, celles qu’un décès a annulées exceptées."""
        return [emise.compte for emise in self.mensualites if emise.annulee_le is None]

    @property
    def comptes(self) -> tuple[echeancier.Droit, ...]:
        """Rend les droits tels que l’échéancier les compte : une période par montant."""
        return tuple(
            echeancier.Droit(droit.titre, depuis, montant, fin)
            for droit in self.droits
            if droit.a_couru
            for depuis, montant, fin in _periodes(self.paliers(droit), droit.fin)
        )


def _periodes(paliers: Sequence[tuple[date, Decimal]], fin: date | None) -> Iterator[tuple[date, Decimal, date | None]]:
    """Rend chaque montant, du premier au dernier jour compris où il vaut."""
    for rang, (depuis, montant) in enumerate(paliers):
        veille = paliers[rang + 1][0] - timedelta(days=1) if rang + 1 < len(paliers) else None
        jusqu_a = min(filter(None, (veille, fin)), default=None)
        if jusqu_a is None or depuis <= jusqu_a:
            yield depuis, montant, jusqu_a


_DOSSIER = bindparam("dossier_id", type_=Uuid())
LISTES = {
    "droits": Liste(Droit, Droit.dossier_id == _DOSSIER, _ORDRE_DES_DROITS),
    "revalorisations": Liste(Revalorisation, Revalorisation.dossier_id == _DOSSIER, Revalorisation.depuis),
    "hospitalisations": Liste(Hospitalisation, Hospitalisation.dossier_id == _DOSSIER, Hospitalisation.id),
    "utilisations": Liste(Utilisation, Utilisation.dossier_id == _DOSSIER, Utilisation.mois),
    "mensualites": Liste(Mensualite, Mensualite.dossier_id == _DOSSIER, Mensualite.mois),
    "reglements": Liste(
        Reglement, or_(Reglement.dossier_id == _DOSSIER, Reglement.vers_id == _DOSSIER), Reglement.fait_le
    ),
    "deces": Liste(Deces, Deces.dossier_id == _DOSSIER, Deces.id),
}
"""De quoi les lire avec une page ; le paramètre est `dossier_id`."""
_ENSEMBLE = Ensemble(**LISTES)


def droits_lus(dossier: Dossier) -> DroitsLus:
    """Rend les droits du dossier et ce qui les change, en une requête."""
    return DroitsLus(**_ENSEMBLE.lire(dossier_id=dossier.id))


def compte_de(lus: DroitsLus, prestation: Prestation) -> Compte:
    """Rend ce que l’échéancier doit savoir de ce dossier."""
    sejours = sejours_suivis((un.jour_d_entree, un.jour_de_sortie) for un in lus.hospitalisations)
    suspensions = (_suspension(entree, sortie, prestation) for entree, sortie in sejours)
    return Compte(
        droits=lus.comptes,
        suspensions=tuple(suspension for suspension in suspensions if suspension is not None),
        utilises={utilisation.mois: utilisation.montant for utilisation in lus.utilisations},
        reprise=sum((un.montant for un in lus.repris), ZERO),
        solde=sum((un.montant for un in lus.regles), ZERO),
    )


def _suspension(entree: date, sortie: date | None, prestation: Prestation) -> Suspension | None:
    """Rend la suspension de ce séjour, selon les jours maintenus en vigueur à l’entrée."""
    jours = entier_au(prestation.cle_jours_maintenus, entree)
    return suspension_hospitaliere(entree=entree, sortie=sortie, jours_maintenus=jours)


def regles_au(prestation: Prestation, jour: date) -> Regles:
    """Rend les règles de retenue en vigueur ce jour."""
    valeurs = valeurs_au(jour)
    seuil = prod((valeurs[cle] for cle in prestation.cles_seuil_reprise), start=Decimal(1))
    return Regles(valeurs[prestation.cle_taux_retenue], seuil)


def droit_au(droits: Sequence[Droit], jour: date) -> Droit | None:
    """Rend le droit ouvert ce jour, ou rien ; une décision l’emporte."""
    ouverts = [droit for droit in droits if droit.couvre(jour)]
    return next((droit for droit in reversed(ouverts) if droit.titre is Titre.DECISION), next(iter(ouverts), None))


def a_emettre(jour: date, *, limite: int) -> Sequence[UUID]:
    """Rend les dossiers dont la mensualité de ce mois reste à émettre.

    Un droit se verse à partir du mois qui suit son ouverture ; une avance, aussitôt.
    """
    mois = jour.replace(day=1)
    revalorise = exists().where(Revalorisation.droit_id == Droit.id, Revalorisation.montant > 0)
    emise = exists().where(Mensualite.dossier_id == Droit.dossier_id, Mensualite.mois == mois)
    return session.scalars(
        select(Droit.dossier_id)
        .where(
            or_(Droit.montant > 0, revalorise),
            ~exists().where(Deces.dossier_id == Droit.dossier_id),
            Droit.debut <= jour,
            or_(Droit.debut < mois, Droit.titre == Titre.AVANCE),
            or_(Droit.fin.is_(None), Droit.fin >= jour - timedelta(days=JOURS_DE_REGULARISATION)),
            or_(Droit.fin.is_(None), Droit.fin >= Droit.debut),
            ~emise,
        )
        .distinct()
        .limit(limite)
    ).all()


def a_rappeler(jour: date, *, limite: int) -> Sequence[UUID]:
    """Rend les droits ouverts dont la révision peut être à rappeler, la plus proche d’abord."""
    prestations = (demarche.prestation for demarche in catalogue().values())
    marges = [entier_au(une.cle_rappel_revision, jour) for une in prestations if une is not None]
    dernier = jour + timedelta(days=max(marges, default=0))
    return session.scalars(
        select(Droit.id)
        .where(Droit.fin.is_(None), Droit.rappele_le.is_(None), Droit.a_reviser_le.between(jour, dernier))
        .order_by(Droit.a_reviser_le)
        .limit(limite)
    ).all()
