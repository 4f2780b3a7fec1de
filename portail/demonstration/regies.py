"""Des régies fictives, dont le PayFiP simulé connaît les numéros, et des sommes à payer pour essayer."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from portail.journal.actions import SYSTEME
from portail.paiement.paiements.comptes import parts_egales
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.models import SommeDue
from portail.paiement.paiements.sommes import Objet, Payeur, echelonner, exiger
from portail.paiement.payfip.formes import Saisie
from portail.paiement.regies.actions import FicheRegie, ouvrir_regie
from portail.paiement.regies.models import Regie
from portail.socle import horloge
from portail.socle.base import session, transaction

OBJET = "demonstration"
SERVICE = "vie_associative"
SPORT, PATRIMOINE = "animation-sportive", "patrimoine"
FICHES = {
    SPORT: FicheRegie(
        libelle="Régie de l’animation sportive (fictive)",
        numcli="090909",
        prefixe="ASD",
        mode=Saisie.TEST,
        service_code=SERVICE,
    ),
    PATRIMOINE: FicheRegie(
        libelle="Régie du patrimoine (fictive)",
        numcli="090910",
        prefixe="PAT",
        mode=Saisie.TEST,
        service_code=SERVICE,
    ),
}
SOMMES: Sequence[tuple[str, str, Decimal, int]] = (
    (SPORT, "Adhésion de deux enfants et stage de cinq demi-journées", Decimal("50.00"), 1),
    (SPORT, "Adhésions et stages de l’été, en trois fois", Decimal("120.00"), 3),
    (PATRIMOINE, "Deux entrées au château", Decimal("16.00"), 1),
    (PATRIMOINE, "Carte postale : trop peu pour se payer en ligne", Decimal("0.80"), 1),
)


@dataclass(frozen=True, slots=True)
class AEssayer:
    """Une somme fictive que l’on peut payer, et où."""

    libelle: str
    montant: Decimal
    chemin: str


def charger_les_regies() -> int:
    """Ouvre les régies et écrit les sommes à essayer ; ne refait jamais ce qui est fait. Rend le nombre de sommes."""
    connues = {regie.code: regie for regie in session.scalars(select(Regie))}
    regies = {code: connues.get(code) or ouvrir_regie(code, fiche, auteur=SYSTEME) for code, fiche in FICHES.items()}
    ecrites = set(session.scalars(select(SommeDue.objet_id).where(SommeDue.objet_type == OBJET)))
    nouvelles = [rang for rang in range(len(SOMMES)) if str(rang) not in ecrites]
    for rang in nouvelles:
        code, libelle, montant, fois = SOMMES[rang]
        with transaction():
            somme = exiger(
                Objet(type=OBJET, id=str(rang)),
                regie_id=regies[code].id,
                montant=montant,
                libelle=libelle,
                payeur=Payeur(nom="Claire Guillet", courriel="claire.guillet@messagerie.example"),
                retour="/demo/",
            )
            if fois > 1:
                echelonner(somme, parts_egales(montant, fois, horloge.aujourd_hui()))
    return len(nouvelles)


def sommes_a_essayer() -> Sequence[AEssayer]:
    """Rend les sommes fictives, dans l’ordre où elles sont écrites."""
    siennes = select(SommeDue).where(SommeDue.objet_type == OBJET).order_by(SommeDue.objet_id)
    return [AEssayer(une.libelle, une.montant, chemin_de(une.id)) for une in session.scalars(siennes)]
