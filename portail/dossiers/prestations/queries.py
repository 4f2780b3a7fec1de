"""Ce qui se lit des droits mensuels d’un dossier, et ce que l’échéancier en fait."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import prod
from uuid import UUID

from sqlalchemy import exists, or_, select

from portail.demarche.catalogue import catalogue
from portail.demarche.prestations import Prestation
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.echeancier import Compte, Regles, Suspension, Titre, suspension_hospitaliere
from portail.dossiers.prestations.models import Droit, Hospitalisation, Mensualite, Utilisation
from portail.parametres.queries import entier_au, valeurs_au
from portail.socle.base import session

JOURS_DE_REGULARISATION = 62
"""Après la fin des droits, le temps où un rappel s’émet encore de lui-même : ce que l’on apprend tard arrive là."""
FRAIS = {"populate_existing": True}
"""Relus de la base : une autre transaction vient peut-être d’écrire."""


def droits_de(dossier: Dossier) -> Sequence[Droit]:
    """Rend les droits du dossier, du plus ancien au plus récent, ceux qui n’ont jamais couru compris."""
    requete = select(Droit).where(Droit.dossier_id == dossier.id).order_by(Droit.debut, Droit.titre, Droit.id)
    return session.scalars(requete, execution_options=FRAIS).all()


def hospitalisations_de(dossier: Dossier) -> Sequence[Hospitalisation]:
    """Rend les séjours déclarés, du plus ancien au plus récent."""
    requete = select(Hospitalisation).where(Hospitalisation.dossier_id == dossier.id)
    return sorted(session.scalars(requete, execution_options=FRAIS), key=lambda sejour: sejour.entree)


def utilisations_de(dossier: Dossier) -> Sequence[Utilisation]:
    """Rend l’aide vraiment utilisée, mois par mois."""
    requete = select(Utilisation).where(Utilisation.dossier_id == dossier.id).order_by(Utilisation.mois)
    return session.scalars(requete, execution_options=FRAIS).all()


def mensualites_de(dossier: Dossier) -> Sequence[Mensualite]:
    """Rend les mensualités émises, de la plus ancienne à la plus récente."""
    requete = select(Mensualite).where(Mensualite.dossier_id == dossier.id).order_by(Mensualite.mois)
    return session.scalars(requete, execution_options=FRAIS).all()


def compte_de(dossier: Dossier, prestation: Prestation) -> Compte:
    """Rend ce que l’échéancier doit savoir de ce dossier."""
    suspensions = (_suspension(sejour, prestation) for sejour in hospitalisations_de(dossier))
    return Compte(
        droits=tuple(droit.compte for droit in droits_de(dossier) if droit.a_couru),
        suspensions=tuple(suspension for suspension in suspensions if suspension is not None),
        utilises={utilisation.mois: utilisation.montant for utilisation in utilisations_de(dossier)},
    )


def _suspension(sejour: Hospitalisation, prestation: Prestation) -> Suspension | None:
    """Rend la suspension de ce séjour, selon les jours maintenus en vigueur à l’entrée."""
    jours = entier_au(prestation.cle_jours_maintenus, sejour.jour_d_entree)
    return suspension_hospitaliere(entree=sejour.jour_d_entree, sortie=sejour.jour_de_sortie, jours_maintenus=jours)


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
    emise = exists().where(Mensualite.dossier_id == Droit.dossier_id, Mensualite.mois == mois)
    return session.scalars(
        select(Droit.dossier_id)
        .where(
            Droit.montant > 0,
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
