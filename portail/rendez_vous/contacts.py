"""Vérifier qu’une adresse ou un mobile est bien à qui réserve : un code à six chiffres, rien de plus."""

from collections.abc import Collection

from portail.identite import codes
from portail.notifications.actions import prevoir
from portail.notifications.models import Canal
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.rappels.voies import annonce_de, destinataire
from portail.rendez_vous.reservations.personnes import Personne
from portail.socle.base import transaction

GABARIT = "rdv/code"


def canal_a_verifier(objet: ObjetRdv, personne: Personne, *, verifiees: Collection[str] = ()) -> Canal | None:
    """Rend par où envoyer un code ; rien si la personne est connectée, ou si l’on n’écrira qu’à ces `verifiees`."""
    if personne.usager_id is not None:
        return None
    canaux = annonce_de(objet, personne).canaux
    return next((canal for canal in canaux if adresse_verifiee(personne, canal) not in verifiees), None)


def envoyer_un_code(personne: Personne, canal: Canal, *, demande: str = "") -> str:
    """Envoie un code par cette voie et rend la demande, à redonner avec le code ; `demande` : celle à remplacer."""
    demande = demande or codes.nouvelle_demande()
    with transaction():
        code = codes.deposer_code(_titulaire(personne, canal), {}, demande=demande)
        prevoir(
            destinataire(canal, personne),
            GABARIT,
            {"code": code, "minutes": codes.MINUTES},
            objet=("connexion", demande[:16]),
        )
    return demande


def verifier_le_code(personne: Personne, canal: Canal, code: str, *, demande: str) -> None:
    """Consomme le code ; lève `CodeInvalide` ou `CodePerime`. Cinq essais, un quart d’heure."""
    codes.consommer(_titulaire(personne, canal), code, demande=demande)


def adresse_verifiee(personne: Personne, canal: Canal) -> str:
    """Rend l’adresse ou le numéro où part le code."""
    return personne.courriel if canal is Canal.COURRIEL else personne.telephone


def _titulaire(personne: Personne, canal: Canal) -> str:
    return f"rendez-vous/{adresse_verifiee(personne, canal).strip().lower()}"
