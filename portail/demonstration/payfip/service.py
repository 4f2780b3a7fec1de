"""Le service web simulé : les trois opérations, dans l’XML exact de PayFiP, et les pannes qu’on lui demande."""

import re
import time
from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from portail.demonstration.payfip.etat import CONTRATS, Operation, payfip
from portail.demonstration.payfip.regles import CHAMPS, LIBELLES, faute_de, faute_du_client
from portail.demonstration.payfip.scenario import Panne
from portail.paiement.payfip import xml
from portail.paiement.payfip.fautes import ReponseIllisible

blueprint = Blueprint("payfip_service", __name__)
ESPACE = (
    "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/"
    "contrat_paiement_securise/PaiementSecuriseService"
)
EXCEPTIONS = "fr.gouv.finances.cp.tpa.webservice.exceptions"
_ENVELOPPE = '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>%s</S:Body></S:Envelope>'
_DEHORS = "file:///etc/hostname"
_XXE = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY lu SYSTEM "{_DEHORS}">]>' + _ENVELOPPE % (
    f'<n:creerPaiementSecuriseResponse xmlns:n="{ESPACE}"><return><idOp>&lu;</idOp></return>'
    "</n:creerPaiementSecuriseResponse>"
)
_BOMBE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{rang} "{f"&a{rang - 1};" * 10}">' for rang in range(1, 10))
    + f"]>{_ENVELOPPE % '<r>&a9;</r>'}"
)


class Refusee(Exception):
    """La demande porte une faute fonctionnelle ; `code` la nomme."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@blueprint.post("/tpa/services/securite")
def appeler() -> ResponseReturnValue:
    """Rend la réponse SOAP de l’opération demandée, ou la panne du scénario."""
    panne = payfip().scenario.panne
    if panne in _PANNES:
        return _PANNES[panne]()
    try:
        operation, champs = _demande(request.get_data())
        contenu = _repondre(operation, champs)
    except Refusee as refus:
        return _faute("FonctionnelleErreur", refus.code)
    except (ReponseIllisible, KeyError):
        return _faute("TechProtocolaireErreur", "")
    if panne is Panne.PERDUE:
        return Response("", 504)
    return Response(contenu, mimetype="text/xml")


def _demande(contenu: bytes) -> tuple[str, dict[str, str]]:
    """Rend l’opération et ses champs ; lève si l’enveloppe n’est pas exactement celle du contrat."""
    corps = xml.lire(contenu).seul("Body", "http://schemas.xmlsoap.org/soap/envelope/")
    [appel] = corps.enfants or [xml.Element("", "")]
    if appel.espace != ESPACE or request.mimetype != "text/xml" or request.headers.get("SOAPAction") != '""':
        raise ReponseIllisible
    champs = appel.seul("arg0").champs()
    if list(champs) != sorted(champs, key=str.lower):
        raise ReponseIllisible  # le schéma est une suite, dans l’ordre alphabétique
    return appel.nom, champs


def _repondre(operation: str, champs: dict[str, str]) -> str:
    """Rend la réponse à cette demande ; lève `Refusee`, `KeyError` pour une opération qui n’existe pas."""
    if payfip().scenario.faute:
        raise Refusee(payfip().scenario.faute)
    rendus: Mapping[str, Callable[[dict[str, str]], dict[str, str]]] = {
        "creerPaiementSecurise": _creer,
        "recupererDetailPaiementSecurise": _detail,
        "recupererDetailClient": _client,
    }
    rendu = "".join(f"<{nom}>{escape(texte)}</{nom}>" for nom, texte in rendus[operation](champs).items())
    nom = f"ns2:{operation}Response"
    return _ENVELOPPE % f'<{nom} xmlns:ns2="{ESPACE}"><return>{rendu}</return></{nom}>'


def _creer(champs: dict[str, str]) -> dict[str, str]:
    if set(champs) - set(CHAMPS):
        raise ReponseIllisible
    code = faute_de(champs)
    if code:
        raise Refusee(code)
    return {"idOp": payfip().ouvrir(champs).idop}


def _detail(champs: dict[str, str]) -> dict[str, str]:
    etat = payfip()
    operation = etat.operations.get(champs["idOp"])
    if operation is None or etat.est_purgee(operation):
        raise Refusee("P1")
    if not etat.resultat_connu(operation):
        raise Refusee("P5")
    return detail_de(operation)


def detail_de(operation: Operation) -> dict[str, str]:
    """Rend le détail d’une opération finie, altéré si c’est demandé ; l’année y est tronquée, comme en vrai."""
    scenario, champs = payfip().scenario, operation.champs
    fin = payfip().a_paris(operation.conclue_a)
    rendu = {
        "dattrans": f"{fin:%d%m%Y}",
        "exer": champs["exer"][:2],
        "heurtrans": f"{fin:%H%M}",
        "idOp": operation.idop,
        "mel": champs["mel"],
        "montant": str(int(champs["montant"]) + scenario.montant_altere),
        "numauto": operation.autorisation,
        "numcli": scenario.numcli_altere or champs["numcli"],
        "objet": champs.get("objet", ""),
        "refdet": scenario.refdet_alteree or champs["refdet"],
        "resultrans": scenario.issue_alteree or operation.issue,
        "saisie": scenario.saisie_alteree or champs["saisie"],
    }
    return {nom: texte for nom, texte in rendu.items() if texte}


def _client(champs: dict[str, str]) -> dict[str, str]:
    numcli = champs["numCli"]
    code = faute_du_client(numcli)
    if code:
        raise Refusee(code)
    un, deux, trois = CONTRATS[numcli]
    return {"libelleN1": un, "libelleN2": deux, "libelleN3": trois, "numcli": numcli}


def _faute(type_de_faute: str, code: str) -> Response:
    """Rend une faute SOAP 1.1 : HTTP 500 ; `descriptif` est vide, comme dans les échanges enregistrés."""
    libelle = escape(LIBELLES.get(code, ""), quote=False)
    detail = f"<code>{code}</code><descriptif/><libelle>{libelle}</libelle><message/><severite>2</severite>"
    faute = (
        f"<S:Fault><faultcode>S:Server</faultcode><faultstring>{EXCEPTIONS}.{type_de_faute}</faultstring>"
        f'<detail><ns2:{type_de_faute} xmlns:ns2="{ESPACE}">{detail}</ns2:{type_de_faute}></detail></S:Fault>'
    )
    return Response(_ENVELOPPE % faute, 500, mimetype="text/xml")


def _se_taire() -> Response:
    time.sleep(payfip().scenario.silence_secondes)
    return Response("", 504)


_PANNES: Mapping[Panne, Callable[[], Response]] = MappingProxyType(
    {
        Panne.PASSERELLE: lambda: Response("<html><body><h1>502 Bad Gateway</h1></body></html>", 502),
        Panne.MUET: _se_taire,
        Panne.MAL_FORME: lambda: Response(re.sub("</S:Body>", "", _ENVELOPPE % "<a/>"), mimetype="text/xml"),
        Panne.VIDE: lambda: Response("", mimetype="text/xml"),
        Panne.ENORME: lambda: Response(_ENVELOPPE % f"<a>{'a' * 300_000}</a>", mimetype="text/xml"),
        Panne.XXE: lambda: Response(_XXE, mimetype="text/xml"),
        Panne.ENTITES: lambda: Response(_BOMBE, mimetype="text/xml"),
        Panne.DYSFONCTIONNEMENT: lambda: _faute(Panne.DYSFONCTIONNEMENT.value, ""),
        Panne.INDISPONIBILITE: lambda: _faute(Panne.INDISPONIBILITE.value, ""),
        Panne.PROTOCOLAIRE: lambda: _faute(Panne.PROTOCOLAIRE.value, ""),
    }
)
