"""Le reçu d’un paiement, remis par le portail : il n’est pas la quittance du comptable public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portail.config import Departement
from portail.documents.lettres import Coordonnees
from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.traduction import _

_RECU = _("Reçu %(montant)s, le %(jour)s.")
_EN_COURS = _("Prélèvement de %(montant)s accepté le %(jour)s. Il n’est pas encore encaissé.")
_A_RENDRE = _("Sur cette somme, %(montant)s ne devaient pas, ou plus, être payés : le comptable public les rembourse.")
_PAS_UNE_QUITTANCE = _(
    "Ce reçu accuse réception de votre paiement (code des relations entre le public et l’administration, article "
    "L112-11). Il n’est pas la quittance du comptable public."
)
_QUESTION = _("Une question sur ce paiement : donnez le numéro %(numero)s à la régie.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Versee:
    """Ce que dit le reçu : tout est déjà écrit dans la langue de la personne, sauf le jour."""

    recu: str
    numero: str
    libelle: str
    montant: str
    moyen: str
    jour: date
    payeur: str = ""
    reference: str = ""
    en_cours: bool = False
    a_rendre: str = ""


def recu(
    *, departement: Departement, regie: str, service: Coordonnees, versee: Versee, redaction: Redaction = FRANCAIS
) -> dict[str, Any]:
    """Rend les données du gabarit `recu`."""
    dit = redaction.traduire
    modele = _EN_COURS if versee.en_cours else _RECU
    references = [
        (dit(_("Reçu n°")), versee.recu),
        (dit(_("Somme n°")), versee.numero),
        (dit(_("Pour")), versee.libelle),
        (dit(_("Payé par")), versee.payeur),
        (dit(_("Moyen")), versee.moyen),
        (dit(_("Référence")), versee.reference),
        (dit(_("Régie")), "\n".join((regie, *service.lignes))),
    ]
    return {
        "titre": dit(_("Reçu de paiement")),
        "sujet": f"{versee.libelle} — {versee.recu}",
        "pied": redaction.texte(_("Reçu n° %(recu)s"), recu=versee.recu),
        "emetteur": {"nom_complet": departement.nom_complet, "adresse": departement.adresse},
        "encadre": redaction.texte(modele, montant=versee.montant, jour=redaction.jour(versee.jour)),
        "references": [[libelle, valeur] for libelle, valeur in references if valeur],
        "paragraphes": _paragraphes(versee, redaction),
        "accents": [versee.montant],
    }


def _paragraphes(versee: Versee, redaction: Redaction) -> Sequence[str]:
    a_rendre = [redaction.texte(_A_RENDRE, montant=versee.a_rendre)] if versee.a_rendre else []
    return [
        *a_rendre,
        redaction.traduire(_PAS_UNE_QUITTANCE),
        redaction.texte(_QUESTION, numero=versee.numero),
    ]
