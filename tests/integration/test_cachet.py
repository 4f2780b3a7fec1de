"""Le cachet des PDF : posé par pyHanko, vérifié par d’autres que lui, sans rien ôter à l’accessibilité."""

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pytest
import zxingcpp
from asn1crypto import keys as cles_asn1
from asn1crypto import tsp
from asn1crypto import x509 as x509_asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper, TimestampRequestError

from portail.certificats import CachetInutilisable, certificats_publies
from portail.demonstration.cachet import fabriquer
from portail.demonstration.processus import ports_libres
from portail.documents import mention as mentions
from portail.documents.cachet import sceller
from portail.documents.composition import composer
from portail.documents.sceau import SceauFaux, verifier_sceau
from portail.documents.verification import lien, verification
from portail.socle import demarrage
from tests import pdf
from tests.poppler import avec_poppler, premiere_page, signatures
from tests.unitaires.test_documents import donnees_de
from tests.unitaires.test_mention import GRAINE, MENTION

pytestmark = pytest.mark.usefixtures("application")
URL = "https://demarches.departement.example"
LIEN = lien(MENTION.code, mentions.signer(MENTION, 1, GRAINE), url_publique=URL)
BLOC = verification(MENTION.code, url_publique=URL, emetteur="Département de Loire-Atlantique")
LETTRES = ("accuse_enregistrement", "accuse_reception", "decision", "demande_pieces", "lettre")
JETON_D_HORODATAGE = b"060B2A864886F70D010910020E"
"""L’identifiant 1.2.840.113549.1.9.16.2.14 (`signatureTimeStampToken`), en DER, tel qu’écrit dans le PDF."""
VALIDE = "Signature Validation: Signature is Valid."


def certificats():
    return certificats_publies(demarrage.reglages().cachet)


def compose(gabarit="lettre", texte="Bonjour."):
    return composer(gabarit, donnees_de(gabarit, texte) | {"verification": BLOC}, lien=LIEN)


@pytest.fixture(scope="module")
def scelle(application):
    del application
    return sceller(compose())


@pytest.mark.parametrize("gabarit", LETTRES)
def test_le_document_scelle_reste_accessible_et_archivable(gabarit):
    original = compose(gabarit, "Éloïse habite L’Haÿ-les-Roses. " * 12)

    scelle = sceller(original)

    assert pdf.defauts(scelle) == []
    assert pdf.texte(scelle) == pdf.texte(original)
    assert pdf.roles(scelle) == pdf.roles(original)
    assert pdf.metadonnees(scelle) == pdf.metadonnees(original)
    assert scelle.startswith(original.rstrip()), "le cachet s’ajoute, il ne récrit rien"


@pytest.mark.parametrize("texte", ["B", "Éloïse habite L’Haÿ-les-Roses. " * 30])
def test_un_fichier_se_complete_a_la_taille_voulue_sous_le_cachet(texte):
    scelle = sceller(compose(texte=texte), multiple=1 << 17)

    assert len(scelle) % (1 << 17) == 0
    assert verifier_sceau(scelle, certificats())
    assert pdf.defauts(scelle) == []


def test_le_document_sans_cachet_reste_accessible_avec_son_code_qr():
    assert pdf.defauts(compose()) == []
    assert "Figure" in pdf.roles(compose())


@avec_poppler
def test_un_autre_outil_verifie_le_cachet(scelle, tmp_path):
    chemin = tmp_path / "document.pdf"
    chemin.write_bytes(scelle)

    dit = signatures(chemin)

    assert VALIDE in dit
    assert "Total document signed" in dit
    assert "Signature Type: ETSI.CAdES.detached" in dit
    assert "O=DÉMONSTRATION — SANS VALEUR" in dit
    assert dit.count("Signature #") == 1


def test_le_cachet_interdit_toute_modification(scelle, tmp_path):
    chemin = tmp_path / "document.pdf"
    chemin.write_bytes(scelle)

    with pikepdf.open(chemin) as document:
        [reference] = document.Root.Perms.DocMDP.Reference
        assert reference.TransformParams.P == 1
        assert str(document.Root.AcroForm.Fields[0].TU).startswith("Cachet électronique")


def test_notre_verificateur_hors_ligne_reconnait_le_cachet(scelle):
    assert verifier_sceau(scelle, certificats()) == certificats()[0]


@avec_poppler
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.85])
def test_un_octet_change_se_voit_de_tous(scelle, tmp_path, part):
    altere = bytearray(scelle)
    altere[int(len(compose()) * part)] ^= 1
    chemin = tmp_path / "altere.pdf"
    chemin.write_bytes(altere)

    assert VALIDE not in signatures(chemin)
    with pytest.raises(SceauFaux, match="modifié"):
        verifier_sceau(bytes(altere), certificats())


def test_un_ajout_apres_le_cachet_se_voit(scelle):
    with pytest.raises(SceauFaux, match="complété"):
        verifier_sceau(scelle + b"\n% ajout", certificats())


def test_un_document_retouche_puis_scelle_par_un_autre_n_est_pas_le_notre(regler, tmp_path):
    notres = certificats()
    certificat, cle = fabriquer("Un autre")
    (tmp_path / "c.pem").write_bytes(certificat)
    (tmp_path / "k.pem").write_bytes(cle)
    regler(cachet=replace(demarrage.reglages().cachet, certificat=str(tmp_path / "c.pem"), cle=str(tmp_path / "k.pem")))

    with pytest.raises(SceauFaux, match="un autre que le département"):
        verifier_sceau(sceller(compose(texte="500 000 €")), notres)


def test_un_fichier_sans_cachet_ou_au_cachet_abime_est_refuse(scelle):
    debut = scelle.index(b"/Contents <") + len(b"/Contents <")
    abime = scelle[:debut] + b"3081" + scelle[debut + 4 :]

    for faux in (compose(), b"", b"%PDF-1.7\n/ByteRange [0 1 2 3]", abime):
        with pytest.raises(SceauFaux):
            verifier_sceau(faux, certificats())


def test_une_cle_rsa_scelle_aussi(regler, tmp_path):
    cle = rsa.generate_private_key(65537, 2048)
    certificat = _certificat(cle, "Cachet RSA")
    regler(cachet=_reglages(tmp_path, certificat, cle))

    assert verifier_sceau(sceller(compose()), [certificat]) == certificat


def test_un_certificat_expire_ne_scelle_plus(regler, tmp_path):
    certificat, cle = fabriquer(depuis=datetime.now(UTC) - timedelta(days=40), duree=timedelta(days=30))
    (tmp_path / "c.pem").write_bytes(certificat)
    (tmp_path / "k.pem").write_bytes(cle)
    regler(cachet=replace(demarrage.reglages().cachet, certificat=str(tmp_path / "c.pem"), cle=str(tmp_path / "k.pem")))

    with pytest.raises(CachetInutilisable, match="a expiré"):
        sceller(compose())


# ---------- Horodatage ----------


@contextmanager
def autorite_d_horodatage():
    """Une autorité d’horodatage (RFC 3161) qui écoute sur un port de la machine ; rend son adresse et ses demandes."""
    cle = rsa.generate_private_key(65537, 2048)
    horodateur = DummyTimeStamper(_en_asn1(_certificat(cle, "Horodatage", horodatage=True)), _cle_asn1(cle))
    demandes = []

    class Comptoir(BaseHTTPRequestHandler):
        def do_POST(self):
            demandes.append(self.headers.get("Authorization"))
            demande = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            corps = horodateur.request_tsa_response(demande).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(corps)))
            self.end_headers()
            self.wfile.write(corps)

        def log_message(self, *_args):
            """Se tait."""

    (port,) = ports_libres(1)
    serveur = HTTPServer(("127.0.0.1", port), Comptoir)
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    try:
        yield f"http://compte:secret@127.0.0.1:{port}/tsa", demandes
    finally:
        serveur.shutdown()
        fil.join()
        serveur.server_close()


def test_une_autorite_d_horodatage_date_le_cachet(regler, scelle):
    with autorite_d_horodatage() as (adresse, demandes):
        regler(cachet=replace(demarrage.reglages().cachet, horodatage_url=adresse))
        date = sceller(compose())

    assert demandes
    assert all(demande.startswith("Basic ") for demande in demandes)
    assert JETON_D_HORODATAGE in date
    assert JETON_D_HORODATAGE not in scelle
    assert verifier_sceau(date, certificats())
    assert pdf.defauts(date) == []


def test_sans_reponse_de_l_horodateur_rien_n_est_scelle(regler):
    (port,) = ports_libres(1)
    regler(cachet=replace(demarrage.reglages().cachet, horodatage_url=f"http://127.0.0.1:{port}/tsa"))

    with pytest.raises(TimestampRequestError):
        sceller(compose())


# ---------- Code QR ----------


@avec_poppler
@pytest.mark.parametrize("points_par_pouce", [110, 150, 300])
def test_le_code_qr_imprime_se_scanne(scelle, tmp_path, points_par_pouce):
    chemin = tmp_path / "document.pdf"
    chemin.write_bytes(scelle)

    [lu] = zxingcpp.read_barcodes(premiere_page(chemin, points_par_pouce=points_par_pouce))

    assert lu.text == LIEN


def _certificat(cle, nom, *, horodatage=False):
    sujet = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, nom)])
    depuis = datetime.now(UTC) - timedelta(days=1)
    certificat = (
        x509.CertificateBuilder().subject_name(sujet).issuer_name(sujet).public_key(cle.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(depuis).not_valid_after(depuis + timedelta(30))
    )  # fmt: skip
    if horodatage:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        certificat = certificat.add_extension(usage, critical=True)
    return certificat.sign(cle, hashes.SHA256())


def _reglages(dossier, certificat, cle):
    (dossier / "c.pem").write_bytes(certificat.public_bytes(serialization.Encoding.PEM))
    (dossier / "k.pem").write_bytes(
        cle.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return replace(demarrage.reglages().cachet, certificat=str(dossier / "c.pem"), cle=str(dossier / "k.pem"))


def _en_asn1(certificat):
    return x509_asn1.Certificate.load(certificat.public_bytes(serialization.Encoding.DER))


def _cle_asn1(cle):
    return cles_asn1.PrivateKeyInfo.load(
        cle.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
