"""De quoi payer : une régie, une somme due, une commande fictive qui écoute ; par les actions de la vie."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import select, text

from portail.journal.actions import SYSTEME
from portail.paiement.paiements import evenements, ouverture, sommes
from portail.paiement.paiements.evenements import DeLaSomme
from portail.paiement.paiements.models import Encaissement, Paiement, SommeDue
from portail.paiement.paiements.relecture import relire
from portail.paiement.paiements.sommes import Objet, Payeur
from portail.paiement.payfip.formes import Saisie
from portail.paiement.regies import actions as regies
from portail.paiement.regies.actions import FicheRegie
from portail.paiement.regies.models import Regie
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import ErreurMetier
from portail.socle.evenements import abonner
from tests.payfip import Guichetier

SERVICE = "vie_associative"
COMMANDE = "commande_d_essai"
COURRIEL = "claire.guillet@courriel.example"


class PanierExpire(ErreurMetier):
    """La commande fictive refuse qu’on la paie."""


@dataclass
class Commandes:
    """Ce que ferait l’étage du dessus : noter ce qu’on lui annonce, refuser, retrouver une place."""

    annonces: list[DeLaSomme] = field(default_factory=list)
    expirees: set[str] = field(default_factory=set)
    avec_une_place: set[str] = field(default_factory=set)

    def recevoir(self, evenement: DeLaSomme) -> None:
        if evenement.objet_type != COMMANDE:
            return
        self.annonces.append(evenement)
        if isinstance(evenement, evenements.PaiementOuvert) and evenement.objet_id in self.expirees:
            raise PanierExpire
        if isinstance(evenement, evenements.PaiementTardif) and evenement.objet_id in self.avec_une_place:
            sommes.rouvrir(Objet(type=COMMANDE, id=evenement.objet_id))

    def noms(self) -> list[str]:
        return [type(une).__name__ for une in self.annonces]


COMMANDES = Commandes()


def brancher_les_commandes() -> Iterator[Commandes]:
    """Fait écouter la commande fictive, vide."""
    for un in DeLaSomme.__subclasses__():
        abonner(un, COMMANDES.recevoir)
    COMMANDES.__init__()
    yield COMMANDES
    COMMANDES.__init__()


def regie(code: str = "", *, numcli: str = "090909", prefixe: str = "ASD", mode: Saisie = Saisie.TEST) -> Regie:
    """Rend une régie ouverte, au service des sports."""
    fiche = FicheRegie(
        libelle="Régie de l’animation sportive",
        numcli=numcli,
        prefixe=prefixe,
        mode=mode,
        service_code=SERVICE,
    )
    return regies.ouvrir_regie(code or f"regie-{uuid4().hex[:6]}", fiche, auteur=SYSTEME)


def somme(une: Regie, montant: str = "50.00", *, courriel: str = COURRIEL) -> SommeDue:
    """Rend une somme due par une commande fictive."""
    with transaction():
        return sommes.exiger(
            Objet(type=COMMANDE, id=uuid4().hex),
            regie_id=une.id,
            montant=Decimal(montant),
            libelle="Stage de voile, été 2027",
            payeur=Payeur(nom="Claire Guillet", courriel=courriel),
            retour="/inscriptions/commande",
        )


def objet(due: SommeDue) -> Objet:
    return Objet(type=due.objet_type, id=due.objet_id)


def annuler(due: SommeDue) -> None:
    with transaction():
        sommes.annuler(objet(due), auteur=SYSTEME)


def ouvrir(due: SommeDue, *, montant: str = "") -> Paiement:
    """Ouvre un paiement chez PayFiP et le rend."""
    depart = ouverture.initier(due.id, courriel=COURRIEL, montant=Decimal(montant) if montant else None)
    return relu(depart.paiement_id)


def conclure(payfip: Guichetier, paiement: Paiement, issue: str) -> Paiement:
    """Cela arrive chez PayFiP, même longtemps après, puis le portail relit."""
    assert paiement.idop is not None
    payfip.etat.conclure(paiement.idop, issue)
    return relire(paiement.id)


def payee(payfip: Guichetier, due: SommeDue, issue: str = "P") -> Encaissement:
    """Rend l’encaissement d’une somme payée en ligne."""
    paiement = conclure(payfip, ouvrir(due), issue)
    return session.scalars(select(Encaissement).where(Encaissement.paiement_id == paiement.id)).one()


def relu(paiement_id: UUID) -> Paiement:
    return session.get_one(Paiement, paiement_id, populate_existing=True)


def encaissements(due: SommeDue) -> list[Encaissement]:
    return list(sommes.encaissements_de(due.id))


def avancer(payfip: Guichetier, **duree: float) -> None:
    """Avance ensemble l’heure du portail et celle de PayFiP."""
    decalage.avancer(timedelta(**duree))
    a_l_heure(payfip)


def a_l_heure(payfip: Guichetier) -> None:
    """Met le PayFiP simulé à l’heure du portail."""
    payfip.etat.decalage = (horloge.maintenant() - datetime.now(UTC)).total_seconds()


def relectures_en_file() -> int:
    nombre = session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'paiement.relire'"))
    return int(nombre or 0)
