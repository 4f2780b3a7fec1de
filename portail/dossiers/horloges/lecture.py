"""Les horloges d’un dossier de la base : relues du journal, recopiées dans ses colonnes."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche
from portail.dossiers.etats import Etat
from portail.dossiers.horloges.calculs import date_silence
from portail.dossiers.horloges.faits import ACTIONS, Depot, Fait, faits_de
from portail.dossiers.horloges.recalcul import Colonnes, colonnes_de, horloges_de
from portail.dossiers.horloges.terme import horloges_du_terme
from portail.dossiers.horloges.types import Horloges
from portail.dossiers.models import Dossier
from portail.journal.models import Entree
from portail.journal.queries import LIMITE
from portail.socle.base import session

LOT = 500


def declaration_de(dossier: Dossier) -> Demarche:
    """Rend la déclaration sous laquelle le dossier a été ouvert."""
    return demarche_de(dossier.demarche, version=dossier.version_demarche)


def faits_du(dossier: Dossier) -> tuple[Fait, ...]:
    """Rend les faits du dossier qui comptent pour les délais, transaction en cours comprise."""
    entrees = select(Entree).where(
        Entree.objet_type == "dossier", Entree.objet_id == str(dossier.id), Entree.action.in_(ACTIONS)
    )
    return faits_de(session.scalars(entrees.order_by(Entree.rang)))


def horloges_du(dossier: Dossier) -> Horloges:
    """Rend les horloges du dossier, recalculées depuis son journal."""
    return horloges_de(declaration_de(dossier), faits_du(dossier))


def terme_du(dossier: Dossier) -> date | None:
    """Rend le terme propre au service ; compté du dépôt tant que le dossier n’est pas complet, rien sans terme."""
    demarche = declaration_de(dossier)
    faits = faits_du(dossier) if demarche.terme else ()
    depot = next((fait for fait in faits if isinstance(fait, Depot)), None)
    if demarche.terme is None or depot is None:
        return None
    [lue] = horloges_du_terme(demarche, faits)
    return lue.echeance or date_silence(depot.jour, demarche.terme.mois)


def horloges_lues(dossier: Dossier, entrees: Sequence[Entree]) -> Horloges:
    """Rend les horloges du dossier, depuis les entrées qu’on vient d’en lire ; relit le journal si tout n’y est pas.

    `entrees` : ce que rend `entrees_de`, de la plus récente à la plus ancienne.
    """
    if len(entrees) >= LIMITE:
        return horloges_du(dossier)
    return horloges_de(declaration_de(dossier), faits_de(reversed(entrees)))


def projection(dossier: Dossier) -> Colonnes:
    """Rend ce que les colonnes du dossier disent aujourd’hui."""
    return Colonnes(**{champ.name: getattr(dossier, champ.name) for champ in fields(Colonnes)})


def projeter(dossier: Dossier, horloges: Horloges) -> None:
    """Recopie les horloges dans les colonnes du dossier ; seul endroit où elles changent."""
    for nom, valeur in asdict(colonnes_de(declaration_de(dossier), horloges)).items():
        setattr(dossier, nom, valeur)


@dataclass(frozen=True, slots=True)
class Ecart:
    """Un dossier dont les colonnes ne disent pas ce que dit son journal."""

    dossier_id: UUID
    numero: str
    avant: Colonnes
    juste: Colonnes


def ecarts() -> Iterator[Ecart]:
    """Rend les dossiers déposés dont les colonnes s’écartent du journal ; ne change rien."""
    dernier: UUID | None = None
    while lot := _lot_apres(dernier):
        for dossier in lot:
            juste = colonnes_de(declaration_de(dossier), horloges_du(dossier))
            if juste != projection(dossier):
                yield Ecart(dossier.id, dossier.numero, projection(dossier), juste)
        dernier = lot[-1].id
        session.expunge_all()


def _lot_apres(dernier: UUID | None) -> list[Dossier]:
    requete = select(Dossier).where(Dossier.etat != Etat.BROUILLON).order_by(Dossier.id).limit(LOT)
    if dernier is not None:
        requete = requete.where(Dossier.id > dernier)
    return list(session.scalars(requete))
