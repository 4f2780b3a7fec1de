"""Tenir les séances : en ouvrir, changer leurs places, en annuler une ; rembourser un achat. Raison à l’appui."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from portail.identite.models import Agent
from portail.inscriptions.erreurs import exiger_une_raison
from portail.inscriptions.habilitations import peut_regler
from portail.inscriptions.patrimoine import places
from portail.inscriptions.patrimoine.emission import annuler_les_billets
from portail.inscriptions.patrimoine.erreurs import DateDePassee
from portail.inscriptions.patrimoine.messages import dire_l_annulation
from portail.inscriptions.patrimoine.models import (
    A_L_HEURE,
    Achat,
    EtatAchat,
    LigneAchat,
    Nature,
    Produit,
    SeanceDeVisite,
)
from portail.inscriptions.patrimoine.sommes import rendre_l_argent, verrouiller_si_due
from portail.inscriptions.places.capacites import poser_la_capacite
from portail.inscriptions.places.models import Quota
from portail.journal.actions import Auteur, inscrire
from portail.paiement.paiements.etats import MotifRemboursement
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, TransitionInterdite
from portail.socle.tours import reprendre


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Des séances à ouvrir : du premier au dernier jour, ces jours de la semaine (1 : lundi), à ces heures de Paris."""

    produit_id: UUID
    premier: date
    dernier: date
    jours: frozenset[int]
    heures: Sequence[time]
    places: int


def ouvrir_les_seances(programme: Programme, *, agent: Agent | None, auteur: Auteur) -> int:
    """Ouvre les séances à venir qui n’existaient pas, et rend leur nombre ; lève `Interdit`, `DateDePassee`."""
    with transaction():
        produit = session.get(Produit, programme.produit_id)
        if produit is None or produit.nature is Nature.OPEN:
            raise Introuvable
        if agent is not None and not peut_regler(agent, produit.site.service_code):
            raise Interdit
        if programme.dernier < horloge.aujourd_hui():
            raise DateDePassee
        deja = set(session.scalars(select(SeanceDeVisite.debut).where(SeanceDeVisite.produit_id == produit.id)))
        debuts = [debut for debut in _debuts(programme) if debut > horloge.maintenant() and debut not in deja]
        for debut in debuts:
            _ouvrir(produit, debut, programme.places)
        session.flush()
        inscrire(
            "ouvrir_seances", auteur=auteur, objet=("produit_patrimoine", produit.id), details={"nombre": len(debuts)}
        )
    return len(debuts)


def _debuts(programme: Programme) -> list[datetime]:
    jours = (programme.premier + timedelta(days=n) for n in range((programme.dernier - programme.premier).days + 1))
    return [
        horloge.instant_du(jour, heure)
        for jour in jours
        if jour.isoweekday() in programme.jours
        for heure in programme.heures
    ]


def _ouvrir(produit: Produit, debut: datetime, nombre: int) -> None:
    libelle = f"{produit.libelle}, {debut:%d/%m/%Y %H:%M}"
    quota = Quota(code=f"{produit.code}-{debut:%Y%m%d%H%M}", libelle=libelle, capacite=nombre)
    session.add(quota)
    session.flush()
    session.add(SeanceDeVisite(produit_id=produit.id, debut=debut, quota_id=quota.id))


def changer_les_places(seance_id: UUID, nombre: int, *, raison: str, agent: Agent, auteur: Auteur) -> None:
    """Change le nombre de places d’une séance ; lève `CapaciteTropPetite`, `RaisonManquante`, `Interdit`."""
    exiger_une_raison(raison)
    with transaction():
        seance = _a_regler(seance_id, agent)
        poser_la_capacite(seance.quota_id, nombre)
        objet, details = ("seance_patrimoine", seance.id), {"capacite": nombre}
        inscrire("changer_capacite", auteur=auteur, objet=objet, details=details, texte=raison)


def annuler_la_seance(seance_id: UUID, *, raison: str, agent: Agent, auteur: Auteur) -> int:
    """Annule une séance : ses billets ne valent plus, tout est remboursé ; rend le nombre d’achats remboursés.

    Un achat en cours de paiement garde ses places : si l’argent arrive, il est rendu aussitôt.
    """
    exiger_une_raison(raison)

    def geste() -> int:
        with transaction():
            _a_regler(seance_id, agent)
            lues = session.scalars(
                select(LigneAchat).where(LigneAchat.seance_id == seance_id, LigneAchat.annulee_le.is_(None))
            )
            # Les sommes d’abord, comme le fait un paiement ; puis l’état de chaque achat, relu.
            achats = sorted({ligne.achat_id for ligne in lues})
            for achat_id in achats:
                verrouiller_si_due(achat_id)
            sienne = select(SeanceDeVisite).where(SeanceDeVisite.id == seance_id).with_for_update(of=SeanceDeVisite)
            seance = session.scalars(sienne.execution_options(populate_existing=True)).one()
            seance.annulee_le = seance.annulee_le or horloge.maintenant()
            session.flush()
            inscrire("annuler_seance", auteur=auteur, objet=("seance_patrimoine", seance.id), texte=raison)
            return sum(_annuler_dans(achat_id, seance_id, auteur) for achat_id in achats)

    return reprendre(geste)


def _annuler_dans(achat_id: UUID, seance_id: UUID, auteur: Auteur) -> bool:
    """Annule les lignes de cet achat à cette séance ; vrai si l’achat était payé."""
    achat = verrouiller(Achat, achat_id)
    if achat.etat not in {*A_L_HEURE, EtatAchat.PAYE}:
        return False
    annulees = [ligne for ligne in achat.lignes if ligne.seance_id == seance_id and ligne.annulee_le is None]
    rendu = _annuler_les_lignes(achat, annulees, MotifRemboursement.ANNULATION_SERVICE, auteur)
    if achat.etat is EtatAchat.PAYE and annulees:
        dire_l_annulation(achat, rembourse=bool(rendu))
    return achat.etat is EtatAchat.PAYE


def rembourser(achat_id: UUID, *, raison: str, agent: Agent, auteur: Auteur) -> Decimal:
    """Rend tout un achat payé : billets annulés, places rendues, argent à rendre par la régie ; rend le montant.

    Lève `RaisonManquante`, `Interdit`, `TransitionInterdite` si l’achat n’est pas payé.
    """
    exiger_une_raison(raison)

    def geste() -> Decimal:
        with transaction():
            verrouiller_si_due(achat_id)
            achat = verrouiller(Achat, achat_id)
            if achat.etat is not EtatAchat.PAYE:
                raise TransitionInterdite
            if not all(peut_regler(agent, ligne.produit.site.service_code) for ligne in achat.lignes):
                raise Interdit
            gardees = [ligne for ligne in achat.lignes if ligne.annulee_le is None]
            rendu = _annuler_les_lignes(achat, gardees, MotifRemboursement.ANNULATION_FAMILLE, auteur)
            achat.etat = EtatAchat.REMBOURSE
            session.flush()
            details = {"montant": str(rendu)}
            inscrire("rembourser_achat", auteur=auteur, objet=("achat", achat.id), details=details, texte=raison)
        return rendu

    return reprendre(geste)


def _annuler_les_lignes(
    achat: Achat, lignes: Sequence[LigneAchat], motif: MotifRemboursement, auteur: Auteur
) -> Decimal:  # fmt: skip
    """Annule ces lignes, leurs billets, et rend ce qu’elles ont coûté si l’achat est payé."""
    rendu = Decimal(0)
    for ligne in lignes:
        ligne.annulee_le = horloge.maintenant()
        if achat.etat is EtatAchat.PAYE:
            annuler_les_billets(ligne, auteur)
            rendu += rendre_l_argent(achat, ligne.montant, motif=motif, auteur=auteur)
    places.rendre(lignes)
    session.flush()
    return rendu


def _a_regler(seance_id: UUID, agent: Agent) -> SeanceDeVisite:
    seance = session.get(SeanceDeVisite, seance_id)
    if seance is None:
        raise Introuvable
    if not peut_regler(agent, seance.produit.site.service_code):
        raise Interdit
    return seance
