"""API Particulier, v3 : le quotient familial d’une personne dont l’identité est certifiée. Pur : aucune base.

`GET {racine}/v3/dss/quotient_familial/identite`, jeton en « Authorization: Bearer », `recipient` : le SIRET de qui
demande. Rien d’autre que le montant, le mois et l’organisme n’est lu : ni les enfants, ni l’adresse.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

CHEMIN = "/v3/dss/quotient_familial/identite"
FRANCE = "99100"
DELAIS = (2.0, 4.0)
"""Secondes pour se joindre, puis pour répondre : la personne attend, et peut toujours écrire son quotient."""
TROUVE, REFUSES = 200, frozenset({401, 403})
INCONNUES = frozenset({404, 422})
"""422 : personne, ou plusieurs personnes, pour cette identité."""
TAILLE_MAX = 100_000


class QuotientNonRendu(ErreurMetier):
    """L’API n’a pas donné de quotient ; `raison` va au journal."""

    raison = "panne"
    message = _("La CAF et la MSA ne répondent pas pour le moment. Écrivez votre quotient vous-même.")
    code_http = 503


class AllocataireInconnu(QuotientNonRendu):
    """Ni la CAF ni la MSA ne connaissent cette personne, ou pas sans ambiguïté."""

    raison = "inconnu"
    message = _(
        "La CAF et la MSA n’ont pas trouvé votre quotient. Écrivez-le vous-même, ou payez le tarif le plus haut."
    )
    code_http = 422


class AccesRefuse(QuotientNonRendu):
    """Le jeton n’est pas, ou plus, admis : à régler par l’exploitation. La personne, elle, continue."""

    raison = "acces_refuse"


@dataclass(frozen=True, slots=True)
class QuotientRendu:
    """Ce que l’API a rendu : euros, organisme (CNAF ou MSA), mois."""

    valeur: Decimal
    organisme: str
    annee: int
    mois: int


class ClientParticulier:
    """Parle à API Particulier, ou à son simulateur, dont `racine` est l’adresse."""

    def __init__(self, racine: str, *, jeton: str, siret: str) -> None:
        self.racine, self.siret = racine, siret
        self._jeton = jeton

    def quotient(self, identite: Mapping[str, Any]) -> QuotientRendu:
        """Rend le quotient de cette identité certifiée.

        Lève `AllocataireInconnu`, `AccesRefuse`, ou `QuotientNonRendu` pour toute panne. Appel réseau : jamais dans une
        transaction.
        """
        statut, document = _recu(
            f"{self.racine}{CHEMIN}",
            {"recipient": self.siret, **parametres(identite)},
            {"Authorization": f"Bearer {self._jeton}", "Accept": "application/json"},
        )
        if statut != TROUVE:
            raise refus_de(statut)
        return quotient_de(document)


def parametres(identite: Mapping[str, Any]) -> dict[str, Any]:
    """Rend l’identité telle que l’API la veut ; ce qui est vide n’y est pas."""
    naissance = date.fromisoformat(str(identite["date_naissance"]))
    pays = identite.get("pays_naissance_insee") or FRANCE
    dits = {
        "nomNaissance": identite["nom_naissance"],
        "prenoms[]": list(identite["prenoms"]),
        "sexeEtatCivil": identite.get("sexe"),
        "anneeDateNaissance": naissance.year,
        "moisDateNaissance": naissance.month,
        "jourDateNaissance": naissance.day,
        "codeCogInseePaysNaissance": pays,
        "codeCogInseeCommuneNaissance": identite.get("lieu_naissance_insee") if pays == FRANCE else None,
    }
    return {nom: dit for nom, dit in dits.items() if dit}


def refus_de(statut: int) -> QuotientNonRendu:
    """Rend ce que veut dire un statut qui n’est pas un succès."""
    if statut in INCONNUES:
        return AllocataireInconnu()
    return AccesRefuse() if statut in REFUSES else QuotientNonRendu()


def quotient_de(document: object) -> QuotientRendu:
    """Rend le quotient que porte la réponse ; lève `QuotientNonRendu` si elle n’a pas la forme promise."""
    try:
        lu = document["data"]["quotient_familial"]  # type: ignore[index]
        valeur = Decimal(str(lu["valeur"]))
        rendu = QuotientRendu(valeur, str(lu["fournisseur"]), int(lu["annee"]), int(lu["mois"]))
    except (KeyError, TypeError, ValueError, InvalidOperation):
        raise QuotientNonRendu from None
    if not valeur.is_finite() or valeur < 0:
        raise QuotientNonRendu
    return rendu


def _recu(adresse: str, demande: Mapping[str, Any], entetes: Mapping[str, str]) -> tuple[int, object]:
    """Rend le statut et le document reçus dans le délai et dans la taille admise ; lève `QuotientNonRendu`."""
    import requests  # noqa: PLC0415 — lourd (5 Mo), inutile à qui n’a pas réglé l’API
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 — vient avec lui

    try:
        with requests.get(
            adresse, params=demande, headers=entetes, timeout=DELAIS, allow_redirects=False, stream=True
        ) as reponse:
            corps = _lu(reponse.raw, time.monotonic() + sum(DELAIS))
            return reponse.status_code, json.loads(corps) if reponse.status_code == TROUVE else None
    except (requests.RequestException, HTTPError, ValueError):
        raise QuotientNonRendu from None


def _lu(flux: Any, fin: float) -> bytes:  # noqa: ANN401 — la réponse brute d’urllib3
    """Rend le corps, pris comme il arrive : un serveur qui égrène ne retient pas la personne."""
    recus = bytearray()
    while morceau := flux.read1(TAILLE_MAX, decode_content=True):
        recus += morceau
        if len(recus) > TAILLE_MAX or time.monotonic() > fin:
            raise QuotientNonRendu
    return bytes(recus)
