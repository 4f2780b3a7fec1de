"""Demander un quotient à la CAF ou à la MSA, avec l’accord de la personne : jamais bloquant, toujours au journal.

L’accord se note d’abord, puis l’appel part, hors de toute transaction, puis ce qu’il a rendu s’écrit. Du
quotient, on garde le montant ; du reste de la réponse, rien.
"""

from portail.identite.models import Usager
from portail.inscriptions.attestations.actions import declarer_le_quotient
from portail.inscriptions.attestations.models import Attestation, Source
from portail.inscriptions.attestations.particulier import ClientParticulier, QuotientNonRendu
from portail.journal.actions import Auteur, consigner
from portail.socle.demarrage import reglages
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.traduction import _


class AccordManquant(SaisieInvalide):
    """La personne n’a pas dit qu’elle acceptait."""

    message = _("Cochez la case : sans votre accord, nous ne demandons rien à la CAF ni à la MSA.")


def peut_se_demander(usager: Usager) -> bool:
    """Vrai si l’API est réglée et l’identité de cette personne certifiée : on ne demande que le sien."""
    return bool(reglages().particulier.jeton) and usager.identite_certifiee is not None


def demander_le_quotient(usager: Usager, *, accord: bool, auteur: Auteur) -> Attestation:
    """Demande et garde le quotient de cette personne ; lève `AccordManquant`, `QuotientNonRendu`, `Introuvable`."""
    if not peut_se_demander(usager) or usager.identite_certifiee is None:
        raise Introuvable
    if not accord:
        raise AccordManquant
    _noter("accorder_la_demande_du_quotient", usager, auteur, {"aupres_de": "api_particulier"})
    reglage, siret = reglages().particulier, reglages().departement.siret_admis[0]
    client = ClientParticulier(reglage.url, jeton=reglage.jeton, siret=siret)
    try:
        rendu = client.quotient(usager.identite_certifiee)
    except QuotientNonRendu as refus:
        _noter("demander_le_quotient", usager, auteur, {"reponse": refus.raison})
        raise
    gardee = declarer_le_quotient(rendu.valeur, usager_id=usager.id, auteur=auteur, source=Source.API)
    details = {"reponse": "rendu", "organisme": rendu.organisme, "mois": f"{rendu.annee}-{rendu.mois:02}"}
    _noter("demander_le_quotient", usager, auteur, details)
    return gardee


def _noter(action: str, usager: Usager, auteur: Auteur, details: dict[str, str]) -> None:
    consigner(action, auteur=auteur, objet=("usager", usager.id), details=details)
