"""Le client de PayFiP quand tout va mal : chaque panne sous son type, dans le délai."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portail.demonstration.payfip.scenario import Panne
from portail.paiement.payfip import xml
from portail.paiement.payfip.client import ClientPayfip
from portail.paiement.payfip.fautes import (
    Dysfonctionnement,
    FauteProtocolaire,
    Indisponibilite,
    Injoignable,
    IssueInconnue,
    ReponseIllisible,
)
from tests.payfip import Guichetier
from tests.unitaires.paiement.test_payfip_client import DEMANDE
from tests.unitaires.paiement.test_payfip_client import client as client

# ---------- Les pannes ----------


@pytest.mark.parametrize(
    ("panne", "echec"),
    [
        (Panne.PASSERELLE, Injoignable),
        (Panne.PERDUE, Injoignable),
        (Panne.MAL_FORME, ReponseIllisible),
        (Panne.VIDE, ReponseIllisible),
        (Panne.ENORME, ReponseIllisible),
        (Panne.XXE, ReponseIllisible),
        (Panne.ENTITES, ReponseIllisible),
        (Panne.DYSFONCTIONNEMENT, Dysfonctionnement),
        (Panne.INDISPONIBILITE, Indisponibilite),
        (Panne.PROTOCOLAIRE, FauteProtocolaire),
    ],
)
def test_chaque_panne_a_son_type(client: ClientPayfip, payfip: Guichetier, panne: Panne, echec: type[Exception]):
    payfip.panne(panne)

    with pytest.raises(echec) as levee:
        client.creer(DEMANDE)

    assert type(levee.value) is echec
    assert "guillet" not in str(levee.value)


def test_un_service_muet_ne_retient_pas_plus_que_le_delai(payfip: Guichetier):
    payfip.panne(Panne.MUET)
    payfip.scenario.silence_secondes = 3

    with pytest.raises(Injoignable) as levee:
        ClientPayfip(payfip.racine, delai_secondes=0.3).creer(DEMANDE)

    # Attendu jusqu’au bout, il aurait fini par dire « 504 ».
    assert levee.value.code != "http_504"


def test_personne_a_l_ecoute():
    with pytest.raises(Injoignable):
        ClientPayfip("http://127.0.0.1:9", delai_secondes=1).creer(DEMANDE)


def test_une_issue_inconnue_se_signale(client: ClientPayfip, payfip: Guichetier):
    idop = client.creer(DEMANDE)
    payfip.choisir(idop, "P")
    payfip.scenario.issue_alteree = "Q"

    with pytest.raises(IssueInconnue):
        client.lire(idop)


@pytest.mark.parametrize(
    "corps",
    [
        xml.ecrire("recupererDetailClientResponse", {}),
        b"<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Body/></S:Envelope>",
        b"<Envelope/>",
    ],
)
def test_une_enveloppe_qui_n_est_pas_la_reponse_est_illisible(corps: bytes):
    with serveur(corps) as racine, pytest.raises(ReponseIllisible):
        ClientPayfip(racine, delai_secondes=300).contrat("090909")


def test_un_serveur_qui_egrene_est_quitte_au_delai():
    with serveur(b"<a>" * 40, pause=0.05) as racine, pytest.raises(Injoignable) as levee:
        ClientPayfip(racine, delai_secondes=0.5).contrat("090909")

    # Lu jusqu’au bout, ce serait une réponse illisible.
    assert levee.value.code == "delai"


class Rengaine(BaseHTTPRequestHandler):
    """Rend toujours le même corps, octet par octet si on le veut."""

    corps = b""
    pause = 0.0

    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.corps)))
        self.end_headers()
        morceaux = [bytes([octet]) for octet in self.corps] if self.pause else [self.corps]
        with suppress(ConnectionError):
            for morceau in morceaux:
                time.sleep(self.pause)
                self.wfile.write(morceau)

    def log_message(self, *_arguments: object) -> None:
        """Se tait."""


@contextmanager
def serveur(corps: bytes, *, pause: float = 0.0) -> Iterator[str]:
    """Sert ce corps à toute demande et rend l’adresse."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Ici", (Rengaine,), {"corps": corps, "pause": pause}))
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()
