"""Ce qui est dû : le dire, l’annuler, le rendre. À appeler dans la transaction de ce que la somme paie.

Qui tient aussi des places ou des commandes verrouille d’abord la somme due : un paiement confirmé fait de même.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, func, select

from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.paiement.paiements import comptes
from portail.paiement.paiements.erreurs import EcheancierFaux, PaiementEnAttente
from portail.paiement.paiements.etats import ACTIFS, EtatEncaissement, EtatPaiement, EtatSomme, MotifRemboursement
from portail.paiement.paiements.models import Echeance, Encaissement, Paiement, SommeDue
from portail.socle import dictee, horloge
from portail.socle.base import en_transaction, session
from portail.socle.erreurs import Introuvable

LONGUEUR_DU_NUMERO = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Objet:
    """Ce qu’une somme paie : un type et un identifiant, rien d’autre."""

    type: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payeur:
    """Qui paie : son nom, son adresse électronique, son compte s’il en a un, sa langue."""

    nom: str = ""
    courriel: str = ""
    usager_id: UUID | None = None
    langue: str = "fr"


def exiger(
    objet: Objet,
    *,
    regie_id: UUID,
    montant: Decimal,
    libelle: str,
    payeur: Payeur,
    retour: str = "",
    auteur: Auteur = SYSTEME,
) -> SommeDue:
    """Écrit une somme à payer et la rend ; une seule par objet, en euros, plus grande que zéro.

    `libelle` ne nomme personne. `retour` : chemin du portail où revenir ensuite.
    """
    _exiger_une_transaction()
    somme = SommeDue(
        numero=dictee.tirer(LONGUEUR_DU_NUMERO),
        regie_id=regie_id,
        objet_type=objet.type,
        objet_id=objet.id,
        libelle=libelle,
        montant=montant,
        payeur=payeur.nom or None,
        courriel=payeur.courriel or None,
        usager_id=payeur.usager_id,
        langue=payeur.langue,
        retour=retour,
        cree_le=horloge.maintenant(),
    )
    session.add(somme)
    session.flush()
    details = {"regie": str(regie_id), "montant": str(montant)}
    inscrire("exiger_somme", auteur=auteur, objet=("somme_due", somme.id), details=details, neuf=True)
    return somme


def verrouiller_la_somme(objet: Objet) -> SommeDue:
    """Rend la somme due de cet objet, relue et verrouillée ; lève `Introuvable`. À prendre avant tout autre verrou."""
    _exiger_une_transaction()
    somme = session.scalars(
        select(SommeDue)
        .where(SommeDue.objet_type == objet.type, SommeDue.objet_id == objet.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if somme is None:
        raise Introuvable
    return somme


def verrouiller_si_due(objet: Objet) -> SommeDue | None:
    """Verrouille la somme due de cet objet, s’il y en a une, et la rend."""
    try:
        return verrouiller_la_somme(objet)
    except Introuvable:
        return None


def annuler(objet: Objet, *, auteur: Auteur) -> SommeDue:
    """Dit que la somme n’est plus due : ce qu’elle payait n’est plus gardé. Ce qui est reçu n’est pas rendu d’office.

    Lève `PaiementEnAttente` tant qu’une tentative peut encore aboutir : une place ne se libère pas pendant ce temps.
    """
    somme = verrouiller_la_somme(objet)
    if tentative_active(somme) is not None:
        raise PaiementEnAttente
    if somme.etat is not EtatSomme.ANNULEE:
        somme.etat = EtatSomme.ANNULEE
        _noter("annuler_somme", somme, auteur)
    return somme


def rouvrir(objet: Objet, *, auteur: Auteur = SYSTEME) -> SommeDue:
    """Dit que la somme est de nouveau due : une place a été retrouvée pour un paiement tardif."""
    somme = verrouiller_la_somme(objet)
    if somme.etat is not EtatSomme.OUVERTE:
        somme.etat = EtatSomme.OUVERTE
        _noter("rouvrir_somme", somme, auteur)
    return somme


def rendre(objet: Objet, montant: Decimal, *, motif: MotifRemboursement, auteur: Auteur) -> Decimal:
    """Marque à rembourser jusqu’à `montant` sur ce qui est gardé, les derniers règlements d’abord ; rend ce qui l’est.

    PayFiP ne rembourse pas : le comptable le fera par mandat, la régie le notera. La somme reste due d’autant : la
    diminuer (`changer_le_montant`) ou l’annuler dans la même transaction.
    """
    somme = verrouiller_la_somme(objet)
    marque = Decimal(0)
    for encaissement in reversed(encaissements_de(somme.id)):
        part = min(encaissement.garde, montant - marque)
        if part > 0 and encaissement.rendu_le is None:
            encaissement.a_rendre += part
            encaissement.motif_remboursement = motif
            marque += part
    if marque:
        _noter("marquer_a_rembourser", somme, auteur, montant=str(marque), motif=motif.value)
    return marque


def rembourser(objet: Objet, montant: Decimal, *, motif: MotifRemboursement, auteur: Auteur) -> Decimal:
    """Marque à rembourser jusqu’à ce montant, et rien de cela n’est plus dû ; rend ce qui l’est, zéro sans somme due.

    Lève `PaiementEnAttente` tant qu’une tentative peut aboutir.
    """
    somme = verrouiller_si_due(objet)
    if somme is None or montant <= 0:
        return Decimal(0)
    rendu = rendre(objet, montant, motif=motif, auteur=auteur)
    reste = somme.montant - rendu
    if rendu and reste > 0:
        changer_le_montant(objet, reste, auteur=auteur)
    elif rendu:
        annuler(objet, auteur=auteur)
    return rendu


def changer_le_montant(objet: Objet, montant: Decimal, *, auteur: Auteur) -> SommeDue:
    """Change ce qui est dû ; ce qui était déjà payé de plus devient à rembourser. L’échéancier, lui, est à refaire.

    Lève `PaiementEnAttente` tant qu’une tentative peut aboutir : elle porte l’ancien montant.
    """
    somme = verrouiller_la_somme(objet)
    if tentative_active(somme) is not None:
        raise PaiementEnAttente
    if montant != somme.montant:
        avant, somme.montant = somme.montant, montant
        session.execute(delete(Echeance).where(Echeance.somme_id == somme.id))
        _noter("changer_le_montant", somme, auteur, avant=str(avant), apres=str(montant))
        trop = sum((un.garde for un in encaissements_de(somme.id)), Decimal(0)) - montant
        if trop > 0:
            rendre(objet, trop, motif=MotifRemboursement.TROP_PERCU, auteur=auteur)
    return somme


def echelonner(somme: SommeDue, lignes: Iterable[tuple[Decimal, date]]) -> None:
    """Remplace l’échéancier d’une somme verrouillée ; lève `EcheancierFaux` si les parts ne font pas la somme."""
    parts = list(lignes)
    dates = [limite for _montant, limite in parts]
    if (
        sum((m for m, _ in parts), Decimal(0)) != somme.montant
        or any(m <= 0 for m, _ in parts)
        or dates != sorted(dates)
    ):
        raise EcheancierFaux(valeurs={"reste": f"{somme.montant:.2f}".replace(".", ",")})
    session.execute(delete(Echeance).where(Echeance.somme_id == somme.id))
    session.add_all(
        Echeance(somme_id=somme.id, rang=rang, montant=montant, date_limite=limite)
        for rang, (montant, limite) in enumerate(parts, start=1)
    )
    session.flush()


def tentative_active(somme: SommeDue) -> Paiement | None:
    """Rend la tentative qui peut encore aboutir, ou celle qu’une personne doit regarder ; rien sinon."""
    if not somme.tentatives:
        return None
    return session.scalars(
        select(Paiement)
        .where(Paiement.somme_id == somme.id, Paiement.etat.in_((*ACTIFS, EtatPaiement.ANOMALIE)))
        .order_by(Paiement.etat != EtatPaiement.ANOMALIE, Paiement.cree_le.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()


def encaissements_de(somme_id: UUID) -> Sequence[Encaissement]:
    """Rend l’argent reçu pour cette somme, dans l’ordre où il est venu."""
    recus = (
        select(Encaissement).where(Encaissement.somme_id == somme_id).order_by(Encaissement.recu_le, Encaissement.id)
    )
    return session.scalars(recus.execution_options(populate_existing=True)).all()


def reste_du(somme: SommeDue) -> Decimal:
    """Rend ce qui reste à payer d’une somme, en euros."""
    gardes = session.scalar(
        select(func.coalesce(func.sum(Encaissement.montant - Encaissement.a_rendre), 0)).where(
            Encaissement.somme_id == somme.id, Encaissement.etat != EtatEncaissement.REJETE
        )
    )
    return comptes.reste(somme.montant, [Decimal(gardes or 0)])


def a_recu_quelque_chose(somme: SommeDue) -> bool:
    """Vrai si une part de la somme est déjà réglée : rien ne s’annule plus sans une personne."""
    return reste_du(somme) < somme.montant


def _exiger_une_transaction() -> None:
    if not en_transaction():
        raise RuntimeError("une somme due s’écrit dans la transaction de ce qu’elle paie")


def _noter(action: str, somme: SommeDue, auteur: Auteur, **details: str) -> None:
    inscrire(action, auteur=auteur, objet=("somme_due", somme.id), details=details)
