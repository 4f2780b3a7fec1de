"""Ce qui se lit d’une somme due : pour qui la paie, pour la régie."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select

from portail.identite.models import Agent
from portail.paiement.paiements import comptes
from portail.paiement.paiements.etats import EtatEncaissement, EtatPaiement, EtatSomme
from portail.paiement.paiements.models import Echeance, Encaissement, Paiement, SommeDue
from portail.paiement.paiements.sommes import Objet, encaissements_de, tentative_active
from portail.paiement.regies.habilitations import peut_tenir
from portail.paiement.regies.models import Regie
from portail.paiement.regies.queries import regies_de
from portail.socle import dictee, horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

LISTE_MAX = 50
SIGNES = 8
"""La longueur d’un numéro qui se dicte."""


@dataclass(frozen=True, slots=True)
class Compte:
    """Une somme due et tout ce qui s’y est passé."""

    somme: SommeDue
    regie: Regie
    encaissements: Sequence[Encaissement]
    paiements: Sequence[Paiement]
    parts: Sequence[comptes.Part]
    """L’échéancier, vide si la somme se paie en une fois."""

    @property
    def regle(self) -> Decimal:
        """Rend ce qui est payé, ou en voie de l’être."""
        return sum((un.garde for un in self.encaissements), Decimal(0))

    @property
    def a_debiter(self) -> Decimal:
        """Rend ce que la banque a accepté de prélever et n’a pas encore débité : ce n’est pas encore payé."""
        acceptes = (un for un in self.encaissements if un.etat is EtatEncaissement.EN_COURS)
        return sum((un.garde for un in acceptes), Decimal(0))

    @property
    def reste(self) -> Decimal:
        """Rend ce qui reste dû ; rien si la somme est annulée."""
        if self.somme.etat is EtatSomme.ANNULEE:
            return Decimal(0)
        return comptes.reste(self.somme.montant, [self.regle])

    @property
    def a_payer(self) -> Decimal:
        """Rend ce qui se paie maintenant : la première part échelonnée qui ne l’est pas, à défaut tout le reste."""
        prochaine = next((part.reste for part in self.parts if part.reste), self.reste)
        return min(prochaine, self.reste)

    @property
    def en_attente(self) -> Paiement | None:
        """Rend la tentative qui peut encore aboutir, s’il y en a une."""
        return next((un for un in self.paiements if un.est_actif), None)

    @property
    def en_anomalie(self) -> Paiement | None:
        """Rend la tentative que la régie doit regarder, s’il y en a une."""
        return next((un for un in self.paiements if un.etat is EtatPaiement.ANOMALIE), None)

    @property
    def dernier_echec(self) -> Paiement | None:
        """Rend la dernière tentative si elle n’a rien payé."""
        dernier = self.paiements[0] if self.paiements else None
        return dernier if dernier is not None and dernier.a_echoue else None


def compte_de(somme: SommeDue) -> Compte:
    """Rend le compte d’une somme due."""
    paiements = session.scalars(
        select(Paiement)
        .where(Paiement.somme_id == somme.id)
        .order_by(Paiement.cree_le.desc())
        .execution_options(populate_existing=True)
    ).all()
    echeances = session.scalars(select(Echeance).where(Echeance.somme_id == somme.id)).all()
    encaissements = encaissements_de(somme.id)
    regle = sum((un.garde for un in encaissements), Decimal(0))
    return Compte(
        somme=somme,
        regie=session.get_one(Regie, somme.regie_id),
        encaissements=encaissements,
        paiements=paiements,
        parts=comptes.parts([(une.rang, une.montant, une.date_limite) for une in echeances], regle),
    )


def compte_tenu(agent: Agent, somme_id: UUID) -> Compte:
    """Rend le compte d’une somme d’une régie que l’agent tient ; lève `Introuvable` pour toute autre."""
    somme = session.get(SommeDue, somme_id, populate_existing=True)
    if somme is None or not peut_tenir(agent, session.get_one(Regie, somme.regie_id)):
        raise Introuvable
    return compte_de(somme)


def somme_de(objet: Objet) -> SommeDue | None:
    """Rend la somme due de cet objet, s’il y en a une."""
    return session.scalars(
        select(SommeDue)
        .where(SommeDue.objet_type == objet.type, SommeDue.objet_id == objet.id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def est_en_attente(objet: Objet) -> bool:
    """Vrai si un paiement de cet objet peut encore aboutir : ce qu’il paie ne doit pas être libéré."""
    somme = somme_de(objet)
    return somme is not None and tentative_active(somme) is not None


def sommes_trouvees(agent: Agent, cherche: str) -> Sequence[SommeDue]:
    """Rend les sommes des régies de l’agent que désigne un numéro, une référence PayFiP ou un numéro de reçu.

    Une somme se trouve aussi par le numéro que porte son libellé : celui de la commande, que la famille a en main.
    """
    ecrit = cherche.strip().upper().replace(" ", "").replace("\u00a0", "")
    numero = dictee.lire(ecrit, SIGNES) or ecrit
    siennes = [regie.id for regie in regies_de(agent)]
    trouvees = (
        select(SommeDue)
        .where(
            SommeDue.regie_id.in_(siennes),
            or_(
                SommeDue.numero == numero,
                *([SommeDue.libelle.contains(numero, autoescape=True)] if len(numero) == SIGNES else []),
                SommeDue.id.in_(select(Paiement.somme_id).where(Paiement.refdet == ecrit)),
                SommeDue.id.in_(select(Encaissement.somme_id).where(Encaissement.numero == numero)),
            ),
        )
        .limit(LISTE_MAX)
    )
    return session.scalars(trouvees).all()


def encaissement_de_la_somme(somme: SommeDue, encaissement_id: UUID) -> Encaissement:
    """Rend un règlement de cette somme ; lève `Introuvable` s’il est d’une autre."""
    encaissement = session.get(Encaissement, encaissement_id, populate_existing=True)
    if encaissement is None or encaissement.somme_id != somme.id:
        raise Introuvable
    return encaissement


def lu_recemment(paiement: Paiement, secondes: float) -> bool:
    """Vrai si l’on a demandé à PayFiP où en est cette tentative il y a moins de tant de secondes."""
    return paiement.lu_le is not None and (horloge.maintenant() - paiement.lu_le).total_seconds() < secondes


def reference_de(encaissement: Encaissement) -> str:
    """Rend la référence PayFiP d’un encaissement en ligne, ou celle que la régie a notée."""
    if encaissement.paiement_id is None:
        return encaissement.reference or ""
    return session.get_one(Paiement, encaissement.paiement_id).refdet


def encaissement_tenu(agent: Agent, encaissement_id: UUID) -> tuple[SommeDue, Encaissement]:
    """Rend un encaissement d’une régie que l’agent tient, et sa somme due ; lève `Introuvable` pour tout autre."""
    encaissement = session.get(Encaissement, encaissement_id, populate_existing=True)
    if encaissement is None or not peut_tenir(agent, session.get_one(Regie, encaissement.regie_id)):
        raise Introuvable
    return session.get_one(SommeDue, encaissement.somme_id), encaissement


def paiement_tenu(agent: Agent, paiement_id: UUID) -> tuple[SommeDue, Paiement]:
    """Rend une tentative d’une régie que l’agent tient, et sa somme due ; lève `Introuvable` pour toute autre."""
    paiement = session.get(Paiement, paiement_id, populate_existing=True)
    somme = session.get(SommeDue, paiement.somme_id) if paiement is not None else None
    if paiement is None or somme is None or not peut_tenir(agent, session.get_one(Regie, somme.regie_id)):
        raise Introuvable
    return somme, paiement
