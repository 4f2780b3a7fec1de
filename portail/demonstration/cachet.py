"""Le certificat de la démonstration : fictif, il le dit dans son nom, et la production le refuse."""

import fcntl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portail.certificats import DEMONSTRATION, PEM, ReglagesCachet

DUREE = timedelta(days=3650)
VERROU = ".verrou"


def assurer(reglages: ReglagesCachet) -> None:
    """Engendre le certificat et sa clé là où les réglages les attendent, s’ils n’y sont pas."""
    if reglages.certificat.startswith(PEM):
        return
    certificat, cle = Path(reglages.certificat), Path(reglages.cle)
    certificat.parent.mkdir(parents=True, exist_ok=True)
    with (certificat.parent / VERROU).open("w") as verrou:
        # Le web et l’ouvrier démarrent ensemble : un seul engendre.
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not certificat.is_file():
            pem_certificat, pem_cle = fabriquer()
            cle.touch(mode=0o600)
            cle.write_bytes(pem_cle)
            certificat.write_bytes(pem_certificat)


def fabriquer(
    nom: str = DEMONSTRATION, *, depuis: datetime | None = None, duree: timedelta = DUREE
) -> tuple[bytes, bytes]:
    """Rend un certificat autosigné au nom de `nom` et sa clé, en PEM."""
    debut = depuis or datetime.now(UTC) - timedelta(days=1)
    cle = ec.generate_private_key(ec.SECP256R1())
    sujet = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, nom),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Cachet du portail ({nom})"),
        ]
    )
    certificat = (
        x509.CertificateBuilder()
        .subject_name(sujet)
        .issuer_name(sujet)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(debut)
        .not_valid_after(debut + duree)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(cle.public_key()), critical=False)
        .sign(cle, hashes.SHA256())
    )
    pem_cle = cle.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificat.public_bytes(serialization.Encoding.PEM), pem_cle


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
