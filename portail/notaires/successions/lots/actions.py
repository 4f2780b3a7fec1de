"""Recevoir un fichier de requêtes et en traiter chaque ligne, seule : une faute n’arrête ni ne perd les autres.

Le même fichier deux fois n’est qu’un lot. Une ligne se rejoue sans risque : le dépôt rend la requête déjà faite.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert

from portail.identite.notaires.actions import auteur_membre
from portail.identite.notaires.models import Membre
from portail.journal.actions import inscrire
from portail.notaires.successions import depot
from portail.notaires.successions.lots.lecture import COLONNES, lignes_du_fichier, lire_la_ligne, par_colonne
from portail.notaires.successions.models import EtatLigne, LigneDeLot, LotSuccessions, Requete
from portail.parametres.queries import entier_au
from portail.pieces.actions import Recu
from portail.pieces.justificatifs.actions import joindre
from portail.pieces.justificatifs.models import Justificatif
from portail.socle import debits, horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from portail.socle.taches import differer_a_la_suite

TRAITER = "successions.traiter_le_lot"
OBJET = "lot_successions"
GARDES = ("reference", "acte")
"""Ce qu’une ligne garde une fois devenue requête : de quoi la reconnaître, et l’acte qui peut encore arriver."""


@dataclass(frozen=True, slots=True)
class Recue:
    """Le lot reçu, ou celui que ce fichier avait déjà fait (`deja`)."""

    lot: LotSuccessions
    deja: bool


def recevoir(contenu: bytes, nom: str, *, membre: Membre) -> Recue:
    """Garde les lignes d’un fichier et en diffère le traitement ; lève `FichierIllisible`, `TropDeDemandes`."""
    lues = lignes_du_fichier(contenu, maximum=entier_au("succession_lot_lignes"))
    debits.consommer(f"{entier_au('succession_debit_lots')}/day", "successions/lots", str(membre.office_id))
    office_id, empreinte = membre.office_id, sha256(contenu).hexdigest()
    with transaction():
        neuf = session.scalar(
            insert(LotSuccessions)
            .values(
                id=uuid4(), office_id=office_id, membre_id=membre.id, nom=nom[:120], empreinte=empreinte,
                recu_le=horloge.maintenant(),
            )
            .on_conflict_do_nothing(index_elements=["office_id", "empreinte"])
            .returning(LotSuccessions.id)
        )  # fmt: skip
        lot = session.scalars(
            select(LotSuccessions).where(LotSuccessions.office_id == office_id, LotSuccessions.empreinte == empreinte)
        ).one()
        if neuf is not None:
            session.add_all(LigneDeLot(lot_id=lot.id, ligne=numero, contenu=dict(ligne)) for numero, ligne in lues)
            inscrire("recevoir_lot", auteur=auteur_membre(membre), objet=(OBJET, lot.id), details={"lignes": len(lues)})
            _differer(lot.id)
    return Recue(lot, deja=neuf is None)


def ajouter_un_acte(lot_id: UUID, acte: Recu, *, membre: Membre) -> bool:
    """Joint cet acte aux lignes du lot qui le nomment ; rend faux, sans rien garder, si aucune ne l’attend."""
    with transaction():
        lot = _de_l_office(lot_id, membre)
        nommees = [ligne for ligne in _sans_acte(lot.id) if _meme_nom(ligne, acte)]
        if nommees:
            piece = joindre(acte, usager_id=membre.office.usager_id)
            for ligne in nommees:
                ligne.acte_id = piece.id
            inscrire("joindre_acte", auteur=auteur_membre(membre), objet=(OBJET, lot.id))
            _differer(lot.id)
    return bool(nommees)


def relancer(lot_id: UUID, *, membre: Membre) -> int:
    """Remet en traitement les lignes à corriger, au nom de ce membre ; rend leur nombre."""
    with transaction():
        lot = _de_l_office(lot_id, membre)
        lot.membre_id = membre.id
        fautives = update(LigneDeLot).where(LigneDeLot.lot_id == lot.id, LigneDeLot.etat == EtatLigne.FAUTIVE)
        reprises = session.execute(fautives.values(etat=EtatLigne.A_TRAITER).returning(LigneDeLot.id)).all()
        inscrire("relancer_lot", auteur=auteur_membre(membre), objet=(OBJET, lot.id), details={"lignes": len(reprises)})
        _differer(lot.id)
    return len(reprises)


def corriger(ligne_id: UUID, contenu: Mapping[str, str], *, membre: Membre) -> LigneDeLot:
    """Remplace ce que dit une ligne fautive et la traite aussitôt ; la rend. Lève `TransitionInterdite`, `Introuvable`.

    `contenu` nomme toutes les colonnes.
    """
    with transaction():
        ligne = verrouiller(LigneDeLot, ligne_id)
        _de_l_office(ligne.lot_id, membre)
        if ligne.etat is not EtatLigne.FAUTIVE:
            raise TransitionInterdite
        if contenu["acte"] != ligne.contenu["acte"]:
            ligne.acte_id = None
        ligne.contenu = {colonne: contenu[colonne] for colonne in COLONNES}
        ligne.etat, ligne.fautes = EtatLigne.A_TRAITER, []
        inscrire("corriger_ligne", auteur=auteur_membre(membre), objet=(OBJET, ligne.lot_id))
    traiter(ligne_id, membre=membre)
    return session.get_one(LigneDeLot, ligne_id, populate_existing=True)


def consulter(lot_id: UUID, *, membre: Membre, quoi: str) -> None:
    """Note au journal que ce membre lit ce que des lignes contiennent."""
    with transaction():
        inscrire(quoi, auteur=auteur_membre(membre), objet=(OBJET, lot_id))


def traiter(ligne_id: UUID, *, membre: Membre | None = None) -> None:
    """Dépose la requête de cette ligne, ou lui ajoute son acte arrivé depuis ; sans effet si c’est fait."""
    ligne = session.get(LigneDeLot, ligne_id, populate_existing=True)
    if ligne is None:
        return
    qui = membre or session.get_one(Membre, session.get_one(LotSuccessions, ligne.lot_id).membre_id)
    acte = session.get(Justificatif, ligne.acte_id) if ligne.acte_id else None
    if ligne.etat is EtatLigne.A_TRAITER:
        _deposer(ligne, acte, qui)
    elif ligne.requete_id is not None and acte is not None:
        _completer(ligne, ligne.requete_id, acte, qui)


def _deposer(ligne: LigneDeLot, acte: Justificatif | None, membre: Membre) -> None:
    demande, fautes = lire_la_ligne(ligne.contenu, jour=horloge.aujourd_hui())
    if fautes:
        _noter_les_fautes(ligne.id, fautes)
        return
    try:
        fait = depot.deposer(demande, membre=membre, acte=acte, lot_id=ligne.lot_id)
    except depot.DemandeFautive as refus:
        _noter_les_fautes(ligne.id, par_colonne(refus.fautes))
    except (SaisieInvalide, Interdit) as refus:
        _noter_les_fautes(ligne.id, {"acte" if isinstance(refus, SaisieInvalide) else "reference": refus.message})
    else:
        _lier(ligne.id, fait.requete, rappelee=fait.rappelee)


def _completer(ligne: LigneDeLot, requete_id: UUID, acte: Justificatif, membre: Membre) -> None:
    """Ajoute l’acte à la requête déjà déposée ; celui d’une autre personne est ôté, la requête l’attend toujours."""
    try:
        depot.completer(requete_id, acte, membre=membre)
    except (SaisieInvalide, Interdit) as refus:
        with transaction():
            relue = verrouiller(LigneDeLot, ligne.id)
            relue.acte_id, relue.fautes = None, [{"colonne": "acte", "message": refus.message}]
    except TransitionInterdite:
        return  # elle l’a reçu autrement


def _lier(ligne_id: UUID, requete: Requete, *, rappelee: bool) -> None:
    """Note ce que la ligne est devenue. Une requête de ce lot que rien ne tient encore est la sienne : on reprend."""
    with transaction():
        ligne = verrouiller(LigneDeLot, ligne_id)
        if ligne.etat is not EtatLigne.A_TRAITER:
            return
        prise = session.scalar(select(exists().where(LigneDeLot.requete_id == requete.id)))
        if rappelee and (requete.lot_id != ligne.lot_id or prise):
            ligne.etat, ligne.rappelle_id = EtatLigne.RAPPELEE, requete.id
        else:
            ligne.etat, ligne.requete_id = EtatLigne.DEPOSEE, requete.id
        ligne.contenu, ligne.fautes = {nom: ligne.contenu[nom] for nom in GARDES}, []


def _noter_les_fautes(ligne_id: UUID, fautes: Mapping[str, str]) -> None:
    with transaction():
        ligne = verrouiller(LigneDeLot, ligne_id)
        if ligne.etat is EtatLigne.A_TRAITER:
            ligne.etat = EtatLigne.FAUTIVE
            ligne.fautes = [{"colonne": colonne, "message": message} for colonne, message in fautes.items()]


def _sans_acte(lot_id: UUID) -> Iterable[LigneDeLot]:
    """Rend les lignes du lot qui attendent un acte, verrouillées."""
    fini = LigneDeLot.etat == EtatLigne.RAPPELEE
    attendent = select(LigneDeLot).where(LigneDeLot.lot_id == lot_id, LigneDeLot.acte_id.is_(None), ~fini)
    return session.scalars(attendent.order_by(LigneDeLot.ligne).with_for_update())


def _meme_nom(ligne: LigneDeLot, acte: Recu) -> bool:
    return ligne.contenu["acte"].strip().casefold() == acte.examen.nom_propre.strip().casefold()


def _de_l_office(lot_id: UUID, membre: Membre) -> LotSuccessions:
    lot = verrouiller(LotSuccessions, lot_id)
    if lot.office_id != membre.office_id:
        raise Introuvable
    return lot


def _differer(lot_id: UUID) -> None:
    differer_a_la_suite(f"lot_successions/{lot_id}", TRAITER, lot_id=str(lot_id))
