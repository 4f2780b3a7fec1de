"""Émettre et annuler des billets, dans la transaction de ce dont ils sont issus."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select, update

from portail.documents.codes import nouveau_code
from portail.inscriptions.billets.cles import mention_de
from portail.inscriptions.billets.mention import Reference
from portail.inscriptions.billets.models import Billet
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


@dataclass(frozen=True, slots=True, kw_only=True)
class Voulu:
    """Un billet à émettre : son rang dans ce qui a été pris, les jours où il vaut, ce que lit qui contrôle."""

    rang: int
    du: date
    au: date
    heure: str = ""
    nature: str = ""
    libelle: str = ""


def emettre(objet: Reference, entree: Reference, voulus: Sequence[Voulu], *, auteur: Auteur) -> list[Billet]:
    """Rend les billets de cet objet, émis s’ils ne l’étaient pas : rejouer n’en fait pas d’autres."""
    deja = {billet.rang: billet for billet in session.scalars(_valables(objet))}
    neufs = [
        Billet(
            code=nouveau_code(),
            objet_type=objet.type,
            objet_id=objet.id,
            rang=voulu.rang,
            entree_type=entree.type,
            entree_id=entree.id,
            du=voulu.du,
            au=voulu.au,
            heure=voulu.heure,
            nature=voulu.nature,
            libelle=voulu.libelle,
            emis_le=horloge.maintenant(),
        )
        for voulu in voulus
        if voulu.rang not in deja
    ]
    session.add_all(neufs)
    session.flush()
    if neufs:
        details = {"nombre": len(neufs), "entree": entree.type}
        inscrire("emettre_billets", auteur=auteur, objet=(objet.type, objet.id), details=details)
    rangs = {billet.rang: billet for billet in neufs} | deja
    return [rangs[voulu.rang] for voulu in voulus]


def annuler(objet: Reference, *, auteur: Auteur, rangs: Collection[int] | None = None) -> int:
    """Annule les billets de cet objet, ou ceux de ces rangs ; rend leur nombre. Un billet déjà entré s’annule aussi."""
    change = update(Billet).where(
        Billet.objet_type == objet.type, Billet.objet_id == objet.id, Billet.annule_le.is_(None)
    )
    if rangs is not None:
        change = change.where(Billet.rang.in_(rangs))
    change = change.values(annule_le=horloge.maintenant())
    annules = session.scalars(change.returning(Billet.id).execution_options(synchronize_session="fetch")).all()
    if annules:
        details = {"nombre": len(annules)}
        inscrire("annuler_billets", auteur=auteur, objet=(objet.type, objet.id), details=details)
    return len(annules)


def billets_de(objet: Reference) -> Sequence[Billet]:
    """Rend les billets valables de cet objet, par rang."""
    return session.scalars(_valables(objet).order_by(Billet.rang)).all()


def code_de(objet_type: str, objet_id: UUID, rang: int = 1) -> str:
    """Rend ce que dit le code QR du billet valable de cet objet, à ce rang ; lève `Introuvable`."""
    siens = _valables(Reference(type=objet_type, id=objet_id)).where(Billet.rang == rang)
    billet = session.scalars(siens).one_or_none()
    if billet is None:
        raise Introuvable
    return mention_de(billet)


def _valables(objet: Reference) -> Select[Billet]:
    return select(Billet).where(
        Billet.objet_type == objet.type, Billet.objet_id == objet.id, Billet.annule_le.is_(None)
    )
