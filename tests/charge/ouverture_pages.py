"""Les mêmes gestes à travers les pages : ce que le serveur web y ajoute, mesuré au même passage.

Un navigateur par famille, qui lit chaque page avant d’envoyer son formulaire. Seuls comptent le serveur web et la base.
"""

import time
from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from tests.charge.navigateur import Echange, Navigateur, ParcoursRompu
from tests.charge.ouverture_donnees import Famille
from tests.charge.ouverture_familles import ESSAIS, Etapes, payer_chez_payfip
from tests.charge.parcours import caches
from tests.integration.inscriptions.fabrique import STAGES

ACTIVITE = f"/inscriptions/activites/{STAGES}"
CHOISIR, PANIER, RELIRE = f"{ACTIVITE}/choisir", "/inscriptions/panier", "/inscriptions/panier/recapitulatif"
SALLE = f"{ACTIVITE}/salle?suivre=1"
ACCORDS = {"moyen": "en_ligne", "conditions": "oui", "tarif_le_plus_haut": "oui"}
COMPLET = 409
RECU = b"/recu/"
"""Le lien du reçu : la somme est réglée."""
ENTRE_DEUX_SECONDES = 6.0
"""Un peu plus que ce que la page laisse passer avant de redemander à PayFiP."""


def s_inscrire(famille: Famille, etapes: Etapes, *, url: str, temoins: Mapping[UUID, str]) -> int:
    """Choisit, relit, paie en ligne, revient au reçu ; rend combien d’inscriptions sont payées."""
    navigateur = Navigateur(url, temoins[famille.usager_id], admis=frozenset({COMPLET}))
    try:
        if not _choisir(navigateur, famille):
            return 0
        navigateur.aller("le panier", PANIER)
        page = navigateur.aller("le récapitulatif", RELIRE)
        somme = navigateur.poster("le récapitulatif", RELIRE, caches(page) | ACCORDS).suite
        page = navigateur.aller("la somme à payer", somme)
        courriel = {"courriel": "famille@courriel.example"}
        payer_chez_payfip(navigateur.poster("la somme à payer", somme, caches(page) | courriel).suite)
        _revenir(navigateur, somme)
    finally:
        navigateur.fermer()
        etapes.durees_ms += [(une.etape, une.duree_ms) for une in navigateur.echanges]
    return len(famille.enfants)


def recharger(famille: Famille, etapes: Etapes, *, url: str, temoins: Mapping[UUID, str]) -> int:
    """Recharge la page de la salle."""
    navigateur = Navigateur(url, temoins[famille.usager_id])
    try:
        etapes.durees_ms.append(("recharger la salle", navigateur.aller("la salle", SALLE).duree_ms))
    finally:
        navigateur.fermer()
    return 1


def _choisir(navigateur: Navigateur, famille: Famille) -> bool:
    """Essaie chaque stage voulu, du préféré au dernier ; faux si tout est complet."""
    page = navigateur.aller("choisir", CHOISIR)
    for groupe_id in famille.choix:
        choix = {f"groupes_{enfant_id.hex}": str(groupe_id) for enfant_id in famille.enfants}
        page = navigateur.poster("choisir", CHOISIR, caches(page) | choix)
        if page.statut != COMPLET:
            _exiger_le_panier(page)
            return True
    return False


def _exiger_le_panier(page: Echange) -> None:
    if urlsplit(page.suite).path != PANIER:
        raise ParcoursRompu(f"choisir mène à {page.suite}")


def _revenir(navigateur: Navigateur, somme: str) -> None:
    """Revient de PayFiP et lit le reçu ; s’il n’a pas répondu à temps, la page se recharge."""
    for essai in range(ESSAIS):
        time.sleep(ENTRE_DEUX_SECONDES if essai else 0)
        if RECU in navigateur.aller("le retour", somme).corps:
            return
    raise ParcoursRompu("le paiement ne se confirme pas")
