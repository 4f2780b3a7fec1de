"""Vérifier que chaque adresse où nous écrirons est bien à qui réserve : un code pour chacune, l’une après l’autre."""

from portail.guichets.poste import limiter
from portail.guichets.rendez_vous.parcours import garde, garder
from portail.guichets.rendez_vous.qui import personne_dite
from portail.guichets.rendez_vous.souhait import Souhait
from portail.notifications.models import Canal
from portail.rendez_vous.contacts import adresse_verifiee, canal_a_verifier, envoyer_un_code
from portail.socle import debits

CODES_PAR_NAVIGATEUR, CODES_PAR_POSTE = "10/hour", "120/hour"
CODES_PAR_ADRESSE = "5/hour"


def canal_restant(souhait: Souhait) -> Canal | None:
    """Rend par où vérifier la prochaine adresse ; rien s’il n’en reste aucune."""
    return canal_a_verifier(souhait.objet, personne_dite(souhait), verifiees=_verifiees(souhait))


def envoyer_le_code(souhait: Souhait) -> bool:
    """Envoie un code à l’adresse qui reste à vérifier ; faux s’il n’en reste aucune."""
    personne, canal = personne_dite(souhait), canal_restant(souhait)
    if canal is None:
        return False
    limiter("rendez_vous/code", par_navigateur=CODES_PAR_NAVIGATEUR, par_poste=CODES_PAR_POSTE)
    debits.consommer(CODES_PAR_ADRESSE, "rendez_vous/code/adresse", adresse_verifiee(personne, canal))
    garder(souhait, demande=envoyer_un_code(personne, canal, demande=garde(souhait).get("demande") or ""))
    return True


def noter_l_adresse(souhait: Souhait, adresse: str) -> None:
    """Retient que cette adresse est à qui l’a écrite : on ne le redemande pas dans ce parcours."""
    garder(souhait, verifiees=sorted({*_verifiees(souhait), adresse}))


def _verifiees(souhait: Souhait) -> list[str]:
    return list(garde(souhait).get("verifiees") or ())
