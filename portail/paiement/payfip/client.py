"""Le client de PayFiP, mode service web : trois opérations, aucune autre n’existe (ni remboursement, ni annulation).

Pur : ni base, ni réglages. À n’appeler que hors de toute transaction.
"""

import re
import time
from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import requests
from urllib3.exceptions import HTTPError

from portail.paiement.payfip import xml
from portail.paiement.payfip.fautes import (
    TECHNIQUES,
    EchecPayfip,
    Injoignable,
    IssueInconnue,
    ReponseIllisible,
    faute_fonctionnelle,
)
from portail.paiement.payfip.formes import IDOP, Contrat, Demande, DemandeInvalide, Issue, Resultat, en_euros

DELAI_SECONDES = 15.0
SERVICE = "/tpa/services/securite"
PAGE = "/tpa/paiementws.web"
ENTETES = {
    "Content-Type": "text/xml; charset=utf-8",
    "SOAPAction": '""',
    "Accept": "text/xml",
    "Accept-Encoding": "identity",  # rien à décompresser : ce qui est reçu se compte et se date à chaque lecture
}
FONCTIONNELLE = "FonctionnelleErreur"
PARIS = ZoneInfo("Europe/Paris")
_OK, _ERREUR_SOAP = 200, 500
_CENTIMES = re.compile(r"[0-9]{1,12}")


class ClientPayfip:
    """Parle à PayFiP, ou à son simulateur, dont `racine` est l’adresse (« https://www.payfip.gouv.fr »)."""

    def __init__(self, racine: str, *, delai_secondes: float = DELAI_SECONDES) -> None:
        self.racine = racine.rstrip("/")
        self.delai_secondes = delai_secondes

    def creer(self, demande: Demande) -> str:
        """Ouvre un paiement et rend son `idOp` ; lève `DemandeInvalide` avant tout appel, `EchecPayfip` ensuite."""
        rendu = self._appeler("creerPaiementSecurise", demande.champs())
        idop = rendu.get("idOp", "")
        if not IDOP.fullmatch(idop):
            raise ReponseIllisible
        return idop

    def lire(self, idop: str) -> Resultat:
        """Rend le résultat d’un paiement ; lève `ResultatPasEncoreConnu`, `OperationInconnue` ou un autre échec."""
        if not IDOP.fullmatch(idop):
            raise DemandeInvalide("idop")
        return resultat_de(self._appeler("recupererDetailPaiementSecurise", {"idOp": idop}))

    def contrat(self, numcli: str) -> Contrat:
        """Rend ce que PayFiP sait de la régie : l’essai d’un réglage. Lève `RegieRefusee` si elle n’est pas ouverte."""
        rendu = self._appeler("recupererDetailClient", {"numCli": numcli})
        libelles = tuple(filter(None, (rendu.get(f"libelleN{rang}", "") for rang in (1, 2, 3))))
        return Contrat(rendu.get("numcli", ""), libelles)

    def page(self, idop: str) -> str:
        """Rend l’adresse où la personne paie : valable un quart d’heure, une seule fois."""
        return f"{self.racine}{PAGE}?{urlencode({'idop': idop})}"

    def _appeler(self, operation: str, champs: Mapping[str, str]) -> dict[str, str]:
        """Rend les champs de la réponse ; lève `EchecPayfip`."""
        statut, contenu = self._envoyer(xml.ecrire(operation, champs))
        if statut not in {_OK, _ERREUR_SOAP}:
            raise Injoignable(f"http_{statut}")
        corps = _corps(contenu)
        faute = next((un for un in corps.enfants if (un.espace, un.nom) == (xml.SOAP, "Fault")), None)
        if faute is not None:
            raise faute_de(faute)
        if statut != _OK:
            raise ReponseIllisible
        return corps.seul(f"{operation}Response", xml.ESPACE).seul("return").champs()

    def _envoyer(self, contenu: bytes) -> tuple[int, bytes]:
        """Rend le statut et le corps, lus en tout dans le délai et dans la taille admise."""
        fin = time.monotonic() + self.delai_secondes
        try:
            with requests.post(
                f"{self.racine}{SERVICE}",
                data=contenu,
                headers=ENTETES,
                timeout=self.delai_secondes,
                allow_redirects=False,
                stream=True,
            ) as reponse:
                return reponse.status_code, _lu(reponse, fin)
        except (requests.RequestException, HTTPError) as erreur:
            raise Injoignable from erreur


def _lu(reponse: requests.Response, fin: float) -> bytes:
    """Rend le corps de la réponse, pris comme il arrive : un serveur qui égrène ne nous retient pas."""
    recus = bytearray()
    while morceau := reponse.raw.read1(xml.TAILLE_MAX, decode_content=False):
        recus += morceau
        if len(recus) > xml.TAILLE_MAX:
            raise ReponseIllisible
        if time.monotonic() > fin:
            raise Injoignable("delai")
    return bytes(recus)


def _corps(contenu: bytes) -> xml.Element:
    racine = xml.lire(contenu)
    if (racine.espace, racine.nom) != (xml.SOAP, "Envelope"):
        raise ReponseIllisible
    return racine.seul("Body", xml.SOAP)


def faute_de(faute: xml.Element) -> EchecPayfip:
    """Rend la faute SOAP sous son type ; ce qui n’en est pas une connue est illisible."""
    details = [enfant for enfant in faute.enfants if enfant.nom == "detail"]
    for detail in (un for trouve in details for un in trouve.enfants):
        if detail.nom in TECHNIQUES:
            return TECHNIQUES[detail.nom]()
        if detail.nom == FONCTIONNELLE:
            codes = [enfant.texte.strip() for enfant in detail.enfants if enfant.nom == "code"]
            return faute_fonctionnelle(codes[0] if codes else "")
    dite = " ".join(enfant.texte for enfant in faute.enfants if enfant.nom == "faultstring")
    return next((classe() for nom, classe in TECHNIQUES.items() if nom in dite), ReponseIllisible())


def resultat_de(champs: Mapping[str, str]) -> Resultat:
    """Rend le résultat que portent ces champs ; lève `IssueInconnue`, `ReponseIllisible`."""
    if champs.get("resultrans") not in set(Issue):
        raise IssueInconnue
    if not _CENTIMES.fullmatch(champs.get("montant", "")):
        raise ReponseIllisible
    jour, quand = _quand(champs.get("dattrans", ""), champs.get("heurtrans", ""))
    return Resultat(
        idop=champs.get("idOp", ""),
        issue=Issue(champs["resultrans"]),
        numcli=champs.get("numcli", ""),
        refdet=champs.get("refdet", ""),
        montant=en_euros(int(champs["montant"])),
        saisie=champs.get("saisie", ""),
        jour=jour,
        quand=quand,
        autorisation=champs.get("numauto", ""),
    )


def _quand(dattrans: str, heurtrans: str) -> tuple[date | None, datetime | None]:
    """Rend le jour et l’instant dits (JJMMAAAA, HHMM, à Paris) ; un paiement sans date lisible reste un paiement."""
    try:
        instant = datetime.strptime(f"{dattrans}{heurtrans or '0000'}", "%d%m%Y%H%M").replace(tzinfo=PARIS)
    except ValueError:
        return None, None
    return instant.date(), instant if heurtrans else None
