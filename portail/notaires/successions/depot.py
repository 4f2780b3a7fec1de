"""Déposer une requête, y ajouter l’acte, la retirer : ce que fait un office. Envoyée deux fois, elle n’est qu’une.

La date de la réponse est fixée ici, la même quel que soit son sens.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from portail.demarche.formats import en_date
from portail.identite.notaires.actions import auteur_membre
from portail.identite.notaires.models import Membre, Office
from portail.journal.actions import inscrire
from portail.notaires.successions.alarmes import surveiller, verifier, verifier_l_acte
from portail.notaires.successions.brouillons.models import Brouillon
from portail.notaires.successions.brouillons.reponses import demande_de
from portail.notaires.successions.calendrier import repondre_le
from portail.notaires.successions.demandes import Demande, fautes_de
from portail.notaires.successions.doublons import cle_reference, deja_demandee, empreinte_defunt
from portail.notaires.successions.etats import EtatRequete
from portail.notaires.successions.models import Requete
from portail.notifications.actions import Destinataire, prevoir
from portail.pieces.actions import Recu
from portail.pieces.justificatifs.actions import joindre
from portail.pieces.justificatifs.models import Justificatif
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from portail.socle.taches import differer_par_nom

RAPPROCHER = "successions.rapprocher"
OBJET = "requete_succession"


class DemandeFautive(SaisieInvalide):
    """La demande a des fautes : `fautes` dit lesquelles, champ par champ."""

    def __init__(self, fautes: dict[str, str]) -> None:
        super().__init__()
        self.fautes = fautes


@dataclass(frozen=True, slots=True)
class Depose:
    """La requête déposée, ou celle que l’office avait déjà faite (`rappelee`)."""

    requete: Requete
    rappelee: bool


def deposer(
    demande: Demande,
    *,
    membre: Membre,
    acte: Recu | Justificatif | None,
    mandat: Recu | Justificatif | None = None,
    lot_id: UUID | None = None,
) -> Depose:
    """Dépose la requête, et celle du conjoint s’il faut aussi le rechercher ; sans acte, elle reste à compléter.

    Le même défunt, demandé par le même office depuis moins d’un an, rappelle la requête faite. Lève `DemandeFautive`,
    `ActeDejaVu`, `TropDeDemandes`, `Interdit`.
    """
    with surveiller(membre, en_lot=lot_id is not None), transaction():
        office = _office_qui_agit(membre)
        return _deposer(demande, office, membre, _garder(acte, office), _garder(mandat, office), lot_id)


def deposer_le_brouillon(brouillon_id: UUID, *, membre: Membre) -> Depose:
    """Dépose ce brouillon de l’office ; déjà envoyé, rend la même requête. Lève les refus de `deposer`, `Introuvable`.

    Refusé, il reste tel quel : rien n’est à réécrire.
    """
    with surveiller(membre), transaction():
        office = _office_qui_agit(membre)
        brouillon = verrouiller(Brouillon, brouillon_id)
        if brouillon.office_id != office.id:
            raise Introuvable
        if brouillon.requete_id is not None:
            return Depose(session.get_one(Requete, brouillon.requete_id), brouillon.rappelee)
        depose = _deposer(demande_de(brouillon.reponses), office, membre, brouillon.acte, brouillon.mandat, None)
        brouillon.requete_id, brouillon.rappelee = depose.requete.id, depose.rappelee
        brouillon.reponses, brouillon.acte_id, brouillon.mandat_id = {}, None, None
    return depose


def completer(requete_id: UUID, acte: Recu | Justificatif, *, membre: Membre) -> Requete:
    """Ajoute l’acte attendu ; le délai de réponse en part. Lève `ActeDejaVu`, `Introuvable`, `TransitionInterdite`."""
    with surveiller(membre, en_lot=isinstance(acte, Justificatif)), transaction():
        office = _office_qui_agit(membre)
        requete = _de_l_office(requete_id, office)
        _completer(
            requete, acte if isinstance(acte, Justificatif) else joindre(acte, usager_id=office.usager_id), membre
        )
        if isinstance(acte, Recu):
            _prevenir(requete, membre)
    return requete


def _completer(requete: Requete, piece: Justificatif, membre: Membre) -> None:
    """Donne son acte à la requête, et à celle du conjoint qui l’attend aussi."""
    for une in (requete, *_du_conjoint(requete)):
        une.passer_a(EtatRequete.RECUE)
        une.acte_id = piece.id
        _attendre_la_reponse(une, horloge.maintenant())
        inscrire("completer_requete", auteur=auteur_membre(membre), objet=(OBJET, une.id))
    verifier_l_acte(requete)


def retirer(requete_id: UUID, *, membre: Membre) -> Requete:
    """Retire une requête qui n’a pas encore sa réponse ; l’état de son étude n’y change rien.

    Lève `Introuvable`, `TransitionInterdite`.
    """
    with transaction():
        requete = _de_l_office(requete_id, _office_qui_agit(membre))
        if requete.repondue_le is not None:
            raise TransitionInterdite
        requete.passer_a(EtatRequete.RETIREE)
        requete.repondre_le = None
        inscrire("retirer_requete", auteur=auteur_membre(membre), objet=(OBJET, requete.id))
    return requete


def _office_qui_agit(membre: Membre) -> Office:
    """Rend l’office, verrouillé : deux dépôts du même défunt s’y suivent ; lève `Interdit` si l’accès est fermé."""
    office = verrouiller(Office, membre.office_id)
    relu = session.get(Membre, membre.id, populate_existing=True)
    if relu is None or not (relu.est_actif and office.est_actif):
        raise Interdit
    return office


def _de_l_office(requete_id: UUID, office: Office) -> Requete:
    requete = verrouiller(Requete, requete_id)
    if requete.office_id != office.id:
        raise Introuvable
    return requete


def _du_conjoint(requete: Requete) -> list[Requete]:
    """Rend la requête du conjoint qui attend le même acte."""
    attend = (Requete.conjoint_de_id == requete.id, Requete.etat == EtatRequete.A_COMPLETER)
    return list(session.scalars(select(Requete).where(*attend).with_for_update()))


def _garder(piece: Recu | Justificatif | None, office: Office) -> Justificatif | None:
    return joindre(piece, usager_id=office.usager_id) if isinstance(piece, Recu) else piece


def _deposer(
    demande: Demande,
    office: Office,
    membre: Membre,
    acte: Justificatif | None,
    mandat: Justificatif | None,
    lot_id: UUID | None,
) -> Depose:
    if fautes := fautes_de(demande, jour=horloge.aujourd_hui()):
        raise DemandeFautive(fautes)
    depose = _une_seule(demande, membre, lot_id)
    nouvelles = [] if depose.rappelee else [depose.requete]
    _completer_la_rappelee(depose, acte, membre)
    if demande.du_conjoint is not None:
        conjoint = _une_seule(demande.du_conjoint, membre, lot_id)
        if not conjoint.rappelee:
            conjoint.requete.conjoint_de_id = depose.requete.id
            nouvelles.append(conjoint.requete)
    for requete in nouvelles:
        _enregistrer(requete, membre, acte, mandat)
    if nouvelles and lot_id is None:
        _prevenir(nouvelles[0], membre)
    return depose


def _completer_la_rappelee(depose: Depose, acte: Justificatif | None, membre: Membre) -> None:
    """Donne à la requête rappelée l’acte qu’elle attendait, s’il vient d’être joint : il ne se redemande pas."""
    if depose.rappelee and acte is not None and depose.requete.etat is EtatRequete.A_COMPLETER:
        _completer(depose.requete, acte, membre)


def _une_seule(demande: Demande, membre: Membre, lot_id: UUID | None) -> Depose:
    """Rend la requête de cette personne : celle que l’office a déjà faite, à défaut une nouvelle, pas encore écrite."""
    assert demande.deces_le is not None  # noqa: S101 — `fautes_de` l’exige
    empreinte = empreinte_defunt(demande.defunt, demande.deces_le)
    deja = deja_demandee(membre.office_id, empreinte)
    if deja is not None:
        inscrire("rappeler_requete", auteur=auteur_membre(membre), objet=(OBJET, deja.id))
        return Depose(deja, rappelee=True)
    requete = Requete(
        id=uuid4(),
        office_id=membre.office_id,
        membre_id=membre.id,
        reference=demande.reference,
        cle_reference=cle_reference(demande.reference),
        lot_id=lot_id,
        defunt=demande.defunt.en_json(),
        deces=demande.deces_en_json(),
        succession=demande.succession_en_json(),
        empreinte_defunt=empreinte,
        etat=EtatRequete.A_COMPLETER,
        deposee_le=horloge.maintenant(),
    )
    return Depose(requete, rappelee=False)


def _enregistrer(requete: Requete, membre: Membre, acte: Justificatif | None, mandat: Justificatif | None) -> None:
    requete.mandat_id = mandat.id if mandat else None
    session.add(requete)
    inscrire("deposer_requete", auteur=auteur_membre(membre), objet=(OBJET, requete.id), neuf=True)
    if acte is not None:
        requete.acte_id, requete.etat = acte.id, EtatRequete.RECUE
        _attendre_la_reponse(requete, requete.deposee_le)
    session.flush()
    verifier(requete)


def _attendre_la_reponse(requete: Requete, depuis: datetime) -> None:
    requete.repondre_le = repondre_le(depuis)
    differer_par_nom(RAPPROCHER, requete_id=str(requete.id))


def _prevenir(requete: Requete, membre: Membre) -> None:
    """Confirme l’enregistrement au membre : ni défunt, ni référence, ni rien qui annonce le sens de la réponse."""
    chemin = f"/notaires/successions/{requete.numero}"
    contexte = {"numero": requete.numero, "chemin": chemin, "reponse_le": _en_toutes_lettres(requete.repondre_le)}
    prevoir(Destinataire(courriel=membre.courriel), "notaires/requete_enregistree", contexte, objet=(OBJET, requete.id))


def _en_toutes_lettres(instant: datetime | None) -> str:
    """Rend « 14 décembre 2026 à 9 h » ; vide si rien n’est fixé."""
    if instant is None:
        return ""
    local = horloge.a_paris(instant)
    return f"{en_date(local.date(), 'fr')} à {local.hour}\u00a0h"
