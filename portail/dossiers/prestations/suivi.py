"""Où en sont des droits mensuels : ce qui court, ce qui vient, ce qui se retient ; pour la personne et pour l’agent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portail.demarche.declaration import Demarche
from portail.dossiers.prestations import echeancier
from portail.dossiers.prestations.echeancier import Suspension, Titre, mois_suivant
from portail.dossiers.prestations.models import Droit, Mensualite
from portail.dossiers.prestations.queries import DroitsLus, compte_de, droit_au, regles_au
from portail.dossiers.prestations.reprises import Recouvrable, recouvrable
from portail.parametres.queries import entier_au
from portail.socle import horloge

MOIS_PREVUS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevision:
    """Une mensualité à venir, et le dernier jour pour l’ordonner."""

    ligne: echeancier.Mensualite
    au_plus_tard: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiviDesDroits:
    """Les droits d’un dossier, à un jour donné."""

    lus: DroitsLus
    actuel: Droit | None
    montant: Decimal
    """Ce que le droit actuel donne par mois, en euros, revalorisé s’il l’a été."""
    emises: Sequence[Mensualite]
    """De la plus récente à la plus ancienne."""
    previsions: Sequence[Prevision]
    suspension: Suspension | None
    """Celle qui court ce jour-là."""
    trop_percu: Decimal
    """Ce qui a été versé en trop et n’est pas encore retenu, en euros."""
    recouvrable: Recouvrable
    """Ce qui peut encore s’en réclamer."""
    du_a_la_fin: Decimal
    """Ce qui reste dû, un décès ayant tout arrêté, en euros."""

    @property
    def est_fini(self) -> bool:
        """Vrai si plus aucun droit ne court : un trop-perçu ne se retient plus, il se recouvre."""
        return self.actuel is None


def suivi_des_droits(demarche: Demarche, lus: DroitsLus) -> SuiviDesDroits | None:
    """Rend où en sont ces droits d’un dossier, ou rien s’il n’en a jamais eu."""
    prestation, jour = demarche.prestation, horloge.aujourd_hui()
    if prestation is None or not lus.droits:
        return None
    compte, comptees = compte_de(lus, prestation), lus.comptees
    solde = echeancier.balance(compte, comptees, jusqu_a=lus.jour_du_deces)
    actuel = droit_au(lus.droits, jour)
    prevues: Sequence[echeancier.Mensualite] = ()
    if actuel is not None:
        premier = _prochain_mois(lus, jour)
        prevues = echeancier.previsions(
            compte, comptees, regles_au(prestation, jour), premier=premier, nombre=MOIS_PREVUS
        )
    dernier = entier_au(prestation.cle_jour_mandat, jour)
    return SuiviDesDroits(
        lus=lus,
        actuel=actuel,
        montant=lus.montant_au(actuel, jour) if actuel else echeancier.ZERO,
        emises=lus.mensualites[::-1],
        previsions=[Prevision(ligne=une, au_plus_tard=une.mois.replace(day=dernier)) for une in prevues],
        suspension=next((une for une in compte.suspensions if une.couvre(jour)), None),
        trop_percu=max(solde, echeancier.ZERO),
        recouvrable=recouvrable(lus, prestation, jour),
        du_a_la_fin=max(-solde, echeancier.ZERO) if lus.deces else echeancier.ZERO,
    )


def _prochain_mois(lus: DroitsLus, jour: date) -> date:
    """Rend le mois du prochain versement : celui-ci s’il reste à émettre, sinon le suivant."""
    mois = jour.replace(day=1)
    du = any(droit.a_couru and (droit.debut < mois or droit.titre is Titre.AVANCE) for droit in lus.droits)
    return mois if du and not any(emise.mois == mois for emise in lus.mensualites) else mois_suivant(mois)
