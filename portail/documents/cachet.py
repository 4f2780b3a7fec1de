"""Sceller un PDF : une signature PAdES du département, invisible, que tout lecteur de PDF sait vérifier.

Le document scellé reste PDF/UA-1 et PDF/A-2a ; la moindre modification se voit. Se fait dans une tâche, jamais
pendant une requête : la bibliothèque est lourde et l’horodatage attend le réseau.
"""

import io
import secrets
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
PLACE_DU_CACHET = 1 << 15
"""La place, en signes hexadécimaux, que prend toute signature d’un fichier de taille choisie, horodatage compris."""


def sceller(contenu: bytes, *, multiple: int = 0) -> bytes:
    """Rend le PDF scellé ; lève `CachetInutilisable` si le certificat ne vaut plus, ou l’erreur de l’horodateur.

    `multiple` : la taille rendue, en octets, en est un. Le fichier est complété sous le cachet, d’un objet qui ne
    s’affiche pas.
    """
    reglages = demarrage.reglages()
    materiel = charger(reglages.cachet)
    if fautes := fautes_de_date(materiel.certificat):
        raise CachetInutilisable(*fautes)
    horodateur = _horodateur(reglages.cachet.horodatage_url)
    if not multiple:
        return _signer(_ajout(contenu), materiel, horodateur)
    reste, scelle = _completer(contenu, materiel, multiple)
    return _signer(_ajout(contenu, reste=reste), materiel, horodateur, place=PLACE_DU_CACHET) if horodateur else scelle


def _completer(contenu: bytes, materiel: Materiel, multiple: int) -> tuple[int, bytes]:
    """Rend combien d’octets ajouter pour que la taille soit un multiple, et le fichier ainsi scellé, sans horodatage.

    Ajouter des octets en déplace d’autres, qui s’écrivent parfois d’un chiffre de plus : on mesure jusqu’au compte.
    """
    reste, essayes = 0, set[int]()
    while True:
        scelle = _signer(_ajout(contenu, reste=reste), materiel, None, place=PLACE_DU_CACHET)
        manque, essayes = -len(scelle) % multiple, {*essayes, reste}
        if not manque:
            return reste, scelle
        trop = multiple - manque
        voulu = reste - trop if trop <= reste else reste + manque
        reste = voulu if voulu not in essayes else reste + manque


def _signer(
    ajout: "IncrementalPdfFileWriter",
    materiel: Materiel,
    horodateur: "TimeStamper | None",
    *,
    place: int | None = None,
) -> bytes:
    from pyhanko.sign import fields, signers  # noqa: PLC0415 — une seconde à charger, utile à l’ouvrier seul

    emetteur = demarrage.reglages().departement.nom_complet
    scelleur = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=CHAMP,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            name=emetteur,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        ),
        signer=_signataire(materiel),
        timestamper=horodateur,
        new_field_spec=fields.SigFieldSpec(
            CHAMP,
            readable_field_name=f"Cachet électronique : {emetteur}",
            # Hors de la page : PDF/A interdit une annotation cachée, PDF/UA une annotation visible hors structure.
            invis_sig_settings=fields.InvisSigSettings(set_hidden_flag=False, box_out_of_bounds=True),
        ),
    )
    sortie = io.BytesIO()
    scelleur.sign_pdf(ajout, bytes_reserved=place, output=sortie)
    return sortie.getvalue()


def _ajout(contenu: bytes, *, reste: int | None = None) -> "IncrementalPdfFileWriter":
    """Rend de quoi ajouter la signature à la suite du fichier, sans rien en réécrire ; `reste` octets la précèdent."""
    from pyhanko.pdf_utils.generic import StreamObject  # noqa: PLC0415 — déjà chargé
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 — déjà chargé

    class Ajout(IncrementalPdfFileWriter):
        """Laisse les métadonnées telles quelles : réécrites, elles ne seraient plus PDF/A."""

        def _update_meta(self) -> None:
            return

    # PDF/A : l’en-tête d’un objet commence une ligne, or le fichier composé finit sans retour à la ligne.
    ajout = Ajout(io.BytesIO(contenu.rstrip(b"\r\n") + b"\n"))
    if reste is not None:
        # Au hasard : ce qui se comprime laisserait deviner la taille d’avant.
        ajout.add_object(StreamObject(encoded_data=secrets.token_urlsafe(reste)[:reste].encode()))
    return ajout


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
