"""Les mots des rappels téléphoniques."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.rendez_vous.telephone.models import EtatDemande, Issue, Relais, Sujet
from portail.socle.traduction import _

SUJETS: Mapping[Sujet, str] = MappingProxyType(
    {
        Sujet.RENDEZ_VOUS: _("Prendre ou changer un rendez-vous"),
        Sujet.DEMANDE: _("Une demande en cours"),
        Sujet.RENSEIGNEMENT: _("Un renseignement"),
    }
)
RELAIS: Mapping[Relais, str] = MappingProxyType(
    {
        Relais.AUCUN: _("Un appel ordinaire"),
        Relais.LSF: _("Un appel relayé en langue des signes française (LSF)"),
        Relais.LPC: _("Un appel relayé en langue parlée complétée (LPC)"),
        Relais.TRANSCRIPTION: _("Un appel dont tout s’écrit à l’écran (transcription)"),
    }
)
ETATS: Mapping[EtatDemande, tuple[str, str]] = MappingProxyType(
    {
        EtatDemande.A_APPELER: (_("À appeler"), "attendu"),
        EtatDemande.PRISE: (_("Prise en charge"), "etude"),
        EtatDemande.JOINTE: (_("Personne jointe"), "accord"),
        EtatDemande.NON_JOINTE: (_("Personne non jointe"), "refus"),
        EtatDemande.ANNULEE: (_("Annulée"), "fini"),
    }
)
"""Le mot, et sa forme."""
ISSUES: Mapping[Issue, str] = MappingProxyType(
    {
        Issue.JOINTE: _("La personne a répondu"),
        Issue.SANS_REPONSE: _("Pas de réponse"),
        Issue.OCCUPE: _("Occupé"),
        Issue.FAUX_NUMERO: _("Ce n’est pas son numéro"),
    }
)
