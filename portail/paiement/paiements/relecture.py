"""Relire un paiement chez PayFiP : seule cette lecture, de serveur à serveur, dit s’il est payé.

La lecture est hors de toute transaction ; elle s’applique sous le verrou de la somme due. Un règlement écrit ne se
défait plus : une lecture plus ancienne, arrivée après, ne change rien. Un échec, lui, cède devant un paiement.
"""

import logging
from datetime import timedelta
from typing import TypeAlias
from uuid import UUID

from portail.journal.actions import SYSTEME, inscrire
from portail.paiement.paiements import evenements, plan
from portail.paiement.paiements.encaissement import encaisser
from portail.paiement.paiements.etats import EtatPaiement, Raison
from portail.paiement.paiements.models import Paiement, SommeDue
from portail.paiement.paiements.ouverture import de_la_somme, verrouiller_les_deux
from portail.paiement.payfip.client import ClientPayfip
from portail.paiement.payfip.fautes import (
    EchecPayfip,
    FauteTechnique,
    IssueInconnue,
    OperationInconnue,
    ResultatPasEncoreConnu,
)
from portail.paiement.payfip.formes import Issue, Resultat
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.demarrage import reglages
from portail.socle.erreurs import Introuvable
from portail.socle.evenements import publier

Lecture: TypeAlias = Resultat | EchecPayfip
trace = logging.getLogger(__name__)


def relire(paiement_id: UUID, *, delai_secondes: float | None = None) -> Paiement:
    """Demande le résultat à PayFiP et l’applique ; rend la tentative. Sans effet si elle est déjà encaissée.

    `delai_secondes` : combien attendre PayFiP quand une personne est devant la page. Lève `Introuvable`.
    """
    paiement = session.get(Paiement, paiement_id, populate_existing=True)
    if paiement is None:
        raise Introuvable
    if paiement.idop is None or paiement.est_encaisse:
        return paiement
    lecture = _lire(paiement.idop, delai_secondes)
    with transaction():
        somme, paiement = verrouiller_les_deux(paiement_id)
        appliquer(somme, paiement, lecture)
    return paiement


def _lire(idop: str, delai_secondes: float | None) -> Lecture:
    client = ClientPayfip(reglages().payfip_url)
    if delai_secondes is not None:
        client.delai_secondes = delai_secondes
    try:
        return client.lire(idop)
    except EchecPayfip as echec:
        return echec


def appliquer(somme: SommeDue, paiement: Paiement, lecture: Lecture) -> None:
    """Applique ce que PayFiP vient de dire, dans la transaction courante, somme et tentative verrouillées."""
    if paiement.est_encaisse:
        return
    paiement.lu_le = horloge.maintenant()
    if isinstance(lecture, Resultat):
        paiement.dernier_code = ""
        _appliquer_un_resultat(somme, paiement, lecture)
        return
    paiement.dernier_code = lecture.code
    if isinstance(lecture, IssueInconnue):
        trace.error("PayFiP rend une issue inconnue : paiement %s", paiement.id)
    if isinstance(lecture, ResultatPasEncoreConnu):
        _attendre(somme, paiement)
    elif isinstance(lecture, OperationInconnue):
        _echouer(somme, paiement, EtatPaiement.INCONNU, Raison.SANS_REPONSE)
        paiement.prochaine_lecture_le = None
    else:
        _reprendre_plus_tard(somme, paiement, panne=isinstance(lecture, FauteTechnique))


def ecarts(paiement: Paiement, lu: Resultat) -> list[str]:
    """Rend les champs rendus qui ne sont pas ceux que l’on avait demandés."""
    compares: dict[str, tuple[object, object]] = {
        "idop": (paiement.idop, lu.idop),
        "numcli": (paiement.numcli, lu.numcli),
        "refdet": (paiement.refdet, lu.refdet),
        "montant": (paiement.montant, lu.montant),
        "saisie": (paiement.saisie.value, lu.saisie),
    }
    return [nom for nom, (demande, rendu) in compares.items() if demande != rendu]


def _appliquer_un_resultat(somme: SommeDue, paiement: Paiement, lu: Resultat) -> None:
    differents = ecarts(paiement, lu)
    paiement.issue = lu.issue
    if differents and lu.issue.encaisse:
        _signaler(somme, paiement, lu, differents)
    elif differents:
        paiement.ecarts = differents
        _reprendre_plus_tard(somme, paiement)
    elif lu.issue.encaisse:
        encaisser(somme, paiement, lu)
    elif lu.issue is Issue.ABANDON:
        _echouer(somme, paiement, EtatPaiement.ABANDONNE, Raison.ABANDON)
    else:
        _echouer(somme, paiement, EtatPaiement.REFUSE, Raison.REFUS)


def _signaler(somme: SommeDue, paiement: Paiement, lu: Resultat, differents: list[str]) -> None:
    """Met la tentative de côté : l’argent est chez PayFiP, mais ce n’est pas ce qu’on avait demandé."""
    deja = paiement.etat is EtatPaiement.ANOMALIE
    paiement.etat, paiement.ecarts, paiement.montant_rendu = EtatPaiement.ANOMALIE, differents, lu.montant
    paiement.prochaine_lecture_le = None
    if not deja:
        trace.error("paiement %s : PayFiP ne rend pas ce qui était demandé (%s)", paiement.id, ", ".join(differents))
        _noter("anomalie_paiement", somme, paiement, champs=",".join(differents), issue=lu.issue.value)


def _attendre(somme: SommeDue, paiement: Paiement) -> None:
    """PayFiP ne sait pas encore : on redemandera ; passé le délai, la somme peut se payer autrement."""
    debut = paiement.redirige_le or paiement.cree_le
    maintenant = horloge.maintenant()
    if maintenant - debut >= timedelta(minutes=entier_au("payfip_attente_minutes")):
        _echouer(somme, paiement, EtatPaiement.INCONNU, Raison.SANS_REPONSE)
    paiement.prochaine_lecture_le = plan.prochaine_lecture(debut, maintenant)


def _reprendre_plus_tard(somme: SommeDue, paiement: Paiement, *, panne: bool = False) -> None:
    """PayFiP n’a rien dit d’utile : on n’en conclut rien avant la fin du plan."""
    debut = paiement.redirige_le or paiement.cree_le
    paiement.prochaine_lecture_le = plan.prochaine_lecture(debut, horloge.maintenant(), panne=panne)
    if paiement.prochaine_lecture_le is None:
        _echouer(somme, paiement, EtatPaiement.INCONNU, Raison.SANS_REPONSE)
        paiement.prochaine_lecture_le = None


def _echouer(somme: SommeDue, paiement: Paiement, etat: EtatPaiement, raison: Raison) -> None:
    """Note l’échec d’une tentative en cours, l’annonce, et prévoit de la relire une dernière fois un peu plus tard.

    Une tentative déjà échouée ne change plus, sauf si l’on apprend enfin pourquoi.
    """
    maintenant = horloge.maintenant()
    if not paiement.est_actif:
        paiement.prochaine_lecture_le = None
        if paiement.etat is EtatPaiement.INCONNU:
            paiement.etat = etat
        return
    paiement.etat, paiement.conclu_le = etat, maintenant
    paiement.prochaine_lecture_le = maintenant + timedelta(minutes=entier_au("payfip_controle_minutes"))
    _noter("echec_paiement", somme, paiement, raison=raison.value, code=paiement.dernier_code)
    publier(evenements.PaiementEchoue(**de_la_somme(somme), paiement_id=paiement.id, raison=raison))


def _noter(action: str, somme: SommeDue, paiement: Paiement, **details: str) -> None:
    inscrire(action, auteur=SYSTEME, objet=("somme_due", somme.id), details={"paiement": str(paiement.id), **details})
