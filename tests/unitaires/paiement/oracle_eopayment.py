"""Le simulateur vu par un client que nous n’avons pas écrit : eopayment (Entr’ouvert), dans un Python à part.

Jamais importé par le portail ni par ses essais : `python oracle_eopayment.py <racine du simulateur>` écrit en JSON ce
que ce client a compris de chaque réponse. Voir `test_payfip_oracle`.
"""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import eopayment
import requests
import zeep.transports
from eopayment import payfip_ws

VRAI = "https://www.payfip.gouv.fr"
SORTS = {getattr(eopayment, nom): nom for nom in ("PAID", "DENIED", "CANCELLED", "WAITING", "EXPIRED", "ERROR")}
DEMANDE = {
    "numcli": "090909",
    "saisie": "T",
    "exer": "2026",
    "refdet": "ASD7K4M2P9X01",
    "montant": "5000",
    "mel": "claire.guillet@courriel.example",
    "objet": "Stage de voile",
    "url_notification": "https://portail.example/notification",
    "url_redirect": "https://portail.example/retour",
}
FAUTIFS = {
    "R3": {"refdet": "ABCD"},
    "A1": {"mel": ""},
    "A2": {"mel": "sans-arobase"},
    "M1": {"montant": "50,00"},
    "M3": {"montant": "99"},
    "M5": {"montant": "99999999"},
    "S1": {"saisie": "A"},
    "T1": {"numcli": "12"},
    "T2": {"numcli": "123456"},
    "T4": {"numcli": "090999"},
    "N1": {"url_notification": "x"},
    "D1": {"url_redirect": "x"},
}


class Detour(requests.adapters.HTTPAdapter):
    """Ce client n’écrit qu’à la vraie adresse : le réseau l’amène au simulateur."""

    def __init__(self, racine: str) -> None:
        super().__init__()
        self.racine = racine

    def send(self, request: requests.PreparedRequest, **options: object) -> requests.Response:
        """Envoie au simulateur ce qui partait chez PayFiP."""
        request.url = str(request.url).replace(VRAI, self.racine)
        return super().send(request, **options)


def client(racine: str) -> payfip_ws.Payment:
    """Rend ce client, branché sur le simulateur."""
    session = requests.Session()
    session.mount(VRAI, Detour(racine))
    reglages = {"numcli": "090909", "saisie": "T", "normal_return_url": "x", "automatic_return_url": "x"}
    rendu = payfip_ws.Payment(reglages)
    rendu.payfip = payfip_ws.PayFiP(zeep_client_kwargs={"transport": zeep.transports.Transport(session=session)})
    return rendu


def sort(lui: payfip_ws.Payment, idop: str, *, minutes: int = 0) -> str:
    """Rend ce qu’il pense d’un paiement ouvert il y a tant de minutes."""
    return SORTS[lui.payment_status(idop, transaction_date=datetime.now(UTC) - timedelta(minutes=minutes)).result]


def code(geste: Callable[[], object]) -> str:
    """Rend le code de la faute qu’il a comprise."""
    try:
        geste()
    except payfip_ws.PayFiPError as faute:
        return str(faute.code)
    return ""


def choisir(racine: str, idop: str, issue: str) -> None:
    """Ouvre la page de paiement et y choisit ce qui arrive."""
    page = f"{racine}/tpa/paiementws.web"
    requests.get(page, params={"idop": idop}, timeout=300).raise_for_status()
    donnees = {"idop": idop, "choix": issue}
    requests.post(page, data=donnees, timeout=300, allow_redirects=False).raise_for_status()


def eprouver(racine: str) -> dict[str, str]:
    """Rend, pour chaque réponse du simulateur, ce que ce client en a compris."""
    lui = client(racine)
    rendu = {}
    for rang, issue in enumerate("PVRZA"):
        idop = lui.payfip.get_idop(**DEMANDE | {"refdet": f"ASD7K4M2P9X0{rang}"})
        rendu[f"avant {issue}"] = sort(lui, idop)
        choisir(racine, idop, issue)
        rendu[issue] = sort(lui, idop)
    rendu["P5, 119 minutes"], rendu["P5, 120 minutes"] = (
        sort(lui, lui.payfip.get_idop(**DEMANDE), minutes=minutes) for minutes in (119, 120)
    )
    rendu["P1"] = sort(lui, "cc0cb210-1cd4-11ea-8cca-0213ad91a103")
    rendu["client"] = lui.payfip.get_info_client("090909").libelleN2
    for attendu, fautif in FAUTIFS.items():
        rendu[attendu] = code(lambda fautif=fautif: lui.payfip.get_idop(**DEMANDE | fautif))
    return rendu


if __name__ == "__main__":
    sys.stdout.write(json.dumps(eprouver(sys.argv[1])))
