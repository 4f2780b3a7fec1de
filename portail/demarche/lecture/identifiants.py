"""Lire un IBAN, un SIRET, un numéro fiscal ou de sécurité sociale : espaces, points et tirets admis, clé vérifiée."""

from stdnum import iban
from stdnum.exceptions import ValidationError
from stdnum.fr import nir, siren, siret

from portail.demarche.declaration import _
from portail.demarche.lecture.refus import ValeurRefusee
from portail.demarche.lecture.textes import compact

_LONGUEUR_IBAN = 34
_LONGUEUR_IBAN_FRANCAIS = 27
_CHIFFRES_SIRET = 14
_CHIFFRES_SIREN = 9
_CHIFFRES_NUMERO_FISCAL = 13
_SIGNES_NIR = 15
_SIGNES_NIR_SANS_CLE = 13


def lire_iban(texte: str) -> str:
    """Rend l’IBAN sans espaces, clé vérifiée (ISO 13616) ; lève ValeurRefusee."""
    ecrit = compact(texte).removeprefix("IBAN")
    if not (ecrit[:2].isalpha() and ecrit[2:4].isdecimal()):
        raise _attendu_iban()
    if ecrit.startswith("FR") and len(ecrit) != _LONGUEUR_IBAN_FRANCAIS:
        message = _(
            "Un IBAN français compte 27 caractères, vous en avez écrit %(nombre)s. Recopiez-le depuis votre RIB."
        )
        raise ValeurRefusee(message, {"nombre": len(ecrit)})
    try:
        return str(iban.validate(ecrit[: _LONGUEUR_IBAN + 1]))
    except ValidationError:
        message = _("Il y a une erreur dans cet IBAN. Recopiez-le depuis votre relevé d’identité bancaire (RIB).")
        raise ValeurRefusee(message) from None


def _attendu_iban() -> ValeurRefusee:
    return ValeurRefusee(
        _("Écrivez l’IBAN qui figure sur votre relevé d’identité bancaire. Exemple : FR76 3000 6000 0112 3456 7890 189")
    )


def lire_siret(texte: str) -> str:
    """Rend les 14 chiffres du SIRET, clé vérifiée (établissements de La Poste compris) ; lève ValeurRefusee."""
    ecrit = compact(texte)
    if ecrit.isdecimal() and len(ecrit) == _CHIFFRES_SIREN:
        message = _(
            "Ces 9 chiffres sont un SIREN. Ajoutez les 5 derniers chiffres du SIRET. Exemple : 732 829 320 00074"
        )
        raise ValeurRefusee(message)
    if not ecrit.isdecimal() or len(ecrit) != _CHIFFRES_SIRET:
        raise _attendu_siret()
    try:
        return str(siret.validate(ecrit))
    except ValidationError:
        raise ValeurRefusee(_("Il y a une erreur dans ce SIRET. Recopiez-le depuis un avis de situation.")) from None


def _attendu_siret() -> ValeurRefusee:
    return ValeurRefusee(_("Indiquez les 14 chiffres du SIRET. Exemple : 732 829 320 00074"))


def lire_siren(texte: str) -> str:
    """Rend les 9 chiffres du SIREN, clé vérifiée ; lève ValeurRefusee."""
    ecrit = compact(texte)
    if not ecrit.isdecimal() or len(ecrit) != _CHIFFRES_SIREN:
        raise ValeurRefusee(_("Indiquez les 9 chiffres du SIREN. Exemple : 732 829 320"))
    try:
        return str(siren.validate(ecrit))
    except ValidationError:
        raise ValeurRefusee(_("Il y a une erreur dans ce SIREN. Recopiez-le depuis les statuts.")) from None


def lire_numero_fiscal(texte: str) -> str:
    """Rend les 13 chiffres du numéro fiscal de référence ; lève ValeurRefusee."""
    ecrit = compact(texte)
    if not ecrit.isdecimal() or len(ecrit) != _CHIFFRES_NUMERO_FISCAL:
        raise _attendu_numero_fiscal()
    return ecrit


def _attendu_numero_fiscal() -> ValeurRefusee:
    return ValeurRefusee(
        _("Indiquez les 13 chiffres inscrits en haut de votre avis d’impôt. Exemple : 30 23 217 600 053")
    )


def lire_nir(texte: str) -> str:
    """Rend les 15 signes du numéro de sécurité sociale, clé vérifiée ; lève ValeurRefusee."""
    ecrit = compact(texte)
    if len(ecrit) == _SIGNES_NIR_SANS_CLE:
        raise ValeurRefusee(_("Ajoutez la clé : les deux derniers chiffres, écrits à part sur la carte Vitale."))
    if len(ecrit) != _SIGNES_NIR:
        raise ValeurRefusee(_("Écrivez les 15 chiffres du numéro de sécurité sociale, clé comprise."))
    try:
        return str(nir.validate(ecrit))
    except ValidationError:
        raise ValeurRefusee(_("Il y a une erreur dans ce numéro. Recopiez-le depuis la carte Vitale.")) from None
