"""Entrer sans FranceConnect : une identité déclarée et un code envoyé par courriel (le temps est réel)."""

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete

from portail.identite.actions import connecter_par_courriel
from portail.identite.models import COURRIEL, CodeDeConnexion, Usager
from portail.notifications.actions import Destinataire, prevoir
from portail.socle import chiffrement
from portail.socle.base import session, transaction
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

DUREE = timedelta(minutes=15)
MINUTES = int(DUREE.total_seconds() // 60)
ESSAIS = 5
CHIFFRES = 6
_LIEN = "code_de_connexion/lien"


class CodeInvalide(SaisieInvalide):
    """Le code n’est pas celui qui a été envoyé."""

    message = _("Ce code n’est pas le bon. Relisez le courriel : le code a six chiffres.")


class CodePerime(SaisieInvalide):
    """Le code a trop attendu, a déjà servi, ou a été essayé trop de fois."""

    message = _("Ce code ne peut plus servir. Demandez-en un nouveau.")


def _hacher(code: str, courriel: str) -> str:
    return chiffrement.empreinte_cle(f"{courriel}\0{code}", "code_de_connexion")


def _cle(adresse: str, demande: str) -> str:
    """Rend la clé d’une demande : qui d’autre demande un code à cette adresse ne touche pas à celle-ci."""
    return chiffrement.empreinte_cle(f"{adresse}\0{demande}", "courriel")


def preparer_code(
    courriel: str, identite: Mapping[str, Any], *, langue: str, suite: str = "", demande: str = ""
) -> str:
    """Envoie un code à cette adresse, garde l’identité déclarée et rend la demande, à redonner avec le code.

    `identite` : nom_naissance, prenoms (liste), date_naissance (ISO). Le courriel part, adresse connue ou non.
    `demande` : celle dont le code est à remplacer.
    """
    adresse, demande = courriel.strip().lower(), demande or nouvelle_demande()
    with transaction():
        code = deposer_code(adresse, identite, demande=demande)
        prevoir(
            Destinataire(courriel=adresse, langue=langue),
            "connexion/code",
            {
                "code": code,
                "jeton": _sceller(adresse, code, demande),
                "minutes": MINUTES,
                "suite": suite,
            },
            objet=("connexion", _cle(adresse, demande)[:16]),
        )
    return demande


def nouvelle_demande() -> str:
    """Rend de quoi reconnaître une demande de code : qui connaît l’adresse ne la devine pas."""
    return secrets.token_urlsafe(16)


def deposer_code(titulaire: str, contenu: Mapping[str, Any], *, demande: str = "") -> str:
    """Garde un code neuf, haché, à la place de celui qui attendait, et le rend ; à envoyer, dans une action.

    `titulaire` : l’adresse, ou le compte, à qui le code est dû.
    """
    code = f"{secrets.randbelow(10**CHIFFRES):0{CHIFFRES}d}"
    session.merge(
        CodeDeConnexion(
            courriel_empreinte=_cle(titulaire, demande),
            code_empreinte=_hacher(code, titulaire),
            identite=dict(contenu),
            essais=0,
            expire_le=datetime.now(UTC) + DUREE,
        )
    )
    return code


def en_attente(titulaire: str, demande: str = "") -> dict[str, Any] | None:
    """Rend ce qu’un code encore bon confirmerait, ou rien."""
    attente = session.get(CodeDeConnexion, _cle(titulaire, demande))
    return attente.identite if attente is not None and _sert_encore(attente) else None


def oublier(titulaire: str, demande: str = "") -> None:
    """Efface le code qui attendait, s’il y en a un ; dans une action."""
    session.execute(delete(CodeDeConnexion).where(CodeDeConnexion.courriel_empreinte == _cle(titulaire, demande)))


def _sert_encore(attente: CodeDeConnexion) -> bool:
    return attente.expire_le > datetime.now(UTC) and attente.essais < ESSAIS


def _sceller(*morceaux: str) -> str:
    """Rend ce que porte le lien du courriel : adresse, code et demande, chiffrés, donc ni lisibles ni fabricables."""
    scelle = chiffrement.chiffrer(json.dumps(morceaux).encode(), _LIEN)
    return base64.urlsafe_b64encode(scelle).rstrip(b"=").decode()


def ouvrir_jeton(jeton: str) -> tuple[str, str, str]:
    """Rend l’adresse, le code et la demande d’un lien, sans les consommer ; lève `CodePerime` s’il est faux."""
    try:
        scelle = base64.urlsafe_b64decode(jeton + "=" * (-len(jeton) % 4))
        adresse, code, demande = json.loads(chiffrement.dechiffrer(scelle, _LIEN))
    except (ValueError, chiffrement.ContenuAltere) as erreur:
        raise CodePerime from erreur
    return adresse, code, demande


def sujet_declare(adresse: str, identite: Mapping[str, Any]) -> str:
    """Rend ce qui reconnaît le compte d’une personne à son adresse et à l’identité qu’elle a déclarée."""
    traits = [identite["nom_naissance"].casefold(), "".join(identite["prenoms"]).casefold(), identite["date_naissance"]]
    return chiffrement.empreinte_cle("\0".join([adresse, *traits]), "compte_courriel")


def verifier_code(courriel: str, code: str, *, demande: str, langue: str) -> Usager:
    """Rend l’usager qui tient cette adresse ; lève `CodeInvalide` ou `CodePerime`. Un code sert une fois.

    Deux personnes qui partagent une adresse ont deux comptes : le sujet porte aussi l’identité déclarée.
    """
    adresse = courriel.strip().lower()
    identite = consommer(adresse, code, demande=demande)
    sujet = sujet_declare(adresse, identite)
    return connecter_par_courriel(sujet=sujet, courriel=adresse, identite=identite, emetteur=COURRIEL, langue=langue)


def consommer(titulaire: str, code: str, *, demande: str = "") -> dict[str, Any]:
    """Compte l’essai, même manqué, et rend ce que le code confirme ; lève `CodeInvalide` ou `CodePerime`."""
    empreinte = _hacher("".join(filter(str.isdigit, code)), titulaire)
    with transaction():
        attente = session.get(CodeDeConnexion, _cle(titulaire, demande), with_for_update=True, populate_existing=True)
        if attente is None or not _sert_encore(attente):
            raise CodePerime
        attente.essais += 1
        est_bon = hmac.compare_digest(attente.code_empreinte, empreinte)
        contenu = attente.identite
        if est_bon:
            session.delete(attente)
    if not est_bon:
        raise CodeInvalide
    return contenu


def purger() -> None:
    """Efface les codes éteints."""
    with transaction():
        session.execute(delete(CodeDeConnexion).where(CodeDeConnexion.expire_le < datetime.now(UTC)))
