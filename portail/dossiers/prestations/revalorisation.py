"""Au 1er janvier, les droits ouverts suivent le barème de la nouvelle année, sans décision nouvelle.

Un montant que le service a décidé autrement que par les calculs ne bouge pas : un agent regarde. Une avance garde le
montant dit par sa lettre. Corrigés après coup, les paramètres refont le montant, et les mensualités rattrapent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select

from portail.demarche.catalogue import catalogue
from portail.demarche.declaration import Demarche
from portail.dossiers.actions.commun import demarche_du
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.bareme import empreinte_du_bareme, montant_au, plan_au
from portail.dossiers.prestations.echeancier import ZERO, Titre
from portail.dossiers.prestations.lettres import dire_la_revalorisation
from portail.dossiers.prestations.models import Deces, Droit, Revalorisation
from portail.dossiers.prestations.ouverture import forfait_au
from portail.dossiers.prestations.queries import droit_au, droits_lus
from portail.journal.actions import SYSTEME, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller


@dataclass(frozen=True, slots=True)
class _Palier:
    """Un droit, le premier jour où le barème d’une année vaut pour lui, et ce qui en a déjà été calculé."""

    droit: Droit
    depuis: date
    avant: Decimal
    """Le montant de la veille ; le premier jour du droit, celui qui a été décidé."""
    deja: Revalorisation | None

    @property
    def bareme(self) -> date:
        """Rend le 1er janvier dont les paramètres valent."""
        return self.depuis.replace(month=1, day=1)


_RECUE = func.coalesce(Dossier.date_reception, func.date(func.timezone(horloge.PARIS.key, Dossier.depose_le)))
"""Le jour de référence d’une demande, dit à la base."""


def a_revaloriser(jour: date, *, limite: int) -> Sequence[UUID]:
    """Rend les dossiers dont un droit court sans que le barème de l’année y soit, ou avec un barème corrigé depuis."""
    janvier = jour.replace(month=1, day=1)
    trouves: set[UUID] = set()
    for demarche in catalogue().values():
        if demarche.prestation is None or not demarche.prestation.revalorisation:
            continue
        a_jour = exists().where(
            Revalorisation.droit_id == Droit.id,
            Revalorisation.depuis >= janvier,
            Revalorisation.empreinte == empreinte_du_bareme(demarche, janvier),
        )
        requete = (
            select(Droit.dossier_id)
            .join(Dossier, Dossier.id == Droit.dossier_id)
            .where(
                Dossier.demarche == demarche.identifiant,
                Dossier.elimine_le.is_(None),
                Droit.titre != Titre.AVANCE,
                Droit.debut <= jour,
                or_(Droit.fin.is_(None), Droit.fin >= jour),
                or_(Droit.debut < janvier, and_(Droit.titre == Titre.DECISION, janvier > _RECUE)),
                ~exists().where(Deces.dossier_id == Droit.dossier_id),
                ~a_jour,
            )
        )
        trouves.update(session.scalars(requete.limit(limite - len(trouves))))
    return sorted(trouves)


def revaloriser(dossier_id: UUID) -> bool:
    """Met les droits du dossier au barème en vigueur ; vrai si un montant a changé. Rejouable."""
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        return mettre_au_bareme(dossier, demarche_du(dossier), horloge.aujourd_hui())


def mettre_au_bareme(dossier: Dossier, demarche: Demarche, jour: date) -> bool:
    """Fait de même dans la transaction courante, le dossier étant verrouillé ; prévient la personne d’un changement."""
    lus = droits_lus(dossier)
    if demarche.prestation is None or not demarche.prestation.revalorisation or dossier.elimine_le or lus.deces:
        return False
    changees = []
    for droit in lus.droits:
        avant = droit.montant
        for depuis in _janviers(dossier, droit, jour):
            deja = next((une for une in lus.revalorisations if (une.droit_id, une.depuis) == (droit.id, depuis)), None)
            une, change = _calculer(dossier, demarche, _Palier(droit, depuis, avant, deja))
            avant = une.montant if une else avant
            changees += [une] if une and change else []
    session.flush()
    _dire(dossier, demarche, droit_au(lus.droits, jour), changees, jour)
    return bool(changees)


def _dire(
    dossier: Dossier, demarche: Demarche, actuel: Droit | None, changees: Sequence[Revalorisation], jour: date
) -> None:
    """Prévient la personne si le montant du droit qui court change cette année : une lettre, jamais pour le passé."""
    dites = [une for une in changees if actuel and une.droit_id == actuel.id and une.depuis.year == jour.year]
    if dites:
        dire_la_revalorisation(dossier, demarche, dites[-1])


def _janviers(dossier: Dossier, droit: Droit, jour: date) -> Iterator[date]:
    """Rend, par année jusqu’à ce jour, le premier jour où vaut un autre barème que celui qui a chiffré le droit."""
    if droit.titre is Titre.AVANCE or not droit.a_couru:
        return
    chiffre = droit.debut if droit.titre is Titre.SILENCE else jour_de_reference(dossier)
    for annee in range(chiffre.year + 1, jour.year + 1):
        depuis = max(date(annee, 1, 1), droit.debut)
        if depuis.year == annee and (droit.fin is None or depuis <= droit.fin):
            yield depuis


def _calculer(dossier: Dossier, demarche: Demarche, palier: _Palier) -> tuple[Revalorisation | None, bool]:
    """Garde le montant de ce palier et le rend, vrai s’il a changé ; sans tous les paramètres, ce sera plus tard."""
    empreinte, deja = empreinte_du_bareme(demarche, palier.bareme), palier.deja
    if deja is not None and deja.empreinte == empreinte:
        return deja, False
    a_la_main = _est_decide_a_la_main(dossier, demarche, palier.droit)
    montant = palier.avant if a_la_main else _montant(dossier, demarche, palier)
    if montant is None:
        return deja, False
    dernier = deja.montant if deja else palier.avant
    une = deja or Revalorisation(dossier_id=dossier.id, droit_id=palier.droit.id, depuis=palier.depuis)
    une.ancien, une.montant, une.a_la_main, une.empreinte = palier.avant, montant, a_la_main, empreinte
    une.calculee_le = horloge.maintenant()
    session.add(une)
    session.flush()
    details = {"droit": str(palier.droit.id), "depuis": palier.depuis.isoformat(), "a_la_main": a_la_main}
    inscrire("revaloriser_droit", auteur=SYSTEME, objet=("dossier", dossier.id), details=details)
    return une, montant != dernier


def _montant(dossier: Dossier, demarche: Demarche, palier: _Palier) -> Decimal | None:
    if palier.droit.titre is Titre.SILENCE:
        return forfait_au(demarche, palier.bareme)
    return montant_au(dossier, demarche, palier.bareme, connus=plan_au(dossier, demarche, palier.bareme))


def _est_decide_a_la_main(dossier: Dossier, demarche: Demarche, droit: Droit) -> bool:
    """Vrai si le montant décidé n’est pas celui que les calculs donnaient au jour de la demande."""
    if droit.titre is Titre.SILENCE:
        return False
    return droit.montant != (montant_au(dossier, demarche, jour_de_reference(dossier)) or ZERO)
