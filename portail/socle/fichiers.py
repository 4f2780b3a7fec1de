"""Le seul accès aux fichiers : disque ou S3, contenu chiffré avant écriture, empreinte vérifiée à la lecture."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import obstore
from obstore.store import LocalStore, ObjectStore, S3Store

from portail.socle import chiffrement
from portail.socle.erreurs import Indisponible

TEMOIN = "temoin"
# Par défaut la bibliothèque insiste trois minutes : une page ne peut pas les attendre, une tâche recommencera.
CONNEXION = timedelta(seconds=3)
DELAI = timedelta(seconds=15)
REPRISES = 2


class FichierAltere(Exception):
    """Le magasin a rendu autre chose que ce qui avait été déposé."""


@dataclass(frozen=True, slots=True)
class Depot:
    """Ce qu’il faut garder d’un fichier déposé : sa clé, son empreinte SHA-256, sa taille en octets."""

    cle: str
    empreinte: str
    taille: int


class _Reglage:
    magasin: ObjectStore | None = None
    dossier: Path | None = None


def configurer(url: str) -> None:
    """Branche le magasin : `file:///dossier` ou `s3://seau/prefixe?endpoint=…&region=…`."""
    morceaux = urlsplit(url)
    _Reglage.dossier = Path(morceaux.path) if morceaux.scheme == "file" else None
    if _Reglage.dossier is not None:
        _Reglage.magasin = LocalStore(prefix=morceaux.path, mkdir=True)
        return
    options: dict[str, Any] = dict(parse_qsl(morceaux.query))
    en_clair = options.get("endpoint", "").startswith("http://")
    options["client_options"] = {"connect_timeout": CONNEXION, "allow_http": en_clair}
    options["retry_config"] = {"max_retries": REPRISES, "retry_timeout": DELAI}
    _Reglage.magasin = S3Store(morceaux.netloc, prefix=morceaux.path.strip("/") or None, **options)


def _magasin() -> ObjectStore:
    if _Reglage.magasin is None:
        raise RuntimeError("les fichiers ne sont pas configurés")
    return _Reglage.magasin


def deposer(contenu: bytes) -> Depot:
    """Chiffre et écrit le contenu sous une clé neuve ; lève `Indisponible` si le magasin ne répond pas."""
    identifiant = uuid4().hex
    cle = f"{identifiant[:2]}/{identifiant}"
    scelle = chiffrement.chiffrer(contenu, f"fichier:{cle}")
    try:
        obstore.put(_magasin(), cle, scelle)
        ecrit = obstore.head(_magasin(), cle)["size"]
    except Exception as erreur:
        raise Indisponible from erreur
    if ecrit != len(scelle):
        raise Indisponible
    return Depot(cle, sha256(contenu).hexdigest(), len(contenu))


def lire(cle: str, empreinte: str) -> bytes:
    """Rend le contenu déposé ; lève `FichierAltere` s’il diffère, `Indisponible` si le magasin ne répond pas."""
    try:
        scelle = bytes(obstore.get(_magasin(), cle).bytes())
    except FileNotFoundError as erreur:
        raise FichierAltere(cle) from erreur
    except Exception as erreur:
        raise Indisponible from erreur
    try:
        contenu = chiffrement.dechiffrer(scelle, f"fichier:{cle}")
    except chiffrement.ContenuAltere as erreur:
        raise FichierAltere(cle) from erreur
    if sha256(contenu).hexdigest() != empreinte:
        raise FichierAltere(cle)
    return contenu


def cles(*, avant: datetime | None = None) -> Iterator[str]:
    """Rend la clé de chaque contenu déposé (avant cet instant réel, s’il est dit), page par page."""
    for page in obstore.list(_magasin()):
        yield from (objet["path"] for objet in page if avant is None or objet["last_modified"] < avant)


def rechiffrer(cle: str) -> bool:
    """Réécrit le contenu avec la clé de chiffrement courante ; faux s’il l’est déjà ou n’y est plus.

    L’écriture remplace d’un coup : interrompue, l’ancien contenu reste. Lève `FichierAltere`, `Indisponible`.
    """
    try:
        scelle = bytes(obstore.get(_magasin(), cle).bytes())
        if chiffrement.trousseau().est_a_jour(scelle):
            return False
        clair = chiffrement.dechiffrer(scelle, f"fichier:{cle}")
        obstore.put(_magasin(), cle, chiffrement.chiffrer(clair, f"fichier:{cle}"))
    except FileNotFoundError:
        return False
    except chiffrement.ContenuAltere as erreur:
        raise FichierAltere(cle) from erreur
    except Exception as erreur:
        raise Indisponible from erreur
    return True


def supprimer(cle: str) -> None:
    """Efface le contenu ; sans effet s’il n’y est plus."""
    try:
        obstore.delete(_magasin(), cle)
    except FileNotFoundError:
        return
    except Exception as erreur:
        raise Indisponible from erreur


def disponible() -> bool:
    """Vrai si le magasin répond et existe (rien n’est écrit)."""
    if _Reglage.dossier is not None:
        # Un disque démonté « répond » encore que le témoin n’y est pas.
        return _Reglage.dossier.is_dir() and os.access(_Reglage.dossier, os.W_OK)
    try:
        # Une liste, et non une lecture : un seau absent et un fichier absent donnent la même réponse à une lecture.
        next(iter(obstore.list(_magasin(), prefix=TEMOIN)), None)
    except Exception:  # noqa: BLE001 — quelle que soit la panne, la réponse est « non »
        return False
    return True
