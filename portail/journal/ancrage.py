"""L’ancrage du journal : une racine par jour, que l’on publie et que l’on peut garder ailleurs.

Une chaîne seule ne dit pas si l’on a ôté ses dernières entrées, ou tout réécrit : la racine d’un jour, connue au
dehors, le dit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import distinct_on

from portail.journal.models import Ancrage, Entree, FeuilleDAncrage
from portail.journal.verifier import ORIGINE, chemin, empreinte_de, feuille, racine
from portail.socle import horloge
from portail.socle.base import session, transaction

VERROU = 4_404_405
_ATTENTE = text("SET LOCAL lock_timeout = '5s'")
# Attend les écritures en cours et retient les suivantes un instant : rien ne s’inscrira plus sous le dernier rang lu.
# Un verrou consultatif : celui de la table demanderait le droit de modifier le journal, que le portail n’a pas.
_COUPER = text("SELECT pg_advisory_xact_lock(hashtextextended('journal/coupure', 0))")
_SEUL = text("SELECT pg_advisory_xact_lock(:verrou)")


@dataclass(frozen=True, slots=True)
class Preuve:
    """De quoi remonter de la chaîne d’un objet à la racine d’un jour : l’entrée ancrée, et le chemin dans l’arbre."""

    ancrage: Ancrage
    rang: int
    chemin: list[list[str]]


def contenu_ancre(ancrage: Ancrage) -> dict[str, Any]:
    """Rend ce que couvre l’empreinte d’un ancrage : les ancrages forment eux aussi une chaîne."""
    return {
        "jour": ancrage.jour.isoformat(),
        "racine": ancrage.racine,
        "nombre": ancrage.nombre,
        "jusqu_au_rang": ancrage.jusqu_au_rang,
        "precedente": ancrage.precedente,
    }


def ancrer() -> Ancrage | None:
    """Ancre tout ce qui est au journal, sous la date de la veille ; rien si c’est déjà fait. Rejouable."""
    jour = horloge.aujourd_hui() - timedelta(days=1)
    jusqu_au = _dernier_rang_valide()
    with transaction():
        session.execute(_SEUL, {"verrou": VERROU})
        dernier = session.scalars(select(Ancrage).order_by(Ancrage.jour.desc()).limit(1)).first()
        if dernier is not None and dernier.jour >= jour:
            return None
        feuilles = _fins_de_chaine(dernier.jusqu_au_rang if dernier else 0, jusqu_au)
        ancrage = Ancrage(
            jour=jour,
            racine=racine_des(feuilles),
            nombre=len(feuilles),
            jusqu_au_rang=jusqu_au,
            precedente=dernier.empreinte if dernier else ORIGINE,
            empreinte="",
            calcule_le=horloge.maintenant(),
        )
        ancrage.empreinte = empreinte_de(contenu_ancre(ancrage))
        session.add(ancrage)
        session.flush()
        for une in feuilles:
            une.jour = jour
        session.add_all(feuilles)
    return ancrage


def _dernier_rang_valide() -> int:
    with transaction():
        session.execute(_ATTENTE)
        session.execute(_COUPER)
        return session.scalar(select(func.max(Entree.rang))) or 0


def _fins_de_chaine(apres: int, jusqu_au: int) -> list[FeuilleDAncrage]:
    """Rend, pour chaque objet touché dans cet intervalle, sa dernière entrée."""
    lignes = session.execute(
        select(Entree.objet_type, Entree.objet_id, Entree.rang_objet, Entree.empreinte)
        .where(Entree.rang > apres, Entree.rang <= jusqu_au)
        .ext(distinct_on(Entree.objet_type, Entree.objet_id))
        .order_by(Entree.objet_type, Entree.objet_id, Entree.rang_objet.desc())
    )
    return [
        FeuilleDAncrage(objet_type=type_objet, objet_id=identifiant, rang_objet=rang, empreinte=empreinte)
        for type_objet, identifiant, rang, empreinte in lignes
    ]


def rangees(feuilles: Iterable[FeuilleDAncrage]) -> list[FeuilleDAncrage]:
    """Rend les feuilles dans l’ordre de l’arbre : par objet, ordre des caractères et non d’une langue."""
    return sorted(feuilles, key=lambda une: (une.objet_type, une.objet_id))


def feuille_de(une: FeuilleDAncrage) -> str:
    """Rend l’empreinte d’une feuille."""
    return feuille({"type": une.objet_type, "id": une.objet_id}, une.rang_objet, une.empreinte)


def racine_des(feuilles: Iterable[FeuilleDAncrage]) -> str:
    """Rend la racine de l’arbre de ces feuilles."""
    return racine([feuille_de(une) for une in rangees(feuilles)])


def feuilles_du(ancrage: Ancrage) -> Sequence[FeuilleDAncrage]:
    """Rend les feuilles d’un ancrage, dans l’ordre de l’arbre."""
    requete = select(FeuilleDAncrage).where(FeuilleDAncrage.jour == ancrage.jour)
    return rangees(session.scalars(requete.execution_options(populate_existing=True)))


def preuve_de(objet: tuple[str, object]) -> Preuve | None:
    """Rend la preuve du dernier ancrage de l’objet, ou rien s’il n’a pas encore été ancré."""
    derniere = session.scalars(
        select(FeuilleDAncrage)
        .where(FeuilleDAncrage.objet_type == objet[0], FeuilleDAncrage.objet_id == str(objet[1]))
        .order_by(FeuilleDAncrage.jour.desc())
        .limit(1)
    ).first()
    if derniere is None:
        return None
    ancrage = session.get_one(Ancrage, derniere.jour)
    feuilles = feuilles_du(ancrage)
    rang = feuilles.index(derniere)
    return Preuve(ancrage, derniere.rang_objet, chemin([feuille_de(une) for une in feuilles], rang))


def ancrages(*, limite: int | None = None) -> Sequence[Ancrage]:
    """Rend les ancrages, le plus récent d’abord."""
    requete = select(Ancrage).order_by(Ancrage.jour.desc()).limit(limite)
    return session.scalars(requete.execution_options(populate_existing=True)).all()


def ancrages_ecrits(*, limite: int | None = None) -> list[dict[str, Any]]:
    """Rend les ancrages tels qu’on les publie et les garde ailleurs."""
    return [{**contenu_ancre(ancrage), "empreinte": ancrage.empreinte} for ancrage in ancrages(limite=limite)]
