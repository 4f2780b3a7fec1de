"""Clés de signature du fournisseur simulé : elles tournent, et seules les deux dernières sont publiées."""

import time
from threading import Lock
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

DUREE_SECONDES = 600.0
PUBLIEES = 2


class Trousseau:
    """Signe en ES256 ; une clé RSA est publiée aussi, comme chez FranceConnect, pour qui a enregistré RS256."""

    def __init__(self) -> None:
        self._verrou = Lock()
        self.rsa = RSAKey.generate_key(2048, auto_kid=True)
        self._courbes: list[ECKey] = []
        self._tournee_a = 0.0
        self.tourner()

    def tourner(self) -> None:
        """Met une clé neuve en service et retire la plus ancienne."""
        neuve = ECKey.generate_key("P-256", auto_kid=True)
        with self._verrou:
            self._courbes = [neuve, *self._courbes][:PUBLIEES]
            self._tournee_a = time.time()

    @property
    def courante(self) -> ECKey:
        """Clé en service ; elle change d’elle-même toutes les dix minutes."""
        if time.time() - self._tournee_a > DUREE_SECONDES:
            self.tourner()
        with self._verrou:
            return self._courbes[0]

    def publiees(self) -> dict[str, Any]:
        """Rend le document `jwks` : clés publiques seulement."""
        with self._verrou:
            cles: list[ECKey | RSAKey] = [*self._courbes, self.rsa]
        return {"keys": [{**cle.as_dict(private=False), "use": "sig"} for cle in cles]}

    def signer(self, claims: dict[str, Any]) -> str:
        """Rend un jeton signé avec la clé en service."""
        cle = self.courante
        return jwt.encode({"alg": "ES256", "kid": cle.kid}, claims, cle)

    def ouvrir(self, jeton: str) -> dict[str, Any]:
        """Rend les affirmations d’un jeton signé ici ; lève une erreur de joserfc sinon."""
        with self._verrou:
            cles = KeySet(list(self._courbes))
        return jwt.decode(jeton, cles, algorithms=["ES256"]).claims
