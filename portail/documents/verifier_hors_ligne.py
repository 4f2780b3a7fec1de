"""Vérifier un document du département sans réseau : `python3 -m portail.documents.verifier_hors_ligne --help`.

Bibliothèque standard et `cryptography` seules. Hors ligne, on sait que le document vient du département et n’a pas
changé ; on ne sait pas s’il a été révoqué depuis : cela, seule la page de vérification le dit.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509

from portail.documents import mention as mentions
from portail.documents.publication import Publication, PublicationIllisible, lire
from portail.documents.sceau import SceauFaux, verifier_sceau

_LIEN = re.compile(rb"https?://[^\s<>\"()#]{1,300}/verifier/[0-9A-Z]{13}#[0-9A-Z:+.-]+")
REFUS = (SceauFaux, mentions.MentionFausse, PublicationIllisible)


def main(arguments: Sequence[str] | None = None) -> int:
    """Vérifie ce qui est donné, le dit, et rend 0 si tout est juste, 1 sinon, 2 si un fichier ne se lit pas."""
    analyse = _options()
    options = analyse.parse_args(arguments)
    if not (options.pdf or options.qr):
        analyse.error("donnez le document (--pdf) ou le texte de son code QR (--qr)")
    try:
        publication = lire(options.cles.read_text(encoding="utf-8"))
        for ligne in verifier(publication, pdf=options.pdf, qr=options.qr, contenu=options.contenu):
            _dire(ligne)
    except REFUS as refus:
        _dire(f"FAUX : {refus}")
        return 1
    except OSError as erreur:
        _dire(f"Fichier illisible : {erreur.filename}")
        return 2
    _dire("Hors ligne, on ne peut pas savoir si ce document a été révoqué depuis.")
    return 0


def verifier(publication: Publication, *, pdf: Path | None, qr: str, contenu: Path | None) -> list[str]:
    """Rend ce qui est prouvé, une phrase par ligne ; lève `SceauFaux` ou `MentionFausse` à la première faute."""
    lignes = []
    lien = qr
    if pdf is not None:
        octets = pdf.read_bytes()
        lignes += _cachet_dit(verifier_sceau(octets, publication.certificats))
        trouve = _LIEN.search(octets)
        lien = lien or (trouve[0].decode() if trouve else "")
        if qr and (trouve is None or trouve[0].decode() != qr.strip()):
            raise mentions.MentionFausse("Le code QR n’est pas celui de ce fichier.")
    if lien:
        mention = mentions.lire(lien, publication.cles)
        lignes += _mention_dite(mention, publication)
        if contenu is not None:
            lignes += _comparer(mention, contenu)
    elif contenu is not None:
        raise mentions.MentionFausse("Ce fichier ne porte aucune mention à quoi comparer le contenu.")
    return lignes


def _comparer(mention: mentions.Mention, contenu: Path) -> list[str]:
    try:
        lu = json.loads(contenu.read_text(encoding="utf-8"))
    except ValueError:
        raise mentions.MentionFausse("Le contenu donné n’est pas un fichier JSON.") from None
    if mentions.empreinte_de(lu) != mention.empreinte:
        raise mentions.MentionFausse("Le contenu donné n’est pas celui du document.")
    return ["Contenu : identique, au signe près, à celui qui a été signé."]


def _cachet_dit(certificat: x509.Certificate) -> list[str]:
    return [
        "Cachet du fichier : juste, rien n’a changé depuis qu’il a été posé.",
        f"  posé par : {certificat.subject.rfc4514_string()}",
    ]


def _mention_dite(mention: mentions.Mention, publication: Publication) -> list[str]:
    faits = {
        "nature": mention.nature.replace("-", " ").lower(),
        "date": f"{mention.date[6:]}/{mention.date[4:6]}/{mention.date[:4]}",
        "dossier": f"{mention.numero}…",
        "initiales": mention.initiales,
        "sens": mention.sens.replace("-", " ").lower(),
        "montant": mention.montant and f"{mention.montant.replace('.', ',')} €",
        "code": mention.code,
    }
    return [
        f"Mention signée : juste, émise par {publication.emetteur}.",
        *(f"  {nom} : {valeur}" for nom, valeur in faits.items() if valeur),
    ]


def _options() -> argparse.ArgumentParser:
    analyse = argparse.ArgumentParser(description="Vérifie un document du département sans réseau.")
    analyse.add_argument("--cles", type=Path, required=True, help="le fichier portail-cachet.json du département")
    analyse.add_argument("--pdf", type=Path, help="le document en PDF")
    analyse.add_argument("--qr", default="", help="le texte lu dans le code QR imprimé")
    analyse.add_argument("--contenu", type=Path, help="le contenu du document, en JSON")
    return analyse


def _dire(ligne: str) -> None:
    sys.stdout.write(f"{ligne}\n")


if __name__ == "__main__":
    sys.exit(main())
