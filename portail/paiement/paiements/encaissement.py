"""Écrire l’argent reçu, une fois, et le partager : ce qui paie la somme, ce qui est à rendre."""

from decimal import Decimal

from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.paiement.paiements import evenements
from portail.paiement.paiements.comptes import Partage, partager
from portail.paiement.paiements.etats import EtatEncaissement, EtatPaiement, EtatSomme, MotifRemboursement, Moyen
from portail.paiement.paiements.messages import prevenir
from portail.paiement.paiements.models import Encaissement, Paiement, SommeDue
from portail.paiement.paiements.ouverture import de_la_somme
from portail.paiement.paiements.sommes import LONGUEUR_DU_NUMERO, reste_du
from portail.paiement.payfip.formes import Issue, Resultat
from portail.parametres.queries import entier_au
from portail.socle import dictee, horloge
from portail.socle.base import session
from portail.socle.evenements import publier

MOYENS = {Issue.CARTE_PAYEE: Moyen.CARTE, Issue.PRELEVEMENT_ACCEPTE: Moyen.PRELEVEMENT}


def encaisser(somme: SommeDue, paiement: Paiement, lu: Resultat) -> Encaissement:
    """Écrit le règlement que dit PayFiP (P ou V), dans la transaction courante ; annonce et accuse réception."""
    acquis = lu.issue is Issue.CARTE_PAYEE or bool(entier_au("payfip_prelevement_vaut_paiement"))
    paiement.etat = EtatPaiement.PAYE if acquis else EtatPaiement.EN_COURS
    paiement.conclu_le, paiement.prochaine_lecture_le, paiement.ecarts = horloge.maintenant(), None, []
    encaissement = Encaissement(
        paiement_id=paiement.id,
        moyen=MOYENS[lu.issue],
        montant=lu.montant,
        jour=lu.jour or horloge.aujourd_hui(),
        etat=EtatEncaissement.ACQUIS if acquis else EtatEncaissement.EN_COURS,
        saisie=paiement.saisie,
        autorisation=lu.autorisation,
    )
    return ecrire(somme, encaissement, auteur=SYSTEME, courriel=paiement.courriel)


def ecrire(
    somme: SommeDue,
    encaissement: Encaissement,
    *,
    auteur: Auteur,
    courriel: str | None,
    motif: MotifRemboursement | None = None,
) -> Encaissement:
    """Ajoute un règlement à une somme verrouillée : tout ce qui dépasse ce qui reste dû est à rendre.

    `motif` : rien n’est à garder, pour cette raison.
    """
    partage, du = _partage(somme, encaissement.montant, motif)
    encaissement.numero = dictee.tirer(LONGUEUR_DU_NUMERO)
    encaissement.somme_id, encaissement.regie_id = somme.id, somme.regie_id
    encaissement.recu_le = horloge.maintenant()
    encaissement.a_rendre, encaissement.motif_remboursement = partage.a_rendre, partage.motif
    session.add(encaissement)
    session.flush()
    _noter(somme, encaissement, auteur)
    if partage.garde:
        publier(
            evenements.PaiementConfirme(
                **de_la_somme(somme),
                encaissement_id=encaissement.id,
                montant=partage.garde,
                acquis=encaissement.etat is EtatEncaissement.ACQUIS,
                soldee=partage.garde == du,
            )
        )
    prevenir(somme, encaissement, courriel=courriel)
    return encaissement


def _partage(somme: SommeDue, montant: Decimal, motif: MotifRemboursement | None) -> tuple[Partage, Decimal]:
    """Rend ce qui est gardé et ce qui est à rendre, et ce qui restait dû."""
    if motif is not None:
        return Partage(Decimal(0), montant, motif), Decimal(0)
    if somme.etat is EtatSomme.ANNULEE:
        # L’abonné qui retrouve une place rouvre la somme, sous ce même verrou.
        publier(evenements.PaiementTardif(**de_la_somme(somme), montant=montant))
    du = reste_du(somme)
    return partager(montant, du=du, etat=somme.etat), du


def _noter(somme: SommeDue, encaissement: Encaissement, auteur: Auteur) -> None:
    details: dict[str, str] = {
        "encaissement": str(encaissement.id),
        "moyen": encaissement.moyen.value,
        "montant": str(encaissement.montant),
        "a_rendre": str(encaissement.a_rendre),
        "etat": encaissement.etat.value,
    }
    if encaissement.motif_remboursement:
        details["motif"] = encaissement.motif_remboursement.value
    inscrire("encaisser", auteur=auteur, objet=("somme_due", somme.id), details=details)
