"""Le cachet électronique du département : son certificat, sa clé, et ce qui les rend inutilisables.

Un cachet prouve qu’un document vient du département et n’a pas changé (règlement eIDAS, articles 35 à 40).
"""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from portail.environnement import Lecteur

DEMONSTRATION = "DÉMONSTRATION — SANS VALEUR"
"""Écrit dans le certificat de démonstration ; un certificat qui le porte est refusé en production."""
CLES_VERIFICATION_DEMO = "1:" + base64.b64encode(b"demonstration-graine-publique-32").decode()
RSA_MINIMUM_BITS = 2048
PEM = "-----BEGIN "
"""Par quoi commence une valeur donnée en toutes lettres plutôt que par un chemin."""

CleDeCachet: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class ReglagesCachet:
    """Où sont le certificat et la clé du cachet (chemin, ou PEM en toutes lettres), et ce qui les complète."""

    certificat: str
    """Le certificat, suivi des autorités intermédiaires s’il y en a."""
    cle: str = field(repr=False)
    anciens: str
    """Certificats qui ont scellé autrefois : publiés pour que leurs documents se vérifient encore."""
    horodatage_url: str = field(repr=False)
    """Autorité d’horodatage (RFC 3161) ; vide, l’heure est celle du portail."""
    cles_verification: tuple[tuple[int, bytes], ...] = field(repr=False)
    """Graines Ed25519 numérotées : la première signe les mentions imprimées, toutes les vérifient."""


@dataclass(frozen=True, slots=True)
class Materiel:
    """De quoi sceller : la chaîne de certificats, le nôtre d’abord, et sa clé."""

    chaine: tuple[x509.Certificate, ...]
    cle: CleDeCachet = field(repr=False)

    @property
    def certificat(self) -> x509.Certificate:
        """Rend le certificat du cachet."""
        return self.chaine[0]


class CachetInutilisable(Exception):
    """Le cachet ne peut pas servir ; `fautes` dit pourquoi, une phrase chacune."""

    def __init__(self, *fautes: str) -> None:
        super().__init__("\n".join(fautes))
        self.fautes = fautes


def lire_reglages_cachet(lecteur: Lecteur, *, dossier: Path) -> ReglagesCachet:
    """Lit les réglages du cachet ; en production, le certificat et sa clé sont essayés aussitôt."""
    reglages = ReglagesCachet(
        certificat=lecteur.exige(
            "CACHET_CERTIFICAT", "il scelle les documents remis", demo=str(dossier / "certificat.pem")
        ),
        cle=lecteur.exige("CACHET_CLE", "elle scelle les documents remis", demo=str(dossier / "cle.pem")),
        anciens=lecteur.texte("CACHET_ANCIENS"),
        horodatage_url=lecteur.texte("CACHET_HORODATAGE_URL"),
        cles_verification=lecteur.cles(
            "CLES_VERIFICATION", "elles signent le code imprimé sur les documents", demo=CLES_VERIFICATION_DEMO
        ),
    )
    if lecteur.production and reglages.certificat and reglages.cle:
        lecteur.fautes += fautes_du_cachet(reglages, production=True)
    return reglages


def fautes_du_cachet(reglages: ReglagesCachet, *, production: bool) -> list[str]:
    """Rend ce qui empêche le cachet de servir aujourd’hui, sans rien citer de la clé."""
    try:
        materiel = charger(reglages)
        certificats_publies(reglages)
    except CachetInutilisable as refus:
        return list(refus.fautes)
    fautes = fautes_de_date(materiel.certificat)
    if production and any(map(est_de_demonstration, materiel.chaine)):
        fautes.append("CACHET_CERTIFICAT est le certificat de démonstration : il n’a aucune valeur.")
    return fautes


def charger(reglages: ReglagesCachet) -> Materiel:
    """Rend le certificat et sa clé ; lève `CachetInutilisable` s’ils sont illisibles, faibles ou dépareillés."""
    chaine = _certificats(reglages.certificat, "CACHET_CERTIFICAT")
    cle = _cle(reglages.cle)
    if cle.public_key() != chaine[0].public_key():
        raise CachetInutilisable("CACHET_CLE n’est pas la clé de CACHET_CERTIFICAT.")
    if not _peut_signer(chaine[0]):
        raise CachetInutilisable("CACHET_CERTIFICAT n’est pas fait pour signer (usage de la clé).")
    return Materiel(chaine, cle)


def certificats_publies(reglages: ReglagesCachet) -> tuple[x509.Certificate, ...]:
    """Rend les certificats dont un document du département peut porter le cachet, celui d’aujourd’hui d’abord."""
    courant = _certificats(reglages.certificat, "CACHET_CERTIFICAT")[:1]
    return courant + (_certificats(reglages.anciens, "CACHET_ANCIENS") if reglages.anciens else ())


def fautes_de_date(certificat: x509.Certificate) -> list[str]:
    """Rend ce que la date d’aujourd’hui (réelle) oppose au certificat."""
    maintenant = datetime.now(UTC)
    if maintenant > certificat.not_valid_after_utc:
        return [f"CACHET_CERTIFICAT a expiré le {certificat.not_valid_after_utc:%d/%m/%Y}."]
    if maintenant < certificat.not_valid_before_utc:
        return [f"CACHET_CERTIFICAT ne vaut qu’à partir du {certificat.not_valid_before_utc:%d/%m/%Y}."]
    return []


def est_de_demonstration(certificat: x509.Certificate) -> bool:
    """Vrai si le certificat, ou qui l’a émis, se dit de démonstration."""
    noms = (*certificat.subject, *certificat.issuer)
    return any(DEMONSTRATION in str(nom.value) for nom in noms)


def _lire(valeur: str, nom: str) -> bytes:
    """Rend le PEM : la valeur elle-même, ou le fichier qu’elle nomme."""
    if valeur.startswith(PEM):
        return valeur.encode()
    try:
        return Path(valeur).read_bytes()
    except OSError:
        raise CachetInutilisable(f"{nom} ne se lit pas : un chemin de fichier PEM est attendu.") from None


def _certificats(valeur: str, nom: str) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(_lire(valeur, nom)))
    except ValueError:
        raise CachetInutilisable(f"{nom} ne contient pas de certificat au format PEM.") from None


def _cle(valeur: str) -> CleDeCachet:
    try:
        cle = serialization.load_pem_private_key(_lire(valeur, "CACHET_CLE"), password=None)
    except (ValueError, TypeError):
        raise CachetInutilisable("CACHET_CLE ne contient pas de clé au format PEM, sans mot de passe.") from None
    if isinstance(cle, ec.EllipticCurvePrivateKey):
        return cle
    if isinstance(cle, rsa.RSAPrivateKey) and cle.key_size >= RSA_MINIMUM_BITS:
        return cle
    raise CachetInutilisable(f"CACHET_CLE : une clé RSA de {RSA_MINIMUM_BITS} bits ou plus, ou EC, est attendue.")


def _peut_signer(certificat: x509.Certificate) -> bool:
    try:
        usage = certificat.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
