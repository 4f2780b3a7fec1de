"""Les notifications du PayFiP simulé : un `idop`, sans signature, envoyé au portail ou perdu."""

import threading
import time

import requests

from portail.demonstration.payfip.etat import Payfip
from portail.demonstration.payfip.scenario import Notifications

DELAI_SECONDES = 10
PAIRE = 2


def notifier(etat: Payfip, idop: str, *, dans: float = 0.0) -> None:
    """Fait partir la notification de cette opération, dans un fil à part, selon le scénario."""
    if etat.scenario.notifications is Notifications.PERDUES:
        return
    for un in _a_envoyer(etat, idop):
        fil = threading.Thread(target=_envoyer, args=(etat, un, dans), daemon=True)
        fil.start()
        if etat.scenario.notifications is Notifications.EN_DESORDRE:
            fil.join()


def envoyer_une_fois(etat: Payfip, idop: str) -> int:
    """Envoie la notification maintenant et rend le code HTTP du portail, ou 0 s’il ne répond pas."""
    operation, scenario = etat.operations[idop], etat.scenario
    donnees = {scenario.parametre: idop}
    try:
        reponse = requests.request(
            scenario.methode,
            operation.champs["urlnotif"],
            params=donnees if scenario.methode == "GET" else None,
            data=donnees if scenario.methode == "POST" else None,
            timeout=DELAI_SECONDES,
            allow_redirects=False,
        )
    except requests.RequestException:
        return 0
    operation.notifications += 1
    return reponse.status_code


def _a_envoyer(etat: Payfip, idop: str) -> list[str]:
    """Rend ce qui part maintenant : en désordre, on attend d’être deux."""
    if etat.scenario.notifications is not Notifications.EN_DESORDRE:
        return [idop]
    with etat.verrou:
        etat.retenues.append(idop)
        if len(etat.retenues) < PAIRE:
            return []
        parties, etat.retenues = etat.retenues[::-1], []
    return parties


def _envoyer(etat: Payfip, idop: str, dans: float) -> None:
    fin = etat.heure() + dans + etat.scenario.delai_notification_secondes
    while etat.heure() < fin:
        time.sleep(0.2)  # par petits pas : l’horloge du simulateur peut avancer d’un coup
    fois = etat.scenario.repetitions if etat.scenario.notifications is Notifications.DOUBLEES else 1
    for _ in range(fois):
        envoyer_une_fois(etat, idop)
