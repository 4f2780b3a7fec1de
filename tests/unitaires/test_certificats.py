"""Le certificat du cachet : la production n’accepte qu’un vrai, valable, avec sa clé."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.x509.oid import NameOID

from portail.certificats import DEMONSTRATION, CachetInutilisable, ReglagesCachet, certificats_publies, charger
from portail.config import ReglagesInvalides, lire_reglages
from portail.demonstration.cachet import assurer, fabriquer
from tests.unitaires.test_config import CERTIFICAT, CLE_CACHET, PRODUCTION, fautes_de

HIER = datetime.now(UTC) - timedelta(days=1)
AUTRE_CERTIFICAT, AUTRE_CLE = (pem.decode() for pem in fabriquer("Département de Loire-Atlantique"))


def cachet(certificat: str = CERTIFICAT, cle: str = CLE_CACHET, anciens: str = "") -> ReglagesCachet:
    return ReglagesCachet(
        certificat=certificat, cle=cle, anciens=anciens, horodatage_url="", cles_verification=((1, b"k" * 32),)
    )


def emis(cle, *, usage: x509.KeyUsage | None = None) -> tuple[str, str]:
    """Rend un certificat d’essai pour cette clé, et la clé, en PEM."""
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Essai")])
    certificat = (
        x509.CertificateBuilder().subject_name(nom).issuer_name(nom).public_key(cle.public_key()).serial_number(7)
        .not_valid_before(HIER).not_valid_after(HIER + timedelta(days=30))
    )  # fmt: skip
    if usage is not None:
        certificat = certificat.add_extension(usage, critical=True)
    signe = certificat.sign(cle, None if isinstance(cle, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    pem = cle.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return signe.public_bytes(serialization.Encoding.PEM).decode(), pem.decode()


def test_un_vrai_certificat_est_admis_donne_par_son_chemin_ou_en_toutes_lettres(tmp_path):
    (tmp_path / "c.pem").write_text(CERTIFICAT)
    (tmp_path / "k.pem").write_text(CLE_CACHET)
    par_chemin = {"CACHET_CERTIFICAT": str(tmp_path / "c.pem"), "CACHET_CLE": str(tmp_path / "k.pem")}

    for environ in (PRODUCTION, PRODUCTION | par_chemin):
        assert charger(lire_reglages(environ).cachet).certificat == x509.load_pem_x509_certificate(CERTIFICAT.encode())


@pytest.mark.parametrize(
    ("certificat", "attendu"),
    [
        (fabriquer(), "certificat de démonstration"),
        (fabriquer("Vrai", depuis=HIER - timedelta(days=400), duree=timedelta(days=365)), "a expiré le"),
        (fabriquer("Vrai", depuis=HIER + timedelta(days=30)), "ne vaut qu’à partir du"),
    ],
)
def test_la_production_refuse_un_certificat_fictif_expire_ou_a_venir(certificat, attendu):
    pem, cle = (un.decode() for un in certificat)

    [faute] = fautes_de(PRODUCTION | {"CACHET_CERTIFICAT": pem, "CACHET_CLE": cle})

    assert faute.startswith("CACHET_CERTIFICAT")
    assert attendu in faute


@pytest.mark.parametrize(
    ("reglage", "valeur", "attendu"),
    [
        ("CACHET_CLE", AUTRE_CLE, "CACHET_CLE n’est pas la clé de CACHET_CERTIFICAT."),
        ("CACHET_CLE", CERTIFICAT, "CACHET_CLE ne contient pas de clé"),
        ("CACHET_CLE", "/absent/cle.pem", "CACHET_CLE ne se lit pas"),
        ("CACHET_CERTIFICAT", CLE_CACHET, "CACHET_CERTIFICAT ne contient pas de certificat"),
        ("CACHET_CERTIFICAT", "/absent/certificat.pem", "CACHET_CERTIFICAT ne se lit pas"),
        ("CACHET_ANCIENS", "/absent/anciens.pem", "CACHET_ANCIENS ne se lit pas"),
    ],
)
def test_la_production_refuse_ce_qui_ne_scellerait_pas(reglage, valeur, attendu):
    [faute] = fautes_de(PRODUCTION | {reglage: valeur})

    assert faute.startswith(attendu)
    assert "BEGIN" not in faute


FAIBLE = rsa.generate_private_key(65537, 1024)  # noqa: S505 — c’est justement ce que l’on refuse


@pytest.mark.parametrize("cle", [FAIBLE, ed25519.Ed25519PrivateKey.generate()], ids=["rsa-1024", "ed25519"])
def test_une_cle_faible_ou_d_un_autre_genre_est_refusee(cle):
    with pytest.raises(CachetInutilisable, match="RSA de 2048 bits"):
        charger(cachet(*emis(cle)))


def test_un_certificat_qui_ne_signe_pas_est_refuse():
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=True, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    with pytest.raises(CachetInutilisable, match="n’est pas fait pour signer"):
        charger(cachet(*emis(rsa.generate_private_key(65537, 2048), usage=usage)))


def test_une_autorite_de_demonstration_dans_la_chaine_est_refusee():
    fictif = fabriquer()[0].decode()

    assert fautes_de(PRODUCTION | {"CACHET_CERTIFICAT": CERTIFICAT + fictif})


def test_les_anciens_certificats_restent_publies():
    publies = certificats_publies(cachet(anciens=AUTRE_CERTIFICAT))

    assert [un.public_bytes(serialization.Encoding.PEM).decode() for un in publies] == [CERTIFICAT, AUTRE_CERTIFICAT]


def test_la_demonstration_engendre_un_certificat_qui_dit_ne_rien_valoir(tmp_path):
    reglages = cachet(str(tmp_path / "cachet" / "c.pem"), str(tmp_path / "cachet" / "k.pem"))

    assurer(reglages)
    engendre = (tmp_path / "cachet" / "c.pem").read_bytes()
    assurer(reglages)

    assert (tmp_path / "cachet" / "c.pem").read_bytes() == engendre
    assert (tmp_path / "cachet" / "k.pem").stat().st_mode & 0o077 == 0
    sujet = charger(reglages).certificat.subject
    assert sujet.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == DEMONSTRATION
    with pytest.raises(ReglagesInvalides):
        lire_reglages(PRODUCTION | {"CACHET_CERTIFICAT": reglages.certificat, "CACHET_CLE": reglages.cle})


def test_la_cle_ne_se_lit_pas_dans_la_representation():
    assert "PRIVATE" not in repr(lire_reglages(PRODUCTION))
