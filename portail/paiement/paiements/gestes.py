"""Ce que la régie fait : encaisser hors ligne, échelonner, envoyer le lien pour payer, noter un remboursement ou un
impayé, trancher une anomalie.

Chaque geste est jugé sur la régie de la somme, fait sous son verrou, inscrit à son journal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import Auteur, inscrire
from portail.paiement.paiements import evenements
from portail.paiement.paiements.encaissement import MOYENS, ecrire
from portail.paiement.paiements.erreurs import DateImpossible, DepasseLeReste, EncaissementChange, PaiementEnAttente
from portail.paiement.paiements.etats import EtatEncaissement, EtatPaiement, MotifRemboursement, Moyen
from portail.paiement.paiements.messages import envoyer_l_adresse
from portail.paiement.paiements.models import Encaissement, Paiement, SommeDue
from portail.paiement.paiements.ouverture import de_la_somme, montant_admis, verrouiller_les_deux
from portail.paiement.paiements.queries import compte_de
from portail.paiement.paiements.sommes import echelonner, reste_du, tentative_active
from portail.paiement.payfip.formes import Issue
from portail.paiement.regies.habilitations import peut_tenir
from portail.paiement.regies.models import Regie
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable
from portail.socle.evenements import publier

IMPAYABLES = frozenset({Moyen.CHEQUE, Moyen.PRELEVEMENT})
"""Ce que la banque peut rejeter après coup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecuAuGuichet:
    """De l’argent reçu au guichet ; `cle` est celle du formulaire : le même envoi n’encaisse pas deux fois."""

    moyen: Moyen
    montant: Decimal
    jour: date
    reference: str
    cle: str


class Verdict(StrEnum):
    """Ce que la régie décide d’une anomalie."""

    GARDER = "garder"
    RENDRE = "rendre"
    RIEN_RECU = "rien_recu"


def encaisser_au_guichet(somme_id: UUID, recu: RecuAuGuichet, *, agent: Agent) -> Encaissement:
    """Note de l’argent reçu hors ligne et le rend ; le même envoi rend le même règlement.

    Lève `DepasseLeReste`, `DateImpossible`, ou `PaiementEnAttente` si la personne est en train de payer en ligne.
    """
    try:
        with transaction():
            somme = _tenue(somme_id, agent)
            deja = _par_cle(recu.cle)
            if deja is not None:
                return deja
            _verifier(somme, recu)
            encaissement = Encaissement(
                moyen=recu.moyen,
                montant=recu.montant,
                jour=recu.jour,
                reference=recu.reference or None,
                etat=EtatEncaissement.ACQUIS,
                agent_id=agent.id,
                cle=recu.cle,
            )
            return ecrire(somme, encaissement, auteur=auteur_agent(agent), courriel=None)
    except IntegrityError as erreur:
        raise EncaissementChange from erreur


def payer_en_plusieurs_fois(somme_id: UUID, lignes: Iterable[tuple[Decimal, date]], *, agent: Agent) -> None:
    """Pose ou remplace l’échéancier d’une somme ; lève `EcheancierFaux`."""
    parts = list(lignes)
    with transaction():
        somme = _tenue(somme_id, agent)
        echelonner(somme, parts)
        _noter("echelonner", somme.id, auteur_agent(agent), parts=len(parts))


def envoyer_le_lien(somme_id: UUID, *, courriel: str, telephone: str, agent: Agent) -> None:
    """Promet à la personne l’adresse où payer elle-même, par courriel, à défaut par SMS.

    Lève `PaiementEnAttente`, `AdresseExigee`, et ce que lèverait l’ouverture d’un paiement.
    """
    with transaction():
        somme = _tenue(somme_id, agent)
        if tentative_active(somme) is not None:
            raise PaiementEnAttente
        regie = session.get_one(Regie, somme.regie_id)
        a_payer = montant_admis(somme, regie, compte_de(somme).a_payer)
        envoyer_l_adresse(somme, regie, a_payer, courriel=courriel, telephone=telephone)
        _noter("envoyer_lien_paiement", somme.id, auteur_agent(agent))


def noter_le_remboursement(encaissement_id: UUID, *, jour: date, mandat: str, agent: Agent) -> Encaissement:
    """Note que le comptable a rendu l’argent ; lève `EncaissementChange` s’il n’y en a pas, ou plus, à rendre."""
    with transaction():
        encaissement = _encaissement_tenu(encaissement_id, agent)
        if not encaissement.est_a_rembourser:
            raise EncaissementChange
        if not encaissement.jour <= jour <= horloge.aujourd_hui():
            raise DateImpossible
        encaissement.rendu_le, encaissement.mandat = jour, mandat.strip()[:40]
        _noter(
            "rembourser",
            encaissement.somme_id,
            auteur_agent(agent),
            encaissement=str(encaissement.id),
            mandat=encaissement.mandat,
        )
    return encaissement


def noter_l_impaye(encaissement_id: UUID, *, agent: Agent) -> Encaissement:
    """Note que la banque a rejeté un chèque ou un prélèvement : la somme est de nouveau due, l’étage du dessus le sait.

    Lève `EncaissementChange` pour un autre moyen, un règlement déjà rendu ou déjà rejeté.
    """
    with transaction():
        encaissement = _encaissement_tenu(encaissement_id, agent)
        possible = encaissement.moyen in IMPAYABLES and encaissement.rendu_le is None
        if not possible or encaissement.etat is EtatEncaissement.REJETE:
            raise EncaissementChange
        somme, perdu = session.get_one(SommeDue, encaissement.somme_id), encaissement.garde
        encaissement.etat = EtatEncaissement.REJETE
        session.flush()
        _noter("noter_l_impaye", somme.id, auteur_agent(agent), encaissement=str(encaissement.id))
        publier(evenements.EncaissementRejete(**de_la_somme(somme), encaissement_id=encaissement.id, montant=perdu))
    return encaissement


def acquerir(encaissement: Encaissement, *, auteur: Auteur) -> None:
    """Note, dans la transaction courante, qu’un prélèvement accepté est encaissé ; sans effet s’il l’est déjà."""
    if encaissement.etat is not EtatEncaissement.EN_COURS:
        return
    somme = session.get_one(SommeDue, encaissement.somme_id)
    encaissement.etat = EtatEncaissement.ACQUIS
    if encaissement.paiement_id is not None:
        session.get_one(Paiement, encaissement.paiement_id).etat = EtatPaiement.PAYE
    session.flush()
    _noter("acquerir_prelevement", somme.id, auteur, encaissement=str(encaissement.id))
    publier(evenements.EncaissementAcquis(**de_la_somme(somme), encaissement_id=encaissement.id))


def trancher(paiement_id: UUID, verdict: Verdict, *, agent: Agent) -> Paiement:
    """Décide d’un paiement qui n’est pas celui que l’on avait demandé ; lève `EncaissementChange` si c’est fait."""
    with transaction():
        somme, paiement = verrouiller_les_deux(paiement_id)
        _exiger_la_regie(somme, agent)
        if paiement.etat is not EtatPaiement.ANOMALIE or paiement.issue is None or paiement.montant_rendu is None:
            raise EncaissementChange
        paiement.conclu_le = horloge.maintenant()
        auteur = auteur_agent(agent)
        _noter("trancher_anomalie", somme.id, auteur, paiement=str(paiement.id), verdict=verdict.value)
        if verdict is Verdict.RIEN_RECU:
            paiement.etat = EtatPaiement.INCONNU
            return paiement
        paiement.etat = EtatPaiement.PAYE
        _encaisser_tel_quel(somme, paiement, paiement.issue, paiement.montant_rendu, verdict, auteur)
    return paiement


def _encaisser_tel_quel(
    somme: SommeDue, paiement: Paiement, issue: Issue, montant: Decimal, verdict: Verdict, auteur: Auteur
) -> None:
    encaissement = Encaissement(
        paiement_id=paiement.id,
        moyen=MOYENS[issue],
        montant=montant,
        jour=horloge.aujourd_hui(),
        etat=EtatEncaissement.ACQUIS,
        saisie=paiement.saisie,
    )
    motif = MotifRemboursement.ANOMALIE if verdict is Verdict.RENDRE else None
    ecrire(somme, encaissement, auteur=auteur, courriel=paiement.courriel, motif=motif)


def _verifier(somme: SommeDue, recu: RecuAuGuichet) -> None:
    if tentative_active(somme) is not None:
        raise PaiementEnAttente
    anciennete = timedelta(days=entier_au("paiement_anciennete_jours"))
    if not horloge.aujourd_hui() - anciennete <= recu.jour <= horloge.aujourd_hui():
        raise DateImpossible
    reste = reste_du(somme)
    if not 0 < recu.montant <= reste:
        raise DepasseLeReste(valeurs={"reste": f"{reste:.2f}".replace(".", ",")})


def _par_cle(cle: str) -> Encaissement | None:
    return session.scalars(select(Encaissement).where(Encaissement.cle == cle)).one_or_none()


def _tenue(somme_id: UUID, agent: Agent) -> SommeDue:
    somme = verrouiller(SommeDue, somme_id)
    _exiger_la_regie(somme, agent)
    return somme


def _encaissement_tenu(encaissement_id: UUID, agent: Agent) -> Encaissement:
    """Rend le règlement relu sous le verrou de sa somme ; lève `Introuvable` s’il est d’une autre régie."""
    trouve = session.get(Encaissement, encaissement_id)
    if trouve is None:
        raise Introuvable
    _tenue(trouve.somme_id, agent)
    return verrouiller(Encaissement, encaissement_id)


def _exiger_la_regie(somme: SommeDue, agent: Agent) -> None:
    if not peut_tenir(agent, session.get_one(Regie, somme.regie_id)):
        raise Introuvable


def _noter(action: str, somme_id: UUID, auteur: Auteur, **details: object) -> None:
    inscrire(action, auteur=auteur, objet=("somme_due", somme_id), details=details)
