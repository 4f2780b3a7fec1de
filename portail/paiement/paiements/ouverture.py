"""Ouvrir un paiement en ligne : la tentative est écrite, puis PayFiP est appelé, puis la réponse est écrite.

L’appel est hors de toute transaction. S’il se perd, l’`idOp` que nous ignorons n’a été ouvert par personne : on
recommencera sous une autre référence.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.paiement.paiements import evenements, plan
from portail.paiement.paiements.erreurs import (
    AuDessusDuPlafond,
    CourrielExige,
    PaiementEnAttente,
    PayfipNOuvrePas,
    RegieFermee,
    SommeAnnulee,
    SommeDejaReglee,
    SousLeMinimum,
)
from portail.paiement.paiements.etats import EtatPaiement, EtatSomme, Raison
from portail.paiement.paiements.liens import NOTIFICATION, chemin_de
from portail.paiement.paiements.models import Paiement, SommeDue
from portail.paiement.paiements.sommes import reste_du, tentative_active
from portail.paiement.payfip.client import ClientPayfip
from portail.paiement.payfip.fautes import EchecPayfip
from portail.paiement.payfip.formes import MEL_MAX, MEL_MIN, Demande, DemandeInvalide
from portail.paiement.regies.models import Regie
from portail.parametres.queries import entier_au, valeurs_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.demarrage import reglages
from portail.socle.erreurs import Introuvable
from portail.socle.evenements import publier

UNE_SEULE = "uq_paiement_actif"
"""L’index qui n’admet qu’une tentative active : deux envois au même instant, l’autre a gagné."""
COURRIEL = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"']+\.[^@\s<>\"'.]{2,}")


@dataclass(frozen=True, slots=True)
class Depart:
    """Une tentative ouverte : la page de PayFiP où envoyer la personne."""

    paiement_id: UUID
    url: str


def initier(somme_id: UUID, *, courriel: str, montant: Decimal | None = None, auteur: Auteur = SYSTEME) -> Depart:
    """Ouvre une tentative de payer cette somme (ou `montant`, une part en euros) et rend où aller.

    Lève `PaiementEnAttente` si une autre peut encore aboutir, `SommeDejaReglee`, `SommeAnnulee`, `RegieFermee`,
    `SousLeMinimum`, `AuDessusDuPlafond`, `CourrielExige`, le refus d’un abonné, ou `PayfipNOuvrePas`.
    """
    adresse = _courriel_lu(courriel)
    try:
        paiement, demande = _ecrire(somme_id, adresse, montant, auteur)
    except IntegrityError as erreur:
        if UNE_SEULE not in str(erreur.orig):
            raise
        raise PaiementEnAttente from erreur
    client = ClientPayfip(reglages().payfip_url)
    try:
        idop = client.creer(demande)
    except (EchecPayfip, DemandeInvalide) as echec:
        abandonner_l_ouverture(paiement.id, echec.code if isinstance(echec, EchecPayfip) else f"champ_{echec.champ}")
        raise PayfipNOuvrePas from echec
    _noter_l_ouverture(paiement.id, idop)
    return Depart(paiement.id, client.page(idop))


def _courriel_lu(courriel: str) -> str:
    lu = courriel.strip()
    if not (MEL_MIN <= len(lu) <= MEL_MAX and COURRIEL.fullmatch(lu)):
        raise CourrielExige
    return lu


def _ecrire(somme_id: UUID, courriel: str, montant: Decimal | None, auteur: Auteur) -> tuple[Paiement, Demande]:
    """Écrit la tentative avant tout appel, et rend la demande à envoyer."""
    with transaction():
        somme, regie = _verrouiller_avec_sa_regie(somme_id)
        a_payer = montant_admis(somme, regie, montant)
        _ecarter_la_precedente(somme)
        somme.tentatives += 1
        paiement = Paiement(
            somme_id=somme.id,
            numcli=regie.numcli,
            saisie=regie.mode,
            refdet=f"{regie.prefixe}{somme.numero}{somme.tentatives:02d}",
            montant=a_payer,
            courriel=courriel,
            cree_le=horloge.maintenant(),
        )
        session.add(paiement)
        session.flush()
        details = {"paiement": str(paiement.id), "refdet": paiement.refdet, "montant": str(a_payer)}
        inscrire("ouvrir_paiement", auteur=auteur, objet=("somme_due", somme.id), details=details)
        publier(evenements.PaiementOuvert(**de_la_somme(somme), paiement_id=paiement.id))
    return paiement, _demande(paiement, somme)


def _verrouiller_avec_sa_regie(somme_id: UUID) -> tuple[SommeDue, Regie]:
    lues = select(SommeDue, Regie).join(Regie, Regie.id == SommeDue.regie_id).where(SommeDue.id == somme_id)
    lues = lues.with_for_update(of=SommeDue).execution_options(populate_existing=True)
    ligne = session.execute(lues).one_or_none()
    if ligne is None:
        raise Introuvable
    return ligne[0], ligne[1]


def montant_admis(somme: SommeDue, regie: Regie, montant: Decimal | None = None) -> Decimal:
    """Rend ce qui peut se payer en ligne maintenant, en euros : `montant`, à défaut tout le reste dû.

    Lève `SommeAnnulee`, `RegieFermee`, `SommeDejaReglee`, `SousLeMinimum`, `AuDessusDuPlafond`.
    """
    if somme.etat is not EtatSomme.OUVERTE:
        raise SommeAnnulee
    if not regie.est_active:
        raise RegieFermee
    reste = reste_du(somme)
    if not reste:
        raise SommeDejaReglee
    a_payer = min(montant, reste) if montant is not None else reste
    verifier_les_bornes(a_payer)
    return a_payer


def verifier_les_bornes(montant: Decimal) -> None:
    """Lève `SousLeMinimum`, `AuDessusDuPlafond` si PayFiP n’encaisse pas ce montant, en euros."""
    valeurs = valeurs_au(horloge.aujourd_hui())
    if montant < valeurs["payfip_montant_min"]:
        raise SousLeMinimum(valeurs={"minimum": _ecrit(valeurs["payfip_montant_min"])})
    if montant > valeurs["payfip_montant_max"]:
        raise AuDessusDuPlafond(valeurs={"maximum": _ecrit(valeurs["payfip_montant_max"])})


def _ecrit(montant: Decimal) -> str:
    return f"{montant:.2f}".replace(".", ",")


def _ecarter_la_precedente(somme: SommeDue) -> None:
    """Lève `PaiementEnAttente` si une tentative peut aboutir ; clôt celle dont l’appel n’a jamais répondu."""
    precedente = tentative_active(somme)
    if precedente is None:
        return
    perdue = horloge.maintenant() - timedelta(seconds=entier_au("payfip_initie_secondes"))
    if precedente.etat is not EtatPaiement.INITIE or precedente.cree_le > perdue:
        raise PaiementEnAttente
    _clore_sans_ouverture(precedente, "perdu")
    session.flush()


def _demande(paiement: Paiement, somme: SommeDue) -> Demande:
    racine = reglages().url_publique
    return Demande(
        numcli=paiement.numcli,
        exer=horloge.aujourd_hui().year,
        refdet=paiement.refdet,
        objet=somme.libelle,
        montant=paiement.montant,
        mel=paiement.courriel or "",
        saisie=paiement.saisie,
        urlnotif=f"{racine}{NOTIFICATION}",
        urlredirect=f"{racine}{chemin_de(somme.id)}",
    )


def _noter_l_ouverture(paiement_id: UUID, idop: str) -> None:
    with transaction():
        _somme, paiement = verrouiller_les_deux(paiement_id)
        # Même si une autre tentative l’a cru perdu entre-temps : un `idOp` connu se relit, l’argent ne s’y perd pas.
        maintenant = horloge.maintenant()
        paiement.idop, paiement.redirige_le = idop, maintenant
        paiement.prochaine_lecture_le = plan.prochaine_lecture(maintenant, maintenant)
        if paiement.etat is EtatPaiement.INITIE:
            paiement.etat = EtatPaiement.REDIRIGE
            return
    raise PaiementEnAttente


def abandonner_l_ouverture(paiement_id: UUID, code: str) -> bool:
    """Clôt une tentative que PayFiP n’a pas ouverte et l’annonce ; rend faux si elle l’a été entre-temps."""
    with transaction():
        somme, paiement = verrouiller_les_deux(paiement_id)
        if paiement.etat is not EtatPaiement.INITIE:
            return False
        _clore_sans_ouverture(paiement, code)
        quoi = de_la_somme(somme)
        publier(evenements.PaiementEchoue(**quoi, paiement_id=paiement.id, raison=Raison.NON_OUVERT))
    return True


def _clore_sans_ouverture(paiement: Paiement, code: str) -> None:
    paiement.etat, paiement.dernier_code = EtatPaiement.NON_OUVERT, code
    paiement.conclu_le = horloge.maintenant()
    details = {"paiement": str(paiement.id), "code": code}
    inscrire("echec_ouverture", auteur=SYSTEME, objet=("somme_due", paiement.somme_id), details=details)


def verrouiller_les_deux(paiement_id: UUID) -> tuple[SommeDue, Paiement]:
    """Rend la somme et la tentative, relues et verrouillées dans cet ordre ; lève `Introuvable`."""
    lues = select(SommeDue, Paiement).join(Paiement, Paiement.somme_id == SommeDue.id)
    # L’ordre de FOR UPDATE OF est celui où les lignes se verrouillent.
    lues = lues.where(Paiement.id == paiement_id).with_for_update(of=[SommeDue, Paiement])
    ligne = session.execute(lues.execution_options(populate_existing=True)).one_or_none()
    if ligne is None:
        raise Introuvable
    return ligne[0], ligne[1]


def de_la_somme(somme: SommeDue) -> evenements.Quoi:
    """Rend ce que tout événement dit de la somme."""
    return {"somme_id": somme.id, "objet_type": somme.objet_type, "objet_id": somme.objet_id}
