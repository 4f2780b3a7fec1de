"""Sceller un PDF : une signature PAdES du département, invisible, que tout lecteur de PDF sait vérifier.

Le document scellé reste PDF/UA-1 et PDF/A-2a ; la moindre modification se voit. Se fait dans une tâche, jamais
pendant une requête : la bibliothèque est lourde et l’horodatage attend le réseau.
"""

import io
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from cryptography.hazmat.primitives import serialization

from portail.certificats import CachetInutilisable, Materiel, charger, fautes_de_date
from portail.socle import demarrage

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import TimeStamper

CHAMP = "Cachet"
HORODATAGE_SECONDES = 15


def sceller(contenu: bytes) -> bytes:
    """Rend le PDF scellé ; lève `CachetInutilisable` si le certificat ne vaut plus, ou l’erreur de l’horodateur."""
    from pyhanko.sign import fields, signers  # noqa: PLC0415 — une seconde à charger, utile à l’ouvrier seul

    reglages = demarrage.reglages()
    materiel = charger(reglages.cachet)
    if fautes := fautes_de_date(materiel.certificat):
        raise CachetInutilisable(*fautes)
    scelleur = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=CHAMP,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            name=reglages.departement.nom_complet,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        ),
        signer=_signataire(materiel),
        timestamper=_horodateur(reglages.cachet.horodatage_url),
        new_field_spec=fields.SigFieldSpec(
            CHAMP,
            readable_field_name=f"Cachet électronique : {reglages.departement.nom_complet}",
            # Hors de la page : PDF/A interdit une annotation cachée, PDF/UA une annotation visible hors structure.
            invis_sig_settings=fields.InvisSigSettings(set_hidden_flag=False, box_out_of_bounds=True),
        ),
    )
    sortie = io.BytesIO()
    scelleur.sign_pdf(_ajout(contenu), output=sortie)
    return sortie.getvalue()


def _ajout(contenu: bytes) -> "IncrementalPdfFileWriter":
    """Rend de quoi ajouter la signature à la suite du fichier, sans rien en réécrire."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 — déjà chargé

    class Ajout(IncrementalPdfFileWriter):
        """Laisse les métadonnées telles quelles : réécrites, elles ne seraient plus PDF/A."""

        def _update_meta(self) -> None:
            return

    # PDF/A : l’en-tête d’un objet commence une ligne, or le fichier composé finit sans retour à la ligne.
    return Ajout(io.BytesIO(contenu.rstrip(b"\r\n") + b"\n"))


def _signataire(materiel: Materiel) -> "SimpleSigner":
    from asn1crypto import keys, x509  # noqa: PLC0415 — avec pyHanko
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415 — déjà chargé
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415 — avec pyHanko

    chaine = [x509.Certificate.load(un.public_bytes(serialization.Encoding.DER)) for un in materiel.chaine]
    cle = materiel.cle.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(
        signing_cert=chaine[0],
        signing_key=keys.PrivateKeyInfo.load(cle),
        cert_registry=SimpleCertificateStore.from_certs(chaine),  # type: ignore[no-untyped-call]
    )


def _horodateur(url: str) -> "TimeStamper | None":
    """Rend l’autorité d’horodatage réglée (compte et secret dans l’adresse), ou rien."""
    if not url:
        return None
    from pyhanko.sign.timestamps.requests_client import (  # noqa: PLC0415 — avec pyHanko
        RequestsHTTPTimeStamper,
    )

    adresse = urlsplit(url)
    compte = (unquote(adresse.username), unquote(adresse.password or "")) if adresse.username else None
    sans_compte = adresse._replace(netloc=adresse.netloc.rpartition("@")[2]).geturl()
    return RequestsHTTPTimeStamper(  # type: ignore[no-untyped-call]
        sans_compte, timeout=HORODATAGE_SECONDES, auth=compte
    )
