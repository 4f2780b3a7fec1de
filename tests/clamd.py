"""Un clamd d’essai : le protocole INSTREAM tel que le décrit clamd(8), une seule signature, celle du fichier EICAR."""

import socketserver
import struct
import threading
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FLUX_MAX = 2_000_000
"""StreamMaxLength : au-delà, clamd répond une erreur et raccroche sans lire la suite."""


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        commande = self._jusqu_a_zero()
        if commande == b"zPING":
            self.wfile.write(b"PONG\0")
        elif commande == b"zINSTREAM":
            self.wfile.write(self._verdict())
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _jusqu_a_zero(self):
        recu = b""
        while (octet := self.rfile.read(1)) not in {b"\0", b""}:
            recu += octet
        return recu

    def _verdict(self):
        self.server.a_chaque_analyse()
        contenu = b""
        while taille := struct.unpack(">I", self.rfile.read(4))[0]:
            if len(contenu) + taille > FLUX_MAX:
                return b"INSTREAM size limit exceeded. ERROR\0"
            bloc = self.rfile.read(taille)
            if len(bloc) != taille:
                return b"stream: Can't read file ERROR\0"
            contenu += bloc
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in contenu else b"stream: OK\0"


class _ServeurTcp(socketserver.ThreadingTCPServer):
    daemon_threads = True


class _ServeurUnix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def clamd(chemin=None, *, a_chaque_analyse=lambda: None):
    """Sert le temps du bloc et rend l’adresse : TCP sur un port libre, ou prise locale à ce chemin."""
    serveur = _ServeurUnix(str(chemin), _Session) if chemin else _ServeurTcp(("127.0.0.1", 0), _Session)
    serveur.a_chaque_analyse = a_chaque_analyse
    fil = threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.02})
    fil.start()
    try:
        yield f"unix://{chemin}" if chemin else f"tcp://127.0.0.1:{serveur.server_address[1]}"
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()
