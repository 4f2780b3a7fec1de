"""Un navigateur sans écran : une liaison gardée ouverte, un témoin de session, la mémoire de ses échanges."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import brotli

DELAI_SECONDES = 300
"""De quoi ne pas prendre une machine lente pour une panne."""
ERREUR = 400
FORMULAIRE = "application/x-www-form-urlencoded"


class ParcoursRompu(Exception):
    """Le portail n’a pas répondu ce qu’un parcours attend."""


@dataclass(frozen=True, slots=True)
class Echange:
    """Une requête et sa réponse : `corps` est en clair, `octets` est ce qui a circulé."""

    nom: str
    methode: str
    chemin: str
    envoi: bytes
    type_envoi: str
    statut: int
    entetes: Mapping[str, str]
    corps: bytes
    octets: int
    duree_ms: float

    @property
    def etape(self) -> str:
        """Rend « GET permis »."""
        return f"{self.methode} {self.nom}"

    @property
    def suite(self) -> str:
        """Rend l’adresse où mène la réponse ; lève `ParcoursRompu` si la page se remontre."""
        if "location" not in self.entetes:
            raise ParcoursRompu(f"{self.etape} ne mène nulle part (réponse {self.statut})")
        return self.entetes["location"]


@dataclass(slots=True)
class Navigateur:
    """Une personne devant son écran ; un fichier envoyé est un nom et un contenu."""

    url: str
    temoin: str = ""
    admis: frozenset[int] = frozenset()
    """Les refus qui font partie du parcours : « complet », par exemple."""
    echanges: list[Echange] = field(default_factory=list)
    _liaison: http.client.HTTPConnection | None = None

    def aller(self, nom: str, chemin: str) -> Echange:
        """Lit une page."""
        return self.envoyer(nom, "GET", chemin)

    def poster(
        self,
        nom: str,
        chemin: str,
        champs: Mapping[str, str],
        fichiers: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Echange:
        """Envoie un formulaire, et ses fichiers s’il en a."""
        if fichiers is None:
            return self.envoyer(nom, "POST", chemin, urlencode(champs).encode(), FORMULAIRE)
        limite = uuid4().hex
        envoi = _en_parties(limite, champs, fichiers)
        return self.envoyer(nom, "POST", chemin, envoi, f"multipart/form-data; boundary={limite}")

    def envoyer(self, nom: str, methode: str, chemin: str, envoi: bytes = b"", type_envoi: str = "") -> Echange:
        """Envoie une requête et garde l’échange ; lève `ParcoursRompu` si la réponse est une erreur."""
        entetes = {"Accept-Encoding": "gzip, br", "Cookie": f"session={self.temoin}"}
        if type_envoi:
            entetes["Content-Type"] = type_envoi
        liaison = self._ouverte()
        debut = time.perf_counter()
        liaison.request(methode, chemin, body=envoi or None, headers=entetes)
        reponse = liaison.getresponse()
        recu = reponse.read()
        duree_ms = (time.perf_counter() - debut) * 1000
        if reponse.status >= ERREUR and reponse.status not in self.admis:
            raise ParcoursRompu(f"{nom} : {methode} {chemin} a répondu {reponse.status}")
        recus = {cle.lower(): valeur for cle, valeur in reponse.getheaders()}
        corps = brotli.decompress(recu) if recus.get("content-encoding") == "br" else recu
        self.echanges.append(
            Echange(
                nom, methode, chemin, envoi, type_envoi, reponse.status, recus, corps, octets=len(recu),
                duree_ms=duree_ms,
            )
        )  # fmt: skip
        return self.echanges[-1]

    def _ouverte(self) -> http.client.HTTPConnection:
        if self._liaison is None:
            adresse = urlsplit(self.url)
            self._liaison = http.client.HTTPConnection(adresse.hostname or "", adresse.port, timeout=DELAI_SECONDES)
        return self._liaison

    def fermer(self) -> None:
        """Ferme la liaison."""
        if self._liaison is not None:
            self._liaison.close()
            self._liaison = None


def _en_parties(limite: str, champs: Mapping[str, str], fichiers: Mapping[str, tuple[str, bytes]]) -> bytes:
    """Rend un envoi `multipart/form-data`."""
    parties = [
        f'--{limite}\r\nContent-Disposition: form-data; name="{nom}"\r\n\r\n{valeur}\r\n'.encode()
        for nom, valeur in champs.items()
    ]
    for nom, (fichier, contenu) in fichiers.items():
        entete = f'--{limite}\r\nContent-Disposition: form-data; name="{nom}"; filename="{fichier}"\r\n'
        parties += [entete.encode(), b"Content-Type: application/pdf\r\n\r\n", contenu, b"\r\n"]
    return b"".join([*parties, f"--{limite}--\r\n".encode()])
