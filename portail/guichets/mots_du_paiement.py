"""Les mots du paiement, pour qui paie et pour la régie."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.paiement.paiements.etats import EtatEncaissement, EtatPaiement, MotifRemboursement, Moyen
from portail.paiement.payfip.formes import Saisie
from portail.socle.traduction import _

MOYENS: Mapping[Moyen, str] = MappingProxyType(
    {
        Moyen.CARTE: _("Carte bancaire"),
        Moyen.PRELEVEMENT: _("Prélèvement"),
        Moyen.CHEQUE: _("Chèque"),
        Moyen.ESPECES: _("Espèces"),
        Moyen.ANCV: _("Chèques-vacances (ANCV)"),
        Moyen.PASS_SPORT: _("Pass’Sport"),
    }
)
ETATS: Mapping[EtatPaiement, tuple[str, str]] = MappingProxyType(
    {
        EtatPaiement.INITIE: (_("En cours d’ouverture"), "etude"),
        EtatPaiement.NON_OUVERT: (_("Pas ouvert par PayFiP"), "fini"),
        EtatPaiement.REDIRIGE: (_("En attente du résultat"), "attendu"),
        EtatPaiement.PAYE: (_("Payé"), "accord"),
        EtatPaiement.EN_COURS: (_("Prélèvement accepté"), "etude"),
        EtatPaiement.REFUSE: (_("Refusé"), "refus"),
        EtatPaiement.ABANDONNE: (_("Abandonné"), "fini"),
        EtatPaiement.INCONNU: (_("Sans résultat"), "fini"),
        EtatPaiement.ANOMALIE: (_("À regarder"), "retard"),
    }
)
ENCAISSEMENTS: Mapping[EtatEncaissement, tuple[str, str]] = MappingProxyType(
    {
        EtatEncaissement.ACQUIS: (_("Acquis"), "accord"),
        EtatEncaissement.EN_COURS: (_("En cours de prélèvement"), "etude"),
        EtatEncaissement.REJETE: (_("Impayé"), "refus"),
    }
)
MOTIFS: Mapping[MotifRemboursement, str] = MappingProxyType(
    {
        MotifRemboursement.DOUBLE: _("Payé deux fois"),
        MotifRemboursement.TROP_PERCU: _("Payé en trop"),
        MotifRemboursement.TARDIF: _("Payé trop tard"),
        MotifRemboursement.ANOMALIE: _("Paiement en anomalie"),
        MotifRemboursement.ANNULATION_SERVICE: _("Annulé par le service"),
        MotifRemboursement.ANNULATION_FAMILLE: _("Annulé par la famille"),
    }
)
ECHECS: Mapping[EtatPaiement, str] = MappingProxyType(
    {
        EtatPaiement.NON_OUVERT: _("PayFiP n’a pas ouvert la page de paiement. Rien n’a été payé."),
        EtatPaiement.REFUSE: _("Votre banque a refusé le paiement. Rien n’a été payé."),
        EtatPaiement.ABANDONNE: _("Vous avez abandonné le paiement. Rien n’a été payé."),
        EtatPaiement.INCONNU: _("PayFiP n’a reçu aucun paiement. Rien n’a été payé, à notre connaissance."),
    }
)
MODES: Mapping[Saisie, str] = MappingProxyType(
    {
        Saisie.TEST: _("Essai : aucun argent"),
        Saisie.ACTIVATION: _("Activation : validation par la DGFiP"),
        Saisie.PRODUCTION: _("Production"),
    }
)
