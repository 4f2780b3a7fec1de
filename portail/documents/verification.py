"""Ce qu’un document dit de sa propre vérification : la phrase, l’adresse, le code, et à quoi sert le cachet."""

from portail.documents.codes import en_groupes
from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.traduction import _

CHEMIN = "/verifier"

_PHRASE = _("Pour vérifier ce document : scannez le code QR, ou écrivez le code sur la page")
_LIBELLE = _("Code :")
_ALTERNATIVE = _("Code QR qui mène à la page de vérification de ce document, %(adresse)s, code %(code)s.")
_CACHET = _(
    "Le fichier PDF porte le cachet électronique du %(emetteur)s : un lecteur de PDF signale toute modification."
)


def verification(code: str, *, url_publique: str, emetteur: str, redaction: Redaction = FRANCAIS) -> dict[str, str]:
    """Rend le bloc `verification` d’un document, à réunir avec ses autres données."""
    adresse = f"{url_publique.partition('://')[2]}{CHEMIN}"
    ecrit = en_groupes(code)
    return {
        "phrase": redaction.traduire(_PHRASE),
        "adresse": adresse,
        "libelle": redaction.traduire(_LIBELLE),
        "code": ecrit,
        "cachet": redaction.texte(_CACHET, emetteur=emetteur),
        "alternative": redaction.texte(_ALTERNATIVE, adresse=adresse, code=ecrit),
    }


def lien(code: str, mention: str, *, url_publique: str) -> str:
    """Rend ce que porte le code QR : la page de vérification, suivie de la mention signée."""
    return f"{url_publique}{CHEMIN}/{code}#{mention}"
